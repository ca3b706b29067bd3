/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files to single objects of a known kind. Docker's JSON names no kinds: an object is known by the
 * fields that only its kind has. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/error.h"
#include "document/document.h"
#include "import/swarm/swarm.h"
#include "import/swarm/swarm_objects.h"

struct origin swarm_origin(const struct swarm_object *object, const struct value *value)
{
    struct origin origin = {.file = object->file, .line = value->line, .column = value->column};
    char field[256];
    value_path_format(value, field, sizeof field);
    if (origin.line == 0)
        origin.field = arena_strdup(object->swarm->arena, field);
    return origin;
}

/* A kind: the keys that all of its objects have, and that no kind above it in the table has. A dot
 * goes one map down. */
struct shape {
    const char *name;
    const char *keys[4];
    void (*read)(struct swarm_object *object); /* NULL = passed over */
};

static const struct shape shapes[] = {
    {"Kubernetes objects", {"apiVersion", "kind"}, NULL},
    {"services", {"Spec.TaskTemplate"}, swarm_service_object},
    {"tasks", {"ServiceID", "DesiredState"}, swarm_task_object},
    {"tasks", {"Spec", "Status", "DesiredState"}, swarm_task_object},
    {"nodes", {"Description", "Spec"}, swarm_node_object},
    {"nodes", {"ID", "Spec.Availability"}, swarm_node_object},
    {"rows of docker service ps", {"Name", "CurrentState", "DesiredState"}, swarm_task_row},
    {"rows of docker node ls", {"Hostname", "Availability", "Status"}, swarm_node_row},
    {"rows of docker service ls", {"Name", "Mode", "Replicas"}, swarm_service_row},
    {"docker info", {"NCPU", "MemTotal"}, swarm_info_object},
    {"networks", {"Driver", "IPAM"}, NULL},
    {"networks", {"Driver", "Scope", "Name"}, NULL},
    {"volumes", {"Mountpoint", "Name"}, NULL},
    {"rows of docker stack ls", {"Name", "Services"}, NULL},
    {"configs or secrets", {"ID", "Spec.Name", "CreatedAt"}, NULL},
    {"the swarm itself", {"JoinTokens"}, NULL},
    {"containers", {"State", "Config", "HostConfig"}, NULL},
};

/* Kinds that cannot stand for what they are a part of, with the command that writes the whole. */
static const struct {
    const char *keys[2];
    const char *text;
} parts[] = {
    {{"Role", "Availability"},
     "the Spec of a node alone: found no ID, state and resources; expected what `docker node "
     "inspect $(docker node ls -q)` writes"},
    {{"ContainerSpec", "Placement"},
     "the Spec of a task alone: found no ID, service and state; expected what `docker inspect "
     "$(docker service ps -q SERVICE)` writes"},
    {{"TaskTemplate", "Mode"},
     "the Spec of a service alone: found no ID; expected what `docker service inspect $(docker "
     "service ls -q)` writes"},
    {{"Image", "Names"},
     "containers as docker ps lists them: found no service and no reservation; expected what "
     "`docker inspect $(docker node ps -q NODE)` writes"},
};

static bool has_path(const struct value *value, const char *path)
{
    const char *dot = strchr(path, '.');
    char first[32];
    if (!dot)
        return value_get(value, path) != NULL;
    memcpy(first, path, (size_t)(dot - path));
    first[dot - path] = '\0';
    return value_get(value_get(value, first), dot + 1) != NULL;
}

static bool has_all(const struct value *value, const char *const *keys, size_t room)
{
    for (size_t i = 0; i < room && keys[i]; i++)
        if (!has_path(value, keys[i]))
            return false;
    return true;
}

void swarm_count_other(struct swarm *swarm, const char *name)
{
    int32_t index = intern_add(swarm->other_kinds, name, strlen(name));
    while (swarm->other_counts.count <= (size_t)index)
        SWARM_ADD(swarm->other_counts, 0);
    swarm->other_counts.items[index]++;
}

