/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/table/table.h"

enum {
    STACK_WIDTH = 14,
    STACK_WIDTH_WIDE = 30,
    LIST_SCENARIO_WIDTH = 26,
    CLUSTER_WIDTH = 16,
    LISTED_MAX = 20, /* rows of the narrow list */
};

static int compare_cases(const void *a, const void *b)
{
    const struct table_case *x = a;
    const struct table_case *y = b;
    if (x->stack->verdict != y->stack->verdict)
        return x->stack->verdict < y->stack->verdict ? -1 : 1;
    if (x->scenario_ix != y->scenario_ix)
        return x->scenario_ix < y->scenario_ix ? -1 : 1;
    return x->stack < y->stack ? -1 : x->stack > y->stack; /* of one array */
}

struct table_case *table_cases(const struct result *result, const struct judge_options *judge,
                               struct arena *arena, int32_t *ret_count)
{
    size_t room = 0;
    int32_t count = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        room += (size_t)result_judged(&result->scenarios[s], judge)->stack_count;
    struct table_case *cases = ARENA_NEW(arena, room, struct table_case);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_answer *answer = result_judged(&result->scenarios[s], judge);
        for (int32_t i = 0; i < answer->stack_count; i++) {
            const struct result_stack *stack = &answer->stacks[i];
            enum standing standing = result_stack_standing(answer, stack, judge);
            bool is_fine = standing == STANDING_GOOD && stack->verdict >= VERDICT_FITS;
            if (stack->tier <= result->critical_tier && !is_fine)
                cases[count++] = (struct table_case){s, stack, standing};
        }
    }
    qsort(cases, (size_t)count, sizeof *cases, compare_cases);
    *ret_count = count;
    return cases;
}

/* How much a reason tells: what it requires and is down settles it; for a blocked stack then a rule
 * (room is not the question); else what stops a stack that would fit alone, what it is short of. */
static int telling(const struct result_stack *stack, const struct result_reason *reason)
{
    bool is_blocked = stack->verdict == VERDICT_BLOCKED;
    if (!strcmp(reason->reason, "requires"))
        return 6;
    bool is_room = !strcmp(reason->reason, "capacity") || !strcmp(reason->reason, "fragmentation");
    if (!strcmp(reason->reason, "crowded") ||
        (is_room && !is_blocked && !reason->has_short && stack->fits_alone == ALONE_YES))
        return 5;
    if (is_room)
        return is_blocked ? 0 : reason->has_short ? 4 : 3;
    return !strcmp(reason->reason, "rule") ? 2 : 1;
}

/* The reason that tells most; of two that are short of the same, the one that is less short. */
static const struct result_reason *main_reason(const struct result_stack *stack)
{
    const struct result_reason *best = NULL;
    for (int32_t i = 0; i < stack->reason_count; i++) {
        const struct result_reason *reason = &stack->reasons[i];
        int difference = best ? telling(stack, reason) - telling(stack, best) : 1;
        bool is_closer = difference == 0 && reason->has_short && best->has_short &&
                         !strcmp(best->resource, reason->resource) &&
                         reason->short_by < best->short_by;
        if (difference > 0 || is_closer)
            best = reason;
    }
    return best;
}

/* "12.0 GiB of memory short on dub-dr". */
static void write_short(const struct result *result, const struct result_reason *reason,
                        struct buf *out)
{
    char number[NUMBER_SIZE];
    const char *unit = table_unit(result, reason->resource);
    number_amount(unit, reason->short_by, true, number);
    if (!strcmp(unit, "milli"))
        buf_format(out, "%s cores short on %s", number, reason->cluster);
    else if (number_unit(unit)[0])
        buf_format(out, "%s %s of %s short on %s", number, number_unit(unit), reason->resource,
                   reason->cluster);
    else
        buf_format(out, "%s %s short on %s", number, reason->resource, reason->cluster);
}

/* All reasons where there is room for sentences; else the main one, as short as it must be. */
static void write_reasons(const struct result *result, const struct result_stack *stack,
                          bool is_wide, size_t room, struct buf *out)
{
    const struct result_reason *reason = main_reason(stack);
    if (!reason) {
        buf_add_text(out, verdict_words(stack->verdict));
        return;
    }
    bool is_crowded = !strcmp(reason->reason, "crowded");
    if (stack->fits_alone == ALONE_YES && strncmp(reason->text, "fits alone", 10) != 0 &&
        !is_crowded)
        buf_add_text(out, "fits alone; ");
    if (!is_wide && reason->has_short && !is_crowded &&
        line_measure(reason->text, room + 1) + out->length > room) {
        write_short(result, reason, out);
        return;
    }
    const char *details = is_crowded ? strstr(reason->text, ": ") : NULL;
    if (!is_wide && details && line_measure(reason->text, room + 1) > room)
        buf_add(out, reason->text, (size_t)(details - reason->text));
    else
        buf_add_text(out, reason->text);
}

