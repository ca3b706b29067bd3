/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/separate.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/gcd.h"
#include "solve/prove/warm.h"

enum {
    PRICE_SCALE = 1 << 26,
    CLASSES_MAX = 1500,
    TYPES_MAX = 1500,
    LIFT_NODES = 2000,
    QUICK_NODES = 2000,
    ROUGH_NODES = 20000, /* a packing that is tried in vain costs less than the last cuts */
    ROUNDS_A_TYPE = 30
};

/* A cut must be broken by this much, as a share of the load at its prices. */
#define CLEARLY 1e-6

/* What a cut may lose of what the program shows, where better ones can still be found. */
#define ENOUGH 0.7

/* The program of one cluster: rows are types, then classes; only the right sides change. */
struct program {
    struct warm *warm;
    double *penalty; /* [type_count] */
    bool is_started;
    int32_t spare; /* rounds beyond those asked for, where one cluster decides: each brings at most
                      one filling a class */
};

struct separator {
    struct pricer *pricer;
    struct limit_pool *pool;
    struct program *programs; /* [cluster_count] */
    int64_t *price, *coarse, *counts;
    int64_t node_max; /* of the pricer, but in rough searches */
    struct warm_entry *entries;
};

struct separator *separator_new(struct pricer *pricer, struct limit_pool *pool)
{
    const struct relax *relax = pricer->relax;
    struct separator *it = ARENA_NEW(pricer->arena, 1, struct separator);
    int32_t most = 0;

    for (int32_t c = 0; c < relax->problem->cluster_count; c++)
        if (relax->clusters[c].type_count > most)
            most = relax->clusters[c].type_count;
    it->pricer = pricer;
    it->node_max = pricer->node_max;
    it->pool = pool;
    it->programs = ARENA_NEW(pricer->arena, relax->problem->cluster_count, struct program);
    it->price = ARENA_NEW(pricer->arena, most, int64_t);
    it->coarse = ARENA_NEW(pricer->arena, most, int64_t);
    it->counts = ARENA_NEW(pricer->arena, most, int64_t);
    it->entries = ARENA_NEW(pricer->arena, most + 1, struct warm_entry);
    return it;
}

void separator_free(struct separator *it)
{
    for (int32_t c = 0; c < it->pricer->relax->problem->cluster_count; c++)
        if (it->programs[c].warm) {
            warm_free(it->programs[c].warm);
            it->programs[c].warm = NULL;
        }
}

void separator_forget(struct separator *it)
{
    it->pricer->node_max = it->node_max;
    for (int32_t c = 0; c < it->pricer->relax->problem->cluster_count; c++)
        it->programs[c].warm = NULL;
}

/* What a replica takes of the cluster, relative to the largest. */
static void set_penalties(const struct separator *it, int32_t c)
{
    const struct relax *relax = it->pricer->relax;
    const struct relax_cluster *cluster = &relax->clusters[c];
    int32_t k = relax->problem->resource_count;
    double *penalty = it->programs[c].penalty, most = 0;

    for (int32_t t = 0; t < cluster->type_count; t++) {
        const int64_t *size = relax->types[cluster->types[t]].size;

        for (int32_t r = 0; r < k; r++) {
            double free = (double)relax->index->cluster_free[(int64_t)c * k + r];

            if (size[r] > 0 && free > 0)
                penalty[t] += (double)size[r] / free;
        }
        if (penalty[t] > most)
            most = penalty[t];
    }
    for (int32_t t = 0; t < cluster->type_count; t++) {
        penalty[t] = most > 0 ? penalty[t] / most : 0;
        if (penalty[t] > 0 && penalty[t] < 1e-5)
            penalty[t] = 1e-5;
    }
}

