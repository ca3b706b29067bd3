/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/question.h"

#include <string.h>

#include "base/arena.h"
#include "model/build.h"

void problem_of_question(const struct question *question, const struct remains *remains,
                         const int64_t *unknown_placed, struct arena *arena, struct problem *ret)
{
    struct build b;
    build_begin(&b, question, remains, arena, ret);
    build_residents(&b, unknown_placed);
    build_displaced(&b);
    build_requires(&b);
    build_finish(&b);
}

bool question_starts_in(const struct question *question, int32_t stack_ix, int32_t cluster_ix)
{
    const struct stack *stack = &question->estate->stacks[stack_ix];
    bool has_copy = false;
    for (int32_t i = 0; i < stack->copy_count; i++) {
        if (question->scenario->cluster_lost[stack->copies[i]])
            continue;
        if (stack->copies[i] == cluster_ix)
            return true;
        has_copy = true;
    }
    return !has_copy;
}

/* Sort and add up entries of the same workload and node. */
static int32_t merge_entries(struct plan_entry *entries, int32_t count)
{
    int32_t kept = 0;
    plan_sort_entries(entries, count);
    for (int32_t i = 0; i < count; i++) {
        const struct plan_entry *one = &entries[i];
        struct plan_entry *last = kept > 0 ? &entries[kept - 1] : NULL;
        if (last && last->workload_ix == one->workload_ix && last->node_ix == one->node_ix)
            last->replicas += one->replicas;
        else
            entries[kept++] = *one;
    }
    return kept;
}

/* Placements of movable workloads that were pinned all the same (see remains.c). */
static int32_t add_pinned(const struct question *q, const struct remains *remains,
                          struct plan_entry *entries, int32_t count)
{
    const struct estate *e = q->estate;
    for (int32_t i = 0; i < e->placement_count; i++) {
        const struct placement *p = &e->placements[i];
        const struct workload *w = &e->workloads[p->workload_ix];
        if (q->scenario->node_lost[p->node_ix] || remains->is_movable[i] || w->is_daemon ||
            e->stacks[w->stack_ix].is_platform)
            continue;
        entries[count++] = (struct plan_entry){p->workload_ix, p->node_ix, p->replicas};
    }
    return count;
}

void plan_entries(const struct question *question, const struct remains *remains,
                  const struct problem *problem, const struct share *assigns, int32_t assign_count,
                  struct arena *arena, struct plan *ret)
{
    bool is_repack = question->options->residents == RESIDENTS_REPACK;
    int32_t room = assign_count + (is_repack ? question->estate->placement_count : 0);
    struct plan_entry *entries = ARENA_NEW(arena, assign_count, struct plan_entry);
    struct plan_entry *residents = ARENA_NEW(arena, room, struct plan_entry);
    int32_t entry_count = 0;
    int32_t resident_count = 0;
    for (int32_t i = 0; i < assign_count; i++) {
        const struct item *item = &problem->items[assigns[i].item_ix];
        struct plan_entry entry = {item->workload_ix, problem->bin_node_ix[assigns[i].bin_ix],
                                   assigns[i].count};
        if (problem->groups[item->group_ix].kind == GROUP_RESIDENT)
            residents[resident_count++] = entry;
        else
            entries[entry_count++] = entry;
    }
    if (is_repack)
        resident_count = add_pinned(question, remains, residents, resident_count);
    ret->entries = entries;
    ret->entry_count = merge_entries(entries, entry_count);
    ret->residents = residents;
    ret->resident_count = merge_entries(residents, resident_count);
}

bool problem_daemon_comes(const struct problem *problem, const struct solution *solution,
                          int32_t group_ix, int32_t cluster)
{
    const struct group *group = &problem->groups[group_ix];
    if (group->kind == GROUP_WHOLE)
        return solution->groups[group_ix].cluster == cluster;
    if (group->kind == GROUP_RESIDENT || group->lives_in[cluster])
        return false;
    for (int32_t i = 0; i < solution->assign_count; i++)
        if (problem->items[solution->assigns[i].item_ix].group_ix == group_ix &&
            problem->bin_cluster[solution->assigns[i].bin_ix] == cluster)
            return true;
    return false;
}

