/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the survivors of a scenario hold of the limits on them, who falls next, and one more node.
 */
#include <inttypes.h>

#include "base/buf.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page/page.h"

enum { SHOWN_MAX = 20, WHOLE = 1000 };

/* From bad to good: the key to choose the worst by. */
static int64_t permille(const struct result_burst *burst)
{
    if (burst->kind != BURST_PART)
        return burst->kind == BURST_OVER ? -1 : WHOLE;
    return (int64_t)((__int128)burst->num * WHOLE / burst->den);
}

static void burst_cell(struct buf *out, const struct result_burst *burst)
{
    char number[NUMBER_SIZE];
    table_burst(burst, number);
    if (burst->kind == BURST_OVER)
        buf_add_text(out, "<td class=\"n red\">over");
    else
        page_number_cell(out, burst->kind == BURST_STILL ? "—" : number);
}

/* "6 cpu, 5 memory; most memory: batch/worker" */
static void no_limit_cell(struct buf *out, const struct result_overload *overload)
{
    const struct result_no_limit *most = NULL;
    struct buf text;
    buf_init(&text);
    table_no_limit(overload, &text);
    for (int32_t i = 0; i < overload->no_limit_count; i++)
        if (overload->no_limit[i].workloads > 0 && overload->no_limit[i].stack[0])
            most = &overload->no_limit[i];
    html_format(out, "<td>%s", text.data[0] == '-' ? "—" : text.data);
    if (most)
        html_format(out, "; most %s: %s, %s", most->resource, most->stack, most->workload);
    buf_release(&text);
}

static void overload_row(struct buf *out, const struct result_cluster *cluster)
{
    const struct result_overload *overload = cluster->overload;
    buf_add_text(out, "<tr><th scope=row>");
    page_name(out, cluster->cluster);
    burst_cell(out, &overload->before);
    burst_cell(out, &overload->burst);
    buf_add_text(out, "<td>");
    if (overload->burst.kind < BURST_ALL) {
        html_format(out, "%s of ", overload->burst.resource);
        page_name(out, overload->burst.node);
    } else {
        buf_add_text(out, "—");
    }
    page_count_cell(out, overload->node_count);
    no_limit_cell(out, overload);
    buf_add_char(out, '\n');
}

/* With more clusters than have room: those that hold less than all. */
static void write_overload(const struct page *page, const struct result_answer *answer)
{
    static const char *const heads[] = {
        "Survivor",           "#Burst before", "#after", "Least at", "#Nodes that do not hold all",
        "Workloads, no limit"};
    int32_t told = 0, written = 0;
    for (int32_t c = 0; c < answer->cluster_count; c++)
        told += answer->clusters[c].overload != NULL;
    if (told == 0)
        return;
    buf_add_text(page->out, "<h3>Overload</h3>\n<table><caption>Burst: the share of what limits "
                            "allow above reservations that every node holds at once, as is; over: "
                            "not even the reservations</caption>\n");
    page_heads(page->out, heads, 6);
    for (int64_t worst = -1; worst <= WHOLE; worst++)
        for (int32_t c = 0; c < answer->cluster_count && written < SHOWN_MAX; c++) {
            const struct result_overload *overload = answer->clusters[c].overload;
            if (!overload || permille(&overload->burst) != worst)
                continue;
            overload_row(page->out, &answer->clusters[c]);
            written++;
        }
    buf_add_text(page->out, "</table>\n");
    if (written < told)
        buf_format(page->out, "<p class=note>%d more hold as much or more.\n",
                   (int)(told - written));
}

static void write_cascade(const struct page *page, const struct result_cascade *cascade)
{
    struct buf text;
    char number[NUMBER_SIZE];
    if (!cascade)
        return;
    table_burst(&(struct result_burst){BURST_PART, cascade->num, cascade->den, "", ""}, number);
    buf_init(&text);
    table_falls(cascade, &text);
    html_format(page->out,
                "<p>Cascade, if whoever does not hold a burst of %s falls as well: %s.\n", number,
                text.data[0] ? text.data : "none falls");
    buf_release(&text);
}

static void write_spares(const struct page *page, const struct result_scenario *scenario)
{
    static const char *const heads[] = {"Survivor", "Can it lose one more node?"};
    if (scenario->spare_count == 0)
        return;
    buf_add_text(page->out, "<table class=short><caption>One more node lost after the failover, "
                            "whichever it is</caption>\n");
    page_heads(page->out, heads, 2);
    for (int32_t i = 0; i < scenario->spare_count; i++) {
        struct buf text;
        buf_init(&text);
        table_spare(&scenario->spares[i], &text);
        html_format(page->out, "<tr><th scope=row>%s<td>%s\n", scenario->spares[i].cluster,
                    text.data);
        buf_release(&text);
    }
    buf_add_text(page->out, "</table>\n");
}

/* What each unreserved replica may use. */
static void unreserved_row(const struct page *page, const struct result_zero *zero)
{
    const char *unit = table_unit(page->review->result, zero->resource);
    char number[NUMBER_SIZE];
    struct buf text;
    html_format(page->out, "<tr><th scope=row>%s", zero->resource);
    page_count_cell(page->out, zero->replicas);
    table_use(unit, zero->plan.bears, number);
    page_number_cell(page->out, zero->plan.binds ? number : "any");
    table_use(unit, zero->critical.bears, number);
    page_number_cell(page->out, zero->critical.binds ? number : "any");
    table_use(unit, zero->plan.no_plan_above, number);
    page_number_cell(page->out, zero->plan.has_bound ? number : "—");
    buf_init(&text);
    if (zero->plan.binds)
        table_beside(zero, &text);
    html_format(page->out, "<td>%s\n", zero->plan.binds ? text.data : "—");
    buf_release(&text);
}

static void write_unreserved(const struct page *page, const struct result_unreserved *unreserved)
{
    static const char *const heads[] = {"Reserves no",           "#Replicas",      "#Each may use",
                                        "#for critical to hold", "#No plan above", "Full then"};
    struct buf text;
    if (!unreserved)
        return;
    buf_add_text(page->out, "<table><caption>What reserves nothing: how much each replica may use "
                            "before this plan no longer stands</caption>\n");
    page_heads(page->out, heads, 6);
    for (int32_t i = 0; i < unreserved->resource_count; i++)
        unreserved_row(page, &unreserved->resources[i]);
    buf_add_text(page->out, "</table>\n");
    if (unreserved->critical_count == 0)
        return;
    buf_init(&text);
    table_critical_zero(unreserved, &text);
    html_format(page->out, "<p>Critical stacks of the plan that reserve no cpu or no memory: %s.\n",
                text.data);
    buf_release(&text);
}

void page_overload(const struct page *page, const struct result_scenario *scenario)
{
    write_overload(page, &scenario->as_is);
    write_unreserved(page, scenario->as_is.unreserved);
    write_cascade(page, scenario->cascade);
    write_spares(page, scenario);
}
