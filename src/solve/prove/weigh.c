/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "solve/memory.h"
#include "solve/prove/weigh_parts.h"

#define WIDE __int128
#define SIZE_MAX_WIDE ((WIDE)1 << 84) /* times a price it stays within 128 bits */

enum { PRICE_BITS = 20, WEIGHT_BITS = 12, WEIGHTS_MAX = CERTIFICATE_WEIGHTS_MAX };

struct scales {
    const struct relax *relax;
    struct work *work;
    struct arena *arena;
    int32_t width;
    int64_t *weights; /* [count * width] */
    int32_t count;
    int64_t *price; /* [type_count] */
};

/* A type of the cluster by price for its size; size 0 = of no size at all. */
struct rated {
    int64_t price;
    WIDE size;
    int32_t type;
};

static void add_weights(struct scales *scales, const double *worth)
{
    int64_t *next = &scales->weights[(int64_t)scales->count * scales->width];
    double least = HUGE_VAL, most = 0, scale;

    for (int32_t r = 0; r < scales->width; r++) {
        least = worth[r] > 0 ? fmin(least, worth[r]) : least;
        most = fmax(most, worth[r]);
    }
    if (!(most > 0) || scales->count == WEIGHTS_MAX)
        return;
    scale = fmin(ldexp(1, WEIGHT_BITS) / least, ldexp(1, CERTIFICATE_PRICE_MAX_LOG2) / most);
    for (int32_t r = 0; r < scales->width; r++)
        next[r] = (int64_t)floor(worth[r] * scale);
    for (int32_t i = 0; i < scales->count; i++)
        if (memcmp(next, &scales->weights[(int64_t)i * scales->width],
                   (size_t)scales->width * sizeof *next) == 0)
            return;
    scales->count++;
}

static WIDE weigh_one(const struct scales *scales, const int64_t *weights, const int64_t *amounts)
{
    WIDE sum = 0;

    for (int32_t r = 0; r < scales->width; r++)
        if (weights[r] > 0)
            sum += (WIDE)weights[r] * amounts[r];
    return sum;
}

static int compare_rated(const void *a, const void *b)
{
    const struct rated *x = a, *y = b;
    WIDE left = x->price * y->size, right = y->price * x->size;

    if (left != right)
        return left > right ? -1 : 1;
    return x->type < y->type ? -1 : x->type > y->type;
}

/* The cluster's types with a price; -1 when a size is out of range. */
static int32_t rate_types(const struct scales *scales, int32_t c, const int64_t *weights,
                          struct rated *ret)
{
    const struct relax_cluster *cluster = &scales->relax->clusters[c];
    int32_t count = 0;

    for (int32_t t = 0; t < cluster->type_count; t++) {
        int32_t type = cluster->types[t];
        WIDE size;

        if (scales->price[type] == 0)
            continue;
        size = weigh_one(scales, weights, scales->relax->types[type].size);
        if (size > SIZE_MAX_WIDE)
            return -1;
        ret[count++] = (struct rated){scales->price[type], size, t};
    }
    qsort(ret, (size_t)count, sizeof *ret, compare_rated);
    return count;
}

static bool fits(const struct scales *scales, const struct relax_cluster *cluster, int32_t type,
                 const struct relax_class *class)
{
    const int64_t *size = scales->relax->types[cluster->types[type]].size;

    for (int32_t r = 0; r < scales->width; r++)
        if (size[r] > class->free[r])
            return false;
    return relax_admits(scales->relax, cluster, type, class);
}

/* What a bin of the class holds at most by these weights; INT64_MAX = they do not say. */
static int64_t class_value(const struct scales *scales, const struct relax_cluster *cluster,
                           const struct relax_class *class, const int64_t *weights,
                           const struct rated *rated, int32_t count)
{
    WIDE room = weigh_one(scales, weights, class->free), value;
    int32_t i = 0;

    while (i < count && !fits(scales, cluster, rated[i].type, class))
        i++;
    work_spend(scales->work, i + 1);
    if (i == count)
        return 0;
    if (rated[i].size == 0 || room > SIZE_MAX_WIDE)
        return INT64_MAX;
    value = room * rated[i].price / rated[i].size;
    return value < LIMIT_SUM_MAX ? (int64_t)value : INT64_MAX;
}

/* V of the cluster; -1 when there is none. */
static int64_t cluster_value(const struct scales *scales, int32_t c)
{
    const struct relax_cluster *cluster = &scales->relax->clusters[c];
    struct rated *rated = memory_take(cluster->type_count, sizeof *rated);
    int64_t *best = memory_take(cluster->class_count, sizeof *best), sum = 0;

    for (int32_t k = 0; k < cluster->class_count; k++)
        best[k] = INT64_MAX;
    for (int32_t w = 0; w < scales->count; w++) {
        const int64_t *weights = &scales->weights[(int64_t)w * scales->width];
        int32_t count = rate_types(scales, c, weights, rated);

        for (int32_t k = 0; k < cluster->class_count && count >= 0; k++) {
            int64_t value =
                class_value(scales, cluster, &cluster->classes[k], weights, rated, count);

            best[k] = value < best[k] ? value : best[k];
        }
    }
    for (int32_t k = 0; k < cluster->class_count && sum >= 0; k++) {
        int64_t product;

        if (__builtin_mul_overflow(best[k], cluster->classes[k].count, &product) ||
            __builtin_add_overflow(sum, product, &sum) || sum > LIMIT_SUM_MAX)
            sum = -1;
    }
    free(best);
    free(rated);
    return sum;
}

