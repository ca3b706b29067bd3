/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/text.h"
#include "document/lookup.h"

struct document *tree_new_document(enum document_kind kind, const char *file)
{
    struct document *document = calloc(1, sizeof *document);
    if (!document)
        error_out_of_memory();
    document->kind = kind;
    document->arena = arena_new();
    document->keys = intern_new();
    document->file = arena_strdup(document->arena, file ? file : "");
    return document;
}

void tree_add_root(struct document *document, const struct value *root)
{
    VEC_PUSH(document->roots, document->root_count, document->root_room, root);
}

struct value *tree_value(struct document *document, enum value_kind kind)
{
    struct value *value = ARENA_NEW(document->arena, 1, struct value);
    value->kind = kind;
    value->text = "";
    return value;
}

void tree_set_text(struct document *document, struct value *value, const char *text, size_t n)
{
    value->text = n ? arena_strndup(document->arena, text, n) : "";
    value->length = n;
}

const char *tree_key(struct document *document, const char *text, size_t n)
{
    return intern_name(document->keys, intern_add(document->keys, text, n));
}

void tree_append(struct value *parent, struct value *last, struct value *child)
{
    child->parent = parent;
    child->index = parent->count++;
    if (last)
        last->next = child;
    else
        parent->first = child;
}

static const struct value *small_duplicate(const struct value *map, const struct value **ret_first)
{
    for (const struct value *b = map->first; b; b = b->next)
        for (const struct value *a = map->first; a != b; a = a->next)
            if (a->key == b->key) {
                *ret_first = a;
                return b;
            }
    return NULL;
}

const struct value *tree_seal_map(struct document *document, struct value *map,
                                  const struct value **ret_first)
{
    if (map->count <= LOOKUP_SMALL)
        return small_duplicate(map, ret_first);
    return lookup_build(document->arena, map, ret_first);
}

void tree_place(const char *text, size_t offset, long *ret_line, long *ret_column)
{
    const char *end = text + offset;
    const char *start = text;
    long line = 1;
    for (const char *at = text; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; start = at) {
        at++;
        line++;
    }
    long column = 1;
    for (; start < end; start++)
        column += ((unsigned char)*start & 0xc0) != 0x80; /* continuation bytes do not count */
    *ret_line = line;
    *ret_column = column;
}

bool tree_refuse(struct error *reterr, enum error_code code, const char *text, size_t offset,
                 const char *format, ...)
{
    if (!reterr)
        return false;
    char message[sizeof reterr->text];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    long line, column;
    tree_place(text, offset, &line, &column);
    error_set(reterr, code, "%s", message);
    error_at(reterr, NULL, line, column);
    return false;
}

/* Most text is ASCII: step over it eight bytes at a time. */
static size_t first_odd_byte(const char *text, size_t n)
{
    const uint64_t high = 0x8080808080808080u;
    const uint64_t ones = 0x0101010101010101u;
    size_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        if ((word & high) || ((word - ones) & ~word & high))
            break;
    }
    return i;
}

size_t tree_first_bad(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n) {
        i += first_odd_byte(text + i, n - i);
        if (i >= n)
            break;
        size_t length = text_utf8_length(text + i, n - i);
        if (length == 0 || text[i] == '\0')
            return i;
        i += length;
    }
    return n;
}

void tree_set_bad(struct error *reterr, char byte)
{
    if (byte == '\0')
        error_set(reterr, ERROR_INPUT, "not text: found a NUL byte; expected UTF-8 text");
    else
        error_set(reterr, ERROR_INPUT, "not UTF-8: found the byte 0x%02X; expected UTF-8 text",
                  (unsigned char)byte);
}

bool tree_check_text(const char *text, size_t n, struct error *reterr)
{
    size_t bad = tree_first_bad(text, n);
    if (bad == n)
        return true;
    long line, column;
    tree_place(text, bad, &line, &column);
    tree_set_bad(reterr, text[bad]);
    if (reterr)
        error_at(reterr, NULL, line, column);
    return false;
}

void tree_found(const char *text, size_t n, char out[TREE_FOUND_SIZE])
{
    enum { SHOWN = 24 };
    char raw[SHOWN * 4 + 1];
    char safe[TREE_FOUND_SIZE - 8];
    size_t used = 0;
    int characters = 0;
    if (n == 0) {
        snprintf(out, TREE_FOUND_SIZE, "the end of the text");
        return;
    }
    while (used < n && characters < SHOWN && text[used] != '\0') {
        size_t length = text_utf8_length(text + used, n - used);
        if (length == 0 || (used > 0 && (text[used] == '\n' || text[used] == '\r')))
            break;
        memcpy(raw + used, text + used, length);
        used += length;
        characters++;
    }
    raw[used] = '\0';
    text_make_safe(raw, safe, sizeof safe);
    snprintf(out, TREE_FOUND_SIZE, "\"%s\"", safe);
}
