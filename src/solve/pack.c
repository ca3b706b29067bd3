/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"

/* One step: delta replicas of an item on a bin, or (item < 0) group was in cluster `bin`. */
struct change {
    int32_t item;
    int32_t bin;
    int64_t delta;
};

struct pack *pack_new(const struct problem *p, const struct index *index)
{
    struct pack *pack = memory_take(1, sizeof *pack);

    pack->problem = p;
    pack->index = index;
    pack->left = memory_take((int64_t)p->bin_count * p->resource_count, sizeof *pack->left);
    if (p->bin_over)
        pack->fresh = memory_take((int64_t)p->bin_count * p->resource_count, sizeof *pack->fresh);
    pack->cluster_left =
        memory_take((int64_t)p->cluster_count * p->resource_count, sizeof *pack->cluster_left);
    pack->ladder = ladder_new(p);
    pack->is_touched = memory_take(p->bin_count, sizeof *pack->is_touched);
    pack->places = memory_take((int64_t)p->item_count, sizeof *pack->places);
    pack->placed = memory_take((int64_t)p->item_count, sizeof *pack->placed);
    pack->cluster = memory_take((int64_t)p->group_count, sizeof *pack->cluster);
    pack->inside = memory_take((int64_t)p->group_count, sizeof *pack->inside);
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].kind == GROUP_REPLICAS && index->has_daemons[g])
            pack->inside[g] = memory_take((int64_t)p->cluster_count, sizeof **pack->inside);
    pack_clear(pack);
    return pack;
}

void pack_free(struct pack *pack)
{
    if (!pack)
        return;
    for (int32_t i = 0; i < pack->problem->item_count; i++)
        free(pack->places[i].places);
    for (int32_t g = 0; g < pack->problem->group_count; g++)
        free(pack->inside[g]);
    free(pack->left);
    free(pack->fresh);
    free(pack->cluster_left);
    ladder_free(pack->ladder);
    free(pack->is_touched);
    free(pack->places);
    free(pack->placed);
    free(pack->cluster);
    free(pack->inside);
    free(pack->changes);
    free(pack);
}

void pack_clear(struct pack *pack)
{
    const struct problem *p = pack->problem;
    size_t k = (size_t)p->resource_count, clusters = (size_t)p->cluster_count;

    if (p->bin_count > 0 && k > 0)
        memcpy(pack->left, p->bin_free, (size_t)p->bin_count * k * sizeof *pack->left);
    if (pack->fresh)
        memset(pack->fresh, 0, (size_t)p->bin_count * k * sizeof *pack->fresh);
    ladder_sort(pack->ladder, pack->left);
    memset(pack->is_touched, true, (size_t)p->bin_count * sizeof *pack->is_touched);
    if (clusters > 0 && k > 0)
        memcpy(pack->cluster_left, pack->index->cluster_free,
               clusters * k * sizeof *pack->cluster_left);
    for (int32_t i = 0; i < p->item_count; i++) {
        pack->places[i].count = 0;
        pack->placed[i] = 0;
    }
    for (int32_t g = 0; g < p->group_count; g++) {
        pack->cluster[g] = -1;
        if (pack->inside[g])
            memset(pack->inside[g], 0, clusters * sizeof **pack->inside);
    }
    pack->change_count = 0;
}

size_t pack_mark(const struct pack *pack)
{
    return pack->change_count;
}

/* Take count replicas' worth of an item from a bin. */
static void charge(struct pack *pack, int32_t item, int32_t bin, int64_t count)
{
    int32_t k = pack->problem->resource_count;
    const int64_t *demand = &pack->problem->demand[(int64_t)item * k];
    int64_t *left = &pack->left[(int64_t)bin * k];
    int64_t *cluster_left = &pack->cluster_left[(int64_t)pack->problem->bin_cluster[bin] * k];

    for (int32_t r = 0; r < k; r++) {
        left[r] -= demand[r] * count;
        cluster_left[r] -= demand[r] * count;
    }
    if (pack->fresh && problem_home(pack->problem, item, bin) == 0)
        for (int32_t r = 0; r < k; r++)
            pack->fresh[(int64_t)bin * k + r] += demand[r] > 0 ? count : 0;
    pack->is_touched[bin] = true;
    ladder_move(pack->ladder, bin, left);
}

