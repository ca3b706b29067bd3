/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/dive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/sets/dive_parts.h"
#include "solve/sets/random.h"
#include "solve/work.h"

enum {
    ROUNDS_LESS = 60, /* of column generation; a deep dive more: */
    ROUNDS_DEEP = 400,
    ROUNDS_A_TYPE = 30, /* and more by types, where all depends on the set */
    ROUNDS_LEAST = 3,
    FILLINGS = 6, /* a round brings a class, in a deep dive */
    CANDIDATES = 5,
    CANDIDATES_DEEP = 24,
    TRIES = 6,
    TRIES_DEEP = 2000,
    PRICE_NODES = 600,
    PROOF_NODES = 20000, /* the longer look of any dive */
    PROOF_NODES_DEEP = 400000
};

/* Values are parts of this: a multiplier of 1 is worth that much. */
#define VALUE_UNIT 1e8

/* A filling helps when it is worth so much more than it costs. */
#define CLEARLY 1e-6

/* Rows: types, then classes. Columns: a shortfall of each type first, then fillings. */
static int32_t class_row(const struct dive *dive, int32_t g)
{
    return dive->question->type_count + g;
}

static double penalty(const struct dive *dive, int32_t type)
{
    const struct set_question *q = dive->question;
    double most = 1e-5;

    for (int32_t t = 0; t < q->type_count; t++)
        most = q->types[t].size > most ? q->types[t].size : most;
    return q->types[type].size / most > 1e-5 ? q->types[type].size / most : 1e-5;
}

static int64_t most_of(const struct dive *dive, int32_t type, int32_t bin)
{
    int64_t cap = set_cap(dive->question, type, bin), wanted = dive->wanted[type];

    return cap < wanted ? cap : wanted;
}

static void want_all(struct dive *dive)
{
    memcpy(dive->wanted, dive->left, (size_t)dive->question->type_count * sizeof *dive->wanted);
}

/* The most valuable filling of a bin of a class with what is wanted, at the present values. */
static void price_class(struct dive *dive, int32_t g, int64_t nodes)
{
    const struct set_question *q = dive->question;
    int32_t bin = dive->classes[g].bin;

    for (int32_t t = 0; t < q->type_count; t++) {
        dive->knapsack.items[t].value = dive->value[t];
        dive->knapsack.items[t].most = most_of(dive, t, bin);
    }
    dive->knapsack.free = &q->free[(int64_t)bin * q->resource_count];
    knapsack_solve(&dive->knapsack, nodes, q->work);
}

static void add_column(struct dive *dive, int32_t g, double cost)
{
    const struct set_question *q = dive->question;
    struct filling_column column = {.bin_class = g};
    int32_t count = 0;

    column.taken = memory_take(q->type_count, sizeof *column.taken);
    VEC_PUSH(dive->columns, dive->column_count, dive->column_room, column);
    for (int32_t t = 0; t < q->type_count; t++) {
        column.taken[t] = dive->knapsack.items[t].taken;
        if (column.taken[t] == 0)
            continue;
        dive->rows[count] = t;
        dive->values[count++] = (double)column.taken[t];
    }
    dive->rows[count] = class_row(dive, g);
    dive->values[count++] = 1;
    column_lp_add(dive->lp, cost, count, dive->rows, dive->values);
}

/* Integer values from the multipliers of the types. */
static void read_values(struct dive *dive)
{
    for (int32_t t = 0; t < dive->question->type_count; t++) {
        double dual = column_lp_dual(dive->lp, t);

        dive->value[t] = dual > 0 ? (int64_t)floor(dual * VALUE_UNIT) : 0;
    }
}

/* Price a class; a filling that is worth more than `least` becomes a column. */
static bool price_column(struct dive *dive, int32_t g, double cost, double least, int64_t nodes)
{
    dive->knapsack.floor = (int64_t)((least + CLEARLY) * VALUE_UNIT);
    price_class(dive, g, nodes);
    if (dive->knapsack.value <= dive->knapsack.floor)
        return false;
    add_column(dive, g, cost);
    return true;
}

