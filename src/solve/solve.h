/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * solve: question to plan and bound. The only folder with floating point, and none of it decides:
 * every plan and every bound given back was re-computed in integers here, and is checked again by
 * verify, which shares no code with this folder.
 *
 * Budgets are work units: node visits of the greedy pass, simplex iterations and branch-and-bound
 * nodes times their size. Time is only a fuse (limit_hit). Same problem, options and version: the
 * same answer on any machine, unless the fuse blew.
 */
#ifndef MUSTER_SOLVE_SOLVE_H
#define MUSTER_SOLVE_SOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"
#include "model/solution.h"

struct arena;

enum solve_engine {
    ENGINE_AUTO,   /* all of them */
    ENGINE_GREEDY, /* greedy passes, local search and bounds by sums; no search of the whole model
                    */
    ENGINE_MIP,    /* one greedy pass to start from, then the search of the whole model */
    ENGINE_EXACT,  /* as auto, but the weight of a tier is never bounded by a search of the whole
                      model: by sums, sets and trees alone */
};

/* A plan of the problem to begin with. */
struct solve_start {
    const struct share *assigns;
    int32_t assign_count;
    const int32_t *group_cluster; /* [group_count], -1 = not placed whole */
};

/* How far a tier is. */
struct solve_at {
    int32_t tier; /* its number; with a start for those that give way, its level (model/plan.h) */
    bool is_level;
    int64_t recovered, bound; /* weights */
};

struct solve_options {
    enum solve_engine engine;
    int64_t budget;        /* work units for the whole scenario; 0 = the default */
    int64_t time_limit_ms; /* fuse for the whole scenario; 0 = none */
    uint64_t seed;         /* of the local search */
    /* A plan that may hold, in whole or in part, or NULL. Plans that are no better do not replace
     * it, and a better one is brought near it (solve/near): ties are broken towards it. */
    const struct solve_start *known;
    /* With groups that give way, and only then: the first answer, all of them at home. */
    const struct solve_start *start;
    /* Called when a tier begins and when its plan or its bound gets better; may be NULL. */
    void (*progress)(void *context, const struct solve_at *at);
    void *progress_context;
};

#define SOLVE_BUDGET_DEFAULT INT64_C(600000000)

/* Solve. The problem must outlive the solution; results live in the arena. Never fails otherwise
 * than by status. */
void solve(const struct problem *problem, const struct solve_options *options, struct arena *arena,
           struct solution *ret);

/* The same without a search: true when the known plan, or what still holds of it and one greedy
 * pass over the rest, recovers all that is displaced. Else false, and *ret is not to be read. */
bool solve_at_once(const struct problem *problem, const struct solve_options *options,
                   struct arena *arena, struct solution *ret);

#endif
