/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/knapsack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/question.h"
#include "solve/work.h"

enum { WEIGHT_STEPS = 6, TABLE_UNITS_MAX = 1 << 16, TABLE_CELLS_A_NODE = 8 };

struct descent {
    struct knapsack *knapsack;
    struct sort_key *order; /* [count] items that fit at all, the most value for their size first */
    int32_t count, bound_count; /* single resources, and one mix of them */
    double *size;               /* [count * bound_count] of a replica, in parts of the bin */
    double *ratio;  /* [(count + 1) * bound_count] most value for a part, from here on */
    int64_t *least; /* [count * resource_count] smallest demand from here on */
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
            if (r == mix)
                continue;
            d->least[i * mix + r] = item->demand[r];
            if (i + 1 < d->count && d->least[(i + 1) * mix + r] < item->demand[r])
                d->least[i * mix + r] = d->least[(i + 1) * mix + r];
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
    while (i < d->count && !set_fit(left, k->items[d->order[i].ix].demand, k->resource_count, 1)) {
        if (!set_fit(left, &d->least[(int64_t)i * k->resource_count], k->resource_count, 1))
            return;
        d->taken[i++] = 0;
    }
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

/* One resource of few units: the most value in each amount of it, piece by piece; pieces are 1, 2,
 * 4 ... of an item. */
static int64_t table_pieces(const struct knapsack *k)
{
    int64_t pieces = 0;

    for (int32_t i = 0; i < k->item_count; i++)
        for (int64_t rest = k->items[i].most, n = 1; k->items[i].value > 0 && rest > 0; n *= 2) {
            rest -= n;
            pieces++;
        }
    return pieces;
}

/* Does a table cost less than so many nodes of a search? */
static bool has_table(const struct knapsack *k, int64_t node_max)
{
    return k->resource_count == 1 && k->free[0] >= 0 && k->free[0] < TABLE_UNITS_MAX &&
           table_pieces(k) * (k->free[0] + 1) < TABLE_CELLS_A_NODE * node_max;
}

static void add_piece(int64_t *best, unsigned char *is_in, int64_t units, int64_t size,
                      int64_t value)
{
    for (int64_t at = units; at >= size; at--)
        if (best[at - size] + value > best[at]) {
            best[at] = best[at - size] + value;
            is_in[at] = 1;
        }
}

static void fill_table(struct knapsack *k, struct work *work)
{
    int64_t units = k->free[0], pieces = table_pieces(k), row = 0;
    int64_t *best = memory_take(units + 1, sizeof *best);
    int64_t *count = memory_take(pieces, sizeof *count);
    int32_t *item = memory_take(pieces, sizeof *item);
    unsigned char *is_in = memory_take(pieces * (units + 1), 1);

    for (int32_t i = 0; i < k->item_count; i++)
        for (int64_t rest = k->items[i].most, n = 1; k->items[i].value > 0 && rest > 0; n *= 2) {
            count[row] = n < rest ? n : rest;
            item[row] = i;
            rest -= n;
            if (k->items[i].demand[0] <= units / count[row])
                add_piece(best, &is_in[row * (units + 1)], units,
                          count[row] * k->items[i].demand[0], count[row] * k->items[i].value);
            row++;
        }
    k->value = k->bound = best[units];
    for (int64_t at = units; row-- > 0;) {
        if (!is_in[row * (units + 1) + at])
            continue;
        k->items[item[row]].taken += count[row];
        at -= count[row] * k->items[item[row]].demand[0];
    }
    work_spend(work, 2 * pieces * (units + 1) + 256);
    free(best);
    free(count);
    free(item);
    free(is_in);
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
    if (has_table(k, node_max)) {
        fill_table(k, work);
        free(items);
        return;
    }
    d.order = memory_take(d.count, sizeof *d.order);
    d.size = memory_take((int64_t)d.count * d.bound_count, sizeof *d.size);
    d.ratio = memory_take((int64_t)(d.count + 1) * d.bound_count, sizeof *d.ratio);
    d.least = memory_take((int64_t)d.count * k->resource_count, sizeof *d.least);
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
    free(d.least);
    free(d.weight);
    free(d.left);
    free(d.taken);
}
