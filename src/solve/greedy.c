/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/greedy.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"

static void *take(int32_t count, size_t size)
{
    void *memory = calloc(count > 0 ? (size_t)count : 1, size);

    if (!memory)
        error_out_of_memory();
    return memory;
}

struct key {
    double first, second;
    int32_t ix;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->second != y->second)
        return x->second < y->second ? -1 : 1;
    return x->ix < y->ix ? -1 : x->ix > y->ix;
}

static void order_items(struct greedy *greedy)
{
    const struct problem *p = greedy->problem;
    struct key *keys = take(p->item_count, sizeof *keys);

    for (int32_t i = 0; i < p->item_count; i++) {
        keys[i].first = p->items[i].group_ix;
        keys[i].second = -placer_size(greedy->placer, &p->demand[(int64_t)i * p->resource_count]);
        keys[i].ix = i;
    }
    if (p->item_count > 1)
        qsort(keys, (size_t)p->item_count, sizeof *keys, compare_keys);
    for (int32_t i = 0; i < p->item_count; i++)
        greedy->item_order[i] = keys[i].ix;
    free(keys);
}

struct greedy *greedy_new(struct pack *pack, struct coverage *coverage, struct work *work)
{
    const struct problem *p = pack->problem;
    struct greedy *greedy = take(1, sizeof *greedy);

    greedy->problem = p;
    greedy->index = pack->index;
    greedy->pack = pack;
    greedy->placer = placer_new(pack, work);
    greedy->coverage = coverage;
    greedy->work = work;
    greedy->item_order = take(p->item_count, sizeof *greedy->item_order);
    greedy->is_asked = take(p->group_count, sizeof *greedy->is_asked);
    order_items(greedy);
    return greedy;
}

void greedy_free(struct greedy *greedy)
{
    if (!greedy)
        return;
    placer_free(greedy->placer);
    free(greedy->item_order);
    free(greedy->is_asked);
    free(greedy->block);
    free(greedy->scratch);
    free(greedy);
}

bool greedy_has(const struct greedy *greedy, int32_t g)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];

    if (group->kind != GROUP_REPLICAS)
        return greedy->pack->cluster[g] >= 0;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (!p->items[i].is_daemon && greedy->pack->placed[i] < p->items[i].replicas)
            return false;
    return true;
}

/* Push the clusters a group may try in the order of the rules; returns where they begin. GROUP_REPLICAS:
 * those where it lives first, for they cost no daemons. */
static size_t push_clusters(struct greedy *greedy, int32_t g)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    struct key *keys = take(group->allowed_count, sizeof *keys);
    size_t start = greedy->scratch_count;
    int32_t count = 0, k = p->resource_count;

    for (int32_t a = 0; a < group->allowed_count; a++) {
        int32_t c = group->allowed[a];
        double room = 0;

        if (coverage_is_known_dead(greedy->coverage, g, a))
            continue;
        for (int32_t r = 0; r < k; r++)
            room += greedy->placer->weight[r] *
                    (double)greedy->pack->cluster_left[(int64_t)c * k + r];
        if (greedy->rules.clusters == CLUSTERS_INPUT)
            room = 0;
        keys[count].first = group->kind == GROUP_REPLICAS && !index_lives_in(group, c);
        keys[count].second = greedy->rules.clusters == CLUSTERS_ROOMIEST ? -room : room;
        keys[count++].ix = c;
    }
    if (count > 1)
        qsort(keys, (size_t)count, sizeof *keys, compare_keys);
    for (int32_t i = 0; i < count; i++)
        VEC_PUSH(greedy->scratch, greedy->scratch_count, greedy->scratch_room, keys[i].ix);
    free(keys);
    work_spend(greedy->work, group->allowed_count);
    return start;
}

