/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relax: the problem as bounds see it. Every plan of the problem is a plan in here, not the other
 * way round: per-zone caps, twins, what is present of an item, rules between pods and
 * GROUP_REPLICAS groups (no demand) are left out.
 *
 * A type is what a bin can tell apart: items of equal demand and eligibility are one type, unless a
 * per-bin cap binds (fewer than its replicas) or the item is a daemon (one on each eligible bin);
 * those are types of their own. Bins of a cluster with equal room that admit the same types are one
 * class.
 */
#ifndef MUSTER_SOLVE_PROVE_RELAX_H
#define MUSTER_SOLVE_PROVE_RELAX_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"
#include "solve/coverage.h"
#include "solve/greedy/index.h"
#include "solve/work.h"

struct arena;

struct relax_type {
    const int64_t *size; /* [resource_count] one replica */
    int32_t item_ix;     /* the first item of it */
    int64_t cap;         /* is_capped: at most so many on a bin */
    bool is_capped;
};

struct relax_class {
    const int64_t *free; /* [resource_count] */
    int64_t count;       /* bins */
    int32_t bin_ix;      /* the first of them */
};

/* A group that may be in the cluster: what it needs there. */
struct relax_need {
    int32_t type;  /* number in the cluster */
    int64_t count; /* replicas there */
};

struct relax_member {
    int32_t group_ix;
    int32_t first_need, need_count;
    int64_t pair; /* number of (group, cluster), see index.first_pair */
};

struct relax_cluster {
    int32_t *types; /* [type_count] numbers of relax.types */
    int64_t *most;  /* [type_count] all that may come to the cluster of it */
    int32_t type_count;
    struct relax_class *classes;
    int32_t class_count;
    struct relax_member *members; /* by group */
    int32_t member_count;
    struct relax_need *needs;
};

struct relax {
    const struct problem *problem;
    const struct index *index;
    struct relax_type *types;
    int32_t type_count;
    int32_t *item_type; /* [item_count] or -1 */
    struct relax_cluster *clusters;
    int32_t *pair_member; /* by index->first_pair[g] + k: number among the cluster's members, or -1:
                             dead */
    bool *counts;         /* [group_count] whole and not impossible, or resident */
};

struct relax *relax_new(const struct problem *problem, const struct index *index,
                        struct coverage *coverage, struct work *work, struct arena *arena);

/* May a type of the cluster (by its number there) stand on bins of the class? */
bool relax_admits(const struct relax *relax, const struct relax_cluster *cluster, int32_t type,
                  const struct relax_class *class);

#endif
