/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/mip/mip.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/mip/mip_model.h"
#include "solve/pods/mip_pods.h"

const struct lp *mip_lp(const struct mip *mip)
{
    return mip->lp;
}

/* The root takes at least about one iteration a row; less is left, and nothing comes of it. */
bool mip_is_affordable(const struct mip *mip, const struct work *work)
{
    return (double)mip->lp->row_count * (double)lp_iteration_ticks(mip->lp) <=
           (double)work_left(work);
}

/* Values of all columns in a plan. */
static double *start_values(const struct mip *mip, const struct answer *start)
{
    const struct problem *p = mip->problem;
    double *values = memory_take((int64_t)mip->column_count, sizeof *values);

    for (size_t i = 0; i < start->count; i++) {
        const struct share *share = &start->assigns[i];
        int32_t g = p->items[share->item_ix].group_ix;
        int32_t k = index_allowed(p, g, p->bin_cluster[share->bin_ix]);

        for (int32_t at = mip->first_x[share->item_ix]; at < mip->first_x[share->item_ix + 1]; at++)
            if (mip->columns[at].kind == MIP_X && mip->columns[at].b == share->bin_ix)
                values[at] = (double)share->count;
        if (p->groups[g].kind == GROUP_REPLICAS && k >= 0 &&
            mip->y[mip->index->first_pair[g] + k] >= 0)
            values[mip->y[mip->index->first_pair[g] + k]] = 1;
    }
    for (size_t at = 0; at < mip->column_count; at++) {
        const struct mip_column *column = &mip->columns[at];

        if (column->kind == MIP_Y)
            values[at] = start->cluster[column->a] == column->b;
        else if (column->kind == MIP_FULL)
            values[at] = start->is_recovered[column->a];
    }
    mip_start_pods(mip, values);
    mip_start_open(mip, values);
    return values;
}

/* Does the plan keep every row? Otherwise GLPK would take it for an incumbent it is not. */
static bool is_feasible(const struct mip *mip, const double *values)
{
    double *sums = memory_take((int64_t)mip->lp->row_count, sizeof *sums);
    bool is_right = true;

    for (size_t i = 0; i < mip->lp->entry_count; i++)
        sums[mip->lp->entries[i].row] +=
            mip->lp->entries[i].value * values[mip->lp->entries[i].column];
    for (size_t i = 0; i < mip->lp->row_count; i++)
        is_right = is_right && sums[i] <= mip->lp->rows[i].upper + 1e-9 &&
                   sums[i] >= mip->lp->rows[i].lower - 1e-9;
    for (size_t i = 0; i < mip->column_count; i++)
        is_right = is_right && values[i] >= mip->lp->columns[i].lower - 1e-9 &&
                   values[i] <= mip->lp->columns[i].upper + 1e-9;
    free(sums);
    return is_right;
}

static double placed_of(const struct mip *mip, int32_t item, const double *values)
{
    double placed = 0;

    for (int32_t at = mip->first_x[item]; at < mip->first_x[item + 1]; at++)
        placed += mip->columns[at].kind == MIP_X ? values[at] : 0;
    return placed;
}

/* The columns "up" of a plan: as high as the rows allow. A column at a time, until nothing changes;
 * requirements have no cycles. */
static void raise_up(const struct mip *mip, const struct answer *start, double *values)
{
    const struct problem *p = mip->problem;

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        bool is_up = mip->up[g] >= 0;

        for (int32_t i = group->first_item; is_up && i < group->first_item + group->item_count;
             i++) {
            const struct item *item = &p->items[i];
            double placed = placed_of(mip, i, values);

            for (int32_t k = 0; k < item->twin_count; k++)
                placed += placed_of(mip, p->twins[item->first_twin + k], values);
            is_up = !item->is_dead || item->replicas == 0 || placed > 0.5;
        }
        for (int32_t i = mip->index->first_require[g];
             is_up && i < mip->index->first_require[g + 1]; i++) {
            int32_t needs = p->requires[i].needs_ix;

            is_up = p->groups[needs].kind == GROUP_RESIDENT || start->is_recovered[needs] ||
                    (mip->up[needs] >= 0 && values[mip->up[needs]] > 0.5);
        }
        if (is_up)
            values[mip->up[g]] = 1;
    }
}

static void read_answer(const struct mip *mip, const double *values, struct answer *ret)
{
    answer_clear(mip->problem, ret);
    for (size_t at = 0; at < mip->column_count; at++) {
        const struct mip_column *column = &mip->columns[at];
        int64_t value = llround(values[at]);

        if (value <= 0)
            continue;
        if (column->kind == MIP_Y) {
            ret->cluster[column->a] = column->b;
        } else if (column->kind == MIP_X) {
            struct share share = {column->a, column->b, value};

            VEC_PUSH(ret->assigns, ret->count, ret->room, share);
        }
    }
    answer_count(mip->problem, mip->index, ret);
}

enum lp_status mip_search(struct mip *mip, const struct answer *start, struct work *work,
                          struct answer *ret_answer, bool *ret_found, int64_t *ret_bound)
{
    double *values = start ? start_values(mip, start) : NULL;
    struct lp_result result;
    enum lp_status status;

    if (values)
        raise_up(mip, start, values);
    lp_search(mip->lp, values && is_feasible(mip, values) ? values : NULL, work, &result);
    status = result.status;
    *ret_found = result.has_solution;
    if (result.has_solution)
        read_answer(mip, result.primal, ret_answer);
    /* Weights are whole numbers; what lies within the tolerance below the next one is that one. */
    *ret_bound = result.bound < 4e18
                     ? (int64_t)floor(result.bound + 1e-6 * (1 + fabs(result.bound)))
                     : INT64_MAX;
    free(values);
    lp_result_release(&result);
    return status;
}
