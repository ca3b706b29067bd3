/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "solve/mip/mip_model.h"

/* row: + sign * (1 when the whole group is placed). */
static void put_placed(struct mip *mip, int32_t row, int32_t g, double sign)
{
    const struct group *group = &mip->problem->groups[g];

    for (int32_t k = 0; k < group->allowed_count; k++)
        if (mip->y[mip->index->first_pair[g] + k] >= 0)
            lp_put(mip->lp, row, mip->y[mip->index->first_pair[g] + k], sign);
}

/* Row of one requirement: (g counts, by `column` or by being placed) <= (h is up). */
static void add_require(struct mip *mip, int32_t g, int32_t column, int32_t needs)
{
    enum group_kind kind = mip->problem->groups[needs].kind;
    int32_t row;

    if (kind == GROUP_RESIDENT)
        return;
    row = mip_add_row(mip, -HUGE_VAL, 0, column >= 0 && column == mip->up[g] ? "up_needs" : "needs",
                      g, needs);
    if (column >= 0)
        lp_put(mip->lp, row, column, 1);
    else
        put_placed(mip, row, g, 1);
    if (kind == GROUP_WHOLE)
        put_placed(mip, row, needs, -1);
    else if (mip->up[needs] >= 0)
        lp_put(mip->lp, row, mip->up[needs], -1);
}

/* y_gc <= replicas of h in c, where h does not live. */
static void add_company_of_replicas(struct mip *mip, int32_t g, int32_t needs)
{
    const struct problem *p = mip->problem;
    const struct group *group = &p->groups[g], *other = &p->groups[needs];

    for (int32_t k = 0; k < group->allowed_count; k++) {
        int32_t y = mip->y[mip->index->first_pair[g] + k], row;

        if (y < 0 || index_lives_in(other, group->allowed[k]))
            continue;
        row = mip_add_row(mip, -HUGE_VAL, 0, "near", g, group->allowed[k]);
        lp_put(mip->lp, row, y, 1);
        for (int32_t i = other->first_item; i < other->first_item + other->item_count; i++)
            for (int32_t at = mip->first_x[i]; at < mip->first_x[i + 1]; at++)
                if (mip->columns[at].kind == MIP_X &&
                    p->bin_cluster[mip->columns[at].b] == group->allowed[k])
                    lp_put(mip->lp, row, at, -1);
    }
}

/* y_gc <= y_hc for every cluster. */
static void add_company(struct mip *mip, int32_t g, int32_t needs)
{
    const struct group *group = &mip->problem->groups[g];

    for (int32_t k = 0; k < group->allowed_count; k++) {
        int32_t y = mip->y[mip->index->first_pair[g] + k], there, row;

        if (y < 0)
            continue;
        there = index_allowed(mip->problem, needs, group->allowed[k]);
        if (there >= 0)
            there = mip->y[mip->index->first_pair[needs] + there];
        row = mip_add_row(mip, -HUGE_VAL, 0, "beside", g, group->allowed[k]);
        lp_put(mip->lp, row, y, 1);
        if (there >= 0)
            lp_put(mip->lp, row, there, -1);
    }
}

/* row: - replicas of the item. */
static void put_item(struct mip *mip, int32_t row, int32_t item)
{
    for (int32_t at = mip->first_x[item]; at < mip->first_x[item + 1]; at++)
        if (mip->columns[at].kind == MIP_X)
            lp_put(mip->lp, row, at, -1);
}

/* A GROUP_REPLICAS group that others require is up: each dead item has a replica. */
static void add_up_rows(struct mip *mip, int32_t g)
{
    const struct problem *p = mip->problem;
    const struct group *group = &p->groups[g];

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int32_t row;

        if (!p->items[i].is_dead || p->items[i].replicas == 0 || p->items[i].is_daemon)
            continue;
        row = mip_add_row(mip, -HUGE_VAL, 0, "up", i, -1);
        lp_put(mip->lp, row, mip->up[g], 1);
        put_item(mip, row, i);
        for (int32_t k = 0; k < p->items[i].twin_count; k++)
            put_item(mip, row, p->twins[p->items[i].first_twin + k]);
    }
}

void mip_add_requires(struct mip *mip)
{
    const struct problem *p = mip->problem;

    for (int32_t i = 0; i < p->require_count; i++) {
        int32_t needs = p->requires[i].needs_ix;

        if (mip->is_included[p->requires[i].group_ix] && mip->up[needs] < 0 &&
            p->groups[needs].kind == GROUP_REPLICAS && !p->groups[needs].is_hopeless) {
            mip->up[needs] = mip_add_column(mip, MIP_UP, needs, -1, 1);
            add_up_rows(mip, needs);
        }
    }
    for (int32_t i = 0; i < p->require_count; i++) {
        int32_t g = p->requires[i].group_ix, needs = p->requires[i].needs_ix;
        enum group_kind kind = p->groups[g].kind;

        if (!mip->is_included[g] || kind == GROUP_RESIDENT)
            continue;
        if (kind == GROUP_WHOLE && p->requires[i].same_cluster &&
            p->groups[needs].kind != GROUP_REPLICAS)
            add_company(mip, g, needs);
        else if (kind == GROUP_WHOLE)
            add_require(mip, g, -1, needs);
        if (kind == GROUP_WHOLE && p->requires[i].same_cluster &&
            p->groups[needs].kind == GROUP_REPLICAS)
            add_company_of_replicas(mip, g, needs);
        if (kind == GROUP_REPLICAS && mip->full[g] >= 0)
            add_require(mip, g, mip->full[g], needs);
        if (kind == GROUP_REPLICAS && mip->up[g] >= 0)
            add_require(mip, g, mip->up[g], needs);
    }
}

