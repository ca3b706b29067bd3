/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export: a problem as a program for any other solver: the mixed-integer program of mip.h, in the
 * formats that GLPK writes.
 *
 * Columns: y_G_C group G is in cluster C; x_I_B replicas of item I on bin B; full_G, up_G, d_G_C
 * for GROUP_REPLICAS groups (recovered, up, daemons paid). All numbers are indices of the problem.
 * Rows: once_G, all_I_C, most_I, full_I, with_daemons_I_C, zone_I_Z, bin_B_R, needs_G_H,
 * up_needs_G_H, beside_G_C, up_I, weight_T.
 *
 * Rules between pods (solve/pods/mip_pods.h): columns stand_K_D (an item is in domain D; K counts
 * pairs of item and kind of domain), first_A_C (affinity A, cluster C), least_S_C (spread S); rows,
 * whose last number only tells them apart: stand_K_, exclude_E_, lone_A_, near_pod_A_,
 * one_domain_A_, least_S_, spread_S_, quota_C_, no_daemons_G_.
 *
 * The goal is the recovered weight of all tiers in one sum: the weight of tier t times the product
 * of (total weight + 1) of the tiers after it, which is the lexicographic order exactly. Replicas
 * of groups that stay incomplete are not in it. Maximised in the LP format; the MPS format has no
 * direction, so there the goal is minus that, minimised.
 */
#ifndef MUSTER_SOLVE_EXPORT_H
#define MUSTER_SOLVE_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"

struct buf;
struct error;

enum export_format { EXPORT_MPS, EXPORT_LP };

/* Append the text to *ret. last_tier: tiers after this index are left out; -1 = all. False with
 * *reterr: the factors of so many tiers are no longer exact in a double (leave tiers out), the
 * model is too large, or the temporary file that GLPK writes to (in TMPDIR) failed. */
bool solve_export(const struct problem *problem, enum export_format format, int32_t last_tier,
                  struct buf *ret, struct error *reterr);

#endif
