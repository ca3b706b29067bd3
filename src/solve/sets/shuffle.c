/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/shuffle.h"

#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/pool.h"
#include "solve/sets/random.h"

enum {
    KICK_MAX = 2,
    RETRY_MAX = 8,
    DIVE_BINS = 250,
    ONE_IN_DIVES = 4,
    PATIENCE = 1000, /* moves without a record before the town is shaken */
    POOL_GROUPS = 1000,
    POOL_SETS = 3000
};

struct shuffle {
    struct town *town;
    struct work *work;
    uint64_t random;
    int32_t *groups, *others; /* scratch: what two clusters may hold */
    int32_t kicked[KICK_MAX];
    struct packing packing, other; /* scratch */
    struct sort_key *clusters;     /* scratch */
    bool has_changed;              /* something came in */
    struct pool *pool;             /* sets that packed, and the record */
    size_t pool_sets;
    int64_t *record;       /* [tier + 1] weights of the best town so far */
    struct pool_best kept; /* the record's sets */
    bool has_kept;         /* else the pool was full: the record is the town, no shaking */
    uint64_t *mask;        /* scratch */
};

static int32_t dice(struct shuffle *shuffle, int32_t sides)
{
    return random_dice(&shuffle->random, sides);
}

/* The groups of a cluster without `out` and, last, with `in` (-1 = none); returns how many. */
static int32_t list(const struct town *town, int32_t cluster, int32_t out, int32_t in, int32_t *ret)
{
    const struct house *house = &town->houses[cluster];
    int32_t count = 0;

    for (int32_t i = 0; i < house->count; i++)
        if (house->groups[i] != out)
            ret[count++] = house->groups[i];
    if (in >= 0)
        ret[count++] = in;
    return count;
}

static enum packer_level level_for_gain(struct shuffle *shuffle, int32_t cluster)
{
    const struct problem *p = shuffle->town->problem;
    int32_t bins = p->first_bin[cluster + 1] - p->first_bin[cluster];

    return bins <= DIVE_BINS && dice(shuffle, ONE_IN_DIVES) == 0 ? PACKER_DIVE : PACKER_FULL;
}

/* Keep a set that packed, for the choice at the end. */
static void remember(struct shuffle *shuffle, int32_t cluster, const int32_t *groups, int32_t count)
{
    struct pool *pool = shuffle->pool;

    if (shuffle->pool_sets >= POOL_SETS || pool->group_count > POOL_GROUPS)
        return;
    memset(shuffle->mask, 0, (size_t)pool->word_count * sizeof *shuffle->mask);
    for (int32_t i = 0; i < count; i++)
        if (pool->position[groups[i]] >= 0)
            pool_put(shuffle->mask, pool->position[groups[i]]);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->entries[i].cluster == cluster &&
            pool_is_subset(shuffle->mask, pool->entries[i].groups, pool->word_count))
            return;
    work_spend(shuffle->work, (int64_t)pool->count / 4);
    shuffle->pool_sets++;
    pool_add(pool, cluster, shuffle->mask, &shuffle->packing);
}

/* Pack the first `count` of groups (the last one new) into a cluster and settle them. */
static bool enter(struct shuffle *shuffle, int32_t cluster, const int32_t *groups, int32_t count,
                  enum packer_level level)
{
    if (!town_pack(shuffle->town, cluster, groups, count, true, level, &shuffle->packing) &&
        !town_pack(shuffle->town, cluster, groups, count, false, level, &shuffle->packing))
        return false;
    if (level > PACKER_QUICK)
        remember(shuffle, cluster, groups, count);
    town_settle(shuffle->town, cluster, groups, count, &shuffle->packing);
    return true;
}

/* A group that is nowhere into the cluster with the least room that takes it. */
static bool place_anywhere(struct shuffle *shuffle, int32_t g, int32_t but, enum packer_level level)
{
    struct town *town = shuffle->town;
    const struct group *group = &town->problem->groups[g];
    int32_t count = 0;

    for (int32_t a = 0; a < group->allowed_count; a++) {
        int32_t c = group->allowed[a];

        if (c != but && town_sums_fit(town, c, -1, g) && town_allows(town, g, c))
            shuffle->clusters[count++] = (struct sort_key){town_slack(town, c), 0, c};
    }
    work_spend(shuffle->work, group->allowed_count);
    sort_keys(shuffle->clusters, count);
    for (int32_t i = 0; i < count && !work_is_out(shuffle->work); i++) {
        int32_t c = shuffle->clusters[i].ix;
        int32_t members = list(town, c, -1, g, shuffle->groups);

        if (enter(shuffle, c, shuffle->groups, members, level))
            return true;
    }
    return false;
}

