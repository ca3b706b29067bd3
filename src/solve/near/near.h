/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * near: of plans that recover as much, one that is like the plan that was known before.
 *
 * A displaced group differs when one plan recovers it and the other does not, when its clusters
 * differ, or how many of its replicas are placed. On which nodes they stand is nobody's concern.
 * Moves bring groups back, one by one or all at once, packing a cluster anew where it must be, and
 * exchange groups of equal weight. A move stays when the plan is valid, recovers in each tier the
 * same weight and replicas, and fewer groups differ (as many: fewer of the most critical tier).
 * Greedy, so the fewest is promised only where the whole model is small enough to be searched in
 * the end; the same for the same input.
 */
#ifndef MUSTER_SOLVE_NEAR_NEAR_H
#define MUSTER_SOLVE_NEAR_NEAR_H

#include "solve/solver.h"

/* Bring the best plan near to solver->options->known; nothing to do without one. */
void near_known(struct solver *solver);

#endif
