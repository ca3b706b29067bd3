/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * coverage: can a cluster alone hold an item of a group? Counts slots:
 *
 *     slots(i, c) = sum over eligible bins b of c of min(cap left on b, min_r floor(free_br /
 * d_ir))
 *
 * with the zone caps applied to the bins of each zone, and free less what the group's own daemons
 * take there. Pair (group, cluster) is dead when an item has fewer slots than replicas, or a daemon
 * finds no room on an eligible bin. Exact integers; the argument behind BOUND_COVERAGE and
 * OUTCOME_NEVER_ALONE.
 */
#ifndef MUSTER_SOLVE_COVERAGE_H
#define MUSTER_SOLVE_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"

struct arena;

struct coverage;
struct index;

/* Nothing is computed until it is asked for; what was computed is kept. */
struct coverage *coverage_new(const struct problem *problem, const struct index *index,
                              struct arena *arena);

/* Slots of an item in a cluster, counted up to most. */
int64_t coverage_slots(struct coverage *coverage, int32_t item, int32_t cluster, int64_t most);

/* Is the pair of a group and its allowed cluster number k (groups[g].allowed[k]) live? For
 * GROUP_REPLICAS: has any item a slot there? */
bool coverage_is_live(struct coverage *coverage, int32_t group, int32_t k);

/* Is it known to be dead, without computing anything? */
bool coverage_is_known_dead(const struct coverage *coverage, int32_t group, int32_t k);

/* Can the group never be recovered, whatever else is displaced: no live pair (GROUP_REPLICAS: fewer
 * slots in all allowed clusters together than replicas), hopeless, or something that it requires
 * can never be up. */
bool coverage_is_impossible(struct coverage *coverage, int32_t group);

/* Ticks spent since the last call (see work.h). */
int64_t coverage_take_ticks(struct coverage *coverage);

#endif
