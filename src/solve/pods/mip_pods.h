/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mip_pods: rows and columns for the rules between pods of model/problem.h.
 *
 *   stand s_id >= 1 where item i has a replica in domain d (from above: x_i(d) <= M s_id)
 *   exclusion   x_k(d) + M s_id <= M for each other item k of the set; x_i(d) <= 1 when it is in it
 *   affinity    s_id <= replicas of the set in d + first_ic, but where a resident matches;
 *               first_ic = 1: no replica of the set in cluster c, one domain in each term
 *   spread      base_d + replicas of the set in d - least_c <= max_skew + M (1 - s_id);
 *               least_c <= base_d + replicas of the set in d, for all domains d of c
 *   quota       sum of amounts <= left
 */
#ifndef MUSTER_SOLVE_PODS_MIP_PODS_H
#define MUSTER_SOLVE_PODS_MIP_PODS_H

#include <stdbool.h>

#include "solve/mip/mip_model.h"

/* Include the groups on which affinities and spreads of included groups lean: without them the
 * model would be too strict, and its bound wrong. */
void mip_include_pods(struct mip *mip);

/* Add all rows; false when the model grows too large. */
bool mip_add_pods(struct mip *mip);

/* The values of the added columns in a plan whose other values are set. */
void mip_start_pods(const struct mip *mip, double *values);

void mip_free_pods(struct mip *mip);

#endif
