/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search_room: the best answer of the whole model is no plan where it keeps no room for daemons
 * that newcomers may bring (item.may_come of model/problem.h). Then a second search keeps it.
 */
#ifndef MUSTER_SOLVE_PODS_SEARCH_ROOM_H
#define MUSTER_SOLVE_PODS_SEARCH_ROOM_H

#include <stdbool.h>

#include "solve/mip/mip.h"
#include "solve/solver.h"

/* The question again, for plans: true and *ret_answer when a plan was found that is accepted; what
 * it says of bounds is nothing. False at once where there are no such daemons. */
bool search_room(struct solver *solver, const struct mip_question *question,
                 struct answer *ret_answer);

#endif
