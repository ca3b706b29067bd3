/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcsv splits bytes into cells but knows no lines. So it is fed one line at a time: what it
 * reports while it has line n began on line n, or where the quoted cell that goes on began.
 */
#include "document/rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <csv.h>

#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/tree.h"

enum { CHUNK_BYTES = 64 * 1024, CELL_BLOCK_BYTES = 4096 };

struct reader {
    struct csv_parser parser;
    const struct rows_handler *handler;
    struct error_list *errors;
    const char *file;
    struct buf bytes; /* the cells of the row, each followed by 0 */
    size_t offsets[CAP_CSV_COLUMNS];
    size_t lengths[CAP_CSV_COLUMNS];
    const char *cells[CAP_CSV_COLUMNS];
    size_t cell_count;   /* of the row so far; only as many as fit are kept */
    size_t column_count; /* of the header; 0 = it is still to come */
    long line;           /* of the bytes being read */
    long characters;     /* on that line before them */
    long row_line;       /* where the row began */
    long number;         /* data rows so far */
    bool in_row;         /* a row has begun and not ended */
    bool after_return;   /* the byte before was a carriage return */
    bool has_errors;
    bool stopped;
};

static void add_error(struct reader *reader, struct error *error, long line, long column)
{
    error_at(error, reader->file, line, column);
    error_list_add(reader->errors, error);
    reader->has_errors = true;
}

/* An error that ends the reading; code and text are in error. */
static void stop_with(struct reader *reader, struct error *error, long line, long column)
{
    add_error(reader, error, line, column);
    reader->stopped = true;
}

static void take_cell(void *data, size_t n, void *context)
{
    struct reader *reader = context;
    size_t at = reader->cell_count++;
    size_t room = reader->column_count ? reader->column_count : CAP_CSV_COLUMNS;
    if (at >= room)
        return;
    reader->offsets[at] = reader->bytes.length;
    reader->lengths[at] = n;
    buf_add(&reader->bytes, data, n);
    buf_add_char(&reader->bytes, '\0');
}

static void give_header(struct reader *reader)
{
    if (reader->cell_count > CAP_CSV_COLUMNS) {
        struct error error;
        error_set(&error, ERROR_LIMIT,
                  "too many columns: found %zu; expected at most %d (CAP_CSV_COLUMNS)",
                  reader->cell_count, CAP_CSV_COLUMNS);
        stop_with(reader, &error, reader->row_line, 0);
        return;
    }
    reader->column_count = reader->cell_count;
    struct row row = {reader->cells, reader->lengths, reader->cell_count, reader->row_line, 0};
    reader->stopped = !reader->handler->header(reader->handler->context, &row);
}

static void give_row(struct reader *reader)
{
    struct error error;
    reader->number++;
    if (reader->number > CAP_CSV_ROWS) {
        error_set(&error, ERROR_LIMIT, "too many rows: expected at most %d (CAP_CSV_ROWS)",
                  CAP_CSV_ROWS);
        stop_with(reader, &error, reader->row_line, 0);
        return;
    }
    if (reader->cell_count != reader->column_count) {
        error_set(&error, ERROR_INPUT, "row %ld has %zu cell%s; expected %zu, as the header has",
                  reader->number, reader->cell_count, reader->cell_count == 1 ? "" : "s",
                  reader->column_count);
        add_error(reader, &error, reader->row_line, 0);
        return;
    }
    struct row row = {reader->cells, reader->lengths, reader->column_count, reader->row_line,
                      reader->number};
    reader->stopped = !reader->handler->row(reader->handler->context, &row);
}

static void end_row(int terminator, void *context)
{
    struct reader *reader = context;
    (void)terminator;
    if (reader->stopped)
        return;
    size_t kept = reader->column_count ? reader->column_count : CAP_CSV_COLUMNS;
    for (size_t i = 0; i < reader->cell_count && i < kept; i++)
        reader->cells[i] = reader->bytes.data + reader->offsets[i];
    if (reader->column_count == 0)
        give_header(reader);
    else
        give_row(reader);
    reader->in_row = false;
    reader->cell_count = 0;
    buf_clear(&reader->bytes);
}

