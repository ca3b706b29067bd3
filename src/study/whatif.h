/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whatif: all scenarios of an estate before and after changes.
 *
 * A scenario is not solved again where the changes cannot touch it: all they touch are nodes and
 * headroom of clusters that it loses as a whole. Who is displaced, and all that survives, is the
 * same then.
 *
 * The others start from the plan before: ties are broken towards it (solve/near), and where it is
 * all that can be had, there is nothing to search. Where the search before took its whole budget
 * and stayed open, the one after has a third of it.
 */
#ifndef MUSTER_STUDY_WHATIF_H
#define MUSTER_STUDY_WHATIF_H

#include "scenario/change.h"
#include "study/simulate.h"

/* One side: its estate, what is asked of it, and what came out. */
struct whatif_side {
    const struct estate *estate;
    struct simulate_options options;
    struct scenario *scenarios;
    int32_t scenario_count;
    struct result result;
};

/* Fill both results; *ret_reused says how many scenarios were not solved again. False with *reterr
 * when no worker process could be run. */
bool whatif(struct whatif_side *before, struct whatif_side *after, const struct changes *changes,
            struct arena *arena, int32_t *ret_reused, struct error *reterr);

#endif
