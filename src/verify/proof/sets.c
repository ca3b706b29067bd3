/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/proof/knapsack.h"
#include "verify/proof/proof.h"

#define SIZE_MAX_WIDE ((wide_int)1 << 62)

/* One cluster of a sets leaf: which stacks together gain most, within its rows and cuts. */
struct sets {
    struct proof *proof;
    const struct leaf *leaf;
    struct arena *arena;
    int32_t cluster_ix;
    int32_t *units; /* that gain something there */
    wide_int *gains;
    int32_t unit_count;
    int64_t *room;   /* [width] of the rows, then the cuts */
    int64_t *demand; /* [unit_count * width] */
    int32_t width;
};

static void find_units(struct sets *s)
{
    struct proof *proof = s->proof;
    const struct question *q = &proof->cover->q;

    for (int32_t u = 0; u < q->unit_count; u++) {
        wide_int gain = proof->profit[u] - proof->m[u];

        if (proof->is_cost_used[s->cluster_ix])
            gain -= proof->cost[s->cluster_ix][u];
        if (gain <= 0 || q->units[u].kind != UNIT_WHOLE || proof_is_nowhere(proof, u))
            continue;
        proof->leaf_steps--;
        if (!proof_is_alive(proof, u, s->cluster_ix))
            continue;
        s->units[s->unit_count] = u;
        s->gains[s->unit_count++] = gain;
    }
}

/* Sizes beyond what the knapsack takes are cut off, which only lets in more. */
static int64_t clip(wide_int size)
{
    return (int64_t)(size < 0 ? 0 : size > SIZE_MAX_WIDE ? SIZE_MAX_WIDE : size);
}

/* A row or cut that holds nothing, as its right side is below 0, lets nothing in. */
static bool add_rows(struct sets *s)
{
    const struct question *q = &s->proof->cover->q;

    for (int32_t i = 0; i < s->leaf->row_count; i++) {
        const struct capacity_multiplier *m = &s->leaf->rows[i];
        wide_int row;

        if (m->cluster_ix != s->cluster_ix)
            continue;
        row = s->proof->cover->row[(int64_t)m->cluster_ix * q->resource_count + m->resource];
        if (row < 0)
            return false;
        if (row > SIZE_MAX_WIDE)
            continue;
        s->room[s->width] = (int64_t)row;
        for (int32_t k = 0; k < s->unit_count; k++)
            s->demand[(int64_t)s->width * s->unit_count + k] =
                clip(proof_demand(s->proof, s->units[k], m->cluster_ix, m->resource));
        s->width++;
    }
    return true;
}

static void add_cuts(struct sets *s)
{
    for (int32_t i = 0; i < s->leaf->cut_count; i++) {
        const struct proven_cut *cut = s->proof->cuts[s->leaf->cuts[i].cut_ix];
        int32_t at = 0;

        if (cut->cluster_ix != s->cluster_ix)
            continue;
        s->room[s->width] = cut->value;
        for (int32_t k = 0; k < s->unit_count; k++) {
            while (at < cut->load_count && cut->loads[at].unit_ix < s->units[k])
                at++;
            s->demand[(int64_t)s->width * s->unit_count + k] =
                at < cut->load_count && cut->loads[at].unit_ix == s->units[k] ? cut->loads[at].a
                                                                              : 0;
        }
        s->width++;
    }
}

/* Gains of more than 2^60 are divided by 2^shift and rounded up. */
static int find_shift(const struct sets *s)
{
    int shift = 0;

    for (int32_t k = 0; k < s->unit_count; k++) {
        while (s->gains[k] >> shift >= (wide_int)1 << KNAPSACK_VALUE_MAX_LOG2)
            shift++;
    }
    return shift;
}

static wide_int best_set(struct sets *s)
{
    struct knapsack_item *items = ARENA_NEW(s->arena, s->unit_count, struct knapsack_item);
    int shift = find_shift(s);
    wide_int best;

    for (int32_t k = 0; k < s->unit_count; k++) {
        int64_t *demand = ARENA_NEW(s->arena, s->width, int64_t);

        for (int32_t r = 0; r < s->width; r++)
            demand[r] = s->demand[(int64_t)r * s->unit_count + k];
        items[k] = (struct knapsack_item){
            (int64_t)((s->gains[k] + ((wide_int)1 << shift) - 1) >> shift), 1, demand};
    }
    best =
        knapsack_best(items, s->unit_count, s->room, s->width, &s->proof->knapsack_steps, s->arena);
    return best > PROOF_SUM_MAX >> shift ? PROOF_SUM_MAX : best << shift;
}

static wide_int cluster_gain(struct proof *proof, const struct leaf *leaf, int32_t cluster_ix)
{
    struct sets s = {proof, leaf, arena_new(), cluster_ix, .width = 0};
    int32_t most = leaf->row_count + leaf->cut_count;
    wide_int best = 0;

    s.units = ARENA_NEW(s.arena, proof->cover->q.unit_count, int32_t);
    s.gains = ARENA_NEW(s.arena, proof->cover->q.unit_count, wide_int);
    find_units(&s);
    if (s.unit_count > 0) {
        s.room = ARENA_NEW(s.arena, most, int64_t);
        s.demand = ARENA_NEW(s.arena, (int64_t)most * s.unit_count, int64_t);
        if (add_rows(&s)) {
            add_cuts(&s);
            best = best_set(&s);
        }
    }
    arena_free(s.arena);
    return best;
}

const char *sets_gain(struct proof *proof, const struct leaf *leaf, wide_int *ret)
{
    const struct question *q = &proof->cover->q;

    *ret = 0;
    for (int32_t i = 0; i < leaf->stack_count; i++)
        proof->m[proof_unit(proof, leaf->stacks[i].stack_ix)] = leaf->stacks[i].m;
    for (int32_t c = 0; c < q->estate->cluster_count; c++) {
        if (!q->scenario->cluster_lost[c])
            *ret += cluster_gain(proof, leaf, c);
        if (*ret > PROOF_SUM_MAX)
            *ret = PROOF_SUM_MAX;
    }
    for (int32_t i = 0; i < leaf->stack_count; i++)
        proof->m[proof_unit(proof, leaf->stacks[i].stack_ix)] = 0;
    return proof->knapsack_steps < 0 ? "its knapsacks are larger than what is re-checked" : NULL;
}
