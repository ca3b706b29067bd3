/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/document.h"

static struct document *parse(const char *text, enum document_kind kind)
{
    struct error error;
    struct document *document = document_parse(text, strlen(text), kind, "f", &error);
    ck_assert_msg(document != NULL, "%s: %s", text, error.text);
    return document;
}

/* The error of a text as a person sees it. */
static void refuse(const char *text, size_t n, enum document_kind kind, const char *expected)
{
    struct error error;
    char shown[1024];
    struct document *document = document_parse(text, n, kind, "f", &error);
    ck_assert_msg(!document, "accepted: %.100s", text);
    error_format(&error, shown, sizeof shown);
    ck_assert_str_eq(shown, expected);
}

/* A tree in one line: scalars as their text after a letter of their kind. */
static void write_tree(struct buf *out, const struct value *value)
{
    const char *brackets = value->kind == VALUE_LIST ? "[]" : "{}";
    if (value->kind != VALUE_LIST && value->kind != VALUE_MAP) {
        buf_format(out, "%c:%s", "zbns"[value->kind], value -> text);
        return;
    }
    buf_add_char(out, brackets[0]);
    for (const struct value *child = value->first; child; child = child->next) {
        ck_assert_ptr_eq(child->parent, value);
        buf_format(out, "%s%s%s", child->index ? " " : "", child->key ? child->key : "",
                   child->key ? "=" : "");
        write_tree(out, child);
    }
    buf_add_char(out, brackets[1]);
}

static const struct {
    enum document_kind kind;
    const char *text, *tree;
} trees[] = {
    {DOCUMENT_JSON, "{\"a\":[1,-2.50,\"x\\u00e9\\n\"],\"b\":{},\"c\":null,\"d\":true}",
     "{a=[n:1 n:-2.50 s:x\xc3\xa9\n] b={} c=z:null d=b:true}"},
    {DOCUMENT_JSON, "12345678901234567890123", "n:12345678901234567890123"},
    {DOCUMENT_JSON, "\xef\xbb\xbf[1e5, 0.1]", "[n:1e5 n:0.1]"},
    {DOCUMENT_JSON, "[\"\\ud83d\\ude00\\/\"]", "[s:\xf0\x9f\x98\x80/]"},
    {DOCUMENT_YAML, "{a: yes, b: true, c: ~, d: , e: 0x1F, f: 'true'}",
     "{a=s:yes b=b:true c=z:~ d=z: e=n:0x1F f=s:true}"},
    {DOCUMENT_YAML, "[.inf, -.INF, .NaN, 1., .5, 1e3, 0o17, 0b1, 1_000, 12:30, +1, -, '']",
     "[n:.inf n:-.INF n:.NaN n:1. n:.5 n:1e3 n:0o17 s:0b1 s:1_000 s:12:30 n:+1 s:- s:]"},
    {DOCUMENT_YAML, "[!!str 1, !!int 2, !!float 2, !Ref x, !Sub 3, ! 4, !!null '', !t {a: 1}]",
     "[s:1 n:2 n:2 s:x n:3 s:4 z: {a=n:1}]"},
    {DOCUMENT_YAML, "a: &x {k: 1}\nb: *x\nc: &x 2\nd: *x\n", "{a={k=n:1} b={k=n:1} c=n:2 d=n:2}"},
    {DOCUMENT_YAML, "&k a: 1\n*k : 2\n", NULL},
    {DOCUMENT_YAML, "- &k a\n- {*k : *k}\n", "[s:a {a=s:a}]"},
    {DOCUMENT_YAML, "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nm:\n  <<: [*y, *x]\n  c: 9\n  d: 0\n",
     "{x={a=n:1 b=n:2} y={b=n:3 c=n:4} m={b=n:3 a=n:1 c=n:9 d=n:0}}"},
    {DOCUMENT_YAML, "m: {<<: {a: 1}, a: 2}\nn: {\"<<\": {a: 1}}\n", "{m={a=n:2} n={<<={a=n:1}}}"},
    {DOCUMENT_YAML, "1: x\n~: y\n", "{1=s:x ~=s:y}"},
    {DOCUMENT_YAML, "a: |\n  two\n  lines\nb: >-\n  one\n  line\n",
     "{a=s:two\nlines\n b=s:one line}"},
};

START_TEST(trees_are_read)
{
    if (!trees[_i].tree) {
        refuse(trees[_i].text, strlen(trees[_i].text), trees[_i].kind,
               "f:2:1: duplicate key: found \"a\" again; expected it once (it is on line 1 "
               "already)");
        return;
    }
    struct document *document = parse(trees[_i].text, trees[_i].kind);
    struct buf out;
    buf_init(&out);
    write_tree(&out, document_root(document, 0));
    ck_assert_str_eq(out.data, trees[_i].tree);
    buf_release(&out);
    document_free(document);
}
END_TEST

