/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A leaf that holds, by fewer limits: each is written out with its prices. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/choose/choose_parts.h"
#include "solve/memory.h"

/* A limit that no other leaf uses counts as so many that one does. */
enum { COST_NEW = 16, ROUND_MAX = 4, WORD = 64 };

/* One cluster: the limits must break every set that gains more than `most`. */
struct cover {
    struct choose *choose;
    struct choose_cluster *cluster;
    int32_t cluster_ix;
    CHOOSE_WIDE most;
    uint64_t *bad; /* sets that are known to gain more */
    size_t bad_count, bad_room;
    int32_t *score; /* [limit_count] how many of bad the limit breaks */
};

static CHOOSE_WIDE gain_of(const struct choose *choose, uint64_t set)
{
    CHOOSE_WIDE sum = 0;

    for (int32_t s = 0; s < choose->group_count; s++)
        if (set >> s & 1)
            sum += choose_profit(choose, s) - choose->prices.m[s];
    return sum;
}

static void add_bad(struct cover *it, uint64_t set)
{
    VEC_PUSH(it->bad, it->bad_count, it->bad_room, set);
    for (size_t k = 0; k < it->cluster->limit_count; k++)
        it->score[k] += choose_breaks(it->choose, &it->cluster->limits[k], set) > 0;
    work_spend(it->choose->work, (int64_t)it->cluster->limit_count * it->choose->group_count / 4);
}

static int64_t cost_of(const struct choose_cluster *cluster)
{
    int64_t sum = 0;

    for (size_t k = 0; k < cluster->active_count; k++)
        sum += cluster->limits[cluster->active[k]].is_told ? 1 : COST_NEW;
    return sum;
}

static void activate(struct choose_cluster *cluster, int32_t limit)
{
    VEC_PUSH(cluster->active, cluster->active_count, cluster->active_room, limit);
}

/* The limit that breaks most of what is left, for its cost; -1 = none breaks any. */
static int32_t widest(const struct cover *it, const uint64_t *breaks, const uint64_t *left,
                      size_t words)
{
    int64_t most = 0;
    int32_t found = -1;

    for (size_t k = 0; k < it->cluster->limit_count; k++) {
        int64_t count = 0;

        for (size_t w = 0; w < words; w++)
            count += __builtin_popcountll(breaks[k * words + w] & left[w]);
        count *= it->cluster->limits[k].is_told ? COST_NEW : 1;
        if (count > most) {
            most = count;
            found = (int32_t)k;
        }
    }
    work_spend(it->choose->work, (int64_t)(it->cluster->limit_count * words));
    return found;
}

/* Limits that break all bad sets, greedily. */
static void choose_cover(struct cover *it)
{
    struct choose_cluster *cluster = it->cluster;
    size_t words = it->bad_count / WORD + 1;
    uint64_t *breaks = memory_take((int64_t)(cluster->limit_count * words), sizeof *breaks);
    uint64_t *left = memory_take((int64_t)words, sizeof *left);

    for (size_t b = 0; b < it->bad_count; b++)
        left[b / WORD] |= UINT64_C(1) << b % WORD;
    for (size_t k = 0; k < cluster->limit_count; k++)
        for (size_t b = 0; it->score[k] > 0 && b < it->bad_count; b++)
            if (choose_breaks(it->choose, &cluster->limits[k], it->bad[b]) > 0)
                breaks[k * words + b / WORD] |= UINT64_C(1) << b % WORD;
    work_spend(it->choose->work,
               (int64_t)(cluster->limit_count * it->bad_count) * it->choose->group_count / 4);
    cluster->active_count = 0;
    for (;;) {
        int32_t limit = widest(it, breaks, left, words);

        if (limit < 0 || work_is_out(it->choose->work))
            break;
        activate(cluster, limit);
        for (size_t w = 0; w < words; w++)
            left[w] &= ~breaks[(size_t)limit * words + w];
    }
    free(breaks);
    free(left);
}

