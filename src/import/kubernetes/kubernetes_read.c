/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files to single objects: lists unwrapped, kinds found. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "document/document.h"
#include "document/json_items.h"
#include "import/kubernetes/kubernetes_objects.h"

/* A file that is being read. */
struct kube_file {
    struct kube *kube;
    struct reading reading;
    const char *path; /* lives with the builder */
    bool is_found;    /* in a directory: what is not Kubernetes is passed over with a finding */
    size_t object_count;
    bool is_kubernetes; /* it holds an object or a list */
};

struct origin kubernetes_origin(const struct kube_object *object, const struct value *value)
{
    struct origin origin = {.file = object->file};
    char field[256];

    if (value == NULL)
        return origin;
    origin.line = value->line;
    origin.column = value->column;
    if (origin.line == 0) {
        value_path_format(value, field, sizeof field);
        origin.field = arena_strdup(object->kube->arena, field);
    }
    return origin;
}

bool kubernetes_kind_is_read(const char *kind, const char *api_version)
{
    static const char *const kinds[] = {
        "Node",
        "Pod",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "Job",
        "CronJob",
        "ReplicationController",
        "Namespace",
        "LimitRange",
        "PriorityClass",
        "RuntimeClass",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "StorageClass",
        "ResourceQuota",
        "PodDisruptionBudget",
    };
    static const char *const groups[] = {
        "apps/",        "extensions/",     "batch/", "scheduling.k8s.io/",
        "node.k8s.io/", "storage.k8s.io/", "policy/"};
    bool is_ours = strchr(api_version, '/') == NULL;

    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        is_ours |= strncmp(api_version, groups[i], strlen(groups[i])) == 0;
    for (size_t i = 0; is_ours && i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}

/* The kind that a selfLink (of older dumps) says: the collection before the name. */
static const char *kind_of_link(const char *link)
{
    static const struct {
        const char *collection, *kind;
    } known[] = {
        {"/nodes/", "Node"},
        {"/pods/", "Pod"},
        {"/deployments/", "Deployment"},
        {"/statefulsets/", "StatefulSet"},
        {"/daemonsets/", "DaemonSet"},
        {"/replicasets/", "ReplicaSet"},
        {"/replicationcontrollers/", "ReplicationController"},
        {"/jobs/", "Job"},
        {"/cronjobs/", "CronJob"},
        {"/priorityclasses/", "PriorityClass"},
        {"/persistentvolumes/", "PersistentVolume"},
        {"/persistentvolumeclaims/", "PersistentVolumeClaim"},
        {"/storageclasses/", "StorageClass"},
        {"/resourcequotas/", "ResourceQuota"},
        {"/poddisruptionbudgets/", "PodDisruptionBudget"},
    };
    const char *last = strrchr(link, '/');

    for (size_t i = 0; last != NULL && i < sizeof known / sizeof known[0]; i++) {
        size_t n = strlen(known[i].collection);

        if ((size_t)(last - link) + 1 >= n && strncmp(last + 1 - n, known[i].collection, n) == 0)
            return known[i].kind;
    }
    return "";
}

/* The kind of an object that does not say it, as dumps of single collections have them. */
static const char *kind_of_shape(const struct value *value)
{
    const char *kind =
        kind_of_link(value_text(value_path(value, "metadata", "selfLink", (char *)NULL), ""));

    if (kind[0] != '\0')
        return kind;
    if (value_get(value, "metadata") == NULL)
        return "";
    if (value_path(value, "status", "nodeInfo", (char *)NULL) != NULL ||
        value_path(value, "status", "allocatable", (char *)NULL) != NULL)
        return "Node";
    return value_path(value, "spec", "containers", (char *)NULL) != NULL ? "Pod" : "";
}

/* What a file holds that is no Kubernetes object: an error, or in a directory a finding. */
static void not_kubernetes(struct kube_file *file, const struct value *value, const char *found)
{
    if (file->is_found)
        builder_finding(file->kube->builder, SEVERITY_INFO, "file-not-read", file->kube->cluster,
                        -1, -1, "%s: not read: found %s; expected a Kubernetes object", file->path,
                        found);
    else
        reading_error(&file->reading, value,
                      "no Kubernetes object: found %s; expected kind and metadata, or a list of "
                      "such objects (kubectl get ... -o json)",
                      found);
}

static void count_other(struct kube *kube, const char *kind, const char *api_version)
{
    const char *slash = strchr(api_version, '/');
    const char *name = kind;
    int32_t index;

    /* A kind of ours in a foreign group (a Job of volcano.sh) is another kind. */
    if (slash != NULL && kubernetes_kind_is_read(kind, ""))
        name = arena_format(kube->arena, "%s (%s)", kind, api_version);
    index = intern_add(kube->other_kinds, name, strlen(name));
    while (kube->other_counts.count <= (size_t)index)
        KUBE_ADD(kube->other_counts, 0);
    kube->other_counts.items[index]++;
}

static void read_item(struct kube_file *file, const struct value *value, const char *list_kind)
{
    struct kube_object object = {
        .kube = file->kube, .reading = file->reading, .value = value, .file = file->path};
    struct reading names = {file->kube->names, file->reading.document, file->reading.errors};
    const struct value *metadata;
    const char *api_version;

    if (value->kind != VALUE_MAP) {
        reading_error(&file->reading, value, "item: found %s; expected an object",
                      value_kind_name(value->kind));
        return;
    }
    api_version = value_text(value_get(value, "apiVersion"), "");
    object.kind = value_text(value_get(value, "kind"), list_kind);
    if (object.kind[0] == '\0')
        object.kind = kind_of_shape(value);
    if (object.kind[0] == '\0') {
        not_kubernetes(file, value, "a map without kind");
        return;
    }
    file->is_kubernetes = true;
    file->object_count++;
    if (strcmp(object.kind, "Status") == 0 &&
        strcmp(value_text(value_get(value, "status"), ""), "Failure") == 0) {
        reading_error(&file->reading, value,
                      "the API server's refusal instead of objects: found \"%.200s\"; expected "
                      "what kubectl get prints when it may read them",
                      value_text(value_get(value, "message"), "Status: Failure"));
        return;
    }
    if (!kubernetes_kind_is_read(object.kind, api_version)) {
        count_other(file->kube, object.kind, api_version);
        return;
    }
    metadata = reading_map(&file->reading, value, "metadata");
    object.name = reading_text(&names, metadata, "name", "");
    object.name_space = reading_text(&file->reading, metadata, "namespace", "");
    if (object.name_space[0] == '\0')
        object.name_space = "default";
    if (object.name[0] == '\0')
        reading_error(&file->reading, value, "%s: found no metadata.name; expected one",
                      object.kind);
    else
        kubernetes_object(&object);
}

static bool is_list_kind(const char *kind)
{
    size_t length = strlen(kind);

    return length >= 4 && strcmp(kind + length - 4, "List") == 0;
}

/* Does a map with items stand for them? */
static bool stands_for_items(const char *kind)
{
    return kind[0] == '\0' || is_list_kind(kind);
}

/* The kind of the items of a list that do not say theirs. */
static const char *begin_list(struct kube_file *file, const char *kind)
{
    file->is_kubernetes = true;
    if (!is_list_kind(kind))
        return "";
    return arena_strndup(file->kube->arena, kind, strlen(kind) - strlen("List"));
}

static void read_items(struct kube_file *file, const struct value *list, const char *kind)
{
    const struct value *items = value_get(list, "items");
    const char *item_kind = begin_list(file, kind);

    if (items == NULL)
        return;
    if (items->kind != VALUE_LIST) {
        reading_error(&file->reading, items, "items: found %s; expected a list",
                      value_kind_name(items->kind));
        return;
    }
    for (const struct value *item = items->first; item != NULL; item = item->next)
        read_item(file, item, item_kind);
}

static bool has_key(const struct value *map, const char *key)
{
    for (const struct value *item = map->first; item != NULL; item = item->next)
        if (strcmp(item->key, key) == 0)
            return true;
    return false;
}

static void read_root(struct kube_file *file, const struct value *root)
{
    const char *kind = value_text(value_get(root, "kind"), "");

    if (root->kind == VALUE_LIST) {
        for (const struct value *item = root->first; item != NULL; item = item->next)
            read_item(file, item, "");
        return;
    }
    if (root->kind == VALUE_NULL)
        return;
    if (root->kind != VALUE_MAP) {
        not_kubernetes(file, root, value_kind_name(root->kind));
        return;
    }
    if (is_list_kind(kind) || (kind[0] == '\0' && has_key(root, "items")))
        read_items(file, root, kind);
    else if (kind[0] == '\0' && has_key(root, "Items"))
        not_kubernetes(file, root,
                       "\"Items\", the internal names that cluster-info dump of 2017 wrote");
    else if (kind[0] == '\0' && has_key(root, "services"))
        not_kubernetes(file, root, "\"services\", a compose or stack file");
    else
        read_item(file, root, "");
}

/* YAML, what is no regular file, and what is not JSON: as one tree. */
static void read_tree(struct kube_file *file)
{
    struct error error;
    struct document *document = document_read(file->path, &error);

    if (document == NULL) {
        error_list_add(file->kube->errors, &error);
        return;
    }
    file->reading.document = document;
    if (document_root_count(document) == 0 && !file->is_found)
        not_kubernetes(file, NULL, "nothing");
    for (size_t i = 0; i < document_root_count(document); i++)
        read_root(file, document_root(document, i));
    document_free(document);
}

/* JSON: object by object. */
static void read_stream(struct kube_file *file, struct json_items *items)
{
    struct json_item item;
    struct error error;
    const char *kind = "";
    bool failed;

    file->reading.document = json_items_document(items);
    while (json_items_next(items, &item, &failed, &error)) {
        if (item.kind == JSON_ITEM_ROOT)
            read_root(file, item.value);
        else if (item.kind == JSON_ITEM_LIST)
            kind = item.list_kind == NULL ? "" : begin_list(file, item.list_kind);
        else
            read_item(file, item.value, kind);
    }
    if (failed)
        error_list_add(file->kube->errors, &error);
}

size_t kubernetes_read_file(struct kube *kube, const char *path, bool is_found)
{
    const struct json_items_options options = {kubernetes_skips(), stands_for_items};
    struct json_items *items = json_items_open(path, &options);
    struct kube_file file = {.kube = kube,
                             .reading = {kube->arena, NULL, kube->errors},
                             .path = path,
                             .is_found = is_found};

    if (items != NULL)
        read_stream(&file, items);
    else
        read_tree(&file);
    json_items_free(items);
    return file.is_kubernetes ? 1 : 0;
}
