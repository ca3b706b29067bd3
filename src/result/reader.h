/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader: fields of a JSON result, checked one by one. Private to result/.
 *
 * Reading goes on after a wrong value, so that callers need no error paths; the first one is the
 * one reported. A function that fails gives 0, "" or an empty list.
 */
#ifndef MUSTER_RESULT_READER_H
#define MUSTER_RESULT_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct arena;
struct document;
struct value;
struct value_items;

struct reader {
    const struct document *document;
    struct arena *arena;
    struct error error; /* code ERROR_NONE as long as all is well */
};

/* Note that the value at key (or its absence) is not what was expected. */
void reader_wrong(struct reader *reader, const struct value *value, const char *key,
                  const char *expected);

/* All of int64, also sums beyond what value_integer takes. */
bool reader_is_integer(const struct value *value, int64_t *ret);
int64_t reader_integer(struct reader *reader, const struct value *map, const char *key);
int64_t reader_integer_or(struct reader *reader, const struct value *map, const char *key,
                          int64_t fallback);

bool reader_bool(struct reader *reader, const struct value *map, const char *key);
bool reader_flag(struct reader *reader, const struct value *map,
                 const char *key); /* absent: false */

/* The text of a scalar, copied to the arena. */
const char *reader_keep(struct reader *reader, const struct value *value);
const char *reader_text(struct reader *reader, const struct value *map, const char *key);
const char *reader_text_or_none(struct reader *reader, const struct value *map, const char *key);

/* The index i of a word that is name(i), 0 when it is none of them. */
int reader_word(struct reader *reader, const struct value *map, const char *key,
                const char *(*name)(int), int count);

/* Begin the items of the list at key, *ret_count in all, also of one that stays text. */
void reader_items(struct reader *reader, const struct value *map, const char *key, bool is_required,
                  struct value_items *ret, int32_t *ret_count);

/* The first item of the list at key, *ret_count items in all; NULL when there are none. */
const struct value *reader_list(struct reader *reader, const struct value *map, const char *key,
                                bool is_required, int32_t *ret_count);
const struct value *reader_map(struct reader *reader, const struct value *map, const char *key);
const char *const *reader_texts(struct reader *reader, const struct value *map, const char *key,
                                bool is_required, int32_t *ret_count);

#endif
