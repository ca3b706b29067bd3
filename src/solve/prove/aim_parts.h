/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aim_parts: the inside of aim, shared by its files.
 */
#ifndef MUSTER_SOLVE_PROVE_AIM_PARTS_H
#define MUSTER_SOLVE_PROVE_AIM_PARTS_H

#include "solve/prove/aim.h"
#include "solve/sets/pool.h"

/* A step may take one of so many parts of what is left. */
enum { AIM_PARTS = 24 };

/* Groups that were not packed together into a cluster. */
struct refusal {
    int32_t cluster, first, count; /* in struct aim.refused */
};

struct aim {
    struct solver *solver;
    const struct problem *problem;
    const struct relax *relax;
    struct separator *separator;
    struct limit_pool *limits;
    struct work *work;
    struct town *town;
    struct pool *pool; /* sets that packed */
    uint64_t random;
    int32_t tier;
    int32_t *column; /* [pair_count] of the program, or -1 */
    bool *is_chosen; /* [pair_count] */
    int32_t *place;  /* [group_count of the pool] cluster, or cluster_count: nowhere */
    int64_t gain;    /* what proposals recover more of the tier than the town */
    double margin;   /* what proposals leave of each limit */
    double too_wide; /* the last margin without a proposal */
    int32_t *stays;  /* [group_count] cluster of what is not the town's, or -1 */
    bool *is_active; /* [active_room] limits that are rows */
    int32_t active_room, active_count;
    struct refusal *refusals;
    size_t refusal_count, refusal_room;
    int32_t *refused;
    size_t refused_count, refused_room;
    double *load;      /* scratch [type_count] */
    int32_t *groups;   /* scratch [group_count] */
    uint64_t *mask;    /* scratch */
    int32_t *entry_of; /* [cluster_count] in the pool: the set that is proposed, or -1 */
    struct packing packing;
    bool has_better;
    bool is_vain; /* a set of the proposal is refused now */
};

/* What of a limit is left beside what stays put. */
int64_t aim_limit_left(const struct aim *aim, const struct limit *limit);

/* aim_mip: a choice that all rows allow, by integer programming; false when none was found. */
bool aim_propose(struct aim *aim, bool skips_cuts, bool *ret_has_ended);

/* aim_walk: a choice near the last one, by local search. */
bool aim_walk(struct aim *aim);

/* The next walk begins at the town, and aims between it and the bound. */
void aim_start_at_town(struct aim *aim, int64_t bound);

#endif
