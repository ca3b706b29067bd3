/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brute_force.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "brute_rules.h"

enum { CLUSTERS = 4, BINS = 20, RESOURCES = 3, ITEMS = 24, SLOTS = 20, CONTENTS = 1 << 19 };

/* A slot of a cluster's content: a whole group (0 or 1), how many more of an item of it (0 to 3),
 * or a replica-wise item (0 to 3). */
struct slot {
    int32_t group, item; /* item -1: a whole group */
    int32_t shift, most;
};

struct brute {
    const struct problem *p;
    struct slot slots[SLOTS];
    int32_t slot_count;
    /* Does a content pack: 0 unknown, 1 yes, -1 no. [0] without the rules between pods, where less
     * packs when more does; [1] with them. */
    signed char packs[2][CLUSTERS][CONTENTS];
    bool has_rules;          /* the present search keeps them */
    int64_t on[ITEMS][BINS]; /* replicas of all items, daemons included, in the present search */
    int32_t content[CLUSTERS];
    int64_t left[BINS][RESOURCES];
    void (*visit)(const struct brute_plan *, void *);
    void *argument;
};

struct brute *brute_new(const struct problem *p)
{
    struct brute *brute = calloc(1, sizeof *brute);
    int32_t shift = 0;

    assert(brute && p->cluster_count <= CLUSTERS && p->bin_count <= BINS);
    assert(p->resource_count <= RESOURCES && p->group_count <= BRUTE_GROUPS);
    assert(p->tier_count <= BRUTE_TIERS && p->item_count <= ITEMS);
    brute->p = p;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        bool is_whole = group->kind != GROUP_REPLICAS;

        for (int32_t i = 0; i < (is_whole ? 1 : group->item_count); i++) {
            struct slot *slot = &brute->slots[brute->slot_count];
            int32_t item = group->first_item + i;

            if (!is_whole && p->items[item].is_daemon)
                continue;
            assert(brute->slot_count < SLOTS);
            *slot = (struct slot){g, is_whole ? -1 : item, shift, 1};
            if (!is_whole)
                slot->most = (int32_t)p->items[item].replicas;
            assert(slot->most <= 3);
            shift += is_whole ? 1 : 2;
            brute->slot_count++;
        }
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
            if (p->items[i].more == 0)
                continue;
            assert(brute->slot_count < SLOTS && p->items[i].more <= 3);
            brute->slots[brute->slot_count++] =
                (struct slot){g, i, shift, (int32_t)p->items[i].more};
            shift += 2;
        }
    }
    assert(1 << shift <= CONTENTS);
    return brute;
}

void brute_free(struct brute *brute)
{
    free(brute);
}

static int32_t digit(const struct brute *brute, int32_t content, int32_t slot)
{
    return content >> brute->slots[slot].shift & (brute->slots[slot].item < 0 ? 1 : 3);
}

struct load {
    int32_t item;
    int64_t count;
};

static bool take_daemon(struct brute *brute, int32_t item, int32_t cluster)
{
    const struct problem *p = brute->p;

    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
        for (int32_t r = 0; problem_eligible(p, item, b) && r < p->resource_count; r++) {
            brute->left[b][r] -= problem_demand(p, item, r);
            if (brute->left[b][r] < 0)
                return false;
        }
    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
        brute->on[item][b] = problem_eligible(p, item, b);
    return true;
}

static bool caps_hold(const struct problem *p, int32_t item, int32_t bin, const int64_t *on_bin)
{
    const struct item *it = &p->items[item];
    int64_t here = on_bin[bin], in_zone = 0;

    for (int32_t b = 0; b < p->bin_count; b++)
        if (p->bin_zone[b] == p->bin_zone[bin])
            in_zone += on_bin[b];
    for (int32_t k = it->first_present; k < it->first_present + it->present_count; k++) {
        if (p->present[k].bin_ix == bin)
            here += p->present[k].count;
        if (p->bin_zone[p->present[k].bin_ix] == p->bin_zone[bin])
            in_zone += p->present[k].count;
    }
    return (!it->has_bin_cap || here <= it->per_bin_cap) &&
           (!it->has_zone_cap || in_zone <= it->per_zone_cap);
}

