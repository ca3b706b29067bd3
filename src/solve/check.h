/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check: adds a plan up again, straight from the definition in model/problem.h, in exact integers.
 * It shares nothing with the engines; a plan that does not pass is dropped, whoever found it.
 */
#ifndef MUSTER_SOLVE_CHECK_H
#define MUSTER_SOLVE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"

struct error;

/* Is this a plan of the problem, and are exactly the groups with is_recovered[g] recovered
 * (residents: placed)? assigns: by item, then bin, each pair once, counts > 0. group_cluster[g]:
 * the cluster of a whole group or resident, -1 = not placed. False with *reterr (ERROR_INTERNAL)
 * that says what is wrong. */
bool check_plan(const struct problem *problem, const struct share *assigns, int64_t assign_count,
                const int32_t *group_cluster, const bool *is_recovered, struct error *reterr);

#endif
