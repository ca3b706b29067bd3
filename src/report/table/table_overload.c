/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "report/line.h"
#include "report/table/table.h"

enum {
    SCENARIO_WIDTH = 26,
    CLUSTER_WIDTH = 16,
    BURST_END = 50,
    BEFORE_END = 58,
    LEAST_AT = 60,
    LEAST_WIDTH = 30,
    NO_LIMIT_AT = 92,
    SHOWN_MAX = 40, /* more clusters: only the least of each scenario */
};

/* "37.5%", rounded down. */
void table_burst(const struct result_burst *burst, char *out)
{
    int64_t mille = (int64_t)((__int128)burst->num * 1000 / burst->den);
    switch (burst->kind) {
    case BURST_OVER: snprintf(out, NUMBER_SIZE, "over"); return;
    case BURST_ALL: snprintf(out, NUMBER_SIZE, "all"); return;
    case BURST_PART:
        snprintf(out, NUMBER_SIZE, "%" PRId64 ".%" PRId64 "%%", mille / 10, mille % 10);
        return;
    case BURST_STILL:
    case BURST_KIND_COUNT: break;
    }
    snprintf(out, NUMBER_SIZE, "-");
}

/* "6 cpu, 5 memory" */
void table_no_limit(const struct result_overload *overload, struct buf *out)
{
    const char *separator = "";
    for (int32_t i = 0; i < overload->no_limit_count; i++) {
        if (overload->no_limit[i].workloads == 0)
            continue;
        buf_format(out, "%s%" PRId64 " %s", separator, overload->no_limit[i].workloads,
                   overload->no_limit[i].resource);
        separator = ", ";
    }
    if (!separator[0])
        buf_add_char(out, '-');
}

static void write_cluster(const struct result_scenario *scenario,
                          const struct result_cluster *cluster, size_t width, struct line *line)
{
    const struct result_overload *overload = cluster->overload;
    bool is_short = overload->burst.kind < BURST_ALL;
    char number[NUMBER_SIZE];
    struct buf text;
    buf_init(&text);
    line_left(line, 0, SCENARIO_WIDTH - 1, SGR_PLAIN, scenario->name);
    line_left(line, SCENARIO_WIDTH, CLUSTER_WIDTH, SGR_PLAIN, cluster->cluster);
    table_burst(&overload->burst, number);
    line_right(line, BURST_END, is_short ? SGR_WARN : SGR_PLAIN, number);
    table_burst(&overload->before, number);
    line_right(line, BEFORE_END, SGR_PLAIN, number);
    if (is_short)
        buf_format(&text, "%s %s", overload->burst.node, overload->burst.resource);
    line_left(line, LEAST_AT, LEAST_WIDTH, SGR_PLAIN, text.data);
    buf_clear(&text);
    table_no_limit(overload, &text);
    line_left(line, NO_LIMIT_AT, width > NO_LIMIT_AT ? width - NO_LIMIT_AT : 1, SGR_PLAIN,
              text.data);
    line_end(line);
    buf_release(&text);
}

static const struct result_cluster *find_least(const struct result_answer *answer)
{
    const struct result_cluster *least = NULL;
    for (int32_t c = 0; c < answer->cluster_count; c++)
        if (answer->clusters[c].overload &&
            (!least ||
             burst_is_less(&answer->clusters[c].overload->burst, &least->overload->burst)))
            least = &answer->clusters[c];
    return least;
}

void table_write_overload(const struct result *result, const struct table_options *options,
                          struct buf *out)
{
    struct line line;
    int32_t count = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        for (int32_t c = 0; c < result->scenarios[s].as_is.cluster_count; c++)
            count += result->scenarios[s].as_is.clusters[c].overload != NULL;
    if (count == 0)
        return;
    line_init(&line, out, options->is_colored);
    line_end(&line);
    line_left(&line, 0, SCENARIO_WIDTH, SGR_BOLD, "LIMITS AFTER");
    line_left(&line, SCENARIO_WIDTH, CLUSTER_WIDTH, SGR_BOLD, "CLUSTER");
    line_right(&line, BURST_END, SGR_BOLD, "BURST");
    line_right(&line, BEFORE_END, SGR_BOLD, "BEFORE");
    line_left(&line, LEAST_AT, LEAST_WIDTH, SGR_BOLD, "LEAST ON");
    line_left(&line, NO_LIMIT_AT, 20, SGR_BOLD, "WITHOUT LIMIT");
    line_end(&line);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_scenario *scenario = &result->scenarios[s];
        const struct result_cluster *least = find_least(&scenario->as_is);
        for (int32_t c = 0; c < scenario->as_is.cluster_count; c++) {
            const struct result_cluster *cluster = &scenario->as_is.clusters[c];
            if (cluster->overload && (count <= SHOWN_MAX || cluster == least))
                write_cluster(scenario, cluster, options->width, &line);
        }
    }
    if (count > SHOWN_MAX)
        buf_add_text(out, "the least of each scenario; -o json has every cluster\n");
}

