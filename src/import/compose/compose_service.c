/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One service: its deploy section, and the keys beside it that say the same in older words. */
#include <string.h>

#include "base/arena.h"
#include "base/docker_units.h"
#include "base/error.h"
#include "import/compose/compose_model.h"
#include "import/swarm/swarm_objects.h"

/* What compose knows; the second line on does not bear on where a replica goes. */
static const char *const service_keys[] = {"deploy",
                                           "extends",
                                           "gpus",
                                           "labels",
                                           "logging",
                                           "platform",
                                           "ports",
                                           "profiles",
                                           "volumes",
                                           "annotations",
                                           "attach",
                                           "blkio_config",
                                           "build",
                                           "cap_add",
                                           "cap_drop",
                                           "cgroup",
                                           "cgroup_parent",
                                           "command",
                                           "configs",
                                           "container_name",
                                           "cpu_count",
                                           "cpu_percent",
                                           "cpu_period",
                                           "cpu_quota",
                                           "cpu_rt_period",
                                           "cpu_rt_runtime",
                                           "cpu_shares",
                                           "cpus",
                                           "cpuset",
                                           "credential_spec",
                                           "depends_on",
                                           "develop",
                                           "device_cgroup_rules",
                                           "devices",
                                           "dns",
                                           "dns_opt",
                                           "dns_search",
                                           "domainname",
                                           "entrypoint",
                                           "env_file",
                                           "environment",
                                           "expose",
                                           "external_links",
                                           "extra_hosts",
                                           "group_add",
                                           "healthcheck",
                                           "hostname",
                                           "image",
                                           "init",
                                           "ipc",
                                           "isolation",
                                           "label_file",
                                           "links",
                                           "mac_address",
                                           "mem_limit",
                                           "mem_reservation",
                                           "mem_swappiness",
                                           "memswap_limit",
                                           "models",
                                           "network_mode",
                                           "networks",
                                           "oom_kill_disable",
                                           "oom_score_adj",
                                           "pid",
                                           "pids_limit",
                                           "post_start",
                                           "pre_start",
                                           "pre_stop",
                                           "privileged",
                                           "provider",
                                           "pull_policy",
                                           "pull_refresh_after",
                                           "read_only",
                                           "restart",
                                           "runtime",
                                           "scale",
                                           "secrets",
                                           "security_opt",
                                           "shm_size",
                                           "stdin_open",
                                           "stop_grace_period",
                                           "stop_signal",
                                           "storage_opt",
                                           "sysctls",
                                           "tmpfs",
                                           "tty",
                                           "ulimits",
                                           "use_api_socket",
                                           "user",
                                           "userns_mode",
                                           "uts",
                                           "volumes_from",
                                           "working_dir",
                                           NULL};

/* ---- fields */

enum field_type { FIELD_WHOLE, FIELD_BYTES, FIELD_CPUS, FIELD_MICROSECONDS, FIELD_TEXT };

static const struct {
    const char *key;
    enum field_type type;
    int64_t least; /* whole numbers, bytes */
} fields[] = {
    {"cpu_count", FIELD_WHOLE, 0},
    {"cpu_percent", FIELD_WHOLE, 0},
    {"cpu_period", FIELD_MICROSECONDS, 0},
    {"cpu_quota", FIELD_MICROSECONDS, 0},
    {"cpu_rt_period", FIELD_MICROSECONDS, 0},
    {"cpu_rt_runtime", FIELD_MICROSECONDS, 0},
    {"cpu_shares", FIELD_WHOLE, 0},
    {"cpus", FIELD_CPUS, 0},
    {"cpuset", FIELD_TEXT, 0},
    {"mem_limit", FIELD_BYTES, 0},
    {"mem_reservation", FIELD_BYTES, 0},
    {"mem_swappiness", FIELD_WHOLE, -1},
    {"memswap_limit", FIELD_BYTES, -1},
    {"oom_score_adj", FIELD_WHOLE, -1000},
    {"pids_limit", FIELD_WHOLE, -1},
    {"platform", FIELD_TEXT, 0},
    {"scale", FIELD_WHOLE, 0},
    {"shm_size", FIELD_BYTES, 0},
};