/* Could the sum of what is left in the cluster hold the group? */
static bool sums_fit(const struct greedy *greedy, int32_t g, int32_t cluster)
{
    int32_t k = greedy->problem->resource_count;

    for (int32_t r = 0; r < k; r++)
        if (greedy->index->group_demand[(int64_t)g * k + r] >
            greedy->pack->cluster_left[(int64_t)cluster * k + r])
            return false;
    return true;
}

/* One whole group into one cluster, without its requirements. On failure the caller rolls back. */
static bool place_member(struct greedy *greedy, int32_t g, int32_t cluster)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    int32_t k = index_allowed(p, g, cluster);

    if (k < 0 || group->is_hopeless || coverage_is_known_dead(greedy->coverage, g, k) ||
        !sums_fit(greedy, g, cluster) || !pack_enter(greedy->pack, g, cluster))
        return false;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        const struct item *item = &p->items[greedy->item_order[i]];

        if (item->is_daemon || item->replicas == 0)
            continue;
        if (placer_fill(greedy->placer, greedy->item_order[i], cluster, item->replicas) <
            item->replicas) {
            coverage_is_live(greedy->coverage, g, k);
            work_spend(greedy->work, coverage_take_ticks(greedy->coverage));
            return false;
        }
    }
    return true;
}

static bool raise(struct greedy *greedy, int32_t g, int32_t cluster);

static bool raise_required(struct greedy *greedy, int32_t g, bool same_cluster, int32_t cluster)
{
    const struct problem *p = greedy->problem;

    for (int32_t i = greedy->index->first_require[g]; i < greedy->index->first_require[g + 1]; i++)
        if (p->requires[i].same_cluster == same_cluster &&
            !raise(greedy, p->requires[i].needs_ix, cluster))
            return false;
    return true;
}

/* Push the whole groups that must share the cluster of g. *cluster is set when one of them is placed
 * already; false when two are, apart. */
static bool push_block(struct greedy *greedy, int32_t g, int32_t *cluster)
{
    const struct problem *p = greedy->problem;
    size_t start = greedy->block_count;

    VEC_PUSH(greedy->block, greedy->block_count, greedy->block_room, g);
    for (size_t at = start; at < greedy->block_count; at++) {
        int32_t member = greedy->block[at], its = greedy->pack->cluster[member];

        if (its >= 0 && *cluster >= 0 && its != *cluster)
            return false;
        if (its >= 0)
            *cluster = its;
        for (int32_t i = greedy->index->first_require[member];
             i < greedy->index->first_require[member + 1]; i++) {
            int32_t needs = p->requires[i].needs_ix;
            bool is_new = p->requires[i].same_cluster && p->groups[needs].kind != GROUP_REPLICAS;

            for (size_t k = start; is_new && k < greedy->block_count; k++)
                is_new = greedy->block[k] != needs;
            if (is_new)
                VEC_PUSH(greedy->block, greedy->block_count, greedy->block_room, needs);
        }
    }
    return true;
}

/* The block from `start` on into one cluster, and what its members require. All or nothing. */
static bool place_block(struct greedy *greedy, size_t start, int32_t cluster)
{
    size_t mark = pack_mark(greedy->pack), end = greedy->block_count;
    bool is_placed = true;

    for (size_t at = start; is_placed && at < end; at++)
        if (greedy->pack->cluster[greedy->block[at]] < 0)
            is_placed = place_member(greedy, greedy->block[at], cluster);
    for (size_t at = start; is_placed && at < end; at++)
        is_placed = raise_required(greedy, greedy->block[at], true, cluster) &&
                    raise_required(greedy, greedy->block[at], false, -1);
    if (!is_placed)
        pack_rollback(greedy->pack, mark);
    return is_placed;
}

