/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/prove.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "solve/choose/choose.h"
#include "solve/glpk_guard.h"
#include "solve/prove/aim.h"
#include "solve/prove/find.h"
#include "solve/prove/refute/refute.h"
#include "solve/prove/weigh.h"

/* Larger problems are left to the sums (solve/bound.h): each class is priced for each limit. */
#define PRICINGS_MAX 2000000

/* The program of weigh.h does not grow with bins, but reading them does, and checking its cuts,
 * which list all prices for each cluster. */
#define WEIGHED_BINS_MAX 20000

enum { ROUND_MAX = 80, NODE_MAX = 20000, STRETCH = 7 };

/* A tree of so many nodes that came to nothing is long: twice as many would hardly end it. */
enum { LONG_TREE = 400 };

struct prover {
    struct solver *solver;
    struct arena *arena; /* of the solution: trees and leaves stay */
    bool is_started, is_too_large;
    struct relax *relax;
    struct pricer *pricer;
    struct limit_pool pool;
    struct separator *separator;
    int32_t first_limits; /* those of the sums */
    struct finder *finder;
    struct aim *aim;
    struct choose *choose;
    struct choose_result chosen;
    struct proof proof;
    struct never_certificate *nevers;
    int32_t never_count;

    struct refute_question question;
    struct refute_result result;
    bool is_found;
    int32_t stuck_tier; /* the last tree, for this tier, was long and came to nothing; or -1 */
};

struct prover *prover_new(struct solver *solver)
{
    struct prover *prover = ARENA_NEW(solver->scratch, 1, struct prover);

    prover->solver = solver;
    prover->arena = solver->arena;
    prover->stuck_tier = -1;
    return prover;
}

static void start(struct prover *prover)
{
    struct solver *solver = prover->solver;
    const struct problem *p = solver->problem;
    int64_t pricings = 0;

    prover->is_started = true;
    prover->is_too_large = p->resource_count > FILLING_RESOURCES_MAX;
    if (prover->is_too_large)
        return;
    prover->relax = relax_new(p, solver->index, solver->coverage, &solver->work, prover->arena);
    for (int32_t c = 0; c < p->cluster_count; c++)
        pricings +=
            (int64_t)prover->relax->clusters[c].class_count * prover->relax->clusters[c].type_count;
    prover->is_too_large = pricings > PRICINGS_MAX;
    prover->pricer = pricer_new(prover->relax, &solver->work, prover->arena);
    if (prover->is_too_large)
        return;
    prover->separator = separator_new(prover->pricer, &prover->pool);
    separator_add_sums(prover->separator);
    prover->first_limits = prover->pool.count;
    prover->nevers = ARENA_NEW(prover->arena, p->group_count, struct never_certificate);
}

static void run(void *argument)
{
    struct prover *prover = argument;
    struct refute_finder finder = {find_plan, prover->finder};

    prover->is_found =
        refute(prover->relax, prover->solver->coverage, prover->separator, &prover->pool,
               prover->pricer, &prover->question, &finder, &prover->proof, &prover->result);
    separator_free(prover->separator);
}

/* The guarded run; false as well when GLPK gave up in it. */
static bool ask(struct prover *prover)
{
    int32_t nodes = prover->proof.node_count;

    prover->is_found = false;
    prover->finder = finder_new(prover->solver, prover->question.tier, prover->question.least);
    if (!glpk_guard_run(run, prover)) {
        separator_forget(prover->separator);
        prover->is_found = false;
    }
    finder_free(prover->finder);
    if (!prover->is_found)
        prover->proof.node_count = nodes;
    return prover->is_found;
}

/* A tree of its own memory: those of the proof may move. */
static struct tree keep_tree(struct prover *prover)
{
    int32_t count = prover->result.tree.node_count;
    struct tree_node *nodes = ARENA_NEW(prover->arena, count, struct tree_node);

    prover->proof.node_count -= count;
    memcpy(nodes, &prover->proof.nodes[prover->proof.node_count], (size_t)count * sizeof *nodes);
    return (struct tree){nodes, count};
}

static bool is_ready(struct prover *prover)
{
    if (!prover->is_started)
        start(prover);
    return !prover->is_too_large && !work_is_out(&prover->solver->work);
}

