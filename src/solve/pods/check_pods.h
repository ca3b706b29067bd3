/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check_pods: the rules between pods of model/problem.h, tried on a plan as it stands at the end.
 * A part of check_plan, in a file of its own.
 */
#ifndef MUSTER_SOLVE_PODS_CHECK_PODS_H
#define MUSTER_SOLVE_PODS_CHECK_PODS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"

struct error;

/* Do exclusions, affinities, spreads and quotas hold? assigns: valid indices, by item, then bin,
 * each pair once. group_cluster as for check_plan. False with *reterr (ERROR_INTERNAL). */
bool check_pods(const struct problem *problem, const struct share *assigns, int64_t assign_count,
                const int32_t *group_cluster, struct error *reterr);

#endif
