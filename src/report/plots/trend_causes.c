/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why critical stacks are recovered no more, or again: from two results (trend.h). */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "report/plots/trend.h"
#include "report/table/table.h"

/* Requirements of requirements are followed so far. */
enum { DEPTH_MAX = 8, MILLION = 1000000 };

const char *cause_name(enum cause cause)
{
    static const char *const names[CAUSES] = {"rules", "capacity", "demand", "other"};
    assert((unsigned)cause < CAUSES);
    return names[cause];
}

const struct cell *trend_bad_cell(const struct quarter *q, const struct cell_row *row)
{
    const struct cell *worst = NULL;
    for (int32_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->standing == STANDING_BAD &&
            loss_kind(&q->result->scenarios[cell->scenario_ix]) == LOSS_SINGLE &&
            (!worst || cell->stack->verdict < worst->stack->verdict))
            worst = cell;
    }
    return worst;
}

/* ---- the same thing in the other result */

static const struct cell_row *row_of(const struct quarter *q, const char *path)
{
    for (int32_t i = 0; i < q->cells.row_count; i++)
        if (!strcmp(q->cells.rows[i].path, path))
            return &q->cells.rows[i];
    return NULL;
}

static bool has_stack(const struct quarter *q, const struct result_stack *stack)
{
    for (int32_t s = 0; s < q->result->scenario_count; s++) {
        const struct result_answer *answer = &q->result->scenarios[s].as_is;
        for (int32_t i = 0; i < answer->stack_count; i++)
            if (!strcmp(answer->stacks[i].stack, stack->stack) &&
                !strcmp(answer->stacks[i].cluster, stack->cluster) &&
                !strcmp(answer->stacks[i].name_space, stack->name_space))
                return true;
    }
    return false;
}

static const struct result_scenario *same_loss(const struct quarter *q,
                                               const struct result_scenario *scenario)
{
    for (int32_t s = 0; s < q->result->scenario_count; s++) {
        const struct result_scenario *other = &q->result->scenarios[s];
        if (table_is_single(other) && other->lost_count == 1 && scenario->lost_count == 1 &&
            !strcmp(other->lost[0], scenario->lost[0]))
            return other;
    }
    return NULL;
}

static bool has_same_options(const struct result *a, const struct result *b)
{
    if (a->headroom_count != b->headroom_count || a->option_count != b->option_count ||
        a->critical_tier != b->critical_tier)
        return false;
    for (int32_t i = 0; i < a->headroom_count; i++)
        if (strcmp(a->headroom[i].key, b->headroom[i].key) != 0 ||
            strcmp(a->headroom[i].value, b->headroom[i].value) != 0)
            return false;
    for (int32_t i = 0; i < a->option_count; i++)
        if (strcmp(a->options[i].key, b->options[i].key) != 0 ||
            strcmp(a->options[i].value, b->options[i].value) != 0)
            return false;
    return true;
}

/* ---- capacity or demand */

/* What survives a loss has of a resource, and what of it is wanted there: by what runs, and by what
 * comes that is at least as critical as a tier. */
struct balance {
    int64_t capacity, demand;
};

static struct balance balance_of(const struct result_scenario *scenario, const char *resource,
                                 int64_t tier)
{
    const struct result_answer *answer = &scenario->as_is;
    struct balance balance = {0, 0};
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        const struct result_usage *usage = find_usage(&answer->clusters[c], resource);
        if (!usage)
            continue;
        balance.capacity = checked_add(balance.capacity, usage->allocatable);
        balance.demand = checked_add(balance.demand, usage->reserved_before);
    }
    for (int32_t i = 0; i < answer->stack_count; i++)
        for (int32_t d = 0; answer->stacks[i].tier <= tier && d < answer->stacks[i].demand_count;
             d++)
            if (!strcmp(answer->stacks[i].demand[d].resource, resource))
                balance.demand = checked_add(balance.demand, answer->stacks[i].demand[d].amount);
    return balance;
}

/* By how much, in millionths of what there was, a resource explains that a stack is bad in `bad`
 * and not in `good`; *ret says which of the two it is. 0: it does not. */
