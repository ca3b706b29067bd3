/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/mip/mip.h"
#include "solve/tier/tier.h"
#include "solve/tier/tier_parts.h"

/* Tried in this order, the first two as unlike as can be: where one falls short by little, the next
 * may not. The first one always runs to its end, unless a plan that was known recovers all there
 * is. */
static const struct greedy_rules starts[] = {
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_STRAND, false},
    {ORDER_CHOICES, CLUSTERS_TIGHTEST, RATING_LARGEST, false},
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_BEST_FIT, false},
    {ORDER_SIZE, CLUSTERS_ROOMIEST, RATING_STRAND, false},
    {ORDER_SIZE, CLUSTERS_TIGHTEST, RATING_BEST_FIT, false},
    {ORDER_DENSITY, CLUSTERS_ROOMIEST, RATING_COSINE, false},
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_STRAND, true},
    {ORDER_SIZE, CLUSTERS_INPUT, RATING_COSINE, true},
    {ORDER_DENSITY, CLUSTERS_INPUT, RATING_FIRST_FIT, false},
    {ORDER_SIZE, CLUSTERS_ROOMIEST, RATING_WORST_FIT, false},
};

enum { START_COUNT = sizeof starts / sizeof starts[0], START_PERCENT = 25, SEARCH_PERCENT = 30 };

/* Does the best plan recover all that can be recovered? */
static bool is_complete(struct solver *solver)
{
    const struct problem *p = solver->problem;

    if (!solver->best->holds_residents)
        return false;
    for (int32_t t = 0; t < p->tier_count; t++)
        if (solver->best->weight[t] < tier_coverage_bound(solver, t) ||
            solver->best->replicas[t] < tier_replicas_wanted(solver, t))
            return false;
    return true;
}

void tier_rules(struct solver *solver, int32_t start)
{
    solver->greedy->rules = starts[start];
    solver->greedy->placer->rating = starts[start].rating;
}

void tier_start(struct solver *solver)
{
    work_stage(&solver->work, START_PERCENT);
    for (int32_t s = 0; s < START_COUNT; s++) {
        if (solver->options->known && is_complete(solver))
            break;
        if (s > 0 && (work_is_out(&solver->work) || is_complete(solver) ||
                      solver->options->engine == ENGINE_MIP))
            break;
        greedy_run(solver->greedy, &starts[s], s == 0);
        answer_from_pack(solver->pack, solver->trial);
        solver_offer(solver, solver->trial, solver->problem->tier_count);
    }
    if (solver->best->holds_residents)
        return;
    tier_rules(solver, 0);
    pack_clear(solver->pack);
    if (greedy_residents(solver->greedy)) {
        answer_from_pack(solver->pack, solver->trial);
        solver_offer(solver, solver->trial, solver->problem->tier_count);
    }
}

void tier_extend(struct solver *solver, const struct answer *answer, int32_t tier)
{
    for (int32_t s = 0; s < 2 && (s == 0 || !work_is_out(&solver->work)); s++) {
        answer_to_pack(answer, solver->pack);
        tier_rules(solver, s);
        for (int32_t t = 0; t <= tier; t++)
            greedy_fill_up(solver->greedy, t);
        for (int32_t t = tier + 1; t < solver->problem->tier_count; t++)
            greedy_tier(solver->greedy, t, s == 0);
        answer_from_pack(solver->pack, solver->trial);
        solver_offer(solver, solver->trial, solver->problem->tier_count);
    }
}

bool tier_place_residents(struct solver *solver, bool *ret_proven)
{
    struct mip_question question = {.goal = MIP_ANY, .tier = -1, .forced = -1};
    struct mip *mip =
        mip_new(solver->problem, solver->index, solver->coverage, &question, TIER_MIP_COLUMNS);
    bool is_found = false;

    *ret_proven = false;
    work_stage(&solver->work, SEARCH_PERCENT);
    if (mip && mip_is_affordable(mip, &solver->work)) {
        struct answer *answer = answer_new(solver->problem);
        int64_t bound;
        enum lp_status status = mip_search(mip, NULL, &solver->work, answer, &is_found, &bound);

        *ret_proven = status == LP_INFEASIBLE;
        is_found = is_found && answer->holds_residents && solver_accepts(solver, answer);
        if (is_found) {
            solver_offer(solver, answer, solver->problem->tier_count);
            tier_extend(solver, answer, -1);
        }
        answer_free(answer);
    }
    mip_free(mip);
    return is_found;
}
