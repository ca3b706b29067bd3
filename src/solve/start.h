/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * start: a plan that somebody knows already, as the first one of a search.
 */
#ifndef MUSTER_SOLVE_START_H
#define MUSTER_SOLVE_START_H

#include "solve/solver.h"

/* Offer solver->options->known as it is. Where not all of it holds: what still does, with the rest
 * filled in greedily. */
void start_from_known(struct solver *solver);

#endif
