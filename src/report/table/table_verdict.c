/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/table/table.h"

enum table_kind table_kind_of(const struct result_scenario *scenario)
{
    return table_is_single(scenario) ? KIND_SINGLE
           : table_is_pair(scenario) ? KIND_PAIR
                                     : KIND_OTHER;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void table_names_sort(struct table_names *names)
{
    int32_t kept = 0;
    if (names->count > 0)
        qsort(names->items, (size_t)names->count, sizeof *names->items, compare_names);
    for (int32_t i = 0; i < names->count; i++)
        if (kept == 0 || strcmp(names->items[kept - 1], names->items[i]) != 0)
            names->items[kept++] = names->items[i];
    names->count = kept;
}

static bool names_have(const struct table_names *names, const char *name)
{
    return names->count > 0 && bsearch(&name, names->items, (size_t)names->count,
                                       sizeof *names->items, compare_names) != NULL;
}

struct table_names table_listed(const struct result *result, enum table_kind kind,
                                struct arena *arena)
{
    struct table_names names = {0};
    size_t room = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        room += (size_t)result->scenarios[s].as_is.stack_count;
    names.items = ARENA_NEW(arena, room, const char *);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_scenario *scenario = &result->scenarios[s];
        if (kind != KIND_COUNT && table_kind_of(scenario) != kind)
            continue;
        for (int32_t i = 0; i < scenario->as_is.stack_count; i++)
            if (scenario->as_is.stacks[i].tier <= result->critical_tier)
                names.items[names.count++] = result_stack_path(&scenario->as_is.stacks[i], arena);
    }
    table_names_sort(&names);
    return names;
}

struct table_names table_case_names(const struct result *result, const struct table_case *cases,
                                    int32_t count, enum standing standing, enum table_kind kind,
                                    struct arena *arena)
{
    struct table_names names = {ARENA_NEW(arena, count, const char *), 0};
    for (int32_t i = 0; i < count; i++)
        if (cases[i].standing == standing &&
            (kind == KIND_COUNT || table_kind_of(&result->scenarios[cases[i].scenario_ix]) == kind))
            names.items[names.count++] = result_stack_path(cases[i].stack, arena);
    table_names_sort(&names);
    return names;
}

static const char *plural(int32_t count)
{
    return count == 1 ? "" : "s";
}

static void write_at_risk(const struct result *result, const struct table_case *cases,
                          int32_t count, struct arena *arena, struct line *line)
{
    static const char *const when[] = {"when one cluster is lost", "when two clusters are lost",
                                       "in the worse scenarios"};
    static const char *const more[] = {"", "in pairs", "in other scenarios"};
    struct table_names bad[KIND_COUNT];
    int first = KIND_COUNT;
    for (int k = KIND_COUNT - 1; k >= 0; k--) {
        bad[k] = table_case_names(result, cases, count, STANDING_BAD, (enum table_kind)k, arena);
        first = bad[k].count > 0 ? k : first;
    }
    if (first == KIND_COUNT)
        return;
    struct table_names all = table_listed(result, (enum table_kind)first, arena);
    line_add(line, SGR_BAD, "AT RISK");
    buf_format(line->out, ": %d of %d critical stack%s not fully recovered %s\n",
               (int)bad[first].count, (int)all.count, plural(all.count),
               first == KIND_OTHER && result->scenario_count == 1 ? "in this scenario"
                                                                  : when[first]);
    const char *separator = "         ";
    for (int k = first + 1; k < KIND_COUNT; k++) {
        int32_t new_count = 0;
        for (int32_t i = 0; i < bad[k].count; i++) {
            bool is_new = true;
            for (int earlier = first; earlier < k; earlier++)
                is_new = is_new && !names_have(&bad[earlier], bad[k].items[i]);
            new_count += is_new;
        }
        if (new_count == 0)
            continue;
        buf_format(line->out, "%s%d more %s", separator, (int)new_count, more[k]);
        separator = ", ";
    }
    struct table_names open =
        table_case_names(result, cases, count, STANDING_OPEN, KIND_COUNT, arena);
    if (open.count > 0) {
        buf_format(line->out, "%s%d undecided", separator, (int)open.count);
        separator = ", ";
    }
    if (separator[0] == ',')
        buf_add_char(line->out, '\n');
}

