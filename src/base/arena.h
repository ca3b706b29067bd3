/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena: memory with one lifetime. Everything taken from an arena is freed at once; nothing is
 * freed alone. Out of memory ends the program (error_out_of_memory).
 */
#ifndef MUSTER_BASE_ARENA_H
#define MUSTER_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is allowed */

/* Forget all that was taken, keep the memory for reuse (a sweep stays flat). */
void arena_reset(struct arena *arena);

/* count * size bytes, zeroed, aligned for any type; never NULL, also for 0 (which takes none). */
void *arena_alloc(struct arena *arena, size_t count, size_t size);

/* A copy of n bytes of s, terminated by 0. */
char *arena_strndup(struct arena *arena, const char *s, size_t n);
char *arena_strdup(struct arena *arena, const char *s);

/* A copy that is only read. Where arena_share_texts was called before, equal ones are one. */
const char *arena_text(struct arena *arena, const char *s, size_t n);

/* From now on arena_text gives one copy for all equal texts: for what repeats few of them. It ends
 * with arena_reset. */
void arena_share_texts(struct arena *arena);

char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Bytes handed out so far, for benchmarks and caps. */
size_t arena_used(const struct arena *arena);

#define ARENA_NEW(arena, count, type) ((type *)arena_alloc((arena), (size_t)(count), sizeof(type)))

#endif
