/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known_plan: an answer of another estate as a plan to begin with.
 */
#ifndef MUSTER_STUDY_KNOWN_PLAN_H
#define MUSTER_STUDY_KNOWN_PLAN_H

#include <stdbool.h>

#include "estate/estate.h"
#include "model/problem.h"
#include "result/result.h"
#include "solve/solve.h"

struct arena;

/* The plan of `known` in the indices of the estate's problem. What the estate does not have, and
 * what the problem does not ask for, is left out; nothing else is checked. False when the answer
 * cannot be understood. */
bool known_plan_make(const struct estate *estate, const struct problem *problem,
                     const struct result_scenario *known, struct arena *arena,
                     struct solve_start *ret);

#endif
