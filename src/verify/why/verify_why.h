/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_why: the numbers behind a refusal, worked out again from the estate and the plan.
 */
#ifndef MUSTER_VERIFY_VERIFY_WHY_H
#define MUSTER_VERIFY_VERIFY_WHY_H

#include "verify/verify.h"

/* A stack of the plan that is said to have taken room. */
struct why_taker {
    int32_t stack_ix;
    int64_t tier, replicas, amount;
};

/* What is said of one stack in one surviving cluster; what is not said is left out. */
struct why_claim {
    int32_t stack_ix, cluster_ix;
    int32_t workload_ix, resource; /* -1 = none */
    bool has_short, has_room, has_slots, has_demand;
    bool is_crowded, is_fragmentation; /* the words for it */
    int64_t short_by, needs, hole, free, slots, wanted, demand;
    int64_t nodes;                      /* 0 = none are excluded */
    int64_t excluded, excluded_by_pods; /* nodes, by rules of nodes and by others */
    const struct why_taker *by;
    int32_t by_count;
};

/* What is worked out once for the claims of a scenario; lives in the arena, with the arguments. The
 * plan must have passed verify_plan. */
struct why_check;
struct why_check *verify_why_begin(const struct estate *estate, const struct scenario *scenario,
                                   const struct question_options *options, const struct plan *plan,
                                   struct arena *arena);

/* NULL when all the numbers hold and together keep the stack out; else the first that does not. Not
 * looked at: which rule takes which node away, only how many nodes all of them take. */
const char *verify_why(struct why_check *check, const struct why_claim *claim);

/* Does the plan, cut down to stacks of tiers up to this one and what they require, still stay
 * within every node when all that it adds of amounts (cpu, bytes) grows by spare/of? */
bool verify_growth(struct why_check *check, int32_t tier, int64_t spare, int64_t of);

#endif
