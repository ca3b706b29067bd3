/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/yaml_reader.h"

#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/buf.h"
#include "base/caps.h"
#include "base/intern.h"
#include "document/tree.h"

/* A list or map that is still open. */
struct frame {
    struct value *value;
    struct value *last;  /* its newest child */
    struct value *merge; /* its child under a plain << */
    const char *key;     /* of the child to come; NULL: the key is to come */
    long key_line, key_column;
    bool key_is_merge;
    int32_t anchor; /* -1: none */
    size_t made;    /* values made before it */
};

struct anchor {
    const struct value *value; /* NULL: it is open, or defined in an earlier document */
    size_t size;               /* values in it */
    bool is_open;
};

struct reader {
    struct document *document;
    const char *text;
    struct error *reterr;
    struct frame frames[CAP_DEPTH];
    size_t depth;
    struct intern *names; /* of anchors, indices into anchors */
    struct anchor *anchors;
    size_t anchor_count, anchor_room;
    size_t made;   /* values so far */
    size_t copied; /* of them by aliases */
};

static bool refuse(struct reader *reader, enum error_code code, yaml_mark_t mark)
{
    if (reader->reterr) {
        reader->reterr->code = code;
        error_at(reader->reterr, NULL, (long)mark.line + 1, (long)mark.column + 1);
    }
    return false;
}

static struct value *make(struct reader *reader, enum value_kind kind, yaml_mark_t mark)
{
    struct value *value = tree_value(reader->document, kind);
    value->line = (long)mark.line + 1;
    value->column = (long)mark.column + 1;
    reader->made++;
    return value;
}

/* The slot of an anchor's name; a new one holds nothing. */
static int32_t anchor_slot(struct reader *reader, const yaml_char_t *name)
{
    if (!name)
        return -1;
    const char *text = (const char *)name;
    int32_t slot = intern_add(reader->names, text, strlen(text));
    while (reader->anchor_count <= (size_t)slot)
        VEC_PUSH(reader->anchors, reader->anchor_count, reader->anchor_room, (struct anchor){0});
    return slot;
}

static bool expects_key(const struct reader *reader)
{
    if (reader->depth == 0)
        return false;
    const struct frame *top = &reader->frames[reader->depth - 1];
    return top->value->kind == VALUE_MAP && !top->key;
}

static void take_key(struct reader *reader, const char *text, size_t n, yaml_mark_t mark)
{
    struct frame *top = &reader->frames[reader->depth - 1];
    top->key = tree_key(reader->document, text, n);
    top->key_line = (long)mark.line + 1;
    top->key_column = (long)mark.column + 1;
    top->key_is_merge = false;
}

/* Put a value where the text has it: a root, an item, or the value of the key just read. */
static void attach(struct reader *reader, struct value *value)
{
    if (reader->depth == 0) {
        tree_add_root(reader->document, value);
        return;
    }
    struct frame *top = &reader->frames[reader->depth - 1];
    if (top->value->kind == VALUE_MAP) {
        value->key = top->key;
        value->key_line = top->key_line;
        value->key_column = top->key_column;
        if (top->key_is_merge && !top->merge)
            top->merge = value;
        top->key = NULL;
    }
    tree_append(top->value, top->last, value);
    top->last = value;
}

static bool refuse_key(struct reader *reader, const char *found, yaml_mark_t mark)
{
    error_set(reader->reterr, ERROR_INPUT, "bad key: found %s; expected a scalar", found);
    return refuse(reader, ERROR_INPUT, mark);
}

static unsigned char tag_of(const yaml_char_t *tag)
{
    if (tag && strcmp((const char *)tag, "!reset") == 0)
        return VALUE_RESET;
    return tag && strcmp((const char *)tag, "!override") == 0 ? VALUE_OVERRIDE : VALUE_UNTAGGED;
}

static bool open_collection(struct reader *reader, enum value_kind kind, const yaml_char_t *name,
                            const yaml_char_t *tag, yaml_mark_t mark)
{
    if (expects_key(reader))
        return refuse_key(reader, value_kind_name(kind), mark);
    if (reader->depth == CAP_DEPTH) {
        error_set(reader->reterr, ERROR_LIMIT,
                  "nested too deeply: found %s inside %d others; expected at most %d levels "
                  "(CAP_DEPTH)",
                  value_kind_name(kind), CAP_DEPTH, CAP_DEPTH);
        return refuse(reader, ERROR_LIMIT, mark);
    }
    size_t made = reader->made;
    struct value *value = make(reader, kind, mark);
    value->tag = tag_of(tag);
    int32_t slot = anchor_slot(reader, name);
    if (slot >= 0)
        reader->anchors[slot] = (struct anchor){.is_open = true};
    attach(reader, value);
    reader->frames[reader->depth++] = (struct frame){.value = value, .anchor = slot, .made = made};
    return true;
}

