/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/arena.h"
#include "verify/proof/cut_parts.h"

/* A size times a price stays within 128 bits. */
#define SIZE_LIMIT ((wide_int)1 << 84)
#define NO_VALUE ((wide_int)1 << 64)

/* A price and what its workload weighs, by price for weight. */
struct weighed {
    const struct priced *it;
    wide_int size;
};

/* Amounts are never below 0: neither demands nor what is free. */
static wide_int weigh(const int64_t *weights, const int64_t *amounts, int32_t count)
{
    wide_int sum = 0, product;

    for (int32_t r = 0; r < count; r++) {
        product = weights[r] > 0 ? (wide_int)weights[r] * amounts[r] : 0;
        sum = product > SIZE_LIMIT || sum + product > SIZE_LIMIT ? SIZE_LIMIT + 1 : sum + product;
    }
    return sum;
}

static int compare_weighed(const void *a, const void *b)
{
    const struct weighed *x = a, *y = b;
    wide_int left = x->it->pi * y->size, right = y->it->pi * x->size;

    if (left != right)
        return left > right ? -1 : 1;
    return x->it->workload_ix < y->it->workload_ix ? -1 : x->it->workload_ix > y->it->workload_ix;
}

const char *cut_weigh_begin(struct prover *p)
{
    const struct cut *cut = p->cut;
    int32_t width = p->cover->q.resource_count;

    if (cut->weight_count > CERTIFICATE_WEIGHTS_MAX)
        return "it has too many weights";
    if (cut->weight_width != width)
        return "its weights are not one for each resource";
    p->weighed =
        ARENA_NEW(p->scratch, (int64_t)cut->weight_count * cut->price_count + 1, struct weighed);
    for (int32_t i = 0; i < cut->weight_count * width; i++) {
        if (cut->weights[i] < 0 || cut->weights[i] > CUT_PRICE_MAX)
            return "a weight is not in 0 to 2^40";
    }
    for (int32_t w = 0; w < cut->weight_count && *p->budget >= 0; w++) {
        struct weighed *list = &p->weighed[(int64_t)w * cut->price_count];

        for (int32_t i = 0; i < cut->price_count; i++) {
            list[i].it = &p->priced[i];
            list[i].size = weigh(&cut->weights[(int64_t)w * width], p->priced[i].demand, width);
            if (list[i].size > SIZE_LIMIT)
                return "a workload weighs too much";
        }
        *p->budget -= cut->price_count;
        if (cut->price_count > 0)
            qsort(list, (size_t)cut->price_count, sizeof *list, compare_weighed);
    }
    return NULL;
}

static bool takes(const struct bin *bin, const struct priced *it)
{
    if (!bin->takes[it->rule] || it->per_node < 1)
        return false;
    for (int32_t r = 0; r < bin->resource_count; r++) {
        if (it->demand[r] > bin->room[r])
            return false;
    }
    return true;
}

/* By one of the weights: the first of the list that the node can hold has the best ratio. */
static wide_int weigh_by(struct prover *p, const struct bin *bin, int32_t w)
{
    const struct weighed *list = &p->weighed[(int64_t)w * p->cut->price_count];
    const int64_t *weights = &p->cut->weights[(int64_t)w * bin->resource_count];
    wide_int room;
    int32_t i = 0;

    while (i < p->cut->price_count && !takes(bin, list[i].it))
        i++;
    *p->budget -= i / 16 + 1;
    if (i == p->cut->price_count)
        return 0;
    for (int32_t r = 0; r < bin->resource_count; r++) {
        if (weights[r] > 0 && bin->room[r] == NO_LIMIT)
            return NO_VALUE;
    }
    room = weigh(weights, bin->room, bin->resource_count);
    if (list[i].size == 0 || room > SIZE_LIMIT)
        return NO_VALUE;
    return room * list[i].it->pi / list[i].size;
}

wide_int cut_weigh(struct prover *p, const struct bin *bin)
{
    wide_int best = NO_VALUE;

    for (int32_t w = 0; w < p->cut->weight_count && *p->budget >= 0; w++) {
        wide_int value = weigh_by(p, bin, w);

        best = value < best ? value : best;
    }
    return best;
}
