/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof/knapsack.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { DOMINANCE_MAX = 1000 }; /* pieces, all pairs of which are compared */

enum { FACTOR_ONE = 1 << 20, FACTOR_STEPS = 24, SHARE_ONE = 1 << 30 };

/* An item on the limited resources alone. */
struct piece {
    int64_t value, most;
    const int64_t *demand; /* [width] */
    wide_int size;         /* sum of weight * demand */
    bool is_free_of_cap;   /* the node holds no more than `most` anyway */
    int32_t width;
};

/* A best ratio value / size of the pieces from some place on; size 0 = no limit. */
struct ratio {
    int64_t value;
    wide_int size;
};

struct search {
    struct piece *pieces;
    int32_t count, width;
    int64_t *room;       /* [(count + 1) * width] what is left before each piece */
    wide_int *room_size; /* [count + 1] the same, weighed */
    wide_int *value;     /* [count + 1] gathered before each piece */
    int64_t *taken;      /* [count] */
    wide_int *rest;      /* [count + 1] value of all pieces from there on */
    struct ratio *best;  /* [(count + 1) * (width + 1)] by resource, then weighed */
};

/* Multiplying a value by a size stays under 2^122. Any weights >= 0 give a valid bound. */
static wide_int weight_of(int64_t room, int64_t value_max)
{
    int bits = 62;

    while (bits > 54 && value_max >> (114 - bits) > 0)
        bits--;
    return room > 0 ? ((wide_int)1 << bits) / room : 0;
}

static int64_t holds(const int64_t *demand, const int64_t *room, int32_t width, int64_t most)
{
    for (int32_t r = 0; r < width && most > 0; r++) {
        if (demand[r] > 0 && room[r] / demand[r] < most)
            most = room[r] / demand[r];
    }
    return most;
}

static int compare_pieces(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;

    for (int32_t r = 0; r < x->width; r++) {
        if (x->demand[r] != y->demand[r])
            return x->demand[r] < y->demand[r] ? -1 : 1;
    }
    return x->value < y->value ? -1 : x->value > y->value;
}

/* Most value for its size first; then by demand, so that the order is one. */
static int compare_ratios(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    wide_int left = x->value * y->size, right = y->value * x->size;

    return left > right ? -1 : left < right ? 1 : compare_pieces(a, b);
}

/* Pieces that are alike are one: any number up to the sum can be split between them. */
static int32_t pool(struct piece *pieces, int32_t count)
{
    int32_t kept = 0;

    if (count > 0)
        qsort(pieces, (size_t)count, sizeof *pieces, compare_pieces);
    for (int32_t i = 0; i < count; i++) {
        if (kept > 0 && compare_pieces(&pieces[kept - 1], &pieces[i]) == 0)
            pieces[kept - 1].most += pieces[i].most;
        else
            pieces[kept++] = pieces[i];
    }
    return kept;
}

/* Can one `big` give way to q >= 1 copies of `small` without loss? */
static bool dominates(const struct piece *small, const struct piece *big)
{
    int64_t q = INT64_MAX;

    if (!small->is_free_of_cap)
        return false;
    for (int32_t r = 0; r < small->width; r++) {
        if (small->demand[r] > 0 && big->demand[r] / small->demand[r] < q)
            q = big->demand[r] / small->demand[r];
        if (q == 0)
            return false;
    }
    return (wide_int)q * small->value >= big->value;
}

/* Drop what copies of another piece replace. Those never run into their cap, and no two pieces
 * dominate each other (they would be alike), so exchanging ends at a best packing without them. */
static int32_t drop_dominated(struct piece *pieces, int32_t count)
{
    int32_t kept = 0;
    bool is_dominated;

    if (count > DOMINANCE_MAX)
        return count;
    for (int32_t i = 0; i < count; i++) {
        is_dominated = false;
        for (int32_t k = 0; k < count && !is_dominated; k++)
            is_dominated = k != i && dominates(&pieces[k], &pieces[i]);
        pieces[i].size = is_dominated;
    }
    for (int32_t i = 0; i < count; i++) {
        if (pieces[i].size == 0)
            pieces[kept++] = pieces[i];
    }
    return kept;
}

/* a / b > c / d, where size 0 is infinite. */
static bool is_better(struct ratio a, struct ratio b)
{
    return b.size != 0 && (a.size == 0 || a.value * b.size > b.value * a.size);
}

