/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * solution: what solve/ gives back for a problem, in the problem's indices. Data only; result/
 * tells it, model/question turns it into a plan.
 */
#ifndef MUSTER_MODEL_SOLUTION_H
#define MUSTER_MODEL_SOLUTION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/certificate.h"
#include "model/problem.h"

/* Why a bound holds, best first. */
enum bound_proof {
    BOUND_COVERAGE,    /* displaced weight less groups that are impossible by themselves */
    BOUND_MULTIPLIERS, /* one leaf of row multipliers, see model/certificate.h */
    BOUND_TREE,        /* a tree over solution.cuts and solution.leaves */
    BOUND_SEARCH,      /* a solver's search alone: not certified */
};

struct cluster_multiplier {
    int32_t cluster; /* of the problem */
    int32_t resource;
    int64_t mu;
};

struct tier_result {
    int64_t recovered; /* weight */
    int64_t bound;     /* weight, >= recovered */
    enum bound_proof proof;
    int64_t replicas;       /* placed, of groups where they count */
    int64_t replicas_bound; /* by search: no plan with as much before and in this tier has more */
    struct tree tree;       /* BOUND_TREE: refutes "W_t >= bound + 1", in the problem's indices */
    /* BOUND_MULTIPLIERS: the only leaf; scale is v of this tier */
    int64_t scale;
    const int64_t *earlier; /* [tier index of this tier] */
    const struct cluster_multiplier *capacity;
    int32_t capacity_count;
};

/* What is known about a group that the plan does not recover (see contract section 2, verdicts). */
enum group_outcome {
    OUTCOME_IN_PLAN,     /* recovered */
    OUTCOME_NEVER_ALONE, /* impossible by itself: in every allowed cluster some item lacks slots */
    OUTCOME_NEVER,       /* in no plan that recovers as much in every tier */
    OUTCOME_CHOICE,      /* in another plan that recovers as much: see alternative */
    OUTCOME_UNDECIDED,   /* the budget ran out, or its tier is not proven */
};

enum tristate { TRI_NO, TRI_YES, TRI_UNKNOWN };

struct group_result {
    enum group_outcome outcome;
    bool is_certified;        /* OUTCOME_NEVER*: by coverage, multipliers or a tree of `nevers`, not
                                 by search alone */
    int32_t cluster;          /* GROUP_WHOLE in the plan: its cluster; else -1 */
    enum tristate fits_alone; /* would it be recovered if no other group were displaced (what it
                                 requires comes along)? Set for groups not in the plan */
    int32_t alternative;      /* OUTCOME_CHOICE: index into solution.alternatives; else -1 */
};

/* A second plan, as good as the first, that recovers the group it was asked for. */
struct alternative {
    const struct share *assigns;
    int32_t assign_count;
    const int32_t *group_cluster; /* [group_count], -1 = not placed whole */
    const bool *is_recovered;     /* [group_count] */
};

enum solve_status {
    SOLVE_PROVEN,  /* every tier: recovered = bound */
    SOLVE_BOUNDED, /* some tier is open */
    SOLVE_FAILED,  /* residents of unknown node cannot be packed together, or an internal failure */
};

struct solution {
    enum solve_status status;
    const char *failure;  /* SOLVE_FAILED: why */
    bool limit_hit;       /* the time fuse blew */
    int64_t work;         /* units used */
    int64_t time_left_ms; /* of the fuse, at least 1; meaningless without one */
    bool is_fewest;       /* with_eviction: no plan that recovers as much drops fewer residents */
    const struct tier_result *tiers;   /* [tier_count] */
    const struct group_result *groups; /* [group_count] */
    const struct share *assigns;       /* the plan: by item, then bin; daemons are not listed */
    int32_t assign_count;
    const struct alternative *alternatives;
    int32_t alternative_count;
    /* What trees refer to, and claims "never" of groups; all in the problem's indices (cluster,
     * group for stack, item for workload), lists in any order. Cuts and leaves that no tree of the
     * solution uses are dropped on the way to the certificate. */
    const struct cut *cuts;
    int32_t cut_count;
    const struct leaf *leaves;
    int32_t leaf_count;
    const struct never_certificate *nevers;
    int32_t never_count;
};

/* How many replicas of an item the plan places. */
int64_t solution_placed(const struct solution *solution, int32_t item_ix);

#endif
