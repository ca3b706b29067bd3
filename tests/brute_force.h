/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * brute_force: every plan of a tiny problem, straight from the definition in model/problem.h: each
 * whole group nowhere or in a cluster, with a number of replicas more there, each item of a
 * GROUP_REPLICAS group with a number of replicas in each cluster. What goes into one cluster is
 * packed by exhaustive search; clusters do not influence each other, so each content of a cluster
 * is decided once.
 */
#ifndef MUSTER_TESTS_BRUTE_FORCE_H
#define MUSTER_TESTS_BRUTE_FORCE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"

enum { BRUTE_TIERS = 4, BRUTE_GROUPS = 12 };

/* One plan that packs. */
struct brute_plan {
    int64_t weight[BRUTE_TIERS];
    int64_t replicas[BRUTE_TIERS];
    bool is_recovered[BRUTE_GROUPS];
    int32_t cluster[BRUTE_GROUPS]; /* of whole groups and residents; -1 = nowhere */
    int64_t placed[BRUTE_GROUPS];  /* replicas */
};

struct brute;

struct brute *brute_new(const struct problem *problem);
void brute_free(struct brute *brute);

/* Call visit for every plan; none when the residents do not pack. */
void brute_each(struct brute *brute, void (*visit)(const struct brute_plan *plan, void *argument),
                void *argument);

/* By weight, then replicas, tier by tier: below 0, 0 or above. */
int brute_compare(const struct problem *problem, const struct brute_plan *a,
                  const struct brute_plan *b);

#endif
