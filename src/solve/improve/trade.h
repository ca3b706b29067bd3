/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trade: pairs of replicas on two bins of a cluster change places where more is left for groups
 * that are still to come: what one bin has too little of, the other may have in plenty.
 */
#ifndef MUSTER_SOLVE_TRADE_H
#define MUSTER_SOLVE_TRADE_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/greedy/greedy.h"

/* Replicas of groups that may move (flags by group) trade places as long as the typical mix finds
 * more, by the placer's rating (RATING_STRAND or RATING_WHOLE); commits. Each is compared with
 * `most` others of its cluster, beginning somewhere by `seed`. Ends early when the work stage is
 * over. Not for problems with rules between pods. */
void trade_all(struct greedy *greedy, const bool *may_move, int32_t most, uint64_t seed);

#endif
