/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdicts of a result, and what is told with them. */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/checked.h"
#include "result/check/check_parts.h"
#include "result/check/result_check.h"

static void check_refusal(const struct check *check, struct impossibility *all, int32_t i)
{
    const struct result_stack *stack = &check->answer->stacks[i];
    int32_t stack_ix = check->made->stack_ix[i];
    bool is_blocked = false;
    if (!stack->is_certified) {
        check->report->claims++;
        check->report->uncertified++;
        return;
    }
    bool is_impossible = verify_is_impossible(all, stack_ix, &is_blocked);
    CLAIM(
        check, is_impossible || verify_never(all, stack_ix) >= 0,
        "%s is called impossible, but by itself it may have a place, and no certificate says that "
        "no plan recovers it and as much",
        stack->stack);
    if (stack->verdict == VERDICT_BLOCKED)
        CLAIM(check, is_blocked, "%s is called blocked, but a cluster has what it needs",
              stack->stack);
}

/* Is it the stack, or another instance of it (active/active)? */
static bool is_instance(const struct check *check, int32_t stack_ix, int32_t other_ix)
{
    const struct stack *stacks = check->estate->stacks;
    return other_ix == stack_ix || (stacks[stack_ix].family_ix >= 0 &&
                                    stacks[other_ix].family_ix == stacks[stack_ix].family_ix);
}

/* Replicas of a stack that run on, of all instances of an active/active one. */
static int64_t surviving(const struct check *check, int32_t stack_ix)
{
    const struct estate *estate = check->estate;
    const struct scenario *scenario = &check->made->scenario;
    int64_t sum = 0;
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *other = &estate->stacks[s];
        if (!is_instance(check, stack_ix, s) || scenario->cluster_lost[other->cluster_ix])
            continue;
        for (int32_t w = other->first_workload; w < other->first_workload + other->workload_count;
             w++) {
            const struct workload *workload = &estate->workloads[w];
            if (workload->is_daemon)
                continue;
            sum = checked_add(sum, workload->running_unknown);
            for (int32_t p = 0; p < workload->placement_count; p++) {
                const struct placement *placement =
                    &estate->placements[workload->first_placement + p];
                if (!scenario->node_lost[placement->node_ix])
                    sum = checked_add(sum, placement->replicas);
            }
        }
    }
    return sum;
}

static void check_replicas(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &check->answer->stacks[i];
    int64_t up = surviving(check, check->made->stack_ix[i]);
    for (int32_t k = 0; k < stack->plan_count; k++)
        if (stack->plan[k].replicas > 0 &&
            stack->plan[k].replicas <= CAP_REPLICAS) /* else refuted */
            up = checked_add(up, stack->plan[k].replicas);
    CLAIM(check, stack->replicas_up == up && up <= stack->replicas_total,
          "%s: %lld replicas are up, the result says %lld of %lld", stack->stack, (long long)up,
          (long long)stack->replicas_up, (long long)stack->replicas_total);
    if (stack->verdict == VERDICT_FITS)
        CLAIM(check, up == stack->replicas_total, "%s fits, but not all of its replicas are up",
              stack->stack);
}

/* All replicas of a stack that comes back whole: of all its lost instances. */
static int64_t replicas_lost(const struct check *check, int32_t stack_ix)
{
    const struct estate *estate = check->estate;
    int64_t sum = 0;
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *other = &estate->stacks[s];
        if (!is_instance(check, stack_ix, s) ||
            !check->made->scenario.cluster_lost[other->cluster_ix])
            continue;
        for (int32_t w = other->first_workload; w < other->first_workload + other->workload_count;
             w++)
            if (!estate->workloads[w].is_daemon)
                sum = checked_add(sum, workload_demand(&estate->workloads[w]));
    }
    return sum;
}

/* The surviving copies of a lost stack, in the order of clusters. */
static void check_predeployed(const struct check *check, int32_t i)
{
    const struct result_stack *told = &check->answer->stacks[i];
    const struct stack *stack = &check->estate->stacks[check->made->stack_ix[i]];
    const struct scenario *scenario = &check->made->scenario;
    int32_t count = 0;
    bool same = true;
    for (int32_t k = 0; scenario->cluster_lost[stack->cluster_ix] && k < stack->copy_count; k++) {
        if (scenario->cluster_lost[stack->copies[k]])
            continue;
        same =
            same && count < told->predeployed_count &&
            strcmp(told->predeployed[count], check->estate->clusters[stack->copies[k]].name) == 0;
        count++;
    }
    CLAIM(check, same && count == told->predeployed_count,
          "%s: where it is pre-deployed is not as told", told->stack);
}

/* A stack that is in one cluster as a whole fits with all of its replicas, and is degraded with
 * fewer; verify_plan sees to it that they are enough. */
static void check_whole(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &check->answer->stacks[i];
    const struct stack *real = &check->estate->stacks[check->made->stack_ix[i]];
    int64_t all = replicas_lost(check, check->made->stack_ix[i]);
    int64_t up = 0;
    CLAIM(check,
          !stack->has_min_replicas ||
              (real->has_min_replicas && real->min_replicas == stack->min_replicas),
          "%s: the result says that %lld replicas of each workload are enough; the estate does not",
          stack->stack, (long long)stack->min_replicas);
    if (!stack->target[0] || (stack->verdict != VERDICT_FITS && stack->verdict != VERDICT_DEGRADED))
        return;
    for (int32_t k = 0; k < stack->plan_count; k++)
        if (stack->plan[k].replicas > 0 && stack->plan[k].replicas <= CAP_REPLICAS)
            up = checked_add(up, stack->plan[k].replicas);
    CLAIM(check, (stack->verdict == VERDICT_FITS) == (up == all),
          "%s is called %s with %lld of %lld replicas", stack->stack, verdict_words(stack->verdict),
          (long long)up, (long long)all);
    CLAIM(check, !stack->has_replicas || stack->replicas_total == all,
          "%s has %lld replicas, the result says %lld", stack->stack, (long long)all,
          (long long)stack->replicas_total);
}

