/* SPDX-License-Identifier: GPL-3.0-or-later */
/* with_eviction: who gives way or moves, and for whom. */
#include <string.h>

#include "base/arena.h"
#include "model/scheduler/scheduler.h"
#include "result/tell/tell.h"

/* [group_count] replicas that stand where they are now. */
static int64_t *count_at_home(const struct telling *t, struct arena *arena)
{
    const struct problem *p = t->problem;
    int64_t *there = ARENA_NEW(arena, p->group_count, int64_t);
    for (int32_t a = 0; a < t->solution->assign_count; a++) {
        const struct share *at = &t->solution->assigns[a];
        const struct item *item = &p->items[at->item_ix];
        for (int32_t h = item->first_home; h < item->first_home + item->home_count; h++)
            if (p->home[h].bin_ix == at->bin_ix && p->home[h].count == at->count)
                there[item->group_ix] += at->count;
    }
    return there;
}

static int64_t replicas_of(const struct telling *t, int32_t group_ix)
{
    const struct group *group = &t->problem->groups[group_ix];
    int64_t sum = 0;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        sum += t->problem->items[i].replicas;
    return sum;
}

/* Is it recovered only now, or with more replicas? */
static bool is_gained(const struct telling *t, const struct result_stack *newcomer)
{
    const struct result_stack *before = result_find_stack(t->first, newcomer);
    return result_stack_gains(before, newcomer);
}

/* Does the newcomer come to the cluster, and to a node that the stack has left there? */
static bool comes_to(const struct telling *t, const struct result_stack *newcomer,
                     const struct result_stack *left, int32_t stack_ix, bool to_node)
{
    const struct estate *e = t->question->estate;
    const struct stack *stack = &e->stacks[stack_ix];
    for (int32_t i = 0; i < newcomer->plan_count; i++) {
        if (strcmp(newcomer->plan[i].cluster, left->cluster) != 0)
            continue;
        if (!to_node)
            return true;
        int32_t node_ix = estate_find_node(e, stack->cluster_ix, newcomer->plan[i].node);
        for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
             w++)
            for (int32_t k = 0; k < e->workloads[w].placement_count; k++)
                if (e->placements[e->workloads[w].first_placement + k].node_ix == node_ix)
                    return true;
    }
    return false;
}

/* More critical stacks that gain by it: those that stand on its nodes, or else those that come to
 * its cluster, or else all. */
static void find_for(const struct telling *t, const struct result_stack *stacks, int32_t told,
                     int32_t stack_ix, struct arena *arena, struct result_stack *ret)
{
    const char **names = ARENA_NEW(arena, told, const char *);
    for (int pass = 0; pass < 3 && ret->for_count == 0; pass++)
        for (int32_t i = 0; i < told; i++)
            if (result_is_more_critical(&stacks[i], ret) && is_gained(t, &stacks[i]) &&
                (pass == 2 || comes_to(t, &stacks[i], ret, stack_ix, pass == 0)))
                names[ret->for_count++] = result_stack_path(&stacks[i], arena);
    ret->for_whom = names;
}

static void tell_one(const struct telling *t, int32_t group_ix, bool by_scheduler,
                     struct arena *arena, struct result_stack *ret)
{
    const struct estate *e = t->question->estate;
    const struct stack *stack = &e->stacks[t->problem->groups[group_ix].stack_ix];
    bool is_kept = t->solution->groups[group_ix].outcome == OUTCOME_IN_PLAN;
    bool is_open = t->check_failure || t->solution->status == SOLVE_FAILED;
    *ret = tell_stack(e, stack);
    ret->verdict = is_open ? VERDICT_UNKNOWN : is_kept ? VERDICT_MOVED : VERDICT_EVICTED;
    ret->by = is_kept ? "" : by_scheduler ? "scheduler" : "hand";
    ret->is_assumed = stack->is_assumed;
    tell_demand(t, group_ix, arena, ret);
    if (!is_kept)
        return;
    ret->target = e->clusters[t->problem->cluster_ix[t->solution->groups[group_ix].cluster]].name;
    ret->plan = tell_entries(t, t->plan, group_ix, arena, &ret->plan_count);
}

/* [stack_count] dropped, and kube-scheduler does so by itself. */
static bool *find_scheduled(const struct telling *t, struct arena *arena)
{
    const struct problem *p = t->problem;
    int32_t stack_count = t->question->estate->stack_count;
    bool *is_dropped = ARENA_NEW(arena, stack_count, bool);
    bool *ret = ARENA_NEW(arena, stack_count, bool);
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].gives_way && t->solution->groups[g].outcome != OUTCOME_IN_PLAN)
            is_dropped[p->groups[g].stack_ix] = true;
    scheduler_removes(t->question, t->plan, is_dropped, arena, ret);
    return ret;
}

int32_t tell_giving_way(const struct telling *t, struct result_stack *ret, int32_t told,
                        bool *is_group, struct arena *arena)
{
    const struct problem *p = t->problem;
    int32_t count = 0;
    int64_t *there = t->first ? count_at_home(t, arena) : NULL;
    const bool *by_scheduler = t->first ? find_scheduled(t, arena) : NULL;
    for (int32_t g = 0; t->first && g < p->group_count; g++) {
        if (!p->groups[g].gives_way ||
            (t->solution->groups[g].outcome == OUTCOME_IN_PLAN && there[g] == replicas_of(t, g)))
            continue;
        struct result_stack *one = &ret[told + count++];
        is_group[p->groups[g].stack_ix] = true;
        tell_one(t, g, by_scheduler[p->groups[g].stack_ix], arena, one);
        find_for(t, ret, told, p->groups[g].stack_ix, arena, one);
    }
    return count;
}

void tell_may_give_way(const struct telling *t, struct arena *arena, struct result_answer *answer)
{
    const struct problem *p = t->problem;
    const bool *gives_way = t->question->options->gives_way;
    const bool *not_moved = t->question->options->not_moved;
    const char **names = ARENA_NEW(arena, p->group_count, const char *);
    const char **staying = ARENA_NEW(arena, p->group_count, const char *);
    for (int32_t s = 0; s < t->question->estate->stack_count; s++) {
        if (!gives_way[s])
            continue;
        names[answer->may_give_way_count++] = tell_path(t, s, arena);
        if (not_moved && not_moved[s])
            staying[answer->not_moved_count++] = tell_path(t, s, arena);
    }
    answer->may_give_way = names;
    answer->not_moved = staying;
}
