/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes: docker node inspect, docker info, rows of docker node ls. */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/swarm/swarm_objects.h"

/* "Ready" of docker node ls is "ready" of docker node inspect. */
static const char *lower_text(const struct reading *reading, const struct value *map,
                              const char *key, const char *fallback)
{
    const char *text = reading_text(reading, map, key, fallback);
    char *lower = arena_strdup(reading->arena, text);
    for (char *at = lower; *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at + ('a' - 'A')) : *at;
    return lower;
}

static void read_plugins(const struct reading *reading, const struct value *list,
                         struct swarm_node *ret)
{
    struct swarm_plugin *plugins =
        ARENA_NEW(reading->arena, list ? list->count : 0, struct swarm_plugin);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        struct swarm_plugin plugin = {reading_text(reading, item, "Type", ""),
                                      reading_text(reading, item, "Name", "")};
        plugins[ret->plugin_count++] = plugin;
    }
    ret->plugins = plugins;
}

static void read_platform(const struct reading *reading, const struct value *platform,
                          struct swarm_node *ret)
{
    ret->has_platform = platform != NULL;
    ret->os = reading_text(reading, platform, "OS", "");
    ret->arch = reading_text(reading, platform, "Architecture", "");
}

void swarm_node_read(const struct reading *reading, const struct value *value,
                     struct swarm_node *ret)
{
    const struct value *spec = reading_map(reading, value, "Spec");
    const struct value *status = reading_map(reading, value, "Status");
    const struct value *description = reading_map(reading, value, "Description");
    const struct value *engine = reading_map(reading, description, "Engine");
    const struct value *resources = reading_map(reading, description, "Resources");
    *ret = (struct swarm_node){.handle = -1, .has_resources = resources != NULL};
    ret->id = reading_text(reading, value, "ID", "");
    ret->name = reading_text(reading, spec, "Name", "");
    ret->hostname = reading_text(reading, description, "Hostname", "");
    ret->address = reading_text(reading, status, "Addr", "");
    ret->role = lower_text(reading, spec, "Role", "");
    ret->availability = lower_text(reading, spec, "Availability", "active");
    ret->state = lower_text(reading, status, "State", "unknown");
    read_platform(reading, reading_map(reading, description, "Platform"), ret);
    (void)swarm_amounts_read(reading, resources, &ret->resources);
    (void)labels_read(reading, reading_map(reading, spec, "Labels"), &ret->labels,
                      &ret->label_count);
    (void)labels_read(reading, reading_map(reading, engine, "Labels"), &ret->engine_labels,
                      &ret->engine_label_count);
    read_plugins(reading, reading_list(reading, engine, "Plugins"), ret);
}

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* A state or availability that Swarm does not have would be taken for one that closes the node. */
static void check_words(const struct swarm_object *object, const struct swarm_node *node)
{
    static const char *const availabilities[] = {"active", "pause", "drain"};
    static const char *const states[] = {"ready", "down", "unknown", "disconnected"};
    static const char *const roles[] = {"", "worker", "manager"};
    if (!is_one_of(node->availability, availabilities, 3))
        reading_error(&object->reading, object->value,
                      "Availability: found \"%.60s\"; expected active, pause or drain",
                      node->availability);
    if (!is_one_of(node->state, states, 4))
        reading_error(&object->reading, object->value,
                      "State: found \"%.60s\"; expected ready, down, unknown or disconnected",
                      node->state);
    if (!is_one_of(node->role, roles, 3))
        reading_error(&object->reading, object->value,
                      "Role: found \"%.60s\"; expected worker or manager", node->role);
}

void swarm_node_object(struct swarm_object *object)
{
    struct swarm *swarm = object->swarm;
    struct swarm_node node;
    swarm_node_read(&object->reading, object->value, &node);
    node.origin = swarm_origin(object, object->value);
    check_words(object, &node);
    if (!node.id[0]) {
        reading_error(&object->reading, object->value, "node: found no ID; expected one");
        return;
    }
    int32_t index = intern_add(swarm->node_ids, node.id, strlen(node.id));
    if ((size_t)index < swarm->nodes.count) {
        swarm->nodes.items[index] = node;
        swarm->twice++;
    } else {
        SWARM_ADD(swarm->nodes, node);
    }
}

