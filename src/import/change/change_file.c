/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/change/change_file.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"
#include "estate/suggest.h"
#include "import/change/change_keys.h"
#include "import/compose/compose.h"
#include "import/kubernetes/kubernetes.h"
#include "import/settings.h"
#include "import/source.h"

struct applying {
    struct changes *changes;
    const struct import_settings *settings;
    struct keys_reader reader;
};

/* ---- add_stack */

/* All files of one kind, and of one that the cluster runs. */
static bool detect(struct applying *applying, const struct change_entry *entry,
                   const struct origin *origin, int32_t cluster, enum source_kind *ret)
{
    struct builder *builder = applying->reader.builder;
    enum orchestrator orchestrator = builder_cluster_orchestrator(builder, cluster);
    for (int32_t i = 0; i < entry->path_count; i++) {
        struct error error;
        enum source_kind kind;
        if (!source_detect(keys_path(&applying->reader, entry->paths[i]), &kind, &error)) {
            error_list_add(applying->reader.errors, &error);
            return false;
        }
        bool is_compose = kind == SOURCE_COMPOSE && orchestrator != ORCHESTRATOR_KUBERNETES;
        bool is_object = kind == SOURCE_KUBERNETES && (orchestrator == ORCHESTRATOR_KUBERNETES ||
                                                       orchestrator == ORCHESTRATOR_MKE);
        if ((!is_compose && !is_object) || (i > 0 && kind != *ret)) {
            builder_error(builder, origin,
                          "add_stack: found \"%.200s\", which cluster \"%.150s\" does not run; "
                          "expected %s",
                          entry->paths[i], builder_cluster_name(builder, cluster),
                          orchestrator == ORCHESTRATOR_KUBERNETES ? "Kubernetes manifests"
                          : orchestrator == ORCHESTRATOR_MKE
                              ? "compose files, or Kubernetes manifests"
                              : "compose or stack files");
            return false;
        }
        *ret = kind;
    }
    return true;
}

static bool import_compose(struct applying *applying, const struct change_entry *entry,
                           int32_t cluster)
{
    struct keys_reader *reader = &applying->reader;
    struct source_ref *refs = ARENA_NEW(reader->arena, entry->path_count, struct source_ref);
    const struct source_ref **list =
        ARENA_NEW(reader->arena, entry->path_count, const struct source_ref *);
    for (int32_t i = 0; i < entry->path_count; i++) {
        refs[i] = entry->ref;
        refs[i].path = keys_path(reader, entry->paths[i]);
        refs[i].stack = entry->order.stack;
        if (i > 0) { /* they count for the whole stack, once */
            refs[i].env_file_count = 0;
            refs[i].variable_count = 0;
        }
        list[i] = &refs[i];
    }
    return compose_import(reader->builder, cluster, applying->settings, list, entry->path_count,
                          reader->errors);
}

static bool import_objects(struct applying *applying, const struct change_entry *entry,
                           int32_t cluster)
{
    struct keys_reader *reader = &applying->reader;
    const char **paths = ARENA_NEW(reader->arena, entry->path_count, const char *);
    struct import_settings settings = *applying->settings;
    if (entry->order.stack || entry->ref.is_compose) {
        builder_error(reader->builder, &entry->order.origin,
                      "add_stack: found stack, env_file or variables for Kubernetes manifests; "
                      "expected cluster and file alone");
        return false;
    }
    for (int32_t i = 0; i < entry->path_count; i++)
        paths[i] = keys_path(reader, entry->paths[i]);
    return kubernetes_import(reader->builder, cluster, &settings, paths, entry->path_count,
                             reader->errors);
}

static bool replace(struct applying *applying, const struct change_entry *entry)
{
    for (int32_t i = 0; i < entry->replace_count; i++) {
        struct edit_name name = {entry->replaces[i], entry->order.cluster, NULL};
        int32_t stack = edit_stack(applying->reader.builder, &name, &entry->order.origin);
        if (stack < 0)
            return false;
        edit_replace(applying->reader.builder, stack);
    }
    return true;
}

static bool add_stack(struct applying *applying, const struct change_entry *entry,
                      struct change *ret)
{
    struct builder *builder = applying->reader.builder;
    const struct change_order *order = &entry->order;
    int32_t cluster = edit_cluster(builder, order->cluster, &order->origin);
    enum source_kind kind = SOURCE_COMPOSE;
    if (cluster < 0 || !detect(applying, entry, &order->origin, cluster, &kind) ||
        !replace(applying, entry))
        return false;
    int32_t first = edit_workload_count(builder);
    if (!(kind == SOURCE_COMPOSE ? import_compose(applying, entry, cluster)
                                 : import_objects(applying, entry, cluster)))
        return false;
    if (edit_workload_count(builder) == first) {
        builder_error(builder, &order->origin,
                      "add_stack: found no workload in \"%.300s\"; expected at least one",
                      entry->paths[0]);
        return false;
    }
    edit_run(builder, first);
    *ret = (struct change){.kind = CHANGE_ADD_STACK,
                           .file = order->origin.file,
                           .line = order->origin.line,
                           .text = arena_format(applying->changes->arena, "%s%s%s to %s",
                                                order->stack ? order->stack : "",
                                                order->stack ? " from " : "", entry->paths[0],
                                                order->cluster)};
    return true;
}

