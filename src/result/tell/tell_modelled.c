/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an answer does not hold of the stacks that it tells of. */
#include <string.h>

#include "base/arena.h"
#include "estate/estate.h"
#include "result/tell/tell.h"

static bool is_one(const struct finding *finding)
{
    return finding->stack_ix >= 0 && strcmp(finding->code, "not-modelled") == 0;
}

void tell_not_modelled(const struct estate *estate, struct arena *arena,
                       struct result_stack *stacks, int32_t count)
{
    int32_t *first = ARENA_NEW(arena, (int64_t)estate->stack_count + 1, int32_t);
    int32_t total = 0;

    for (int32_t i = 0; i < estate->finding_count; i++)
        if (is_one(&estate->findings[i])) {
            first[estate->findings[i].stack_ix + 1]++;
            total++;
        }
    if (total == 0)
        return;
    for (int32_t s = 0; s < estate->stack_count; s++)
        first[s + 1] += first[s];
    const char **texts = ARENA_NEW(arena, total, const char *);
    int32_t *filled = ARENA_NEW(arena, estate->stack_count, int32_t);
    for (int32_t i = 0; i < estate->finding_count; i++) {
        int32_t stack = estate->findings[i].stack_ix;
        if (is_one(&estate->findings[i]))
            texts[first[stack] + filled[stack]++] = estate->findings[i].text;
    }
    for (int32_t i = 0; i < count; i++) {
        int32_t cluster = estate_find_cluster(estate, stacks[i].cluster);
        int32_t stack = estate_find_stack(estate, cluster, stacks[i].name_space, stacks[i].stack);
        stacks[i].not_modelled = texts + first[stack];
        stacks[i].not_modelled_count = filled[stack];
    }
}
