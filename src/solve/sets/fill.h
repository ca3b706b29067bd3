/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fill: packs bin by bin. Each bin takes the most valuable filling of what is left to place; a type
 * that leaves bins half empty, or is left over after a pass, is worth more from then on (value
 * correction as in sequential heuristics for cutting stock). Good where replicas are large against
 * bins.
 */
#ifndef MUSTER_SOLVE_SETS_FILL_H
#define MUSTER_SOLVE_SETS_FILL_H

#include "solve/sets/question.h"

/* Passes over all bins until one places everything. random: the state of the noise. */
bool fill_bins(const struct set_question *question, int32_t passes, uint64_t *random,
               struct set_plan *ret);

#endif
