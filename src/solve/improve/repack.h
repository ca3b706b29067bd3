/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * repack: packs the movable groups of one cluster anew, all their items together and the largest
 * first, with one more group.
 */
#ifndef MUSTER_SOLVE_REPACK_H
#define MUSTER_SOLVE_REPACK_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/greedy/greedy.h"

enum { REPACK_VARIANTS = 12 }; /* ratings x item orders */

/* Take the groups (whole, free of requirements, in this cluster) out and put them back together
 * with `newcomer` (whole, nowhere yet). All or nothing. */
bool repack_cluster(struct greedy *greedy, int32_t cluster, const int32_t *groups, int32_t count,
                    int32_t newcomer, int32_t variant);

#endif
