/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"
#include "document/tree.h"
#include "document/yaml_reader.h"

/* The keys that the map has so far. Keys are interned, so a pointer is the key; nothing is read in
 * the order of the slots. */
struct key_set {
    const char **slots;
    size_t mask;
};

static void set_init(struct key_set *set, size_t key_count)
{
    size_t slot_count = 16;
    while (slot_count < 2 * key_count)
        slot_count *= 2;
    set->mask = slot_count - 1;
    set->slots = calloc(slot_count, sizeof *set->slots);
    if (!set->slots)
        error_out_of_memory();
}

/* False when it was there already. */
static bool set_add(struct key_set *set, const char *key)
{
    uint64_t hash = (uint64_t)(uintptr_t)key * 0x9e3779b97f4a7c15u;
    size_t slot = (size_t)(hash >> 32) & set->mask;
    for (; set->slots[slot]; slot = (slot + 1) & set->mask)
        if (set->slots[slot] == key)
            return false;
    set->slots[slot] = key;
    return true;
}

static bool refuse(const struct value *found, struct error *reterr)
{
    error_set(reterr, ERROR_INPUT,
              "bad merge key \"<<\": found %s; expected a map or a list of maps",
              value_kind_name(found->kind));
    error_at(reterr, NULL, found->line, found->column);
    return false;
}

static bool count_entries(const struct value *merge, size_t *ret, struct error *reterr)
{
    if (merge->kind == VALUE_MAP) {
        *ret = merge->count;
        return true;
    }
    if (merge->kind != VALUE_LIST)
        return refuse(merge, reterr);
    *ret = 0;
    for (const struct value *source = merge->first; source; source = source->next) {
        if (source->kind != VALUE_MAP)
            return refuse(source, reterr);
        *ret += source->count;
    }
    return true;
}

/* Move the entries of one source map that are new behind last; returns the new last one. The source
 * is a copy of the anchored map, or written in place: nobody else holds it. */
static struct value *move_entries(struct value *map, struct value *last, struct value *source,
                                  struct key_set *set)
{
    struct value *next;
    for (struct value *entry = (struct value *)source->first; entry; entry = next) {
        next = (struct value *)entry->next;
        if (!set_add(set, entry->key))
            continue;
        entry->next = NULL;
        tree_append(map, last, entry);
        last = entry;
    }
    return last;
}

static struct value *move_sources(struct value *map, struct value *last, struct value *merge,
                                  struct key_set *set)
{
    if (merge->kind == VALUE_MAP)
        return move_entries(map, last, merge, set);
    for (struct value *source = (struct value *)merge->first; source;
         source = (struct value *)source->next)
        last = move_entries(map, last, source, set);
    return last;
}

bool yaml_merge(struct document *document, struct value *map, struct value *merge,
                struct error *reterr)
{
    size_t added = 0;
    struct key_set set;
    if (!count_entries(merge, &added, reterr))
        return false;
    set_init(&set, map->count + added);
    for (const struct value *entry = map->first; entry; entry = entry->next)
        if (entry != merge)
            set_add(&set, entry->key);
    struct value *entry = (struct value *)map->first;
    struct value *last = NULL;
    map->first = NULL;
    map->count = 0;
    map->lookup = NULL;
    while (entry) {
        struct value *next = (struct value *)entry->next;
        if (entry == merge) {
            last = move_sources(map, last, merge, &set);
        } else {
            entry->next = NULL;
            tree_append(map, last, entry);
            last = entry;
        }
        entry = next;
    }
    free(set.slots);
    const struct value *first;
    tree_seal_map(document, map, &first);
    return true;
}
