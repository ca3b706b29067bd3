/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of results in tests/golden: NAME.json gives NAME.80, NAME.120 and, coloured, NAME.sgr.
 * With UPDATE_GOLDEN=1 in the environment they are written instead; then look at them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "check_main.h"
#include "document/document.h"
#include "report/csv.h"
#include "report/line.h"
#include "report/table/table.h"
#include "result/result_json.h"

static const char *const names[] = {"harbor", "many", "none", "odd", "open", "pairs", "safe"};

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

static const char *path_of(const char *name, const char *suffix)
{
    const char *root = getenv("SRCDIR");
    return arena_format(arena, "%s/tests/golden/%s.%s", root ? root : ".", name, suffix);
}

static void read_golden(const char *name, struct result *ret)
{
    struct error error = {0};
    struct document *document = document_read(path_of(name, "json"), &error);
    ck_assert_msg(document != NULL, "%s %s", error.file, error.text);
    ck_assert_msg(result_json_read(document, arena, ret, &error), "%s: %s", error.field,
                  error.text);
    document_free(document);
}

static void compare(const char *name, const char *suffix, const struct buf *text)
{
    struct buf expected;
    struct error error = {0};
    const char *path = path_of(name, suffix);
    if (getenv("UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        fwrite(text->data, 1, text->length, file);
        fclose(file);
        return;
    }
    buf_init(&expected);
    ck_assert_msg(buf_read_file(&expected, path, (size_t)1 << 20, &error), "%s", error.text);
    ck_assert_msg(!strcmp(expected.data, text->data), "%s differs:\n%s", path, text->data);
    buf_release(&expected);
}

/* No line is wider than the table, none ends in a space, and nothing but colours is a control. */
static void check_lines(const char *name, size_t width, const struct buf *text)
{
    for (char *line = text->data; *line;) {
        size_t n = strcspn(line, "\n");
        line[n] = '\0';
        ck_assert_msg(text_columns(line) <= width, "%s: %s", name, line);
        ck_assert_msg(n == 0 || line[n - 1] != ' ', "%s: %s", name, line);
        ck_assert_msg(strcspn(line, "\x1b\t\r\x07") == n, "%s: %s", name, line);
        line[n] = '\n';
        line += n + 1;
    }
}

START_TEST(tables)
{
    static const struct {
        const char *suffix;
        struct table_options options;
    } forms[] = {
        {"80", {.width = 80}},
        {"120", {.width = 120, .is_wide = true}},
        {"sgr", {.width = 80, .is_colored = true}},
    };
    struct result result;
    struct buf text;
    read_golden(names[_i], &result);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct table_options options = forms[i].options;
        options.judge.accept_degraded = !strcmp(names[_i], "safe");
        result_judge(&result, &options.judge, arena);
        buf_init(&text);
        table_write(&result, &options, arena, &text);
        if (!options.is_colored)
            check_lines(names[_i], options.width, &text);
        compare(names[_i], forms[i].suffix, &text);
        buf_release(&text);
    }
}
END_TEST

START_TEST(list_as_csv)
{
    struct result result;
    struct buf text;
    read_golden("odd", &result);
    buf_init(&text);
    result_csv_write(&result, &text);
    compare("odd", "csv", &text);
    buf_release(&text);
}
END_TEST

START_TEST(cells_are_defused)
{
    static const char *const cases[][2] = {
        {"=1+1", "'=1+1"}, {"+1", "'+1"},      {"-1", "'-1"},
        {"@x", "'@x"},     {"\tx", "'\\x09x"}, {"=\"a\",b", "\"'=\"\"a\"\",b\""},
        {"a=1", "a=1"},    {"", ""},           {"a,b", "\"a,b\""},
    };
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buf_clear(&out);
        csv_defused_cell(&out, cases[i][0], true);
        ck_assert_str_eq(out.data, cases[i][1]);
    }
    buf_release(&out);
}
END_TEST

static void check_amount(const char *unit, int64_t amount, bool has_decimal, const char *expected)
{
    char text[NUMBER_SIZE];
    number_amount(unit, amount, has_decimal, text);
    ck_assert_str_eq(text, expected);
}

START_TEST(numbers)
{
    char text[NUMBER_SIZE];
    number_grouped(1404, text);
    ck_assert_str_eq(text, "1,404");
    number_grouped(INT64_MIN, text);
    ck_assert_str_eq(text, "-9,223,372,036,854,775,808");
    number_grouped(999, text);
    ck_assert_str_eq(text, "999");
    number_count(0, text);
    ck_assert_str_eq(text, ".");
    ck_assert_int_eq(number_percent_up(94, 100), 94);
    ck_assert_int_eq(number_percent_up(9401, 10000), 95);
    ck_assert_int_eq(number_percent_up(INT64_MAX, INT64_MAX), 100);
    check_amount("milli", 1999, true, "1.9");
    check_amount("milli", 99, true, "<0.1");
    check_amount("milli", 999, false, "<1");
    check_amount("bytes", (int64_t)1404 << 30, false, "1,404");
    check_amount("count", 12345, true, "12,345");
    check_amount("milli", 0, true, "0.0");
}
END_TEST

static Suite *table_suite(void)
{
    Suite *suite = suite_create("table");
    TCase *tests = tcase_create("table");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, tables, 0, (int)(sizeof names / sizeof names[0]));
    tcase_add_test(tests, list_as_csv);
    tcase_add_test(tests, cells_are_defused);
    tcase_add_test(tests, numbers);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(table_suite)