static const struct {
    enum document_kind kind;
    const char *text, *message;
} refusals[] = {
    {DOCUMENT_JSON, "", "f:1:1: not JSON: found the end of the text; expected a value"},
    {DOCUMENT_JSON, "{\"a\" 1}", "f:1:6: not JSON: found \"1}\"; expected \":\""},
    {DOCUMENT_JSON, "{\"a\": 1,}", "f:1:9: not JSON: found \"}\"; expected a key in double quotes"},
    {DOCUMENT_JSON, "[1 2]", "f:1:4: not JSON: found \"2]\"; expected \",\" or \"]\""},
    {DOCUMENT_JSON, "[1,]", "f:1:4: not JSON: found \"]\"; expected a value"},
    {DOCUMENT_JSON, "{\"a\":\n {\"b\": 1",
     "f:2:9: not JSON: found the end of the text; expected \"}\" to close the \"{\" of line 2, "
     "column 2"},
    {DOCUMENT_JSON, "{\"a\": \"x",
     "f:1:7: not JSON: found a string without end; expected a closing quote"},
    {DOCUMENT_JSON, "{} x", "f:1:4: not JSON: found \"x\"; expected the end of the text"},
    {DOCUMENT_JSON, "{}{}", "f:1:3: not JSON: found \"{}\"; expected the end of the text"},
    {DOCUMENT_JSON, "[01]",
     "f:1:2: not JSON: found \"01]\"; expected a number without leading zeros"},
    {DOCUMENT_JSON, "[1.]",
     "f:1:2: not JSON: found \"1.]\"; expected a number with a digit after the point"},
    {DOCUMENT_JSON, "[\"a\nb\"]",
     "f:1:4: not JSON: found the control character 0x0A in a string; expected an escape or the "
     "closing quote"},
    {DOCUMENT_JSON, "[\"\\x\"]", "f:1:3: not JSON: found \"\\x\"]\"; expected a valid escape"},
    {DOCUMENT_JSON, "[\"\\ud800\"]",
     "f:1:3: not JSON: found \"\\ud800\"]\"; expected a valid pair of escapes"},
    {DOCUMENT_JSON, "[\"\\u0000\"]",
     "f:1:3: not text: found \\u0000 in a string; expected text without NUL"},
    {DOCUMENT_JSON, "[\"\xc3\xa9\xff\"]",
     "f:1:4: not UTF-8: found the byte 0xFF; expected UTF-8 text"},
    {DOCUMENT_JSON, "[{\"b\":{\"c\":1,\"c\":2}}]",
     "f: [0].b.c: duplicate key: found \"c\" twice; expected it once"},
    {DOCUMENT_JSON, "[nul]", "f:1:2: not JSON: found \"nul]\"; expected a value or \"]\""},
    {DOCUMENT_YAML, "a: 1\nb: 2\na: 3\n",
     "f:3:1: duplicate key: found \"a\" again; expected it once (it is on line 1 already)"},
    {DOCUMENT_YAML, "a: *b\n", "f:1:4: unknown alias: found *b; expected an anchor &b before it"},
    {DOCUMENT_YAML, "a: &b 1\n---\na: *b\n",
     "f:3:4: unknown alias: found *b; expected an anchor &b before it"},
    {DOCUMENT_YAML, "a: &x [*x]\n",
     "f:1:8: bad alias: found *x inside the value that it names; expected a value without itself"},
    {DOCUMENT_YAML, "? [a]\n: 1\n", "f:1:3: bad key: found a list; expected a scalar"},
    {DOCUMENT_YAML, "- &a {}\n- {*a : 1}\n", "f:2:4: bad key: found a map; expected a scalar"},
    {DOCUMENT_YAML, "a: b: c\n", "f:1:5: not YAML: mapping values are not allowed in this context"},
    {DOCUMENT_YAML, "a: \"\\0\"\n",
     "f:1:4: not text: found an escaped NUL in a scalar; expected text without NUL"},
    {DOCUMENT_YAML, "a: \x01\n",
     "f:1:4: not YAML: control characters are not allowed: found the character 0x01"},
    {DOCUMENT_YAML, "<<: 3\n",
     "f:1:5: bad merge key \"<<\": found a number; expected a map or a list of maps"},
    {DOCUMENT_YAML, "a: !!int x\n",
     "f:1:4: bad scalar: found \"x\"; expected a number, as its tag says"},
};