/* ---- a cascade */

/* "1. west (w-3 cpu 6.7%)  2. ..." */
void table_falls(const struct result_cascade *cascade, struct buf *out)
{
    char number[NUMBER_SIZE];
    for (int32_t i = 0; i < cascade->fall_count; i++) {
        const struct result_fall *fall = &cascade->falls[i];
        bool is_next = i == 0 || fall->step != cascade->falls[i - 1].step;
        table_burst(&fall->burst, number);
        buf_add_text(out, i == 0 ? "" : is_next ? "; " : ", ");
        if (is_next)
            buf_format(out, "%" PRId64 ". ", fall->step);
        buf_format(out, "%s (%s %s, %s", fall->cluster, fall->burst.node, fall->burst.resource,
                   number);
        if (!burst_holds(&fall->before, cascade->num, cascade->den)) {
            table_burst(&fall->before, number);
            buf_format(out, ", before %s", number);
        }
        buf_add_char(out, ')');
    }
    if (cascade->is_open)
        buf_format(out, "%sthen not known: the answer failed", cascade->fall_count > 0 ? "; " : "");
}

void table_write_cascade(const struct result *result, const struct table_options *options,
                         struct buf *out)
{
    struct line line;
    const struct result_cascade *any = NULL;
    int32_t standing = 0;
    char number[NUMBER_SIZE];
    for (int32_t s = 0; s < result->scenario_count && !any; s++)
        any = result->scenarios[s].cascade;
    if (!any)
        return;
    line_init(&line, out, options->is_colored);
    line_end(&line);
    table_burst(&(struct result_burst){BURST_PART, any->num, any->den, "", ""}, number);
    line_add(&line, SGR_BOLD, "CASCADE");
    buf_format(out, ": who does not hold burst %s after the failover falls as well", number);
    line_end(&line);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_cascade *cascade = result->scenarios[s].cascade;
        struct buf text;
        if (!cascade || (cascade->fall_count == 0 && !cascade->is_open)) {
            standing += cascade != NULL;
            continue;
        }
        buf_init(&text);
        table_falls(cascade, &text);
        line_left(&line, 0, SCENARIO_WIDTH - 1, SGR_PLAIN, result->scenarios[s].name);
        line_wrapped(&line, SCENARIO_WIDTH, options->width, text.data);
        line_end(&line);
        buf_release(&text);
    }
    if (standing > 0)
        buf_format(out, "%d scenario%s in which none falls\n", (int)standing,
                   standing == 1 ? "" : "s");
}

/* ---- one more node */

/* "no: w-3 (3 of 20 nodes) leaves stowage and 2 more" */
void table_spare(const struct result_spare *spare, struct buf *out)
{
    buf_format(out, "%s", spare_verdict_name(spare->verdict));
    if (spare->verdict == SPARE_YES)
        return;
    buf_format(out, ": %s", spare->node);
    int64_t count = spare->verdict == SPARE_NO ? spare->no : spare->unknown;
    if (spare->nodes > 1)
        buf_format(out, " (%" PRId64 " of %" PRId64 " nodes)", count, spare->nodes);
    if (spare->stack_count > 0)
        buf_format(out, " leaves %s", spare->stacks[0]);
    if (spare->stack_count > 1)
        buf_format(out, " and %d more", (int)spare->stack_count - 1);
    if (spare->stack_count > 0)
        buf_add_text(out, " without a place");
    if (spare->verdict == SPARE_NO && !spare->is_certified)
        buf_add_text(out, ", by search");
}

void table_write_spares(const struct result *result, const struct table_options *options,
                        struct buf *out)
{
    struct line line;
    bool is_begun = false;
    line_init(&line, out, options->is_colored);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_scenario *scenario = &result->scenarios[s];
        for (int32_t i = 0; i < scenario->spare_count; i++) {
            struct buf text;
            if (!is_begun) {
                line_end(&line);
                line_left(&line, 0, SCENARIO_WIDTH, SGR_BOLD, "THEN LOSE A NODE");
                line_left(&line, SCENARIO_WIDTH, CLUSTER_WIDTH, SGR_BOLD, "CLUSTER");
                line_left(&line, BURST_END - 7, 30, SGR_BOLD, "STILL WHOLE");
                line_end(&line);
            }
            is_begun = true;
            buf_init(&text);
            table_spare(&scenario->spares[i], &text);
            line_left(&line, 0, SCENARIO_WIDTH - 1, SGR_PLAIN, scenario->name);
            line_left(&line, SCENARIO_WIDTH, CLUSTER_WIDTH, SGR_PLAIN, scenario->spares[i].cluster);
            line_wrapped(&line, BURST_END - 7, options->width, text.data);
            line_end(&line);
            buf_release(&text);
        }
    }
}
