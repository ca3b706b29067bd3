/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which residents may give way to more critical newcomers, and which of them may move. */
#include <string.h>

#include "base/arena.h"
#include "model/eligible.h"
#include "model/pods/pod_eligible.h"
#include "model/pods/pod_index.h"
#include "model/question.h"

/* Each node with a replica that may not move is a row of the problem's table of eligible bins. */
#define TABLE_MAX ((int64_t)1 << 27)

struct choice {
    const struct question *question;
    const bool *is_tied; /* [workload_count] */
    const bool *is_over; /* [quota_count] more is used than the quota allows */
    bool *gives_way, *not_moved;
};

static bool survives(const struct choice *c, const struct stack *stack)
{
    return !c->question->scenario->cluster_lost[stack->cluster_ix];
}

/* Where it stands now it breaks no rule. */
static bool stands_well(const struct choice *c, const struct placement *p)
{
    const struct estate *e = c->question->estate;
    const struct workload *w = &e->workloads[p->workload_ix];
    return (!w->has_max_per_node || p->replicas <= w->max_per_node) &&
           (w->home_rule_ix < 0 ||
            pod_rule_reaches(&e->rules[w->home_rule_ix], &e->nodes[p->node_ix])) &&
           eligible_node(&e->rules[w->rule_ix], &e->nodes[p->node_ix]) == ELIGIBLE;
}

/* ---- quotas */

static bool is_of(const struct quota *quota, const struct stack *stack)
{
    return stack->family == ORCHESTRATOR_KUBERNETES && quota->cluster_ix == stack->cluster_ix &&
           !strcmp(quota->name_space, stack->name_space);
}

/* Replicas of a resident that run on nodes that survive or are not known. */
static int64_t running(const struct question *q, int32_t workload_ix)
{
    const struct estate *e = q->estate;
    const struct workload *w = &e->workloads[workload_ix];
    int64_t count = w->is_daemon ? 0 : w->running_unknown;
    if (w->is_daemon && w->placement_count == 0)
        return question_daemon_nodes(q, workload_ix);
    for (int32_t i = 0; i < w->placement_count; i++)
        if (!q->scenario->node_lost[e->placements[w->first_placement + i].node_ix])
            count += e->placements[w->first_placement + i].replicas;
    return count;
}

static bool is_over(const struct question *q, const struct quota *quota)
{
    const struct estate *e = q->estate;
    const struct cluster *cluster = &e->clusters[quota->cluster_ix];
    int64_t left = quota->hard;
    for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count; s++)
        for (int32_t i = 0; is_of(quota, &e->stacks[s]) && i < e->stacks[s].workload_count; i++) {
            int64_t amount = quota_amount(e, quota, e->stacks[s].first_workload + i);
            int64_t count = running(q, e->stacks[s].first_workload + i);
            if (amount > 0 && count > left / amount)
                return true;
            left -= amount * count;
        }
    return false;
}

static bool is_in_over(const struct choice *c, const struct stack *stack)
{
    const struct estate *e = c->question->estate;
    for (int32_t i = 0; i < e->quota_count; i++)
        if (c->is_over[i] && is_of(&e->quotas[i], stack))
            return true;
    return false;
}

/* Does a quota refuse its pods, wherever they might come to? */
static bool is_refused(const struct estate *e, int32_t workload_ix)
{
    const struct stack *stack = &e->stacks[e->workloads[workload_ix].stack_ix];
    for (int32_t i = 0; i < e->quota_count; i++)
        if (is_of(&e->quotas[i], stack) && quota_refuses(e, &e->quotas[i], workload_ix))
            return true;
    return false;
}

/* ---- one stack */

static bool asks_same_cluster(const struct stack *stack)
{
    for (int32_t i = 0; i < stack->require_count; i++)
        if (stack->requires[i].same_cluster)
            return true;
    return false;
}

/* Is each of its replicas on a node that survives? */
static bool has_places(const struct choice *c, const struct workload *w)
{
    const struct estate *e = c->question->estate;
    for (int32_t i = 0; i < w->placement_count; i++)
        if (c->question->scenario->node_lost[e->placements[w->first_placement + i].node_ix])
            return false;
    return w->running_unknown == 0 && (!w->is_daemon || w->placement_count > 0);
}

static bool may_give_way(const struct choice *c, const struct stack *stack, int32_t level)
{
    const struct estate *e = c->question->estate;
    bool runs = false;
    if (!survives(c, stack) || stack->is_platform || stack->is_kept || stack->tier == 0 ||
        question_level(stack->is_lent, stack->tier, true) < level || stack->family_ix >= 0 ||
        is_in_over(c, stack))
        return false;
    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
         w++) {
        if (!has_places(c, &e->workloads[w]))
            return false;
        runs = runs || e->workloads[w].placement_count > 0;
    }
    return runs;
}

static bool may_move(const struct choice *c, const struct stack *stack)
{
    const struct estate *e = c->question->estate;
    if (asks_same_cluster(stack))
        return false;
    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
         w++) {
        const struct workload *workload = &e->workloads[w];
        if (workload->is_daemon || workload->has_max_per_zone || c->is_tied[w] || is_refused(e, w))
            return false;
        for (int32_t i = 0; i < workload->placement_count; i++)
            if (!stands_well(c, &e->placements[workload->first_placement + i]))
                return false;
    }
    return true;
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

/* Too many nodes with replicas that may not move: who has some is not asked. */
static void limit_table(const struct choice *c, struct arena *arena)
{
    const struct estate *e = c->question->estate;
    bool *is_row = ARENA_NEW(arena, e->node_count, bool);
    int64_t rows = 0;
    for (int32_t i = 0; i < e->placement_count; i++) {
        int32_t node_ix = e->placements[i].node_ix;
        if (c->not_moved[e->workloads[e->placements[i].workload_ix].stack_ix] && !is_row[node_ix]) {
            is_row[node_ix] = true;
            rows++;
        }
    }
    for (int32_t s = 0; rows * e->node_count > TABLE_MAX && s < e->stack_count; s++)
        if (c->not_moved[s])
            c->gives_way[s] = c->not_moved[s] = false;
}

int32_t question_evictable(const struct question *question, int32_t level, struct arena *arena,
                           bool *ret, bool *ret_not_moved)
{
    const struct estate *e = question->estate;
    bool *is_tied = ARENA_NEW(arena, e->workload_count, bool);
    bool *over = ARENA_NEW(arena, e->quota_count, bool);
    struct choice choice = {question, is_tied, over, ret, ret_not_moved};
    int32_t count = 0;
    pod_index_tied(e, question->scenario->cluster_lost, is_tied);
    for (int32_t i = 0; i < e->quota_count; i++)
        over[i] = !question->scenario->cluster_lost[e->quotas[i].cluster_ix] &&
                  is_over(question, &e->quotas[i]);
    for (int32_t s = 0; s < e->stack_count; s++) {
        ret[s] = may_give_way(&choice, &e->stacks[s], level);
        ret_not_moved[s] = ret[s] && !may_move(&choice, &e->stacks[s]);
    }
    limit_table(&choice, arena);
    hold_required(&choice, arena);
    for (int32_t s = 0; s < e->stack_count; s++) {
        ret_not_moved[s] = ret_not_moved[s] && ret[s];
        count += ret[s];
    }
    return count;
}
