/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * greedy: places groups one after the other, whole or not at all, each with what it requires.
 */
#ifndef MUSTER_SOLVE_GREEDY_H
#define MUSTER_SOLVE_GREEDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve/coverage.h"
#include "solve/greedy/place.h"

/* In which order the groups of a tier are tried. */
enum group_order {
    ORDER_DENSITY, /* most weight for its size first */
    ORDER_SIZE,    /* largest first */
    ORDER_CHOICES, /* fewest allowed clusters first, then largest */
    ORDER_INPUT,
    ORDER_COUNT
};

/* In which order the clusters are tried. */
enum cluster_order {
    CLUSTERS_TIGHTEST, /* least room left first */
    CLUSTERS_ROOMIEST,
    CLUSTERS_INPUT,
    CLUSTERS_COUNT
};

struct greedy_rules {
    enum group_order order;
    enum cluster_order clusters;
    enum rating rating;
    bool leaves_homes; /* residents are placed anew, not where they are now */
};

struct greedy {
    const struct problem *problem;
    const struct index *index;
    struct pack *pack;
    struct placer *placer;
    struct coverage *coverage;
    struct work *work;
    struct greedy_rules rules;
    int32_t *item_order; /* items of each group, largest replica first */
    bool *is_asked;      /* [group_count] its placement is under way */
    int32_t *block;      /* stack of groups that must share a cluster */
    size_t block_count, block_room;
    int32_t *scratch; /* stack of clusters in order */
    size_t scratch_count, scratch_room;
};

struct greedy *greedy_new(struct pack *pack, struct coverage *coverage, struct work *work);
void greedy_free(struct greedy *greedy); /* NULL is allowed */

/* Place all residents; false when one found no place (the packing then holds the others). */
bool greedy_residents(struct greedy *greedy);

/* Do the rules between pods that touch the group hold in the packing? To be asked after something
 * was taken out of it. */
bool greedy_keeps_rules(struct greedy *greedy, int32_t group);

/* Recover one group, with what it requires, on top of what is placed. All or nothing. cluster:
 * where a whole group must go, or -1. */
bool greedy_group(struct greedy *greedy, int32_t group, int32_t cluster);

/* May a whole group go into a cluster, and could the sum of what is left there hold it? */
bool greedy_may_hold(const struct greedy *greedy, int32_t group, int32_t cluster);

/* Is the group recovered (whole: placed; replicas: full; residents: placed)? */
bool greedy_has(const struct greedy *greedy, int32_t group);

/* Place as many replicas of a GROUP_REPLICAS group as find room. */
void greedy_part(struct greedy *greedy, int32_t group);

/* Place as many more replicas of the tier's groups that fill up as find room, the groups with the
 * smallest replicas first. */
void greedy_fill_up(struct greedy *greedy, int32_t tier);

/* Go through one tier: every group that is not recovered yet, then parts of what is left, then more
 * replicas of what fills up. Stops early when the work stage is over, unless must_finish. */
void greedy_tier(struct greedy *greedy, int32_t tier, bool must_finish);

/* Residents, then all tiers, from an empty packing. */
void greedy_run(struct greedy *greedy, const struct greedy_rules *rules, bool must_finish);

#endif
