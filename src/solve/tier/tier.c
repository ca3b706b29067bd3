/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/tier/tier.h"

#include "solve/bound.h"
#include "solve/improve/improve.h"
#include "solve/prove/prove.h"
#include "solve/sets/enumerate.h"
#include "solve/tier/tier_parts.h"
#include "solve/tight/tight.h"

enum {
    FIRST_PERCENT = 50, /* of what is left: a tier with open ones behind it */
    LAST_PERCENT = 90,
    BOUND_PERCENT = 20, /* of what a tier may use */
    TIGHT_PART = 10,    /* of that, where there is next to no room */
    IMPROVE_PERCENT = 10
};

bool tier_is_open(const struct solver *solver, int32_t t)
{
    return solver->best->weight[t] < solver->tiers[t].bound && !work_is_over(&solver->work);
}

int64_t tier_coverage_bound(struct solver *solver, int32_t tier)
{
    int64_t bound = solver->index->tier_weight[tier];

    for (int32_t g = 0; g < solver->problem->group_count; g++)
        if (solver->problem->groups[g].tier_ix == tier && !solver->best->is_recovered[g] &&
            coverage_is_impossible(solver->coverage, g))
            bound -= solver->problem->groups[g].weight;
    work_spend(&solver->work, coverage_take_ticks(solver->coverage));
    return bound;
}

int64_t tier_replicas_wanted(const struct solver *solver, int32_t tier)
{
    const struct problem *p = solver->problem;
    int64_t wanted = 0;

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];

        if (group->tier_ix != tier || !group_counts_replicas(group) ||
            (group->fills_up && !solver->best->is_recovered[g] &&
             coverage_is_impossible(solver->coverage, g)))
            continue;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            wanted += p->items[i].is_daemon ? 0 : p->items[i].replicas + p->items[i].more;
    }
    return wanted;
}

/* The bound by sums, when it is below the present one. */
static void bound_by_sums(struct solver *solver, int32_t t)
{
    struct bound_question question = {t, solver->best->weight, -1};
    struct tier_result *tier = &solver->tiers[t];
    struct bound bound;

    if (!bound_find(solver->problem, solver->index, solver->coverage, &question, &solver->work,
                    solver->arena, &bound) ||
        bound.value >= tier->bound || bound.value < solver->best->weight[t])
        return;
    tier->bound = bound.value;
    tier->proof = BOUND_MULTIPLIERS;
    tier->scale = bound.scale;
    tier->earlier = bound.earlier;
    tier->capacity = bound.capacity;
    tier->capacity_count = bound.capacity_count;
}

/* One stack, one cluster, and one resource or next to no room: the packers of solve/line and
 * solve/tight before the program of the root, which is slow there. What the root's multipliers
 * would refute as well is left to them: that is certified. */
static void ask_packers(struct solver *solver, int32_t t, int64_t ticks)
{
    const struct problem *p = solver->problem;

    if (p->cluster_count != 1 || p->group_count != 1 ||
        (p->resource_count != 1 && !tight_is_near(p)))
        return;
    work_stage_ticks(&solver->work, ticks / (p->resource_count == 1 ? 1 : TIGHT_PART));
    enumerate_tier(solver, t, solver->tiers[t].bound);
    if (solver->line_memory.has_branched)
        tier_enumerate(solver, t);
}

/* Tiers that still have something to prove, from t on. */
static int32_t open_tiers(struct solver *solver, int32_t t)
{
    int32_t count = 0;

    for (; t < solver->problem->tier_count; t++)
        count += solver->best->weight[t] < tier_coverage_bound(solver, t) ||
                 solver->best->replicas[t] < tier_replicas_wanted(solver, t);
    return count;
}

static bool has_provers(enum solve_engine engine)
{
    return engine == ENGINE_AUTO || engine == ENGINE_EXACT;
}

static void solve_tier(struct solver *solver, int32_t t)
{
    struct tier_result *tier = &solver->tiers[t];
    int64_t left = solver->work.end - solver->work.ticks;
    int64_t ticks = left / 100 * (open_tiers(solver, t) > 1 ? FIRST_PERCENT : LAST_PERCENT);

    *tier = (struct tier_result){.bound = tier_coverage_bound(solver, t), .proof = BOUND_COVERAGE};
    tier->replicas_bound = tier_replicas_wanted(solver, t);
    if (tier_is_open(solver, t)) {
        work_stage_ticks(&solver->work, ticks / 100 * BOUND_PERCENT);
        bound_by_sums(solver, t);
    }
    if (tier_is_open(solver, t) && has_provers(solver->options->engine)) {
        ask_packers(solver, t, ticks / 100 * BOUND_PERCENT);
        work_stage_ticks(&solver->work, ticks / 100 * BOUND_PERCENT);
        if (tier_is_open(solver, t))
            prover_tier(solver->prover, t, PROVER_ROOT, 0);
        if (tier_is_open(solver, t) && solver->line_memory.count > 0)
            tier_enumerate(solver, t);
    }
    if (tier_is_open(solver, t) && solver->options->engine != ENGINE_MIP) {
        work_stage_ticks(&solver->work, ticks / 100 * IMPROVE_PERCENT);
        improve_tier(solver, t, tier->bound, TIER_IDLE_FIRST);
    }
    tier_tell_progress(solver, t);
    tier_take_turns(solver, t, ticks);
    if (solver->best->replicas[t] < tier_replicas_wanted(solver, t) &&
        !work_is_over(&solver->work) && solver->options->engine != ENGINE_GREEDY) {
        work_stage_ticks(&solver->work, ticks / 2);
        tier_search(solver, t, MIP_REPLICAS);
    }
}

void tier_solve_all(struct solver *solver)
{
    const struct problem *p = solver->problem;
    struct answer *before = answer_new(p);
    int32_t t = 0;

    while (t < p->tier_count) {
        int32_t changed = 0;

        answer_copy(p, solver->best, before);
        solve_tier(solver, t);
        /* What a later tier found may be better for an earlier one: then that one is asked again.
         */
        while (changed < t && before->weight[changed] == solver->best->weight[changed] &&
               before->replicas[changed] == solver->best->replicas[changed])
            changed++;
        t = changed < t ? changed : t + 1;
    }
    for (t = 0; t < p->tier_count; t++) {
        struct tier_result *tier = &solver->tiers[t];

        tier->recovered = solver->best->weight[t];
        tier->replicas = solver->best->replicas[t];
        if (tier->replicas_bound < tier->replicas)
            tier->replicas_bound = tier->replicas;
    }
    answer_free(before);
}
