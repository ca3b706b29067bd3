/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "solve/memory.h"
#include "solve/mip/mip_model.h"

/* A column of one of the twins, by the bin or zone whose cap it counts in. */
struct counted {
    int32_t place;
    int32_t column;
};

static int compare_counted(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

static int32_t place_of(const struct problem *p, int32_t bin, bool by_zone)
{
    return by_zone ? p->bin_zone[bin] : bin;
}

/* The columns of an item, appended to list. */
static int32_t list_columns(const struct mip *mip, int32_t item, bool by_zone, struct counted *list,
                            int32_t count)
{
    for (int32_t at = mip->first_x[item]; at < mip->first_x[item + 1]; at++)
        if (mip->columns[at].kind == MIP_X)
            list[count++] =
                (struct counted){place_of(mip->problem, mip->columns[at].b, by_zone), at};
    return count;
}

/* What the cap leaves on a bin or in a zone beside the replicas present, as the item of the column
 * sees them: twins see the same where both may go. */
static int64_t cap_left(const struct mip *mip, const struct counted *counted, bool by_zone)
{
    const struct problem *p = mip->problem;
    const struct item *it = &p->items[mip->columns[counted->column].a];
    int64_t left = by_zone ? it->per_zone_cap : it->per_bin_cap;

    for (int32_t k = it->first_present; k < it->first_present + it->present_count; k++)
        if (place_of(p, p->present[k].bin_ix, by_zone) == counted->place)
            left -= p->present[k].count;
    return left > 0 ? left : 0;
}

/* One row for each bin or zone where two of the twins have columns; one alone has its own. */
static void add_rows(struct mip *mip, int32_t item, bool by_zone)
{
    const struct problem *p = mip->problem;
    const struct item *it = &p->items[item];
    int32_t room = mip->first_x[item + 1] - mip->first_x[item], count = 0;
    struct counted *list;

    for (int32_t k = it->first_twin; k < it->first_twin + it->twin_count; k++)
        room += mip->first_x[p->twins[k] + 1] - mip->first_x[p->twins[k]];
    list = memory_take(room, sizeof *list);
    count = list_columns(mip, item, by_zone, list, count);
    for (int32_t k = it->first_twin; k < it->first_twin + it->twin_count; k++)
        count = list_columns(mip, p->twins[k], by_zone, list, count);
    if (count > 0)
        qsort(list, (size_t)count, sizeof *list, compare_counted);
    for (int32_t first = 0, end; first < count; first = end) {
        int32_t row;

        for (end = first + 1; end < count && list[end].place == list[first].place;)
            end++;
        if (end - first < 2)
            continue;
        row = mip_add_row(mip, -HUGE_VAL, (double)cap_left(mip, &list[first], by_zone),
                          by_zone ? "zone_all" : "bin_all", item, list[first].place);
        for (int32_t at = first; at < end; at++)
            lp_put(mip->lp, row, list[at].column, 1);
    }
    free(list);
}

void mip_add_twin_rows(struct mip *mip)
{
    const struct problem *p = mip->problem;

    for (int32_t i = 0; i < p->item_count; i++) {
        const struct item *it = &p->items[i];

        if (it->twin_count == 0 || p->twins[it->first_twin] < i)
            continue; /* the first of the twins speaks for all */
        if (it->has_bin_cap)
            add_rows(mip, i, false);
        if (it->has_zone_cap)
            add_rows(mip, i, true);
    }
}
