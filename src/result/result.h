/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * result: what a run says, in names and numbers, apart from the estate's indices: what is printed,
 * saved as JSON and read back. Field by field the JSON of contract.md section 5.
 *
 * Everything lives in the arena of the result. Lists are in their final order.
 */
#ifndef MUSTER_RESULT_RESULT_H
#define MUSTER_RESULT_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/certificate.h"
#include "result/overload/overload.h"
#include "result/unreserved/unreserved.h"

struct arena;

/* In order of badness, worst first (design/spec.md section 2). */
enum verdict {
    VERDICT_DOES_NOT_FIT,
    VERDICT_BLOCKED,
    VERDICT_AFFECTED,
    VERDICT_EVICTED, /* a resident, with_eviction: dropped for a more critical stack */
    VERDICT_UNKNOWN,
    VERDICT_DEGRADED,
    VERDICT_CHOICE,
    VERDICT_MOVED, /* a resident, with_eviction: kept, but not where it was */
    VERDICT_FITS,
    VERDICT_UNAFFECTED, /* never listed */
    VERDICT_COUNT
};

const char *verdict_name(enum verdict verdict);  /* "does_not_fit": the word of the JSON */
const char *verdict_words(enum verdict verdict); /* "does not fit": for people */
char verdict_letter(enum verdict verdict);       /* X B A G ? D C M F . */

struct result_entry {
    const char *workload, *cluster, *node;
    int64_t replicas;
    const char *kind; /* of the workload, where its stack has several of this name; else "" */
    const char *of;   /* active/active: the lost cluster that it comes from, when that is not the
                         stack's own; else "" */
};

/* A rule that takes nodes away from a workload: "not_ready", "unschedulable", "os", "arch",
 * "selector", "affinity", "taint"; "volumes", "ports", "anti_affinity", "pod_affinity", "spread",
 * "quota". A node is counted under the first that takes it away. */
struct result_excluded {
    const char *rule;
    int32_t nodes;
};

/* A stack of the plan that took room: its replicas on nodes that the other could use, and what they
 * reserve of the resource that is short. */
struct result_taker {
    const char *stack; /* "cluster/stack" */
    int64_t tier, replicas, amount;
};

/* Why a stack is not recovered, one per surviving cluster looked at. */
struct result_reason {
    const char *cluster;  /* "" = not about one cluster */
    const char *reason;   /* "capacity", "fragmentation", "crowded", "rule", "target",
                             "orchestrator", "requires", "no_survivor", "undecided" */
    const char *resource; /* of room: the binding one; else "" */
    bool has_short;
    int64_t short_by;     /* units of the resource that are missing */
    const char *workload; /* the one that the reason speaks of; NULL = none, or all */
    int64_t needs;        /* room: what a replica of it reserves of the resource; else 0 */
    const char *text;     /* one sentence */
    /* Results of older versions have none of the following. */
    bool has_room;    /* hole and free are set, of the nodes that take the workload */
    int64_t hole;     /* the largest on one node */
    int64_t free;     /* in all; with has_demand on the nodes that take something of it */
    bool has_slots;   /* slots is set */
    int64_t slots;    /* replicas of the workload that find room, each node for itself */
    int64_t wanted;   /* has_room, has_slots: replicas that look for a place */
    bool has_demand;  /* demand and free are set */
    int64_t demand;   /* of the whole stack there, daemons included */
    const char *rule; /* target: what says so; rule: which, where it is none of nodes; or NULL */
    int64_t nodes;    /* surviving nodes of the cluster, where excluded says of some; else 0 */
    const struct result_excluded *excluded;
    int32_t excluded_count;
    const struct result_taker *by; /* crowded: who took the room, most first */
    int32_t by_count;
};

struct result_amount {
    const char *resource;
    int64_t amount;
};

/* A displaced stack that is elsewhere in the second plan of a choice, or not in it. */
struct result_differing {
    const char *stack;  /* "cluster/stack" */
    const char *target; /* of whole stacks; else "" */
    bool is_recovered;
    const struct result_entry *plan;
    int32_t plan_count;
};