static const struct result_stack *find_listed(const struct check *check, const char *path)
{
    for (int32_t i = 0; i < check->answer->stack_count; i++)
        if (!strcmp(result_stack_path(&check->answer->stacks[i], check->arena), path))
            return &check->answer->stacks[i];
    return NULL;
}

/* What an affected stack names as down is listed as not recovered, or belongs to what is lost. */
static void check_needs(const struct check *check, const struct result_stack *stack)
{
    CLAIM(check, stack->need_count > 0, "%s is called affected, but nothing it needs is named",
          stack->stack);
    for (int32_t k = 0; k < stack->need_count; k++) {
        const struct result_stack *needed = find_listed(check, stack->needs[k]);
        CLAIM(check,
              !needed || (needed->verdict != VERDICT_FITS && needed->verdict != VERDICT_MOVED),
              "%s is called affected by %s, which is recovered", stack->stack, stack->needs[k]);
    }
}

/* Each that it gives way for is more critical, and recovered only thanks to such. */
static void check_for(const struct check *check, const struct result_stack *stack)
{
    for (int32_t k = 0; k < stack->for_count; k++) {
        const struct result_stack *newcomer = find_listed(check, stack->for_whom[k]);
        const struct result_stack *before =
            newcomer ? result_find_stack(&check->scenario->as_is, newcomer) : NULL;
        CLAIM(check,
              newcomer && result_is_more_critical(newcomer, stack) &&
                  result_stack_gains(before, newcomer),
              "%s gives way for %s, which is not more critical, not recovered, or recovered "
              "without it",
              stack->stack, stack->for_whom[k]);
    }
}

static void check_evicted(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &check->answer->stacks[i];
    CLAIM(check, check->made->gives_way && check->made->gives_way[check->made->stack_ix[i]],
          "%s is evicted, but is none that may give way", stack->stack);
    CLAIM(check, stack->plan_count == 0 && !stack->target[0] && stack->for_count > 0,
          "%s is evicted, but %s", stack->stack,
          stack->for_count > 0 ? "has a place" : "nobody is named for whom");
    bool by_scheduler = !strcmp(stack->by, "scheduler");
    CLAIM(check, by_scheduler || !strcmp(stack->by, "hand"),
          "%s is evicted by \"%s\"; expected hand or scheduler", stack->stack, stack->by);
    if (check->by_scheduler)
        CLAIM(check, by_scheduler == check->by_scheduler[check->made->stack_ix[i]],
              by_scheduler ? "%s is not evicted by the scheduler: it leaves a pod of it, or takes "
                             "one that the plan keeps"
                           : "%s is evicted by hand, but the scheduler removes all of it",
              stack->stack);
    check_for(check, stack);
}

static void check_moved(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &check->answer->stacks[i];
    int32_t stack_ix = check->made->stack_ix[i];
    CLAIM(check, check->made->gives_way && check->made->gives_way[stack_ix],
          "%s is moved, but is none that may give way", stack->stack);
    CLAIM(check, !stack->by[0], "%s is moved, but also evicted by \"%s\"", stack->stack, stack->by);
    check_for(check, stack);
}

/* Where residents are placed or give way, the second plan is not in the result. */
static void check_choice(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &check->answer->stacks[i];
    const char *fault;
    check->report->claims++;
    if (stack->differing_count == 0) {
        check->report->uncertified++;
        return;
    }
    struct arena *own = arena_new(); /* one stack after the other */
    fault =
        result_check_choice(check->estate, check->scenario, check->answer, i, check->options, own);
    if (fault)
        report_refuted(check->report, check->arena, "%s is called a choice, but %s", stack->stack,
                       fault);
    arena_free(own);
}

static struct impossibility *look_alone(const struct check *check)
{
    return verify_impossibility(check->estate, &check->made->scenario, check->options,
                                &check->made->plan, &check->made->certificate, check->scratch);
}

void check_stacks(const struct check *check)
{
    const struct result_answer *answer = check->answer;
    struct impossibility *all = NULL;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        if (check->made->stack_ix[i] < 0)
            continue;
        const struct result_tier *tier = result_tier_of(answer, stack);
        switch (stack->verdict) {
        case VERDICT_DOES_NOT_FIT:
        case VERDICT_BLOCKED:
            all = all ? all : look_alone(check);
            check_refusal(check, all, i);
            break;
        case VERDICT_AFFECTED: check_needs(check, stack); break;
        case VERDICT_CHOICE:
            check_choice(check, i);
            CLAIM(check, tier && tier->is_proven,
                  "%s is called a choice, but its tier is not proven", stack->stack);
            break;
        case VERDICT_EVICTED: check_evicted(check, i); break;
        case VERDICT_MOVED: check_moved(check, i); break;
        case VERDICT_FITS:
        case VERDICT_DEGRADED:
        case VERDICT_UNKNOWN:
        case VERDICT_UNAFFECTED:
        case VERDICT_COUNT: break;
        }
        if (stack->has_replicas && answer->status != STATUS_FAILED)
            check_replicas(check, i);
        check_whole(check, i);
        check_predeployed(check, i);
        if (stack->verdict == VERDICT_FITS)
            CLAIM(check,
                  stack->is_assumed_zero ==
                      check->estate->stacks[check->made->stack_ix[i]].is_assumed_zero,
                  "%s: whether a reservation was assumed to be zero is said wrongly", stack->stack);
    }
}
