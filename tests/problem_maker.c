/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem_maker.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

struct maker {
    struct problem problem;
    struct arena *arena;
    int32_t *bin_cluster, *bin_zone, *node_ix;
    size_t bin_cluster_count, bin_cluster_room, bin_zone_count, bin_zone_room, node_count,
        node_room;
    int64_t *available, *demand;
    size_t available_count, available_room, demand_count, demand_room;
    struct group *groups;
    size_t group_count, group_room;
    struct item *items;
    size_t item_count, item_room;
    struct require *requires;
    size_t require_count, require_room;
    struct share *present, *home;
    size_t present_count, present_room, home_count, home_room;
    unsigned char *eligible; /* grows by rows */
    int32_t class_count;
    int32_t *everywhere;
    int32_t *tier_numbers; /* of each group */
    size_t tier_count, tier_room;
};

struct maker *maker_new(int32_t resource_count, int32_t cluster_count)
{
    struct maker *maker = calloc(1, sizeof *maker);

    assert(maker);
    maker->arena = arena_new();
    maker->problem.resource_count = resource_count;
    maker->problem.cluster_count = cluster_count;
    maker->everywhere = ARENA_NEW(maker->arena, cluster_count, int32_t);
    for (int32_t c = 0; c < cluster_count; c++)
        maker->everywhere[c] = c;
    maker->problem.cluster_ix = maker->everywhere;
    return maker;
}

void maker_free(struct maker *maker)
{
    free(maker->bin_cluster);
    free(maker->bin_zone);
    free(maker->node_ix);
    free(maker->available);
    free(maker->demand);
    free(maker->groups);
    free(maker->items);
    free(maker->requires);
    free(maker->present);
    free(maker->home);
    free(maker->eligible);
    free(maker->tier_numbers);
    arena_free(maker->arena);
    free(maker);
}

int32_t maker_bin(struct maker *maker, int32_t cluster, int32_t zone, const int64_t *available)
{
    int32_t bin = (int32_t)maker->bin_cluster_count;

    assert(!maker->eligible && cluster < maker->problem.cluster_count);
    assert(bin == 0 || maker->bin_cluster[bin - 1] <= cluster);
    VEC_PUSH(maker->bin_cluster, maker->bin_cluster_count, maker->bin_cluster_room, cluster);
    VEC_PUSH(maker->bin_zone, maker->bin_zone_count, maker->bin_zone_room, zone);
    VEC_PUSH(maker->node_ix, maker->node_count, maker->node_room, bin);
    for (int32_t r = 0; r < maker->problem.resource_count; r++)
        VEC_PUSH(maker->available, maker->available_count, maker->available_room, available[r]);
    return bin;
}

int32_t maker_group(struct maker *maker, enum group_kind kind, int32_t tier, int64_t weight)
{
    struct group group = {.kind = kind, .weight = weight};

    group.stack_ix = (int32_t)maker->group_count;
    group.first_item = (int32_t)maker->item_count;
    group.allowed = maker->everywhere;
    group.allowed_count = maker->problem.cluster_count;
    if (kind == GROUP_REPLICAS)
        group.lives_in = ARENA_NEW(maker->arena, maker->problem.cluster_count, bool);
    VEC_PUSH(maker->groups, maker->group_count, maker->group_room, group);
    VEC_PUSH(maker->tier_numbers, maker->tier_count, maker->tier_room, tier);
    return (int32_t)maker->group_count - 1;
}

static struct group *last_group(struct maker *maker)
{
    return &maker->groups[maker->group_count - 1];
}

static struct item *last_item(struct maker *maker)
{
    return &maker->items[maker->item_count - 1];
}

void maker_allow(struct maker *maker, uint64_t mask)
{
    int32_t *allowed = ARENA_NEW(maker->arena, maker->problem.cluster_count, int32_t), count = 0;

    for (int32_t c = 0; c < maker->problem.cluster_count; c++)
        if (mask >> c & 1)
            allowed[count++] = c;
    last_group(maker)->allowed = allowed;
    last_group(maker)->allowed_count = count;
}

void maker_hopeless(struct maker *maker)
{
    last_group(maker)->is_hopeless = true;
}

void maker_lives_in(struct maker *maker, int32_t cluster)
{
    bool *lives_in = ARENA_NEW(maker->arena, maker->problem.cluster_count, bool);

    memcpy(lives_in, last_group(maker)->lives_in, (size_t)maker->problem.cluster_count);
    lives_in[cluster] = true;
    last_group(maker)->lives_in = lives_in;
}

int32_t maker_item(struct maker *maker, int64_t replicas, const int64_t *demand)
{
    struct item item = {.replicas = replicas, .per_bin_cap = replicas, .per_zone_cap = replicas};

    item.group_ix = (int32_t)maker->group_count - 1;
    item.workload_ix = (int32_t)maker->item_count;
    item.first_present = (int32_t)maker->present_count;
    item.first_home = (int32_t)maker->home_count;
    VEC_PUSH(maker->items, maker->item_count, maker->item_room, item);
    for (int32_t r = 0; r < maker->problem.resource_count; r++)
        VEC_PUSH(maker->demand, maker->demand_count, maker->demand_room, demand[r]);
    last_group(maker)->item_count++;
    return (int32_t)maker->item_count - 1;
}

