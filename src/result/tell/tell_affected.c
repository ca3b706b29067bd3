/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "result/tell/tell.h"

static const struct estate *estate_of(const struct telling *t)
{
    return t->question->estate;
}

/* Does each workload of a group that comes back replica by replica still have a replica? */
static bool runs_partly(const struct telling *t, const struct group *group)
{
    if (group->kind != GROUP_REPLICAS)
        return false;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        const struct item *item = &t->problem->items[i];
        int64_t placed = t->placed[i];
        for (int32_t k = 0; k < item->twin_count; k++)
            placed += t->placed[t->problem->twins[item->first_twin + k]];
        if (item->is_dead && placed == 0)
            return false;
    }
    return true;
}

/* A stack scaled to zero has nothing to lose. */
static bool has_replicas(const struct estate *e, const struct stack *stack)
{
    for (int32_t i = 0; i < stack->workload_count; i++)
        if (e->workloads[stack->first_workload + i].replicas > 0)
            return true;
    return false;
}

/* Is this stack down: lost, not recovered, and nothing of it runs? */
static bool *down_stacks(const struct telling *t, struct arena *arena)
{
    const struct estate *e = estate_of(t);
    const struct scenario *s = t->question->scenario;
    bool *down = ARENA_NEW(arena, e->stack_count, bool);
    bool *up_family = ARENA_NEW(arena, (int64_t)e->stack_count + 1, bool);
    for (int32_t i = 0; i < e->stack_count; i++)
        down[i] = s->cluster_lost[e->stacks[i].cluster_ix] &&
                  (e->stacks[i].is_platform || has_replicas(e, &e->stacks[i]));
    for (int32_t g = 0; g < t->problem->group_count; g++) {
        const struct group *group = &t->problem->groups[g];
        if (group->kind == GROUP_RESIDENT)
            continue;
        down[group->stack_ix] =
            t->solution->groups[g].outcome != OUTCOME_IN_PLAN && !runs_partly(t, group);
    }
    for (int32_t i = 0; i < e->stack_count; i++)
        if (e->stacks[i].family_ix >= 0 && !down[i])
            up_family[e->stacks[i].family_ix] = true;
    for (int32_t i = 0; i < e->stack_count; i++)
        if (e->stacks[i].family_ix >= 0 && up_family[e->stacks[i].family_ix])
            down[i] = false;
    return down;
}

struct affected {
    const struct telling *telling;
    const bool *down;
    signed char *state; /* 0 unknown, 1 fine, 2 affected */
};

/* Requirements have no cycles; their depth is that of the chain, followed with a stack of our own.
 */
static void settle_affected(struct affected *a, struct arena *arena)
{
    const struct estate *e = estate_of(a->telling);
    int32_t *todo = ARENA_NEW(arena, (int64_t)e->stack_count + 1, int32_t);
    for (int32_t s = 0; s < e->stack_count; s++) {
        int32_t depth = 0;
        todo[depth++] = s;
        while (depth > 0) {
            int32_t at = todo[depth - 1];
            const struct stack *stack = &e->stacks[at];
            int32_t open = -1;
            bool is_affected = false;
            for (int32_t i = 0; i < stack->require_count && open < 0; i++) {
                int32_t needs = stack->requires[i].stack_ix;
                if (a->state[needs] == 0)
                    open = needs;
                is_affected |= a->down[needs] || a->state[needs] == 2;
            }
            if (open >= 0 && a->state[at] == 0) {
                todo[depth++] = open;
                continue;
            }
            a->state[at] = is_affected ? 2 : 1;
            depth--;
        }
    }
}

static bool is_displaced(const struct telling *t, const bool *is_group, int32_t stack_ix)
{
    return is_group[stack_ix] ||
           t->question->scenario->cluster_lost[estate_of(t)->stacks[stack_ix].cluster_ix];
}

int32_t tell_affected(const struct telling *t, const bool *is_group, struct arena *arena,
                      struct result_stack *ret)
{
    const struct estate *e = estate_of(t);
    struct affected a = {t, down_stacks(t, arena), ARENA_NEW(arena, e->stack_count, signed char)};
    settle_affected(&a, arena);
    int32_t count = 0;
    for (int32_t s = 0; s < e->stack_count; s++) {
        const struct stack *stack = &e->stacks[s];
        if (a.state[s] != 2 || stack->is_platform || is_displaced(t, is_group, s) ||
            (t->question->options->has_only_tier && stack->tier > t->question->options->only_tier))
            continue;
        struct result_stack *told = &ret[count++];
        *told = tell_stack(e, stack);
        told->verdict = t->check_failure || t->solution->status == SOLVE_FAILED ? VERDICT_UNKNOWN
                                                                                : VERDICT_AFFECTED;
        const char **needs = ARENA_NEW(arena, stack->require_count, const char *);
        for (int32_t i = 0; i < stack->require_count; i++) {
            int32_t needed = stack->requires[i].stack_ix;
            if (a.down[needed] || a.state[needed] == 2)
                needs[told->need_count++] = tell_path(t, needed, arena);
        }
        told->needs = needs;
    }
    return count;
}
