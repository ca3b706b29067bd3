/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows: a CSV file (libcsv) as a header and rows of cells, one row at a time.
 *
 * RFC 4180 quoting, UTF-8 with or without byte order mark, LF or CRLF. The first row is the header;
 * cells are bytes without NUL. Spaces belong to their cell. Lines of nothing but white space are
 * skipped. A row with more or fewer cells than the header is an error: a cut file must not pass for
 * a smaller one.
 */
#ifndef MUSTER_DOCUMENT_ROWS_H
#define MUSTER_DOCUMENT_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct error_list;

/* One row, valid during the callback. cells has one entry for each column of the header. */
struct row {
    const char *const *cells;
    const size_t *lengths;
    size_t count;
    long line;   /* line in the file where the row starts, from 1 (the header is 1) */
    long number; /* data row, from 1 */
};

struct rows_handler {
    void *context;
    /* The header; false stops reading (the handler has added its errors). */
    bool (*header)(void *context, const struct row *header);
    /* A data row; false stops reading. */
    bool (*row)(void *context, const struct row *row);
};

/* Read a file ("-" = standard input) through handler. False when it cannot be read or is malformed
 * (bad quoting, NUL, bad UTF-8, the wrong number of cells, a cap): the error is added to errors
 * with file, line and column. Errors that the handler adds itself do not make it false. */
bool rows_read(const char *path, const struct rows_handler *handler, struct error_list *errors);

/* Quote a cell as RFC 4180 asks for (only when needed) and append it to out. */
struct buf;
void rows_write_cell(struct buf *out, const char *text);

#endif
