/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evict: what the second answer needs beside the engines: residents that may give way (groups with
 * gives_way). It begins with the first answer, makes room for one newcomer after the other, and in
 * the end drops as few residents as it can and leaves the others at home.
 */
#ifndef MUSTER_SOLVE_EVICT_H
#define MUSTER_SOLVE_EVICT_H

#include "solve/solver.h"

/* Take the plan of solve_options.start, then make room for newcomers that it does not recover. */
void evict_start(struct solver *solver);

/* All tiers are settled: of the plans that recover as much, one with fewer residents dropped, by
 * stacks, then by replicas; then everybody home who has room there. Returns whether no plan that
 * recovers as much drops fewer. */
bool evict_finish(struct solver *solver);

#endif