START_TEST(refusals_have_a_place)
{
    refuse(refusals[_i].text, strlen(refusals[_i].text), refusals[_i].kind, refusals[_i].message);
}
END_TEST

START_TEST(nul_bytes_are_refused)
{
    refuse("{\"a\":\0 1}", 9, DOCUMENT_JSON,
           "f:1:6: not text: found a NUL byte; expected UTF-8 text");
    refuse("a: 1\nb: \0\n", 10, DOCUMENT_YAML,
           "f:2:4: not text: found a NUL byte; expected UTF-8 text");
}
END_TEST

START_TEST(deep_nesting_is_refused_at_once)
{
    size_t n = 10 * 1000 * 1000;
    char *text = malloc(n);
    memset(text, '[', n);
    refuse(text, n, DOCUMENT_JSON,
           "f:1:201: nested too deeply: found a \"[\" inside 200 others; expected at most 200 "
           "levels (CAP_DEPTH)");
    refuse(text, n, DOCUMENT_YAML,
           "f:1:201: nested too deeply: found a list inside 200 others; expected at most 200 "
           "levels (CAP_DEPTH)");
    memset(text + CAP_DEPTH, ']', CAP_DEPTH);
    struct error error;
    struct document *document = document_parse(text, 2 * CAP_DEPTH, DOCUMENT_JSON, "f", &error);
    ck_assert(document != NULL);
    document_free(document);
    document = document_parse(text, 2 * CAP_DEPTH, DOCUMENT_YAML, "f", &error);
    ck_assert(document != NULL);
    document_free(document);
    free(text);
}
END_TEST

/* Nine levels of nine aliases would be 387 million values. */
START_TEST(alias_bombs_are_refused_at_once)
{
    struct buf text;
    buf_init(&text);
    buf_add_text(&text, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int level = 1; level <= 9; level++) {
        buf_format(&text, "a%d: &a%d [", level, level);
        for (int i = 0; i < 9; i++)
            buf_format(&text, "%s*a%d", i ? "," : "", level - 1);
        buf_add_text(&text, "]\n");
    }
    clock_t start = clock();
    refuse(text.data, text.length, DOCUMENT_YAML,
           "f:6:10: aliases add too many values: found *a4 with 66430 more; expected at most "
           "100000 in all (CAP_ALIAS_VALUES)");
    ck_assert_int_lt(clock() - start, CLOCKS_PER_SEC); /* 0.1 s without sanitizers */
    buf_release(&text);
}
END_TEST

/* Each alias adds a level to the one before: short text, deep tree. */
START_TEST(aliases_do_not_pass_the_depth)
{
    struct buf text;
    struct error error;
    buf_init(&text);
    buf_add_text(&text, "- &a0 []\n");
    for (int i = 1; i < 300; i++)
        buf_format(&text, "- &a%d [*a%d]\n", i, i - 1);
    struct document *document = document_parse(text.data, text.length, DOCUMENT_YAML, "f", &error);
    ck_assert(!document);
    ck_assert_int_eq(error.code, ERROR_LIMIT);
    ck_assert_ptr_nonnull(strstr(error.text, "(CAP_DEPTH)"));
    buf_release(&text);
}
END_TEST

START_TEST(places_are_known)
{
    struct document *document = parse("a: &x\n  b: 1\n\xc3\xa9: {c: *x}\n", DOCUMENT_YAML);
    const struct value *root = document_root(document, 0);
    const struct value *copy = value_path(root, "\xc3\xa9", "c", (char *)NULL);
    ck_assert_int_eq(copy->key_line, 3);
    ck_assert_int_eq(copy->key_column, 5);
    ck_assert_int_eq(value_get(copy, "b")->line, 2); /* where the anchored text stands */
    ck_assert_int_eq(value_get(copy, "b")->column, 6);
    struct error error;
    error_set(&error, ERROR_INPUT, "x");
    document_locate_key(document, copy, &error);
    ck_assert_str_eq(error.file, "f");
    ck_assert_int_eq(error.line, 3);
    document_free(document);
}
END_TEST

START_TEST(paths_are_written)
{
    struct document *document =
        parse("{\"items\":[0,{\"a.b\":{\"c-d\":[1]},\"q\\\"\":2,\"\":3}]}", DOCUMENT_JSON);
    const struct value *item = value_get(document_root(document, 0), "items")->first->next;
    char path[64];
    value_path_format(value_path(item, "a.b", "c-d", (char *)NULL)->first, path, sizeof path);
    ck_assert_str_eq(path, "items[1][\"a.b\"].c-d[0]");
    value_path_format(value_get(item, "q\""), path, sizeof path);
    ck_assert_str_eq(path, "items[1][\"q\\\"\"]");
    value_path_format(value_get(item, ""), path, sizeof path);
    ck_assert_str_eq(path, "items[1][\"\"]");
    value_path_format(document_root(document, 0), path, sizeof path);
    ck_assert_str_eq(path, "");
    document_free(document);
}
END_TEST

