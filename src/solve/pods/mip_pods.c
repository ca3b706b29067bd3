/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/pods/mip_pods.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/pods/mip_spots.h"

/* Rows and coefficients for each column that the model may have: more is no small model. */
enum { ROWS_A_COLUMN = 8, ENTRIES_A_COLUMN = 100 };

static bool holds(const struct item_set *set, int32_t item)
{
    for (int32_t k = 0; k < set->count; k++)
        if (set->items[k] == item)
            return true;
    return false;
}

static bool includes(const struct mip *mip, int32_t item)
{
    return mip->is_included[mip->problem->items[item].group_ix];
}

static bool include_set(struct mip *mip, int32_t item, const struct item_set *set)
{
    const struct problem *p = mip->problem;
    bool any = false;

    for (int32_t k = 0; includes(mip, item) && k < set->count; k++) {
        int32_t g = p->items[set->items[k]].group_ix;

        any = any || !mip->is_included[g];
        mip_include(mip, g);
    }
    return any;
}

void mip_include_pods(struct mip *mip)
{
    const struct problem *p = mip->problem;

    for (bool any = true; any;) {
        any = false;
        for (int32_t k = 0; k < p->affinity_count; k++)
            any = include_set(mip, p->affinities[k].item_ix, &p->affinities[k].set) || any;
        for (int32_t k = 0; k < p->spread_count; k++)
            any = include_set(mip, p->spreads[k].item_ix, &p->spreads[k].set) || any;
    }
}

/* Items of the set beside the owner. Where the owner is in the set, its replicas in a domain are
 * one at most and speak for themselves. */
static void add_exclusion(struct mip *mip, const struct exclusion *rule, int32_t number)
{
    bool is_self = holds(&rule->set, rule->item_ix);
    struct row_terms *row = &mip->pods->row;
    const struct stand *stand = is_self ? NULL : stand_find(mip, rule->item_ix, rule->bin_domain);
    struct spots own, other;

    spots_gather(mip, spots_only(&rule->item_ix), rule->bin_domain, &own);
    for (size_t first = 0, end; is_self && first < own.count; first = end) {
        spots_find(&own, own.spots[first].domain, &end);
        if (own.spots[first].domain < 0 || spots_most(mip, &own, first, end) <= 1)
            continue;
        row_add_range(row, &own, first, end, 1);
        row_flush(mip, row, 1, "exclude", number);
    }
    for (int32_t k = 0; own.count > 0 && k < rule->set.count; k++) {
        if (rule->set.items[k] == rule->item_ix)
            continue;
        spots_gather(mip, spots_only(&rule->set.items[k]), rule->bin_domain, &other);
        for (size_t first = 0, end, at = 0; first < other.count; first = end) {
            int32_t domain = other.spots[first].domain;
            size_t own_end, own_first = spots_find(&own, domain, &own_end);
            double most;

            spots_find(&other, domain, &end);
            if (domain < 0 || own_first == own_end)
                continue;
            most = spots_most(mip, &other, first, end);
            row_add_range(row, &other, first, end, 1);
            if (is_self)
                row_add_range(row, &own, own_first, own_end, most);
            for (; stand && at < stand->count && stand->domains[at] <= domain; at++)
                if (stand->domains[at] == domain)
                    row_add(row, stand->columns[at], most);
            row_flush(mip, row, most, "exclude", number);
        }
        spots_release(&other);
    }
    spots_release(&own);
}

/* The column "first" of an affinity in a cluster: -1 = cannot be, -2 = is so in any case (nobody
 * else matches there). */
static int32_t add_first(struct mip *mip, const struct affinity *rule, int32_t number,
                         int32_t cluster)
{
    struct row_terms *row = &mip->pods->row;
    int32_t column = -2;

    if (!rule->is_self || rule->cluster_has[cluster])
        return -1;
    for (int32_t k = 0; k < rule->set.count; k++) {
        struct spots spots;
        size_t end, first;

        spots_gather(mip, spots_only(&rule->set.items[k]), NULL, &spots);
        first = spots_find(&spots, cluster, &end);
        if (first < end && column < 0)
            column = mip_add_column(mip, MIP_FIRST, number, cluster, 1);
        if (first < end) {
            double most = spots_most(mip, &spots, first, end);

            row_add_range(row, &spots, first, end, 1);
            row_add(row, column, most);
            row_flush(mip, row, most, "lone", number);
        }
        spots_release(&spots);
    }
    return column;
}

/* One term: where the item stands, there is a match; as the first it stands in one domain. */
static void add_term(struct mip *mip, const struct affinity *rule, int32_t number,
                     const struct affinity_term *term, const int32_t *first_column)
{
    const struct problem *p = mip->problem;
    const struct stand *stand = stand_find(mip, rule->item_ix, term->bin_domain);
    struct row_terms *row = &mip->pods->row;
    struct spots own, set;

    spots_gather(mip, spots_only(&rule->item_ix), term->bin_domain, &own);
    spots_gather(mip, rule->set, term->bin_domain, &set);
    for (size_t at = 0; at < stand->count; at++) {
        int32_t domain = stand->domains[at], first;
        size_t end, begin = spots_find(&own, domain, &end);

        first = first_column[own.spots[begin].cluster];
        if (domain >= 0 && (term->present[domain] || first == -2))
            continue;
        row_add(row, stand->columns[at], 1);
        if (domain >= 0) {
            begin = spots_find(&set, domain, &end);
            row_add_range(row, &set, begin, end, -1);
        }
        if (domain >= 0 && first >= 0)
            row_add(row, first, -1);
        row_flush(mip, row, 0, "near_pod", number);
    }
    for (int32_t c = 0; c < p->cluster_count; c++) {
        double domains = 0;

        if (first_column[c] == -1)
            continue;
        for (size_t at = 0; at < stand->count; at++) {
            size_t end, begin = spots_find(&own, stand->domains[at], &end);

            if (stand->domains[at] < 0 || own.spots[begin].cluster != c)
                continue;
            row_add(row, stand->columns[at], 1);
            domains++;
        }
        if (first_column[c] >= 0 && domains > 1)
            row_add(row, first_column[c], domains - 1);
        if (domains > 1)
            row_flush(mip, row, first_column[c] >= 0 ? domains : 1, "one_domain", number);
        row->count = 0;
    }
    spots_release(&own);
    spots_release(&set);
}

