/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ladder: the bins of each large cluster sorted by how much of each resource is left, in steps at
 * what items ask for. Whoever looks for room climbs the resource with the fewest bins that have
 * enough of it.
 */
#ifndef MUSTER_SOLVE_LADDER_H
#define MUSTER_SOLVE_LADDER_H

#include <stdint.h>

#include "model/problem.h"

struct ladder;

struct ladder *ladder_new(const struct problem *problem);
void ladder_free(struct ladder *ladder); /* NULL is allowed */

/* Sort all bins by what is left on them: [bin_count * resource_count]. */
void ladder_sort(struct ladder *ladder, const int64_t *left);

/* What is left on one bin has changed: [resource_count]. */
void ladder_move(struct ladder *ladder, int32_t bin, const int64_t *left);

/* Bins in no particular order: bins[0 .. count - 1], or, where bins is NULL, first .. first + count
 * - 1. */
struct ladder_view {
    const int32_t *bins;
    int32_t first, count;
};

/* All bins of a cluster that could hold a replica with this demand, and some that cannot. */
struct ladder_view ladder_look(const struct ladder *ladder, int32_t cluster, const int64_t *demand);

static inline int32_t ladder_bin(const struct ladder_view *view, int32_t k)
{
    return view->bins ? view->bins[k] : view->first + k;
}

#endif
