/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate: what backs a bound. Data only, in the estate's indices; verify re-checks it from the
 * estate alone, solve makes it.
 *
 * A tier's bound B says: no plan that recovers at least recovered[u] in every tier u < t recovers
 * more than B in tier t. It is backed by coverage and one leaf of integer multipliers:
 *
 * Coverage. Pair (stack, cluster) is dead when some workload of the stack has fewer slots in the
 * cluster than replicas: sum over eligible nodes of min(cap, min_r floor(free_r / demand_r)), zone
 * caps applied, less than replicas. verify recomputes it; the certificate does not list it. A stack
 * with no live pair cannot be recovered (its own impossibility).
 *
 * Leaf. With multipliers mu[c][r] >= 0 on the capacity rows
 *     sum_s demand[s][c][r] y_sc <= free[c][r]        (demand: replicas and daemons; whole stacks)
 * and v[u] >= 0 on the earlier tiers' rows W_u >= recovered[u], and scale > 0 on tier t itself,
 *     scale * W_t <= sum mu free - sum_u v_u recovered_u
 *                    + sum_s max(0, max_{c live} (p_s - sum_r mu[c][r] demand[s][c][r]))
 * where p_s = scale * weight_s for a stack of tier t, v_u * weight_s for one of tier u < t, and 0
 * for a required stack of a later tier. B = floor(right side / scale). Lagrangian relaxation: any
 * multipliers give a valid bound (Geoffrion 1974), so rounding can only weaken it.
 * Stacks that are replaced replica by replica count in the leaf with demand 0.
 */
#ifndef MUSTER_MODEL_CERTIFICATE_H
#define MUSTER_MODEL_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

/* A multiplier of one capacity row. */
struct capacity_multiplier {
    int32_t cluster_ix; /* of the estate */
    int32_t resource;
    int64_t mu;
};

/* mu, v, scale <= 2^52: exact in every JSON reader, and a multiplier of a byte keeps its digits. */
enum { CERTIFICATE_MULTIPLIER_MAX_LOG2 = 52 };

struct tier_certificate {
    int32_t tier;
    int64_t bound;
    int64_t scale;
    const int64_t *earlier; /* [earlier_count] v, by tier in the order of the plan's tiers */
    int32_t earlier_count;
    const struct capacity_multiplier
        *capacity; /* by cluster_ix, then resource; none = coverage alone */
    int32_t capacity_count;
};

struct certificate {
    const struct tier_certificate *tiers; /* the tiers that have one, in order */
    int32_t tier_count;
};

#endif
