/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which stacks a result must list. */
#include <string.h>

#include "base/arena.h"
#include "result/check/check_parts.h"

/* [stack_count] findings `not-modelled` of each stack: a result must not keep silent about them. */
static const int32_t *count_left_out(const struct check *check)
{
    const struct estate *e = check->estate;
    int32_t *counts = ARENA_NEW(check->arena, e->stack_count, int32_t);
    for (int32_t i = 0; i < e->finding_count; i++)
        if (e->findings[i].stack_ix >= 0 && strcmp(e->findings[i].code, "not-modelled") == 0)
            counts[e->findings[i].stack_ix]++;
    return counts;
}

/* All displaced stacks of each tier are listed, once each, with the tier and weight of the estate.
 */
void check_list(const struct check *check)
{
    const struct result_answer *answer = check->answer;
    bool *is_seen = ARENA_NEW(check->arena, check->estate->stack_count, bool);
    int64_t *listed = ARENA_NEW(check->arena, 2 * (MAX_TIER + 1), int64_t);
    const int32_t *left_out = count_left_out(check);
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        int32_t stack_ix = check->made->stack_ix[i];
        if (stack_ix < 0)
            continue;
        const struct stack *real = &check->estate->stacks[stack_ix];
        CLAIM(check, !is_seen[stack_ix], "%s is listed twice", stack->stack);
        CLAIM(check, stack->tier == real->tier && stack->weight == real->weight,
              "%s is of tier %d, weight %lld; the result says %lld, %lld", stack->stack,
              (int)real->tier, (long long)real->weight, (long long)stack->tier,
              (long long)stack->weight);
        CLAIM(check, stack->is_lent == real->is_lent,
              "%s: whether its environment is lent is said wrongly", stack->stack);
        CLAIM(check, stack->not_modelled_count == left_out[stack_ix],
              "%s has %d rules that are not modelled; the result tells of %d", stack->stack,
              (int)left_out[stack_ix], (int)stack->not_modelled_count);
        is_seen[stack_ix] = true;
        /* Of a failed answer: it runs on, and nobody knows whether what it requires does. */
        bool is_doubted = answer->status == STATUS_FAILED && stack->verdict == VERDICT_UNKNOWN &&
                          stack->need_count > 0 && stack->demand_count == 0 &&
                          !check->made->scenario.cluster_lost[real->cluster_ix];
        bool is_resident = is_doubted ||
                           (stack->verdict == VERDICT_AFFECTED && !stack->has_replicas) ||
                           stack->verdict == VERDICT_EVICTED || stack->verdict == VERDICT_MOVED ||
                           (check->made->gives_way && check->made->gives_way[stack_ix]);
        listed[real->tier + (real->is_lent && check->made->gives_way ? MAX_TIER + 1 : 0)] +=
            !is_resident;
    }
    for (int32_t t = 0; t < answer->tier_count; t++) {
        const struct result_tier *tier = &answer->tiers[t];
        if (tier->of_residents) /* kept ones are not listed; verify_plan counts them */
            continue;
        if (tier->tier < 0 || tier->tier > MAX_TIER) /* refuted elsewhere */
            continue;
        int64_t *count = &listed[tier->tier + (tier->of_lent ? MAX_TIER + 1 : 0)];
        CLAIM(check, *count == tier->displaced,
              "tier %lld: %lld stacks are listed, %lld are displaced", (long long)tier->tier,
              (long long)*count, (long long)tier->displaced);
        *count = 0;
    }
    /* With --only-tier, what the asked stacks require is listed too, whatever its tier. */
    int32_t last = check->options->has_only_tier ? check->options->only_tier : MAX_TIER;
    for (int32_t tier = 0; tier <= last && tier <= MAX_TIER; tier++)
        if (listed[tier] > 0 || listed[tier + MAX_TIER + 1] > 0)
            CLAIM(check, false, "tier %d is not among the tiers, but its stacks are listed",
                  (int)tier);
}

/* Down for sure: displaced whole and not recovered, or platform that is lost. An active/active
 * stack may run on elsewhere, so it is not taken for down here. */
static bool *find_down(const struct check *check, bool *is_listed)
{
    const struct estate *estate = check->estate;
    const struct result_answer *answer = check->answer;
    bool *is_down = ARENA_NEW(check->arena, estate->stack_count, bool);
    for (int32_t i = 0; i < answer->stack_count; i++) {
        int32_t stack_ix = check->made->stack_ix[i];
        if (stack_ix < 0)
            continue;
        is_listed[stack_ix] = true;
        is_down[stack_ix] = answer->stacks[i].verdict != VERDICT_FITS &&
                            answer->stacks[i].verdict != VERDICT_MOVED &&
                            !answer->stacks[i].has_replicas &&
                            estate->stacks[stack_ix].family_ix < 0;
    }
    for (int32_t s = 0; s < estate->stack_count; s++)
        is_down[s] |= estate->stacks[s].is_platform &&
                      check->made->scenario.cluster_lost[estate->stacks[s].cluster_ix];
    return is_down;
}

/* A surviving stack that requires one that is down must be listed, or it would pass for unaffected.
 */
void check_unlisted(const struct check *check)
{
    const struct estate *estate = check->estate;
    bool *is_listed = ARENA_NEW(check->arena, estate->stack_count, bool);
    const bool *is_down = find_down(check, is_listed);
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *stack = &estate->stacks[s];
        if (is_listed[s] || stack->is_platform || stack->family_ix >= 0 ||
            check->made->scenario.cluster_lost[stack->cluster_ix] ||
            (check->options->has_only_tier && stack->tier > check->options->only_tier))
            continue;
        for (int32_t i = 0; i < stack->require_count; i++)
            CLAIM(check, !is_down[stack->requires[i].stack_ix],
                  "%s is not listed, but %s, which it requires, is down", stack->name,
                  estate->stacks[stack->requires[i].stack_ix].name);
    }
}
