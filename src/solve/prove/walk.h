/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk: gives each of some things a place, so that what rows sum up over the things in a place
 * stays within them. Local search over moves and exchanges: rows that stay broken get heavier. It
 * finds or it does not; that nothing was found says nothing.
 */
#ifndef MUSTER_SOLVE_PROVE_WALK_H
#define MUSTER_SOLVE_PROVE_WALK_H

#include <stdbool.h>
#include <stdint.h>

struct walk;
struct work;

struct walk *walk_new(int32_t thing_count, int32_t place_count, int32_t row_room);
void walk_free(struct walk *walk); /* NULL is allowed */

/* The thing may be in the place. */
void walk_allow(struct walk *walk, int32_t thing, int32_t place);

/* A row over a place: shares of the things in it, together at most so much. Returns the shares to
 * fill in, [thing_count], zeros. */
double *walk_row(struct walk *walk, int32_t place, double most);

/* From where[] on (each thing in an allowed place) until all rows hold: true, and where[] is it.
 * Ends with the work stage. */
bool walk_run(struct walk *walk, int32_t *where, struct work *work, uint64_t *random);

#endif
