/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * simulate: all scenarios of a run, through a pool of worker processes, as one result.
 */
#ifndef MUSTER_STUDY_SIMULATE_H
#define MUSTER_STUDY_SIMULATE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"
#include "model/plan.h"
#include "result/result.h"
#include "scenario/scenario.h"
#include "solve/solve.h"
#include "study/aftermath.h"

struct arena;
struct error;

struct simulate_options {
    struct question_options question;
    struct solve_options solve;
    struct aftermath_options aftermath;
    int32_t jobs;      /* worker processes; 0 = one a core */
    bool reproducible; /* leave out "run" */
    bool has_as_of;    /* --as-of: what "now" is when ages are judged */
    int64_t as_of_s;   /* seconds since 1970 */
    /* [scenario count] answers that are known already (NULL: this one is not), or NULL: none is. */
    const struct result_scenario *const *known;
    /* [scenario count] answers of similar scenarios, to lean on (NULL: none), or NULL. */
    const struct result_scenario *const *similar;
    /* Called in the parent after each scenario; may be NULL. */
    void (*progress)(void *context, int32_t done, int32_t total, const struct scenario *last);
    /* Called in a worker while it solves; may be NULL. */
    void (*progress_tier)(void *context, const struct scenario *scenario,
                          const struct solve_at *at);
    void *progress_context; /* of both */
};

/* Run the scenarios and fill *ret, but for what result_judge decides (summary, critical_at_risk).
 * All of it lives in the arena. False with *reterr when no worker process could be run. */
bool simulate(const struct estate *estate, const struct simulate_options *options,
              const struct scenario *scenarios, int32_t count, struct arena *arena,
              struct result *ret, struct error *reterr);

#endif
