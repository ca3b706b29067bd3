/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "document/document.h"
#include "document/json_writer.h"

START_TEST(layout_is_fixed)
{
    struct buf out;
    struct json_writer writer;
    buf_init(&out);
    json_init(&writer, &out);
    json_object(&writer, false);
    json_member_string(&writer, "a", "x");
    json_member_integer(&writer, "big", 54975581388800123);
    json_member_bool(&writer, "yes", true);
    json_member_string_if(&writer, "none", "");
    json_member_string_if(&writer, "some", "y");
    json_member_texts(&writer, "texts", (const char *const[]){"p", "q"}, 2);
    json_member_texts(&writer, "nothing", NULL, 0);
    json_key(&writer, "list");
    json_list(&writer, false);
    json_object(&writer, true);
    json_member_integer(&writer, "min", INT64_MIN);
    json_key(&writer, "inner");
    json_list(&writer, false);
    json_null(&writer);
    json_bool(&writer, false);
    json_end(&writer);
    json_end(&writer);
    json_number_text(&writer, "123456789012345678901234567890");
    json_end(&writer);
    json_key(&writer, "empty");
    json_list(&writer, false);
    json_end(&writer);
    json_key(&writer, "none");
    json_object(&writer, true);
    json_end(&writer);
    json_end(&writer);
    ck_assert_str_eq(out.data, "{\n"
                               "  \"a\": \"x\",\n"
                               "  \"big\": 54975581388800123,\n"
                               "  \"yes\": true,\n"
                               "  \"some\": \"y\",\n"
                               "  \"texts\": [\"p\",\"q\"],\n"
                               "  \"nothing\": [],\n"
                               "  \"list\": [\n"
                               "    {\"min\":-9223372036854775808,\"inner\":[null,false]},\n"
                               "    123456789012345678901234567890\n"
                               "  ],\n"
                               "  \"empty\": [],\n"
                               "  \"none\": {}\n"
                               "}");
    buf_release(&out);
}
END_TEST

static const struct {
    const char *text, *json;
} strings[] = {
    {"", "\"\""},
    {"a\"b\\c/d", "\"a\\\"b\\\\c/d\""},
    {"\b\f\n\r\t\x01\x1f\x7f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\""},
    {"\xc2\x80\xc2\x9f\xc2\xa0", "\"\\u0080\\u009f\xc2\xa0\""},
    {"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa", "\"\\u2028\\u2029\xe2\x80\xaa\""},
    {"\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
    {"a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\""},
    {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
};

/* Written as expected, and read back as valid JSON. */
START_TEST(strings_are_escaped)
{
    struct buf out;
    struct json_writer writer;
    buf_init(&out);
    json_init(&writer, &out);
    json_string(&writer, strings[_i].text);
    ck_assert_str_eq(out.data, strings[_i].json);
    struct document *document = document_parse(out.data, out.length, DOCUMENT_JSON, "", NULL);
    ck_assert_ptr_nonnull(document);
    if (!strchr(strings[_i].text, '\xff') && !strchr(strings[_i].text, '\xed'))
        ck_assert_str_eq(document_root(document, 0)->text, strings[_i].text);
    document_free(document);
    buf_release(&out);
}
END_TEST

/* Each of these is a mistake of the caller and must abort. */
START_TEST(misuse_aborts)
{
    struct buf out;
    struct json_writer writer;
    buf_init(&out);
    json_init(&writer, &out);
    if (_i == 0)
        json_end(&writer);
    json_object(&writer, false);
    if (_i == 1)
        json_integer(&writer, 1);
    if (_i == 2)
        json_list(&writer, false);
    json_key(&writer, "k");
    if (_i == 3)
        json_key(&writer, "k");
    if (_i == 4)
        json_end(&writer);
    json_list(&writer, false);
    if (_i == 5)
        json_key(&writer, "k");
    for (int i = 0; _i == 6 && i < JSON_WRITER_DEPTH; i++)
        json_list(&writer, false);
    if (_i == 7)
        json_number_text(&writer, "NaN");
}
END_TEST

static Suite *json_writer_suite(void)
{
    Suite *suite = suite_create("json_writer");
    TCase *tcase = tcase_create("json_writer");
    tcase_add_test(tcase, layout_is_fixed);
    tcase_add_loop_test(tcase, strings_are_escaped, 0, (int)(sizeof strings / sizeof *strings));
    const char *fork_mode = getenv("CK_FORK");
    if (!fork_mode || strcmp(fork_mode, "no") != 0)
        tcase_add_loop_test_raise_signal(tcase, misuse_aborts, SIGABRT, 0, 8);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(json_writer_suite)
