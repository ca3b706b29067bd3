/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_build: exclusions, affinities and spreads of the items. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "model/pods/pod_build.h"
#include "model/pods/pod_eligible.h"

static bool holds(const struct item_set *set, int32_t item_ix)
{
    int32_t low = 0, high = set->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (set->items[middle] < item_ix)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set->count && set->items[low] == item_ix;
}

/* ---- anti-affinity */

/* The set without those that stay where they are: they do not judge each other. */
static struct item_set newcomers(struct pod_build *pods, struct item_set set)
{
    int32_t *kept = ARENA_NEW(pods->arena, set.count, int32_t);
    int32_t count = 0;
    for (int32_t i = 0; i < set.count; i++)
        if (!pods->items[set.items[i]].stays)
            kept[count++] = set.items[i];
    return (struct item_set){kept, count};
}

static void add_exclusions(struct pod_build *pods, int32_t item_ix, const struct pod_rule *rule)
{
    const struct item *item = &pods->items[item_ix];
    for (int32_t t = 0; t < rule->anti_affinity_count; t++) {
        const struct pod_use *use = pod_build_use(pods, &rule->anti_affinity[t]);
        bool is_per_bin = use->topology->is_per_bin;
        for (int32_t s = 0; s < use->scope_count; s++) {
            struct item_set set = item->stays ? newcomers(pods, use->sets[s]) : use->sets[s];
            /* Its cap, or a daemon's one a node, says that already. */
            bool is_said = set.count == 1 && set.items[0] == item_ix && is_per_bin &&
                           (item->is_daemon || item->per_bin_cap <= 1);
            if (set.count == 0 || is_said)
                continue;
            struct exclusion exclusion = {item_ix, set, pod_build_domains(pods, use, s), false};
            VEC_PUSH(pods->exclusions, pods->exclusion_count, pods->exclusion_room, exclusion);
        }
    }
}

/* ---- affinity */

/* Items that all terms select in the scope of a cluster. */
static struct item_set match_all(struct pod_build *pods, const struct pod_rule *rule,
                                 int32_t cluster)
{
    struct item_set ret = {NULL, 0};
    for (int32_t t = 0; t < rule->affinity_count; t++) {
        const struct pod_use *use = pod_build_use(pods, &rule->affinity[t]);
        struct item_set set = use->sets[pod_build_scope(use, cluster)];
        if (t == 0) {
            ret = set;
            continue;
        }
        int32_t *kept = ARENA_NEW(pods->arena, ret.count, int32_t);
        int32_t count = 0;
        for (int32_t i = 0; i < ret.count; i++)
            if (holds(&set, ret.items[i]))
                kept[count++] = ret.items[i];
        ret = (struct item_set){kept, count};
    }
    return ret;
}

/* Where the item may go to several clusters whose namespaces have other labels, a match is one
 * that counts in all of them; *ret_unsure: some count in one of them only. */
static struct item_set match_allowed(struct pod_build *pods, const struct pod_rule *rule,
                                     const struct group *group, bool *ret_unsure)
{
    bool by_cluster = false;
    for (int32_t t = 0; t < rule->affinity_count; t++)
        by_cluster |= pod_term_is_by_cluster(&rule->affinity[t]);
    if (group->allowed_count == 0)
        return (struct item_set){NULL, 0};
    struct item_set ret = match_all(pods, rule, group->allowed[0]);
    for (int32_t i = 1; by_cluster && i < group->allowed_count; i++) {
        struct item_set set = match_all(pods, rule, group->allowed[i]);
        int32_t *kept = ARENA_NEW(pods->arena, ret.count, int32_t);
        int32_t count = 0;
        for (int32_t k = 0; k < ret.count; k++)
            if (holds(&set, ret.items[k]))
                kept[count++] = ret.items[k];
        *ret_unsure |= count < ret.count || count < set.count;
        ret = (struct item_set){kept, count};
    }
    return ret;
}

