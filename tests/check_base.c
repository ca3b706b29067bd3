/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/intern.h"
#include "base/text.h"

START_TEST(arena_gives_zeroed_aligned_memory)
{
    struct arena *arena = arena_new();
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 300000; size = size * 3 + 1) {
            unsigned char *bytes = arena_alloc(arena, size, 1);
            ck_assert_uint_eq((uintptr_t)bytes % 16, 0);
            for (size_t i = 0; i < size; i++)
                if (bytes[i] != 0)
                    ck_abort_msg("byte %zu of %zu is not zero", i, size);
            memset(bytes, 0xff, size);
        }
        ck_assert_uint_gt(arena_used(arena), 300000);
        arena_reset(arena);
        ck_assert_uint_eq(arena_used(arena), 0);
    }
    arena_free(arena);
    arena_free(NULL);
}
END_TEST

START_TEST(arena_copies_text)
{
    struct arena *arena = arena_new();
    ck_assert_str_eq(arena_strndup(arena, "abcdef", 3), "abc");
    ck_assert_str_eq(arena_strndup(arena, NULL, 0), "");
    ck_assert_str_eq(arena_strdup(arena, "x"), "x");
    ck_assert_str_eq(arena_format(arena, "%d-%s", 7, "z"), "7-z");
    arena_free(arena);
}
END_TEST

START_TEST(buf_grows_and_ends_with_0)
{
    struct buf buf;
    buf_init(&buf);
    ck_assert_str_eq(buf.data, "");
    for (int i = 0; i < 1000; i++)
        buf_format(&buf, "%d,", i);
    ck_assert_uint_eq(buf.length, 3890);
    ck_assert_uint_eq(strlen(buf.data), buf.length);
    buf_clear(&buf);
    buf_add(&buf, "a\0b", 3);
    buf_add_char(&buf, 'c');
    ck_assert_uint_eq(buf.length, 4);
    ck_assert_int_eq(memcmp(buf.data, "a\0bc", 5), 0);
    buf_release(&buf);
}
END_TEST

START_TEST(buf_reads_files_up_to_a_cap)
{
    char path[] = "check_base.XXXXXX";
    struct error error;
    struct buf buf;
    int descriptor = mkstemp(path);
    ck_assert_int_eq(write(descriptor, "12345", 5), 5);
    close(descriptor);
    buf_init(&buf);
    ck_assert(buf_read_file(&buf, path, 5, &error));
    ck_assert_str_eq(buf.data, "12345");
    ck_assert(!buf_read_file(&buf, path, 4, &error));
    ck_assert_int_eq(error.code, ERROR_LIMIT);
    ck_assert_str_eq(error.file, path);
    unlink(path);
    ck_assert(!buf_read_file(&buf, path, 5, &error));
    ck_assert_str_eq(error.text, "cannot open: No such file or directory");
    ck_assert(!buf_read_file(&buf, ".", 5, &error));
    ck_assert_str_eq(error.text, "is a directory: expected a file");
    buf_release(&buf);
}
END_TEST

START_TEST(vectors_grow)
{
    int *items = NULL;
    size_t count = 0, room = 0;
    for (int i = 0; i < 1000; i++)
        VEC_PUSH(items, count, room, i);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(items[i], i);
    free(items);
}
END_TEST

START_TEST(names_have_indices_in_order)
{
    struct intern *intern = intern_new();
    char name[16];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 5000; i++) {
            int n = snprintf(name, sizeof name, "n%d", i);
            ck_assert_int_eq(intern_add(intern, name, (size_t)n), i);
        }
    ck_assert_int_eq(intern_count(intern), 5000);
    ck_assert_str_eq(intern_name(intern, 42), "n42");
    ck_assert_int_eq(intern_find(intern, "n4999", 5), 4999);
    ck_assert_int_eq(intern_find(intern, "n5000", 5), -1);
    ck_assert_int_eq(intern_find(intern, "n42", 2), 4);
    ck_assert_int_eq(intern_add(intern, "", 0), 5000);
    intern_free(intern);
    intern_free(NULL);
}
END_TEST

static const struct {
    const char *bytes;
    size_t n, length;
} sequences[] = {
    {"a", 1, 1},
    {"\0", 1, 1},
    {"\xc3\xa9", 2, 2},
    {"\xe2\x82\xac", 3, 3},
    {"\xf0\x9f\x98\x80", 4, 4},
    {"\xf4\x8f\xbf\xbf", 4, 4},
    {"", 0, 0},
    {"\xc3", 1, 0},
    {"\xe2\x82", 2, 0},
    {"\x80", 1, 0},
    {"\xc0\x80", 2, 0},         /* overlong NUL */
    {"\xc1\xbf", 2, 0},         /* overlong */
    {"\xe0\x9f\xbf", 3, 0},     /* overlong */
    {"\xed\xa0\x80", 3, 0},     /* surrogate */
    {"\xf0\x8f\xbf\xbf", 4, 0}, /* overlong */
    {"\xf4\x90\x80\x80", 4, 0}, /* past U+10FFFF */
    {"\xf5\x80\x80\x80", 4, 0},
    {"\xff", 1, 0},
};

START_TEST(utf8_is_checked)
{
    ck_assert_uint_eq(text_utf8_length(sequences[_i].bytes, sequences[_i].n), sequences[_i].length);
}
END_TEST

