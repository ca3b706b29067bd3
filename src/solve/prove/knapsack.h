/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * knapsack: the most value that one bin can hold, exactly: integer counts of items of several
 * resources, each item at most so often. Depth first, with a budget of nodes.
 */
#ifndef MUSTER_SOLVE_PROVE_KNAPSACK_H
#define MUSTER_SOLVE_PROVE_KNAPSACK_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* Values from here on are not worked out. */
#define KNAPSACK_TOO_MUCH (INT64_C(1) << 54)

enum { KNAPSACK_RESOURCES_MAX = 16, KNAPSACK_VALUE_MAX_LOG2 = 40 };

struct knapsack_item {
    const int64_t *size; /* [resource_count] >= 0 */
    int64_t value;       /* 0 .. 2^KNAPSACK_VALUE_MAX_LOG2 */
    int64_t most;        /* >= 0 */
};

struct knapsack;

/* Room for up to item_max items; resource_count <= KNAPSACK_RESOURCES_MAX. */
struct knapsack *knapsack_new(int32_t resource_count, int32_t item_max, struct arena *arena);

/* Returns a value that no filling of the bin exceeds; counts (may be NULL): the best filling found.
 * *ret_exact: the filling has that value. node_max: how many nodes may be looked at; what was used
 * is added to *nodes. At the end of the budget the bound at the root is returned;
 * KNAPSACK_TOO_MUCH (not exact) stands for that much or more. */
int64_t knapsack_best(struct knapsack *knapsack, const int64_t *free,
                      const struct knapsack_item *items, int32_t item_count, int64_t node_max,
                      int64_t *nodes, int64_t *counts, bool *ret_exact);

#endif
