/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/document.h"
#include "document/json_items.h"

static const char *const skipped[] = {"noise", "more noise", NULL};
static const struct json_skip skips[] = {{"metadata", skipped}, {"containers", skipped}, {NULL}};

static bool is_list(const char *kind)
{
    return kind[0] == '\0' || strcmp(kind, "PodList") == 0;
}

static const struct json_items_options options = {skips, is_list};

/* A tree in one line, with the path of each scalar. */
static void write_tree(struct buf *out, const struct value *value)
{
    char path[256];

    if (value->kind == VALUE_LIST || value->kind == VALUE_MAP) {
        buf_add_char(out, value->kind == VALUE_LIST ? '[' : '{');
        for (const struct value *child = value->first; child; child = child->next) {
            ck_assert_ptr_eq(child->parent, value);
            write_tree(out, child);
        }
        buf_add_char(out, value->kind == VALUE_LIST ? ']' : '}');
        return;
    }
    ck_assert_uint_eq(strlen(value->text), value->length);
    value_path_format(value, path, sizeof path);
    buf_format(out, "%s=%c:%s;", path, "zbns"[value->kind], value -> text);
}

/* What comes of n bytes that are read `chunk` at a time; "refused" when nothing does. */
static char *items_of(const char *text, size_t n, size_t chunk)
{
    struct buf out;
    struct json_item item;
    struct error error;
    bool failed;
    FILE *stream = tmpfile();

    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(text, 1, n, stream), n);
    buf_init(&out);
    struct json_items *items = json_items_new(stream, "f", chunk, &options);
    if (!items) {
        buf_add_text(&out, "refused");
        return out.data;
    }
    while (json_items_next(items, &item, &failed, &error)) {
        buf_add_char(&out, "r-e"[item.kind]);
        buf_format(&out, "%s ", item.list_kind ? item.list_kind : "");
        if (item.value)
            write_tree(&out, item.value);
        buf_add_char(&out, '\n');
    }
    ck_assert(!failed);
    json_items_free(items);
    return out.data;
}

#define POD_A "{\"metadata\":{\"name\":\"a\",\"noise\":{\"x\":[1,{}]},\"n\":-1.5e+3},\"s\":null}"
#define POD_B "{\"containers\":[{\"noise\":\"\\u00e9\\\\\\\"}\",\"b\":true}],\"metadata\":{}}"

static const struct {
    const char *text, *items;
} good[] = {
    {"{\"kind\":\"PodList\",\"items\":[" POD_A ",\n    " POD_B "]}",
     "-PodList \n"
     "ePodList {{items[0].metadata.name=s:a;items[0].metadata.n=n:-1.5e+3;}items[0].s=z:null;}\n"
     "ePodList {[{items[1].containers[0].b=b:true;}]{}}\n"},
    {"{\"a\":{\"items\":[1]},\"it\\u0065ms\":[7, \"x\"],\"kind\":\"P\\u006fdList\"}\n",
     "-PodList \nePodList items[0]=n:7;\nePodList items[1]=s:x;\n"},
    {"{\"items\":[7],\"kind\":\"Other\"}", "r {[items[0]=n:7;]kind=s:Other;}\n"},
    {"{\"items\":null}", "r {items=z:null;}\n"},
    {"{\"items\":[],\"kind\":3}", "- \n"},
    {"[1, [2, {\"items\":[3]}], []]",
     "- \ne [0]=n:1;\ne [[1][0]=n:2;{[[1][1].items[0]=n:3;]}]\ne []\n"},
    {" {\"a\":1}\n{\"items\":[0]} [4]\t\"x\" 5 {\"b\":\"\"}",
     "r {a=n:1;}\n- \ne items[0]=n:0;\n- \ne [0]=n:4;\nr =s:x;\nr =n:5;\nr {b=s:;}\n"},
    {"\xef\xbb\xbf{\"\xf0\x9f\x98\x80\":\"\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\"}",
     "r {[\"\xf0\x9f\x98\x80\"]=s:\xf0\x9f\x98\x80/\b\f\n\r\t;}\n"},
    {"[123456789012345678901234567890.5e-7]", "- \ne [0]=n:123456789012345678901234567890.5e-7;\n"},
};

START_TEST(items_are_the_same_at_every_border)
{
    const char *text = good[_i].text;
    size_t n = strlen(text);
    for (size_t chunk = 1; chunk <= n + 1; chunk++) {
        char *found = items_of(text, n, chunk);
        ck_assert_str_eq(found, good[_i].items);
        free(found);
    }
}
END_TEST