static bool sums_hold(const struct brute *brute, const struct load *loads, int32_t count,
                      int32_t cluster)
{
    const struct problem *p = brute->p;

    for (int32_t r = 0; r < p->resource_count; r++) {
        int64_t sum = 0;

        for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
            sum += brute->left[b][r];
        for (int32_t i = 0; i < count; i++)
            sum -= loads[i].count * problem_demand(p, loads[i].item, r);
        if (sum < 0)
            return false;
    }
    return true;
}

/* Pack loads from bin `bin` on; on_bin counts the first load's replicas so far. */
static bool pack(struct brute *brute, struct load *loads, int32_t count, int32_t cluster,
                 int32_t bin, int64_t *on_bin)
{
    const struct problem *p = brute->p;
    bool is_packed = false;

    if (count == 0)
        return !brute->has_rules || brute_rules_hold(p, &brute->on[0][0], BINS, cluster);
    if (loads[0].count == 0) {
        int64_t fresh[BINS] = {0};

        return sums_hold(brute, loads, count, cluster) &&
               pack(brute, loads + 1, count - 1, cluster, p->first_bin[cluster], fresh);
    }
    if (bin == p->first_bin[cluster + 1])
        return false;
    if (problem_eligible(p, loads[0].item, bin)) {
        bool fits = true;

        for (int32_t r = 0; r < p->resource_count; r++) {
            brute->left[bin][r] -= problem_demand(p, loads[0].item, r);
            fits = fits && brute->left[bin][r] >= 0;
        }
        on_bin[bin]++;
        brute->on[loads[0].item][bin]++;
        loads[0].count--;
        if (fits && caps_hold(p, loads[0].item, bin, on_bin))
            is_packed = pack(brute, loads, count, cluster, bin, on_bin);
        loads[0].count++;
        brute->on[loads[0].item][bin]--;
        on_bin[bin]--;
        for (int32_t r = 0; r < p->resource_count; r++)
            brute->left[bin][r] += problem_demand(p, loads[0].item, r);
    }
    return is_packed || pack(brute, loads, count, cluster, bin + 1, on_bin);
}

static bool decide(struct brute *brute, int32_t cluster, int32_t content)
{
    const struct problem *p = brute->p;
    struct load loads[ITEMS];
    int64_t on_bin[BINS] = {0};
    bool charged[BRUTE_GROUPS] = {false};
    int32_t count = 0;

    memset(brute->on, 0, sizeof brute->on);
    for (int32_t b = 0; b < p->bin_count; b++)
        for (int32_t r = 0; r < p->resource_count; r++)
            brute->left[b][r] = problem_free(p, b, r);
    for (int32_t s = 0; s < brute->slot_count; s++) {
        const struct slot *slot = &brute->slots[s];
        const struct group *group = &p->groups[slot->group];
        int32_t number = digit(brute, content, s);

        if (number == 0)
            continue;
        if (slot->item >= 0 && group->kind != GROUP_REPLICAS) {
            if (!charged[slot->group])
                return false;
            for (int32_t k = 0; k < count; k++)
                loads[k].count += loads[k].item == slot->item ? number : 0;
            continue;
        }
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
            if (p->items[i].is_daemon && !charged[slot->group] &&
                !(group->lives_in && group->lives_in[cluster]) && !take_daemon(brute, i, cluster))
                return false;
            if (slot->item < 0 && !p->items[i].is_daemon)
                loads[count++] = (struct load){i, p->items[i].replicas};
        }
        charged[slot->group] = true;
        if (slot->item >= 0)
            loads[count++] = (struct load){slot->item, number};
    }
    return pack(brute, loads, count, cluster, p->first_bin[cluster], on_bin);
}

static bool packs(struct brute *brute, int32_t cluster, bool has_rules)
{
    signed char *known = &brute->packs[has_rules][cluster][brute->content[cluster]];

    brute->has_rules = has_rules;
    if (*known == 0)
        *known = decide(brute, cluster, brute->content[cluster]) ? 1 : -1;
    return *known > 0;
}

static int32_t where(const struct brute *brute, int32_t g)
{
    for (int32_t s = 0; s < brute->slot_count; s++)
        for (int32_t c = 0; c < brute->p->cluster_count; c++)
            if (brute->slots[s].group == g && digit(brute, brute->content[c], s))
                return c;
    return -1;
}

