/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * builder_data: what a builder has collected. Private to estate/: builder fills it, seal reads it.
 *
 * Handles are indices into these lists, in the order of the calls.
 */
#ifndef MUSTER_ESTATE_BUILDER_DATA_H
#define MUSTER_ESTATE_BUILDER_DATA_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/intern.h"
#include "estate/builder.h"

/* A growing heap array; add with VEC_ADD, release with free(items). */
#define VEC(type) \
    struct { \
        type *items; \
        size_t count, room; \
    }

#define VEC_ADD(vec, value) VEC_PUSH((vec).items, (vec).count, (vec).room, (value))

/* Names in messages are cut here, so that the rest of the sentence stays readable. */
#define NAME "\"%.150s\""

struct cluster_fact {
    const char *name;
    enum orchestrator orchestrator;
    enum cluster_role role;
    const char *region, *environment; /* "" = none */
    bool has_captured, is_partial;
    int64_t captured_s;
    struct origin origin;
};

struct node_fact {
    int32_t cluster;
    const char *name, *os, *arch, *zone; /* "" = unknown */
    bool is_schedulable, is_ready;
    bool is_net;        /* figures are allocatable already: system_reserved does not go off */
    const char *source; /* NULL = that of the origin */
    struct origin origin;
};

struct stack_fact {
    int32_t cluster;
    const char *name_space, *name;
    enum orchestrator family;
    const char *environment;             /* NULL = not said */
    const char *other_environment;       /* a second one that was said, NULL = none */
    const struct stack_settled *settled; /* NULL = not so */
    struct origin origin;
};

struct workload_fact {
    int32_t stack;
    const char *source; /* NULL = that of the origin */
    const char *name, *kind;
    int64_t desired;
    bool is_daemon, has_unknown_nodes, has_running;
    int64_t running; /* has_running */
    bool has_failover;
    int64_t failover; /* has_failover: replicas */
    int32_t rule;
    int32_t home_rule, pod_rule; /* -1 = none */
    bool has_priority, has_tier, has_weight, has_max_per_node, has_max_per_zone, never_preempts;
    int64_t priority, weight, max_per_node, max_per_zone;
    int32_t tier;
    struct origin tier_origin;
    struct origin origin;
};

struct placement_fact {
    int32_t workload, node;
    int64_t replicas;
};

/* A figure of a node, a workload or a cluster (-1 = the estate). The last one said counts. */
struct amount_fact {
    int32_t owner, resource;
    int64_t value;
};

struct headroom_fact {
    int32_t owner, resource;
    struct headroom headroom;
};

struct label_fact {
    int32_t owner;
    struct label label;
};

struct name_space_fact {
    int32_t cluster;
    const char *name;
    struct label label;
};

struct taint_fact {
    int32_t owner;
    struct taint taint;
};

struct overlay_fact {
    struct stack_overlay overlay; /* deep copy */
    bool is_change;               /* of a what-if change: goes over all others, in order */
    struct origin origin;
};

struct builder {
    struct error_list *errors;
    struct arena *arena; /* becomes the estate's; NULL after a successful seal */
    struct buf *key;     /* scratch for the keys of the tables below: &key_store */
    struct buf key_store;
    struct intern *resources, *cluster_names, *node_keys, *stack_keys, *workload_keys, *rule_keys,
        *pod_rule_keys;

    VEC(struct origin) resource_origins; /* where an extended resource was first named */

    const char *folder; /* NULL = none */
    const char *name;
    int32_t critical_tier;
    bool has_max_age;
    int64_t max_age_s;
    const char *const *lend;
    int32_t lend_count;
    enum unreserved unreserved;
    VEC(struct amount_fact) unreserved_amounts;
    VEC(struct headroom_fact) headroom;
    VEC(const char *) platform;
    VEC(struct named_scenario) scenarios;
    VEC(struct tier_rule) tier_rules;
    VEC(struct overlay_fact) overlays;

    VEC(struct cluster_fact) clusters;
    VEC(struct amount_fact) reserved; /* system_reserved, by cluster */
    VEC(struct node_fact) nodes;
    VEC(struct label_fact) node_labels;
    VEC(struct taint_fact) taints;
    VEC(struct amount_fact) allocatable; /* by node */
    VEC(struct stack_fact) stacks;
    VEC(struct workload_fact) workloads;
    VEC(struct amount_fact) reservations, limits; /* by workload */
    VEC(struct label_fact) workload_labels;
    VEC(struct label_fact) pod_labels; /* by workload */
    VEC(struct rule) rules;            /* [0] is the rule that allows every node */
    VEC(struct pod_rule) pod_rules;
    VEC(struct name_space_fact) name_space_labels;
    VEC(struct quota) quotas;
    VEC(struct disruption_budget) budgets;
    VEC(struct volume) volumes;
    VEC(struct placement_fact) placements;
    VEC(struct finding) findings; /* indices are handles */
};

/* builder_error with another code: ERROR_LIMIT for caps. */
void builder_fail(struct builder *builder, enum error_code code, const struct origin *origin,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A name that can be kept: at most CAP_NAME_BYTES, and not empty unless it may be; else an error.
 */
bool builder_check_name(struct builder *builder, const char *what, const char *name,
                        bool may_be_empty, const struct origin *origin);

/* 0 to CAP_QUANTITY; else an error. */
bool builder_check_value(struct builder *builder, int64_t value, const struct origin *origin);

/* Index of an equal rule, added (as a deep copy, os and arch in their usual spelling) when new. */
int32_t builder_intern_rule(struct builder *builder, const struct rule *rule);

/* Copy of an origin with its field; NULL gives an empty one. */
struct origin builder_copy_origin(struct builder *builder, const struct origin *origin);

/* "nodes.csv:3" of an origin: its file without folders. Lives in the builder's arena. */
const char *builder_origin_text(struct builder *builder, const struct origin *origin);

#endif
