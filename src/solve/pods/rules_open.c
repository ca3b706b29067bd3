/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "base/buf.h"
#include "solve/pods/rules_model.h"

static int64_t *counts_of(const struct rules *rules, const struct open_rule *open, int32_t nth)
{
    return rules->counts[open->slot + nth];
}

static struct open_rule *push(struct rules *rules, struct open_rule open, int32_t arrays)
{
    open.slot = rules->count_used;
    for (int32_t k = 0; k < arrays; k++)
        rules_take(rules);
    VEC_PUSH(rules->open, rules->open_count, rules->open_room, open);
    return &rules->open[rules->open_count - 1];
}

/* The domains where the others of the rule stand: of the set, when the item is the owner, else of
 * the owner. */
static void open_exclusion(struct rules *rules, struct open_rule open)
{
    const struct exclusion *rule = &rules->problem->exclusions[open.number];
    struct item_set owner = {&rule->item_ix, 1};
    const struct item_set *others = open.is_own ? &rule->set : &owner;

    open.counts = open.is_own && rules_set_has(&rule->set, rules->item);
    if (!open.counts && !rules_set_stands_in(rules, others, rules->cluster))
        return;
    push(rules, open, 1);
    rules_count(rules, others, rule->bin_domain, rules->cluster,
                counts_of(rules, &rules->open[rules->open_count - 1], 0), false);
}

static int32_t first_bin_of(struct rules *rules, int32_t item)
{
    struct walk walk = {0};

    return rules_walk(rules, item, rules->cluster, &walk) ? walk.bin : -1;
}

/* Nobody matches yet: where the item's replicas shall be, all in the domains of one bin. Those
 * domains that hold most of them, all terms considered; the arrays are zero again after. */
static int32_t choose_anchor(struct rules *rules, const struct affinity *rule,
                             const struct open_rule *open, int64_t want)
{
    const struct problem *p = rules->problem;
    int32_t first = p->first_bin[rules->cluster], end = p->first_bin[rules->cluster + 1];
    int32_t best = -1;
    int64_t most = -1;

    for (int pass = 0; pass < 3; pass++)
        for (int32_t b = first; b < end; b++) {
            int64_t room = want;

            rules->ticks++;
            if (!problem_eligible(p, rules->item, b))
                continue;
            if (pass == 0)
                room = pack_fit(rules->pack, rules->item, b, want);
            for (int32_t t = 0; t < rule->term_count; t++) {
                int32_t domain = rule->terms[t].bin_domain[b];
                int64_t *counts = counts_of(rules, open, t);

                if (domain < 0)
                    room = -1;
                else if (pass == 0)
                    counts[domain] += room;
                else if (pass == 2)
                    counts[domain] = 0;
                else if (counts[domain] < room)
                    room = counts[domain];
            }
            if (pass == 1 && room > most) {
                most = room;
                best = b;
            }
        }
    return best;
}

static void open_affinity(struct rules *rules, struct open_rule open, int64_t want)
{
    const struct affinity *rule = &rules->problem->affinities[open.number];
    bool has_match =
        rule->cluster_has[rules->cluster] || rules_set_stands_in(rules, &rule->set, rules->cluster);
    struct open_rule *own;

    open.anchor = -1;
    if (!open.is_own) {
        /* The owner stands in the cluster as the first: a match must come to its domains. */
        open.anchor = has_match ? -1 : first_bin_of(rules, rule->item_ix);
        if (open.anchor >= 0)
            push(rules, open, 0);
        return;
    }
    own = push(rules, open, rule->term_count);
    if (has_match) {
        for (int32_t t = 0; t < rule->term_count; t++)
            rules_count(rules, &rule->set, rule->terms[t].bin_domain, rules->cluster,
                        counts_of(rules, own, t), false);
    } else if (rule->is_self) {
        own->anchor = first_bin_of(rules, rules->item);
        if (own->anchor < 0)
            own->anchor = choose_anchor(rules, rule, own, want);
    }
}

