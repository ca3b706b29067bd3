/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * figure: the plots of a review, drawn by gnuplot into a folder, and what the page needs of them.
 *
 * Each figure has NAME.svg, NAME.png, NAME.pdf, the template's NAME.gp and its data NAME.tsv, so
 * that anyone can draw it again. Templates (reports/NAME.gp) hold no data; all text reaches gnuplot
 * through data files.
 */
#ifndef MUSTER_REPORT_REVIEW_FIGURE_H
#define MUSTER_REPORT_REVIEW_FIGURE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "result/result.h"

struct arena;
struct error;

enum figure_kind {
    FIGURE_MATRIX,       /* critical stacks x scenarios; or bars by scenario */
    FIGURE_BEFORE_AFTER, /* one scenario */
    FIGURE_TARGETS,      /* where they go: all single losses, or one scenario */
    FIGURE_HOLES,        /* one scenario */
    FIGURE_TREND,        /* several results */
};

struct figure {
    enum figure_kind kind;
    int32_t scenario_ix;   /* of the last result; -1 = of all */
    const char *name;      /* "matrix-1of3": file names without their ending */
    const char *title;     /* the finding: a sentence of plain text */
    const char *missing;   /* why there is no picture, a sentence; NULL = it is drawn */
    bool is_failed;        /* missing because gnuplot is, or failed: the exit status says so */
    const char *svg;       /* drawn: the cleaned text, to stand in the page; ids begin with name */
    int32_t width, height; /* px */
};

struct figures {
    const struct figure *items; /* in the order of the page */
    int32_t count;
};

struct figure_options {
    const char *folder;    /* where the files go; it exists */
    const char *templates; /* folder of the .gp templates */
    const char *gnuplot;   /* the program: "gnuplot" */
    int32_t time_limit_s;  /* for one figure */
    int32_t jobs;          /* drawn at the same time */
    const struct judge_options *judge;
    const volatile sig_atomic_t *stop; /* NULL, or: when it becomes true, nothing more is drawn */
};

/* Draw the figures of the last of `results` (judged; the earlier ones, oldest first, are for the
 * trend). What comes back lives in arena. False with *reterr only when files cannot be written; a
 * gnuplot that is missing, too old, fails or hangs gives figures with is_failed. */
bool figures_draw(const struct result *const *results, int32_t result_count,
                  const struct figure_options *options, struct arena *arena, struct figures *ret,
                  struct error *reterr);

#endif
