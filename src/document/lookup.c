/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/lookup.h"

#include <string.h>

#include "base/arena.h"

struct value_lookup {
    size_t mask; /* the number of slots, a power of two, less 1 */
    const struct value *slots[];
};

/* FNV-1a, folded since only low bits are used. */
static size_t hash_of(const char *key)
{
    uint64_t hash = 14695981039346656037u;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return (size_t)(hash ^ (hash >> 32));
}

/* The slot that holds key, or the empty one where it belongs. */
static size_t slot_of(const struct value_lookup *lookup, const char *key)
{
    size_t slot = hash_of(key) & lookup->mask;
    while (lookup->slots[slot] && strcmp(lookup->slots[slot]->key, key) != 0)
        slot = (slot + 1) & lookup->mask;
    return slot;
}

const struct value *lookup_build(struct arena *arena, struct value *map,
                                 const struct value **ret_first)
{
    size_t slot_count = 32;
    while (slot_count < 2 * map->count)
        slot_count *= 2;
    struct value_lookup *lookup =
        arena_alloc(arena, 1, sizeof *lookup + slot_count * sizeof(struct value *));
    lookup->mask = slot_count - 1;
    for (const struct value *child = map->first; child; child = child->next) {
        size_t slot = slot_of(lookup, child->key);
        if (lookup->slots[slot]) {
            *ret_first = lookup->slots[slot];
            return child;
        }
        lookup->slots[slot] = child;
    }
    map->lookup = lookup;
    return NULL;
}

const struct value *lookup_find(const struct value *map, const char *key)
{
    return map->lookup->slots[slot_of(map->lookup, key)];
}