struct result_stack {
    const char *stack, *cluster, *name_space; /* name_space "" = none */
    const char *team;                         /* "" = none */
    int64_t tier, weight;
    enum verdict verdict;
    const char *target; /* fits, of whole stacks: the cluster; else "" */
    enum { ALONE_UNSAID, ALONE_NO, ALONE_YES } fits_alone;
    bool is_lent; /* of a lent environment, see struct stack */
    bool is_assumed;
    bool is_assumed_zero; /* it fits only by an assumed zero: inconclusive when critical */
    bool is_certified;    /* does_not_fit, blocked: re-proved from the estate alone */
    bool has_replicas;    /* degraded, and fits of replica-wise stacks or with min_replicas */
    int64_t replicas_up, replicas_total;
    bool has_min_replicas; /* displaced whole, and so many of each workload would be enough */
    int64_t min_replicas;
    /* surviving clusters with a pre-deployed copy: it starts in one of them */
    const char *const *predeployed;
    int32_t predeployed_count;
    const char *const *not_modelled; /* what the answer does not hold of it, see muster check */
    int32_t not_modelled_count;
    const struct result_reason *reasons;
    int32_t reason_count;
    const char *const *instead_of; /* choice: stacks it would replace ("cluster/stack") */
    int32_t instead_of_count;
    const char *by;              /* evicted: "hand" or "scheduler"; else "" */
    const char *const *for_whom; /* evicted, moved: newcomers for whom (tell_giving_way.c) */
    int32_t for_count;
    const char *const *needs; /* affected: what is down ("cluster/stack") */
    int32_t need_count;
    const struct result_entry *plan;
    int32_t plan_count;
    const struct result_entry *second; /* choice: its own place in the second witness */
    int32_t second_count;
    /* choice: the second plan, as what differs from the first; empty where residents are placed, as
     * they would differ as well, and in with_eviction and results of older versions */
    const struct result_differing *differing;
    int32_t differing_count;
    const struct result_amount *demand; /* reservations of all replicas to place, without daemons */
    int32_t demand_count;
};

/* By how much all displaced demand (cpu, bytes; no counts of things) may grow at least before the
 * plan, as far as it serves a tier, does not stand any more: by spare/of, exactly. */
struct result_growth {
    int64_t spare, of; /* of 0: nothing says so, or the result is of an older version */
    const char *cluster, *node, *resource; /* what ends it */
};

struct result_tier {
    int64_t tier, displaced, displaced_weight, recovered, bound;
    bool is_proven, is_certified;
    bool fills_up; /* has stacks that may come back smaller; replicas of what counts so: */
    int64_t replicas_wanted, replicas_up, replicas_bound;
    bool of_residents; /* with_eviction: those of the tier that may give way; recovered = kept */
    bool of_lent;      /* with_eviction: those of the environments that are lent */
    struct result_growth growth;
};

/* What is left where a stack goes, in the tightest of the resources that it asks for: allocatable
 * less headroom is `of`, and `left` is that less all reservations after the failover (negative
 * where the present is over-committed). */
struct result_margin {
    const char *cluster, *resource;
    int64_t left, of;
};

struct result_usage {
    const char *resource;
    int64_t allocatable, reserved_before, reserved_after, limits_before, limits_after;
    bool is_unlimited; /* some node has no limit of it: allocatable counts the others */
    /* Results of older versions lack these three. A hole is what is free (allocatable less
     * reserved) on one surviving node that takes new pods and has a limit; the largest, or 0. */
    bool has_holes;
    int64_t headroom; /* kept free on all surviving nodes together */
    int64_t hole_before, hole_after;
};

/* What rests on a standby cluster: stacks of the plan that have something there. */
struct result_standby {
    const char *role; /* "standby-hot", "standby-cold" */
    int64_t stacks, critical, weight;
};

struct result_cluster {
    const char *cluster;
    const struct result_usage *resources;
    int32_t resource_count;
    const struct result_overload *overload; /* NULL: not told (older results, no answer) */
    const struct result_standby *standby;   /* NULL: it is none, or the result is an older one */
};