/* The set without the item itself. */
static struct item_set others(struct pod_build *pods, struct item_set set, int32_t item_ix)
{
    int32_t *kept = ARENA_NEW(pods->arena, set.count, int32_t);
    int32_t count = 0;
    for (int32_t i = 0; i < set.count; i++)
        if (set.items[i] != item_ix)
            kept[count++] = set.items[i];
    return (struct item_set){kept, count};
}

static bool selects_all(const struct pod_build *pods, const struct pod_rule *rule,
                        int32_t cluster_ix, int32_t workload_ix)
{
    for (int32_t t = 0; t < rule->affinity_count; t++)
        if (!pod_term_selects(pods->estate, &rule->affinity[t], cluster_ix, workload_ix))
            return false;
    return true;
}

/* Residents that all terms select, by domain of each term and by cluster. */
static void mark_matches(struct pod_build *pods, const struct pod_rule *rule,
                         struct affinity_term *terms, bool **present, bool *cluster_has)
{
    const struct problem *p = pods->problem;
    const struct pod_use *first = pod_build_use(pods, &rule->affinity[0]);
    for (int32_t s = 0; s < first->scope_count; s++)
        for (int32_t i = 0; i < first->found[s].count; i++) {
            int32_t w = first->found[s].workloads[i];
            int32_t from = pods->first_pinned[w], to = pods->first_pinned[w + 1];
            int32_t cluster = from < to ? p->bin_cluster[pods->pinned[from].bin] : -1;
            if (cluster < 0 || pod_build_scope(first, cluster) != s ||
                !selects_all(pods, rule, p->cluster_ix[cluster], w))
                continue;
            for (int32_t k = from; k < to; k++)
                for (int32_t t = 0; t < rule->affinity_count; t++) {
                    int32_t domain = terms[t].bin_domain[pods->pinned[k].bin];
                    if (domain < 0)
                        continue;
                    present[t][domain] = true;
                    cluster_has[cluster] = true;
                }
        }
}

/* Does anything that comes to the cluster, or moves there, match: the item itself where it would be
 * the first, or another? */
static bool may_be_met(struct pod_build *pods, const struct affinity *affinity,
                       const struct pod_rule *rule, int32_t cluster)
{
    struct item_set set = match_all(pods, rule, cluster);
    for (int32_t i = 0; i < set.count; i++) {
        const struct group *group = &pods->problem->groups[pods->items[set.items[i]].group_ix];
        bool is_own = set.items[i] == affinity->item_ix;
        for (int32_t k = 0; k < group->allowed_count; k++)
            if (group->allowed[k] == cluster && (!is_own || !affinity->cluster_has[cluster]))
                return true;
    }
    return false;
}

/* Is there a resident in each term's domain? */
static bool is_met(const struct affinity *affinity, int32_t bin)
{
    for (int32_t t = 0; t < affinity->term_count; t++) {
        int32_t domain = affinity->terms[t].bin_domain[bin];
        if (domain < 0 || !affinity->terms[t].present[domain])
            return false;
    }
    return true;
}

/* Where only residents can be the match, bins without one are not eligible. True when that is the
 * whole of it. A daemon runs where it is met, and stays out elsewhere. */
static bool settle_affinity(struct pod_build *pods, const struct affinity *affinity,
                            const struct pod_rule *rule)
{
    const struct problem *p = pods->problem;
    const struct item *item = &pods->items[affinity->item_ix];
    const struct group *group = &p->groups[item->group_ix];
    bool is_settled = true;
    for (int32_t i = 0; i < group->allowed_count; i++) {
        int32_t c = group->allowed[i];
        bool is_open = may_be_met(pods, affinity, rule, c);
        is_settled &= !is_open;
        for (int32_t bin = p->first_bin[c]; bin < p->first_bin[c + 1]; bin++)
            if (is_met(affinity, bin))
                continue;
            else if (!is_open)
                pod_build_forbid(pods, affinity->item_ix, bin);
            else if (item->is_daemon)
                pod_build_may_come(pods, affinity->item_ix, bin);
    }
    return is_settled;
}

