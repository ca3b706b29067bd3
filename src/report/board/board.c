/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/board/board.h"

#include "base/arena.h"

const struct board_part board_parts[BOARD_PARTS] = {
    {"TO DECIDE", "plans that recover as much", "To decide", board_choices},
    {"RIPPLE", "what falls with what", "What falls with what", board_ripple},
    {"STANDBY", "what rests on it", "Standby clusters", board_standby},
    {"PRE-DEPLOYED", "what starts from its copy", "Pre-deployed stacks", board_predeployed},
};

void board_add(struct board *board, int32_t depth, const char *text)
{
    if (board->count == board->max)
        board->hidden++;
    else
        board->lines[board->count++] = (struct board_line){depth, text};
}

struct board board_make(const struct board_part *part, const struct result *result,
                        const struct result_answer *answer, int32_t max, struct arena *arena)
{
    struct board ret = {ARENA_NEW(arena, max, struct board_line), 0, max, 0};
    part->fill(result, answer, arena, &ret);
    return ret;
}
