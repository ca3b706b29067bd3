/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second plan of a choice, put together from what differs and checked like the first. */
#include <string.h>

#include "base/arena.h"
#include "result/check/result_check.h"
#include "result/result_plan.h"
#include "verify/verify_report.h"

/* Put what differs into a copy of the answer, whose plan then is the second one. */
static bool put_together(const struct result_answer *answer, const struct result_stack *choice,
                         struct arena *arena, struct result_answer *ret)
{
    struct result_stack *stacks = ARENA_NEW(arena, answer->stack_count, struct result_stack);
    for (int32_t i = 0; i < answer->stack_count; i++)
        stacks[i] = answer->stacks[i];
    for (int32_t d = 0; d < choice->differing_count; d++) {
        const struct result_differing *from = &choice->differing[d];
        int32_t i = 0;
        while (i < answer->stack_count &&
               strcmp(result_stack_path(&answer->stacks[i], arena), from->stack) != 0)
            i++;
        if (i == answer->stack_count || stacks[i].verdict == VERDICT_AFFECTED)
            return false;
        stacks[i].verdict = from->is_recovered ? VERDICT_FITS : VERDICT_DOES_NOT_FIT;
        stacks[i].target = from->target;
        stacks[i].plan = from->plan;
        stacks[i].plan_count = from->plan_count;
    }
    *ret = *answer;
    ret->stacks = stacks;
    return true;
}

/* With min_replicas a whole stack is recovered with fewer as well; what comes back replica by
 * replica has no target. */
static bool is_recovered(const struct result_stack *stack)
{
    return stack->verdict == VERDICT_FITS ||
           (stack->verdict == VERDICT_DEGRADED && stack->target && *stack->target);
}

/* Whom the choice replaces: all that are recovered and are not in the second plan. */
static bool is_instead_right(const struct result_answer *answer, const struct result_answer *second,
                             const struct result_stack *choice, struct arena *arena)
{
    int32_t found = 0;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const char *path = result_stack_path(&answer->stacks[i], arena);
        bool is_named = false;
        if (!is_recovered(&answer->stacks[i]) || is_recovered(&second->stacks[i]))
            continue;
        for (int32_t k = 0; k < choice->instead_of_count; k++)
            is_named |= strcmp(choice->instead_of[k], path) == 0;
        if (!is_named)
            return false;
        found++;
    }
    return found == choice->instead_of_count;
}

const char *result_check_choice(const struct estate *estate, const struct result_scenario *scenario,
                                const struct result_answer *answer, int32_t stack_ix,
                                const struct question_options *options, struct arena *arena)
{
    const struct result_stack *choice = &answer->stacks[stack_ix];
    struct result_answer second;
    struct result_plan made;
    struct verify_report report = {0};
    if (!put_together(answer, choice, arena, &second))
        return "its second plan names a stack that is not displaced";
    const struct result_stack *own = &second.stacks[stack_ix];
    if (own->verdict != VERDICT_FITS ||
        !result_same_plan(own->plan, own->plan_count, choice->second, choice->second_count))
        return "its second plan does not recover it as `second` says";
    if (!is_instead_right(answer, &second, choice, arena))
        return "`instead_of` does not name whom the second plan leaves out";
    if (result_plan_make(estate, scenario, &second, arena, &made, &report))
        verify_plan(estate, &made.scenario, options, &made.plan, arena, &report);
    return report.refuted > 0
               ? arena_format(arena, "its second plan: %s", report.texts[0] ? report.texts[0] : "")
               : NULL;
}
