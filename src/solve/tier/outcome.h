/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outcome: what is known about the groups that the plan does not recover.
 */
#ifndef MUSTER_SOLVE_OUTCOME_H
#define MUSTER_SOLVE_OUTCOME_H

#include "solve/solver.h"

/* Fill in solver->groups for the best plan; tiers must be done. Uses what is left of the budget. */
void outcome_decide(struct solver *solver);

#endif