/* A few of the missing groups wherever they go now. */
static void retry_missing(struct shuffle *shuffle, enum packer_level level)
{
    struct town *town = shuffle->town;
    int32_t count = town->missing_count < RETRY_MAX ? town->missing_count : RETRY_MAX, start;

    start = town->missing_count > 0 ? dice(shuffle, town->missing_count) : 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t g = town->missing[(start + i) % town->missing_count];

        if (town->where[g] < 0 && place_anywhere(shuffle, g, -1, level))
            shuffle->has_changed = true;
    }
}

/* Choose up to KICK_MAX groups of a cluster that together are worth less than the newcomer, or as
 * much and are larger. Returns how many; the rest of the cluster is in shuffle->groups. */
static int32_t kick(struct shuffle *shuffle, int32_t cluster, int32_t newcomer, int32_t *ret_count)
{
    const struct town *town = shuffle->town;
    const struct house *house = &town->houses[cluster];
    int32_t kicks = 0, count = list(town, cluster, -1, -1, shuffle->groups);
    double value = 0, size = 0;

    for (int32_t want = dice(shuffle, KICK_MAX + 1); want > 0 && count > 0; want--) {
        int32_t at = dice(shuffle, count), g = shuffle->groups[at];

        if (value + town->value[g] > town->value[newcomer])
            continue;
        value += town->value[g];
        size += town->size[g];
        shuffle->kicked[kicks++] = g;
        memmove(&shuffle->groups[at], &shuffle->groups[at + 1],
                (size_t)(count - at - 1) * sizeof *shuffle->groups);
        count--;
    }
    if (value >= town->value[newcomer] && size <= town->size[newcomer]) {
        kicks = 0;
        count = list(town, cluster, -1, -1, shuffle->groups);
    }
    shuffle->groups[count++] = newcomer;
    *ret_count = count;
    work_spend(shuffle->work, house->count + 4);
    return kicks;
}

static bool sums_fit_after(const struct town *town, int32_t cluster, const int32_t *out,
                           int32_t out_count, int32_t in)
{
    int32_t k = town->problem->resource_count;
    const int64_t *demand = town->solver->index->group_demand;

    for (int32_t r = 0; r < k; r++) {
        int64_t used = town->houses[cluster].used[r] + demand[(int64_t)in * k + r];

        for (int32_t i = 0; i < out_count; i++)
            used -= demand[(int64_t)out[i] * k + r];
        if (used > town->packer->room[(int64_t)cluster * k + r])
            return false;
    }
    return true;
}

/* A missing group into a cluster; what it puts out goes elsewhere, if it can. */
static void insert(struct shuffle *shuffle, int32_t s, int32_t cluster)
{
    struct town *town = shuffle->town;
    int32_t count, kicks, kicked[KICK_MAX];

    kicks = kick(shuffle, cluster, s, &count);
    if (!sums_fit_after(town, cluster, shuffle->kicked, kicks, s))
        return;
    memcpy(kicked, shuffle->kicked, sizeof kicked);
    if (!enter(shuffle, cluster, shuffle->groups, count, level_for_gain(shuffle, cluster)))
        return;
    shuffle->has_changed = true;
    for (int32_t i = 0; i < kicks; i++)
        place_anywhere(shuffle, kicked[i], cluster, PACKER_FULL);
}