static void start(struct separator *it, int32_t c)
{
    const struct relax_cluster *cluster = &it->pricer->relax->clusters[c];
    struct program *program = &it->programs[c];

    program->is_started = false;
    program->warm = warm_new(it->pricer->work, cluster->type_count + 1, it->pricer->arena);
    if (!program->penalty) {
        program->penalty = ARENA_NEW(it->pricer->arena, cluster->type_count, double);
        if (it->pricer->relax->problem->cluster_count == 1)
            program->spare = ROUNDS_A_TYPE * cluster->type_count / cluster->class_count;
        set_penalties(it, c);
    }
    for (int32_t t = 0; t < cluster->type_count; t++)
        warm_add_row(program->warm, 0, HUGE_VAL, NULL, 0);
    for (int32_t k = 0; k < cluster->class_count; k++)
        warm_add_row(program->warm, -HUGE_VAL, (double)cluster->classes[k].count, NULL, 0);
    for (int32_t t = 0; t < cluster->type_count; t++) {
        struct warm_entry slack = {t, 1};

        warm_add_column(program->warm, 0, HUGE_VAL, -program->penalty[t], &slack, 1);
    }
}

static double load_at(const struct relax_cluster *cluster, const int64_t *price, const double *load)
{
    double sum = 0;

    for (int32_t t = 0; t < cluster->type_count; t++)
        sum += load[t] * (double)price[t];
    return sum;
}

/* A filling must be worth more than that to be a column. */
static int64_t floor_of(double worth, double slack)
{
    return (int64_t)fmin(fmax(worth, 0) * (1 + 1e-7) + slack, (double)LIMIT_SUM_MAX) + 1;
}

/* Price every class; add the fillings that are worth more than their class is, and the slack.
 * Returns V, or more by up to that: fillings that are worth less are not looked for. guesses: a
 * search that did not end has missed nothing. */
static int64_t price_out(struct separator *it, int32_t c, double slack, bool guesses,
                         int32_t *ret_added)
{
    const struct relax_cluster *cluster = &it->pricer->relax->clusters[c];
    struct program *program = &it->programs[c];
    double *worth = ARENA_NEW(it->pricer->arena, cluster->class_count, double);
    int64_t sum = 0;

    for (int32_t k = 0; k < cluster->class_count; k++)
        worth[k] = warm_dual(program->warm, cluster->type_count + k) * PRICE_SCALE;
    *ret_added = 0;
    for (int32_t k = 0; k < cluster->class_count; k++) {
        int64_t floor = floor_of(worth[k], slack), own = 0, value;
        int32_t used = 0;
        bool is_exact;

        value = pricer_class(it->pricer, c, k, it->price, floor, it->counts, &is_exact);

        if (value >= FILLING_TOO_MUCH)
            return -1;
        for (int32_t t = 0; t < cluster->type_count; t++)
            own += it->counts[t] * it->price[t];
        if (guesses && !is_exact)
            value = own > floor ? own : floor;
        if (value > LIMIT_SUM_MAX / cluster->classes[k].count ||
            sum + value * cluster->classes[k].count > LIMIT_SUM_MAX)
            return -1;
        sum += value * cluster->classes[k].count;
        if (own <= floor)
            continue;
        for (int32_t t = 0; t < cluster->type_count; t++)
            if (it->counts[t] > 0)
                it->entries[used++] = (struct warm_entry){t, (double)it->counts[t]};
        it->entries[used++] = (struct warm_entry){cluster->type_count + k, 1};
        warm_add_column(program->warm, 0, HUGE_VAL, 0, it->entries, used);
        (*ret_added)++;
        if (work_is_out(it->pricer->work))
            return -1;
    }
    return sum;
}

/* The same with short searches: V may come out too large, and fillings may be missed. */
static int64_t price_quickly(struct separator *it, int32_t c, double slack, int32_t *ret_added)
{
    int64_t node_max = it->pricer->node_max, value;

    it->pricer->node_max = QUICK_NODES;
    value = price_out(it, c, slack, false, ret_added);
    it->pricer->node_max = node_max;
    return value;
}

