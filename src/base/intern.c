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
    uint64_t hash;
};

struct intern {
    struct arena *arena;
    struct name *names;
    size_t count;
    size_t room;
    int32_t *slots; /* index + 1; 0 = empty; the size is a power of two */
    size_t slot_count;
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
static uint64_t hash_of(const char *name, size_t n)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)name[i]) * 1099511628211u;
    return hash;
}

/* The slot that holds the name, or the empty one where it belongs. */
static size_t slot_of(const struct intern *intern, const char *name, size_t n, uint64_t hash)
{
    size_t mask = intern->slot_count - 1;
    size_t slot = (size_t)(hash ^ (hash >> 32)) & mask;
    for (;; slot = (slot + 1) & mask) {
        int32_t entry = intern->slots[slot];
        if (entry == 0)
            return slot;
        const struct name *known = &intern->names[entry - 1];
        if (known->hash == hash && known->length == n && memcmp(known->text, name, n) == 0)
            return slot;
    }
}

static void grow_slots(struct intern *intern)
{
    free(intern->slots);
    intern->slot_count *= 2;
    intern->slots = calloc(intern->slot_count, sizeof *intern->slots);
    if (!intern->slots)
        error_out_of_memory();
    for (size_t i = 0; i < intern->count; i++) {
        const struct name *known = &intern->names[i];
        intern->slots[slot_of(intern, known->text, known->length, known->hash)] = (int32_t)i + 1;
    }
}

int32_t intern_add(struct intern *intern, const char *name, size_t n)
{
    uint64_t hash = hash_of(name, n);
    size_t slot = slot_of(intern, name, n, hash);
    if (intern->slots[slot])
        return intern->slots[slot] - 1;
    if (intern->count >= INT32_MAX - 1)
        error_out_of_memory();
    struct name added = {arena_strndup(intern->arena, name, n), n, hash};
    VEC_PUSH(intern->names, intern->count, intern->room, added);
    intern->slots[slot] = (int32_t)intern->count;
    if (intern->count * 2 > intern->slot_count)
        grow_slots(intern);
    return (int32_t)intern->count - 1;
}

int32_t intern_find(const struct intern *intern, const char *name, size_t n)
{
    size_t slot = slot_of(intern, name, n, hash_of(name, n));
    return intern->slots[slot] - 1;
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
