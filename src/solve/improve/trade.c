/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/improve/trade.h"

#include <stdlib.h>

#include "base/buf.h"
#include "solve/memory.h"

enum {
    BLOCK = 64,      /* slots that are compared at once */
    PASSES = 8,      /* through a cluster, at most */
    BLOCK_TICKS = 16 /* for the comparing; each value costs as much as rating a bin */
};

/* A trade has to bring more than rounding does. */
#define GAIN_LEAST 1e-9

/* Beyond the last slot: no bin has room for as much. */
#define NOWHERE 1e300

/* The place of one replica: who is in it changes, the bin does not. */
struct slot {
    int32_t bin, item;
    bool is_new; /* not compared with all others since its bin changed */
};

struct trade {
    struct greedy *greedy;
    const bool *may_move;
    int32_t most;
    struct slot *slots; /* of one cluster, by bin */
    size_t count, room;
    size_t *first;  /* [bin_count + 1] by bin, of the present cluster: its slots */
    double *demand; /* by resource, slot: of who is there */
    double *space;  /* by resource, slot: what is left on the bin without him */
    size_t stride;  /* between resources */
    double *after;  /* scratch [resource_count] */
};

static void measure(struct trade *trade, size_t s)
{
    const struct problem *p = trade->greedy->problem;
    const struct slot *slot = &trade->slots[s];
    int32_t k = p->resource_count;

    for (int32_t r = 0; r < k; r++) {
        int64_t demand = p->demand[(int64_t)slot->item * k + r];
        int64_t left = trade->greedy->pack->left[(int64_t)slot->bin * k + r];

        trade->demand[(size_t)r * trade->stride + s] = (double)demand;
        trade->space[(size_t)r * trade->stride + s] = (double)(left + demand);
    }
}

/* Slots in the order of groups; returns how many. */
static size_t list_slots(struct trade *trade, int32_t cluster)
{
    const struct problem *p = trade->greedy->problem;
    const struct pack *pack = trade->greedy->pack;

    trade->count = 0;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];

        if (pack->cluster[g] != cluster || !trade->may_move[g])
            continue;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            for (size_t k = 0; k < pack->places[i].count && !p->items[i].is_daemon; k++)
                for (int64_t n = 0; n < pack->places[i].places[k].count; n++) {
                    struct slot slot = {pack->places[i].places[k].bin, i, true};

                    VEC_PUSH(trade->slots, trade->count, trade->room, slot);
                }
    }
    return trade->count;
}

static void sort_slots(struct trade *trade, int32_t cluster)
{
    const struct problem *p = trade->greedy->problem;
    struct slot *sorted = memory_take((int64_t)trade->count, sizeof *sorted);
    int32_t from = p->first_bin[cluster], to = p->first_bin[cluster + 1];
    size_t at = 0;

    for (int32_t b = from; b <= to; b++)
        trade->first[b] = 0;
    for (size_t s = 0; s < trade->count; s++)
        trade->first[trade->slots[s].bin]++;
    for (int32_t b = from; b <= to; b++) {
        size_t count = trade->first[b];

        trade->first[b] = at;
        at += count;
    }
    for (size_t s = 0; s < trade->count; s++)
        sorted[trade->first[trade->slots[s].bin]++] = trade->slots[s];
    for (int32_t b = to; b > from; b--)
        trade->first[b] = trade->first[b - 1];
    trade->first[from] = 0;
    for (size_t s = 0; s < trade->count; s++)
        trade->slots[s] = sorted[s];
    free(sorted);
}

/* The slots of a cluster; false when there are none. */
static bool open_cluster(struct trade *trade, int32_t cluster)
{
    const struct problem *p = trade->greedy->problem;
    size_t count = list_slots(trade, cluster);

    work_spend(trade->greedy->work, p->group_count / 4 + 4 * (int64_t)count + 1);
    if (count == 0)
        return false;
    sort_slots(trade, cluster);
    trade->stride = count + BLOCK;
    trade->demand = memory_take(p->resource_count * (int64_t)trade->stride, sizeof(double));
    trade->space = memory_take(p->resource_count * (int64_t)trade->stride, sizeof(double));
    for (size_t s = 0; s < count; s++)
        measure(trade, s);
    for (int32_t r = 0; r < p->resource_count; r++)
        for (size_t s = count; s < trade->stride; s++)
            trade->demand[(size_t)r * trade->stride + s] = NOWHERE;
    return true;
}

static void close_cluster(struct trade *trade)
{
    free(trade->demand);
    free(trade->space);
    trade->demand = trade->space = NULL;
}

/* By how much each of a block of slots could trade with s: what would be left of the resource of
 * which least would be; negative when one of both does not fit. */
