/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/eligible.h"
#include "result/why/why.h"

/* amount / unit with one decimal, rounded up or down; unit at least 10. */
static const char *one_decimal(int64_t amount, int64_t unit, bool up, const char *word,
                               struct arena *arena)
{
    int64_t whole = amount / unit;
    int64_t rest = amount % unit;
    /* rest < unit <= 2^30, so ten times it cannot overflow. */
    int64_t tenth = (rest * 10 + (up ? unit - 1 : 0)) / unit;
    if (tenth == 10) {
        whole++;
        tenth = 0;
    }
    if (amount > 0 && whole == 0 && tenth == 0)
        return arena_format(arena, "<0.1 %s", word);
    return arena_format(arena, "%lld.%lld %s", (long long)whole, (long long)tenth, word);
}

const char *tell_amount(const struct resource *resource, int64_t amount, bool up,
                        struct arena *arena)
{
    if (strcmp(resource->name, "cpu") == 0)
        return one_decimal(amount, 1000, up, "cores", arena);
    if (resource->unit == UNIT_BYTES)
        return one_decimal(amount, (int64_t)1 << 30, up, "GiB", arena);
    return arena_format(arena, "%lld %s", (long long)amount, resource->name);
}

static bool is_not_target(const struct stack *stack, int32_t cluster_ix)
{
    for (int32_t i = 0; i < stack->not_target_count; i++)
        if (stack->not_targets[i] == cluster_ix)
            return true;
    return false;
}

/* Another cluster than the allowed ones: why it is not. */
static bool disallowed_reason(const struct telling *t, int32_t group_ix, int32_t cluster,
                              struct arena *arena, struct result_reason *ret)
{
    const struct estate *e = t->question->estate;
    const struct group *group = &t->problem->groups[group_ix];
    const struct stack *stack = &e->stacks[group->stack_ix];
    const struct cluster *c = &e->clusters[t->problem->cluster_ix[cluster]];
    bool is_named;
    *ret = (struct result_reason){.cluster = c->name, .resource = "", .reason = "target"};
    if (group->kind == GROUP_REPLICAS) {
        bool is_partial = !t->question->scenario->cluster_lost[stack->cluster_ix];
        ret->rule = is_partial ? "partial_loss" : "active_active";
        ret->text = arena_format(arena,
                                 is_partial ? "lost replicas stay in their cluster, not in %s"
                                            : "it does not live in %s",
                                 c->name);
        return true;
    }
    switch (eligible_cluster(e, stack, t->problem->cluster_ix[cluster])) {
    case DISALLOWED_ORCHESTRATOR:
        ret->reason = ret->rule = "orchestrator";
        ret->text =
            arena_format(arena, "%s runs %s, the stack is of %s", c->name,
                         orchestrator_name(c->orchestrator), orchestrator_name(stack->family));
        return true;
    case DISALLOWED_TARGET:
        is_named = is_not_target(stack, t->problem->cluster_ix[cluster]);
        ret->rule = is_named ? "not_targets" : "targets";
        ret->text = arena_format(arena, "%s is %s of the stack", c->name,
                                 is_named ? "among the not_targets" : "not among the targets");
        return true;
    case ALLOWED: break;
    }
    if (!question_starts_in(t->question, group->stack_ix, t->problem->cluster_ix[cluster])) {
        ret->rule = "predeployed";
        ret->text = arena_format(arena, "it starts where it is pre-deployed, not in %s", c->name);
        return true;
    }
    if (why_each(t, group_ix, cluster, t->problem->bin_free, false, why_rule, arena, ret))
        return true;
    ret->reason = "requires";
    ret->rule = "same_cluster";
    ret->text = arena_format(arena, "what it must run beside is not in %s", c->name);
    return true;
}

static bool is_allowed(const struct group *group, int32_t cluster)
{
    for (int32_t i = 0; i < group->allowed_count; i++)
        if (group->allowed[i] == cluster)
            return true;
    return false;
}

/* What holds when no single number says why. False when nothing true can be said of the cluster: a
 * required stack is what is missing. */
