/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading: what a parser of one part of an object needs: the document for places, an arena for
 * what it makes, a list for what is wrong.
 */
#ifndef MUSTER_IMPORT_READING_H
#define MUSTER_IMPORT_READING_H

#include <stdbool.h>

struct arena;
struct document;
struct error_list;
struct value;

struct reading {
    struct arena *arena;
    const struct document *document; /* NULL: errors say no place */
    struct error_list *errors;
};

/* Add an error at the place of a value; always false, so that a parser can return it. */
bool reading_error(const struct reading *reading, const struct value *value, const char *format,
                   ...) __attribute__((format(printf, 3, 4)));

/* The child of map by key when it is of the kind wanted (enum value_kind); NULL when it is absent
 * or null, and NULL with an error when it is something else. */
const struct value *reading_list(const struct reading *reading, const struct value *map,
                                 const char *key);
const struct value *reading_map(const struct reading *reading, const struct value *map,
                                const char *key);

/* Text of a string child, copied into the arena; fallback when it is absent or null; fallback with
 * an error when it is no string or is longer than CAP_NAME_BYTES. */
const char *reading_text(const struct reading *reading, const struct value *map, const char *key,
                         const char *fallback);

/* A whole-number child. False when it is absent or null, and false with an error when it is not a
 * whole number. */
bool reading_integer(const struct reading *reading, const struct value *map, const char *key,
                     long long *ret);

#endif
