/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prove: bounds with certificates, tier by tier (refute.h), for one call of solve(). Better plans
 * that turn up on the way are offered.
 */
#ifndef MUSTER_SOLVE_PROVE_PROVE_H
#define MUSTER_SOLVE_PROVE_PROVE_H

#include "solve/solver.h"

struct prover;

/* Nothing is computed until it is asked for. */
struct prover *prover_new(struct solver *solver);

/* How hard to try: the root's program alone, or the tree below it. */
enum prover_effort { PROVER_ROOT, PROVER_TREE };

/* Prove that the tier cannot recover more than the best plan does, or as little more as the work
 * stage allows; sets solver->tiers[tier] when the bound is better than its present one. A tree that
 * seems to end soon may outrun the stage, but not go beyond so many ticks of all (end). */
void prover_tier(struct prover *prover, int32_t tier, enum prover_effort effort, int64_t end);

/* Where the problem is too large for that: one set of prices, with weights of resources that show
 * what each bin holds at these (weigh.h). */
void prover_weigh(struct prover *prover, int32_t tier);

/* Look for plans of the tier from above (aim.h) within the work stage. */
void prover_aim(struct prover *prover, int32_t tier);

/* The tier by branch and price over sets (solve/choose), where few groups are in question, within
 * the work stage: a better plan, a bound. */
void prover_sets(struct prover *prover, int32_t tier);

enum { PROVER_NEVER_EFFORTS = 3 };

/* Can no plan that recovers as much as the best in every tier recover this group? True only with a
 * certificate, which is then kept. effort: 0 = a look with the cuts that are known, later ones
 * search longer. */
bool prover_never(struct prover *prover, int32_t group, int32_t effort);

/* Hand over what the certificates refer to. */
void prover_finish(struct prover *prover, struct solution *ret);

#endif
