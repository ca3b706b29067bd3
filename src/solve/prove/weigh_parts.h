/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * weigh_parts: the inside of weigh(), shared by its files.
 */
#ifndef MUSTER_SOLVE_PROVE_WEIGH_PARTS_H
#define MUSTER_SOLVE_PROVE_WEIGH_PARTS_H

#include "solve/prove/weigh.h"

/* What the program proposes. */
struct weigh_prices {
    double *price; /* [type_count] of relax, in units of weight of the tier */
    double *worth; /* [kind_count * resource_count] of a unit of the resource */
    int32_t kind_count;
    double *earlier; /* [tier] */
};

/* Does the group count towards the claim, and may it be somewhere? */
bool weigh_counts(const struct relax *relax, const struct weigh_question *question, int32_t g);

/* weigh_program: false when there is none, or GLPK gave up. */
bool weigh_propose(const struct relax *relax, const struct weigh_question *question,
                   struct work *work, struct arena *arena, struct weigh_prices *ret);

#endif
