/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate: what backs a bound. Data only, in the estate's indices; verify re-checks it from the
 * estate alone, solve makes it. (In a solution the same structures hold the problem's indices: its
 * clusters, groups for stacks, items for workloads; model/question translates and sorts them.)
 *
 * Claims. With Z_u = what the plan recovers in tier u:
 *   tier t, bound B: no plan has W_u >= Z_u for all u < t and W_t >= B + 1;
 *   never s:         no plan has W_u >= Z_u for all u and recovers stack s.
 * A claim holds when no plan is possible, "refuted", by a binary tree whose leaves are integer
 * multipliers. Z of the claimed tier itself is B + 1 below.
 *
 * Coverage. Pair (stack, cluster) is dead when the stack alone cannot be there
 * (verify/verify_cover.h); verify works it out, the certificate does not list it. A stack with no
 * live pair cannot be recovered.
 *
 * Cuts, on y_sc = "stack s, whole, is up in cluster c". Each is recomputed from the estate:
 *   row (c, r):    sum_s demand[s][c][r] y_sc <= free[c][r]. Of replicas and daemons; not listed.
 *   prices (c):    sum_s a_s y_sc <= value, with pi >= 0 for some workloads of displaced stacks
 *                  and a_s = sum_j count_j pi_j: count = replicas; of a daemon, the nodes of c that
 *                  take it. Valid when sum over surviving nodes of K(node) <= value, where
 *                    K = max { sum_j pi_j p_j : sum_j p_j demand_j <= free, p_j >= 0 whole,
 *                              p_j <= min(max_per_node, count_j), p_j = 0 where the node does not
 *                              take j, p_j <= 1 of a daemon }.
 *                  Replicas of residents of unknown node may have prices too: they must be in c, so
 *                  they go off value. So do those of a workload that loses others on a node: the
 *                  price is of what still runs, what is lost has none.
 *   set (c, A):    sum_{s in A} y_sc <= |A| - 1. Prices prove it: of A's workloads only, with
 *                  sum_s a_s > sum of K as above. value is |A| - 1.
 *   weights (c):   with any cut that prices prove. Where nodes are many and all different, K is too
 *                  dear; instead, for weights w >= 0 of resources, with the best ratio over j with
 *                  pi_j > 0 that the node takes and that fit it alone (0 when there is none):
 *                    K <= (sum_r w_r free_r) max_j pi_j / sum_r w_r demand_jr, rounded down;
 *                  the least over the weights listed that say something counts as K.
 * All rules that K leaves out (zones, rules between pods) only take plans away.
 * Stacks that are replaced replica by replica (active/active, partial losses) use nothing here and
 * are nowhere or "placed" as a whole.
 *
 * Leaf. With v_u >= 0 on the tiers (Lagrangian relaxation, Geoffrion 1974: any multipliers do),
 * mu >= 0 on rows and cuts, th >= 0 on "s requires d" (y_s <= y_d; y_sc <= y_dc if in the same
 * cluster), where p_sc = v_{t_s} weight_s - th of what s requires + th of what requires s:
 *   U = sum mu value - sum_u v_u Z_u
 *       + sum_s max(0 unless must[s], max_{c alive} (p_sc - sum mu a_s)) < 0.
 * A required stack is counted whatever its tier: its weight is 0 in tiers without v.
 *
 * Sets leaf (is_sets), stronger where a cluster holds few stacks: m_s for some stacks, of any sign
 * where must[s], else >= 0; then the rows and cuts are not multiplied but kept:
 *   U = sum_s m_s - sum_u v_u Z_u + sum_c S_c + sum over replica-wise stacks as above < 0,
 *   S_c = max { sum_{s in A} (p_sc - m_s) : A alive in c, within all rows and cuts of c listed }.
 *
 * Inner nodes. By stack: first child must[s], second child s is nowhere. By place (s, c): first
 * child s is in c and nowhere else, and must; second child the pair is dead. For replica-wise
 * stacks only the first kind.
 */
#ifndef MUSTER_MODEL_CERTIFICATE_H
#define MUSTER_MODEL_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

/* v, mu, th, |m|, value <= 2^52: exact in every JSON reader, and a multiplier of a byte keeps its
 * digits. pi and weights <= 2^40. */
enum {
    CERTIFICATE_MULTIPLIER_MAX_LOG2 = 52,
    CERTIFICATE_PRICE_MAX_LOG2 = 40,
    CERTIFICATE_TREE_DEPTH = 3000,
    CERTIFICATE_CUTS_MAX = 20000,
    CERTIFICATE_WEIGHTS_MAX = 128,  /* of a cut */
    CERTIFICATE_NODES_MAX = 2000000 /* of all trees of a certificate */
};

struct price {
    int32_t workload_ix;
    int64_t pi; /* > 0 */
};

struct cut {
    int32_t cluster_ix;
    int64_t value;
    const struct price *prices; /* by workload_ix */
    int32_t price_count;
    const int32_t *set; /* stacks, ascending; NULL = a cut of prices alone */
    int32_t set_count;
    const int64_t *weights; /* [weight_count * weight_width], weight_width = resources; or NULL */
    int32_t weight_count, weight_width;
};

/* A row's multiplier. */
struct capacity_multiplier {
    int32_t cluster_ix; /* of the estate */
    int32_t resource;
    int64_t mu; /* not used in a sets leaf */
};

struct cut_multiplier {
    int32_t cut_ix;
    int64_t mu; /* not used in a sets leaf */
};

struct require_multiplier {
    int32_t stack_ix;
    int32_t needs_ix;   /* the stack that it requires */
    int32_t cluster_ix; /* both in this one; -1 = anywhere */
    int64_t th;
};

struct stack_multiplier {
    int32_t stack_ix;
    int64_t m;
};

struct leaf {
    const int64_t *v; /* [v_count] by place in the plan's tiers; those left out are 0 */
    int32_t v_count;
    const struct capacity_multiplier *rows; /* by cluster_ix, then resource */
    int32_t row_count;
    const struct cut_multiplier *cuts; /* by cut_ix */
    int32_t cut_count;
    const struct require_multiplier *requires; /* by stack_ix, needs_ix, cluster_ix */
    int32_t require_count;
    bool is_sets;
    const struct stack_multiplier *stacks; /* is_sets only; by stack_ix */
    int32_t stack_count;
};

/* A node of a tree in prefix order, first child first. */
struct tree_node {
    int32_t leaf_ix; /* >= 0: a leaf, the rest is -1. Leaves may be shared by nodes and trees */
    int32_t stack_ix;
    int32_t cluster_ix; /* -1 = by stack */
};

struct tree {
    const struct tree_node *nodes;
    int32_t node_count;
};

struct tier_certificate {
    int32_t tier;
    int64_t bound;
    struct tree tree;
};

/* `never`, for each of the stacks: the tree holds with must[s] at its root. */
struct never_certificate {
    const int32_t *stacks; /* ascending */
    int32_t stack_count;
    struct tree tree;
};

struct certificate {
    const struct cut *cuts;
    int32_t cut_count;
    const struct leaf *leaves;
    int32_t leaf_count;
    const struct tier_certificate *tiers; /* the tiers that have one, in order */
    int32_t tier_count;
    const struct never_certificate *nevers;
    int32_t never_count;
};

#endif