/* One round of pricing: does any filling help? is_costed: fillings have a cost now. A deep dive
 * takes more than the best filling of a class: also the best of what that leaves, and so on, as
 * the bins of a class cannot all be filled the same way. */
static bool price_round(struct dive *dive, bool is_costed, int64_t nodes)
{
    bool is_found = false;

    read_values(dive);
    for (int32_t g = 0; g < dive->class_count && !work_is_out(dive->question->work); g++) {
        double cost = is_costed ? dive->classes[g].cost : 0;
        double rent = -column_lp_dual(dive->lp, class_row(dive, g));

        if (dive->classes[g].left == 0)
            continue;
        want_all(dive);
        rent = rent > 0 ? rent : 0;
        if (!price_column(dive, g, cost, rent + cost, nodes))
            continue;
        is_found = true;
        for (int32_t i = 1; i < dive->fillings && i < dive->classes[g].left; i++) {
            for (int32_t t = 0; t < dive->question->type_count; t++)
                dive->wanted[t] -= dive->knapsack.items[t].taken;
            if (!price_column(dive, g, cost, rent + cost, PRICE_NODES))
                break;
        }
    }
    return is_found;
}

/* Exact: even the best filling of every bin is worth less than what the set asks for. Needs that
 * nothing was fixed yet. */
static bool is_refuted(struct dive *dive)
{
    const struct set_question *q = dive->question;
    __int128 want = 0, offered = 0;

    for (int32_t t = 0; t < q->type_count; t++)
        want += (__int128)dive->value[t] * q->types[t].need;
    want_all(dive);
    dive->knapsack.floor = 0;
    for (int32_t g = 0; g < dive->class_count && offered < want; g++) {
        price_class(dive, g, dive->proof_nodes);
        offered += (__int128)dive->knapsack.bound * dive->classes[g].count;
    }
    return want > offered && !work_is_out(q->work);
}

static double shortfall(const struct dive *dive)
{
    double sum = 0;

    for (int32_t t = 0; t < dive->question->type_count; t++)
        sum += column_lp_primal(dive->lp, t);
    return sum;
}

/* Columns until nothing is short or none helps. False when the program could not be solved. */
static bool generate(struct dive *dive, bool is_costed)
{
    int32_t rounds = dive->fillings > 1 ? ROUNDS_DEEP : ROUNDS_LESS;

    if (dive->is_thorough)
        rounds += ROUNDS_A_TYPE * dive->question->type_count / dive->class_count;
    for (int32_t round = 0; round < rounds; round++) {
        if (!column_lp_solve(dive->lp) || work_is_out(dive->question->work))
            return false;
        if (shortfall(dive) < 1e-7 && (!is_costed || round >= ROUNDS_LEAST))
            return true;
        /* Short searches miss fillings of large bins: where that decides, a longer look. */
        dive->has_converged = false;
        if (!price_round(dive, is_costed, PRICE_NODES) &&
            ((is_costed && (!dive->is_thorough || shortfall(dive) < 1e-7)) ||
             (!price_round(dive, is_costed, PROOF_NODES) &&
              (dive->proof_nodes == PROOF_NODES ||
               !price_round(dive, is_costed, dive->proof_nodes))))) {
            dive->has_converged = !is_costed && !work_is_out(dive->question->work);
            return true;
        }
    }
    return true;
}

/* First phase: can the linear program place everything? */
static bool is_feasible(struct dive *dive)
{
    if (!generate(dive, false))
        return false;
    if (shortfall(dive) < 1e-7)
        return true;
    read_values(dive);
    if (is_refuted(dive))
        dive->answer = PACKER_REFUTED;
    else if (dive->has_converged)
        *dive->ret_short = true;
    return false;
}

