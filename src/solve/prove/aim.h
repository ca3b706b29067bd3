/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aim: plans from above. Over "group g is in cluster c" with the limits as rows, a local search
 * (walk), and a small integer program where it finds nothing, propose whole choices that recover
 * more than the best plan does; each cluster's set is then packed with patience. A set that does
 * not pack is not proposed again (that is no proof: nothing here makes a bound). Proposals leave a
 * margin of each limit as long as any are found so; noise in the program's goal makes them differ.
 *
 * To be used inside glpk_guard_run.
 */
#ifndef MUSTER_SOLVE_PROVE_AIM_H
#define MUSTER_SOLVE_PROVE_AIM_H

#include "solve/prove/separate.h"
#include "solve/solver.h"

struct aim;

/* Uses the solver's packing until aim_free. */
struct aim *aim_new(struct solver *solver, int32_t tier, const struct relax *relax,
                    struct separator *separator, struct limit_pool *limits);

/* Propose and pack within the work stage, until the tier recovers bound or nothing more is
 * proposed. */
void aim_run(struct aim *aim, int64_t bound);

/* Offer what was found. Outside the guarded run. */
void aim_offer(struct aim *aim);
void aim_free(struct aim *aim); /* NULL is allowed */

#endif
