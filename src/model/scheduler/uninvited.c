/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/scheduler/uninvited.h"

#include "base/arena.h"
#include "model/eligible.h"
#include "model/scheduler/preempt.h"
#include "model/scheduler/scheduler_parts.h"

/* All pods of a cluster, by node. */
struct scene {
    const struct estate *estate;
    int32_t cluster_ix, newcomer_ix;
    int32_t *workload; /* of each pod */
    struct preempt_pod *pods;
    int32_t pod_count;
    int32_t *first; /* [node_count of the cluster + 1] */
    int32_t base;   /* first pod of the node that is looked at */
    int32_t count;  /* its pods */
};

enum { PODS_MAX = 200000 };

static bool is_pod(const struct estate *e, int32_t workload_ix)
{
    return e->stacks[e->workloads[workload_ix].stack_ix].family == ORCHESTRATOR_KUBERNETES;
}

/* Calls add for residents of the cluster and for what the plan brings. */
static void each_pod(struct scene *s, const struct question *q, const struct plan *plan,
                     void (*add)(struct scene *s, int32_t workload_ix, int32_t node_ix,
                                 int64_t count))
{
    const struct estate *e = q->estate;
    for (int32_t i = 0; i < e->placement_count; i++)
        if (e->nodes[e->placements[i].node_ix].cluster_ix == s->cluster_ix &&
            !q->scenario->node_lost[e->placements[i].node_ix] &&
            is_pod(e, e->placements[i].workload_ix))
            add(s, e->placements[i].workload_ix, e->placements[i].node_ix,
                e->placements[i].replicas);
    for (int32_t i = 0; i < plan->entry_count; i++)
        if (e->nodes[plan->entries[i].node_ix].cluster_ix == s->cluster_ix &&
            is_pod(e, plan->entries[i].workload_ix))
            add(s, plan->entries[i].workload_ix, plan->entries[i].node_ix,
                plan->entries[i].replicas);
}

static void count_pod(struct scene *s, int32_t workload_ix, int32_t node_ix, int64_t count)
{
    (void)workload_ix;
    if (s->pod_count <= PODS_MAX) {
        int32_t most = count < PODS_MAX ? (int32_t)count : PODS_MAX;
        s->pod_count += most;
        s->first[node_ix - s->estate->clusters[s->cluster_ix].first_node + 1] += most;
    }
}

static void add_pod(struct scene *s, int32_t workload_ix, int32_t node_ix, int64_t count)
{
    int32_t n = node_ix - s->estate->clusters[s->cluster_ix].first_node;
    for (; count > 0; count--) {
        int32_t at = s->first[n]++;
        s->workload[at] = workload_ix;
        s->pods[at] = (struct preempt_pod){
            0, scheduler_priority(&s->estate->workloads[workload_ix]), true, 0, false};
    }
}

/* False when there are too many. */
static bool gather(struct scene *s, const struct question *q, const struct plan *plan,
                   struct arena *arena)
{
    int32_t nodes = s->estate->clusters[s->cluster_ix].node_count;
    s->first = ARENA_NEW(arena, nodes + 1, int32_t);
    each_pod(s, q, plan, count_pod);
    if (s->pod_count > PODS_MAX)
        return false;
    s->workload = ARENA_NEW(arena, s->pod_count, int32_t);
    s->pods = ARENA_NEW(arena, s->pod_count, struct preempt_pod);
    for (int32_t n = 0; n < nodes; n++)
        s->first[n + 1] += s->first[n];
    each_pod(s, q, plan, add_pod); /* each start is now the next one's */
    for (int32_t n = nodes; n > 0; n--)
        s->first[n] = s->first[n - 1];
    s->first[0] = 0;
    return true;
}

static bool fits(void *context, const bool *is_gone, int32_t node_ix)
{
    const struct scene *s = context;
    const struct estate *e = s->estate;
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t asked = estate_reservation(e, s->newcomer_ix, r);
        int64_t left = estate_allocatable(e, node_ix, r);
        if (asked == 0 || estate_unlimited(e, node_ix, r))
            continue;
        for (int32_t i = 0; i < s->count && left >= asked; i++)
            left -= is_gone[i] ? 0 : estate_reservation(e, s->workload[s->base + i], r);
        if (left < asked)
            return false;
    }
    return true;
}

/* The node's candidate, its victims numbered as those of the cluster. *ret_has_room: no need. */
static bool try_node(struct scene *s, int32_t node_ix, const int64_t *allowed, struct arena *arena,
                     struct preempt_candidate *ret, bool *ret_has_room)
{
    const struct estate *e = s->estate;
    const struct workload *w = &e->workloads[s->newcomer_ix];
    int32_t n = node_ix - e->clusters[s->cluster_ix].first_node;
    struct preempt_newcomer newcomer = {scheduler_priority(w), false, -1};
    s->base = s->first[n];
    s->count = s->first[n + 1] - s->first[n];
    bool *covers = ARENA_NEW(arena, (int64_t)e->budget_count * s->count, bool);
    struct preempt_pod *pods = ARENA_NEW(arena, s->count, struct preempt_pod);
    for (int32_t i = 0; i < s->count; i++) {
        pods[i] = s->pods[s->base + i];
        pods[i].node_ix = node_ix;
        for (int32_t b = 0; b < e->budget_count; b++)
            covers[(int64_t)b * s->count + i] =
                scheduler_is_covered(e, &e->budgets[b], s->workload[s->base + i]);
    }
    struct preempt_scene one = {.node_count = 1,
                                .pods = pods,
                                .pod_count = s->count,
                                .budget_count = e->budget_count,
                                .allowed = allowed,
                                .budget_covers = covers,
                                .fits = fits,
                                .context = s};
    *ret_has_room = fits(s, ARENA_NEW(arena, s->count, bool), node_ix);
    if (*ret_has_room || !preempt_victims(&one, &newcomer, node_ix, arena, ret) ||
        ret->victim_count == 0)
        return false;
    int32_t *victims = ARENA_NEW(arena, ret->victim_count, int32_t);
    for (int32_t i = 0; i < ret->victim_count; i++)
        victims[i] = s->base + ret->victims[i];
    ret->victims = victims;
    return true;
}

