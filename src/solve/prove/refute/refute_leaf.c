/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "solve/prove/refute/refute_state.h"

enum { SCALE_LOG2 = 44 };

void multipliers_init(struct state *state, struct multipliers *it)
{
    struct multipliers old = *it;

    it->mu = ARENA_NEW(state->arena, state->active_room, int64_t);
    it->limit = ARENA_NEW(state->arena, state->active_room, int32_t);
    if (old.count > 0) {
        memcpy(it->mu, old.mu, (size_t)old.count * sizeof *it->mu);
        memcpy(it->limit, old.limit, (size_t)old.count * sizeof *it->limit);
    }
    if (!it->v) {
        it->v = ARENA_NEW(state->arena, state->question->tier + 1, int64_t);
        it->th = ARENA_NEW(state->arena, state->require_count, int64_t);
    }
}

void multipliers_copy(const struct state *state, const struct multipliers *from,
                      struct multipliers *to)
{
    memcpy(to->v, from->v, (size_t)(state->question->tier + 1) * sizeof *to->v);
    memcpy(to->th, from->th, (size_t)state->require_count * sizeof *to->th);
    memcpy(to->mu, from->mu, (size_t)from->count * sizeof *to->mu);
    memcpy(to->limit, from->limit, (size_t)from->count * sizeof *to->limit);
    to->count = from->count;
}

/* Duals in weight of the tier: of an earlier tier, of an active limit, of a requirement. */
static double tier_dual(const struct state *state, int32_t u)
{
    double own = state->tier_unit[state->question->tier];

    if (state->tier_row[u] < 0)
        return 0;
    return -warm_dual(state->lp, state->tier_row[u]) * own / state->tier_unit[u];
}

static double limit_dual(const struct state *state, int32_t i)
{
    double own = state->tier_unit[state->question->tier];

    return warm_dual(state->lp, state->base_rows + i) * own /
           (double)state->pool->limits[state->active[i]]->share_max;
}

static double require_dual(const struct state *state, int32_t i)
{
    return warm_dual(state->lp, state->requires[i].row) * state->tier_unit[state->question->tier];
}

static int64_t rounded(double dual, double scale)
{
    double value = dual * scale, most = ldexp(1, CERTIFICATE_MULTIPLIER_MAX_LOG2);

    return value > 0 && value < most ? (int64_t)llround(value) : value >= most ? (int64_t)most : 0;
}

void multipliers_read(struct state *state, bool is_feasibility, struct multipliers *ret)
{
    int32_t tier = state->question->tier;
    double most = is_feasibility ? 0 : 1, scale;

    for (int32_t u = 0; u < tier; u++)
        most = fmax(most, tier_dual(state, u));
    for (int32_t i = 0; i < state->active_count; i++)
        most = fmax(most, limit_dual(state, i));
    for (int32_t i = 0; i < state->require_count; i++)
        most = fmax(most, require_dual(state, i));
    scale = most > 0 && most < 1e100
                ? ldexp(1, CERTIFICATE_MULTIPLIER_MAX_LOG2 - 1 - (int)ceil(log2(most)))
                : 1;
    if (scale > ldexp(1, SCALE_LOG2) && !is_feasibility)
        scale = ldexp(1, SCALE_LOG2);
    if (scale < 1)
        scale = 1;
    ret->v[tier] = is_feasibility ? 0 : (int64_t)scale;
    for (int32_t u = 0; u < tier; u++)
        ret->v[u] = rounded(tier_dual(state, u), scale);
    ret->count = 0;
    for (int32_t i = 0; i < state->active_count; i++) {
        int64_t mu = rounded(limit_dual(state, i), scale);

        if (mu > 0) {
            ret->mu[ret->count] = mu;
            ret->limit[ret->count++] = state->active[i];
        }
    }
    for (int32_t i = 0; i < state->require_count; i++)
        ret->th[i] = rounded(require_dual(state, i), scale);
}

static bool add_product(WIDE *sum, WIDE a, WIDE b)
{
    WIDE product;

    return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*sum, product, sum);
}

/* What requirements take from, or add to, each pair. */
static void add_requires(struct state *state, const struct multipliers *it)
{
    const struct problem *p = state->problem;
    const int64_t *first_pair = state->relax->index->first_pair;

    for (int32_t i = 0; i < state->require_count; i++) {
        const struct require_row *row = &state->requires[i];
        const struct require *require = &p->requires[row->require];

        if (it->th[i] == 0)
            continue;
        if (row->pair >= 0) {
            state->pair_cost[row->pair] += it->th[i];
            if (row->needs_pair >= 0)
                state->pair_cost[row->needs_pair] -= it->th[i];
            continue;
        }
        for (int64_t k = first_pair[require->group_ix]; k < first_pair[require->group_ix + 1]; k++)
            state->pair_cost[k] += it->th[i];
        for (int64_t k = first_pair[require->needs_ix]; k < first_pair[require->needs_ix + 1]; k++)
            state->pair_cost[k] -= it->th[i];
    }
}

static bool add_limits(struct state *state, const struct multipliers *it, WIDE *sum)
{
    for (int32_t i = 0; i < it->count; i++) {
        const struct limit *limit = state->pool->limits[it->limit[i]];
        const struct relax_cluster *cluster = &state->relax->clusters[limit->cluster];

        if (!add_product(sum, it->mu[i], limit->value))
            return false;
        for (int32_t m = 0; m < cluster->member_count; m++)
            if (limit->share[m] > 0 && !add_product(&state->pair_cost[cluster->members[m].pair],
                                                    it->mu[i], limit->share[m]))
                return false;
    }
    return true;
}

