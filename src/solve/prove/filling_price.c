/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "solve/prove/filling_state.h"

/* What is not optimal by then still bounds. */
enum { PIVOTS_MAX = 48 };

/* A simplex iteration of the linear program of the bin: what takes so much of it, in parts, and is
 * worth so much more than that costs, comes in. */
static bool pivot(struct filling *ks, const double *parts, double gain)
{
    int32_t k = ks->resource_count, out = -1;
    double step = HUGE_VAL, column[FILLING_RESOURCES_MAX];

    for (int32_t i = 0; i < k; i++) {
        column[i] = 0;
        for (int32_t r = 0; r < k; r++)
            column[i] += ks->inverse[i][r] * parts[r];
        if (column[i] > 1e-9 && ks->level[i] < step * column[i]) {
            step = ks->level[i] / column[i];
            out = i;
        }
    }
    if (out < 0)
        return false;
    for (int32_t r = 0; r < k; r++) {
        ks->inverse[out][r] /= column[out];
        ks->price[r] += gain * ks->inverse[out][r] * ks->unit[r];
    }
    ks->level[out] = step;
    for (int32_t i = 0; i < k; i++) {
        if (i == out)
            continue;
        ks->level[i] = fmax(ks->level[i] - step * column[i], 0);
        for (int32_t r = 0; r < k; r++)
            ks->inverse[i][r] -= column[i] * ks->inverse[out][r];
    }
    return true;
}

/* The resource that costs less than nothing comes in, or the slot from first on that is worth the
 * most for what it costs. False when there is none. */
static bool improve(struct filling *ks, int32_t first)
{
    double parts[FILLING_RESOURCES_MAX] = {0}, most = 1 + 1e-9;
    int32_t k = ks->resource_count, best = -1;

    for (int32_t r = 0; r < k; r++)
        if (ks->price[r] * ks->free[r] < -1e-6) {
            parts[r] = 1;
            return pivot(ks, parts, -ks->price[r] * ks->free[r]);
        }
    for (int32_t j = first; j < ks->count; j++) {
        double cost = filling_cost(ks, ks->price, ks->slots[j].size);

        if ((double)ks->slots[j].value > cost * most) {
            most = cost > 0 ? (double)ks->slots[j].value / cost : HUGE_VAL;
            best = j;
        }
    }
    if (best < 0)
        return false;
    for (int32_t r = 0; r < k; r++)
        parts[r] = (double)ks->slots[best].size[r] * ks->unit[r];
    return pivot(ks, parts,
                 (double)ks->slots[best].value - filling_cost(ks, ks->price, ks->slots[best].size));
}

/* The linear program with the slots from first on. */
static void price_from(struct filling *ks, int32_t first)
{
    while (ks->pivots < PIVOTS_MAX && improve(ks, first))
        ks->pivots++;
    for (int32_t r = 0; r < ks->resource_count; r++)
        ks->price[r] = fmax(ks->price[r], 0);
}

static void start_prices(struct filling *ks, const int64_t *free)
{
    ks->pivots = 0;
    for (int32_t i = 0; i < ks->resource_count; i++) {
        ks->free[i] = (double)free[i];
        ks->unit[i] = free[i] > 0 ? 1 / (double)free[i] : 0;
        ks->level[i] = 1;
        ks->price[i] = 0;
        for (int32_t r = 0; r < ks->resource_count; r++)
            ks->inverse[i][r] = i == r;
    }
}

/* What a slot is worth for what it costs. */
static double density_of(const struct filling *ks, const struct slot *slot)
{
    double cost = filling_cost(ks, ks->price, slot->size);

    return cost > 0 ? (double)slot->value / cost : HUGE_VAL;
}

void filling_rate(struct filling *ks, const int64_t *free)
{
    start_prices(ks, free);
    price_from(ks, 0);
    for (int32_t j = 0; j < ks->count; j++)
        ks->slots[j].density = density_of(ks, &ks->slots[j]);
}

void filling_price_ends(struct filling *ks, const int64_t *free)
{
    int32_t k = ks->resource_count;
    double most = 0;

    start_prices(ks, free);
    for (int32_t j = ks->count - 1; j >= 0; j--) {
        int32_t pivots = ks->pivots;

        if (j + 1 < ks->count)
            ks->slots[j].is_dear = filling_cost(ks, &ks->prices[(j + 1) * k], ks->slots[j].size) <=
                                   (double)ks->slots[j].value;
        if ((double)ks->slots[j].value > filling_cost(ks, ks->price, ks->slots[j].size))
            price_from(ks, j);
        if (ks->pivots > pivots)
            most = 0;
        for (int32_t i = j; i < (ks->pivots > pivots ? ks->count : j + 1); i++) {
            double own = density_of(ks, &ks->slots[i]);

            most = own > most ? own : most;
        }
        ks->is_priced[j] = most < HUGE_VAL;
        for (int32_t r = 0; r < k; r++) {
            ks->prices[j * k + r] = ks->price[r] * most;
            ks->is_priced[j] = ks->is_priced[j] && isfinite(ks->prices[j * k + r]);
        }
    }
}
