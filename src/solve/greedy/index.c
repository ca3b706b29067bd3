/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/greedy/index.h"

#include <assert.h>

#include "base/arena.h"

/* Sums that only serve quick tests stop here: an unlimited resource of many bins. */
static int64_t add_capped(int64_t a, int64_t b)
{
    int64_t sum;

    return __builtin_add_overflow(a, b, &sum) || sum > INDEX_SUM_MAX ? INDEX_SUM_MAX : sum;
}

static int64_t mul_capped(int64_t a, int64_t b)
{
    int64_t product;

    return __builtin_mul_overflow(a, b, &product) || product > INDEX_SUM_MAX ? INDEX_SUM_MAX
                                                                             : product;
}

static void add_groups(const struct problem *p, struct index *index)
{
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        int64_t *demand = &index->group_demand[(int64_t)g * p->resource_count];

        index->first_pair[g + 1] = index->first_pair[g] + group->allowed_count;
        if (group->tier_ix >= 0)
            index->tier_weight[group->tier_ix] =
                add_capped(index->tier_weight[group->tier_ix], group->weight);
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
            assert(p->items[i].group_ix == g);
            if (p->items[i].is_daemon) {
                index->has_daemons[g] = true;
                continue;
            }
            for (int32_t r = 0; r < p->resource_count; r++)
                demand[r] = add_capped(demand[r],
                                       mul_capped(p->items[i].replicas, problem_demand(p, i, r)));
        }
    }
    index->pair_count = index->first_pair[p->group_count];
}

struct index *index_new(const struct problem *p, struct arena *arena)
{
    struct index *index = ARENA_NEW(arena, 1, struct index);
    int32_t next = 0;

    index->first_pair = ARENA_NEW(arena, p->group_count + 1, int64_t);
    index->has_daemons = ARENA_NEW(arena, p->group_count, bool);
    index->first_require = ARENA_NEW(arena, p->group_count + 1, int32_t);
    index->group_demand = ARENA_NEW(arena, (int64_t)p->group_count * p->resource_count, int64_t);
    index->cluster_free = ARENA_NEW(arena, (int64_t)p->cluster_count * p->resource_count, int64_t);
    index->tier_weight = ARENA_NEW(arena, p->tier_count, int64_t);
    add_groups(p, index);
    for (int32_t g = 0; g < p->group_count; g++) {
        index->first_require[g] = next;
        while (next < p->require_count && p->requires[next].group_ix == g)
            next++;
    }
    index->first_require[p->group_count] = next;
    assert(next == p->require_count);
    for (int32_t b = 0; b < p->bin_count; b++) {
        int64_t *cluster_free =
            &index->cluster_free[(int64_t)p->bin_cluster[b] * p->resource_count];

        for (int32_t r = 0; r < p->resource_count; r++)
            cluster_free[r] = add_capped(cluster_free[r], problem_free(p, b, r));
    }
    return index;
}

int32_t index_allowed(const struct problem *problem, int32_t group, int32_t cluster)
{
    const struct group *it = &problem->groups[group];
    int32_t low = 0, high = it->allowed_count;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (it->allowed[middle] < cluster)
            low = middle + 1;
        else
            high = middle;
    }
    return low < it->allowed_count && it->allowed[low] == cluster ? low : -1;
}

int64_t index_role_placed(const struct problem *problem, const int64_t *placed, int32_t item)
{
    const struct item *it = &problem->items[item];
    int64_t sum = placed[item];

    for (int32_t k = it->first_twin; k < it->first_twin + it->twin_count; k++)
        sum += placed[problem->twins[k]];
    return sum;
}
