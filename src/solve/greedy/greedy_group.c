/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/buf.h"
#include "solve/greedy/greedy.h"
#include "solve/memory.h"

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

bool greedy_keeps_rules(struct greedy *greedy, int32_t g)
{
    bool is_kept = !greedy->placer->rules || rules_hold(greedy->placer->rules, g);

    if (greedy->placer->rules)
        work_spend(greedy->work, rules_take_ticks(greedy->placer->rules));
    return is_kept;
}

/* Push the clusters a group may try in the order of the rules; returns where they begin.
 * GROUP_REPLICAS: those where it lives first, for they cost no daemons. */
static size_t push_clusters(struct greedy *greedy, int32_t g)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    struct sort_key *keys = memory_take(group->allowed_count, sizeof *keys);
    size_t start = greedy->scratch_count;
    int32_t count = 0, k = p->resource_count;

    for (int32_t a = 0; a < group->allowed_count; a++) {
        int32_t c = group->allowed[a];
        double room = 0;

        if (coverage_is_known_dead(greedy->coverage, g, a))
            continue;
        for (int32_t r = 0; r < k; r++)
            room +=
                greedy->placer->worth[r] * (double)greedy->pack->cluster_left[(int64_t)c * k + r];
        if (greedy->rules.clusters == CLUSTERS_INPUT)
            room = 0;
        keys[count].first = group->kind == GROUP_REPLICAS && !index_lives_in(group, c);
        keys[count].second = greedy->rules.clusters == CLUSTERS_ROOMIEST ? -room : room;
        keys[count++].ix = c;
    }
    sort_keys(keys, count);
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

bool greedy_may_hold(const struct greedy *greedy, int32_t g, int32_t cluster)
{
    int32_t k = index_allowed(greedy->problem, g, cluster);

    return k >= 0 && !greedy->problem->groups[g].is_hopeless &&
           !coverage_is_known_dead(greedy->coverage, g, k) && sums_fit(greedy, g, cluster);
}

/* One whole group into one cluster, without its requirements. On failure the caller rolls back. */
static bool place_member(struct greedy *greedy, int32_t g, int32_t cluster)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];

    if (!greedy_may_hold(greedy, g, cluster) || !pack_enter(greedy->pack, g, cluster))
        return false;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        const struct item *item = &p->items[greedy->item_order[i]];

        if (item->is_daemon || item->replicas == 0)
            continue;
        if (placer_fill(greedy->placer, greedy->item_order[i], cluster, item->replicas) <
            item->replicas) {
            coverage_is_live(greedy->coverage, g, index_allowed(p, g, cluster));
            work_spend(greedy->work, coverage_take_ticks(greedy->coverage));
            return false;
        }
    }
    return greedy_keeps_rules(greedy, g);
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

/* Pods of other groups that an affinity of this one asks for come first: try to place one of those
 * groups, for each item that lacks a match in the cluster. */
static void raise_matches(struct greedy *greedy, int32_t g, int32_t cluster)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        const struct affinity *rule = rules_affinity_of(greedy->placer->rules, i);
        bool lacks = rule && rules_lacks_match(greedy->placer->rules, rule, cluster);

        for (int32_t k = 0; lacks && k < rule->set.count; k++) {
            int32_t other = p->items[rule->set.items[k]].group_ix;

            lacks = other == g || !raise(greedy, other, cluster);
        }
    }
}

/* Push the whole groups that must share the cluster of g. *cluster is set when one of them is
 * placed already; false when two are, apart. */
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

    for (size_t at = start; greedy->placer->rules && at < end; at++)
        raise_matches(greedy, greedy->block[at], cluster);
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

/* Place missing replicas of a GROUP_REPLICAS group, at most `most` of each item (only_dead: of
 * those items of which nothing survives); cluster -1: anywhere. */
static void fill_group(struct greedy *greedy, int32_t g, int64_t most, bool only_dead,
                       int32_t cluster)
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
        if (p->items[i].is_dead && p->items[i].replicas > 0 &&
            index_role_placed(p, greedy->pack->placed, i) == 0)
            return false;
        is_there = is_there || pack_count_in(greedy->pack, i, cluster) > 0;
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
    is_up = is_up && greedy_keeps_rules(greedy, g);
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
    is_placed = place_replicas(greedy, g) && greedy_keeps_rules(greedy, g);
    greedy->is_asked[g] = false;
    if (!is_placed)
        pack_rollback(greedy->pack, mark);
    return is_placed;
}

void greedy_part(struct greedy *greedy, int32_t g)
{
    size_t mark = pack_mark(greedy->pack);

    fill_group(greedy, g, INT64_MAX, false, -1);
    if (!greedy_keeps_rules(greedy, g))
        pack_rollback(greedy->pack, mark);
}
