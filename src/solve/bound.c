/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/bound.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "model/certificate.h"
#include "solve/greedy/index.h"
#include "solve/lp.h"
#include "solve/memory.h"

#define WIDE __int128 /* products of multipliers and sums */

/* The linear program and where its rows are. */
struct master {
    const struct problem *problem;
    const struct index *index;
    struct coverage *coverage;
    const struct bound_question *question;
    struct lp *lp;
    int32_t *capacity_row; /* [cluster_count * resource_count] or -1 */
    double *row_unit;      /* [the same] the row was divided by this */
    int32_t *earlier_row;  /* [tier] or -1 */
    int64_t *demand;       /* scratch [resource_count] */
};

/* Demand of a group in a cluster: its replicas, and its daemons on every eligible bin. */
static void demand_in(const struct problem *p, const struct index *index, int32_t g,
                      int32_t cluster, int64_t *ret)
{
    const struct group *group = &p->groups[g];
    int32_t k = p->resource_count;

    for (int32_t r = 0; r < k; r++)
        ret[r] = index->group_demand[(int64_t)g * k + r];
    if (!index->has_daemons[g])
        return;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        for (int32_t b = p->first_bin[cluster];
             p->items[i].is_daemon && b < p->first_bin[cluster + 1]; b++)
            for (int32_t r = 0; problem_eligible(p, i, b) && r < k; r++)
                if (ret[r] < INDEX_SUM_MAX)
                    ret[r] += problem_demand(p, i, r);
}

/* Groups of the tier and earlier ones count, less those that are never recovered. */
static bool counts(const struct problem *p, struct coverage *coverage,
                   const struct bound_question *question, int32_t g)
{
    const struct group *group = &p->groups[g];

    return group->kind != GROUP_RESIDENT &&
           (group->tier_ix <= question->tier || g == question->forced) &&
           !coverage_is_impossible(coverage, g);
}

/* One row for each cluster and resource that could bind. */
static void add_capacity_rows(struct master *master)
{
    const struct problem *p = master->problem;
    int32_t k = p->resource_count;

    for (int32_t c = 0; c < p->cluster_count; c++)
        for (int32_t r = 0; r < k; r++) {
            int64_t at = (int64_t)c * k + r, offered = master->index->cluster_free[at];
            double unit = offered > 0 ? (double)offered : 1;

            if (offered >= INDEX_SUM_MAX)
                continue;
            master->row_unit[at] = unit;
            master->capacity_row[at] = lp_row(master->lp, -HUGE_VAL, (double)offered / unit);
        }
}

static void add_group(struct master *master, int32_t g)
{
    const struct problem *p = master->problem;
    const struct group *group = &p->groups[g];
    int32_t k = p->resource_count, tier = master->question->tier;
    bool is_forced = g == master->question->forced;
    int32_t once = lp_row(master->lp, is_forced ? 1 : -HUGE_VAL, 1);

    for (int32_t a = 0; a < group->allowed_count; a++) {
        int32_t column, c = group->allowed[a];

        if (!coverage_is_live(master->coverage, g, a))
            continue;
        column = lp_column(master->lp, 0, HUGE_VAL,
                           group->tier_ix == tier ? (double)group->weight : 0, false);
        lp_put(master->lp, once, column, 1);
        if (group->tier_ix < tier && master->earlier_row[group->tier_ix] >= 0)
            lp_put(master->lp, master->earlier_row[group->tier_ix], column, (double)group->weight);
        demand_in(p, master->index, g, c, master->demand);
        for (int32_t r = 0; r < k; r++) {
            int64_t at = (int64_t)c * k + r;

            if (master->capacity_row[at] >= 0)
                lp_put(master->lp, master->capacity_row[at], column,
                       (double)master->demand[r] / master->row_unit[at]);
        }
    }
}

