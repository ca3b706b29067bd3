/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "solve/improve/improve_parts.h"
#include "solve/improve/tidy.h"
#include "solve/improve/trade.h"
#include "solve/memory.h"

/* Rounds of gathering without a better plan. */
enum { GATHER_MAX = 12 };

/* Others that a replica is compared with: with few, trades are many and cheap. */
enum { PARTNERS = 128 };

/* Room for what is missing, most weight for its size first, with nobody put out. */
static void squeeze(struct search *search)
{
    const struct problem *p = search->problem;
    struct sort_key *keys = memory_take(search->missing_count, sizeof *keys);
    int32_t count = search->missing_count;

    search->touched_count = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t g = search->missing[i];

        keys[i] = (struct sort_key){p->groups[g].tier_ix,
                                    -(double)p->groups[g].weight / improve_size(search, g), g};
    }
    sort_keys(keys, count);
    for (int32_t i = 0; i < count; i++) {
        const struct group *group = &p->groups[keys[i].ix];

        if (group->kind != GROUP_WHOLE || search->is_tied[keys[i].ix])
            continue;
        for (int32_t a = 0; a < group->allowed_count && !work_is_out(&search->solver->work); a++)
            if (shift_group(search->shift, keys[i].ix, group->allowed[a])) {
                pack_commit(search->pack);
                break;
            }
    }
    free(keys);
    improve_list_missing(search);
    if (improve_beats_record(search))
        improve_keep_record(search);
}

/* Everything again, where it leaves most for what is missing, as whole replicas more or less. */
static void tidy(struct search *search)
{
    static const double parts[] = {0.25, 0.5, 1, 2, 4, 8};
    const struct problem *p = search->problem;
    struct placer *placer = search->greedy->placer;
    bool *is_meant = memory_take(p->group_count, sizeof *is_meant);

    for (int32_t g = 0; g < p->group_count; g++)
        is_meant[g] = !greedy_has(search->greedy, g) && p->groups[g].tier_ix <= search->tier;
    placer->rating = RATING_WHOLE;
    placer->part_value = parts[improve_dice(search, 6)];
    placer_mean(placer, improve_dice(search, 3) > 0 ? is_meant : NULL);
    work_spend(&search->solver->work, (int64_t)p->item_count * 4);
    tidy_all(search->greedy, search->may_move, improve_dice(search, p->group_count));
    trade_all(search->greedy, search->may_move, PARTNERS,
              (uint64_t)improve_dice(search, INT32_MAX));
    free(is_meant);
}

/* Tidy what earlier tiers placed, then this one anew. */
static void rebuild(struct search *search)
{
    const struct problem *p = search->problem;

    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].tier_ix == search->tier && search->may_move[g])
            pack_remove(search->pack, g);
    tidy(search);
    search->greedy->rules =
        (struct greedy_rules){ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_WHOLE, false};
    greedy_tier(search->greedy, search->tier, false);
    improve_list_missing(search);
    if (improve_beats_record(search))
        improve_keep_record(search);
    else
        improve_reload(search);
}

void improve_gather(struct search *search, int64_t bound)
{
    rebuild(search);
    squeeze(search);
    for (int32_t idle = 0; idle < GATHER_MAX && search->missing_count > 0 &&
                           search->record[search->tier] < bound &&
                           !work_is_out(&search->solver->work);) {
        int64_t record = search->record[search->tier];

        tidy(search);
        squeeze(search);
        idle = search->record[search->tier] > record ? 0 : idle + 1;
    }
    placer_mean(search->greedy->placer, NULL);
}
