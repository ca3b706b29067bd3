/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_reader: JSON text to a tree, through cJSON. Private to document/. */
#ifndef MUSTER_DOCUMENT_JSON_READER_H
#define MUSTER_DOCUMENT_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>

struct document;
struct error;

/* Add the values of n bytes of UTF-8 text to document as roots; false with *reterr (no file). */
bool json_read_tree(struct document *document, const char *text, size_t n, struct error *reterr);

#endif
