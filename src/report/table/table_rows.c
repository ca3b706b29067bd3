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
    SCENARIO_WIDTH = 26,
    RATIO_WIDTH = 7, /* of n/m */
    COUNT_STEP = 4,
    CLUSTER_WIDTH = 10,
    CLUSTER_WIDTH_WIDE = 24,
    SHOWN_MAX = 40, /* more scenarios: only those with something to say */
    TIER_COLUMNS = 3,
};

/* Counted verdicts, worst first; A and C only where they occur. */
static const enum verdict counted[] = {VERDICT_DOES_NOT_FIT, VERDICT_BLOCKED,  VERDICT_AFFECTED,
                                       VERDICT_UNKNOWN,      VERDICT_DEGRADED, VERDICT_CHOICE};
enum { COUNTED = sizeof counted / sizeof counted[0] };

/* What one row says. */
struct row {
    int32_t scenario_ix;
    int64_t displaced, fits;       /* critical */
    int64_t counts[VERDICT_COUNT]; /* critical */
    int64_t by_eviction;           /* critical: recovered if others give way */
    int64_t tier_displaced[TIER_COLUMNS], tier_fits[TIER_COLUMNS];
};

struct layout {
    const struct result *result;
    const struct table_options *options;
    bool has[COUNTED];
    bool has_eviction;           /* something fits by eviction: column E */
    size_t ratio_field;          /* gap and n/m */
    int64_t tiers[TIER_COLUMNS]; /* the columns after CRITICAL; the last one may stand for more */
    int32_t tier_count;
    bool last_is_more;
    size_t tier_field;
    size_t tightest_at;
};

/* The column of a tier that is not critical; -1 = none. */
static int32_t column_of(const struct layout *layout, int64_t tier)
{
    for (int32_t i = 0; i < layout->tier_count; i++)
        if (layout->tiers[i] == tier)
            return i;
    bool is_more = layout->last_is_more && layout->tier_count > 0 &&
                   tier > layout->tiers[layout->tier_count - 1];
    return is_more ? layout->tier_count - 1 : -1;
}

static struct row count_row(const struct layout *layout, int32_t scenario_ix)
{
    const struct result_answer *answer = &layout->result->scenarios[scenario_ix].as_is;
    int64_t critical = layout->result->critical_tier;
    struct row row = {.scenario_ix = scenario_ix};
    for (int32_t i = 0; i < answer->tier_count; i++) {
        const struct result_tier *tier = &answer->tiers[i];
        int32_t column = tier->tier > critical ? column_of(layout, tier->tier) : -1;
        if (tier->tier <= critical)
            row.displaced += tier->displaced;
        else if (column >= 0)
            row.tier_displaced[column] += tier->displaced;
    }
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        int32_t column = stack->tier > critical ? column_of(layout, stack->tier) : -1;
        bool fits = stack->verdict == VERDICT_FITS;
        if (stack->tier <= critical) {
            row.counts[stack->verdict]++;
            row.fits += fits;
            row.by_eviction +=
                result_fits_by_eviction(&layout->result->scenarios[scenario_ix], stack);
        } else if (column >= 0) {
            row.tier_fits[column] += fits;
        }
    }
    return row;
}

/* The tiers that have a column: the first two after the critical ones, and the rest as one. */
static void find_tiers(struct layout *layout)
{
    const struct result *result = layout->result;
    int64_t after = result->critical_tier;
    while (layout->tier_count < TIER_COLUMNS) {
        bool is_found = false;
        int64_t next = 0;
        for (int32_t s = 0; s < result->scenario_count; s++) {
            const struct result_answer *answer = &result->scenarios[s].as_is;
            for (int32_t i = 0; i < answer->tier_count; i++) {
                int64_t tier = answer->tiers[i].tier;
                if (tier > after && (!is_found || tier < next)) {
                    next = tier;
                    is_found = true;
                }
            }
        }
        if (!is_found)
            break;
        layout->tiers[layout->tier_count++] = next;
        after = next;
    }
    for (int32_t s = 0; s < result->scenario_count; s++)
        for (int32_t i = 0; i < result->scenarios[s].as_is.tier_count; i++)
            layout->last_is_more |= layout->tier_count == TIER_COLUMNS &&
                                    result->scenarios[s].as_is.tiers[i].tier > after;
}

