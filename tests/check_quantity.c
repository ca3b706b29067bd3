/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <string.h>

#include "base/caps.h"
#include "base/docker_units.h"
#include "base/error.h"
#include "base/quantity.h"

static const struct {
    const char *text;
    int scale10;
    int64_t up, down; /* -1: refused */
} parses[] = {
    {"250m", 3, 250, 250},
    {"250m", 0, 1, 0},
    {"1.5", 3, 1500, 1500},
    {"512Mi", 0, 536870912, 536870912},
    {"2e3", 0, 2000, 2000},
    {"2E3", 0, 2000, 2000},
    {"1E", 0, -1, -1},
    {"0", 3, 0, 0},
    {"-0", 3, 0, 0},
    {"1n", 3, 1, 0},
    {"0.0000000001", 9, 1, 1},
    {".5", 3, 500, 500},
    {"5.", 0, 5, 5},
    {"+5", 0, 5, 5},
    {"100.035Ki", 0, 102436, 102435},
    {"9007199254740992", 0, CAP_QUANTITY, CAP_QUANTITY},
    {"9007199254740993", 0, -1, -1},
    {"9007199254740993m", 3, -1, -1},
    {"1e-1000000000000000000000", 0, 1, 0},
    {"0e99999999999999999999999", 0, 0, 0},
    {"1e99999999999999999999999", 0, -1, -1},
    {"-1", 0, -1, -1},
    {"", 0, -1, -1},
    {"+", 0, -1, -1},
    {".", 0, -1, -1},
    {"Ki", 0, -1, -1},
    {"1K", 0, -1, -1},
    {"1ki", 0, -1, -1},
    {"1i", 0, -1, -1},
    {"1 ", 0, -1, -1},
    {" 1", 0, -1, -1},
    {"1e", 0, -1, -1},
    {"1e+", 0, -1, -1},
    {"1.5.2", 0, -1, -1},
    {"1,5", 0, -1, -1},
    {"0x10", 0, -1, -1},
    {"1e1.5", 0, -1, -1},
    {"--1", 0, -1, -1},
    {"nan", 0, -1, -1},
    {"1Mib", 0, -1, -1},
};

static void check_one(const char *text, int scale10, enum quantity_round round, int64_t expected)
{
    int64_t value = -7;
    struct error error;
    bool ok = quantity_parse(text, strlen(text), scale10, round, &value, &error);
    ck_assert_msg(ok == (expected >= 0), "%s: ok %d", text, ok);
    ck_assert_msg(value == (ok ? expected : -7), "%s: %lld", text, (long long)value);
}

START_TEST(parse_gives_units_and_rounds)
{
    check_one(parses[_i].text, parses[_i].scale10, QUANTITY_UP, parses[_i].up);
    check_one(parses[_i].text, parses[_i].scale10, QUANTITY_DOWN, parses[_i].down);
}
END_TEST

static const struct {
    const char *text;
    enum error_code code;
    const char *message;
} refusals[] = {
    {"2Gb", ERROR_INPUT,
     "bad quantity: found \"2Gb\"; expected a Kubernetes quantity such as 250m, 1.5 or 512Mi"},
    {"-1", ERROR_INPUT, "negative quantity: found \"-1\"; expected 0 or more"},
    {"9Pi", ERROR_LIMIT,
     "quantity too large: found \"9Pi\"; expected at most 2^53 base units (CAP_QUANTITY)"},
    {"1e40", ERROR_LIMIT,
     "quantity too large: found \"1e40\"; expected at most 2^53 base units (CAP_QUANTITY)"},
};

START_TEST(refusals_say_what_was_found)
{
    struct error error;
    int64_t value;
    const char *text = refusals[_i].text;
    ck_assert(!quantity_parse(text, strlen(text), 0, QUANTITY_UP, &value, &error));
    ck_assert_str_eq(error.text, refusals[_i].message);
    ck_assert_int_eq(error.code, refusals[_i].code);
}
END_TEST

START_TEST(long_numbers_are_exact_or_refused)
{
    char text[600];
    int64_t value;
    memset(text, '0', sizeof text);
    text[399] = '1'; /* leading zeros count for nothing */
    ck_assert(quantity_parse(text, 400, 0, QUANTITY_UP, &value, NULL));
    ck_assert_int_eq(value, 1);
    text[1] = '.'; /* 0.000...1 */
    ck_assert(quantity_parse(text, 400, 0, QUANTITY_UP, &value, NULL));
    ck_assert_int_eq(value, 1);
    memset(text, '9', sizeof text);
    ck_assert(!quantity_parse(text, 600, 0, QUANTITY_UP, &value, NULL));
    text[1] = '.';
    ck_assert(quantity_parse(text, 300, 0, QUANTITY_UP, &value, NULL));
    ck_assert_int_eq(value, 10);
}
END_TEST

static const struct {
    const char *text, *canonical, *decimal;
} forms[] = {
    {"1024Mi", "1Gi", "1073741824"},
    {"1.5Gi", "1536Mi", "1610612736"},
    {"1.3Gi", "1395864371200m", "1395864371.2"},
    {"1023Ki", "1023Ki", "1047552"},
    {"512", "512", "512"},
    {"0.5Ki", "512", "512"},
    {"-9223372036854775807Ki", "-9223372036854775807", "-9223372036854775807"},
    {"1000E", "1000E", "1000000000000000000000"},
    {"1e21", "1e21", "1000000000000000000000"},
    {"12e1", "120", "120"},
    {"1500m", "1500m", "1.5"},
    {"-0.000000001", "-1n", "-0.000000001"},
    {"10", "10", "10"},
};

