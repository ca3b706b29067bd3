/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * refute: shows that no plan recovers more of a tier, by branch and bound over "group g is in
 * cluster c". Every leaf of the tree is a set of integer multipliers (model/certificate.h) that is
 * evaluated exactly; the linear program only proposes. Where a leaf cannot be closed, its own
 * multipliers give the bound that is claimed in the end.
 *
 * To be used inside glpk_guard_run.
 */
#ifndef MUSTER_SOLVE_PROVE_REFUTE_H
#define MUSTER_SOLVE_PROVE_REFUTE_H

#include "model/certificate.h"
#include "solve/prove/separate.h"

/* Leaves and trees in the making: leaves refer to the pool's limits by their number. */
struct proof {
    struct leaf *leaves;
    int32_t leaf_count, leaf_room;
    struct tree_node *nodes;
    int32_t node_count, node_room;
};

/* Add one; returns its number. */
int32_t proof_add_leaf(struct proof *proof, struct arena *arena, struct leaf leaf);
int32_t proof_node(struct proof *proof, struct arena *arena, struct tree_node node);

struct refute_question {
    int32_t tier;
    const int64_t *least; /* [tier] what earlier tiers recover at least */
    int64_t known;        /* what a plan is known to recover of the tier, or -1 */
    int64_t enough;       /* a bound not below this is of no use: stop then */
    int32_t forced;       /* this whole group is recovered; -1 = none */
    int32_t node_max;     /* nodes of the tree */
    int64_t more_ticks;   /* beyond the work stage, for a tree that seems to end within them */
    int32_t round_max;    /* rounds of separation at the root */
    int32_t first_limits; /* the program starts with so many of the pool */
};

/* Asked when every group has its cluster (cluster[g], -1 = nowhere): is there such a plan? Returns
 * what the best known plan recovers of the tier now, as long as earlier tiers recover as much. */
struct refute_finder {
    int64_t (*find)(void *context, const int32_t *cluster);
    void *context;
};

struct refute_result {
    int64_t bound;     /* the tier's weight is at most this; -1: there is no such plan at all */
    struct tree tree;  /* its nodes are the last of the proof */
    int32_t looked_at; /* nodes, also those of a tree that came to nothing */
};

/* False when nothing came of it. */
bool refute(const struct relax *relax, struct coverage *coverage, struct separator *separator,
            struct limit_pool *pool, struct pricer *pricer, const struct refute_question *question,
            const struct refute_finder *finder, struct proof *proof, struct refute_result *ret);

#endif
