/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One scenario: the finding, tiers, plots, the survivors in numbers, the muster list. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/board/board.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page/page.h"

enum { SURVIVORS_ALL = 12, SURVIVORS_MAX = 20 };

/* "83%" of allocatable; red from 100 on. */
static void percent_cell(struct buf *out, const struct result_usage *usage, int64_t amount)
{
    if (usage->is_unlimited || usage->allocatable <= 0) {
        page_number_cell(out, "—");
        return;
    }
    int64_t percent = number_percent_up(amount, usage->allocatable);
    buf_format(out,
               percent > 100 ? "<td class=\"n red\">%" PRId64 "%%" : "<td class=n>%" PRId64 "%%",
               percent);
}

static void write_usage(const struct page *page, const char *cluster,
                        const struct result_usage *usage)
{
    const char *unit = table_unit(page->review->result, usage->resource);
    struct buf *out = page->out;
    html_format(out, "<tr><th scope=row>%s<td>%s%s%s", cluster, usage->resource,
                number_unit(unit)[0] ? ", " : "", number_unit(unit));
    page_amount_cell(out, unit, !usage->is_unlimited, usage->allocatable);
    page_amount_cell(out, unit, true, usage->reserved_before);
    page_amount_cell(out, unit, true, usage->reserved_after);
    percent_cell(out, usage, usage->reserved_after);
    page_amount_cell(out, unit, true, usage->limits_after);
    percent_cell(out, usage, usage->limits_after);
    buf_add_char(out, '\n');
}

/* Is the row worth its place? cpu and memory; others where the loss adds to them. */
static bool is_shown(const struct result_usage *usage)
{
    bool is_usual = !strcmp(usage->resource, "cpu") || !strcmp(usage->resource, "memory");
    return is_usual ||
           (strcmp(usage->resource, "pods") != 0 && usage->reserved_after > usage->reserved_before);
}

static bool takes_something(const struct result_cluster *cluster)
{
    for (int32_t r = 0; r < cluster->resource_count; r++)
        if (cluster->resources[r].reserved_after > cluster->resources[r].reserved_before)
            return true;
    return false;
}

static void write_survivors(const struct page *page, const struct result_answer *answer)
{
    static const char *const heads[] = {"Survivor", "Resource", "#Allocatable",  "#Reserved before",
                                        "#after",   "#Share",   "#Limits after", "#Share"};
    if (answer->cluster_count == 0) {
        buf_add_text(page->out, "<p>No cluster survives.\n");
        return;
    }
    buf_add_text(page->out,
                 "<h3>Survivors</h3>\n<table><caption>Reservations and limits, as is, on what "
                 "survives; shares of allocatable, rounded up</caption>\n");
    page_heads(page->out, heads, 8);
    int32_t written = 0;
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        const struct result_cluster *cluster = &answer->clusters[c];
        if (answer->cluster_count > SURVIVORS_ALL &&
            (written == SURVIVORS_MAX || !takes_something(cluster)))
            continue;
        for (int32_t r = 0; r < cluster->resource_count; r++)
            if (is_shown(&cluster->resources[r]))
                write_usage(page, cluster->cluster, &cluster->resources[r]);
        written++;
    }
    buf_add_text(page->out, "</table>\n");
    if (written < answer->cluster_count)
        buf_format(page->out, "<p class=note>%d more clusters survive%s.\n",
                   (int)(answer->cluster_count - written),
                   written < SURVIVORS_MAX ? " and take nothing" : "");
}

static void write_findings(const struct page *page, const struct result_scenario *scenario)
{
    if (scenario->finding_count == 0)
        return;
    buf_add_text(page->out, "<h3>Findings</h3>\n<ul>\n");
    for (int32_t i = 0; i < scenario->finding_count; i++)
        html_format(page->out, "<li>%s\n", scenario->findings[i]);
    buf_add_text(page->out, "</ul>\n");
}

/* What people decide about, the first of each; the Markdown has the lists. */
static void write_board(const struct page *page, const struct result_answer *answer)
{
    struct arena *arena = arena_new();
    for (int p = 0; p < BOARD_PARTS; p++) {
        struct board board = board_make(&board_parts[p], page->review->result, answer, 1, arena);
        if (board.count > 0)
            html_format(page->out, "<p class=note>%s: %s\n", board_parts[p].title,
                        board.lines[0].text);
    }
    arena_free(arena);
}

void page_scenario(const struct page *page, int32_t scenario_ix)
{
    const struct result_scenario *scenario = &page->review->result->scenarios[scenario_ix];
    struct buf text;
    buf_init(&text);
    review_say_scenario(page->review, scenario_ix, &text);
    buf_format(page->out, "<section class=scenario id=s%d>\n<h2>", (int)scenario_ix + 1);
    page_badge(page->out, review_worst(page->review, scenario_ix), false);
    buf_add_char(page->out, ' ');
    page_sentence(page->out, text.data);
    buf_add_text(page->out, "</h2>\n");
    buf_clear(&text);
    review_say_answer(page->review, scenario_ix, &text);
    html_format(page->out, "<p class=scope>%s\n", text.data);
    buf_clear(&text);
    review_say_second(page->review, scenario_ix, &text);
    html_format(page->out, "<p class=scope>%s\n", text.data);
    buf_release(&text);
    page_tiers(page, scenario_ix);
    page_figures(page, FIGURE_BEFORE_AFTER, scenario_ix);
    page_figures(page, FIGURE_TARGETS, scenario_ix);
    page_figures(page, FIGURE_HOLES, scenario_ix);
    page_list(page, scenario_ix);
    write_board(page, &scenario->as_is);
    page_giving_way(page, scenario_ix);
    write_survivors(page, &scenario->as_is);
    page_overload(page, scenario);
    write_findings(page, scenario);
    buf_add_text(page->out, "</section>\n");
}