enum { FIELD_COUNT = sizeof fields / sizeof *fields };

const struct compose_field *compose_field_of(const struct compose_service *service, const char *key)
{
    for (int32_t i = 0; i < service->field_count; i++)
        if (strcmp(service->fields[i].key, key) == 0)
            return &service->fields[i];
    return NULL;
}

/* A whole number of microseconds, or a duration. */
static bool take_microseconds(struct compose_reader *reader, const struct compose_node *map,
                              const char *key, struct compose_number *ret)
{
    const struct compose_node *node = compose_tree_get(map, key);
    if (node && node->length > 0 && strspn(node->text, "0123456789-") == node->length)
        return compose_take_number(reader, map, key, -1, ret);
    if (!compose_take_duration(reader, map, key, ret))
        return false;
    ret->value /= 1000;
    return true;
}

static bool take_field(struct compose_reader *reader, const struct compose_node *node, size_t f,
                       struct compose_field *ret)
{
    const struct compose_node *child = compose_tree_get(node, fields[f].key);
    struct compose_number number = {.is_given = true};
    struct error error = {.code = ERROR_NONE};
    bool is_good = compose_take_text(reader, node, fields[f].key, &ret->text);
    if (is_good && fields[f].type == FIELD_WHOLE)
        is_good = compose_take_number(reader, node, fields[f].key, fields[f].least, &number);
    else if (is_good && fields[f].type == FIELD_BYTES)
        is_good = compose_take_bytes(reader, node, fields[f].key, &number);
    else if (is_good && fields[f].type == FIELD_MICROSECONDS)
        is_good = take_microseconds(reader, node, fields[f].key, &number);
    else if (is_good && fields[f].type == FIELD_CPUS &&
             !docker_cpus_parse(ret->text, strlen(ret->text), &number.value, &error))
        is_good = compose_error(reader, child, "%.400s", error.text);
    if (is_good && fields[f].type == FIELD_BYTES && number.value < fields[f].least)
        is_good = compose_error(reader, child, "must be greater than or equal to %lld: found %lld",
                                (long long)fields[f].least, (long long)number.value);
    ret->key = fields[f].key;
    ret->is_number = fields[f].type != FIELD_TEXT;
    ret->value = number.value;
    return is_good;
}

static bool take_fields(struct compose_reader *reader, const struct compose_node *node,
                        struct compose_service *ret)
{
    struct compose_field *found = ARENA_NEW(reader->arena, FIELD_COUNT, struct compose_field);
    bool is_good = true;
    for (size_t f = 0; f < FIELD_COUNT; f++)
        if (compose_tree_get(node, fields[f].key))
            is_good = take_field(reader, node, f, &found[ret->field_count++]) && is_good;
    ret->fields = found;
    return is_good;
}

/* ---- two words for one thing */

/* Compose takes an older key beside a deploy section only with the same value; where the section of
 * limits is there and does not say it, that value is 0. */
static bool check_same(struct compose_reader *reader, const struct compose_node *node,
                       const struct compose_field *field, bool is_said, int64_t said,
                       const char *key)
{
    if (!field || field->value == 0 || !is_said || field->value == said)
        return true;
    return compose_error(reader, compose_tree_get(node, field->key),
                         "can't set distinct values on '%s' and '%s': found %lld and %lld",
                         field->key, key, (long long)field->value, (long long)said);
}

static void take_older(struct compose_number *number, const struct compose_field *field)
{
    if (field && !number->is_given && field->value > 0)
        *number = (struct compose_number){true, field->value};
}

