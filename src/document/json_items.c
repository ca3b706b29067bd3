/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/json_items.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/caps.h"
#include "base/intern.h"
#include "document/json_keys.h"
#include "document/json_window.h"
#include "document/tree.h"

enum {
    CHUNK_BYTES = 256 * 1024,
    KEYS_MAX = 100000, /* different keys that are kept from one item to the next */
};

/* A list at the top: which root it is, and what its map says. */
struct list_root {
    size_t root;
    const char *kind;
};

/* A container that is being built. */
struct level {
    struct value *value, *last;
    const char *const *skipped; /* names, NULL = none */
};

struct json_items {
    struct json_window window;
    const struct json_items_options *options;

    struct arena *lists; /* kinds of lists */
    struct list_root *list_roots;
    size_t list_count, list_room;
    size_t next_list, next_root;

    struct document document; /* of the item at hand */
    struct value root, list;  /* what its path begins with */
    bool is_in_list;
    const char *list_kind;
    struct level levels[CAP_DEPTH + 1];
};

/* ---- the first time: check */

struct check {
    struct json_items *items;
    struct json_keys keys;
    size_t root;
    bool has_items;   /* the map at the top has a list of that name */
    const char *kind; /* of that map */
};

/* A value at depth 1 of a map at the top. */
static void note_member(struct check *check, enum json_token token)
{
    const struct json_scan *scan = &check->items->window.scan;
    size_t ignored;
    if (token == JSON_STRING && json_keys_last_is(&check->keys, "kind"))
        check->kind = json_window_text(&check->items->window, check->items->lists, &ignored);
    if (token == JSON_OPEN && scan->text[scan->start] == '[' &&
        json_keys_last_is(&check->keys, "items"))
        check->has_items = true;
}

/* A value at the top has ended. */
static void note_root(struct check *check)
{
    struct json_items *items = check->items;
    struct list_root found = {check->root++, check->kind};
    if (check->has_items && items->options->is_list(check->kind))
        VEC_PUSH(items->list_roots, items->list_count, items->list_room, found);
    check->has_items = false;
    check->kind = "";
}

static bool check_token(struct check *check, enum json_token token)
{
    const struct json_scan *scan = &check->items->window.scan;
    char c = scan->text[scan->start];
    size_t outer = scan->depth - (token == JSON_OPEN);
    bool is_map = token == JSON_OPEN && c == '{';
    if (token != JSON_KEY && token != JSON_CLOSE && outer == 1 && scan->closers[0] == '}')
        note_member(check, token);
    if (is_map)
        json_keys_open(&check->keys, scan->depth);
    if (token == JSON_KEY)
        json_keys_add(&check->keys, scan);
    if (token == JSON_CLOSE && c == '}' && !json_keys_close(&check->keys, scan->depth + 1))
        return false;
    if (token != JSON_KEY && scan->depth == 0)
        note_root(check);
    return true;
}

static bool check_all(struct json_items *items)
{
    struct check check = {.items = items, .kind = ""};
    bool done = json_window_start(&items->window);
    json_keys_init(&check.keys);
    while (done) {
        enum json_token token = json_window_next(&items->window);
        if (token == JSON_END)
            break;
        done = token != JSON_BAD && check_token(&check, token);
    }
    json_keys_release(&check.keys);
    return done;
}

/* ---- the second time: build */

static bool skip_value(struct json_items *items)
{
    size_t depth = items->window.scan.depth;
    enum json_token token;
    do
        token = json_window_next(&items->window);
    while (token != JSON_BAD && token != JSON_END &&
           (token == JSON_KEY || items->window.scan.depth > depth));
    return token != JSON_BAD && token != JSON_END;
}

static void take_scalar(struct json_items *items, enum json_token token, struct value *value)
{
    const struct json_scan *scan = &items->window.scan;
    const char *text = scan->text + scan->start;
    size_t n = scan->pos - scan->start;
    if (token == JSON_STRING) {
        value->kind = VALUE_STRING;
        value->text = json_window_text(&items->window, items->document.arena, &value->length);
        return;
    }
    value->kind = token == JSON_NUMBER ? VALUE_NUMBER : text[0] == 'n' ? VALUE_NULL : VALUE_BOOL;
    value->boolean = token == JSON_WORD && text[0] == 't';
    if (token == JSON_WORD)
        value->text = text[0] == 'n' ? "null" : text[0] == 't' ? "true" : "false";
    value->length = n;
    if (token == JSON_NUMBER)
        tree_set_text(&items->document, value, text, n);
}

