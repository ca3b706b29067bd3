/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * improve: local search for a better plan of one tier. A move brings a missing group into a
 * cluster, after taking others out or packing the cluster anew, and puts back elsewhere what was
 * taken out; it stays when the tiers up to this one lose nothing. Random, but always the same for a
 * seed.
 */
#ifndef MUSTER_SOLVE_IMPROVE_H
#define MUSTER_SOLVE_IMPROVE_H

#include "solve/solver.h"

/* Improve the best plan in tiers 0 .. tier within the work stage, until idle_max moves in a row
 * bring nothing or the bound is reached. Later tiers are filled again behind it. */
void improve_tier(struct solver *solver, int32_t tier, int64_t bound, int32_t idle_max);

/* Is the problem so large that replicas are moved one by one? */
bool improve_shifts(const struct solver *solver);

#endif
