/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of who gives way: lent environments, priorities against tiers. */
#include <string.h>

#include "estate/lint/lint.h"

static void lint_lend(struct seal *seal)
{
    const struct estate *e = seal->estate;
    for (int32_t i = 0; i < e->lend_count; i++) {
        bool is_there = false;
        for (int32_t s = 0; s < e->stack_count && !is_there; s++)
            is_there = strcmp(seal->stacks[s].environment, e->lend[i]) == 0;
        if (!is_there)
            seal_finding(seal, SEVERITY_WARNING, "unused-lend", -1, -1, -1,
                         "lend names the environment \"%.150s\", and no stack is of it",
                         e->lend[i]);
    }
}

/* Of all its workloads the least (what is preempted first), or the greatest that preempts. */
static int64_t priority_of(const struct seal *seal, const struct stack *stack, bool greatest)
{
    int64_t ret = greatest ? INT64_MIN : INT64_MAX;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        const struct workload *w = &seal->workloads[stack->first_workload + i];
        int64_t priority = w->has_priority ? w->priority : 0;
        if (greatest ? priority > ret && !w->never_preempts : priority < ret)
            ret = priority;
    }
    return ret;
}

/* [cluster_count * (MAX_TIER + 1)] of the stacks of up to that tier the one of the least priority,
 * -1 = none. */
static int32_t *find_weakest(struct seal *seal)
{
    const struct estate *e = seal->estate;
    size_t count = (size_t)e->cluster_count * (MAX_TIER + 1);
    int32_t *weakest = ARENA_NEW(seal->scratch, count, int32_t);
    int64_t *least = ARENA_NEW(seal->scratch, count, int64_t);
    for (size_t i = 0; i < count; i++) {
        weakest[i] = -1;
        least[i] = INT64_MAX;
    }
    for (int32_t s = 0; s < e->stack_count; s++) {
        const struct stack *stack = &seal->stacks[s];
        size_t at = (size_t)stack->cluster_ix * (MAX_TIER + 1) + (size_t)stack->tier;
        int64_t priority = priority_of(seal, stack, false);
        if (stack->is_platform || stack->family != ORCHESTRATOR_KUBERNETES || priority >= least[at])
            continue;
        weakest[at] = s;
        least[at] = priority;
    }
    for (size_t i = 1; i < count; i++)
        if (i % (MAX_TIER + 1) != 0 && least[i - 1] <= least[i]) {
            weakest[i] = weakest[i - 1];
            least[i] = least[i - 1];
        }
    return weakest;
}

static bool may_go(const struct seal *seal, const struct stack *stack, int32_t cluster_ix)
{
    bool is_target = !stack->has_targets &&
                     orchestrator_takes(seal->clusters[cluster_ix].orchestrator, stack->family);
    if (cluster_ix == stack->cluster_ix)
        return true;
    for (int32_t i = 0; i < stack->target_count; i++)
        is_target |= stack->targets[i] == cluster_ix;
    for (int32_t i = 0; i < stack->not_target_count; i++)
        is_target &= stack->not_targets[i] != cluster_ix;
    return is_target;
}

/* The most critical that the stack may remove, among the weakest of each cluster; -1 = none. */
static int32_t find_victim(const struct seal *seal, const int32_t *weakest, int32_t stack_ix,
                           int64_t priority)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    int32_t found = -1;
    for (int32_t c = 0; c < seal->estate->cluster_count; c++) {
        const int32_t *of_cluster = &weakest[(size_t)c * (MAX_TIER + 1)];
        if (!may_go(seal, stack, c))
            continue;
        for (int32_t t = 0; t < stack->tier; t++) {
            int32_t other = of_cluster[t];
            if (other < 0 || priority_of(seal, &seal->stacks[other], false) >= priority)
                continue;
            if (found < 0 || seal->stacks[other].tier < seal->stacks[found].tier)
                found = other;
            break;
        }
    }
    return found;
}

/* kube-scheduler knows priorities, not tiers. */
static void lint_against_tier(struct seal *seal)
{
    const int32_t *weakest = find_weakest(seal);
    for (int32_t s = 0; s < seal->estate->stack_count; s++) {
        const struct stack *stack = &seal->stacks[s];
        int64_t priority = priority_of(seal, stack, true);
        if (stack->is_platform || stack->family != ORCHESTRATOR_KUBERNETES || stack->tier == 0)
            continue;
        int32_t victim = find_victim(seal, weakest, s, priority);
        if (victim < 0)
            continue;
        seal_finding(seal, SEVERITY_WARNING, "priority-over-tier", stack->cluster_ix, s, -1,
                     "tier %d with PriorityClass value %lld: where room is short, kube-scheduler "
                     "removes %.300s (tier %d, value %lld) for it",
                     (int)stack->tier, (long long)priority, seal_stack_name(seal, victim),
                     (int)seal->stacks[victim].tier,
                     (long long)priority_of(seal, &seal->stacks[victim], false));
    }
}

void lint_giving_way(struct seal *seal)
{
    lint_lend(seal);
    lint_against_tier(seal);
}
