/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shuffle: local search over sets. Moves groups between clusters, and packs the clusters that
 * change anew; a move that brings a missing group in, or exchanges groups so that what is left
 * gathers in one cluster, stays. No move loses weight.
 */
#ifndef MUSTER_SOLVE_SETS_SHUFFLE_H
#define MUSTER_SOLVE_SETS_SHUFFLE_H

#include "solve/solver.h"

/* Improve the best plan in tiers 0 .. tier within the work stage, until idle_max moves in a row
 * bring nothing or the bound is reached. Later tiers are filled again behind it. */
void shuffle_tier(struct solver *solver, int32_t tier, int64_t bound, int32_t idle_max);

#endif
