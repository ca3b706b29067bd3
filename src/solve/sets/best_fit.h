/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * best_fit: packs type by type, the largest first, each replica where a rating likes it best.
 */
#ifndef MUSTER_SOLVE_SETS_BEST_FIT_H
#define MUSTER_SOLVE_SETS_BEST_FIT_H

#include "solve/sets/question.h"

enum { BEST_FIT_VARIANTS = 14 }; /* orders x ratings */

/* Fill the plan by one variant; false when something found no room. */
bool best_fit(const struct set_question *question, int32_t variant, struct set_plan *ret);

#endif
