/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as JSON and as YAML; the tree must hang together. */
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
    return 0;
}