START_TEST(lookups_are_safe)
{
    struct document *document = parse("{\"a\":null,\"b\":{\"c\":\"x\"},\"n\":1}", DOCUMENT_JSON);
    const struct value *root = document_root(document, 0);
    ck_assert_ptr_null(value_get(root, "a"));
    ck_assert_ptr_null(value_get(NULL, "a"));
    ck_assert_ptr_null(value_path(root, "b", "c", "d", (char *)NULL));
    ck_assert_ptr_null(value_path(root, "x", "c", (char *)NULL));
    ck_assert_str_eq(value_text(value_path(root, "b", "c", (char *)NULL), "?"), "x");
    ck_assert_str_eq(value_text(value_get(root, "n"), "?"), "?");
    document_free(document);
}
END_TEST

/* Past 8 keys a map is indexed. */
START_TEST(large_maps_are_indexed)
{
    for (int kind = DOCUMENT_JSON; kind <= DOCUMENT_YAML; kind++) {
        struct buf text;
        buf_init(&text);
        buf_add_char(&text, '{');
        for (int i = 0; i < 1000; i++)
            buf_format(&text, "%s\"k%d\": %d", i ? ", " : "", i, i);
        buf_add_char(&text, '}');
        struct document *document = parse(text.data, (enum document_kind)kind);
        for (int i = 0; i < 1000; i++) {
            char key[16];
            int64_t value;
            snprintf(key, sizeof key, "k%d", i);
            ck_assert(value_integer(value_get(document_root(document, 0), key), &value));
            ck_assert_int_eq(value, i);
        }
        ck_assert_ptr_null(value_get(document_root(document, 0), "k1000"));
        document_free(document);
        text.length--;
        buf_add_text(&text, ", \"k7\": 0}");
        struct error error;
        ck_assert_ptr_null(
            document_parse(text.data, text.length, (enum document_kind)kind, "f", &error));
        ck_assert_ptr_nonnull(strstr(error.text, "duplicate key"));
        buf_release(&text);
    }
}
END_TEST

START_TEST(roots_are_counted)
{
    struct document *document = parse("{\"a\":1}\n[2] 3\n", DOCUMENT_JSON);
    ck_assert_uint_eq(document_root_count(document), 3);
    document_free(document);
    document = parse("---\n# nothing\n---\na: 1\n---\n...\n---\n- 2\n", DOCUMENT_YAML);
    ck_assert_uint_eq(document_root_count(document), 2);
    ck_assert_int_eq(document_root(document, 1)->kind, VALUE_LIST);
    document_free(document);
    document = parse("", DOCUMENT_YAML);
    ck_assert_uint_eq(document_root_count(document), 0);
    document_free(document);
}
END_TEST

static const struct {
    const char *text;
    bool is_integer;
    int64_t value;
} integers[] = {
    {"0", true, 0},
    {"-12", true, -12},
    {"9007199254740992", true, CAP_QUANTITY},
    {"9007199254740993", false, 0},
    {"99999999999999999999999999", false, 0},
    {"1.0", false, 0},
    {"1e3", false, 0},
    {"0x1f", true, 31},
    {"0o17", true, 15},
    {".inf", false, 0},
    {".nan", false, 0},
    {"'1'", false, 0},
    {"+7", true, 7},
};