static void find_ratios(struct search *s)
{
    int32_t stride = s->width + 1;

    for (int32_t k = 0; k < stride; k++)
        s->best[(int64_t)s->count * stride + k] = (struct ratio){0, 1};
    for (int32_t i = s->count - 1; i >= 0; i--) {
        const struct piece *piece = &s->pieces[i];

        s->rest[i] = s->rest[i + 1] + (wide_int)piece->value * piece->most;
        for (int32_t k = 0; k < stride; k++) {
            struct ratio *next = &s->best[(int64_t)(i + 1) * stride + k];
            struct ratio own = {piece->value, k < s->width ? piece->demand[k] : piece->size};

            next[-stride] = is_better(own, *next) ? own : *next;
        }
    }
}

/* At most this much more from piece i on. */
static wide_int bound(const struct search *s, int32_t i)
{
    const struct ratio *best = &s->best[(int64_t)i * (s->width + 1)];
    const int64_t *room = &s->room[(int64_t)i * s->width];
    wide_int least = s->rest[i];

    for (int32_t k = 0; k <= s->width; k++) {
        wide_int left = k < s->width ? room[k] : s->room_size[i];

        if (best[k].size != 0 && left * best[k].value / best[k].size < least)
            least = left * best[k].value / best[k].size;
    }
    return least;
}

/* Take n of piece i and stand before piece i + 1. */
static void take(struct search *s, int32_t i, int64_t n)
{
    const struct piece *piece = &s->pieces[i];
    int64_t *room = &s->room[(int64_t)i * s->width];

    s->taken[i] = n;
    for (int32_t r = 0; r < s->width; r++)
        room[s->width + r] = room[r] - n * piece->demand[r];
    s->room_size[i + 1] = s->room_size[i] - n * piece->size;
    s->value[i + 1] = s->value[i] + (wide_int)n * piece->value;
}

static wide_int run(struct search *s, int64_t *budget)
{
    wide_int root = bound(s, 0), best = 0;
    int64_t steps = KNAPSACK_NODES;
    int32_t i = 0;

    if (s->count == 0)
        return 0;
    s->taken[0] = -1;
    while (i >= 0 && best < root) {
        const struct piece *piece = &s->pieces[i];
        int64_t n = s->taken[i] < 0 ? holds(piece->demand, &s->room[(int64_t)i * s->width],
                                            s->width, piece->most)
                                    : s->taken[i] - 1;

        if (s->taken[i] == 0) {
            i--;
            continue;
        }
        if (steps-- == 0 || --*budget < 0)
            return root;
        take(s, i, n);
        if (s->value[i + 1] > best)
            best = s->value[i + 1];
        if (i + 1 < s->count && s->value[i + 1] + bound(s, i + 1) > best)
            s->taken[++i] = -1;
        else if (i + 1 < s->count && n > 0 && s->best[(int64_t)(i + 2) * (s->width + 1) - 1].size &&
                 s->value[i + 1] + s->room_size[i + 1] *
                                       s->best[(int64_t)(i + 2) * (s->width + 1) - 1].value /
                                       s->best[(int64_t)(i + 2) * (s->width + 1) - 1].size <=
                     best)
            i--; /* fewer of this piece leave room for less: no piece after it is worth more */
        else if (i + 1 == s->count)
            i--;
    }
    return best;
}

static int64_t share_of(const struct piece *piece, int32_t r, const int64_t *room)
{
    return room[r] > 0 ? (int64_t)((wide_int)piece->demand[r] * SHARE_ONE / room[r]) : 0;
}

/* The piece with the most value for its size, all resources of the node weighed by the factors;
 * *ret_bound is 256 times what the node can hold at most by that. */
static const struct piece *find_worst(const struct search *s, const int64_t *factor,
                                      wide_int *ret_bound)
{
    const struct piece *worst = NULL;
    wide_int size_of_worst = 0, total = 0;

    for (int32_t i = 0; i < s->count; i++) {
        wide_int size = 0;

        for (int32_t r = 0; r < s->width; r++)
            size += (wide_int)factor[r] * share_of(&s->pieces[i], r, s->room);
        if (size == 0)
            return NULL;
        if (!worst || s->pieces[i].value * size_of_worst > worst->value * size) {
            worst = &s->pieces[i];
            size_of_worst = size;
        }
    }
    for (int32_t r = 0; r < s->width; r++)
        total += (wide_int)factor[r] * SHARE_ONE;
    *ret_bound = worst ? (wide_int)256 * worst->value * total / size_of_worst : 0;
    return worst;
}

