/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/greedy/index.h"
#include "solve/memory.h"
#include "solve/pack.h"

struct answer *answer_new(const struct problem *p)
{
    struct answer *answer = memory_take(1, sizeof *answer);

    answer->cluster = memory_take(p->group_count, sizeof *answer->cluster);
    answer->is_recovered = memory_take(p->group_count, sizeof *answer->is_recovered);
    answer->weight = memory_take(p->tier_count, sizeof *answer->weight);
    answer->replicas = memory_take(p->tier_count, sizeof *answer->replicas);
    answer_clear(p, answer);
    return answer;
}

void answer_free(struct answer *answer)
{
    if (!answer)
        return;
    free(answer->assigns);
    free(answer->cluster);
    free(answer->is_recovered);
    free(answer->weight);
    free(answer->replicas);
    free(answer);
}

void answer_clear(const struct problem *p, struct answer *answer)
{
    answer->count = 0;
    for (int32_t g = 0; g < p->group_count; g++) {
        answer->cluster[g] = -1;
        answer->is_recovered[g] = false;
    }
    for (int32_t t = 0; t < p->tier_count; t++)
        answer->weight[t] = answer->replicas[t] = 0;
    answer->holds_residents = false;
}

static int compare_shares(const void *a, const void *b)
{
    const struct share *x = a, *y = b;

    if (x->item_ix != y->item_ix)
        return x->item_ix < y->item_ix ? -1 : 1;
    if (x->bin_ix != y->bin_ix)
        return x->bin_ix < y->bin_ix ? -1 : 1;
    return 0;
}

static void merge(struct answer *answer)
{
    size_t kept = 0;

    if (answer->count > 1)
        qsort(answer->assigns, answer->count, sizeof *answer->assigns, compare_shares);
    for (size_t i = 0; i < answer->count; i++) {
        struct share *share = &answer->assigns[i];

        if (kept > 0 && compare_shares(&answer->assigns[kept - 1], share) == 0)
            answer->assigns[kept - 1].count += share->count;
        else
            answer->assigns[kept++] = *share;
    }
    answer->count = kept;
}

/* State of one count: placed replicas by item, and what is known about "up" by group. */
struct tally {
    const struct problem *problem;
    const struct index *index;
    const struct answer *answer;
    int64_t *placed;
    signed char *up; /* 0 unknown, 1 up, -1 not */
};

static bool is_up(struct tally *tally, int32_t g)
{
    const struct problem *p = tally->problem;
    const struct group *group = &p->groups[g];
    bool up = !group->is_hopeless;

    if (group->kind == GROUP_RESIDENT)
        return true;
    if (tally->up[g] != 0)
        return tally->up[g] > 0;
    tally->up[g] = 1; /* a cycle counts as satisfied; estates have none */
    if (group->kind == GROUP_WHOLE)
        up = up && tally->answer->cluster[g] >= 0;
    for (int32_t i = group->first_item; up && i < group->first_item + group->item_count; i++)
        if (group->kind == GROUP_REPLICAS && p->items[i].is_dead && p->items[i].replicas > 0)
            up = index_role_placed(p, tally->placed, i) > 0;
    for (int32_t i = tally->index->first_require[g]; up && i < tally->index->first_require[g + 1];
         i++)
        up = is_up(tally, p->requires[i].needs_ix);
    tally->up[g] = up ? 1 : -1;
    return up;
}

static bool is_full(const struct tally *tally, const struct group *group)
{
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (!tally->problem->items[i].is_daemon &&
            tally->placed[i] < tally->problem->items[i].replicas)
            return false;
    return true;
}

