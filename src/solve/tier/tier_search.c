/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "solve/mip/mip.h"
#include "solve/pods/search_room.h"
#include "solve/sets/enumerate.h"
#include "solve/tier/tier.h"
#include "solve/tier/tier_parts.h"

void tier_search(struct solver *solver, int32_t t, enum mip_goal goal)
{
    const struct problem *p = solver->problem;
    struct mip_question question = {.goal = goal, .tier = t, .forced = -1};
    struct tier_result *tier = &solver->tiers[t];
    int64_t *weight = ARENA_NEW(solver->scratch, p->tier_count, int64_t);
    int64_t *replicas = ARENA_NEW(solver->scratch, p->tier_count, int64_t);
    struct mip *mip;

    for (int32_t u = 0; u < t + (goal == MIP_REPLICAS); u++)
        weight[u] = solver->best->weight[u];
    for (int32_t u = 0; u < t; u++)
        replicas[u] = solver->best->replicas[u];
    question.least_weight = weight;
    question.least_replicas = replicas;
    mip = mip_new(p, solver->index, solver->coverage, &question, TIER_MIP_COLUMNS);
    work_spend(&solver->work, coverage_take_ticks(solver->coverage));
    if (mip && mip_is_affordable(mip, &solver->work)) {
        struct answer *answer = answer_new(p);
        int64_t bound;
        bool is_found;
        enum lp_status status =
            mip_search(mip, solver->best, &solver->work, answer, &is_found, &bound);

        if (is_found &&
            (solver_accepts(solver, answer) || search_room(solver, &question, answer))) {
            solver_offer(solver, answer, t + 1);
            tier_extend(solver, answer, t);
        }
        if (goal == MIP_WEIGHT && status != LP_BROKEN && status != LP_INFEASIBLE &&
            bound < tier->bound && bound >= solver->best->weight[t]) {
            tier->bound = bound;
            tier->proof = BOUND_SEARCH;
            tier->capacity_count = 0;
        }
        if (goal == MIP_REPLICAS && status != LP_BROKEN && status != LP_INFEASIBLE &&
            bound < tier->replicas_bound)
            tier->replicas_bound = bound;
        answer_free(answer);
    }
    /* Nothing of it can be anywhere: GLPK takes no program without columns. */
    if (mip && goal == MIP_REPLICAS && mip_lp(mip)->column_count == 0)
        tier->replicas_bound = 0;
    mip_free(mip);
}

void tier_enumerate(struct solver *solver, int32_t t)
{
    struct tier_result *tier = &solver->tiers[t];
    int64_t bound = enumerate_tier(solver, t, tier->bound);

    if (bound < tier->bound && bound >= solver->best->weight[t]) {
        tier->bound = bound;
        tier->proof = BOUND_SEARCH;
        tier->capacity_count = 0;
    }
}
