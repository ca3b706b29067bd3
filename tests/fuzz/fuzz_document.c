/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as JSON and as YAML; the tree must hang together. Lists that stay text give the same
 * items, and what is wrong is said in the same words. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "document/document.h"

static void walk(const struct document *document, const struct value *value)
{
    char path[256];
    struct error place = {0};
    int64_t integer;
    size_t count = 0;

    assert(value->text && strlen(value->text) <= value->length);
    value_path_format(value, path, sizeof path);
    value_integer(value, &integer);
    document_locate(document, value, &place);
    for (const struct value *child = value->first; child; child = child->next) {
        assert(child->parent == value && child->index == count);
        if (value->kind == VALUE_MAP) {
            const struct value *found = value_get(value, child->key);

            assert(found == (child->kind == VALUE_NULL ? NULL : child));
        }
        walk(document, child);
        count++;
    }
    assert(count == value->count);
}

/* b may have lists that stay text. */
static void compare(const struct document *document, const struct value *a, const struct value *b)
{
    struct value_items items;
    char path[256], other[256];

    value_path_format(a, path, sizeof path);
    value_path_format(b, other, sizeof other);
    assert(!strcmp(path, other) && a->kind == b->kind && !strcmp(a->text, b->text));
    assert(a->count == b->count && a->index == b->index);
    assert(!a->key == !b->key && (!a->key || !strcmp(a->key, b->key)));
    if (a->kind == VALUE_LIST) {
        value_items_begin(&items, document, b);
        for (const struct value *child = a->first; child; child = child->next) {
            const struct value *item = value_items_next(&items);

            assert(item && item->parent == b);
            compare(document, child, item);
        }
        assert(!value_items_next(&items));
        value_items_end(&items);
        return;
    }
    for (b = b->first, a = a->first; a; a = a->next, b = b->next)
        compare(document, a, b);
}

static void parse_parts(const char *text, size_t size)
{
    static const struct document_part parts[] = {{"a", "b"}, {"p", "k"}, {"p", "p"}, {NULL, NULL}};
    struct error error = {0}, other = {0};
    struct document *whole = document_parse(text, size, DOCUMENT_JSON, "input", &error);
    struct document *cut = document_parse_parts(text, size, parts, "input", &other);

    assert(!whole == !cut && error.code == other.code && !strcmp(error.text, other.text));
    assert(error.line == other.line && !strcmp(error.field, other.field));
    for (size_t i = 0; whole && i < document_root_count(whole); i++)
        compare(cut, document_root(whole, i), document_root(cut, i));
    document_free(whole);
    document_free(cut);
}

static void parse(const uint8_t *data, size_t size, enum document_kind kind)
{
    struct error error = {0};
    struct document *document = document_parse((const char *)data, size, kind, "input", &error);

    if (!document) {
        char text[2048];

        assert(error.code != ERROR_NONE && error.text[0] != '\0');
        error_format(&error, text, sizeof text);
        return;
    }
    for (size_t i = 0; i < document_root_count(document); i++) {
        walk(document, document_root(document, i));
    }
    document_free(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse(data, size, DOCUMENT_JSON);
    parse(data, size, DOCUMENT_YAML);
    parse_parts((const char *)data, size);
    return 0;
}
