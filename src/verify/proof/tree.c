/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "verify/proof/proof.h"

/* An inner node on the path to where the walk stands. */
struct tree_branch {
    int32_t unit_ix, cluster_ix;
    bool is_second;   /* child */
    int32_t only_in;  /* of the unit, before the branch */
    bool is_conflict; /* first child of a place, and the unit was bound to another one */
};

static const char *node_fault(const struct proof *proof, const struct tree_node *node)
{
    const struct question *q = &proof->cover->q;
    int32_t u = proof_unit(proof, node->stack_ix);

    if (u < 0)
        return "a branch is on a stack that is not displaced";
    if (node->cluster_ix < -1 || node->cluster_ix >= q->estate->cluster_count)
        return "a branch is on no cluster of the estate";
    if (node->cluster_ix >= 0 && q->units[u].kind != UNIT_WHOLE)
        return "a branch places a stack that comes back replica by replica";
    return NULL;
}

/* Is the unit recovered, or not at all? Is it in the cluster, or not there? One of both is so. */
static void enter_first(struct proof *proof, struct tree_branch *branch)
{
    struct unit_state *state = &proof->states[branch->unit_ix];

    state->must++;
    branch->only_in = state->only_in;
    if (branch->cluster_ix < 0)
        return;
    branch->is_conflict = state->only_in >= 0 && state->only_in != branch->cluster_ix;
    state->nowhere += branch->is_conflict;
    state->only_in = branch->cluster_ix;
}

static void enter_second(struct proof *proof, struct tree_branch *branch)
{
    struct unit_state *state = &proof->states[branch->unit_ix];

    state->must--;
    state->only_in = branch->only_in;
    state->nowhere -= branch->is_conflict;
    branch->is_second = true;
    if (branch->cluster_ix < 0) {
        state->nowhere++;
        return;
    }
    if (!state->dead)
        state->dead = ARENA_NEW(proof->arena, proof->cover->q.estate->cluster_count, unsigned char);
    branch->is_conflict = state->dead[branch->cluster_ix] != 0; /* dead already: leave it so */
    state->dead[branch->cluster_ix] = 1;
}

static void leave_second(struct proof *proof, const struct tree_branch *branch)
{
    struct unit_state *state = &proof->states[branch->unit_ix];

    if (branch->cluster_ix < 0)
        state->nowhere--;
    else if (!branch->is_conflict)
        state->dead[branch->cluster_ix] = 0;
}

const char *tree_walk(struct proof *proof, const struct tree *tree)
{
    struct tree_branch *path = proof->path;
    const char *fault = NULL;
    int32_t depth = 0, at = 0;

    if (tree->node_count > CERTIFICATE_NODES_MAX)
        return "its tree is larger than what is re-checked";
    do {
        const struct tree_node *node;

        if (at == tree->node_count)
            return "its tree ends too early";
        node = &tree->nodes[at++];
        if (node->leaf_ix < 0) {
            fault = depth == CERTIFICATE_TREE_DEPTH ? "its tree is deeper than 3000 branches"
                                                    : node_fault(proof, node);
            if (fault)
                break;
            path[depth] = (struct tree_branch){.unit_ix = proof_unit(proof, node->stack_ix),
                                               .cluster_ix = node->cluster_ix};
            enter_first(proof, &path[depth++]);
            continue;
        } else {
            fault = leaf_prove(proof, node->leaf_ix);
        }
        while (!fault && depth > 0 && path[depth - 1].is_second)
            leave_second(proof, &path[--depth]);
        if (!fault && depth > 0)
            enter_second(proof, &path[depth - 1]);
    } while (!fault && depth > 0);
    if (!fault && at != tree->node_count)
        fault = "something stands behind the end of its tree";
    return fault;
}

/* A fault leaves the states as they are: each walk begins with clean ones. */
static const char *prove_claim(struct proof *proof, int32_t must_ix, const struct tree *tree)
{
    for (int32_t u = 0; u < proof->cover->q.unit_count; u++) {
        struct unit_state *state = &proof->states[u];

        if (state->dead)
            memset(state->dead, 0, (size_t)proof->cover->q.estate->cluster_count);
        *state = (struct unit_state){.must = u == must_ix, .only_in = -1, .dead = state->dead};
    }
    return tree_walk(proof, tree);
}

const char *proof_of_tier(struct proof *proof, int32_t tier_ix, int64_t bound,
                          const struct tree *tree)
{
    for (int32_t t = 0; t < tier_ix; t++)
        proof->z[t] = proof->plan->tiers[t].recovered;
    proof->z[tier_ix] = (wide_int)bound + 1;
    proof->z_count = tier_ix + 1;
    return prove_claim(proof, -1, tree);
}

const char *proof_of_never(struct proof *proof, int32_t unit_ix, const struct tree *tree)
{
    for (int32_t t = 0; t < proof->plan->tier_count; t++)
        proof->z[t] = proof->plan->tiers[t].recovered;
    proof->z_count = proof->plan->tier_count;
    return prove_claim(proof, unit_ix, tree);
}

void proof_begin(struct proof *proof, struct cover *cover, const struct plan *plan,
                 const struct certificate *certificate, struct arena *arena)
{
    const struct question *q = &cover->q;
    int32_t clusters = q->estate->cluster_count;

    *proof = (struct proof){.cover = cover,
                            .plan = plan,
                            .certificate = certificate,
                            .arena = arena,
                            .scratch = arena_new(),
                            .knapsack_steps = PROOF_KNAPSACK_STEPS,
                            .leaf_steps = PROOF_LEAF_STEPS};
    proof->cuts = ARENA_NEW(arena, certificate->cut_count, struct proven_cut *);
    for (int32_t t = 0; t <= MAX_LEVEL; t++)
        proof->place_of_tier[t] = -1;
    for (int32_t t = 0; t < plan->tier_count; t++)
        proof->place_of_tier[plan->tiers[t].tier] = t;
    proof->path = ARENA_NEW(arena, CERTIFICATE_TREE_DEPTH, struct tree_branch);
    proof->states = ARENA_NEW(arena, q->unit_count, struct unit_state);
    proof->z = ARENA_NEW(arena, plan->tier_count, wide_int);
    proof->profit = ARENA_NEW(arena, q->unit_count, wide_int);
    proof->cost = ARENA_NEW(arena, clusters, wide_int *);
    proof->is_cost_used = ARENA_NEW(arena, clusters, bool);
    proof->demand = ARENA_NEW(arena, (int64_t)clusters * q->resource_count, wide_int *);
    proof->m = ARENA_NEW(arena, q->unit_count, int64_t);
}

void proof_end(struct proof *proof)
{
    arena_free(proof->scratch);
}

int32_t proof_unit(const struct proof *proof, int32_t stack_ix)
{
    const struct question *q = &proof->cover->q;
    int32_t u;

    if (stack_ix < 0 || stack_ix >= q->estate->stack_count)
        return -1;
    u = q->unit_of_stack[stack_ix];
    return u >= 0 && q->units[u].stack_ix == stack_ix ? u : -1;
}

bool proof_is_nowhere(const struct proof *proof, int32_t unit_ix)
{
    return proof->states[unit_ix].nowhere > 0 || !cover_has_hope(proof->cover, unit_ix);
}

bool proof_is_alive(struct proof *proof, int32_t unit_ix, int32_t cluster_ix)
{
    const struct unit_state *state = &proof->states[unit_ix];

    return (state->only_in < 0 || state->only_in == cluster_ix) &&
           !(state->dead && state->dead[cluster_ix]) &&
           cover_is_live(proof->cover, unit_ix, cluster_ix);
}