static void charge_daemons(struct pack *pack, int32_t g, int32_t cluster, int64_t count)
{
    const struct problem *p = pack->problem;
    const struct group *group = &p->groups[g];

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        if (!p->items[i].is_daemon)
            continue;
        for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
            if (problem_keeps_room(p, i, b))
                charge(pack, i, b, count);
    }
}

static void log_change(struct pack *pack, int32_t item, int32_t bin, int64_t delta)
{
    struct change change = {item, bin, delta};

    VEC_PUSH(pack->changes, pack->change_count, pack->change_room, change);
}

/* Account for delta replicas on a bin; the list of places is the caller's. */
static void apply(struct pack *pack, int32_t item, int32_t bin, int64_t delta)
{
    const struct problem *p = pack->problem;
    int32_t g = p->items[item].group_ix, cluster = p->bin_cluster[bin];

    if (pack->inside[g]) {
        int64_t *inside = &pack->inside[g][cluster];
        bool was = *inside > 0;

        *inside += delta;
        if (was != (*inside > 0) && !index_lives_in(&p->groups[g], cluster))
            charge_daemons(pack, g, cluster, was ? -1 : 1);
    }
    charge(pack, item, bin, delta);
    pack->placed[item] += delta;
}

static void set_cluster(struct pack *pack, int32_t group, int32_t cluster)
{
    if (pack->index->has_daemons[group]) {
        if (pack->cluster[group] >= 0)
            charge_daemons(pack, group, pack->cluster[group], -1);
        if (cluster >= 0)
            charge_daemons(pack, group, cluster, 1);
    }
    pack->cluster[group] = cluster;
}

void pack_commit(struct pack *pack)
{
    pack->change_count = 0;
}

void pack_rollback(struct pack *pack, size_t mark)
{
    while (pack->change_count > mark) {
        struct change change = pack->changes[--pack->change_count];

        if (change.item < 0) {
            set_cluster(pack, -1 - change.item, change.bin);
            continue;
        }
        struct place_list *list = &pack->places[change.item];

        apply(pack, change.item, change.bin, -change.delta);
        if (change.delta > 0) {
            assert(list->count > 0 && list->places[list->count - 1].bin == change.bin);
            list->count--;
        } else {
            struct place place = {change.bin, -change.delta};

            VEC_PUSH(list->places, list->count, list->room, place);
        }
    }
}

bool pack_enter(struct pack *pack, int32_t group, int32_t cluster)
{
    assert(pack->cluster[group] < 0);
    if (pack->index->has_daemons[group] && !pack_daemons_fit(pack, group, cluster))
        return false;
    log_change(pack, -1 - group, -1, 0);
    set_cluster(pack, group, cluster);
    return true;
}

/* Replicas of the item that stand on the bin. */
static int64_t standing(const struct pack *pack, int32_t item, int32_t bin)
{
    const struct place_list *list = &pack->places[item];
    int64_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        count += list->places[i].bin == bin ? list->places[i].count : 0;
    return count;
}

/* The same where those at home are too many for some resource. */
static int64_t fit_over(const struct pack *pack, int32_t item, int32_t bin, int64_t most)
{
    const struct problem *p = pack->problem;
    int64_t home = problem_home(p, item, bin);

    for (int32_t r = 0; r < p->resource_count && most > 0; r++) {
        int64_t over = problem_over(p, bin, r), demand = problem_demand(p, item, r), rest;

        if (over == 0 || demand == 0)
            continue;
        if (home > 0) {
            rest = home - standing(pack, item, bin);
            most = rest < most ? rest : most;
            if (pack->fresh[(int64_t)bin * p->resource_count + r] == 0)
                continue;
        }
        rest = pack->left[(int64_t)bin * p->resource_count + r] - over;
        if (rest / demand < most)
            most = rest > 0 ? rest / demand : 0;
    }
    return most > 0 ? most : 0;
}

