/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/choose/choose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "solve/choose/choose_parts.h"
#include "solve/glpk_guard.h"
#include "solve/memory.h"

enum {
    NODE_MAX = 20000,
    DEPTH_MAX = 200,
    ASKED_LEAST = 16,
    TICKS_AN_ASK = 5000000,
    POLISH_MAX = 4
};

/* Does the search see all that a plan of these tiers could recover? */
static bool applies(const struct solver *solver, int32_t tier, const struct pool *pool)
{
    const struct problem *p = solver->problem;

    if (pool->group_count > CHOOSE_GROUPS || pool->group_count == 0)
        return false;
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].tier_ix <= tier && pool->position[g] < 0 &&
            !coverage_is_impossible(solver->coverage, g))
            return false;
    return true;
}

static void find_alive(struct choose *choose)
{
    for (int32_t c = 0; c < choose->problem->cluster_count; c++) {
        struct choose_cluster *cluster = &choose->clusters[c];

        for (int32_t s = 0; s < choose->group_count; s++) {
            int32_t g = choose->pool->groups[s], k = index_allowed(choose->problem, g, c);

            if (k >= 0 && choose->relax->pair_member[choose->solver->index->first_pair[g] + k] >= 0)
                cluster->could |= UINT64_C(1) << s;
        }
        cluster->alive = cluster->could;
    }
}

struct choose *choose_new(struct solver *solver, int32_t tier, const struct relax *relax,
                          struct separator *separator, struct limit_pool *limits,
                          struct proof *proof, struct arena *arena)
{
    const struct problem *p = solver->problem;
    struct choose *choose = memory_take(1, sizeof *choose);

    choose->solver = solver;
    choose->problem = p;
    choose->relax = relax;
    choose->separator = separator;
    choose->limits = limits;
    choose->proof = proof;
    choose->arena = arena;
    choose->work = &solver->work;
    choose->tier = tier;
    choose->town = town_new(solver, tier);
    choose->pool = pool_new(choose->town);
    if (!applies(solver, tier, choose->pool)) {
        choose_free(choose);
        return NULL;
    }
    choose->group_count = choose->pool->group_count;
    choose->clusters = memory_take(p->cluster_count, sizeof *choose->clusters);
    choose->value =
        memory_take((int64_t)p->cluster_count * choose->group_count, sizeof *choose->value);
    choose->load = memory_take(relax->type_count + 1, sizeof *choose->load);
    choose->groups = memory_take(choose->group_count, sizeof *choose->groups);
    choose->prices.v = memory_take(tier + 1, sizeof *choose->prices.v);
    choose->least = memory_take(tier + 1, sizeof *choose->least);
    for (int32_t u = 0; u < tier; u++)
        choose->least[u] = town_weight(choose->town, u);
    choose->target = town_weight(choose->town, tier) + 1;
    find_alive(choose);
    choose_take_limits(choose);
    return choose;
}

void choose_free(struct choose *choose)
{
    if (!choose)
        return;
    for (int32_t c = 0; choose->clusters && c < choose->problem->cluster_count; c++) {
        for (size_t k = 0; k < choose->clusters[c].limit_count; k++)
            free(choose->clusters[c].limits[k].share);
        free(choose->clusters[c].limits);
        free(choose->clusters[c].refuted.sets);
        free(choose->clusters[c].seen.sets);
        free(choose->clusters[c].active);
    }
    free(choose->clusters);
    free(choose->value);
    free(choose->load);
    free(choose->groups);
    free(choose->prices.v);
    free(choose->least);
    free(choose->columns);
    packing_release(&choose->packing);
    pool_free(choose->pool);
    town_free(choose->town);
    free(choose);
}

enum verdict { NODE_REFUTED, NODE_OPEN, NODE_BRANCH };

/* Questions that take long: the search would not come far. */
static bool is_slow(const struct choose *choose)
{
    int64_t asked = choose->town->packer->asked;

    return asked >= ASKED_LEAST && choose->work->ticks - choose->first_ticks > asked * TICKS_AN_ASK;
}

