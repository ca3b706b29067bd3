/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_unreserved: what stands on which node and how much of it reserves nothing, worked out
 * again, to judge how much that may use (result/unreserved/unreserved.h has the formulas).
 */
#ifndef MUSTER_VERIFY_VERIFY_UNRESERVED_H
#define MUSTER_VERIFY_VERIFY_UNRESERVED_H

#include "verify/verify.h"
#include "verify/verify_question.h"

/* Of one resource and node, with the plan cut down to tiers up to one. */
struct verify_zero_node {
    bool is_bound;  /* the plan puts something there */
    wide_int free;  /* allocatable less headroom less reservations of all that stands there then;
                       negative where it is over-committed */
    wide_int zeros; /* unreserved replicas that stand there then */
    wide_int stays_free, stays_zeros; /* the same of what stands there in any plan */
    bool may_take;                    /* by state and cluster, for some stack of the plan */
};

struct verify_zero {
    struct verify_zero_node *nodes;  /* [node_count] */
    wide_int demand, zeros, largest; /* of stacks that have all their replicas in the plan */
};

/* What is worked out once; lives in the arena, with the arguments. NULL when the plan is not sound.
 */
struct verify_zeros;
struct verify_zeros *verify_zeros_begin(const struct estate *estate,
                                        const struct scenario *scenario,
                                        const struct question_options *options,
                                        const struct plan *plan, struct arena *arena);

/* tier: MAX_TIER takes all of the plan. */
void verify_zero(struct verify_zeros *zeros, int32_t tier, int32_t resource,
                 struct verify_zero *ret);

/* May a plan exist that keeps these stacks when each unreserved replica uses so much? */
bool verify_zero_may_hold(const struct verify_zero *zero, int32_t node_count, int64_t use);

#endif
