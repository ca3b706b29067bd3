/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/random.h"
#include "solve/sets/shuffle_parts.h"

enum { RETRY_MAX = 8, DIVE_BINS = 250, ONE_IN_DIVES = 4 };

int32_t shuffle_dice(struct shuffle *shuffle, int32_t sides)
{
    return random_dice(&shuffle->random, sides);
}

int32_t shuffle_list(const struct town *town, int32_t cluster, int32_t out, int32_t in,
                     int32_t *ret)
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

    return bins <= DIVE_BINS && shuffle_dice(shuffle, ONE_IN_DIVES) == 0 ? PACKER_DIVE
                                                                         : PACKER_FULL;
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

bool shuffle_enter(struct shuffle *shuffle, int32_t cluster, const int32_t *groups, int32_t count,
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

bool shuffle_place(struct shuffle *shuffle, int32_t g, int32_t but, enum packer_level level)
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
        int32_t members = shuffle_list(town, c, -1, g, shuffle->groups);

        if (shuffle_enter(shuffle, c, shuffle->groups, members, level))
            return true;
    }
    return false;
}

void shuffle_retry(struct shuffle *shuffle, enum packer_level level)
{
    struct town *town = shuffle->town;
    int32_t count = town->missing_count < RETRY_MAX ? town->missing_count : RETRY_MAX, start;

    start = town->missing_count > 0 ? shuffle_dice(shuffle, town->missing_count) : 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t g = town->missing[(start + i) % town->missing_count];

        if (town->where[g] < 0 && shuffle_place(shuffle, g, -1, level))
            shuffle->has_changed = true;
    }
}

/* Choose up to KICK_MAX groups of a cluster that together are worth less than the newcomer, or as
 * much and are larger. Returns how many; the rest of the cluster is in shuffle->groups. */
static int32_t kick(struct shuffle *shuffle, int32_t cluster, int32_t newcomer, int32_t *ret_count)
{
    const struct town *town = shuffle->town;
    const struct house *house = &town->houses[cluster];
    int32_t kicks = 0, count = shuffle_list(town, cluster, -1, -1, shuffle->groups);
    double value = 0, size = 0;

    for (int32_t want = shuffle_dice(shuffle, KICK_MAX + 1); want > 0 && count > 0; want--) {
        int32_t at = shuffle_dice(shuffle, count), g = shuffle->groups[at];

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
        count = shuffle_list(town, cluster, -1, -1, shuffle->groups);
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
    if (!shuffle_enter(shuffle, cluster, shuffle->groups, count, level_for_gain(shuffle, cluster)))
        return;
    shuffle->has_changed = true;
    for (int32_t i = 0; i < kicks; i++)
        shuffle_place(shuffle, kicked[i], cluster, PACKER_FULL);
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
    x = house->groups[shuffle_dice(shuffle, house->count)];
    group = &town->problem->groups[x];
    to = group->allowed[shuffle_dice(shuffle, group->allowed_count)];
    if (to == cluster || !town_sums_fit(town, to, -1, x) || !town_sums_fit(town, cluster, x, s) ||
        !town_allows(town, x, to))
        return;
    other_count = shuffle_list(town, to, -1, x, shuffle->others);
    if (!town_pack(town, to, shuffle->others, other_count, true, PACKER_QUICK, &shuffle->other) &&
        !town_pack(town, to, shuffle->others, other_count, false, PACKER_FULL, &shuffle->other))
        return;
    count = shuffle_list(town, cluster, x, s, shuffle->groups);
    if (!shuffle_enter(shuffle, cluster, shuffle->groups, count, level_for_gain(shuffle, cluster)))
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
    int32_t clusters = town->problem->cluster_count, c = shuffle_dice(shuffle, clusters);
    int32_t to = shuffle_dice(shuffle, clusters), x, y = -1, count, other_count;
    double delta, before = squared_slack(town, c, to), here = town_slack(town, c);
    double there = town_slack(town, to);

    if (c == to || town->houses[c].count == 0)
        return;
    x = town->houses[c].groups[shuffle_dice(shuffle, town->houses[c].count)];
    if (town->houses[to].count > 0 && shuffle_dice(shuffle, 4) > 0)
        y = town->houses[to].groups[shuffle_dice(shuffle, town->houses[to].count)];
    delta = town->size[x] - (y >= 0 ? town->size[y] : 0);
    if ((here + delta) * (here + delta) + (there - delta) * (there - delta) <= before &&
        shuffle_dice(shuffle, 20) > 0)
        return;
    if (!town_sums_fit(town, to, y, x) || !town_allows(town, x, to) ||
        (y >= 0 && (!town_sums_fit(town, c, x, y) || !town_allows(town, y, c))))
        return;
    other_count = shuffle_list(town, to, y, x, shuffle->others);
    if (!town_pack(town, to, shuffle->others, other_count, true, PACKER_QUICK, &shuffle->other) &&
        !town_pack(town, to, shuffle->others, other_count, false, PACKER_QUICK, &shuffle->other))
        return;
    count = shuffle_list(town, c, x, y, shuffle->groups);
    if (y < 0 &&
        !town_pack(town, c, shuffle->groups, count, false, PACKER_QUICK, &shuffle->packing))
        return;
    if (y < 0)
        town_settle(town, c, shuffle->groups, count, &shuffle->packing);
    else if (!shuffle_enter(shuffle, c, shuffle->groups, count, PACKER_QUICK))
        return;
    town_settle(town, to, shuffle->others, other_count, &shuffle->other);
    shuffle_retry(shuffle, PACKER_FULL);
}

void shuffle_move(struct shuffle *shuffle)
{
    struct town *town = shuffle->town;
    int32_t s = town->missing[shuffle_dice(shuffle, town->missing_count)],
            kind = shuffle_dice(shuffle, 10);
    const struct group *group = &town->problem->groups[s];
    int32_t cluster = group->allowed[shuffle_dice(shuffle, group->allowed_count)];

    if (kind < 3)
        exchange(shuffle);
    else if (!town_allows(town, s, cluster))
        return;
    else if (kind < 7)
        insert(shuffle, s, cluster);
    else
        relocate(shuffle, s, cluster);
}
