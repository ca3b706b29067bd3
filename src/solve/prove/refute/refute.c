/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/refute/refute.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "solve/glpk_guard.h"
#include "solve/prove/refute/refute_state.h"

enum { DEPTH_MAX = 400, SHALLOW = 6, SHALLOW_ROUNDS = 3, COLUMN_ROUNDS = 60, SOLVES_MAX = 400 };

static void emit(struct state *state, const struct multipliers *it)
{
    proof_node(state->proof, state->arena, (struct tree_node){proof_leaf(state, it), -1, -1});
    multipliers_copy(state, it, &state->last);
}

/* What the multipliers leave possible in the tier; -1 when they refute the target, INT64_MAX when
 * they say nothing. */
static int64_t left_by(struct state *state, const struct multipliers *it)
{
    int32_t tier = state->question->tier;
    WIDE value;

    if (it->v[tier] <= 0 || !multipliers_value(state, it, &value) ||
        value / it->v[tier] > INT64_MAX / 4)
        return INT64_MAX;
    return value < 0 ? -1 : state->target + (int64_t)(value / it->v[tier]);
}

/* A leaf whose multipliers do not suffice, its own or those from above: what they leave possible
 * goes into the bound. */
static void emit_open(struct state *state, const struct multipliers *own,
                      const struct multipliers *above)
{
    int64_t left = own ? left_by(state, own) : INT64_MAX;
    int64_t left_above = above ? left_by(state, above) : INT64_MAX;

    if (left_above < left) {
        own = above;
        left = left_above;
    }
    if (left == INT64_MAX) {
        state->is_broken = true;
        return;
    }
    if (left > state->open)
        state->open = left;
    if (state->open + 1 > state->target)
        state->target = state->open + 1;
    emit(state, own);
}

static bool is_over(const struct state *state)
{
    return state->is_broken || state->target > state->enough;
}

static bool is_refuted(struct state *state, const struct multipliers *it)
{
    WIDE value;

    return multipliers_value(state, it, &value) && value < 0;
}

/* Everything in its cluster: is there such a plan? */
static void ask_finder(struct state *state)
{
    const struct problem *p = state->problem;
    int64_t known;

    for (int32_t g = 0; g < p->group_count; g++) {
        state->where[g] = -1;
        for (int32_t k = 0; state->is_in[g] && k < p->groups[g].allowed_count; k++)
            if (state->value[state->relax->index->first_pair[g] + k] > 0.5)
                state->where[g] = p->groups[g].allowed[k];
    }
    known = state->finder->find(state->finder->context, state->where);
    glpk_guard_leave_if_lost();
    if (known > state->known)
        state->known = known;
    if (known + 1 > state->target)
        state->target = known + 1;
}

static int32_t separate(struct state *state)
{
    int32_t added = 0;

    for (int32_t c = 0; c < state->problem->cluster_count; c++) {
        const struct limit *limit;

        state_load(state, c);
        limit = separator_find(state->separator, c, state->load, COLUMN_ROUNDS, SEPARATOR_EXACT);
        if (limit)
            added += state_activate(state, state->pool->count - 1);
    }
    return added;
}

static bool is_integral(const struct state *state)
{
    for (int64_t i = 0; i < state->relax->index->pair_count; i++)
        if (state->value[i] > 1e-6 && state->value[i] < 1 - 1e-6)
            return false;
    return true;
}

/* A second look: can the earlier tiers be had at all? */
static bool is_infeasible(struct state *state)
{
    bool is_done = false;

    state_set_phase(state, true);
    if (warm_solve(state->lp, false, 0) == LP_OPTIMAL) {
        multipliers_read(state, true, &state->now);
        is_done = is_refuted(state, &state->now);
    }
    state_set_phase(state, false);
    return is_done;
}

enum verdict { NODE_REFUTED, NODE_OPEN, NODE_BRANCH };

/* Solve, cut, solve again; deep down new cuts cost more than the branching that they save.
 * state->now holds the multipliers that refute, or the last ones. */
static enum verdict look_at(struct state *state, int32_t depth)
{
    int32_t rounds = depth == 0 ? state->question->round_max : depth < SHALLOW ? SHALLOW_ROUNDS : 0;
    bool was_asked = false;

