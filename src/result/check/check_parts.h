/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check_parts: what result_check hands to its parts. Private to result/check.
 */
#ifndef MUSTER_RESULT_CHECK_CHECK_PARTS_H
#define MUSTER_RESULT_CHECK_CHECK_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "result/check/claim.h"
#include "result/result.h"
#include "result/result_plan.h"
#include "verify/verify.h"

/* One scenario under check; answer and made are those of check_answer. */
struct check {
    const struct estate *estate;
    const struct result *result;
    const struct result_scenario *scenario;
    const struct result_answer *answer;
    const struct question_options *options;
    struct result_plan *made;
    struct arena *arena;
    struct verify_report *report;
    bool is_step;             /* a step of a cascade before its last */
    const bool *by_scheduler; /* verify_scheduler; NULL = the plan has faults */
};

/* The displaced stacks of each tier are listed, once each; and so are residents that lean on what
 * is down. */
void check_list(const struct check *check);
void check_unlisted(const struct check *check);

/* The verdict of each stack, and what is told with it. */
void check_stacks(const struct check *check);

/* What the scenario tells of its cascade, but for the steps; then each step before its last. */
void check_cascade(const struct check *check);
void check_steps(const struct check *check);

/* One answer of the scenario, whole: plan, bounds, stacks, reasons, sums. */
void check_answer(const struct check *asked, const struct result_answer *answer);

/* Add what one report found to another, its texts behind a name. */
void check_merge(struct verify_report *into, const struct verify_report *from, const char *name,
                 struct arena *arena);

/* How the run was asked; NULL = the option was not given. */
const char *check_option(const struct result *result, const char *key);

#endif
