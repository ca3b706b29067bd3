/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tight: packs where all bins are alike and together hold hardly more than what is asked for. Then
 * a bin may leave no more empty than all of them may together, and few fillings of as many replicas
 * as a bin holds on average do that. They are listed, and an integer program chooses among them.
 *
 * Says nothing when it finds no packing: fillings of more replicas are not looked at.
 */
#ifndef MUSTER_SOLVE_TIGHT_TIGHT_H
#define MUSTER_SOLVE_TIGHT_TIGHT_H

#include "solve/sets/question.h"

struct problem;

/* One cluster, one group: is there a resource that hardly suffices? */
bool tight_is_near(const struct problem *problem);

/* True: *ret is a packing. False at once where the question is not of this kind. */
bool tight_pack(const struct set_question *question, struct set_plan *ret);

#endif
