/* SPDX-License-Identifier: GPL-3.0-or-later */
/* with_eviction beside as_is, and who gives way, in the order in which people act. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/table/table.h"

enum {
    LISTED_MAX = 12, /* rows of the narrow list, of one scenario */
    TIER_WIDTH = 22,
    STACK_AT = 5,
    STACK_WIDTH = 14,
    STACK_WIDTH_WIDE = 30,
    CLUSTER_WIDTH = 8,
    CLUSTER_WIDTH_WIDE = 20,
    BY_WIDTH = 9,
    NUMBER_STEP = 7
};

static bool gives_way(const struct result_stack *stack)
{
    return stack->verdict == VERDICT_EVICTED || stack->verdict == VERDICT_MOVED;
}

/* First who is dropped, of these what is lent, then the least critical, then by hand before what
 * the scheduler does by itself: it does so when the newcomers come. */
static int compare_acts(const void *a, const void *b)
{
    const struct result_stack *x = *(const struct result_stack *const *)a;
    const struct result_stack *y = *(const struct result_stack *const *)b;
    if (x->verdict != y->verdict)
        return x->verdict == VERDICT_EVICTED ? -1 : 1;
    if (x->is_lent != y->is_lent)
        return x->is_lent ? -1 : 1;
    if (x->tier != y->tier)
        return x->tier > y->tier ? -1 : 1;
    int order = strcmp(x->by, y->by);
    return order ? order : x < y ? -1 : x > y; /* of one array */
}

const struct result_stack **table_acts(const struct result_answer *answer, struct arena *arena,
                                       int32_t *ret_count)
{
    const struct result_stack **acts =
        ARENA_NEW(arena, answer->stack_count, const struct result_stack *);
    *ret_count = 0;
    for (int32_t i = 0; i < answer->stack_count; i++)
        if (gives_way(&answer->stacks[i]))
            acts[(*ret_count)++] = &answer->stacks[i];
    if (*ret_count > 0)
        qsort(acts, (size_t)*ret_count, sizeof *acts, compare_acts);
    return acts;
}

/* ---- what is gained and lost */

static int64_t recovered(const struct result_answer *answer, int64_t tier, bool is_lent,
                         int64_t *ret_displaced)
{
    int64_t sum = 0;
    *ret_displaced = 0;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        bool is_resident =
            gives_way(stack) || (stack->verdict == VERDICT_AFFECTED && !stack->has_replicas);
        if (is_resident || stack->tier != tier || stack->is_lent != is_lent)
            continue;
        *ret_displaced += stack->weight;
        sum += stack->verdict == VERDICT_FITS ? stack->weight : 0;
    }
    return sum;
}

static void write_tier(const struct result_scenario *scenario, int64_t number, bool is_lent,
                       struct line *line)
{
    struct buf text;
    char value[NUMBER_SIZE];
    int64_t displaced, all;
    int64_t before = recovered(&scenario->as_is, number, is_lent, &displaced);
    int64_t after = recovered(&scenario->with_eviction, number, is_lent, &all);
    const struct result_answer *second = &scenario->with_eviction;
    buf_init(&text);
    buf_format(&text, "  tier %" PRId64 "%s", number, is_lent ? " (lent)" : "");
    line_left(line, 0, TIER_WIDTH, SGR_PLAIN, text.data);
    number_count(before, value);
    line_right(line, TIER_WIDTH + NUMBER_STEP, SGR_PLAIN, value);
    number_count(after, value);
    for (int32_t i = 0; i < second->tier_count; i++) {
        const struct result_tier *tier = &second->tiers[i];
        if (tier->tier == number && tier->of_lent == is_lent && !tier->of_residents &&
            !tier->is_proven)
            snprintf(value, sizeof value, "%" PRId64 "-%" PRId64, tier->recovered, tier->bound);
    }
    line_right(line, TIER_WIDTH + 4 * NUMBER_STEP,
               after > before   ? SGR_GOOD
               : after < before ? SGR_BAD
                                : SGR_PLAIN,
               value);
    number_count(displaced, value);
    line_right(line, TIER_WIDTH + 5 * NUMBER_STEP, SGR_PLAIN, value);
    for (int32_t i = 0; i < second->tier_count; i++) {
        const struct result_tier *tier = &second->tiers[i];
        if (tier->tier != number || tier->of_lent != is_lent || !tier->of_residents)
            continue;
        text.length = 0;
        buf_format(&text, "%" PRId64 " of %" PRId64, tier->recovered, tier->displaced_weight);
        line_right(line, TIER_WIDTH + 7 * NUMBER_STEP + 2,
                   tier->recovered < tier->displaced_weight ? SGR_WARN : SGR_PLAIN, text.data);
    }
    line_end(line);
    buf_release(&text);
}

