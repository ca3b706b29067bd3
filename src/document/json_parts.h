/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_parts: large lists of a JSON text that stay text until their items are asked for, one by
 * one. The text is checked as a whole first, then it is read without what is in those lists.
 * Private to document/.
 */
#ifndef MUSTER_DOCUMENT_JSON_PARTS_H
#define MUSTER_DOCUMENT_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>

struct document;
struct document_part;
struct json_parts;

/* Add the roots of n bytes of text to document, the lists of parts left in the text, which must
 * live as long. False, and nothing is added, when the text is not JSON or has something in it that
 * is left to json_read_tree, or to that to say. */
bool json_parts_read(struct document *document, const char *text, size_t n,
                     const struct document_part *parts);

void json_parts_free(struct json_parts *parts); /* NULL is allowed */

#endif