static void set_rows(struct dive *dive)
{
    for (int32_t t = 0; t < dive->question->type_count; t++)
        column_lp_bounds(dive->lp, t, (double)dive->left[t], HUGE_VAL);
    for (int32_t g = 0; g < dive->class_count; g++)
        column_lp_bounds(dive->lp, class_row(dive, g), -HUGE_VAL, dive->classes[g].left);
}

static void write_filling(struct dive *dive, const struct filling_column *column, int32_t times)
{
    struct bin_class *class = &dive->classes[column->bin_class];

    for (; times > 0 && class->left > 0; times--) {
        int32_t bin = dive->members[class->first + --class->left];

        for (int32_t t = 0; t < dive->question->type_count; t++) {
            struct set_place place = {t, bin, column->taken[t]};

            place.count = place.count < dive->left[t] ? place.count : dive->left[t];
            if (place.count <= 0)
                continue;
            dive->left[t] -= place.count;
            VEC_PUSH(dive->plan->places, dive->plan->count, dive->plan->room, place);
        }
    }
}

static int64_t still_missing(const struct dive *dive)
{
    int64_t sum = 0;

    for (int32_t t = 0; t < dive->question->type_count; t++)
        sum += dive->left[t];
    return sum;
}

/* Fix the whole part of every column. */
static bool fix_whole(struct dive *dive)
{
    bool has_fixed = false;

    for (size_t i = 0; i < dive->column_count; i++) {
        int32_t column = dive->question->type_count + (int32_t)i;
        double times = floor(column_lp_primal(dive->lp, column) + 1e-6);

        if (times < 1)
            continue;
        write_filling(dive, &dive->columns[i], (int32_t)times);
        has_fixed = true;
    }
    set_rows(dive);
    return has_fixed;
}

/* The columns with the largest parts, with noise; returns how many. */
static int32_t list_candidates(struct dive *dive, bool is_noisy, int32_t *ret)
{
    double part[CANDIDATES_DEEP];
    int32_t count = 0;

    for (size_t i = 0; i < dive->column_count; i++) {
        double x = column_lp_primal(dive->lp, dive->question->type_count + (int32_t)i);
        int32_t at;

        if (x < 1e-6)
            continue;
        x *= is_noisy ? 0.6 + 0.8 * random_part(dive->random) : 1;
        for (at = count; at > 0 && part[at - 1] < x; at--)
            if (at < dive->candidates) {
                part[at] = part[at - 1];
                ret[at] = ret[at - 1];
            }
        if (at < dive->candidates) {
            part[at] = x;
            ret[at] = (int32_t)i;
            count += count < dive->candidates;
        }
    }
    return count;
}

/* Fix one column once, such that the rest can still be placed by the linear program. */
static bool fix_one(struct dive *dive, bool is_noisy)
{
    const struct set_question *q = dive->question;
    int32_t candidates[CANDIDATES_DEEP], count = list_candidates(dive, is_noisy, candidates);
    int64_t *before = memory_take(q->type_count, sizeof *before);
    size_t places = dive->plan->count;
    bool is_fixed = false;

    memcpy(before, dive->left, (size_t)q->type_count * sizeof *before);
    for (int32_t i = 0; i < count && !is_fixed; i++) {
        struct bin_class *class = &dive->classes[dive->columns[candidates[i]].bin_class];
        int32_t class_left = class->left;

        write_filling(dive, &dive->columns[candidates[i]], 1);
        set_rows(dive);
        if (!generate(dive, true))
            break;
        is_fixed = shortfall(dive) < 1e-7;
        if (is_fixed)
            break;
        class->left = class_left;
        memcpy(dive->left, before, (size_t)q->type_count * sizeof *before);
        dive->plan->count = places;
    }
    free(before);
    return is_fixed;
}