static int64_t weigh(const struct result_scenario *bad, const struct result_scenario *good,
                     const char *resource, int64_t tier, enum cause *ret)
{
    struct balance b = balance_of(bad, resource, tier), g = balance_of(good, resource, tier);
    int64_t less = g.capacity - b.capacity, more = b.demand - g.demand;
    int64_t harm = less >= more ? less : more;
    if (harm <= 0)
        return 0;
    *ret = less >= more ? CAUSE_CAPACITY : CAUSE_DEMAND;
    int64_t parts = (int64_t)((__int128)harm * MILLION / (g.capacity > 0 ? g.capacity : 1));
    return parts > 0 ? parts : 1;
}

/* The resource that the stack lacks; NULL = no reason names one. */
static const char *lacks(const struct result_stack *stack)
{
    for (int32_t i = 0; i < stack->reason_count; i++)
        if (stack->reasons[i].resource[0])
            return stack->reasons[i].resource;
    return NULL;
}

static enum cause weigh_all(const struct result_scenario *bad, const struct result_scenario *good,
                            const struct result_stack *stack)
{
    const char *const usual[2] = {"cpu", "memory"};
    const char *named = lacks(stack);
    enum cause cause = CAUSE_OTHER;
    int64_t most = 0;
    for (int i = 0; i < (named ? 1 : 2); i++) {
        enum cause one = CAUSE_OTHER;
        int64_t harm = weigh(bad, good, named ? named : usual[i], stack->tier, &one);
        if (harm > most) {
            most = harm;
            cause = one;
        }
    }
    return cause;
}

/* ---- causes */

static const struct result_stack *find_path(const struct result_scenario *scenario,
                                            const char *path, struct arena *arena)
{
    for (int32_t i = 0; i < scenario->as_is.stack_count; i++)
        if (!strcmp(result_stack_path(&scenario->as_is.stacks[i], arena), path))
            return &scenario->as_is.stacks[i];
    return NULL;
}

/* The stack is bad in a scenario of `bad` and was, or is, all right in `good`. */
static enum cause cause_of(struct arena *arena, const struct quarter *bad,
                           const struct quarter *good, const struct result_scenario *scenario,
                           const struct result_stack *stack)
{
    const struct result_scenario *other = same_loss(good, scenario);
    for (int depth = 0; stack->verdict == VERDICT_AFFECTED; depth++) {
        const struct result_stack *needed =
            stack->need_count > 0 ? find_path(scenario, stack->needs[0], arena) : NULL;
        if (!needed || depth == DEPTH_MAX)
            return CAUSE_RULES;
        stack = needed;
    }
    if (stack->verdict == VERDICT_BLOCKED)
        return CAUSE_RULES;
    enum cause cause = other ? weigh_all(scenario, other, stack) : CAUSE_OTHER;
    return cause == CAUSE_OTHER && !has_same_options(bad->result, good->result) ? CAUSE_RULES
                                                                                : cause;
}

/* For each row that is bad in `bad` and not in `good`. */
static void find_causes(struct arena *arena, const struct quarter *bad, const struct quarter *good,
                        bool is_coming, struct step steps[CAUSES])
{
    for (int32_t i = 0; i < bad->cells.row_count; i++) {
        const struct cell_row *row = &bad->cells.rows[i];
        const struct cell *cell = trend_bad_cell(bad, row);
        const struct cell_row *twin = cell ? row_of(good, row->path) : NULL;
        if (!cell || (twin && trend_bad_cell(good, twin)))
            continue;
        enum cause cause = has_stack(good, cell->stack) ? CAUSE_RULES : CAUSE_DEMAND;
        if (twin)
            cause =
                cause_of(arena, bad, good, &bad->result->scenarios[cell->scenario_ix], cell->stack);
        struct step *step = &steps[cause];
        if (is_coming)
            step->came[step->came_count++] = row->name;
        else
            step->left[step->left_count++] = row->name;
    }
}

void trend_steps(struct arena *arena, const struct quarter *before, const struct quarter *after,
                 struct step ret[CAUSES])
{
    for (int c = 0; c < CAUSES; c++)
        ret[c] = (struct step){.came = ARENA_NEW(arena, after->bad, const char *),
                               .left = ARENA_NEW(arena, before->bad, const char *)};
    find_causes(arena, after, before, true, ret);
    find_causes(arena, before, after, false, ret);
}
