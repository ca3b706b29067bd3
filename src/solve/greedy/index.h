/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index: what every engine looks up in a problem again and again.
 */
#ifndef MUSTER_SOLVE_INDEX_H
#define MUSTER_SOLVE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"

struct arena;

#define INDEX_SUM_MAX (INT64_MAX / 4) /* sums below stop here */

struct index {
    int64_t *first_pair; /* [group_count + 1]: pairs (group, its allowed cluster) are numbered */
    int64_t pair_count;
    bool *has_daemons;      /* [group_count] */
    int32_t *first_require; /* [group_count + 1] into problem.requires */
    int64_t *group_demand;  /* [group_count * resource_count] of all replicas, without daemons */
    int64_t *cluster_free;  /* [cluster_count * resource_count] */
    int64_t *tier_weight;   /* [tier_count] of all its groups */
};

struct index *index_new(const struct problem *problem, struct arena *arena);

/* Do the daemons of a GROUP_REPLICAS group run in this cluster already? */
static inline bool index_lives_in(const struct group *group, int32_t cluster)
{
    return group->lives_in && group->lives_in[cluster];
}

/* Position of a cluster among the allowed ones of a group, or -1. */
int32_t index_allowed(const struct problem *problem, int32_t group, int32_t cluster);

/* Replicas that an item and its twins have together; placed: [item_count]. */
int64_t index_role_placed(const struct problem *problem, const int64_t *placed, int32_t item);

#endif