static void find_least(const struct rules *rules, struct open_rule *open)
{
    const struct spread *rule = &rules->problem->spreads[open->number];
    const int64_t *counts = counts_of(rules, open, 0);
    int32_t first = rule->first_domain[rules->cluster];
    int32_t end = rule->first_domain[rules->cluster + 1];

    open->least = open->second = INT64_MAX;
    open->is_only = true;
    for (int32_t d = first; d < end; d++) {
        int64_t count = rule->base[d] + counts[d];

        if (count < open->least) {
            open->second = open->least;
            open->least = count;
            open->is_only = true;
        } else {
            open->is_only = open->is_only && count > open->least;
            open->second = count < open->second ? count : open->second;
        }
    }
    open->never_counts = end - first < rule->min_domains;
}

static void open_spread(struct rules *rules, struct open_rule open)
{
    const struct spread *rule = &rules->problem->spreads[open.number];
    struct item_set owner = {&rule->item_ix, 1};
    struct open_rule *own;

    if (!open.is_own && !rules_stands_in(rules, rule->item_ix, rules->cluster))
        return;
    open.counts = rules_set_has(&rule->set, rules->item);
    own = push(rules, open, 2);
    rules_count(rules, &rule->set, rule->bin_domain, rules->cluster, counts_of(rules, own, 0),
                false);
    if (!open.is_own)
        rules_count(rules, &owner, rule->bin_domain, rules->cluster, counts_of(rules, own, 1),
                    false);
    find_least(rules, own);
}

static void open_quota(struct rules *rules, struct open_rule open)
{
    const struct quota_row *rule = &rules->problem->quotas[open.number];

    if (rule->cluster != rules->cluster)
        return;
    for (int32_t k = 0; k < rule->use_count; k++)
        if (rule->uses[k].item_ix == rules->item)
            open.amount = rule->uses[k].amount;
    open.left = rule->left - rules_used(rules, rule);
    push(rules, open, 0);
}

void rules_open(struct rules *rules, int32_t item, int32_t cluster, int64_t want)
{
    const struct problem *p = rules->problem;

    assert(rules->open_count == 0 && rules->count_used == 0);
    rules->item = item;
    rules->cluster = cluster;
    for (int64_t k = rules->first_ref[item]; k < rules->first_ref[item + 1]; k++) {
        struct open_rule open = {.kind = rules->refs[k].kind, .number = rules->refs[k].number};

        rules->keeps_room = rule_keeps_room(open.kind);
        switch (open.kind) {
        case RULE_EXCLUSION:
            open.is_own = p->exclusions[open.number].item_ix == item;
            open_exclusion(rules, open);
            break;
        case RULE_AFFINITY:
            open.is_own = p->affinities[open.number].item_ix == item;
            open_affinity(rules, open, want);
            break;
        case RULE_SPREAD:
            open.is_own = p->spreads[open.number].item_ix == item;
            open_spread(rules, open);
            break;
        case RULE_QUOTA: open_quota(rules, open); break;
        }
    }
}

void rules_close(struct rules *rules)
{
    const struct problem *p = rules->problem;

    while (rules->open_count > 0) {
        struct open_rule *open = &rules->open[--rules->open_count];

        rules->keeps_room = rule_keeps_room(open->kind);
        if (open->kind == RULE_EXCLUSION) {
            const struct exclusion *rule = &p->exclusions[open->number];
            struct item_set owner = {&rule->item_ix, 1};

            rules_count(rules, open->is_own ? &rule->set : &owner, rule->bin_domain, rules->cluster,
                        counts_of(rules, open, 0), true);
        } else if (open->kind == RULE_AFFINITY && open->is_own) {
            const struct affinity *rule = &p->affinities[open->number];

            for (int32_t t = 0; t < rule->term_count; t++)
                rules_count(rules, &rule->set, rule->terms[t].bin_domain, rules->cluster,
                            counts_of(rules, open, t), true);
        } else if (open->kind == RULE_SPREAD) {
            const struct spread *rule = &p->spreads[open->number];
            struct item_set owner = {&rule->item_ix, 1};

            rules_count(rules, &rule->set, rule->bin_domain, rules->cluster,
                        counts_of(rules, open, 0), true);
            rules_count(rules, &owner, rule->bin_domain, rules->cluster, counts_of(rules, open, 1),
                        true);
        }
    }
    rules->count_used = 0;
    rules->item = -1;
}

static bool shares_anchor(const struct affinity *rule, int32_t bin, int32_t anchor)
{
    for (int32_t t = 0; t < rule->term_count; t++)
        if (rule->terms[t].bin_domain[bin] < 0 ||
            rule->terms[t].bin_domain[bin] != rule->terms[t].bin_domain[anchor])
            return false;
    return true;
}