/* Coarser prices make shorter certificates; V is worked out anew. -1: they are too coarse. */
static int64_t coarsen(struct separator *it, int32_t c, const double *load, int64_t value)
{
    static const int64_t scales[] = {12, 60, 360, 2520, 20000, 200000};
    const struct relax_cluster *cluster = &it->pricer->relax->clusters[c];
    double broken = load_at(cluster, it->price, load) - (double)value;
    int64_t most = 0;

    for (int32_t t = 0; t < cluster->type_count; t++)
        if (it->price[t] > most)
            most = it->price[t];
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        double share = (double)scales[i] / (double)most, at;
        int64_t coarse;

        for (int32_t t = 0; t < cluster->type_count; t++)
            it->coarse[t] = (int64_t)llround((double)it->price[t] * share);
        at = load_at(cluster, it->coarse, load);
        coarse = pricer_value(it->pricer, c, it->coarse, (int64_t)at);
        if (coarse >= 0 && at - (double)coarse >= 0.85 * broken * share) {
            memcpy(it->price, it->coarse, (size_t)cluster->type_count * sizeof *it->price);
            return coarse;
        }
    }
    return -1;
}

/* Types without a price may get what the priced ones that fit into one of them are worth: V stays,
 * as long as those may stand wherever it may. */
static void lift(struct separator *it, int32_t c, int64_t value)
{
    const struct relax *relax = it->pricer->relax;
    const struct relax_cluster *cluster = &relax->clusters[c];
    const struct problem *p = relax->problem;
    int32_t changed = 0;
    bool is_exact;

    memcpy(it->coarse, it->price, (size_t)cluster->type_count * sizeof *it->price);
    for (int32_t t = 0; t < cluster->type_count; t++) {
        const struct relax_type *type = &relax->types[cluster->types[t]];
        int32_t row = p->items[type->item_ix].eligible_class, count = 0;
        int64_t nodes = 0;

        if (it->price[t] > 0)
            continue;
        for (int32_t u = 0; u < cluster->type_count; u++) {
            const struct relax_type *other = &relax->types[cluster->types[u]];

            if (it->price[u] > 0 && !other->is_capped &&
                p->items[other->item_ix].eligible_class == row)
                it->pricer->items[count++] =
                    (struct filling_item){other->size, it->price[u], INT64_MAX / 4};
        }
        if (count == 0)
            continue;
        it->coarse[t] = filling_best(it->pricer->filling, type->size, it->pricer->items, count, 0,
                                     LIFT_NODES, &nodes, it->counts, &is_exact);
        if (!is_exact || it->coarse[t] > LIMIT_PRICE_MAX)
            it->coarse[t] = 0;
        changed += it->coarse[t] > 0;
        work_spend(it->pricer->work, 12 * nodes + 64 * (int64_t)count);
    }
    if (changed > 0 && pricer_value(it->pricer, c, it->coarse, value) == value)
        memcpy(it->price, it->coarse, (size_t)cluster->type_count * sizeof *it->price);
}

/* at: the load at the prices. */
static bool is_broken(double at, int64_t value)
{
    return value >= 0 && at > (double)value * (1 + CLEARLY) + 1;
}

/* value: V, a little more, or a guess. A cut whose V can be worked out anew may stand in a
 * certificate. */
static struct limit *keep(struct separator *it, int32_t c, const double *load, int64_t value,
                          enum separator_care care)
{
    int64_t exact = coarsen(it, c, load, value);
    struct limit *limit;
    bool is_rough = exact < 0;

    if (is_rough) {
        double at = load_at(&it->pricer->relax->clusters[c], it->price, load);

        exact = pricer_value(it->pricer, c, it->price, (int64_t)at);
        is_rough = !is_broken(at, exact);
        if (is_rough && care == SEPARATOR_EXACT)
            return NULL;
    }
    if (!is_rough)
        lift(it, c, exact);
    limit = limit_pool_add(it->pool, it->pricer, c, it->price, is_rough ? value : exact);
    if (limit)
        limit->is_rough = is_rough;
    return limit;
}