/* U of model/certificate.h for the state's alive, must and target. False when a sum leaves 128
 * bits. */
bool multipliers_value(struct state *state, const struct multipliers *it, WIDE *ret)
{
    const struct problem *p = state->problem;
    const int64_t *first_pair = state->relax->index->first_pair;
    int32_t tier = state->question->tier;
    WIDE sum = 0;

    memset(state->pair_cost, 0, (size_t)state->relax->index->pair_count * sizeof(WIDE));
    add_requires(state, it);
    if (!add_limits(state, it, &sum))
        return false;
    for (int32_t u = 0; u < tier; u++)
        sum -= (WIDE)it->v[u] * state->question->least[u];
    sum -= (WIDE)it->v[tier] * state->target;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        WIDE profit = group->tier_ix >= 0 && group->tier_ix <= tier
                          ? (WIDE)it->v[group->tier_ix] * group->weight
                          : 0;
        WIDE most = 0;
        bool any = !state->is_must[g];

        if (group->kind == GROUP_REPLICAS && !coverage_is_impossible(state->coverage, g))
            sum += profit;
        if (!state->is_in[g])
            continue;
        for (int64_t k = first_pair[g]; k < first_pair[g + 1] && !state->is_banned[g]; k++)
            if (state->is_alive[k] && (!any || profit - state->pair_cost[k] > most)) {
                most = profit - state->pair_cost[k];
                any = true;
            }
        if (!any) {
            *ret = -1; /* must be somewhere, and can be nowhere */
            return true;
        }
        sum += most;
    }
    work_spend(state->work, first_pair[p->group_count] + p->group_count);
    *ret = sum;
    return true;
}

/* Coarser multipliers, and fewer, as long as the leaf still holds: a shorter certificate. */
void multipliers_shorten(struct state *state, struct multipliers *it)
{
    struct multipliers trial = {0};
    WIDE value;

    multipliers_init(state, &trial);
    for (int shift = 40; shift > 0; shift -= 4) {
        int64_t half = INT64_C(1) << (shift - 1);

        trial.count = 0;
        for (int32_t u = 0; u <= state->question->tier; u++)
            trial.v[u] = (it->v[u] + half) >> shift;
        for (int32_t i = 0; i < state->require_count; i++)
            trial.th[i] = (it->th[i] + half) >> shift;
        for (int32_t i = 0; i < it->count; i++) {
            int64_t mu = (it->mu[i] + half) >> shift;

            if (mu > 0) {
                trial.mu[trial.count] = mu;
                trial.limit[trial.count++] = it->limit[i];
            }
        }
        if (multipliers_value(state, &trial, &value) && value < 0) {
            multipliers_copy(state, &trial, it);
            return;
        }
    }
}

static void fill_requires(const struct state *state, const struct multipliers *it,
                          struct leaf *leaf)
{
    const struct problem *p = state->problem;
    struct require_multiplier *requires =
        ARENA_NEW(state->arena, state->require_count, struct require_multiplier);

    for (int32_t i = 0; i < state->require_count; i++) {
        const struct require_row *row = &state->requires[i];
        const struct require *require = &p->requires[row->require];
        int32_t cluster = -1;

        if (it->th[i] == 0)
            continue;
        if (row->pair >= 0)
            cluster = p->groups[require->group_ix]
                          .allowed[row->pair - state->relax->index->first_pair[require->group_ix]];
        requires[leaf->require_count++] =
            (struct require_multiplier){require->group_ix, require->needs_ix, cluster, it->th[i]};
    }
    leaf->requires = requires;
}

int32_t proof_add_leaf(struct proof *proof, struct arena *arena, struct leaf leaf)
{
    if (proof->leaf_count == proof->leaf_room) {
        struct leaf *leaves = ARENA_NEW(arena, 2 * proof->leaf_room + 64, struct leaf);

        if (proof->leaf_count > 0)
            memcpy(leaves, proof->leaves, (size_t)proof->leaf_count * sizeof *leaves);
        proof->leaves = leaves;
        proof->leaf_room = 2 * proof->leaf_room + 64;
    }
    proof->leaves[proof->leaf_count] = leaf;
    return proof->leaf_count++;
}

int32_t proof_leaf(struct state *state, const struct multipliers *it)
{
    struct proof *proof = state->proof;
    struct cut_multiplier *cuts = ARENA_NEW(state->arena, it->count, struct cut_multiplier);
    int64_t *v = ARENA_NEW(state->arena, state->question->tier + 1, int64_t);
    struct leaf leaf = {.v = v, .v_count = state->question->tier + 1, .cuts = cuts};

    memcpy(v, it->v, (size_t)leaf.v_count * sizeof *v);
    for (int32_t i = 0; i < it->count; i++)
        cuts[leaf.cut_count++] = (struct cut_multiplier){it->limit[i], it->mu[i]};
    fill_requires(state, it, &leaf);
    return proof_add_leaf(proof, state->arena, leaf);
}

int32_t proof_node(struct proof *proof, struct arena *arena, struct tree_node node)
{
    if (proof->node_count == proof->node_room) {
        struct tree_node *nodes = ARENA_NEW(arena, 2 * proof->node_room + 64, struct tree_node);

        if (proof->node_count > 0)
            memcpy(nodes, proof->nodes, (size_t)proof->node_count * sizeof *nodes);
        proof->nodes = nodes;
        proof->node_room = 2 * proof->node_room + 64;
    }
    proof->nodes[proof->node_count] = node;
    return proof->node_count++;
}