/* ---- the file */

static int kind_of(struct applying *applying, const struct value *item)
{
    const char *names[CHANGE_KIND_COUNT];
    char end[SUGGEST_SIZE];
    for (int i = 0; i < CHANGE_KIND_COUNT; i++)
        names[i] = change_kind_name((enum change_kind)i);
    if (item->kind != VALUE_MAP || item->count != 1) {
        keys_refuse(&applying->reader, item,
                    "a change: found %s; expected a map of one key, such as {drain: {cluster: "
                    "east, node: n1}}",
                    item->kind != VALUE_MAP ? value_kind_name(item->kind)
                    : item->count == 0      ? "an empty map"
                                            : "a map of several keys");
        return -1;
    }
    for (int i = 0; i < CHANGE_KIND_COUNT; i++)
        if (strcmp(names[i], item->first->key) == 0)
            return i;
    keys_refuse_key(&applying->reader, item->first, "unknown change: found \"%.150s\"; %s",
                    item->first->key, suggest(item->first->key, names, CHANGE_KIND_COUNT, end));
    return -1;
}

static struct origin place_of(struct applying *applying, const struct value *item)
{
    struct origin origin = keys_origin(&applying->reader, item->first);
    if (item->first->key_line > 0) {
        origin.line = item->first->key_line;
        origin.column = item->first->key_column;
    }
    return origin;
}

static void apply(struct applying *applying, const struct value *item)
{
    int kind = kind_of(applying, item);
    struct change_entry entry = {.order.kind = CHANGE_ADD};
    struct change change;
    if (kind < 0)
        return;
    entry.order.kind = (enum change_kind)kind;
    entry.order.origin = place_of(applying, item);
    if (!change_keys_read(&applying->reader, item->first, &entry))
        return;
    bool is_done = kind == CHANGE_ADD_STACK ? add_stack(applying, &entry, &change)
                                            : change_apply(applying->reader.builder, &entry.order,
                                                           applying->changes->arena, &change);
    if (is_done)
        changes_add(applying->changes, &change);
}

static void read_list(struct keys_reader *reader, const struct value *list, void *context)
{
    if (list->kind != VALUE_LIST || list->count == 0) {
        keys_refuse(reader, list, "changes: found %s; expected a list of at least one change",
                    list->kind == VALUE_LIST ? "an empty list" : value_kind_name(list->kind));
        return;
    }
    for (const struct value *item = list->first; item; item = item->next)
        apply(context, item);
}

static void read_version(struct keys_reader *reader, const struct value *value, void *context)
{
    int64_t version;
    (void)context;
    keys_integer(reader, value, 1, 1, &version);
}

static void read_root(struct applying *applying, const struct value *root)
{
    static const struct key keys[] = {{"muster", read_version}, {"changes", read_list}};
    if (root->kind != VALUE_MAP) {
        read_list(&applying->reader, root, applying);
        return;
    }
    if (keys_read(&applying->reader, root, keys, sizeof keys / sizeof *keys, applying) &&
        !value_get(root, "changes"))
        keys_refuse(&applying->reader, root,
                    "missing key: found no \"changes\"; expected a list of changes");
}

static void read_file(struct applying *applying, const char *path)
{
    struct error error;
    struct keys_reader *reader = &applying->reader;
    struct document *document = document_read(path, &error);
    const char *slash = strrchr(path, '/');
    if (!document) {
        error_list_add(reader->errors, &error);
        return;
    }
    reader->document = document;
    reader->file = arena_strdup(reader->arena, path);
    reader->folder = slash ? arena_strndup(reader->arena, path, (size_t)(slash - path + 1)) : "";
    if (document_root_count(document) != 1) {
        error_set(&error, ERROR_INPUT, "found %zu documents; expected one list of changes",
                  document_root_count(document));
        error_at(&error, path, 0, 0);
        error_list_add(reader->errors, &error);
    } else {
        read_root(applying, document_root(document, 0));
    }
    document_free(document);
}

bool change_files_apply(struct changes *changes, const struct import_settings *settings,
                        struct builder *builder, struct error_list *errors)
{
    size_t before = errors->total;
    struct applying applying = {
        .changes = changes,
        .settings = settings,
        .reader = {.arena = changes->arena, .builder = builder, .errors = errors}};
    for (int32_t i = 0; i < changes->file_count; i++)
        read_file(&applying, changes->files[i]);
    return errors->total == before;
}
