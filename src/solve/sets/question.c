/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/question.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/work.h"

void set_begin(const struct set_question *q)
{
    for (int32_t t = 0; q->has_zone_caps && t < q->type_count; t++)
        if (q->types[t].zone_left)
            memcpy(q->types[t].zone_now, q->types[t].zone_left,
                   (size_t)q->zone_count * sizeof *q->types[t].zone_now);
}

int64_t set_put(const struct set_question *q, int32_t type, int32_t bin, int64_t want,
                int64_t *left, struct set_plan *plan)
{
    const struct set_type *t = &q->types[type];
    int64_t *zone = t->zone_left ? &t->zone_now[q->bin_zone[bin] - q->zone_base] : NULL;
    struct set_place place = {type, bin, set_cap(q, type, bin)};

    place.count = place.count < want ? place.count : want;
    if (zone && *zone < place.count)
        place.count = *zone;
    if (place.count > 0)
        place.count = set_fit(left, t->demand, q->resource_count, place.count);
    if (place.count <= 0)
        return 0;
    for (int32_t r = 0; r < q->resource_count; r++)
        left[r] -= t->demand[r] * place.count;
    if (zone)
        *zone -= place.count;
    VEC_PUSH(plan->places, plan->count, plan->room, place);
    return place.count;
}

static bool charge(const struct set_question *q, const struct set_place *place, int64_t *left)
{
    for (int32_t r = 0; r < q->resource_count; r++) {
        int64_t *at = &left[(int64_t)place->bin * q->resource_count + r], taken;

        if (__builtin_mul_overflow(q->types[place->type].demand[r], place->count, &taken) ||
            (taken > 0 && taken > *at))
            return false;
        *at -= taken;
    }
    return true;
}

/* Caps of one type. */
static bool caps_hold(const struct set_question *q, const struct set_plan *plan, int32_t type,
                      int64_t *on_bin)
{
    const struct set_type *t = &q->types[type];
    int64_t *in_zone = memory_take(q->zone_count, sizeof *in_zone), total = 0;
    bool holds = true;

    memset(on_bin, 0, (size_t)q->bin_count * sizeof *on_bin);
    for (size_t i = 0; i < plan->count; i++) {
        const struct set_place *place = &plan->places[i];

        if (place->type != type)
            continue;
        total += place->count;
        on_bin[place->bin] += place->count;
        if (t->zone_left)
            in_zone[q->bin_zone[place->bin] - q->zone_base] += place->count;
        holds = holds && place->count > 0 && on_bin[place->bin] <= set_cap(q, type, place->bin);
    }
    for (int32_t z = 0; t->zone_left && z < q->zone_count; z++)
        holds = holds && in_zone[z] <= (t->zone_left[z] > 0 ? t->zone_left[z] : 0);
    free(in_zone);
    return holds && total == t->need;
}

bool set_plan_holds(const struct set_question *q, const struct set_plan *plan)
{
    size_t cells = (size_t)q->bin_count * (size_t)q->resource_count;
    int64_t *left = memory_take((int64_t)cells, sizeof *left);
    int64_t *on_bin = memory_take(q->bin_count, sizeof *on_bin);
    bool holds = true;

    if (cells > 0)
        memcpy(left, q->free, cells * sizeof *left);
    for (size_t i = 0; holds && i < plan->count; i++)
        holds = charge(q, &plan->places[i], left);
    for (int32_t t = 0; holds && t < q->type_count; t++)
        holds = caps_hold(q, plan, t, on_bin);
    free(left);
    free(on_bin);
    work_spend(q->work, (int64_t)cells / 4 + (int64_t)plan->count * q->type_count);
    return holds;
}

bool set_sums_fit(const struct set_question *q)
{
    for (int32_t r = 0; r < q->resource_count; r++) {
        __int128 want = 0, offered = 0;

        for (int32_t t = 0; t < q->type_count; t++)
            want += (__int128)q->types[t].demand[r] * q->types[t].need;
        for (int32_t b = 0; want > offered && b < q->bin_count; b++)
            offered += q->free[(int64_t)b * q->resource_count + r];
        if (want > offered)
            return false;
    }
    return true;
}
