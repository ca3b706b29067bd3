/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cover: four facts, the critical stacks at risk; and the contents. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page.h"

enum { AT_RISK_MAX = 60 };

static void fact(struct buf *out, const char *name, const char *value, const char *note,
                 bool is_red)
{
    html_format(out, "<div><dt>%s</dt>", name);
    html_format(out, is_red ? "<dd class=\"big red\">%s</dd>" : "<dd class=big>%s</dd>", value);
    html_format(out, "<dd>%s</dd></div>\n", note);
}

/* "lose east" is "east" under "worst single loss". */
static const char *lost_name(const struct result_scenario *scenario)
{
    return table_is_single(scenario) && scenario->lost_count == 1 ? scenario->lost[0]
                                                                  : scenario->name;
}

static void fact_worst(const struct review *review, struct buf *out)
{
    int32_t worst = review_worst_loss(review);
    if (worst < 0) {
        fact(out, "Worst loss", "none", "every critical stack fits in every scenario", false);
        return;
    }
    struct review_counts counts = review_count(review, worst);
    const struct result_scenario *scenario = &review->result->scenarios[worst];
    const char *note =
        counts.counts[VERDICT_AFFECTED] > 0
            ? arena_format(review->arena, "%d of %d critical stacks fit, %d more are affected",
                           (int)counts.fits, (int)counts.displaced,
                           (int)counts.counts[VERDICT_AFFECTED])
            : arena_format(review->arena, "%d of %d critical stacks fit", (int)counts.fits,
                           (int)counts.displaced);
    fact(out, table_is_single(scenario) ? "Worst single loss" : "Worst loss", lost_name(scenario),
         note, false);
}

static void fact_at_risk(const struct review *review, struct buf *out)
{
    enum table_kind first = review_first_kind(review);
    static const char *const where[] = {"when one cluster is lost", "when two clusters are lost",
                                        "in the other scenarios", "in any scenario"};
    enum table_kind kind = first;
    if (first == KIND_COUNT) /* none: of those in the first kind that occurs */
        kind = KIND_COUNT;
    struct table_names all = table_listed(review->result, kind, review->arena);
    struct table_names bad = table_case_names(review->result, review->cases, review->case_count,
                                              STANDING_BAD, kind, review->arena);
    struct table_names any = table_case_names(review->result, review->cases, review->case_count,
                                              STANDING_BAD, KIND_COUNT, review->arena);
    const char *note = where[first];
    if (any.count > bad.count)
        note = arena_format(review->arena, "%s; %d more in larger losses", note,
                            (int)(any.count - bad.count));
    fact(out, "Critical stacks at risk",
         arena_format(review->arena, "%d of %d", (int)bad.count, (int)all.count), note,
         bad.count > 0);
}

static void fact_tightest(const struct review *review, struct buf *out)
{
    const char *cluster = "";
    int32_t scenario = 0;
    char number[NUMBER_SIZE];
    const struct result_usage *usage = review_tightest(review, &cluster, &scenario);
    if (!usage) {
        fact(out, "Tightest after a loss", "—", "no cluster survives", false);
        return;
    }
    const char *unit = table_unit(review->result, usage->resource);
    number_amount(unit, usage->allocatable, false, number);
    fact(out, "Tightest after a loss",
         arena_format(review->arena, "%d%%",
                      (int)number_percent_up(usage->reserved_after, usage->allocatable)),
         arena_format(review->arena, "%s of %s (%s%s%s), %s", usage->resource, cluster, number,
                      number_unit(unit)[0] ? " " : "", number_unit(unit),
                      review->result->scenarios[scenario].name),
         false);
}