    for (int32_t solves = 0;; solves++) {
        enum lp_status status = warm_solve(state->lp, true, 0);

        if (status == LP_INFEASIBLE || status == LP_BROKEN)
            return NODE_OPEN;
        multipliers_read(state, false, &state->now);
        if (is_refuted(state, &state->now))
            return NODE_REFUTED;
        if (status != LP_OPTIMAL || work_is_out(state->work) || solves > SOLVES_MAX)
            return NODE_OPEN;
        state_read(state);
        if (state_activate_broken(state, 1e-7) > 0)
            continue;
        if (state_artificials(state) > 1e-7) {
            if (is_infeasible(state))
                return NODE_REFUTED;
            if (warm_solve(state->lp, false, 0) != LP_OPTIMAL)
                return NODE_OPEN;
            state_read(state);
            multipliers_read(state, false, &state->now);
        }
        if (rounds > 0 || (is_integral(state) && !was_asked)) {
            rounds--;
            if (separate(state) > 0)
                continue;
            rounds = 0;
        }
        if (!is_integral(state))
            return NODE_BRANCH;
        if (was_asked || state_artificials(state) > 1e-7)
            return NODE_OPEN;
        was_asked = true;
        ask_finder(state);
        if (is_refuted(state, &state->now))
            return NODE_REFUTED;
        return NODE_OPEN;
    }
}

static void visit(struct state *state, int32_t depth, const struct multipliers *above);

/* One child: change the state, visit, change it back. */
static void descend(struct state *state, int32_t g, int64_t pair, bool is_first, int32_t depth,
                    const struct multipliers *above)
{
    const struct group *group = &state->problem->groups[g];
    int64_t first = state->relax->index->first_pair[g];
    bool was_must = state->is_must[g], was_banned = state->is_banned[g];
    bool *was_alive = ARENA_NEW(state->arena, group->allowed_count, bool);

    memcpy(was_alive, &state->is_alive[first], (size_t)group->allowed_count);
    if (is_first)
        state->is_must[g] = true;
    else if (pair < 0)
        state->is_banned[g] = true;
    for (int32_t k = 0; pair >= 0 && k < group->allowed_count; k++)
        if (is_first ? first + k != pair : first + k == pair)
            state->is_alive[first + k] = false;
    state_apply_group(state, g);
    visit(state, depth + 1, above);
    state->is_must[g] = was_must;
    state->is_banned[g] = was_banned;
    memcpy(&state->is_alive[first], was_alive, (size_t)group->allowed_count);
    state_apply_group(state, g);
}

static void emit_empty(struct state *state)
{
    struct multipliers none = {0};

    multipliers_init(state, &none);
    emit(state, &none);
}

/* A subtree of one leaf that holds without its branching: then it is the leaf of this node. */
static bool is_hoisted(struct state *state, int32_t at, int32_t begin)
{
    struct proof *proof = state->proof;

    if (proof->node_count != begin + 1 || proof->nodes[begin].leaf_ix < 0 ||
        !is_refuted(state, &state->last))
        return false;
    proof->nodes[at] = proof->nodes[begin];
    proof->node_count = at + 1;
    return true;
}

static void branch(struct state *state, int32_t depth, int32_t g, int64_t pair,
                   const struct multipliers *above)
{
    struct proof *proof = state->proof;
    double done = state->done;
    int32_t cluster =
        pair < 0 ? -1
                 : state->problem->groups[g].allowed[pair - state->relax->index->first_pair[g]];
    int32_t at = proof_node(proof, state->arena, (struct tree_node){-1, g, cluster});

    for (int child = 0; child < 2 && !is_over(state); child++) {
        int32_t begin = proof->node_count;

        descend(state, g, pair, child == 0, depth, above);
        state->done = done + ldexp(child == 0 ? 0.5 : 1, -depth);
        if (!is_over(state) && is_hoisted(state, at, begin))
            break;
    }
    state->done = done + ldexp(1, -depth);
}

static void visit(struct state *state, int32_t depth, const struct multipliers *above)
{
    struct multipliers own = {0};
    enum verdict verdict;
    int32_t g;
    int64_t pair;

    state->nodes++;
    branch_stretch(state);
    if (branch_is_homeless(state)) {
        emit_empty(state);
        return;
    }
    if (depth > 0 && (state->nodes > state->question->node_max || depth > DEPTH_MAX ||
                      work_is_out(state->work))) {
        emit_open(state, NULL, above);
        return;
    }
    verdict = look_at(state, depth);
    multipliers_init(state, &own);
    multipliers_copy(state, &state->now, &own);
    if (verdict == NODE_REFUTED) {
        multipliers_shorten(state, &own);
        emit(state, &own);
        return;
    }
    if (verdict == NODE_OPEN || !branch_choose(state, &g, &pair)) {
        emit_open(state, &own, above);
        return;
    }
    state_purge(state);
    branch(state, depth, g, pair, &own);
}

