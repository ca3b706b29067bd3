/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * with_eviction: whom would kube-scheduler remove by itself? Worked out from the documentation of
 * Kubernetes (concepts/scheduling-eviction/pod-priority-preemption; disruption budgets), node by
 * node, for pods bound where the plan has them; shares no code with model/scheduler and
 * model/preempt.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "verify/verify.h"
#include "verify/verify_question.h"
#include "verify/verify_rule.h"

struct pod {
    int32_t workload_ix;
    bool is_gone;
};

struct scene {
    const struct estate *estate;
    const struct plan *plan;
    const bool *gives_way;
    const bool *is_dropped; /* [stack_count] */
    int64_t *left;          /* [budget_count] disruptions */
    bool *stays;            /* [stack_count] the scheduler does not remove all of it, or wrongly */
    struct pod *pods;       /* on the node that is looked at */
    int32_t pod_count;
    int32_t node_ix;
};

static const struct stack *stack_of(const struct estate *e, int32_t workload_ix)
{
    return &e->stacks[e->workloads[workload_ix].stack_ix];
}

static int64_t priority_of(const struct estate *e, int32_t workload_ix)
{
    const struct workload *workload = &e->workloads[workload_ix];

    return workload->has_priority ? workload->priority : 0;
}

/* Replicas that stand on the node today. */
static int64_t count_today(const struct estate *e, int32_t workload_ix, int32_t node_ix)
{
    const struct workload *workload = &e->workloads[workload_ix];
    int64_t sum = 0;

    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *at = &e->placements[workload->first_placement + i];

        sum += at->node_ix == node_ix ? at->replicas : 0;
    }
    return sum;
}

static int64_t count_planned(const struct scene *s, int32_t workload_ix)
{
    for (int32_t i = 0; i < s->plan->entry_count; i++)
        if (s->plan->entries[i].workload_ix == workload_ix &&
            s->plan->entries[i].node_ix == s->node_ix)
            return s->plan->entries[i].replicas;
    return 0;
}

/* ---- disruption budgets */

static bool is_guarded(const struct estate *e, const struct disruption_budget *budget,
                       int32_t workload_ix)
{
    const struct workload *workload = &e->workloads[workload_ix];
    const struct stack *stack = stack_of(e, workload_ix);

    return stack->family == ORCHESTRATOR_KUBERNETES && stack->cluster_ix == budget->cluster_ix &&
           strcmp(stack->name_space, budget->name_space) == 0 && workload->label_count > 0 &&
           budget->selector.count > 0 &&
           rule_selects(&budget->selector, workload->labels, workload->label_count);
}

/* currentHealthy - desiredHealthy, at least 0; shares round up. */
static int64_t allowed_by(const struct estate *e, const struct disruption_budget *budget)
{
    wide_int expected = 0, healthy = 0, amount, desired;

    for (int32_t w = 0; w < e->workload_count; w++) {
        const struct workload *workload = &e->workloads[w];

        if (!is_guarded(e, budget, w))
            continue;
        expected += workload->replicas;
        for (int32_t i = 0; i < workload->placement_count; i++)
            healthy += e->placements[workload->first_placement + i].replicas;
    }
    amount = budget->is_percent ? (expected * budget->value + 99) / 100 : budget->value;
    desired = budget->is_max_unavailable ? expected - amount : amount;
    if (desired < 0)
        desired = 0;
    return healthy > desired ? (int64_t)(healthy - desired) : 0;
}

/* ---- one node */

/* NodeResourcesFit: allocatable less the requests of those that are there. */
static bool has_room(const struct scene *s, int32_t workload_ix)
{
    const struct estate *e = s->estate;

    for (int32_t r = 0; r < e->resource_count; r++) {
        wide_int asked = estate_reservation(e, workload_ix, r);

        if (asked == 0 || estate_unlimited(e, s->node_ix, r))
            continue;
        for (int32_t i = 0; i < s->pod_count; i++)
            asked += s->pods[i].is_gone ? 0 : estate_reservation(e, s->pods[i].workload_ix, r);
        if (asked > estate_allocatable(e, s->node_ix, r))
            return false;
    }
    return true;
}

/* Victims in the order of importance: higher priority first, else as they stand. */
static int32_t list_lower(const struct scene *s, int64_t priority, int32_t *ret)
{
    const struct estate *e = s->estate;
    int32_t count = 0;

    for (int32_t i = 0; i < s->pod_count; i++) {
        int64_t own = priority_of(e, s->pods[i].workload_ix);
        int32_t at = count;

        if (s->pods[i].is_gone || own >= priority)
            continue;
        for (; at > 0 && priority_of(e, s->pods[ret[at - 1]].workload_ix) < own; at--)
            ret[at] = ret[at - 1];
        ret[at] = i;
        count++;
    }
    return count;
}

/* Which of them, one after the other, find a budget that allows no more? */
static void find_protected(const struct scene *s, const int32_t *lower, int32_t count,
                           struct arena *arena, bool *ret)
{
    const struct estate *e = s->estate;
    int64_t *left = ARENA_NEW(arena, e->budget_count, int64_t);

