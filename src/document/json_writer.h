/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_writer: deterministic JSON text. Integers are written exactly (cJSON would go through a
 * double). Strings: valid UTF-8 is kept, invalid bytes become U+FFFD, control characters, U+2028
 * and U+2029 are escaped. Two-space indentation; `compact` containers, and all inside them, stay on
 * one line without spaces. No line end is written after the last container. Misuse (a value without
 * its key, an end too many) is an assert.
 */
#ifndef MUSTER_DOCUMENT_JSON_WRITER_H
#define MUSTER_DOCUMENT_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum { JSON_WRITER_DEPTH = 64 };

struct json_writer {
    struct buf *out;
    int depth;
    bool compact[JSON_WRITER_DEPTH];   /* the container of this depth is on one line */
    bool started[JSON_WRITER_DEPTH];   /* it has a member */
    bool is_object[JSON_WRITER_DEPTH]; /* it takes keys */
    bool after_key;
};

void json_init(struct json_writer *writer, struct buf *out);

/* Containers. Inside an object call json_key before each value. */
void json_object(struct json_writer *writer, bool compact);
void json_list(struct json_writer *writer, bool compact);
void json_end(struct json_writer *writer); /* ends the innermost container */

void json_key(struct json_writer *writer, const char *key);
void json_string(struct json_writer *writer, const char *text);
void json_integer(struct json_writer *writer, int64_t value);
void json_bool(struct json_writer *writer, bool value);
void json_null(struct json_writer *writer);

/* A number given as text that is already a JSON number (sums wider than int64, seconds). */
void json_number_text(struct json_writer *writer, const char *text);

/* Key and value in one call. */
void json_member_string(struct json_writer *writer, const char *key, const char *text);
void json_member_integer(struct json_writer *writer, const char *key, int64_t value);
void json_member_bool(struct json_writer *writer, const char *key, bool value);
void json_member_texts(struct json_writer *writer, const char *key, const char *const *texts,
                       int32_t count); /* a compact list */

/* Left out when the text is empty. */
void json_member_string_if(struct json_writer *writer, const char *key, const char *text);

#endif
