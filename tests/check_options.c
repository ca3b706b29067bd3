/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "check_main.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"

static struct arena *arena;
static struct cli_options options;
static struct error error;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

/* Split a line at blanks and read it. */
static bool read_line(const char *line)
{
    char *copy = arena_strdup(arena, line);
    char *argv[32];
    int argc = 0;
    for (char *word = copy; *word; word += strspn(word, " ")) {
        argv[argc++] = word;
        word += strcspn(word, " ");
        if (*word)
            *word++ = '\0';
    }
    error = (struct error){0};
    return options_read(argc, argv, arena, &options, &error);
}

static const struct {
    const char *line, *expected;
} refusals[] = {
    {"", "no command"},
    {"simulat x", "nearest known one is simulate"},
    {"size x", "unknown command: found \"size\""},
    {"whatif a", "muster whatif needs ESTATE CHANGE"},
    {"simulate", "muster simulate needs ESTATE: found 0 of 1 operands"},
    {"simulate a b", "one operand too many: found \"b\""},
    {"verify a", "needs ESTATE RESULT: found 1 of 2"},
    {"verify - -", "standard input for one operand only"},
    {"simulate a --loose x", "unknown option: found --loose; the nearest known one is --lose"},
    {"simulate a --zzzzzz", "found --zzzzzz; see muster --help"},
    {"simulate a -x", "found -x in \"-x\""},
    {"simulate a -qx", "found -x in \"-qx\""},
    {"simulate a --lose", "--lose needs a value"},
    {"simulate a -o", "-o needs a value"},
    {"simulate a --output json", "unknown option: found --output; see muster --help"},
    {"simulate a --=x", "unknown option"},
    {"simulate a --strict=yes", "--strict takes no value: found \"yes\""},
    {"explain a --change f", "--change makes no sense for muster explain"},
    {"simulate a --accept all", "found \"all\"; expected eviction or degraded"},
    {"simulate a -o markdown", "expected, for muster simulate, table, wide, json, csv"},
    {"simulate a -o jsn", "the nearest is json"},
    {"verify a b -o csv", "expected, for muster verify, table, json"},
    {"simulate a --lose-any 0", "--lose-any: found \"0\""},
    {"simulate a -j 0", "--jobs: found \"0\""},
    {"simulate a -j -1", "--jobs: found \"-1\""},
    {"simulate a --budget 0", "--budget: found \"0\""},
    {"simulate a --budget 99999999999999999999", "--budget: found"},
    {"simulate a --time-limit 1.5", "whole seconds"},
    {"simulate a --residents moving", "expected pinned or repack"},
    {"simulate a --headroom cpu", "found \"cpu\"; expected RESOURCE=VALUE"},
    {"simulate a --headroom cpu=", "expected RESOURCE=VALUE"},
    {"simulate a --headroom cpu=101%", "expected a share from 0% to 100%"},
    {"simulate a --headroom cpu=-1%", "expected a share"},
    {"simulate a --headroom cpu=5%,cpu=6%", "cpu is given twice"},
    {"simulate a --headroom memory=2Gb", "--headroom: memory:"},
    {"simulate a --as-of yesterday", "expected a date such as"},
    {"simulate a --as-of 2026-02-29", "expected a date such as"},
    {"simulate a --only-tier 1001", "a tier, 0 to 1000"},
    {"simulate a --seed x", "--seed: found \"x\""},
    {"simulate a --color blue", "auto, always or never"},
    {"simulate a --fail-on error", "--fail-on makes no sense for muster simulate"},
    {"check a --lose x", "--lose makes no sense for muster check"},
    {"check a --fail-on never", "error, warning or info"},
    {"export a --format xls", "mps, lp or mathprog"},
    {"export a -o json", "-o makes no sense for muster export"},
    {"help check show", "one operand too many: found \"show\""},
    {"help nothing", "unknown command"},
    {"simulate a --out=", "--out: found \"\"; expected a path"},
};

START_TEST(refuses)
{
    ck_assert_msg(!read_line(refusals[_i].line), "%s", refusals[_i].line);
    ck_assert_int_eq(error.code, ERROR_USAGE);
    ck_assert_msg(strstr(error.text, refusals[_i].expected) != NULL, "%s: %s", refusals[_i].line,
                  error.text);
}
END_TEST

START_TEST(reads_all)
{
    ck_assert_msg(read_line("-q --lose=a,b simulate -ojson est --lose region:eu --lose-any 2 -j3 "
                            "--budget 7 --time-limit 0 --residents repack --accept degraded "
                            "--strict --only-tier=2 --seed 9 --reproducible --out f --color never "
                            "--progress always -v"),
                  "%s", error.text);
    ck_assert_str_eq(options.command->name, "simulate");
    ck_assert_str_eq(options.operands[0], "est");
    ck_assert_int_eq(options.lose_count, 2);
    ck_assert_str_eq(options.lose[0], "a,b");
    ck_assert_str_eq(options.lose[1], "region:eu");
    ck_assert_int_eq(options.lose_any, 2);
    ck_assert_int_eq(options.jobs, 3);
    ck_assert_int_eq(options.budget, 7);
    ck_assert_int_eq(options.time_limit_ms, 0);
    ck_assert_int_eq(options.residents, RESIDENTS_REPACK);
    ck_assert(options.accept_degraded && options.is_strict && options.is_reproducible);
    ck_assert(options.is_quiet && options.is_verbose && options.has_only_tier);
    ck_assert_int_eq(options.only_tier, 2);
    ck_assert_int_eq(options.seed, 9);
    ck_assert_int_eq(options.format, FORMAT_JSON);
    ck_assert_str_eq(options.out, "f");
    ck_assert_int_eq(options.color, WHEN_NEVER);
    ck_assert_int_eq(options.progress, WHEN_ALWAYS);
}
END_TEST

