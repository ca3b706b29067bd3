/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/verify.h"

static bool is_full(const struct plan_check *check, const struct unit *unit)
{
    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        if (check->placed[i] < check->q.items[i].lost)
            return false;
    }
    return true;
}

/* Has some role lost all its replicas everywhere and got none back? */
static bool has_dead_role(const struct plan_check *check, const struct unit *unit)
{
    const struct question *q = &check->q;
    int32_t end = unit->first_item + unit->item_count;

    for (int32_t i = unit->first_item; i < end; i++) {
        int64_t placed = 0;

        if (!q->items[i].is_dead)
            continue;
        for (int32_t k = unit->first_item; k < end; k++) {
            if (q->items[k].role_ix == q->items[i].role_ix)
                placed += check->placed[k];
        }
        if (placed == 0)
            return true;
    }
    return false;
}

/* Does the plan put a replica of the unit into the cluster? */
static bool has_entry_in(const struct plan_check *check, const struct unit *unit,
                         int32_t cluster_ix)
{
    const struct question *q = &check->q;

    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        for (int32_t e = 0; e < check->entries[i].count; e++) {
            int32_t node_ix = check->plan->entries[check->entries[i].first + e].node_ix;

            if (q->estate->nodes[node_ix].cluster_ix == cluster_ix)
                return true;
        }
    }
    return false;
}

/* Is the stack, or some instance of its family, in the cluster in the end? */
static bool is_in(const struct plan_check *check, int32_t stack_ix, int32_t cluster_ix)
{
    const struct question *q = &check->q;
    int32_t u = q->unit_of_stack[question_subject(q, stack_ix)];

    if (question_stands_in(q, stack_ix, cluster_ix))
        return true;
    if (u < 0 || !check->listed[u])
        return false;
    if (q->units[u].kind == UNIT_WHOLE)
        return check->listed[u]->cluster_ix == cluster_ix;
    return check->is_sound && has_entry_in(check, &q->units[u], cluster_ix);
}

static bool is_beside_all(const struct plan_check *check, int32_t unit_ix)
{
    const struct stack *stack = &check->q.estate->stacks[check->q.units[unit_ix].stack_ix];

    for (int32_t i = 0; i < stack->require_count; i++) {
        if (stack->requires[i].same_cluster &&
            !is_in(check, stack->requires[i].stack_ix, check->listed[unit_ix]->cluster_ix))
            return false;
    }
    return true;
}

const bool *check_recovered(struct plan_check *check)
{
    const struct question *q = &check->q;
    bool *down = ARENA_NEW(check->arena, q->estate->stack_count, bool);
    bool *is_recovered = ARENA_NEW(check->arena, q->unit_count, bool);

    for (int32_t u = 0; u < q->unit_count; u++) {
        const struct unit *unit = &q->units[u];

        is_recovered[u] = check->listed[u] && is_full(check, unit);
        if (unit->kind == UNIT_WHOLE)
            down[unit->stack_ix] =
                !is_recovered[u] || (!unit->gives_way && !is_beside_all(check, u));
        else
            down[unit->stack_ix] = has_dead_role(check, unit);
    }
    question_spread_down(q, down);
    for (int32_t u = 0; u < q->unit_count; u++)
        is_recovered[u] = is_recovered[u] && (q->units[u].gives_way || !down[q->units[u].stack_ix]);
    check_leaning(check, is_recovered);
    return is_recovered;
}