/* One of a cluster's groups to another cluster, and a missing group into the gap. */
static void relocate(struct shuffle *shuffle, int32_t s, int32_t cluster)
{
    struct town *town = shuffle->town;
    const struct house *house = &town->houses[cluster];
    const struct group *group;
    int32_t x, to, count, other_count;

    if (house->count == 0)
        return;
    x = house->groups[dice(shuffle, house->count)];
    group = &town->problem->groups[x];
    to = group->allowed[dice(shuffle, group->allowed_count)];
    if (to == cluster || !town_sums_fit(town, to, -1, x) || !town_sums_fit(town, cluster, x, s) ||
        !town_allows(town, x, to))
        return;
    other_count = list(town, to, -1, x, shuffle->others);
    if (!town_pack(town, to, shuffle->others, other_count, true, PACKER_QUICK, &shuffle->other) &&
        !town_pack(town, to, shuffle->others, other_count, false, PACKER_FULL, &shuffle->other))
        return;
    count = list(town, cluster, x, s, shuffle->groups);
    if (!enter(shuffle, cluster, shuffle->groups, count, level_for_gain(shuffle, cluster)))
        return;
    town_settle(town, to, shuffle->others, other_count, &shuffle->other);
    shuffle->has_changed = true;
}

static double squared_slack(const struct town *town, int32_t a, int32_t b)
{
    double left = town_slack(town, a), right = town_slack(town, b);

    return left * left + right * right;
}

/* Exchange two groups of two clusters (or move one), to gather what is left in one of them. */
static void exchange(struct shuffle *shuffle)
{
    struct town *town = shuffle->town;
    int32_t clusters = town->problem->cluster_count, c = dice(shuffle, clusters);
    int32_t to = dice(shuffle, clusters), x, y = -1, count, other_count;
    double delta, before = squared_slack(town, c, to), here = town_slack(town, c);
    double there = town_slack(town, to);

    if (c == to || town->houses[c].count == 0)
        return;
    x = town->houses[c].groups[dice(shuffle, town->houses[c].count)];
    if (town->houses[to].count > 0 && dice(shuffle, 4) > 0)
        y = town->houses[to].groups[dice(shuffle, town->houses[to].count)];
    delta = town->size[x] - (y >= 0 ? town->size[y] : 0);
    if ((here + delta) * (here + delta) + (there - delta) * (there - delta) <= before &&
        dice(shuffle, 20) > 0)
        return;
    if (!town_sums_fit(town, to, y, x) || !town_allows(town, x, to) ||
        (y >= 0 && (!town_sums_fit(town, c, x, y) || !town_allows(town, y, c))))
        return;
    other_count = list(town, to, y, x, shuffle->others);
    if (!town_pack(town, to, shuffle->others, other_count, true, PACKER_QUICK, &shuffle->other) &&
        !town_pack(town, to, shuffle->others, other_count, false, PACKER_QUICK, &shuffle->other))
        return;
    count = list(town, c, x, y, shuffle->groups);
    if (y < 0 &&
        !town_pack(town, c, shuffle->groups, count, false, PACKER_QUICK, &shuffle->packing))
        return;
    if (y < 0)
        town_settle(town, c, shuffle->groups, count, &shuffle->packing);
    else if (!enter(shuffle, c, shuffle->groups, count, PACKER_QUICK))
        return;
    town_settle(town, to, shuffle->others, other_count, &shuffle->other);
    retry_missing(shuffle, PACKER_FULL);
}

static void move(struct shuffle *shuffle)
{
    struct town *town = shuffle->town;
    int32_t s = town->missing[dice(shuffle, town->missing_count)], kind = dice(shuffle, 10);
    const struct group *group = &town->problem->groups[s];
    int32_t cluster = group->allowed[dice(shuffle, group->allowed_count)];

    if (kind < 3)
        exchange(shuffle);
    else if (!town_allows(town, s, cluster))
        return;
    else if (kind < 7)
        insert(shuffle, s, cluster);
    else
        relocate(shuffle, s, cluster);
}

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
        place_anywhere(shuffle, keys[i].ix, -1, level);
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
    s = town->missing[dice(shuffle, town->missing_count)];
    group = &town->problem->groups[s];
    cluster = group->allowed[dice(shuffle, group->allowed_count)];
    if (!town_allows(town, s, cluster))
        return;
    count = list(town, cluster, -1, -1, shuffle->groups);
    for (int32_t outs = 0; outs < 4 && count > 0; outs++) {
        shuffle->groups[dice(shuffle, count)] = shuffle->groups[count - 1];
        shuffle->groups[count - 1] = s;
        if (enter(shuffle, cluster, shuffle->groups, count, PACKER_FULL))
            break;
        count--;
    }
    town_list_missing(town);
    retry_missing(shuffle, PACKER_FULL);
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
        move(shuffle);
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