static long count_characters(const char *text, size_t n)
{
    long count = 0;
    for (size_t i = 0; i < n; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static void refuse_quotes(struct reader *reader, const char *text, size_t offset, size_t n)
{
    struct error error;
    char found[TREE_FOUND_SIZE];
    if (csv_error(&reader->parser) != CSV_EPARSE)
        error_out_of_memory();
    tree_found(text + offset, n - offset, found);
    error_set(
        &error, ERROR_INPUT,
        reader->parser.quoted
            ? "bad quoting: found %s after a closing quote; expected a comma or the line's end"
            : "bad quoting: found %s in a cell without quotes; expected the whole cell in "
              "quotes, and quotes in it doubled",
        found);
    stop_with(reader, &error, reader->line,
              reader->characters + count_characters(text, offset) + 1);
}

static bool is_blank(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && strchr(" \t\r\n", text[i]))
        i++;
    return i == n;
}

/* A piece of one line, its end included when it is there. */
static void feed_piece(struct reader *reader, const char *text, size_t n)
{
    if (!reader->in_row && reader->characters == 0 && is_blank(text, n) &&
        (text[n - 1] == '\n' || text[n - 1] == '\r'))
        return;
    if (!reader->in_row) {
        reader->in_row = true;
        reader->row_line = reader->line;
    }
    /* libcsv's cell buffer grows by a block at a time: double it, or long cells take quadratic
     * time. */
    if (csv_get_buffer_size(&reader->parser) > CELL_BLOCK_BYTES)
        csv_set_blk_size(&reader->parser, csv_get_buffer_size(&reader->parser));
    size_t taken = csv_parse(&reader->parser, text, n, take_cell, end_row, reader);
    if (reader->stopped)
        return;
    if (taken < n) {
        refuse_quotes(reader, text, taken, n);
    } else if (reader->parser.entry_pos > CAP_SCALAR_BYTES) {
        struct error error;
        error_set(&error, ERROR_LIMIT, "cell too long: more than %zu bytes (CAP_SCALAR_BYTES)",
                  CAP_SCALAR_BYTES);
        stop_with(reader, &error, reader->row_line, 0);
    }
}

/* Move to the next line when the piece ends this one; CR LF is one end. */
static void advance(struct reader *reader, const char *text, size_t n)
{
    char last = text[n - 1];
    bool is_second = n == 1 && last == '\n' && reader->after_return;
    reader->after_return = last == '\r';
    if (is_second)
        return;
    if (last == '\n' || last == '\r') {
        reader->line++;
        reader->characters = 0;
    } else {
        reader->characters += count_characters(text, n);
    }
}

static void feed(struct reader *reader, const char *text, size_t n)
{
    for (size_t pos = 0; pos < n && !reader->stopped;) {
        const char *at = text + pos;
        const char *end = memchr(at, '\n', n - pos);
        size_t length = end ? (size_t)(end - at) + 1 : n - pos;
        end = memchr(at, '\r', length);
        if (end)
            length = (size_t)(end - at) + 1;
        feed_piece(reader, at, length);
        if (reader->stopped)
            return;
        advance(reader, at, length);
        pos += length;
    }
}

/* Feed what is good of n bytes; returns how many were used. Less than n: the rest is the beginning
 * of a character, which the next chunk completes, or reading has stopped. */
static size_t feed_text(struct reader *reader, const char *text, size_t n, bool is_end)
{
    size_t good = tree_first_bad(text, n);
    feed(reader, text, good);
    if (good == n || reader->stopped)
        return good;
    bool may_complete = !is_end && n - good < 4 && (unsigned char)text[good] >= 0xc2;
    if (!may_complete) {
        struct error error;
        tree_set_bad(&error, text[good]);
        stop_with(reader, &error, reader->line, reader->characters + 1);
    }
    return good;
}

static void finish(struct reader *reader)
{
    struct error error;
    if (csv_fini(&reader->parser, take_cell, end_row, reader) != 0) {
        error_set(
            &error, ERROR_INPUT,
            "bad quoting: found the end of the file in cell %zu of the row; expected a closing "
            "quote",
            reader->cell_count + 1);
        stop_with(reader, &error, reader->row_line, 0);
    } else if (reader->column_count == 0 && !reader->stopped) {
        error_set(&error, ERROR_INPUT, "empty file: found no row; expected a header");
        stop_with(reader, &error, 1, 1);
    }
}

static void read_stream(struct reader *reader, FILE *stream)
{
    char chunk[CHUNK_BYTES];
    size_t held = 0;
    size_t total = 0;
    struct error error;
    while (!reader->stopped) {
        size_t got = fread(chunk + held, 1, sizeof chunk - held, stream);
        bool is_end = got == 0;
        if (is_end && ferror(stream)) {
            error_set(&error, ERROR_INPUT, "cannot read: %s", strerror(errno));
            stop_with(reader, &error, 0, 0);
            return;
        }
        bool is_first = total == 0;
        total += got;
        held += got;
        if (total > CAP_FILE_BYTES) {
            error_set(&error, ERROR_LIMIT, "file too large: more than %zu bytes (CAP_FILE_BYTES)",
                      CAP_FILE_BYTES);
            stop_with(reader, &error, 0, 0);
            return;
        }
        size_t mark = is_first && held >= 3 && memcmp(chunk, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        size_t used = mark + feed_text(reader, chunk + mark, held - mark, is_end);
        held -= used;
        memmove(chunk, chunk + used, held);
        if (is_end)
            break;
    }
    if (!reader->stopped)
        finish(reader);
}

/* Spaces are part of a cell (RFC 4180, section 2.4). */
static int is_no_space(unsigned char c)
{
    (void)c;
    return 0;
}

static bool read_rows(struct reader *reader, FILE *stream)
{
    if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        error_out_of_memory();
    csv_set_space_func(&reader->parser, is_no_space);
    csv_set_blk_size(&reader->parser, CELL_BLOCK_BYTES);
    buf_init(&reader->bytes);
    read_stream(reader, stream);
    buf_release(&reader->bytes);
    csv_free(&reader->parser);
    return !reader->has_errors;
}

bool rows_read(const char *path, const struct rows_handler *handler, struct error_list *errors)
{
    bool is_input = strcmp(path, "-") == 0;
    struct reader reader = {.handler = handler,
                            .errors = errors,
                            .file = is_input ? "standard input" : path,
                            .line = 1};
    if (is_input)
        return read_rows(&reader, stdin);
    struct error error;
    struct stat info;
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        error_set(&error, ERROR_INPUT, "cannot open: %s", strerror(errno));
        add_error(&reader, &error, 0, 0);
        return false;
    }
    bool done = false;
    if (fstat(fileno(stream), &info) == 0 && S_ISDIR(info.st_mode)) {
        error_set(&error, ERROR_INPUT, "is a directory: expected a file");
        add_error(&reader, &error, 0, 0);
    } else {
        done = read_rows(&reader, stream);
    }
    fclose(stream);
    return done;
}

void rows_write_cell(struct buf *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        buf_add_text(out, text);
        return;
    }
    buf_add_char(out, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            buf_add_char(out, '"');
        buf_add_char(out, *c);
    }
    buf_add_char(out, '"');
}
