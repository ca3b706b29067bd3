/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/shuffle.h"

#include <stdlib.h>

#include "solve/memory.h"
#include "solve/sets/random.h"
#include "solve/sets/shuffle_parts.h"

enum { PATIENCE = 1000 }; /* moves without a record before the town is shaken */

/* Every missing group once, by weight for its size. */
static void sweep(struct shuffle *shuffle, enum packer_level level)
{
    struct town *town = shuffle->town;
    struct sort_key *keys = memory_take(town->missing_count, sizeof *keys);

    for (int32_t i = 0; i < town->missing_count; i++) {
        int32_t g = town->missing[i];

        keys[i] =
            (struct sort_key){town->size[g] > 0 ? -town->value[g] / town->size[g] : -1e300, 0, g};
    }
    sort_keys(keys, town->missing_count);
    for (int32_t i = 0; i < town->missing_count && !work_is_out(shuffle->work); i++)
        shuffle_place(shuffle, keys[i].ix, -1, level);
    free(keys);
    town_list_missing(town);
}

/* -1, 0 or 1: is the town worse than, as good as or better than the record? */
static int compare_record(const struct shuffle *shuffle)
{
    for (int32_t t = 0; t <= shuffle->town->tier; t++) {
        int64_t weight = town_weight(shuffle->town, t);

        if (weight != shuffle->record[t])
            return weight < shuffle->record[t] ? -1 : 1;
    }
    return 0;
}

static void keep_record(struct shuffle *shuffle)
{
    struct pool *pool = shuffle->pool;
    int32_t clusters = shuffle->town->problem->cluster_count;
    size_t first = pool->count;

    pool_add_town(pool);
    shuffle->has_kept = pool->count == first + (size_t)clusters;
    for (int32_t c = 0; c < clusters; c++)
        shuffle->kept.chosen[c] = (int32_t)first + c;
    for (int32_t t = 0; t <= shuffle->town->tier; t++)
        shuffle->record[t] = town_weight(shuffle->town, t);
}

/* Away from a town that no move improves: back to the record, then a missing group in, whatever it
 * puts out. */
static void shake(struct shuffle *shuffle)
{
    struct town *town = shuffle->town;
    int32_t s, cluster, count;
    const struct group *group;

    if (!shuffle->has_kept)
        return;
    if (compare_record(shuffle) < 0)
        pool_settle(shuffle->pool, &shuffle->kept);
    if (town->missing_count == 0)
        return;
    s = town->missing[shuffle_dice(shuffle, town->missing_count)];
    group = &town->problem->groups[s];
    cluster = group->allowed[shuffle_dice(shuffle, group->allowed_count)];
    if (!town_allows(town, s, cluster))
        return;
    count = shuffle_list(town, cluster, -1, -1, shuffle->groups);
    for (int32_t outs = 0; outs < 4 && count > 0; outs++) {
        shuffle->groups[shuffle_dice(shuffle, count)] = shuffle->groups[count - 1];
        shuffle->groups[count - 1] = s;
        if (shuffle_enter(shuffle, cluster, shuffle->groups, count, PACKER_FULL))
            break;
        count--;
    }
    town_list_missing(town);
    shuffle_retry(shuffle, PACKER_FULL);
    town_list_missing(town);
}

/* The best choice of the sets that packed, when it is better. */
static void choose_sets(struct shuffle *shuffle)
{
    struct pool_best best;

    if (!shuffle->has_kept)
        return;
    if (compare_record(shuffle) < 0)
        pool_settle(shuffle->pool, &shuffle->kept);
    if (shuffle->pool->group_count > POOL_GROUPS || shuffle->town->missing_count == 0)
        return;
    pool_choose(shuffle->pool, false, &best);
    if (best.value > shuffle->record[shuffle->town->tier]) {
        pool_settle(shuffle->pool, &best);
        if (compare_record(shuffle) < 0)
            pool_settle(shuffle->pool, &shuffle->kept);
    }
    free(best.chosen);
}

static void run(struct shuffle *shuffle, int64_t bound, int32_t idle_max)
{
    struct town *town = shuffle->town;
    int32_t idle = 0;

    for (enum packer_level level = PACKER_QUICK; level <= PACKER_FULL; level++)
        if (town_weight(town, town->tier) < bound)
            sweep(shuffle, level);
    keep_record(shuffle);
    while (town->missing_count > 0 && shuffle->record[town->tier] < bound && idle < idle_max &&
           work_spend(shuffle->work, 16)) {
        shuffle->has_changed = false;
        shuffle_move(shuffle);
        idle++;
        if (shuffle->has_changed) {
            town_list_missing(town);
            if (compare_record(shuffle) > 0) {
                keep_record(shuffle);
                idle = 0;
            }
        }
        if (idle % PATIENCE == PATIENCE - 1)
            shake(shuffle);
    }
}

void shuffle_tier(struct solver *solver, int32_t tier, int64_t bound, int32_t idle_max)
{
    const struct problem *p = solver->problem;
    struct shuffle shuffle = {.town = town_new(solver, tier), .work = &solver->work};
    int64_t end = solver->work.stage_end, left = work_left(&solver->work);

    shuffle.random = random_seed(solver->options->seed + (uint64_t)++solver->search_count);
    shuffle.pool = pool_new(shuffle.town);
    shuffle.groups = memory_take(p->group_count + 1, sizeof *shuffle.groups);
    shuffle.others = memory_take(p->group_count + 1, sizeof *shuffle.others);
    shuffle.clusters = memory_take(p->cluster_count, sizeof *shuffle.clusters);
    shuffle.record = memory_take(tier + 1, sizeof *shuffle.record);
    shuffle.kept.chosen = memory_take(p->cluster_count, sizeof *shuffle.kept.chosen);
    shuffle.mask = memory_take(shuffle.pool->word_count, sizeof *shuffle.mask);
    solver->work.stage_end = end - left / 8;
    run(&shuffle, bound, idle_max);
    solver->work.stage_end = end;
    if (shuffle.record[tier] < bound)
        choose_sets(&shuffle);
    town_offer(shuffle.town);
    pool_free(shuffle.pool);
    town_free(shuffle.town);
    free(shuffle.groups);
    free(shuffle.others);
    free(shuffle.clusters);
    free(shuffle.record);
    free(shuffle.kept.chosen);
    free(shuffle.mask);
    packing_release(&shuffle.packing);
    packing_release(&shuffle.other);
}
