/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * result_plan: a result that was read back, from its names to the estate's indices, so that verify
 * can check it.
 */
#ifndef MUSTER_RESULT_RESULT_PLAN_H
#define MUSTER_RESULT_RESULT_PLAN_H

#include <stdbool.h>

#include "estate/estate.h"
#include "model/certificate.h"
#include "model/plan.h"
#include "result/result.h"
#include "scenario/scenario.h"

struct arena;
struct error;
struct verify_report;

/* The options that the result was made with; false with *reterr when one is not understood. */
bool result_plan_options(const struct estate *estate, const struct result *result,
                         struct arena *arena, struct question_options *ret, struct error *reterr);

/* One answer of a scenario of a result with its names looked up. */
struct result_plan {
    struct scenario scenario;
    struct plan plan;
    struct certificate certificate;
    /* [stack_count] of the estate (question_options); NULL = nobody */
    const bool *gives_way, *not_moved;
    /* verify_standing of the plan, for the checks that follow that of the plan; NULL = not sound */
    const struct verify_standing *standing;
    int32_t standing_count;
    const int32_t *stack_ix; /* [answer.stack_count] of the estate, -1 = no such stack */
};

/* Look up everything. A name that the estate does not have is a refuted claim, and what it is part
 * of is left out; false when the scenario itself cannot be understood (refuted as well). */
bool result_plan_make(const struct estate *estate, const struct result_scenario *scenario,
                      const struct result_answer *answer, struct arena *arena,
                      struct result_plan *ret, struct verify_report *report);

/* The stack of "cluster/stack" or "cluster/namespace/stack", -1 = none; names may hold slashes
 * themselves. */
int32_t result_find_path(const struct estate *estate, const char *path, struct arena *arena);

#endif
