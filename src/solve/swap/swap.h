/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swap: packs by exchange. All bins but two are filled, some replicas stay out; replicas that are
 * out change places with one or two of a bin, so that as little as possible stays out, until what
 * is out fits into the two bins kept free. A replica that left a bin may not return there for a
 * while (tabu search); when nothing goes on, replicas move between bins so that what is free
 * gathers in few of them. After "consistent neighbourhood search" (Buljubasic and Vasquez 2016).
 *
 * Strong where a bin holds a handful of replicas; says nothing when there is no packing.
 */
#ifndef MUSTER_SOLVE_SWAP_SWAP_H
#define MUSTER_SOLVE_SWAP_SWAP_H

#include "solve/sets/question.h"

/* Is the question of a kind and size that this suits? */
bool swap_suits(const struct set_question *question);

/* Search for so many ticks of work. True: *ret is a packing. random: the state of the noise. */
bool swap_pack(const struct set_question *question, int64_t ticks, uint64_t *random,
               struct set_plan *ret);

#endif
