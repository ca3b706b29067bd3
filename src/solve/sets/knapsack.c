/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/knapsack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/question.h"
#include "solve/work.h"

enum { WEIGHT_STEPS = 6 };

struct descent {
    struct knapsack *knapsack;
    struct sort_key *order; /* [count] items that fit at all, the most value for their size first */
    int32_t count, bound_count; /* single resources, and one mix of them */
    double *size;               /* [count * bound_count] of a replica, in parts of the bin */
    double *ratio;  /* [(count + 1) * bound_count] most value for a part, from here on */
    double *weight; /* [resource_count] of the mix */
    int64_t *left;  /* [(count + 1) * resource_count] by depth */
    int64_t *taken; /* [count] */
    int64_t nodes;
    bool is_cut;
};

/* Part of the bin that a demand takes in one resource; a resource that is not asked for is free. */
static double part(int64_t demand, int64_t offered)
{
    return demand > 0 ? (double)demand / (double)offered : 0;
}

static double mixed(const struct descent *d, const int64_t *demand)
{
    double sum = 0;

    for (int32_t r = 0; r < d->knapsack->resource_count; r++)
        sum += d->weight[r] * part(demand[r], d->knapsack->free[r]);
    return sum;
}

/* Weights of the mix: start equal, then move towards the resource that the item with the most
 * value for its size uses most (its multiplier in the linear knapsack). */
static void weigh(struct descent *d, const int32_t *items)
{
    struct knapsack *k = d->knapsack;

    for (int32_t r = 0; r < k->resource_count; r++)
        d->weight[r] = 1.0 / k->resource_count;
    for (int step = 0; step < WEIGHT_STEPS && k->resource_count > 1; step++) {
        double most = -1, sum = 0;
        int32_t best = -1;

        for (int32_t i = 0; i < d->count; i++) {
            double size = mixed(d, k->items[items[i]].demand);
            double ratio = size > 0 ? (double)k->items[items[i]].value / size : 0;

            if (ratio > most) {
                most = ratio;
                best = items[i];
            }
        }
        for (int32_t r = 0; best >= 0 && r < k->resource_count; r++) {
            d->weight[r] *= 1 + part(k->items[best].demand[r], k->free[r]);
            sum += d->weight[r];
        }
        for (int32_t r = 0; sum > 0 && r < k->resource_count; r++)
            d->weight[r] /= sum;
    }
}

/* Order, sizes and the best ratio of what is still to come. */
static void prepare(struct descent *d, const int32_t *items)
{
    struct knapsack *k = d->knapsack;
    int32_t bounds = d->bound_count, mix = bounds - 1;

    weigh(d, items);
    for (int32_t i = 0; i < d->count; i++) {
        double size = mixed(d, k->items[items[i]].demand);

        d->order[i] = (struct sort_key){
            size > 0 ? -(double)k->items[items[i]].value / size : -HUGE_VAL, -size, items[i]};
    }
    sort_keys(d->order, d->count);
    for (int32_t i = d->count - 1; i >= 0; i--) {
        const struct knapsack_item *item = &k->items[d->order[i].ix];

        for (int32_t r = 0; r < bounds; r++) {
            double size = r == mix ? mixed(d, item->demand) : part(item->demand[r], k->free[r]);
            double ratio = size > 0 ? (double)item->value / size : HUGE_VAL;

            d->size[i * bounds + r] = size;
            ratio = ratio > d->ratio[(i + 1) * bounds + r] ? ratio : d->ratio[(i + 1) * bounds + r];
            d->ratio[i * bounds + r] = ratio;
        }
    }
}

/* More than items from i on can still add to what is left. A relative 1e-9 covers the rounding. */
static double still(const struct descent *d, const int64_t *left, int32_t i)
{
    const struct knapsack *k = d->knapsack;
    const double *ratio = &d->ratio[(int64_t)i * d->bound_count];
    double mix = 0, least;

    for (int32_t r = 0; r < k->resource_count; r++)
        mix += k->free[r] > 0 ? d->weight[r] * (double)left[r] / (double)k->free[r] : 0;
    least = ratio[d->bound_count - 1] < HUGE_VAL ? mix * ratio[d->bound_count - 1] : HUGE_VAL;
    for (int32_t r = 0; r < k->resource_count; r++) {
        double bound = HUGE_VAL;

        if (ratio[r] < HUGE_VAL)
            bound = k->free[r] > 0 ? (double)left[r] / (double)k->free[r] * ratio[r] : 0;
        least = bound < least ? bound : least;
    }
    return least * (1 + 1e-9) + 1e-6;
}