/* Index of the first share of an item or of a later one. */
static size_t first_share(const struct answer *answer, int32_t item)
{
    size_t low = 0, high = answer->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (answer->assigns[middle].item_ix < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_in(const struct tally *tally, int32_t g, int32_t cluster);

/* A GROUP_REPLICAS group that asks for the same cluster: what it needs is wherever it has new
 * replicas. */
static bool has_company(const struct tally *tally, int32_t g, int32_t needs)
{
    const struct problem *p = tally->problem;
    const struct group *group = &p->groups[g];

    for (size_t i = first_share(tally->answer, group->first_item);
         i < first_share(tally->answer, group->first_item + group->item_count); i++)
        if (!is_in(tally, needs, p->bin_cluster[tally->answer->assigns[i].bin_ix]))
            return false;
    return true;
}

static bool is_in(const struct tally *tally, int32_t g, int32_t cluster)
{
    const struct problem *p = tally->problem;
    const struct group *group = &p->groups[g];
    bool lives = index_lives_in(group, cluster);

    if (group->kind != GROUP_REPLICAS)
        return tally->answer->cluster[g] == cluster;
    for (size_t at = first_share(tally->answer, group->first_item);
         at < first_share(tally->answer, group->first_item + group->item_count) && !lives; at++)
        lives = p->bin_cluster[tally->answer->assigns[at].bin_ix] == cluster;
    return lives;
}

static bool is_recovered(struct tally *tally, int32_t g)
{
    const struct problem *p = tally->problem;
    const struct group *group = &p->groups[g];

    if (group->kind != GROUP_REPLICAS)
        return tally->answer->cluster[g] >= 0;
    if (!is_full(tally, group) || !is_up(tally, g))
        return false;
    for (int32_t i = tally->index->first_require[g]; i < tally->index->first_require[g + 1]; i++)
        if (p->requires[i].same_cluster && !has_company(tally, g, p->requires[i].needs_ix))
            return false;
    return true;
}

void answer_count(const struct problem *p, const struct index *index, struct answer *answer)
{
    struct tally tally = {p, index, answer, memory_take(p->item_count, sizeof(int64_t)),
                          memory_take(p->group_count, 1)};

    merge(answer);
    for (int32_t t = 0; t < p->tier_count; t++)
        answer->weight[t] = answer->replicas[t] = 0;
    answer->holds_residents = true;
    for (size_t i = 0; i < answer->count; i++) {
        const struct share *share = &answer->assigns[i];
        const struct group *group = &p->groups[p->items[share->item_ix].group_ix];

        tally.placed[share->item_ix] += share->count;
        if (group_counts_replicas(group))
            answer->replicas[group->tier_ix] += share->count;
    }
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];

        answer->is_recovered[g] = is_recovered(&tally, g);
        if (group->kind == GROUP_RESIDENT) {
            if (answer->cluster[g] < 0 || !is_full(&tally, group))
                answer->holds_residents = false;
        } else if (answer->is_recovered[g]) {
            answer->weight[group->tier_ix] += group->weight;
        }
    }
    free(tally.placed);
    free(tally.up);
}

void answer_copy(const struct problem *p, const struct answer *from, struct answer *to)
{
    size_t groups = (size_t)p->group_count, tiers = (size_t)p->tier_count;

    to->count = 0;
    for (size_t i = 0; i < from->count; i++)
        VEC_PUSH(to->assigns, to->count, to->room, from->assigns[i]);
    memcpy(to->cluster, from->cluster, groups * sizeof *to->cluster);
    memcpy(to->is_recovered, from->is_recovered, groups * sizeof *to->is_recovered);
    memcpy(to->weight, from->weight, tiers * sizeof *to->weight);
    memcpy(to->replicas, from->replicas, tiers * sizeof *to->replicas);
    to->holds_residents = from->holds_residents;
}

void answer_from_pack(const struct pack *pack, struct answer *answer)
{
    const struct problem *p = pack->problem;

    answer->count = 0;
    for (int32_t g = 0; g < p->group_count; g++)
        answer->cluster[g] = pack->cluster[g];
    for (int32_t i = 0; i < p->item_count; i++) {
        for (size_t k = 0; k < pack->places[i].count; k++) {
            struct place place = pack->places[i].places[k];
            struct share share = {i, place.bin, place.count};

            VEC_PUSH(answer->assigns, answer->count, answer->room, share);
        }
    }
    answer_count(p, pack->index, answer);
}

void answer_to_pack(const struct answer *answer, struct pack *pack)
{
    const struct problem *p = pack->problem;

    pack_clear(pack);
    for (int32_t g = 0; g < p->group_count; g++)
        if (answer->cluster[g] >= 0)
            pack_enter(pack, g, answer->cluster[g]);
    for (size_t i = 0; i < answer->count; i++)
        pack_add(pack, answer->assigns[i].item_ix, answer->assigns[i].bin_ix,
                 answer->assigns[i].count);
    pack_commit(pack);
}

bool answer_is_better(const struct answer *a, const struct answer *b, int32_t tier_count)
{
    if (a->holds_residents != b->holds_residents)
        return a->holds_residents;
    for (int32_t t = 0; t < tier_count; t++) {
        if (a->weight[t] != b->weight[t])
            return a->weight[t] > b->weight[t];
        if (a->replicas[t] != b->replicas[t])
            return a->replicas[t] > b->replicas[t];
    }
    return false;
}
