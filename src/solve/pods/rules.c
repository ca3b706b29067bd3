/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/pods/rules.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/pods/rules_model.h"

enum { DEPTH_MAX = 8 };

bool rules_set_has(const struct item_set *set, int32_t item)
{
    int32_t low = 0, high = set->count;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (set->items[middle] < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set->count && set->items[low] == item;
}

static const struct item_set *set_of(const struct problem *p, struct rule_ref ref,
                                     int32_t *ret_owner)
{
    switch (ref.kind) {
    case RULE_EXCLUSION:
        *ret_owner = p->exclusions[ref.number].item_ix;
        return &p->exclusions[ref.number].set;
    case RULE_AFFINITY:
        *ret_owner = p->affinities[ref.number].item_ix;
        return &p->affinities[ref.number].set;
    default: *ret_owner = p->spreads[ref.number].item_ix; return &p->spreads[ref.number].set;
    }
}

/* Note a rule for its owner and each item of its set: counted first, then written. */
static void note_rule(struct rules *rules, struct rule_ref ref, int64_t *next)
{
    int32_t owner;
    const struct item_set *set = set_of(rules->problem, ref, &owner);

    if (rules->refs)
        rules->refs[next[owner]] = ref;
    next[owner]++;
    for (int32_t k = 0; k < set->count; k++) {
        if (set->items[k] == owner)
            continue;
        if (rules->refs)
            rules->refs[next[set->items[k]]] = ref;
        next[set->items[k]]++;
    }
}

static void note_rules(struct rules *rules, int64_t *next)
{
    const struct problem *p = rules->problem;

    for (int32_t k = 0; k < p->exclusion_count; k++)
        note_rule(rules, (struct rule_ref){RULE_EXCLUSION, k}, next);
    for (int32_t k = 0; k < p->affinity_count; k++)
        note_rule(rules, (struct rule_ref){RULE_AFFINITY, k}, next);
    for (int32_t k = 0; k < p->spread_count; k++)
        note_rule(rules, (struct rule_ref){RULE_SPREAD, k}, next);
    for (int32_t k = 0; k < p->quota_count; k++)
        for (int32_t u = 0; u < p->quotas[k].use_count; u++) {
            int32_t item = p->quotas[k].uses[u].item_ix;

            if (rules->refs)
                rules->refs[next[item]] = (struct rule_ref){RULE_QUOTA, k};
            next[item]++;
        }
}

static void find_refs(struct rules *rules)
{
    int32_t items = rules->problem->item_count;
    int64_t *next = memory_take((int64_t)items + 1, sizeof *next);

    rules->first_ref = memory_take((int64_t)items + 1, sizeof *rules->first_ref);
    note_rules(rules, next);
    for (int32_t i = 0; i < items; i++) {
        rules->first_ref[i + 1] = rules->first_ref[i] + next[i];
        next[i] = rules->first_ref[i];
    }
    rules->refs = memory_take(rules->first_ref[items], sizeof *rules->refs);
    note_rules(rules, next);
    free(next);
}

/* What follows for an item from each rule that touches it. */
static void find_traits(struct rules *rules)
{
    const struct problem *p = rules->problem;

    for (int32_t i = 0; i < p->item_count; i++)
        for (int64_t k = rules->first_ref[i]; k < rules->first_ref[i + 1]; k++) {
            struct rule_ref ref = rules->refs[k];
            int32_t owner = i;

            if (ref.kind == RULE_AFFINITY || ref.kind == RULE_SPREAD)
                set_of(p, ref, &owner);
            if (ref.kind == RULE_SPREAD || (ref.kind == RULE_AFFINITY && owner != i))
                rules->one_by_one[i] = true;
            if (p->items[owner].group_ix != p->items[i].group_ix)
                rules->leant_on[p->items[i].group_ix] = true;
        }
    for (int32_t k = 0; k < p->affinity_count; k++)
        rules->affinity[p->affinities[k].item_ix] = &p->affinities[k];
    for (int round = 0; round < DEPTH_MAX; round++)
        for (int32_t k = 0; k < p->affinity_count; k++) {
            const struct affinity *rule = &p->affinities[k];

            for (int32_t s = 0; s < rule->set.count; s++) {
                int32_t match = rule->set.items[s];

                if (p->items[match].group_ix == p->items[rule->item_ix].group_ix &&
                    rules->depth[match] >= rules->depth[rule->item_ix] &&
                    rules->depth[rule->item_ix] < DEPTH_MAX)
                    rules->depth[rule->item_ix] = rules->depth[match] + 1;
            }
        }
}

static void see_domains(struct rules *rules, const int32_t *bin_domain)
{
    for (int32_t b = 0; b < rules->problem->bin_count; b++)
        if (bin_domain[b] >= rules->domain_room)
            rules->domain_room = bin_domain[b] + 1;
}

static void find_domains(struct rules *rules)
{
    const struct problem *p = rules->problem;

    for (int32_t k = 0; k < p->exclusion_count; k++)
        if (k == 0 || p->exclusions[k].bin_domain != p->exclusions[k - 1].bin_domain)
            see_domains(rules, p->exclusions[k].bin_domain);
    for (int32_t k = 0; k < p->affinity_count; k++)
        for (int32_t t = 0; t < p->affinities[k].term_count; t++)
            see_domains(rules, p->affinities[k].terms[t].bin_domain);
    for (int32_t k = 0; k < p->spread_count; k++)
        if (p->spreads[k].first_domain[p->cluster_count] > rules->domain_room)
            rules->domain_room = p->spreads[k].first_domain[p->cluster_count];
}

struct rules *rules_new(const struct pack *pack)
{
    const struct problem *p = pack->problem;
    struct rules *rules;

    if (!problem_has_pod_rules(p))
        return NULL;
    rules = memory_take(1, sizeof *rules);
    rules->pack = pack;
    rules->problem = p;
    rules->item = -1;
    rules->one_by_one = memory_take(p->item_count, sizeof *rules->one_by_one);
    rules->depth = memory_take(p->item_count, sizeof *rules->depth);
    rules->leant_on = memory_take(p->group_count, sizeof *rules->leant_on);
    rules->affinity = memory_take(p->item_count, sizeof *rules->affinity);
    find_refs(rules);
    find_traits(rules);
    find_domains(rules);
    return rules;
}

void rules_free(struct rules *rules)
{
    if (!rules)
        return;
    for (int32_t k = 0; k < rules->count_room; k++)
        free(rules->counts[k]);
    free(rules->counts);
    free(rules->first_ref);
    free(rules->refs);
    free(rules->one_by_one);
    free(rules->depth);
    free(rules->leant_on);
    free(rules->affinity);
    free(rules->open);
    free(rules);
}

bool rules_touch(const struct rules *rules, int32_t item)
{
    return rules->first_ref[item + 1] > rules->first_ref[item];
}

bool rules_one_by_one(const struct rules *rules, int32_t item)
{
    return rules->one_by_one[item];
}

bool rules_is_leant_on(const struct rules *rules, int32_t group)
{
    return rules->leant_on[group];
}

int32_t rules_depth(const struct rules *rules, int32_t item)
{
    return rules->depth[item];
}

const struct affinity *rules_affinity_of(const struct rules *rules, int32_t item)
{
    return rules->affinity[item];
}

bool rules_lacks_match(struct rules *rules, const struct affinity *affinity, int32_t cluster)
{
    return !affinity->is_self && !affinity->cluster_has[cluster] &&
           !rules_set_stands_in(rules, &affinity->set, cluster);
}

int64_t rules_take_ticks(struct rules *rules)
{
    int64_t ticks = rules->ticks;

    rules->ticks = 0;
    return ticks;
}

int32_t rules_take(struct rules *rules)
{
    if (rules->count_used == rules->count_room) {
        int32_t room = rules->count_room * 2 + 4;
        int64_t **counts = memory_take(room, sizeof *counts);

        if (rules->counts)
            memcpy(counts, rules->counts, (size_t)rules->count_room * sizeof *counts);
        free(rules->counts);
        rules->counts = counts;
        for (int32_t k = rules->count_room; k < room; k++)
            counts[k] = memory_take(rules->domain_room, sizeof **counts);
        rules->count_room = room;
    }
    return rules->count_used++;
}

void rules_drop(struct rules *rules)
{
    assert(rules->count_used > 0);
    rules->count_used--;
}

static bool daemons_are_in(const struct rules *rules, int32_t g, int32_t cluster)
{
    const struct pack *pack = rules->pack;
    const struct group *group = &rules->problem->groups[g];

    if (group->kind != GROUP_REPLICAS)
        return pack->cluster[g] == cluster;
    return pack->inside[g] && pack->inside[g][cluster] > 0 && !index_lives_in(group, cluster);
}

bool rules_walk(struct rules *rules, int32_t item, int32_t cluster, struct walk *walk)
{
    const struct problem *p = rules->problem;
    const struct place_list *list = &rules->pack->places[item];

    rules->ticks++;
    if (!p->items[item].is_daemon) {
        while (walk->next < list->count) {
            struct place place = list->places[walk->next++];

            if (p->bin_cluster[place.bin] != cluster)
                continue;
            walk->bin = place.bin;
            walk->count = place.count;
            return true;
        }
        return false;
    }
    if (!daemons_are_in(rules, p->items[item].group_ix, cluster))
        return false;
    while (walk->next < (size_t)(p->first_bin[cluster + 1] - p->first_bin[cluster])) {
        walk->bin = p->first_bin[cluster] + (int32_t)walk->next++;
        walk->count = 1;
        if (problem_eligible(p, item, walk->bin) ||
            (rules->keeps_room && problem_may_come(p, item, walk->bin)))
            return true;
    }
    return false;
}

bool rules_stands_in(struct rules *rules, int32_t item, int32_t cluster)
{
    struct walk walk = {0};

    return rules_walk(rules, item, cluster, &walk);
}

bool rules_set_stands_in(struct rules *rules, const struct item_set *set, int32_t cluster)
{
    for (int32_t k = 0; k < set->count; k++)
        if (rules_stands_in(rules, set->items[k], cluster))
            return true;
    return false;
}

void rules_count(struct rules *rules, const struct item_set *set, const int32_t *bin_domain,
                 int32_t cluster, int64_t *counts, bool is_closing)
{
    for (int32_t k = 0; k < set->count; k++)
        for (struct walk walk = {0}; rules_walk(rules, set->items[k], cluster, &walk);)
            if (bin_domain[walk.bin] >= 0)
                counts[bin_domain[walk.bin]] =
                    is_closing ? 0 : counts[bin_domain[walk.bin]] + walk.count;
}

int64_t rules_used(struct rules *rules, const struct quota_row *quota)
{
    __int128 used = 0;

    for (int32_t k = 0; k < quota->use_count; k++)
        for (struct walk walk = {0};
             rules_walk(rules, quota->uses[k].item_ix, quota->cluster, &walk);)
            used += (__int128)quota->uses[k].amount * walk.count;
    return used < INT64_MAX ? (int64_t)used : INT64_MAX;
}
