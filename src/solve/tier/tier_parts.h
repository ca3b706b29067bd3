/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tier_parts: what the files of solve/tier share.
 */
#ifndef MUSTER_SOLVE_TIER_PARTS_H
#define MUSTER_SOLVE_TIER_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/mip/mip.h"
#include "solve/solver.h"

enum {
    TIER_IDLE_FIRST = 3000,   /* of a search by moves, in its first turn */
    TIER_MIP_COLUMNS = 60000, /* of a whole model, at most */
};

/* tier.c */

/* Replicas of the tier's groups where they count, placed or not; not of those that are impossible.
 */
int64_t tier_replicas_wanted(const struct solver *solver, int32_t tier);

/* Is the best plan worth less than the tier's bound, and work left? */
bool tier_is_open(const struct solver *solver, int32_t t);

/* tier_search.c */

/* Search the whole model for a better plan of the tier (goal MIP_WEIGHT or MIP_REPLICAS). */
void tier_search(struct solver *solver, int32_t t, enum mip_goal goal);

/* All sets that pack, where they are few: a better plan, a bound. */
void tier_enumerate(struct solver *solver, int32_t t);

/* tier_turns.c */

/* Each engine for a while, then each for longer, until the tier is proven or `ticks` are spent:
 * whichever suits the tier ends it early. */
void tier_take_turns(struct solver *solver, int32_t t, int64_t ticks);

void tier_tell_progress(const struct solver *solver, int32_t t);

#endif