static int compare_uses(const void *a, const void *b)
{
    const struct mip_use *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

/* Capacity rows, those only that can bind. Scaled by a power of two: exact. */
void mip_add_capacity(struct mip *mip)
{
    const struct problem *p = mip->problem;

    if (mip->use_count > 1)
        qsort(mip->uses, mip->use_count, sizeof *mip->uses, compare_uses);
    for (size_t first = 0, end; first < mip->use_count; first = end) {
        int64_t key = mip->uses[first].key, largest = 0;
        int32_t bin = (int32_t)(key / p->resource_count), r = (int32_t)(key % p->resource_count);
        int64_t unit = mip->unit[r];
        double load = 0, scale;
        int32_t row;
        int exponent;

        for (end = first; end < mip->use_count && mip->uses[end].key == key; end++) {
            load += (double)mip->uses[end].amount * mip->lp->columns[mip->uses[end].column].upper;
            largest = mip->uses[end].amount > largest ? mip->uses[end].amount : largest;
        }
        if (load < (double)(problem_free(p, bin, r) - problem_over(p, bin, r)) * (1 - 1e-9))
            continue;
        frexp((double)(largest / unit), &exponent);
        scale = ldexp(1, -exponent);
        row = mip_add_row(mip, -HUGE_VAL, (double)(problem_free(p, bin, r) / unit) * scale, "bin",
                          bin, r);
        for (size_t at = first; at < end; at++)
            lp_put(mip->lp, row, mip->uses[at].column,
                   (double)(mip->uses[at].amount / unit) * scale);
        if (problem_over(p, bin, r) > 0)
            mip_add_open(mip, first, end, row, scale);
    }
}

/* Each group's share of its tier's weight: the columns that say it is recovered. */
static void put_weight(struct mip *mip, int32_t row, int32_t g)
{
    if (mip->problem->groups[g].kind == GROUP_WHOLE)
        put_placed(mip, row, g, (double)mip->problem->groups[g].weight);
    else if (mip->full[g] >= 0)
        lp_put(mip->lp, row, mip->full[g], (double)mip->problem->groups[g].weight);
}

void mip_add_tier_rows(struct mip *mip)
{
    const struct problem *p = mip->problem;
    const struct mip_question *question = mip->question;

    for (int32_t t = 0; t < p->tier_count; t++) {
        if (question->least_weight && question->least_weight[t] > 0) {
            mip->weight_row[t] =
                mip_add_row(mip, (double)question->least_weight[t], HUGE_VAL, "weight", t, -1);
            for (int32_t g = 0; g < p->group_count; g++)
                if (mip->is_included[g] && p->groups[g].tier_ix == t)
                    put_weight(mip, mip->weight_row[t], g);
        }
        if (!question->least_replicas || question->least_replicas[t] <= 0)
            continue;
        mip->replica_row[t] =
            mip_add_row(mip, (double)question->least_replicas[t], HUGE_VAL, "replicas", t, -1);
        for (size_t at = 0; at < mip->column_count; at++) {
            const struct mip_column *column = &mip->columns[at];

            if (column->kind == MIP_X &&
                group_counts_replicas(&p->groups[p->items[column->a].group_ix]) &&
                p->groups[p->items[column->a].group_ix].tier_ix == t)
                lp_put(mip->lp, mip->replica_row[t], (int32_t)at, 1);
        }
    }
}

static double replicas_of(const struct problem *p, const struct group *group)
{
    double sum = 0;

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        sum += (double)p->items[i].replicas;
    return sum;
}

/* One group more counts more than all replicas together. */
static double keep_cost(const struct mip *mip, const struct group *group)
{
    const struct problem *p = mip->problem;
    double all = 1;

    for (int32_t g = 0; g < p->group_count; g++)
        all += p->groups[g].gives_way ? replicas_of(p, &p->groups[g]) : 0;
    return all + replicas_of(p, group);
}

/* What is not as it was counts against the plan. */
static double near_cost(const struct mip *mip, const struct mip_column *column)
{
    const struct mip_question *question = mip->question;

    if (!question->near_recovered[column->a])
        return -1;
    return column->kind == MIP_FULL || question->near_cluster[column->a] == column->b;
}

double mip_cost_of(const struct mip *mip, const struct mip_column *column)
{
    const struct problem *p = mip->problem;
    const struct group *group;
    bool is_recovery;

    if (column->kind >= MIP_STAND)
        return 0;
    group = &p->groups[column->kind == MIP_X ? p->items[column->a].group_ix : column->a];
    is_recovery = (column->kind == MIP_Y && group->kind == GROUP_WHOLE) || column->kind == MIP_FULL;
    if (group->tier_ix < 0)
        return 0;
    if (mip->question->goal == MIP_WEIGHTED && is_recovery)
        return (double)group->weight * mip->question->tier_factor[group->tier_ix];
    if (mip->question->goal == MIP_KEEP && is_recovery)
        return group->gives_way ? keep_cost(mip, group) : 0;
    if (mip->question->goal == MIP_NEAR && is_recovery)
        return group->gives_way ? 0 : near_cost(mip, column);
    if (group->tier_ix != mip->question->tier)
        return 0;
    if (mip->question->goal == MIP_WEIGHT)
        return is_recovery ? (double)group->weight : 0;
    if (mip->question->goal == MIP_REPLICAS)
        return column->kind == MIP_X && group_counts_replicas(group);
    return 0;
}

void mip_force(struct mip *mip, int32_t g)
{
    int32_t row = mip_add_row(mip, 1, HUGE_VAL, "forced", g, -1);

    if (mip->problem->groups[g].kind == GROUP_WHOLE)
        put_placed(mip, row, g, 1);
    else if (mip->full[g] >= 0)
        lp_put(mip->lp, row, mip->full[g], 1);
}