/* The names that are skipped in a container: of its key, or of the list that it is in. */
static const char *const *skipped_in(const struct json_items *items, const struct value *value)
{
    const char *key = value->key ? value->key : value->parent ? value->parent->key : NULL;
    for (const struct json_skip *skip = items->options->skips; key && skip->parent; skip++)
        if (strcmp(skip->parent, key) == 0)
            return skip->names;
    return NULL;
}

static bool is_skipped(const char *const *names, const char *key)
{
    for (; names && *names; names++)
        if (strcmp(*names, key) == 0)
            return true;
    return false;
}

/* A new value, linked to what it stands in. */
static struct value *add_value(struct json_items *items, size_t level, const char *key)
{
    struct value *value = tree_value(&items->document, VALUE_NULL);
    struct level *in = &items->levels[level];
    value->key = key;
    tree_append(in->value, in->last, value);
    in->last = value;
    return value;
}

static bool open_level(struct json_items *items, size_t level, struct value *value)
{
    bool is_map = items->window.scan.text[items->window.scan.start] == '{';
    value->kind = is_map ? VALUE_MAP : VALUE_LIST;
    items->levels[level] = (struct level){value, NULL, is_map ? skipped_in(items, value) : NULL};
    return true;
}

/* The key at hand; NULL when its value was passed over. */
static const char *take_key(struct json_items *items, size_t level, bool *ret_failed)
{
    const struct json_scan *scan = &items->window.scan;
    const char *text = scan->text + scan->start + 1;
    size_t n = scan->pos - scan->start - 2;
    if (scan->has_escape)
        text = json_window_text(&items->window, items->document.arena, &n);
    const char *key = tree_key(&items->document, text, n);
    if (!is_skipped(items->levels[level].skipped, key))
        return key;
    *ret_failed = !skip_value(items);
    return NULL;
}

/* The value whose first token was read, below what is in levels[0]. */
static struct value *build(struct json_items *items, enum json_token token, struct value *top)
{
    size_t level = 0;
    const char *key = NULL;
    const struct value *first;
    bool failed = false;
    struct value *value = top;
    for (;; token = json_window_next(&items->window)) {
        if (token == JSON_BAD || token == JSON_END || failed)
            return NULL;
        if (token == JSON_KEY) {
            key = take_key(items, level, &failed);
            continue;
        }
        if (token == JSON_CLOSE) {
            struct value *closed = items->levels[level--].value;
            if (closed->kind == VALUE_MAP && tree_seal_map(&items->document, closed, &first))
                return NULL;
        } else {
            if (level > 0)
                value = add_value(items, level, key);
            key = NULL;
            if (token == JSON_OPEN)
                open_level(items, ++level, value);
            else
                take_scalar(items, token, value);
        }
        if (level == 0)
            return top;
    }
}

/* ---- one item after the other */

static bool fail(const struct json_items *items, bool *ret_failed, struct error *reterr)
{
    error_set(reterr, ERROR_INPUT, "file changed while it was read: found other text than before");
    error_at(reterr, items->document.file, 0, 0);
    *ret_failed = true;
    return false;
}

/* The trees of the last item go. */
static void forget(struct json_items *items)
{
    arena_reset(items->document.arena);
    if (intern_count(items->document.keys) > KEYS_MAX) {
        intern_free(items->document.keys);
        items->document.keys = intern_new();
    }
}

static bool take_value(struct json_items *items, enum json_token token, struct value *parent,
                       struct json_item *ret)
{
    struct value *value = tree_value(&items->document, VALUE_NULL);
    value->parent = parent;
    value->index = parent ? parent->count++ : 0;
    ret->value = build(items, token, value);
    return ret->value != NULL;
}