START_TEST(invalid_bytes_are_found)
{
    ck_assert_uint_eq(text_first_invalid("ab\xc3\xa9", 4), 4);
    ck_assert_uint_eq(text_first_invalid("ab\xc3", 3), 2);
    ck_assert_uint_eq(text_first_invalid("a\0b", 3), 1);
    ck_assert_uint_eq(text_first_invalid("", 0), 0);
}
END_TEST

START_TEST(names_are_made_safe)
{
    char out[32];
    text_make_safe("a\x1b[31m\xc2\x9b\xe2\x80\xae\xff\xc3\xa9", out, sizeof out);
    ck_assert_str_eq(out, "a\\x1B[31m\\xC2\\x9B\\xE2\\x80\\xAE"); /* no room for more */
    text_make_safe("\xff\xc3\xa9\n", out, sizeof out);
    ck_assert_str_eq(out, "\\xFF\xc3\xa9\\x0A");
    text_make_safe("\xc3\xa9\xc3\xa9", out, 4);
    ck_assert_str_eq(out, "\xc3\xa9");
    text_make_safe("abc", out, 1);
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(columns_are_counted)
{
    ck_assert_uint_eq(text_columns("abc"), 3);
    ck_assert_uint_eq(text_columns("e\xcc\x81"), 1);
    ck_assert_uint_eq(text_columns("\xe6\xbc\xa2\xe5\xad\x97"), 4);
}
END_TEST

START_TEST(nearest_names_are_suggested)
{
    static const char *const keys[] = {"clusters", "headroom", "stacks", "sources"};
    ck_assert_str_eq(text_nearest("cluster", keys, 4), "clusters");
    ck_assert_str_eq(text_nearest("hedroom", keys, 4), "headroom");
    ck_assert_ptr_null(text_nearest("xyz", keys, 4));
    ck_assert_ptr_null(text_nearest("", keys, 4));
    ck_assert_ptr_null(text_nearest("clusters", keys, 0));
}
END_TEST

START_TEST(globs_match_whole_texts)
{
    ck_assert(text_glob("shop-*", "shop-eu"));
    ck_assert(text_glob("*", ""));
    ck_assert(text_glob("a*b*c", "aXbYbZc"));
    ck_assert(text_glob("a?c", "abc"));
    ck_assert(!text_glob("shop-*", "shop"));
    ck_assert(!text_glob("a?c", "ac"));
    ck_assert(!text_glob("", "a"));
    ck_assert(!text_glob("[a]", "a"));
}
END_TEST

START_TEST(numbers_in_names_compare_as_numbers)
{
    static const char *const sorted[] = {
        "", "a", "n2", "n02", "n10", "n10a", "n99999999999999999999", "z"};
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 8; k++) {
            int order = text_compare_natural(sorted[i], sorted[k]);
            if ((i == 2 && k == 3) || (i == 3 && k == 2))
                ck_assert_int_ne(order, 0); /* equal numbers fall back to bytes */
            else
                ck_assert_msg((order < 0) == (i < k) && (order > 0) == (i > k), "%s %s", sorted[i],
                              sorted[k]);
        }
}
END_TEST

START_TEST(errors_are_written_in_parts)
{
    struct error error;
    char text[256];
    ck_assert(!error_set(&error, ERROR_INPUT, "bad %s", "x\x1b"));
    error_format(&error, text, sizeof text);
    ck_assert_str_eq(text, "bad x\\x1B");
    error_at(&error, "f.yaml", 3, 0);
    error_format(&error, text, sizeof text);
    ck_assert_str_eq(text, "f.yaml:3: bad x\\x1B");
    error_at(&error, NULL, 3, 9);
    snprintf(error.field, sizeof error.field, "a.b");
    error_format(&error, text, sizeof text);
    ck_assert_str_eq(text, "f.yaml:3:9: a.b: bad x\\x1B");
    ck_assert(!error_set(NULL, ERROR_INPUT, "ignored"));
    struct error_list *list = calloc(1, sizeof *list);
    for (int i = 0; i < ERROR_LIST_MAX + 5; i++)
        error_list_add(list, &error);
    ck_assert_uint_eq(list->count, ERROR_LIST_MAX);
    ck_assert_uint_eq(list->total, ERROR_LIST_MAX + 5);
    free(list);
}
END_TEST

static Suite *base_suite(void)
{
    Suite *suite = suite_create("base");
    TCase *tcase = tcase_create("base");
    tcase_add_test(tcase, arena_gives_zeroed_aligned_memory);
    tcase_add_test(tcase, arena_copies_text);
    tcase_add_test(tcase, buf_grows_and_ends_with_0);
    tcase_add_test(tcase, buf_reads_files_up_to_a_cap);
    tcase_add_test(tcase, vectors_grow);
    tcase_add_test(tcase, names_have_indices_in_order);
    tcase_add_loop_test(tcase, utf8_is_checked, 0, (int)(sizeof sequences / sizeof *sequences));
    tcase_add_test(tcase, invalid_bytes_are_found);
    tcase_add_test(tcase, names_are_made_safe);
    tcase_add_test(tcase, columns_are_counted);
    tcase_add_test(tcase, nearest_names_are_suggested);
    tcase_add_test(tcase, globs_match_whole_texts);
    tcase_add_test(tcase, numbers_in_names_compare_as_numbers);
    tcase_add_test(tcase, errors_are_written_in_parts);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(base_suite)
