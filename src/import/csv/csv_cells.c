/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells that hold lists. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/intern.h"
#include "document/document.h"
#include "estate/suggest.h"
#include "import/csv/csv_rows.h"
#include "import/estate_json_parts.h"

/* ---- JSON */

/* The errors of a cell, told with its row and column. */
static bool tell_errors(struct csv_file *file, enum csv_column column,
                        const struct error_list *errors)
{
    for (size_t i = 0; i < errors->count; i++) {
        const struct error *error = &errors->items[i];
        csv_refuse(file, column, "%.200s%s%.600s", error->field, error->field[0] ? ": " : "",
                   error->text);
    }
    return errors->count == 0;
}

bool csv_json(struct csv_file *file, enum csv_column column,
              void (*take)(struct keys_reader *reader, const struct value *value, void *context),
              void *context)
{
    const char *text = csv_cell(file, column);
    struct error_list errors = {0};
    struct error error = {0};
    struct keys_reader reader = {.file = file->path,
                                 .folder = "",
                                 .arena = file->session->arena,
                                 .builder = file->session->builder,
                                 .errors = &errors};
    if (!text[0])
        return true;
    struct document *document =
        document_parse(text, strlen(text), DOCUMENT_JSON, file->path, &error);
    if (!document)
        return csv_refuse(file, column, "%.600s", error.text);
    reader.document = document;
    take(&reader, document_root(document, 0), context);
    document_free(document);
    return tell_errors(file, column, &errors);
}

struct json_labels {
    struct label *labels;
    int32_t count;
};

static void take_labels(struct keys_reader *reader, const struct value *value, void *context)
{
    struct json_labels *ret = context;
    ret->labels = ARENA_NEW(reader->arena, value->count, struct label);
    for (const struct value *child = value->first; child; child = child->next) {
        if (child->kind != VALUE_STRING || !child->key[0]) {
            keys_refuse(reader, child, "not a label: found %s; expected a text",
                        value_kind_name(child->kind));
            continue;
        }
        ret->labels[ret->count++] = (struct label){arena_strdup(reader->arena, child->key),
                                                   arena_strdup(reader->arena, child->text)};
    }
}

/* ---- lists */

void csv_list(struct csv_file *file, enum csv_column column, const char *const **ret,
              int32_t *ret_count)
{
    const char *text = csv_cell(file, column);
    struct arena *arena = file->session->arena;
    size_t room = 1;
    for (const char *c = text; *c; c++)
        room += *c == ';';
    const char **parts = ARENA_NEW(arena, room, const char *);
    int32_t count = 0;
    while (*text) {
        size_t n = strcspn(text, ";");
        const char *next = text + n + (text[n] == ';');
        while (n > 0 && text[0] == ' ') {
            text++;
            n--;
        }
        while (n > 0 && text[n - 1] == ' ')
            n--;
        if (n > 0)
            parts[count++] = arena_strndup(arena, text, n);
        text = next;
    }
    *ret = parts;
    *ret_count = count;
}

/* The first label whose key was there before, count when there is none. Most cells hold a few
 * labels, but one may hold very many. */
static int32_t find_second(const struct label *labels, int32_t count)
{
    enum { FEW = 32 };
    int32_t i = 0;
    for (; i < count && i < FEW; i++)
        for (int32_t k = 0; k < i; k++)
            if (strcmp(labels[k].key, labels[i].key) == 0)
                return i;
    if (i == count)
        return count;
    struct intern *keys = intern_new();
    i = 0;
    while (i < count && intern_add(keys, labels[i].key, strlen(labels[i].key)) == i)
        i++;
    intern_free(keys);
    return i;
}

static bool check_keys(struct csv_file *file, enum csv_column column, const struct label *labels,
                       int32_t count)
{
    int32_t second = find_second(labels, count);
    if (second == count)
        return true;
    return csv_refuse(file, column, "label given twice: found \"%.150s\"; expected each key once",
                      labels[second].key);
}

