/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "base/arena.h"
#include "report/board/board.h"

void board_standby(const struct result *result, const struct result_answer *answer,
                   struct arena *arena, struct board *ret)
{
    struct result_standby all = {0};
    for (int32_t i = 0; i < answer->stack_count; i++)
        result_standby_add(&all, &answer->stacks[i], result->critical_tier);
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        const struct result_standby *standby = answer->clusters[c].standby;
        if (!standby)
            continue;
        bool is_all = standby->critical > 0 && standby->critical == all.critical;
        board_add(ret, 0,
                  arena_format(arena,
                               "%s (%s): %" PRId64 " of %" PRId64 " stacks recovered, %" PRId64
                               " of %" PRId64 " critical, weight %" PRId64 " of %" PRId64 "%s",
                               answer->clusters[c].cluster, standby->role, standby->stacks,
                               all.stacks, standby->critical, all.critical, standby->weight,
                               all.weight, is_all ? "; all that is critical rests on it" : ""));
    }
}
