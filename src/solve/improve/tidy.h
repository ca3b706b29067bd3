/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tidy: gathers what is left in the clusters for groups that are still to come.
 */
#ifndef MUSTER_SOLVE_TIDY_H
#define MUSTER_SOLVE_TIDY_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/greedy/greedy.h"

/* Take each item of the groups that may move (flags by group) out and place it again in its
 * cluster, by the placer's rating, beginning with group `first`; commits. Ends early when the work
 * stage is over. Not for problems with rules between pods. */
void tidy_all(struct greedy *greedy, const bool *may_move, int32_t first);

#endif
