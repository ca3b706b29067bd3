/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/lp.h"
#include "solve/memory.h"

enum { ENTRIES_MAX = 60000, SHARES_MAX = 8000000, CHOICES_MAX = 20000 };

#define WEIGHT_MAX 1e12 /* sums of weights that a double holds well */

struct pool *pool_new(struct town *town)
{
    const struct problem *p = town->problem;
    struct pool *pool = memory_take(1, sizeof *pool);
    struct sort_key *keys = memory_take(p->group_count, sizeof *keys);

    pool->town = town;
    pool->groups = memory_take(p->group_count, sizeof *pool->groups);
    pool->position = memory_take(p->group_count, sizeof *pool->position);
    for (int32_t g = 0; g < p->group_count; g++) {
        pool->position[g] = -1;
        if (town_moves(town, g) && town->value[g] > 0 &&
            !coverage_is_impossible(town->solver->coverage, g))
            keys[pool->group_count++] = (struct sort_key){-town->size[g], 0, g};
    }
    sort_keys(keys, pool->group_count);
    for (int32_t i = 0; i < pool->group_count; i++) {
        pool->groups[i] = keys[i].ix;
        pool->position[keys[i].ix] = i;
    }
    pool->word_count = (pool->group_count + 63) / 64;
    free(keys);
    return pool;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->count; i++) {
        free(pool->entries[i].groups);
        packing_release(&pool->entries[i].packing);
    }
    free(pool->entries);
    free(pool->groups);
    free(pool->position);
    free(pool);
}

bool pool_add(struct pool *pool, int32_t cluster, const uint64_t *groups, struct packing *packing)
{
    struct pool_entry entry = {.cluster = cluster, .is_packed = packing != NULL};

    if (pool->count >= ENTRIES_MAX || pool->share_count >= SHARES_MAX)
        return false;
    entry.groups = memory_take(pool->word_count, sizeof *groups);
    memcpy(entry.groups, groups, (size_t)pool->word_count * sizeof *groups);
    if (packing) {
        packing_copy(packing, &entry.packing);
        pool->share_count += packing->count;
    }
    VEC_PUSH(pool->entries, pool->count, pool->room, entry);
    return true;
}

void pool_add_town(struct pool *pool)
{
    const struct town *town = pool->town;
    uint64_t *groups = memory_take(pool->word_count, sizeof *groups);

    for (int32_t c = 0; c < town->problem->cluster_count; c++) {
        struct house *house = &town->houses[c];

        memset(groups, 0, (size_t)pool->word_count * sizeof *groups);
        for (int32_t i = 0; i < house->count; i++)
            if (pool->position[house->groups[i]] >= 0)
                pool_put(groups, pool->position[house->groups[i]]);
        pool_add(pool, c, groups, &house->packing);
    }
    free(groups);
}

/* Entries that are worth a column: not inside another one of the same cluster. */
static bool *choose_columns(const struct pool *pool, bool with_unknown, size_t *ret_count)
{
    bool *is_in = memory_take((int64_t)pool->count, sizeof *is_in);

    *ret_count = 0;
    for (size_t i = 0; i < pool->count; i++) {
        const struct pool_entry *a = &pool->entries[i];

        is_in[i] = a->is_packed || with_unknown;
        for (size_t k = 0; is_in[i] && k < pool->count; k++) {
            const struct pool_entry *b = &pool->entries[k];

            if (k == i || a->cluster != b->cluster || (!b->is_packed && !with_unknown) ||
                !pool_is_subset(a->groups, b->groups, pool->word_count))
                continue;
            if (k < i ? is_in[k] : !pool_is_subset(b->groups, a->groups, pool->word_count))
                is_in[i] = false;
        }
        *ret_count += is_in[i];
    }
    work_spend(&pool->town->solver->work,
               (int64_t)pool->count * (int64_t)pool->count * pool->word_count / 16);
    return is_in;
}

/* Rows: a group is in when a set with it is; one set a cluster; earlier tiers keep their weight. */
static struct lp *build(const struct pool *pool, const bool *is_in, int32_t *column)
{
    const struct problem *p = pool->town->problem;
    struct lp *lp = lp_new();

