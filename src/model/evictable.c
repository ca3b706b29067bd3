/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which residents may give way to more critical newcomers. */
#include <string.h>

#include "base/arena.h"
#include "model/eligible.h"
#include "model/pod_eligible.h"
#include "model/pod_index.h"
#include "model/question.h"

struct choice {
    const struct question *question;
    const bool *is_tied;     /* [workload_count] */
    const bool *is_overfull; /* [node_count] */
    bool *gives_way;
};

static bool survives(const struct choice *c, const struct stack *stack)
{
    return !c->question->scenario->cluster_lost[stack->cluster_ix];
}

/* Where it stands now it breaks no rule and loses nothing. */
static bool stands_well(const struct choice *c, const struct placement *p)
{
    const struct estate *e = c->question->estate;
    const struct workload *w = &e->workloads[p->workload_ix];
    return !c->question->scenario->node_lost[p->node_ix] && !c->is_overfull[p->node_ix] &&
           (!w->has_max_per_node || p->replicas <= w->max_per_node) &&
           (w->home_rule_ix < 0 ||
            pod_rule_reaches(&e->rules[w->home_rule_ix], &e->nodes[p->node_ix])) &&
           eligible_node(&e->rules[w->rule_ix], &e->nodes[p->node_ix]) == ELIGIBLE;
}

static bool is_free(const struct choice *c, int32_t workload_ix)
{
    const struct estate *e = c->question->estate;
    const struct workload *w = &e->workloads[workload_ix];
    bool is_well = !w->is_daemon && w->running_unknown == 0 && !w->has_max_per_zone &&
                   !c->is_tied[workload_ix];
    for (int32_t i = 0; is_well && i < w->placement_count; i++)
        is_well = stands_well(c, &e->placements[w->first_placement + i]);
    return is_well;
}

static bool has_quota(const struct estate *e, const struct stack *stack)
{
    for (int32_t i = 0; i < e->quota_count; i++)
        if (e->quotas[i].cluster_ix == stack->cluster_ix &&
            !strcmp(e->quotas[i].name_space, stack->name_space))
            return true;
    return false;
}

static bool asks_same_cluster(const struct stack *stack)
{
    for (int32_t i = 0; i < stack->require_count; i++)
        if (stack->requires[i].same_cluster)
            return true;
    return false;
}

static bool may_give_way(const struct choice *c, const struct stack *stack, int32_t tier)
{
    const struct estate *e = c->question->estate;
    bool runs = false;
    if (!survives(c, stack) || stack->is_platform || stack->is_kept || stack->tier == 0 ||
        stack->tier <= tier || stack->family_ix >= 0 || has_quota(e, stack) ||
        asks_same_cluster(stack))
        return false;
    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
         w++) {
        if (!is_free(c, w))
            return false;
        runs = runs || e->workloads[w].placement_count > 0;
    }
    return runs;
}

/* What stays needs what it requires. */
static void hold_required(const struct choice *c, struct arena *arena)
{
    const struct estate *e = c->question->estate;
    int32_t *todo = ARENA_NEW(arena, e->stack_count, int32_t);
    int32_t count = 0;
    for (int32_t s = 0; s < e->stack_count; s++)
        if (survives(c, &e->stacks[s]) && !c->gives_way[s])
            todo[count++] = s;
    for (int32_t at = 0; at < count; at++) {
        const struct stack *stack = &e->stacks[todo[at]];
        for (int32_t i = 0; i < stack->require_count; i++) {
            int32_t needs = stack->requires[i].stack_ix;
            if (!c->gives_way[needs])
                continue;
            c->gives_way[needs] = false;
            todo[count++] = needs;
        }
    }
}

int32_t question_evictable(const struct question *question, int32_t tier, struct arena *arena,
                           bool *ret)
{
    const struct estate *e = question->estate;
    bool *is_tied = ARENA_NEW(arena, e->workload_count, bool);
    bool *is_overfull = ARENA_NEW(arena, e->node_count, bool);
    struct choice choice = {question, is_tied, is_overfull, ret};
    int32_t count = 0;
    pod_index_tied(e, question->scenario->cluster_lost, is_tied);
    question_overfull(question, arena, is_overfull);
    for (int32_t s = 0; s < e->stack_count; s++)
        ret[s] = may_give_way(&choice, &e->stacks[s], tier);
    hold_required(&choice, arena);
    for (int32_t s = 0; s < e->stack_count; s++)
        count += ret[s];
    return count;
}
