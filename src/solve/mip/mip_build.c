/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/gcd.h"
#include "solve/memory.h"
#include "solve/mip/mip_model.h"
#include "solve/pods/mip_pods.h"

static int32_t *take_columns(int64_t count)
{
    int32_t *columns = memory_take(count, sizeof *columns);

    for (int64_t i = 0; i < count; i++)
        columns[i] = -1;
    return columns;
}

static void name_line(const struct mip *mip, struct lp_line *line, const char *format, ...)
{
    va_list arguments;

    if (!mip->question->has_names)
        return;
    va_start(arguments, format);
    vsnprintf(line->name, sizeof line->name, format, arguments);
    va_end(arguments);
}

int32_t mip_add_row(struct mip *mip, double lower, double upper, const char *name, int32_t a,
                    int32_t b)
{
    int32_t row = lp_row(mip->lp, lower, upper);

    name_line(mip, &mip->lp->rows[row], b >= 0 ? "%s_%d_%d" : "%s_%d", name, (int)a, (int)b);
    return row;
}

int32_t mip_add_column(struct mip *mip, enum mip_column_kind kind, int32_t a, int32_t b,
                       double upper)
{
    static const char *const names[] = {"y",     "x",     "full",  "up",  "d",
                                        "stand", "first", "least", "open"};
    struct mip_column column = {kind, a, b};
    int32_t ix = lp_column(mip->lp, 0, upper, 0, true);

    VEC_PUSH(mip->columns, mip->column_count, mip->column_room, column);
    name_line(mip, &mip->lp->columns[ix], b >= 0 ? "%s_%d_%d" : "%s_%d", names[kind], (int)a,
              (int)b);
    return ix;
}

void mip_include(struct mip *mip, int32_t g)
{
    if (mip->is_included[g])
        return;
    mip->is_included[g] = true;
    for (int32_t i = mip->index->first_require[g]; i < mip->index->first_require[g + 1]; i++)
        mip_include(mip, mip->problem->requires[i].needs_ix);
}

static void include_groups(struct mip *mip)
{
    const struct problem *p = mip->problem;
    const struct mip_question *question = mip->question;

    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].kind == GROUP_RESIDENT ||
            (!question->is_alone && p->groups[g].tier_ix <= question->tier))
            mip_include(mip, g);
    if (question->forced >= 0)
        mip_include(mip, question->forced);
    if (problem_has_pod_rules(p))
        mip_include_pods(mip);
}

/* The greatest common divisor of all demands: capacities round down to a multiple of it. */
static void find_units(struct mip *mip)
{
    const struct problem *p = mip->problem;

    for (int32_t i = 0; i < p->item_count; i++)
        for (int32_t r = 0; r < p->resource_count; r++)
            mip->unit[r] = gcd(mip->unit[r], problem_demand(p, i, r));
}

static void add_use(struct mip *mip, int32_t bin, int32_t resource, int32_t column, int64_t amount)
{
    struct mip_use use = {(int64_t)bin * mip->problem->resource_count + resource, column, amount};

    if (amount > 0)
        VEC_PUSH(mip->uses, mip->use_count, mip->use_room, use);
}

/* The daemons of a group in a cluster hang on the column. */
static void add_daemons(struct mip *mip, int32_t g, int32_t cluster, int32_t column)
{
    const struct problem *p = mip->problem;
    const struct group *group = &p->groups[g];

    if (!mip->index->has_daemons[g])
        return;
    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
        for (int32_t r = 0; r < p->resource_count; r++) {
            int64_t amount = 0;

            for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
                if (p->items[i].is_daemon &&
                    (problem_eligible(p, i, b) ||
                     (mip->question->for_plans && problem_may_come(p, i, b))))
                    amount += problem_demand(p, i, r);
            add_use(mip, b, r, column, amount);
        }
}

static void add_y_columns(struct mip *mip, int32_t g)
{
    const struct group *group = &mip->problem->groups[g];
    bool is_resident = group->kind == GROUP_RESIDENT;
    int32_t row = -1;

    for (int32_t k = 0; k < group->allowed_count; k++) {
        int32_t column;

        if (is_resident ? k > 0 : group->is_hopeless || !coverage_is_live(mip->coverage, g, k))
            continue;
        column = mip_add_column(mip, MIP_Y, g, group->allowed[k], 1);
        mip->y[mip->index->first_pair[g] + k] = column;
        if (is_resident)
            mip->lp->columns[column].lower = 1;
        if (row < 0)
            row = mip_add_row(mip, -HUGE_VAL, 1, "once", g, -1);
        lp_put(mip->lp, row, column, 1);
        add_daemons(mip, g, group->allowed[k], column);
    }
}

