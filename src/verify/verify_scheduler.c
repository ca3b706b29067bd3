/* SPDX-License-Identifier: GPL-3.0-or-later */
/* with_eviction: could kube-scheduler have removed what is said to be evicted by it? */
#include "base/arena.h"
#include "verify/verify.h"
#include "verify/verify_question.h"

struct search {
    const struct estate *estate;
    const struct plan *plan;
    const bool *gives_way;
};

static int64_t count_there(const struct estate *estate, int32_t workload_ix, int32_t node_ix)
{
    const struct workload *workload = &estate->workloads[workload_ix];
    int64_t sum = 0;

    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *at = &estate->placements[workload->first_placement + i];

        sum += at->node_ix == node_ix ? at->replicas : 0;
    }
    return sum;
}

static int64_t priority_of(const struct workload *workload)
{
    return workload->has_priority ? workload->priority : 0;
}

/* Does a pod come to the node that may preempt those of the workload? */
static bool has_stronger(const struct search *s, const struct workload *victim, int32_t node_ix)
{
    for (int32_t i = 0; i < s->plan->entry_count; i++) {
        const struct plan_entry *entry = &s->plan->entries[i];
        const struct workload *workload = &s->estate->workloads[entry->workload_ix];
        const struct stack *stack = &s->estate->stacks[workload->stack_ix];
        int64_t there = s->gives_way[workload->stack_ix]
                            ? count_there(s->estate, entry->workload_ix, node_ix)
                            : 0;

        if (entry->node_ix == node_ix && entry->replicas > there &&
            stack->family == ORCHESTRATOR_KUBERNETES && !workload->never_preempts &&
            priority_of(workload) > priority_of(victim))
            return true;
    }
    return false;
}

/* Is there room on the node for all that is there and all that comes? Then nobody is preempted. */
static bool is_roomy(const struct search *s, int32_t node_ix, struct arena *arena)
{
    const struct estate *e = s->estate;
    wide_int *used = ARENA_NEW(arena, e->resource_count, wide_int);

    for (int32_t i = 0; i < e->placement_count; i++)
        for (int32_t r = 0; e->placements[i].node_ix == node_ix && r < e->resource_count; r++)
            used[r] += (wide_int)e->placements[i].replicas *
                       estate_reservation(e, e->placements[i].workload_ix, r);
    for (int32_t i = 0; i < s->plan->entry_count; i++) {
        const struct plan_entry *entry = &s->plan->entries[i];
        int64_t coming = entry->replicas;

        if (entry->node_ix != node_ix || coming <= 0)
            continue;
        if (s->gives_way[e->workloads[entry->workload_ix].stack_ix])
            coming -= count_there(e, entry->workload_ix, node_ix);
        for (int32_t r = 0; coming > 0 && r < e->resource_count; r++)
            used[r] += (wide_int)coming * estate_reservation(e, entry->workload_ix, r);
    }
    for (int32_t r = 0; r < e->resource_count; r++)
        if (!estate_unlimited(e, node_ix, r) && used[r] > estate_allocatable(e, node_ix, r))
            return false;
    return true;
}

const char *verify_scheduler_fault(const struct estate *estate, const struct plan *plan,
                                   const bool *gives_way, int32_t stack_ix, struct arena *arena)
{
    const struct search s = {estate, plan, gives_way};
    const struct stack *stack = &estate->stacks[stack_ix];

    if (stack->family != ORCHESTRATOR_KUBERNETES)
        return "it is not of Kubernetes";
    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
         w++) {
        const struct workload *workload = &estate->workloads[w];

        for (int32_t i = 0; i < workload->placement_count; i++) {
            int32_t node_ix = estate->placements[workload->first_placement + i].node_ix;

            if (!has_stronger(&s, workload, node_ix))
                return arena_format(arena, "no pod of higher priority that may preempt comes to %s",
                                    estate->nodes[node_ix].name);
            if (is_roomy(&s, node_ix, arena))
                return arena_format(arena, "on %s there is room for all that comes",
                                    estate->nodes[node_ix].name);
        }
    }
    return NULL;
}
