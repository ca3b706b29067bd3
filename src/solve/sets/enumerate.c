/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/enumerate.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/sets/pool.h"

enum { GROUPS_MAX = 64, TARGETS_MAX = 8, ENTRIES_A_CLUSTER = 8000 };

enum verdict { NO, YES, PERHAPS };

struct mask_list {
    uint64_t *masks;
    size_t count, room;
};

struct census {
    struct town *town;
    struct pool *pool;
    struct work *work;
    int32_t cluster;
    uint64_t allowed; /* groups that may go there */
    struct mask_list packed, refuted, unknown;
    int32_t *groups; /* scratch */
    struct packing packing;
    bool is_over;
};

static bool has_superset(const struct mask_list *list, uint64_t mask)
{
    for (size_t i = list->count; i-- > 0;)
        if ((mask & ~list->masks[i]) == 0)
            return true;
    return false;
}

static bool has_subset(const struct mask_list *list, uint64_t mask)
{
    for (size_t i = list->count; i-- > 0;)
        if ((list->masks[i] & ~mask) == 0)
            return true;
    return false;
}

static bool sums_fit(const struct census *census, uint64_t mask)
{
    const struct town *town = census->town;
    int32_t k = town->problem->resource_count;

    for (int32_t r = 0; r < k; r++) {
        int64_t used = 0;

        for (int32_t s = 0; s < census->pool->group_count; s++)
            if (mask >> s & 1)
                used += town->solver->index->group_demand[(int64_t)census->pool->groups[s] * k + r];
        if (used > town->packer->room[(int64_t)census->cluster * k + r])
            return false;
    }
    return true;
}

static enum packer_answer ask(struct census *census, uint64_t mask, enum packer_level level)
{
    int32_t count = 0;

    for (int32_t s = 0; s < census->pool->group_count; s++)
        if (mask >> s & 1)
            census->groups[count++] = census->pool->groups[s];
    return packer_ask(census->town->packer, census->cluster, census->groups, count, level,
                      &census->packing);
}

/* Is there one set only to ask for? Then with patience. */
static bool is_one_question(const struct census *census)
{
    return census->pool->group_count == 1 && census->town->problem->cluster_count == 1;
}

static enum verdict decide(struct census *census, uint64_t mask)
{
    enum packer_answer answer;

    census->is_over =
        census->is_over ||
        !work_spend(census->work, 4 + (int64_t)(census->refuted.count + census->packed.count) / 16);
    if (census->is_over)
        return NO;
    if (!sums_fit(census, mask) || has_subset(&census->refuted, mask))
        return NO;
    if (has_superset(&census->packed, mask))
        return YES;
    if (has_subset(&census->unknown, mask))
        return PERHAPS;
    answer = ask(census, mask, is_one_question(census) ? PACKER_DEEP : PACKER_DIVE);
    if (answer == PACKER_PACKED) {
        VEC_PUSH(census->packed.masks, census->packed.count, census->packed.room, mask);
        census->is_over = !pool_add(census->pool, census->cluster, &mask, &census->packing);
    } else if (answer == PACKER_REFUTED) {
        VEC_PUSH(census->refuted.masks, census->refuted.count, census->refuted.room, mask);
    } else if (!work_is_out(census->work)) {
        VEC_PUSH(census->unknown.masks, census->unknown.count, census->unknown.room, mask);
    }
    return answer == PACKER_PACKED ? YES : answer == PACKER_REFUTED ? NO : PERHAPS;
}

/* All sets that hold `mask` and otherwise only groups from position `from` on. Those of which
 * nothing is known go into the pool when no group can be added. */
static void extend(struct census *census, uint64_t mask, int32_t from, enum verdict known)
{
    bool is_maximal = true;

    for (int32_t s = from; s < census->pool->group_count && !census->is_over; s++) {
        uint64_t next = mask | UINT64_C(1) << s;
        enum verdict verdict;

        if (!(census->allowed >> s & 1))
            continue;
        verdict = decide(census, next);
        if (verdict == NO)
            continue;
        is_maximal = false;
        extend(census, next, s + 1, verdict);
    }
    if (is_maximal && known == PERHAPS && !census->is_over)
        census->is_over = !pool_add(census->pool, census->cluster, &mask, NULL);
}

