/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tasks are made from: reservations, limits, placement, ports. */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/swarm/swarm_objects.h"

const char *swarm_label(const struct label *labels, int32_t count, const char *key)
{
    for (int32_t i = 0; i < count; i++)
        if (strcmp(labels[i].key, key) == 0)
            return labels[i].value;
    return NULL;
}

static bool read_amount(const struct reading *reading, const struct value *map, const char *key,
                        int64_t *ret)
{
    long long number = 0;
    if (!value_get(map, key))
        return true;
    if (!reading_integer(reading, map, key, &number))
        return false;
    if (number < 0)
        return reading_error(reading, value_get(map, key), "%s: found %lld; expected 0 or more",
                             key, number);
    *ret = number;
    return true;
}

bool swarm_amounts_read(const struct reading *reading, const struct value *value,
                        struct swarm_amounts *ret)
{
    bool is_good = read_amount(reading, value, "NanoCPUs", &ret->nano_cpus);
    is_good = read_amount(reading, value, "MemoryBytes", &ret->memory_bytes) && is_good;
    return swarm_generics_read(reading, value_get(value, "GenericResources"), &ret->generics) &&
           is_good;
}

/* ---- placement */

static bool read_texts(const struct reading *reading, const struct value *list,
                       const char *const **ret, int32_t *ret_count)
{
    const char **texts = ARENA_NEW(reading->arena, list ? list->count : 0, const char *);
    *ret = texts;
    *ret_count = 0;
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        if (item->kind != VALUE_STRING)
            return reading_error(reading, item, "found %s; expected a text",
                                 value_kind_name(item->kind));
        texts[(*ret_count)++] = arena_strndup(reading->arena, item->text, item->length);
    }
    return true;
}

/* SwarmKit takes these two spellings of each for the same, and no others. */
static const char *usual_arch(const char *arch)
{
    if (strcmp(arch, "x86_64") == 0)
        return "amd64";
    return strcmp(arch, "aarch64") == 0 ? "arm64" : arch;
}

static bool is_listed(const struct swarm_platform *platforms, int32_t count,
                      struct swarm_platform wanted)
{
    for (int32_t i = 0; i < count; i++)
        if (strcmp(platforms[i].os, wanted.os) == 0 && strcmp(platforms[i].arch, wanted.arch) == 0)
            return true;
    return false;
}

static void read_platforms(const struct reading *reading, const struct value *list,
                           struct swarm_placement *ret)
{
    struct swarm_platform *platforms =
        ARENA_NEW(reading->arena, list ? list->count : 0, struct swarm_platform);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        struct swarm_platform platform = {
            reading_text(reading, item, "OS", ""),
            usual_arch(reading_text(reading, item, "Architecture", ""))};
        if (!is_listed(platforms, ret->platform_count, platform))
            platforms[ret->platform_count++] = platform;
    }
    ret->platforms = platforms;
}

bool swarm_placement_read(const struct reading *reading, const struct value *value,
                          struct swarm_placement *ret)
{
    bool is_good = read_texts(reading, reading_list(reading, value, "Constraints"),
                              &ret->constraints, &ret->constraint_count);
    read_platforms(reading, reading_list(reading, value, "Platforms"), ret);
    return read_amount(reading, value, "MaxReplicas", &ret->max_replicas) && is_good;
}

/* ---- plugins: volumes and logs that not every engine can do */

struct plugins {
    const struct reading *reading;
    const char **keys;
    int32_t count;
};

static void add_plugin(struct plugins *plugins, const char *type, const char *name)
{
    const char *key = arena_format(plugins->reading->arena, "engine.plugins.%s.%s", type, name);
    for (int32_t i = 0; i < plugins->count; i++)
        if (strcmp(plugins->keys[i], key) == 0)
            return;
    plugins->keys[plugins->count++] = key;
}

bool swarm_log_comes_with_engine(const char *log_driver)
{
    static const char *const drivers[] = {
        "",          "none",     "awslogs", "etwlogs",    "fluentd", "gcplogs", "gelf",
        "json-file", "journald", "local",   "logentries", "splunk",  "syslog"};
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (strcmp(drivers[i], log_driver) == 0)
            return true;
    return false;
}

static void read_plugins(const struct reading *reading, const struct value *value,
                         struct swarm_spec *ret)
{
    const struct value *container = value_get(value, "ContainerSpec");
    const struct value *mounts = reading_list(reading, container, "Mounts");
    const char *log = value_text(value_path(value, "LogDriver", "Name", (char *)NULL), "");
    struct plugins plugins = {reading, NULL, 0};
    plugins.keys = ARENA_NEW(reading->arena, (mounts ? mounts->count : 0) + 1, const char *);
    for (const struct value *item = mounts ? mounts->first : NULL; item; item = item->next) {
        const char *type = value_text(value_get(item, "Type"), "");
        const char *driver =
            value_text(value_path(item, "VolumeOptions", "DriverConfig", "Name", (char *)NULL), "");
        if (strcmp(type, "volume") == 0 && driver[0] && strcmp(driver, "local") != 0)
            add_plugin(&plugins, "Volume", driver);
        ret->has_cluster_volume |= strcmp(type, "cluster") == 0;
    }
    if (!swarm_log_comes_with_engine(log))
        add_plugin(&plugins, "Log", log);
    ret->placement.plugins = plugins.keys;
    ret->placement.plugin_count = plugins.count;
}

/* ---- ports and all */

static bool is_protocol(const char *text)
{
    return strcmp(text, "tcp") == 0 || strcmp(text, "udp") == 0 || strcmp(text, "sctp") == 0;
}

void swarm_host_ports_read(const struct reading *reading, const struct value *list,
                           struct swarm_spec *ret)
{
    struct swarm_port *ports = ARENA_NEW(reading->arena, list ? list->count : 0, struct swarm_port);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        const char *protocol = reading_text(reading, item, "Protocol", "tcp");
        int64_t number = 0;
        if (strcmp(reading_text(reading, item, "PublishMode", ""), "host") != 0 ||
            !read_amount(reading, item, "PublishedPort", &number) || number == 0)
            continue;
        if (number > 65535 || !is_protocol(protocol)) {
            reading_error(reading, item,
                          "Ports: found %lld/%.60s; expected 1 to 65535 of tcp, udp or sctp",
                          (long long)number, protocol);
            continue;
        }
        ports[ret->host_port_count].protocol = protocol;
        ports[ret->host_port_count++].number = number;
    }
    ret->host_ports = ports;
}

void swarm_spec_read(const struct reading *reading, const struct value *value,
                     const struct value *endpoint, struct swarm_spec *ret)
{
    const struct value *container = reading_map(reading, value, "ContainerSpec");
    const struct value *resources = reading_map(reading, value, "Resources");
    *ret = (struct swarm_spec){.labels = NULL};
    (void)swarm_amounts_read(reading, reading_map(reading, resources, "Reservations"),
                             &ret->reservations);
    (void)swarm_amounts_read(reading, reading_map(reading, resources, "Limits"), &ret->limits);
    (void)swarm_placement_read(reading, reading_map(reading, value, "Placement"), &ret->placement);
    (void)labels_read(reading, reading_map(reading, container, "Labels"), &ret->labels,
                      &ret->label_count);
    ret->is_plugin = !container && value_get(value, "PluginSpec");
    ret->is_attachment = !container && value_get(value, "NetworkAttachmentSpec");
    swarm_host_ports_read(reading, reading_list(reading, endpoint, "Ports"), ret);
    read_plugins(reading, value, ret);
}
