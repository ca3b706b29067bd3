/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/cells.h"

#include <stdbool.h>
#include <stdlib.h>

#include "solve/memory.h"

struct place {
    double key;
    int32_t ix;
};

struct cell {
    int32_t first, count, side; /* side: the widest one, or -1 */
    double score;
};

struct cutter {
    const double *at, *weight;
    int32_t width;
    int32_t *order; /* [count] points, cell by cell */
    struct place *places;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->key < y->key || x->key > y->key)
        return x->key < y->key ? -1 : 1;
    return x->ix < y->ix ? -1 : x->ix > y->ix;
}

static void sort_along(struct cutter *cutter, const struct cell *cell, int32_t side)
{
    for (int32_t i = 0; i < cell->count; i++) {
        int32_t ix = cutter->order[cell->first + i];

        cutter->places[i] = (struct place){cutter->at[(int64_t)ix * cutter->width + side], ix};
    }
    qsort(cutter->places, (size_t)cell->count, sizeof *cutter->places, compare_places);
}

/* A tenth at either end does not make it wide. */
static void rate(struct cutter *cutter, struct cell *cell)
{
    double weight = 0, widest = 0;

    cell->side = -1;
    for (int32_t i = 0; i < cell->count; i++)
        weight += cutter->weight[cutter->order[cell->first + i]];
    for (int32_t s = 0; s < cutter->width; s++) {
        double width;

        sort_along(cutter, cell, s);
        width = cutter->places[(int64_t)cell->count * 9 / 10].key -
                cutter->places[cell->count / 10].key;
        if (width > widest) {
            widest = width;
            cell->side = s;
        }
    }
    cell->score = widest * weight;
}

/* The upper half leaves the cell; false when it is the whole of it. */
static bool halve(struct cutter *cutter, struct cell *cell, struct cell *upper)
{
    double weight = 0, half = 0;
    int32_t at = 0;

    sort_along(cutter, cell, cell->side);
    for (int32_t i = 0; i < cell->count; i++)
        weight += cutter->weight[cutter->places[i].ix];
    while (at < cell->count - 1 && 2 * half < weight)
        half += cutter->weight[cutter->places[at++].ix];
    while (at > 0 && !(cutter->places[at - 1].key < cutter->places[at].key))
        at--;
    for (int32_t i = 1; at == 0 && i < cell->count; i++)
        at = cutter->places[i - 1].key < cutter->places[i].key ? i : 0;
    if (at == 0)
        return false;
    for (int32_t i = 0; i < cell->count; i++)
        cutter->order[cell->first + i] = cutter->places[i].ix;
    *upper = (struct cell){.first = cell->first + at, .count = cell->count - at};
    cell->count = at;
    return true;
}

int32_t cells_find(const double *at, const double *weight, int32_t count, int32_t width,
                   int32_t most, int32_t *ret)
{
    struct cutter cutter = {at, weight, width, memory_take(count, sizeof(int32_t)),
                            memory_take(count, sizeof(struct place))};
    struct cell *cells = memory_take(most, sizeof *cells);
    int32_t made = count > 0;

    for (int32_t i = 0; i < count; i++)
        cutter.order[i] = i;
    cells[0] = (struct cell){.count = count};
    if (count > 0)
        rate(&cutter, &cells[0]);
    while (made > 0 && made < most) {
        int32_t best = 0;

        for (int32_t i = 1; i < made; i++)
            best = cells[i].score > cells[best].score ? i : best;
        if (cells[best].side < 0 || cells[best].score <= 0)
            break;
        if (!halve(&cutter, &cells[best], &cells[made])) {
            cells[best].score = 0;
            continue;
        }
        rate(&cutter, &cells[best]);
        rate(&cutter, &cells[made++]);
    }
    for (int32_t c = 0; c < made; c++)
        for (int32_t i = 0; i < cells[c].count; i++)
            ret[cutter.order[cells[c].first + i]] = c;
    free(cells);
    free(cutter.places);
    free(cutter.order);
    return made;
}
