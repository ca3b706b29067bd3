/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_keys: are the keys of every map of a JSON text different? Keeps the keys of the maps that
 * are open, nothing else. Private to document/.
 */
#ifndef MUSTER_DOCUMENT_JSON_KEYS_H
#define MUSTER_DOCUMENT_JSON_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/caps.h"

struct json_scan;

struct json_key {
    size_t offset, length; /* in text, escapes resolved */
};

struct json_keys {
    struct buf text;
    struct json_key *items;
    size_t count, room;
    size_t first[CAP_DEPTH + 1]; /* of the map that is open at this depth */
};

void json_keys_init(struct json_keys *keys);
void json_keys_release(struct json_keys *keys);

/* A map opens; depth counts it. */
void json_keys_open(struct json_keys *keys, size_t depth);

/* The key that was scanned, of the innermost map. */
void json_keys_add(struct json_keys *keys, const struct json_scan *scan);

/* Is this the last key that was added? */
bool json_keys_last_is(const struct json_keys *keys, const char *text);

/* The map of this depth ends; false when two of its keys are equal. */
bool json_keys_close(struct json_keys *keys, size_t depth);

#endif
