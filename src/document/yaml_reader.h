/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * yaml_reader: YAML text to a tree, through libyaml's event parser. Private to document/.
 *
 * Plain scalars follow the core schema of YAML 1.2 (yes, no, on, off are strings). Anchors, aliases
 * and merge keys are expanded while reading, under CAP_ALIAS_VALUES for the whole text. An aliased
 * value keeps the place of its anchor: that is the text to mend.
 */
#ifndef MUSTER_DOCUMENT_YAML_READER_H
#define MUSTER_DOCUMENT_YAML_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "document/document.h"

struct error;

/* Add the documents of n bytes of UTF-8 text to document as roots, empty ones left out; false with
 * *reterr (no file). */
bool yaml_read_tree(struct document *document, const char *text, size_t n, struct error *reterr);

/* The kind of a plain scalar by the core schema. */
enum value_kind yaml_plain_kind(const char *text, size_t n);

/* The kind of a scalar with a tag: of the core schema's tags the named kind, when the text is one;
 * any other tag leaves the kind to the text. False: the text does not fit the tag. */
bool yaml_tagged_kind(const char *tag, bool is_quoted, const char *text, size_t n,
                      enum value_kind *ret);

/* Replace the child `merge` (key <<) of map by the entries of its map, or of its list of maps, that
 * map does not have; the earlier map of a list wins. False with *reterr when it is neither. */
bool yaml_merge(struct document *document, struct value *map, struct value *merge,
                struct error *reterr);

#endif
