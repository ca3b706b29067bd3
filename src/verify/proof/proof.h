/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof: re-checks the claims of a certificate (model/certificate.h) from the estate: cuts are
 * proven when a leaf first needs them, trees are walked without recursion, leaves added up in 128
 * bits. Whatever cannot be shown within the limits below does not hold.
 */
#ifndef MUSTER_VERIFY_PROOF_PROOF_H
#define MUSTER_VERIFY_PROOF_PROOF_H

#include "model/certificate.h"
#include "verify/proof/cut.h"
#include "verify/verify_cover.h"

#define PROOF_KNAPSACK_STEPS ((int64_t)500000000) /* of all knapsacks of an answer */
#define PROOF_LEAF_STEPS ((int64_t)4000000000)    /* pairs and loads looked at in all leaves */

/* Sums of terms stop here: a minus that is cut short only weakens, a plus that is proves nothing.
 */
#define PROOF_SUM_MAX ((wide_int)1 << 125)

/* What the branches above a node say of a unit. */
struct unit_state {
    int32_t must;        /* how many branches say that it must be recovered */
    int32_t nowhere;     /* how many that it is nowhere */
    int32_t only_in;     /* UNIT_WHOLE: the only cluster it may be in, -1 = any */
    unsigned char *dead; /* NULL or [cluster_count]: how many say that the pair is dead, 0 or 1 */
};

struct proof {
    struct cover *cover;
    const struct plan *plan;
    const struct certificate *certificate;
    struct arena *arena, *scratch;
    struct proven_cut **cuts;             /* [cut_count] NULL = not looked at yet */
    int32_t place_of_tier[MAX_LEVEL + 1]; /* in the plan, -1 = not there */
    int64_t knapsack_steps, leaf_steps;   /* left */

    struct unit_state *states; /* [unit_count] */
    struct tree_branch *path;  /* [CERTIFICATE_TREE_DEPTH] of the walk */

    /* The claim: the first z_count tiers of the plan have at least z. */
    wide_int *z; /* [tier_count] */
    int32_t z_count;

    /* Of the leaf being added up. */
    wide_int *profit;    /* [unit_count] wherever it is */
    wide_int **cost;     /* [cluster_count] NULL or [unit_count]: less than that in the cluster */
    bool *is_cost_used;  /* [cluster_count] */
    bool is_gain_in_one; /* some cost is below 0 */
    wide_int **demand;   /* [cluster * resource] NULL or [unit_count], -1 = not worked out */
    int64_t *m;          /* [unit_count] of a sets leaf */
};

/* Everything lives in the arena; a scratch arena is taken, proof_end frees it. */
void proof_begin(struct proof *proof, struct cover *cover, const struct plan *plan,
                 const struct certificate *certificate, struct arena *arena);
void proof_end(struct proof *proof);

/* NULL when the claim holds, else why not, in words. tier_ix: place in the plan. */
const char *proof_of_tier(struct proof *proof, int32_t tier_ix, int64_t bound,
                          const struct tree *tree);
const char *proof_of_never(struct proof *proof, int32_t unit_ix, const struct tree *tree);

/* Parts: walk a tree in the claim's z and states; add up one leaf in the state of its node. */
const char *tree_walk(struct proof *proof, const struct tree *tree);
const char *leaf_prove(struct proof *proof, int32_t leaf_ix);

/* What is wrong with the form of a leaf; NULL = nothing. */
const char *leaf_fault(const struct proof *proof, const struct leaf *leaf);

/* The most that units gain in a sets leaf: the sum over clusters of the best set. */
const char *sets_gain(struct proof *proof, const struct leaf *leaf, wide_int *ret);

/* May the unit still be in the cluster? */
bool proof_is_alive(struct proof *proof, int32_t unit_ix, int32_t cluster_ix);
bool proof_is_nowhere(const struct proof *proof, int32_t unit_ix);

/* What a unit uses of a row. */
wide_int proof_demand(struct proof *proof, int32_t unit_ix, int32_t cluster_ix, int32_t resource);

/* The unit that the stack names as a whole, -1 = none. */
int32_t proof_unit(const struct proof *proof, int32_t stack_ix);

#endif
