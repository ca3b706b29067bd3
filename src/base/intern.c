/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/intern.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

struct name {
    const char *text;
    size_t length;
};

/* The hash is kept beside the index: a look past others need not visit their names. */
struct slot {
    uint32_t hash;
    int32_t entry; /* index + 1; 0 = empty */
};

struct intern {
    struct arena *arena;
    struct name *names;
    size_t count;
    size_t room;
    struct slot *slots;
    size_t slot_count; /* a power of two */
};

struct intern *intern_new(void)
{
    struct intern *intern = calloc(1, sizeof *intern);
    if (!intern)
        error_out_of_memory();
    intern->arena = arena_new();
    intern->slot_count = 64;
    intern->slots = calloc(intern->slot_count, sizeof *intern->slots);
    if (!intern->slots)
        error_out_of_memory();
    return intern;
}

void intern_free(struct intern *intern)
{
    if (!intern)
        return;
    arena_free(intern->arena);
    free(intern->names);
    free(intern->slots);
    free(intern);
}

/* FNV-1a; quality is enough since every hit is compared in full. */
static uint32_t hash_of(const char *name, size_t n)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)name[i]) * 1099511628211u;
    return (uint32_t)(hash ^ (hash >> 32));
}

/* The slot that holds the name, or the empty one where it belongs. */
static size_t slot_of(const struct intern *intern, const char *name, size_t n, uint32_t hash)
{
    size_t mask = intern->slot_count - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        const struct slot *slot = &intern->slots[at];
        if (slot->entry == 0)
            return at;
        if (slot->hash != hash)
            continue;
        const struct name *known = &intern->names[slot->entry - 1];
        if (known->length == n && memcmp(known->text, name, n) == 0)
            return at;
    }
}

static void grow_slots(struct intern *intern)
{
    struct slot *old = intern->slots;
    size_t old_count = intern->slot_count;
    intern->slot_count *= 2;
    intern->slots = calloc(intern->slot_count, sizeof *intern->slots);
    if (!intern->slots)
        error_out_of_memory();
    for (size_t i = 0; i < old_count; i++) {
        size_t at = old[i].hash & (intern->slot_count - 1);
        if (old[i].entry == 0)
            continue;
        while (intern->slots[at].entry != 0)
            at = (at + 1) & (intern->slot_count - 1);
        intern->slots[at] = old[i];
    }
    free(old);
}

int32_t intern_add(struct intern *intern, const char *name, size_t n)
{
    uint32_t hash = hash_of(name, n);
    struct slot *slot = &intern->slots[slot_of(intern, name, n, hash)];
    if (slot->entry)
        return slot->entry - 1;
    if (intern->count >= INT32_MAX - 1)
        error_out_of_memory();
    struct name added = {arena_strndup(intern->arena, name, n), n};
    VEC_PUSH(intern->names, intern->count, intern->room, added);
    *slot = (struct slot){hash, (int32_t)intern->count};
    if (intern->count * 2 > intern->slot_count)
        grow_slots(intern);
    return (int32_t)intern->count - 1;
}

int32_t intern_find(const struct intern *intern, const char *name, size_t n)
{
    return intern->slots[slot_of(intern, name, n, hash_of(name, n))].entry - 1;
}

const char *intern_name(const struct intern *intern, int32_t index)
{
    assert(index >= 0 && (size_t)index < intern->count);
    return intern->names[index].text;
}

int32_t intern_count(const struct intern *intern)
{
    return (int32_t)intern->count;
}