static struct limit *find(struct separator *it, int32_t c, const double *load, int32_t round_max,
                          enum separator_care care)
{
    const struct problem *p = it->pricer->relax->problem;
    const struct relax_cluster *cluster = &it->pricer->relax->clusters[c];
    struct program *program = &it->programs[c];

    if (cluster->class_count > CLASSES_MAX || cluster->type_count > TYPES_MAX ||
        cluster->type_count == 0 || cluster->class_count == 0)
        return NULL;
    if (!program->warm)
        start(it, c);
    for (int32_t t = 0; t < cluster->type_count; t++)
        warm_bound_row(program->warm, t, load[t], HUGE_VAL);
    for (int32_t round = 0;
         (round < round_max || program->spare-- > 0) && !work_is_out(it->pricer->work); round++) {
        double lacking, at, slack = 0;
        int32_t added;
        int64_t value;

        if (warm_solve(program->warm, round == 0 && program->is_started, 0) != LP_OPTIMAL)
            return NULL;
        program->is_started = true;
        lacking = -warm_objective(program->warm);
        if (lacking < 1e-7)
            return NULL;
        for (int32_t t = 0; t < cluster->type_count; t++) {
            double price = -warm_dual(program->warm, t) * PRICE_SCALE;

            it->price[t] = price > 0 && load[t] > 0 ? (int64_t)price : 0;
        }
        at = load_at(cluster, it->price, load);
        if (care == SEPARATOR_ROUGH)
            slack = lacking * PRICE_SCALE / 2 / (p->first_bin[c + 1] - p->first_bin[c]);
        value = price_quickly(it, c, slack, &added);
        if (value >= 0 && added == 0 && !is_broken(at, value))
            value = price_out(it, c, slack, care == SEPARATOR_ROUGH, &added);
        if (is_broken(at, value) &&
            (added == 0 || at - (double)value > ENOUGH * lacking * PRICE_SCALE))
            return keep(it, c, load, value, care);
        if (value < 0 || added == 0)
            return NULL;
    }
    return NULL;
}

struct limit *separator_find(struct separator *it, int32_t c, const double *load, int32_t round_max,
                             enum separator_care care)
{
    struct limit *limit;

    if (care == SEPARATOR_ROUGH)
        it->pricer->node_max = ROUGH_NODES;
    limit = find(it, c, load, round_max, care);
    it->pricer->node_max = it->node_max;
    return limit;
}

/* Prices = demand of one resource, in the largest unit that divides all, coarser where it must be.
 */
static void add_sum(struct separator *it, int32_t c, int32_t r)
{
    const struct relax *relax = it->pricer->relax;
    const struct relax_cluster *cluster = &relax->clusters[c];
    int64_t unit = 0, most = 0, value;

    for (int32_t t = 0; t < cluster->type_count; t++) {
        int64_t size = relax->types[cluster->types[t]].size[r];

        if (size > most)
            most = size;
        unit = gcd(size, unit);
    }
    if (most == 0)
        return;
    for (int32_t t = 0; t < cluster->type_count; t++) {
        int64_t size = relax->types[cluster->types[t]].size[r];

        it->price[t] = size / unit;
        if (most / unit > 1 << 24)
            it->price[t] = (int64_t)llround((double)size / (double)most * (1 << 24));
    }
    value = pricer_value(it->pricer, c, it->price, LIMIT_SUM_MAX);
    if (value >= 0)
        limit_pool_add(it->pool, it->pricer, c, it->price, value);
}

void separator_add_sums(struct separator *it)
{
    const struct problem *p = it->pricer->relax->problem;

    for (int32_t c = 0; c < p->cluster_count; c++)
        for (int32_t r = 0; r < p->resource_count; r++)
            if (!work_is_out(it->pricer->work))
                add_sum(it, c, r);
}