int32_t maker_daemon(struct maker *maker, const int64_t *demand)
{
    int32_t item = maker_item(maker, 0, demand);

    last_item(maker)->is_daemon = true;
    return item;
}

void maker_bin_cap(struct maker *maker, int64_t cap)
{
    last_item(maker)->has_bin_cap = true;
    last_item(maker)->per_bin_cap = cap;
}

void maker_zone_cap(struct maker *maker, int64_t cap)
{
    last_item(maker)->has_zone_cap = true;
    last_item(maker)->per_zone_cap = cap;
}

void maker_dead(struct maker *maker)
{
    last_item(maker)->is_dead = true;
}

void maker_more(struct maker *maker, int32_t item, int64_t more)
{
    struct item *it = &maker->items[item];

    it->more = more;
    it->per_bin_cap += it->has_bin_cap ? 0 : more;
    it->per_zone_cap += it->has_zone_cap ? 0 : more;
    maker->groups[it->group_ix].fills_up = true;
}

static void add_class(struct maker *maker)
{
    size_t row = maker->bin_cluster_count, rows = (size_t)++maker->class_count;

    maker->eligible = realloc(maker->eligible, rows * row + 1);
    assert(maker->eligible);
    memset(maker->eligible + (rows - 1) * row, 1, row);
}

void maker_exclude(struct maker *maker, int32_t bin)
{
    if (maker->class_count == 0)
        add_class(maker);
    if (last_item(maker)->eligible_class == 0) {
        add_class(maker);
        last_item(maker)->eligible_class = maker->class_count - 1;
    }
    maker->eligible[(size_t)last_item(maker)->eligible_class * maker->bin_cluster_count +
                    (size_t)bin] = 0;
}

void maker_present(struct maker *maker, int32_t bin, int64_t count)
{
    struct share share = {(int32_t)maker->item_count - 1, bin, count};

    VEC_PUSH(maker->present, maker->present_count, maker->present_room, share);
    last_item(maker)->present_count++;
}

void maker_home(struct maker *maker, int32_t bin, int64_t count)
{
    struct share share = {(int32_t)maker->item_count - 1, bin, count};

    VEC_PUSH(maker->home, maker->home_count, maker->home_room, share);
    last_item(maker)->home_count++;
}

void maker_require(struct maker *maker, int32_t group, int32_t needs, bool same_cluster)
{
    struct require require = {group, needs, same_cluster};

    VEC_PUSH(maker->requires, maker->require_count, maker->require_room, require);
}

/* Bins of a cluster as a range; zones numbered through. */
static void seal_bins(struct maker *maker)
{
    struct problem *p = &maker->problem;
    int32_t *first_bin = ARENA_NEW(maker->arena, p->cluster_count + 1, int32_t);
    int32_t *zone = ARENA_NEW(maker->arena, maker->bin_cluster_count, int32_t), b = 0;

    p->bin_count = (int32_t)maker->bin_cluster_count;
    for (int32_t c = 0; c < p->cluster_count; c++) {
        int32_t most = -1;

        first_bin[c] = b;
        for (; b < p->bin_count && maker->bin_cluster[b] == c; b++) {
            zone[b] = p->zone_count + maker->bin_zone[b];
            most = maker->bin_zone[b] > most ? maker->bin_zone[b] : most;
        }
        p->zone_count += most + 1;
    }
    first_bin[p->cluster_count] = b;
    p->first_bin = first_bin;
    p->bin_zone = zone;
    p->bin_cluster = maker->bin_cluster;
    p->bin_node_ix = maker->node_ix;
    p->bin_free = maker->available;
}

static void seal_tiers(struct maker *maker)
{
    struct problem *p = &maker->problem;
    int32_t *tiers = ARENA_NEW(maker->arena, maker->group_count, int32_t);

    for (size_t g = 0; g < maker->group_count; g++) {
        int32_t number = maker->tier_numbers[g];

        maker->groups[g].tier_ix = -1;
        if (maker->groups[g].kind == GROUP_RESIDENT)
            continue;
        if (p->tier_count == 0 || tiers[p->tier_count - 1] != number) {
            assert(p->tier_count == 0 || tiers[p->tier_count - 1] < number);
            tiers[p->tier_count++] = number;
        }
        maker->groups[g].tier_ix = p->tier_count - 1;
    }
    p->tiers = tiers;
}

const struct problem *maker_problem(struct maker *maker)
{
    struct problem *p = &maker->problem;

    if (maker->class_count == 0)
        add_class(maker);
    p->zone_count = 0;
    p->tier_count = 0;
    seal_bins(maker);
    seal_tiers(maker);
    p->items = maker->items;
    p->item_count = (int32_t)maker->item_count;
    p->demand = maker->demand;
    p->groups = maker->groups;
    p->group_count = (int32_t)maker->group_count;
    p->requires = maker->requires;
    p->require_count = (int32_t)maker->require_count;
    p->eligible_class_count = maker->class_count;
    p->eligible = maker->eligible;
    p->present = maker->present;
    p->present_count = (int32_t)maker->present_count;
    p->home = maker->home;
    p->home_count = (int32_t)maker->home_count;
    return p;
}
