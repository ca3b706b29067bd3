/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a unit may go, and where its stack stands already. */
#include "verify/verify_question.h"
#include "verify/verify_rule.h"

bool question_lives_in(const struct question *q, const struct unit *unit, int32_t cluster_ix)
{
    for (int32_t h = 0; h < unit->home_count; h++) {
        if (q->estate->stacks[q->homes[unit->first_home + h]].cluster_ix == cluster_ix)
            return true;
    }
    return false;
}

static bool has_instance_in(const struct question *q, const struct stack *stack, int32_t cluster_ix)
{
    const struct estate *estate = q->estate;
    const struct cluster *cluster = &estate->clusters[cluster_ix];

    if (q->scenario->cluster_lost[cluster_ix])
        return false;
    if (stack->cluster_ix == cluster_ix)
        return true;
    for (int32_t i = 0; stack->family_ix >= 0 && i < cluster->stack_count; i++) {
        if (estate->stacks[cluster->first_stack + i].family_ix == stack->family_ix)
            return true;
    }
    return false;
}

bool question_stands_in(const struct question *q, int32_t stack_ix, int32_t cluster_ix)
{
    const struct stack *stack = &q->estate->stacks[stack_ix];
    bool is_anywhere = q->unit_of_stack[question_subject(q, stack_ix)] >= 0;

    if (question_stack_gives_way(q, stack_ix))
        return false;
    if (has_instance_in(q, stack, cluster_ix))
        return true;
    for (int32_t c = 0; !is_anywhere && c < q->estate->cluster_count; c++)
        is_anywhere = has_instance_in(q, stack, c);
    return !is_anywhere;
}

/* What is pre-deployed in survivors starts in one of them. */
static bool starts_in(const struct question *q, const struct unit *unit, int32_t cluster_ix)
{
    const struct stack *stack = &q->estate->stacks[unit->stack_ix];
    int32_t left = 0;

    for (int32_t i = 0; i < stack->copy_count; i++) {
        if (!q->scenario->cluster_lost[stack->copies[i]]) {
            left++;
            if (stack->copies[i] == cluster_ix)
                return true;
        }
    }
    return left == 0;
}

bool question_allows(const struct question *q, const struct unit *unit, int32_t cluster_ix)
{
    const struct stack *stack = &q->estate->stacks[unit->stack_ix];

    if (q->scenario->cluster_lost[cluster_ix])
        return false;
    if (unit->kind == UNIT_PARTIAL)
        return cluster_ix == stack->cluster_ix;
    if (unit->gives_way && (unit->is_fixed || cluster_ix == stack->cluster_ix))
        return cluster_ix == stack->cluster_ix;
    if (unit->kind == UNIT_FAMILY && question_lives_in(q, unit, cluster_ix))
        return true;
    if (unit->kind == UNIT_FAMILY && unit->home_count > 0 && !stack->is_split)
        return false;
    return rule_allows_cluster(q->estate, stack, cluster_ix) &&
           (unit->gives_way || starts_in(q, unit, cluster_ix));
}

int32_t question_subject(const struct question *q, int32_t stack_ix)
{
    int32_t family = q->estate->stacks[stack_ix].family_ix;

    if (q->unit_of_stack[stack_ix] >= 0)
        return q->units[q->unit_of_stack[stack_ix]].stack_ix;
    if (family >= 0 && q->unit_of_family[family] >= 0)
        return q->units[q->unit_of_family[family]].stack_ix;
    return stack_ix;
}
