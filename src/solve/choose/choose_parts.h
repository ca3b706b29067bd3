/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * choose_parts: what the files of choose share.
 */
#ifndef MUSTER_SOLVE_CHOOSE_CHOOSE_PARTS_H
#define MUSTER_SOLVE_CHOOSE_CHOOSE_PARTS_H

#include "solve/choose/choose.h"
#include "solve/prove/warm.h"
#include "solve/sets/pool.h"

enum { CHOOSE_GROUPS = 64 };

#define CHOOSE_WIDE __int128 /* sums of multipliers */

struct choose_limit { /* a limit of the pool, as it is for the groups of the search */
    int32_t ix;
    int64_t value;
    int64_t *share; /* [group_count] by position */
    bool is_told;   /* a leaf uses it */
};

struct set_list {
    uint64_t *sets;
    size_t count, room;
};

struct choose_cluster {
    uint64_t could, alive; /* positions of groups that may be there: at all, by branching */
    struct choose_limit *limits;
    size_t limit_count, limit_room;
    struct set_list refuted; /* by packing: no limit says so */
    struct set_list seen;    /* scratch: sets that limits of a leaf are there for */
    int32_t *active;         /* scratch [limit_room]: limits of a leaf */
    size_t active_count, active_room;
};

struct choose_column {
    int32_t cluster;
    int32_t entry; /* of the pool */
    uint64_t set;
};

/* Integer multipliers: of the tiers, of the groups by position. */
struct choose_prices {
    int64_t *v; /* [tier + 1] */
    int64_t m[CHOOSE_GROUPS];
};

/* The most that a set of a cluster gains. */
struct choose_best {
    uint64_t set;
    CHOOSE_WIDE gain;
};

struct choose {
    struct solver *solver;
    const struct problem *problem;
    const struct relax *relax;
    struct separator *separator;
    struct limit_pool *limits;
    int32_t limits_seen;
    struct proof *proof;
    struct arena *arena;
    struct work *work;
    struct town *town;
    struct pool *pool; /* sets that packed, or may */
    int32_t tier, group_count;
    struct choose_cluster *clusters;
    uint64_t must, banned; /* by branching: somewhere, nowhere */
    struct warm *lp;
    struct choose_column *columns;
    size_t column_count, column_room;
    int32_t artificial_count;
    double *unit; /* [tier + 1] the largest weight of a group */
    struct choose_prices prices;
    int64_t *least;              /* [tier] weights of earlier tiers */
    int64_t target;              /* to refute: the tier recovers so much */
    double place[CHOOSE_GROUPS]; /* how much of a group is somewhere */
    double *value;               /* [cluster_count * group_count] and where */
    double *load;                /* scratch */
    int32_t *groups;             /* scratch */
    struct packing packing;
    int32_t nodes;
    int64_t first_ticks;
    bool is_over;      /* without an end */
    bool is_guess;     /* that a set does not pack: nothing is proven */
    bool is_by_search; /* a leaf does not hold by limits alone */
    bool has_better;
};

/* choose_sets: which sets a cluster can take. */

/* Limits of the pool that are new. */
void choose_take_limits(struct choose *choose);

/* The set of a cluster that gains most by the prices, within its limits; is_lenient: within those
 * that are active alone, and whatever packing has refuted. */
void choose_best_set(struct choose *choose, int32_t cluster, bool is_lenient,
                     struct choose_best *ret);

/* Can it be packed? Its entry of the pool, packed or unknown, or -1: no; the best set is another
 * one then. is_patient: what is not packed after a long search counts as a no. */
int32_t choose_decide(struct choose *choose, int32_t cluster, uint64_t set, bool is_patient);

/* Does it hold a set that packing has refuted? */
bool choose_is_refuted(const struct choose_cluster *cluster, uint64_t set);

/* What a group of the position brings at the prices, before its own multiplier. */
CHOOSE_WIDE choose_profit(const struct choose *choose, int32_t position);

/* choose_master: the linear program. */
void choose_build(struct choose *choose);
void choose_add_column(struct choose *choose, int32_t cluster, uint64_t set, int32_t entry);
void choose_apply(struct choose *choose); /* after alive, must, banned have changed */
bool choose_solve(struct choose *choose);
void choose_read_prices(struct choose *choose);
double choose_cluster_price(const struct choose *choose, int32_t cluster);
void choose_read_values(struct choose *choose);

/* choose_leaf: put the multipliers into the proof as a leaf for the present node; false when they
 * need more than limits. */
bool choose_emit_leaf(struct choose *choose);

/* By how much a set passes the limit; above 0 = it is ruled out. */
int64_t choose_breaks(const struct choose *choose, const struct choose_limit *limit, uint64_t set);

/* choose_thin: the active limits make the leaf hold, with these best sets; leave out, or replace,
 * as many as so much work goes. */
void choose_thin(struct choose *choose, struct choose_best *best, int64_t ticks);

/* U of model/certificate.h, less what clusters gain. */
CHOOSE_WIDE choose_value(const struct choose *choose);

#endif
