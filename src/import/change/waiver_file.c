/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/change/waiver_file.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"
#include "import/estate_keys.h"
#include "import/timestamp.h"
#include "scenario/waiver.h"

#define READER(name) \
    static void name(struct keys_reader *reader, const struct value *value, void *context)

#define TEXT(name, field) \
    READER(name) \
    { \
        keys_text(reader, value, &((struct waiver *)context)->field); \
    }

TEXT(read_stack, stack)
TEXT(read_scenario, scenario)
TEXT(read_owner, owner)
TEXT(read_reason, reason)

READER(read_expires)
{
    struct waiver *waiver = context;
    const char *text;
    if (!keys_text(reader, value, &text))
        return;
    if (strlen(text) == 10 &&
        timestamp_parse(arena_format(reader->arena, "%sT23:59:59Z", text), &waiver->expires_s))
        waiver->expires = text;
    else
        keys_refuse(reader, value, "expires: found \"%.60s\"; expected a day such as 2026-11-20",
                    text);
}

READER(read_waivers)
{
    static const struct key keys[] = {{"stack", read_stack},
                                      {"scenario", read_scenario},
                                      {"owner", read_owner},
                                      {"reason", read_reason},
                                      {"expires", read_expires}};
    static const char *const needs[] = {"stack", "owner", "reason", "expires"};
    struct waivers *ret = context;
    struct waiver *items = ARENA_NEW(reader->arena, value->count, struct waiver);
    if (value->kind != VALUE_LIST) {
        keys_refuse(reader, value, "waivers: found %s; expected a list of waivers",
                    value_kind_name(value->kind));
        return;
    }
    for (const struct value *item = value->first; item; item = item->next) {
        struct waiver *one = &items[ret->count++];
        one->file = reader->file;
        one->line = item->line;
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, one))
            continue;
        for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
            if (!value_get(item, needs[i]))
                keys_refuse(reader, item, "missing key: found no \"%s\" in a waiver; expected one",
                            needs[i]);
    }
    ret->items = items;
}

READER(read_version)
{
    int64_t version;
    (void)context;
    keys_integer(reader, value, 1, 1, &version);
}

static void read_root(struct keys_reader *reader, const struct value *root, struct waivers *ret)
{
    static const struct key keys[] = {{"muster", read_version}, {"waivers", read_waivers}};
    if (keys_read(reader, root, keys, sizeof keys / sizeof *keys, ret) &&
        !value_get(root, "waivers"))
        keys_refuse(reader, root, "missing key: found no \"waivers\"; expected a list of waivers");
}

bool waiver_file_read(const char *path, struct arena *arena, struct waivers *ret,
                      struct error_list *errors)
{
    struct error error;
    size_t before = errors->total;
    struct document *document = document_read(path, &error);
    *ret = (struct waivers){NULL, 0};
    if (!document) {
        error_list_add(errors, &error);
        return false;
    }
    struct keys_reader reader = {.document = document,
                                 .file = arena_strdup(arena, path),
                                 .folder = "",
                                 .arena = arena,
                                 .errors = errors};
    if (document_root_count(document) == 1) {
        read_root(&reader, document_root(document, 0), ret);
    } else {
        error_set(&error, ERROR_INPUT, "found %zu documents; expected one",
                  document_root_count(document));
        error_at(&error, path, 0, 0);
        error_list_add(errors, &error);
    }
    document_free(document);
    return errors->total == before;
}
