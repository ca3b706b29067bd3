/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brute_rules.h"

#include <stddef.h>

struct view {
    const struct problem *p;
    const int64_t *on;
    int32_t stride, first, end; /* bins of the cluster */
    int32_t cluster;
};

static int64_t on(const struct view *view, int32_t item, int32_t bin)
{
    return view->on[(int64_t)item * view->stride + bin];
}

/* Replicas of an item in a domain; bin_domain NULL: in the cluster. */
static int64_t item_in(const struct view *view, int32_t item, const int32_t *bin_domain, int32_t d)
{
    int64_t sum = 0;

    for (int32_t b = view->first; b < view->end; b++)
        if (!bin_domain || bin_domain[b] == d)
            sum += on(view, item, b);
    return sum;
}

static int64_t set_in(const struct view *view, const struct item_set *set,
                      const int32_t *bin_domain, int32_t d)
{
    int64_t sum = 0;

    for (int32_t k = 0; k < set->count; k++)
        sum += item_in(view, set->items[k], bin_domain, d);
    return sum;
}

static bool exclusion_holds(const struct view *view, const struct exclusion *rule)
{
    bool is_self = false;

    for (int32_t k = 0; k < rule->set.count; k++)
        is_self = is_self || rule->set.items[k] == rule->item_ix;
    for (int32_t b = view->first; b < view->end; b++)
        if (on(view, rule->item_ix, b) > 0 && rule->bin_domain[b] >= 0 &&
            set_in(view, &rule->set, rule->bin_domain, rule->bin_domain[b]) > is_self)
            return false;
    return true;
}

static bool affinity_holds(const struct view *view, const struct affinity *rule)
{
    bool all_matched = true, all_together = true;

    for (int32_t t = 0; t < rule->term_count; t++) {
        const struct affinity_term *term = &rule->terms[t];

        for (int32_t b = view->first; b < view->end; b++) {
            int32_t d = term->bin_domain[b];

            if (on(view, rule->item_ix, b) == 0)
                continue;
            if (d < 0)
                return false;
            if (!term->present[d] && set_in(view, &rule->set, term->bin_domain, d) == 0)
                all_matched = false;
            if (item_in(view, rule->item_ix, term->bin_domain, d) <
                item_in(view, rule->item_ix, NULL, 0))
                all_together = false;
        }
    }
    return all_matched || (rule->is_self && !rule->cluster_has[view->cluster] &&
                           set_in(view, &rule->set, NULL, 0) == 0 && all_together);
}

static bool spread_holds(const struct view *view, const struct spread *rule)
{
    int32_t first = rule->first_domain[view->cluster];
    int32_t end = rule->first_domain[view->cluster + 1];

    for (int32_t d = first; d < end; d++) {
        int64_t count = rule->base[d] + set_in(view, &rule->set, rule->bin_domain, d);

        if (item_in(view, rule->item_ix, rule->bin_domain, d) == 0)
            continue;
        if (!rule->is_self)
            count++;
        if (end - first < rule->min_domains && count > rule->max_skew)
            return false;
        for (int32_t other = first; other < end && end - first >= rule->min_domains; other++) {
            int64_t less = rule->base[other] + set_in(view, &rule->set, rule->bin_domain, other);

            if (count - less > rule->max_skew)
                return false;
        }
    }
    return true;
}

bool brute_rules_hold(const struct problem *p, const int64_t *counts, int32_t stride,
                      int32_t cluster)
{
    struct view view = {p,      counts, stride, p->first_bin[cluster], p->first_bin[cluster + 1],
                        cluster};
    bool all = true;

    for (int32_t k = 0; all && k < p->exclusion_count; k++)
        all = exclusion_holds(&view, &p->exclusions[k]);
    for (int32_t k = 0; all && k < p->affinity_count; k++)
        all = affinity_holds(&view, &p->affinities[k]);
    for (int32_t k = 0; all && k < p->spread_count; k++)
        all = spread_holds(&view, &p->spreads[k]);
    for (int32_t k = 0; all && k < p->quota_count; k++) {
        int64_t left = p->quotas[k].left;

        for (int32_t u = 0; u < p->quotas[k].use_count; u++)
            left -=
                p->quotas[k].uses[u].amount * item_in(&view, p->quotas[k].uses[u].item_ix, NULL, 0);
        all = p->quotas[k].cluster != cluster || left >= 0;
    }
    return all;
}
