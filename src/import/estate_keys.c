/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/estate_keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "base/quantity.h"
#include "document/document.h"
#include "estate/suggest.h"

/* ---- messages */

bool keys_refuse(struct keys_reader *reader, const struct value *value, const char *format, ...)
{
    struct error error = {.code = ERROR_INPUT};
    va_list args;
    va_start(args, format);
    vsnprintf(error.text, sizeof error.text, format, args);
    va_end(args);
    document_locate(reader->document, value, &error);
    error_at(&error, reader->file, error.line, error.column);
    error_list_add(reader->errors, &error);
    return false;
}

bool keys_refuse_key(struct keys_reader *reader, const struct value *value, const char *format, ...)
{
    struct error error = {.code = ERROR_INPUT};
    va_list args;
    va_start(args, format);
    vsnprintf(error.text, sizeof error.text, format, args);
    va_end(args);
    document_locate_key(reader->document, value, &error);
    error_at(&error, reader->file, error.line, error.column);
    error_list_add(reader->errors, &error);
    return false;
}

/* At a line, or where there is none (JSON) at a path. */
static struct origin make_origin(struct keys_reader *reader, const struct value *value, long line,
                                 long column)
{
    struct origin origin = {reader->file, line, column, NULL};
    if (line == 0) {
        char path[256];
        value_path_format(value, path, sizeof path);
        origin.field = arena_strdup(reader->arena, path);
    }
    return origin;
}

struct origin keys_origin(struct keys_reader *reader, const struct value *value)
{
    return make_origin(reader, value, value->line, value->column);
}

static struct origin key_origin(struct keys_reader *reader, const struct value *value)
{
    return make_origin(reader, value, value->key_line, value->key_column);
}

const char *keys_name(const struct value *value)
{
    while (value && !value->key)
        value = value->parent;
    return value ? value->key : "the file";
}

/* ---- maps */

static const struct key *find_key(const struct key *keys, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static void refuse_unknown(struct keys_reader *reader, const struct value *child,
                           const struct key *keys, size_t count)
{
    if (reader->errors->count >= ERROR_LIST_MAX) {
        reader->errors->total++;
        return;
    }
    const char **names = ARENA_NEW(reader->arena, count, const char *);
    for (size_t i = 0; i < count; i++)
        names[i] = keys[i].name;
    char end[SUGGEST_SIZE];
    keys_refuse_key(reader, child, "unknown key: found \"%.150s\"; %s", child->key,
                    suggest(child->key, names, count, end));
}

bool keys_read(struct keys_reader *reader, const struct value *map, const struct key *keys,
               size_t key_count, void *context)
{
    if (map->kind != VALUE_MAP)
        return keys_refuse(reader, map, "%s: found %s; expected %s", keys_name(map),
                           value_kind_name(map->kind), value_kind_name(VALUE_MAP));
    for (const struct value *child = map->first; child; child = child->next) {
        const struct key *key = find_key(keys, key_count, child->key);
        if (!key)
            refuse_unknown(reader, child, keys, key_count);
        else if (child->kind != VALUE_NULL)
            key->read(reader, child, context);
    }
    return true;
}

/* ---- values */

bool keys_text(struct keys_reader *reader, const struct value *value, const char **ret)
{
    if (value->kind != VALUE_STRING && value->kind != VALUE_NUMBER)
        return keys_refuse(reader, value, "%s: found %s; expected a text", keys_name(value),
                           value_kind_name(value->kind));
    if (value->length == 0)
        return keys_refuse(reader, value, "%s: found an empty text; expected some text",
                           keys_name(value));
    if (value->length > CAP_NAME_BYTES)
        return keys_refuse(reader, value,
                           "%s: found a text of %zu bytes; expected at most %d (CAP_NAME_BYTES)",
                           keys_name(value), value->length, CAP_NAME_BYTES);
    *ret = arena_strndup(reader->arena, value->text, value->length);
    return true;
}

bool keys_integer(struct keys_reader *reader, const struct value *value, int64_t least,
                  int64_t most, int64_t *ret)
{
    int64_t number;
    if (value_integer(value, &number) && number >= least && number <= most) {
        *ret = number;
        return true;
    }
    if (value->kind == VALUE_NUMBER)
        return keys_refuse(reader, value,
                           "%s: found %.40s; expected a whole number from %lld to %lld",
                           keys_name(value), value->text, (long long)least, (long long)most);
    return keys_refuse(reader, value, "%s: found %s; expected a whole number from %lld to %lld",
                       keys_name(value), value_kind_name(value->kind), (long long)least,
                       (long long)most);
}

bool keys_texts(struct keys_reader *reader, const struct value *value, const char *const **ret,
                int32_t *ret_count)
{
    if (value->kind != VALUE_LIST) {
        const char **one = ARENA_NEW(reader->arena, 1, const char *);
        if (value->kind == VALUE_MAP)
            return keys_refuse(reader, value, "%s: found a map; expected a list of texts",
                               keys_name(value));
        if (!keys_text(reader, value, &one[0]))
            return false;
        *ret = one;
        *ret_count = 1;
        return true;
    }
    if (value->count == 0)
        return keys_refuse(reader, value, "%s: found an empty list; expected at least one text",
                           keys_name(value));
    const char **texts = ARENA_NEW(reader->arena, value->count, const char *);
    int32_t count = 0;
    bool good = true;
    for (const struct value *child = value->first; child; child = child->next)
        good = keys_text(reader, child, &texts[count++]) && good;
    *ret = texts;
    *ret_count = count;
    return good;
}

int keys_word(struct keys_reader *reader, const struct value *value, const char *const *words,
              size_t count)
{
    char end[SUGGEST_SIZE];
    if (value->kind != VALUE_STRING) {
        keys_refuse(reader, value, "%s: found %s; %s", keys_name(value),
                    value_kind_name(value->kind), suggest("", words, count, end));
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], value->text) == 0)
            return (int)i;
    keys_refuse(reader, value, "%s: found \"%.150s\"; %s", keys_name(value), value->text,
                suggest(value->text, words, count, end));
    return -1;
}

