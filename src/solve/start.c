/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/start.h"

#include <stdlib.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/tier/tier.h"

enum { START_PERCENT = 25 };

void start_copy_known(const struct solver *solver, struct answer *answer)
{
    const struct solve_start *known = solver->options->known;

    answer_clear(solver->problem, answer);
    for (int32_t i = 0; i < known->assign_count; i++)
        VEC_PUSH(answer->assigns, answer->count, answer->room, known->assigns[i]);
    for (int32_t g = 0; g < solver->problem->group_count; g++)
        answer->cluster[g] = known->group_cluster[g];
    answer_count(solver->problem, solver->index, answer);
}

/* Is all that a group requires in the packing? */
static bool has_needs(const struct solver *solver, int32_t g)
{
    const struct problem *p = solver->problem;
    const struct index *index = solver->index;

    for (int32_t i = index->first_require[g]; i < index->first_require[g + 1]; i++)
        if (!greedy_has(solver->greedy, p->requires[i].needs_ix) ||
            (p->requires[i].same_cluster &&
             solver->pack->cluster[p->requires[i].needs_ix] != solver->trial->cluster[g]))
            return false;
    return true;
}

/* The replicas of an item where the plan has them, and in the same cluster those that have no place
 * there any more. */
static bool put_item(struct solver *solver, int32_t item, const struct share *shares, size_t count)
{
    struct placer *placer = solver->greedy->placer;
    const struct item *it = &solver->problem->items[item];
    int32_t cluster = solver->pack->cluster[it->group_ix];

    for (size_t i = 0; i < count; i++)
        placer_fill_bin(placer, item, shares[i].bin_ix, shares[i].count);
    int64_t missing = it->is_daemon ? 0 : it->replicas - solver->pack->placed[item];
    return missing <= 0 || placer_fill(placer, item, cluster, missing) == missing;
}

/* Put a whole group where the plan has it; all or nothing. trial holds the plan, by item. */
static bool put(struct solver *solver, int32_t g, const size_t *first)
{
    const struct group *group = &solver->problem->groups[g];
    int32_t cluster = solver->trial->cluster[g];
    size_t mark = pack_mark(solver->pack);
    bool is_whole = !group->is_hopeless && index_allowed(solver->problem, g, cluster) >= 0 &&
                    pack_enter(solver->pack, g, cluster);

    for (int32_t i = group->first_item; is_whole && i < group->first_item + group->item_count; i++)
        is_whole = put_item(solver, i, solver->trial->assigns + first[i], first[i + 1] - first[i]);
    if (is_whole && greedy_keeps_rules(solver->greedy, g))
        return true;
    pack_rollback(solver->pack, mark);
    return false;
}

/* The whole groups whose places still hold, needed ones before those that require them. */
static void put_what_holds(struct solver *solver)
{
    const struct problem *p = solver->problem;
    const struct answer *plan = solver->trial;
    size_t *first = memory_take(p->item_count + 1, sizeof *first);
    bool *is_tried = memory_take(p->group_count, sizeof *is_tried);
    bool is_new = true;

    for (size_t i = 0; i < plan->count; i++)
        first[plan->assigns[i].item_ix + 1]++;
    for (int32_t i = 0; i < p->item_count; i++)
        first[i + 1] += first[i];
    while (is_new) {
        is_new = false;
        for (int32_t g = 0; g < p->group_count && !work_is_out(&solver->work); g++) {
            if (is_tried[g] || p->groups[g].kind != GROUP_WHOLE || plan->cluster[g] < 0 ||
                !has_needs(solver, g))
                continue;
            is_tried[g] = true;
            is_new |= put(solver, g, first);
        }
    }
    free(is_tried);
    free(first);
}

bool start_put_known(struct solver *solver)
{
    start_copy_known(solver, solver->trial);
    pack_clear(solver->pack);
    if (!greedy_residents(solver->greedy))
        return false;
    put_what_holds(solver);
    pack_commit(solver->pack);
    return true;
}

void start_from_known(struct solver *solver)
{
    start_copy_known(solver, solver->trial);
    if (solver->trial->holds_residents && solver_accepts(solver, solver->trial)) {
        answer_copy(solver->problem, solver->trial, solver->best);
        return;
    }
    solver->dropped_count = 0; /* it was none of ours */
    work_stage(&solver->work, START_PERCENT);
    tier_rules(solver, 0);
    if (!start_put_known(solver))
        return;
    for (int32_t t = 0; t < solver->problem->tier_count; t++)
        greedy_tier(solver->greedy, t, false);
    answer_from_pack(solver->pack, solver->trial);
    solver_offer(solver, solver->trial, solver->problem->tier_count);
}
