/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/knapsack.h"
#include "solve/sets/random.h"
#include "solve/work.h"

enum { FILL_NODES = 200 };

struct filling {
    const struct set_question *question;
    double *weight;        /* [resource_count] scarcity cubed, per mean bin */
    double *size, *value;  /* [type_count] of a replica */
    int64_t *left;         /* [type_count] still to place */
    int64_t *free;         /* [resource_count] of the present bin */
    struct sort_key *bins; /* [bin_count] */
    struct knapsack knapsack;
    uint64_t *random;
};

static double length(const struct filling *filling, const int64_t *amounts)
{
    double sum = 0;

    for (int32_t r = 0; r < filling->question->resource_count; r++)
        sum += filling->weight[r] * (double)amounts[r];
    return sum;
}

static double cube(double x)
{
    return x * x * x;
}

static void weigh(struct filling *filling)
{
    const struct set_question *q = filling->question;
    double *mean = memory_take(q->resource_count, sizeof *mean);

    for (int32_t r = 0; r < q->resource_count; r++) {
        double want = 0;

        for (int32_t t = 0; t < q->type_count; t++)
            want += (double)q->types[t].demand[r] * (double)q->types[t].need;
        for (int32_t b = 0; b < q->bin_count; b++)
            mean[r] += (double)q->free[(int64_t)b * q->resource_count + r];
        if (mean[r] > 0)
            filling->weight[r] = cube(want / mean[r]) * q->bin_count / mean[r];
        mean[r] /= q->bin_count;
    }
    for (int32_t t = 0; t < q->type_count; t++) {
        double most = 0;

        for (int32_t r = 0; r < q->resource_count; r++)
            if (mean[r] > 0 && (double)q->types[t].demand[r] / mean[r] > most)
                most = (double)q->types[t].demand[r] / mean[r];
        filling->size[t] = length(filling, q->types[t].demand);
        filling->value[t] = filling->size[t] * sqrt(sqrt(most));
    }
    free(mean);
}

/* Small bins first, with noise; every third pass the large ones first. */
static void order_bins(struct filling *filling, int32_t pass)
{
    const struct set_question *q = filling->question;

    for (int32_t b = 0; b < q->bin_count; b++) {
        double size = length(filling, &q->free[(int64_t)b * q->resource_count]);

        size *= 0.7 + 0.6 * random_part(filling->random);
        filling->bins[b] = (struct sort_key){pass % 3 == 2 ? -size : size, 0, b};
    }
    sort_keys(filling->bins, q->bin_count);
}

/* Values as integers of the knapsack, with noise. */
static void price(struct filling *filling, int32_t bin)
{
    const struct set_question *q = filling->question;
    double most = 0;

    for (int32_t t = 0; t < q->type_count; t++)
        most = filling->value[t] > most ? filling->value[t] : most;
    for (int32_t t = 0; t < q->type_count; t++) {
        struct knapsack_item *item = &filling->knapsack.items[t];
        const struct set_type *type = &q->types[t];
        int64_t cap = set_cap(q, t, bin);

        item->most = filling->left[t] < cap ? filling->left[t] : cap;
        if (type->zone_left && type->zone_now[q->bin_zone[bin] - q->zone_base] < item->most)
            item->most = type->zone_now[q->bin_zone[bin] - q->zone_base];
        item->value = 0;
        if (item->most > 0 && most > 0)
            item->value = 1 + (int64_t)(filling->value[t] / most * 1e9 *
                                        (0.97 + 0.06 * random_part(filling->random)));
    }
}

static void correct(struct filling *filling, int32_t bin)
{
    const struct set_question *q = filling->question;
    double used = 0, ratio;

    for (int32_t t = 0; t < q->type_count; t++)
        used += (double)filling->knapsack.items[t].taken * filling->size[t];
    if (used <= 0)
        return;
    ratio = length(filling, &q->free[(int64_t)bin * q->resource_count]) / used;
    ratio = ratio < 1.6 ? ratio : 1.6;
    for (int32_t t = 0; t < q->type_count; t++) {
        double taken = (double)filling->knapsack.items[t].taken;
        double share = 0.5 * taken / ((double)filling->left[t] + taken);

        filling->value[t] = (1 - share) * filling->value[t] + share * filling->size[t] * ratio;
    }
}

static bool pass_bins(struct filling *filling, int32_t pass, struct set_plan *plan)
{
    const struct set_question *q = filling->question;
    int64_t missing = 0;

    order_bins(filling, pass);
    plan->count = 0;
    set_begin(q);
    for (int32_t t = 0; t < q->type_count; t++)
        missing += filling->left[t] = q->types[t].need;
    for (int32_t i = 0; i < q->bin_count && missing > 0; i++) {
        int32_t bin = filling->bins[i].ix;

        price(filling, bin);
        filling->knapsack.free = &q->free[(int64_t)bin * q->resource_count];
        knapsack_solve(&filling->knapsack, FILL_NODES, q->work);
        memcpy(filling->free, filling->knapsack.free,
               (size_t)q->resource_count * sizeof *filling->free);
        for (int32_t t = 0; t < q->type_count; t++) {
            int64_t put = set_put(q, t, bin, filling->knapsack.items[t].taken, filling->free, plan);

            filling->left[t] -= put;
            missing -= put;
        }
        correct(filling, bin);
    }
    for (int32_t t = 0; t < q->type_count; t++)
        if (filling->left[t] > 0)
            filling->value[t] *=
                1 + 0.3 * (0.3 + 0.7 * (double)filling->left[t] / (double)q->types[t].need);
    return missing == 0;
}

bool fill_bins(const struct set_question *q, int32_t passes, uint64_t *random, struct set_plan *ret)
{
    struct filling filling = {.question = q, .random = random};
    bool is_placed = q->type_count == 0;

    ret->count = 0;
    if (q->bin_count == 0 || q->type_count == 0 || q->resource_count == 0)
        return is_placed;
    filling.weight = memory_take(q->resource_count, sizeof *filling.weight);
    filling.size = memory_take(q->type_count, sizeof *filling.size);
    filling.value = memory_take(q->type_count, sizeof *filling.value);
    filling.left = memory_take(q->type_count, sizeof *filling.left);
    filling.free = memory_take(q->resource_count, sizeof *filling.free);
    filling.bins = memory_take(q->bin_count, sizeof *filling.bins);
    knapsack_init(&filling.knapsack, q->resource_count, q->type_count);
    for (int32_t t = 0; t < q->type_count; t++)
        filling.knapsack.items[t].demand = q->types[t].demand;
    weigh(&filling);
    for (int32_t pass = 0; pass < passes && !is_placed && !work_is_out(q->work); pass++)
        is_placed = pass_bins(&filling, pass, ret);
    free(filling.weight);
    free(filling.size);
    free(filling.value);
    free(filling.left);
    free(filling.free);
    free(filling.bins);
    knapsack_release(&filling.knapsack);
    return is_placed;
}
