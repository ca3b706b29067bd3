/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/limit.h"

#include <string.h>

#include "base/arena.h"

enum { NODE_MAX = 200000, NODE_TICKS = 12 };

struct pricer *pricer_new(const struct relax *relax, struct work *work, struct arena *arena)
{
    struct pricer *pricer = ARENA_NEW(arena, 1, struct pricer);
    int32_t most = 0;

    for (int32_t c = 0; c < relax->problem->cluster_count; c++)
        if (relax->clusters[c].type_count > most)
            most = relax->clusters[c].type_count;
    *pricer = (struct pricer){.relax = relax, .work = work, .arena = arena, .node_max = NODE_MAX};
    pricer->filling = filling_new(relax->problem->resource_count, most, arena);
    pricer->items = ARENA_NEW(arena, most, struct filling_item);
    pricer->item_type = ARENA_NEW(arena, most, int32_t);
    pricer->counts = ARENA_NEW(arena, most, int64_t);
    return pricer;
}

static bool fits(const struct relax *relax, const int64_t *size, const int64_t *free)
{
    for (int32_t r = 0; r < relax->problem->resource_count; r++)
        if (size[r] > free[r])
            return false;
    return true;
}

int64_t pricer_class(struct pricer *pricer, int32_t c, int32_t class, const int64_t *price,
                     int64_t floor, int64_t *counts, bool *ret_exact)
{
    const struct relax_cluster *cluster = &pricer->relax->clusters[c];
    const struct relax_class *bins = &cluster->classes[class];
    int32_t count = 0;
    int64_t nodes = 0, value;

    for (int32_t t = 0; t < cluster->type_count; t++) {
        const struct relax_type *type = &pricer->relax->types[cluster->types[t]];

        if (price[t] <= 0 || !fits(pricer->relax, type->size, bins->free) ||
            !relax_admits(pricer->relax, cluster, t, bins))
            continue;
        pricer->items[count] = (struct filling_item){type->size, price[t], cluster->most[t]};
        if (type->is_capped && type->cap < cluster->most[t])
            pricer->items[count].most = type->cap;
        pricer->item_type[count++] = t;
    }
    if (counts)
        memset(counts, 0, (size_t)cluster->type_count * sizeof *counts);
    *ret_exact = true;
    if (count == 0) {
        work_spend(pricer->work, cluster->type_count);
        return 0;
    }
    value = filling_best(pricer->filling, bins->free, pricer->items, count, floor, pricer->node_max,
                         &nodes, counts ? pricer->counts : NULL, ret_exact);
    for (int32_t i = 0; counts && i < count; i++)
        counts[pricer->item_type[i]] = pricer->counts[i];
    work_spend(pricer->work, nodes * NODE_TICKS + cluster->type_count + 64 * (int64_t)count + 256);
    return value;
}

int64_t pricer_value(struct pricer *pricer, int32_t c, const int64_t *price, int64_t most)
{
    const struct relax_cluster *cluster = &pricer->relax->clusters[c];
    int64_t sum = 0;

    for (int32_t k = 0; k < cluster->class_count && sum <= most; k++) {
        bool is_exact;
        int64_t value = pricer_class(pricer, c, k, price, 0, NULL, &is_exact), product;

        if (value >= FILLING_TOO_MUCH ||
            __builtin_mul_overflow(value, cluster->classes[k].count, &product) ||
            __builtin_add_overflow(sum, product, &sum) || sum > LIMIT_SUM_MAX)
            return -1;
    }
    return sum;
}

static uint64_t hash_of(int32_t cluster, const int64_t *price, int32_t count)
{
    uint64_t hash = (uint64_t)cluster + 1;

    for (int32_t t = 0; t < count; t++)
        hash = (hash ^ (uint64_t)price[t]) * UINT64_C(0x100000001B3) + (hash >> 29);
    return hash;
}

struct limit *limit_pool_add(struct limit_pool *pool, struct pricer *pricer, int32_t c,
                             const int64_t *price, int64_t value)
{
    const struct relax_cluster *cluster = &pricer->relax->clusters[c];
    uint64_t hash = hash_of(c, price, cluster->type_count);
    size_t size = (size_t)cluster->type_count * sizeof *price;
    struct limit *limit;

    if (value < 0 || value > LIMIT_SUM_MAX)
        return NULL;
    for (int32_t i = 0; i < pool->count; i++)
        if (!pool->limits[i]->is_rough && pool->limits[i]->hash == hash &&
            pool->limits[i]->cluster == c && memcmp(pool->limits[i]->price, price, size) == 0)
            return NULL;
    limit = ARENA_NEW(pricer->arena, 1, struct limit);
    *limit = (struct limit){.cluster = c, .value = value, .hash = hash};
    limit->price = ARENA_NEW(pricer->arena, cluster->type_count, int64_t);
    limit->share = ARENA_NEW(pricer->arena, cluster->member_count, int64_t);
    memcpy(limit->price, price, size);
    for (int32_t m = 0; m < cluster->member_count; m++) {
        const struct relax_member *member = &cluster->members[m];
        int32_t g = member->group_ix;

        for (int32_t i = member->first_need; i < member->first_need + member->need_count; i++) {
            int64_t product;

            if (__builtin_mul_overflow(price[cluster->needs[i].type], cluster->needs[i].count,
                                       &product) ||
                __builtin_add_overflow(limit->share[m], product, &limit->share[m]) ||
                limit->share[m] > LIMIT_SUM_MAX)
                return NULL;
        }
        /* Residents are there for sure. */
        if (pricer->relax->problem->groups[g].kind == GROUP_RESIDENT) {
            limit->value -= limit->share[m];
            limit->share[m] = 0;
        }
        if (limit->share[m] > limit->share_max)
            limit->share_max = limit->share[m];
    }
    if (limit->value < 0 || limit->share_max == 0)
        return NULL;
    if (pool->count == pool->room) {
        struct limit **limits = ARENA_NEW(pricer->arena, 2 * pool->room + 64, struct limit *);

        for (int32_t i = 0; i < pool->count; i++)
            limits[i] = pool->limits[i];
        pool->limits = limits;
        pool->room = 2 * pool->room + 64;
    }
    pool->limits[pool->count++] = limit;
    return limit;
}
