/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf: a growing run of bytes, always followed by a 0. Also VEC_PUSH, growing arrays of structs.
 */
#ifndef MUSTER_BASE_BUF_H
#define MUSTER_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct error;

struct buf {
    char *data; /* never NULL after buf_init */
    size_t length;
    size_t room;
};

void buf_init(struct buf *buf);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);
void buf_add(struct buf *buf, const char *data, size_t n);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Append the whole file (path "-" = standard input). More than cap bytes, a directory or a read
 * error: false with *reterr, which names the file and the cap. */
bool buf_read_file(struct buf *buf, const char *path, size_t cap, struct error *reterr);

/* Make room for one more item of a heap array: doubles *room when count reached it. Overflow or no
 * memory ends the program. Use through VEC_PUSH. */
void *vec_grow(void *items, size_t count, size_t *room, size_t size);

/* Append value to (items, count, room), three lvalues of a heap array; free(items) releases it. */
#define VEC_PUSH(items, count, room, value) \
    do { \
        (items) = vec_grow((items), (count), &(room), sizeof *(items)); \
        (items)[(count)++] = (value); \
    } while (0)

#endif
