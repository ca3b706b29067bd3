/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables over all scenarios and results: every loss, since last time, where they go. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page/page.h"

enum { OVERVIEW_MAX = 1000, TIERS_MAX = 4, TARGETS_MAX = 10 };

/* "cpu of west 83%" */
static void tightest_cell(const struct page *page, const struct result_answer *answer)
{
    const char *cluster = "";
    const struct result_usage *usage = table_tightest(answer, &cluster);
    if (!usage) {
        page_text_cell(page->out, "—");
        return;
    }
    html_format(page->out, "<td>%s of %s", usage->resource, cluster);
    buf_format(page->out, " %" PRId64 "%%",
               number_percent_up(usage->reserved_after, usage->allocatable));
}

static void overview_row(const struct page *page, int32_t scenario_ix, const bool *has)
{
    const struct result_scenario *scenario = &page->review->result->scenarios[scenario_ix];
    struct review_counts counts = review_count(page->review, scenario_ix);
    enum verdict worst = review_worst(page->review, scenario_ix);
    buf_add_text(page->out, text_columns(scenario->name) <= PAGE_NAME_WHOLE
                                ? "<tr><th scope=row class=nw>"
                                : "<tr><th scope=row>");
    page_badge(page->out, worst, false);
    if (page->has_section[scenario_ix])
        buf_format(page->out, " <a href=\"#s%d\">", (int)scenario_ix + 1);
    page_name(page->out, scenario->name);
    if (page->has_section[scenario_ix])
        buf_add_text(page->out, "</a>");
    buf_format(page->out, "<td class=n>%" PRId64 " of %" PRId64, counts.fits, counts.displaced);
    if (has[VERDICT_COUNT])
        page_count_cell(page->out, counts.by_eviction);
    for (int v = 0; v < VERDICT_FITS; v++)
        if (has[v])
            page_count_cell(page->out, counts.counts[v]);
    page_count_cell(page->out, counts.all_displaced);
    page_count_cell(page->out, counts.all_not_recovered);
    tightest_cell(page, review_answer(page->review, scenario_ix));
    buf_add_char(page->out, '\n');
}

void page_overview(const struct page *page)
{
    const struct result *result = page->review->result;
    const char *heads[VERDICT_COUNT + 6] = {"Scenario", "#Critical that fit"};
    bool has[VERDICT_COUNT + 1] = {false}; /* the last: by eviction */
    int count = 2;
    page_figures(page, FIGURE_MATRIX, -1);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        struct review_counts counts = review_count(page->review, s);
        for (int v = 0; v < VERDICT_FITS; v++)
            has[v] |= counts.counts[v] > 0;
        has[VERDICT_COUNT] |= counts.by_eviction > 0;
    }
    if (has[VERDICT_COUNT])
        heads[count++] = page->review->judge.accept_eviction ? "#of them if others give way"
                                                             : "#more if others give way";
    for (int v = 0; v < VERDICT_FITS; v++)
        if (has[v])
            heads[count++] =
                arena_format(page->review->arena, "#%s", verdict_words((enum verdict)v));
    heads[count++] = "#Displaced, all tiers";
    heads[count++] = "#not recovered";
    heads[count++] = "Tightest after";
    buf_add_text(page->out, page->review->judge.accept_eviction
                                ? "<table><caption>Critical stacks by scenario, if others give way"
                                  "</caption>\n"
                                : "<table><caption>Critical stacks by scenario, as is</caption>\n");
    page_heads(page->out, heads, count);
    for (int32_t s = 0; s < result->scenario_count && s < OVERVIEW_MAX; s++)
        overview_row(page, s, has);
    buf_add_text(page->out, "</table>\n");
    if (result->scenario_count > OVERVIEW_MAX)
        buf_format(page->out, "<p class=note>%d more scenarios are in the result.\n",
                   (int)result->scenario_count - OVERVIEW_MAX);
}

/* Of all single losses, share by weight of what fits, of the tiers of one number. */
static void trend_row(const struct page *page, int32_t index)
{
    const struct result *result = page->review->results[index];
    struct buf *out = page->out;
    static const char *const words[] = {"safe", "at risk", "inconclusive"};
    int64_t recovered = 0, weight = 0;
    char share[SHARE_SIZE];
    for (int32_t s = 0; s < result->scenario_count; s++)
        for (int32_t i = 0;
             table_is_single(&result->scenarios[s]) && i < result->scenarios[s].as_is.tier_count;
             i++) {
            const struct result_tier *tier = &result->scenarios[s].as_is.tiers[i];
            if (tier->tier > result->critical_tier)
                continue;
            recovered += tier->recovered;
            weight += tier->displaced_weight;
        }
    review_share(recovered, weight, share);
    html_format(out, "<tr><th scope=row>%d<td>%s", index + 1,
                result->has_run ? result->started : "not dated");
    page_count_cell(out, result->cluster_count);
    page_count_cell(out, result->node_count);
    page_count_cell(out, result->stack_count);
    page_number_cell(out, share);
    page_count_cell(out, result->critical_at_risk_count);
    page_text_cell(out, words[result->summary]);
    buf_add_char(out, '\n');
}