/* "east/db", "east/db and 2 more". */
static void write_names(const char *const *names, int32_t count, struct buf *out)
{
    buf_add_text(out, count > 0 ? names[0] : "another stack");
    if (count > 1)
        buf_format(out, " and %d more", (int)count - 1);
}

static void write_unknown(const struct result *result, const struct table_case *one,
                          struct buf *out)
{
    const struct result_answer *answer = &result->scenarios[one->scenario_ix].as_is;
    for (int32_t i = 0; i < answer->tier_count; i++) {
        const struct result_tier *tier = &answer->tiers[i];
        if (tier->tier != one->stack->tier || tier->is_proven)
            continue;
        buf_format(out, "between %" PRId64 " and %" PRId64 " of %" PRId64 " recovered",
                   tier->recovered, tier->bound, tier->displaced_weight);
        return;
    }
    buf_add_text(out,
                 one->stack->reason_count > 0 ? one->stack->reasons[0].text : "the budget ran out");
}

/* "; fits if S/batch and 2 more give way": those that name the stack. */
void table_giving_way(const struct result_scenario *scenario, const struct result_stack *stack,
                      struct buf *out)
{
    const struct result_answer *second = &scenario->with_eviction;
    struct arena *arena = arena_new();
    const char *path = result_stack_path(stack, arena);
    const char **names = ARENA_NEW(arena, second->stack_count, const char *);
    int32_t count = 0;
    for (int32_t i = 0; i < second->stack_count; i++) {
        const struct result_stack *other = &second->stacks[i];
        for (int32_t k = 0; other->verdict == VERDICT_EVICTED && k < other->for_count; k++)
            if (!strcmp(other->for_whom[k], path))
                names[count++] = result_stack_path(other, arena);
    }
    buf_add_text(out, "; fits if ");
    if (count > 0)
        write_names(names, count, out);
    else
        buf_add_text(out, "residents");
    buf_add_text(out, count == 0 ? " move" : count == 1 ? " gives way" : " give way");
    arena_free(arena);
}

void table_reason(const struct result *result, const struct table_case *one, bool is_wide,
                  size_t room, struct buf *out)
{
    const struct result_stack *stack = one->stack;
    switch (stack->verdict) {
    case VERDICT_DOES_NOT_FIT:
    case VERDICT_BLOCKED: write_reasons(result, stack, is_wide, room, out); break;
    case VERDICT_AFFECTED:
        buf_add_text(out, "requires ");
        write_names(stack->needs, stack->need_count, out);
        buf_add_text(out, is_wide ? ", which is down (the stack itself is not lost)"
                                  : ", which is down");
        break;
    case VERDICT_UNKNOWN: write_unknown(result, one, out); break;
    case VERDICT_DEGRADED:
        buf_format(out, "%" PRId64 " of %" PRId64 " replicas are up", stack->replicas_up,
                   stack->replicas_total);
        if (is_wide)
            buf_format(out, ", %" PRId64 " not replaced",
                       stack->replicas_total - stack->replicas_up);
        break;
    case VERDICT_CHOICE:
        buf_add_text(out, "fits instead of ");
        write_names(stack->instead_of, stack->instead_of_count, out);
        break;
    case VERDICT_EVICTED:
        buf_add_text(out, "gives way for ");
        write_names(stack->for_whom, stack->for_count, out);
        break;
    case VERDICT_FITS: buf_add_text(out, "fits, but by an assumed zero reservation"); break;
    case VERDICT_MOVED:
    case VERDICT_UNAFFECTED:
    case VERDICT_COUNT: break;
    }
    if (is_wide && result_fits_by_eviction(&result->scenarios[one->scenario_ix], stack))
        table_giving_way(&result->scenarios[one->scenario_ix], stack, out);
}

struct list_layout {
    size_t stack_width, scenario_width;
    bool only_single;
    int32_t listed;
};