bool csv_labels(struct csv_file *file, enum csv_column column, const struct label **ret,
                int32_t *ret_count)
{
    const char *const *parts;
    int32_t count;
    bool good = true;
    if (csv_cell(file, column)[0] == '{') {
        struct json_labels json = {0};
        good = csv_json(file, column, take_labels, &json);
        *ret = json.labels;
        *ret_count = json.count;
        return good;
    }
    csv_list(file, column, &parts, &count);
    struct label *labels = ARENA_NEW(file->session->arena, count, struct label);
    for (int32_t i = 0; i < count; i++) {
        const char *equals = strchr(parts[i], '=');
        if (!equals || equals == parts[i]) {
            good = csv_refuse(file, column, "not a label: found \"%.150s\"; expected KEY=VALUE",
                              parts[i]);
            continue;
        }
        labels[i].key = arena_strndup(file->session->arena, parts[i], (size_t)(equals - parts[i]));
        labels[i].value = equals + 1;
    }
    if (good)
        good = check_keys(file, column, labels, count);
    *ret = labels;
    *ret_count = count;
    return good;
}

/* KEY=VALUE:EFFECT, where VALUE and EFFECT may be missing. */
struct taint_text {
    const char *key, *value; /* value NULL = missing */
    bool has_effect;
    enum taint_effect effect;
};

static bool read_taint(struct csv_file *file, enum csv_column column, const char *text,
                       struct taint_text *ret)
{
    static const char *const effects[] = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
    static const enum taint_effect values[] = {EFFECT_NO_SCHEDULE, EFFECT_PREFER_NO_SCHEDULE,
                                               EFFECT_NO_EXECUTE};
    struct arena *arena = file->session->arena;
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : strlen(text);
    const char *equals = memchr(text, '=', n);
    memset(ret, 0, sizeof *ret);
    ret->key = arena_strndup(arena, text, equals ? (size_t)(equals - text) : n);
    if (equals)
        ret->value = arena_strndup(arena, equals + 1, n - (size_t)(equals + 1 - text));
    if (!ret->key[0])
        return csv_refuse(file, column, "no key: found \"%.150s\"; expected KEY=VALUE:EFFECT",
                          text);
    for (size_t i = 0; colon && i < sizeof effects / sizeof *effects; i++) {
        if (strcmp(colon + 1, effects[i]) == 0) {
            ret->has_effect = true;
            ret->effect = values[i];
        }
    }
    if (colon && !ret->has_effect) {
        char end[SUGGEST_SIZE];
        return csv_refuse(file, column, "unknown effect: found \"%.150s\"; %s", colon + 1,
                          suggest(colon + 1, effects, sizeof effects / sizeof *effects, end));
    }
    return true;
}

bool csv_taints(struct csv_file *file, const struct taint **ret, int32_t *ret_count)
{
    const char *const *parts;
    int32_t count;
    bool good = true;
    csv_list(file, COLUMN_TAINTS, &parts, &count);
    struct taint *taints = ARENA_NEW(file->session->arena, count, struct taint);
    for (int32_t i = 0; i < count; i++) {
        struct taint_text text;
        if (!read_taint(file, COLUMN_TAINTS, parts[i], &text)) {
            good = false;
        } else if (!text.has_effect) {
            good =
                csv_refuse(file, COLUMN_TAINTS,
                           "taint without effect: found \"%.150s\"; expected KEY=VALUE:EFFECT or "
                           "KEY:EFFECT",
                           parts[i]);
        } else {
            taints[i].key = text.key;
            taints[i].value = text.value ? text.value : "";
            taints[i].effect = text.effect;
        }
    }
    *ret = taints;
    *ret_count = count;
    return good;
}

bool csv_tolerations(struct csv_file *file, const struct toleration **ret, int32_t *ret_count)
{
    const char *const *parts;
    int32_t count;
    bool good = true;
    csv_list(file, COLUMN_TOLERATIONS, &parts, &count);
    struct toleration *tolerations = ARENA_NEW(file->session->arena, count, struct toleration);
    for (int32_t i = 0; i < count; i++) {
        struct taint_text text;
        struct toleration *toleration = &tolerations[i];
        if (!read_taint(file, COLUMN_TOLERATIONS, parts[i], &text)) {
            good = false;
            continue;
        }
        bool is_any = strcmp(text.key, "*") == 0;
        if (is_any && text.value)
            good =
                csv_refuse(file, COLUMN_TOLERATIONS,
                           "value for any key: found \"%.150s\"; expected * or *:EFFECT", parts[i]);
        toleration->key = is_any ? "" : text.key;
        toleration->value = text.value ? text.value : "";
        toleration->op = text.value ? TOLERATION_EQUAL : TOLERATION_EXISTS;
        toleration->any_effect = !text.has_effect;
        toleration->effect = text.effect;
    }
    *ret = tolerations;
    *ret_count = count;
    return good;
}