void prover_tier(struct prover *prover, int32_t t, enum prover_effort effort, int64_t end)
{
    struct solver *solver = prover->solver;
    struct tier_result *tier = &solver->tiers[t];
    int64_t *least = ARENA_NEW(prover->arena, t + 1, int64_t);
    int64_t stretch = STRETCH * work_left(&solver->work);
    bool is_modest = false;

    if (stretch > end - solver->work.stage_end)
        stretch = end - solver->work.stage_end;
    if (!is_ready(prover))
        return;
    for (int32_t u = 0; u < t; u++)
        least[u] = solver->best->weight[u];
    prover->question = (struct refute_question){.tier = t,
                                                .least = least,
                                                .known = solver->best->weight[t],
                                                .enough = tier->bound,
                                                .forced = -1,
                                                .node_max = effort == PROVER_TREE ? NODE_MAX : 0,
                                                .more_ticks = stretch,
                                                .round_max = ROUND_MAX,
                                                .first_limits = prover->first_limits};
    /* Then one less than the bound is asked for, not all that is open: a smaller tree. */
    if (prover->stuck_tier == t && tier->bound - 1 > prover->question.known) {
        prover->question.known = tier->bound - 1;
        prover->stuck_tier = -1;
        is_modest = true;
    }
    if (!ask(prover))
        return;
    if (!is_modest && prover->result.looked_at >= LONG_TREE && prover->result.bound >= tier->bound)
        prover->stuck_tier = t;
    for (int32_t u = 0; u < t; u++)
        if (solver->best->weight[u] != least[u])
            return;
    if (prover->result.bound >= tier->bound || prover->result.bound < solver->best->weight[t])
        return;
    tier->bound = prover->result.bound;
    tier->proof = BOUND_TREE;
    tier->tree = keep_tree(prover);
    tier->capacity_count = 0;
}

void prover_weigh(struct prover *prover, int32_t t)
{
    struct solver *solver = prover->solver;
    struct tier_result *tier = &solver->tiers[t];
    struct weigh_question question = {t, solver->best->weight};

    if (is_ready(prover) || !prover->pricer || work_is_out(&solver->work) ||
        solver->problem->bin_count > WEIGHED_BINS_MAX)
        return;
    if (!weigh(prover->relax, solver->coverage, &prover->pool, prover->pricer, &question,
               &prover->proof, &prover->result))
        return;
    prover->result.tree = keep_tree(prover);
    if (prover->result.bound >= tier->bound || prover->result.bound < solver->best->weight[t])
        return;
    tier->bound = prover->result.bound;
    tier->proof = BOUND_TREE;
    tier->tree = prover->result.tree;
    tier->capacity_count = 0;
}

static void run_aim(void *argument)
{
    struct prover *prover = argument;

    aim_run(prover->aim, prover->solver->tiers[prover->question.tier].bound);
    separator_free(prover->separator);
}

void prover_aim(struct prover *prover, int32_t t)
{
    if (!is_ready(prover))
        return;
    prover->question.tier = t;
    prover->aim = aim_new(prover->solver, t, prover->relax, prover->separator, &prover->pool);
    if (!glpk_guard_run(run_aim, prover))
        separator_forget(prover->separator);
    aim_offer(prover->aim);
    aim_free(prover->aim);
}

static void run_choose(void *argument)
{
    struct prover *prover = argument;

    choose_run(prover->choose, &prover->chosen);
    separator_free(prover->separator);
}

void prover_sets(struct prover *prover, int32_t t)
{
    struct tier_result *tier = &prover->solver->tiers[t];
    int32_t nodes = prover->proof.node_count;

    if (!is_ready(prover))
        return;
    prover->question.tier = t;
    prover->choose = choose_new(prover->solver, t, prover->relax, prover->separator, &prover->pool,
                                &prover->proof, prover->arena);
    if (!prover->choose)
        return;
    prover->chosen = (struct choose_result){.bound = INT64_MAX};
    if (!glpk_guard_run(run_choose, prover)) {
        separator_forget(prover->separator);
        prover->chosen = (struct choose_result){.bound = INT64_MAX};
        prover->proof.node_count = nodes;
    }
    choose_offer(prover->choose);
    choose_free(prover->choose);
    prover->result.tree = prover->chosen.tree;
    if (prover->chosen.bound >= tier->bound ||
        prover->chosen.bound < prover->solver->best->weight[t]) {
        keep_tree(prover);
        return;
    }
    tier->bound = prover->chosen.bound;
    tier->proof = prover->chosen.is_certified ? BOUND_TREE : BOUND_SEARCH;
    tier->tree = keep_tree(prover);
    tier->capacity_count = 0;
}