static struct list_layout lay_out_list(const struct result *result, bool is_wide,
                                       const struct table_case *cases, int32_t count)
{
    struct list_layout layout = {0};
    for (int32_t i = 0; i < count; i++)
        layout.only_single |= table_is_single(&result->scenarios[cases[i].scenario_ix]);
    for (int32_t i = 0; i < count; i++) {
        const struct result_scenario *scenario = &result->scenarios[cases[i].scenario_ix];
        if (layout.only_single && !table_is_single(scenario))
            continue;
        layout.listed++;
        if (layout.listed > LISTED_MAX && !is_wide)
            continue;
        size_t stack =
            line_measure(cases[i].stack->stack, is_wide ? STACK_WIDTH_WIDE : STACK_WIDTH);
        size_t name = line_measure(scenario->name, LIST_SCENARIO_WIDTH);
        layout.stack_width = stack > layout.stack_width ? stack : layout.stack_width;
        layout.scenario_width = name > layout.scenario_width ? name : layout.scenario_width;
    }
    return layout;
}

/* Wide: what holds in each surviving cluster, under the line of the stack. */
static void write_clusters(const struct result_stack *stack, size_t at, size_t width,
                           struct line *line)
{
    size_t name_width = 0;
    for (int32_t i = 0; i < stack->reason_count; i++) {
        size_t own = line_measure(stack->reasons[i].cluster, CLUSTER_WIDTH);
        name_width = own > name_width ? own : name_width;
    }
    size_t text_at = at + name_width + (name_width > 0 ? 2 : 0);
    for (int32_t i = 0; i < stack->reason_count; i++) {
        line_left(line, at, name_width, SGR_DIM, stack->reasons[i].cluster);
        line_wrapped(line, text_at, width, stack->reasons[i].text);
        line_end(line);
    }
}

static void write_case(const struct result *result, const struct table_options *options,
                       const struct list_layout *layout, const struct table_case *one,
                       struct line *line)
{
    struct buf why;
    char letter[2] = {verdict_letter(one->stack->verdict), '\0'};
    size_t scenario_at = 2 + layout->stack_width + 2;
    size_t why_at = scenario_at + layout->scenario_width + 2;
    size_t room = options->width > why_at ? options->width - why_at : 1;
    buf_init(&why);
    table_reason(result, one, options->is_wide, room, &why);
    line_left(line, 0, 1, table_sgr(one->stack->verdict), letter);
    line_left(line, 2, layout->stack_width, SGR_PLAIN, one->stack->stack);
    line_left(line, scenario_at, layout->scenario_width, SGR_PLAIN,
              result->scenarios[one->scenario_ix].name);
    line_left(line, why_at, room, SGR_PLAIN, why.data);
    line_end(line);
    bool is_told = one->stack->reason_count < 2 && line_measure(why.data, room + 1) <= room;
    buf_release(&why);
    if (options->is_wide && !is_told)
        write_clusters(one->stack, scenario_at, options->width, line);
}

static void write_legend(const struct result *result, const struct table_options *options,
                         const struct table_case *cases, int32_t count, struct line *line)
{
    bool has_affected = false, has_choice = false, has_eviction = false;
    for (int32_t i = 0; i < count; i++) {
        has_affected |= cases[i].stack->verdict == VERDICT_AFFECTED;
        has_choice |= cases[i].stack->verdict == VERDICT_CHOICE;
        has_eviction |=
            result_fits_by_eviction(&result->scenarios[cases[i].scenario_ix], cases[i].stack);
    }
    buf_format(line->out, "X does not fit  B blocked%s  ? unknown  D degraded%s%s%s\n",
               has_affected ? "  A affected" : "", has_choice ? "  C choice" : "",
               has_eviction ? "  E fits by eviction" : "",
               options->is_wide ? "; CRITICAL, TIER n: fits/displaced" : "");
}

void table_write_list(const struct result *result, const struct table_options *options,
                      const struct table_case *cases, int32_t count, struct buf *out)
{
    struct line line;
    struct list_layout layout = lay_out_list(result, options->is_wide, cases, count);
    int32_t written = 0;
    line_init(&line, out, options->is_colored);
    line_end(&line);
    if (count > 0) {
        line_add(&line, SGR_BOLD,
                 layout.only_single ? "NOT FULLY RECOVERED (critical, one cluster lost)"
                                    : "NOT FULLY RECOVERED (critical)");
        line_end(&line);
    }
    for (int32_t i = 0; i < count; i++) {
        if (layout.only_single && !table_is_single(&result->scenarios[cases[i].scenario_ix]))
            continue;
        if (written == LISTED_MAX && !options->is_wide) {
            buf_format(out, "... and %d more (-o wide shows all)\n",
                       (int)(layout.listed - written));
            break;
        }
        write_case(result, options, &layout, &cases[i], &line);
        written++;
    }
    if (count > 0)
        line_end(&line);
    write_legend(result, options, cases, count, &line);
}