static bool place_whole(struct greedy *greedy, int32_t g, int32_t cluster)
{
    size_t block = greedy->block_count, scratch = greedy->scratch_count;
    bool is_placed = false;

    if (push_block(greedy, g, &cluster)) {
        if (cluster >= 0) {
            is_placed = place_block(greedy, block, cluster);
        } else {
            size_t at = push_clusters(greedy, g);

            for (size_t end = greedy->scratch_count; !is_placed && at < end; at++)
                is_placed = place_block(greedy, block, greedy->scratch[at]);
        }
    }
    greedy->block_count = block;
    greedy->scratch_count = scratch;
    return is_placed;
}

/* Up to want replicas of an item of a GROUP_REPLICAS group in one cluster, daemons included. */
static int64_t fill_replicas(struct greedy *greedy, int32_t item, int32_t cluster, int64_t want)
{
    int32_t g = greedy->problem->items[item].group_ix;

    if (pack_costs_daemons(greedy->pack, g, cluster)) {
        size_t mark = pack_mark(greedy->pack);
        int64_t placed;

        if (!pack_daemons_fit(greedy->pack, g, cluster))
            return 0;
        /* One replica brings the daemons in; the rest sees what they leave. Where both do not go
         * together on the bin, the daemons are what is missing room. */
        placed = placer_fill(greedy->placer, item, cluster, 1);
        for (int32_t b = greedy->problem->first_bin[cluster];
             placed > 0 && b < greedy->problem->first_bin[cluster + 1]; b++)
            for (int32_t r = 0; r < greedy->problem->resource_count; r++)
                if (greedy->pack->left[(int64_t)b * greedy->problem->resource_count + r] < 0)
                    placed = 0;
        if (placed == 0) {
            pack_rollback(greedy->pack, mark);
            return 0;
        }
        return placed + placer_fill(greedy->placer, item, cluster, want - placed);
    }
    return placer_fill(greedy->placer, item, cluster, want);
}

/* May the group have new replicas in this cluster, as to what must share it? */
static bool has_company(struct greedy *greedy, int32_t g, int32_t cluster)
{
    const struct problem *p = greedy->problem;

    for (int32_t i = greedy->index->first_require[g]; i < greedy->index->first_require[g + 1]; i++)
        if (p->requires[i].same_cluster && !raise(greedy, p->requires[i].needs_ix, cluster))
            return false;
    return true;
}

/* Place missing replicas of a GROUP_REPLICAS group, at most `most` of each item (only_dead: of those
 * items of which nothing survives); cluster -1: anywhere. */
static void fill_group(struct greedy *greedy, int32_t g, int64_t most, bool only_dead, int32_t cluster)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    size_t start = push_clusters(greedy, g), end = greedy->scratch_count;

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int32_t item = greedy->item_order[i];
        int64_t want = p->items[item].is_daemon ? 0 : p->items[item].replicas;

        if (only_dead && !p->items[item].is_dead)
            continue;
        want -= greedy->pack->placed[item];
        want = want < most ? want : most;
        for (size_t at = start; want > 0 && at < end; at++) {
            int32_t c = greedy->scratch[at];

            if (cluster < 0 || cluster == c)
                want -= fill_replicas(greedy, item, c, want);
        }
    }
    greedy->scratch_count = start;
}

/* Is a GROUP_REPLICAS group up (in the cluster, unless -1), as far as its replicas go? */
static bool has_dead_items(const struct greedy *greedy, int32_t g, int32_t cluster)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    bool is_there = cluster < 0 || index_lives_in(group, cluster);

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int64_t count = cluster < 0 ? greedy->pack->placed[i]
                                    : pack_count_in(greedy->pack, i, cluster);

        if (p->items[i].is_dead && p->items[i].replicas > 0 && count == 0)
            return false;
        is_there = is_there || count > 0;
    }
    return is_there;
}

