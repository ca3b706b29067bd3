/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/improve/ladder.h"

#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"

enum {
    STEPS = 32,       /* on which a bin may stand, of the scarcest resource */
    STEPS_FEW = 4,    /* of the others: each step costs when bins move */
    BINS_LEAST = 100, /* smaller clusters are looked through */
};

struct ladder {
    const struct problem *problem;
    int64_t *step;       /* [resource_count * STEPS]: step s holds bins with at least step[s] */
    int32_t *step_count; /* [resource_count] */
    int32_t *sorted;     /* by resource, cluster: bins by step */
    int32_t *place;      /* by resource, bin: where in sorted */
    unsigned char *at;   /* by resource, bin: its step */
    int32_t *first;      /* by resource, cluster, step: where it begins in sorted */
};

static int compare_amounts(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* The resource of which the largest part of what is free is asked for. */
static int32_t scarcest(const struct problem *p)
{
    double most = -1;
    int32_t best = 0;

    for (int32_t r = 0; r < p->resource_count; r++) {
        double demand = 0, offered = 1;

        for (int32_t i = 0; i < p->item_count; i++)
            demand += (double)problem_demand(p, i, r) * (double)p->items[i].replicas;
        for (int32_t b = 0; b < p->bin_count; b++)
            offered += (double)problem_free(p, b, r);
        if (demand / offered > most) {
            most = demand / offered;
            best = r;
        }
    }
    return best;
}

/* Steps of a resource: what items ask of it, or, when that is too many, evenly chosen ones. The
 * first is for all that have less. */
static void choose_steps(struct ladder *ladder, int32_t r, int32_t most)
{
    const struct problem *p = ladder->problem;
    int64_t *amounts = memory_take(p->item_count, sizeof *amounts);
    int64_t *step = &ladder->step[(size_t)r * STEPS];
    int32_t count = 0, distinct = 0;

    for (int32_t i = 0; i < p->item_count; i++)
        if (problem_demand(p, i, r) > 0)
            amounts[count++] = problem_demand(p, i, r);
    qsort(amounts, (size_t)count, sizeof *amounts, compare_amounts);
    for (int32_t i = 0; i < count; i++)
        if (distinct == 0 || amounts[i] != amounts[distinct - 1])
            amounts[distinct++] = amounts[i];
    step[0] = INT64_MIN;
    ladder->step_count[r] = 1;
    for (int32_t s = 1; s < most && s <= distinct; s++) {
        int64_t from = distinct < most ? s - 1 : (int64_t)(s - 1) * distinct / (most - 1);

        step[ladder->step_count[r]++] = amounts[from];
    }
    free(amounts);
}

struct ladder *ladder_new(const struct problem *p)
{
    struct ladder *ladder = memory_take(1, sizeof *ladder);
    int32_t most = 0, scarce;

    for (int32_t c = 0; c < p->cluster_count; c++)
        most = p->first_bin[c + 1] - p->first_bin[c] > most ? p->first_bin[c + 1] - p->first_bin[c]
                                                            : most;
    ladder->problem = p;
    if (most < BINS_LEAST)
        return ladder;
    scarce = scarcest(p);
    ladder->step = memory_take((int64_t)p->resource_count * STEPS, sizeof *ladder->step);
    ladder->step_count = memory_take(p->resource_count, sizeof *ladder->step_count);
    ladder->sorted = memory_take((int64_t)p->resource_count * p->bin_count, sizeof *ladder->sorted);
    ladder->place = memory_take((int64_t)p->resource_count * p->bin_count, sizeof *ladder->place);
    ladder->at = memory_take((int64_t)p->resource_count * p->bin_count, sizeof *ladder->at);
    ladder->first = memory_take((int64_t)p->resource_count * p->cluster_count * (STEPS + 1),
                                sizeof *ladder->first);
    for (int32_t r = 0; r < p->resource_count; r++)
        choose_steps(ladder, r, r == scarce ? STEPS : STEPS_FEW);
    return ladder;
}

void ladder_free(struct ladder *ladder)
{
    if (!ladder)
        return;
    free(ladder->step);
    free(ladder->step_count);
    free(ladder->sorted);
    free(ladder->place);
    free(ladder->at);
    free(ladder->first);
    free(ladder);
}

static bool has_steps(const struct ladder *ladder, int32_t cluster)
{
    const int32_t *first_bin = ladder->problem->first_bin;

    return ladder->sorted && first_bin[cluster + 1] - first_bin[cluster] >= BINS_LEAST;
}

/* The highest step of a resource that an amount reaches. */
static int32_t step_of(const struct ladder *ladder, int32_t r, int64_t amount)
{
    const int64_t *step = &ladder->step[(size_t)r * STEPS];
    int32_t low = 0, high = ladder->step_count[r];

    while (high - low > 1) {
        int32_t middle = (low + high) / 2;

        if (step[middle] <= amount)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int32_t *firsts(const struct ladder *ladder, int32_t r, int32_t cluster)
{
    return &ladder->first[((size_t)r * (size_t)ladder->problem->cluster_count + (size_t)cluster) *
                          (STEPS + 1)];
}

static void sort_cluster(struct ladder *ladder, int32_t r, int32_t cluster, const int64_t *left)
{
    const struct problem *p = ladder->problem;
    size_t base = (size_t)r * (size_t)p->bin_count;
    int32_t *first = firsts(ladder, r, cluster), next[STEPS + 1];

    memset(first, 0, (STEPS + 1) * sizeof *first);
    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++) {
        int32_t s = step_of(ladder, r, left[(int64_t)b * p->resource_count + r]);

        ladder->at[base + (size_t)b] = (unsigned char)s;
        first[s + 1]++;
    }
    first[0] = p->first_bin[cluster];
    for (int32_t s = 0; s < STEPS; s++)
        first[s + 1] += first[s];
    memcpy(next, first, sizeof next);
    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++) {
        int32_t place = next[ladder->at[base + (size_t)b]]++;

        ladder->sorted[base + (size_t)place] = b;
        ladder->place[base + (size_t)b] = place;
    }
}

void ladder_sort(struct ladder *ladder, const int64_t *left)
{
    for (int32_t c = 0; c < ladder->problem->cluster_count; c++)
        for (int32_t r = 0; has_steps(ladder, c) && r < ladder->problem->resource_count; r++)
            sort_cluster(ladder, r, c, left);
}

static void exchange(struct ladder *ladder, size_t base, int32_t bin, int32_t place)
{
    int32_t other = ladder->sorted[base + (size_t)place];
    int32_t from = ladder->place[base + (size_t)bin];

    ladder->sorted[base + (size_t)from] = other;
    ladder->place[base + (size_t)other] = from;
    ladder->sorted[base + (size_t)place] = bin;
    ladder->place[base + (size_t)bin] = place;
}

/* Step by step, each time to the end of its present step that lies next to the new one. */
static void climb(struct ladder *ladder, int32_t r, int32_t bin, int64_t amount)
{
    const int64_t *step = &ladder->step[(size_t)r * STEPS];
    size_t base = (size_t)r * (size_t)ladder->problem->bin_count;
    int32_t s = ladder->at[base + (size_t)bin], count = ladder->step_count[r];
    int32_t *first = firsts(ladder, r, ladder->problem->bin_cluster[bin]);

    for (; s > 0 && amount < step[s]; s--)
        exchange(ladder, base, bin, first[s]++);
    for (; s + 1 < count && amount >= step[s + 1]; s++)
        exchange(ladder, base, bin, --first[s + 1]);
    ladder->at[base + (size_t)bin] = (unsigned char)s;
}

void ladder_move(struct ladder *ladder, int32_t bin, const int64_t *left)
{
    if (has_steps(ladder, ladder->problem->bin_cluster[bin]))
        for (int32_t r = 0; r < ladder->problem->resource_count; r++)
            climb(ladder, r, bin, left[r]);
}

struct ladder_view ladder_look(const struct ladder *ladder, int32_t cluster, const int64_t *demand)
{
    const struct problem *p = ladder->problem;
    int32_t end = p->first_bin[cluster + 1];
    struct ladder_view view = {NULL, p->first_bin[cluster], end - p->first_bin[cluster]};

    for (int32_t r = 0; has_steps(ladder, cluster) && r < p->resource_count; r++) {
        int32_t s = step_of(ladder, r, demand[r]), from = firsts(ladder, r, cluster)[s];

        if (end - from < view.count) {
            view.bins = &ladder->sorted[(size_t)r * (size_t)p->bin_count + (size_t)from];
            view.count = end - from;
        }
    }
    return view;
}
