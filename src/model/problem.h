/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * problem: the question of one scenario in pure integers. Bins are the surviving nodes, items the
 * workloads to be placed, groups the stacks. No names; the estate's indices come along so that an
 * answer can be told (model/plan).
 *
 * The problem, for groups g with items i, clusters c, bins b of c, resources r:
 *
 *   y_gc in {0,1}    group g is in cluster c (only allowed ones)
 *   x_ib integer     replicas of item i on bin b (only eligible bins)
 *
 *   GROUP_WHOLE      sum_c y_gc <= 1;  sum_{b in c} x_ib = replicas_i * y_gc
 *   GROUP_REPLICAS   sum_b x_ib <= replicas_i; full when equal for every item. Where an item of it
 *                    is a daemon: x_ib > 0 in a cluster that is not in `lives_in` costs the daemon
 *                    there (y_gc = 1)
 *   GROUP_RESIDENT   sum_b x_ib = replicas_i, always (one allowed cluster)
 *   daemon items     y_gc replicas on every eligible bin of c (not counted by x)
 *   per bin          sum_i demand_ir x_ib + sum of daemons <= free_br
 *   caps             for item i with its twins i': sum x_i'b <= per_bin_cap - present_ib, and per
 *                    zone z: sum_{b in z} x_i'b <= per_zone_cap - present in z
 *   requires g -> h  g recovered only if h is up: y_g <= y_h (`same_cluster`: in the same cluster);
 *                    a GROUP_REPLICAS h is up when each of its items that is `is_dead` has a
 *                    replica (twins count together); it is in cluster c when it lives there or
 *                    places a replica there
 *
 * Goal, lexicographic over tiers: the weight of recovered groups (whole: placed; replicas: full and
 * up), then, where the tier has GROUP_REPLICAS groups, the number of their placed replicas.
 */
#ifndef MUSTER_MODEL_PROBLEM_H
#define MUSTER_MODEL_PROBLEM_H

#include <stdbool.h>
#include <stdint.h>

struct item {
    int32_t group_ix;
    int32_t workload_ix;  /* of the estate */
    int64_t replicas;     /* to place; 0 for daemons */
    int64_t per_bin_cap;  /* = replicas when there is no cap */
    int64_t per_zone_cap; /* = replicas when there is no cap */
    bool has_bin_cap, has_zone_cap;
    bool is_daemon;
    bool is_dead;                         /* GROUP_REPLICAS: no replica of the workload survives */
    int32_t eligible_class;               /* row of problem.eligible */
    int32_t first_present, present_count; /* surviving replicas that count in the caps */
    int32_t first_home, home_count;       /* repack: where its replicas are now */
    int32_t first_twin, twin_count;       /* items that share its caps, see problem.twins */
};

/* count replicas of an item on a bin: what is present, a home, an assignment. */
struct share {
    int32_t item_ix;
    int32_t bin_ix;
    int64_t count;
};

enum group_kind { GROUP_WHOLE, GROUP_REPLICAS, GROUP_RESIDENT };

struct require {
    int32_t group_ix; /* the one that requires */
    int32_t needs_ix; /* the group it needs */
    bool same_cluster;
};

struct group {
    enum group_kind kind;
    int32_t stack_ix; /* of the estate; of an active/active family: its first lost instance */
    int32_t tier_ix;  /* index into problem.tiers; -1 for GROUP_RESIDENT */
    int64_t weight;
    int32_t first_item, item_count;
    const int32_t *allowed; /* problem clusters, ascending; those where its rules allow it at all */
    int32_t allowed_count;
    const bool
        *lives_in;    /* [cluster_count], GROUP_REPLICAS: daemons run there already; else NULL */
    bool is_hopeless; /* a stack it requires can never be up: never recovered */
};

struct problem {
    int32_t resource_count;

    int32_t cluster_count;     /* surviving clusters, in estate order */
    const int32_t *cluster_ix; /* [cluster_count] of the estate */
    const int32_t *first_bin;  /* [cluster_count + 1] bins of a cluster are a range */
    int32_t bin_count;
    const int32_t *bin_node_ix; /* [bin_count] of the estate */
    const int32_t *bin_cluster; /* [bin_count] of the problem */
    const int32_t *bin_zone;    /* [bin_count] 0 .. zone_count-1; a zone belongs to one cluster */
    int32_t zone_count;
    const int64_t *bin_free; /* [bin_count * resource_count]; an unlimited resource: large enough
                                for all demand of the problem */

    const int32_t *tiers; /* [tier_count] tier numbers, ascending (most critical first) */
    int32_t tier_count;

    const struct item *items; /* by group */
    int32_t item_count;
    const int64_t *demand;      /* [item_count * resource_count], one replica */
    const struct group *groups; /* residents first, then by tier, then input order */
    int32_t group_count;
    const struct require *requires; /* by group_ix */
    int32_t require_count;

    int32_t eligible_class_count;
    const unsigned char *eligible; /* [eligible_class_count * bin_count], 0 or 1 */

    const struct share *present; /* by item, then bin */
    int32_t present_count;
    const struct share *home; /* by item, then bin */
    int32_t home_count;

    /* Items of one role: workloads of the same kind and name of one stack or active/active family.
     * What several of them place counts together in the caps, and for a dead role. Twins of an
     * item: the others, ascending; they have the same caps, and the same present replicas where
     * both may go. Daemons have none. */
    const int32_t *twins;
    int32_t twin_count;
};

static inline int64_t problem_free(const struct problem *p, int32_t bin, int32_t resource)
{
    return p->bin_free[(int64_t)bin * p->resource_count + resource];
}

static inline int64_t problem_demand(const struct problem *p, int32_t item, int32_t resource)
{
    return p->demand[(int64_t)item * p->resource_count + resource];
}

static inline bool problem_eligible(const struct problem *p, int32_t item, int32_t bin)
{
    return p->eligible[(int64_t)p->items[item].eligible_class * p->bin_count + bin] != 0;
}

#endif
