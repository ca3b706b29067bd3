/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/packer_parts.h"
#include "solve/sets/random.h"

/* Is a cap such that it can bind? */
static bool is_capped(const struct item *item)
{
    return (item->has_bin_cap && (item->per_bin_cap < item->replicas || item->present_count > 0)) ||
           (item->has_zone_cap && (item->per_zone_cap < item->replicas || item->present_count > 0));
}

static bool are_equal(const struct packer *packer, int32_t a, int32_t b)
{
    const struct problem *p = packer->problem;
    size_t size = (size_t)p->resource_count * sizeof *p->demand;

    return p->items[a].eligible_class == p->items[b].eligible_class &&
           p->items[a].is_daemon == p->items[b].is_daemon &&
           (size == 0 || memcmp(&p->demand[(int64_t)a * p->resource_count],
                                &p->demand[(int64_t)b * p->resource_count], size) == 0);
}

static uint64_t hash_item(const struct problem *p, int32_t item)
{
    uint64_t hash = random_seed((uint64_t)p->items[item].eligible_class);

    for (int32_t r = 0; r < p->resource_count; r++)
        hash = random_seed(hash ^ (uint64_t)problem_demand(p, item, r));
    return hash;
}

void packer_find_types(struct packer *packer)
{
    const struct problem *p = packer->problem;
    size_t slots = 64;
    int32_t *table;

    while (slots < 2 * (size_t)p->item_count)
        slots *= 2;
    table = memory_take((int64_t)slots, sizeof *table);
    for (int32_t i = 0; i < p->item_count; i++) {
        size_t at = (size_t)hash_item(p, i) & (slots - 1);

        packer->type_of[i] = i;
        packer->is_capped[i] = is_capped(&p->items[i]);
        if (packer->is_capped[i])
            continue;
        while (table[at] > 0 && !are_equal(packer, table[at] - 1, i))
            at = (at + 1) & (slots - 1);
        if (table[at] == 0)
            table[at] = i + 1;
        packer->type_of[i] = table[at] - 1;
    }
    free(table);
}

static void drop_set(struct packer *packer, const struct item_set *set)
{
    for (int32_t i = 0; i < set->count; i++)
        packer->holds[packer->problem->items[set->items[i]].group_ix] = false;
}

static void drop_item(struct packer *packer, int32_t item)
{
    packer->holds[packer->problem->items[item].group_ix] = false;
}

/* Groups that a rule between pods names. */
static void drop_ruled(struct packer *packer)
{
    const struct problem *p = packer->problem;

    for (int32_t i = 0; i < p->exclusion_count; i++) {
        drop_item(packer, p->exclusions[i].item_ix);
        drop_set(packer, &p->exclusions[i].set);
    }
    for (int32_t i = 0; i < p->affinity_count; i++) {
        drop_item(packer, p->affinities[i].item_ix);
        drop_set(packer, &p->affinities[i].set);
    }
    for (int32_t i = 0; i < p->spread_count; i++) {
        drop_item(packer, p->spreads[i].item_ix);
        drop_set(packer, &p->spreads[i].set);
    }
    for (int32_t i = 0; i < p->item_count; i++)
        if (p->items[i].may_come)
            drop_item(packer, i);
    for (int32_t i = 0; i < p->quota_count; i++)
        for (int32_t k = 0; k < p->quotas[i].use_count; k++)
            drop_item(packer, p->quotas[i].uses[k].item_ix);
}

void packer_find_held(struct packer *packer)
{
    const struct problem *p = packer->problem;

    for (int32_t g = 0; g < p->group_count; g++)
        packer->holds[g] = p->groups[g].kind == GROUP_WHOLE && !p->groups[g].is_hopeless;
    for (int32_t i = 0; i < p->item_count; i++)
        if (p->items[i].twin_count > 0)
            drop_item(packer, i);
    for (int32_t i = 0; i < p->require_count; i++)
        packer->holds[p->requires[i].group_ix] = packer->holds[p->requires[i].needs_ix] = false;
    drop_ruled(packer);
}