static void add_replica_columns(struct mip *mip, int32_t g)
{
    const struct group *group = &mip->problem->groups[g];

    if (!group->is_hopeless && !coverage_is_impossible(mip->coverage, g))
        mip->full[g] = mip_add_column(mip, MIP_FULL, g, -1, 1);
    if (mip->index->has_daemons[g])
        for (int32_t k = 0; k < group->allowed_count; k++)
            if (coverage_is_live(mip->coverage, g, k) &&
                !index_lives_in(group, group->allowed[k])) {
                int32_t column = mip_add_column(mip, MIP_DAEMON, g, group->allowed[k], 1);

                mip->y[mip->index->first_pair[g] + k] = column;
                add_daemons(mip, g, group->allowed[k], column);
            }
}

/* Replicas of an item that a bin can hold when nothing else is there. */
static int64_t most_on_bin(const struct problem *p, int32_t item, int32_t bin)
{
    const struct item *it = &p->items[item];
    int64_t most = it->replicas + it->more;

    if (!problem_eligible(p, item, bin))
        return 0;
    for (int32_t r = 0; r < p->resource_count; r++) {
        int64_t demand = problem_demand(p, item, r), over = problem_over(p, bin, r);
        int64_t home = over > 0 && demand > 0 ? problem_home(p, item, bin) : 0;
        int64_t room = problem_free(p, bin, r) - (home > 0 ? 0 : over);

        if (demand > 0 && room / demand < most)
            most = room > 0 ? room / demand : 0;
        if (home > 0 && home < most)
            most = home;
    }
    if (it->has_bin_cap) {
        int64_t left = it->per_bin_cap;

        for (int32_t k = it->first_present; k < it->first_present + it->present_count; k++)
            if (p->present[k].bin_ix == bin)
                left -= p->present[k].count;
        most = left < most ? left : most;
    }
    return most > 0 ? most : 0;
}

/* sum over the zone's bins <= zone cap left, where that binds. first: the first column of the item
 * in this cluster. */
static void add_zone_rows(struct mip *mip, int32_t item, size_t first)
{
    const struct problem *p = mip->problem;
    const struct item *it = &p->items[item];

    for (size_t at = first; at < mip->column_count; at++) {
        int32_t zone = p->bin_zone[mip->columns[at].b], row;
        int64_t left = it->per_zone_cap;
        bool is_first = true;

        for (size_t k = first; k < at; k++)
            is_first = is_first && p->bin_zone[mip->columns[k].b] != zone;
        if (!is_first)
            continue;
        for (int32_t k = it->first_present; k < it->first_present + it->present_count; k++)
            if (p->bin_zone[p->present[k].bin_ix] == zone)
                left -= p->present[k].count;
        row = mip_add_row(mip, -HUGE_VAL, left > 0 ? (double)left : 0, "zone", item, zone);
        for (size_t k = at; k < mip->column_count; k++)
            if (p->bin_zone[mip->columns[k].b] == zone)
                lp_put(mip->lp, row, (int32_t)k, 1);
    }
}

/* x columns of an item in one cluster. */
static bool add_cluster_items(struct mip *mip, int32_t item, int32_t cluster)
{
    const struct problem *p = mip->problem;
    size_t first = mip->column_count;

    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++) {
        int64_t most = most_on_bin(p, item, b);
        int32_t column;

        if (most <= 0)
            continue;
        if ((int64_t)mip->column_count >= mip->column_max)
            return false;
        column = mip_add_column(mip, MIP_X, item, b, (double)most);
        for (int32_t r = 0; r < p->resource_count; r++)
            add_use(mip, b, r, column, problem_demand(p, item, r));
    }
    if (p->items[item].has_zone_cap)
        add_zone_rows(mip, item, first);
    return true;
}

/* sum x of the columns from `first` on, less count y, is within the bounds. */
static void tie_to_y(struct mip *mip, int32_t row, int32_t y, int64_t count, size_t first)
{
    lp_put(mip->lp, row, y, -(double)count);
    for (size_t at = first; at < mip->column_count; at++)
        lp_put(mip->lp, row, (int32_t)at, 1);
}

/* sum x = replicas y, cluster by cluster; or between that and (replicas + more) y. */
static bool add_whole_item(struct mip *mip, int32_t item)
{
    const struct problem *p = mip->problem;
    const struct item *it = &p->items[item];
    int32_t g = it->group_ix;
    const struct group *group = &p->groups[g];

    for (int32_t k = 0; k < group->allowed_count; k++) {
        int32_t y = mip->y[mip->index->first_pair[g] + k], c = group->allowed[k];
        double upper = it->more > 0 ? HUGE_VAL : 0;
        size_t first = mip->column_count;

        if (y < 0)
            continue;
        if (!add_cluster_items(mip, item, c))
            return false;
        tie_to_y(mip, mip_add_row(mip, 0, upper, "all", item, c), y, it->replicas, first);
        if (it->more > 0)
            tie_to_y(mip, mip_add_row(mip, -HUGE_VAL, 0, "room", item, c), y,
                     it->replicas + it->more, first);
    }
    return true;
}

