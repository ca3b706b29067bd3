/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/best_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/work.h"

enum rule { LENGTH, COSINE, LARGEST, ROOMIEST, FIRST, SUM, STRANDED };
enum order { BY_SUM, BY_LARGEST, BY_SCARCE };

static const struct {
    enum rule rule;
    enum order order;
    bool is_steep; /* weights cubed: scarce resources count for more */
} variants[BEST_FIT_VARIANTS] = {
    {LENGTH, BY_SUM, false},   {COSINE, BY_SUM, false},     {STRANDED, BY_SUM, false},
    {LARGEST, BY_SUM, false},  {COSINE, BY_LARGEST, true},  {LENGTH, BY_LARGEST, false},
    {SUM, BY_SUM, false},      {STRANDED, BY_SCARCE, true}, {FIRST, BY_SUM, false},
    {COSINE, BY_SCARCE, true}, {LENGTH, BY_SCARCE, true},   {SUM, BY_LARGEST, false},
    {ROOMIEST, BY_SUM, false}, {LARGEST, BY_LARGEST, false}};

struct fitting {
    const struct set_question *question;
    int32_t variant;
    double *weight;        /* [resource_count] */
    double *mix;           /* [resource_count] 1 / mean demand, weighted by volume */
    int64_t *left;         /* [bin_count * resource_count] */
    struct sort_key *keys; /* [bin_count] candidates */
};

static double size_of(const struct fitting *fitting, const int64_t *demand)
{
    enum order order = variants[fitting->variant].order;
    double sum = 0, most = 0;

    for (int32_t r = 0; r < fitting->question->resource_count; r++) {
        double part = fitting->weight[r] * (double)demand[r];

        sum += part;
        most = part > most ? part : most;
    }
    return order == BY_LARGEST ? most : order == BY_SCARCE ? sum + most : sum;
}

static void weigh(struct fitting *fitting)
{
    const struct set_question *q = fitting->question;
    double volume = 0;

    for (int32_t r = 0; r < q->resource_count; r++) {
        double w = q->weight[r];

        fitting->weight[r] = w;
        if (variants[fitting->variant].is_steep) {
            double want = 0, offered = 0;

            for (int32_t t = 0; t < q->type_count; t++)
                want += (double)q->types[t].demand[r] * (double)q->types[t].need;
            for (int32_t b = 0; b < q->bin_count; b++)
                offered += (double)q->free[(int64_t)b * q->resource_count + r];
            want = offered > 0 ? want / offered : 0;
            fitting->weight[r] = offered > 0 ? want * want * want * q->bin_count / offered : 0;
        }
    }
    for (int32_t t = 0; t < q->type_count; t++) {
        double part = size_of(fitting, q->types[t].demand) * (double)q->types[t].need;

        volume += part;
        for (int32_t r = 0; r < q->resource_count; r++)
            fitting->mix[r] += part * (double)q->types[t].demand[r];
    }
    for (int32_t r = 0; r < q->resource_count; r++)
        fitting->mix[r] = fitting->mix[r] > 0 ? volume / fitting->mix[r] : 0;
}

/* How many typical replicas of the set still go into what is left. */
static double mix_room(const struct fitting *fitting, const int64_t *left, const int64_t *minus)
{
    double room = HUGE_VAL;

    for (int32_t r = 0; r < fitting->question->resource_count; r++) {
        double part = (double)(left[r] - (minus ? minus[r] : 0)) * fitting->mix[r];

        if (fitting->mix[r] > 0 && part < room)
            room = part;
    }
    return room < HUGE_VAL ? room : 0;
}

static double rate(const struct fitting *fitting, int32_t bin, const int64_t *demand)
{
    int32_t k = fitting->question->resource_count;
    const int64_t *left = &fitting->left[(int64_t)bin * k];
    enum rule rule = variants[fitting->variant].rule;
    double square = 0, sum = 0, most = 0, dot = 0, length = 0;

    if (rule == FIRST)
        return bin;
    for (int32_t r = 0; r < k; r++) {
        double a = fitting->weight[r] * (double)left[r];
        double d = fitting->weight[r] * (double)demand[r];

        square += (a - d) * (a - d);
        sum += a - d;
        most = a - d > most ? a - d : most;
        dot += a * d;
        length += a * a;
    }
    if (rule == COSINE)
        return length > 0 ? -dot / sqrt(length) : 0;
    if (rule == STRANDED)
        return mix_room(fitting, left, NULL) - mix_room(fitting, left, demand) + 0.01 * square;
    return rule == LENGTH ? square : rule == SUM ? sum : rule == LARGEST ? most : -square;
}

static bool is_before(const struct sort_key *a, const struct sort_key *b)
{
    return a->first < b->first || (a->first <= b->first && a->ix < b->ix);
}

static void sift_down(struct sort_key *heap, int32_t count, int32_t at)
{
    struct sort_key moved = heap[at];

    for (int32_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && is_before(&heap[child + 1], &heap[child]))
            child++;
        if (!is_before(&heap[child], &moved))
            break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

static bool place_type(struct fitting *fitting, int32_t type, struct set_plan *plan)
{
    const struct set_question *q = fitting->question;
    const struct set_type *t = &q->types[type];
    int64_t want = t->need;
    int32_t count = 0;

    for (int32_t b = 0; b < q->bin_count; b++) {
        struct sort_key key = {0, 0, b};

        if (!set_fit(&fitting->left[(int64_t)b * q->resource_count], t->demand, q->resource_count,
                     1) ||
            set_cap(q, type, b) <= 0)
            continue;
        key.first = rate(fitting, b, t->demand);
        fitting->keys[count++] = key;
    }
    work_spend(q->work, 2 * q->bin_count + 8 * count + 64);
    for (int32_t i = count / 2 - 1; i >= 0; i--)
        sift_down(fitting->keys, count, i);
    while (want > 0 && count > 0) {
        int32_t bin = fitting->keys[0].ix;

        want -= set_put(q, type, bin, want, &fitting->left[(int64_t)bin * q->resource_count], plan);
        fitting->keys[0] = fitting->keys[--count];
        sift_down(fitting->keys, count > 0 ? count : 1, 0);
    }
    return want <= 0;
}

bool best_fit(const struct set_question *q, int32_t variant, struct set_plan *ret)
{
    struct fitting fitting = {.question = q, .variant = variant};
    size_t cells = (size_t)q->bin_count * (size_t)q->resource_count;
    struct sort_key *order = memory_take(q->type_count, sizeof *order);
    bool is_placed = true;

    fitting.weight = memory_take(q->resource_count, sizeof *fitting.weight);
    fitting.mix = memory_take(q->resource_count, sizeof *fitting.mix);
    fitting.left = memory_take((int64_t)cells, sizeof *fitting.left);
    fitting.keys = memory_take(q->bin_count, sizeof *fitting.keys);
    if (cells > 0)
        memcpy(fitting.left, q->free, cells * sizeof *fitting.left);
    work_spend(q->work, (int64_t)cells / 8 + q->type_count);
    weigh(&fitting);
    for (int32_t t = 0; t < q->type_count; t++)
        order[t] = (struct sort_key){-size_of(&fitting, q->types[t].demand), 0, t};
    sort_keys(order, q->type_count);
    ret->count = 0;
    set_begin(q);
    for (int32_t t = 0; is_placed && t < q->type_count; t++)
        is_placed = place_type(&fitting, order[t].ix, ret);
    free(order);
    free(fitting.weight);
    free(fitting.mix);
    free(fitting.left);
    free(fitting.keys);
    return is_placed;
}