/* The terms of an affinity, with the residents that match. */
static struct affinity begin_affinity(struct pod_build *pods, int32_t item_ix,
                                      const struct pod_rule *rule)
{
    const struct problem *p = pods->problem;
    int32_t n = rule->affinity_count;
    struct affinity_term *terms = ARENA_NEW(pods->arena, n, struct affinity_term);
    bool **present = ARENA_NEW(pods->arena, n, bool *);
    bool *cluster_has = ARENA_NEW(pods->arena, p->cluster_count, bool);
    for (int32_t t = 0; t < n; t++) {
        const struct pod_topology *topology =
            pod_build_topology(pods, rule->affinity[t].topology_key);
        present[t] = ARENA_NEW(pods->arena, topology->first_domain[p->cluster_count], bool);
        terms[t] = (struct affinity_term){topology->bin_domain, present[t]};
    }
    mark_matches(pods, rule, terms, present, cluster_has);
    return (struct affinity){
        .item_ix = item_ix, .terms = terms, .term_count = n, .cluster_has = cluster_has};
}

/* Items of the set that newcomers may bring, if any. */
static struct item_set that_may_come(struct pod_build *pods, struct item_set set)
{
    int32_t *kept = ARENA_NEW(pods->arena, set.count, int32_t);
    int32_t count = 0;
    for (int32_t i = 0; i < set.count; i++)
        if (pods->may_come[set.items[i]])
            kept[count++] = set.items[i];
    return (struct item_set){kept, count};
}

/* Plans keep the item out of clusters where these may come. */
static void add_caution(struct pod_build *pods, int32_t item_ix, struct item_set set)
{
    const struct problem *p = pods->problem;
    int32_t *bin_domain = ARENA_NEW(pods->arena, p->bin_count, int32_t);
    bool *is_in = ARENA_NEW(pods->arena, p->cluster_count, bool);
    for (int32_t i = 0; i < set.count; i++)
        for (int32_t bin = 0; bin < p->bin_count; bin++)
            is_in[p->bin_cluster[bin]] |= pods->may_come[set.items[i]][bin];
    for (int32_t bin = 0; bin < p->bin_count; bin++)
        bin_domain[bin] = is_in[p->bin_cluster[bin]] ? p->bin_cluster[bin] : -1;
    struct exclusion exclusion = {item_ix, set, bin_domain, true};
    VEC_PUSH(pods->exclusions, pods->exclusion_count, pods->exclusion_room, exclusion);
}

static void add_affinity(struct pod_build *pods, int32_t item_ix, const struct pod_rule *rule)
{
    const struct group *group = &pods->problem->groups[pods->items[item_ix].group_ix];
    if (rule->affinity_count == 0)
        return;
    struct affinity affinity = begin_affinity(pods, item_ix, rule);
    struct item_set set = match_allowed(pods, rule, group, &affinity.is_unsure);
    struct item_set unsure = that_may_come(pods, set);
    affinity.is_self = holds(&set, item_ix);
    affinity.set = affinity.is_self ? others(pods, set, item_ix) : set;
    affinity.is_unsure |= unsure.count > 0;
    if (unsure.count > 0 && affinity.is_self)
        add_caution(pods, item_ix, unsure);
    if (settle_affinity(pods, &affinity, rule))
        return;
    VEC_PUSH(pods->affinities, pods->affinity_count, pods->affinity_room, affinity);
}

/* ---- spread */

