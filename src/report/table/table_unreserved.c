/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much what reserves nothing may use before the plan falls. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "report/line.h"
#include "report/table/table.h"

enum {
    SCENARIO_WIDTH = 26,
    RESOURCE_WIDTH = 7,
    BEARS_END = 45,
    ABOVE_END = 60,
    NODE_AT = 62,
    SHOWN_MAX = 40, /* more lines: only the least of each resource */
    NAMED_MAX = 3,
};

/* Rounded down. */
void table_use(const char *unit, int64_t amount, char *out)
{
    const int64_t mib = 1 << 20;
    char number[NUMBER_SIZE];
    if (!strcmp(unit, "milli") && amount < 10000)
        snprintf(out, NUMBER_SIZE, "%" PRId64 "m", amount);
    else if (!strcmp(unit, "bytes") && amount < mib)
        snprintf(out, NUMBER_SIZE, "%" PRId64 " B", amount);
    else if (!strcmp(unit, "bytes") && amount < 1024 * mib)
        snprintf(out, NUMBER_SIZE, "%" PRId64 " MiB", amount / mib);
    else {
        number_amount(unit, amount, true, number);
        snprintf(out, NUMBER_SIZE, "%.40s %s", number, number_unit(unit));
    }
}

/* "west/w-3 (batch/worker 2, dev/sandbox 1 and 3 more)" */
void table_beside(const struct result_zero *zero, struct buf *out)
{
    int64_t more = zero->beside_more;
    buf_format(out, "%s/%s", zero->plan.cluster, zero->plan.node);
    for (int32_t i = 0; i < zero->beside_count; i++) {
        const struct result_beside *beside = &zero->beside[i];
        if (i < NAMED_MAX)
            buf_format(out, "%s%s %s %" PRId64, i == 0 ? " (" : ", ", beside->stack,
                       beside->workload, beside->replicas);
        else
            more++;
    }
    if (more > 0)
        buf_format(out, " and %" PRId64 " more", more);
    if (zero->beside_count > 0)
        buf_add_char(out, ')');
}

/* "east/shop, east/pay and 3 more" */
void table_critical_zero(const struct result_unreserved *unreserved, struct buf *out)
{
    for (int32_t i = 0; i < unreserved->critical_count && i < NAMED_MAX; i++)
        buf_format(out, "%s%s", i == 0 ? "" : ", ", unreserved->critical[i]);
    if (unreserved->critical_count > NAMED_MAX)
        buf_format(out, " and %d more", (int)unreserved->critical_count - NAMED_MAX);
}

void table_say_unreserved(const struct result *result, const struct result_zero *zero,
                          struct buf *out)
{
    const char *unit = table_unit(result, zero->resource);
    char number[NUMBER_SIZE];
    buf_format(out, "%" PRId64 " replica%s no %s", zero->replicas,
               zero->replicas == 1 ? " reserves" : "s reserve", zero->resource);
    if (zero->plan.binds) {
        table_use(unit, zero->plan.bears, number);
        buf_format(out, "; each may use %s, then %s/%s is full", number, zero->plan.cluster,
                   zero->plan.node);
    }
    if (zero->plan.has_bound) {
        table_use(unit, zero->plan.no_plan_above, number);
        buf_format(out, "; above %s no plan recovers as much", number);
    }
}

struct writing {
    const struct result *result;
    const struct table_options *options;
    struct line line;
};

static void write_bearing(struct writing *w, const char *name, const struct result_zero *zero,
                          const struct result_bearing *bearing, bool is_whole)
{
    const char *unit = table_unit(w->result, zero->resource);
    char number[NUMBER_SIZE];
    struct buf text;
    line_left(&w->line, 0, SCENARIO_WIDTH - 1, SGR_PLAIN, name);
    line_left(&w->line, SCENARIO_WIDTH, RESOURCE_WIDTH, SGR_PLAIN, zero->resource);
    table_use(unit, bearing->bears, number);
    line_right(&w->line, BEARS_END, is_whole ? SGR_WARN : SGR_PLAIN,
               bearing->binds ? number : "any");
    table_use(unit, bearing->no_plan_above, number);
    line_right(&w->line, ABOVE_END, SGR_PLAIN, bearing->has_bound ? number : "-");
    buf_init(&text);
    if (bearing->binds && is_whole && w->options->is_wide)
        table_beside(zero, &text);
    else if (bearing->binds)
        buf_format(&text, "%s/%s", bearing->cluster, bearing->node);
    line_left(&w->line, NODE_AT, w->options->width > NODE_AT ? w->options->width - NODE_AT : 1,
              SGR_PLAIN, text.data);
    line_end(&w->line);
    buf_release(&text);
}

