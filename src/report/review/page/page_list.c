/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The muster list of a scenario: where each stack goes, or why it has no place. */
#include <inttypes.h>

#include "base/buf.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/page/page.h"

enum { FEW = 60 }; /* rows that are not critical, at the last level of detail */

/* Does the row stand in the list? `others`: rows before it that are not critical. */
static bool is_listed(const struct page *page, int32_t scenario_ix,
                      const struct result_stack *stack, int32_t others)
{
    const struct result *result = page->review->result;
    bool is_critical = stack->tier <= result->critical_tier;
    if (table_is_single(&result->scenarios[scenario_ix]))
        return page->detail < 2 || is_critical || others < FEW;
    if (stack->verdict == VERDICT_FITS && !stack->is_assumed_zero)
        return false;
    return page->detail < 1 || is_critical;
}

int32_t page_list_rows(const struct page *page, int32_t scenario_ix)
{
    const struct result_answer *answer = &page->review->result->scenarios[scenario_ix].as_is;
    int32_t count = 0, others = 0;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        if (!is_listed(page, scenario_ix, &answer->stacks[i], others))
            continue;
        others += answer->stacks[i].tier > page->review->result->critical_tier;
        count++;
    }
    return count;
}

/* The name, and behind it what tells it from others of that name. */
static void write_name(const struct page *page, bool has_cluster, const struct result_stack *stack)
{
    buf_add_text(page->out, "<tr><th scope=row>");
    page_name(page->out, stack->stack);
    if (has_cluster)
        html_format(page->out, " <i>%s%s%s</i>", stack->cluster, stack->name_space[0] ? "/" : "",
                    stack->name_space);
    else if (stack->name_space[0])
        html_format(page->out, " <i>%s</i>", stack->name_space);
}

static void write_row(const struct page *page, int32_t scenario_ix,
                      const struct result_stack *stack)
{
    const struct result_scenario *scenario = &page->review->result->scenarios[scenario_ix];
    bool by_eviction = result_fits_by_eviction(scenario, stack);
    const char *target = review_target(
        page->review, by_eviction ? result_find_stack(&scenario->with_eviction, stack) : stack);
    bool is_known = stack->demand_count > 0;
    struct buf reason;
    buf_init(&reason);
    write_name(page, !table_is_single(scenario) || stack->verdict == VERDICT_AFFECTED, stack);
    buf_format(page->out, "<td class=n>%" PRId64 "<td class=nw data-s=%d>", stack->tier,
               review_rank(stack->verdict, by_eviction));
    if (by_eviction)
        page_badge_eviction(page->out);
    else
        page_badge(page->out, stack->verdict, true);
    buf_add_text(page->out, "<td>");
    page_name(page->out, target[0] ? target : "—");
    page_amount_cell(page->out, "milli", is_known, review_demand(stack, "cpu"));
    page_amount_cell(page->out, "bytes", is_known, review_demand(stack, "memory"));
    buf_add_text(page->out, "<td>");
    page_name(page->out, stack->team[0] ? stack->team : "—");
    review_say_reason(page->review, scenario_ix, stack, &reason);
    html_format(page->out, "<td class=why>%s\n", reason.data);
    buf_release(&reason);
}

void page_left_out(const struct page *page, int32_t left_out)
{
    if (left_out == 0)
        return;
    buf_format(page->out, "<p class=note>%d more row%s: ", (int)left_out, left_out == 1 ? "" : "s");
    buf_add_text(page->out, page->review->options.has_csv
                                ? "all are in <a href=\"muster-list.csv\">muster-list.csv</a>.\n"
                                : "all are in the result.\n");
}

void page_list(const struct page *page, int32_t scenario_ix)
{
    static const char *const heads[] = {"Stack",      "#Tier",       "Verdict", "Target",
                                        "#CPU cores", "#Memory GiB", "Team",    "Reason"};
    const struct result_scenario *scenario = &page->review->result->scenarios[scenario_ix];
    const struct result_stack **sorted = review_sorted(page->review, scenario_ix);
    int32_t written = 0, others = 0;
    bool is_single = table_is_single(scenario);
    buf_add_text(page->out, "<h3>Muster list</h3>\n");
    for (int32_t i = 0; i < scenario->as_is.stack_count; i++) {
        if (!is_listed(page, scenario_ix, sorted[i], others))
            continue;
        others += sorted[i]->tier > page->review->result->critical_tier;
        if (written++ == 0) {
            html_format(page->out, "<table class=muster><caption>%s: %s</caption>\n",
                        scenario->name,
                        is_single ? "every stack it touches, by tier, worst first"
                                  : "what does not simply fit, by tier, worst first");
            page_heads(page->out, heads, 8);
        }
        write_row(page, scenario_ix, sorted[i]);
    }
    if (written > 0)
        buf_add_text(page->out, "</table>\n");
    else if (scenario->as_is.stack_count > 0)
        buf_add_text(page->out, "<p>Every stack fits.\n");
    else
        buf_add_text(page->out, "<p>No stack is displaced in this scenario.\n");
    page_left_out(page, scenario->as_is.stack_count - written);
}
