/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wide: what is left for what fits. */
#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/table/table.h"

enum { MARGIN_SCENARIO_WIDTH = 26 };

const struct result_growth *table_growth(const struct result *result,
                                         const struct result_answer *answer)
{
    const struct result_growth *found = NULL;
    for (int32_t t = 0; t < answer->tier_count; t++)
        if (answer->tiers[t].tier <= result->critical_tier && answer->tiers[t].growth.of > 0)
            found = &answer->tiers[t].growth;
    return found;
}

void table_margin(const struct result *result, const struct result_answer *answer,
                  const struct result_stack *stack, struct buf *out)
{
    struct result_margin margin;
    char number[NUMBER_SIZE];
    if (stack->verdict != VERDICT_FITS || !result_margin(answer, stack, &margin))
        return;
    const char *unit = table_unit(result, margin.resource);
    number_amount(unit, margin.left > 0 ? margin.left : 0, false, number);
    if (number_unit(unit)[0])
        buf_format(out, "%s %s of %s left on %s", number, number_unit(unit), margin.resource,
                   margin.cluster);
    else
        buf_format(out, "%s %s left on %s", number, margin.resource, margin.cluster);
}

void table_write_margins(const struct result *result, const struct table_options *options,
                         struct buf *out)
{
    struct line line;
    size_t width = 0;
    line_init(&line, out, options->is_colored);
    for (int32_t s = 0; s < result->scenario_count; s++)
        if (table_growth(result, &result->scenarios[s].as_is)) {
            size_t own = line_measure(result->scenarios[s].name, MARGIN_SCENARIO_WIDTH);
            width = own > width ? own : width;
        }
    if (width == 0)
        return;
    line_add(&line, SGR_BOLD, "MARGIN");
    buf_add_text(out, ": while all that is displaced grows by no more, critical stacks that fit "
                      "keep their places");
    line_end(&line);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_growth *growth = table_growth(result, &result->scenarios[s].as_is);
        if (!growth)
            continue;
        struct buf text;
        buf_init(&text);
        buf_format(&text, "%" PRId64 "%%, then %s of %s/%s is full", result_growth_percent(growth),
                   growth->resource, growth->cluster, growth->node);
        line_left(&line, 0, width, SGR_PLAIN, result->scenarios[s].name);
        line_left(&line, width + 2, options->width > width + 2 ? options->width - width - 2 : 1,
                  SGR_PLAIN, text.data);
        line_end(&line);
        buf_release(&text);
    }
    line_end(&line);
}
