/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cells: points that lie near each other, put together: the heaviest and widest cell is cut in two
 * halves of equal weight across its widest side, again and again.
 */
#ifndef MUSTER_SOLVE_PROVE_CELLS_H
#define MUSTER_SOLVE_PROVE_CELLS_H

#include <stdint.h>

/* at: [count * width]; weight: [count], not negative. Fills in ret: [count] the cell of each point,
 * and returns how many there are, at most `most`. */
int32_t cells_find(const double *at, const double *weight, int32_t count, int32_t width,
                   int32_t most, int32_t *ret);

#endif
