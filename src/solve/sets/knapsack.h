/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * knapsack: the most valuable filling of one bin,
 *
 *     max sum value_j p_j   with   sum p_j demand_j <= free,   0 <= p_j <= most_j   (integers)
 *
 * by a table where that is small, else by prove/filling. Values are integers, so that what comes
 * back is exact: the value of a filling, and a bound that no filling is above.
 */
#ifndef MUSTER_SOLVE_SETS_KNAPSACK_H
#define MUSTER_SOLVE_SETS_KNAPSACK_H

#include <stdbool.h>
#include <stdint.h>

struct work;
struct knapsack_search;

struct knapsack_item {
    const int64_t *demand; /* [resource_count] */
    int64_t value;         /* >= 0, at most 2^40 */
    int64_t most;          /* 0 = left out */
    int64_t taken;         /* the best filling found */
};

struct knapsack {
    int32_t resource_count, item_count;
    const int64_t *free;         /* [resource_count] */
    struct knapsack_item *items; /* [item_count] */
    int64_t floor;               /* only fillings worth more are looked for */
    int64_t value;               /* of the best filling found */
    int64_t bound;               /* no filling is worth more; a finished search: value or floor */
    struct knapsack_search *search;
};

/* free, floor (0 at first), and of the items demand, value and most, are set by the caller. */
void knapsack_init(struct knapsack *knapsack, int32_t resource_count, int32_t item_count);
void knapsack_release(struct knapsack *knapsack);

/* Search with at most node_max nodes. Fills in taken, value and bound; with more than 16 resources
 * nothing is found out. */
void knapsack_solve(struct knapsack *knapsack, int64_t node_max, struct work *work);

#endif
