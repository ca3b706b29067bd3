/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filling: the most value that one bin can hold, exactly: integer counts of items of several
 * resources, each item at most so often. Depth first, with a budget of nodes.
 */
#ifndef MUSTER_SOLVE_PROVE_FILLING_H
#define MUSTER_SOLVE_PROVE_FILLING_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* Values from here on are not worked out. */
#define FILLING_TOO_MUCH (INT64_C(1) << 54)

enum { FILLING_RESOURCES_MAX = 16, FILLING_VALUE_MAX_LOG2 = 40 };

struct filling_item {
    const int64_t *size; /* [resource_count] >= 0 */
    int64_t value;       /* 0 .. 2^FILLING_VALUE_MAX_LOG2 */
    int64_t most;        /* >= 0 */
};

struct filling;

/* Room for up to item_max items; resource_count <= FILLING_RESOURCES_MAX. */
struct filling *filling_new(int32_t resource_count, int32_t item_max, struct arena *arena);

/* Returns a value that no filling of the bin exceeds; counts (may be NULL): the best filling found.
 * *ret_exact: the filling has that value. floor: only fillings worth more than that are looked for,
 * which makes the search shorter; when there are none, about floor is returned, as exact, and
 * counts hold only what costs nothing. node_max: how many nodes may be looked at; what was used is
 * added to *nodes. At the end of the budget the bound at the root is returned; FILLING_TOO_MUCH
 * (not exact) stands for that much or more. */
int64_t filling_best(struct filling *filling, const int64_t *free, const struct filling_item *items,
                     int32_t item_count, int64_t floor, int64_t node_max, int64_t *nodes,
                     int64_t *counts, bool *ret_exact);

#endif
