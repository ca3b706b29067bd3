/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/improve/shift.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"

enum {
    LEAVE_MAX = 4, /* replicas that leave one bin at once */
    SPARE = 6,     /* more bins to try than replicas are missing */
    DEPTH = 2      /* those that leave may find room in the same way */
};

/* The replicas that leave may be this part of the one that comes, by size. */
#define LEAVE_SIZE 0.8

/* An item that had a replica on a bin when it was noted. */
struct tenant {
    int32_t item, next;
};

struct shift {
    struct greedy *greedy;
    const bool *may_move;
    int32_t cluster;
    int32_t *first; /* [bin_count] list of tenants, -1 = none */
    struct tenant *tenants;
    size_t tenant_count, tenant_room;
    double *item_size; /* [item_count] */
};

struct shift *shift_new(struct greedy *greedy, const bool *may_move)
{
    const struct problem *p = greedy->problem;
    struct shift *shift = memory_take(1, sizeof *shift);

    shift->greedy = greedy;
    shift->may_move = may_move;
    shift->first = memory_take(p->bin_count, sizeof *shift->first);
    shift->item_size = memory_take(p->item_count, sizeof *shift->item_size);
    for (int32_t i = 0; i < p->item_count; i++)
        shift->item_size[i] =
            placer_size(greedy->placer, &p->demand[(int64_t)i * p->resource_count]);
    return shift;
}

void shift_free(struct shift *shift)
{
    if (!shift)
        return;
    free(shift->first);
    free(shift->tenants);
    free(shift->item_size);
    free(shift);
}

static void note(struct shift *shift, int32_t item, int32_t bin)
{
    struct tenant tenant = {item, shift->first[bin]};

    VEC_PUSH(shift->tenants, shift->tenant_count, shift->tenant_room, tenant);
    shift->first[bin] = (int32_t)shift->tenant_count - 1;
}

/* Who is where in the cluster. */
static void note_all(struct shift *shift, int32_t cluster)
{
    const struct problem *p = shift->greedy->problem;
    const struct pack *pack = shift->greedy->pack;

    shift->cluster = cluster;
    shift->tenant_count = 0;
    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
        shift->first[b] = -1;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];

        if (pack->cluster[g] != cluster || !shift->may_move[g])
            continue;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            for (size_t k = 0; k < pack->places[i].count; k++)
                note(shift, i, pack->places[i].places[k].bin);
    }
    work_spend(shift->greedy->work, p->group_count / 4 + (int64_t)shift->tenant_count + 1);
}

/* Replicas of an item on a bin. */
static int64_t count_on(const struct pack *pack, int32_t item, int32_t bin)
{
    const struct place_list *list = &pack->places[item];
    int64_t count = 0;

    for (size_t k = 0; k < list->count; k++)
        count += list->places[k].bin == bin ? list->places[k].count : 0;
    return count;
}

/* Which replicas leave a bin so that one of the item fits: one of each item at most. */
struct leave {
    int32_t bin, count;
    int32_t items[LEAVE_MAX];
    double size;
};

static bool helps(const int64_t *lacks, const int64_t *demand, int32_t k)
{
    for (int32_t r = 0; r < k; r++)
        if (lacks[r] > 0 && demand[r] > 0)
            return true;
    return false;
}

static bool is_enough(const int64_t *lacks, int32_t k)
{
    for (int32_t r = 0; r < k; r++)
        if (lacks[r] > 0)
            return false;
    return true;
}

static bool leaves_already(const struct leave *leave, int32_t item)
{
    for (int32_t i = 0; i < leave->count; i++)
        if (leave->items[i] == item)
            return true;
    return false;
}

/* The smallest replica that alone is enough, else the one that helps at the least size. */
static int32_t next_to_leave(const struct shift *shift, const struct leave *leave,
                             const int64_t *lacks, int64_t *ticks)
{
    const struct problem *p = shift->greedy->problem;
    int32_t k = p->resource_count, best = -1;
    bool best_is_enough = false;

    for (int32_t at = shift->first[leave->bin]; at >= 0; at = shift->tenants[at].next) {
        int32_t item = shift->tenants[at].item;
        const int64_t *demand = &p->demand[(int64_t)item * k];
        bool enough = true;

        ++*ticks;
        if (!helps(lacks, demand, k) || leaves_already(leave, item))
            continue;
        for (int32_t r = 0; r < k; r++)
            enough = enough && (lacks[r] <= 0 || demand[r] >= lacks[r]);
        if (best < 0 || (enough && !best_is_enough) ||
            (enough == best_is_enough && shift->item_size[item] < shift->item_size[best])) {
            best = item;
            best_is_enough = enough;
        }
    }
    return best;
}

/* Choose who leaves a bin for a replica of the item; false when that is no gain. */
static bool choose_leave(const struct shift *shift, int32_t item, int32_t bin, int64_t *lacks,
                         struct leave *leave, int64_t *ticks)
{
    const struct problem *p = shift->greedy->problem;
    int32_t k = p->resource_count;