static bool unite(struct compose_reader *reader, const struct compose_node *node,
                  struct compose_service *service)
{
    struct compose_amounts *limits = &service->deploy.limits;
    struct compose_amounts *reserved = &service->deploy.reservations;
    struct compose_number *replicas = &service->deploy.replicas;
    const struct compose_field *scale = compose_field_of(service, "scale");
    const struct compose_field *cpus = compose_field_of(service, "cpus");
    const struct compose_field *limit = compose_field_of(service, "mem_limit");
    const struct compose_field *reservation = compose_field_of(service, "mem_reservation");
    const struct compose_field *pids = compose_field_of(service, "pids_limit");
    struct error error = {.code = ERROR_NONE};
    if (scale && replicas->is_given && scale->value != replicas->value)
        return compose_error(reader, compose_tree_get(node, "scale"),
                             "can't set distinct values on 'scale' and 'deploy.replicas': found "
                             "%lld and %lld",
                             (long long)scale->value, (long long)replicas->value);
    if (!check_same(reader, node, cpus, limits->is_given, limits->nano_cpus.value,
                    "deploy.resources.limits.cpus") ||
        !check_same(reader, node, limit, limits->is_given, limits->memory_bytes.value,
                    "deploy.resources.limits.memory") ||
        !check_same(reader, node, pids, limits->is_given, limits->pids.value,
                    "deploy.resources.limits.pids") ||
        !check_same(reader, node, reservation, reserved->is_given, reserved->memory_bytes.value,
                    "deploy.resources.reservations.memory"))
        return false;
    take_older(&limits->nano_cpus, cpus);
    take_older(&limits->memory_bytes, limit);
    take_older(&limits->pids, pids);
    take_older(&reserved->memory_bytes, reservation);
    if (!scale)
        return true;
    *replicas = (struct compose_number){true, scale->value};
    if (!compose_mode_parse(service->deploy.mode_text, replicas, 0, &service->deploy.mode, &error))
        return compose_error(reader, compose_tree_get(node, "scale"), "%.400s", error.text);
    return true;
}

/* ---- what else decides where it may run */

static bool take_gpus(struct compose_reader *reader, const struct compose_node *node,
                      struct compose_devices *ret)
{
    const struct compose_node *gpus = compose_tree_get(node, "gpus");
    if (!gpus || gpus->kind != VALUE_STRING || strcmp(gpus->text, "all") != 0)
        return compose_take_devices(reader, gpus, false, ret);
    struct compose_device *all = ARENA_NEW(reader->arena, 1, struct compose_device);
    *all = (struct compose_device){.driver = "", .has_count = true, .count = -1};
    *ret = (struct compose_devices){all, 1};
    return true;
}

static bool has_text(const struct compose_node *map, const char *key, const char *text)
{
    const struct compose_node *node = compose_tree_get(map, key);
    return node && strcmp(node->text, text) == 0;
}

/* The long form in host mode; what only the mesh publishes is no matter of a node. */
static bool take_ports(struct compose_reader *reader, const struct compose_node *node,
                       struct compose_service *ret)
{
    const struct compose_node *list = compose_tree_get(node, "ports");
    if (!list)
        return true;
    if (list->kind != VALUE_LIST)
        return compose_error(reader, list, "found %s; expected a list of ports",
                             value_kind_name(list->kind));
    struct compose_port *ports = ARENA_NEW(reader->arena, list->count, struct compose_port);
    for (const struct compose_node *item = list->first; item; item = item->next) {
        struct compose_number published = {.value = 0};
        struct compose_port port = {.protocol = "tcp"};
        if (!has_text(item, "mode", "host"))
            continue;
        if (!compose_take_number(reader, item, "published", 0, &published) ||
            !compose_take_text(reader, item, "protocol", &port.protocol))
            return false;
        port.number = published.value;
        if (port.number > 65535 ||
            (strcmp(port.protocol, "tcp") != 0 && strcmp(port.protocol, "udp") != 0 &&
             strcmp(port.protocol, "sctp") != 0))
            return compose_error(reader, item,
                                 "found port %lld of \"%.60s\"; expected 1 to 65535 of tcp, udp "
                                 "or sctp",
                                 (long long)port.number, port.protocol);
        if (port.number > 0)
            ports[ret->host_port_count++] = port;
    }
    ret->host_ports = ports;
    return true;
}

