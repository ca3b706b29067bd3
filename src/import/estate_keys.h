/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * estate_keys: maps of muster.yaml by tables of keys, and typed values with exact errors. Private
 * to estate_file.
 */
#ifndef MUSTER_IMPORT_ESTATE_KEYS_H
#define MUSTER_IMPORT_ESTATE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "import/estate_file.h"

struct document;
struct error_list;
struct value;

struct keys_reader {
    const struct document *document;
    const char *file, *folder; /* file lives as long as the builder */
    struct arena *arena;
    struct builder *builder;
    struct error_list *errors;
    struct estate_file *ret;
};

/* One key of a map; read is called with the map's context. */
struct key {
    const char *name;
    void (*read)(struct keys_reader *reader, const struct value *value, void *context);
};

/* Call read for each key of map, in the order of the file; null values are skipped, unknown keys
 * are errors. False with an error when it is no map. */
bool keys_read(struct keys_reader *reader, const struct value *map, const struct key *keys,
               size_t key_count, void *context);

/* Add an error at a value, or at its key; always false. */
bool keys_refuse(struct keys_reader *reader, const struct value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool keys_refuse_key(struct keys_reader *reader, const struct value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Where a value stands, for the builder. */
struct origin keys_origin(struct keys_reader *reader, const struct value *value);

/* The name of a value for a message: its key, or that of the list it is in. */
const char *keys_name(const struct value *value);

/* A text that is not empty, copied into the arena; numbers count as their text. False with an
 * error. */
bool keys_text(struct keys_reader *reader, const struct value *value, const char **ret);

/* A whole number from least to most. False with an error. */
bool keys_integer(struct keys_reader *reader, const struct value *value, int64_t least,
                  int64_t most, int64_t *ret);

/* A list of such texts, or one text alone. False with an error; an empty list is one. */
bool keys_texts(struct keys_reader *reader, const struct value *value, const char *const **ret,
                int32_t *ret_count);

/* One of several words: its index, or -1 with an error. */
int keys_word(struct keys_reader *reader, const struct value *value, const char *const *words,
              size_t count);

/* A Kubernetes quantity in units of the resource, rounded up. False with an error. */
bool keys_quantity(struct keys_reader *reader, const struct value *value, const char *resource,
                   int64_t *ret);

/* The resource that a key names; -1 with an error. */
int32_t keys_resource(struct keys_reader *reader, const struct value *value);

/* "5%", or a quantity of the resource that its key names. False with an error. */
bool keys_headroom(struct keys_reader *reader, const struct value *value, struct headroom *ret);

/* A map of them to the builder: of one cluster, or (-1) of all. */
void keys_headrooms(struct keys_reader *reader, const struct value *value, int32_t cluster);

/* A list of paths, joined to the folder, or one path alone. */
void keys_sources(struct keys_reader *reader, const struct value *value, struct source_refs *ret);

/* A path joined to the folder. */
const char *keys_path(struct keys_reader *reader, const char *path);

/* `env_file` and `variables` of a compose file; context is the struct source_ref that takes them.
 */
void keys_env_files(struct keys_reader *reader, const struct value *value, void *context);
void keys_variables(struct keys_reader *reader, const struct value *value, void *context);

/* `clusters`, in estate_cluster.c. */
void keys_clusters(struct keys_reader *reader, const struct value *value, void *context);

#endif
