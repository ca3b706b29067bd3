/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line_parts: what the files of line share.
 */
#ifndef MUSTER_SOLVE_LINE_LINE_PARTS_H
#define MUSTER_SOLVE_LINE_LINE_PARTS_H

#include <stddef.h>

#include "solve/line/line.h"
#include "solve/line/net.h"
#include "solve/sets/column_lp.h"

/* Multipliers as integers: one bin is worth that much. */
#define LINE_UNIT 1000000000

struct path {
    int32_t *units; /* in order */
    int32_t count;
    bool is_dead; /* not in the present net */
};

/* A step: its net, and where units may lie. */
struct line_step {
    struct net net;
    int32_t *first, *last; /* [units.count] positions */
};

/* Column i < units.count: unit i is not placed. Then the paths. */
struct line {
    const struct set_question *question;
    struct set_plan *plan;
    int32_t bin_count;
    struct net_units units;
    int64_t *size; /* [units.count] */
    int32_t *type; /* [units.count] */
    struct column_lp *lp;
    struct path *paths;
    size_t path_count, path_room;
    struct net_values values;
    int64_t *value;           /* [units.count] */
    bool *is_priced;          /* scratch [units.count] */
    int32_t *best;            /* scratch [units.count] node */
    int64_t *at_best;         /* scratch [units.count] */
    int32_t *scratch;         /* [units.count + 1] */
    double *ones;             /* [units.count] */
    double *part;             /* scratch [capacity + 1] */
    int32_t *touched;         /* scratch [capacity + 1] */
    struct line_step **steps; /* those that are open, the root first; freed by line_pack */
    size_t step_count, step_room;
    int32_t *active; /* scratch [units.count + 1] paths */
    bool is_started;
    bool has_branched;
    bool is_incomplete; /* a step was left open */
    int32_t steps_left;
    enum packer_answer answer;
};

enum line_state { LINE_FEASIBLE, LINE_REFUTED, LINE_STOPPED };

/* Rows and first columns; to be called in the guarded run. */
void line_master_start(struct line *line);

/* Solve the program of a step; its net shrinks. */
enum line_state line_master_solve(struct line *line, struct line_step *step);

/* Which paths are in this net. */
void line_master_enter(struct line *line, const struct net *net);

/* The whole search, in the guarded run: fills in answer and plan. argument: struct line. */
void line_search(struct column_lp *lp, void *argument);

/* Room for nets of so many nodes. */
void line_take_scratch(struct line *line, int32_t nodes);

void line_close_step(struct line *line);

#endif
