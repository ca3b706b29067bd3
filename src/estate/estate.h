/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * estate: the facts. Clusters, nodes, stacks, workloads and placements as arrays that refer to each
 * other by index; read-only once builder_seal made it. All quantities are integers in the unit of
 * their resource: cpu in millicores, memory and ephemeral-storage in bytes, the rest in counts.
 *
 * Order: clusters as in muster.yaml; nodes by cluster, then input order; stacks by cluster, then
 * input order; workloads by stack; placements by workload, then node. So every "of" is a range.
 */
#ifndef MUSTER_ESTATE_ESTATE_H
#define MUSTER_ESTATE_ESTATE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/pod_rule.h"
#include "estate/rule.h"

/* The first four resources of every estate; extended resources (GPUs, ...) follow by first use. */
enum { RESOURCE_CPU, RESOURCE_MEMORY, RESOURCE_PODS, RESOURCE_EPHEMERAL, RESOURCE_FIXED_COUNT };

enum resource_unit { UNIT_MILLI, UNIT_BYTES, UNIT_COUNT };

struct resource {
    const char *name; /* "cpu", "memory", "pods", "ephemeral-storage", "nvidia.com/gpu", ... */
    enum resource_unit unit;
};

struct arena;
struct intern;

const char *resource_unit_name(enum resource_unit unit); /* "milli", "bytes", "count" */

/* Unit of a resource by its name: cpu milli; memory, ephemeral-storage, hugepages-* bytes; else
 * counts. */
enum resource_unit resource_unit_of(const char *name);

/* An amount for people: cpu "250m" or "4", bytes in the largest binary unit that is exact or else
 * with one decimal ("12Gi", "1.5Gi"), counts as they are. */
enum { AMOUNT_TEXT_SIZE = 48 };
const char *resource_amount_text(enum resource_unit unit, int64_t value,
                                 char out[AMOUNT_TEXT_SIZE]);

enum orchestrator {
    ORCHESTRATOR_KUBERNETES,
    ORCHESTRATOR_SWARM,
    ORCHESTRATOR_MKE,
    ORCHESTRATOR_CSV,
};

const char *orchestrator_name(enum orchestrator orchestrator);

/* May a stack of a cluster of kind `from` be given to one of kind `to` without targets or portable?
 * Same family: a Kubernetes stack to kubernetes and mke, a Swarm stack to swarm and mke, csv to
 * csv; a stack of an mke cluster says which of the two it is by stack.family. */
bool orchestrator_takes(enum orchestrator to, enum orchestrator family);

enum cluster_role { ROLE_ACTIVE, ROLE_STANDBY_HOT, ROLE_STANDBY_COLD };

/* Capacity kept free on each node: nothing, a share of allocatable (parts per million, the amount
 * rounds up), or an amount. */
enum headroom_kind { HEADROOM_NONE, HEADROOM_SHARE, HEADROOM_AMOUNT };

struct headroom {
    enum headroom_kind kind;
    int64_t value; /* ppm or units of the resource */
};

struct cluster {
    const char *name;
    enum orchestrator orchestrator;
    enum cluster_role role;
    const char *region;      /* "" = none */
    const char *environment; /* "" = none */
    bool has_captured;
    int64_t captured_s; /* seconds since 1970, UTC */
    bool is_partial;    /* pods stand on nodes that are not in the node list */
    int32_t first_node, node_count;
    int32_t first_stack, stack_count;
    const struct headroom *headroom; /* [resource_count], the estate's merged with its own */
};

struct node {
    int32_t cluster_ix;
    const char *name;
    const char *os;      /* lower case; "" = unknown */
    const char *arch;    /* as Kubernetes spells it (see estate_arch); "" = unknown */
    const char *zone;    /* "" = none; all nodes of a cluster without one form one zone */
    bool is_schedulable; /* false: cordoned, drained, paused, down */
    bool is_ready;       /* false: NotReady, unreachable, down: takes nothing new */
    const struct label *labels;
    int32_t label_count;
    const struct taint *taints;
    int32_t taint_count;
    const char *source; /* the file that says it, as the estate names it; "" = not known */
};

enum { MAX_TIER = 1000, MAX_WEIGHT = 1000000000 };

/* A name that a stack requires, as resolved by the builder. What a platform stack requires, and
 * that one requires a platform stack (every cluster has its own), are findings and are left out. */
struct requirement {
    int32_t stack_ix;  /* any instance, when that stack is active/active */
    bool same_cluster; /* "db@same" */
};

