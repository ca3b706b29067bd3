/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_tree: a compose file as a tree that can be changed: variables are filled in, files are
 * merged, services extended. Each node remembers the value it was read from, so that a message can
 * name its place. Private to the compose_*.c files.
 *
 * All of it lives in one arena. Trees are small (COMPOSE_NODES), so children are searched in order.
 */
#ifndef MUSTER_IMPORT_COMPOSE_COMPOSE_TREE_H
#define MUSTER_IMPORT_COMPOSE_COMPOSE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

struct arena;
struct compose_variables;
struct error_list;
struct intern;

enum {
    COMPOSE_NODES = 100000, /* values of all files of a stack, with what merging copies */
    COMPOSE_EXTENDS = 50,   /* services that extend one another */
};

struct compose_node {
    enum value_kind kind;
    enum value_tag tag;
    bool boolean;     /* VALUE_BOOL */
    const char *text; /* scalars, variables filled in */
    size_t length;
    const char *key; /* in a map */
    struct compose_node *parent, *first, *last, *next;
    size_t count;
    const struct document *document;
    const struct value *value; /* where it was read */
};

/* One file that was read, with what may be extended in it. */
struct compose_file {
    const char *path;
    struct document *document;
    struct compose_node *root;
};

/* The reading of one stack. */
struct compose_reader {
    struct arena *arena;
    struct error_list *errors;
    const struct compose_variables *variables;
    struct compose_file *files;
    size_t file_count, file_room;
    size_t node_count;
    struct intern *undefined; /* variables that were told already */
};

/* Add "PATH: text" at the place of a node; always false. */
bool compose_error(struct compose_reader *reader, const struct compose_node *node,
                   const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The tree of a value, with the variables in its scalars filled in (keys that begin with x- hold
 * none). NULL with errors. */
struct compose_node *compose_tree_make(struct compose_reader *reader,
                                       const struct document *document, const struct value *value);

/* A copy without parent; NULL with an error past COMPOSE_NODES. */
struct compose_node *compose_tree_clone(struct compose_reader *reader,
                                        const struct compose_node *node);

/* The child of that key; NULL when there is none, it is null, or node is NULL or no map. */
struct compose_node *compose_tree_get(const struct compose_node *node, const char *key);

/* Put child, which has no parent, behind the others; in the place of old; take old away. */
void compose_tree_append(struct compose_node *parent, struct compose_node *child);
void compose_tree_replace(struct compose_node *old, struct compose_node *child);
void compose_tree_remove(struct compose_node *old);

/* "services.web.deploy.replicas" */
void compose_tree_path(const struct compose_node *node, char *out, size_t size);

/* compose_merge: lay a file over another by compose's rules. False with errors. */
bool compose_merge(struct compose_reader *reader, struct compose_node *base,
                   const struct compose_node *over);

/* Lay the definition of a service over the one that it extends. */
bool compose_merge_service(struct compose_reader *reader, struct compose_node *base,
                           const struct compose_node *over);

/* compose_extends: complete all services of a file that extend another. False with errors. */
bool compose_extend_all(struct compose_reader *reader, struct compose_node *root, const char *path);

/* The root of a file, read and filled in once. NULL with errors. */
struct compose_node *compose_open(struct compose_reader *reader, const char *path);

#endif
