/* SPDX-License-Identifier: GPL-3.0-or-later */
/* with_eviction: residents that may give way, and what leans on those that are dropped. */
#include "base/arena.h"
#include "verify/verify.h"
#include "verify/verify_check.h"

static bool asks_same_cluster(const struct stack *stack)
{
    for (int32_t i = 0; i < stack->require_count; i++) {
        if (stack->requires[i].same_cluster)
            return true;
    }
    return false;
}

/* A kept resident is judged like a newcomer: it must stand rightly where it is. */
static const char *place_fault(struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];

    if (workload->is_daemon || workload->has_max_per_zone || question_unknown(q, workload_ix) > 0)
        return "its replicas are not each on a node of its own choice";
    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *at = &q->estate->placements[workload->first_placement + i];

        if (!question_survives(q, at->node_ix))
            return "it loses replicas itself";
        if (!question_takes(q, workload_ix, at->node_ix) ||
            (workload->has_max_per_node && at->replicas > workload->max_per_node))
            return "it breaks a rule where it is";
    }
    return NULL;
}

static const char *stack_fault(struct question *q, int32_t stack_ix)
{
    const struct stack *stack = &q->estate->stacks[stack_ix];
    const char *fault = NULL;

    if (q->scenario->cluster_lost[stack->cluster_ix])
        return "its cluster is lost";
    if (stack->is_platform || stack->is_kept || stack->tier == 0)
        return stack->is_platform ? "it is platform"
               : stack->is_kept   ? "the estate says keep"
                                  : "it is of tier 0";
    if (stack->family_ix >= 0)
        return "it is an instance of an active/active stack";
    if (asks_same_cluster(stack))
        return "it asks to be beside what it requires";
    for (int32_t w = stack->first_workload;
         !fault && w < stack->first_workload + stack->workload_count; w++)
        fault = place_fault(q, w);
    return fault;
}

static void add_home(const struct question *q, int32_t stack_ix, wide_int *homes)
{
    const struct stack *stack = &q->estate->stacks[stack_ix];

    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
         w++) {
        const struct workload *workload = &q->estate->workloads[w];

        for (int32_t i = 0; i < workload->placement_count; i++) {
            const struct placement *at = &q->estate->placements[workload->first_placement + i];

            for (int32_t r = 0; r < q->resource_count; r++)
                homes[(int64_t)at->node_ix * q->resource_count + r] +=
                    (wide_int)at->replicas * estate_reservation(q->estate, w, r);
        }
    }
}

/* Where all stay there is room for them: a node over its headroom is not judged, and nobody on it
 * gives way. */
static void check_homes(struct plan_check *check, const wide_int *homes)
{
    const struct question *q = &check->q;

    for (int64_t cell = 0; cell < (int64_t)q->estate->node_count * q->resource_count; cell++) {
        if (homes[cell] > 0 && q->room[cell] != NO_LIMIT &&
            homes[cell] > q->room[cell] - q->stays[cell])
            report_refuted(check->report, check->arena,
                           "%s: residents on it may give way, but it is over its headroom",
                           check_node_name(check, (int32_t)(cell / q->resource_count)));
    }
}

void check_giving_way(struct plan_check *check)
{
    struct question *q = &check->q;
    wide_int *homes;

    if (!q->options->gives_way)
        return;
    homes = ARENA_NEW(check->arena, (int64_t)q->estate->node_count * q->resource_count, wide_int);
    for (int32_t s = 0; s < q->estate->stack_count; s++) {
        const char *fault;

        if (!q->options->gives_way[s])
            continue;
        check->report->claims++;
        fault = stack_fault(q, s);
        if (fault)
            report_refuted(check->report, check->arena, "%s: may not give way: %s",
                           question_name(q, s), fault);
        else
            add_home(q, s, homes);
    }
    check_homes(check, homes);
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
        }
    }
}
