/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "solve/choose/choose_parts.h"

/* What a unit of a row costs that is not kept. */
#define PENALTY 1000.0

enum { SCALE_LOG2 = 24, PRICE_LOG2 = 50 };

/* Rows: groups, clusters, earlier tiers. */
static int32_t cluster_row(const struct choose *choose, int32_t c)
{
    return choose->group_count + c;
}

static int32_t tier_row(const struct choose *choose, int32_t u)
{
    return choose->group_count + choose->problem->cluster_count + u;
}

static const struct group *group_at(const struct choose *choose, int32_t s)
{
    return &choose->problem->groups[choose->pool->groups[s]];
}

static void add_artificial(struct choose *choose, int32_t row)
{
    struct warm_entry entry = {row, 1};

    warm_add_column(choose->lp, 0, HUGE_VAL, -PENALTY, &entry, 1);
    choose->artificial_count++;
}

void choose_build(struct choose *choose)
{
    int32_t clusters = choose->problem->cluster_count;

    choose->unit = ARENA_NEW(choose->arena, choose->tier + 1, double);
    for (int32_t u = 0; u <= choose->tier; u++)
        choose->unit[u] = 1;
    for (int32_t s = 0; s < choose->group_count; s++) {
        double *unit = &choose->unit[group_at(choose, s)->tier_ix];

        *unit = fmax(*unit, (double)group_at(choose, s)->weight);
    }
    choose->lp =
        warm_new(choose->work, choose->group_count + clusters + choose->tier + 1, choose->arena);
    for (int32_t s = 0; s < choose->group_count; s++)
        warm_add_row(choose->lp, -HUGE_VAL, 1, NULL, 0);
    for (int32_t c = 0; c < clusters; c++)
        warm_add_row(choose->lp, -HUGE_VAL, 1, NULL, 0);
    for (int32_t u = 0; u < choose->tier; u++)
        warm_add_row(choose->lp, (double)choose->least[u] / choose->unit[u], HUGE_VAL, NULL, 0);
    for (int32_t s = 0; s < choose->group_count; s++)
        add_artificial(choose, s);
    for (int32_t u = 0; u < choose->tier; u++)
        add_artificial(choose, tier_row(choose, u));
}

void choose_add_column(struct choose *choose, int32_t c, uint64_t set, int32_t entry)
{
    struct warm_entry *entries =
        ARENA_NEW(choose->arena, choose->group_count + choose->tier + 1, struct warm_entry);
    double *weight = ARENA_NEW(choose->arena, choose->tier + 1, double);
    struct choose_column column = {c, entry, set};
    int32_t count = 0;

    for (int32_t s = 0; s < choose->group_count; s++) {
        int32_t u = group_at(choose, s)->tier_ix;

        if (!(set >> s & 1))
            continue;
        entries[count++] = (struct warm_entry){s, 1};
        weight[u] += (double)group_at(choose, s)->weight / choose->unit[u];
    }
    entries[count++] = (struct warm_entry){cluster_row(choose, c), 1};
    for (int32_t u = 0; u < choose->tier; u++)
        if (weight[u] > 0)
            entries[count++] = (struct warm_entry){tier_row(choose, u), weight[u]};
    warm_add_column(choose->lp, 0, HUGE_VAL, weight[choose->tier], entries, count);
    VEC_PUSH(choose->columns, choose->column_count, choose->column_room, column);
}

void choose_apply(struct choose *choose)
{
    for (int32_t s = 0; s < choose->group_count; s++)
        warm_bound_row(choose->lp, s, choose->must >> s & 1 ? 1 : -HUGE_VAL, 1);
    for (size_t i = 0; i < choose->column_count; i++) {
        const struct choose_column *column = &choose->columns[i];
        const struct choose_cluster *cluster = &choose->clusters[column->cluster];
        bool is_alive = (column->set & ~cluster->alive) == 0 &&
                        (choose->pool->entries[column->entry].is_packed ||
                         !choose_is_refuted(cluster, column->set));

        warm_bound_column(choose->lp, choose->artificial_count + (int32_t)i, 0,
                          is_alive ? HUGE_VAL : 0);
    }
    work_spend(choose->work, (int64_t)choose->column_count);
}

bool choose_solve(struct choose *choose)
{
    return warm_solve(choose->lp, false, 0) == LP_OPTIMAL;
}

/* Of a row, in weight of the tier. */
static double price(const struct choose *choose, int32_t row)
{
    return warm_dual(choose->lp, row) * choose->unit[choose->tier];
}

static int64_t rounded(double dual, double scale)
{
    double most = ldexp(1, CERTIFICATE_MULTIPLIER_MAX_LOG2), value = dual * scale;

    return value >= most ? (int64_t)most : value <= -most ? -(int64_t)most : llround(value);
}

static double find_scale(const struct choose *choose)
{
    double most = 1;

    for (int32_t s = 0; s < choose->group_count; s++)
        most = fmax(most, fabs(price(choose, s)));
    for (int32_t u = 0; u < choose->tier; u++)
        most = fmax(most, -price(choose, tier_row(choose, u)) / choose->unit[u]);
    most = ldexp(1, PRICE_LOG2) / most;
    return most > ldexp(1, SCALE_LOG2) ? ldexp(1, SCALE_LOG2) : most < 1 ? 1 : floor(most);
}

void choose_read_prices(struct choose *choose)
{
    double scale = find_scale(choose);

    for (int32_t s = 0; s < choose->group_count; s++) {
        int64_t m = rounded(price(choose, s), scale);

        choose->prices.m[s] = m < 0 && !(choose->must >> s & 1) ? 0 : m;
    }
    for (int32_t u = 0; u < choose->tier; u++) {
        int64_t v = rounded(-price(choose, tier_row(choose, u)) / choose->unit[u], scale);

        choose->prices.v[u] = v > 0 ? v : 0;
    }
    choose->prices.v[choose->tier] = (int64_t)scale;
}

double choose_cluster_price(const struct choose *choose, int32_t c)
{
    return price(choose, cluster_row(choose, c)) * (double)choose->prices.v[choose->tier];
}

void choose_read_values(struct choose *choose)
{
    int32_t n = choose->group_count;

    memset(choose->place, 0, sizeof choose->place);
    memset(choose->value, 0,
           (size_t)choose->problem->cluster_count * (size_t)n * sizeof *choose->value);
    for (size_t i = 0; i < choose->column_count; i++) {
        const struct choose_column *column = &choose->columns[i];
        double x = warm_primal(choose->lp, choose->artificial_count + (int32_t)i);

        for (int32_t s = 0; x > 1e-9 && s < n; s++)
            if (column->set >> s & 1) {
                choose->value[(int64_t)column->cluster * n + s] += x;
                choose->place[s] += x;
            }
    }
}
