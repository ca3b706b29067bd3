/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limit: prices of the types of a cluster, and what its bins can hold at these prices at most:
 *
 *     sum over groups in the cluster of (sum of their items' prices) <= V
 *     V = sum over bins of the most that one bin can hold (knapsack)
 *
 * Holds for every plan, whatever the prices: they are found by linear programs, V is exact (but in
 * limits that are rough).
 */
#ifndef MUSTER_SOLVE_PROVE_LIMIT_H
#define MUSTER_SOLVE_PROVE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/prove/filling.h"
#include "solve/prove/relax.h"

#define LIMIT_SUM_MAX (INT64_C(1) << 52)
#define LIMIT_PRICE_MAX (INT64_C(1) << 40)

struct limit {
    int32_t cluster;
    int64_t value;  /* V less the shares of residents */
    int64_t *price; /* [type_count of the cluster] */
    int64_t *share; /* [member_count of the cluster] */
    int64_t share_max;
    const int64_t *weights; /* [weight_count * resource_count] that show V; none: knapsacks do */
    int32_t weight_count;
    uint64_t hash;
    bool is_rough; /* V is a guess: for proposals, never for a bound or a certificate */
};

struct limit_pool {
    struct limit **limits;
    int32_t count, room;
};

/* Prices, their knapsacks. */
struct pricer {
    const struct relax *relax;
    struct work *work;
    struct arena *arena;
    struct filling *filling;
    struct filling_item *items;
    int32_t *item_type;
    int64_t *counts;
    int64_t node_max;
};

struct pricer *pricer_new(const struct relax *relax, struct work *work, struct arena *arena);

/* The most one bin of a class can hold; counts (may be NULL): [type_count] the best filling. floor:
 * as for filling_best. */
int64_t pricer_class(struct pricer *pricer, int32_t cluster, int32_t class, const int64_t *price,
                     int64_t floor, int64_t *counts, bool *ret_exact);

/* V; -1 when it is above LIMIT_SUM_MAX. Stops early, with what it has, once above most. */
int64_t pricer_value(struct pricer *pricer, int32_t cluster, const int64_t *price, int64_t most);

/* Keep a cut; NULL when its sums are too large or it is there already, other than as a guess. */
struct limit *limit_pool_add(struct limit_pool *pool, struct pricer *pricer, int32_t cluster,
                             const int64_t *price, int64_t value);

#endif
