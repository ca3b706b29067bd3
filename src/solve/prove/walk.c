/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/walk.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "solve/memory.h"
#include "solve/sets/random.h"
#include "solve/work.h"

enum { TICKS_A_SWAP = 8 }; /* a division, and things far apart */
enum { CANDIDATES = 40, SWAPS = 6, TABU_LEAST = 4, TABU_MORE = 10 };

/* Broken by less than this of its unit: rounding. */
#define TOLERANCE 1e-9

struct row {
    int32_t place, slot; /* the slot-th row of its place */
    double most;
    double *share; /* [thing_count] */
};

/* Rows of a place, side by side. */
struct place {
    int32_t row_count;
    double *share; /* [thing_count * row_count], in units of the row's largest */
    double *left;  /* [row_count] */
    double *weight;
};

struct walk {
    int32_t thing_count, place_count, row_count, row_room;
    bool *may; /* [thing_count * place_count] */
    struct row *rows;
    struct place *places;
    int64_t *tabu; /* [thing_count * place_count] not back before this step */
    int32_t *list; /* scratch [thing_count] */
    int32_t *where;
    struct work *work;
    uint64_t *random;
    int64_t step;
};

struct move {
    int32_t thing, to;
    int32_t other; /* comes back in exchange, or -1 */
    double change;
};

struct walk *walk_new(int32_t thing_count, int32_t place_count, int32_t row_room)
{
    struct walk *walk = memory_take(1, sizeof *walk);
    int64_t pairs = (int64_t)thing_count * place_count;

    *walk =
        (struct walk){.thing_count = thing_count, .place_count = place_count, .row_room = row_room};
    walk->may = memory_take(pairs, sizeof *walk->may);
    walk->tabu = memory_take(pairs, sizeof *walk->tabu);
    walk->rows = memory_take(row_room, sizeof *walk->rows);
    walk->places = memory_take(place_count, sizeof *walk->places);
    walk->list = memory_take(thing_count, sizeof *walk->list);
    return walk;
}

void walk_free(struct walk *walk)
{
    if (!walk)
        return;
    for (int32_t r = 0; r < walk->row_count; r++)
        free(walk->rows[r].share);
    for (int32_t p = 0; p < walk->place_count; p++) {
        free(walk->places[p].share);
        free(walk->places[p].left);
        free(walk->places[p].weight);
    }
    free(walk->may);
    free(walk->tabu);
    free(walk->rows);
    free(walk->places);
    free(walk->list);
    free(walk);
}

void walk_allow(struct walk *walk, int32_t thing, int32_t place)
{
    walk->may[(int64_t)thing * walk->place_count + place] = true;
}

double *walk_row(struct walk *walk, int32_t place, double most)
{
    struct row *row = &walk->rows[walk->row_count];

    assert(walk->row_count < walk->row_room);
    *row = (struct row){place, walk->places[place].row_count++, most, NULL};
    row->share = memory_take(walk->thing_count, sizeof *row->share);
    walk->row_count++;
    return row->share;
}

static void fill_places(struct walk *walk)
{
    for (int32_t p = 0; p < walk->place_count; p++) {
        struct place *place = &walk->places[p];

        place->share =
            memory_take((int64_t)walk->thing_count * place->row_count, sizeof *place->share);
        place->left = memory_take(place->row_count, sizeof *place->left);
        place->weight = memory_take(place->row_count, sizeof *place->weight);
    }
    for (int32_t r = 0; r < walk->row_count; r++) {
        const struct row *row = &walk->rows[r];
        struct place *place = &walk->places[row->place];
        double unit = 1e-300;

        for (int32_t i = 0; i < walk->thing_count; i++)
            unit = fmax(unit, row->share[i]);
        place->left[row->slot] = row->most / unit;
        place->weight[row->slot] = 1;
        for (int32_t i = 0; i < walk->thing_count; i++) {
            double share = row->share[i] / unit;

            place->share[(int64_t)i * place->row_count + row->slot] = share;
            if (walk->where[i] == row->place)
                place->left[row->slot] -= share;
        }
    }
    work_spend(walk->work, (int64_t)walk->row_count * walk->thing_count);
}

/* What a row lacks; fmin would be a call. */
static inline double lack(double left)
{
    return left < 0 ? left : 0;
}