static void write_balance(const struct result_scenario *scenario, struct line *line)
{
    const struct result_answer *second = &scenario->with_eviction;
    line_left(line, 0, TIER_WIDTH, SGR_DIM, "  by weight");
    line_right(line, TIER_WIDTH + NUMBER_STEP, SGR_DIM, "as is");
    line_right(line, TIER_WIDTH + 4 * NUMBER_STEP, SGR_DIM, "with eviction");
    line_right(line, TIER_WIDTH + 5 * NUMBER_STEP, SGR_DIM, "of");
    line_right(line, TIER_WIDTH + 7 * NUMBER_STEP + 2, SGR_DIM, "residents kept");
    line_end(line);
    for (int32_t i = 0; i < second->tier_count; i++) {
        const struct result_tier *tier = &second->tiers[i];
        const struct result_tier *before = i > 0 ? &second->tiers[i - 1] : NULL;
        if (!before || before->tier != tier->tier || before->of_lent != tier->of_lent)
            write_tier(scenario, tier->tier, tier->of_lent, line);
    }
}

/* ---- who acts */

static int64_t demand_of(const struct result_stack *stack, const char *resource)
{
    for (int32_t i = 0; i < stack->demand_count; i++)
        if (!strcmp(stack->demand[i].resource, resource))
            return stack->demand[i].amount;
    return 0;
}

/* "crane-vision +3": the first by its own name, and how many more. */
static void write_whom(const struct result_stack *stack, bool is_wide, struct buf *out)
{
    for (int32_t i = 0; i < stack->for_count && (is_wide || i == 0); i++) {
        const char *name = strrchr(stack->for_whom[i], '/');
        buf_format(out, "%s%s", i > 0 ? ", " : "",
                   is_wide || !name ? stack->for_whom[i] : name + 1);
    }
    if (!is_wide && stack->for_count > 1)
        buf_format(out, " +%d", (int)stack->for_count - 1);
}

static void write_act(const struct result_stack *stack, const struct table_options *options,
                      struct line *line)
{
    bool is_wide = options->is_wide;
    size_t width = is_wide ? STACK_WIDTH_WIDE : STACK_WIDTH;
    size_t cluster_at = STACK_AT + width + 2;
    size_t by_at = cluster_at + (is_wide ? CLUSTER_WIDTH_WIDE : CLUSTER_WIDTH) + 2;
    size_t at = by_at + BY_WIDTH;
    char text[NUMBER_SIZE], letter[2] = {verdict_letter(stack->verdict), '\0'};
    struct buf whom;
    line_left(line, 0, 1, table_sgr(stack->verdict), letter);
    buf_init(&whom);
    buf_format(&whom, "%" PRId64 "%s", stack->tier, stack->is_lent ? "L" : "");
    line_left(line, 2, 3, SGR_PLAIN, whom.data);
    line_left(line, STACK_AT, width, SGR_PLAIN, stack->stack);
    line_left(line, cluster_at, by_at - cluster_at - 2, SGR_PLAIN, stack->cluster);
    line_left(line, by_at, BY_WIDTH, SGR_PLAIN,
              stack->verdict == VERDICT_EVICTED ? stack->by : "moves");
    number_count(demand_of(stack, "pods"), text);
    line_right(line, at += 6, SGR_PLAIN, text);
    number_amount("milli", demand_of(stack, "cpu"), true, text);
    line_right(line, at += NUMBER_STEP, SGR_PLAIN, text);
    number_amount("bytes", demand_of(stack, "memory"), true, text);
    line_right(line, at += NUMBER_STEP, SGR_PLAIN, text);
    whom.length = 0;
    write_whom(stack, is_wide, &whom);
    at += 2;
    line_left(line, at, options->width > at ? options->width - at : 1, SGR_PLAIN, whom.data);
    line_end(line);
    buf_release(&whom);
}

