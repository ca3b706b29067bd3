/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * warm: a linear program that grows and shrinks and is solved again from where it stood. Always
 * maximised, 0-based. To be used inside glpk_guard_run alone: a failure of GLPK leaves the guarded
 * function, and the program with it. What comes back is a float's opinion.
 */
#ifndef MUSTER_SOLVE_PROVE_WARM_H
#define MUSTER_SOLVE_PROVE_WARM_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/lp.h"
#include "solve/work.h"

struct arena;
struct warm;

/* A row or column as others see it: its entries by index on the other side. */
struct warm_entry {
    int32_t at;
    double value;
};

/* most_entries: no row or column has more. */
struct warm *warm_new(struct work *work, int32_t most_entries, struct arena *arena);
void warm_free(struct warm *warm);

int32_t warm_add_row(struct warm *warm, double lower, double upper,
                     const struct warm_entry *entries, int32_t count);
int32_t warm_add_column(struct warm *warm, double lower, double upper, double cost,
                        const struct warm_entry *entries, int32_t count);
void warm_bound_row(struct warm *warm, int32_t row, double lower, double upper);
void warm_bound_column(struct warm *warm, int32_t column, double lower, double upper);
void warm_set_cost(struct warm *warm, int32_t column, double cost);

/* Delete rows (ascending); later ones move up. */
void warm_delete_rows(struct warm *warm, const int32_t *rows, int32_t count);

int32_t warm_row_count(const struct warm *warm);

/* is_dual: rows or bounds changed since the last time; otherwise columns or costs. At most
 * iteration_max iterations (0 = no such limit). */
enum lp_status warm_solve(struct warm *warm, bool is_dual, int32_t iteration_max);

double warm_objective(const struct warm *warm);
double warm_primal(const struct warm *warm, int32_t column);
double warm_dual(const struct warm *warm, int32_t row);
bool warm_row_is_basic(const struct warm *warm, int32_t row);

/* Where the program stands, to come back to it: statuses [rows + columns], both counts as now. */
void warm_note(const struct warm *warm, unsigned char *statuses);
void warm_return(struct warm *warm, const unsigned char *statuses);
int32_t warm_column_count(const struct warm *warm);

#endif
