/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aftermath: what a failover brings with it: clusters that cannot carry what came (cascade), and
 * whether one more node may be lost.
 */
#ifndef MUSTER_STUDY_AFTERMATH_H
#define MUSTER_STUDY_AFTERMATH_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"
#include "model/plan.h"
#include "result/result.h"
#include "scenario/scenario.h"
#include "solve/solve.h"

struct arena;

struct aftermath_options {
    bool has_cascade;
    int64_t cascade_num, cascade_den; /* the burst that a cluster must hold, 0 to 1 */
    bool then_lose_node;              /* ask study/then_lose of the last answer */
};

/* scenario_run, and what the options ask after it. A cascade: all surviving clusters that do not
 * hold the burst are lost at once, and the scenario is answered again with them lost, until all
 * that survive hold it; the answer told is the last one, and the only one of which with_eviction is
 * asked; the first answers before it are its steps. Each answer has the whole budget; the fuse
 * is one for all. */
void aftermath_run(const struct estate *estate, const struct scenario *scenario,
                   const struct question_options *question, const struct solve_options *solve,
                   const struct aftermath_options *options, const struct result_scenario *known,
                   struct arena *arena, struct result_scenario *ret);

#endif
