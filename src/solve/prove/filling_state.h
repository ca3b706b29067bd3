/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filling_state: the inside of filling_best(), shared by its files.
 */
#ifndef MUSTER_SOLVE_PROVE_FILLING_STATE_H
#define MUSTER_SOLVE_PROVE_FILLING_STATE_H

#include "solve/prove/filling.h"

enum { FILLING_BETTER_MAX = 4 };

struct slot {
    const int64_t *size;
    int64_t value, most;
    int32_t ix;
    double density; /* value for size at the prices of the root; before that the share of the bin */
    bool is_capped;
    bool is_dear; /* its value is no less than its size at the prices behind it */
    int32_t better[FILLING_BETTER_MAX]; /* slots before it that are no larger and worth no less: */
    int32_t better_count;               /* it is of use only where there are no more of those */
};

struct filling {
    int32_t resource_count;
    int32_t count;
    struct slot *slots;
    double *ratio; /* [item_max * resource_count] most value per unit from this slot on, or HUGE_VAL
                    */
    double *prices;  /* [item_max * resource_count] no slot from this one on is worth more than it
                        costs */
    bool *is_priced; /* are there such prices? */
    bool is_out;

    /* The linear program of the bin: room in parts of what is free, its basis inverted. */
    double price[FILLING_RESOURCES_MAX];                             /* per unit */
    double free[FILLING_RESOURCES_MAX], unit[FILLING_RESOURCES_MAX]; /* unit = 1 / free */
    double level[FILLING_RESOURCES_MAX];                             /* of the basis */
    double inverse[FILLING_RESOURCES_MAX][FILLING_RESOURCES_MAX];
    int32_t pivots;
    int64_t *now, *best_counts;
    int64_t best, root;
    int64_t nodes, node_max;
};

/* What a size costs at prices per unit. */
static inline double filling_cost(const struct filling *ks, const double *price,
                                  const int64_t *size)
{
    double cost = 0;

    for (int32_t r = 0; r < ks->resource_count; r++)
        cost += price[r] * (double)size[r];
    return cost;
}

/* The density of every slot, by the prices of the linear program of the whole bin. */
void filling_rate(struct filling *ks, const int64_t *free);

/* prices, is_priced and is_dear, for the slots in their present order. */
void filling_price_ends(struct filling *ks, const int64_t *free);

#endif
