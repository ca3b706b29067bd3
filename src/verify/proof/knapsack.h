/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * knapsack: how much value fits into one node, or one cluster: max sum value_i p_i over whole
 * 0 <= p_i <= most_i with sum demand_i p_i <= room in each resource. Exact, by depth first search;
 * when the budget runs out an upper bound, which can only weaken what is proven with it.
 */
#ifndef MUSTER_VERIFY_PROOF_KNAPSACK_H
#define MUSTER_VERIFY_PROOF_KNAPSACK_H

#include "verify/verify_question.h"

struct arena;

enum { KNAPSACK_VALUE_MAX_LOG2 = 60, KNAPSACK_NODES = 3000000 /* of one search */ };

struct knapsack_item {
    int64_t value; /* 1 .. 2^60 */
    int64_t most;
    const int64_t *demand; /* [resource_count], 0 .. 2^62 */
};

/* room: [resource_count], at least 0, or NO_LIMIT; else at most 2^62. The items are changed.
 * *budget, in steps, shrinks by what was used. Scratch memory comes from the arena. */
wide_int knapsack_best(struct knapsack_item *items, int32_t count, const int64_t *room,
                       int32_t resource_count, int64_t *budget, struct arena *arena);

#endif
