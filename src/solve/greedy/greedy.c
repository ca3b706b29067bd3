/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/greedy/greedy.h"

#include <stdlib.h>

#include "solve/memory.h"

static void order_items(struct greedy *greedy)
{
    const struct problem *p = greedy->problem;
    struct sort_key *keys = memory_take(p->item_count, sizeof *keys);

    for (int32_t i = 0; i < p->item_count; i++) {
        keys[i].first = p->items[i].group_ix;
        /* What an affinity of the group asks for comes before the item that asks. */
        if (greedy->placer->rules)
            keys[i].first += rules_depth(greedy->placer->rules, i) / 16.0;
        keys[i].second = -placer_size(greedy->placer, &p->demand[(int64_t)i * p->resource_count]);
        keys[i].ix = i;
    }
    sort_keys(keys, p->item_count);
    for (int32_t i = 0; i < p->item_count; i++)
        greedy->item_order[i] = keys[i].ix;
    free(keys);
}

struct greedy *greedy_new(struct pack *pack, struct coverage *coverage, struct work *work)
{
    const struct problem *p = pack->problem;
    struct greedy *greedy = memory_take(1, sizeof *greedy);

    greedy->problem = p;
    greedy->index = pack->index;
    greedy->pack = pack;
    greedy->placer = placer_new(pack, work);
    greedy->coverage = coverage;
    greedy->work = work;
    greedy->item_order = memory_take(p->item_count, sizeof *greedy->item_order);
    greedy->is_asked = memory_take(p->group_count, sizeof *greedy->is_asked);
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

            if (p->bin_cluster[home->bin_ix] == group->allowed[0])
                want -= placer_fill_bin(greedy->placer, item, home->bin_ix, count);
        }
        if (want > placer_fill(greedy->placer, item, group->allowed[0], want))
            return false;
    }
    return true;
}

/* Groups [first, end) of one kind and tier by the rules; returns a heap array. */
static struct sort_key *order_groups(const struct greedy *greedy, int32_t first, int32_t end)
{
    const struct problem *p = greedy->problem;
    struct sort_key *keys = memory_take(end - first, sizeof *keys);

    for (int32_t g = first; g < end; g++) {
        struct sort_key *key = &keys[g - first];
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
    sort_keys(keys, end - first);
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
    struct sort_key *keys;

    tier_range(greedy->problem, -1, &first, &end);
    keys = order_groups(greedy, first, end);
    /* Those that stay at home first: nobody may take their place. */
    for (int32_t pass = greedy->rules.leaves_homes ? 1 : 0; pass < 2; pass++) {
        for (int32_t i = 0; i < end - first; i++) {
            const struct group *group = &greedy->problem->groups[keys[i].ix];
            bool has_home = false;
            size_t mark = pack_mark(greedy->pack);

            for (int32_t k = 0; k < group->item_count; k++)
                has_home = has_home || greedy->problem->items[group->first_item + k].home_count > 0;
            if (greedy->pack->cluster[keys[i].ix] >= 0 || (pass == 0 && !has_home))
                continue;
            if (!place_resident(greedy, keys[i].ix) || !greedy_keeps_rules(greedy, keys[i].ix)) {
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

/* More replicas of a group where it is: item by item, one by one where rules between pods may
 * refuse some of them. */
static void fill_up(struct greedy *greedy, int32_t g)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    int32_t cluster = greedy->pack->cluster[g];

    for (int32_t i = group->first_item; cluster >= 0 && i < group->first_item + group->item_count;
         i++) {
        int32_t item = greedy->item_order[i];
        int64_t want = p->items[item].replicas + p->items[item].more - greedy->pack->placed[item];
        int64_t step = greedy->placer->rules ? 1 : want;

        while (!p->items[item].is_daemon && want > 0) {
            size_t mark = pack_mark(greedy->pack);

            if (placer_fill(greedy->placer, item, cluster, step) == 0)
                break;
            if (!greedy_keeps_rules(greedy, g)) {
                pack_rollback(greedy->pack, mark);
                break;
            }
            want -= step;
        }
    }
}

/* Of one more replica of the group, on average. */
static double size_of_more(const struct greedy *greedy, int32_t g)
{
    const struct problem *p = greedy->problem;
    const struct group *group = &p->groups[g];
    double size = 0, count = 0;

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        size += placer_size(greedy->placer, &p->demand[(int64_t)i * p->resource_count]) *
                (double)p->items[i].more;
        count += (double)p->items[i].more;
    }
    return size / count;
}

void greedy_fill_up(struct greedy *greedy, int32_t tier)
{
    const struct problem *p = greedy->problem;
    int32_t first, end, count = 0;
    struct sort_key *keys;

    tier_range(p, tier, &first, &end);
    keys = memory_take(end - first, sizeof *keys);
    for (int32_t g = first; g < end; g++)
        if (p->groups[g].fills_up)
            keys[count++] = (struct sort_key){size_of_more(greedy, g), 0, g};
    sort_keys(keys, count);
    for (int32_t i = 0; i < count; i++)
        fill_up(greedy, keys[i].ix);
    free(keys);
}

void greedy_tier(struct greedy *greedy, int32_t tier, bool must_finish)
{
    int32_t first, end;
    struct sort_key *keys;

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
    greedy_fill_up(greedy, tier);
    pack_commit(greedy->pack);
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
    /* What lacked the pods of a later group may find them now. */
    for (int32_t t = 0; greedy->placer->rules && t < greedy->problem->tier_count; t++)
        greedy_tier(greedy, t, must_finish);
}
