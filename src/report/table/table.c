/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table/table.h"

#include "base/buf.h"
#include "report/line.h"

const char *table_sgr(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_DOES_NOT_FIT: return SGR_BAD;
    case VERDICT_BLOCKED:
    case VERDICT_AFFECTED: return SGR_BLOCKED;
    case VERDICT_UNKNOWN: return SGR_OPEN;
    case VERDICT_DEGRADED: return SGR_DEGRADED;
    case VERDICT_CHOICE:
    case VERDICT_EVICTED: return SGR_WARN;
    case VERDICT_MOVED:
    case VERDICT_FITS:
    case VERDICT_UNAFFECTED:
    case VERDICT_COUNT: break;
    }
    return SGR_PLAIN;
}

/* Clusters that were lost at first: without those that fell in a cascade. */
static int32_t lost_at_first(const struct result_scenario *scenario)
{
    return scenario->lost_clusters - (scenario->cascade ? scenario->cascade->fall_count : 0);
}

bool table_is_single(const struct result_scenario *scenario)
{
    return lost_at_first(scenario) == 1 && !scenario->is_partial;
}

bool table_is_pair(const struct result_scenario *scenario)
{
    return lost_at_first(scenario) == 2 && !scenario->is_partial;
}

static void write_title(const struct result *result, size_t width, struct line *line)
{
    struct buf text;
    char clusters[NUMBER_SIZE], nodes[NUMBER_SIZE], stacks[NUMBER_SIZE], count[NUMBER_SIZE];
    int32_t proven = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        proven += result->scenarios[s].as_is.status == STATUS_PROVEN;
    number_grouped(result->cluster_count, clusters);
    number_grouped(result->node_count, nodes);
    number_grouped(result->stack_count, stacks);
    number_grouped(result->scenario_count, count);
    buf_init(&text);
    buf_format(&text, ": %s cluster%s, %s node%s, %s stack%s; %s scenario%s, ", clusters,
               result->cluster_count == 1 ? "" : "s", nodes, result->node_count == 1 ? "" : "s",
               stacks, result->stack_count == 1 ? "" : "s", count,
               result->scenario_count == 1 ? "" : "s");
    if (result->scenario_count == 1)
        buf_add_text(&text, proven ? "proven" : "not proven");
    else if (proven == result->scenario_count)
        buf_add_text(&text, "all proven");
    else
        buf_format(&text, "%d of %s proven", (int)proven, count);
    size_t room = width > text.length + 7 + 8 ? width - text.length - 7 : 8;
    line_left(line, 0, 7, SGR_PLAIN, "estate ");
    line_left(line, 7, room, SGR_PLAIN, result->estate_name);
    line_left(line, line->column, width, SGR_PLAIN, text.data);
    line_end(line);
    buf_release(&text);
}

void table_write(const struct result *result, const struct table_options *options,
                 struct arena *arena, struct buf *out)
{
    struct line line;
    int32_t case_count;
    line_init(&line, out, options->is_colored);
    write_title(result, options->width, &line);
    line_end(&line);
    table_write_rows(result, options, arena, &line);
    table_write_cascade(result, options, out);
    table_write_spares(result, options, out);
    if (options->is_wide)
        table_write_overload(result, options, out);
    struct table_case *cases = table_cases(result, &options->judge, arena, &case_count);
    table_write_list(result, options, cases, case_count, out);
    table_write_giving_way(result, options, arena, out);
    table_write_unreserved(result, options, out);
    if (options->is_wide) {
        table_write_board(result, options, arena, out);
        table_write_margins(result, options, out);
    } else {
        table_say_copies(result, options, out);
    }
    table_write_verdict(result, options, cases, case_count, arena, out);
}
