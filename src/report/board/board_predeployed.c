/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "base/arena.h"
#include "report/board/board.h"

static int64_t replicas_in(const struct result_stack *stack)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < stack->plan_count; i++)
        sum += stack->plan[i].replicas > 0 && stack->plan[i].replicas <= INT64_MAX - sum
                   ? stack->plan[i].replicas
                   : 0;
    return sum;
}

void board_predeployed(const struct result *result, const struct result_answer *answer,
                       struct arena *arena, struct board *ret)
{
    for (int32_t pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < answer->stack_count; i++) {
            const struct result_stack *stack = &answer->stacks[i];
            bool is_critical = stack->tier <= result->critical_tier;
            if (stack->predeployed_count == 0 || is_critical != (pass == 0))
                continue;
            const char *places = stack->predeployed[0];
            for (int32_t k = 1; k < stack->predeployed_count; k++)
                places = arena_format(arena, "%s, %s", places, stack->predeployed[k]);
            const char *what = stack->target[0] && stack->plan_count > 0
                                   ? arena_format(arena, "starts %" PRId64 " replicas in %s",
                                                  replicas_in(stack), stack->target)
                                   : verdict_words(stack->verdict);
            board_add(ret, 0,
                      arena_format(arena, "%s/%s, pre-deployed in %s: %s", stack->cluster,
                                   stack->stack, places, what));
        }
}