    *leave = (struct leave){.bin = bin};
    for (int32_t r = 0; r < k; r++)
        lacks[r] =
            p->demand[(int64_t)item * k + r] - shift->greedy->pack->left[(int64_t)bin * k + r];
    while (!is_enough(lacks, k)) {
        int32_t next = leave->count < LEAVE_MAX ? next_to_leave(shift, leave, lacks, ticks) : -1;

        if (next < 0 || p->items[next].group_ix == p->items[item].group_ix)
            return false;
        leave->items[leave->count++] = next;
        leave->size += shift->item_size[next];
        if (leave->size > LEAVE_SIZE * shift->item_size[item])
            return false;
        for (int32_t r = 0; r < k; r++)
            lacks[r] -= p->demand[(int64_t)next * k + r];
    }
    return leave->count > 0;
}

static bool fill_or_shift(struct shift *shift, int32_t item, int64_t want, int32_t depth);

/* One replica onto the bin, the others elsewhere in the cluster. All or nothing. */
static bool exchange(struct shift *shift, int32_t item, const struct leave *leave, int32_t depth)
{
    struct greedy *greedy = shift->greedy;
    size_t mark = pack_mark(greedy->pack);
    bool is_done = true;

    for (int32_t i = 0; i < leave->count; i++)
        if (count_on(greedy->pack, leave->items[i], leave->bin) == 0)
            return false;
    for (int32_t i = 0; i < leave->count; i++)
        pack_take(greedy->pack, leave->items[i], leave->bin);
    is_done = placer_fill_bin(greedy->placer, item, leave->bin, 1) == 1;
    for (int32_t i = 0; is_done && i < leave->count; i++)
        is_done = fill_or_shift(shift, leave->items[i], 1, depth - 1);
    if (!is_done) {
        pack_rollback(greedy->pack, mark);
        return false;
    }
    for (int32_t i = 0; i < leave->count; i++) {
        const struct place_list *list = &greedy->pack->places[leave->items[i]];

        note(shift, leave->items[i], list->places[list->count - 1].bin);
    }
    return true;
}

/* The bins where a replica of the item costs least. */
static int32_t list_leaves(const struct shift *shift, int32_t item, struct leave *leaves,
                           int32_t most)
{
    const struct problem *p = shift->greedy->problem;
    int64_t *lacks = memory_take(p->resource_count, sizeof *lacks), ticks = 0;
    int32_t count = 0;

    for (int32_t b = p->first_bin[shift->cluster]; b < p->first_bin[shift->cluster + 1]; b++) {
        struct leave leave;
        int32_t at;

        ticks += 2;
        if (shift->first[b] < 0 || !problem_eligible(p, item, b) ||
            !choose_leave(shift, item, b, lacks, &leave, &ticks) ||
            (count == most && leave.size >= leaves[most - 1].size))
            continue;
        at = count < most ? count++ : most - 1;
        for (; at > 0 && leave.size < leaves[at - 1].size; at--)
            leaves[at] = leaves[at - 1];
        leaves[at] = leave;
    }
    work_spend(shift->greedy->work, ticks);
    free(lacks);
    return count;
}

/* So many replicas of an item into the cluster, or none known to be placed. */
static bool fill_or_shift(struct shift *shift, int32_t item, int64_t want, int32_t depth)
{
    struct leave *leaves;
    int32_t most, count;

    want -= placer_fill(shift->greedy->placer, item, shift->cluster, want);
    if (want == 0 || depth == 0 || work_is_out(shift->greedy->work))
        return want == 0;
    most = depth == DEPTH ? (want < 2 * SPARE ? (int32_t)want : 2 * SPARE) + SPARE : SPARE / 2;
    leaves = memory_take(most, sizeof *leaves);
    count = list_leaves(shift, item, leaves, most);
    for (int32_t i = 0; i < count && want > 0 && want <= count - i; i++)
        want -= exchange(shift, item, &leaves[i], depth);
    free(leaves);
    return want == 0;
}

bool shift_group(struct shift *shift, int32_t g, int32_t cluster)
{
    struct greedy *greedy = shift->greedy;
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    size_t mark = pack_mark(greedy->pack);
    bool is_placed = greedy_may_hold(greedy, g, cluster) && pack_enter(greedy->pack, g, cluster);

    if (is_placed)
        note_all(shift, cluster);
    for (int32_t i = group->first_item; is_placed && i < group->first_item + group->item_count;
         i++) {
        const struct item *item = &p->items[greedy->item_order[i]];

        is_placed =
            item->is_daemon || fill_or_shift(shift, greedy->item_order[i], item->replicas, DEPTH);
    }
    if (!is_placed)
        pack_rollback(greedy->pack, mark);
    return is_placed;
}
