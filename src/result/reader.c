/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/reader.h"

#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "document/document.h"
#include "result/result_json.h"

void reader_wrong(struct reader *reader, const struct value *value, const char *key,
                  const char *expected)
{
    if (reader->error.code != ERROR_NONE)
        return;
    const struct value *child = value_get(value, key);
    if (child)
        error_set(&reader->error, ERROR_INPUT, "wrong value: found %s \"%.80s\"; expected %s",
                  value_kind_name(child->kind), child->text, expected);
    else
        error_set(&reader->error, ERROR_INPUT, "missing: \"%s\"; expected %s", key, expected);
    document_locate(reader->document, child ? child : value, &reader->error);
}

bool reader_is_integer(const struct value *value, int64_t *ret)
{
    if (!value || value->kind != VALUE_NUMBER)
        return false;
    const char *digits = value->text + (value->text[0] == '-');
    int64_t number = 0;
    if (!*digits)
        return false;
    for (; *digits; digits++) {
        if (*digits < '0' || *digits > '9' || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_sub_overflow(number, *digits - '0', &number))
            return false;
    }
    if (value->text[0] != '-' && __builtin_sub_overflow(0, number, &number))
        return false;
    *ret = number;
    return true;
}

int64_t reader_integer(struct reader *reader, const struct value *map, const char *key)
{
    int64_t number = 0;
    if (!reader_is_integer(value_get(map, key), &number))
        reader_wrong(reader, map, key, "a whole number");
    return number;
}

int64_t reader_integer_or(struct reader *reader, const struct value *map, const char *key,
                          int64_t fallback)
{
    return value_get(map, key) ? reader_integer(reader, map, key) : fallback;
}

bool reader_bool(struct reader *reader, const struct value *map, const char *key)
{
    const struct value *value = value_get(map, key);
    if (!value || value->kind != VALUE_BOOL)
        reader_wrong(reader, map, key, "true or false");
    return value && value->boolean;
}

bool reader_flag(struct reader *reader, const struct value *map, const char *key)
{
    return value_get(map, key) && reader_bool(reader, map, key);
}

const char *reader_keep(struct reader *reader, const struct value *value)
{
    return arena_strdup(reader->arena, value->text);
}

const char *reader_text(struct reader *reader, const struct value *map, const char *key)
{
    const struct value *value = value_get(map, key);
    if (value && value->kind == VALUE_STRING)
        return reader_keep(reader, value);
    reader_wrong(reader, map, key, "a string");
    return "";
}

const char *reader_text_or_none(struct reader *reader, const struct value *map, const char *key)
{
    return value_get(map, key) ? reader_text(reader, map, key) : "";
}

int reader_word(struct reader *reader, const struct value *map, const char *key,
                const char *(*name)(int), int count)
{
    const char *text = value_text(value_get(map, key), "");
    for (int i = 0; i < count; i++)
        if (!strcmp(text, name(i)))
            return i;
    reader_wrong(reader, map, key, "a known word");
    return 0;
}

/* The list at key; NULL when it has no items or is not there. */
static const struct value *list_at(struct reader *reader, const struct value *map, const char *key,
                                   bool is_required, int32_t *ret_count)
{
    const struct value *list = value_get(map, key);
    *ret_count = 0;
    if ((!list && !is_required) || (list && list->kind == VALUE_LIST && list->count == 0))
        return NULL;
    if (!list || list->kind != VALUE_LIST || list->count > CAP_STACKS) {
        reader_wrong(reader, map, key, "a list");
        return NULL;
    }
    *ret_count = (int32_t)list->count;
    return list;
}

void reader_items(struct reader *reader, const struct value *map, const char *key, bool is_required,
                  struct value_items *ret, int32_t *ret_count)
{
    value_items_begin(ret, reader->document, list_at(reader, map, key, is_required, ret_count));
}

const struct value *reader_list(struct reader *reader, const struct value *map, const char *key,
                                bool is_required, int32_t *ret_count)
{
    const struct value *list = list_at(reader, map, key, is_required, ret_count);
    return list ? list->first : NULL;
}

const struct value *reader_map(struct reader *reader, const struct value *map, const char *key)
{
    const struct value *child = value_get(map, key);
    if (child && child->kind == VALUE_MAP)
        return child;
    reader_wrong(reader, map, key, "an object");
    return NULL;
}

const char *const *reader_texts(struct reader *reader, const struct value *map, const char *key,
                                bool is_required, int32_t *ret_count)
{
    const struct value *item = reader_list(reader, map, key, is_required, ret_count);
    const char **texts = ARENA_NEW(reader->arena, *ret_count, const char *);
    for (int32_t i = 0; item; item = item->next, i++) {
        if (item->kind != VALUE_STRING)
            reader_wrong(reader, map, key, "a list of strings");
        texts[i] = reader_keep(reader, item);
    }
    return texts;
}

const struct document_part *result_json_parts(void)
{
    static const struct document_part parts[] = {{"as_is", "stacks"},
                                                 {"with_eviction", "stacks"},
                                                 {"cascade_steps", "stacks"},
                                                 {NULL, NULL}};
    return parts;
}