/* What is cut off is refused, but where a whole value stands already. */
START_TEST(truncated_text_is_as_the_tree_reader_has_it)
{
    const char *text = good[_i].text;
    for (size_t n = 0; n < strlen(text); n++) {
        struct document *document = document_parse(text, n, DOCUMENT_JSON, "f", NULL);
        size_t start = n >= 3 && text[0] == '\xef' ? 3 : 0;
        start += n > start ? strspn(text + start, " ") : 0;
        bool is_json = document && n > start && strchr("{[", text[start]);
        for (size_t chunk = 1; chunk <= 8; chunk++) {
            char *found = items_of(text, n, chunk);
            ck_assert_int_eq(is_json, strcmp(found, "refused") != 0);
            free(found);
        }
        document_free(document);
    }
}
END_TEST

#define BAD(text) \
    { \
        text, sizeof text - 1 \
    }
static const struct {
    const char *text;
    size_t n;
} bad[] = {
    BAD("[1,]"),
    BAD("{\"a\":1,}"),
    BAD("[01]"),
    BAD("[tru]"),
    BAD("[1] x"),
    BAD("{\"a\" 1}"),
    BAD("a: 1"),
    BAD("1"),
    BAD(""),
    BAD("[\"\xc3\"]"),
    BAD("[\"\xed\xa0\x80\"]"),
    BAD("[\"\0\"]"),
    BAD("[\"\\u0000\"]"),
    BAD("[\"\\ud800\"]"),
    BAD("[\"\\x\"]"),
    BAD("[\"\n\"]"),
    BAD("{\"metadata\":{\"noise\":\"\\x\"}}"),
    BAD("{\"metadata\":{\"noise\":{\"k\":1,\"k\":2}}}"),
    BAD("{\"metadata\":{\"noise\":1,\"noise\":2}}"),
    BAD("{\"items\":[{\"a\":1,\"b\":2,\"\\u0061\":3}]}"),
    BAD("{\"items\":[],\"items\":[]}"),
    BAD("{\"a\":0,\"b\":0,\"c\":0,\"d\":0,\"e\":0,\"f\":0,\"g\":0,\"h\":0,\"i\":0,\"j\":0,\"k\":0,"
        "\"l\":0,\"m\":0,\"n\":0,\"o\":0,\"p\":0,\"q\":0,\"c\":0}"),
    BAD("[1234567890123456789012345678901234567890123456789012345678901234]"),
};

START_TEST(what_the_tree_reader_refuses_is_refused)
{
    struct document *document = document_parse(bad[_i].text, bad[_i].n, DOCUMENT_JSON, "f", NULL);
    if (strcmp(bad[_i].text, "1") != 0)
        ck_assert_ptr_null(document);
    document_free(document);
    for (size_t chunk = 1; chunk <= bad[_i].n + 1; chunk++) {
        char *found = items_of(bad[_i].text, bad[_i].n, chunk);
        ck_assert_str_eq(found, "refused");
        free(found);
    }
}
END_TEST

/* Lists in lists, one level more than may be. */
START_TEST(depth_is_capped)
{
    for (size_t depth = CAP_DEPTH; depth <= CAP_DEPTH + 1; depth++) {
        char text[2 * (CAP_DEPTH + 1)];
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        char *found = items_of(text, 2 * depth, 7);
        ck_assert_int_eq(strcmp(found, "refused") == 0, depth > CAP_DEPTH);
        free(found);
    }
}
END_TEST

/* The file is another one when it is read again. */
START_TEST(a_change_is_an_error)
{
    static const char before[] = "{\"items\":[1,2,3]}", after[] = "{\"items\":[1,}2,3]";
    struct json_item item;
    struct error error;
    bool failed;
    FILE *stream = tmpfile();
    ck_assert_ptr_nonnull(stream);
    setvbuf(stream, NULL, _IONBF, 0);
    ck_assert_uint_eq(fwrite(before, 1, sizeof before - 1, stream), sizeof before - 1);
    struct json_items *items = json_items_new(stream, "f", 4, &options);
    ck_assert_ptr_nonnull(items);
    rewind(stream);
    ck_assert_uint_eq(fwrite(after, 1, sizeof after - 1, stream), sizeof after - 1);
    rewind(stream);
    while (json_items_next(items, &item, &failed, &error))
        continue;
    ck_assert(failed);
    ck_assert_str_eq(error.file, "f");
    ck_assert_ptr_nonnull(strstr(error.text, "changed while it was read"));
    json_items_free(items);
}
END_TEST

static Suite *json_items_suite(void)
{
    Suite *suite = suite_create("json_items");
    TCase *tcase = tcase_create("items");
    const int good_count = sizeof good / sizeof *good, bad_count = sizeof bad / sizeof *bad;

    tcase_add_loop_test(tcase, items_are_the_same_at_every_border, 0, good_count);
    tcase_add_loop_test(tcase, truncated_text_is_as_the_tree_reader_has_it, 0, good_count);
    tcase_add_loop_test(tcase, what_the_tree_reader_refuses_is_refused, 0, bad_count);
    tcase_add_test(tcase, depth_is_capped);
    tcase_add_test(tcase, a_change_is_an_error);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(json_items_suite)
