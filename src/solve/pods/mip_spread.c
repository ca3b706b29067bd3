/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "solve/pods/mip_pods.h"
#include "solve/pods/mip_spots.h"

/* Least count of the cluster's domains less `floor`, which is the least of base. */
static int32_t add_least(struct mip *mip, const struct spread *rule, int32_t number,
                         int32_t cluster, const struct spots *set, int64_t floor)
{
    struct row_terms *row = &mip->pods->row;
    int32_t column, from = rule->first_domain[cluster], to = rule->first_domain[cluster + 1];
    double upper = HUGE_VAL;

    for (int32_t d = from; d < to; d++) {
        size_t end, first = spots_find(set, d, &end);
        double most = (double)(rule->base[d] - floor) + spots_most(mip, set, first, end);

        upper = most < upper ? most : upper;
    }
    if (upper <= 0)
        return -1;
    column = mip_add_column(mip, MIP_LEAST, number, cluster, upper);
    for (int32_t d = from; d < to; d++) {
        size_t end, first = spots_find(set, d, &end);

        if ((double)(rule->base[d] - floor) >= upper)
            continue;
        row_add(row, column, 1);
        row_add_range(row, set, first, end, -1);
        row_flush(mip, row, (double)(rule->base[d] - floor), "least", number);
    }
    return column;
}

static int64_t least_base(const struct spread *rule, int32_t cluster)
{
    int32_t from = rule->first_domain[cluster], to = rule->first_domain[cluster + 1];
    int64_t least = INT64_MAX;

    for (int32_t d = from; d < to; d++)
        least = rule->base[d] < least ? rule->base[d] : least;
    return to - from < rule->min_domains || least == INT64_MAX ? 0 : least;
}

void mip_add_spread(struct mip *mip, const struct spread *rule, int32_t number)
{
    const struct problem *p = mip->problem;
    const struct stand *stand = stand_find(mip, rule->item_ix, rule->bin_domain);
    struct row_terms *row = &mip->pods->row;
    int32_t cluster = -1, least = -1;
    int64_t floor = 0;
    struct spots set;

    spots_gather(mip, rule->set, rule->bin_domain, &set);
    for (size_t at = 0; at < stand->count; at++) {
        int32_t d = stand->domains[at], c = 0;
        size_t end, first = spots_find(&set, d, &end);
        double over, most;

        while (d >= 0 && c + 1 < p->cluster_count && rule->first_domain[c + 1] <= d)
            c++;
        if (d >= 0 && c != cluster) {
            floor = least_base(rule, c);
            least = rule->first_domain[c + 1] - rule->first_domain[c] < rule->min_domains
                        ? -1
                        : add_least(mip, rule, number, c, &set, floor);
            cluster = c;
        }
        /* At rest, the count is above what the skew allows by so much at most. */
        most = d >= 0 ? spots_most(mip, &set, first, end) : 0;
        over = d < 0 ? 1
                     : (double)(rule->base[d] - floor) + most + (rule->is_self ? 0 : 1) -
                           (double)rule->max_skew;
        if (over <= 0)
            continue;
        row_add(row, stand->columns[at], over);
        if (d >= 0)
            row_add_range(row, &set, first, end, 1);
        if (d >= 0 && least >= 0)
            row_add(row, least, -1);
        row_flush(mip, row, most, "spread", number);
    }
    spots_release(&set);
}

static double start_stand(const struct mip *mip, const struct mip_column *column,
                          const double *values)
{
    const struct stand *stand = &mip->pods->stands[column->a];

    for (int32_t at = mip->first_x[stand->item]; at < mip->first_x[stand->item + 1]; at++)
        if (stand->bin_domain[mip->columns[at].b] == column->b && values[at] > 0.5)
            return 1;
    return 0;
}

static double start_least(const struct mip *mip, const struct mip_column *column, double upper,
                          const double *values)
{
    const struct spread *rule = &mip->problem->spreads[column->a];
    int64_t floor = least_base(rule, column->b);
    double least = upper;
    struct spots set;

    spots_gather(mip, rule->set, rule->bin_domain, &set);
    for (int32_t d = rule->first_domain[column->b]; d < rule->first_domain[column->b + 1]; d++) {
        size_t end, first = spots_find(&set, d, &end);
        double count = (double)(rule->base[d] - floor) + spots_value(&set, first, end, values);

        least = count < least ? count : least;
    }
    spots_release(&set);
    return least;
}

static double start_first(const struct mip *mip, const struct mip_column *column,
                          const double *values)
{
    struct spots set;
    size_t end, first;
    double count;

    spots_gather(mip, mip->problem->affinities[column->a].set, NULL, &set);
    first = spots_find(&set, column->b, &end);
    count = spots_value(&set, first, end, values);
    spots_release(&set);
    return count < 0.5;
}

void mip_start_pods(const struct mip *mip, double *values)
{
    for (size_t at = 0; mip->pods && at < mip->column_count; at++) {
        const struct mip_column *column = &mip->columns[at];

        if (column->kind == MIP_STAND)
            values[at] = start_stand(mip, column, values);
        else if (column->kind == MIP_FIRST)
            values[at] = start_first(mip, column, values);
        else if (column->kind == MIP_LEAST)
            values[at] = start_least(mip, column, mip->lp->columns[at].upper, values);
    }
}