/* Earlier tiers must recover as much as they do; GROUP_REPLICAS groups always gain their weight. */
static void add_earlier_rows(struct master *master)
{
    const struct problem *p = master->problem;

    for (int32_t t = 0; t < master->question->tier; t++) {
        int64_t least = master->question->recovered[t];

        for (int32_t g = 0; g < p->group_count; g++)
            if (p->groups[g].tier_ix == t && p->groups[g].kind == GROUP_REPLICAS &&
                counts(p, master->coverage, master->question, g))
                least -= p->groups[g].weight;
        master->earlier_row[t] = least > 0 ? lp_row(master->lp, (double)least, HUGE_VAL) : -1;
    }
}

static int64_t build(struct master *master)
{
    const struct problem *p = master->problem;

    add_capacity_rows(master);
    add_earlier_rows(master);
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].kind == GROUP_WHOLE && counts(p, master->coverage, master->question, g))
            add_group(master, g);
    return coverage_take_ticks(master->coverage);
}

/* Round a dual to an integer multiplier; a valid bound needs no more than that it is not negative.
 */
static int64_t to_multiplier(double dual, double scale, double most)
{
    double value = dual * scale;

    return value > 0 && value < most ? (int64_t)llround(value) : value >= most ? (int64_t)most : 0;
}

static void read_multipliers(const struct master *master, const struct lp_result *result,
                             double scale, struct bound *ret)
{
    const struct problem *p = master->problem;
    double most = ldexp(1, CERTIFICATE_MULTIPLIER_MAX_LOG2);

    ret->scale = (int64_t)scale;
    ret->capacity_count = 0;
    for (int32_t t = 0; t < master->question->tier; t++)
        ret->earlier[t] = master->earlier_row[t] < 0
                              ? 0
                              : to_multiplier(-result->dual[master->earlier_row[t]], scale, most);
    for (int32_t c = 0; c < p->cluster_count; c++)
        for (int32_t r = 0; r < p->resource_count; r++) {
            int64_t at = (int64_t)c * p->resource_count + r;
            struct cluster_multiplier next = {c, r, 0};

            if (master->capacity_row[at] >= 0)
                next.mu = to_multiplier(
                    result->dual[master->capacity_row[at]] / master->row_unit[at], scale, most);
            if (next.mu > 0)
                ret->capacity[ret->capacity_count++] = next;
        }
}

static bool add_product(WIDE *sum, WIDE a, WIDE b)
{
    WIDE product;

    return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*sum, product, sum);
}

/* max over live clusters of profit - sum mu demand. */
static bool best_place(const struct problem *p, const struct index *index,
                       struct coverage *coverage, int32_t g, const struct bound *multipliers,
                       WIDE profit, int64_t *demand, bool *ret_any, WIDE *ret_best)
{
    const struct group *group = &p->groups[g];
    int32_t next = 0;

    *ret_any = false;
    for (int32_t a = 0; a < group->allowed_count; a++) {
        WIDE value = profit;

        if (!coverage_is_live(coverage, g, a))
            continue;
        while (next < multipliers->capacity_count &&
               multipliers->capacity[next].cluster < group->allowed[a])
            next++;
        if (next < multipliers->capacity_count &&
            multipliers->capacity[next].cluster == group->allowed[a])
            demand_in(p, index, g, group->allowed[a], demand);
        for (; next < multipliers->capacity_count &&
               multipliers->capacity[next].cluster == group->allowed[a];
             next++)
            if (!add_product(&value, -(WIDE)multipliers->capacity[next].mu,
                             demand[multipliers->capacity[next].resource]))
                return false;
        if (!*ret_any || value > *ret_best)
            *ret_best = value;
        *ret_any = true;
    }
    return true;
}

/* What a group adds to the right side. */
static bool add_share(const struct problem *p, const struct index *index, struct coverage *coverage,
                      const struct bound_question *question, int32_t g,
                      const struct bound *multipliers, int64_t *demand, WIDE *sum)
{
    const struct group *group = &p->groups[g];
    bool any, is_forced = g == question->forced;
    WIDE profit = 0, best = 0;

    if (group->tier_ix == question->tier)
        profit = (WIDE)multipliers->scale * group->weight;
    else if (group->tier_ix < question->tier)
        profit = (WIDE)multipliers->earlier[group->tier_ix] * group->weight;
    if (group->kind == GROUP_REPLICAS)
        return add_product(sum, profit, 1);
    if (!best_place(p, index, coverage, g, multipliers, profit, demand, &any, &best))
        return false;
    if (!any || (best < 0 && !is_forced))
        best = 0;
    return add_product(sum, best, 1);
}

