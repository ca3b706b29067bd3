/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plot: one figure while it is laid out. Private to report/plots/ and figure.c.
 *
 * All is laid out here, in whole px of a canvas whose origin is its upper left corner, as boxes,
 * lines, points and texts; reports/figure.gp draws these and decides nothing. What a figure is
 * drawn from goes into its NAME.tsv: first the numbers, for people, then, apart by two empty
 * lines, the marks. Later marks cover earlier ones; boxes lie under lines, points and texts.
 */
#ifndef MUSTER_REPORT_PLOTS_PLOT_H
#define MUSTER_REPORT_PLOTS_PLOT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "report/review/figure.h"
#include "result/result.h"

struct arena;
struct error;

/* Colours, by role: see design/spec.md, section 2. The value is the role, so that a style sheet can
 * map it; no value serves two. */
enum colour {
    INK = 0x16202B,
    MUTED = 0x5B6773,
    GRID = 0xDDE2E7,
    RULE = 0xB4BDC6,
    GROUND = 0xFFFFFF,
    DARK_LETTER = 0x101418,
    LIGHT_LETTER = 0xFEFEFE,
    RED_TEXT = 0x8F1426,
    RED_LINE = 0x8F1425,
    RESERVED = 0xA7B1BC,
    ADDED = 0x2F6FA7,
    BEFORE = 0xC3CAD2,
    HEADROOM = 0xF3DFA8,
    HEADROOM_LINE = 0xB98A12,
    HEADROOM_TEXT = 0x8A6508,
    DOT = 0x9AA3AD,
};

/* A verdict's cell, the letter on it. */
int32_t verdict_fill(enum verdict verdict);
int32_t verdict_ink(enum verdict verdict);

/* Tiers 0, 1, 2, and 3 with all above. */
enum { TIER_CLASSES = 4 };
int tier_class(int64_t tier);
int32_t tier_fill(int class);
int32_t tier_ink(int class); /* on the fill */

/* Size, weight, and side of the anchor; the table is in plot_text.c and reports/figure.gp. */
enum text_style {
    TEXT_TITLE,       /* 17 bold, left */
    TEXT_PLAIN,       /* 12 left */
    TEXT_BOLD,        /* 12 bold, left */
    TEXT_LABEL,       /* 12 right */
    TEXT_BOLD_LABEL,  /* 12 bold, right */
    TEXT_NOTE,        /* 11 left */
    TEXT_NOTE_RIGHT,  /* 11 right */
    TEXT_NOTE_MID,    /* 11 centre */
    TEXT_VALUE,       /* 11 bold, left */
    TEXT_VALUE_RIGHT, /* 11 bold, right */
    TEXT_LETTER,      /* 10 bold, centre */
    TEXT_SMALL,       /* 10 left */
    TEXT_LEAN,        /* 11 left, leaning 40 degrees */
    TEXT_STYLES
};

enum marker { MARK_SQUARE = 5, MARK_ROUND = 7, MARK_UP = 9, MARK_DIAMOND = 13 };

enum { PLOT_WIDTH = 960, PLOT_LEFT = 20, PLOT_RIGHT = 940, PLOT_NAME = 64 };

/* The room that a text takes, kept so that a test can look for texts that meet. */
struct text_box {
    int32_t x0, y0, x1, y1;
    const char *text;
};

struct plot {
    struct arena *arena;
    struct figure figure;
    struct buf table, boxes, lines, points, texts[TEXT_STYLES];
    int32_t top;      /* px that title and legend push everything down */
    int32_t legend_x; /* where the next item of the legend goes */
    struct text_box *text_boxes;
    size_t text_count, text_room;
};

/* ---- marks */

void plot_box(struct plot *plot, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t colour);
/* Its edge alone, `width` px inside. */
void plot_frame(struct plot *plot, const int32_t corners[4], int32_t width, int32_t colour);
void plot_line(struct plot *plot, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t colour);
void plot_dashes(struct plot *plot, int32_t x, int32_t y0, int32_t y1, int32_t colour);
/* size: px from edge to edge. */
void plot_point(struct plot *plot, int32_t x, int32_t y, int32_t size, enum marker marker,
                int32_t colour);
/* y is the middle of the line. Any text: what would harm is replaced. "" draws nothing. */
void plot_text(struct plot *plot, enum text_style style, int32_t x, int32_t y, int32_t colour,
               const char *text);

/* ---- the frame */

/* Title (wrapped), subtitle. */
void plot_head(struct plot *plot, const char *title, const char *subtitle);
/* Items of the legend, one row or as many as it takes. letter 0 = none. */
void plot_legend(struct plot *plot, int32_t colour, char letter, enum verdict verdict,
                 const char *label);
/* The same, of which the caller draws the `width` px of the mark: returns its x; *ret_y its middle.
 */
int32_t plot_legend_mark(struct plot *plot, int32_t width, const char *label, int32_t *ret_y);
/* Notes under everything (wrapped), and the height. */
void plot_foot(struct plot *plot, int32_t y, const char *notes);
/* A vertical grid with its numbers below: from 0 to `to` over x0 .. x1. */
void plot_grid(struct plot *plot, int32_t x0, int32_t x1, int32_t y0, int32_t y1, int64_t to,
               int64_t step);
/* The step of at most `most` parts of 0 .. to: 1, 2, 5 or 25 times a power of ten. */
int64_t plot_step(int64_t to, int32_t most);
/* px of `value` on an axis of `span` px up to `to`, clipped. */
int32_t plot_scale(int64_t value, int64_t to, int32_t span);