int64_t pack_fit(const struct pack *pack, int32_t item, int32_t bin, int64_t most)
{
    int32_t k = pack->problem->resource_count;
    const int64_t *demand = &pack->problem->demand[(int64_t)item * k];
    const int64_t *left = &pack->left[(int64_t)bin * k];

    for (int32_t r = 0; r < k; r++) {
        if (left[r] < demand[r])
            return 0;
        if (demand[r] > 0 && left[r] / demand[r] < most)
            most = left[r] / demand[r];
    }
    return pack->fresh ? fit_over(pack, item, bin, most) : most;
}

void pack_add(struct pack *pack, int32_t item, int32_t bin, int64_t count)
{
    struct place place = {bin, count};
    struct place_list *list = &pack->places[item];

    assert(count > 0);
    apply(pack, item, bin, count);
    VEC_PUSH(list->places, list->count, list->room, place);
    log_change(pack, item, bin, count);
}

/* Take what the list of an item names last. */
static struct place pop(struct pack *pack, int32_t item)
{
    struct place_list *list = &pack->places[item];
    struct place place = list->places[--list->count];

    apply(pack, item, place.bin, -place.count);
    log_change(pack, item, place.bin, -place.count);
    return place;
}

void pack_take(struct pack *pack, int32_t item, int32_t bin)
{
    struct place_list *list = &pack->places[item];
    size_t at = list->count, count;
    struct place *behind;

    do
        assert(at > 0);
    while (list->places[--at].bin != bin);
    /* The log undoes a list from its end: what stands behind is taken, and put back. */
    count = list->count - at;
    behind = memory_take((int64_t)count, sizeof *behind);
    for (size_t i = 0; i < count; i++)
        behind[i] = pop(pack, item);
    behind[count - 1].count--;
    for (size_t i = count; i-- > 0;)
        if (behind[i].count > 0)
            pack_add(pack, item, behind[i].bin, behind[i].count);
    free(behind);
}

void pack_take_all(struct pack *pack, int32_t item)
{
    while (pack->places[item].count > 0)
        pop(pack, item);
}

void pack_remove(struct pack *pack, int32_t g)
{
    const struct group *group = &pack->problem->groups[g];

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        pack_take_all(pack, i);
    }
    if (pack->cluster[g] >= 0) {
        log_change(pack, -1 - g, pack->cluster[g], 0);
        set_cluster(pack, g, -1);
    }
}

void pack_trim(struct pack *pack, int32_t g)
{
    const struct group *group = &pack->problem->groups[g];

    if (!group->fills_up || pack->cluster[g] < 0)
        return;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int64_t surplus = pack->placed[i] - pack->problem->items[i].replicas;

        while (surplus > 0) {
            struct place place = pop(pack, i);

            if (place.count > surplus)
                pack_add(pack, i, place.bin, place.count - surplus);
            surplus -= place.count;
        }
    }
}

bool pack_costs_daemons(const struct pack *pack, int32_t group, int32_t cluster)
{
    return pack->inside[group] && pack->inside[group][cluster] == 0 &&
           !index_lives_in(&pack->problem->groups[group], cluster);
}

bool pack_daemons_fit(const struct pack *pack, int32_t g, int32_t cluster)
{
    const struct problem *p = pack->problem;
    const struct group *group = &p->groups[g];

    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++) {
        for (int32_t r = 0; r < p->resource_count; r++) {
            int64_t left = pack->left[(int64_t)b * p->resource_count + r];
            int64_t before = left;

            for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
                if (p->items[i].is_daemon && problem_keeps_room(p, i, b))
                    left -= problem_demand(p, i, r);
            if (left < before ? left < problem_over(p, b, r) : left < 0)
                return false;
        }
    }
    return true;
}

int64_t pack_count_in(const struct pack *pack, int32_t item, int32_t cluster)
{
    const struct place_list *list = &pack->places[item];
    int64_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        if (pack->problem->bin_cluster[list->places[i].bin] == cluster)
            count += list->places[i].count;
    return count;
}