/* Into the list of a map at the top: to the token behind `[`. */
static bool enter_items(struct json_items *items)
{
    for (;;) {
        size_t n = 0;
        if (json_window_next(&items->window) != JSON_KEY)
            return false;
        if (strcmp(json_window_text(&items->window, items->document.arena, &n), "items") == 0)
            return json_window_next(&items->window) == JSON_OPEN &&
                   items->window.scan.text[items->window.scan.start] == '[';
        if (!skip_value(items))
            return false;
    }
}

/* Out of it, and over the rest of the map. */
static bool leave_items(struct json_items *items)
{
    while (items->window.scan.depth > 0) {
        enum json_token token = json_window_next(&items->window);
        if (token == JSON_BAD || token == JSON_END)
            return false;
    }
    return true;
}

static bool begin_list(struct json_items *items, bool is_map, struct json_item *ret)
{
    items->root = (struct value){.kind = is_map ? VALUE_MAP : VALUE_LIST, .text = ""};
    items->list =
        (struct value){.kind = VALUE_LIST, .text = "", .key = "items", .parent = &items->root};
    items->is_in_list = true;
    items->list_kind = is_map ? items->list_roots[items->next_list++].kind : NULL;
    *ret = (struct json_item){JSON_ITEM_LIST, NULL, items->list_kind};
    return !is_map || enter_items(items);
}

bool json_items_next(struct json_items *items, struct json_item *ret, bool *ret_failed,
                     struct error *reterr)
{
    *ret_failed = false;
    forget(items);
    enum json_token token = json_window_next(&items->window);
    if (items->is_in_list && token != JSON_CLOSE) {
        bool is_map = items->root.kind == VALUE_MAP;
        *ret = (struct json_item){JSON_ITEM_ELEMENT, NULL, items->list_kind};
        return take_value(items, token, is_map ? &items->list : &items->root, ret) ||
               fail(items, ret_failed, reterr);
    }
    if (items->is_in_list) {
        items->is_in_list = false;
        token = leave_items(items) ? json_window_next(&items->window) : JSON_BAD;
    }
    if (token == JSON_END)
        return false;
    bool is_map_list = items->next_list < items->list_count &&
                       items->list_roots[items->next_list].root == items->next_root;
    items->next_root++;
    if (token == JSON_OPEN &&
        (is_map_list || items->window.scan.text[items->window.scan.start] == '['))
        return begin_list(items, items->window.scan.text[items->window.scan.start] == '{', ret) ||
               fail(items, ret_failed, reterr);
    *ret = (struct json_item){JSON_ITEM_ROOT, NULL, ""};
    return take_value(items, token, NULL, ret) || fail(items, ret_failed, reterr);
}

/* ---- lifetime */

/* Text that begins with a bracket; all else is YAML to document_read. */
static bool begins_as_json(struct json_window *window)
{
    return json_window_start(window) && json_window_next(window) == JSON_OPEN;
}

struct json_items *json_items_new(FILE *stream, const char *file, size_t chunk,
                                  const struct json_items_options *options)
{
    struct json_items *items = calloc(1, sizeof *items);
    if (!items)
        error_out_of_memory();
    items->window.stream = stream;
    items->window.chunk = chunk;
    items->options = options;
    items->lists = arena_new();
    items->document.kind = DOCUMENT_JSON;
    items->document.file = arena_strdup(items->lists, file);
    items->document.arena = arena_new();
    items->document.keys = intern_new();
    if (begins_as_json(&items->window) && check_all(items) && json_window_start(&items->window))
        return items;
    json_items_free(items);
    return NULL;
}

struct json_items *json_items_open(const char *path, const struct json_items_options *options)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return NULL;
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return NULL;
    setvbuf(stream, NULL, _IONBF, 0);
    return json_items_new(stream, path, CHUNK_BYTES, options);
}

const struct document *json_items_document(const struct json_items *items)
{
    return &items->document;
}

void json_items_free(struct json_items *items)
{
    if (!items)
        return;
    json_window_release(&items->window);
    arena_free(items->document.arena);
    intern_free(items->document.keys);
    arena_free(items->lists);
    free(items->list_roots);
    free(items);
}
