/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/intern.h"

enum { BLOCK_BYTES = 64 * 1024, ALIGN = 16 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    size_t dirty; /* so many bytes are from before a reset; the others are zero */
    unsigned char data[];
};

struct arena {
    struct block *blocks; /* the one being filled first */
    size_t used;
    struct intern *texts; /* that are shared; NULL = none are */
};

_Static_assert(sizeof(struct block) % ALIGN == 0, "block data must be aligned");

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        error_out_of_memory();
    return arena;
}

static void free_blocks(struct block *block)
{
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    intern_free(arena->texts);
    free_blocks(arena->blocks);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    /* The largest block is worth keeping; the rest goes back. */
    struct block *keep = arena->blocks;
    for (struct block *b = arena->blocks; b; b = b->next)
        if (b->size > keep->size)
            keep = b;
    struct block *block = arena->blocks;
    while (block) {
        struct block *next = block->next;
        if (block != keep)
            free(block);
        block = next;
    }
    if (keep) {
        keep->next = NULL;
        keep->dirty = keep->used > keep->dirty ? keep->used : keep->dirty;
        keep->used = 0;
    }
    arena->blocks = keep;
    arena->used = 0;
    intern_free(arena->texts);
    arena->texts = NULL;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    static _Alignas(ALIGN) unsigned char nothing[ALIGN];
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2)
        error_out_of_memory();
    if (bytes == 0)
        return nothing;
    bytes = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    struct block *block = arena->blocks;
    if (!block || block->size - block->used < bytes) {
        size_t room = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        /* Large ones come from the system, all zero: what nobody touches costs nothing. */
        block = calloc(1, sizeof *block + room);
        if (!block)
            error_out_of_memory();
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
        /* A large request must not bury a half-empty block: keep filling that one. */
        struct block *old = block->next;
        if (old && bytes > BLOCK_BYTES / 4 && old->size - old->used > room - bytes) {
            block->next = old->next;
            old->next = block;
            arena->blocks = old;
        }
    }
    void *result = block->data + block->used;
    if (block->used < block->dirty)
        memset(result, 0, bytes < block->dirty - block->used ? bytes : block->dirty - block->used);
    block->used += bytes;
    arena->used += bytes;
    return result;
}

char *arena_strndup(struct arena *arena, const char *s, size_t n)
{
    char *copy = arena_alloc(arena, n + 1, 1);
    if (n)
        memcpy(copy, s, n);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *s)
{
    return arena_strndup(arena, s, strlen(s));
}

const char *arena_text(struct arena *arena, const char *s, size_t n)
{
    if (!arena->texts)
        return arena_strndup(arena, s, n);
    return intern_name(arena->texts, intern_add(arena->texts, s, n));
}

void arena_share_texts(struct arena *arena)
{
    if (!arena->texts)
        arena->texts = intern_new();
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        n = 0;
    char *text = arena_alloc(arena, (size_t)n + 1, 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
