/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/proof/proof.h"

/* U = plus - minus. */
struct total {
    wide_int plus, minus;
};

static void add(struct total *total, wide_int term)
{
    wide_int *part = term > 0 ? &total->plus : &total->minus;

    *part += term > 0 ? term : -term;
    if (*part > PROOF_SUM_MAX)
        *part = PROOF_SUM_MAX;
}

/* Less of a cost only weakens the bound. */
static void add_cost(wide_int *cost, wide_int term)
{
    *cost += term;
    if (*cost > PROOF_SUM_MAX)
        *cost = PROOF_SUM_MAX;
}

/* mu * value without overflow: a product that is too large stops at the cap, as a cost or a gain.
 */
static wide_int product(int64_t mu, wide_int value)
{
    wide_int result;

    return __builtin_mul_overflow((wide_int)mu, value, &result) || result > PROOF_SUM_MAX
               ? PROOF_SUM_MAX
               : result;
}

wide_int proof_demand(struct proof *proof, int32_t unit_ix, int32_t cluster_ix, int32_t resource)
{
    const struct question *q = &proof->cover->q;
    wide_int **row = &proof->demand[(int64_t)cluster_ix * q->resource_count + resource];

    if (!*row) {
        *row = ARENA_NEW(proof->arena, q->unit_count, wide_int);
        for (int32_t u = 0; u < q->unit_count; u++)
            (*row)[u] = -1;
    }
    if ((*row)[unit_ix] < 0)
        (*row)[unit_ix] = cover_demand(proof->cover, unit_ix, cluster_ix, resource);
    return (*row)[unit_ix];
}

static wide_int *cost_of(struct proof *proof, int32_t cluster_ix)
{
    if (!proof->cost[cluster_ix])
        proof->cost[cluster_ix] = ARENA_NEW(proof->arena, proof->cover->q.unit_count, wide_int);
    proof->is_cost_used[cluster_ix] = true;
    return proof->cost[cluster_ix];
}

static void clear_costs(struct proof *proof)
{
    const struct question *q = &proof->cover->q;

    proof->is_gain_in_one = false;
    for (int32_t c = 0; c < q->estate->cluster_count; c++) {
        for (int32_t u = 0; proof->is_cost_used[c] && u < q->unit_count; u++)
            proof->cost[c][u] = 0;
        proof->is_cost_used[c] = false;
    }
}

static const struct proven_cut *prove_cut(struct proof *proof, int32_t cut_ix)
{
    struct proven_cut **cut = &proof->cuts[cut_ix];

    if (!*cut) {
        *cut = ARENA_NEW(proof->arena, 1, struct proven_cut);
        cut_prove(proof->cover, &proof->certificate->cuts[cut_ix], &proof->knapsack_steps,
                  proof->scratch, *cut);
    }
    return *cut;
}

static const char *prove_cuts(struct proof *proof, const struct leaf *leaf)
{
    for (int32_t i = 0; i < leaf->cut_count; i++) {
        const struct proven_cut *cut = prove_cut(proof, leaf->cuts[i].cut_ix);

        if (cut->fault)
            return arena_format(proof->arena, "cut %d does not hold: %s", leaf->cuts[i].cut_ix,
                                cut->fault);
        proof->leaf_steps -= cut->load_count;
    }
    return NULL;
}

static void weigh_cuts(struct proof *proof, const struct leaf *leaf, struct total *total)
{
    for (int32_t i = 0; i < leaf->cut_count; i++) {
        const struct proven_cut *cut = prove_cut(proof, leaf->cuts[i].cut_ix);
        wide_int *cost = cost_of(proof, cut->cluster_ix);
        int64_t mu = leaf->cuts[i].mu;

        add(total, product(mu, cut->value));
        for (int32_t k = 0; k < cut->load_count; k++)
            add_cost(&cost[cut->loads[k].unit_ix], product(mu, cut->loads[k].a));
    }
}

/* Rows without limit bound nothing: they count as if they were not there. */
static void weigh_rows(struct proof *proof, const struct leaf *leaf, struct total *total)
{
    const struct question *q = &proof->cover->q;

    for (int32_t i = 0; i < leaf->row_count; i++) {
        const struct capacity_multiplier *m = &leaf->rows[i];
        wide_int row = proof->cover->row[(int64_t)m->cluster_ix * q->resource_count + m->resource];

        if (row != ROW_NO_LIMIT)
            add(total, row < 0 ? -product(m->mu, -row) : product(m->mu, row));
    }
}

/* Weights of the tiers, and what requirements shift from a stack to those that it requires. */
static void find_profits(struct proof *proof, const struct leaf *leaf, struct total *total)
{
    const struct question *q = &proof->cover->q;

    for (int32_t t = 0; t < leaf->v_count; t++) {
        wide_int z = proof->z[t];

        add(total, z < 0 ? product(leaf->v[t], -z) : -product(leaf->v[t], z));
    }
    for (int32_t u = 0; u < q->unit_count; u++) {
        const struct stack *stack = &q->estate->stacks[q->units[u].stack_ix];
        int32_t place = proof->place_of_tier[q->units[u].level];

        proof->profit[u] = q->units[u].is_counted && place >= 0 && place < leaf->v_count
                               ? (wide_int)leaf->v[place] * stack->weight
                               : 0;
    }
    for (int32_t i = 0; i < leaf->require_count; i++) {
        const struct require_multiplier *m = &leaf->requires[i];
        int32_t u = proof_unit(proof, m->stack_ix), needs = proof_unit(proof, m->needs_ix);

        if (m->cluster_ix < 0) {
            proof->profit[u] -= m->th;
            proof->profit[needs] += m->th;
            continue;
        }
        add_cost(&cost_of(proof, m->cluster_ix)[u], m->th);
        cost_of(proof, m->cluster_ix)[needs] -= m->th;
        proof->is_gain_in_one = true;
    }
}