/* Domains of nodes that count, with the residents there. */
static void count_domains(struct pod_build *pods, const struct pod_rule *rule, int32_t index,
                          const struct rule *node_rule, struct workload_list found,
                          struct spread *ret)
{
    const struct problem *p = pods->problem;
    const char *key = rule->spread[index].topology_key;
    int32_t *bin_domain = ARENA_NEW(pods->arena, p->bin_count, int32_t);
    int32_t *first_domain = ARENA_NEW(pods->arena, p->cluster_count + 1, int32_t);
    int32_t count = 0;
    for (int32_t c = 0; c < p->cluster_count; c++) {
        struct intern *values = intern_new();
        for (int32_t bin = p->first_bin[c]; bin < p->first_bin[c + 1]; bin++) {
            const struct node *node = &pods->estate->nodes[p->bin_node_ix[bin]];
            bin_domain[bin] = -1;
            if (!pod_spread_node_counts(rule, index, node_rule, node))
                continue;
            const char *value = pod_node_label(node, key);
            bin_domain[bin] = count + intern_add(values, value, strlen(value));
        }
        count += intern_count(values);
        first_domain[c + 1] = count;
        intern_free(values);
    }
    int64_t *base = ARENA_NEW(pods->arena, count, int64_t);
    for (int32_t i = 0; i < found.count; i++)
        for (int32_t k = pods->first_pinned[found.workloads[i]];
             k < pods->first_pinned[found.workloads[i] + 1]; k++)
            if (bin_domain[pods->pinned[k].bin] >= 0)
                base[bin_domain[pods->pinned[k].bin]] += pods->pinned[k].count;
    ret->bin_domain = bin_domain;
    ret->first_domain = first_domain;
    ret->base = base;
}

/* Items of the same rules and namespace share all of it. */
static void add_spread(struct pod_build *pods, int32_t item_ix, const struct pod_rule *rule,
                       int32_t index)
{
    const struct estate *e = pods->estate;
    const struct workload *w = &e->workloads[pods->items[item_ix].workload_ix];
    const struct spread_constraint *constraint = &rule->spread[index];
    const char *name_space = e->stacks[w->stack_ix].name_space;
    struct pod_term term = {
        .selector = constraint->selector, .name_spaces = &name_space, .name_space_count = 1};
    struct spread spread = {.max_skew = constraint->max_skew,
                            .min_domains = constraint->min_domains};
    buf_clear(&pods->key);
    buf_format(&pods->key, "%d %d %d %s", (int)w->rule_ix, (int)w->pod_rule_ix, (int)index,
               name_space);
    int32_t known = intern_count(pods->spread_keys);
    int32_t at = intern_add(pods->spread_keys, pods->key.data, pods->key.length);
    if (at < known) {
        spread = pods->shared_spreads[at];
    } else {
        struct workload_list found = pod_index_match(pods->index, &term, 0);
        spread.set = pod_build_items(pods, found);
        count_domains(pods, rule, index, &e->rules[w->rule_ix], found, &spread);
        VEC_PUSH(pods->shared_spreads, pods->shared_count, pods->shared_room, spread);
    }
    struct item_set unsure = that_may_come(pods, spread.set);
    spread.is_unsure = unsure.count > 0;
    if (spread.is_unsure)
        add_caution(pods, item_ix, unsure);
    spread.item_ix = item_ix;
    spread.is_self = holds(&spread.set, item_ix);
    /* The problem counts a pod that does not match as one more, kube-scheduler does not. */
    spread.max_skew += !spread.is_self;
    VEC_PUSH(pods->spreads, pods->spread_count, pods->spread_room, spread);
}

void pod_build_rows(struct pod_build *pods)
{
    for (int32_t i = 0; pods->index && i < pods->problem->item_count; i++) {
        const struct pod_rule *rule = pod_build_rule(pods, pods->items[i].workload_ix);
        if (!rule || rule->affinity_count == 0 || !pods->items[i].is_daemon)
            continue;
        struct affinity affinity = begin_affinity(pods, i, rule);
        settle_affinity(pods, &affinity, rule);
    }
    for (int32_t i = 0; pods->index && i < pods->problem->item_count; i++) {
        const struct pod_rule *rule = pod_build_rule(pods, pods->items[i].workload_ix);
        if (!rule)
            continue;
        add_exclusions(pods, i, rule);
        /* A daemon's pods are asked node by node: each is the only node that counts for it. */
        if (pods->items[i].stays || pods->items[i].is_daemon)
            continue;
        add_affinity(pods, i, rule);
        for (int32_t t = 0; t < rule->spread_count; t++)
            add_spread(pods, i, rule, t);
    }
}
