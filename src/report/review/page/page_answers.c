/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both answers of a scenario side by side: by tier, and who must give way in the second. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page/page.h"

enum {
    GIVING_WAY_MAX = 200, /* rows of who must give way */
    GIVING_WAY_FEW = 40,  /* where the page is long */
    NAMED_MAX = 2,        /* for whom: names in a row */
};

static const char *proof_of(const struct page *page, const struct result_tier *tier)
{
    if (tier->is_proven)
        return tier->is_certified ? "proven, certified" : "proven by search";
    return arena_format(page->review->arena, "gap %" PRId64, tier->bound - tier->recovered);
}

/* The lowest tier above `above` in the answer, or INT64_MAX. */
static int64_t next_tier(const struct result_answer *answer, int64_t above)
{
    int64_t next = INT64_MAX;
    for (int32_t i = 0; i < answer->tier_count; i++)
        if (answer->tiers[i].tier > above && answer->tiers[i].tier < next)
            next = answer->tiers[i].tier;
    return next;
}

static const struct result_tier *find_tier(const struct result_answer *answer, int64_t number,
                                           bool of_residents)
{
    for (int32_t i = 0; i < answer->tier_count; i++)
        if (answer->tiers[i].tier == number && answer->tiers[i].of_residents == of_residents)
            return &answer->tiers[i];
    return NULL;
}

static void answer_cells(const struct page *page, const struct result_tier *tier)
{
    char share[SHARE_SIZE];
    if (!tier) {
        for (int i = 0; i < 4; i++)
            page_number_cell(page->out, "—");
        return;
    }
    review_share(tier->recovered, tier->displaced_weight, share);
    page_count_cell(page->out, tier->recovered);
    page_count_cell(page->out, tier->bound);
    page_number_cell(page->out, share);
    page_text_cell(page->out, proof_of(page, tier));
}

static void tier_row(const struct page *page, const struct result_scenario *scenario,
                     int64_t number)
{
    struct buf *out = page->out;
    const struct result_tier *first = find_tier(&scenario->as_is, number, false);
    buf_format(out, "<tr><th scope=row class=nw>%" PRId64 "%s", number,
               number <= page->review->result->critical_tier ? " (critical)" : "");
    page_count_cell(out, first ? first->displaced : 0);
    page_count_cell(out, first ? first->displaced_weight : 0);
    answer_cells(page, first);
    if (scenario->has_eviction) {
        const struct result_tier *kept = find_tier(&scenario->with_eviction, number, true);
        answer_cells(page, find_tier(&scenario->with_eviction, number, false));
        if (kept && kept->displaced > 0)
            buf_format(out, "<td class=n>%" PRId64 " of %" PRId64, kept->recovered,
                       kept->displaced);
        else
            page_number_cell(out, "—");
    }
    buf_add_char(out, '\n');
}

void page_tiers(const struct page *page, int32_t scenario_ix)
{
    const struct result_scenario *scenario = &page->review->result->scenarios[scenario_ix];
    struct buf *out = page->out;
    if (scenario->as_is.tier_count == 0)
        return;
    buf_add_text(out, "<table class=short><caption>Recovered by tier, in weights</caption>\n"
                      "<thead><tr><th scope=col rowspan=2>Tier<th scope=col rowspan=2 class=n>"
                      "Displaced<th scope=col rowspan=2 class=n>Weight"
                      "<th scope=colgroup colspan=4>As is");
    if (scenario->has_eviction)
        buf_add_text(out, "<th scope=colgroup colspan=5>If others give way");
    buf_add_text(out, "<tr>");
    for (int i = 0; i < 1 + scenario->has_eviction; i++)
        buf_add_text(out, "<th scope=col class=n>Recovered<th scope=col class=n>Bound"
                          "<th scope=col class=n>Share<th scope=col>Proof");
    if (scenario->has_eviction)
        buf_add_text(out, "<th scope=col class=n>Residents kept");
    buf_add_text(out, "</thead><tbody>\n");
    for (int64_t above = INT64_MIN;;) {
        int64_t next = next_tier(&scenario->as_is, above);
        int64_t other =
            scenario->has_eviction ? next_tier(&scenario->with_eviction, above) : INT64_MAX;
        above = next < other ? next : other;
        if (above == INT64_MAX)
            break;
        tier_row(page, scenario, above);
    }
    buf_add_text(out, "</tbody></table>\n");
}

static int32_t rows_at_most(const struct page *page)
{
    return page->detail > 0 ? GIVING_WAY_FEW : GIVING_WAY_MAX;
}

int32_t page_giving_way_rows(const struct page *page, int32_t scenario_ix)
{
    int32_t count;
    review_giving_way(page->review, scenario_ix, &count);
    return count < rows_at_most(page) ? count : rows_at_most(page);
}

static void giving_way_row(const struct page *page, const struct result_stack *stack)
{
    struct buf *out = page->out;
    const char *target = review_target(page->review, stack);
    bool is_moved = stack->verdict == VERDICT_MOVED;
    buf_add_text(out, "<tr><th scope=row>");
    page_name(out, stack->stack);
    if (stack->name_space[0])
        html_format(out, " <i>%s</i>", stack->name_space);
    buf_format(out, "<td class=n>%" PRId64 "<td>", stack->tier);
    page_name(out, stack->cluster);
    buf_add_text(out, "<td class=nw>");
    page_badge(out, stack->verdict, true);
    page_text_cell(out, is_moved ? "—" : stack->by[0] ? stack->by : "not said");
    buf_add_text(out, "<td>");
    if (is_moved && !strcmp(target, stack->cluster))
        buf_add_text(out, "same cluster");
    else
        page_name(out, is_moved && target[0] ? target : "—");
    buf_add_text(out, "<td>");
    for (int32_t i = 0; i < stack->for_count && i < NAMED_MAX; i++) {
        buf_add_text(out, i > 0 ? ", " : "");
        page_name(out, stack->for_whom[i]);
    }
    if (stack->for_count > NAMED_MAX)
        buf_format(out, " and %d more", (int)stack->for_count - NAMED_MAX);
    buf_add_char(out, '\n');
}

void page_giving_way(const struct page *page, int32_t scenario_ix)
{
    static const char *const heads[] = {"Resident", "#Tier",    "Cluster", "What",
                                        "By",       "Moves to", "For"};
    int32_t count, shown = page_giving_way_rows(page, scenario_ix);
    const struct result_stack **list = review_giving_way(page->review, scenario_ix, &count);
    if (count == 0)
        return;
    buf_add_text(page->out, "<h3>Who must give way</h3>\n<table><caption>In the order of action: "
                            "stop, then move, then the muster list from above</caption>\n");
    page_heads(page->out, heads, 7);
    for (int32_t i = 0; i < shown; i++)
        giving_way_row(page, list[i]);
    buf_add_text(page->out, "</table>\n");
    page_left_out(page, count - shown);
}