/* The replicas of the tiers that have something to fill up. */
static void plan_fills(const struct problem *problem, const struct solution *solution,
                       struct plan_tier *tiers)
{
    for (int32_t g = 0; g < problem->group_count; g++)
        if (problem->groups[g].fills_up && group_counts_replicas(&problem->groups[g]))
            tiers[problem->groups[g].tier_ix].fills_up = true;
    for (int32_t i = 0; i < problem->item_count; i++) {
        const struct group *group = &problem->groups[problem->items[i].group_ix];
        if (group_counts_replicas(group) && group->tier_ix >= 0 && tiers[group->tier_ix].fills_up)
            tiers[group->tier_ix].wanted += problem->items[i].replicas + problem->items[i].more;
    }
    for (int32_t t = 0; t < problem->tier_count; t++)
        if (tiers[t].fills_up) {
            tiers[t].placed = solution->tiers[t].replicas;
            tiers[t].placed_bound = solution->tiers[t].replicas_bound;
        }
}

static void plan_tiers(const struct problem *problem, const struct solution *solution,
                       struct arena *arena, struct plan *ret)
{
    struct plan_tier *tiers = ARENA_NEW(arena, problem->tier_count, struct plan_tier);
    for (int32_t t = 0; t < problem->tier_count; t++) {
        tiers[t].tier = problem->tiers[t];
        tiers[t].recovered = solution->tiers[t].recovered;
        tiers[t].bound = solution->tiers[t].bound;
        tiers[t].is_certified = solution->tiers[t].proof != BOUND_SEARCH;
    }
    for (int32_t g = 0; g < problem->group_count; g++) {
        const struct group *group = &problem->groups[g];
        if (group->tier_ix < 0 || group->weight == 0)
            continue;
        tiers[group->tier_ix].displaced_count++;
        tiers[group->tier_ix].displaced_weight += group->weight;
    }
    plan_fills(problem, solution, tiers);
    ret->tiers = tiers;
    ret->tier_count = problem->tier_count;
}

/* The stacks that the plan touches: recovered, or with some replica placed. */
static void plan_stacks(const struct problem *problem, const struct solution *solution,
                        struct arena *arena, struct plan *ret)
{
    struct plan_stack *stacks = ARENA_NEW(arena, problem->group_count, struct plan_stack);
    bool *is_touched = ARENA_NEW(arena, problem->group_count, bool);
    for (int32_t i = 0; i < solution->assign_count; i++)
        is_touched[problem->items[solution->assigns[i].item_ix].group_ix] = true;
    for (int32_t g = 0; g < problem->group_count; g++) {
        const struct group *group = &problem->groups[g];
        bool is_recovered = solution->groups[g].outcome == OUTCOME_IN_PLAN;
        int32_t cluster = solution->groups[g].cluster;
        if (group->kind == GROUP_RESIDENT || (!is_recovered && !is_touched[g] && cluster < 0))
            continue;
        stacks[ret->stack_count++] = (struct plan_stack){
            .stack_ix = group->stack_ix,
            .cluster_ix =
                group->kind == GROUP_WHOLE && cluster >= 0 ? problem->cluster_ix[cluster] : -1,
            .is_recovered = is_recovered,
        };
    }
    plan_sort_stacks(stacks, ret->stack_count);
    ret->stacks = stacks;
}

void plan_of_solution(const struct question *question, const struct remains *remains,
                      const struct problem *problem, const struct solution *solution,
                      struct arena *arena, struct plan *ret, struct certificate *ret_certificate)
{
    *ret = (struct plan){0};
    plan_tiers(problem, solution, arena, ret);
    plan_stacks(problem, solution, arena, ret);
    plan_entries(question, remains, problem, solution->assigns, solution->assign_count, arena, ret);
    certificate_of_solution(problem, solution, arena, ret_certificate);
}
