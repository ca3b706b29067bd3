/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run: the steps from a scenario to one answer, shared by scenario_run and second_answer.
 */
#ifndef MUSTER_STUDY_RUN_H
#define MUSTER_STUDY_RUN_H

#include "model/question.h"
#include "result/tell/tell.h"
#include "solve/solve.h"

struct arena;

struct run {
    struct question question;
    struct remains remains;
    struct arena *arena;
    struct problem problem;
    struct solution solution;
    struct plan plan;
    struct certificate certificate;
    struct telling telling;
    const int64_t *unknown_placed; /* [workload_count] or NULL */
    struct solve_options options;  /* those of the first answer, as asked */
    const char *notes[8];
};

/* Ask: what remains is worked out, nothing else. All arguments live as long as the run. */
void run_begin(struct run *run, const struct estate *estate, const struct scenario *scenario,
               const struct question_options *question, struct arena *arena);

/* From the solution to a checked plan. */
void run_settle(struct run *run);

/* From the checked plan to what is told: the first answer of *ret. */
void run_tell(struct run *run, struct result_scenario *ret);

#endif