/* ---- the table of numbers */

/* A cell: the whole name, without what would break the line; one a spreadsheet would compute gets
 * an apostrophe. The first cell of a row has no tab before it. */
void plot_cell(struct plot *plot, const char *text, bool is_first);
void plot_number(struct plot *plot, int64_t number);
void plot_row_end(struct plot *plot);
void plot_header(struct plot *plot, const char *cells); /* tabs in it */

/* ---- text (plot_text.c) */

/* px that a text takes, rounded up, by the advances of DejaVu Sans. */
int32_t text_width(enum text_style style, const char *text);
int32_t text_size(enum text_style style); /* px */

/* A name in one line: controls, bidirectional overrides and bad UTF-8 become U+FFFD. */
const char *name_clean(struct arena *arena, const char *name);
/* At most `most` characters: elided in the middle, the last 8 kept. Clean. */
const char *name_elide(struct arena *arena, const char *name, size_t most);
/* The same for many; names that differ and elide to the same text get ~2, ~3. */
const char **name_elide_all(struct arena *arena, const char *const *names, int32_t count,
                            size_t most);
/* Cut at the end to a width in px, with an ellipsis. */
const char *text_fit(struct arena *arena, enum text_style style, const char *text, int32_t width);
/* How many bytes of the text make a line of at most this width; at least a character. */
size_t text_line(enum text_style style, const char *text, int32_t width);

/* ---- SVG (plot_svg.c) */

/* gnuplot's SVG made fit to stand in a page: spec section 9. ids begin with `name`. False when it
 * is not what gnuplot writes. */
bool svg_clean(const struct buf *raw, const char *name, const char *title, struct buf *out);

/* ---- what figures share (plot_parts.c) */

struct plots {
    struct arena *arena;
    struct plot *items;
    size_t count, room;
};

struct plotting {
    const struct result *const *results;
    int32_t result_count;
    const struct result *result; /* the last one */
    const struct judge_options *judge;
    struct arena *arena;
};

/* A new plot at the end of the list; valid until the next one. */
struct plot *plots_add(struct plots *plots, enum figure_kind kind, int32_t scenario_ix,
                       const char *name);
/* It is not drawn: why. */
void plot_missing(struct plot *plot, const char *why);
void plot_release(struct plot *plot);

bool is_critical(const struct result *result, const struct result_stack *stack);
/* Is it displaced? `affected` stands on a survivor. */
bool is_displaced(const struct result_stack *stack);
/* "fra-1", "fra-1 + ams-2", at most `most` characters for each of two, the rest counted. */
const char *scenario_short(struct arena *arena, const struct result_scenario *scenario,
                           size_t most);
/* "Losing fra-1", "Scenario x": the subject of a sentence. */
const char *scenario_subject(struct arena *arena, const struct result_scenario *scenario);
const char *result_unit(const struct result *result, const char *resource);
const struct result_usage *find_usage(const struct result_cluster *cluster, const char *resource);
/* "residents pinned, headroom cpu 5%, memory 5%". */
const char *result_assumed(const struct plotting *review);
const char *plural(int64_t count, const char *one, const char *many);
/* "12 GiB", "3 nvidia.com/gpu"; up: rounded up. */
const char *amount_text(struct arena *arena, const char *unit, const char *resource, int64_t amount,
                        bool up, bool has_decimal);
const char *grouped(struct arena *arena, int64_t value);
/* "CPU", "Memory", or the name; in a sentence "CPU", "memory". */
const char *resource_title(struct arena *arena, const char *resource);
const char *resource_word(struct arena *arena, const char *resource);

/* What is over its headroom line, exactly. */
bool usage_is_over(const struct result_usage *usage);
/* The clusters of section 5: up to 8 all, above that at most 20 that take something or are over
 * their line. Fullest first. */
int32_t *choose_clusters(const struct plotting *review, const struct result_answer *answer,
                         int32_t *ret_count, int32_t *ret_fit);

/* ---- the figures */

void matrix_draw(const struct plotting *review, struct plots *plots);
void losses_draw(const struct plotting *review, struct plots *plots); /* bars by scenario */
void before_after_draw(const struct plotting *review, int32_t scenario_ix, struct plots *plots);
void targets_draw(const struct plotting *review, struct plots *plots);
void targets_draw_one(const struct plotting *review, int32_t scenario_ix, struct plots *plots);
void holes_draw(const struct plotting *review, int32_t scenario_ix, struct plots *plots);
void trend_draw(const struct plotting *review, struct plots *plots);

/* ---- gnuplot (plot_run.c) */

enum run_status { RUN_OK, RUN_MISSING, RUN_FAILED, RUN_TIMEOUT };

struct run {
    const char *argument;   /* after -d, or --version */
    enum run_status status; /* filled */
    char output[256];       /* the first of what it wrote, filled */
};

/* Run the program once for each, in folder, `jobs` at a time, without input, with an environment of
 * PATH and LC_ALL alone, each in a process group that is killed when the time is up. */
struct run_options {
    const char *program, *folder;
    int32_t time_limit_s; /* for each */
    int32_t jobs;
    const volatile sig_atomic_t *stop; /* not NULL: when it becomes true, all end as RUN_FAILED */
};
void plot_run(const struct run_options *options, struct run *runs, int32_t count);

#endif