void page_trend(const struct page *page)
{
    static const char *const heads[] = {"Result",
                                        "Run",
                                        "#Clusters",
                                        "#Nodes",
                                        "#Stacks",
                                        "#Critical recovered, by weight",
                                        "#Critical at risk",
                                        "Verdict"};
    if (page->review->result_count < 2)
        return;
    buf_add_text(page->out, "<section id=trend>\n<h2>Since last time</h2>\n");
    page_figures(page, FIGURE_TREND, -1);
    buf_add_text(page->out, "<table><caption>Results, oldest first; recovered over all losses of "
                            "one cluster</caption>\n");
    page_heads(page->out, heads, 8);
    for (int32_t i = 0; i < page->review->result_count; i++)
        trend_row(page, i);
    buf_add_text(page->out, "</table>\n</section>\n");
}

/* Stacks of a single loss that fit with `target`, by class of tier; "" = not recovered. */
static bool count_target(const struct review *review, const struct result_answer *answer,
                         const char *target, int64_t *counts)
{
    bool is_any = false;
    memset(counts, 0, TIERS_MAX * sizeof *counts);
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        bool fits = stack->verdict == VERDICT_FITS;
        const char *its = fits ? review_target(review, stack) : "";
        if (stack->verdict == VERDICT_AFFECTED || strcmp(its, target) != 0)
            continue;
        counts[stack->tier >= TIERS_MAX ? TIERS_MAX - 1 : stack->tier < 0 ? 0 : stack->tier]++;
        is_any = true;
    }
    return is_any;
}

static void target_row(const struct page *page, const char *lost, const char *target,
                       const int64_t *counts)
{
    int64_t sum = 0;
    html_format(page->out,
                target[0] ? "<tr><th scope=row>%s<td>%s" : "<tr><th scope=row>%s<td class=red>%s",
                lost, target[0] ? target : "not recovered");
    for (int t = 0; t < TIERS_MAX; t++) {
        page_count_cell(page->out, counts[t]);
        sum += counts[t];
    }
    page_count_cell(page->out, sum);
    buf_add_char(page->out, '\n');
}

/* Targets in the order in which the list names them first. */
static void target_rows(const struct page *page, const struct result_scenario *scenario)
{
    const struct review *review = page->review;
    const struct result_answer *answer = &scenario->as_is;
    int64_t counts[TIERS_MAX], more[TIERS_MAX] = {0};
    const char **seen = ARENA_NEW(review->arena, answer->stack_count, const char *);
    int32_t seen_count = 0;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        if (answer->stacks[i].verdict != VERDICT_FITS)
            continue;
        const char *target = review_target(review, &answer->stacks[i]);
        bool is_new = true;
        for (int32_t k = 0; k < seen_count; k++)
            is_new = is_new && strcmp(seen[k], target) != 0;
        if (!is_new || !target[0])
            continue;
        seen[seen_count++] = target;
        if (seen_count <= TARGETS_MAX && count_target(review, answer, target, counts))
            target_row(page, scenario->name, target, counts);
        for (int t = 0; seen_count > TARGETS_MAX && t < TIERS_MAX; t++)
            more[t] += count_target(review, answer, target, counts) ? counts[t] : 0;
    }
    if (seen_count > TARGETS_MAX)
        target_row(page, scenario->name,
                   arena_format(review->arena, "%d more", (int)seen_count - TARGETS_MAX), more);
    count_target(review, answer, "", counts);
    target_row(page, scenario->name, "", counts);
}

void page_targets(const struct page *page)
{
    static const char *const heads[] = {"Scenario", "Goes to",  "#Tier 0", "#Tier 1",
                                        "#Tier 2",  "#Tier 3+", "#Stacks"};
    const struct result *result = page->review->result;
    bool has_single = false;
    page_figures(page, FIGURE_TARGETS, -1);
    for (int32_t s = 0; s < result->scenario_count; s++)
        has_single |= table_is_single(&result->scenarios[s]);
    if (!has_single) {
        buf_add_text(page->out, "<p>No scenario loses exactly one cluster.\n");
        return;
    }
    buf_add_text(page->out, "<table><caption>Stacks by target, losses of one cluster, as is"
                            "</caption>\n");
    page_heads(page->out, heads, 7);
    for (int32_t s = 0; s < result->scenario_count; s++)
        if (table_is_single(&result->scenarios[s]) && page->has_section[s])
            target_rows(page, &result->scenarios[s]);
    buf_add_text(page->out, "</table>\n");
}
