/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line: one line of a table for a terminal. Texts are made safe, measured in columns, and elided at
 * their end with `~`; colour comes after measuring, so it never moves a column. Spaces are written
 * only before a text, so no line ends in one.
 */
#ifndef MUSTER_REPORT_LINE_H
#define MUSTER_REPORT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

struct line {
    struct buf *out;
    bool is_colored;
    size_t column; /* where the next character goes, from 0 */
};

/* SGR numbers of design/spec.md, section 10; "" = plain. */
#define SGR_BAD "1;31"
#define SGR_BLOCKED "35"
#define SGR_OPEN "90"
#define SGR_WARN "33"
#define SGR_DEGRADED "36"
#define SGR_GOOD "32"
#define SGR_BOLD "1"
#define SGR_DIM "2"
#define SGR_PLAIN ""

void line_init(struct line *line, struct buf *out, bool is_colored);

/* Text from column start on, at most width columns. */
void line_left(struct line *line, size_t start, size_t width, const char *sgr, const char *text);

/* Text that ends before column end; a longer one pushes what follows. */
void line_right(struct line *line, size_t end, const char *sgr, const char *text);

/* Text right here, as it is (it must be safe). */
void line_add(struct line *line, const char *sgr, const char *text);

void line_end(struct line *line);

/* A text over as many lines as it takes, from column `at` to `edge`, in no less than 20 columns;
 * the last one is not ended. */
void line_wrapped(struct line *line, size_t at, size_t edge, const char *text);

/* Columns of text once it is made safe, at most width. */
size_t line_measure(const char *text, size_t width);

/* ---- numbers for people (design/spec.md, section 4) */

enum { NUMBER_SIZE = 64 };

/* 1404 -> "1,404". */
void number_grouped(int64_t value, char out[NUMBER_SIZE]);

/* A count for a column: "." for zero. */
void number_count(int64_t value, char out[NUMBER_SIZE]);

/* part of whole in whole percent, rounded up; whole > 0. */
int64_t number_percent_up(int64_t part, int64_t whole);

/* An amount by its unit ("milli": cores, "bytes": GiB, else a count), to one decimal or none,
 * rounded down; "<0.1" or "<1" for less. Without the name of the unit. */
void number_amount(const char *unit, int64_t amount, bool has_decimal, char out[NUMBER_SIZE]);

/* "cores", "GiB", or "" for counts. */
const char *number_unit(const char *unit);

#endif
