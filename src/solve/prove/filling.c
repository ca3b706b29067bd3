/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/filling.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/gcd.h"
#include "solve/prove/filling_state.h"

/* A bound in doubles is raised by this much before it is rounded down: far more than the rounding
 * errors of a product of numbers below 2^52. */
#define SLACK_SHARE (1 + 1e-13)
#define SLACK_UNITS 1e-6

struct filling *filling_new(int32_t resource_count, int32_t item_max, struct arena *arena)
{
    struct filling *filling = ARENA_NEW(arena, 1, struct filling);

    assert(resource_count <= FILLING_RESOURCES_MAX);
    filling->resource_count = resource_count;
    filling->slots = ARENA_NEW(arena, item_max, struct slot);
    filling->ratio = ARENA_NEW(arena, (int64_t)item_max * resource_count, double);
    filling->prices = ARENA_NEW(arena, (int64_t)item_max * resource_count, double);
    filling->is_priced = ARENA_NEW(arena, item_max, bool);
    filling->now = ARENA_NEW(arena, item_max, int64_t);
    filling->best_counts = ARENA_NEW(arena, item_max, int64_t);
    return filling;
}

static int64_t round_down(double bound)
{
    return (int64_t)floor(bound * SLACK_SHARE + SLACK_UNITS);
}

static int compare_slots(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;

    if (x->density < y->density || x->density > y->density)
        return x->density > y->density ? -1 : 1;
    return x->ix < y->ix ? -1 : x->ix > y->ix;
}

/* Do so many of other, not capped, fit into one of it that they are worth as much? Then it is not
 * needed. Most pairs fail the comparison, which costs no division. */
static bool is_dominated(const struct filling *ks, const struct slot *it, const struct slot *other)
{
    int64_t copies = INT64_MAX;

    for (int32_t r = 0; r < ks->resource_count; r++)
        if (it->size[r] < other->size[r])
            return false;
    for (int32_t r = 0; r < ks->resource_count; r++)
        if (other->size[r] > 0 && it->size[r] / other->size[r] < copies)
            copies = it->size[r] / other->size[r];
    if (copies > INT32_MAX)
        return false;
    return copies * other->value > it->value ||
           (copies * other->value == it->value && other->ix < it->ix);
}

static int compare_places(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;

    return x->ix < y->ix ? -1 : x->ix > y->ix;
}

static int compare_shares(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;

    if (x->density < y->density || x->density > y->density)
        return x->density < y->density ? -1 : 1;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return compare_places(a, b);
}

/* An item that is not capped stands for as many as there is room for. What makes another not needed
 * is no larger, so it comes before (sums of quotients are monotone, rounded as well); and what
 * makes that one not needed does so for both: those kept are enough to look at. */
static void drop_dominated(struct filling *ks, const int64_t *free)
{
    int32_t kept = 0;

    for (int32_t j = 0; j < ks->count; j++) {
        ks->slots[j].density = 0;
        for (int32_t r = 0; r < ks->resource_count; r++)
            if (ks->slots[j].size[r] > 0)
                ks->slots[j].density += (double)ks->slots[j].size[r] / (double)free[r];
    }
    qsort(ks->slots, (size_t)ks->count, sizeof *ks->slots, compare_shares);
    for (int32_t j = 0; j < ks->count; j++) {
        bool is_needed = true;

        for (int32_t i = 0; is_needed && i < kept; i++)
            if (!ks->slots[i].is_capped)
                is_needed = !is_dominated(ks, &ks->slots[j], &ks->slots[i]);
        if (is_needed)
            ks->slots[kept++] = ks->slots[j];
    }
    ks->count = kept;
    qsort(ks->slots, (size_t)kept, sizeof *ks->slots, compare_places);
}

static bool is_no_better(const struct filling *ks, const struct slot *it, const struct slot *other)
{
    for (int32_t r = 0; r < ks->resource_count; r++)
        if (it->size[r] < other->size[r])
            return false;
    return it->value <= other->value;
}

/* The nearest ones are enough: one that is itself of no use has all of its copies left. */
static void find_better(struct filling *ks)
{
    for (int32_t j = 0; j < ks->count; j++) {
        struct slot *slot = &ks->slots[j];

        for (int32_t i = j - 1; i >= 0 && slot->better_count < FILLING_BETTER_MAX; i--)
            if (is_no_better(ks, slot, &ks->slots[i]))
                slot->better[slot->better_count++] = i;
    }
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
        }
}

/* No filling of what is left with the slots from j on is worth more: by each resource alone. */
static double bound_from(const struct filling *ks, int32_t j, const int64_t *left)
{
    const double *ratio = &ks->ratio[j * ks->resource_count];
    double bound = HUGE_VAL;

    for (int32_t r = 0; r < ks->resource_count; r++)
        if (ratio[r] < HUGE_VAL && ratio[r] * (double)left[r] < bound)
            bound = ratio[r] * (double)left[r];
    return bound;
}