struct stack {
    int32_t cluster_ix;
    const char *name_space; /* "" = none */
    const char *name;
    enum orchestrator family; /* kubernetes, swarm or csv: who runs it (an mke cluster has both) */
    int32_t tier;
    const char *tier_rule; /* which rule said so: "stacks.csv:3", "tiers[2]: stack shop-*", ... */
    int64_t weight;        /* 1 to MAX_WEIGHT */
    const char *environment, *team; /* "" = none */
    bool is_platform;               /* stays, is never failed over */
    bool is_portable;               /* any orchestrator */
    bool is_kept;                   /* never gives way to a newcomer */
    bool is_lent;     /* of an environment of `lend`, and neither platform, kept nor of tier 0 */
    bool has_targets; /* only to these */
    const int32_t *targets; /* cluster indices, ascending */
    int32_t target_count;
    const int32_t *not_targets;
    int32_t not_target_count;
    const struct requirement *requires;
    int32_t require_count;
    int32_t copy_require_count; /* of a pre-deployed copy, which requires nothing: what it would if
                                   it ran, in requires; else 0 */
    int32_t family_ix;          /* active/active: equal for all instances of one stack; else -1 */
    bool is_split; /* active/active: lost replicas may go to other allowed clusters as well */
    bool has_min_replicas; /* displaced whole: so many of each workload are enough */
    int64_t min_replicas;  /* at least 1 */
    bool is_assumed;       /* a reservation had to be assumed (cpu or memory) */
    bool is_assumed_zero;  /* ... as zero, or a workload says that it reserves nothing at all; never
                              so where the estate says `unreserved: zero`. Implies is_assumed. */
    /* Clusters with a pre-deployed copy, ascending: another stack of this namespace and name of
     * which nothing runs, and of which some workload is pre-deployed. When the stack is lost it
     * starts in those of them that survive; with none left, wherever it may go. */
    const int32_t *copies;
    int32_t copy_count;
    int32_t first_workload, workload_count;
};

struct workload {
    int32_t stack_ix;
    const char *name;
    const char *kind;   /* "Deployment", "StatefulSet", "service", ... as the source calls it */
    const char *source; /* the file that says it, as the estate names it; "" = not known */
    bool is_daemon;     /* one replica on every eligible node; replicas counts what runs */
    int64_t replicas;   /* the larger of desired and running: what a failover must place */
    int64_t running_unknown; /* running replicas whose node is not known (no placements given) */
    bool has_failover_replicas, failover_is_inherited; /* inherited: of a copy, see below */
    int64_t failover_replicas; /* at least 1: that a failover starts instead of its replicas when
                                  its cluster is lost. What has no replicas now is pre-deployed. Of
                                  what runs and has a copy: the copy's, if it says none itself */
    int32_t rule_ix;
    /* What its volumes ask of nodes of its own cluster, by selector and terms alone (whatever their
     * state and taints); -1 = nothing. */
    int32_t home_rule_ix;
    int32_t pod_rule_ix;        /* what its pods ask of other pods; -1 = nothing */
    const struct label *labels; /* of its pods: what the rules of other pods look at */
    int32_t label_count;
    bool has_max_per_node, has_max_per_zone;
    int64_t max_per_node, max_per_zone;
    bool has_priority;
    int64_t priority;    /* Kubernetes PriorityClass value */
    bool never_preempts; /* preemptionPolicy: Never; else PreemptLowerPriority */
    int32_t first_placement, placement_count;
    int32_t first_volume, volume_count;
};

struct placement {
    int32_t workload_ix;
    int32_t node_ix;
    int64_t replicas; /* bound, unfinished replicas on that node */
};

/* A namespace that has labels: the rules between pods may choose by them. */
struct name_space {
    int32_t cluster_ix;
    const char *name;
    const struct label *labels;
    int32_t label_count;
};

/* ResourceQuota without scopes: all pods of the namespace together stay within it. A stack that
 * comes to the cluster comes to the namespace of the same name. */
struct quota {
    int32_t cluster_ix;
    const char *name_space;
    const char *name;
    bool is_limit;    /* bounds limits, not reservations; a pod without that limit is refused */
    int32_t resource; /* RESOURCE_PODS: number of pods */
    int64_t hard;
};

/* PodDisruptionBudget: how many of the pods that its selector holds for may be down at once by
 * somebody's choice. Packing does not ask it; drains, evictions and preemption do. */
struct disruption_budget {
    int32_t cluster_ix;
    const char *name_space;
    const char *name;
    struct label_selector selector; /* of pods of the namespace */
    bool is_max_unavailable;        /* else minAvailable */
    bool is_percent;                /* of the replicas, rounded up; 0 to 100 */
    int64_t value;
};

/* A claim of storage that pods of a workload use. */
struct volume {
    int32_t workload_ix;
    const char *claim;         /* of a StatefulSet that of its template; "" = made for each pod */
    const char *storage_class; /* "" = none, or not known */
    bool is_bound_to_nodes;    /* its data is where only some nodes of its cluster reach it */
};

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

