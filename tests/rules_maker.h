/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_maker: puts rules between pods on a problem made by problem_maker. Sets of items, and bins
 * where a resident stands that matches a rule, are bit masks (the first 64). Rules of one kind by
 * item, ascending; quotas by cluster.
 */
#ifndef MUSTER_TESTS_RULES_MAKER_H
#define MUSTER_TESTS_RULES_MAKER_H

#include "model/problem.h"

enum made_domain {
    DOMAIN_NODE,    /* each bin is one */
    DOMAIN_ZONE,    /* the zones of the problem */
    DOMAIN_CLUSTER, /* each cluster is one */
    DOMAIN_EVEN,    /* each bin of even number is one, the others are in none */
};

struct rules_maker;

/* The problem must outlive the maker. */
struct rules_maker *rules_maker_new(const struct problem *problem);
void rules_maker_free(struct rules_maker *maker);

void rules_exclusion(struct rules_maker *maker, int32_t item, uint64_t set, enum made_domain);

/* With one term; rules_term adds further ones to the last affinity. */
void rules_affinity(struct rules_maker *maker, int32_t item, uint64_t set, bool is_self,
                    uint64_t residents, enum made_domain);
void rules_term(struct rules_maker *maker, enum made_domain);

/* is_self follows from the set. Not DOMAIN_EVEN. */
void rules_spread(struct rules_maker *maker, int32_t item, uint64_t set, uint64_t residents,
                  enum made_domain, int64_t max_skew, int64_t min_domains);

/* rules_use adds an item to the last quota. */
void rules_quota(struct rules_maker *maker, int32_t cluster, int64_t left);
void rules_use(struct rules_maker *maker, int32_t item, int64_t amount);

/* The problem with the rules; lives as long as the maker. */
const struct problem *rules_problem(struct rules_maker *maker);

#endif
