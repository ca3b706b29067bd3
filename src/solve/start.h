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

/* solver->options->known as a plan, and what it would be worth; nothing is checked. */
void start_copy_known(const struct solver *solver, struct answer *answer);

/* The residents, and what still holds of it, into an empty packing; false when the residents found
 * no place. */
bool start_put_known(struct solver *solver);

#endif
