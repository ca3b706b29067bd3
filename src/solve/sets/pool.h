/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool: sets of groups that are known to pack into a cluster, with their places, and the best plan
 * that takes at most one of them for each cluster (set packing). A set may also be in it unpacked:
 * nothing is known of it, and a bound must reckon with it.
 */
#ifndef MUSTER_SOLVE_SETS_POOL_H
#define MUSTER_SOLVE_SETS_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve/sets/town.h"

struct pool_entry {
    int32_t cluster;
    uint64_t *groups; /* [word_count] bits by position in struct pool.groups */
    bool is_packed;
    struct packing packing;
};

struct pool {
    struct town *town;
    int32_t *groups; /* the town's groups that count */
    int32_t group_count, word_count;
    int32_t *position; /* [problem group_count] in groups, -1 */
    struct pool_entry *entries;
    size_t count, room;
    size_t share_count; /* of all packings */
};

/* Groups of the town that have a value and are not impossible. */
struct pool *pool_new(struct town *town);
void pool_free(struct pool *pool); /* NULL is allowed */

/* Add a set; takes the packing's content, NULL = nothing is known of the set. False when the pool
 * is full. */
bool pool_add(struct pool *pool, int32_t cluster, const uint64_t *groups, struct packing *packing);

/* Add what the town has now. */
void pool_add_town(struct pool *pool);

struct pool_best {
    int64_t value;   /* weight of the tier in the best choice found; -1 = none found */
    int64_t bound;   /* no choice is above, as far as GLPK knows; INT64_MAX = unknown */
    int32_t *chosen; /* [cluster_count] entry or -1 */
};

/* The best choice, at least as good as the town in earlier tiers. with_unknown: sets of which
 * nothing is known count as packed. Free with free(ret->chosen). */
void pool_choose(struct pool *pool, bool with_unknown, struct pool_best *ret);

/* Make the town what was chosen (packed sets only). */
void pool_settle(struct pool *pool, const struct pool_best *best);

static inline bool pool_is_subset(const uint64_t *a, const uint64_t *b, int32_t words)
{
    for (int32_t w = 0; w < words; w++)
        if (a[w] & ~b[w])
            return false;
    return true;
}

static inline bool pool_has(const uint64_t *groups, int32_t at)
{
    return groups[at / 64] >> (at % 64) & 1;
}

static inline void pool_put(uint64_t *groups, int32_t at)
{
    groups[at / 64] |= UINT64_C(1) << (at % 64);
}

#endif
