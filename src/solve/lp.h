/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lp: linear and mixed-integer programs as plain data, 0-based, always maximised, and GLPK behind
 * them. What comes back is a float's opinion: callers re-compute it in integers.
 */
#ifndef MUSTER_SOLVE_LP_H
#define MUSTER_SOLVE_LP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve/work.h"

#define LP_NAME_SIZE 32

struct lp_line {         /* a row or a column */
    double lower, upper; /* +-HUGE_VAL = none */
    double cost;         /* columns */
    bool is_integer;     /* columns */
    char name[LP_NAME_SIZE];
};

struct lp_entry {
    int32_t row, column;
    double value;
};

struct lp {
    struct lp_line *rows, *columns;
    struct lp_entry *entries;
    size_t row_count, row_room, column_count, column_room, entry_count, entry_room;
    bool takes_first; /* lp_search: any solution will do; rows are dense */
    bool skips_cuts;  /* lp_search: no cutting planes */
};

enum lp_status {
    LP_OPTIMAL,
    LP_INFEASIBLE,
    LP_STOPPED, /* by the work budget or the fuse */
    LP_BROKEN,  /* GLPK failed, or the program holds a number that is none */
};

struct lp_result {
    enum lp_status status;
    bool has_solution; /* primal is feasible, as far as GLPK knows */
    double objective;  /* of the solution */
    double bound;   /* lp_search: no solution is above, as far as GLPK knows; HUGE_VAL = unknown */
    double *primal; /* [column_count] */
    double *dual;   /* [row_count], lp_solve only: of the maximisation, >= 0 on binding <= rows */
};

struct lp *lp_new(void);
void lp_free(struct lp *lp); /* NULL is allowed */

/* Add; returns the index. */
int32_t lp_column(struct lp *lp, double lower, double upper, double cost, bool is_integer);
int32_t lp_row(struct lp *lp, double lower, double upper);

/* A coefficient; each (row, column) at most once, 0 is left out. */
void lp_put(struct lp *lp, int32_t row, int32_t column, double value);

/* Ticks (work.h) that one simplex iteration counts. */
int64_t lp_iteration_ticks(const struct lp *lp);

/* Solve without integrality, within the work stage. Free the result with lp_result_release. */
void lp_solve(const struct lp *lp, struct work *work, struct lp_result *ret);

/* Branch and bound within the work stage. start: a known feasible solution or NULL. */
void lp_search(const struct lp *lp, const double *start, struct work *work, struct lp_result *ret);

void lp_result_release(struct lp_result *result);

enum lp_format { LP_FORMAT_MPS, LP_FORMAT_CPLEX };

/* Write the program to a file with GLPK's own writers (MPS: costs negated, to be minimised; LP: a
 * row and a column that say nothing where there would be none). False when that failed. */
bool lp_write(const struct lp *lp, const char *title, enum lp_format format, const char *path);

#endif