static bool refuse_duplicate(struct reader *reader, const struct value *first,
                             const struct value *second)
{
    error_set(reader->reterr, ERROR_INPUT,
              "duplicate key: found \"%.200s\" again; expected it once (it is on line %ld already)",
              second->key, first->key_line);
    error_at(reader->reterr, NULL, second->key_line, second->key_column);
    return false;
}

static bool close_collection(struct reader *reader)
{
    struct frame *top = &reader->frames[--reader->depth];
    if (top->value->kind == VALUE_MAP) {
        const struct value *first;
        const struct value *second = tree_seal_map(reader->document, top->value, &first);
        if (second)
            return refuse_duplicate(reader, first, second);
        if (top->merge && !yaml_merge(reader->document, top->value, top->merge, reader->reterr))
            return false;
    }
    /* The name may have been given again inside; the later node in the text then has it. */
    if (top->anchor >= 0 && reader->anchors[top->anchor].is_open)
        reader->anchors[top->anchor] =
            (struct anchor){.value = top->value, .size = reader->made - top->made};
    return true;
}

static bool scalar_kind(struct reader *reader, const yaml_event_t *event, enum value_kind *ret)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    const char *tag = (const char *)event->data.scalar.tag;
    bool is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (n > CAP_SCALAR_BYTES) {
        error_set(reader->reterr, ERROR_LIMIT,
                  "scalar too long: found %zu bytes; expected at most %zu (CAP_SCALAR_BYTES)", n,
                  CAP_SCALAR_BYTES);
        return refuse(reader, ERROR_LIMIT, event->start_mark);
    }
    if (memchr(text, '\0', n)) {
        error_set(reader->reterr, ERROR_INPUT,
                  "not text: found an escaped NUL in a scalar; expected text without NUL");
        return refuse(reader, ERROR_INPUT, event->start_mark);
    }
    if (!tag) {
        *ret = is_quoted ? VALUE_STRING : yaml_plain_kind(text, n);
        return true;
    }
    if (yaml_tagged_kind(tag, is_quoted, text, n, ret))
        return true;
    char found[TREE_FOUND_SIZE];
    tree_found(text, n, found);
    error_set(reader->reterr, ERROR_INPUT, "bad scalar: found %s; expected %s, as its tag says",
              n ? found : "\"\"", value_kind_name(*ret));
    return refuse(reader, ERROR_INPUT, event->start_mark);
}

static bool take_scalar(struct reader *reader, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    enum value_kind kind;
    if (!scalar_kind(reader, event, &kind))
        return false;
    const char *tag = (const char *)event->data.scalar.tag;
    bool is_plain = !tag && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    int32_t slot = anchor_slot(reader, event->data.scalar.anchor);
    bool is_key = expects_key(reader);
    if (is_key) {
        take_key(reader, text, n, event->start_mark);
        bool is_merge_tag = tag && strcmp(tag, "tag:yaml.org,2002:merge") == 0;
        reader->frames[reader->depth - 1].key_is_merge =
            (is_plain || is_merge_tag) && n == 2 && memcmp(text, "<<", 2) == 0;
        if (slot < 0)
            return true;
    }
    if (reader->depth == 0 && is_plain && n == 0 && slot < 0)
        return true; /* an empty document */
    struct value *value = make(reader, kind, event->start_mark);
    value->is_plain = is_plain;
    value->tag = tag_of(event->data.scalar.tag);
    value->boolean = kind == VALUE_BOOL && (text[0] == 't' || text[0] == 'T');
    tree_set_text(reader->document, value, text, n);
    if (slot >= 0)
        reader->anchors[slot] = (struct anchor){.value = value, .size = 1};
    if (!is_key)
        attach(reader, value);
    return true;
}

/* A copy of an anchored value, in place of an alias at that depth; NULL when it gets too deep. */
static struct value *copy_value(struct reader *reader, const struct value *from, size_t depth)
{
    bool is_scalar = from->kind != VALUE_LIST && from->kind != VALUE_MAP;
    if (!is_scalar && depth == CAP_DEPTH)
        return NULL;
    struct value *copy = tree_value(reader->document, from->kind);
    reader->made++;
    *copy = *from;
    copy->parent = copy->first = copy->next = NULL;
    copy->lookup = NULL;
    copy->count = 0;
    struct value *last = NULL;
    for (const struct value *child = from->first; child; child = child->next) {
        struct value *made = copy_value(reader, child, depth + 1);
        if (!made)
            return NULL;
        tree_append(copy, last, made);
        last = made;
    }
    const struct value *first;
    if (from->lookup)
        tree_seal_map(reader->document, copy, &first);
    return copy;
}