static void add_affinity(struct mip *mip, const struct affinity *rule, int32_t number)
{
    const struct problem *p = mip->problem;
    int32_t *first_column = memory_take(p->cluster_count, sizeof *first_column);
    struct spots own;

    spots_gather(mip, spots_only(&rule->item_ix), NULL, &own);
    for (int32_t c = 0; c < p->cluster_count; c++) {
        size_t end, first = spots_find(&own, c, &end);

        first_column[c] = first < end ? add_first(mip, rule, number, c) : -1;
    }
    for (int32_t t = 0; own.count > 0 && t < rule->term_count; t++)
        add_term(mip, rule, number, &rule->terms[t], first_column);
    spots_release(&own);
    free(first_column);
}

/* Scaled by a power of two, which is exact, as capacity rows are. */
static void add_quota(struct mip *mip, const struct quota_row *rule)
{
    struct row_terms *row = &mip->pods->row;
    int64_t largest = 1;
    double load = 0, scale;
    int exponent;

    for (int32_t k = 0; k < rule->use_count; k++)
        largest = rule->uses[k].amount > largest ? rule->uses[k].amount : largest;
    frexp((double)largest, &exponent);
    scale = ldexp(1, -exponent);
    for (int32_t k = 0; k < rule->use_count; k++) {
        struct spots spots;
        size_t end, first;

        spots_gather(mip, spots_only(&rule->uses[k].item_ix), NULL, &spots);
        first = spots_find(&spots, rule->cluster, &end);
        row_add_range(row, &spots, first, end, (double)rule->uses[k].amount * scale);
        load += spots_most(mip, &spots, first, end) * (double)rule->uses[k].amount;
        spots_release(&spots);
    }
    if (load > (double)rule->left * (1 - 1e-9))
        row_flush(mip, row, (double)rule->left * scale, "quota", rule->cluster);
    row->count = 0;
}

/* Daemons of GROUP_REPLICAS groups are there only with a replica: else they would lend a match that
 * is none. */
static void tie_daemons(struct mip *mip)
{
    const struct problem *p = mip->problem;
    struct row_terms *row = &mip->pods->row;

    for (size_t at = 0, count = mip->column_count; at < count; at++) {
        int32_t g = mip->columns[at].a;

        if (mip->columns[at].kind != MIP_DAEMON)
            continue;
        row_add(row, (int32_t)at, 1);
        for (int32_t i = mip->first_x[p->groups[g].first_item];
             i < mip->first_x[p->groups[g].first_item + p->groups[g].item_count]; i++)
            if (p->bin_cluster[mip->columns[i].b] == mip->columns[at].b)
                row_add(row, i, -1);
        row_flush(mip, row, 0, "no_daemons", g);
    }
}

static bool is_small(const struct mip *mip)
{
    return (int64_t)mip->column_count <= mip->column_max &&
           mip->lp->row_count / ROWS_A_COLUMN <= (size_t)mip->column_max &&
           mip->lp->entry_count / ENTRIES_A_COLUMN <= (size_t)mip->column_max;
}

bool mip_add_pods(struct mip *mip)
{
    const struct problem *p = mip->problem;
    bool for_plans = mip->question->for_plans;

    mip->pods = memory_take(1, sizeof *mip->pods);
    mip->pods->last_stand = memory_take(p->item_count, sizeof *mip->pods->last_stand);
    for (int32_t i = 0; i < p->item_count; i++)
        mip->pods->last_stand[i] = -1;
    tie_daemons(mip);
    mip->pods->keeps_room = for_plans;
    for (int32_t k = 0; is_small(mip) && k < p->exclusion_count; k++)
        if (includes(mip, p->exclusions[k].item_ix) && (for_plans || !p->exclusions[k].is_caution))
            add_exclusion(mip, &p->exclusions[k], k);
    for (int32_t k = 0; is_small(mip) && k < p->quota_count; k++)
        add_quota(mip, &p->quotas[k]);
    mip->pods->keeps_room = false;
    for (int32_t k = 0; is_small(mip) && k < p->affinity_count; k++)
        if (includes(mip, p->affinities[k].item_ix) && (for_plans || !p->affinities[k].is_unsure))
            add_affinity(mip, &p->affinities[k], k);
    for (int32_t k = 0; is_small(mip) && k < p->spread_count; k++)
        if (includes(mip, p->spreads[k].item_ix) && (for_plans || !p->spreads[k].is_unsure))
            mip_add_spread(mip, &p->spreads[k], k);
    return is_small(mip);
}

void mip_free_pods(struct mip *mip)
{
    if (!mip->pods)
        return;
    for (size_t k = 0; k < mip->pods->stand_count; k++) {
        free(mip->pods->stands[k].domains);
        free(mip->pods->stands[k].columns);
    }
    free(mip->pods->stands);
    free(mip->pods->last_stand);
    free(mip->pods->row.terms);
    free(mip->pods);
}
