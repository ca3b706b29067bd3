/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shift: makes room for a group by moving single replicas of others to other bins of the cluster.
 */
#ifndef MUSTER_SOLVE_SHIFT_H
#define MUSTER_SOLVE_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/greedy/greedy.h"

struct shift;

/* may_move: [group_count] groups whose replicas may be moved; kept, and may change between calls.
 * Not for problems with rules between pods. */
struct shift *shift_new(struct greedy *greedy, const bool *may_move);
void shift_free(struct shift *shift); /* NULL is allowed */

/* Place a whole group, that has nothing to do with requirements, in a cluster; all or nothing. */
bool shift_group(struct shift *shift, int32_t group, int32_t cluster);

#endif