/* ---- docker info: the one node that it was asked on */

static void read_info_labels(const struct reading *reading, const struct value *list,
                             struct swarm_node *ret)
{
    struct label *labels = ARENA_NEW(reading->arena, list ? list->count : 0, struct label);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        const char *equals = strchr(item->text, '=');
        size_t n = equals ? (size_t)(equals - item->text) : item->length;
        labels[ret->engine_label_count].key = arena_strndup(reading->arena, item->text, n);
        labels[ret->engine_label_count++].value =
            arena_strdup(reading->arena, equals ? equals + 1 : "");
    }
    ret->engine_labels = labels;
}

static void read_info_plugins(const struct reading *reading, const struct value *map,
                              struct swarm_node *ret)
{
    static const char *const types[] = {"Volume", "Network", "Log"};
    size_t count = 0, room = 0;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const struct value *list = reading_list(reading, map, types[i]);
        room += list ? list->count : 0;
    }
    struct swarm_plugin *plugins = ARENA_NEW(reading->arena, room, struct swarm_plugin);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const struct value *list = value_get(map, types[i]);
        for (const struct value *item = list ? list->first : NULL; item && count < room;
             item = item->next) {
            plugins[count].type = types[i];
            plugins[count++].name = arena_strdup(reading->arena, item->text);
        }
    }
    ret->plugins = plugins;
    ret->plugin_count = (int32_t)count;
}

/* One processor is a billion of its billionths; more than fit are an error. */
static void read_info_resources(const struct reading *reading, const struct value *value,
                                struct swarm_node *ret)
{
    enum { PROCESSORS_MAX = 1000000 };
    long long processors = 0, memory = 0;
    bool has_both = reading_integer(reading, value, "NCPU", &processors);
    has_both = reading_integer(reading, value, "MemTotal", &memory) && has_both;
    if (!has_both || processors < 0 || processors > PROCESSORS_MAX || memory < 0) {
        reading_error(reading, value,
                      "docker info: found no usable NCPU and MemTotal; expected what the node has");
        return;
    }
    ret->resources.nano_cpus = (int64_t)processors * 1000000000;
    ret->resources.memory_bytes = memory;
    ret->has_resources = true;
    (void)swarm_generics_read(reading, value_get(value, "GenericResources"),
                              &ret->resources.generics);
}

void swarm_info_object(struct swarm_object *object)
{
    const struct reading *reading = &object->reading;
    struct swarm *swarm = object->swarm;
    const struct value *own = reading_map(reading, object->value, "Swarm");
    const struct value *is_manager = value_get(own, "ControlAvailable");
    const char *state = reading_text(reading, own, "LocalNodeState", "inactive");
    long long nodes = 0;
    struct swarm_node node = {.handle = -1, .state = "ready", .availability = "active"};
    node.id = reading_text(reading, own, "NodeID", "");
    if (!node.id[0] || strcmp(state, "active") != 0) {
        reading_error(reading, object->value,
                      "docker info of an engine that is in no swarm: found Swarm.LocalNodeState "
                      "\"%.60s\"; expected active, with a NodeID",
                      state);
        return;
    }
    node.name = "";
    node.hostname = reading_text(reading, object->value, "Name", "");
    node.address = reading_text(reading, own, "NodeAddr", "");
    node.role =
        is_manager && is_manager->kind == VALUE_BOOL && is_manager->boolean ? "manager" : "worker";
    node.has_platform = true;
    node.os = reading_text(reading, object->value, "OSType", "");
    node.arch = reading_text(reading, object->value, "Architecture", "");
    node.origin = swarm_origin(object, object->value);
    read_info_resources(reading, object->value, &node);
    read_info_labels(reading, reading_list(reading, object->value, "Labels"), &node);
    read_info_plugins(reading, reading_map(reading, object->value, "Plugins"), &node);
    if (reading_integer(reading, own, "Nodes", &nodes) && nodes > swarm->expected_nodes)
        swarm->expected_nodes = nodes;
    int32_t index = intern_add(swarm->info_ids, node.id, strlen(node.id));
    if ((size_t)index < swarm->infos.count)
        swarm->infos.items[index] = node;
    else
        SWARM_ADD(swarm->infos, node);
}

