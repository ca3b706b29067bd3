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
 *   GROUP_WHOLE      sum_c y_gc <= 1;
 *                    replicas_i * y_gc <= sum_{b in c} x_ib <= (replicas_i + more_i) * y_gc
 *   GROUP_REPLICAS   sum_b x_ib <= replicas_i; full when equal for every item. Where an item of it
 *                    is a daemon: x_ib > 0 in a cluster that is not in `lives_in` costs the daemon
 *                    there (y_gc = 1)
 *   GROUP_RESIDENT   sum_b x_ib = replicas_i, always (one allowed cluster)
 *   daemon items     y_gc replicas on every eligible bin of c (not counted by x)
 *   per bin          sum_i demand_ir x_ib + sum of daemons <= free_br, see bin_over
 *   caps             for item i with its twins i': sum x_i'b <= per_bin_cap - present_ib, and per
 *                    zone z: sum_{b in z} x_i'b <= per_zone_cap - present in z
 *   exclusions       for item i, domain d: a replica of i in d and a replica of the set's items in
 * d never together (the replica itself does not count against itself) affinities       item i
 * stands only in domains where a match is, see struct affinity spreads          for item i, a
 * domain d that takes a replica of it: count(d) - least count of the cluster's domains <= max_skew
 *   quotas           per quota q of cluster c: sum of amount * replicas in c <= left
 *   requires g -> h  g recovered only if h is up: y_g <= y_h (`same_cluster`: in the same cluster);
 *                    a GROUP_REPLICAS h is up when each of its items that is `is_dead` has a
 *                    replica (twins count together); it is in cluster c when it lives there or
 *                    places a replica there
 *
 * Goal, lexicographic over tiers: the weight of recovered groups (whole: placed; replicas: full and
 * up), then, where the tier has GROUP_REPLICAS groups or such that may be filled up, the number of
 * their placed replicas.
 */
#ifndef MUSTER_MODEL_PROBLEM_H
#define MUSTER_MODEL_PROBLEM_H

#include <stdbool.h>
#include <stdint.h>

struct item {
    int32_t group_ix;
    int32_t workload_ix;  /* of the estate */
    int64_t replicas;     /* to place; 0 for daemons */
    int64_t more;         /* that may be placed as well (min_replicas); GROUP_WHOLE only, else 0 */
    int64_t per_bin_cap;  /* = replicas + more when there is no cap */
    int64_t per_zone_cap; /* = replicas + more when there is no cap */
    bool has_bin_cap, has_zone_cap;
    bool is_daemon;
    bool stays;                           /* of a resident that gives way: at home, or nowhere */
    bool is_dead;                         /* GROUP_REPLICAS: no replica of the workload survives */
    bool may_come;                        /* a daemon that newcomers may bring, see below */
    int32_t eligible_class;               /* row of problem.eligible */
    int32_t may_come_class;               /* with may_come: a row as well */
    int32_t first_present, present_count; /* surviving replicas that count in the caps */
    int32_t first_home, home_count;       /* residents: where its replicas are now */
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
    bool gives_way;   /* a resident (GROUP_WHOLE) that may be dropped; its items have homes */
    bool fills_up;    /* GROUP_WHOLE: some item has more */
};

/*
 * Rules between pods. What residents that stay put say is in here as well: nodes that they forbid
 * are not eligible, and what they lend to a rule is in `present` and `base`. Items that stay
 * (item.stays) break no rule themselves; what they say of others is in exclusions of theirs.
 *
 * A plan is judged as it stands at the end. For spreads of one workload that is the same as pod by
 * pod: fill the emptiest domain first. Where several workloads match one rule an order exists in
 * which the cluster's own scheduler takes them; muster does not print it.
 *
 * bin_domain: [bin_count] the domain of a bin, 0 .. ; -1 = in none. A domain belongs to one
 * cluster. Replicas of daemons (one on each eligible bin of the cluster that their group enters)
 * count in all of these.
 *
 * A daemon runs where its required affinity is met, and stays out elsewhere. Its eligible bins are
 * those where residents that stay meet it: there it runs whatever comes. On the bins of its row
 * may_come_class nothing else is against it than that nobody may be there to be near to, and what
 * comes may change that. A plan keeps its room there, its distance (exclusions) and its share of
 * quotas, as if it ran there; what is said of all plans (bounds, impossibility) counts none of it.
 * Whether pods of others that look at it find it there is not known: such rules (is_unsure) count
 * it where it is eligible, and hold for plans only, with a caution beside them: an exclusion, for
 * plans only too, that keeps their item out of clusters where it may come. is_unsure as well are
 * affinities that select other items in one allowed cluster than in another: what they select in
 * all is the set.
 */
struct item_set {
    const int32_t *items; /* ascending */
    int32_t count;
};

/* Required anti-affinity of pods of the item, or of the set's against it, and host ports that both
 * claim. The set may hold the item itself: then a domain takes at most one replica of it. */