/* Fixes fillings until all is placed or nothing goes on. */
static bool descend(struct dive *dive, bool is_noisy)
{
    if (!generate(dive, true) || shortfall(dive) >= 1e-7)
        return false;
    while (still_missing(dive) > 0) {
        if (fix_whole(dive)) {
            if (still_missing(dive) > 0 && (!generate(dive, true) || shortfall(dive) >= 1e-7))
                return false;
        } else if (!fix_one(dive, is_noisy)) {
            return false;
        }
    }
    return true;
}

static void restart(struct dive *dive, int32_t attempt)
{
    const struct set_question *q = dive->question;

    for (int32_t t = 0; t < q->type_count; t++)
        dive->left[t] = q->types[t].need;
    for (int32_t g = 0; g < dive->class_count; g++)
        dive->classes[g].left = dive->classes[g].count;
    dive->plan->count = 0;
    for (size_t i = 0; i < dive->column_count; i++) {
        double noise = attempt > 0 ? 0.5 + random_part(dive->random) : 1;

        column_lp_cost(dive->lp, q->type_count + (int32_t)i,
                       noise * dive->classes[dive->columns[i].bin_class].cost);
    }
    set_rows(dive);
}

static void run(struct column_lp *lp, void *argument)
{
    struct dive *dive = argument;
    const struct set_question *q = dive->question;

    dive->lp = lp;
    for (int32_t t = 0; t < q->type_count; t++) {
        double one = 1;

        column_lp_add(lp, penalty(dive, t), 1, &t, &one);
    }
    set_rows(dive);
    if (!is_feasible(dive))
        return;
    for (int32_t i = 0; i < dive->tries && !work_is_out(q->work); i++) {
        restart(dive, i);
        if (descend(dive, i > 0)) {
            dive->answer = PACKER_PACKED;
            return;
        }
    }
}

static void release(struct dive *dive)
{
    for (size_t i = 0; i < dive->column_count; i++)
        free(dive->columns[i].taken);
    free(dive->columns);
    free(dive->classes);
    free(dive->members);
    free(dive->left);
    free(dive->wanted);
    knapsack_release(&dive->knapsack);
    free(dive->value);
    free(dive->rows);
    free(dive->values);
}

enum packer_answer dive(const struct set_question *q, bool is_deep, uint64_t *random,
                        struct set_plan *ret, bool *ret_short)
{
    struct dive dive = {.question = q,
                        .plan = ret,
                        .ret_short = ret_short,
                        .random = random,
                        .tries = is_deep ? TRIES_DEEP : TRIES,
                        .candidates = CANDIDATES,
                        .fillings = is_deep ? FILLINGS : 1,
                        .proof_nodes = is_deep ? PROOF_NODES_DEEP : PROOF_NODES,
                        .answer = PACKER_UNKNOWN};

    ret->count = 0;
    *ret_short = false;
    if (q->has_zone_caps || q->type_count == 0 || q->bin_count == 0 || q->resource_count == 0)
        return PACKER_UNKNOWN;
    dive.classes = memory_take(q->bin_count + 1, sizeof *dive.classes);
    dive.members = memory_take(q->bin_count, sizeof *dive.members);
    dive.left = memory_take(q->type_count, sizeof *dive.left);
    dive.wanted = memory_take(q->type_count, sizeof *dive.wanted);
    knapsack_init(&dive.knapsack, q->resource_count, q->type_count);
    dive.value = memory_take(q->type_count, sizeof *dive.value);
    for (int32_t t = 0; t < q->type_count; t++) {
        dive.left[t] = q->types[t].need;
        dive.knapsack.items[t].demand = q->types[t].demand;
    }
    dive_make_classes(&dive);
    dive.is_thorough = is_deep && q->is_only;
    if (dive.is_thorough)
        dive.candidates = CANDIDATES_DEEP;
    dive.rows = memory_take(q->type_count + 1, sizeof *dive.rows);
    dive.values = memory_take(q->type_count + 1, sizeof *dive.values);
    if (!column_lp_run(q->type_count + dive.class_count, q->work, run, &dive))
        dive.answer = PACKER_UNKNOWN;
    release(&dive);
    return dive.answer;
}
