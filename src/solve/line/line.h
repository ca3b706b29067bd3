/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line: packs where all bins are alike and one resource decides (bin packing): branch and price to
 * the end. Fillings are the paths of a net (net.h); a linear program over paths, made as its
 * multipliers ask for them, is solved at each step; the multipliers, rounded to integers, take arcs
 * away that no packing can use, and refute a step when all its bins together cannot be worth what
 * is to be placed. Steps branch on "this unit lies at or below this position".
 *
 * Both answers are exact: multipliers and values are integers, and no step is left out.
 */
#ifndef MUSTER_SOLVE_LINE_LINE_H
#define MUSTER_SOLVE_LINE_LINE_H

#include "solve/sets/question.h"

/* Questions that were refuted, by the sizes they come down to: a search need not be made twice. */
struct line_memory {
    struct line_fact *facts;
    size_t count, room;
    bool has_branched; /* one of them took more than the first program: no multipliers refute it */
};

void line_memory_release(struct line_memory *memory);

/* Is the question of this kind, and small enough? */
bool line_suits(const struct set_question *question);

/* Was it refuted before? */
bool line_is_refuted(const struct set_question *question, const struct line_memory *memory);

/* Search for so many ticks of work; memory: NULL = none. */
enum packer_answer line_pack(const struct set_question *question, int64_t ticks,
                             struct line_memory *memory, struct set_plan *ret);

#endif
