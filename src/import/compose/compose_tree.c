/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/compose/compose_tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/intern.h"
#include "import/compose/compose_interpolate.h"

/* ---- messages */

static void add_step(const struct compose_node *node, char *out, size_t size)
{
    size_t length = strlen(out);
    if (node->key) {
        (void)snprintf(out + length, size - length, "%s%.100s", length > 0 ? "." : "", node->key);
        return;
    }
    size_t index = 0;
    for (const struct compose_node *at = node->parent->first; at != node; at = at->next)
        index++;
    (void)snprintf(out + length, size - length, "%s%zu", length > 0 ? "." : "", index);
}

void compose_tree_path(const struct compose_node *node, char *out, size_t size)
{
    if (!node->parent) {
        out[0] = '\0';
        return;
    }
    compose_tree_path(node->parent, out, size);
    add_step(node, out, size);
}

bool compose_error(struct compose_reader *reader, const struct compose_node *node,
                   const char *format, ...)
{
    struct error error;
    char path[256], text[512];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    compose_tree_path(node, path, sizeof path);
    error_set(&error, ERROR_INPUT, "%s%s%s", path, path[0] ? ": " : "", text);
    document_locate(node->document, node->value, &error);
    error_list_add(reader->errors, &error);
    return false;
}

/* ---- links */

struct compose_node *compose_tree_get(const struct compose_node *node, const char *key)
{
    if (!node || node->kind != VALUE_MAP)
        return NULL;
    for (struct compose_node *child = node->first; child; child = child->next)
        if (strcmp(child->key, key) == 0)
            return child->kind == VALUE_NULL ? NULL : child;
    return NULL;
}

void compose_tree_append(struct compose_node *parent, struct compose_node *child)
{
    child->parent = parent;
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

/* The node before one of its siblings, NULL = it is the first. */
static struct compose_node *before(const struct compose_node *node)
{
    struct compose_node *at = node->parent->first;
    if (at == node)
        return NULL;
    while (at->next != node)
        at = at->next;
    return at;
}

void compose_tree_replace(struct compose_node *old, struct compose_node *child)
{
    struct compose_node *parent = old->parent, *previous = before(old);
    child->key = old->key;
    child->parent = parent;
    child->next = old->next;
    *(previous ? &previous->next : &parent->first) = child;
    if (parent->last == old)
        parent->last = child;
}

void compose_tree_remove(struct compose_node *old)
{
    struct compose_node *parent = old->parent, *previous = before(old);
    *(previous ? &previous->next : &parent->first) = old->next;
    if (parent->last == old)
        parent->last = previous;
    parent->count--;
}

/* ---- making */

static struct compose_node *new_node(struct compose_reader *reader, const struct document *document,
                                     const struct value *value)
{
    if (reader->node_count == COMPOSE_NODES) {
        struct error error;
        error_set(&error, ERROR_LIMIT,
                  "too large: found more than %d values in the files of one stack; expected fewer "
                  "(COMPOSE_NODES)",
                  COMPOSE_NODES);
        document_locate(document, value, &error);
        error_list_add(reader->errors, &error);
        return NULL;
    }
    reader->node_count++;
    struct compose_node *node = ARENA_NEW(reader->arena, 1, struct compose_node);
    node->document = document;
    node->value = value;
    return node;
}

static bool holds_variables(const struct compose_node *node)
{
    return !(node->key && strncmp(node->key, "x-", 2) == 0);
}

static struct compose_node *make(struct compose_reader *reader, const struct document *document,
                                 const struct value *value, struct compose_node *parent)
{
    struct compose_node *node = new_node(reader, document, value);
    if (!node)
        return NULL;
    node->kind = value->kind;
    node->tag = (enum value_tag)value->tag;
    node->boolean = value->boolean;
    node->text = value->text;
    node->length = value->length;
    node->key = value->key;
    if (parent)
        compose_tree_append(parent, node);
    if (!holds_variables(node))
        return node;
    if (node->kind == VALUE_STRING && memchr(node->text, '$', node->length) &&
        !compose_fill_in(reader, node))
        return NULL;
    bool is_good = true;
    for (const struct value *child = value->first; child; child = child->next)
        is_good = make(reader, document, child, node) && is_good;
    return is_good ? node : NULL;
}

struct compose_node *compose_tree_make(struct compose_reader *reader,
                                       const struct document *document, const struct value *value)
{
    return make(reader, document, value, NULL);
}

struct compose_node *compose_tree_clone(struct compose_reader *reader,
                                        const struct compose_node *node)
{
    struct compose_node *copy = new_node(reader, node->document, node->value);
    if (!copy)
        return NULL;
    *copy = *node;
    copy->parent = copy->first = copy->last = copy->next = NULL;
    copy->count = 0;
    for (const struct compose_node *child = node->first; child; child = child->next) {
        struct compose_node *made = compose_tree_clone(reader, child);
        if (!made)
            return NULL;
        compose_tree_append(copy, made);
    }
    return copy;
}