enum result_status { STATUS_PROVEN, STATUS_BOUNDED, STATUS_FAILED };

/* One complete answer: `as_is`, or `with_eviction`. */
struct result_answer {
    enum result_status status;
    const char *failure; /* STATUS_FAILED: why; else "" */
    const struct result_tier *tiers;
    int32_t tier_count;
    const struct result_stack *stacks; /* by (cluster, stack) */
    int32_t stack_count;
    const struct result_cluster *clusters; /* survivors, by name */
    int32_t cluster_count;
    const struct result_entry *residents; /* those the solver placed; `stack` is in residents_of */
    const char *const
        *resident_stacks; /* [resident_count] "cluster/namespace/stack" or "cluster/stack" */
    int32_t resident_count;
    const char *const *may_give_way; /* with_eviction: residents that were asked, by estate order */
    int32_t may_give_way_count;
    const struct result_unreserved *unreserved; /* as_is; NULL: not told, or all reserve */
    const char *const *not_moved; /* of these, who may be dropped but not moved */
    int32_t not_moved_count;
    bool is_fewest; /* with_eviction: no plan that recovers as much drops fewer residents */
    struct certificate certificate; /* in the indices of the estate that the digest names */
    int64_t work;                   /* units used */
};

struct result_scenario {
    const char *name;
    const char *const *lost; /* the words of --lose */
    int32_t lost_count;
    bool limit_hit;
    int32_t lost_clusters; /* how many clusters are lost as a whole */
    bool is_partial;
    const struct result_spare *spares; /* --then-lose-node: by cluster; none when not asked */
    int32_t spare_count;
    const struct result_cascade *cascade; /* NULL: not asked. Else `lost` has who fell as well */
    const struct result_answer *steps;    /* of the cascade: as_is of each step but the last */
    int32_t step_count;
    struct result_answer as_is;
    bool has_eviction; /* not where as_is recovers everything, nor with --no-eviction */
    struct result_answer with_eviction;
    const char *const *findings; /* of this scenario, e.g. residents without a place */
    int32_t finding_count;
};

/* A cluster of the estate as it is before any loss. */
struct result_member {
    const char *cluster, *orchestrator, *role;
    int64_t nodes;
    const char *captured; /* when its snapshot was taken, 2026-11-20T09:00:00Z; "" = not said */
    bool is_partial;      /* pods stand on nodes that the snapshot does not list */
    int64_t platform_stacks;
    const struct result_member_tier {
        int64_t tier, stacks;
    } * tiers; /* ascending, those that have a stack */
    int32_t tier_count;
    const struct result_amount *allocatable;
    int32_t allocatable_count;
};

/* What is odd about the estate before any loss, one entry a code, as `muster check` says it; but
 * not how old the snapshots are. */
struct result_finding {
    const char *severity, *code;
    int64_t count;
    const char *text;         /* of the first of them */
    const char *const *where; /* the first of them: "east/shop", or "" for the estate */
    int32_t where_count;
};

enum summary_verdict { SUMMARY_SAFE, SUMMARY_AT_RISK, SUMMARY_INCONCLUSIVE };

struct result_resource {
    const char *name, *unit;
};

struct result_option {
    const char *key, *value; /* in the order printed */
    bool is_number;
};

struct result {
    const char *version; /* of the program */
    const char *estate_name, *estate_digest;
    int64_t cluster_count, node_count, stack_count;
    int64_t critical_tier;
    bool has_max_age;
    int64_t max_age_s;
    const struct result_member *members; /* clusters in the estate's order; none in old results */
    int32_t member_count;
    bool has_findings;                     /* results of older versions do not say */
    const struct result_finding *findings; /* most severe first, then by code */
    int32_t finding_count;
    const struct result_option *options; /* "residents", "seed", "budget", ...; headroom apart */
    int32_t option_count;
    const struct result_option *headroom; /* resource -> "5%", "2147483648" */
    int32_t headroom_count;
    const struct result_resource *resources;
    int32_t resource_count;
    const struct result_scenario *scenarios;
    int32_t scenario_count;
    enum summary_verdict summary;
    const char *const *critical_at_risk; /* "east/ledger", sorted, once each */
    int32_t critical_at_risk_count;
    const char *const *stale; /* clusters older than max_age, undated or partial (for --strict) */
    int32_t stale_count;
    bool has_run; /* "run": left out with --reproducible */
    const char *started;
    int64_t run_ms;
    int64_t jobs;
};

