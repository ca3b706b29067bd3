/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/json_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "document/json_keys.h"
#include "document/json_reader.h"
#include "document/json_scan.h"
#include "document/tree.h"

/* An item in the text. */
struct span {
    size_t start, end;
};

/* A list that stays text: its items are count spans from first on. */
struct part {
    size_t first, count;
};

struct json_parts {
    const char *text;
    struct span *spans;
    size_t span_count, span_room;
    struct part *parts;
    size_t part_count, part_room;
};

/* What is open at a depth: the key that it is called by, its own or that of the list it is in. */
struct level {
    const char *name; /* NULL = none */
    size_t length;
};

/* The text is read once from end to end. */
struct pass {
    struct json_scan scan;
    struct json_keys keys;
    struct json_parts *found;
    const struct document_part *wanted;
    struct level key; /* of the value that follows */
    struct level levels[CAP_DEPTH + 1];
    size_t inside;   /* depth of the part at hand; 0 = none */
    struct buf rest; /* the text without what is in parts */
    size_t copied;   /* up to here */
};

static bool is_named(const struct level *level, const char *name)
{
    return level->name && level->length == strlen(name) &&
           memcmp(level->name, name, level->length) == 0;
}

/* Does what opens stay text? */
static bool is_wanted(const struct pass *pass)
{
    if (pass->scan.text[pass->scan.start] != '[' || !pass->key.name)
        return false;
    for (const struct document_part *part = pass->wanted; part->parent; part++)
        if (is_named(&pass->key, part->key) &&
            is_named(&pass->levels[pass->scan.depth - 1], part->parent))
            return true;
    return false;
}

static void begin_part(struct pass *pass)
{
    struct part part = {pass->found->span_count, 0};
    VEC_PUSH(pass->found->parts, pass->found->part_count, pass->found->part_room, part);
    buf_add(&pass->rest, pass->scan.text + pass->copied, pass->scan.pos - pass->copied);
    pass->inside = pass->scan.depth;
}

static void open_level(struct pass *pass)
{
    const struct json_scan *scan = &pass->scan;
    struct level *level = &pass->levels[scan->depth];
    if (pass->inside == 0 && is_wanted(pass))
        begin_part(pass);
    *level = pass->key.name ? pass->key : pass->levels[scan->depth - 1];
    if (scan->text[scan->start] == '{')
        json_keys_open(&pass->keys, scan->depth);
}

/* A value that begins, or ends, where the items of the part at hand do. */
static void note_item(struct pass *pass, enum json_token token)
{
    struct json_parts *found = pass->found;
    struct part *part = &found->parts[found->part_count - 1];
    if (token != JSON_CLOSE) {
        struct span span = {pass->scan.start, 0};
        VEC_PUSH(found->spans, found->span_count, found->span_room, span);
        part->count++;
    }
    if (token != JSON_OPEN)
        found->spans[found->span_count - 1].end = pass->scan.pos;
}

static bool take_token(struct pass *pass, enum json_token token)
{
    const struct json_scan *scan = &pass->scan;
    if (token == JSON_KEY) {
        json_keys_add(&pass->keys, scan);
        pass->key = (struct level){scan->text + scan->start + 1, scan->pos - scan->start - 2};
        return !scan->has_escape;
    }
    size_t outer = scan->depth - (token == JSON_OPEN);
    bool ends_part = token == JSON_CLOSE && pass->inside == scan->depth + 1;
    if (ends_part) {
        pass->inside = 0;
        pass->copied = scan->start;
    } else if (pass->inside > 0 && outer == pass->inside) {
        note_item(pass, token);
    }
    if (token == JSON_OPEN)
        open_level(pass);
    pass->key.name = NULL;
    return token != JSON_CLOSE || scan->text[scan->start] != '}' ||
           json_keys_close(&pass->keys, scan->depth + 1);
}