static void refuse_part(struct swarm_object *object)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (has_all(object->value, parts[i].keys, 2)) {
            reading_error(&object->reading, object->value, "%s", parts[i].text);
            return;
        }
    reading_error(&object->reading, object->value,
                  "nothing of a swarm: found an object with %s%.60s; expected a node, a service or "
                  "a task as docker inspect writes it",
                  object->value->first ? "the key " : "no key",
                  object->value->first ? object->value->first->key : "");
}

static void read_object(struct swarm_object *object)
{
    if (object->value->kind != VALUE_MAP) {
        reading_error(&object->reading, object->value, "found %s; expected an object",
                      value_kind_name(object->value->kind));
        return;
    }
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const struct shape *shape = &shapes[i];
        if (!has_all(object->value, shape->keys, sizeof shape->keys / sizeof *shape->keys))
            continue;
        if (shape->read)
            shape->read(object);
        else if (i == 0 && !object->swarm->is_mixed)
            reading_error(&object->reading, object->value,
                          "a Kubernetes object: found apiVersion and kind; expected a node, a "
                          "service or a task of Docker in a cluster of orchestrator swarm");
        else
            swarm_count_other(object->swarm, shape->name);
        return;
    }
    refuse_part(object);
}

static void read_root(struct swarm_object *object, const struct value *root)
{
    const struct value *item = root->kind == VALUE_LIST ? root->first : root;
    for (; item; item = root->kind == VALUE_LIST ? item->next : NULL) {
        object->value = item;
        if (item->kind != VALUE_NULL)
            read_object(object);
    }
}

/* ---- texts that are no JSON */

void swarm_refuse_text(const char *path, const char *head, struct error_list *errors)
{
    static const struct {
        const char *mark, *command;
    } known[] = {
        {"Service Mode:", "docker service inspect $(docker service ls -q)"},
        {"Raft Status:", "docker node inspect $(docker node ls -q)"},
        {"Hostname:", "docker node inspect $(docker node ls -q)"},
        {"HOSTNAME", "docker node inspect $(docker node ls -q)"},
        {"REPLICAS", "docker service inspect $(docker service ls -q)"},
        {"DESIRED STATE", "docker inspect $(docker service ps -q SERVICE)"},
        {"Server Version:", "docker info --format json"},
    };
    struct error error;
    const char *command = "docker node inspect, docker service inspect or docker inspect";
    for (size_t i = sizeof known / sizeof *known; i-- > 0;)
        if (strstr(head, known[i].mark))
            command = known[i].command;
    error_set(&error, ERROR_INPUT,
              "not JSON: found a text for people, as docker writes with --pretty or as a table; "
              "expected what `%s` writes",
              command);
    error_at(&error, path, 0, 0);
    error_list_add(errors, &error);
}

/* ---- files */

static void read_file(struct swarm *swarm, const char *path)
{
    struct error error;
    struct document *document = document_read(path, &error);
    struct swarm_object object = {.swarm = swarm, .file = path};
    if (!document) {
        error_list_add(swarm->errors, &error);
        return;
    }
    object.reading = (struct reading){swarm->arena, document, swarm->errors};
    if (document_kind_of(document) != DOCUMENT_JSON)
        swarm_refuse_text(path, "", swarm->errors);
    else
        for (size_t i = 0; i < document_root_count(document); i++)
            read_root(&object, document_root(document, i));
    document_free(document);
}

static int is_json(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return entry->d_name[0] != '.' && dot && strcmp(dot, ".json") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_directory(struct swarm *swarm, const char *path)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_json, by_name);
    struct error error;
    for (int i = 0; i < count; i++) {
        const char *full = arena_format(swarm->arena, "%s/%s", path, entries[i]->d_name);
        read_file(swarm, builder_file(swarm->builder, full));
        free(entries[i]);
    }
    free(entries);
    if (count > 0)
        return;
    error_set(&error, ERROR_INPUT, "directory: found %s; expected .json files",
              count < 0 ? strerror(errno) : "none of them");
    error_at(&error, path, 0, 0);
    error_list_add(swarm->errors, &error);
}

void swarm_read_path(struct swarm *swarm, const char *path)
{
    struct stat status;
    if (strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        read_directory(swarm, path);
    else
        read_file(swarm, path);
}