/* More bad sets, each with a limit that breaks many, until none is left; false without an end. */
static bool complete(struct cover *it, struct choose_best *ret)
{
    struct choose_cluster *cluster = it->cluster;

    for (;;) {
        int32_t found = -1;

        choose_best_set(it->choose, it->cluster_ix, true, ret);
        if (it->choose->is_over || work_is_out(it->choose->work))
            return false;
        if (ret->gain <= it->most)
            return true;
        add_bad(it, ret->set);
        for (size_t k = 0; k < cluster->limit_count; k++)
            if ((found < 0 || it->score[k] > it->score[found]) &&
                choose_breaks(it->choose, &cluster->limits[k], ret->set) > 0)
                found = (int32_t)k;
        if (found < 0)
            return false;
        activate(cluster, found);
    }
}

static void cover_cluster(struct choose *choose, int32_t c, struct choose_best *best)
{
    struct choose_cluster *cluster = &choose->clusters[c];
    struct cover it = {.choose = choose, .cluster = cluster, .cluster_ix = c, .most = best->gain};
    size_t count = cluster->active_count;
    int32_t *kept = memory_take((int64_t)cluster->limit_count, sizeof *kept);
    int64_t cost = cost_of(cluster);

    if (count > 0)
        memcpy(kept, cluster->active, count * sizeof *kept);
    it.score = memory_take((int64_t)cluster->limit_count, sizeof *it.score);
    for (size_t i = 0; i < cluster->seen.count; i++)
        if (gain_of(choose, cluster->seen.sets[i]) > best->gain)
            add_bad(&it, cluster->seen.sets[i]);
    for (int round = 0; round < ROUND_MAX && count > 0; round++) {
        struct choose_best found;

        choose_cover(&it);
        if (!complete(&it, &found))
            break;
        if (cost_of(cluster) >= cost)
            continue;
        cost = cost_of(cluster);
        count = cluster->active_count;
        memcpy(kept, cluster->active, count * sizeof *kept);
        *best = found;
    }
    if (count > 0)
        memcpy(cluster->active, kept, count * sizeof *kept);
    cluster->active_count = count;
    free(it.bad);
    free(it.score);
    free(kept);
}

/* Leave out what the leaf holds without: limits that other leaves use, or others. */
static void thin_cluster(struct choose *choose, int32_t c, bool is_told, struct choose_best *best,
                         CHOOSE_WIDE *sum)
{
    struct choose_cluster *cluster = &choose->clusters[c];

    for (size_t k = cluster->active_count; k-- > 0 && !choose->is_over;) {
        int32_t limit = cluster->active[k];
        struct choose_best trial;

        if (cluster->limits[limit].is_told != is_told)
            continue;
        cluster->active[k] = cluster->active[--cluster->active_count];
        choose_best_set(choose, c, true, &trial);
        if (!choose->is_over && *sum - best->gain + trial.gain < 0) {
            *sum += trial.gain - best->gain;
            *best = trial;
            continue;
        }
        cluster->active[cluster->active_count++] = cluster->active[k];
        cluster->active[k] = limit;
    }
}

void choose_thin(struct choose *choose, struct choose_best *best, int64_t ticks)
{
    struct work *work = choose->work;
    int64_t stage_end = work->stage_end;
    CHOOSE_WIDE sum = choose_value(choose);

    if (choose->is_over)
        return;
    work_stage_ticks(work, ticks < work_left(work) / 4 ? ticks : work_left(work) / 4);
    for (int32_t c = 0; c < choose->problem->cluster_count; c++) {
        cover_cluster(choose, c, &best[c]);
        sum += best[c].gain;
    }
    for (int told = 0; told < 2; told++)
        for (int32_t c = 0; c < choose->problem->cluster_count; c++)
            thin_cluster(choose, c, told, &best[c], &sum);
    choose->is_over = false;
    work->stage_end = stage_end;
}
