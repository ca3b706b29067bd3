/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * document: one read-only tree over JSON (cJSON) and YAML (libyaml), with the place of each value.
 *
 * Values are found by index in their document, 0 is never a value, so `struct value` can be passed
 * around by pointer; all of it lives until document_free. Maps keep their keys in input order and
 * hold no duplicates (a duplicate is a parse error). Scalars keep their source text, so that no
 * digit of a number is lost on the way to an exact parser.
 */
#ifndef MUSTER_DOCUMENT_DOCUMENT_H
#define MUSTER_DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct document;
struct error;
struct value_lookup;

enum value_kind {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_NUMBER, /* text holds it as written */
    VALUE_STRING,
    VALUE_LIST,
    VALUE_MAP,
};

/* Tags of YAML that change what merging does to a value; all others count by the core schema. */
enum value_tag {
    VALUE_UNTAGGED,
    VALUE_RESET,    /* !reset of compose files */
    VALUE_OVERRIDE, /* !override */
};

struct value {
    enum value_kind kind;
    bool boolean;               /* VALUE_BOOL */
    bool is_plain;              /* YAML: a scalar without quotes or tag */
    unsigned char tag;          /* enum value_tag */
    const char *text;           /* scalars: the source text, terminated by 0; else "" */
    size_t length;              /* of text */
    const char *key;            /* its key in a map; NULL in a list and at the top */
    long line, column;          /* YAML: from 1; JSON: 0. Of an alias: the place of its anchor,
                                 * since that is the text to mend */
    long key_line, key_column;  /* YAML: of its key; else 0 */
    size_t index;               /* position in its list or map */
    const struct value *parent; /* NULL at the top */
    const struct value *first, *next;  /* children in order */
    size_t count;                      /* children of a list or map */
    const struct value_lookup *lookup; /* index of a large map; private to document/ */
};

/* A parsed text; a YAML stream may hold several documents. */
enum document_kind { DOCUMENT_JSON, DOCUMENT_YAML };

/* Parse n bytes of text; file is only for messages. JSON lines (several top-level values separated
 * by white space) and multi-document YAML give several roots; empty YAML documents are left out.
 * NULL with *reterr (file, line, column, text) when it is malformed, not UTF-8, holds a NUL byte,
 * has a duplicate key, or passes a cap of base/caps.h. Free with document_free. */
struct document *document_parse(const char *text, size_t n, enum document_kind kind,
                                const char *file, struct error *reterr);

/* Read a file ("-" = standard input) and parse it as JSON when its first byte that is not white
 * space is `{` or `[`, else as YAML. What begins so and is not JSON is tried as YAML (a flow
 * collection) unless the file is called *.json; the error is that of JSON. A UTF-8 byte order mark
 * is skipped. */
struct document *document_read(const char *path, struct error *reterr);

/* Lists that may be too large for a tree: those of this key in the map, or in the maps of a list,
 * that is called parent. */
struct document_part {
    const char *parent, *key; /* parent NULL ends them */
};

/* The same of JSON text and of a file, but the items of these lists stay text, which is checked
 * with all the rest; only value_items hands them out. The text of document_parse_parts must live as
 * long as the document. Where either finds something wrong it says what the other would. */
struct document *document_parse_parts(const char *text, size_t n, const struct document_part *parts,
                                      const char *file, struct error *reterr);
struct document *document_read_parts(const char *path, const struct document_part *parts,
                                     struct error *reterr);

void document_free(struct document *document); /* NULL is allowed */

const char *document_file(const struct document *document);
enum document_kind document_kind_of(const struct document *document);
size_t document_root_count(const struct document *document);
const struct value *document_root(const struct document *document, size_t index);

/* The child of a map by key, or NULL (also when map is NULL or no map). Maps of more than 8 keys
 * are indexed, so a look-up costs a hash. */
const struct value *value_get(const struct value *map, const char *key);

/* The same down a chain of keys: value_path(pod, "spec", "nodeName", (char *)NULL). A null value
 * counts as absent (NULL) in both. */
const struct value *value_path(const struct value *map, ...) __attribute__((sentinel));

/* Text of a string, or fallback when value is NULL or no string. */
const char *value_text(const struct value *value, const char *fallback);

/* True and *ret for a whole number (VALUE_NUMBER without fraction or exponent part, within
 * +-CAP_QUANTITY); else false. */
bool value_integer(const struct value *value, int64_t *ret);

/* The items of a list of a document in order, of any list (NULL = empty); one that stays text has a
 * count and no children. Such an item lives until the next one is asked for. Private but for their
 * place in memory. */
struct value_items {
    const struct document *document;
    const struct value *list, *next;
    struct document *own; /* of the item at hand */
    size_t index;
};
void value_items_begin(struct value_items *items, const struct document *document,
                       const struct value *list);
const struct value *value_items_next(struct value_items *items); /* NULL: no more */
void value_items_end(struct value_items *items);

/* Write the path of a value as `items[3].spec.containers[0].name` ("" at the top) to out; keys that
 * are not plain words appear as ["the.key"]. */
void value_path_format(const struct value *value, char *out, size_t size);

/* Put the place of a value (YAML: file, line, column; JSON: file and path) on *error. */
void document_locate(const struct document *document, const struct value *value,
                     struct error *error);

/* The same for the place of its key (unknown keys). */
void document_locate_key(const struct document *document, const struct value *value,
                         struct error *error);

const char *value_kind_name(enum value_kind kind); /* "a list", "a string", ... for messages */

#endif
