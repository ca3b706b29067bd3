/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/improve/tidy.h"

static void tidy_item(struct greedy *greedy, int32_t item, int32_t cluster)
{
    int64_t want = greedy->pack->placed[item];
    size_t mark = pack_mark(greedy->pack);

    pack_take_all(greedy->pack, item);
    if (placer_fill(greedy->placer, item, cluster, want) < want)
        pack_rollback(greedy->pack, mark);
    else
        pack_commit(greedy->pack);
}

void tidy_all(struct greedy *greedy, const bool *may_move, int32_t first)
{
    const struct problem *p = greedy->problem;

    for (int32_t k = 0; k < p->group_count && !work_is_out(greedy->work); k++) {
        int32_t g = (int32_t)(((int64_t)first + k) % p->group_count);
        const struct group *group = &p->groups[g];

        if (greedy->pack->cluster[g] < 0 || !may_move[g])
            continue;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
            int32_t item = greedy->item_order[i];

            if (!p->items[item].is_daemon && greedy->pack->placed[item] > 0)
                tidy_item(greedy, item, greedy->pack->cluster[g]);
        }
    }
}
