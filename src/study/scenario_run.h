/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_run: one scenario from the estate to what is told: problem, solve, re-check, tell.
 */
#ifndef MUSTER_STUDY_SCENARIO_RUN_H
#define MUSTER_STUDY_SCENARIO_RUN_H

#include "estate/estate.h"
#include "model/plan.h"
#include "result/result.h"
#include "scenario/scenario.h"
#include "solve/solve.h"

struct arena;

/* Compute. Every plan and bound is re-checked by verify before it is told; a plan that fails makes
 * the answer STATUS_FAILED with all its open verdicts unknown. A bound that cannot be re-proved
 * from the estate is told as not certified, with a finding. known: an answer of the same scenario
 * of a similar estate, or NULL; ties are broken towards its plan, and where it is all that can be
 * had there is nothing to search. */
void scenario_run(const struct estate *estate, const struct scenario *scenario,
                  const struct question_options *question, const struct solve_options *solve,
                  const struct result_scenario *known, struct arena *arena,
                  struct result_scenario *ret);

/* The same in two steps: as_is alone, then with_eviction where it is asked for and something is not
 * recovered. What the first gives lives in the arena, with the arguments. */
struct run;
struct run *scenario_first(const struct estate *estate, const struct scenario *scenario,
                           const struct question_options *question,
                           const struct solve_options *solve, const struct result_scenario *known,
                           struct arena *arena, struct result_scenario *ret);
void scenario_second(const struct run *first, struct result_scenario *ret);
/* The plan and the certificate of the first answer, in the indices of its estate. */
const struct plan *scenario_plan(const struct run *first);
const struct certificate *scenario_certificate(const struct run *first);

/* The same without a search, where the plan of `known`, or what still holds of it and one greedy
 * pass, recovers all that is displaced; else false, and nothing is told. Quick, and without GLPK.
 */
bool scenario_from_known(const struct estate *estate, const struct scenario *scenario,
                         const struct question_options *question, const struct solve_options *solve,
                         const struct result_scenario *known, struct arena *arena,
                         struct result_scenario *ret);

/* The answer when the solver's process did not live to give one: nothing is known but what needs no
 * solver. failure lives as long as the arena. */
void scenario_without_answer(const struct estate *estate, const struct scenario *scenario,
                             const struct question_options *question, const char *failure,
                             bool limit_hit, struct arena *arena, struct result_scenario *ret);

/* The problem of a scenario alone, as scenario_run would solve it (residents of unknown node that
 * have no place are left out). It lives in the arena, with the arguments. */
void scenario_problem(const struct estate *estate, const struct scenario *scenario,
                      const struct question_options *question,
                      const struct solve_options *solve_options, struct arena *arena,
                      struct problem *ret);

#endif