/* What a reader should know about the input; codes are stable. */
struct finding {
    const char *code; /* "no-reservation" */
    enum severity severity;
    int32_t cluster_ix, stack_ix, node_ix; /* what it is about; -1 = not one */
    const char *text;
};

/* A scenario that the estate names; the words are those of --lose. */
struct named_scenario {
    const char *name;
    const char *const *lose;
    int32_t lose_count;
    const char *file; /* for messages */
    long line, column;
};

enum unreserved { UNRESERVED_LIMIT, UNRESERVED_AMOUNT, UNRESERVED_ZERO, UNRESERVED_FAIL };

struct estate {
    struct arena *arena; /* owns all of it */
    const char *name;
    const char *digest; /* "sha256:..." over the sealed facts, independent of their file format */
    int32_t critical_tier;
    enum unreserved unreserved;
    bool has_max_age;
    int64_t max_age_s;
    const char *const *lend; /* environments whose residents give way first */
    int32_t lend_count;

    const struct resource *resources;
    int32_t resource_count;
    const struct cluster *clusters;
    int32_t cluster_count;
    const struct node *nodes;
    int32_t node_count;
    const struct stack *stacks;
    int32_t stack_count;
    const struct workload *workloads;
    int32_t workload_count;
    const struct placement *placements;
    int32_t placement_count;
    const struct rule *rules;
    int32_t rule_count;
    const struct pod_rule *pod_rules; /* equal ones share one */
    int32_t pod_rule_count;
    const struct name_space *name_spaces; /* by cluster, then name */
    int32_t name_space_count;
    const struct quota *quotas; /* by cluster, namespace, then input order */
    int32_t quota_count;
    const struct disruption_budget *budgets; /* by cluster, then input order */
    int32_t budget_count;
    const struct volume *volumes; /* by workload, then input order */
    int32_t volume_count;

    /* [node_count * resource_count]; `named` false: the node does not name the resource, which
     * means unlimited for pods and ephemeral-storage and 0 for the rest. */
    const int64_t *node_allocatable;
    const bool *node_named;
    /* [workload_count * resource_count], one replica; pods is 1. */
    const int64_t *reservation;
    /* limit given? and how much, one replica. */
    const int64_t *limit;
    const bool *limit_given;

    const struct headroom *headroom; /* [resource_count], the estate's own */
    const struct named_scenario *scenarios;
    int32_t scenario_count;
    const struct finding *findings; /* of the import and of lint, in a fixed order */
    int32_t finding_count;

    /* For the look-ups below. */
    struct intern *cluster_keys, *node_keys, *stack_keys;
};

void estate_free(struct estate *estate); /* NULL is allowed */

/* Index of a cluster by name, -1 = none. */
int32_t estate_find_cluster(const struct estate *estate, const char *name);

/* Index of a node of a cluster by name, -1 = none. */
int32_t estate_find_node(const struct estate *estate, int32_t cluster_ix, const char *name);

/* Index of a stack by cluster, namespace and name, -1 = none. */
int32_t estate_find_stack(const struct estate *estate, int32_t cluster_ix, const char *name_space,
                          const char *name);

/* Replicas that a failover must place when its cluster is lost; of daemons none are counted. */
static inline int64_t workload_demand(const struct workload *w)
{
    return w->has_failover_replicas ? w->failover_replicas : w->replicas;
}

static inline int64_t estate_allocatable(const struct estate *e, int32_t node_ix, int32_t resource)
{
    return e->node_allocatable[(int64_t)node_ix * e->resource_count + resource];
}

/* Is the node without limit in this resource? */
static inline bool estate_unlimited(const struct estate *e, int32_t node_ix, int32_t resource)
{
    return (resource == RESOURCE_PODS || resource == RESOURCE_EPHEMERAL) &&
           !e->node_named[(int64_t)node_ix * e->resource_count + resource];
}

static inline int64_t estate_reservation(const struct estate *e, int32_t workload_ix,
                                         int32_t resource)
{
    return e->reservation[(int64_t)workload_ix * e->resource_count + resource];
}

/* An operating system in lower case; an architecture in lower case and as Kubernetes spells it:
 * amd64 for x86_64, arm64 for aarch64, and so on. Copies in arena. */
const char *estate_os(struct arena *arena, const char *os);
const char *estate_arch(struct arena *arena, const char *arch);

/* Headroom in units on a node: value of `headroom` applied to its allocatable, rounded up, at most
 * allocatable. */
int64_t headroom_amount(struct headroom headroom, int64_t allocatable);

#endif
