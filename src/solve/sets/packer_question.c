/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/sets/packer_parts.h"
#include "solve/work.h"

static bool charge(const struct packer *packer, int32_t item, int32_t bin, int64_t count)
{
    const struct problem *p = packer->problem;
    int32_t cluster = p->bin_cluster[bin];
    int64_t *left = &packer->free[(int64_t)(bin - p->first_bin[cluster]) * p->resource_count];
    bool fits = true;

    for (int32_t r = 0; r < p->resource_count; r++) {
        int64_t taken = problem_demand(p, item, r);

        if (count > 1 && __builtin_mul_overflow(taken, count, &taken))
            return false;
        left[r] -= taken;
        fits = fits && left[r] >= 0;
    }
    return fits;
}

static bool charge_daemons(const struct packer *packer, int32_t g, int32_t cluster)
{
    const struct problem *p = packer->problem;
    const struct group *group = &p->groups[g];

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        for (int32_t b = p->first_bin[cluster];
             p->items[i].is_daemon && b < p->first_bin[cluster + 1]; b++)
            if (problem_eligible(p, i, b) && !charge(packer, i, b, 1))
                return false;
    return true;
}

/* What is free: the base, less what stands there and the daemons. */
static bool take_free(struct packer *packer, const struct set_content *content,
                      struct set_question *ret)
{
    const struct problem *p = packer->problem;
    const int64_t *base =
        &packer->base[(int64_t)p->first_bin[content->cluster] * p->resource_count];
    const struct packing *there = content->there;
    bool is_plain = !there;

    for (int32_t i = 0; i < content->count; i++)
        is_plain = is_plain && !packer->index->has_daemons[content->groups[i]];
    ret->free = is_plain ? base : packer->free;
    if (is_plain)
        return true;
    if (ret->bin_count > 0 && p->resource_count > 0)
        memcpy(packer->free, base,
               (size_t)ret->bin_count * (size_t)p->resource_count * sizeof *base);
    work_spend(packer->work, ret->bin_count / 4 + 1);
    for (size_t i = 0; there && i < there->count; i++)
        if (!charge(packer, there->shares[i].item_ix, there->shares[i].bin_ix,
                    there->shares[i].count))
            return false;
    for (int32_t i = 0; i < content->count; i++)
        if (packer->index->has_daemons[content->groups[i]] &&
            !charge_daemons(packer, content->groups[i], content->cluster))
            return false;
    return true;
}

/* Numbers of the cluster's zones are a range, or at least within one. */
static void number_zones(const struct packer *packer, struct set_question *ret)
{
    const struct problem *p = packer->problem;
    int32_t least = INT32_MAX, most = -1;

    for (int32_t b = 0; b < ret->bin_count; b++) {
        least = ret->bin_zone[b] < least ? ret->bin_zone[b] : least;
        most = ret->bin_zone[b] > most ? ret->bin_zone[b] : most;
    }
    ret->zone_base = most < 0 ? 0 : least;
    ret->zone_count = most < 0 ? 0 : most - least + 1;
    work_spend(packer->work, ret->bin_count / 4 + p->resource_count);
}

static void add_caps(const struct packer *packer, int32_t cluster, struct set_question *q,
                     struct set_type *type)
{
    const struct problem *p = packer->problem;
    const struct item *item = &p->items[type->key];
    int32_t first = p->first_bin[cluster], end = p->first_bin[cluster + 1];
    int64_t *present = NULL, *zone_left = NULL;

    if (item->has_zone_cap) {
        if (!q->has_zone_caps)
            number_zones(packer, q);
        q->has_zone_caps = true;
        zone_left = memory_take(q->zone_count, sizeof *zone_left);
        for (int32_t z = 0; z < q->zone_count; z++)
            zone_left[z] = item->per_zone_cap;
        type->zone_now = memory_take(q->zone_count, sizeof *zone_left);
    }
    if (item->has_bin_cap)
        type->bin_cap = item->per_bin_cap;
    if (item->present_count > 0)
        present = memory_take(q->bin_count, sizeof *present);
    for (int32_t i = item->first_present; i < item->first_present + item->present_count; i++) {
        int32_t bin = p->present[i].bin_ix;

        if (bin < first || bin >= end)
            continue;
        present[bin - first] += p->present[i].count;
        if (zone_left)
            zone_left[p->bin_zone[bin] - q->zone_base] -= p->present[i].count;
    }
    type->present = present;
    type->zone_left = zone_left;
}