/* Resources of which that piece takes much count more from now on; the largest factor stays. */
static void raise_factors(const struct search *s, const struct piece *worst, int step,
                          int64_t *factor)
{
    int64_t top = 1, most = 1;

    for (int32_t r = 0; r < s->width; r++)
        if (share_of(worst, r, s->room) > top)
            top = share_of(worst, r, s->room);
    for (int32_t r = 0; r < s->width; r++) {
        factor[r] += factor[r] * share_of(worst, r, s->room) / top / (2 * (1 + step / 4));
        most = factor[r] > most ? factor[r] : most;
    }
    for (int32_t r = 0; r < s->width; r++)
        factor[r] = factor[r] * FACTOR_ONE / most;
}

/* How much each resource counts in sizes, FACTOR_ONE the most: any factors are valid, those with
 * the least bound at the root make the search short. s->room is set. */
static void find_factors(const struct search *s, struct arena *arena, int64_t *ret)
{
    int64_t *trial = ARENA_NEW(arena, s->width, int64_t);
    wide_int best = -1, at;

    for (int32_t r = 0; r < s->width; r++)
        trial[r] = ret[r] = FACTOR_ONE;
    for (int step = 0; step < FACTOR_STEPS; step++) {
        const struct piece *worst = find_worst(s, trial, &at);

        if (!worst)
            return;
        for (int32_t r = 0; r < s->width && (best < 0 || at < best); r++)
            ret[r] = trial[r];
        best = best < 0 || at < best ? at : best;
        raise_factors(s, worst, step, trial);
    }
}

wide_int knapsack_best(struct knapsack_item *items, int32_t count, const int64_t *room,
                       int32_t resource_count, int64_t *budget, struct arena *arena)
{
    struct search s = {.pieces = ARENA_NEW(arena, count, struct piece)};
    int64_t *limited = ARENA_NEW(arena, resource_count, int64_t), value_max = 1, *factor;
    int32_t *at = ARENA_NEW(arena, resource_count, int32_t);

    for (int32_t r = 0; r < resource_count; r++) {
        if (room[r] != NO_LIMIT) {
            at[s.width] = r;
            limited[s.width++] = room[r];
        }
    }
    for (int32_t i = 0; i < count; i++) {
        int64_t *demand = ARENA_NEW(arena, s.width, int64_t), most;

        for (int32_t r = 0; r < s.width; r++)
            demand[r] = items[i].demand[at[r]];
        most = holds(demand, limited, s.width, items[i].most);
        if (most > 0 && items[i].value > 0)
            s.pieces[s.count++] = (struct piece){items[i].value, most, demand, 0, false, s.width};
    }
    s.count = pool(s.pieces, s.count);
    for (int32_t i = 0; i < s.count; i++) {
        struct piece *piece = &s.pieces[i];
        int64_t alone = holds(piece->demand, limited, s.width, INT64_MAX);

        piece->is_free_of_cap = alone <= piece->most;
        piece->most = alone < piece->most ? alone : piece->most;
        value_max = piece->value > value_max ? piece->value : value_max;
    }
    s.count = drop_dominated(s.pieces, s.count);
    s.room = ARENA_NEW(arena, (int64_t)(s.count + 1) * s.width, int64_t);
    s.room_size = ARENA_NEW(arena, s.count + 1, wide_int);
    s.value = ARENA_NEW(arena, s.count + 1, wide_int);
    s.taken = ARENA_NEW(arena, s.count + 1, int64_t);
    s.rest = ARENA_NEW(arena, s.count + 1, wide_int);
    s.best = ARENA_NEW(arena, (int64_t)(s.count + 1) * (s.width + 1), struct ratio);
    for (int32_t r = 0; r < s.width; r++)
        s.room[r] = limited[r];
    factor = ARENA_NEW(arena, s.width, int64_t);
    find_factors(&s, arena, factor);
    for (int32_t r = 0; r < s.width; r++) {
        wide_int weight = weight_of(limited[r], value_max) * factor[r] / FACTOR_ONE;

        s.room_size[0] += weight * limited[r];
        for (int32_t i = 0; i < s.count; i++)
            s.pieces[i].size += weight * s.pieces[i].demand[r];
    }
    if (s.count > 0)
        qsort(s.pieces, (size_t)s.count, sizeof *s.pieces, compare_ratios);
    find_ratios(&s);
    return run(&s, budget);
}