/* Add the limits of all clusters to the pool; their shares, and the sum of their values. */
static bool add_limits(const struct scales *scales, struct limit_pool *pool, struct pricer *pricer,
                       struct leaf *leaf, int64_t *share, WIDE *ret_sum)
{
    const struct relax *relax = scales->relax;
    struct cut_multiplier *cuts =
        ARENA_NEW(scales->arena, relax->problem->cluster_count, struct cut_multiplier);

    leaf->cuts = cuts;
    for (int32_t c = 0; c < relax->problem->cluster_count; c++) {
        const struct relax_cluster *cluster = &relax->clusters[c];
        int64_t *price = ARENA_NEW(scales->arena, cluster->type_count, int64_t);
        int64_t value = cluster_value(scales, c);
        struct limit *limit;

        for (int32_t t = 0; t < cluster->type_count; t++)
            price[t] = scales->price[cluster->types[t]];
        if (value < 0)
            return false;
        limit = limit_pool_add(pool, pricer, c, price, value);
        if (!limit)
            continue;
        limit->weights = scales->weights;
        limit->weight_count = scales->count;
        cuts[leaf->cut_count++] = (struct cut_multiplier){pool->count - 1, 1};
        *ret_sum += limit->value;
        for (int32_t m = 0; m < cluster->member_count; m++)
            share[cluster->members[m].pair] = limit->share[m];
    }
    return leaf->cut_count > 0;
}

/* What the groups add to the right side, at the multipliers v. */
static WIDE add_groups(const struct relax *relax, struct coverage *coverage,
                       const struct weigh_question *question, const int64_t *v,
                       const int64_t *share)
{
    const struct problem *p = relax->problem;
    WIDE sum = 0;

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        WIDE profit = group->tier_ix >= 0 && group->tier_ix <= question->tier
                          ? (WIDE)v[group->tier_ix] * group->weight
                          : 0;
        WIDE best = 0;

        if (group->kind == GROUP_REPLICAS && !coverage_is_impossible(coverage, g))
            sum += profit;
        for (int64_t k = relax->index->first_pair[g];
             weigh_counts(relax, question, g) && k < relax->index->first_pair[g + 1]; k++)
            if (relax->pair_member[k] >= 0 && profit - share[k] > best)
                best = profit - share[k];
        sum += best;
    }
    return sum;
}

/* Prices and multipliers as integers, on one scale. */
static bool to_integers(struct scales *scales, const struct weigh_prices *prices,
                        const struct weigh_question *question, int64_t *v)
{
    double most = 0, scale;

    for (int32_t t = 0; t < scales->relax->type_count; t++)
        most = fmax(most, prices->price[t]);
    if (!(most > 0))
        return false;
    scale = ldexp(1, PRICE_BITS) / most;
    for (int32_t t = 0; t < scales->relax->type_count; t++)
        scales->price[t] = (int64_t)floor(prices->price[t] * scale);
    v[question->tier] = (int64_t)llround(scale);
    for (int32_t u = 0; u <= question->tier; u++) {
        if (u < question->tier)
            v[u] = (int64_t)llround(fmin(prices->earlier[u] * scale, ldexp(1, 50)));
        if (v[u] > (INT64_C(1) << CERTIFICATE_MULTIPLIER_MAX_LOG2))
            return false;
    }
    return v[question->tier] > 0;
}

static void find_weights(struct scales *scales, const struct weigh_prices *prices)
{
    for (int32_t k = 0; k < prices->kind_count; k++)
        add_weights(scales, &prices->worth[(int64_t)k * scales->width]);
}

bool weigh(const struct relax *relax, struct coverage *coverage, struct limit_pool *pool,
           struct pricer *pricer, const struct weigh_question *question, struct proof *proof,
           struct refute_result *ret)
{
    struct scales scales = {
        relax, pricer->work, pricer->arena, relax->problem->resource_count, NULL, 0, NULL};
    struct leaf leaf = {.v_count = question->tier + 1};
    struct weigh_prices prices;
    int64_t *v = ARENA_NEW(scales.arena, question->tier + 1, int64_t), *share;
    WIDE sum = 0, bound;
    bool is_sound;

    if (!weigh_propose(relax, question, scales.work, scales.arena, &prices))
        return false;
    scales.weights = ARENA_NEW(scales.arena, (WEIGHTS_MAX + 1) * scales.width, int64_t);
    scales.price = ARENA_NEW(scales.arena, relax->type_count, int64_t);
    if (!to_integers(&scales, &prices, question, v))
        return false;
    find_weights(&scales, &prices);
    share = memory_take(relax->index->pair_count, sizeof *share);
    is_sound = add_limits(&scales, pool, pricer, &leaf, share, &sum);
    sum += add_groups(relax, coverage, question, v, share);
    free(share);
    for (int32_t u = 0; u < question->tier; u++)
        sum -= (WIDE)v[u] * question->least[u];
    bound = sum / v[question->tier];
    if (!is_sound || sum < 0 || bound > INT64_MAX)
        return false;
    leaf.v = v;
    ret->bound = (int64_t)bound;
    ret->tree.node_count = 1;
    proof_node(proof, scales.arena,
               (struct tree_node){proof_add_leaf(proof, scales.arena, leaf), -1, -1});
    return true;
}