/* The name of the volume that an item mounts; NULL = it is none, or a folder of the node. */
static const char *volume_name(struct compose_reader *reader, const struct compose_node *item)
{
    const struct compose_node *source = compose_tree_get(item, "source");
    size_t n = strcspn(item->text, ":");
    if (item->kind == VALUE_MAP)
        return has_text(item, "type", "volume") && source ? source->text : NULL;
    if (item->kind != VALUE_STRING || item->text[n] == '\0' || n < 2 ||
        strchr("/.~", item->text[0]))
        return NULL;
    return arena_strndup(reader->arena, item->text, n);
}

static void add_plugin(struct compose_reader *reader, struct swarm_placement *placement,
                       const char **keys, const char *type, const char *driver)
{
    const char *key = arena_format(reader->arena, "engine.plugins.%s.%s", type, driver);
    for (int32_t i = 0; i < placement->plugin_count; i++)
        if (strcmp(keys[i], key) == 0)
            return;
    keys[placement->plugin_count++] = key;
}

/* Drivers that not every engine has. */
static bool take_plugins(struct compose_reader *reader, const struct compose_node *root,
                         const struct compose_node *node, struct compose_service *ret)
{
    const struct compose_node *mounts = compose_tree_get(node, "volumes");
    const struct compose_node *volumes = compose_tree_get(root, "volumes");
    const char *log = "";
    if (mounts && mounts->kind != VALUE_LIST)
        return compose_error(reader, mounts, "found %s; expected a list of volumes",
                             value_kind_name(mounts->kind));
    const char **keys = ARENA_NEW(reader->arena, (mounts ? mounts->count : 0) + 1, const char *);
    for (const struct compose_node *item = mounts ? mounts->first : NULL; item; item = item->next) {
        const char *name = volume_name(reader, item), *driver = "";
        ret->has_cluster_volume |= has_text(item, "type", "cluster");
        if (name && !compose_take_text(reader, compose_tree_get(volumes, name), "driver", &driver))
            return false;
        if (driver[0] && strcmp(driver, "local") != 0)
            add_plugin(reader, &ret->deploy.placement, keys, "Volume", driver);
    }
    if (!compose_take_text(reader, compose_tree_get(node, "logging"), "driver", &log))
        return false;
    if (!swarm_log_comes_with_engine(log))
        add_plugin(reader, &ret->deploy.placement, keys, "Log", log);
    ret->deploy.placement.plugins = keys;
    return true;
}

static void take_platform(struct compose_reader *reader, struct compose_service *service)
{
    const struct compose_field *field = compose_field_of(service, "platform");
    if (!field || !field->text)
        return;
    struct swarm_platform *platform = ARENA_NEW(reader->arena, 1, struct swarm_platform);
    size_t n = strcspn(field->text, "/");
    const char *arch = field->text[n] ? field->text + n + 1 : "";
    platform->os = arena_strndup(reader->arena, field->text, n);
    platform->arch = arena_strndup(reader->arena, arch, strcspn(arch, "/"));
    if (strcmp(platform->arch, "x86_64") == 0)
        platform->arch = "amd64";
    else if (strcmp(platform->arch, "aarch64") == 0)
        platform->arch = "arm64";
    service->deploy.placement.platforms = platform;
    service->deploy.placement.platform_count = 1;
}

bool compose_take_service(struct compose_reader *reader, const struct compose_node *root,
                          const struct compose_node *node, struct compose_service *ret)
{
    const struct compose_node *profiles = compose_tree_get(node, "profiles");
    bool is_good = compose_check_keys(reader, node, service_keys);
    *ret = (struct compose_service){.name = node->key,
                                    .file = document_file(node->document),
                                    .line = node->value->key_line,
                                    .column = node->value->key_column,
                                    .has_profiles = profiles && profiles->count > 0};
    is_good =
        compose_take_deploy(reader, compose_tree_get(node, "deploy"), &ret->deploy) && is_good;
    is_good = take_fields(reader, node, ret) && is_good;
    is_good =
        compose_take_labels(reader, node, "labels", &ret->labels, &ret->label_count) && is_good;
    is_good = take_gpus(reader, node, &ret->gpus) && is_good;
    is_good = take_plugins(reader, root, node, ret) && is_good;
    is_good = take_ports(reader, node, ret) && is_good;
    if (!is_good)
        return false;
    take_platform(reader, ret);
    return unite(reader, node, ret);
}