static int32_t placed(const struct brute *brute, int32_t item)
{
    int32_t sum = 0;

    for (int32_t s = 0; s < brute->slot_count; s++)
        for (int32_t c = 0; brute->slots[s].item == item && c < brute->p->cluster_count; c++)
            sum += digit(brute, brute->content[c], s);
    return sum;
}

static bool is_up(const struct brute *brute, int32_t g)
{
    const struct problem *p = brute->p;
    const struct group *group = &p->groups[g];

    if (group->kind == GROUP_RESIDENT)
        return true;
    if (group->is_hopeless || (group->kind == GROUP_WHOLE && where(brute, g) < 0))
        return false;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (group->kind == GROUP_REPLICAS && p->items[i].is_dead && p->items[i].replicas > 0 &&
            placed(brute, i) == 0)
            return false;
    for (int32_t k = 0; k < p->require_count; k++) {
        const struct require *require = &p->requires[k];

        if (require->group_ix != g)
            continue;
        if (!is_up(brute, require->needs_ix) ||
            (require->same_cluster && where(brute, require->needs_ix) != where(brute, g)))
            return false;
    }
    return true;
}

/* All slots are set: is it a plan, and what is it worth? */
static void judge(struct brute *brute)
{
    const struct problem *p = brute->p;
    struct brute_plan plan = {.weight = {0}};

    for (int32_t c = 0; c < p->cluster_count; c++)
        if (!packs(brute, c, problem_has_pod_rules(p)))
            return;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        bool is_full = group->kind == GROUP_REPLICAS || where(brute, g) >= 0;

        plan.cluster[g] = group->kind == GROUP_REPLICAS ? -1 : where(brute, g);
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
            if (!p->items[i].is_daemon)
                plan.placed[g] +=
                    placed(brute, i) +
                    (group->kind != GROUP_REPLICAS && is_full ? p->items[i].replicas : 0);
            if (!group_counts_replicas(group) || p->items[i].is_daemon)
                continue;
            plan.replicas[group->tier_ix] += placed(brute, i);
            if (group->fills_up) {
                plan.replicas[group->tier_ix] += is_full ? p->items[i].replicas : 0;
                continue;
            }
            is_full = is_full && placed(brute, i) == p->items[i].replicas;
        }
        if (group->kind == GROUP_WHOLE && is_full && !is_up(brute, g))
            return;
        plan.is_recovered[g] = is_full && is_up(brute, g);
        if (group->kind != GROUP_RESIDENT && plan.is_recovered[g])
            plan.weight[group->tier_ix] += group->weight;
    }
    brute->visit(&plan, brute->argument);
}

static void set_slot(struct brute *brute, int32_t s, int32_t k, int32_t rest);

static void next_slot(struct brute *brute, int32_t s)
{
    if (s == brute->slot_count)
        judge(brute);
    else
        set_slot(brute, s, 0, brute->slots[s].most);
}

/* Give slot s up to `rest` more in its allowed clusters number k, k + 1, ... */
static void set_slot(struct brute *brute, int32_t s, int32_t k, int32_t rest)
{
    const struct slot *slot = &brute->slots[s];
    const struct group *group = &brute->p->groups[slot->group];

    if (k == group->allowed_count) {
        if (group->kind != GROUP_RESIDENT || rest == 0)
            next_slot(brute, s + 1);
        return;
    }
    for (int32_t number = 0; number <= rest; number++) {
        int32_t c = group->allowed[k];

        brute->content[c] += number << slot->shift;
        if (number == 0 || packs(brute, c, false))
            set_slot(brute, s, k + 1, rest - number);
        brute->content[c] -= number << slot->shift;
    }
}

void brute_each(struct brute *brute, void (*visit)(const struct brute_plan *, void *),
                void *argument)
{
    brute->visit = visit;
    brute->argument = argument;
    next_slot(brute, 0);
}

int brute_compare(const struct problem *p, const struct brute_plan *a, const struct brute_plan *b)
{
    for (int32_t t = 0; t < p->tier_count; t++) {
        if (a->weight[t] != b->weight[t])
            return a->weight[t] < b->weight[t] ? -1 : 1;
        if (a->replicas[t] != b->replicas[t])
            return a->replicas[t] < b->replicas[t] ? -1 : 1;
    }
    return 0;
}
