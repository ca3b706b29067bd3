/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cells: critical stacks by scenario: what the matrix shows. Private to report/plots/.
 */
#ifndef MUSTER_REPORT_PLOTS_CELLS_H
#define MUSTER_REPORT_PLOTS_CELLS_H

#include "report/plots/plot.h"

/* Kinds of scenarios, as they are judged one after the other. */
enum loss_kind { LOSS_SINGLE, LOSS_PAIR, LOSS_OTHER, LOSS_KINDS };

enum loss_kind loss_kind(const struct result_scenario *scenario);

struct cell {
    const char *path; /* of the stack: its identity */
    int32_t scenario_ix;
    const struct result_stack *stack;
    enum standing standing;
};

struct cell_row {
    const char *path, *name;
    const struct cell *cells; /* by scenario */
    int32_t count;
    enum verdict worst_single, worst; /* VERDICT_UNAFFECTED: none */
    int32_t bad_count;                /* scenarios in which it is worse than fits */
    bool is_told;                     /* not plain `fits` everywhere */
};

struct cells {
    struct cell_row *rows; /* worst first */
    int32_t row_count, told_count;
    int32_t failed_scenarios;
};

void cells_make(const struct plotting *plotting, struct cells *ret);

/* The cell of a row in a scenario, NULL = it is not lost there. */
const struct cell *cell_at(const struct cell_row *row, int32_t scenario_ix);

/* How many stacks have the standing in a loss of this kind, and in none of the kinds before it. */
int32_t cells_count(const struct plotting *plotting, const struct cells *cells,
                    enum standing standing, enum loss_kind kind);
/* How many stacks are listed in losses of this kind at all. */
int32_t cells_listed(const struct plotting *plotting, const struct cells *cells,
                     enum loss_kind kind);

/* The finding, a sentence. */
const char *cells_title(const struct plotting *plotting, const struct cells *cells);

#endif