START_TEST(reads_defaults)
{
    ck_assert(read_line("simulate -- -est"));
    ck_assert_str_eq(options.operands[0], "-est");
    ck_assert_int_eq(options.time_limit_ms, 60000);
    ck_assert_int_eq(options.format, FORMAT_TABLE);
    ck_assert_int_eq(options.seed, 1);
    ck_assert_ptr_null(options.out);
    ck_assert(read_line("simulate -"));
    ck_assert_str_eq(options.operands[0], "-");
    ck_assert(read_line("simulate a -o json -o csv")); /* the last one counts */
    ck_assert_int_eq(options.format, FORMAT_CSV);
    ck_assert(read_line("--help"));
    ck_assert(options.wants_help && !options.command);
    ck_assert(read_line("check --help"));
    ck_assert(options.wants_help && options.command);
    ck_assert(read_line("help simulate"));
    ck_assert_str_eq(options.command->name, "simulate");
}
END_TEST

START_TEST(reads_many_losses)
{
    struct buf line;
    buf_init(&line);
    buf_add_text(&line, "simulate a");
    for (int i = 0; i < 13; i++)
        buf_format(&line, " --lose=c%d", i);
    ck_assert(read_line(line.data));
    ck_assert_int_eq(options.lose_count, 13);
    ck_assert_str_eq(options.lose[0], "c0");
    ck_assert_str_eq(options.lose[12], "c12");
    buf_release(&line);
}
END_TEST

/* Shares round up; amounts are in base units, rounded up. */
START_TEST(reads_headroom)
{
    ck_assert(read_line("simulate a --headroom cpu=12.5%,memory=2Gi,x/y=3,cpus=0.00001%"));
    ck_assert_uint_eq(options.headroom_count, 4);
    ck_assert_int_eq(options.headroom[0].headroom.kind, HEADROOM_SHARE);
    ck_assert_int_eq(options.headroom[0].headroom.value, 125000);
    ck_assert_int_eq(options.headroom[1].headroom.kind, HEADROOM_AMOUNT);
    ck_assert_int_eq(options.headroom[1].headroom.value, INT64_C(2) << 30);
    ck_assert_str_eq(options.headroom[2].resource, "x/y");
    ck_assert_int_eq(options.headroom[2].headroom.value, 3);
    ck_assert_int_eq(options.headroom[3].headroom.value, 1);
    ck_assert(read_line("simulate a --headroom cpu=1500m"));
    ck_assert_int_eq(options.headroom[0].headroom.value, 1500);
}
END_TEST

static const struct {
    const char *text;
    int64_t seconds;
} dates[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"1970-01-01", 86399},
    {"2000-02-29T12:00:00Z", INT64_C(951825600)},
    {"2026-11-20T09:00:00Z", INT64_C(1795165200)},
    {"2100-03-01T00:00:00Z", INT64_C(4107542400)},
};

START_TEST(reads_dates)
{
    char back[DATE_SIZE];
    int64_t seconds = -1;
    ck_assert(date_parse(dates[_i].text, &seconds));
    ck_assert_int_eq(seconds, dates[_i].seconds);
    date_format(seconds, back);
    if (strlen(dates[_i].text) > 10)
        ck_assert_str_eq(back, dates[_i].text);
}
END_TEST

START_TEST(refuses_dates)
{
    static const char *const wrong[] = {
        "",           "2026-1-01",           "2026-13-01",
        "2026-04-31", "2100-02-29",          "2026-01-01T24:00:00Z",
        "1969-12-31", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z"};
    int64_t seconds = 7;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!date_parse(wrong[i], &seconds), "%s", wrong[i]);
    ck_assert_int_eq(seconds, 7);
}
END_TEST

/* Every line of every help fits 80 columns, and names what the table has. */
static void check_help(const struct buf *text, const char *must_have)
{
    ck_assert_msg(strstr(text->data, must_have) != NULL, "%s", must_have);
    for (const char *line = text->data; *line;) {
        size_t n = strcspn(line, "\n");
        ck_assert_msg(n < 80 && (n == 0 || line[n - 1] != ' '), "%.*s", (int)n, line);
        line += n + (line[n] == '\n');
    }
}

START_TEST(helps)
{
    struct buf text;
    buf_init(&text);
    help_program(&text);
    for (size_t i = 0; i < command_count; i++)
        check_help(&text, commands[i].name);
    for (size_t i = 0; i < command_count; i++) {
        buf_clear(&text);
        help_command(&commands[i], &text);
        check_help(&text, commands[i].synopsis);
        for (size_t k = 0; k < option_row_count; k++)
            if (option_rows[k].commands & (unsigned)commands[i].bit)
                check_help(&text,
                           option_rows[k].name ? option_rows[k].name : option_rows[k].argument);
    }
    buf_release(&text);
}
END_TEST

static Suite *options_suite(void)
{
    Suite *suite = suite_create("options");
    TCase *tests = tcase_create("options");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, refuses, 0, (int)(sizeof refusals / sizeof refusals[0]));
    tcase_add_test(tests, reads_all);
    tcase_add_test(tests, reads_defaults);
    tcase_add_test(tests, reads_many_losses);
    tcase_add_test(tests, reads_headroom);
    tcase_add_loop_test(tests, reads_dates, 0, (int)(sizeof dates / sizeof dates[0]));
    tcase_add_test(tests, refuses_dates);
    tcase_add_test(tests, helps);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(options_suite)
