/* SPDX-License-Identifier: GPL-3.0-or-later */
/* with_eviction of one scenario: who gives way, in the order to act. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "report/line.h"
#include "report/review/markup.h"
#include "report/review/wiki.h"
#include "report/table/table.h"

static void write_freed(const struct review *review, const struct result_stack *stack,
                        struct buf *out)
{
    for (int32_t i = 0; i < stack->demand_count; i++) {
        char number[NUMBER_SIZE];
        const char *resource = stack->demand[i].resource;
        const char *unit = table_unit(review->result, resource);
        number_amount(unit, stack->demand[i].amount, true, number);
        buf_format(out, "%s%s ", i > 0 ? ", " : "", number);
        if (!strcmp(unit, "milli"))
            buf_add_text(out, number_unit(unit));
        else
            markdown_format(out, "%s%s%s", number_unit(unit), number_unit(unit)[0] ? " of " : "",
                            resource);
    }
}

static void write_act(const struct review *review, const struct result_stack *stack,
                      struct buf *out)
{
    markdown_format(out, "| %s | ", stack->stack);
    buf_format(out, "%" PRId64 "%s | ", stack->tier, stack->is_lent ? ", lent" : "");
    markdown_format(out, "%s | ", stack->cluster);
    if (stack->verdict == VERDICT_MOVED)
        markdown_format(out, "moves to %s | ", stack->target);
    else
        markdown_format(out, "%s | ", stack->by);
    write_freed(review, stack, out);
    buf_add_text(out, " | ");
    for (int32_t i = 0; i < stack->for_count; i++)
        markdown_format(out, "%s%s", i > 0 ? ", " : "", stack->for_whom[i]);
    buf_add_text(out, " |\n");
}

void wiki_write_giving_way(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    int32_t count;
    const struct result_stack **acts = review_giving_way(review, scenario_ix, &count);
    if (count > 0)
        buf_add_text(out, "Who gives way, in the order to act:\n\n"
                          "| Gives way | Tier | Cluster | By | Frees | For |\n"
                          "| --- | --- | --- | --- | --- | --- |\n");
    for (int32_t i = 0; i < count && i < WIKI_CASES_MAX; i++)
        write_act(review, acts[i], out);
    if (count > WIKI_CASES_MAX)
        buf_format(out, "\n%d more are in the CSV.\n", (int)count - WIKI_CASES_MAX);
    if (count > 0)
        buf_add_char(out, '\n');
}