static bool refuse_alias(struct reader *reader, const char *name, const struct anchor *anchor,
                         yaml_mark_t mark)
{
    if (anchor->is_open)
        error_set(reader->reterr, ERROR_INPUT,
                  "bad alias: found *%.100s inside the value that it names; expected a value "
                  "without itself",
                  name);
    else
        error_set(reader->reterr, ERROR_INPUT,
                  "unknown alias: found *%.100s; expected an anchor &%.100s before it", name, name);
    return refuse(reader, ERROR_INPUT, mark);
}

static bool take_alias(struct reader *reader, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    yaml_mark_t mark = event->start_mark;
    int32_t slot = anchor_slot(reader, event->data.alias.anchor);
    struct anchor anchor = reader->anchors[slot];
    if (!anchor.value)
        return refuse_alias(reader, name, &anchor, mark);
    if (expects_key(reader)) {
        if (anchor.value->kind == VALUE_LIST || anchor.value->kind == VALUE_MAP)
            return refuse_key(reader, value_kind_name(anchor.value->kind), mark);
        take_key(reader, anchor.value->text, anchor.value->length, mark);
        return true;
    }
    /* Before any copy is made: nested aliases grow as a power of their depth. */
    if (anchor.size > CAP_ALIAS_VALUES - reader->copied) {
        error_set(
            reader->reterr, ERROR_LIMIT,
            "aliases add too many values: found *%.100s with %zu more; expected at most %d in "
            "all (CAP_ALIAS_VALUES)",
            name, anchor.size, CAP_ALIAS_VALUES);
        return refuse(reader, ERROR_LIMIT, mark);
    }
    reader->copied += anchor.size;
    struct value *copy = copy_value(reader, anchor.value, reader->depth);
    if (!copy) {
        error_set(reader->reterr, ERROR_LIMIT,
                  "nested too deeply: found *%.100s; expected at most %d levels with its value "
                  "(CAP_DEPTH)",
                  name, CAP_DEPTH);
        return refuse(reader, ERROR_LIMIT, mark);
    }
    copy->key = NULL;
    copy->key_line = copy->key_column = 0;
    copy->index = 0;
    attach(reader, copy);
    return true;
}

/* Anchors end with their document. */
static void forget_anchors(struct reader *reader)
{
    if (reader->anchor_count == 0)
        return;
    intern_free(reader->names);
    reader->names = intern_new();
    reader->anchor_count = 0;
}

static bool take_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT: forget_anchors(reader); return true;
    case YAML_SCALAR_EVENT: return take_scalar(reader, event);
    case YAML_ALIAS_EVENT: return take_alias(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(reader, VALUE_LIST, event->data.sequence_start.anchor,
                               event->data.sequence_start.tag, event->start_mark);
    case YAML_MAPPING_START_EVENT:
        return open_collection(reader, VALUE_MAP, event->data.mapping_start.anchor,
                               event->data.mapping_start.tag, event->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return close_collection(reader);
    default: return true;
    }
}

/* libyaml's own error, with the place of the problem. */
static bool refuse_syntax(struct reader *reader, const yaml_parser_t *parser)
{
    const char *problem = parser->problem ? parser->problem : "cannot be read";
    if (parser->error == YAML_MEMORY_ERROR)
        error_out_of_memory();
    if (parser->error == YAML_READER_ERROR)
        return tree_refuse(reader->reterr, ERROR_INPUT, reader->text, parser->problem_offset,
                           "not YAML: %s: found the character 0x%02X", problem,
                           (unsigned)parser->problem_value);
    if (parser->context)
        error_set(reader->reterr, ERROR_INPUT, "not YAML: %s (%s, begun on line %zu)", problem,
                  parser->context, parser->context_mark.line + 1);
    else
        error_set(reader->reterr, ERROR_INPUT, "not YAML: %s", problem);
    return refuse(reader, ERROR_INPUT, parser->problem_mark);
}

static bool read_events(struct reader *reader, yaml_parser_t *parser)
{
    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return refuse_syntax(reader, parser);
        bool is_last = event.type == YAML_STREAM_END_EVENT;
        bool done = take_event(reader, &event);
        yaml_event_delete(&event);
        if (!done || is_last)
            return done;
    }
}

bool yaml_read_tree(struct document *document, const char *text, size_t n, struct error *reterr)
{
    struct reader reader = {
        .document = document, .text = text, .reterr = reterr, .names = intern_new()};
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        error_out_of_memory();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    bool done = read_events(&reader, &parser);
    yaml_parser_delete(&parser);
    intern_free(reader.names);
    free(reader.anchors);
    return done;
}
