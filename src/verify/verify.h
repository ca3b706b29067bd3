/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify: re-checks a plan and its bounds from the estate alone, in exact integers. It shares the
 * import and the rule data (estate/rule.h) with the rest of the program, and nothing with
 * model/problem, model/eligible and solve: what is displaced, what is free, which node is eligible
 * and what a bound is worth is all worked out again here.
 */
#ifndef MUSTER_VERIFY_VERIFY_H
#define MUSTER_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"
#include "model/certificate.h"
#include "model/plan.h"
#include "scenario/scenario.h"

struct arena;

enum { REFUTATION_MAX = 20 };

/* What was found wrong, in words that name the stack, node or tier. Begins as all zeros; the checks
 * add to it. */
struct verify_report {
    int32_t refuted;                   /* claims that do not hold */
    const char *texts[REFUTATION_MAX]; /* the first of them */
    int32_t claims;                    /* claims looked at: stacks, tiers, refusals */
    int32_t uncertified; /* bounds (tiers, refusals) that nothing here can re-prove; not refuted */
    bool *is_tier_refuted; /* [tier_count] or NULL: verify_bounds sets whose bound does not hold */
    int64_t residents_left_out; /* replicas of unknown node for which the plan has no place */
    const char *note;           /* what says so in words, or NULL; not a refutation */
};

/* Check the plan of a scenario: every replica of a recovered stack counted, in one allowed cluster
 * (whole stacks), on nodes that survive and are eligible; capacity of each node and resource less
 * headroom, residents and daemons; per-node and per-zone caps; requirements up; displaced counts
 * and weights per tier; recovered = what the plan really recovers. Each is a claim. */
void verify_plan(const struct estate *estate, const struct scenario *scenario,
                 const struct question_options *options, const struct plan *plan,
                 struct arena *arena, struct verify_report *report);

/* Replicas of a workload on a surviving node. Residents of unknown node stand, before the failover,
 * where the plan puts them; with repack on no node. */
struct verify_standing {
    int32_t workload_ix, node_ix;
    int64_t replicas;
    bool before, after; /* the failover */
};

/* All that stands somewhere by the estate and the plan, daemons included; a workload may be on a
 * node more than once. False when the plan is not sound: then nothing can be said of it. What does
 * not hold otherwise is no matter here. */
bool verify_standing(const struct estate *estate, const struct scenario *scenario,
                     const struct question_options *options, const struct plan *plan,
                     struct arena *arena, const struct verify_standing **ret, int32_t *ret_count);

/* Both at once; what stands is in the arena kept. */
bool verify_plan_standing(const struct estate *estate, const struct scenario *scenario,
                          const struct question_options *options, const struct plan *plan,
                          struct arena *arena, struct verify_report *report, struct arena *kept,
                          const struct verify_standing **ret, int32_t *ret_count);

/* Check each tier's bound: recovered <= bound, and where the plan says certified, that coverage or
 * the certificate's tree proves it (model/certificate.h). What is too large to re-check within the
 * limits of verify/proof/proof.h does not hold. */
void verify_bounds(const struct estate *estate, const struct scenario *scenario,
                   const struct question_options *options, const struct plan *plan,
                   const struct certificate *certificate, struct arena *arena,
                   struct verify_report *report);

/* Is the stack impossible by itself in this scenario: does some workload lack slots in every
 * allowed surviving cluster, or is something that it requires so? The claim behind a certified
 * `does_not_fit`. `blocked`: no allowed surviving cluster has an eligible node for each workload,
 * or something that it requires is blocked or platform of a lost cluster. False for a stack that is
 * not displaced. */
bool verify_impossible(const struct estate *estate, const struct scenario *scenario,
                       const struct question_options *options, int32_t stack_ix,
                       const struct plan *plan, struct arena *arena, bool *ret_blocked);

/* The same for many stacks of one scenario: what is worked out once. Lives in the arena, with the
 * arguments. */
struct impossibility;
struct impossibility *
verify_impossibility(const struct estate *estate, const struct scenario *scenario,
                     const struct question_options *options, const struct plan *plan,
                     const struct certificate *certificate, struct arena *arena);
bool verify_is_impossible(struct impossibility *all, int32_t stack_ix, bool *ret_blocked);

/* The first claim of the certificate (NULL: none) which proves that no plan that recovers as much
 * as this one in every tier recovers the stack; -1 = none does. */
int32_t verify_never(struct impossibility *all, int32_t stack_ix);

/* with_eviction: which of the stacks that the plan drops does kube-scheduler remove by itself?
 * [stack_count] in the arena. Node by node, pods come where the plan has them, the highest priority
 * first, and preempt by priorities, policies and disruption budgets; a stack counts when each of
 * its pods goes so and nothing that the plan keeps goes on its nodes. Where a rule between pods
 * speaks of a pod that comes, nobody counts. gives_way: [stack_count]; the plan has passed
 * verify_plan. */
const bool *verify_scheduler(const struct estate *estate, const struct plan *plan,
                             const bool *gives_way, struct arena *arena);

#endif
