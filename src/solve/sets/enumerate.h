/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enumerate: all sets of groups that pack into each cluster, where those are few, and the best
 * choice among them. When every cluster was gone through to its end, that choice is also a bound
 * (by search: some sets are refuted in floating point only).
 */
#ifndef MUSTER_SOLVE_SETS_ENUMERATE_H
#define MUSTER_SOLVE_SETS_ENUMERATE_H

#include "solve/solver.h"

/* Improve the best plan in tiers 0 .. tier within the work stage. Returns a bound on the tier's
 * weight for plans that recover in earlier tiers what the best plan does; INT64_MAX when none is
 * known. */
int64_t enumerate_tier(struct solver *solver, int32_t tier, int64_t bound);

#endif
