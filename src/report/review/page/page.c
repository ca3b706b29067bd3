/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/review/page/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/sha256.h"
#include "report/review/markup.h"
#include "report/review/template.h"

enum place {
    PLACE_TITLE,
    PLACE_HASH,
    PLACE_STYLE,
    PLACE_SCRIPT,
    PLACE_HEADING,
    PLACE_VERDICT,
    PLACE_SCOPE,
    PLACE_FACTS,
    PLACE_AT_RISK,
    PLACE_ASSUMED,
    PLACE_NOT_MODELLED,
    PLACE_CONTENTS,
    PLACE_OVERVIEW,
    PLACE_TREND,
    PLACE_SCENARIOS,
    PLACE_TARGETS,
    PLACE_APPENDIX,
    PLACE_COUNT
};

static const char *const place_names[PLACE_COUNT] = {
    "title",    "hash",  "style",     "script",  "heading",      "verdict",
    "scope",    "facts", "at-risk",   "assumed", "not-modelled", "contents",
    "overview", "trend", "scenarios", "targets", "appendix",
};

/* "Failover review · harbor · 2026Q4" */
static void write_heading(const struct review *review, struct buf *out)
{
    const struct review_options *options = &review->options;
    html_format(out, "%s · %s", options->title[0] ? options->title : "Failover review",
                review->result->estate_name);
    if (options->quarter[0])
        html_format(out, " · %s", options->quarter);
}

static void write_sentence(const struct review *review,
                           void (*say_it)(const struct review *review, struct buf *out),
                           struct buf *out)
{
    struct buf text;
    buf_init(&text);
    say_it(review, &text);
    page_sentence(out, text.data);
    buf_release(&text);
}

static void write_items(const struct review *review,
                        bool (*say_one)(const struct review *review, int32_t index,
                                        struct buf *out),
                        struct buf *out)
{
    struct buf text;
    buf_init(&text);
    for (int32_t i = 0; say_one(review, i, &text); i++) {
        html_format(out, "<li>%s\n", text.data);
        buf_clear(&text);
    }
    buf_release(&text);
}

static void write_places(const struct page *page, const struct page_templates *templates,
                         struct buf *places)
{
    const struct review *review = page->review;
    struct page part = *page;
    char hash[SHA256_TEXT_SIZE];
    sha256_base64(templates->script, strlen(templates->script), hash);
    write_heading(review, &places[PLACE_TITLE]);
    buf_add_text(&places[PLACE_HASH], hash);
    buf_add_text(&places[PLACE_STYLE], templates->style);
    buf_add_text(&places[PLACE_SCRIPT], templates->script);
    write_heading(review, &places[PLACE_HEADING]);
    write_sentence(review, review_say_verdict, &places[PLACE_VERDICT]);
    write_sentence(review, review_say_scope, &places[PLACE_SCOPE]);
    buf_add_text(&places[PLACE_SCOPE], "<br>\n");
    write_sentence(review, review_say_proof, &places[PLACE_SCOPE]);
    write_items(review, review_say_assumed, &places[PLACE_ASSUMED]);
    write_items(review, review_say_not_modelled, &places[PLACE_NOT_MODELLED]);
    static void (*const writers[PLACE_COUNT])(const struct page *page) = {
        [PLACE_FACTS] = page_facts,       [PLACE_AT_RISK] = page_at_risk,
        [PLACE_CONTENTS] = page_contents, [PLACE_OVERVIEW] = page_overview,
        [PLACE_TREND] = page_trend,       [PLACE_TARGETS] = page_targets,
        [PLACE_APPENDIX] = page_appendix,
    };
    for (int i = 0; i < PLACE_COUNT; i++) {
        part.out = &places[i];
        if (writers[i])
            writers[i](&part);
    }
    part.out = &places[PLACE_SCENARIOS];
    for (int32_t s = 0; s < review->result->scenario_count; s++)
        if (page->has_section[s])
            page_scenario(&part, s);
}

static bool fill(const struct page *page, const struct page_templates *templates, struct buf *out,
                 struct error *reterr)
{
    struct buf places[PLACE_COUNT];
    struct template_value values[PLACE_COUNT];
    for (int i = 0; i < PLACE_COUNT; i++) {
        buf_init(&places[i]);
        values[i] = (struct template_value){place_names[i], &places[i]};
    }
    write_places(page, templates, places);
    bool is_filled =
        template_fill(templates->page, templates->page_file, values, PLACE_COUNT, out, reterr);
    for (int i = 0; i < PLACE_COUNT; i++)
        buf_release(&places[i]);
    return is_filled;
}

/* Which scenarios have a section: single losses and those with a finding; the others stand in the
 * table of all. */
static void choose_sections(struct page *page)
{
    const struct result *result = page->review->result;
    int32_t count = 0;
    for (int32_t s = 0; s < result->scenario_count && count < PAGE_SECTIONS_MAX; s++) {
        enum verdict worst = review_worst(page->review, s);
        page->has_section[s] = table_is_single(&result->scenarios[s]) ||
                               result->scenario_count <= 40 || worst < VERDICT_FITS ||
                               result->scenarios[s].as_is.status == STATUS_FAILED;
        count += page->has_section[s];
    }
}

static void choose_detail(struct page *page)
{
    for (page->detail = 0; page->detail < 2; page->detail++) {
        int64_t rows = 0;
        for (int32_t s = 0; s < page->review->result->scenario_count; s++)
            rows +=
                page->has_section[s] ? page_list_rows(page, s) + page_giving_way_rows(page, s) : 0;
        if (rows <= PAGE_ROWS_MAX)
            return;
    }
}

/* Which figures come first into the page: 0 those of all scenarios, 1 of single losses with a
 * finding, 2 of others with a finding, 3 the rest. */
static int rank_of(const struct review *review, const struct figure *figure)
{
    int32_t s = figure->scenario_ix;
    if (s < 0 || s >= review->result->scenario_count)
        return 0;
    if (review_worst(review, s) >= VERDICT_FITS)
        return 3;
    return table_is_single(&review->result->scenarios[s]) ? 1 : 2;
}

/* Mark the figures that find room, by rank. */
static void choose_figures(const struct review *review, size_t room, bool *is_inline)
{
    for (int rank = 0; rank < 4; rank++)
        for (int32_t i = 0; i < review->figures->count; i++) {
            const struct figure *figure = &review->figures->items[i];
            size_t size = figure->svg ? strlen(figure->svg) : 0;
            if (size == 0 || size > room || rank_of(review, figure) != rank)
                continue;
            is_inline[i] = true;
            room -= size;
        }
}

bool page_write(const struct review *review, const struct page_templates *templates,
                struct buf *out, struct error *reterr)
{
    bool *is_inline = ARENA_NEW(review->arena, review->figures->count, bool);
    struct page page = {.review = review,
                        .is_inline = is_inline,
                        .has_section =
                            ARENA_NEW(review->arena, review->result->scenario_count, bool)};
    size_t before = out->length;
    choose_sections(&page);
    choose_detail(&page);
    if (!fill(&page, templates, out, reterr))
        return false;
    size_t size = out->length - before;
    choose_figures(review, size < PAGE_SIZE_MAX ? PAGE_SIZE_MAX - size : 0, is_inline);
    out->length = before;
    out->data[before] = '\0';
    return fill(&page, templates, out, reterr);
}