/* ---- quantities */

/* Parse text as an amount of a resource; the error stands at the value. */
static bool parse_amount(struct keys_reader *reader, const struct value *value, int scale10,
                         int64_t *ret)
{
    struct error error;
    if (quantity_parse(value->text, value->length, scale10, QUANTITY_UP, ret, &error))
        return true;
    return keys_refuse(reader, value, "%s: %s", keys_name(value), error.text);
}

bool keys_quantity(struct keys_reader *reader, const struct value *value, const char *resource,
                   int64_t *ret)
{
    if (value->kind != VALUE_STRING && value->kind != VALUE_NUMBER)
        return keys_refuse(reader, value, "%s: found %s; expected a quantity such as 500m or 2Gi",
                           keys_name(value), value_kind_name(value->kind));
    return parse_amount(reader, value, resource_unit_of(resource) == UNIT_MILLI ? 3 : 0, ret);
}

int32_t keys_resource(struct keys_reader *reader, const struct value *value)
{
    struct origin origin = key_origin(reader, value);
    return builder_resource(reader->builder, value->key, &origin);
}

bool keys_headroom(struct keys_reader *reader, const struct value *value, struct headroom *ret)
{
    enum { PPM_DIGITS = 4, ALL = 1000000 }; /* 1 % is 10^4 ppm */
    size_t n = value->length;
    if (value->kind != VALUE_STRING || n < 2 || value->text[n - 1] != '%') {
        ret->kind = HEADROOM_AMOUNT;
        return keys_quantity(reader, value, value->key, &ret->value);
    }
    bool plain = strspn(value->text, "0123456789.") == n - 1;
    ret->kind = HEADROOM_SHARE;
    if (!plain || !quantity_parse(value->text, n - 1, PPM_DIGITS, QUANTITY_UP, &ret->value, NULL) ||
        ret->value > ALL)
        return keys_refuse(reader, value, "%s: found \"%.60s\"; expected a share from 0%% to 100%%",
                           keys_name(value), value->text);
    return true;
}

