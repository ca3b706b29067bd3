/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * small_instance: random problems small enough to try everything: two survivors of two nodes each,
 * up to five stacks of one workload in a lost cluster L. The optimum is found by plain counting.
 */
#ifndef MUSTER_TESTS_SMALL_INSTANCE_H
#define MUSTER_TESTS_SMALL_INSTANCE_H

#include <stdbool.h>

struct estate;

enum { CLUSTERS = 2, NODES = 2, STACKS = 5, SUBSETS = 1 << STACKS };

struct spec {
    int tier, weight, replicas, size, node_cap, zone_cap, daemon; /* caps: 0 = none */
    int needs;                                                    /* an earlier stack, -1 = none */
    bool same;
};

struct instance {
    int room[CLUSTERS][NODES], used[CLUSTERS][NODES];
    struct spec stacks[STACKS];
    int count;
    bool packs[CLUSTERS][SUBSETS];
    int place[CLUSTERS][SUBSETS][STACKS]; /* how many of its replicas are on the first node */
};

/* 0 to n-1; the same sequence in every run. */
int instance_pick(int n);

void instance_make(struct instance *in);

/* The instance as an estate: clusters L, C0, C1, nodes n0, n1, stacks s0, s1, ..., workload w. */
struct estate *instance_estate(const struct instance *in);

/* Is what is added to a node within its room? What is there already is not judged. */
bool instance_node_holds(const struct instance *in, int c, int n, int added);

/* May so many replicas of the stack be on one node? Each node is a zone of its own. */
bool instance_cap_holds(const struct spec *spec, int replicas);

/* Find out which sets of stacks pack into which cluster, and how: fills packs and place. */
void instance_pack(struct instance *in);

/* The number-th way to give stacks to clusters (target[s] = 0, 1 or -1); false when it does not
 * pack. */
bool instance_assign(const struct instance *in, int number, int *target);
int instance_ways(const struct instance *in);

/* Which stacks are recovered by these targets. A stack only requires earlier ones. */
void instance_recovered(const struct instance *in, const int *target, bool *ret);

int instance_weight(const struct instance *in, const bool *is_recovered, int tier);

/* The most that a tier can recover when tier 0 recovers at least this. */
int instance_optimum(const struct instance *in, int tier, int least);

#endif
