/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page: a review as one self-contained HTML page, from templates that hold no data: page.html with
 * {{places}}, style.css and script.js. The page runs that script and no other (its
 * Content-Security-Policy names the hash), asks no network for anything, and reads without it.
 */
#ifndef MUSTER_REPORT_REVIEW_PAGE_H
#define MUSTER_REPORT_REVIEW_PAGE_H

#include "report/review/review.h"

struct error;

struct page_templates {
    const char *page, *style, *script; /* texts */
    const char *page_file;             /* for messages */
};

/* Past PAGE_SIZE_MAX bytes plots are linked instead of inlined, those of scenarios without a
 * finding first; past PAGE_ROWS_MAX muster lists leave out what is least critical. Both are said.
 */
enum { PAGE_SIZE_MAX = 2500000, PAGE_ROWS_MAX = 5000, PAGE_SECTIONS_MAX = 300 };

bool page_write(const struct review *review, const struct page_templates *templates,
                struct buf *out, struct error *reterr);

/* ---- parts, private to review/ */

struct page {
    const struct review *review;
    const bool *is_inline; /* [figures->count] */
    int detail;            /* 0 all rows; 1 other than single losses: critical; 2 few everywhere */
    bool *has_section;     /* [scenario_count] */
    struct buf *out;
};

enum { PAGE_NAME_WHOLE = 22 }; /* columns of a name that is not broken */

/* <span> with the letter and the word of a verdict. */
void page_badge(struct buf *out, enum verdict verdict, bool has_word);

/* The same for E, what fits by eviction. */
void page_badge_eviction(struct buf *out);

/* A name; hyphens do not break it unless it is long. */
void page_name(struct buf *out, const char *name);

/* A sentence; hyphens do not break its words unless they are long. */
void page_sentence(struct buf *out, const char *text);

/* A cell; numbers are aligned right. */
void page_text_cell(struct buf *out, const char *text);
void page_number_cell(struct buf *out, const char *text);
void page_count_cell(struct buf *out, int64_t count); /* zero is a dot */

/* Column heads: "Stack", "#Tier" (a number). */
void page_heads(struct buf *out, const char *const *heads, int count);

/* An amount of a resource without its unit, "—" for none. */
void page_amount_cell(struct buf *out, const char *unit, bool is_known, int64_t amount);

/* The figures of a kind and a scenario (-1: of all). Returns how many there are. */
int32_t page_figures(const struct page *page, enum figure_kind kind, int32_t scenario_ix);

void page_facts(const struct page *page);
void page_at_risk(const struct page *page);
void page_contents(const struct page *page);
void page_overview(const struct page *page); /* every critical stack, every loss */
void page_trend(const struct page *page);
void page_scenario(const struct page *page, int32_t scenario_ix);
void page_list(const struct page *page, int32_t scenario_ix);
int32_t page_list_rows(const struct page *page, int32_t scenario_ix); /* how many it writes */
void page_left_out(const struct page *page, int32_t rows);            /* how many are not shown */
void page_tiers(const struct page *page, int32_t scenario_ix);        /* of both answers */
void page_giving_way(const struct page *page, int32_t scenario_ix);
int32_t page_giving_way_rows(const struct page *page, int32_t scenario_ix);
void page_overload(const struct page *page, const struct result_scenario *scenario);
void page_targets(const struct page *page);
void page_appendix(const struct page *page);

#endif