/* Bring a GROUP_REPLICAS group up: one replica of each item that has none. */
static bool raise_replicas(struct greedy *greedy, int32_t g, int32_t cluster)
{
    if (greedy->problem->groups[g].is_hopeless || !raise_required(greedy, g, false, -1) ||
        !raise_required(greedy, g, true, -1))
        return false;
    if (has_dead_items(greedy, g, cluster))
        return true;
    fill_group(greedy, g, 1, true, cluster);
    if (!has_dead_items(greedy, g, cluster))
        fill_group(greedy, g, 1, false, cluster);
    return has_dead_items(greedy, g, cluster);
}

/* Bring a required group up, in the given cluster unless -1. */
static bool raise(struct greedy *greedy, int32_t g, int32_t cluster)
{
    const struct group *group = &greedy->problem->groups[g];
    size_t mark = pack_mark(greedy->pack);
    bool is_up;

    if (group->kind != GROUP_REPLICAS && greedy->pack->cluster[g] >= 0)
        return cluster < 0 || greedy->pack->cluster[g] == cluster;
    if (greedy->is_asked[g] || group->kind == GROUP_RESIDENT)
        return greedy->is_asked[g];
    greedy->is_asked[g] = true;
    is_up = group->kind == GROUP_WHOLE ? place_whole(greedy, g, cluster)
                                       : raise_replicas(greedy, g, cluster);
    greedy->is_asked[g] = false;
    if (!is_up)
        pack_rollback(greedy->pack, mark);
    return is_up;
}

/* All replicas of a GROUP_REPLICAS group, in clusters where its company is. */
static bool place_replicas(struct greedy *greedy, int32_t g)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    size_t start, end;

    if (!raise_replicas(greedy, g, -1))
        return false;
    start = push_clusters(greedy, g);
    end = greedy->scratch_count;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int32_t item = greedy->item_order[i];
        int64_t want = p->items[item].is_daemon ? 0 : p->items[item].replicas;

        want -= greedy->pack->placed[item];
        for (size_t at = start; want > 0 && at < end; at++)
            if (has_company(greedy, g, greedy->scratch[at]))
                want -= fill_replicas(greedy, item, greedy->scratch[at], want);
        if (want > 0)
            break;
    }
    greedy->scratch_count = start;
    for (int32_t c = 0; c < group->allowed_count; c++) {
        bool is_there = false;

        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            is_there = is_there || pack_count_in(greedy->pack, i, group->allowed[c]) > 0;
        if (is_there && !has_company(greedy, g, group->allowed[c]))
            return false;
    }
    return greedy_has(greedy, g);
}

bool greedy_group(struct greedy *greedy, int32_t g, int32_t cluster)
{
    size_t mark = pack_mark(greedy->pack);
    bool is_placed;

    if (greedy->problem->groups[g].is_hopeless)
        return false;
    if (greedy->problem->groups[g].kind == GROUP_WHOLE)
        return greedy->pack->cluster[g] < 0 ? raise(greedy, g, cluster) : true;
    greedy->is_asked[g] = true;
    is_placed = place_replicas(greedy, g);
    greedy->is_asked[g] = false;
    if (!is_placed)
        pack_rollback(greedy->pack, mark);
    return is_placed;
}

void greedy_part(struct greedy *greedy, int32_t g)
{
    fill_group(greedy, g, INT64_MAX, false, -1);
}

static bool place_resident(struct greedy *greedy, int32_t g)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];

    if (group->allowed_count < 1 || !pack_enter(greedy->pack, g, group->allowed[0]))
        return false;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int32_t item = greedy->item_order[i];
        int64_t want = p->items[item].is_daemon ? 0 : p->items[item].replicas;

        for (int32_t h = 0; !greedy->rules.leaves_homes && h < p->items[item].home_count; h++) {
            const struct share *home = &p->home[p->items[item].first_home + h];
            int64_t count = home->count < want ? home->count : want;

            want -= placer_fill_bin(greedy->placer, item, home->bin_ix, count);
        }
        if (want > placer_fill(greedy->placer, item, group->allowed[0], want))
            return false;
    }
    return true;
}

