/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * column_lp: a linear program, minimised, that grows column by column and is solved again from
 * where it stood. Rows are there from the start.
 */
#ifndef MUSTER_SOLVE_SETS_COLUMN_LP_H
#define MUSTER_SOLVE_SETS_COLUMN_LP_H

#include <stdbool.h>
#include <stdint.h>

struct column_lp;
struct work;

/* Call function with an empty program of row_count rows. False when GLPK gave up in the middle;
 * the function must keep whatever it allocates where its caller can free it. */
bool column_lp_run(int32_t row_count, struct work *work,
                   void (*function)(struct column_lp *lp, void *argument), void *argument);

/* Rows: lower <= row <= upper, +-HUGE_VAL = none. */
void column_lp_bounds(struct column_lp *lp, int32_t row, double lower, double upper);

/* Add a column >= 0; returns its index. */
int32_t column_lp_add(struct column_lp *lp, double cost, int32_t count, const int32_t *rows,
                      const double *values);
void column_lp_cost(struct column_lp *lp, int32_t column, double cost);

/* Take columns away: those that is_out names; the others move up in order. Not those that the last
 * optimum uses. */
void column_lp_drop(struct column_lp *lp, const bool *is_out);

/* Solve; false when no optimum was reached (the work stage is over, or GLPK failed). */
bool column_lp_solve(struct column_lp *lp);

/* Of the last optimum. */
double column_lp_primal(const struct column_lp *lp, int32_t column);
bool column_lp_is_basic(const struct column_lp *lp, int32_t column);
double column_lp_reduced(const struct column_lp *lp, int32_t column);
double column_lp_dual(const struct column_lp *lp, int32_t row);

#endif
