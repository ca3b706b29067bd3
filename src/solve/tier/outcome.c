/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/tier/outcome.h"

#include "base/arena.h"
#include "solve/bound.h"
#include "solve/mip/mip.h"
#include "solve/pods/search_room.h"
#include "solve/prove/prove.h"
#include "solve/tier/tier.h"

enum { SWAPS_MAX = 60, FRESH_STARTS = 4, MIP_COLUMNS = 60000, PARTS = 128, CHOICE_PARTS = 4 };

/* Does the answer recover group g, and at least as much in every tier as the best plan: weight, and
 * replicas of what comes back replica by replica? */
static bool is_as_good(const struct solver *solver, const struct answer *answer, int32_t g)
{
    if (!answer->holds_residents || !answer->is_recovered[g])
        return false;
    for (int32_t t = 0; t < solver->problem->tier_count; t++)
        if (answer->weight[t] < solver->best->weight[t] ||
            answer->replicas[t] < solver->best->replicas[t])
            return false;
    return true;
}

static void keep_alternative(struct solver *solver, const struct answer *answer, int32_t g)
{
    const struct problem *p = solver->problem;
    struct alternative *to = &solver->alternatives[solver->alternative_count];
    struct share *assigns = ARENA_NEW(solver->arena, answer->count, struct share);
    int32_t *cluster = ARENA_NEW(solver->arena, p->group_count, int32_t);
    bool *is_recovered = ARENA_NEW(solver->arena, p->group_count, bool);

    for (size_t i = 0; i < answer->count; i++)
        assigns[i] = answer->assigns[i];
    for (int32_t k = 0; k < p->group_count; k++) {
        cluster[k] = answer->cluster[k];
        is_recovered[k] = answer->is_recovered[k];
    }
    *to = (struct alternative){assigns, (int32_t)answer->count, cluster, is_recovered};
    solver->groups[g].outcome = OUTCOME_CHOICE;
    solver->groups[g].alternative = solver->alternative_count++;
}

/* Ticks to copy and sort a plan. */
static int64_t plan_ticks(const struct solver *solver)
{
    return solver->problem->item_count + solver->problem->bin_count +
           8 * (int64_t)solver->best->count;
}

/* The packing as a second plan for g, when it is one. */
static bool take_packing(struct solver *solver, int32_t g)
{
    answer_from_pack(solver->pack, solver->trial);
    work_spend(&solver->work, plan_ticks(solver));
    if (!is_as_good(solver, solver->trial, g) || !solver_accepts(solver, solver->trial))
        return false;
    keep_alternative(solver, solver->trial, g);
    return true;
}

/* Does a placed group require this one? */
static bool is_needed(const struct solver *solver, int32_t g)
{
    const struct problem *p = solver->problem;

    for (int32_t i = 0; i < p->require_count; i++)
        if (p->requires[i].needs_ix == g && solver->best->is_recovered[p->requires[i].group_ix])
            return true;
    return false;
}

/* Put what is missing in a tier back in, as far as it goes. */
static void refill(struct solver *solver)
{
    for (int32_t t = 0; t < solver->problem->tier_count; t++)
        greedy_tier(solver->greedy, t, false);
}

/* Take one group out of the best plan, put g in, and see what finds its way back. */
static bool try_swaps(struct solver *solver, int32_t g)
{
    const struct problem *p = solver->problem;
    int32_t tries = 0;

    answer_to_pack(solver->best, solver->pack);
    for (int32_t s = 0; s < p->group_count && tries < SWAPS_MAX; s++) {
        size_t mark = pack_mark(solver->pack);

        if (p->groups[s].tier_ix < 0 || !solver->best->is_recovered[s] || is_needed(solver, s) ||
            (p->groups[s].tier_ix <= p->groups[g].tier_ix &&
             p->groups[s].weight > p->groups[g].weight))
            continue;
        if (work_is_out(&solver->work))
            return false;
        tries++;
        pack_remove(solver->pack, s);
        if (greedy_group(solver->greedy, g, -1)) {
            refill(solver);
            if (take_packing(solver, g))
                return true;
            answer_to_pack(solver->best, solver->pack);
            work_spend(&solver->work, plan_ticks(solver));
        } else {
            pack_rollback(solver->pack, mark);
        }
    }
    return false;
}

/* From an empty packing, g first. */
static bool try_fresh(struct solver *solver, int32_t g)
{
    for (int32_t s = 0; s < FRESH_STARTS && !work_is_out(&solver->work); s++) {
        tier_rules(solver, s);
        pack_clear(solver->pack);
        if (!greedy_residents(solver->greedy) || !greedy_group(solver->greedy, g, -1))
            continue;
        pack_commit(solver->pack);
        refill(solver);
        if (take_packing(solver, g))
            return true;
    }
    return false;
}

