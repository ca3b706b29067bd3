/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/improve/repack.h"

#include <stdlib.h>

#include "solve/memory.h"

/* Size by the sum over resources, or by the largest one. */
static double piece_size(const struct greedy *greedy, int32_t item, bool by_largest)
{
    const struct problem *p = greedy->problem;
    const int64_t *demand = &p->demand[(int64_t)item * p->resource_count];
    double largest = 0;

    if (!by_largest)
        return placer_size(greedy->placer, demand);
    for (int32_t r = 0; r < p->resource_count; r++) {
        double part = greedy->placer->weight[r] * (double)demand[r];

        largest = part > largest ? part : largest;
    }
    return largest;
}

static int32_t add_pieces(const struct greedy *greedy, int32_t g, bool by_largest,
                          struct sort_key *pieces, int32_t count)
{
    const struct group *group = &greedy->problem->groups[g];

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (!greedy->problem->items[i].is_daemon && greedy->problem->items[i].replicas > 0)
            pieces[count++] =
                (struct sort_key){greedy->placer->rules ? rules_depth(greedy->placer->rules, i) : 0,
                                  -piece_size(greedy, i, by_largest), i};
    return count;
}

static bool sums_fit(const struct greedy *greedy, int32_t cluster, int32_t newcomer)
{
    int32_t k = greedy->problem->resource_count;

    for (int32_t r = 0; r < k; r++)
        if (greedy->index->group_demand[(int64_t)newcomer * k + r] >
            greedy->pack->cluster_left[(int64_t)cluster * k + r])
            return false;
    return true;
}

bool repack_cluster(struct greedy *greedy, int32_t cluster, const int32_t *groups, int32_t count,
                    int32_t newcomer, int32_t variant)
{
    static const enum rating ratings[] = {RATING_STRAND,  RATING_BEST_FIT,  RATING_COSINE,
                                          RATING_LARGEST, RATING_FIRST_FIT, RATING_WORST_FIT};
    size_t mark = pack_mark(greedy->pack);
    struct sort_key *pieces;
    int32_t piece_count = 0, place = index_allowed(greedy->problem, newcomer, cluster);
    bool is_placed = true;

    if (place < 0 || coverage_is_known_dead(greedy->coverage, newcomer, place) ||
        greedy->problem->groups[newcomer].is_hopeless || !sums_fit(greedy, cluster, newcomer))
        return false;
    pieces = memory_take(greedy->problem->item_count, sizeof *pieces);
    for (int32_t i = 0; i < count; i++)
        pack_remove(greedy->pack, groups[i]);
    for (int32_t i = 0; i <= count && is_placed; i++) {
        int32_t g = i < count ? groups[i] : newcomer;

        is_placed = pack_enter(greedy->pack, g, cluster);
        piece_count = add_pieces(greedy, g, variant >= 6, pieces, piece_count);
    }
    sort_keys(pieces, piece_count);
    greedy->placer->rating = ratings[variant % 6];
    for (int32_t i = 0; i < piece_count && is_placed; i++) {
        int64_t want = greedy->problem->items[pieces[i].ix].replicas;

        is_placed = placer_fill(greedy->placer, pieces[i].ix, cluster, want) == want;
    }
    free(pieces);
    for (int32_t i = 0; i <= count && is_placed; i++)
        is_placed = greedy_keeps_rules(greedy, i < count ? groups[i] : newcomer);
    if (!is_placed)
        pack_rollback(greedy->pack, mark);
    return is_placed;
}
