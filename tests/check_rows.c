/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/rows.h"

/* What the handler saw: `H1 a|b` and `1@2 x|y` (number @ line). */
struct seen {
    struct buf text;
    long stop_after; /* rows; -1: never; 0: at the header */
};

static void note(struct seen *seen, const struct row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        ck_assert_uint_eq(strlen(row->cells[i]), row->lengths[i]);
        buf_format(&seen->text, "%s%s", i ? "|" : "", row->cells[i]);
    }
    buf_add_char(&seen->text, '\n');
}

static bool take_header(void *context, const struct row *row)
{
    struct seen *seen = context;
    buf_format(&seen->text, "H%ld ", row->line);
    note(seen, row);
    return seen->stop_after != 0;
}

static bool take_row(void *context, const struct row *row)
{
    struct seen *seen = context;
    buf_format(&seen->text, "%ld@%ld ", row->number, row->line);
    note(seen, row);
    return seen->stop_after != row->number;
}

/* Read n bytes through a file; errors are appended as lines `! TEXT` with the file's name left out.
 */
static bool read_bytes(const char *bytes, size_t n, struct seen *seen)
{
    char path[] = "check_rows.XXXXXX";
    int descriptor = mkstemp(path);
    FILE *stream = fdopen(descriptor, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, n, stream), n);
    fclose(stream);
    struct error_list *errors = calloc(1, sizeof *errors);
    struct rows_handler handler = {seen, take_header, take_row};
    bool ok = rows_read(path, &handler, errors);
    unlink(path);
    ck_assert(ok == (errors->total == 0));
    for (size_t i = 0; i < errors->count; i++) {
        char shown[1024];
        ck_assert_str_eq(errors->items[i].file, path);
        errors->items[i].file[0] = '\0';
        error_format(&errors->items[i], shown, sizeof shown);
        buf_format(&seen->text, "! %s\n", shown);
    }
    free(errors);
    return ok;
}

static const struct {
    const char *text, *seen;
} files[] = {
    {"a,b\n1,2\n", "H1 a|b\n1@2 1|2\n"},
    {"\xef\xbb\xbf\"a\",b\r\n1,2\r\n3,4", "H1 a|b\n1@2 1|2\n2@3 3|4\n"},
    {"a,b\n\n\r\n  \n1,\n", "H1 a|b\n1@5 1|\n"},
    {"a,b\n1\n2,3\n", "H1 a|b\n2@3 2|3\n! 2: row 1 has 1 cell; expected 2, as the header has\n"},
    {"a\r1\r\r2\r", "H1 a\n1@2 1\n2@4 2\n"},
    {"a,b\n\"x\ny\",2\n3,4\n", "H1 a|b\n1@2 x\ny|2\n2@4 3|4\n"},
    {"a,b\r\n\"x\r\n\r\ny\",2\r\n3,4\r\n", "H1 a|b\n1@2 x\r\n\r\ny|2\n2@5 3|4\n"},
    {"a,b\n\"say \"\"hi\"\"\", 2 \n", "H1 a|b\n1@2 say \"hi\"| 2 \n"},
    {"a,b\n,\n", "H1 a|b\n1@2 |\n"},
    {"a,b\n\"\",\"\"\n", "H1 a|b\n1@2 |\n"},
    {"a,a,\n1,2,3\n", "H1 a|a|\n1@2 1|2|3\n"},
    {"\n\na\n1\n", "H3 a\n1@4 1\n"},
    {"", "! 1:1: empty file: found no row; expected a header\n"},
    {"\n \n", "! 1:1: empty file: found no row; expected a header\n"},
    {"a,b\n1,2,3\n4,5\n6,7,8,9\n",
     "H1 a|b\n2@3 4|5\n! 2: row 1 has 3 cells; expected 2, as the header has\n"
     "! 4: row 3 has 4 cells; expected 2, as the header has\n"},
    {"a,b\n1,x\"y\"\n", "H1 a|b\n! 2:4: bad quoting: found \"\"y\"\" in a cell without quotes; "
                        "expected the whole cell "
                        "in quotes, and quotes in it doubled\n"},
    {"a,b\n1,\"\xc3\xa9\"z,1\n",
     "H1 a|b\n! 2:6: bad quoting: found \"z,1\" after a closing quote; expected a comma or the "
     "line's end\n"},
    {"a,b\n1,2\n3,\"x\ny\n", "H1 a|b\n1@2 1|2\n! 3: bad quoting: found the end of the file in cell "
                             "2 of the row; expected a "
                             "closing quote\n"},
    {"a\n\xc3\xa9\xff\n", "H1 a\n! 2:2: not UTF-8: found the byte 0xFF; expected UTF-8 text\n"},
    {"a\nx\xc3", "H1 a\n! 2:2: not UTF-8: found the byte 0xC3; expected UTF-8 text\n"},
};

START_TEST(files_are_read)
{
    struct seen seen = {.stop_after = -1};
    buf_init(&seen.text);
    read_bytes(files[_i].text, strlen(files[_i].text), &seen);
    ck_assert_str_eq(seen.text.data, files[_i].seen);
    buf_release(&seen.text);
}
END_TEST