START_TEST(integers_are_exact)
{
    struct document *document = parse(integers[_i].text, DOCUMENT_YAML);
    int64_t value = 0;
    ck_assert_msg(value_integer(document_root(document, 0), &value) == integers[_i].is_integer,
                  "%s", integers[_i].text);
    ck_assert_int_eq(value, integers[_i].value);
    document_free(document);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* ---- lists that stay text */

static const struct document_part as_text[] = {{"p", "k"}, {NULL, NULL}};

/* Each text, how many items stay text, and the paths of scalars in them. */
static const struct {
    const char *text;
    size_t count;
    const char *paths;
} parts[] = {
    {"{\"p\":{\"k\":[1,{\"x\":[2,{}]},\"]\",[ ] ]},\"k\":[7]}", 4, "p.k[0] p.k[1].x[0] p.k[2] "},
    {"[{\"p\":[{\"a\":1,\"k\":[{\"p\":{\"k\":[5]}}]}]}]", 1, "[0].p[0].k[0].p.k[0] "},
    {"{\"p\":{\"k\":[]}}", 0, ""},
    {"{\"p\":{\"q\":{\"k\":[1]},\"k\":3}}", 0, ""},
    {"{\"\":{\"k\":[1]},\"p\":{\"\":[{\"k\":[2]}]}}", 0, ""},
    {" {\"p\" : {\"k\" : [ true , null ] } } {\"p\":{\"k\":[4]}}", 3, "p.k[0] p.k[1] p.k[0] "},
};

static void write_paths(struct buf *out, const struct value *value)
{
    char path[64];
    value_path_format(value, path, sizeof path);
    if (value->kind != VALUE_LIST && value->kind != VALUE_MAP)
        buf_format(out, "%s ", path);
    for (const struct value *child = value->first; child; child = child->next)
        write_paths(out, child);
}

/* Walks the tree; what has a count and no children is handed out item by item. */
static size_t write_parts(struct buf *out, const struct document *document,
                          const struct value *value)
{
    size_t count = 0;
    struct value_items items;
    if (value->kind == VALUE_LIST && value->count > 0 && !value->first) {
        value_items_begin(&items, document, value);
        for (const struct value *item; (item = value_items_next(&items)); count++)
            write_paths(out, item);
        value_items_end(&items);
        ck_assert_uint_eq(count, value->count);
    }
    for (const struct value *child = value->first; child; child = child->next)
        count += write_parts(out, document, child);
    return count;
}

START_TEST(parts_are_handed_out_one_by_one)
{
    struct error error;
    struct buf out;
    size_t count = 0;
    struct document *document =
        document_parse_parts(parts[_i].text, strlen(parts[_i].text), as_text, "f", &error);
    ck_assert_msg(document != NULL, "%s", error.text);
    buf_init(&out);
    for (size_t i = 0; i < document_root_count(document); i++)
        count += write_parts(&out, document, document_root(document, i));
    ck_assert_uint_eq(count, parts[_i].count);
    ck_assert_str_eq(out.data, parts[_i].paths);
    buf_release(&out);
    document_free(document);
}
END_TEST

/* What is wrong in a part is wrong at once, in the words of any document. */
START_TEST(parts_are_checked_as_well)
{
    static const char *const bad[] = {"{\"p\":{\"k\":[1,{\"x\":1,\"x\":2}]}}",
                                      "{\"p\":{\"k\":[1,{\"x\":01}]}}",
                                      "{\"p\":{\"k\":[1,2}}",
                                      "{\"p\":{\"k\":[1,\"\x01\"]}}",
                                      "{\"p\":{\"k\":[1],\"k\":[2]}}",
                                      "{\"p\":{\"k\":[\"\xff\"]}}",
                                      "{\"p\":{\"k\":[1]}} x"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct error error, other;
        char one[1024], two[1024];
        ck_assert_ptr_null(document_parse_parts(bad[i], strlen(bad[i]), as_text, "f", &error));
        ck_assert_ptr_null(document_parse(bad[i], strlen(bad[i]), DOCUMENT_JSON, "f", &other));
        error_format(&error, one, sizeof one);
        error_format(&other, two, sizeof two);
        ck_assert_str_eq(one, two);
    }
}
END_TEST

static Suite *document_suite(void)
{
    Suite *suite = suite_create("document");
    TCase *cases = tcase_create("document");
    tcase_add_loop_test(cases, trees_are_read, 0, COUNT(trees));
    tcase_add_loop_test(cases, refusals_have_a_place, 0, COUNT(refusals));
    tcase_add_test(cases, nul_bytes_are_refused);
    tcase_add_test(cases, deep_nesting_is_refused_at_once);
    tcase_add_test(cases, alias_bombs_are_refused_at_once);
    tcase_add_test(cases, aliases_do_not_pass_the_depth);
    tcase_add_test(cases, places_are_known);
    tcase_add_test(cases, paths_are_written);
    tcase_add_test(cases, lookups_are_safe);
    tcase_add_test(cases, large_maps_are_indexed);
    tcase_add_test(cases, roots_are_counted);
    tcase_add_loop_test(cases, integers_are_exact, 0, COUNT(integers));
    tcase_add_loop_test(cases, parts_are_handed_out_one_by_one, 0, COUNT(parts));
    tcase_add_test(cases, parts_are_checked_as_well);
    suite_add_tcase(suite, cases);
    return suite;
}

CHECK_MAIN(document_suite)
