/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * second_answer: with_eviction, where residents may give way to more critical newcomers.
 */
#ifndef MUSTER_STUDY_SECOND_ANSWER_H
#define MUSTER_STUDY_SECOND_ANSWER_H

#include "result/result.h"
#include "solve/solve.h"

struct run;

/* Fills with_eviction of *ret from the first answer, told in it. Where nobody could give way for
 * anything, the second answer is the first. */
void second_answer(const struct run *first, const struct solve_options *options,
                   struct result_scenario *ret);

#endif