/* New columns for one cluster, as many as it takes to know the best set; adds what that gains. */
static bool price_cluster(struct choose *choose, int32_t c, CHOOSE_WIDE *sum)
{
    while (!choose->is_over && !work_is_out(choose->work)) {
        struct choose_best best;
        double worth = choose_cluster_price(choose, c);
        int32_t entry;

        choose_best_set(choose, c, false, &best);
        if ((double)best.gain <= worth + 1e-6 * (double)choose->prices.v[choose->tier]) {
            *sum += best.gain;
            return false;
        }
        entry = choose_decide(choose, c, best.set, false);
        if (entry < 0)
            continue;
        *sum += best.gain;
        choose_add_column(choose, c, best.set, entry);
        return true;
    }
    return false;
}

/* *ret: U of the present multipliers, valid unless the search is over. True with new columns. */
static bool price_all(struct choose *choose, CHOOSE_WIDE *ret)
{
    bool is_new = false;

    choose_read_prices(choose);
    *ret = choose_value(choose);
    for (int32_t c = 0; c < choose->problem->cluster_count; c++)
        is_new = price_cluster(choose, c, ret) || is_new;
    choose->is_over = choose->is_over || work_is_out(choose->work) || is_slow(choose);
    return is_new;
}

static void copy_prices(const struct choose *choose, const struct choose_prices *from,
                        struct choose_prices *to)
{
    memcpy(to->v, from->v, (size_t)(choose->tier + 1) * sizeof *to->v);
    memcpy(to->m, from->m, sizeof to->m);
}

/* The node is refuted: multipliers that refute it more clearly need fewer limits to be written out.
 */
static void polish(struct choose *choose, CHOOSE_WIDE least)
{
    struct choose_prices best = {.v = memory_take(choose->tier + 1, sizeof *best.v)};
    bool is_new = true;

    copy_prices(choose, &choose->prices, &best);
    for (int round = 0; round < POLISH_MAX && is_new && choose_solve(choose); round++) {
        CHOOSE_WIDE sum;

        is_new = price_all(choose, &sum);
        if (choose->is_over)
            break;
        if (sum < least) {
            copy_prices(choose, &choose->prices, &best);
            least = sum;
        }
    }
    copy_prices(choose, &best, &choose->prices);
    choose->is_over = false;
    free(best.v);
}

/* Columns until the program is at its end or the node is refuted. */
static enum verdict solve_node(struct choose *choose, CHOOSE_WIDE *ret)
{
    for (;;) {
        bool is_new;

        if (!choose_solve(choose)) {
            choose->is_over = true;
            return NODE_OPEN;
        }
        is_new = price_all(choose, ret);
        if (choose->is_over)
            return NODE_OPEN;
        if (*ret < 0) {
            if (is_new)
                polish(choose, *ret);
            return NODE_REFUTED;
        }
        if (!is_new)
            return NODE_BRANCH;
    }
}

static bool is_whole(double x)
{
    return x < 1e-6 || x > 1 - 1e-6;
}

static bool is_integral(const struct choose *choose)
{
    int64_t count = (int64_t)choose->problem->cluster_count * choose->group_count;

    for (int64_t i = 0; i < count; i++)
        if (!is_whole(choose->value[i]))
            return false;
    return true;
}

/* Every group in its cluster: a plan, when all sets pack. Else some set is out from now on. */
static void take_plan(struct choose *choose)
{
    int32_t clusters = choose->problem->cluster_count;
    int32_t *chosen = memory_take(clusters, sizeof *chosen);
    struct pool_best best = {.chosen = chosen};
    bool is_packed = true;

    for (int32_t c = 0; c < clusters && is_packed; c++) {
        uint64_t set = 0;

        for (int32_t s = 0; s < choose->group_count; s++)
            if (choose->value[(int64_t)c * choose->group_count + s] > 0.5)
                set |= UINT64_C(1) << s;
        chosen[c] = set == 0 ? -1 : choose_decide(choose, c, set, true);
        is_packed = set == 0 || chosen[c] >= 0;
    }
    if (is_packed) {
        int64_t weight;

        pool_settle(choose->pool, &best);
        weight = town_weight(choose->town, choose->tier);
        for (int32_t u = 0; u < choose->tier; u++)
            if (town_weight(choose->town, u) < choose->least[u])
                weight = -1;
        choose->is_over = choose->is_over || weight < choose->target;
        choose->has_better = choose->has_better || weight >= choose->target;
        if (weight >= choose->target)
            choose->target = weight + 1;
    }
    choose_apply(choose);
    free(chosen);
}