/* Are the two the same, entry by entry? */
bool result_same_plan(const struct result_entry *a, int32_t a_count, const struct result_entry *b,
                      int32_t b_count);

/* Its margin; false when its clusters say nothing of it. */
bool result_margin(const struct result_answer *answer, const struct result_stack *stack,
                   struct result_margin *ret);
/* Count a stack if it fits; of a cluster, if it has something there. */
void result_standby_add(struct result_standby *standby, const struct result_stack *stack,
                        int64_t critical_tier);
struct result_standby result_standby_of(const struct result_answer *answer, const char *cluster,
                                        const char *role, int64_t critical_tier);
/* That of its tier, or NULL; percent is rounded down. */
const struct result_growth *result_stack_growth(const struct result_answer *answer,
                                                const struct result_stack *stack);
int64_t result_growth_percent(const struct result_growth *growth);

/* What forgives and what forbids, from the command line. */
struct judge_options {
    bool accept_degraded; /* --accept degraded */
    bool accept_eviction; /* --accept eviction: judged on with_eviction where there is one */
    bool strict;          /* --strict: uncertified counts as unknown; stale is inconclusive */
};

const char *result_status_name(enum result_status status);      /* the words of the JSON */
const char *summary_verdict_name(enum summary_verdict verdict); /* "at_risk" */

/* "cluster/stack", or "cluster/namespace/stack": how lists of the result name a stack. */
const char *result_stack_path(const struct result_stack *stack, struct arena *arena);

/* What judged a result, by its own options. */
struct judge_options result_judged_by(const struct result *result);

/* The answer that the summary and the exit code rest on. */
const struct result_answer *result_judged(const struct result_scenario *scenario,
                                          const struct judge_options *options);

/* Is it open whether another plan has more replicas of the stacks of its tier than the one in which
 * it is degraded? */
bool result_fill_is_open(const struct result_answer *answer, const struct result_stack *stack);

/* Does the stack fit only if others give way: it is in with_eviction and not in as_is? `stack` is
 * of as_is. */
bool result_fits_by_eviction(const struct result_scenario *scenario,
                             const struct result_stack *stack);

/* with_eviction: is `a` one for which `b` may give way? */
bool result_is_more_critical(const struct result_stack *a, const struct result_stack *b);

/* The tier in which a newcomer counts, or NULL. */
const struct result_tier *result_tier_of(const struct result_answer *answer,
                                         const struct result_stack *stack);

/* Does the plan recover all that is displaced, with all replicas of what may come back smaller?
 * Then nobody has to give way. */
bool result_recovers_all(const struct result_answer *answer);

/* Is the stack recovered now (whole: also with as many replicas as are enough), and was not before
 * (NULL: was not listed), or only with fewer replicas? */
bool result_stack_gains(const struct result_stack *before, const struct result_stack *now);

/* The same stack in another answer, or NULL. */
const struct result_stack *result_find_stack(const struct result_answer *answer,
                                             const struct result_stack *stack);

/* What a verdict of a critical stack means for the exit code: all right, not, or not known. */
enum standing { STANDING_GOOD, STANDING_OPEN, STANDING_BAD };

enum standing result_stack_standing(const struct result_answer *answer,
                                    const struct result_stack *stack,
                                    const struct judge_options *options);

/* Fill summary and critical_at_risk from the scenarios, and give the exit code of contract section
 * 3: 0, 1 or 4. */
int result_judge(struct result *result, const struct judge_options *options, struct arena *arena);

#endif
