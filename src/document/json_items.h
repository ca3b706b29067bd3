/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_items: the values of a large JSON file one by one, so that memory holds one at a time.
 *
 * The file is read twice. The first time it is only checked, to its end, by the very rules of
 * document_read; the second time its values are made into trees. So nothing is handed out of a file
 * that is not JSON as a whole, and what is wrong with it is left to document_read to say.
 */
#ifndef MUSTER_DOCUMENT_JSON_ITEMS_H
#define MUSTER_DOCUMENT_JSON_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct document;
struct error;
struct json_items;
struct value;

/* Members that nobody reads: of every map that is the value of the key parent, or stands in the
 * list that is. They are checked like all else, but are no part of a tree. */
struct json_skip {
    const char *parent;
    const char *const *names; /* NULL ends them */
};

struct json_items_options {
    const struct json_skip *skips; /* parent NULL ends them */
    /* Is a top-level map of this `kind` ("" = none or no string) whose member `items` is a list no
     * object, but stands for these items? Its other members are not looked at then. */
    bool (*is_list)(const char *kind);
};

enum json_item_kind {
    JSON_ITEM_ROOT,    /* a value at the top, whole */
    JSON_ITEM_LIST,    /* a list begins, of JSON itself or as is_list says; its items follow */
    JSON_ITEM_ELEMENT, /* one of them */
};

/* value lives until the next call, list_kind as long as the items. A value knows its path in the
 * file, as if all of that were one tree. */
struct json_item {
    enum json_item_kind kind;
    const struct value *value; /* JSON_ITEM_LIST: NULL */
    const char *list_kind;     /* `kind` of its list, "" = none, wherever in the map that stands;
                                * NULL: no map, or not in a list */
};

/* Open a file. NULL when it is no regular file, or is not JSON that document_read would take as
 * such. Free with json_items_free. */
struct json_items *json_items_open(const char *path, const struct json_items_options *options);

/* The same of a stream that can be rewound, read `chunk` bytes at a time; it is closed by
 * json_items_free, or here when NULL is returned. */
struct json_items *json_items_new(FILE *stream, const char *file, size_t chunk,
                                  const struct json_items_options *options);

/* The next item; false at the end, then with *ret_failed and *reterr when the file is no longer
 * what was checked. */
bool json_items_next(struct json_items *items, struct json_item *ret, bool *ret_failed,
                     struct error *reterr);

/* For document_locate of its values: a document without roots. */
const struct document *json_items_document(const struct json_items *items);

void json_items_free(struct json_items *items); /* NULL is allowed */

#endif