static double fraction(double x)
{
    return 0.5 - fabs(x - 0.5);
}

/* The group that is most in doubt: somewhere or not; else where. */
static void choose_branch(const struct choose *choose, int32_t *ret_group, int32_t *ret_cluster)
{
    double best = 0;

    *ret_cluster = -1;
    for (int32_t s = 0; s < choose->group_count; s++) {
        double size = choose->town->size[choose->pool->groups[s]];

        if (!is_whole(choose->place[s]) && fraction(choose->place[s]) * size > best) {
            best = fraction(choose->place[s]) * size;
            *ret_group = s;
        }
    }
    for (int32_t c = 0; best == 0 && c < choose->problem->cluster_count; c++)
        for (int32_t s = 0; s < choose->group_count; s++) {
            double x = choose->value[(int64_t)c * choose->group_count + s];
            double score = fraction(x) * choose->town->size[choose->pool->groups[s]];

            if (is_whole(x) || (*ret_cluster >= 0 && score <= best))
                continue;
            best = score;
            *ret_group = s;
            *ret_cluster = c;
        }
}

static void visit(struct choose *choose, int32_t depth);

static void descend(struct choose *choose, int32_t s, int32_t c, bool is_first, int32_t depth)
{
    uint64_t bit = UINT64_C(1) << s, must = choose->must;
    int32_t clusters = choose->problem->cluster_count;
    uint64_t *alive = memory_take(clusters, sizeof *alive);

    for (int32_t k = 0; k < clusters; k++) {
        alive[k] = choose->clusters[k].alive;
        if (is_first ? c >= 0 && k != c : c < 0 || k == c)
            choose->clusters[k].alive &= ~bit;
    }
    if (is_first)
        choose->must |= bit;
    choose_apply(choose);
    visit(choose, depth + 1);
    choose->must = must;
    for (int32_t k = 0; k < clusters; k++)
        choose->clusters[k].alive = alive[k];
    choose_apply(choose);
    free(alive);
}

static void visit(struct choose *choose, int32_t depth)
{
    CHOOSE_WIDE left;
    enum verdict verdict;
    int32_t s = -1, c;

    if (++choose->nodes > NODE_MAX || depth > DEPTH_MAX)
        choose->is_over = true;
    if (choose->is_over)
        return;
    verdict = solve_node(choose, &left);
    if (verdict == NODE_BRANCH) {
        choose_read_values(choose);
        if (is_integral(choose)) {
            take_plan(choose);
            visit(choose, depth);
            return;
        }
        choose_branch(choose, &s, &c);
    }
    if (verdict == NODE_REFUTED) {
        choose->is_by_search = choose->is_by_search || !choose_emit_leaf(choose);
        return;
    }
    if (verdict == NODE_OPEN || s < 0) {
        choose->is_over = true;
        return;
    }
    proof_node(choose->proof, choose->arena, (struct tree_node){-1, choose->pool->groups[s], c});
    descend(choose, s, c, true, depth);
    if (!choose->is_over)
        descend(choose, s, c, false, depth);
}

static void start_columns(struct choose *choose)
{
    pool_add_town(choose->pool);
    for (size_t i = 0; i < choose->pool->count; i++)
        choose_add_column(choose, choose->pool->entries[i].cluster,
                          choose->pool->entries[i].groups[0], (int32_t)i);
}

void choose_run(struct choose *choose, struct choose_result *ret)
{
    int32_t first = choose->proof->node_count;

    *ret = (struct choose_result){.bound = INT64_MAX};
    choose->first_ticks = choose->work->ticks;
    choose_build(choose);
    start_columns(choose);
    choose_apply(choose);
    visit(choose, 0);
    warm_free(choose->lp);
    if (!choose->is_over && !choose->is_guess) {
        ret->bound = choose->target - 1;
        ret->is_certified = !choose->is_by_search;
    }
    if (ret->is_certified)
        ret->tree.node_count = choose->proof->node_count - first;
    else
        choose->proof->node_count = first;
}

void choose_offer(struct choose *choose)
{
    if (choose->has_better)
        town_offer(choose->town);
}