void keys_headrooms(struct keys_reader *reader, const struct value *value, int32_t cluster)
{
    if (value->kind != VALUE_MAP) {
        keys_refuse(
            reader, value,
            "headroom: found %s; expected a map of resources such as {cpu: 5%%, memory: 2Gi}",
            value_kind_name(value->kind));
        return;
    }
    for (const struct value *child = value->first; child; child = child->next) {
        int32_t resource = keys_resource(reader, child);
        struct headroom headroom;
        if (resource < 0 || !keys_headroom(reader, child, &headroom))
            continue;
        if (cluster < 0)
            builder_headroom(reader->builder, resource, headroom);
        else
            builder_cluster_headroom(reader->builder, cluster, resource, headroom);
    }
}

/* ---- sources */

const char *keys_path(struct keys_reader *reader, const char *path)
{
    if (path[0] == '/' || !reader->folder[0] || strcmp(path, "-") == 0)
        return arena_strdup(reader->arena, path);
    size_t n = strlen(reader->folder);
    bool has_slash = reader->folder[n - 1] == '/';
    return arena_format(reader->arena, "%s%s%s", reader->folder, has_slash ? "" : "/", path);
}

static void read_file(struct keys_reader *reader, const struct value *value, void *context)
{
    struct source_ref *ref = context;
    const char *path;
    if (keys_text(reader, value, &path))
        ref->path = keys_path(reader, path);
}

static void read_stack_name(struct keys_reader *reader, const struct value *value, void *context)
{
    struct source_ref *ref = context;
    ref->is_compose = keys_text(reader, value, &ref->stack) || ref->is_compose;
}

void keys_env_files(struct keys_reader *reader, const struct value *value, void *context)
{
    struct source_ref *ref = context;
    const char *const *names;
    int32_t count;
    if (!keys_texts(reader, value, &names, &count))
        return;
    const char **paths = ARENA_NEW(reader->arena, count, const char *);
    for (int32_t i = 0; i < count; i++)
        paths[i] = keys_path(reader, names[i]);
    ref->env_files = paths;
    ref->env_file_count = count;
    ref->is_compose = true;
}

/* A value may be empty, as in an env file. */
void keys_variables(struct keys_reader *reader, const struct value *value, void *context)
{
    struct source_ref *ref = context;
    if (value->kind != VALUE_MAP) {
        keys_refuse(reader, value, "variables: found %s; expected a map such as {TAG: \"1.4\"}",
                    value_kind_name(value->kind));
        return;
    }
    struct label *variables = ARENA_NEW(reader->arena, value->count, struct label);
    for (const struct value *child = value->first; child; child = child->next) {
        const char *text = "";
        if (child->text && !child->text[0])
            ;
        else if (!keys_text(reader, child, &text))
            continue;
        variables[ref->variable_count++] =
            (struct label){arena_strdup(reader->arena, child->key), text};
    }
    ref->variables = variables;
    ref->is_compose = true;
}

/* A path, or a map with the path of a compose file and what belongs to it. */
static bool read_source(struct keys_reader *reader, const struct value *value,
                        struct source_ref *ret)
{
    static const struct key keys[] = {
        {"file", read_file},
        {"stack", read_stack_name},
        {"env_file", keys_env_files},
        {"variables", keys_variables},
    };
    *ret = (struct source_ref){.origin = keys_origin(reader, value)};
    if (value->kind != VALUE_MAP) {
        read_file(reader, value, ret);
        return ret->path != NULL;
    }
    keys_read(reader, value, keys, sizeof keys / sizeof *keys, ret);
    if (!value_get(value, "file"))
        return keys_refuse(reader, value,
                           "sources: found a map without file; expected the path of "
                           "a compose file under that key");
    return ret->path != NULL;
}

void keys_sources(struct keys_reader *reader, const struct value *value, struct source_refs *ret)
{
    size_t room = value->kind == VALUE_LIST ? value->count : 1;
    struct source_ref *items = ARENA_NEW(reader->arena, room, struct source_ref);
    int32_t count = 0;
    if (value->kind != VALUE_LIST) {
        if (value->kind == VALUE_MAP)
            keys_refuse(reader, value, "%s: found a map; expected a list of paths",
                        keys_name(value));
        else if (read_source(reader, value, &items[0]))
            count = 1;
    }
    for (const struct value *child = value->first; value->kind == VALUE_LIST && child;
         child = child->next)
        if (read_source(reader, child, &items[count]))
            count++;
    ret->items = items;
    ret->count = count;
}
