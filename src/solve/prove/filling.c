/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/filling.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

/* A bound in doubles is raised by this much before it is rounded down: far more than the rounding
 * errors of a product of numbers below 2^52. */
#define SLACK_SHARE (1 + 1e-13)
#define SLACK_UNITS 1e-6

enum { PRICE_STEPS = 16 };

struct slot {
    const int64_t *size;
    int64_t value, most;
    int32_t ix;
    double joint;   /* joint size: price * size */
    double density; /* value / joint size */
    bool is_capped;
};

struct filling {
    int32_t resource_count;
    int32_t count;
    struct slot *slots;
    double *ratio; /* [item_max * resource_count] most value per unit from this slot on, or HUGE_VAL
                    */
    int64_t *least; /* [item_max * resource_count] smallest size from this slot on */
    double price[FILLING_RESOURCES_MAX];
    int64_t *now, *best_counts;
    int64_t best, root;
    int64_t nodes, node_max;
    bool is_out;
};

struct filling *filling_new(int32_t resource_count, int32_t item_max, struct arena *arena)
{
    struct filling *filling = ARENA_NEW(arena, 1, struct filling);

    assert(resource_count <= FILLING_RESOURCES_MAX);
    filling->resource_count = resource_count;
    filling->slots = ARENA_NEW(arena, item_max, struct slot);
    filling->ratio = ARENA_NEW(arena, (int64_t)item_max * resource_count, double);
    filling->least = ARENA_NEW(arena, (int64_t)item_max * resource_count, int64_t);
    filling->now = ARENA_NEW(arena, item_max, int64_t);
    filling->best_counts = ARENA_NEW(arena, item_max, int64_t);
    return filling;
}

static int64_t round_down(double bound)
{
    return (int64_t)floor(bound * SLACK_SHARE + SLACK_UNITS);
}

/* Prices of the resources such that value <= joint size * density for the best density: a few
 * multiplicative steps towards the least joint capacity. */
static void set_prices(struct filling *ks, const int64_t *free)
{
    int32_t k = ks->resource_count;
    double best = HUGE_VAL, trial[FILLING_RESOURCES_MAX];

    for (int32_t r = 0; r < k; r++)
        trial[r] = free[r] > 0 ? 1 / (double)free[r] : 0;
    for (int step = 0; step < PRICE_STEPS; step++) {
        double most = 0, total = 0, top = 0;
        int32_t worst = 0;

        for (int32_t j = 0; j < ks->count; j++) {
            double joint = 0, density;

            for (int32_t r = 0; r < k; r++)
                joint += trial[r] * (double)ks->slots[j].size[r];
            density = joint > 0 ? (double)ks->slots[j].value / joint : HUGE_VAL;
            if (density > most) {
                most = density;
                worst = j;
            }
        }
        for (int32_t r = 0; r < k; r++)
            total += trial[r] * (double)free[r];
        if (most * total < best) {
            best = most * total;
            for (int32_t r = 0; r < k; r++)
                ks->price[r] = trial[r];
        }
        for (int32_t r = 0; r < k; r++)
            if (free[r] > 0 && (double)ks->slots[worst].size[r] / (double)free[r] > top)
                top = (double)ks->slots[worst].size[r] / (double)free[r];
        for (int32_t r = 0; top > 0 && r < k; r++)
            if (free[r] > 0)
                trial[r] *= 1 + 0.5 / (1 + step / 4) * (double)ks->slots[worst].size[r] /
                                    (double)free[r] / top;
    }
}

static int compare_slots(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;

    if (x->density < y->density || x->density > y->density)
        return x->density > y->density ? -1 : 1;
    return x->ix < y->ix ? -1 : x->ix > y->ix;
}

/* How often other, not capped, fits into one of it for at least its value: then it is not needed.
 */