    for (int32_t s = 0; s < pool->group_count; s++) {
        const struct group *group = &p->groups[pool->groups[s]];

        lp_row(lp, -HUGE_VAL, 0);
        lp_column(lp, 0, 1, group->tier_ix == pool->town->tier ? (double)group->weight : 0, false);
        lp_put(lp, s, s, 1);
    }
    for (int32_t c = 0; c < p->cluster_count; c++)
        lp_row(lp, -HUGE_VAL, 1);
    for (int32_t t = 0; t < pool->town->tier; t++) {
        int32_t row = lp_row(lp, (double)town_weight(pool->town, t), HUGE_VAL);

        for (int32_t s = 0; s < pool->group_count; s++)
            if (p->groups[pool->groups[s]].tier_ix == t)
                lp_put(lp, row, s, (double)p->groups[pool->groups[s]].weight);
    }
    for (size_t i = 0; i < pool->count; i++) {
        column[i] = -1;
        if (!is_in[i])
            continue;
        column[i] = lp_column(lp, 0, 1, 0, true);
        lp_put(lp, pool->group_count + pool->entries[i].cluster, column[i], 1);
        for (int32_t s = 0; s < pool->group_count; s++)
            if (pool_has(pool->entries[i].groups, s))
                lp_put(lp, s, column[i], -1);
    }
    return lp;
}

static double sum_of_weights(const struct pool *pool)
{
    double sum = 0;

    for (int32_t s = 0; s < pool->group_count; s++)
        sum += (double)pool->town->problem->groups[pool->groups[s]].weight;
    return sum;
}

static void read_result(const struct pool *pool, const struct lp_result *result,
                        const int32_t *column, struct pool_best *ret)
{
    if (result->bound < WEIGHT_MAX * 2)
        ret->bound = (int64_t)floor(result->bound + 1e-6);
    if (result->status == LP_INFEASIBLE)
        ret->bound = -1;
    if (!result->has_solution)
        return;
    ret->value = (int64_t)floor(result->objective + 1e-6);
    for (size_t i = 0; i < pool->count; i++)
        if (column[i] >= 0 && result->primal[column[i]] > 0.5)
            ret->chosen[pool->entries[i].cluster] = (int32_t)i;
}

void pool_choose(struct pool *pool, bool with_unknown, struct pool_best *ret)
{
    size_t count;
    bool *is_in = choose_columns(pool, with_unknown, &count);
    int32_t *column = memory_take((int64_t)pool->count, sizeof *column);

    *ret = (struct pool_best){.value = -1, .bound = INT64_MAX};
    ret->chosen = memory_take(pool->town->problem->cluster_count, sizeof *ret->chosen);
    for (int32_t c = 0; c < pool->town->problem->cluster_count; c++)
        ret->chosen[c] = -1;
    if (count <= CHOICES_MAX && sum_of_weights(pool) < WEIGHT_MAX) {
        struct lp *lp = build(pool, is_in, column);
        struct lp_result result;

        lp_search(lp, NULL, &pool->town->solver->work, &result);
        read_result(pool, &result, column, ret);
        lp_result_release(&result);
        lp_free(lp);
    }
    free(is_in);
    free(column);
}

void pool_settle(struct pool *pool, const struct pool_best *best)
{
    struct town *town = pool->town;
    const struct problem *p = town->problem;
    struct packing packing = {0};
    int32_t *groups = memory_take(pool->group_count, sizeof *groups);

    for (int32_t c = 0; c < p->cluster_count; c++) {
        packing.count = 0;
        town_settle(town, c, groups, 0, &packing);
    }
    for (int32_t c = 0; c < p->cluster_count; c++) {
        const struct pool_entry *entry = &pool->entries[best->chosen[c] < 0 ? 0 : best->chosen[c]];
        int32_t count = 0;

        packing.count = 0;
        for (int32_t s = 0; best->chosen[c] >= 0 && s < pool->group_count; s++)
            if (pool_has(entry->groups, s) && town->where[pool->groups[s]] < 0)
                groups[count++] = pool->groups[s];
        for (int32_t i = 0; i < count; i++)
            town->is_in[groups[i]] = true;
        for (size_t i = 0; count > 0 && i < entry->packing.count; i++)
            if (town->is_in[p->items[entry->packing.shares[i].item_ix].group_ix])
                VEC_PUSH(packing.shares, packing.count, packing.room, entry->packing.shares[i]);
        for (int32_t i = 0; i < count; i++)
            town->is_in[groups[i]] = false;
        town_settle(town, c, groups, count, &packing);
    }
    town_list_missing(town);
    free(groups);
    packing_release(&packing);
}
