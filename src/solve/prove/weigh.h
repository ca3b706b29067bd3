/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * weigh: a bound for many bins that are all different. One program over all clusters, with bins of
 * similar room put together and types of similar size, proposes prices of types, and what a unit of
 * each resource is worth on bins of each kind: the weights. With these, a bin holds at most
 *
 *     min over weights w of  (w free) * max over types that fit of (price / (w size)),
 *
 * which is worked out for each bin, in integers. One leaf (model/certificate.h).
 */
#ifndef MUSTER_SOLVE_PROVE_WEIGH_H
#define MUSTER_SOLVE_PROVE_WEIGH_H

#include "solve/prove/refute/refute.h"

struct weigh_question {
    int32_t tier;
    const int64_t *least; /* [tier] what earlier tiers recover at least */
};

/* False when nothing came of it; else the tree's node is the last of the proof. */
bool weigh(const struct relax *relax, struct coverage *coverage, struct limit_pool *pool,
           struct pricer *pricer, const struct weigh_question *question, struct proof *proof,
           struct refute_result *ret);

#endif