/* No plan with g recovers as much: the multipliers of some tier say so already. */
static bool is_ruled_out(struct solver *solver, int32_t g)
{
    for (int32_t t = 0; t < solver->problem->tier_count; t++) {
        const struct tier_result *tier = &solver->tiers[t];
        struct bound_question question = {t, solver->best->weight, g};
        struct bound leaf = {.scale = tier->scale, .capacity_count = tier->capacity_count};
        int64_t value;

        if (tier->proof != BOUND_MULTIPLIERS)
            continue;
        leaf.earlier = (int64_t *)tier->earlier;
        leaf.capacity = (struct cluster_multiplier *)tier->capacity;
        if (bound_evaluate(solver->problem, solver->index, solver->coverage, &question, &leaf,
                           &value) &&
            value < solver->best->weight[t])
            return true;
    }
    return false;
}

/* The same with multipliers made for this question; they are not part of the result. */
static bool is_ruled_out_afresh(struct solver *solver, int32_t g)
{
    for (int32_t t = 0; t < solver->problem->tier_count; t++) {
        struct bound_question question = {t, solver->best->weight, g};
        struct bound bound;

        if (work_is_out(&solver->work))
            return false;
        if (bound_find(solver->problem, solver->index, solver->coverage, &question, &solver->work,
                       solver->scratch, &bound) &&
            bound.value < solver->best->weight[t])
            return true;
    }
    return false;
}

/* Search the whole model for a plan with g that is as good. */
static void search_choice(struct solver *solver, int32_t g)
{
    const struct problem *p = solver->problem;
    struct mip_question question = {.goal = MIP_ANY, .tier = p->tier_count - 1, .forced = g};
    struct mip *mip;

    question.least_weight = solver->best->weight;
    question.least_replicas = solver->best->replicas;
    mip = mip_new(p, solver->index, solver->coverage, &question, MIP_COLUMNS);
    if (mip && mip_is_affordable(mip, &solver->work)) {
        struct answer *answer = answer_new(p);
        int64_t bound;
        bool is_found;
        enum lp_status status = mip_search(mip, NULL, &solver->work, answer, &is_found, &bound);

        if (is_found && is_as_good(solver, answer, g) &&
            (solver_accepts(solver, answer) ||
             (search_room(solver, &question, answer) && is_as_good(solver, answer, g))))
            keep_alternative(solver, answer, g);
        else if (status == LP_INFEASIBLE)
            solver->groups[g].outcome = OUTCOME_NEVER;
        answer_free(answer);
    }
    mip_free(mip);
}

/* First what takes no time, then what takes longer. */
static void decide(struct solver *solver, int32_t g, int32_t effort)
{
    struct group_result *group = &solver->groups[g];
    enum solve_engine engine = solver->options->engine;
    bool is_out = effort == 0 && is_ruled_out(solver, g);

    if (effort == 0 && !is_out && (try_swaps(solver, g) || try_fresh(solver, g)))
        return;
    /* A tree is asked for also where multipliers say it: verify takes trees of any tier. */
    if (((engine == ENGINE_AUTO || engine == ENGINE_EXACT) &&
         prover_never(solver->prover, g, effort)) ||
        is_out) {
        group->outcome = OUTCOME_NEVER;
        group->is_certified = true;
        return;
    }
    if (effort < PROVER_NEVER_EFFORTS - 1)
        return;
    if (is_ruled_out_afresh(solver, g)) {
        group->outcome = OUTCOME_NEVER;
    } else if (!work_is_out(&solver->work) && engine != ENGINE_GREEDY) {
        work_stage_ticks(&solver->work, work_left(&solver->work) / CHOICE_PARTS);
        search_choice(solver, g);
    }
}

/* Is the packing a plan? Without what else was displaced, residents may lack pods that they lean
 * on.
 */
static bool is_witness(struct solver *solver, int32_t g)
{
    if (!problem_has_pod_rules(solver->problem))
        return true;
    answer_from_pack(solver->pack, solver->trial);
    return solver->trial->holds_residents && solver->trial->is_recovered[g] &&
           solver_accepts(solver, solver->trial);
}

