/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * refute_state: the inside of refute(), shared by its files.
 */
#ifndef MUSTER_SOLVE_PROVE_REFUTE_STATE_H
#define MUSTER_SOLVE_PROVE_REFUTE_STATE_H

#include "solve/prove/refute/refute.h"
#include "solve/prove/warm.h"

#define WIDE __int128 /* products of multipliers and sums */

/* s requires d, as a row: anywhere (pair -1), or in the cluster of one pair of s. */
struct require_row {
    int32_t require; /* of the problem */
    int64_t pair, needs_pair;
    int32_t row;
};

/* Multipliers of the present program, by their place in the state. */
struct multipliers {
    int64_t *v;     /* [tier + 1] */
    int64_t *mu;    /* [row_room] of active limits */
    int64_t *th;    /* [require_count] */
    int32_t *limit; /* [row_room] numbers in the pool */
    int32_t count;  /* of limits */
};

struct state {
    const struct relax *relax;
    const struct problem *problem;
    struct coverage *coverage;
    struct separator *separator;
    struct limit_pool *pool;
    struct pricer *pricer;
    struct work *work;
    struct arena *arena;
    const struct refute_question *question;
    const struct refute_finder *finder;
    struct proof *proof;

    bool *is_in;     /* [group_count] whole groups of the claim */
    bool *is_alive;  /* [pair_count] */
    bool *is_must;   /* [group_count] */
    bool *is_banned; /* [group_count] nowhere, by branching */
    int64_t given;   /* weight of the tier that replica-wise groups gain in any case */

    struct warm *lp;
    int32_t *column;    /* [pair_count] or -1 */
    double *cost;       /* by column */
    int32_t *group_row; /* [group_count] or -1 */
    int32_t *tier_row;  /* [tier] or -1 */
    double *tier_unit;  /* [tier + 1] */
    int32_t first_artificial, artificial_count;
    int32_t *cluster_artificial; /* [cluster_count] columns */
    struct require_row *requires;
    int32_t require_count;
    int32_t base_rows; /* rows before those of limits */
    int32_t *active;   /* numbers in the pool, by row - base_rows */
    int32_t active_count, active_room;
    bool *is_active; /* [pool count] */
    int32_t is_active_room;
    struct warm_entry *entries;

    struct multipliers now, last;
    WIDE *pair_cost; /* scratch [pair_count] */
    WIDE *pair_extra;
    double *value;  /* scratch [pair_count] of the program's solution */
    double *load;   /* scratch, types of a cluster */
    int32_t *where; /* scratch [group_count] */

    int64_t known;  /* what a plan recovers of the tier */
    int64_t enough; /* bounds from here on are no news */
    int64_t target; /* to refute: W_t >= target */
    int64_t open;   /* the most that an open leaf leaves possible, or -1 */
    int32_t nodes;
    double done; /* of the tree, by the depth of what was closed: 0 .. 1 */
    int64_t first_ticks, more_ticks;
    bool is_broken;
};

/* refute_lp: the program. */
bool state_build(struct state *state);
void state_apply_group(struct state *state, int32_t g); /* bounds after is_alive, is_must changed */
bool state_activate(struct state *state, int32_t limit);
int32_t state_activate_broken(struct state *state, double tolerance);
void state_purge(struct state *state);
void state_read(struct state *state); /* values of the program's solution */
double state_artificials(const struct state *state);
void state_set_phase(struct state *state, bool is_feasibility);
void state_load(struct state *state, int32_t cluster); /* into load */

/* refute_leaf: multipliers. */
void multipliers_read(struct state *state, bool is_feasibility, struct multipliers *ret);
bool multipliers_value(struct state *state, const struct multipliers *it, WIDE *ret);
void multipliers_copy(const struct state *state, const struct multipliers *from,
                      struct multipliers *to);
void multipliers_init(struct state *state, struct multipliers *it);
void multipliers_shorten(struct state *state, struct multipliers *it);
int32_t proof_leaf(struct state *state, const struct multipliers *it);

/* refute_branch: where to branch; false when nothing is fractional. pair -1 = by group. */
bool branch_choose(struct state *state, int32_t *ret_group, int64_t *ret_pair);

/* Has a must group no place left? Then no multipliers are needed. */
bool branch_is_homeless(const struct state *state);

/* More ticks for a tree that seems to end with them. */
void branch_stretch(struct state *state);

#endif
