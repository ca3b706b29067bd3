/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/solve.h"

#include <assert.h>

#include "base/arena.h"
#include "base/error.h"
#include "solve/check.h"
#include "solve/solver.h"

/* Tried in this order; the first one always runs to its end. */
static const struct greedy_rules starts[] = {
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_STRAND, false},
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_BEST_FIT, false},
    {ORDER_SIZE, CLUSTERS_ROOMIEST, RATING_STRAND, false},
    {ORDER_SIZE, CLUSTERS_TIGHTEST, RATING_BEST_FIT, false},
    {ORDER_DENSITY, CLUSTERS_ROOMIEST, RATING_COSINE, false},
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_STRAND, true},
    {ORDER_CHOICES, CLUSTERS_TIGHTEST, RATING_LARGEST, false},
    {ORDER_SIZE, CLUSTERS_INPUT, RATING_COSINE, true},
    {ORDER_DENSITY, CLUSTERS_INPUT, RATING_FIRST_FIT, false},
    {ORDER_SIZE, CLUSTERS_ROOMIEST, RATING_WORST_FIT, false},
};

enum { START_COUNT = sizeof starts / sizeof starts[0], START_PERCENT = 30 };

bool solver_accepts(struct solver *solver, const struct answer *answer)
{
    struct error error;

    if (check_plan(solver->problem, answer->assigns, (int64_t)answer->count, answer->cluster,
                   answer->is_recovered, &error))
        return true;
    solver->has_found_bug = true;
    return false;
}

bool solver_offer(struct solver *solver, struct answer *answer, int32_t tier_count)
{
    if (!answer->holds_residents || !answer_is_better(answer, solver->best, tier_count) ||
        !solver_accepts(solver, answer))
        return false;
    answer_copy(solver->problem, answer, solver->best);
    return true;
}

/* Weight of a tier less the groups that are impossible by themselves. */
static int64_t coverage_bound(struct solver *solver, int32_t tier)
{
    int64_t bound = solver->index->tier_weight[tier];

    for (int32_t g = 0; g < solver->problem->group_count; g++)
        if (solver->problem->groups[g].tier_ix == tier && !solver->best->is_recovered[g] &&
            coverage_is_impossible(solver->coverage, g))
            bound -= solver->problem->groups[g].weight;
    work_spend(&solver->work, coverage_take_ticks(solver->coverage));
    return bound;
}

/* Does the best plan place all that can be placed? */
static bool is_complete(struct solver *solver)
{
    const struct problem *p = solver->problem;

    if (!solver->best->holds_residents)
        return false;
    for (int32_t t = 0; t < p->tier_count; t++)
        if (solver->best->weight[t] < coverage_bound(solver, t))
            return false;
    return true;
}

static void run_greedy(struct solver *solver)
{
    work_stage(&solver->work, START_PERCENT);
    for (int32_t s = 0; s < START_COUNT; s++) {
        if (s > 0 && (work_is_out(&solver->work) || is_complete(solver)))
            break;
        greedy_run(solver->greedy, &starts[s], s == 0);
        answer_from_pack(solver->pack, solver->trial);
        solver_offer(solver, solver->trial, solver->problem->tier_count);
    }
}

static void solver_init(struct solver *solver, const struct problem *problem,
                        const struct solve_options *options, struct arena *arena)
{
    *solver = (struct solver){.problem = problem, .options = options, .arena = arena};
    solver->scratch = arena_new();
    solver->index = index_new(problem, solver->scratch);
    solver->coverage = coverage_new(problem, solver->index, solver->scratch);
    work_init(&solver->work, options->budget > 0 ? options->budget : SOLVE_BUDGET_DEFAULT,
              options->time_limit_ms);
    solver->pack = pack_new(problem, solver->index);
    solver->greedy = greedy_new(solver->pack, solver->coverage, &solver->work);
    solver->best = answer_new(problem);
    solver->trial = answer_new(problem);
    solver->tiers = ARENA_NEW(arena, problem->tier_count, struct tier_result);
    solver->groups = ARENA_NEW(arena, problem->group_count, struct group_result);
    solver->alternatives = ARENA_NEW(arena, problem->group_count, struct alternative);
}

static void solver_release(struct solver *solver)
{
    answer_free(solver->trial);
    answer_free(solver->best);
    greedy_free(solver->greedy);
    pack_free(solver->pack);
    arena_free(solver->scratch);
}

static void solve_tiers(struct solver *solver)
{
    for (int32_t t = 0; t < solver->problem->tier_count; t++) {
        struct tier_result *tier = &solver->tiers[t];

        tier->bound = coverage_bound(solver, t);
        tier->proof = BOUND_COVERAGE;
        tier->recovered = solver->best->weight[t];
    }
}

static void decide_outcomes(struct solver *solver)
{
    const struct problem *p = solver->problem;

    for (int32_t g = 0; g < p->group_count; g++) {
        struct group_result *group = &solver->groups[g];

        group->cluster = solver->best->cluster[g];
        group->alternative = -1;
        group->fits_alone = TRI_YES;
        if (solver->best->is_recovered[g]) {
            group->outcome = OUTCOME_IN_PLAN;
        } else if (coverage_is_impossible(solver->coverage, g)) {
            group->outcome = OUTCOME_NEVER_ALONE;
            group->is_certified = true;
            group->fits_alone = TRI_NO;
        } else {
            group->outcome = OUTCOME_UNDECIDED;
            group->fits_alone = TRI_UNKNOWN;
        }
    }
}

static void finish(struct solver *solver, struct solution *ret)
{
    const struct problem *p = solver->problem;
    struct share *assigns = ARENA_NEW(solver->arena, solver->best->count, struct share);

    for (size_t i = 0; i < solver->best->count; i++)
        assigns[i] = solver->best->assigns[i];
    ret->assigns = assigns;
    ret->assign_count = (int32_t)solver->best->count;
    ret->tiers = solver->tiers;
    ret->groups = solver->groups;
    ret->alternatives = solver->alternatives;
    ret->alternative_count = solver->alternative_count;
    ret->limit_hit = solver->work.limit_hit;
    ret->work = (solver->work.ticks + WORK_TICKS - 1) / WORK_TICKS;
    ret->status = SOLVE_PROVEN;
    for (int32_t t = 0; t < p->tier_count; t++)
        if (ret->tiers[t].recovered < ret->tiers[t].bound)
            ret->status = SOLVE_BOUNDED;
    if (!solver->best->holds_residents) {
        ret->status = SOLVE_FAILED;
        ret->failure = "no packing of the residents was found: not proven that there is none";
    }
}

void solve(const struct problem *problem, const struct solve_options *options, struct arena *arena,
           struct solution *ret)
{
    struct solver solver;

    *ret = (struct solution){0};
    solver_init(&solver, problem, options, arena);
    run_greedy(&solver);
    solve_tiers(&solver);
    decide_outcomes(&solver);
    finish(&solver, ret);
    solver_release(&solver);
}

int64_t solution_placed(const struct solution *solution, int32_t item_ix)
{
    int64_t placed = 0;

    for (int32_t i = 0; i < solution->assign_count; i++)
        if (solution->assigns[i].item_ix == item_ix)
            placed += solution->assigns[i].count;
    return placed;
}
