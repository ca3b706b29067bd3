/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/caps.h"
#include "base/intern.h"
#include "document/json_parts.h"
#include "document/json_reader.h"
#include "document/lookup.h"
#include "document/tree.h"
#include "document/yaml_reader.h"

static size_t mark_length(const char *text, size_t n)
{
    return n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

struct document *document_parse(const char *text, size_t n, enum document_kind kind,
                                const char *file, struct error *reterr)
{
    size_t skipped = mark_length(text, n);
    text += skipped;
    n -= skipped;
    if (kind == DOCUMENT_YAML && n > CAP_YAML_BYTES) {
        error_set(reterr, ERROR_LIMIT,
                  "YAML too large: found %zu bytes; expected at most %zu (CAP_YAML_BYTES)", n,
                  CAP_YAML_BYTES);
        error_at(reterr, file, 0, 0);
        return NULL;
    }
    struct document *document = tree_new_document(kind, file);
    bool done = tree_check_text(text, n, reterr);
    if (done)
        done = kind == DOCUMENT_JSON ? json_read_tree(document, text, n, reterr)
                                     : yaml_read_tree(document, text, n, reterr);
    if (done)
        return document;
    if (reterr)
        error_at(reterr, file, reterr->line, reterr->column);
    document_free(document);
    return NULL;
}

struct document *document_parse_parts(const char *text, size_t n, const struct document_part *parts,
                                      const char *file, struct error *reterr)
{
    size_t skipped = mark_length(text, n);
    size_t rest = n - skipped;
    struct document *document = tree_new_document(DOCUMENT_JSON, file);
    if (tree_first_bad(text + skipped, rest) == rest &&
        json_parts_read(document, text + skipped, rest, parts))
        return document;
    document_free(document);
    return document_parse(text, n, DOCUMENT_JSON, file, reterr);
}

static bool has_suffix(const char *text, const char *suffix)
{
    size_t n = strlen(text);
    size_t m = strlen(suffix);
    return n >= m && strcmp(text + n - m, suffix) == 0;
}

/* Text that begins with a bracket is JSON, or a YAML flow collection. A limit is a limit in both.
 */
static struct document *parse_detected(const char *path, const char *file, const struct buf *buf,
                                       const struct document_part *parts, struct error *reterr)
{
    size_t start = mark_length(buf->data, buf->length);
    start += strspn(buf->data + start, " \t\r\n");
    bool is_json = buf->data[start] == '{' || buf->data[start] == '[';
    if (!is_json)
        return document_parse(buf->data, buf->length, DOCUMENT_YAML, file, reterr);
    struct error error;
    struct document *document =
        parts ? document_parse_parts(buf->data, buf->length, parts, file, &error)
              : document_parse(buf->data, buf->length, DOCUMENT_JSON, file, &error);
    if (!document && error.code == ERROR_INPUT && !has_suffix(path, ".json"))
        document = document_parse(buf->data, buf->length, DOCUMENT_YAML, file, NULL);
    if (!document && reterr)
        *reterr = error;
    return document;
}

struct document *document_read(const char *path, struct error *reterr)
{
    return document_read_parts(path, NULL, reterr);
}

struct document *document_read_parts(const char *path, const struct document_part *parts,
                                     struct error *reterr)
{
    struct buf buf;
    const char *file = strcmp(path, "-") == 0 ? "standard input" : path;
    buf_init(&buf);
    struct document *document = NULL;
    if (buf_read_file(&buf, path, CAP_FILE_BYTES, reterr))
        document = parse_detected(path, file, &buf, parts, reterr);
    if (document && document->parts) {
        document->text = buf.data;
        return document;
    }
    buf_release(&buf);
    return document;
}

void document_free(struct document *document)
{
    if (!document)
        return;
    arena_free(document->arena);
    intern_free(document->keys);
    json_parts_free(document->parts);
    free(document->text);
    free(document->roots);
    free(document);
}

const char *document_file(const struct document *document)
{
    return document->file;
}

enum document_kind document_kind_of(const struct document *document)
{
    return document->kind;
}

size_t document_root_count(const struct document *document)
{
    return document->root_count;
}

const struct value *document_root(const struct document *document, size_t index)
{
    assert(index < document->root_count);
    return document->roots[index];
}

const struct value *value_get(const struct value *map, const char *key)
{
    if (!map || map->kind != VALUE_MAP)
        return NULL;
    const struct value *child;
    if (map->lookup)
        child = lookup_find(map, key);
    else
        for (child = map->first; child && strcmp(child->key, key) != 0;)
            child = child->next;
    return child && child->kind != VALUE_NULL ? child : NULL;
}

const struct value *value_path(const struct value *map, ...)
{
    va_list args;
    va_start(args, map);
    for (const char *key; map && (key = va_arg(args, const char *)) != NULL;)
        map = value_get(map, key);
    va_end(args);
    return map && map->kind != VALUE_NULL ? map : NULL;
}

const char *value_text(const struct value *value, const char *fallback)
{
    return value && value->kind == VALUE_STRING ? value->text : fallback;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

bool value_integer(const struct value *value, int64_t *ret)
{
    if (!value || value->kind != VALUE_NUMBER)
        return false;
    const char *at = value->text;
    bool negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    int base = 10;
    if (at[0] == '0' && (at[1] == 'o' || at[1] == 'x')) { /* YAML */
        base = at[1] == 'o' ? 8 : 16;
        at += 2;
    }
    int64_t sum = 0;
    if (*at == '\0')
        return false;
    for (; *at; at++) {
        int digit = digit_value(*at);
        if (digit >= base)
            return false;
        sum = sum * base + digit;
        if (sum > CAP_QUANTITY)
            return false;
    }
    *ret = negative ? -sum : sum;
    return true;
}

static bool is_plain_key(const char *key)
{
    if (!isalpha((unsigned char)*key) && *key != '_')
        return false;
    while (isalnum((unsigned char)*key) || *key == '_' || *key == '-')
        key++;
    return *key == '\0';
}

/* One step of a path: [3], .name or ["odd name"]. */
static void add_step(struct buf *path, const struct value *value)
{
    if (!value->key) {
        buf_format(path, "[%zu]", value->index);
    } else if (is_plain_key(value->key)) {
        buf_format(path, "%s%s", path->length ? "." : "", value->key);
    } else {
        buf_add_text(path, "[\"");
        for (const char *c = value->key; *c; c++) {
            if (*c == '"' || *c == '\\')
                buf_add_char(path, '\\');
            buf_add_char(path, *c);
        }
        buf_add_text(path, "\"]");
    }
}

void value_path_format(const struct value *value, char *out, size_t size)
{
    const struct value *chain[CAP_DEPTH + 2];
    size_t depth = 0;
    for (; value && value->parent && depth < CAP_DEPTH + 2; value = value->parent)
        chain[depth++] = value;
    struct buf path;
    buf_init(&path);
    while (depth > 0)
        add_step(&path, chain[--depth]);
    snprintf(out, size, "%s", path.data);
    buf_release(&path);
}

static void locate(const struct document *document, const struct value *value, long line,
                   long column, struct error *error)
{
    if (!error)
        return;
    error_at(error, document->file, line, column);
    if (document->kind == DOCUMENT_JSON)
        value_path_format(value, error->field, sizeof error->field);
}

void document_locate(const struct document *document, const struct value *value,
                     struct error *error)
{
    locate(document, value, value->line, value->column, error);
}

void document_locate_key(const struct document *document, const struct value *value,
                         struct error *error)
{
    /* A value without a key of its own (in a list, at the top) is its own place. */
    if (value->key_line > 0)
        locate(document, value, value->key_line, value->key_column, error);
    else
        document_locate(document, value, error);
}

const char *value_kind_name(enum value_kind kind)
{
    static const char *const names[] = {"null",     "true or false", "a number",
                                        "a string", "a list",        "a map"};
    return names[kind];
}