static void write_heading(const struct table_options *options, struct line *line)
{
    size_t cluster_at = STACK_AT + (options->is_wide ? STACK_WIDTH_WIDE : STACK_WIDTH) + 2;
    size_t by_at = cluster_at + (options->is_wide ? CLUSTER_WIDTH_WIDE : CLUSTER_WIDTH) + 2;
    size_t at = by_at + BY_WIDTH;
    line_left(line, 0, 4, SGR_DIM, "TIER");
    line_left(line, STACK_AT, STACK_WIDTH, SGR_DIM, "STACK");
    line_left(line, cluster_at, CLUSTER_WIDTH, SGR_DIM, "CLUSTER");
    line_left(line, by_at, BY_WIDTH, SGR_DIM, "BY");
    line_right(line, at += 6, SGR_DIM, "PODS");
    line_right(line, at += NUMBER_STEP, SGR_DIM, "CORES");
    line_right(line, at += NUMBER_STEP, SGR_DIM, "GIB");
    line_left(line, at + 2, 8, SGR_DIM, "FOR");
    line_end(line);
}

static void write_scenario(const struct result_scenario *scenario,
                           const struct table_options *options, struct arena *arena,
                           struct line *line, bool *any)
{
    int32_t count;
    const struct result_stack **acts = table_acts(&scenario->with_eviction, arena, &count);
    if (count == 0)
        return;
    if (!*any)
        line_end(line);
    *any = true;
    line_add(line, SGR_BOLD, "WHO GIVES WAY, in the order to act: ");
    line_left(line, line->column, options->width > line->column ? options->width - line->column : 1,
              SGR_BOLD, scenario->name);
    line_end(line);
    write_balance(scenario, line);
    write_heading(options, line);
    /* The narrow list is of those that are dropped; those that move are counted. */
    int32_t listed = count;
    while (!options->is_wide && listed > 0 && acts[listed - 1]->verdict == VERDICT_MOVED)
        listed--;
    int32_t moved = count - listed;
    int32_t shown = !options->is_wide && listed > LISTED_MAX + 1 ? LISTED_MAX : listed;
    for (int32_t i = 0; i < shown; i++)
        write_act(acts[i], options, line);
    if (shown < listed)
        buf_format(line->out, "... and %d more (-o wide shows all)\n", (int)(listed - shown));
    if (moved > 0)
        buf_format(line->out, "M %d move%s to other nodes or clusters (-o wide shows all)\n",
                   (int)moved, moved == 1 ? "s" : "");
    line_end(line);
}

/* Does a critical stack fit only so? */
static bool is_critical(const struct result *result, const struct result_scenario *scenario)
{
    for (int32_t i = 0; i < scenario->as_is.stack_count; i++)
        if (scenario->as_is.stacks[i].tier <= result->critical_tier &&
            result_fits_by_eviction(scenario, &scenario->as_is.stacks[i]))
            return true;
    return false;
}

void table_write_giving_way(const struct result *result, const struct table_options *options,
                            struct arena *arena, struct buf *out)
{
    struct line line;
    bool only_single = false, any = false;
    line_init(&line, out, options->is_colored);
    for (int32_t s = 0; s < result->scenario_count; s++)
        only_single |= table_is_single(&result->scenarios[s]);
    for (int32_t s = 0; s < result->scenario_count; s++)
        if (result->scenarios[s].has_eviction &&
            (options->is_wide || ((!only_single || table_is_single(&result->scenarios[s])) &&
                                  is_critical(result, &result->scenarios[s]))))
            write_scenario(&result->scenarios[s], options, arena, &line, &any);
}
