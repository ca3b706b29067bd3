/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * solver: the state of one call of solve(), shared by its engines. The best plan so far is always a
 * plan that passed check_plan.
 */
#ifndef MUSTER_SOLVE_SOLVER_H
#define MUSTER_SOLVE_SOLVER_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/answer.h"
#include "solve/coverage.h"
#include "solve/greedy/greedy.h"
#include "solve/greedy/index.h"
#include "solve/line/line.h"
#include "solve/pack.h"
#include "solve/solve.h"
#include "solve/work.h"

struct arena;
struct prover;

struct solver {
    const struct problem *problem;
    const struct solve_options *options;
    struct arena *arena;   /* results */
    struct arena *scratch; /* freed at the end of solve() */
    struct index *index;
    struct coverage *coverage;
    struct work work;
    struct pack *pack;
    struct greedy *greedy;
    struct prover *prover;
    struct line_memory line_memory;
    struct answer *best;
    struct answer *trial;        /* scratch */
    struct tier_result *tiers;   /* [tier_count] */
    struct group_result *groups; /* [group_count] */
    struct alternative *alternatives;
    int32_t alternative_count;
    int32_t search_count;  /* local searches so far: each has its own random numbers */
    int32_t dropped_count; /* plans of engines that did not pass check_plan */
};

/* Offer a plan: kept when it passes check_plan and beats the best in tiers 0 .. tier_count - 1. */
bool solver_offer(struct solver *solver, struct answer *answer, int32_t tier_count);

/* Does the answer pass check_plan? Notes a failure. */
bool solver_accepts(struct solver *solver, const struct answer *answer);

#endif