    for (int32_t b = 0; b < e->budget_count; b++)
        left[b] = s->left[b];
    for (int32_t i = 0; i < count; i++) {
        for (int32_t b = 0; b < e->budget_count; b++) {
            if (!is_guarded(e, &e->budgets[b], s->pods[lower[i]].workload_ix))
                continue;
            ret[i] = ret[i] || left[b] == 0;
            left[b] -= left[b] > 0;
        }
    }
}

/* Takes room from those of lower priority: all of them are gone, then one after the other comes
 * back while the newcomer fits, those that a budget protects first. */
static bool take_room(struct scene *s, int32_t workload_ix, struct arena *arena)
{
    const struct estate *e = s->estate;
    int32_t *lower = ARENA_NEW(arena, s->pod_count, int32_t);
    int32_t count = list_lower(s, priority_of(e, workload_ix), lower);
    bool *is_protected = ARENA_NEW(arena, count, bool), is_right = true;

    if (count == 0 || e->workloads[workload_ix].never_preempts)
        return false;
    find_protected(s, lower, count, arena, is_protected);
    for (int32_t i = 0; i < count; i++)
        s->pods[lower[i]].is_gone = true;
    if (!has_room(s, workload_ix))
        return false;
    for (int pass = 1; pass >= 0; pass--)
        for (int32_t i = 0; i < count; i++) {
            if (is_protected[i] != (pass == 1))
                continue;
            s->pods[lower[i]].is_gone = false;
            s->pods[lower[i]].is_gone = !has_room(s, workload_ix);
        }
    for (int32_t i = 0; i < count; i++) {
        int32_t victim = s->pods[lower[i]].workload_ix;

        if (!s->pods[lower[i]].is_gone)
            continue;
        is_right = is_right && s->is_dropped[e->workloads[victim].stack_ix];
        for (int32_t b = 0; b < e->budget_count; b++)
            s->left[b] -= s->left[b] > 0 && is_guarded(e, &e->budgets[b], victim);
    }
    return is_right;
}

static bool arrive(struct scene *s, int32_t workload_ix)
{
    struct arena *arena = arena_new();
    bool is_in = has_room(s, workload_ix) || take_room(s, workload_ix, arena);

    s->pods[s->pod_count++] = (struct pod){workload_ix, !is_in};
    arena_free(arena);
    return is_in;
}

/* Does a rule between pods speak of the newcomer, so that more than room decides? Its own, or the
 * anti-affinity of who stands in the cluster today. */
static bool is_tied(const struct scene *s, int32_t workload_ix)
{
    const struct estate *e = s->estate;
    const struct workload *workload = &e->workloads[workload_ix];

    if (workload->pod_rule_ix >= 0)
        return true;
    for (int32_t w = 0; w < e->workload_count && e->pod_rule_count > 0; w++) {
        const struct pod_rule *rule;

        if (e->workloads[w].pod_rule_ix < 0 ||
            stack_of(e, w)->cluster_ix != e->nodes[s->node_ix].cluster_ix)
            continue;
        rule = &e->pod_rules[e->workloads[w].pod_rule_ix];
        for (int32_t t = 0; t < rule->anti_affinity_count; t++)
            if (rule_selects(&rule->anti_affinity[t].selector, workload->labels,
                             workload->label_count))
                return true;
    }
    return false;
}

struct arrival {
    int64_t priority;
    int32_t workload_ix;
    int64_t count;
};

static int by_importance(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;

    if (x->priority != y->priority)
        return x->priority > y->priority ? -1 : 1;
    return (x->workload_ix > y->workload_ix) - (x->workload_ix < y->workload_ix);
}

static struct arrival *list_arrivals(const struct scene *s, struct arena *arena, int32_t *ret_count)
{
    const struct estate *e = s->estate;
    struct arrival *list = ARENA_NEW(arena, s->plan->entry_count, struct arrival);

    *ret_count = 0;
    for (int32_t i = 0; i < s->plan->entry_count; i++) {
        const struct plan_entry *entry = &s->plan->entries[i];
        int64_t count = entry->replicas;

        if (entry->node_ix != s->node_ix ||
            stack_of(e, entry->workload_ix)->family != ORCHESTRATOR_KUBERNETES)
            continue;
        if (s->gives_way[e->workloads[entry->workload_ix].stack_ix])
            count -= count_today(e, entry->workload_ix, entry->node_ix);
        if (count > 0)
            list[(*ret_count)++] =
                (struct arrival){priority_of(e, entry->workload_ix), entry->workload_ix, count};
    }
    if (*ret_count > 0)
        qsort(list, (size_t)*ret_count, sizeof *list, by_importance);
    return list;
}

/* Pods of the workload that are there when the others come: what the plan moves has left. */
static int64_t count_there(const struct scene *s, int32_t workload_ix)
{
    const struct estate *e = s->estate;
    int32_t stack_ix = e->workloads[workload_ix].stack_ix;
    int64_t today = count_today(e, workload_ix, s->node_ix), planned;

    if (stack_of(e, workload_ix)->family != ORCHESTRATOR_KUBERNETES)
        return 0;
    if (!s->gives_way[stack_ix] || s->is_dropped[stack_ix])
        return today;
    planned = count_planned(s, workload_ix);
    return planned < today ? planned : today;
}

