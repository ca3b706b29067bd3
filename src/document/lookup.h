/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookup: the hash index of a large map. Private to document/.
 */
#ifndef MUSTER_DOCUMENT_LOOKUP_H
#define MUSTER_DOCUMENT_LOOKUP_H

#include "document/document.h"

struct arena;

enum { LOOKUP_SMALL = 8 }; /* maps up to this size are searched in order */

/* Index a map by key and set map->lookup. Keys are interned. Returns the second of two children of
 * equal key, the first in *ret_first, or NULL. */
const struct value *lookup_build(struct arena *arena, struct value *map,
                                 const struct value **ret_first);

/* The child of that key, or NULL. */
const struct value *lookup_find(const struct value *map, const char *key);

#endif