/* Of those that go the most critical, if it is more critical than the newcomer. */
static bool read_victims(const struct scene *s, const struct preempt_candidate *best,
                         struct uninvited *ret)
{
    const struct estate *e = s->estate;
    int32_t tier = e->stacks[e->workloads[s->newcomer_ix].stack_ix].tier;
    bool is_found = false;
    for (int32_t i = 0; i < best->victim_count; i++) {
        const struct workload *victim = &e->workloads[s->workload[best->victims[i]]];
        if (e->stacks[victim->stack_ix].is_platform || e->stacks[victim->stack_ix].tier >= tier)
            continue;
        tier = e->stacks[victim->stack_ix].tier;
        *ret = (struct uninvited){s->newcomer_ix, s->workload[best->victims[i]], best->node_ix};
        is_found = true;
    }
    return is_found;
}

/* Is someone more critical of lower priority there at all? And are all nodes known? */
static bool is_worth_asking(const struct scene *s)
{
    const struct estate *e = s->estate;
    const struct cluster *cluster = &e->clusters[s->cluster_ix];
    const struct workload *own = &e->workloads[s->newcomer_ix];
    bool is_worth = false;
    for (int32_t k = cluster->first_stack; k < cluster->first_stack + cluster->stack_count; k++)
        for (int32_t i = 0; i < e->stacks[k].workload_count; i++)
            if (e->workloads[e->stacks[k].first_workload + i].running_unknown > 0)
                return false;
    for (int32_t i = 0; i < s->pod_count && !is_worth; i++)
        is_worth =
            s->pods[i].priority < scheduler_priority(own) &&
            e->stacks[e->workloads[s->workload[i]].stack_ix].tier < e->stacks[own->stack_ix].tier;
    return is_worth && !scheduler_is_tied(e, s->newcomer_ix, s->cluster_ix);
}

static bool ask_cluster(struct scene *s, const struct question *q, const struct plan *plan,
                        struct arena *arena, struct uninvited *ret)
{
    const struct estate *e = q->estate;
    const struct cluster *cluster = &e->clusters[s->cluster_ix];
    const struct rule *rule = &e->rules[e->workloads[s->newcomer_ix].rule_ix];
    if (!gather(s, q, plan, arena) || !is_worth_asking(s))
        return false;
    struct preempt_candidate *list =
        ARENA_NEW(arena, cluster->node_count, struct preempt_candidate);
    int64_t *allowed = ARENA_NEW(arena, e->budget_count, int64_t);
    int32_t count = 0;
    for (int32_t b = 0; b < e->budget_count; b++)
        allowed[b] = scheduler_disruptions(e, &e->budgets[b]);
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        bool has_room = false;
        if (q->scenario->node_lost[n] || eligible_node(rule, &e->nodes[n]) != ELIGIBLE)
            continue;
        count += try_node(s, n, allowed, arena, &list[count], &has_room);
        if (has_room)
            return false;
    }
    struct preempt_scene all = {.pods = s->pods, .pod_count = s->pod_count};
    int32_t best = preempt_pick(&all, list, count);
    return best >= 0 && read_victims(s, &list[best], ret);
}

/* Of the workloads that may preempt the one of the highest priority, -1 = none. */
static int32_t find_newcomer(const struct estate *e, int32_t stack_ix)
{
    const struct stack *stack = &e->stacks[stack_ix];
    int32_t found = -1;
    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count; w++)
        if (!e->workloads[w].never_preempts && !e->workloads[w].is_daemon &&
            e->workloads[w].replicas > 0 &&
            (found < 0 ||
             scheduler_priority(&e->workloads[w]) > scheduler_priority(&e->workloads[found])))
            found = w;
    return found;
}

int32_t uninvited_find(const struct question *question, const struct problem *problem,
                       const struct solution *solution, const struct plan *plan,
                       struct arena *arena, const struct uninvited **ret)
{
    const struct estate *e = question->estate;
    struct uninvited *list = ARENA_NEW(arena, problem->group_count, struct uninvited);
    int32_t count = 0;
    for (int32_t g = 0; g < problem->group_count; g++) {
        const struct group *group = &problem->groups[g];
        bool is_found = false;
        if (group->kind != GROUP_WHOLE || group->gives_way ||
            solution->groups[g].outcome == OUTCOME_IN_PLAN ||
            e->stacks[group->stack_ix].family != ORCHESTRATOR_KUBERNETES)
            continue;
        int32_t newcomer = find_newcomer(e, group->stack_ix);
        for (int32_t a = 0; newcomer >= 0 && a < group->allowed_count && !is_found; a++) {
            struct arena *scratch = arena_new();
            struct scene s = {.estate = e,
                              .cluster_ix = problem->cluster_ix[group->allowed[a]],
                              .newcomer_ix = newcomer};
            is_found = ask_cluster(&s, question, plan, scratch, &list[count]);
            arena_free(scratch);
        }
        count += is_found;
    }
    *ret = list;
    return count;
}