/* Who stands on the node, in the estate's order; the room for them and `coming` more is made. */
static void stand(struct scene *s, struct arena *arena, int64_t coming)
{
    const struct cluster *cluster = &s->estate->clusters[s->estate->nodes[s->node_ix].cluster_ix];
    int64_t room = coming;

    for (int pass = 0; pass < 2; pass++) {
        s->pod_count = 0;
        for (int32_t k = cluster->first_stack; k < cluster->first_stack + cluster->stack_count; k++)
            for (int32_t i = 0; i < s->estate->stacks[k].workload_count; i++) {
                int32_t w = s->estate->stacks[k].first_workload + i;
                int64_t count = count_there(s, w);

                room += pass == 0 ? count : 0;
                for (; pass == 1 && count > 0; count--)
                    s->pods[s->pod_count++] = (struct pod){w, false};
            }
        if (pass == 0)
            s->pods = ARENA_NEW(arena, room, struct pod);
    }
}

static void judge_node(struct scene *s, int32_t node_ix)
{
    const struct estate *e = s->estate;
    struct arena *arena = arena_new();
    int32_t arrival_count;
    int64_t coming = 0;
    bool is_right = true;
    struct arrival *arrivals;

    s->node_ix = node_ix;
    arrivals = list_arrivals(s, arena, &arrival_count);
    for (int32_t a = 0; a < arrival_count; a++) {
        coming += arrivals[a].count;
        is_right = is_right && !is_tied(s, arrivals[a].workload_ix);
    }
    stand(s, arena, coming);
    for (int32_t i = 0; i < s->pod_count && !is_right; i++)
        s->stays[e->workloads[s->pods[i].workload_ix].stack_ix] = true;
    for (int32_t a = 0; is_right && a < arrival_count; a++)
        for (int64_t k = 0; k < arrivals[a].count && is_right; k++)
            is_right = arrive(s, arrivals[a].workload_ix);
    for (int32_t i = 0; i < s->pod_count; i++)
        if (!is_right || !s->pods[i].is_gone)
            s->stays[e->workloads[s->pods[i].workload_ix].stack_ix] = true;
    arena_free(arena);
}

/* ---- all of them */

/* Where the node of some resident of the cluster is not known, nothing is. */
static bool is_asked(const struct estate *e, int32_t stack_ix)
{
    const struct cluster *cluster = &e->clusters[e->stacks[stack_ix].cluster_ix];

    if (e->stacks[stack_ix].family != ORCHESTRATOR_KUBERNETES)
        return false;
    for (int32_t k = cluster->first_stack; k < cluster->first_stack + cluster->stack_count; k++)
        for (int32_t i = 0; i < e->stacks[k].workload_count; i++)
            if (e->workloads[e->stacks[k].first_workload + i].running_unknown > 0)
                return false;
    return true;
}

static const bool *find_dropped(const struct estate *e, const struct plan *plan,
                                const bool *gives_way, struct arena *arena)
{
    bool *is_dropped = ARENA_NEW(arena, e->stack_count, bool);

    for (int32_t s = 0; s < e->stack_count; s++)
        is_dropped[s] = gives_way[s];
    for (int32_t i = 0; i < plan->stack_count; i++)
        if (plan->stacks[i].is_recovered && plan->stacks[i].stack_ix >= 0)
            is_dropped[plan->stacks[i].stack_ix] = false;
    return is_dropped;
}

const bool *verify_scheduler(const struct estate *estate, const struct plan *plan,
                             const bool *gives_way, struct arena *arena)
{
    struct scene s = {.estate = estate,
                      .plan = plan,
                      .gives_way = gives_way,
                      .is_dropped = find_dropped(estate, plan, gives_way, arena),
                      .left = ARENA_NEW(arena, estate->budget_count, int64_t),
                      .stays = ARENA_NEW(arena, estate->stack_count, bool)};
    bool *ret = ARENA_NEW(arena, estate->stack_count, bool);
    bool *is_node = ARENA_NEW(arena, estate->node_count, bool);

    for (int32_t b = 0; b < estate->budget_count; b++)
        s.left[b] = allowed_by(estate, &estate->budgets[b]);
    for (int32_t i = 0; i < estate->placement_count; i++) {
        int32_t stack_ix = estate->workloads[estate->placements[i].workload_ix].stack_ix;

        if (s.is_dropped[stack_ix] && is_asked(estate, stack_ix))
            is_node[estate->placements[i].node_ix] = ret[stack_ix] = true;
    }
    for (int32_t n = 0; n < estate->node_count; n++)
        if (is_node[n])
            judge_node(&s, n);
    for (int32_t k = 0; k < estate->stack_count; k++)
        ret[k] = ret[k] && !s.stays[k];
    return ret;
}