static void keep(struct descent *d, int32_t end, int64_t value)
{
    struct knapsack *k = d->knapsack;

    k->value = value;
    for (int32_t i = 0; i < d->count; i++)
        k->items[d->order[i].ix].taken = i < end ? d->taken[i] : 0;
}

/* Choose how many of item i, or of the next one that still fits. left: [depth]. */
static void descend(struct descent *d, int32_t depth, int32_t i, int64_t value)
{
    struct knapsack *k = d->knapsack;
    const int64_t *left = &d->left[(int64_t)depth * k->resource_count];
    int64_t *next = &d->left[(int64_t)(depth + 1) * k->resource_count];
    const struct knapsack_item *item;

    if (value > k->value)
        keep(d, i, value);
    while (i < d->count && !set_fit(left, k->items[d->order[i].ix].demand, k->resource_count, 1))
        d->taken[i++] = 0;
    if (i == d->count || (double)value + still(d, left, i) < (double)(k->value + 1))
        return;
    if (d->nodes-- <= 0) {
        d->is_cut = true;
        return;
    }
    item = &k->items[d->order[i].ix];
    for (int64_t n = set_fit(left, item->demand, k->resource_count, item->most);
         n >= 0 && !d->is_cut; n--) {
        for (int32_t r = 0; r < k->resource_count; r++)
            next[r] = left[r] - n * item->demand[r];
        d->taken[i] = n;
        descend(d, depth + 1, i + 1, value + n * item->value);
    }
}

/* What no filling is above without any search: the root's bound, and all items in full. */
static int64_t root_bound(const struct descent *d)
{
    const struct knapsack *k = d->knapsack;
    double bound = still(d, d->left, 0), all = 0;

    for (int32_t i = 0; i < d->count; i++)
        all += (double)k->items[d->order[i].ix].value * (double)k->items[d->order[i].ix].most;
    all = all * (1 + 1e-9) + 1;
    bound = all < bound ? all : bound;
    return bound < 4e18 ? (int64_t)bound : INT64_MAX / 2;
}

void knapsack_solve(struct knapsack *k, int64_t node_max, struct work *work)
{
    struct descent d = {.knapsack = k, .nodes = node_max, .bound_count = k->resource_count + 1};
    int32_t *items = memory_take(k->item_count, sizeof *items);

    k->value = 0;
    for (int32_t i = 0; i < k->item_count; i++) {
        k->items[i].taken = 0;
        if (k->items[i].value > 0 && k->items[i].most > 0 &&
            set_fit(k->free, k->items[i].demand, k->resource_count, 1))
            items[d.count++] = i;
    }
    d.order = memory_take(d.count, sizeof *d.order);
    d.size = memory_take((int64_t)d.count * d.bound_count, sizeof *d.size);
    d.ratio = memory_take((int64_t)(d.count + 1) * d.bound_count, sizeof *d.ratio);
    d.weight = memory_take(k->resource_count, sizeof *d.weight);
    d.left = memory_take((int64_t)(d.count + 1) * k->resource_count, sizeof *d.left);
    d.taken = memory_take(d.count, sizeof *d.taken);
    if (k->resource_count > 0)
        memcpy(d.left, k->free, (size_t)k->resource_count * sizeof *d.left);
    prepare(&d, items);
    k->bound = root_bound(&d);
    descend(&d, 0, 0, 0);
    if (!d.is_cut)
        k->bound = k->value;
    work_spend(work, 16 * (node_max - d.nodes) + 64 * d.count + 4 * k->item_count + 256);
    free(items);
    free(d.order);
    free(d.size);
    free(d.ratio);
    free(d.weight);
    free(d.left);
    free(d.taken);
}
