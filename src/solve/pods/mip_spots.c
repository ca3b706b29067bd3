/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/pods/mip_spots.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "solve/memory.h"

static int compare_spots(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;

    if (x->domain != y->domain)
        return x->domain < y->domain ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

/* Sort; equal pairs become one. Returns the new count. */
static size_t merge_spots(struct spot *spots, size_t count)
{
    size_t kept = 0;

    if (count > 1)
        qsort(spots, count, sizeof *spots, compare_spots);
    for (size_t i = 0; i < count; i++)
        if (kept > 0 && compare_spots(&spots[kept - 1], &spots[i]) == 0)
            spots[kept - 1].count += spots[i].count;
        else
            spots[kept++] = spots[i];
    return kept;
}

static void add_spot(const struct mip *mip, const int32_t *bin_domain, int32_t bin, int32_t column,
                     struct spots *ret)
{
    int32_t cluster = mip->problem->bin_cluster[bin];
    struct spot spot = {bin_domain ? bin_domain[bin] : cluster, cluster, column, 1};

    VEC_PUSH(ret->spots, ret->count, ret->room, spot);
}

/* A daemon has one replica on each eligible bin where its group's column is 1. */
static void gather_daemon(const struct mip *mip, int32_t item, const int32_t *bin_domain,
                          struct spots *ret)
{
    const struct problem *p = mip->problem;
    int32_t g = p->items[item].group_ix;
    const struct group *group = &p->groups[g];

    for (int32_t k = 0; k < group->allowed_count; k++) {
        int32_t y = mip->y[mip->index->first_pair[g] + k], c = group->allowed[k];

        for (int32_t b = p->first_bin[c]; y >= 0 && b < p->first_bin[c + 1]; b++)
            if (problem_eligible(p, item, b) ||
                (mip->pods->keeps_room && problem_may_come(p, item, b))) {
                add_spot(mip, bin_domain, b, y, ret);
                ret->most++;
            }
    }
}

void spots_gather(const struct mip *mip, struct item_set set, const int32_t *bin_domain,
                  struct spots *ret)
{
    const struct problem *p = mip->problem;

    *ret = (struct spots){0};
    for (int32_t k = 0; k < set.count; k++) {
        int32_t item = set.items[k];

        if (!mip->is_included[p->items[item].group_ix])
            continue;
        if (p->items[item].is_daemon) {
            gather_daemon(mip, item, bin_domain, ret);
            continue;
        }
        ret->most += (double)(p->items[item].replicas + p->items[item].more);
        for (int32_t at = mip->first_x[item]; at < mip->first_x[item + 1]; at++)
            add_spot(mip, bin_domain, mip->columns[at].b, at, ret);
    }
    ret->count = merge_spots(ret->spots, ret->count);
}

void spots_release(struct spots *spots)
{
    free(spots->spots);
    *spots = (struct spots){0};
}

size_t spots_find(const struct spots *spots, int32_t domain, size_t *ret_end)
{
    size_t low = 0, high = spots->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (spots->spots[middle].domain < domain)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < spots->count && spots->spots[high].domain == domain;)
        high++;
    *ret_end = high;
    return low;
}

double spots_most(const struct mip *mip, const struct spots *spots, size_t first, size_t end)
{
    double most = 0;

    for (size_t at = first; at < end; at++)
        most += spots->spots[at].count * mip->lp->columns[spots->spots[at].column].upper;
    return most < spots->most ? most : spots->most;
}

double spots_value(const struct spots *spots, size_t first, size_t end, const double *values)
{
    double sum = 0;

    for (size_t at = first; at < end; at++)
        sum += spots->spots[at].count * values[spots->spots[at].column];
    return sum;
}

void row_add(struct row_terms *terms, int32_t column, double value)
{
    struct spot term = {0, 0, column, value};

    VEC_PUSH(terms->terms, terms->count, terms->room, term);
}

void row_add_range(struct row_terms *terms, const struct spots *spots, size_t first, size_t end,
                   double factor)
{
    for (size_t at = first; at < end; at++)
        row_add(terms, spots->spots[at].column, factor * spots->spots[at].count);
}

void row_flush(struct mip *mip, struct row_terms *terms, double upper, const char *name, int32_t a)
{
    int32_t row = mip_add_row(mip, -HUGE_VAL, upper, name, a, (int32_t)mip->lp->row_count);

    terms->count = merge_spots(terms->terms, terms->count);
    for (size_t at = 0; at < terms->count; at++)
        lp_put(mip->lp, row, terms->terms[at].column, terms->terms[at].count);
    terms->count = 0;
}

static void fill_stand(struct mip *mip, struct stand *stand, int32_t number)
{
    struct spots spots;

    spots_gather(mip, spots_only(&stand->item), stand->bin_domain, &spots);
    stand->domains = memory_take((int64_t)spots.count, sizeof *stand->domains);
    stand->columns = memory_take((int64_t)spots.count, sizeof *stand->columns);
    for (size_t first = 0, end; first < spots.count; first = end) {
        int32_t domain = spots.spots[first].domain, column = spots.spots[first].column;
        double most;

        spots_find(&spots, domain, &end);
        most = spots_most(mip, &spots, first, end);
        if (end - first > 1 || mip->lp->columns[column].upper > 1) {
            column = mip_add_column(mip, MIP_STAND, number, domain, 1);
            row_add_range(&mip->pods->row, &spots, first, end, 1);
            row_add(&mip->pods->row, column, -most);
            row_flush(mip, &mip->pods->row, 0, "stand", number);
        }
        stand->domains[stand->count] = domain;
        stand->columns[stand->count++] = column;
    }
    spots_release(&spots);
}

const struct stand *stand_find(struct mip *mip, int32_t item, const int32_t *bin_domain)
{
    struct mip_pods *pods = mip->pods;
    struct stand stand = {.item = item, .bin_domain = bin_domain, .next = pods->last_stand[item]};

    for (int32_t k = pods->last_stand[item]; k >= 0; k = pods->stands[k].next)
        if (pods->stands[k].bin_domain == bin_domain)
            return &pods->stands[k];
    fill_stand(mip, &stand, (int32_t)pods->stand_count);
    pods->last_stand[item] = (int32_t)pods->stand_count;
    VEC_PUSH(pods->stands, pods->stand_count, pods->stand_room, stand);
    return &pods->stands[pods->last_stand[item]];
}