/* How much heavier the place's broken rows get when `out` leaves and `in` comes (-1: none). */
static double change_of(struct walk *walk, int32_t p, int32_t out, int32_t in)
{
    const struct place *place = &walk->places[p];
    int32_t count = place->row_count;
    const double *less = out < 0 ? NULL : &place->share[(int64_t)out * count];
    const double *more = in < 0 ? NULL : &place->share[(int64_t)in * count];
    double sum = 0;

    for (int32_t r = 0; r < count; r++) {
        double before = place->left[r];
        double after = before + (less ? less[r] : 0) - (more ? more[r] : 0);

        sum += place->weight[r] * (lack(before) - lack(after));
    }
    walk->work->ticks += count;
    return sum;
}

static bool is_free(const struct walk *walk, int32_t thing, int32_t place)
{
    int64_t pair = (int64_t)thing * walk->place_count + place;

    return walk->may[pair] && walk->tabu[pair] <= walk->step;
}

static void weigh_moves(struct walk *walk, int32_t thing, struct move *best)
{
    int32_t from = walk->where[thing];
    double leaves = change_of(walk, from, thing, -1);

    walk->work->ticks += walk->place_count + SWAPS * TICKS_A_SWAP;

    for (int32_t p = 0; p < walk->place_count; p++) {
        double change;

        if (p == from || !is_free(walk, thing, p))
            continue;
        change = leaves + change_of(walk, p, -1, thing);
        if (change < best->change)
            *best = (struct move){thing, p, -1, change};
    }
    for (int32_t k = 0; k < SWAPS; k++) {
        int32_t other = random_dice(walk->random, walk->thing_count), p = walk->where[other];
        double change;

        if (p == from || !is_free(walk, thing, p) || !is_free(walk, other, from))
            continue;
        change = change_of(walk, from, thing, other) + change_of(walk, p, other, thing);
        if (change < best->change)
            *best = (struct move){thing, p, other, change};
    }
}

static void shift(struct walk *walk, int32_t thing, int32_t p, double sign)
{
    struct place *place = &walk->places[p];
    const double *share = &place->share[(int64_t)thing * place->row_count];

    for (int32_t r = 0; r < place->row_count; r++)
        place->left[r] += sign * share[r];
}

static void move_thing(struct walk *walk, int32_t thing, int32_t to)
{
    int32_t from = walk->where[thing];

    shift(walk, thing, from, 1);
    shift(walk, thing, to, -1);
    walk->where[thing] = to;
    walk->tabu[(int64_t)thing * walk->place_count + from] =
        walk->step + TABU_LEAST + random_dice(walk->random, TABU_MORE);
}

/* One of the broken rows by chance; NULL when all hold. */
static const struct row *broken_row(struct walk *walk)
{
    const struct row *chosen = NULL;
    int32_t count = 0;

    for (int32_t r = 0; r < walk->row_count; r++) {
        const struct row *row = &walk->rows[r];

        if (walk->places[row->place].left[row->slot] < -TOLERANCE &&
            random_dice(walk->random, ++count) == 0)
            chosen = row;
    }
    walk->work->ticks += walk->row_count;
    return chosen;
}

/* Where nothing gets better: what is broken weighs more from now on. */
static void weigh_broken(struct walk *walk)
{
    for (int32_t r = 0; r < walk->row_count; r++) {
        const struct row *row = &walk->rows[r];

        if (walk->places[row->place].left[row->slot] < -TOLERANCE)
            walk->places[row->place].weight[row->slot] += 0.5;
    }
}

/* Things in the row's place that have a share in it. */
static int32_t list_things(struct walk *walk, const struct row *row)
{
    int32_t count = 0;

    for (int32_t i = 0; i < walk->thing_count; i++)
        if (walk->where[i] == row->place && row->share[i] > 0)
            walk->list[count++] = i;
    return count;
}

bool walk_run(struct walk *walk, int32_t *where, struct work *work, uint64_t *random)
{
    walk->where = where;
    walk->work = work;
    walk->random = random;
    fill_places(walk);
    for (walk->step = 1; work_spend(work, walk->thing_count + 1); walk->step++) {
        const struct row *row = broken_row(walk);
        struct move best = {-1, -1, -1, HUGE_VAL};
        int32_t count;

        if (!row)
            return true;
        count = list_things(walk, row);
        for (int32_t k = 0; k < count && k < CANDIDATES; k++) {
            int32_t at = count <= CANDIDATES ? k : random_dice(random, count);

            weigh_moves(walk, walk->list[at], &best);
        }
        if (best.thing < 0 || best.change > -TOLERANCE)
            weigh_broken(walk);
        if (best.thing < 0)
            continue;
        if (best.other >= 0)
            move_thing(walk, best.other, walk->where[best.thing]);
        move_thing(walk, best.thing, best.to);
    }
    return false;
}