static bool affinity_allows(const struct rules *rules, const struct open_rule *open, int32_t bin)
{
    const struct affinity *rule = &rules->problem->affinities[open->number];

    if (open->anchor >= 0)
        return shares_anchor(rule, bin, open->anchor);
    for (int32_t t = 0; open->is_own && t < rule->term_count; t++) {
        int32_t domain = rule->terms[t].bin_domain[bin];

        if (domain < 0 ||
            (!rule->terms[t].present[domain] && counts_of(rules, open, t)[domain] == 0))
            return false;
    }
    return true;
}

/* Would the skew be kept with one more replica in the domain? */
static bool spread_allows(const struct rules *rules, const struct open_rule *open, int32_t bin)
{
    const struct spread *rule = &rules->problem->spreads[open->number];
    int32_t domain = rule->bin_domain[bin];
    int64_t count, least = open->least;

    if (domain < 0)
        return !open->is_own;
    if (!open->is_own && counts_of(rules, open, 1)[domain] == 0)
        return true;
    count = rule->base[domain] + counts_of(rules, open, 0)[domain];
    if (open->counts) {
        if (open->is_only && count == least)
            least = count + 1 < open->second ? count + 1 : open->second;
        count++;
    }
    return count + (rule->is_self ? 0 : 1) - (open->never_counts ? 0 : least) <= rule->max_skew;
}

static int64_t open_room(const struct rules *rules, const struct open_rule *open, int32_t bin,
                         int64_t most)
{
    const struct exclusion *rule;
    int32_t domain;

    switch (open->kind) {
    case RULE_EXCLUSION:
        rule = &rules->problem->exclusions[open->number];
        domain = rule->bin_domain[bin];
        if (domain < 0)
            return most;
        if (counts_of(rules, open, 0)[domain] > 0)
            return 0;
        return open->counts && most > 1 ? 1 : most;
    case RULE_AFFINITY: return affinity_allows(rules, open, bin) ? most : 0;
    case RULE_SPREAD: return !spread_allows(rules, open, bin) ? 0 : most > 1 ? 1 : most;
    case RULE_QUOTA:
        if (open->left < 0 || open->amount == 0 || open->left / open->amount >= most)
            return open->left < 0 && open->amount > 0 ? 0 : most;
        return open->left / open->amount;
    }
    return 0;
}

int64_t rules_room(struct rules *rules, int32_t bin, int64_t most)
{
    for (size_t k = 0; k < rules->open_count && most > 0; k++)
        most = open_room(rules, &rules->open[k], bin, most);
    rules->ticks += (int64_t)rules->open_count;
    return most;
}

int64_t rules_level(const struct rules *rules, int32_t bin)
{
    int64_t level = 0;

    for (size_t k = 0; k < rules->open_count; k++) {
        const struct open_rule *open = &rules->open[k];

        if (open->kind == RULE_SPREAD && open->is_own) {
            const struct spread *rule = &rules->problem->spreads[open->number];
            int32_t domain = rule->bin_domain[bin];

            level += domain < 0 ? 0 : rule->base[domain] + counts_of(rules, open, 0)[domain];
        }
    }
    return level;
}

void rules_add(struct rules *rules, int32_t bin, int64_t count)
{
    const struct problem *p = rules->problem;

    for (size_t k = 0; k < rules->open_count; k++) {
        struct open_rule *open = &rules->open[k];
        int32_t domain;

        switch (open->kind) {
        case RULE_EXCLUSION:
            domain = p->exclusions[open->number].bin_domain[bin];
            if (open->counts && domain >= 0)
                counts_of(rules, open, 0)[domain] += count;
            break;
        case RULE_AFFINITY:
            if (!open->is_own)
                open->anchor = -1; /* the match is there */
            break;
        case RULE_SPREAD:
            domain = p->spreads[open->number].bin_domain[bin];
            if (domain < 0)
                break;
            if (open->counts)
                counts_of(rules, open, 0)[domain] += count;
            if (open->counts)
                find_least(rules, open);
            rules->ticks += p->spreads[open->number].first_domain[rules->cluster + 1] -
                            p->spreads[open->number].first_domain[rules->cluster];
            break;
        case RULE_QUOTA: open->left -= open->amount * count; break;
        }
    }
}
