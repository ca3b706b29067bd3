/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cover: four facts, the critical stacks at risk; and the contents. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page/page.h"

enum {
    AT_RISK_MAX = 60, /* rows */
    FOLDED_FROM = 3,  /* longer runs of equal reasons are one row */
    NAMED_MAX = 6,    /* names in such a row */
};

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
    const char *note = arena_format(review->arena, "%d of %d critical stacks fit", (int)counts.fits,
                                    (int)counts.displaced);
    for (int v = 0; v < VERDICT_FITS; v++)
        if (counts.counts[v] > 0)
            note = arena_format(review->arena, "%s, %d %s%s", note, (int)counts.counts[v],
                                v == VERDICT_AFFECTED ? "on survivors " : "",
                                v == VERDICT_DOES_NOT_FIT && counts.counts[v] > 1
                                    ? "do not fit"
                                    : verdict_words((enum verdict)v));
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
    int32_t helped = review_helped(review, kind);
    if (helped > 0)
        note = arena_format(review->arena, "%s; %d of the %d fit%s if others give way", note,
                            (int)helped, (int)bad.count, helped == 1 ? "s" : "");
    else if (review->judge.accept_eviction)
        note = arena_format(review->arena, "%s; others give way (--accept eviction)", note);
    fact(out, "Critical stacks at risk",
         arena_format(review->arena, "%d of %d", (int)bad.count, (int)all.count), note,
         bad.count > 0);
}

/* "; the headroom line is 95%": rounded down, so that a printed share is over it exactly when the
 * value is; "" where that is not known. */
static const char *headroom_line(const struct review *review, const struct result_usage *usage)
{
    if (!usage->has_holes || usage->headroom > usage->allocatable)
        return "";
    if (usage->headroom <= 0)
        return "; no headroom is kept of it";
    return arena_format(
        review->arena, "; the headroom line is %d%%",
        (int)((__int128)(usage->allocatable - usage->headroom) * 100 / usage->allocatable));
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
         arena_format(review->arena, "%s of %s (%s%s%s), %s%s", usage->resource, cluster, number,
                      number_unit(unit)[0] ? " " : "", number_unit(unit),
                      review->result->scenarios[scenario].name, headroom_line(review, usage)),
         usage->reserved_after > usage->allocatable);
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

/* Cases of one scenario, verdict and reason, from `from` on. */
static int32_t run_of(const struct review *review, const struct table_case *const *cases,
                      int32_t count, int32_t from)
{
    struct buf first, other;
    int32_t end = from + 1;
    buf_init(&first);
    buf_init(&other);
    review_say_reason(review, cases[from]->scenario_ix, cases[from]->stack, &first);
    for (; end < count && cases[end]->scenario_ix == cases[from]->scenario_ix &&
           cases[end]->stack->verdict == cases[from]->stack->verdict;
         end++) {
        buf_clear(&other);
        review_say_reason(review, cases[end]->scenario_ix, cases[end]->stack, &other);
        if (strcmp(first.data, other.data) != 0)
            break;
    }
    buf_release(&first);
    buf_release(&other);
    return end - from;
}

/* A row of cases that differ in the stack alone; few of them have a row each. */
static void write_cases(const struct page *page, const struct table_case *const *cases,
                        int32_t count)
{
    const struct table_case *one = cases[0];
    struct buf reason;
    buf_init(&reason);
    review_say_reason(page->review, one->scenario_ix, one->stack, &reason);
    buf_add_text(page->out, "<tr><th scope=row>");
    for (int32_t i = 0; i < count && i < NAMED_MAX; i++) {
        buf_add_text(page->out, i > 0 ? ", " : "");
        page_name(page->out, cases[i]->stack->stack);
    }
    if (count > NAMED_MAX)
        buf_format(page->out, " and %d more", (int)count - NAMED_MAX);
    html_format(page->out, "<td><a href=\"#s%d\">", one->scenario_ix + 1);
    page_name(page->out, lost_name(&page->review->result->scenarios[one->scenario_ix]));
    buf_add_text(page->out, "</a><td class=nw>");
    if (result_fits_by_eviction(&page->review->result->scenarios[one->scenario_ix], one->stack))
        page_badge_eviction(page->out);
    else
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
    const struct table_case **cases =
        ARENA_NEW(review->arena, review->case_count, const struct table_case *);
    int32_t count = 0, rows = 0, left_out = 0;
    for (int32_t i = 0; i < review->case_count; i++) {
        const struct table_case *one = &review->cases[i];
        enum table_kind its = table_kind_of(&review->result->scenarios[one->scenario_ix]);
        if (one->standing != STANDING_GOOD && (is_open || its == kind))
            cases[count++] = one;
    }
    if (count == 0)
        return;
    html_format(page->out, "<h3>%s</h3>\n<table class=stacked>\n",
                is_open ? "Critical stacks that are open" : captions[kind]);
    page_heads(page->out, heads, 4);
    for (int32_t i = 0, n; i < count; i += n) {
        n = run_of(review, cases, count, i);
        n = n > FOLDED_FROM ? n : 1;
        if (rows++ < AT_RISK_MAX)
            write_cases(page, cases + i, n);
        else
            left_out += n;
    }
    buf_add_text(page->out, "</table>\n");
    if (left_out > 0)
        buf_format(page->out, "<p class=note>%d more are in the sections of the scenarios.\n",
                   (int)left_out);
}

/* Sections, worst first: by the worst verdict, then by how many critical stacks have one that is
 * not `fits`, then in the order of the sweep. */
static int32_t *by_badness(const struct page *page, int32_t *ret_count)
{
    int32_t total = page->review->result->scenario_count, count = 0;
    int32_t *order = ARENA_NEW(page->review->arena, total, int32_t);
    int64_t *keys = ARENA_NEW(page->review->arena, total, int64_t);
    for (int32_t s = 0; s < total; s++) {
        struct review_counts counts = review_count(page->review, s);
        int64_t bad = 0;
        int32_t at = count;
        if (!page->has_section[s])
            continue;
        for (int v = 0; v < VERDICT_FITS; v++)
            bad += counts.counts[v];
        int64_t key = (int64_t)review_worst(page->review, s) * INT32_MAX - bad;
        for (; at > 0 && keys[at - 1] > key; at--) {
            keys[at] = keys[at - 1];
            order[at] = order[at - 1];
        }
        keys[at] = key;
        order[at] = s;
        count++;
    }
    *ret_count = count;
    return order;
}

void page_contents(const struct page *page)
{
    const struct result *result = page->review->result;
    buf_add_text(page->out, "<li><a href=\"#findings\">Findings</a>\n"
                            "<li><a href=\"#overview\">Every loss</a>\n");
    if (page->review->result_count > 1)
        buf_add_text(page->out, "<li><a href=\"#trend\">Since last time</a>\n");
    buf_add_text(page->out, "<li><a href=\"#scenarios\">Scenarios</a><ul>\n");
    int32_t count;
    const int32_t *order = by_badness(page, &count);
    for (int32_t i = 0; i < count; i++) {
        buf_format(page->out, "<li><a href=\"#s%d\">", (int)order[i] + 1);
        page_badge(page->out, review_worst(page->review, order[i]), false);
        html_format(page->out, " %s</a>\n", result->scenarios[order[i]].name);
    }
    buf_add_text(page->out, "</ul>\n<li><a href=\"#targets\">Where they go</a>\n"
                            "<li><a href=\"#appendix\">Appendix</a>\n");
}
