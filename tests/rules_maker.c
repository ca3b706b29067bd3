/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules_maker.h"

#include <assert.h>
#include <stdlib.h>

#include "base/arena.h"

enum { RULES_MAX = 32, TERMS_MAX = 4, USES_MAX = 64 };

struct rules_maker {
    struct problem problem;
    struct arena *arena;
    const int32_t *domains[4]; /* by enum made_domain */
    struct exclusion exclusions[RULES_MAX];
    struct affinity affinities[RULES_MAX];
    struct affinity_term terms[RULES_MAX][TERMS_MAX];
    uint64_t affinity_residents;
    struct spread spreads[RULES_MAX];
    struct quota_row quotas[RULES_MAX];
    struct quota_use uses[RULES_MAX][USES_MAX];
};

struct rules_maker *rules_maker_new(const struct problem *problem)
{
    struct rules_maker *maker = calloc(1, sizeof *maker);
    struct problem *p;
    int32_t *node, *even;

    assert(maker && problem->bin_count <= 64 && problem->item_count <= 64);
    maker->problem = *problem;
    maker->arena = arena_new();
    p = &maker->problem;
    node = ARENA_NEW(maker->arena, p->bin_count, int32_t);
    even = ARENA_NEW(maker->arena, p->bin_count, int32_t);
    for (int32_t b = 0; b < p->bin_count; b++) {
        node[b] = b;
        even[b] = b % 2 == 0 ? b / 2 : -1;
    }
    maker->domains[DOMAIN_NODE] = node;
    maker->domains[DOMAIN_ZONE] = p->bin_zone;
    maker->domains[DOMAIN_CLUSTER] = p->bin_cluster;
    maker->domains[DOMAIN_EVEN] = even;
    p->exclusions = maker->exclusions;
    p->affinities = maker->affinities;
    p->spreads = maker->spreads;
    p->quotas = maker->quotas;
    return maker;
}

void rules_maker_free(struct rules_maker *maker)
{
    arena_free(maker->arena);
    free(maker);
}

static struct item_set make_set(struct rules_maker *maker, uint64_t mask)
{
    int32_t *items = ARENA_NEW(maker->arena, maker->problem.item_count, int32_t), count = 0;

    for (int32_t i = 0; i < maker->problem.item_count; i++)
        if (mask >> i & 1)
            items[count++] = i;
    return (struct item_set){items, count};
}

void rules_exclusion(struct rules_maker *maker, int32_t item, uint64_t set, enum made_domain domain)
{
    int32_t at = maker->problem.exclusion_count++;

    assert(at < RULES_MAX && (at == 0 || maker->exclusions[at - 1].item_ix <= item));
    maker->exclusions[at] =
        (struct exclusion){item, make_set(maker, set), maker->domains[domain], false};
}

void rules_term(struct rules_maker *maker, enum made_domain domain)
{
    int32_t at = maker->problem.affinity_count - 1;
    struct affinity *rule = &maker->affinities[at];
    bool *present = ARENA_NEW(maker->arena, maker->problem.bin_count + 64, bool);

    assert(rule->term_count < TERMS_MAX);
    for (int32_t b = 0; b < maker->problem.bin_count; b++)
        if ((maker->affinity_residents >> b & 1) && maker->domains[domain][b] >= 0)
            present[maker->domains[domain][b]] = true;
    maker->terms[at][rule->term_count++] = (struct affinity_term){maker->domains[domain], present};
}

void rules_affinity(struct rules_maker *maker, int32_t item, uint64_t set, bool is_self,
                    uint64_t residents, enum made_domain domain)
{
    int32_t at = maker->problem.affinity_count++;
    bool *cluster_has = ARENA_NEW(maker->arena, maker->problem.cluster_count, bool);

    assert(at < RULES_MAX && (at == 0 || maker->affinities[at - 1].item_ix < item));
    assert(!(set >> item & 1));
    for (int32_t b = 0; b < maker->problem.bin_count; b++)
        if (residents >> b & 1)
            cluster_has[maker->problem.bin_cluster[b]] = true;
    maker->affinities[at] = (struct affinity){item,    maker->terms[at], 0,    make_set(maker, set),
                                              is_self, cluster_has,      false};
    maker->affinity_residents = residents;
    rules_term(maker, domain);
}

void rules_spread(struct rules_maker *maker, int32_t item, uint64_t set, uint64_t residents,
                  enum made_domain domain, int64_t max_skew, int64_t min_domains)
{
    const struct problem *p = &maker->problem;
    int32_t at = maker->problem.spread_count++, next = 0;
    int32_t *first_domain = ARENA_NEW(maker->arena, p->cluster_count + 1, int32_t);
    int64_t *base = ARENA_NEW(maker->arena, p->bin_count + 64, int64_t);

    assert(at < RULES_MAX && domain != DOMAIN_EVEN);
    assert(at == 0 || maker->spreads[at - 1].item_ix <= item);
    for (int32_t c = 0; c < p->cluster_count; c++) {
        first_domain[c] = next;
        for (int32_t b = p->first_bin[c]; b < p->first_bin[c + 1]; b++) {
            int32_t d = maker->domains[domain][b];

            next = d >= next ? d + 1 : next;
            base[d] += (residents >> b & 1) != 0;
        }
        if (domain == DOMAIN_CLUSTER)
            next = c + 1;
    }
    first_domain[p->cluster_count] = next;
    maker->spreads[at] = (struct spread){.item_ix = item,
                                         .bin_domain = maker->domains[domain],
                                         .first_domain = first_domain,
                                         .base = base,
                                         .set = make_set(maker, set),
                                         .is_self = set >> item & 1,
                                         .max_skew = max_skew,
                                         .min_domains = min_domains};
}

void rules_quota(struct rules_maker *maker, int32_t cluster, int64_t left)
{
    int32_t at = maker->problem.quota_count++;

    assert(at < RULES_MAX && (at == 0 || maker->quotas[at - 1].cluster <= cluster));
    maker->quotas[at] = (struct quota_row){cluster, left, maker->uses[at], 0, at};
}

void rules_use(struct rules_maker *maker, int32_t item, int64_t amount)
{
    int32_t at = maker->problem.quota_count - 1;
    struct quota_row *quota = &maker->quotas[at];

    assert(quota->use_count < USES_MAX);
    maker->uses[at][quota->use_count++] = (struct quota_use){item, amount};
}

const struct problem *rules_problem(struct rules_maker *maker)
{
    return &maker->problem;
}
