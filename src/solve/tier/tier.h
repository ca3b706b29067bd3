/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tier: recovers as much as possible tier by tier, and proves it as far as the budget goes.
 */
#ifndef MUSTER_SOLVE_TIER_TIER_H
#define MUSTER_SOLVE_TIER_TIER_H

#include "solve/solver.h"

/* Greedy plans from several starts; the best is kept. */
void tier_start(struct solver *solver);

/* No greedy pass placed all residents: search for a packing of them alone, then go on from there.
 * False when none was found; *ret_proven: there is none, as far as the search knows. */
bool tier_place_residents(struct solver *solver, bool *ret_proven);

/* Bound and improve every tier in turn; fills in solver->tiers. */
void tier_solve_all(struct solver *solver);

/* Weight of a tier less the groups that are impossible by themselves. */
int64_t tier_coverage_bound(struct solver *solver, int32_t tier);

/* Fill the tiers after `tier` greedily on top of an answer, and up to it what may have more
 * replicas; offer the outcome. */
void tier_extend(struct solver *solver, const struct answer *answer, int32_t tier);

/* Set the greedy rules of start number 0, 1, 2 or 3. */
void tier_rules(struct solver *solver, int32_t start);

#endif
