/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_problem.h"

#include <stdlib.h>

#include "brute_force.h"

static uint64_t state;

static int32_t dice(int32_t sides)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int32_t)((state >> 11) % (uint64_t)sides);
}

static bool one_in(int32_t n)
{
    return dice(n) == 0;
}

enum { RESOURCES = 2 };

static void roll_amounts(int64_t *amounts, int32_t most)
{
    for (int32_t r = 0; r < RESOURCES; r++)
        amounts[r] = one_in(5) ? 0 : dice(most) + 1;
}

static void roll_item(struct maker *maker, int32_t bins, int32_t most_replicas, bool is_replicas)
{
    int64_t amounts[RESOURCES];

    roll_amounts(amounts, 5);
    maker_item(maker, dice(most_replicas) + 1, amounts);
    if (one_in(3))
        maker_bin_cap(maker, dice(2) + 1);
    if (one_in(5))
        maker_zone_cap(maker, dice(2) + 1);
    if (is_replicas && one_in(2))
        maker_dead(maker);
    for (int32_t b = 0; b < bins; b++) {
        if (one_in(8))
            maker_exclude(maker, b);
        if (is_replicas && one_in(6))
            maker_present(maker, b, 1);
    }
}

static void roll_group(struct maker *maker, enum group_kind kind, int32_t tier, int32_t clusters,
                       int32_t bins)
{
    bool is_replicas = kind == GROUP_REPLICAS;
    int64_t amounts[RESOURCES];

    maker_group(maker, kind, tier, one_in(2) ? 1 : dice(5) + 1);
    if (kind == GROUP_RESIDENT)
        maker_allow(maker, UINT64_C(1) << dice(clusters));
    else if (one_in(3))
        maker_allow(maker, (uint64_t)dice(1 << clusters));
    if (kind != GROUP_RESIDENT && one_in(25))
        maker_hopeless(maker);
    if (is_replicas && one_in(2))
        maker_lives_in(maker, dice(clusters));
    roll_item(maker, bins, is_replicas ? 3 : 2, is_replicas);
    if (!is_replicas && one_in(3))
        roll_item(maker, bins, 2, false);
    if (one_in(6)) {
        roll_amounts(amounts, 2);
        maker_daemon(maker, amounts);
    }
}

static void roll_requires(struct maker *maker, int32_t residents, int32_t groups,
                          const enum group_kind *kinds)
{
    int32_t rank[BRUTE_GROUPS];

    for (int32_t g = 0; g < groups; g++)
        rank[g] = dice(1000) * 16 + g;
    for (int32_t g = residents; g < groups; g++)
        for (int32_t h = 0; h < groups; h++)
            if (rank[g] < rank[h] && one_in(h < residents ? 12 : 9))
                maker_require(maker, g, h,
                              kinds[g] == GROUP_WHOLE && kinds[h] != GROUP_REPLICAS && one_in(2));
}

/* A few items of whole groups may have more replicas. */
static void roll_more(struct maker *maker, int32_t most)
{
    const struct problem *p = maker_problem(maker);

    for (int32_t i = 0; i < p->item_count && most > 0; i++)
        if (p->groups[p->items[i].group_ix].kind == GROUP_WHOLE && !p->items[i].is_daemon &&
            one_in(2)) {
            maker_more(maker, i, dice(3) + 1);
            most--;
        }
}

struct maker *random_problem(uint64_t seed, bool is_small)
{
    int32_t clusters, residents, whole, replicas, bins = 0, tier = 0, groups = 0;
    enum group_kind kinds[BRUTE_GROUPS];
    struct maker *maker;