bool bound_evaluate(const struct problem *p, const struct index *index, struct coverage *coverage,
                    const struct bound_question *question, const struct bound *multipliers,
                    int64_t *ret)
{
    int64_t *demand = memory_take(p->resource_count, sizeof *demand);
    WIDE sum = 0, value;
    bool is_sound = true;

    for (int32_t i = 0; is_sound && i < multipliers->capacity_count; i++) {
        const struct cluster_multiplier *it = &multipliers->capacity[i];

        is_sound = add_product(
            &sum, it->mu,
            index->cluster_free[(int64_t)it->cluster * p->resource_count + it->resource]);
    }
    for (int32_t t = 0; is_sound && t < question->tier; t++)
        is_sound = add_product(&sum, -(WIDE)multipliers->earlier[t], question->recovered[t]);
    for (int32_t g = 0; is_sound && g < p->group_count; g++)
        if (counts(p, coverage, question, g))
            is_sound = add_share(p, index, coverage, question, g, multipliers, demand, &sum);
    free(demand);
    if (!is_sound)
        return false;
    value = sum / multipliers->scale - (sum % multipliers->scale < 0);
    *ret = value < -1 ? -1 : value > INT64_MAX / 4 ? INT64_MAX / 4 : (int64_t)value;
    return true;
}

/* The best of a few scales: a larger one rounds less, but multipliers have a cap. */
static bool choose_scale(const struct master *master, const struct lp_result *result,
                         struct bound *ret)
{
    const struct problem *p = master->problem;
    struct bound trial = *ret;
    bool any = false;
    double best = 0;

    for (int log2 = 8; log2 <= CERTIFICATE_MULTIPLIER_MAX_LOG2; log2 += 4) {
        int64_t value;

        read_multipliers(master, result, ldexp(1, log2), &trial);
        if (bound_evaluate(p, master->index, master->coverage, master->question, &trial, &value) &&
            (!any || value < ret->value)) {
            ret->value = value;
            best = ldexp(1, log2);
            any = true;
        }
    }
    if (any)
        read_multipliers(master, result, best, ret);
    return any;
}

/* Far less than an iteration a row leaves multipliers that say nothing. */
static bool is_affordable(const struct master *master, const struct work *work)
{
    return (double)(master->lp->row_count + 1) / 8 * (double)lp_iteration_ticks(master->lp) <=
           (double)work_left(work);
}

bool bound_find(const struct problem *p, const struct index *index, struct coverage *coverage,
                const struct bound_question *question, struct work *work, struct arena *arena,
                struct bound *ret)
{
    struct master master = {p, index, coverage, question, .lp = lp_new()};
    int64_t rows = (int64_t)p->cluster_count * p->resource_count;
    struct lp_result result;
    bool is_found = false;

    *ret = (struct bound){0};
    ret->earlier = ARENA_NEW(arena, question->tier + 1, int64_t);
    ret->capacity = ARENA_NEW(arena, rows, struct cluster_multiplier);
    master.capacity_row = memory_take(rows, sizeof *master.capacity_row);
    master.row_unit = memory_take(rows, sizeof *master.row_unit);
    master.earlier_row = memory_take(question->tier, sizeof *master.earlier_row);
    master.demand = memory_take(p->resource_count, sizeof *master.demand);
    for (int64_t i = 0; i < rows; i++)
        master.capacity_row[i] = -1;
    work_spend(work, build(&master));
    if (is_affordable(&master, work))
        lp_solve(master.lp, work, &result);
    else
        result = (struct lp_result){.status = LP_BROKEN};
    if (result.status == LP_OPTIMAL || result.status == LP_STOPPED)
        is_found = choose_scale(&master, &result, ret);
    lp_result_release(&result);
    lp_free(master.lp);
    free(master.capacity_row);
    free(master.row_unit);
    free(master.earlier_row);
    free(master.demand);
    return is_found;
}
