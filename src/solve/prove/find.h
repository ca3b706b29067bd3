/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * find: makes a plan of "every group is in this cluster", where that is possible, and offers it.
 */
#ifndef MUSTER_SOLVE_PROVE_FIND_H
#define MUSTER_SOLVE_PROVE_FIND_H

#include "solve/solver.h"

struct finder;

/* Plans are wanted that recover at least least[u] in every tier u before this one. */
struct finder *finder_new(struct solver *solver, int32_t tier, const int64_t *least);
void finder_free(struct finder *finder); /* NULL is allowed */

/* context: a finder. cluster: [group_count], -1 = nowhere. Returns what the best plan recovers of
 * the tier now; -1 when it has less than is wanted in an earlier one. */
int64_t find_plan(void *context, const int32_t *cluster);

#endif