/* The same by all of them. */
static double bound_priced(const struct filling *ks, int32_t j, const int64_t *left)
{
    return ks->is_priced[j] ? filling_cost(ks, &ks->prices[j * ks->resource_count], left)
                            : HUGE_VAL;
}

/* Does a bound in doubles allow more than the best filling has? The same as by round_down. */
static bool allows_more(const struct filling *ks, int64_t value, double bound)
{
    return bound * SLACK_SHARE + SLACK_UNITS >= (double)(ks->best - value) + 1;
}

static void note_best(struct filling *ks, int32_t j, int64_t value)
{
    ks->best = value;
    for (int32_t i = 0; i < ks->count; i++)
        ks->best_counts[i] = i < j ? ks->now[i] : 0;
}

/* Can the slot be of use in what is left, after the choices before it? */
static bool is_useful(const struct filling *ks, int32_t j, const int64_t *left)
{
    const struct slot *slot = &ks->slots[j];

    for (int32_t r = 0; r < ks->resource_count; r++)
        if (slot->size[r] > left[r])
            return false;
    for (int32_t i = 0; i < slot->better_count; i++)
        if (ks->now[slot->better[i]] < ks->slots[slot->better[i]].most)
            return false;
    return true;
}

static void descend(struct filling *ks, int32_t j, int64_t *left, int64_t value)
{
    int64_t inner[FILLING_RESOURCES_MAX];
    const struct slot *slot = &ks->slots[j];
    int32_t k = ks->resource_count;
    int64_t count = slot->most;

    for (int32_t r = 0; r < k; r++)
        if (slot->size[r] * count > left[r])
            count = left[r] / slot->size[r];
    for (int32_t r = 0; r < k; r++)
        inner[r] = left[r] - count * slot->size[r];
    for (;; count--) {
        int64_t own = value + count * slot->value;
        int32_t next = j + 1;

        if (++ks->nodes > ks->node_max) {
            ks->is_out = true;
            return;
        }
        ks->now[j] = count;
        if (own > ks->best)
            note_best(ks, j + 1, own);
        if (ks->best >= ks->root)
            return;
        for (; next < ks->count && !is_useful(ks, next, inner); next++)
            ks->now[next] = 0;
        if (next < ks->count) {
            if (!allows_more(ks, own, bound_priced(ks, next, inner))) {
                if (next == j + 1 && slot->is_dear)
                    return; /* fewer of this one leave room for less */
            } else if (allows_more(ks, own, bound_from(ks, next, inner))) {
                descend(ks, next, inner, own);
            }
        }
        if (count == 0 || ks->is_out || ks->best >= ks->root)
            return;
        for (int32_t r = 0; r < k; r++)
            inner[r] += slot->size[r];
    }
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
        unit = gcd(items[i].value, unit);
    }
    *ret_unit = unit > 0 ? unit : 1;
    return given;
}

int64_t filling_best(struct filling *ks, const int64_t *free, const struct filling_item *items,
                     int32_t item_count, int64_t floor, int64_t node_max, int64_t *nodes,
                     int64_t *counts, bool *ret_exact)
{
    int64_t left[FILLING_RESOURCES_MAX], unit, given;
    double bound;

    given = take_items(ks, free, items, item_count, counts, &unit);
    *ret_exact = given < FILLING_TOO_MUCH;
    if (ks->count == 0 || given >= FILLING_TOO_MUCH)
        return given;
    drop_dominated(ks, free);
    /* All values are multiples of the unit: bounds round down to whole units. */
    for (int32_t j = 0; j < ks->count; j++)
        ks->slots[j].value /= unit;
    filling_rate(ks, free);
    qsort(ks->slots, (size_t)ks->count, sizeof *ks->slots, compare_slots);
    find_better(ks);
    filling_price_ends(ks, free);
    set_ratios(ks);
    for (int32_t r = 0; r < ks->resource_count; r++)
        left[r] = free[r];
    bound = fmin(bound_from(ks, 0, left), bound_priced(ks, 0, left));
    *ret_exact = false;
    if (bound * (double)unit >= (double)(FILLING_TOO_MUCH - given))
        return FILLING_TOO_MUCH;
    ks->root = round_down(bound);
    ks->best = floor > given ? (floor - given) / unit : 0;
    memset(ks->best_counts, 0, (size_t)ks->count * sizeof *ks->best_counts);
    ks->nodes = 0;
    ks->node_max = node_max;
    ks->is_out = false;
    if (ks->root > ks->best)
        descend(ks, 0, left, 0);
    *nodes += ks->nodes;
    for (int32_t j = 0; counts && j < ks->count; j++)
        counts[ks->slots[j].ix] = ks->best_counts[j];
    *ret_exact = !ks->is_out || ks->best >= ks->root;
    return given + unit * (*ret_exact ? ks->best : ks->root);
}
