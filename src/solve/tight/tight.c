/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/tight/tight.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/problem.h"
#include "solve/lp.h"
#include "solve/memory.h"
#include "solve/tight/tight_parts.h"
#include "solve/work.h"

enum {
    WASTE_PART = 8, /* of a bin: all bins together leave less than that empty */
    BINS_MAX = 4000,
    REPLICAS_MAX = 8 /* of a bin */
};

/* Sums over all bins stay far below 2^63. */
#define FREE_MAX (INT64_MAX / 4 / BINS_MAX)

/* What all bins leave empty of a resource; below 0 = there is not enough. */
static __int128 waste_of(const struct set_question *q, int32_t r)
{
    __int128 waste = (__int128)q->free[r] * q->bin_count;

    for (int32_t t = 0; t < q->type_count; t++)
        waste -= (__int128)q->types[t].demand[r] * q->types[t].need;
    return waste;
}

bool tight_is_near(const struct problem *p)
{
    for (int32_t r = 0; r < p->resource_count; r++) {
        __int128 room = 0, want = 0;

        for (int32_t b = 0; b < p->bin_count; b++)
            room += problem_free(p, b, r);
        for (int32_t i = 0; i < p->item_count; i++)
            want += (__int128)problem_demand(p, i, r) * p->items[i].replicas;
        if ((room - want) * WASTE_PART * p->bin_count < room)
            return true;
    }
    return false;
}

/* Alike bins that take anything, and a resource of which they leave next to nothing. */
static bool is_tight(const struct set_question *q)
{
    size_t size = (size_t)q->resource_count * sizeof *q->free;
    bool is_near = false;

    if (q->bin_count < 2 || q->bin_count > BINS_MAX || q->type_count == 0 || q->has_zone_caps)
        return false;
    for (int32_t r = 0; r < q->resource_count; r++) {
        __int128 waste;

        if (q->free[r] < 0 || q->free[r] > FREE_MAX)
            return false;
        waste = waste_of(q, r);
        if (waste < 0)
            return false;
        is_near = is_near || waste < q->free[r] / WASTE_PART;
    }
    if (!is_near)
        return false;
    for (int32_t b = 1; b < q->bin_count; b++)
        if (memcmp(q->free, &q->free[(int64_t)b * q->resource_count], size) != 0)
            return false;
    for (int32_t t = 0; t < q->type_count; t++)
        for (int32_t b = 0; b < q->bin_count; b++)
            if (set_cap(q, t, b) < q->types[t].need)
                return false;
    return true;
}

/* Fillings as columns: every type as often as it is wanted, in no more bins than there are. */
static struct lp *make_program(const struct tight *tight)
{
    const struct set_question *q = tight->question;
    struct lp *lp = lp_new();
    int32_t bins;

    for (int32_t t = 0; t < q->type_count; t++)
        lp_row(lp, (double)q->types[t].need, HUGE_VAL);
    bins = lp_row(lp, -HUGE_VAL, q->bin_count);
    for (size_t f = 0; f < tight->count; f++) {
        const struct tight_filling *filling = &tight->fillings[f];
        int32_t column = lp_column(lp, 0, q->bin_count, 0, true);

        for (int32_t i = 0; i < filling->part_count; i++) {
            const struct tight_part *part = &tight->parts[filling->first + (size_t)i];

            lp_put(lp, part->type, column, (double)part->count);
        }
        lp_put(lp, bins, column, 1);
    }
    lp->takes_first = true;
    return lp;
}

/* Bin by bin; what a type has too much of is left out. */
static void write_plan(const struct tight *tight, const double *primal, struct set_plan *ret)
{
    const struct set_question *q = tight->question;
    int64_t *left = memory_take(q->type_count, sizeof *left);
    int32_t bin = 0;

    for (int32_t t = 0; t < q->type_count; t++)
        left[t] = q->types[t].need;
    ret->count = 0;
    for (size_t f = 0; f < tight->count; f++)
        for (int64_t n = llround(primal[f]); n > 0 && bin < q->bin_count; n--, bin++)
            for (int32_t i = 0; i < tight->fillings[f].part_count; i++) {
                struct tight_part part = tight->parts[tight->fillings[f].first + (size_t)i];
                struct set_place place = {part.type, bin, part.count};

                place.count = place.count < left[part.type] ? place.count : left[part.type];
                left[part.type] -= place.count;
                if (place.count > 0)
                    VEC_PUSH(ret->places, ret->count, ret->room, place);
            }
    free(left);
}

static bool choose(const struct tight *tight, struct set_plan *ret)
{
    struct lp *lp = make_program(tight);
    struct lp_result result;
    bool is_packed;

    lp_search(lp, NULL, tight->question->work, &result);
    is_packed = result.has_solution;
    if (is_packed)
        write_plan(tight, result.primal, ret);
    lp_result_release(&result);
    lp_free(lp);
    return is_packed && set_plan_holds(tight->question, ret);
}

bool tight_pack(const struct set_question *q, struct set_plan *ret)
{
    struct tight tight = {.question = q};
    int64_t replicas = 0, end = q->work->stage_end;
    bool is_packed;

    if (!is_tight(q))
        return false;
    for (int32_t t = 0; t < q->type_count; t++)
        replicas += q->types[t].need;
    replicas = (replicas + q->bin_count - 1) / q->bin_count;
    tight.waste = memory_take(q->resource_count, sizeof *tight.waste);
    for (int32_t r = 0; r < q->resource_count; r++)
        tight.waste[r] = (int64_t)waste_of(q, r);
    q->work->stage_end = q->work->ticks + work_left(q->work) / 4;
    is_packed =
        replicas <= REPLICAS_MAX && tight_list(&tight, (int32_t)replicas) && choose(&tight, ret);
    q->work->stage_end = end;
    free(tight.waste);
    free(tight.parts);
    free(tight.fillings);
    return is_packed;
}