/* How hard to try that a group is never in a plan: the cuts that are known, then a small tree for
 * each tier, then a larger one. */
static const struct effort {
    int32_t round_max, node_max;
} efforts[PROVER_NEVER_EFFORTS] = {{0, 0}, {3, 16}, {3, 256}};

/* Does tier t say so? */
static bool is_never(struct prover *prover, int32_t g, int32_t t, const struct effort *effort)
{
    const int64_t *weight = prover->solver->best->weight;
    int32_t *stacks;

    prover->question = (struct refute_question){.tier = t,
                                                .least = weight,
                                                .known = weight[t] - 1,
                                                .enough = weight[t],
                                                .forced = g,
                                                .node_max = effort->node_max,
                                                .round_max = effort->round_max,
                                                .first_limits = prover->first_limits};
    if (!ask(prover))
        return false;
    if (prover->result.bound >= weight[t]) {
        keep_tree(prover);
        return false;
    }
    stacks = ARENA_NEW(prover->arena, 1, int32_t);
    *stacks = g;
    prover->nevers[prover->never_count++] =
        (struct never_certificate){stacks, 1, keep_tree(prover)};
    return true;
}

bool prover_never(struct prover *prover, int32_t g, int32_t effort)
{
    struct solver *solver = prover->solver;

    if (solver->problem->groups[g].kind != GROUP_WHOLE || !is_ready(prover))
        return false;
    for (int32_t t = 0; t < solver->problem->tier_count && !work_is_out(&solver->work); t++)
        if (is_never(prover, g, t, &efforts[effort]))
            return true;
    return false;
}

/* Prices by workload. */
static struct cut to_cut(const struct prover *prover, const struct limit *limit)
{
    const struct relax *relax = prover->relax;
    const struct problem *p = relax->problem;
    const struct relax_cluster *cluster = &relax->clusters[limit->cluster];
    struct cut cut = {.cluster_ix = limit->cluster,
                      .value = limit->value,
                      .weights = limit->weights,
                      .weight_count = limit->weight_count,
                      .weight_width = p->resource_count};
    int32_t *local = ARENA_NEW(prover->arena, relax->type_count, int32_t), count = 0;
    struct price *prices;

    for (int32_t t = 0; t < cluster->type_count; t++)
        local[cluster->types[t]] = t + 1;
    for (int32_t m = 0; m < cluster->member_count; m++)
        count += p->groups[cluster->members[m].group_ix].item_count;
    prices = ARENA_NEW(prover->arena, count, struct price);
    for (int32_t m = 0; m < cluster->member_count; m++) {
        const struct group *group = &p->groups[cluster->members[m].group_ix];

        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
            int32_t type = relax->item_type[i] < 0 ? 0 : local[relax->item_type[i]];

            if (type > 0 && limit->price[type - 1] > 0)
                prices[cut.price_count++] = (struct price){i, limit->price[type - 1]};
        }
    }
    cut.prices = prices;
    return cut;
}

void prover_finish(struct prover *prover, struct solution *ret)
{
    struct cut *cuts = ARENA_NEW(prover->arena, prover->pool.count, struct cut);
    bool *is_used = ARENA_NEW(prover->arena, prover->pool.count, bool);

    for (int32_t i = 0; i < prover->proof.leaf_count; i++)
        for (int32_t k = 0; k < prover->proof.leaves[i].cut_count; k++)
            is_used[prover->proof.leaves[i].cuts[k].cut_ix] = true;
    for (int32_t i = 0; i < prover->pool.count; i++)
        if (is_used[i]) {
            assert(!prover->pool.limits[i]->is_rough);
            cuts[i] = to_cut(prover, prover->pool.limits[i]);
        }
    ret->cuts = cuts;
    ret->cut_count = prover->pool.count;
    ret->leaves = prover->proof.leaves;
    ret->leaf_count = prover->proof.leaf_count;
    ret->nevers = prover->nevers;
    ret->never_count = prover->never_count;
}