START_TEST(nul_bytes_are_refused)
{
    struct seen seen = {.stop_after = -1};
    buf_init(&seen.text);
    read_bytes("a\nx\0\n", 5, &seen);
    ck_assert_str_eq(seen.text.data,
                     "H1 a\n! 2:2: not text: found a NUL byte; expected UTF-8 text\n");
    buf_release(&seen.text);
}
END_TEST

START_TEST(handlers_can_stop)
{
    for (long after = 0; after < 2; after++) {
        struct seen seen = {.stop_after = after};
        buf_init(&seen.text);
        ck_assert(read_bytes("a\n1\n2\n\"", 7, &seen));
        ck_assert_str_eq(seen.text.data, after ? "H1 a\n1@2 1\n" : "H1 a\n");
        buf_release(&seen.text);
    }
}
END_TEST

START_TEST(columns_are_capped)
{
    struct seen seen = {.stop_after = -1};
    struct buf text;
    buf_init(&seen.text);
    buf_init(&text);
    for (int i = 0; i < CAP_CSV_COLUMNS; i++)
        buf_add_text(&text, i ? ",c" : "c");
    ck_assert(read_bytes(text.data, text.length, &seen));
    buf_clear(&seen.text);
    buf_add_text(&text, ",c\n1\n");
    read_bytes(text.data, text.length, &seen);
    ck_assert_str_eq(seen.text.data,
                     "! 1: too many columns: found 257; expected at most 256 (CAP_CSV_COLUMNS)\n");
    buf_release(&text);
    buf_release(&seen.text);
}
END_TEST

/* Characters and rows that lie across the ends of chunks, wherever those are. */
START_TEST(chunks_do_not_show)
{
    struct seen seen = {.stop_after = -1};
    struct buf text, expected;
    buf_init(&seen.text);
    buf_init(&text);
    buf_init(&expected);
    buf_add_text(&text, "a,b\r\n");
    buf_add_text(&expected, "H1 a|b\n");
    for (int i = 1; i < 20000; i++) {
        buf_format(&text, "\xf0\x9f\x98\x80%d,\"\xe2\x82\xac\r\n\"\r\n", i);
        buf_format(&expected, "%d@%d \xf0\x9f\x98\x80%d|\xe2\x82\xac\r\n\n", i, 2 * i, i);
    }
    read_bytes(text.data, text.length, &seen);
    ck_assert(strcmp(seen.text.data, expected.data) == 0);
    buf_release(&text);
    buf_release(&expected);
    buf_release(&seen.text);
}
END_TEST

START_TEST(long_cells_are_refused)
{
    struct seen seen = {.stop_after = -1};
    size_t n = CAP_SCALAR_BYTES + 200000;
    char *text = malloc(n);
    memset(text, 'x', n);
    text[1] = '\n';
    buf_init(&seen.text);
    read_bytes(text, n, &seen);
    ck_assert_str_eq(seen.text.data,
                     "H1 x\n! 2: cell too long: more than 16777216 bytes (CAP_SCALAR_BYTES)\n");
    buf_release(&seen.text);
    free(text);
}
END_TEST

START_TEST(missing_files_are_errors)
{
    struct error_list *errors = calloc(1, sizeof *errors);
    struct rows_handler handler = {NULL, take_header, take_row};
    ck_assert(!rows_read("no/such/file.csv", &handler, errors));
    ck_assert_str_eq(errors->items[0].file, "no/such/file.csv");
    ck_assert_str_eq(errors->items[0].text, "cannot open: No such file or directory");
    ck_assert(!rows_read(".", &handler, errors));
    ck_assert_str_eq(errors->items[1].text, "is a directory: expected a file");
    free(errors);
}
END_TEST

static const struct {
    const char *text, *cell;
} cells[] = {
    {"", ""},
    {"plain text", "plain text"},
    {"a,b", "\"a,b\""},
    {"say \"x\"", "\"say \"\"x\"\"\""},
    {"two\nlines", "\"two\nlines\""},
    {"\r", "\"\r\""},
    {"=1+1", "=1+1"},
};

START_TEST(cells_are_quoted_when_needed)
{
    struct buf out;
    buf_init(&out);
    rows_write_cell(&out, cells[_i].text);
    ck_assert_str_eq(out.data, cells[_i].cell);
    buf_release(&out);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *rows_suite(void)
{
    Suite *suite = suite_create("rows");
    TCase *tcase = tcase_create("rows");
    tcase_add_loop_test(tcase, files_are_read, 0, COUNT(files));
    tcase_add_test(tcase, nul_bytes_are_refused);
    tcase_add_test(tcase, handlers_can_stop);
    tcase_add_test(tcase, columns_are_capped);
    tcase_add_test(tcase, chunks_do_not_show);
    tcase_add_test(tcase, long_cells_are_refused);
    tcase_add_test(tcase, missing_files_are_errors);
    tcase_add_loop_test(tcase, cells_are_quoted_when_needed, 0, COUNT(cells));
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(rows_suite)
