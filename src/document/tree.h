/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree: how the readers build a document. Private to document/.
 */
#ifndef MUSTER_DOCUMENT_TREE_H
#define MUSTER_DOCUMENT_TREE_H

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"

struct intern;

struct document {
    enum document_kind kind;
    const char *file;
    struct arena *arena;
    struct intern *keys; /* each key is kept once: lists of objects repeat few keys very often */
    const struct value **roots;
    size_t root_count;
    size_t root_room;
    struct json_parts *parts; /* lists that are still text; NULL = none */
    char *text;               /* what those are in, where it is the document's own; else NULL */
};

struct document *tree_new_document(enum document_kind kind, const char *file);
void tree_add_root(struct document *document, const struct value *root);

/* A new value without parent; its text is "". */
struct value *tree_value(struct document *document, enum value_kind kind);

/* Give a value the n bytes at text. */
void tree_set_text(struct document *document, struct value *value, const char *text, size_t n);

/* The one copy of a key. Equal keys of a document are equal pointers. */
const char *tree_key(struct document *document, const char *text, size_t n);

/* Link child behind last (NULL: as the first) under parent. */
void tree_append(struct value *parent, struct value *last, struct value *child);

/* Complete a map: index it when it is large. Returns the second of two children of equal key, the
 * first one in *ret_first, or NULL when all keys differ. */
const struct value *tree_seal_map(struct document *document, struct value *map,
                                  const struct value **ret_first);

/* Line and column (in characters) of an offset, both from 1. */
void tree_place(const char *text, size_t offset, long *ret_line, long *ret_column);

/* Fail at an offset of text: *reterr gets the code, the place and what is wrong. Returns false. */
bool tree_refuse(struct error *reterr, enum error_code code, const char *text, size_t offset,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Offset of the first byte that is not UTF-8 or is NUL; n if there is none. */
size_t tree_first_bad(const char *text, size_t n);

/* Say on *reterr (no place) that such a byte was found. */
void tree_set_bad(struct error *reterr, char byte);

/* Text is UTF-8 without NUL; else false with the place of the first byte that is not. */
bool tree_check_text(const char *text, size_t n, struct error *reterr);

/* What stands at text for a message: `"abc"` cut at a line end and at 24 characters, or
 * `the end of the text`. */
enum { TREE_FOUND_SIZE = 128 };
void tree_found(const char *text, size_t n, char out[TREE_FOUND_SIZE]);

#endif
