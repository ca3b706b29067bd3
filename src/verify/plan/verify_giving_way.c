/* SPDX-License-Identifier: GPL-3.0-or-later */
/* with_eviction: residents that may give way, and what leans on those that are dropped. */
#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/verify.h"

static bool asks_same_cluster(const struct stack *stack)
{
    for (int32_t i = 0; i < stack->require_count; i++) {
        if (stack->requires[i].same_cluster)
            return true;
    }
    return false;
}

/* Who is asked at all has each replica on a node that is known and survives. */
static const char *ask_fault(const struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];

    if (question_unknown(q, workload_ix) > 0 ||
        (workload->is_daemon && workload->placement_count == 0))
        return "it has replicas whose node is not known";
    for (int32_t i = 0; i < workload->placement_count; i++) {
        if (!question_survives(q, q->estate->placements[workload->first_placement + i].node_ix))
            return "it loses replicas itself";
    }
    return NULL;
}

/* Who may be moved is judged like a newcomer: it must stand rightly where it is. */
static const char *move_fault(struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];

    if (workload->is_daemon || workload->has_max_per_zone)
        return "its replicas are not each on a node of its own choice";
    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *at = &q->estate->placements[workload->first_placement + i];

        if (!question_takes(q, workload_ix, at->node_ix) ||
            (workload->has_max_per_node && at->replicas > workload->max_per_node))
            return "it breaks a rule where it is";
    }
    return NULL;
}

static const char *stack_fault(struct question *q, int32_t stack_ix)
{
    const struct stack *stack = &q->estate->stacks[stack_ix];
    bool is_fixed = q->options->not_moved && q->options->not_moved[stack_ix];
    const char *fault = NULL;

    if (q->scenario->cluster_lost[stack->cluster_ix])
        return "its cluster is lost";
    if (stack->is_platform || stack->is_kept || stack->tier == 0)
        return stack->is_platform ? "it is platform"
               : stack->is_kept   ? "the estate says keep"
                                  : "it is of tier 0";
    if (stack->family_ix >= 0)
        return "it is an instance of an active/active stack";
    if (!is_fixed && asks_same_cluster(stack))
        return "it asks to be beside what it requires";
    for (int32_t w = stack->first_workload;
         !fault && w < stack->first_workload + stack->workload_count; w++) {
        fault = ask_fault(q, w);
        if (!fault && !is_fixed)
            fault = move_fault(q, w);
    }
    return fault;
}

void check_giving_way(struct plan_check *check)
{
    struct question *q = &check->q;

    for (int32_t s = 0; q->options->gives_way && s < q->estate->stack_count; s++) {
        const char *fault;

        if (!q->options->gives_way[s])
            continue;
        check->report->claims++;
        fault = stack_fault(q, s);
        if (fault)
            report_refuted(check->report, check->arena, "%s: may not give way: %s",
                           question_name(q, s), fault);
    }
}

/* A resident that is kept, and asks to be beside another that gives way and is beside it: has the
 * plan parted them? */
static void check_beside(struct plan_check *check, int32_t stack_ix, int32_t needs)
{
    const struct question *q = &check->q;
    const struct stack *stacks = q->estate->stacks;
    int32_t own = q->unit_of_stack[stack_ix], u = q->unit_of_stack[needs];

    if (own >= 0 && q->units[own].gives_way && q->units[u].gives_way && check->listed[own] &&
        check->listed[u] && stacks[stack_ix].cluster_ix == stacks[needs].cluster_ix &&
        check->listed[own]->cluster_ix != check->listed[u]->cluster_ix)
        report_refuted(check->report, check->arena,
                       "%s: is parted from %s, which it must be beside", question_name(q, stack_ix),
                       question_name(q, needs));
}

void check_leaning(struct plan_check *check, const bool *is_recovered)
{
    const struct question *q = &check->q;

    for (int32_t s = 0; q->options->gives_way && s < q->estate->stack_count; s++) {
        const struct stack *stack = &q->estate->stacks[s];
        int32_t own = q->unit_of_stack[s];

        if (q->scenario->cluster_lost[stack->cluster_ix] ||
            (own >= 0 && q->units[own].gives_way && !is_recovered[own]))
            continue;
        for (int32_t i = 0; i < stack->require_count; i++) {
            int32_t needs = stack->requires[i].stack_ix, u = q->unit_of_stack[needs];

            if (u >= 0 && q->units[u].gives_way && !is_recovered[u])
                report_refuted(check->report, check->arena,
                               "%s: is dropped, but %s, which stays, requires it",
                               question_name(q, needs), question_name(q, s));
            else if (u >= 0 && stack->requires[i].same_cluster)
                check_beside(check, s, needs);
        }
    }
}
