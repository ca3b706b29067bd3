/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output: where the answer goes, whole or not at all, and what is said on standard error.
 */
#ifndef MUSTER_CLI_OUTPUT_H
#define MUSTER_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct buf;
struct cli_options;

/* Can --out be written at all? Asked before the work begins: false with ERROR_USAGE when it is a
 * directory or its folder cannot be written. True without --out. */
bool output_check(const struct cli_options *options, struct error *reterr);

/* Write the finished text to --out or standard output. A file appears under its name only when it
 * is complete; devices and pipes are written to directly. False with ERROR_INTERNAL, and nothing
 * left behind, when writing fails. */
bool output_write(const struct cli_options *options, const struct buf *text, struct error *reterr);

/* The same for a file by name. */
bool output_write_file(const char *path, const struct buf *text, struct error *reterr);

/* Is the answer coloured? --color; auto: standard output is a terminal, no --out, NO_COLOR is unset
 * or empty, TERM is not "dumb". */
bool output_is_colored(const struct cli_options *options);

/* Is a table the wide one? -o wide, or a terminal of 120 columns and more. */
bool output_is_wide(const struct cli_options *options);

/* Columns of a table: COLUMNS, or the terminal's width; neither, or with --out: 80. At least 120
 * with -o wide. */
size_t output_table_width(const struct cli_options *options);

/* Print "muster: ..." on standard error. */
void print_error(const struct error *error);
void print_errors(const struct error_list *list); /* all of them, then "... and N more" */
void print_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The exit status that an error stands for. */
int exit_of(enum error_code code);

/* The same for a list: that of its first error. */
int exit_of_list(const struct error_list *list);

/* Print the error and return its exit status. */
int fail(const struct error *error);

#endif