/* Every set of one cluster; false when that did not come to an end. */
static bool go_through(struct census *census, int32_t cluster)
{
    const struct pool *pool = census->pool;

    census->cluster = cluster;
    census->allowed = 0;
    census->is_over = false;
    census->packed.count = census->refuted.count = census->unknown.count = 0;
    for (int32_t s = 0; s < pool->group_count; s++)
        if (town_allows(census->town, pool->groups[s], cluster))
            census->allowed |= UINT64_C(1) << s;
    extend(census, 0, 0, YES);
    return !census->is_over;
}

/* Does the town hold all groups that a plan of these tiers could recover or move? */
static bool is_whole_truth(const struct town *town)
{
    const struct problem *p = town->problem;

    for (int32_t g = 0; g < p->group_count; g++)
        if (!town_moves(town, g) && p->groups[g].tier_ix <= town->tier &&
            !coverage_is_impossible(town->solver->coverage, g))
            return false;
    return true;
}

/* Try harder to pack the sets of an optimistic choice that nothing is known of. True when one of
 * them packs now. */
static bool pack_targets(struct census *census, const struct pool_best *best)
{
    struct pool *pool = census->pool;
    uint64_t taken = 0;
    bool has_packed = false;

    for (int32_t c = 0; c < census->town->problem->cluster_count; c++) {
        struct pool_entry *entry;
        uint64_t mask;

        if (best->chosen[c] < 0)
            continue;
        entry = &pool->entries[best->chosen[c]];
        mask = entry->groups[0] & ~taken;
        taken |= mask;
        census->cluster = c;
        if (entry->is_packed || ask(census, mask, PACKER_DEEP) != PACKER_PACKED)
            continue;
        has_packed = pool_add(pool, c, &mask, &census->packing);
    }
    return has_packed;
}

/* The best choice of what is packed; becomes the town when it is better. */
static int64_t settle_best(struct census *census)
{
    struct town *town = census->town;
    struct pool_best best;
    int64_t weight = town_weight(town, town->tier);

    pool_choose(census->pool, false, &best);
    if (best.value > weight) {
        pool_settle(census->pool, &best);
        weight = town_weight(town, town->tier);
    }
    free(best.chosen);
    return weight;
}

/* Bound by the optimistic choice, and what it is worth trying for. */
static int64_t bound_best(struct census *census, int64_t weight)
{
    int64_t bound = INT64_MAX;

    for (int target = 0; target < TARGETS_MAX && !work_is_out(census->work); target++) {
        struct pool_best best;
        bool has_packed;

        pool_choose(census->pool, true, &best);
        bound = best.bound < bound ? best.bound : bound;
        has_packed = best.value > weight && pack_targets(census, &best);
        free(best.chosen);
        if (!has_packed)
            break;
        weight = settle_best(census);
    }
    return bound;
}

static void release(struct census *census)
{
    free(census->packed.masks);
    free(census->refuted.masks);
    free(census->unknown.masks);
    free(census->groups);
    packing_release(&census->packing);
    pool_free(census->pool);
    town_free(census->town);
}

int64_t enumerate_tier(struct solver *solver, int32_t tier, int64_t most)
{
    struct census census = {.town = town_new(solver, tier), .work = &solver->work};
    int64_t bound = INT64_MAX, weight = town_weight(census.town, tier), before = weight;
    bool is_complete = true;

    census.pool = pool_new(census.town);
    census.groups = memory_take(census.pool->group_count, sizeof *census.groups);
    if (census.pool->group_count <= GROUPS_MAX && weight < most) {
        pool_add_town(census.pool);
        for (int32_t c = 0; c < census.town->problem->cluster_count && is_complete; c++)
            is_complete = go_through(&census, c);
        weight = settle_best(&census);
        if (is_complete && weight < most)
            bound = bound_best(&census, weight);
        if (!is_whole_truth(census.town) || bound < weight)
            bound = INT64_MAX;
        if (town_weight(census.town, tier) > before)
            town_offer(census.town);
    }
    release(&census);
    return bound;
}
