/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "solve/pods/rules_model.h"

static int64_t *take(struct rules *rules)
{
    int32_t at = rules_take(rules);

    return rules->counts[at];
}

static bool exclusion_holds(struct rules *rules, const struct exclusion *rule, int32_t cluster)
{
    int64_t *counts = take(rules);
    int64_t itself = rules_set_has(&rule->set, rule->item_ix) ? 1 : 0;
    bool is_kept = true;

    rules_count(rules, &rule->set, rule->bin_domain, cluster, counts, false);
    for (struct walk walk = {0}; rules_walk(rules, rule->item_ix, cluster, &walk);) {
        int32_t domain = rule->bin_domain[walk.bin];

        is_kept = is_kept && (domain < 0 || counts[domain] <= itself);
    }
    rules_count(rules, &rule->set, rule->bin_domain, cluster, counts, true);
    rules_drop(rules);
    return is_kept;
}

static bool term_holds(struct rules *rules, const struct affinity *rule,
                       const struct affinity_term *term, int32_t cluster, bool *ret_together)
{
    int64_t *counts = take(rules);
    int32_t only = -1;
    bool is_kept = true;

    rules_count(rules, &rule->set, term->bin_domain, cluster, counts, false);
    for (struct walk walk = {0}; rules_walk(rules, rule->item_ix, cluster, &walk);) {
        int32_t domain = term->bin_domain[walk.bin];

        if (domain < 0 || (only >= 0 && domain != only))
            *ret_together = false;
        if (domain < 0 || (!term->present[domain] && counts[domain] == 0))
            is_kept = false;
        only = domain;
    }
    rules_count(rules, &rule->set, term->bin_domain, cluster, counts, true);
    rules_drop(rules);
    return is_kept;
}

static bool affinity_holds(struct rules *rules, const struct affinity *rule, int32_t cluster)
{
    bool all = true, together = true;

    for (int32_t t = 0; t < rule->term_count; t++)
        all = term_holds(rules, rule, &rule->terms[t], cluster, &together) && all;
    return all || (rule->is_self && together && !rule->cluster_has[cluster] &&
                   !rules_set_stands_in(rules, &rule->set, cluster));
}

static int64_t least_of(const struct spread *rule, const int64_t *counts, int32_t cluster)
{
    int32_t first = rule->first_domain[cluster], end = rule->first_domain[cluster + 1];
    int64_t least = INT64_MAX;

    for (int32_t d = first; d < end; d++)
        least = rule->base[d] + counts[d] < least ? rule->base[d] + counts[d] : least;
    return end - first < rule->min_domains ? 0 : least;
}

static bool spread_holds(struct rules *rules, const struct spread *rule, int32_t cluster)
{
    int64_t *counts = take(rules), least;
    bool is_kept = true;

    rules_count(rules, &rule->set, rule->bin_domain, cluster, counts, false);
    least = least_of(rule, counts, cluster);
    rules->ticks += rule->first_domain[cluster + 1] - rule->first_domain[cluster];
    for (struct walk walk = {0}; rules_walk(rules, rule->item_ix, cluster, &walk);) {
        int32_t domain = rule->bin_domain[walk.bin];

        is_kept =
            is_kept && domain >= 0 &&
            rule->base[domain] + counts[domain] + (rule->is_self ? 0 : 1) - least <= rule->max_skew;
    }
    rules_count(rules, &rule->set, rule->bin_domain, cluster, counts, true);
    rules_drop(rules);
    return is_kept;
}

static bool holds_in(struct rules *rules, struct rule_ref ref, int32_t cluster)
{
    const struct problem *p = rules->problem;

    rules->keeps_room = rule_keeps_room(ref.kind);
    switch (ref.kind) {
    case RULE_EXCLUSION:
        return !rules_stands_in(rules, p->exclusions[ref.number].item_ix, cluster) ||
               exclusion_holds(rules, &p->exclusions[ref.number], cluster);
    case RULE_AFFINITY:
        return !rules_stands_in(rules, p->affinities[ref.number].item_ix, cluster) ||
               affinity_holds(rules, &p->affinities[ref.number], cluster);
    case RULE_SPREAD:
        return !rules_stands_in(rules, p->spreads[ref.number].item_ix, cluster) ||
               spread_holds(rules, &p->spreads[ref.number], cluster);
    case RULE_QUOTA:
        return p->quotas[ref.number].cluster != cluster ||
               rules_used(rules, &p->quotas[ref.number]) <= p->quotas[ref.number].left;
    }
    return true;
}

bool rules_hold(struct rules *rules, int32_t g)
{
    const struct problem *p = rules->problem;
    const struct group *group = &p->groups[g];

    assert(rules->count_used == 0);
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        for (int64_t k = rules->first_ref[i]; k < rules->first_ref[i + 1]; k++)
            for (int32_t a = 0; a < group->allowed_count; a++)
                if (!holds_in(rules, rules->refs[k], group->allowed[a]))
                    return false;
    return true;
}