static void add_type(struct packer *packer, int32_t cluster, int32_t item, struct set_question *q)
{
    const struct problem *p = packer->problem;
    int32_t key = packer->type_of[item];
    struct set_type *type;

    if (p->items[item].is_daemon || p->items[item].replicas <= 0)
        return;
    if (packer->local[key] >= 0) {
        q->types[packer->local[key]].need += p->items[item].replicas;
        return;
    }
    type = &q->types[q->type_count];
    packer->local[key] = q->type_count++;
    *type = (struct set_type){.key = key, .need = p->items[item].replicas, .bin_cap = INT64_MAX};
    type->demand = &p->demand[(int64_t)key * p->resource_count];
    type->eligible =
        &p->eligible[(int64_t)p->items[key].eligible_class * p->bin_count + p->first_bin[cluster]];
    if (p->items[item].has_bin_cap || p->items[item].has_zone_cap)
        if (packer->is_capped[item])
            add_caps(packer, cluster, q, type);
    for (int32_t r = 0; r < p->resource_count; r++)
        type->size += packer->weight[r] * (double)type->demand[r];
}

static void measure(struct set_question *q, const struct packer *packer, int32_t cluster)
{
    const int64_t *room = &packer->room[(int64_t)cluster * q->resource_count];
    double bin = 0, sum = 0, replicas = 0;

    for (int32_t r = 0; r < q->resource_count; r++)
        bin += packer->weight[r] * (double)room[r];
    for (int32_t t = 0; t < q->type_count; t++) {
        sum += q->types[t].size * (double)q->types[t].need;
        replicas += (double)q->types[t].need;
    }
    q->mean_size = bin > 0 && replicas > 0 ? sum / replicas / (bin / q->bin_count) : 0;
}

bool packer_question(struct packer *packer, const struct set_content *content,
                     struct set_question *ret)
{
    const struct problem *p = packer->problem;
    int32_t first = p->first_bin[content->cluster];

    *ret = (struct set_question){.resource_count = p->resource_count,
                                 .bin_count = p->first_bin[content->cluster + 1] - first,
                                 .bin_zone = &p->bin_zone[first],
                                 .types = packer->types,
                                 .weight = packer->weight,
                                 .is_only = p->cluster_count == 1,
                                 .work = packer->work};
    for (int32_t i = content->first_new; i < content->count; i++) {
        const struct group *group = &p->groups[content->groups[i]];

        for (int32_t k = group->first_item; k < group->first_item + group->item_count; k++)
            add_type(packer, content->cluster, k, ret);
    }
    for (int32_t t = 0; t < ret->type_count; t++)
        packer->local[ret->types[t].key] = -1;
    measure(ret, packer, content->cluster);
    work_spend(packer->work, ret->type_count);
    return take_free(packer, content, ret) && (content->there || set_sums_fit(ret));
}

void packer_question_release(struct set_question *q)
{
    for (int32_t t = 0; t < q->type_count; t++) {
        free((void *)q->types[t].present);
        free((void *)q->types[t].zone_left);
        free(q->types[t].zone_now);
    }
    q->type_count = 0;
}

void packer_hand_out(struct packer *packer, const struct set_question *q,
                     const struct set_content *content, struct set_plan *plan, struct packing *ret)
{
    const struct problem *p = packer->problem;
    int32_t first = p->first_bin[content->cluster];

    ret->count = 0;
    for (int32_t t = 0; t < q->type_count; t++) {
        size_t at = 0;

        for (int32_t i = content->first_new; i < content->count; i++) {
            const struct group *group = &p->groups[content->groups[i]];

            for (int32_t k = group->first_item; k < group->first_item + group->item_count; k++) {
                int64_t want = p->items[k].is_daemon ? 0 : p->items[k].replicas;

                if (packer->type_of[k] != q->types[t].key)
                    continue;
                while (want > 0) {
                    struct set_place *place = &plan->places[at];
                    struct share share = {k, first + place->bin, place->count};

                    if (place->type != t || place->count == 0) {
                        at++;
                        continue;
                    }
                    share.count = want < share.count ? want : share.count;
                    want -= share.count;
                    place->count -= share.count;
                    VEC_PUSH(ret->shares, ret->count, ret->room, share);
                }
            }
        }
        work_spend(packer->work, (int64_t)plan->count / 4);
    }
}