static void ratio(int64_t part, int64_t whole, char out[NUMBER_SIZE])
{
    if (whole == 0 && part == 0)
        snprintf(out, NUMBER_SIZE, "-");
    else
        snprintf(out, NUMBER_SIZE, "%" PRId64 "/%" PRId64, part, whole);
}

static size_t ratio_width(int64_t part, int64_t whole)
{
    char text[NUMBER_SIZE];
    ratio(part, whole, text);
    return strlen(text);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* "TIER 2", "TIER 3+" */
static void tier_head(const struct layout *layout, int32_t column, char out[NUMBER_SIZE])
{
    bool is_more = layout->last_is_more && column == layout->tier_count - 1;
    snprintf(out, NUMBER_SIZE, "TIER %" PRId64 "%s", layout->tiers[column], is_more ? "+" : "");
}

static void lay_out(struct layout *layout, const struct row *rows, int32_t count)
{
    size_t critical = RATIO_WIDTH;
    size_t tier = 0;
    char head[NUMBER_SIZE];
    for (int32_t k = 0; k < layout->tier_count; k++) {
        tier_head(layout, k, head);
        tier = larger(tier, strlen(head));
    }
    for (int32_t i = 0; i < count; i++) {
        critical = larger(critical, ratio_width(rows[i].fits, rows[i].displaced));
        for (int32_t k = 0; k < layout->tier_count; k++)
            tier = larger(tier, ratio_width(rows[i].tier_fits[k], rows[i].tier_displaced[k]));
        layout->has_eviction |= rows[i].by_eviction > 0;
        for (size_t k = 0; k < COUNTED; k++)
            layout->has[k] |= rows[i].counts[counted[k]] > 0 ||
                              (counted[k] != VERDICT_AFFECTED && counted[k] != VERDICT_CHOICE);
    }
    for (size_t k = 0; k < COUNTED && count == 0; k++)
        layout->has[k] = counted[k] != VERDICT_AFFECTED && counted[k] != VERDICT_CHOICE;
    layout->ratio_field = critical + 2;
    layout->tier_field = tier + 2;
    layout->tightest_at = SCENARIO_WIDTH + layout->ratio_field + 2;
    for (size_t k = 0; k < COUNTED; k++)
        layout->tightest_at += layout->has[k] ? COUNT_STEP : 0;
    layout->tightest_at += layout->has_eviction ? COUNT_STEP : 0;
    if (layout->options->is_wide && layout->tier_count > 0)
        layout->tightest_at += 1 + (size_t)layout->tier_count * layout->tier_field;
}

/* "mem", "gpu" of "nvidia.com/gpu"; in full where there is room. */
static const char *short_name(const char *resource)
{
    const char *slash = strrchr(resource, '/');
    return !strcmp(resource, "memory") ? "mem" : slash && slash[1] ? slash + 1 : resource;
}

static void write_tightest(const struct layout *layout, const struct result_answer *answer,
                           struct line *line)
{
    struct buf text;
    char number[NUMBER_SIZE];
    const char *cluster = "";
    const struct result_usage *usage = table_tightest(answer, &cluster);
    size_t at = layout->tightest_at;
    size_t room = layout->options->width > at ? layout->options->width - at : 1;
    if (answer->status == STATUS_FAILED) {
        line_left(line, at, room, SGR_WARN, answer->failure);
        return;
    }
    if (!usage) {
        line_left(line, at, room, SGR_PLAIN, "-");
        return;
    }
    bool is_wide = layout->options->is_wide;
    line_left(line, at, is_wide ? CLUSTER_WIDTH_WIDE : CLUSTER_WIDTH, SGR_PLAIN, cluster);
    buf_init(&text);
    buf_format(&text, " %s %" PRId64 "%%", is_wide ? usage->resource : short_name(usage->resource),
               number_percent_up(usage->reserved_after, usage->allocatable));
    if (is_wide) {
        const char *unit = table_unit(layout->result, usage->resource);
        number_amount(unit, usage->allocatable, false, number);
        buf_format(&text, " of %s%s%s", number, number_unit(unit)[0] ? " " : "", number_unit(unit));
    }
    room = layout->options->width > line->column ? layout->options->width - line->column : 1;
    line_left(line, line->column, room, SGR_PLAIN, text.data);
    buf_release(&text);
}

static void write_header(const struct layout *layout, struct line *line)
{
    char text[NUMBER_SIZE];
    line_left(line, 0, SCENARIO_WIDTH, SGR_BOLD, "SCENARIO");
    size_t at = SCENARIO_WIDTH + layout->ratio_field;
    line_right(line, at, SGR_BOLD, "CRITICAL");
    for (size_t k = 0; k < COUNTED; k++) {
        if (!layout->has[k])
            continue;
        at += COUNT_STEP;
        snprintf(text, sizeof text, "%c", verdict_letter(counted[k]));
        line_right(line, at, SGR_BOLD, text);
    }
    if (layout->has_eviction)
        line_right(line, at += COUNT_STEP, SGR_BOLD, "E");
    for (int32_t i = 0; layout->options->is_wide && i < layout->tier_count; i++) {
        at += layout->tier_field + (i == 0);
        tier_head(layout, i, text);
        line_right(line, at, SGR_BOLD, text);
    }
    line_left(line, layout->tightest_at, 20, SGR_BOLD, "TIGHTEST AFTER");
    line_end(line);
}

static bool is_quiet(const struct layout *layout, const struct row *row)
{
    return layout->result->scenarios[row->scenario_ix].as_is.status != STATUS_FAILED &&
           row->fits == row->displaced && row->counts[VERDICT_AFFECTED] == 0;
}

static void write_row(const struct layout *layout, const struct row *row, struct line *line)
{
    char text[NUMBER_SIZE];
    const struct result_scenario *scenario = &layout->result->scenarios[row->scenario_ix];
    size_t at = SCENARIO_WIDTH + layout->ratio_field;
    bool is_failed = scenario->as_is.status == STATUS_FAILED;
    line_left(line, 0, SCENARIO_WIDTH, SGR_PLAIN, scenario->name);
    ratio(row->fits, row->displaced, text);
    line_right(line, at,
               is_failed                ? SGR_WARN
               : !is_quiet(layout, row) ? SGR_BOLD
               : row->displaced == 0    ? SGR_PLAIN
                                        : SGR_GOOD,
               is_failed ? "failed" : text);
    for (size_t k = 0; k < COUNTED; k++) {
        if (!layout->has[k])
            continue;
        at += COUNT_STEP;
        number_count(row->counts[counted[k]], text);
        line_right(line, at, row->counts[counted[k]] ? table_sgr(counted[k]) : SGR_DIM, text);
    }
    if (layout->has_eviction) {
        number_count(row->by_eviction, text);
        line_right(line, at += COUNT_STEP, row->by_eviction ? SGR_WARN : SGR_DIM, text);
    }
    for (int32_t i = 0; layout->options->is_wide && i < layout->tier_count; i++) {
        at += layout->tier_field + (i == 0);
        ratio(row->tier_fits[i], row->tier_displaced[i], text);
        line_right(line, at, SGR_PLAIN, text);
    }
    write_tightest(layout, &scenario->as_is, line);
    line_end(line);
}

/* Worst first: X, B, A, ?, D, C, then the order of the run. */
static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    for (size_t k = 0; k < COUNTED; k++)
        if (x->counts[counted[k]] != y->counts[counted[k]])
            return x->counts[counted[k]] > y->counts[counted[k]] ? -1 : 1;
    return x->scenario_ix < y->scenario_ix ? -1 : x->scenario_ix > y->scenario_ix;
}

void table_write_rows(const struct result *result, const struct table_options *options,
                      struct arena *arena, struct line *line)
{
    struct layout l = {.result = result, .options = options};
    const struct layout *layout = &l;
    int32_t count = result->scenario_count;
    struct row *rows = ARENA_NEW(arena, count, struct row);
    bool is_cut = count > SHOWN_MAX && !layout->options->is_wide;
    int32_t hidden = 0;
    find_tiers(&l);
    for (int32_t s = 0; s < count; s++)
        rows[s] = count_row(layout, s);
    lay_out(&l, rows, count);
    if (is_cut)
        qsort(rows, (size_t)count, sizeof *rows, compare_rows);
    write_header(layout, line);
    for (int32_t i = 0; i < count; i++) {
        if (is_cut && is_quiet(layout, &rows[i]))
            hidden++;
        else
            write_row(layout, &rows[i], line);
    }
    if (hidden > 0)
        buf_format(line->out,
                   "%d scenarios in which every critical stack fits: not shown (-o wide shows "
                   "all)\n",
                   (int)hidden);
}