/* sum x <= replicas, >= replicas full; in a cluster that costs daemons only with them. */
static bool add_replica_item(struct mip *mip, int32_t item)
{
    const struct problem *p = mip->problem;
    int32_t g = p->items[item].group_ix, row;
    const struct group *group = &p->groups[g];
    double replicas = (double)p->items[item].replicas;
    size_t first = mip->column_count;

    for (int32_t k = 0; k < group->allowed_count; k++) {
        int32_t daemon = mip->y[mip->index->first_pair[g] + k];
        size_t start = mip->column_count;

        if (!coverage_is_live(mip->coverage, g, k))
            continue;
        if (!add_cluster_items(mip, item, group->allowed[k]))
            return false;
        if (daemon < 0)
            continue;
        row = mip_add_row(mip, -HUGE_VAL, 0, "with_daemons", item, group->allowed[k]);
        lp_put(mip->lp, row, daemon, -replicas);
        for (size_t at = start; at < mip->column_count; at++)
            lp_put(mip->lp, row, (int32_t)at, 1);
    }
    row = mip_add_row(mip, -HUGE_VAL, replicas, "most", item, -1);
    for (size_t at = first; at < mip->column_count; at++)
        lp_put(mip->lp, row, (int32_t)at, 1);
    if (mip->full[g] < 0)
        return true;
    row = mip_add_row(mip, 0, HUGE_VAL, "full", item, -1);
    lp_put(mip->lp, row, mip->full[g], -replicas);
    for (size_t at = first; at < mip->column_count; at++)
        lp_put(mip->lp, row, (int32_t)at, 1);
    return true;
}

static bool add_items(struct mip *mip)
{
    const struct problem *p = mip->problem;

    for (int32_t i = 0; i < p->item_count; i++) {
        const struct group *group = &p->groups[p->items[i].group_ix];

        mip->first_x[i] = (int32_t)mip->column_count;
        if (!mip->is_included[p->items[i].group_ix] || p->items[i].is_daemon ||
            p->items[i].replicas == 0)
            continue;
        if (!(group->kind == GROUP_REPLICAS ? add_replica_item(mip, i) : add_whole_item(mip, i)))
            return false;
    }
    mip->first_x[p->item_count] = (int32_t)mip->column_count;
    return true;
}

static bool build(struct mip *mip)
{
    const struct problem *p = mip->problem;

    include_groups(mip);
    find_units(mip);
    for (int32_t g = 0; g < p->group_count; g++) {
        if (!mip->is_included[g])
            continue;
        if ((int64_t)mip->column_count >= mip->column_max)
            return false;
        if (p->groups[g].kind == GROUP_REPLICAS)
            add_replica_columns(mip, g);
        else
            add_y_columns(mip, g);
    }
    if (!add_items(mip))
        return false;
    mip_add_twin_rows(mip);
    mip_add_requires(mip);
    mip_add_capacity(mip);
    mip_add_tier_rows(mip);
    if (problem_has_pod_rules(p) && !mip_add_pods(mip))
        return false;
    if (mip->question->forced >= 0)
        mip_force(mip, mip->question->forced);
    for (size_t at = 0; at < mip->column_count; at++)
        mip->lp->columns[at].cost = mip_cost_of(mip, &mip->columns[at]);
    return true;
}

struct mip *mip_new(const struct problem *p, const struct index *index, struct coverage *coverage,
                    const struct mip_question *question, int32_t column_max)
{
    struct mip *mip = memory_take(1, sizeof *mip);

    mip->problem = p;
    mip->index = index;
    mip->coverage = coverage;
    mip->question = question;
    mip->column_max = column_max;
    mip->lp = lp_new();
    mip->is_included = memory_take(p->group_count, sizeof *mip->is_included);
    mip->y = take_columns(index->pair_count);
    mip->full = take_columns(p->group_count);
    mip->up = take_columns(p->group_count);
    mip->first_x = take_columns((int64_t)p->item_count + 1);
    mip->weight_row = take_columns(p->tier_count);
    mip->replica_row = take_columns(p->tier_count);
    mip->unit = memory_take(p->resource_count, sizeof *mip->unit);
    if (build(mip))
        return mip;
    mip_free(mip);
    return NULL;
}

void mip_free(struct mip *mip)
{
    if (!mip)
        return;
    mip_free_pods(mip);
    lp_free(mip->lp);
    free(mip->columns);
    free(mip->uses);
    free(mip->is_included);
    free(mip->y);
    free(mip->full);
    free(mip->up);
    free(mip->first_x);
    free(mip->weight_row);
    free(mip->replica_row);
    free(mip->unit);
    free(mip);
}
