/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bins that are too full with those at home: the choice to let them stay, or to open the bin. */
#include <math.h>

#include "solve/mip/mip_model.h"

/* Does the column bring something new to the bin: daemons, or replicas that have no home there? */
static bool is_new(const struct mip *mip, int32_t column, int32_t bin)
{
    return mip->columns[column].kind != MIP_X ||
           problem_home(mip->problem, mip->columns[column].a, bin) == 0;
}

void mip_add_open(struct mip *mip, size_t first, size_t end, int32_t row, double scale)
{
    const struct problem *p = mip->problem;
    int32_t bin = (int32_t)(mip->uses[first].key / p->resource_count);
    int32_t r = (int32_t)(mip->uses[first].key % p->resource_count), open = -1;
    int64_t unit = mip->unit[r], left = problem_free(p, bin, r) - problem_over(p, bin, r);
    /* Whole units: what is free without bin_over, less what is free with it, each rounded down. */
    int64_t over = problem_free(p, bin, r) / unit - (left - ((left % unit + unit) % unit)) / unit;

    for (size_t at = first; at < end; at++) {
        int32_t column = mip->uses[at].column, tie;

        if (!is_new(mip, column, bin))
            continue;
        if (open < 0)
            open = mip_add_column(mip, MIP_OPEN, bin, r, 1);
        tie = mip_add_row(mip, -HUGE_VAL, 0, "opens", column, bin);
        lp_put(mip->lp, tie, column, 1);
        lp_put(mip->lp, tie, open, -mip->lp->columns[column].upper);
    }
    if (open >= 0)
        lp_put(mip->lp, row, open, (double)over * scale);
}

/* Uses are by key, once the capacity rows are there. */
static size_t first_use(const struct mip *mip, int64_t key)
{
    size_t low = 0, high = mip->use_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (mip->uses[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void mip_start_open(const struct mip *mip, double *values)
{
    for (size_t at = 0; at < mip->column_count; at++) {
        const struct mip_column *open = &mip->columns[at];
        int64_t key = (int64_t)open->a * mip->problem->resource_count + open->b;

        if (open->kind != MIP_OPEN)
            continue;
        for (size_t i = first_use(mip, key); i < mip->use_count && mip->uses[i].key == key; i++)
            if (values[mip->uses[i].column] > 0.5 && is_new(mip, mip->uses[i].column, open->a))
                values[at] = 1;
    }
}
