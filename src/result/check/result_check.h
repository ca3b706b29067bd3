/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * result_check: is a saved result true of an estate? Every plan, bound, refusal and sum is worked
 * out again from the estate, in integers, by verify/ and by this; see verify.h for what is shared
 * with the solver.
 */
#ifndef MUSTER_RESULT_RESULT_CHECK_H
#define MUSTER_RESULT_RESULT_CHECK_H

#include <stdbool.h>

#include "estate/estate.h"
#include "result/result.h"
#include "verify/verify.h"

struct arena;
struct error;

/* Check all claims of a result and add what was found to *report (texts begin with the scenario).
 * A result of another estate (by digest) is one refuted claim and nothing else is looked at. False
 * with *reterr when its options cannot be understood. Texts live in the arena. */
bool result_check(const struct estate *estate, const struct result *result, struct arena *arena,
                  struct verify_report *report, struct error *reterr);

/* Part of it: the sums of each surviving cluster. */
struct result_plan;
void result_check_usage(const struct estate *estate, const struct result_answer *answer,
                        const struct result_plan *made, const struct question_options *options,
                        struct arena *arena, struct verify_report *report);

/* Part of it: what rests on standby clusters. */
void standby_check(const struct estate *estate, const struct result_answer *answer,
                   struct arena *arena, struct verify_report *report);

/* Part of it: the second plan of a choice (stack_ix is of the answer) is a plan that recovers as
 * much in every tier, and the stack; NULL when it is, else what is wrong. */
const char *result_check_choice(const struct estate *estate, const struct result_scenario *scenario,
                                const struct result_answer *answer, int32_t stack_ix,
                                const struct question_options *options, struct arena *arena);

/* Part of it: the numbers behind each reason, as far as estate and plan say them. */
void result_check_why(const struct estate *estate, const struct result_answer *answer,
                      const struct result_plan *made, const struct question_options *options,
                      struct arena *arena, struct verify_report *report);

#endif
