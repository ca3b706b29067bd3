/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/second_answer.h"

#include "base/arena.h"
#include "study/run.h"

enum { SECOND_LEAST = 100, SECOND_TIMES = 4, SECOND_MOST = 10 };

/* The most critical level of which something lacks room; false when nothing does. */
static bool first_short_level(const struct result_answer *answer, int32_t *ret)
{
    bool any = false;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        if (stack->verdict == VERDICT_FITS || stack->verdict == VERDICT_BLOCKED ||
            stack->verdict == VERDICT_AFFECTED)
            continue;
        int32_t level = question_level(stack->is_lent, (int32_t)stack->tier, false);
        if (!any || level < *ret)
            *ret = level;
        any = true;
    }
    return any;
}

/* The first answer as a plan of the second problem, everybody at home. */
static void start_from(const struct run *first, const struct run *second, struct solve_start *ret)
{
    const struct problem *p = &second->problem;
    const struct problem *from = &first->problem;
    const struct solution *solution = &first->solution;
    struct arena *arena = second->arena;
    int32_t *item_of = ARENA_NEW(arena, first->question.estate->workload_count, int32_t);
    int32_t *group_of = ARENA_NEW(arena, first->question.estate->stack_count, int32_t);
    struct share *assigns =
        ARENA_NEW(arena, (int64_t)solution->assign_count + p->home_count, struct share);
    int32_t *cluster = ARENA_NEW(arena, p->group_count, int32_t);
    for (int32_t i = 0; i < p->item_count; i++)
        item_of[p->items[i].workload_ix] = i;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct item *item = &p->items[p->groups[g].first_item];
        group_of[p->groups[g].stack_ix] = g;
        cluster[g] = p->groups[g].gives_way ? p->bin_cluster[p->home[item->first_home].bin_ix] : -1;
    }
    for (int32_t g = 0; g < from->group_count; g++)
        if (solution->groups[g].cluster >= 0 && from->groups[g].kind != GROUP_REPLICAS)
            cluster[group_of[from->groups[g].stack_ix]] = solution->groups[g].cluster;
    *ret = (struct solve_start){assigns, 0, cluster};
    for (int32_t i = 0; i < solution->assign_count; i++) {
        struct share share = solution->assigns[i];
        share.item_ix = item_of[from->items[share.item_ix].workload_ix];
        assigns[ret->assign_count++] = share;
    }
    for (int32_t i = 0; i < p->item_count; i++)
        for (int32_t h = 0; p->groups[p->items[i].group_ix].gives_way && h < p->items[i].home_count;
             h++)
            assigns[ret->assign_count++] = p->home[p->items[i].first_home + h];
}

/* A part of what the first answer left of the budget, and what it left of the fuse. The levels of
 * residents make more tiers that may stay open, and the last gap would eat all that there is: so a
 * few times what the first answer took, within limits. */
static struct solve_options rest_of(const struct solve_options *options,
                                    const struct solution *solution)
{
    struct solve_options rest = *options;
    int64_t budget = options->budget > 0 ? options->budget : SOLVE_BUDGET_DEFAULT;
    int64_t left = budget - solution->work;
    rest.budget = left / SECOND_LEAST;
    if (rest.budget < SECOND_TIMES * solution->work)
        rest.budget = SECOND_TIMES * solution->work;
    if (rest.budget > left / SECOND_MOST)
        rest.budget = left / SECOND_MOST;
    if (rest.budget < 1)
        rest.budget = 1;
    if (options->time_limit_ms > 0)
        rest.time_limit_ms = solution->time_left_ms;
    return rest;
}

void second_answer(const struct run *first, const struct solve_options *options,
                   struct result_scenario *ret)
{
    const struct estate *e = first->question.estate;
    struct question_options question = *first->question.options;
    bool *gives_way = ARENA_NEW(first->arena, e->stack_count, bool);
    bool *not_moved = ARENA_NEW(first->arena, e->stack_count, bool);
    struct result_scenario told;
    struct solve_start start;
    struct run run;
    int32_t level = 0;
    ret->has_eviction = true;
    ret->with_eviction = ret->as_is;
    ret->with_eviction.is_fewest = true;
    if (ret->as_is.status == STATUS_FAILED || !first_short_level(&ret->as_is, &level) ||
        question_evictable(&first->question, level, first->arena, gives_way, not_moved) == 0)
        return;
    question.gives_way = gives_way;
    question.not_moved = not_moved;
    run_begin(&run, e, first->question.scenario, &question, first->arena);
    run.telling.unplaced = first->telling.unplaced;
    run.telling.unplaced_is_proven = first->telling.unplaced_is_proven;
    problem_of_question(&run.question, &run.remains, first->unknown_placed, run.arena,
                        &run.problem);
    start_from(first, &run, &start);
    struct solve_options rest = rest_of(options, &first->solution);
    rest.start = &start;
    solve(&run.problem, &rest, run.arena, &run.solution);
    run_settle(&run);
    run.telling.first = &ret->as_is;
    run_tell(&run, &told);
    ret->with_eviction = told.as_is;
    ret->limit_hit |= told.limit_hit;
}