static bool scan_all(struct pass *pass)
{
    for (;;) {
        enum json_token token = json_scan_next(&pass->scan);
        if (token == JSON_BAD)
            return false;
        if (token == JSON_END)
            break;
        if (!take_token(pass, token))
            return false;
    }
    buf_add(&pass->rest, pass->scan.text + pass->copied, pass->scan.n - pass->copied);
    return true;
}

/* ---- the tree of the rest */

static const char *name_of(const struct value *value)
{
    while (value && !value->key)
        value = value->parent;
    return value ? value->key : NULL;
}

static bool is_part(const struct value *value, const struct document_part *wanted)
{
    if (value->kind != VALUE_LIST || !value->key)
        return false;
    const char *parent = name_of(value->parent);
    for (; parent && wanted->parent; wanted++)
        if (strcmp(wanted->key, value->key) == 0 && strcmp(wanted->parent, parent) == 0)
            return true;
    return false;
}

/* Give the lists their parts, which come in the same order. */
static void attach(const struct json_parts *found, const struct document_part *wanted,
                   struct value *value, size_t *next)
{
    if (is_part(value, wanted)) {
        assert(*next < found->part_count && value->count == 0);
        value->count = found->parts[*next].count;
        value->length = ++*next;
        return;
    }
    /* The tree is the document's own; nobody else has it yet. */
    for (const struct value *child = value->first; child; child = child->next)
        attach(found, wanted, (struct value *)child, next);
}

static bool read_rest(struct document *document, struct pass *pass)
{
    size_t next = 0;
    if (!json_read_tree(document, pass->rest.data, pass->rest.length, NULL))
        return false;
    for (size_t i = 0; i < document->root_count; i++)
        attach(pass->found, pass->wanted, (struct value *)document->roots[i], &next);
    assert(next == pass->found->part_count);
    document->parts = pass->found;
    return true;
}

bool json_parts_read(struct document *document, const char *text, size_t n,
                     const struct document_part *parts)
{
    struct pass *pass = calloc(1, sizeof *pass);
    struct json_parts *found = calloc(1, sizeof *found);
    if (!pass || !found)
        error_out_of_memory();
    found->text = text;
    pass->found = found;
    pass->wanted = parts;
    pass->scan = (struct json_scan){.text = text, .n = n, .is_last = true};
    json_keys_init(&pass->keys);
    buf_init(&pass->rest);
    bool done = scan_all(pass) && read_rest(document, pass);
    if (!done)
        json_parts_free(found);
    json_keys_release(&pass->keys);
    buf_release(&pass->rest);
    free(pass);
    return done;
}

void json_parts_free(struct json_parts *parts)
{
    if (!parts)
        return;
    free(parts->spans);
    free(parts->parts);
    free(parts);
}

/* ---- items */

void value_items_begin(struct value_items *items, const struct document *document,
                       const struct value *list)
{
    bool is_text = list && list->kind == VALUE_LIST && list->length > 0;
    *items = (struct value_items){.document = document, .list = list};
    items->next = list && !is_text ? list->first : NULL;
    items->own = is_text ? tree_new_document(DOCUMENT_JSON, NULL) : NULL;
}

const struct value *value_items_next(struct value_items *items)
{
    const struct value *item = items->next;
    if (!items->own) {
        items->next = item ? item->next : NULL;
        return item;
    }
    if (items->index == items->list->count)
        return NULL;
    const struct json_parts *parts = items->document->parts;
    const struct part *part = &parts->parts[items->list->length - 1];
    const struct span *span = &parts->spans[part->first + items->index];
    arena_reset(items->own->arena); /* its file goes too: the document knows that */
    items->own->file = items->document->file;
    items->own->root_count = 0;
    bool done =
        json_read_tree(items->own, parts->text + span->start, span->end - span->start, NULL);
    assert(done && items->own->root_count == 1);
    if (!done)
        return NULL;
    struct value *made = (struct value *)items->own->roots[0];
    made->parent = items->list;
    made->index = items->index++;
    return made;
}

void value_items_end(struct value_items *items)
{
    document_free(items->own);
}