static void compare_block(const struct trade *trade, size_t s, size_t from, double *ret_spare)
{
    for (size_t j = 0; j < BLOCK; j++)
        ret_spare[j] = NOWHERE;
    for (int32_t r = 0; r < trade->greedy->problem->resource_count; r++) {
        const double *demand = &trade->demand[(size_t)r * trade->stride];
        const double *space = &trade->space[(size_t)r * trade->stride];
        double own_demand = demand[s], own_space = space[s];

        for (size_t j = 0; j < BLOCK; j++) {
            double here = own_space - demand[from + j], there = space[from + j] - own_demand;

            here = here < there ? here : there;
            ret_spare[j] = here < ret_spare[j] ? here : ret_spare[j];
        }
    }
}

/* What the typical mix finds on the bin of `at` when who is in `comes` has his place. */
static double value_with(const struct trade *trade, size_t at, size_t comes)
{
    for (int32_t r = 0; r < trade->greedy->problem->resource_count; r++)
        trade->after[r] = trade->space[(size_t)r * trade->stride + at] -
                          trade->demand[(size_t)r * trade->stride + comes];
    return placer_mix_value(trade->greedy->placer, trade->after);
}

/* What a trade brings; 0 when it makes no difference or breaks a rule. */
static double gain_of(const struct trade *trade, size_t s, size_t t)
{
    const struct problem *p = trade->greedy->problem;
    const struct slot *one = &trade->slots[s], *other = &trade->slots[t];

    if (one->bin == other->bin || one->item == other->item ||
        !problem_eligible(p, one->item, other->bin) || !problem_eligible(p, other->item, one->bin))
        return 0;
    return value_with(trade, s, t) + value_with(trade, t, s) -
           placer_bin_value(trade->greedy->placer, one->bin) -
           placer_bin_value(trade->greedy->placer, other->bin);
}

/* The best partner of a slot among those from `from` to `to`, if better than the present one. */
static void find_partner(const struct trade *trade, size_t s, size_t from, size_t to,
                         size_t *partner, double *best)
{
    double spare[BLOCK];
    int64_t ticks = 0;

    for (; from < to; from += BLOCK) {
        compare_block(trade, s, from, spare);
        ticks += BLOCK_TICKS;
        for (size_t j = 0; j < BLOCK && from + j < to; j++) {
            double gain;

            if (spare[j] < 0)
                continue;
            ticks += 8;
            gain = gain_of(trade, s, from + j);
            if (gain > *best) {
                *best = gain;
                *partner = from + j;
            }
        }
    }
    work_spend(trade->greedy->work, ticks);
}

static void renew_bin(struct trade *trade, int32_t bin)
{
    for (size_t s = trade->first[bin]; s < trade->count && trade->slots[s].bin == bin; s++) {
        trade->slots[s].is_new = true;
        measure(trade, s);
    }
}

static bool do_trade(struct trade *trade, size_t s, size_t t)
{
    struct greedy *greedy = trade->greedy;
    struct slot *one = &trade->slots[s], *other = &trade->slots[t];
    size_t mark = pack_mark(greedy->pack);
    int32_t item = one->item;

    pack_take(greedy->pack, one->item, one->bin);
    pack_take(greedy->pack, other->item, other->bin);
    if (placer_fill_bin(greedy->placer, one->item, other->bin, 1) < 1 ||
        placer_fill_bin(greedy->placer, other->item, one->bin, 1) < 1) {
        pack_rollback(greedy->pack, mark);
        return false;
    }
    pack_commit(greedy->pack);
    one->item = other->item;
    other->item = item;
    renew_bin(trade, one->bin);
    renew_bin(trade, other->bin);
    return true;
}

/* Each slot once that is new; false when none traded. */
static bool pass(struct trade *trade, size_t offset)
{
    size_t most = (size_t)trade->most < trade->count ? (size_t)trade->most : trade->count;
    bool has_traded = false;

    for (size_t s = 0; s < trade->count && !work_is_out(trade->greedy->work); s++) {
        size_t from = (s + offset) % trade->count, end = from + most, partner = trade->count;
        double gain = GAIN_LEAST;

        if (!trade->slots[s].is_new)
            continue;
        trade->slots[s].is_new = false;
        find_partner(trade, s, from, end < trade->count ? end : trade->count, &partner, &gain);
        if (end > trade->count)
            find_partner(trade, s, 0, end - trade->count, &partner, &gain);
        if (partner < trade->count)
            has_traded = do_trade(trade, s, partner) || has_traded;
    }
    return has_traded;
}

void trade_all(struct greedy *greedy, const bool *may_move, int32_t most, uint64_t seed)
{
    const struct problem *p = greedy->problem;
    struct trade trade = {.greedy = greedy, .may_move = may_move, .most = most};

    trade.first = memory_take((int64_t)p->bin_count + 1, sizeof *trade.first);
    trade.after = memory_take(p->resource_count, sizeof *trade.after);
    for (int32_t c = 0; c < p->cluster_count; c++) {
        if (!open_cluster(&trade, c))
            continue;
        for (uint64_t k = 0; k < PASSES && pass(&trade, (size_t)((seed + k) % trade.count)); k++)
            seed = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
        close_cluster(&trade);
    }
    free(trade.first);
    free(trade.after);
    free(trade.slots);
}
