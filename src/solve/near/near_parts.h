/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * near_parts: what the files of near share.
 */
#ifndef MUSTER_SOLVE_NEAR_NEAR_PARTS_H
#define MUSTER_SOLVE_NEAR_NEAR_PARTS_H

#include "solve/near/near.h"

/* A plan, and how far it is from the one that was known. */
struct near_side {
    int64_t *placed;  /* [group_count] replicas */
    int32_t *differs; /* [tier_count + 1] groups that differ: all, then by tier */
};

struct near {
    struct solver *solver;
    const struct problem *problem;
    struct pack *pack;     /* holds the best plan between moves */
    struct answer *known;  /* as it would be worth now; it need not hold */
    int64_t *known_placed; /* [group_count] */
    struct near_side best, next;
    bool *is_tied;     /* [group_count] requires or is required */
    int32_t *out;      /* [group_count] scratch: what the present move took out */
    int32_t *old_home; /* [group_count] scratch: the cluster it was taken out of */
    int32_t out_count;
    int32_t *inmates; /* [group_count] scratch */
};

/* Is it another than in the plan that was known? */
bool near_differs(const struct near *near, const struct near_side *side,
                  const struct answer *answer, int32_t group);

/* Keep what stands in the packing, when it is as good and nearer. */
bool near_keep(struct near *near);

/* Take a group out of the packing; near_put_back brings it in again. */
void near_take_out(struct near *near, int32_t group);

/* All that was taken out, the most critical first: home, as it was known; where it was; anywhere.
 */
void near_put_back(struct near *near);

/* Put a group into a cluster, which is packed anew where it has to be. */
bool near_put(struct near *near, int32_t group, int32_t cluster, int32_t variant);

/* Try to make one group that differs as it was. True when the plan is another now. */
bool near_bring_back(struct near *near, int32_t group);

#endif
