/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "import/kubernetes/pods/label_selector.h"

static const struct label labels[] = {{"app", "web"}, {"tier", ""}, {"size", "10"}};

/* Selector texts: 1 matches the labels above, 0 does not, -1 is refused. */
static const struct {
    const char *text;
    int expected;
} texts[] = {
    {"", 1},
    {"app", 1},
    {"!app", 0},
    {"!in", 1},
    {"app=web,tier=", 1},
    {"app == web , size != 11", 1},
    {"app in (api, web)", 1},
    {"app in (api,)", 0},
    {"tier in (,x)", 1},
    {"app notin (web)", 0},
    {"in notin (web)", 1},
    {"size>9,size<11", 1},
    {"size>10", 0},
    {"app>1", 0},
    {"size>x", -1},
    {"app in ()", -1},
    {"app in web", -1},
    {"app=web,", -1},
    {",app", -1},
    {"app web", -1},
    {"!app=web", -1},
    {"app=a||b", -1},
    {"-app", -1},
    {"Example.com/app", -1},
    {"example.com/app", 0},
    {"a/b/c", -1},
    {"app=web=api", -1},
    {"app in (a b)", -1},
    {"(app)", -1},
};

START_TEST(reads_texts)
{
    struct arena *arena = arena_new();
    struct label_selector selector;
    struct error error = {.text = ""};
    bool is_valid = label_selector_parse(arena, texts[_i].text, &selector, &error);
    int found = is_valid ? label_selector_matches(&selector, labels, 3) : -1;
    ck_assert_msg(found == texts[_i].expected, "%s: found %d, expected %d; %s", texts[_i].text,
                  found, texts[_i].expected, error.text);
    ck_assert_int_eq(is_valid, error.text[0] == '\0');
    arena_free(arena);
}
END_TEST

START_TEST(no_selector_matches_nothing)
{
    struct label_selector none = {.is_given = false}, all = {.is_given = true};
    ck_assert(!label_selector_matches(&none, labels, 3));
    ck_assert(label_selector_matches(&all, labels, 3));
    ck_assert(label_selector_matches(&all, NULL, 0));
}
END_TEST

START_TEST(keys_and_values)
{
    char key[320];
    memset(key, 'a', sizeof key);
    key[63] = '\0';
    ck_assert(label_key_is_valid(key) && label_value_is_valid(key));
    key[63] = 'a';
    key[64] = '\0';
    ck_assert(!label_key_is_valid(key) && !label_value_is_valid(key));
    ck_assert(label_value_is_valid("") && !label_key_is_valid(""));
    ck_assert(!label_key_is_valid("/a") && !label_key_is_valid("a/"));
    ck_assert(!label_key_is_valid("a..b/c") && !label_key_is_valid("a-.b/c"));
    ck_assert(label_key_is_valid("a-b.c/D_e.f"));
    ck_assert(!label_value_is_valid("a b") && !label_value_is_valid("a_"));
}
END_TEST

START_TEST(integers)
{
    int64_t number = 0;
    ck_assert(label_integer("+0012", &number) && number == 12);
    ck_assert(label_integer("-9223372036854775808", &number) && number == INT64_MIN);
    ck_assert(!label_integer("9223372036854775808", &number));
    ck_assert(!label_integer("", &number) && !label_integer("-", &number));
    ck_assert(!label_integer(" 1", &number) && !label_integer("1x", &number));
}
END_TEST

static Suite *label_selector_suite(void)
{
    Suite *suite = suite_create("label_selector");
    TCase *tcase = tcase_create("selectors");
    tcase_add_loop_test(tcase, reads_texts, 0, (int)(sizeof texts / sizeof *texts));
    tcase_add_test(tcase, no_selector_matches_nothing);
    tcase_add_test(tcase, keys_and_values);
    tcase_add_test(tcase, integers);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(label_selector_suite)