/* Groups [first, end) of one kind and tier by the rules; returns a heap array. */
static struct key *order_groups(const struct greedy *greedy, int32_t first, int32_t end)
{
    const struct problem *p = greedy->problem;
    struct key *keys = take(end - first, sizeof *keys);

    for (int32_t g = first; g < end; g++) {
        struct key *key = &keys[g - first];
        double size = placer_size(greedy->placer,
                                  &greedy->index->group_demand[(int64_t)g * p->resource_count]);

        key->ix = g;
        if (greedy->rules.order == ORDER_DENSITY)
            key->first = size > 0 ? -(double)p->groups[g].weight / size : -1e300;
        else if (greedy->rules.order == ORDER_CHOICES)
            key->first = p->groups[g].allowed_count;
        if (greedy->rules.order != ORDER_INPUT)
            key->second = -size;
    }
    if (end - first > 1)
        qsort(keys, (size_t)(end - first), sizeof *keys, compare_keys);
    return keys;
}

/* Groups of a tier (-1: residents) are a range. */
static void tier_range(const struct problem *p, int32_t tier, int32_t *ret_first, int32_t *ret_end)
{
    int32_t g = 0;

    while (g < p->group_count && p->groups[g].tier_ix < tier)
        g++;
    *ret_first = g;
    while (g < p->group_count && p->groups[g].tier_ix == tier)
        g++;
    *ret_end = g;
}

bool greedy_residents(struct greedy *greedy)
{
    int32_t first, end;
    bool all_placed = true;
    struct key *keys;

    tier_range(greedy->problem, -1, &first, &end);
    keys = order_groups(greedy, first, end);
    /* Those that stay at home first: nobody may take their place. */
    for (int32_t pass = greedy->rules.leaves_homes ? 1 : 0; pass < 2; pass++) {
        for (int32_t i = 0; i < end - first; i++) {
            const struct group *group = &greedy->problem->groups[keys[i].ix];
            bool has_home = false;
            size_t mark = pack_mark(greedy->pack);

            for (int32_t k = 0; k < group->item_count; k++)
                has_home = has_home ||
                           greedy->problem->items[group->first_item + k].home_count > 0;
            if (greedy->pack->cluster[keys[i].ix] >= 0 || (pass == 0 && !has_home))
                continue;
            if (!place_resident(greedy, keys[i].ix)) {
                pack_rollback(greedy->pack, mark);
                all_placed = all_placed && pass == 0;
            }
        }
    }
    for (int32_t g = first; g < end; g++)
        all_placed = all_placed && greedy->pack->cluster[g] >= 0;
    free(keys);
    return all_placed;
}

void greedy_tier(struct greedy *greedy, int32_t tier, bool must_finish)
{
    int32_t first, end;
    struct key *keys;

    tier_range(greedy->problem, tier, &first, &end);
    keys = order_groups(greedy, first, end);
    for (int32_t i = 0; i < end - first && (must_finish || !work_is_out(greedy->work)); i++)
        if (!greedy_has(greedy, keys[i].ix)) {
            greedy_group(greedy, keys[i].ix, -1);
            pack_commit(greedy->pack);
        }
    for (int32_t i = 0; i < end - first && (must_finish || !work_is_out(greedy->work)); i++)
        if (greedy->problem->groups[keys[i].ix].kind == GROUP_REPLICAS &&
            !greedy_has(greedy, keys[i].ix)) {
            greedy_part(greedy, keys[i].ix);
            pack_commit(greedy->pack);
        }
    free(keys);
}

void greedy_run(struct greedy *greedy, const struct greedy_rules *rules, bool must_finish)
{
    greedy->rules = *rules;
    greedy->placer->rating = rules->rating;
    pack_clear(greedy->pack);
    if (!greedy_residents(greedy))
        return;
    pack_commit(greedy->pack);
    for (int32_t t = 0; t < greedy->problem->tier_count; t++)
        greedy_tier(greedy, t, must_finish);
}