/* What keeps the answer open, one line each, in the column of the sentence. */
static void write_open_reasons(const struct result *result, const struct table_options *options,
                               const struct table_case *cases, int32_t count, struct line *line)
{
    int32_t unknown = 0, smaller = 0, assumed = 0, uncertified = 0, failed = 0;
    for (int32_t i = 0; i < count; i++) {
        if (cases[i].standing != STANDING_OPEN)
            continue;
        unknown += cases[i].stack->verdict == VERDICT_UNKNOWN;
        smaller += cases[i].stack->verdict == VERDICT_DEGRADED;
        assumed += cases[i].stack->verdict == VERDICT_FITS;
        uncertified += cases[i].stack->verdict < VERDICT_FITS &&
                       cases[i].stack->verdict != VERDICT_UNKNOWN &&
                       cases[i].stack->verdict != VERDICT_DEGRADED;
    }
    for (int32_t s = 0; s < result->scenario_count; s++)
        failed += result->scenarios[s].as_is.status == STATUS_FAILED;
    if (unknown > 0)
        buf_format(line->out, "              %d undecided (a larger --budget may decide)\n",
                   (int)unknown);
    if (smaller > 0)
        buf_format(line->out, "              %d degraded, perhaps less so with a larger --budget\n",
                   (int)smaller);
    if (assumed > 0)
        buf_format(line->out, "              %d fit only by a reservation assumed to be zero\n",
                   (int)assumed);
    if (uncertified > 0)
        buf_format(line->out, "              %d refused without a certificate\n", (int)uncertified);
    if (failed > 0)
        buf_format(line->out, "              %d scenario%s failed\n", (int)failed, plural(failed));
    if (options->judge.strict && result->stale_count > 0)
        buf_format(line->out, "              %d snapshot%s old, undated or partial\n",
                   (int)result->stale_count, plural(result->stale_count));
}

static void write_inconclusive(const struct result *result, const struct table_options *options,
                               const struct table_case *cases, int32_t count, struct arena *arena,
                               struct line *line)
{
    struct table_names open =
        table_case_names(result, cases, count, STANDING_OPEN, KIND_COUNT, arena);
    struct table_names all = table_listed(result, KIND_COUNT, arena);
    line_add(line, SGR_WARN, "INCONCLUSIVE");
    if (open.count > 0)
        buf_format(line->out, ": nothing is proven lost, but %d of %d critical stack%s %s open\n",
                   (int)open.count, (int)all.count, plural(all.count),
                   all.count == 1 ? "is" : "are");
    else
        buf_add_text(line->out, ": nothing is proven lost, but not everything is known\n");
    write_open_reasons(result, options, cases, count, line);
}

static void write_safe(const struct result *result, int32_t degraded, struct arena *arena,
                       struct line *line)
{
    struct table_names all = table_listed(result, KIND_COUNT, arena);
    char count[NUMBER_SIZE];
    number_grouped(result->scenario_count, count);
    if (all.count == 0) {
        line_add(line, SGR_WARN, "NOTHING CRITICAL");
        buf_format(line->out, ": no stack of tier %lld%s is lost here, so none was judged\n",
                   (long long)result->critical_tier, result->critical_tier > 0 ? " or below" : "");
        return;
    }
    line_add(line, SGR_GOOD, "SAFE");
    if (all.count == 1)
        buf_add_text(line->out, ": the one critical stack is recovered");
    else
        buf_format(line->out, ": every one of %d critical stacks is recovered", (int)all.count);
    if (result->scenario_count == 1)
        buf_add_text(line->out, " in this scenario\n");
    else
        buf_format(line->out, " in all %s scenarios\n", count);
    if (degraded > 0)
        buf_format(line->out, "      %d of them in part (--accept degraded)\n", (int)degraded);
}

/* Stacks of which the answer does not hold everything: critical ones; wide: all, with what it is.
 */
static void write_not_modelled(const struct result *result, const struct table_options *options,
                               struct arena *arena, struct line *line)
{
    struct table_names names = {0};
    size_t room = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        room += (size_t)result->scenarios[s].as_is.stack_count;
    names.items = ARENA_NEW(arena, room, const char *);
    for (int32_t s = 0; s < result->scenario_count; s++)
        for (int32_t i = 0; i < result->scenarios[s].as_is.stack_count; i++) {
            const struct result_stack *stack = &result->scenarios[s].as_is.stacks[i];
            if (stack->not_modelled_count > 0 &&
                (options->is_wide || stack->tier <= result->critical_tier))
                names.items[names.count++] = result_stack_path(stack, arena);
        }
    table_names_sort(&names);
    if (names.count == 0)
        return;
    line_add(line, SGR_WARN, "NOT MODELLED");
    buf_format(line->out, ": rules of %d %sstack%s (muster check says which)", (int)names.count,
               options->is_wide ? "" : "critical ", plural(names.count));
    line_end(line);
    for (int32_t i = 0; i < names.count && (options->is_wide || i < 3); i++) {
        line_left(line, 0, 14, SGR_PLAIN, "");
        line_left(line, 14, options->width - 14, SGR_PLAIN, names.items[i]);
        line_end(line);
    }
    if (names.count > 3 && !options->is_wide)
        buf_format(line->out, "              and %d more\n", (int)names.count - 3);
}

void table_write_verdict(const struct result *result, const struct table_options *options,
                         const struct table_case *cases, int32_t count, struct arena *arena,
                         struct buf *out)
{
    struct line line;
    line_init(&line, out, options->is_colored);
    write_not_modelled(result, options, arena, &line);
    switch (result->summary) {
    case SUMMARY_AT_RISK: write_at_risk(result, cases, count, arena, &line); break;
    case SUMMARY_INCONCLUSIVE:
        write_inconclusive(result, options, cases, count, arena, &line);
        break;
    case SUMMARY_SAFE: {
        struct table_names part =
            table_case_names(result, cases, count, STANDING_GOOD, KIND_COUNT, arena);
        write_safe(result, part.count, arena, &line);
        break;
    }
    }
}
