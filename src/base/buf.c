/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

static void reserve(struct buf *buf, size_t extra)
{
    if (extra > SIZE_MAX / 4 || buf->length > SIZE_MAX / 4)
        error_out_of_memory();
    size_t need = buf->length + extra + 1;
    if (need <= buf->room)
        return;
    size_t room = buf->room ? buf->room : 256;
    while (room < need)
        room *= 2;
    char *data = realloc(buf->data, room);
    if (!data)
        error_out_of_memory();
    buf->data = data;
    buf->room = room;
}

void buf_init(struct buf *buf)
{
    *buf = (struct buf){0};
    reserve(buf, 0);
    buf->data[0] = '\0';
}

void buf_release(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->data[0] = '\0';
}

void buf_add(struct buf *buf, const char *data, size_t n)
{
    reserve(buf, n);
    if (n)
        memcpy(buf->data + buf->length, data, n);
    buf->length += n;
    buf->data[buf->length] = '\0';
}

void buf_add_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0) {
        reserve(buf, (size_t)n);
        vsnprintf(buf->data + buf->length, (size_t)n + 1, format, again);
        buf->length += (size_t)n;
    }
    va_end(again);
}

enum { CHUNK = 64 * 1024 };

static bool read_stream(struct buf *buf, FILE *stream, const char *path, size_t cap,
                        struct error *reterr)
{
    size_t start = buf->length;
    size_t got;
    do {
        reserve(buf, CHUNK);
        got = fread(buf->data + buf->length, 1, CHUNK, stream);
        buf->length += got;
        if (buf->length - start > cap) {
            error_set(reterr, ERROR_LIMIT, "file too large: more than the cap of %zu bytes", cap);
            error_at(reterr, path, 0, 0);
            return false;
        }
    } while (got > 0);
    buf->data[buf->length] = '\0';
    if (ferror(stream)) {
        error_set(reterr, ERROR_INPUT, "cannot read: %s", strerror(errno));
        error_at(reterr, path, 0, 0);
        return false;
    }
    return true;
}

bool buf_read_file(struct buf *buf, const char *path, size_t cap, struct error *reterr)
{
    if (strcmp(path, "-") == 0)
        return read_stream(buf, stdin, "standard input", cap, reterr);
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        error_set(reterr, ERROR_INPUT, "cannot open: %s", strerror(errno));
        error_at(reterr, path, 0, 0);
        return false;
    }
    struct stat info = {0};
    if (fstat(fileno(stream), &info) == 0 && S_ISDIR(info.st_mode)) {
        fclose(stream);
        error_set(reterr, ERROR_INPUT, "is a directory: expected a file");
        error_at(reterr, path, 0, 0);
        return false;
    }
    if (S_ISREG(info.st_mode) && info.st_size > 0)
        reserve(buf, ((size_t)info.st_size < cap ? (size_t)info.st_size : cap) + CHUNK);
    bool done = read_stream(buf, stream, path, cap, reterr);
    fclose(stream);
    return done;
}

void *vec_grow(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t wanted = *room ? *room * 2 : 16;
    size_t bytes;
    if (wanted < *room || __builtin_mul_overflow(wanted, size, &bytes))
        error_out_of_memory();
    void *grown = realloc(items, bytes);
    if (!grown)
        error_out_of_memory();
    *room = wanted;
    return grown;
}