/* What the unit uses of the rows of a cluster, weighed. */
static wide_int row_cost(struct proof *proof, const struct leaf *leaf, int32_t unit_ix,
                         int32_t cluster_ix, int32_t *next)
{
    const struct question *q = &proof->cover->q;
    wide_int cost = 0;

    while (*next < leaf->row_count && leaf->rows[*next].cluster_ix < cluster_ix)
        ++*next;
    for (int32_t i = *next; i < leaf->row_count && leaf->rows[i].cluster_ix == cluster_ix; i++) {
        int32_t r = leaf->rows[i].resource;

        if (leaf->rows[i].mu > 0 &&
            proof->cover->row[(int64_t)cluster_ix * q->resource_count + r] != ROW_NO_LIMIT)
            add_cost(&cost, product(leaf->rows[i].mu, proof_demand(proof, unit_ix, cluster_ix, r)));
    }
    return cost;
}

/* The best place of a unit; false when there is none. */
static bool best_place(struct proof *proof, const struct leaf *leaf, int32_t unit_ix, wide_int *ret)
{
    wide_int profit = proof->profit[unit_ix];
    bool is_any = false;
    int32_t next = 0;

    for (int32_t c = 0; c < proof->cover->q.estate->cluster_count; c++) {
        wide_int gain = profit;

        if (is_any && *ret >= profit && !proof->is_gain_in_one)
            return true; /* no place is worth more */
        proof->leaf_steps--;
        if (!proof_is_alive(proof, unit_ix, c))
            continue;
        if (proof->is_cost_used[c])
            gain -= proof->cost[c][unit_ix];
        gain -= row_cost(proof, leaf, unit_ix, c, &next);
        if (!is_any || gain > *ret)
            *ret = gain;
        is_any = true;
    }
    return is_any;
}

/* Add what units gain at most; false when one must be recovered and has no place left, so that no
 * plan is in this leaf at all. */
static bool add_units(struct proof *proof, const struct leaf *leaf, struct total *total)
{
    const struct question *q = &proof->cover->q;

    for (int32_t u = 0; u < q->unit_count; u++) {
        bool must = proof->states[u].must > 0;
        wide_int gain = proof->profit[u];

        if (proof_is_nowhere(proof, u)) {
            if (must)
                return false;
            continue;
        }
        if (!must && gain <= 0 && !proof->is_gain_in_one)
            continue;
        if (q->units[u].kind == UNIT_WHOLE) {
            if (leaf->is_sets && !must)
                continue; /* see sets_gain */
            if (!best_place(proof, leaf, u, &gain)) {
                if (must)
                    return false;
                continue;
            }
            if (leaf->is_sets)
                continue;
        }
        if (must || gain > 0)
            add(total, gain);
    }
    return true;
}

static const char *add_up(struct proof *proof, const struct leaf *leaf)
{
    struct total total = {0, 0};
    wide_int sets = 0;
    const char *fault;

    find_profits(proof, leaf, &total);
    if (!leaf->is_sets) {
        weigh_rows(proof, leaf, &total);
        weigh_cuts(proof, leaf, &total);
    }
    if (!add_units(proof, leaf, &total))
        return NULL;
    if (leaf->is_sets) {
        for (int32_t i = 0; i < leaf->stack_count; i++)
            add(&total, leaf->stacks[i].m);
        fault = sets_gain(proof, leaf, &sets);
        if (fault)
            return fault;
        add(&total, sets);
    }
    if (proof->leaf_steps < 0)
        return "it is larger than what is re-checked";
    return total.plus < PROOF_SUM_MAX && total.plus < total.minus
               ? NULL
               : "its multipliers do not rule out all plans";
}

const char *leaf_prove(struct proof *proof, int32_t leaf_ix)
{
    const struct leaf *leaf;
    const char *fault;

    if (leaf_ix < 0 || leaf_ix >= proof->certificate->leaf_count)
        return "its tree names a leaf that is not there";
    leaf = &proof->certificate->leaves[leaf_ix];
    proof->leaf_steps -= leaf->row_count + leaf->require_count + proof->cover->q.unit_count +
                         proof->cover->q.estate->cluster_count;
    fault =
        proof->leaf_steps < 0 ? "it is larger than what is re-checked" : leaf_fault(proof, leaf);
    if (!fault)
        fault = prove_cuts(proof, leaf);
    if (!fault)
        fault = add_up(proof, leaf);
    clear_costs(proof);
    return fault ? arena_format(proof->arena, "leaf %d: %s", leaf_ix, fault) : NULL;
}