/* Is there room for the group when nothing else is displaced? The packing holds the residents. */
static void decide_alone(struct solver *solver, int32_t g)
{
    struct group_result *group = &solver->groups[g];
    struct mip_question question = {.goal = MIP_ANY, .tier = -1, .forced = g, .is_alone = true};
    size_t mark = pack_mark(solver->pack);
    struct mip *mip;

    group->fits_alone = TRI_UNKNOWN;
    if (greedy_group(solver->greedy, g, -1) && is_witness(solver, g))
        group->fits_alone = TRI_YES;
    pack_rollback(solver->pack, mark);
    if (group->fits_alone == TRI_YES || work_is_out(&solver->work) ||
        solver->options->engine == ENGINE_GREEDY)
        return;
    mip = mip_new(solver->problem, solver->index, solver->coverage, &question, MIP_COLUMNS);
    if (mip && mip_is_affordable(mip, &solver->work)) {
        struct answer *answer = answer_new(solver->problem);
        int64_t bound;
        bool is_found;
        enum lp_status status = mip_search(mip, NULL, &solver->work, answer, &is_found, &bound);

        if (is_found && answer->holds_residents && answer->is_recovered[g] &&
            solver_accepts(solver, answer))
            group->fits_alone = TRI_YES;
        else if (status == LP_INFEASIBLE)
            group->fits_alone = TRI_NO;
        answer_free(answer);
    }
    mip_free(mip);
}

/* The residents of the best plan, and nothing else, into the packing. */
static void pack_residents(struct solver *solver)
{
    const struct problem *p = solver->problem;

    answer_to_pack(solver->best, solver->pack);
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].kind != GROUP_RESIDENT)
            pack_remove(solver->pack, g);
    pack_commit(solver->pack);
}

/* First what needs no search. */
static int32_t decide_simple(struct solver *solver)
{
    const struct problem *p = solver->problem;
    int32_t left = 0;

    for (int32_t g = 0; g < p->group_count; g++) {
        struct group_result *group = &solver->groups[g];

        *group = (struct group_result){.cluster = solver->best->cluster[g], .alternative = -1};
        group->fits_alone = TRI_YES;
        if (solver->best->is_recovered[g] || p->groups[g].kind == GROUP_RESIDENT)
            continue;
        if (coverage_is_impossible(solver->coverage, g)) {
            group->outcome = OUTCOME_NEVER_ALONE;
            group->is_certified = true;
            group->fits_alone = TRI_NO;
        } else {
            group->outcome = OUTCOME_UNDECIDED;
            group->fits_alone = TRI_UNKNOWN;
            left += !p->groups[g].gives_way; /* of those only who is dropped is asked */
        }
    }
    return left;
}

/* What is left of a large budget is not worth a search of the whole model for each group: an eighth
 * of what the plan took, or a small part of it all. */
static void limit_work(struct work *work)
{
    int64_t most = work->ticks / 8 > work->end / PARTS ? work->ticks / 8 : work->end / PARTS;

    if (most < work->end - work->ticks)
        work->end = work->ticks + most;
}

/* Is it to be asked whether the group can be in a plan? proven: tiers whose weight is. */
static bool is_open(const struct solver *solver, int32_t g, int32_t proven)
{
    const struct group *group = &solver->problem->groups[g];

    return solver->groups[g].outcome == OUTCOME_UNDECIDED && !group->gives_way &&
           group->tier_ix < proven;
}

static void decide_all(struct solver *solver, int32_t proven, int32_t effort)
{
    const struct problem *p = solver->problem;
    int32_t left = 0;

    for (int32_t g = 0; g < p->group_count; g++)
        left += is_open(solver, g, proven);
    for (int32_t g = 0; g < p->group_count && !work_is_over(&solver->work); g++) {
        if (!is_open(solver, g, proven))
            continue;
        work_stage(&solver->work, 100 / left-- + 1);
        decide(solver, g, effort);
    }
}

void outcome_decide(struct solver *solver)
{
    const struct problem *p = solver->problem;
    int32_t left = decide_simple(solver), proven = 0;

    if (!solver->best->holds_residents || left == 0)
        return;
    while (proven < p->tier_count && solver->tiers[proven].recovered == solver->tiers[proven].bound)
        proven++;
    limit_work(&solver->work);
    pack_residents(solver);
    tier_rules(solver, 0);
    for (int32_t g = 0; g < p->group_count; g++)
        if (solver->groups[g].outcome == OUTCOME_UNDECIDED && !solver->options->start &&
            !work_is_over(&solver->work)) {
            work_stage(&solver->work, 10);
            decide_alone(solver, g);
        }
    for (int32_t effort = 0; effort < PROVER_NEVER_EFFORTS; effort++)
        decide_all(solver, proven, effort);
}
