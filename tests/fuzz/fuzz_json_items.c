/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as JSON, item by item: accepted when the tree reader accepts them, with the same
 * values. The first byte says how much is read at a time. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "document/document.h"
#include "document/json_items.h"

static bool is_list(const char *kind)
{
    return kind[0] != 'X';
}

static bool ends_as_list(const struct value *root)
{
    const struct value *items = value_get(root, "items");

    return root->kind == VALUE_LIST ||
           (items && items->kind == VALUE_LIST && is_list(value_text(value_get(root, "kind"), "")));
}

/* The values are equal but for what stands behind the key "skipped" in the map "in". */
static void compare(const struct value *a, const struct value *b, const char *map)
{
    char path_a[512], path_b[512];

    assert(a->kind == b->kind && a->boolean == b->boolean && a->length == b->length);
    assert(memcmp(a->text, b->text, a->length + 1) == 0);
    assert((a->key == NULL) == (b->key == NULL) && (!a->key || strcmp(a->key, b->key) == 0));
    value_path_format(a, path_a, sizeof path_a);
    value_path_format(b, path_b, sizeof path_b);
    assert(strcmp(path_a, path_b) == 0);
    const struct value *left = a->first, *right = b->first;
    const char *key = a->key ? a->key : map;
    while (left || right) {
        if (left && left->key && key && strcmp(key, "in") == 0 &&
            strcmp(left->key, "skipped") == 0) {
            left = left->next;
            continue;
        }
        assert(left && right);
        compare(left, right, a->kind == VALUE_LIST ? key : NULL);
        left = left->next;
        right = right->next;
    }
}

/* The items of one root of the tree, as they come. */
static void follow(struct json_items *items, const struct value *root)
{
    struct json_item item;
    struct error error;
    bool failed;
    const struct value *list = root->kind == VALUE_MAP ? value_get(root, "items") : root;

    bool found = json_items_next(items, &item, &failed, &error);
    assert(found);
    if (!ends_as_list(root)) {
        assert(item.kind == JSON_ITEM_ROOT);
        compare(root, item.value, NULL);
        return;
    }
    assert(item.kind == JSON_ITEM_LIST && (item.list_kind != NULL) == (root->kind == VALUE_MAP));
    if (item.list_kind)
        assert(strcmp(item.list_kind, value_text(value_get(root, "kind"), "")) == 0);
    for (const struct value *value = list->first; value; value = value->next) {
        found = json_items_next(items, &item, &failed, &error);
        assert(found && item.kind == JSON_ITEM_ELEMENT);
        compare(value, item.value, list->key);
    }
}

static bool begins_with_bracket(const char *text, size_t n)
{
    size_t i = n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    while (i < n && strchr(" \t\r\n", text[i]) && text[i])
        i++;
    return i < n && (text[i] == '{' || text[i] == '[');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"skipped", NULL};
    static const struct json_skip skips[] = {{"in", names}, {NULL, NULL}};
    static const struct json_items_options options = {skips, is_list};
    struct json_item item;
    struct error error;
    bool failed;

    if (size < 1)
        return 0;
    const char *text = (const char *)data + 1;
    size_t n = size - 1;
    FILE *stream = tmpfile();
    assert(stream && fwrite(text, 1, n, stream) == n);
    struct document *document = document_parse(text, n, DOCUMENT_JSON, "input", NULL);
    struct json_items *items = json_items_new(stream, "input", (size_t)data[0] + 1, &options);
    assert((items != NULL) == (document != NULL && begins_with_bracket(text, n)));
    for (size_t i = 0; items && i < document_root_count(document); i++)
        follow(items, document_root(document, i));
    assert(!items || (!json_items_next(items, &item, &failed, &error) && !failed));
    json_items_free(items);
    document_free(document);
    return 0;
}