    state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    for (int k = 0; k < 8; k++)
        dice(2);
    clusters = dice(2) + 2;
    maker = maker_new(RESOURCES, clusters);
    for (int32_t c = 0; c < clusters; c++)
        for (int32_t b = dice(3) + (one_in(10) ? 0 : 2); b > 0; b--) {
            int64_t amounts[RESOURCES];

            roll_amounts(amounts, 14);
            if (one_in(20))
                amounts[1] = 1000000;
            maker_bin(maker, c, dice(2), amounts);
            bins++;
        }
    residents = one_in(3) ? dice(2) + 1 : 0;
    for (int32_t g = 0; g < residents; g++, groups++) {
        roll_group(maker, kinds[groups] = GROUP_RESIDENT, -1, clusters, bins);
        if (bins > 0 && one_in(2))
            maker_home(maker, dice(bins), 1);
    }
    whole = dice(is_small ? 3 : 5) + 1;
    replicas = one_in(2) ? dice(is_small ? 2 : 3) : 0;
    for (int32_t g = 0; g < whole + replicas; g++, groups++) {
        tier += g > 0 && tier < 2 ? dice(2) : 0;
        kinds[groups] = dice(whole + replicas) < whole ? GROUP_WHOLE : GROUP_REPLICAS;
        /* The content of a cluster must stay small for brute force. */
        if (groups > 6)
            kinds[groups] = GROUP_WHOLE;
        roll_group(maker, kinds[groups], tier, clusters, bins);
    }
    roll_requires(maker, residents, groups, kinds);
    if (one_in(3))
        roll_more(maker, is_small ? 1 : 2);
    return maker;
}

static uint64_t roll_set(int32_t count)
{
    uint64_t set = 0;

    for (int32_t i = 0; i < count; i++)
        set |= one_in(3) ? UINT64_C(1) << i : 0;
    return set;
}

static void roll_exclusions(struct rules_maker *rules, const struct problem *p)
{
    static const enum made_domain domains[] = {DOMAIN_NODE, DOMAIN_NODE, DOMAIN_ZONE, DOMAIN_EVEN,
                                               DOMAIN_CLUSTER};

    for (int32_t i = 0; i < p->item_count; i++)
        while (one_in(5))
            rules_exclusion(rules, i, one_in(2) ? UINT64_C(1) << i : roll_set(p->item_count),
                            domains[dice(5)]);
}

static void roll_affinities(struct rules_maker *rules, const struct problem *p)
{
    static const enum made_domain domains[] = {DOMAIN_NODE, DOMAIN_ZONE, DOMAIN_ZONE, DOMAIN_EVEN};

    for (int32_t i = 0; i < p->item_count; i++) {
        if (!one_in(5))
            continue;
        rules_affinity(rules, i, one_in(3) ? 0 : roll_set(p->item_count) & ~(UINT64_C(1) << i),
                       one_in(2), one_in(2) ? roll_set(p->bin_count) & roll_set(p->bin_count) : 0,
                       domains[dice(4)]);
        if (one_in(3))
            rules_term(rules, domains[dice(4)]);
    }
}

static void roll_spreads(struct rules_maker *rules, const struct problem *p)
{
    for (int32_t i = 0; i < p->item_count; i++)
        while (one_in(5))
            rules_spread(
                rules, i,
                (one_in(2) ? UINT64_C(1) << i : 0) | (one_in(2) ? roll_set(p->item_count) : 0),
                one_in(2) ? roll_set(p->bin_count) : 0, one_in(2) ? DOMAIN_NODE : DOMAIN_ZONE,
                dice(2) + 1, one_in(3) ? dice(4) : 0);
}

void random_rules(struct rules_maker *rules)
{
    const struct problem *p = rules_problem(rules);
    int32_t kinds = dice(15) + 1;

    if (kinds & 1)
        roll_exclusions(rules, p);
    if (kinds & 2)
        roll_affinities(rules, p);
    if (kinds & 4)
        roll_spreads(rules, p);
    for (int32_t c = 0; (kinds & 8) && c < p->cluster_count; c++) {
        if (!one_in(3))
            continue;
        rules_quota(rules, c, dice(12));
        for (int32_t i = 0; i < p->item_count; i++)
            if (one_in(2))
                rules_use(rules, i, dice(4) + 1);
    }
}

uint64_t random_count(uint64_t usual)
{
    const char *text = getenv("MUSTER_RANDOM_COUNT");

    return text ? strtoull(text, NULL, 10) : usual;
}

void random_each(uint64_t first, uint64_t count, bool has_rules,
                 void (*see)(const struct problem *, uint64_t seed, void *context), void *context)
{
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct maker *maker = random_problem(seed, has_rules);
        struct rules_maker *rules = rules_maker_new(maker_problem(maker));

        if (has_rules)
            random_rules(rules);
        see(rules_problem(rules), seed, context);
        rules_maker_free(rules);
        maker_free(maker);
    }
}