static void fact_oldest(const struct review *review, struct buf *out)
{
    const struct result *result = review->result;
    int32_t oldest = review_oldest(review);
    int32_t undated = 0;
    for (int32_t i = 0; i < result->member_count; i++)
        undated += !result->members[i].captured[0];
    if (oldest < 0) {
        fact(out, "Oldest snapshot", "not dated",
             result->member_count > 0 ? "the estate does not say when it was taken"
                                      : "the result does not say",
             true);
        return;
    }
    const struct result_member *member = &result->members[oldest];
    int64_t days = 0;
    bool has_age = review_age_days(review, member, &days);
    const char *note =
        arena_format(review->arena, "%s, taken %.10s", member->cluster, member->captured);
    if (undated > 0)
        note = arena_format(review->arena, "%s; %d more not dated", note, (int)undated);
    if (review_is_stale(review, member))
        note = arena_format(review->arena, "%s; the limit is %d days", note,
                            (int)(result->max_age_s / 86400));
    fact(out, "Oldest snapshot",
         has_age ? arena_format(review->arena, "%d day%s", (int)days, days == 1 ? "" : "s")
                 : "in the future",
         note, !has_age || undated > 0 || review_is_stale(review, member));
}

void page_facts(const struct page *page)
{
    fact_worst(page->review, page->out);
    fact_at_risk(page->review, page->out);
    fact_tightest(page->review, page->out);
    fact_oldest(page->review, page->out);
}

static void write_case(const struct page *page, const struct table_case *one)
{
    struct buf reason;
    buf_init(&reason);
    review_say_reason(page->review, one->scenario_ix, one->stack, &reason);
    buf_add_text(page->out, "<tr><th scope=row>");
    page_name(page->out, one->stack->stack);
    html_format(page->out, "<td><a href=\"#s%d\">", one->scenario_ix + 1);
    page_name(page->out, lost_name(&page->review->result->scenarios[one->scenario_ix]));
    buf_add_text(page->out, "</a><td class=nw>");
    page_badge(page->out, one->stack->verdict, true);
    page_text_cell(page->out, reason.data);
    buf_add_char(page->out, '\n');
    buf_release(&reason);
}

void page_at_risk(const struct page *page)
{
    const struct review *review = page->review;
    static const char *const heads[] = {"Stack", "When lost", "Verdict", "Reason"};
    static const char *const captions[] = {"Critical stacks at risk when one cluster is lost",
                                           "Critical stacks at risk when two clusters are lost",
                                           "Critical stacks at risk"};
    enum table_kind kind = review_first_kind(review);
    bool is_open = kind == KIND_COUNT;
    int32_t count = 0;
    for (int32_t i = 0; i < review->case_count; i++) {
        const struct table_case *one = &review->cases[i];
        enum table_kind its = table_kind_of(&review->result->scenarios[one->scenario_ix]);
        if (is_open ? one->standing == STANDING_GOOD
                    : its != kind || one->standing == STANDING_GOOD)
            continue;
        if (count++ == 0) {
            html_format(page->out, "<h3>%s</h3>\n<table class=stacked>\n",
                        is_open ? "Critical stacks that are open" : captions[kind]);
            page_heads(page->out, heads, 4);
        }
        if (count <= AT_RISK_MAX)
            write_case(page, one);
    }
    if (count > 0)
        buf_add_text(page->out, "</table>\n");
    if (count > AT_RISK_MAX)
        buf_format(page->out, "<p class=note>%d more are in the sections of the scenarios.\n",
                   (int)count - AT_RISK_MAX);
}

void page_contents(const struct page *page)
{
    const struct result *result = page->review->result;
    buf_add_text(page->out, "<li><a href=\"#findings\">Findings</a>\n"
                            "<li><a href=\"#overview\">Every loss</a>\n");
    if (page->review->result_count > 1)
        buf_add_text(page->out, "<li><a href=\"#trend\">Since last time</a>\n");
    buf_add_text(page->out, "<li><a href=\"#scenarios\">Scenarios</a><ul>\n");
    for (int32_t s = 0; s < result->scenario_count; s++) {
        if (!page->has_section[s])
            continue;
        buf_format(page->out, "<li><a href=\"#s%d\">", (int)s + 1);
        page_badge(page->out, review_worst(page->review, s), false);
        html_format(page->out, " %s</a>\n", result->scenarios[s].name);
    }
    buf_add_text(page->out, "</ul>\n<li><a href=\"#targets\">Where they go</a>\n"
                            "<li><a href=\"#appendix\">Appendix</a>\n");
}