static void write_zero(struct writing *w, const char *name, const struct result_zero *zero)
{
    write_bearing(w, name, zero, &zero->plan, true);
    if (w->options->is_wide &&
        (zero->critical.binds != zero->plan.binds || zero->critical.bears != zero->plan.bears))
        write_bearing(w, "  critical stacks alone", zero, &zero->critical, false);
}

const struct result_zero *table_least_zero(const struct result *result, const char *resource,
                                           int32_t *ret_scenario)
{
    const struct result_zero *least = NULL;
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_unreserved *unreserved = result->scenarios[s].as_is.unreserved;
        for (int32_t i = 0; unreserved && i < unreserved->resource_count; i++) {
            const struct result_zero *zero = &unreserved->resources[i];
            if (strcmp(zero->resource, resource) != 0 || !zero->plan.binds ||
                (least && zero->plan.bears >= least->plan.bears))
                continue;
            least = zero;
            *ret_scenario = s;
        }
    }
    return least;
}

static void write_least(struct writing *w, int32_t count)
{
    for (int32_t r = 0; r < w->result->resource_count; r++) {
        int32_t s = 0;
        const struct result_zero *zero =
            table_least_zero(w->result, w->result->resources[r].name, &s);
        if (zero)
            write_zero(w, w->result->scenarios[s].name, zero);
    }
    buf_format(w->line.out, "the least of %d; -o wide shows all\n", (int)count);
}

static void write_scenario(struct writing *w, const struct result_scenario *scenario)
{
    const struct result_unreserved *unreserved = scenario->as_is.unreserved;
    for (int32_t i = 0; unreserved && i < unreserved->resource_count; i++)
        if (unreserved->resources[i].plan.binds)
            write_zero(w, scenario->name, &unreserved->resources[i]);
}

static void write_critical(struct writing *w, const struct result_scenario *scenario)
{
    const struct result_unreserved *unreserved = scenario->as_is.unreserved;
    struct buf text;
    if (!unreserved || unreserved->critical_count == 0)
        return;
    buf_init(&text);
    buf_add_text(&text, "critical, and reserves none: ");
    table_critical_zero(unreserved, &text);
    line_left(&w->line, 0, SCENARIO_WIDTH - 1, SGR_PLAIN, scenario->name);
    line_wrapped(&w->line, SCENARIO_WIDTH, w->options->width, text.data);
    line_end(&w->line);
    buf_release(&text);
}

static void write_head(struct writing *w)
{
    const struct buf *out = w->line.out;
    if (out->length < 2 || strcmp(out->data + out->length - 2, "\n\n") != 0)
        line_end(&w->line);
    line_left(&w->line, 0, SCENARIO_WIDTH, SGR_BOLD, "UNRESERVED: EACH MAY USE");
    line_right(&w->line, BEARS_END, SGR_BOLD, "AT MOST");
    line_right(&w->line, ABOVE_END, SGR_BOLD, "NO PLAN ABOVE");
    line_left(&w->line, NODE_AT, 20, SGR_BOLD, "THEN FULL");
    line_end(&w->line);
}

void table_write_unreserved(const struct result *result, const struct table_options *options,
                            struct buf *out)
{
    struct writing w = {.result = result, .options = options};
    int32_t count = 0, critical = 0;
    line_init(&w.line, out, options->is_colored);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_unreserved *unreserved = result->scenarios[s].as_is.unreserved;
        critical += unreserved && unreserved->critical_count > 0;
        for (int32_t i = 0; unreserved && i < unreserved->resource_count; i++)
            count += unreserved->resources[i].plan.binds;
    }
    if (count + critical == 0)
        return;
    write_head(&w);
    if (count > SHOWN_MAX && !options->is_wide)
        write_least(&w, count);
    for (int32_t s = 0; s < result->scenario_count && (count <= SHOWN_MAX || options->is_wide); s++)
        write_scenario(&w, &result->scenarios[s]);
    for (int32_t s = 0; s < result->scenario_count && (critical <= SHOWN_MAX || options->is_wide);
         s++)
        write_critical(&w, &result->scenarios[s]);
    line_end(&w.line);
}
