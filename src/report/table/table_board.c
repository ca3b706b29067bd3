/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people decide about: wide, scenario by scenario; else a line of counts where there are
 * copies. */
#include <inttypes.h>

#include "base/buf.h"
#include "report/board/board.h"
#include "report/line.h"
#include "report/table/table.h"

enum { BOARD_SCENARIO_WIDTH = 26, BOARD_MAX = 40, INDENT = 2 };

static void write_part(const struct result *result, const struct table_options *options,
                       const struct board_part *part, struct arena *arena, struct buf *out)
{
    struct line line;
    bool is_begun = false;
    line_init(&line, out, options->is_colored);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_scenario *scenario = &result->scenarios[s];
        struct board board =
            board_make(part, result, result_judged(scenario, &options->judge), BOARD_MAX, arena);
        if (board.count > 0 && !is_begun) {
            line_add(&line, SGR_BOLD, part->head);
            buf_format(out, ": %s", part->about);
            line_end(&line);
            is_begun = true;
        }
        for (int32_t i = 0; i < board.count; i++) {
            size_t at = BOARD_SCENARIO_WIDTH + (size_t)board.lines[i].depth * INDENT;
            if (i == 0)
                line_left(&line, 0, BOARD_SCENARIO_WIDTH - 1, SGR_PLAIN, scenario->name);
            line_wrapped(&line, at, options->width, board.lines[i].text);
            line_end(&line);
        }
        if (board.hidden > 0) {
            buf_format(out, "%*sand %d more", BOARD_SCENARIO_WIDTH, "", (int)board.hidden);
            line_end(&line);
        }
    }
    if (is_begun)
        line_end(&line);
}

void table_write_board(const struct result *result, const struct table_options *options,
                       struct arena *arena, struct buf *out)
{
    for (int p = 0; p < BOARD_PARTS; p++)
        write_part(result, options, &board_parts[p], arena, out);
}

void table_say_copies(const struct result *result, const struct table_options *options,
                      struct buf *out)
{
    int64_t stacks = 0, started = 0;
    struct line line;
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_answer *answer = result_judged(&result->scenarios[s], &options->judge);
        for (int32_t i = 0; i < answer->stack_count; i++) {
            const struct result_stack *stack = &answer->stacks[i];
            stacks += stack->predeployed_count > 0;
            started += stack->predeployed_count > 0 && stack->target[0] && stack->plan_count > 0;
        }
    }
    if (stacks == 0)
        return;
    line_init(&line, out, options->is_colored);
    line_add(&line, SGR_BOLD, "PRE-DEPLOYED");
    buf_format(out,
               ": of %" PRId64 " displaced stack%s with a copy on a survivor %" PRId64
               " start%s there%s (-o wide names them)",
               stacks, stacks == 1 ? "" : "s", started, started == 1 ? "s" : "",
               result->scenario_count == 1 ? "" : ", all scenarios together");
    line_end(&line);
    line_end(&line);
}
