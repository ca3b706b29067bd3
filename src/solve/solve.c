/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/solve.h"

#include "base/arena.h"
#include "base/error.h"
#include "solve/check.h"
#include "solve/evict.h"
#include "solve/near/near.h"
#include "solve/tier/outcome.h"
#include "solve/prove/prove.h"
#include "solve/solver.h"
#include "solve/start.h"
#include "solve/tier/tier.h"

bool solver_accepts(struct solver *solver, const struct answer *answer)
{
    struct error error;

    if (check_plan(solver->problem, answer->assigns, (int64_t)answer->count, answer->cluster,
                   answer->is_recovered, &error))
        return true;
    solver->dropped_count++;
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
    solver->prover = prover_new(solver);
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
    line_memory_release(&solver->line_memory);
    arena_free(solver->scratch);
}

static void finish(struct solver *solver, struct solution *ret)
{
    struct share *assigns = ARENA_NEW(solver->arena, solver->best->count, struct share);

    for (size_t i = 0; i < solver->best->count; i++)
        assigns[i] = solver->best->assigns[i];
    ret->assigns = assigns;
    ret->assign_count = (int32_t)solver->best->count;
    ret->tiers = solver->tiers;
    ret->groups = solver->groups;
    ret->alternatives = solver->alternatives;
    ret->alternative_count = solver->alternative_count;
    prover_finish(solver->prover, ret);
    ret->limit_hit = solver->work.limit_hit;
    ret->time_left_ms = work_time_left(&solver->work);
    ret->work = (solver->work.ticks + WORK_TICKS - 1) / WORK_TICKS;
    for (int32_t t = 0; t < solver->problem->tier_count; t++)
        if (ret->tiers[t].recovered < ret->tiers[t].bound && ret->status == SOLVE_PROVEN)
            ret->status = SOLVE_BOUNDED;
}

void solve(const struct problem *problem, const struct solve_options *options, struct arena *arena,
           struct solution *ret)
{
    struct solver solver;
    bool is_proven = false;

    *ret = (struct solution){.status = SOLVE_PROVEN};
    solver_init(&solver, problem, options, arena);
    if (options->known)
        start_from_known(&solver);
    if (options->start)
        evict_start(&solver);
    tier_start(&solver);
    if (!solver.best->holds_residents && !tier_place_residents(&solver, &is_proven)) {
        ret->status = SOLVE_FAILED;
        ret->failure = is_proven ? "the residents cannot be packed together (by search)"
                                 : "no packing of the residents was found; that there is none is "
                                   "not proven";
    }
    if (ret->status != SOLVE_FAILED)
        tier_solve_all(&solver);
    if (ret->status != SOLVE_FAILED && options->start)
        ret->is_fewest = evict_finish(&solver);
    if (ret->status != SOLVE_FAILED)
        near_known(&solver);
    for (int32_t t = 0; ret->status == SOLVE_FAILED && t < problem->tier_count; t++)
        solver.tiers[t].bound = solver.index->tier_weight[t];
    outcome_decide(&solver);
    finish(&solver, ret);
    solver_release(&solver);
}

static bool recovers_all(const struct solver *solver)
{
    const struct problem *p = solver->problem;

    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].kind != GROUP_RESIDENT && !solver->best->is_recovered[g])
            return false;
    return solver->best->holds_residents;
}

bool solve_at_once(const struct problem *problem, const struct solve_options *options,
                   struct arena *arena, struct solution *ret)
{
    struct solver solver;

    *ret = (struct solution){.status = SOLVE_PROVEN};
    solver_init(&solver, problem, options, arena);
    if (options->known)
        start_from_known(&solver);
    else
        tier_start(&solver);
    near_known(&solver);
    bool is_all = recovers_all(&solver);
    for (int32_t t = 0; is_all && t < problem->tier_count; t++)
        solver.tiers[t] = (struct tier_result){.recovered = solver.best->weight[t],
                                               .bound = solver.index->tier_weight[t],
                                               .proof = BOUND_COVERAGE};
    if (is_all) {
        outcome_decide(&solver);
        finish(&solver, ret);
    }
    solver_release(&solver);
    return is_all;
}