static bool is_dominated(const struct filling *ks, const struct slot *it, const struct slot *other)
{
    int64_t copies = INT64_MAX;

    for (int32_t r = 0; r < ks->resource_count; r++)
        if (other->size[r] > 0 && it->size[r] / other->size[r] < copies)
            copies = it->size[r] / other->size[r];
    if (copies == 0 || copies > INT32_MAX)
        return false;
    return copies * other->value > it->value ||
           (copies * other->value == it->value && other->ix < it->ix);
}

/* An item that is not capped stands for as many as there is room for. */
static void drop_dominated(struct filling *ks)
{
    int32_t kept = 0;

    for (int32_t j = 0; j < ks->count; j++) {
        bool is_needed = true;

        for (int32_t i = 0; is_needed && i < ks->count; i++)
            if (i != j && !ks->slots[i].is_capped && ks->slots[i].value > 0)
                is_needed = !is_dominated(ks, &ks->slots[j], &ks->slots[i]);
        /* Marked first: a dropped item may still be the one that makes another superfluous. */
        ks->now[j] = is_needed;
    }
    for (int32_t j = 0; j < ks->count; j++)
        if (ks->now[j])
            ks->slots[kept++] = ks->slots[j];
    ks->count = kept;
}

static void set_ratios(struct filling *ks)
{
    int32_t k = ks->resource_count;

    for (int32_t j = ks->count - 1; j >= 0; j--)
        for (int32_t r = 0; r < k; r++) {
            double below = j + 1 < ks->count ? ks->ratio[(j + 1) * k + r] : 0;
            double own = ks->slots[j].size[r] > 0
                             ? (double)ks->slots[j].value / (double)ks->slots[j].size[r]
                             : HUGE_VAL;

            ks->ratio[j * k + r] = own > below ? own : below;
            ks->least[j * k + r] = ks->slots[j].size[r];
            if (j + 1 < ks->count && ks->least[(j + 1) * k + r] < ks->least[j * k + r])
                ks->least[j * k + r] = ks->least[(j + 1) * k + r];
        }
}

/* No filling of what is left with the slots from j on is worth more. */
static double bound_from(const struct filling *ks, int32_t j, const int64_t *left)
{
    const double *ratio = &ks->ratio[j * ks->resource_count];
    double joint = 0, bound = HUGE_VAL;

    for (int32_t r = 0; r < ks->resource_count; r++) {
        joint += ks->price[r] * (double)left[r];
        if (ratio[r] < HUGE_VAL && ratio[r] * (double)left[r] < bound)
            bound = ratio[r] * (double)left[r];
    }
    if (ks->slots[j].density < HUGE_VAL && joint * ks->slots[j].density < bound)
        bound = joint * ks->slots[j].density;
    return bound;
}

static bool fits(const int64_t *size, const int64_t *left, int32_t resource_count)
{
    for (int32_t r = 0; r < resource_count; r++)
        if (size[r] > left[r])
            return false;
    return true;
}

static void descend(struct filling *ks, int32_t j, int64_t *left, int64_t value)
{
    int64_t inner[FILLING_RESOURCES_MAX], count;
    const struct slot *slot;
    int32_t k = ks->resource_count;
    double bound;

    if (value > ks->best) {
        ks->best = value;
        for (int32_t i = 0; i < ks->count; i++)
            ks->best_counts[i] = i < j ? ks->now[i] : 0;
    }
    for (; j < ks->count && !fits(ks->slots[j].size, left, k); j++) {
        if (!fits(&ks->least[j * k], left, k))
            return;
        ks->now[j] = 0;
    }
    if (j == ks->count || ks->best >= ks->root)
        return;
    if (++ks->nodes > ks->node_max) {
        ks->is_out = true;
        return;
    }
    slot = &ks->slots[j];
    bound = bound_from(ks, j, left);
    if (value + round_down(bound) <= ks->best)
        return;
    count = slot->most;
    for (int32_t r = 0; r < k; r++)
        if (slot->size[r] > 0 && left[r] / slot->size[r] < count)
            count = left[r] / slot->size[r];
    for (int32_t r = 0; r < k; r++)
        inner[r] = left[r] - count * slot->size[r];
    for (;; count--) {
        ks->now[j] = count;
        descend(ks, j + 1, inner, value + count * slot->value);
        if (count == 0 || ks->is_out || ks->best >= ks->root || j + 1 == ks->count)
            return;
        for (int32_t r = 0; r < k; r++)
            inner[r] += slot->size[r];
    }
}

