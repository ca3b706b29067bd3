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

#endif
