/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/tight/tight_parts.h"
#include "solve/work.h"

enum { FILLINGS_A_TYPE = 200, LOOKS_MAX = 20000000 };

/* Types from the largest to the smallest of the resource that may stay empty least. */
struct listing {
    struct tight *tight;
    int32_t deciding;
    int32_t *order;            /* [type_count] */
    int64_t *size;             /* [type_count] in that order */
    int64_t *least;            /* [resource_count] the smallest demand of any type */
    int64_t *rest;             /* [depth_max + 1][resource_count] */
    struct tight_part *chosen; /* [depth_max] */
    int32_t depth_max;
    int64_t looks;
};

/* The resource of which the smallest part of a bin may stay empty. */
static int32_t find_deciding(const struct tight *tight)
{
    const struct set_question *q = tight->question;
    int32_t best = 0;

    for (int32_t r = 1; r < q->resource_count; r++)
        if ((__int128)tight->waste[r] * q->free[best] < (__int128)tight->waste[best] * q->free[r])
            best = r;
    return best;
}

static void sort_types(struct listing *listing)
{
    const struct set_question *q = listing->tight->question;
    struct sort_key *keys = memory_take(q->type_count, sizeof *keys);

    for (int32_t t = 0; t < q->type_count; t++)
        keys[t] = (struct sort_key){-(double)q->types[t].demand[listing->deciding], 0, t};
    sort_keys(keys, q->type_count);
    for (int32_t i = 0; i < q->type_count; i++) {
        listing->order[i] = keys[i].ix;
        listing->size[i] = q->types[keys[i].ix].demand[listing->deciding];
    }
    free(keys);
    for (int32_t r = 0; r < q->resource_count; r++) {
        listing->least[r] = INT64_MAX;
        for (int32_t t = 0; t < q->type_count; t++)
            if (q->types[t].demand[r] < listing->least[r])
                listing->least[r] = q->types[t].demand[r];
    }
}

static void add_filling(struct listing *listing, int32_t depth)
{
    struct tight *tight = listing->tight;
    struct tight_filling filling = {.first = tight->part_count};

    for (int32_t i = 0; i < depth; i++) {
        if (i + 1 < depth && listing->chosen[i + 1].type == listing->chosen[i].type)
            continue;
        VEC_PUSH(tight->parts, tight->part_count, tight->part_room, listing->chosen[i]);
        filling.part_count++;
    }
    VEC_PUSH(tight->fillings, tight->count, tight->room, filling);
}

/* The first type from `from` on of which one is no larger than so much. */
static int32_t first_fitting(const struct listing *listing, int32_t from, int64_t left)
{
    int32_t low = from, high = listing->tight->question->type_count;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (listing->size[middle] > left)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum rest_state { REST_NONE, REST_OPEN, REST_FULL };

/* What is left after one more of a type: nothing that counts, room for more, or a dead end. */
static enum rest_state take(const struct listing *listing, const int64_t *before, int32_t type,
                            int64_t *rest)
{
    const struct set_question *q = listing->tight->question;
    const int64_t *demand = q->types[type].demand;
    enum rest_state state = REST_FULL;

    for (int32_t r = 0; r < q->resource_count; r++) {
        rest[r] = before[r] - demand[r];
        if (rest[r] < 0)
            return REST_NONE;
        if (rest[r] <= listing->tight->waste[r])
            continue;
        if (rest[r] < listing->least[r])
            return REST_NONE;
        state = REST_OPEN;
    }
    return state;
}

static bool is_over(const struct listing *listing)
{
    const struct tight *tight = listing->tight;

    return listing->looks > LOOKS_MAX ||
           tight->count > (size_t)FILLINGS_A_TYPE * (size_t)tight->question->type_count;
}

static bool extend(struct listing *listing, int32_t from, int32_t depth);

/* One more of the type at order[i]. False when it is too much. */
static bool extend_by(struct listing *listing, int32_t i, int32_t depth)
{
    const struct set_question *q = listing->tight->question;
    const int64_t *before = &listing->rest[(int64_t)depth * q->resource_count];
    struct tight_part *part = &listing->chosen[depth];
    enum rest_state state;

    listing->looks++;
    *part = (struct tight_part){listing->order[i], 1};
    state =
        take(listing, before, part->type, &listing->rest[(int64_t)(depth + 1) * q->resource_count]);
    if (state == REST_NONE || is_over(listing))
        return state == REST_NONE;
    if (depth > 0 && part[-1].type == part->type)
        part->count += part[-1].count;
    if (part->count > q->types[part->type].need)
        return true;
    if (state == REST_FULL)
        add_filling(listing, depth + 1);
    return extend(listing, i, depth + 1);
}

/* Adds types from order[from] on to what is chosen. The last one leaves no more than may stay
 * empty; any other one leaves room for the smallest. */
static bool extend(struct listing *listing, int32_t from, int32_t depth)
{
    const struct tight *tight = listing->tight;
    int32_t r = listing->deciding, types = tight->question->type_count, i;
    int64_t left = listing->rest[(int64_t)depth * tight->question->resource_count + r];

    if (depth == listing->depth_max)
        return true;
    for (i = first_fitting(listing, from, left);
         i < types && listing->size[i] >= left - tight->waste[r]; i++)
        if (!extend_by(listing, i, depth))
            return false;
    if (depth + 1 == listing->depth_max)
        return true;
    i = first_fitting(listing, i, left - listing->least[r]);
    for (; i < types; i++)
        if (!extend_by(listing, i, depth))
            return false;
    return true;
}

bool tight_list(struct tight *tight, int32_t replicas)
{
    const struct set_question *q = tight->question;
    struct listing listing = {
        .tight = tight, .deciding = find_deciding(tight), .depth_max = replicas};
    bool is_complete;

    listing.order = memory_take(q->type_count, sizeof *listing.order);
    listing.size = memory_take(q->type_count, sizeof *listing.size);
    listing.least = memory_take(q->resource_count, sizeof *listing.least);
    listing.rest = memory_take((int64_t)(replicas + 1) * q->resource_count, sizeof *listing.rest);
    memcpy(listing.rest, q->free, (size_t)q->resource_count * sizeof *listing.rest);
    listing.chosen = memory_take(replicas, sizeof *listing.chosen);
    sort_types(&listing);
    is_complete = extend(&listing, 0, 0);
    work_spend(q->work, listing.looks * 2 + (int64_t)tight->part_count);
    free(listing.order);
    free(listing.size);
    free(listing.least);
    free(listing.rest);
    free(listing.chosen);
    return is_complete;
}