static void init(struct state *state)
{
    const struct problem *p = state->problem;
    int64_t pairs = state->relax->index->pair_count;
    int32_t most = 0;

    for (int32_t c = 0; c < p->cluster_count; c++)
        if (state->relax->clusters[c].type_count > most)
            most = state->relax->clusters[c].type_count;
    state->is_in = ARENA_NEW(state->arena, p->group_count, bool);
    state->is_must = ARENA_NEW(state->arena, p->group_count, bool);
    state->is_banned = ARENA_NEW(state->arena, p->group_count, bool);
    state->is_alive = ARENA_NEW(state->arena, pairs, bool);
    state->column = ARENA_NEW(state->arena, pairs, int32_t);
    state->group_row = ARENA_NEW(state->arena, p->group_count, int32_t);
    state->tier_row = ARENA_NEW(state->arena, state->question->tier + 1, int32_t);
    state->tier_unit = ARENA_NEW(state->arena, state->question->tier + 1, double);
    state->cluster_artificial = ARENA_NEW(state->arena, p->cluster_count, int32_t);
    state->pair_cost = ARENA_NEW(state->arena, pairs, WIDE);
    state->value = ARENA_NEW(state->arena, pairs, double);
    state->load = ARENA_NEW(state->arena, most, double);
    state->where = ARENA_NEW(state->arena, p->group_count, int32_t);
    state->open = -1;
    state->known = state->question->known;
    state->target = state->known + 1;
    state->enough = INT64_MAX;
}

/* The root: its leaf is a proof of its own, for what it leaves possible. Returns whether to branch.
 */
static bool start(struct state *state, struct refute_result *ret)
{
    struct multipliers own = {0};
    int32_t first = state->proof->node_count;
    enum verdict verdict = look_at(state, 0);

    if (state->now.v[state->question->tier] <= 0 && verdict != NODE_REFUTED)
        return false;
    multipliers_init(state, &own);
    multipliers_copy(state, &state->now, &own);
    if (verdict == NODE_REFUTED) {
        multipliers_shorten(state, &own);
        emit(state, &own);
    } else {
        emit_open(state, &own, NULL);
    }
    if (state->is_broken)
        return false;
    ret->bound = state->target - 1;
    ret->tree.node_count = state->proof->node_count - first;
    state->enough = ret->bound < state->question->enough ? ret->bound : state->question->enough;
    state->target = state->known + 1;
    state->open = -1;
    return verdict == NODE_BRANCH && !is_over(state) && state->question->node_max > 0;
}

/* Branch below the root. A tree that proves no more than the root's leaf is not kept. */
static void go_on(struct state *state, int32_t root, struct refute_result *ret)
{
    struct multipliers own = {0};
    int32_t first = state->proof->node_count, g;
    int64_t pair;

    multipliers_init(state, &own);
    multipliers_copy(state, &state->now, &own);
    if (!branch_choose(state, &g, &pair))
        return;
    state->first_ticks = state->work->ticks;
    state->more_ticks = state->question->more_ticks;
    branch(state, 0, g, pair, &own);
    if (is_over(state)) {
        state->proof->node_count = root + ret->tree.node_count;
        return;
    }
    ret->bound = state->target - 1;
    ret->tree.node_count = state->proof->node_count - first;
    memmove(&state->proof->nodes[root], &state->proof->nodes[first],
            (size_t)ret->tree.node_count * sizeof *state->proof->nodes);
    state->proof->node_count = root + ret->tree.node_count;
}

bool refute(const struct relax *relax, struct coverage *coverage, struct separator *separator,
            struct limit_pool *pool, struct pricer *pricer, const struct refute_question *question,
            const struct refute_finder *finder, struct proof *proof, struct refute_result *ret)
{
    struct state state = {.relax = relax,
                          .problem = relax->problem,
                          .coverage = coverage,
                          .separator = separator,
                          .pool = pool,
                          .pricer = pricer,
                          .work = pricer->work,
                          .arena = pricer->arena,
                          .question = question,
                          .finder = finder,
                          .proof = proof};
    int32_t root = proof->node_count;

    *ret = (struct refute_result){.bound = -1};
    init(&state);
    if (state_build(&state)) {
        multipliers_init(&state, &state.now);
        multipliers_init(&state, &state.last);
        if (question->forced >= 0) {
            state.is_must[question->forced] = true;
            state_apply_group(&state, question->forced);
        }
        for (int32_t i = 0; i < pool->count && i < question->first_limits; i++)
            state_activate(&state, i);
        if (start(&state, ret))
            go_on(&state, root, ret);
        ret->looked_at = state.nodes;
    }
    warm_free(state.lp);
    if (ret->tree.node_count == 0)
        proof->node_count = root;
    return ret->tree.node_count > 0;
}