struct exclusion {
    int32_t item_ix;
    struct item_set set;
    const int32_t *bin_domain;
    bool is_caution;
};

/* Required affinity: all terms of one item. A match is a pod that all terms select. In each term's
 * domain of each bin that has a replica of the item there is a match: a resident (`present`), or a
 * replica of the set. Where the cluster has no other match at all and is_self, the item's replicas
 * may be the first: then, in each term, all of them in the cluster stand in one domain. */
struct affinity_term {
    const int32_t *bin_domain;
    const bool *present; /* [domains] a resident that matches is there */
};

struct affinity {
    int32_t item_ix;
    const struct affinity_term *terms;
    int32_t term_count;
    struct item_set set;     /* other items whose pods match; never the item itself */
    bool is_self;            /* its own pods match */
    const bool *cluster_has; /* [cluster_count] a resident that matches is there */
    bool is_unsure;
};

/* Topology spread with DoNotSchedule. count(d) = base[d] + replicas of the set on bins of d. Bins
 * with domain -1 do not count (eligible bins of the item always have a domain). */
struct spread {
    int32_t item_ix;
    const int32_t *bin_domain;
    const int32_t *first_domain; /* [cluster_count + 1] domains of a cluster are a range */
    const int64_t *base;         /* [domains] residents that match */
    struct item_set set;         /* items whose pods match; with the item itself, if its own do */
    bool is_self;                /* its own pods match: else a replica there counts as one more */
    int64_t max_skew;
    int64_t min_domains; /* a cluster with fewer: its least count is 0 */
    bool is_unsure;
};

struct quota_use {
    int32_t item_ix;
    int64_t amount; /* of one replica; daemons: for each eligible bin of the cluster */
};

struct quota_row {
    int32_t cluster;              /* of the problem */
    int64_t left;                 /* hard less what residents use, at least 0 */
    const struct quota_use *uses; /* by item_ix */
    int32_t use_count;
    int32_t quota_ix; /* of the estate */
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
    /* Residents that may give way stand on some bins where they may not: on one that is fuller than
     * it may be. There bin_free holds all of them, and bin_over is by how much that is too much:
     * with anything new there (other items, or more replicas than have their home there) that asks
     * for the resource, only bin_free - bin_over may be used. NULL = 0 everywhere. */
    const int64_t *bin_over; /* [bin_count * resource_count] */

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

    const struct exclusion *exclusions; /* by item_ix */
    int32_t exclusion_count;
    const struct affinity *affinities; /* by item_ix, at most one for an item */
    int32_t affinity_count;
    const struct spread *spreads; /* by item_ix */
    int32_t spread_count;
    const struct quota_row *quotas; /* by cluster */
    int32_t quota_count;
};

/* Does any rule tie pods to each other? Engines that cannot hold these use them as a relaxation
 * for bounds only. */
static inline bool problem_has_pod_rules(const struct problem *p)
{
    return p->exclusion_count + p->affinity_count + p->spread_count + p->quota_count > 0;
}

/* Do its replicas count in the goal of its tier? */
static inline bool group_counts_replicas(const struct group *group)
{
    return group->weight > 0 && (group->kind == GROUP_REPLICAS || group->fills_up);
}

static inline int64_t problem_free(const struct problem *p, int32_t bin, int32_t resource)
{
    return p->bin_free[(int64_t)bin * p->resource_count + resource];
}

static inline int64_t problem_over(const struct problem *p, int32_t bin, int32_t resource)
{
    return p->bin_over ? p->bin_over[(int64_t)bin * p->resource_count + resource] : 0;
}

/* Replicas of an item that have their home on the bin. */
static inline int64_t problem_home(const struct problem *p, int32_t item, int32_t bin)
{
    int64_t count = 0;

    for (int32_t h = 0; h < p->items[item].home_count; h++)
        if (p->home[p->items[item].first_home + h].bin_ix == bin)
            count += p->home[p->items[item].first_home + h].count;
    return count;
}

static inline int64_t problem_demand(const struct problem *p, int32_t item, int32_t resource)
{
    return p->demand[(int64_t)item * p->resource_count + resource];
}

static inline bool problem_eligible(const struct problem *p, int32_t item, int32_t bin)
{
    return p->eligible[(int64_t)p->items[item].eligible_class * p->bin_count + bin] != 0;
}

static inline bool problem_may_come(const struct problem *p, int32_t item, int32_t bin)
{
    return p->items[item].may_come &&
           p->eligible[(int64_t)p->items[item].may_come_class * p->bin_count + bin] != 0;
}

/* Does a plan keep room for the daemon on the bin? */
static inline bool problem_keeps_room(const struct problem *p, int32_t item, int32_t bin)
{
    return problem_eligible(p, item, bin) || problem_may_come(p, item, bin);
}

#endif
