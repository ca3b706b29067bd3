/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dive: packs all bins at once. A linear program chooses fillings of bins (columns, made as its
 * multipliers ask for them); then fillings are fixed one after the other and the rest is solved
 * again, until everything is placed or nothing goes on; then once more, with noise.
 *
 * Where already the linear program cannot place everything, its multipliers may prove that nothing
 * can: value . need > sum over bins of the most valuable filling, in exact integers.
 */
#ifndef MUSTER_SOLVE_SETS_DIVE_H
#define MUSTER_SOLVE_SETS_DIVE_H

#include "solve/sets/question.h"

/* is_deep: with more dives. Questions with caps on zones: PACKER_UNKNOWN. random: the state of the
 * noise. *ret_short: the linear program cannot place everything with any filling that was found,
 * which proves nothing: fillings may have been missed. */
enum packer_answer dive(const struct set_question *question, bool is_deep, uint64_t *random,
                        struct set_plan *ret, bool *ret_short);

#endif