void swarm_node_row(struct swarm_object *object)
{
    const struct reading *reading = &object->reading;
    struct swarm_row row = {.file = object->file};
    const char *manager = reading_text(reading, object->value, "ManagerStatus", "");
    row.id = reading_text(reading, object->value, "ID", "");
    row.name = reading_text(reading, object->value, "Hostname", "");
    row.availability = lower_text(reading, object->value, "Availability", "");
    row.state = lower_text(reading, object->value, "Status", "");
    row.role = manager[0] ? "manager" : "worker";
    row.origin = swarm_origin(object, object->value);
    SWARM_ADD(object->swarm->node_rows, row);
}

/* ---- what is said of a node */

struct labels {
    struct arena *arena;
    struct label *items;
    int32_t count;
};

static void add(struct labels *labels, const char *key, const char *value)
{
    struct label label = {key, value};
    labels->items[labels->count++] = label;
}

static void add_all(struct labels *labels, const char *prefix, const struct label *items,
                    int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        add(labels, arena_format(labels->arena, "%s%s", prefix, items[i].key), items[i].value);
}

/* A plugin NAME:latest is found as NAME too. Those that come with every engine are left out: no
 * service asks for them (swarm_spec.c). */
static void add_plugins(struct labels *labels, const struct swarm_node *node)
{
    for (int32_t i = 0; i < node->plugin_count; i++) {
        const struct swarm_plugin *plugin = &node->plugins[i];
        size_t n = strlen(plugin->name), tag = strlen(":latest");
        bool is_volume = strcmp(plugin->type, "Volume") == 0;
        if (!(is_volume && strcmp(plugin->name, "local") != 0) &&
            !(strcmp(plugin->type, "Log") == 0 && strchr(plugin->name, ':')))
            continue;
        add(labels, arena_format(labels->arena, "engine.plugins.%s.%s", plugin->type, plugin->name),
            "");
        if (n > tag && strcmp(plugin->name + n - tag, ":latest") == 0)
            add(labels,
                arena_format(labels->arena, "engine.plugins.%s.%.*s", plugin->type, (int)(n - tag),
                             plugin->name),
                "");
    }
}

const struct label *swarm_node_labels(struct arena *arena, const struct swarm_node *node,
                                      int32_t *ret_count)
{
    enum { FIELDS = 8 };
    struct labels labels = {arena, NULL, 0};
    labels.items = ARENA_NEW(
        arena, FIELDS + node->label_count + node->engine_label_count + 2 * node->plugin_count,
        struct label);
    add(&labels, "node.id", node->id);
    add(&labels, "node.hostname", node->hostname);
    add(&labels, "node.availability", node->availability);
    if (node->role[0])
        add(&labels, "node.role", node->role);
    if (node->address[0])
        add(&labels, "node.ip", node->address);
    if (node->has_platform) {
        add(&labels, "node.platform.os", node->os);
        add(&labels, "node.platform.arch", node->arch);
    }
    add_all(&labels, "node.labels.", node->labels, node->label_count);
    add_all(&labels, "engine.labels.", node->engine_labels, node->engine_label_count);
    add_plugins(&labels, node);
    *ret_count = labels.count;
    return labels.items;
}

bool swarm_node_is_ready(const struct swarm_node *node)
{
    return strcmp(node->state, "ready") == 0;
}

bool swarm_node_is_active(const struct swarm_node *node)
{
    return strcmp(node->availability, "active") == 0;
}

bool swarm_node_evicts(const struct swarm_node *node)
{
    return !node || strcmp(node->state, "down") == 0 || strcmp(node->availability, "drain") == 0;
}