START_TEST(forms_are_canonical)
{
    struct quantity quantity;
    char text[QUANTITY_TEXT_SIZE];
    ck_assert(quantity_read(forms[_i].text, strlen(forms[_i].text), &quantity, NULL));
    quantity_canonical(&quantity, text);
    ck_assert_str_eq(text, forms[_i].canonical);
    quantity_decimal(&quantity, text);
    ck_assert_str_eq(text, forms[_i].decimal);
}
END_TEST

START_TEST(sums_refuse_to_wrap)
{
    const __int128 top = ((__int128)1 << 126) - 1;
    struct quantity big = {top, QUANTITY_DECIMAL_SI};
    struct quantity low = {-top, QUANTITY_DECIMAL_SI};
    struct quantity one = {1, QUANTITY_DECIMAL_SI};
    struct quantity result = one;
    int64_t scaled;
    bool exact;
    ck_assert(!quantity_add(&big, &one, &result));
    ck_assert(!quantity_sub(&low, &one, &result));
    ck_assert(!quantity_sub(&big, &low, &result));
    ck_assert(!quantity_mul(&big, 2, &result));
    ck_assert(!quantity_mul(&big, INT64_MIN, &result));
    ck_assert(!quantity_round_up(&big, 18, &result, &exact));
    ck_assert(!quantity_scaled(&big, 0, QUANTITY_UP, &scaled));
    ck_assert(result.nano == 1);
    ck_assert(quantity_add(&big, &low, &result) && result.nano == 0);
}
END_TEST

START_TEST(spaces_of_a_field_are_trimmed)
{
    size_t n = 7;
    const char *text = quantity_trim(" \t1Gi \n", &n);
    ck_assert(n == 3 && memcmp(text, "1Gi", 3) == 0);
    n = 2;
    quantity_trim("  ", &n);
    ck_assert_uint_eq(n, 0);
}
END_TEST

static const struct {
    const char *text;
    int64_t ram, human, compose; /* -2: refused */
} sizes[] = {
    {"32k", 32768, 32000, 32768},
    {"32 kB", 32768, 32000, 32768},
    {"1.5GiB", 1610612736, 1500000000, 1610612736},
    {"1e3", 1000, 1000, 1000},
    {"-1", -2, -2, -1},
    {"-1k", -2, -2, -2},
    {"0.7k", 716, 700, 716},
    {"8191p", 9222246136947933184, 8191000000000000000, 9222246136947933184},
    {"8192p", -2, 8192000000000000000, -2},
    {"9223372036854775808", -2, -2, -2},
    {"-9223372036854775808", -2, -2, INT64_MIN},
    {"1 ", -2, -2, -2},
    {"1kbb", -2, -2, -2},
    {"1kb ", -2, -2, -2},
    {"b", -2, -2, -2},
    {"", -2, -2, -2},
};

START_TEST(sizes_follow_docker)
{
    const char *text = sizes[_i].text;
    size_t n = strlen(text);
    int64_t value = -2;
    bool ok = docker_size_parse(text, n, DOCKER_RAM, &value, NULL);
    ck_assert_msg(ok == (sizes[_i].ram != -2) && value == sizes[_i].ram, "ram %s", text);
    value = -2;
    ok = docker_size_parse(text, n, DOCKER_HUMAN, &value, NULL);
    ck_assert_msg(ok == (sizes[_i].human != -2) && value == sizes[_i].human, "human %s", text);
    value = -2;
    ok = compose_bytes_parse(text, n, &value, NULL);
    ck_assert_msg(ok == (sizes[_i].compose != -2) && value == sizes[_i].compose, "compose %s",
                  text);
}
END_TEST

static const struct {
    const char *text;
    int64_t nano; /* -1: refused */
} cpus[] = {
    {"0.5", 500000000}, {"2", 2000000000}, {"1e-1", 100000000}, {"1/4", 250000000},
    {"1/3", -1},        {"1e-10", -1},     {"-1", -1},          {"1/0", -1},
    {"500m", -1},       {"", -1},          {"1e30", -1},        {"1.5/2", -1},
};

START_TEST(cpus_follow_docker)
{
    int64_t nano = -1;
    bool ok = docker_cpus_parse(cpus[_i].text, strlen(cpus[_i].text), &nano, NULL);
    ck_assert_msg(ok == (cpus[_i].nano >= 0) && nano == cpus[_i].nano, "%s", cpus[_i].text);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *quantity_suite(void)
{
    Suite *suite = suite_create("quantity");
    TCase *cases = tcase_create("quantity");
    tcase_add_loop_test(cases, parse_gives_units_and_rounds, 0, COUNT(parses));
    tcase_add_loop_test(cases, refusals_say_what_was_found, 0, COUNT(refusals));
    tcase_add_test(cases, long_numbers_are_exact_or_refused);
    tcase_add_loop_test(cases, forms_are_canonical, 0, COUNT(forms));
    tcase_add_test(cases, sums_refuse_to_wrap);
    tcase_add_test(cases, spaces_of_a_field_are_trimmed);
    tcase_add_loop_test(cases, sizes_follow_docker, 0, COUNT(sizes));
    tcase_add_loop_test(cases, cpus_follow_docker, 0, COUNT(cpus));
    suite_add_tcase(suite, cases);
    return suite;
}

CHECK_MAIN(quantity_suite)
