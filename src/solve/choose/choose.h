/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * choose: branch and price over sets. A cluster takes one set of groups out of those that pack
 * (columns of a linear program, found by pricing), a group is in one set at most. Where a cluster
 * holds few groups this bound is much better than that of cuts (refute.h), as a column is a whole
 * set: what no set can use is lost in it as well. (Dantzig and Wolfe 1960; Barnhart et al. 1998.)
 *
 * The leaves of its tree are sets leaves (model/certificate.h): integer multipliers of the groups,
 * and the most that a set within the cuts of a cluster is worth at them, evaluated exactly. Where
 * sets are ruled out by packing alone, no cut says so, and the proof is one by search.
 *
 * For up to 64 groups without anything between them.
 */
#ifndef MUSTER_SOLVE_CHOOSE_CHOOSE_H
#define MUSTER_SOLVE_CHOOSE_CHOOSE_H

#include "solve/prove/refute/refute.h"
#include "solve/solver.h"

struct choose;

struct choose_result {
    int64_t bound;     /* INT64_MAX = nothing came of it */
    bool is_certified; /* else by search, without a tree */
    struct tree tree;  /* its nodes are the last of the proof */
};

/* NULL where it does not apply. Uses the solver's packing. */
struct choose *choose_new(struct solver *solver, int32_t tier, const struct relax *relax,
                          struct separator *separator, struct limit_pool *limits,
                          struct proof *proof, struct arena *arena);
void choose_free(struct choose *choose); /* NULL is allowed */

/* Search within the work stage. In glpk_guard_run. */
void choose_run(struct choose *choose, struct choose_result *ret);

/* Offer what was found; the last thing to do but choose_free. */
void choose_offer(struct choose *choose);

#endif