static int64_t divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* Take in what can be of use; returns the value of what costs nothing. */
static int64_t take_items(struct filling *ks, const int64_t *free, const struct filling_item *items,
                          int32_t item_count, int64_t *counts, int64_t *ret_unit)
{
    int64_t given = 0, unit = 0;

    ks->count = 0;
    for (int32_t i = 0; i < item_count; i++) {
        int64_t most = INT64_MAX;
        bool is_free = true, is_capped;

        if (counts)
            counts[i] = 0;
        if (items[i].value <= 0)
            continue;
        for (int32_t r = 0; r < ks->resource_count; r++)
            if (items[i].size[r] > 0) {
                is_free = false;
                if (free[r] / items[i].size[r] < most)
                    most = free[r] / items[i].size[r];
            }
        if (most <= 0 || items[i].most <= 0)
            continue;
        is_capped = items[i].most < most;
        if (is_capped)
            most = items[i].most;
        if (is_free) {
            if (most > FILLING_TOO_MUCH / items[i].value)
                return FILLING_TOO_MUCH;
            given += most * items[i].value;
            if (counts)
                counts[i] = most;
            continue;
        }
        ks->slots[ks->count++] = (struct slot){.size = items[i].size,
                                               .value = items[i].value,
                                               .most = most,
                                               .ix = i,
                                               .is_capped = is_capped};
        unit = divisor(items[i].value, unit);
    }
    *ret_unit = unit > 0 ? unit : 1;
    return given;
}

int64_t filling_best(struct filling *ks, const int64_t *free, const struct filling_item *items,
                     int32_t item_count, int64_t node_max, int64_t *nodes, int64_t *counts,
                     bool *ret_exact)
{
    int64_t left[FILLING_RESOURCES_MAX], unit, given;
    double bound;

    given = take_items(ks, free, items, item_count, counts, &unit);
    *ret_exact = given < FILLING_TOO_MUCH;
    if (ks->count == 0 || given >= FILLING_TOO_MUCH)
        return given;
    drop_dominated(ks);
    /* All values are multiples of the unit: bounds round down to whole units. */
    for (int32_t j = 0; j < ks->count; j++)
        ks->slots[j].value /= unit;
    set_prices(ks, free);
    for (int32_t j = 0; j < ks->count; j++) {
        struct slot *slot = &ks->slots[j];

        slot->joint = 0;
        for (int32_t r = 0; r < ks->resource_count; r++)
            slot->joint += ks->price[r] * (double)slot->size[r];
        slot->density = slot->joint > 0 ? (double)slot->value / slot->joint : HUGE_VAL;
    }
    qsort(ks->slots, (size_t)ks->count, sizeof *ks->slots, compare_slots);
    set_ratios(ks);
    for (int32_t r = 0; r < ks->resource_count; r++)
        left[r] = free[r];
    bound = bound_from(ks, 0, left);
    *ret_exact = false;
    if (bound * (double)unit >= (double)(FILLING_TOO_MUCH - given))
        return FILLING_TOO_MUCH;
    ks->root = round_down(bound);
    ks->best = -1;
    ks->nodes = 0;
    ks->node_max = node_max;
    ks->is_out = false;
    descend(ks, 0, left, 0);
    *nodes += ks->nodes;
    for (int32_t j = 0; counts && j < ks->count; j++)
        counts[ks->slots[j].ix] = ks->best_counts[j];
    *ret_exact = !ks->is_out || ks->best >= ks->root;
    return given + unit * (*ret_exact ? ks->best : ks->root);
}