static bool last_reason(const struct telling *t, int32_t group_ix, int32_t cluster, bool is_needing,
                        struct arena *arena, struct result_reason *ret)
{
    const char *name = t->question->estate->clusters[t->problem->cluster_ix[cluster]].name;
    const struct group_result *found = &t->solution->groups[group_ix];
    const char *text;
    if (is_needing)
        return false;
    *ret = (struct result_reason){.cluster = name, .reason = "capacity", .resource = ""};
    if (found->outcome == OUTCOME_UNDECIDED) {
        ret->reason = "undecided";
        text = "the budget ran out before it was known whether it fits in %s";
    } else if (found->fits_alone == TRI_YES && why_crowded(t, group_ix, cluster, arena, ret)) {
        return true;
    } else if (found->fits_alone == TRI_YES) {
        text = "fits alone, but not in %s in any plan that recovers as much";
    } else if (found->fits_alone == TRI_NO && tell_asks_reason(t, group_ix, cluster, arena, ret)) {
        return true;
    } else if (found->fits_alone == TRI_NO) {
        text = "its replicas, caps and daemons do not pack into the nodes of %s";
    } else {
        text = "not in %s in any plan that recovers as much";
    }
    ret->text = arena_format(arena, text, name);
    return true;
}

static bool cluster_reason(const struct telling *t, int32_t group_ix, int32_t cluster,
                           bool is_needing, struct arena *arena, struct result_reason *ret)
{
    const int64_t *free = t->problem->bin_free;
    if (!is_allowed(&t->problem->groups[group_ix], cluster))
        return disallowed_reason(t, group_ix, cluster, arena, ret);
    return why_each(t, group_ix, cluster, free, false, why_rule, arena, ret) ||
           tell_quota_reason(t, group_ix, cluster, arena, ret) ||
           why_each(t, group_ix, cluster, free, false, why_pods, arena, ret) ||
           why_each(t, group_ix, cluster, free, false, why_hole, arena, ret) ||
           why_each(t, group_ix, cluster, free, false, why_slots, arena, ret) ||
           why_total(t, group_ix, cluster, free, arena, ret) ||
           last_reason(t, group_ix, cluster, is_needing, arena, ret);
}

static int compare_reasons(const void *a, const void *b)
{
    return strcmp(((const struct result_reason *)a)->cluster,
                  ((const struct result_reason *)b)->cluster);
}

void tell_reasons(const struct telling *telling, int32_t group_ix, struct arena *arena,
                  struct result_stack *stack)
{
    const struct problem *p = telling->problem;
    struct result_reason *reasons =
        ARENA_NEW(arena, (int64_t)p->cluster_count + 2, struct result_reason);
    int32_t count = 0;
    if (p->cluster_count == 0)
        reasons[count++] = (struct result_reason){
            .cluster = "", .reason = "no_survivor", .resource = "", .text = "no cluster survives"};
    for (int32_t i = 0; i < stack->need_count; i++)
        if (i == 0)
            reasons[count++] = (struct result_reason){
                .cluster = "",
                .reason = "requires",
                .resource = "",
                .text = arena_format(arena, "requires %s%s, not recovered", stack->needs[0],
                                     stack->need_count > 1 ? " and others" : "")};
    if (p->groups[group_ix].is_hopeless && stack->need_count == 0)
        reasons[count++] =
            (struct result_reason){.cluster = "",
                                   .reason = "requires",
                                   .resource = "",
                                   .text = "what it requires belongs to a platform that is lost"};
    int32_t first = count;
    bool is_needing = stack->need_count > 0 || p->groups[group_ix].is_hopeless;
    for (int32_t c = 0; c < p->cluster_count; c++)
        count += cluster_reason(telling, group_ix, c, is_needing, arena, &reasons[count]);
    if (count > first)
        qsort(reasons + first, (size_t)(count - first), sizeof *reasons, compare_reasons);
    stack->reasons = reasons;
    stack->reason_count = count;
}
