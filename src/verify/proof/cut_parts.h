/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut_parts: the inside of cut_prove(), shared by its files.
 */
#ifndef MUSTER_VERIFY_PROOF_CUT_PARTS_H
#define MUSTER_VERIFY_PROOF_CUT_PARTS_H

#include "verify/proof/cut.h"

#define CUT_PRICE_MAX ((int64_t)1 << CERTIFICATE_PRICE_MAX_LOG2)

/* A price with what the estate says of its workload. */
struct priced {
    int32_t workload_ix, rule;
    int32_t unit_ix; /* -1 = a resident */
    int64_t pi;
    int64_t per_node; /* at most this many on a node */
    int64_t count;    /* in the cluster, when its stack is there */
    int64_t *demand;  /* [resource_count] */
};

/* A node as the knapsack sees it. */
struct bin {
    int32_t node_ix;
    const int64_t *room; /* [resource_count] */
    int32_t resource_count;
    const unsigned char *takes; /* [rule_count] */
    int32_t rule_count;
};

struct weighed;

struct prover {
    struct cover *cover;
    const struct cut *cut;
    struct arena *scratch;
    int64_t *budget;
    struct priced *priced; /* by workload */
    int32_t *rules;        /* [rule_count] of the estate, those that priced workloads have */
    int32_t rule_count;
    struct weighed *weighed; /* [weight_count * price_count], NULL without weights */
};

/* cut_weigh: get ready for the cut's weights; what is wrong with them, or NULL. */
const char *cut_weigh_begin(struct prover *p);

/* What the node holds at most by the weights; more than any value when they do not say. */
wide_int cut_weigh(struct prover *p, const struct bin *bin);

#endif
