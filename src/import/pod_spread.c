/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_placement: what a pod asks of other pods: host ports, (anti-)affinity, spread. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/document.h"
#include "import/pod_placement.h"
#include "import/reading.h"

#define REQUIRED "requiredDuringSchedulingIgnoredDuringExecution"

/* What is collected on the way. */
struct spread {
    const struct reading *reading;
    const char *name_space;
    const struct label *labels;
    int32_t label_count;
    struct pod_placement *placement;
    const char **not_modelled;
    struct label_selector *own;
};

static const struct value *first_of(const struct value *list)
{
    return list == NULL ? NULL : list->first;
}

static bool read_container_ports(const struct reading *reading, const struct value *container,
                                 bool host_network, struct host_port *ports, int32_t *count)
{
    const struct value *list = reading_list(reading, container, "ports");
    bool is_valid = true;

    for (const struct value *item = first_of(list); item != NULL; item = item->next) {
        long long port = 0;

        (void)reading_integer(reading, item, "hostPort", &port);
        if (port == 0 && host_network)
            (void)reading_integer(reading, item, "containerPort", &port);
        if (port == 0)
            continue;
        if (port < 1 || port > 65535) {
            is_valid =
                reading_error(reading, item, "hostPort: found %lld; expected 1 to 65535", port);
            continue;
        }
        ports[*count].ip = reading_text(reading, item, "hostIP", "");
        if (strcmp(ports[*count].ip, "0.0.0.0") == 0)
            ports[*count].ip = "";
        ports[*count].port = (int32_t)port;
        ports[(*count)++].protocol = reading_text(reading, item, "protocol", "TCP");
    }
    return is_valid;
}

bool host_ports_read(const struct reading *reading, const struct value *spec,
                     const struct host_port **ret, int32_t *ret_count)
{
    static const char *const lists[] = {"containers", "initContainers"};
    const struct value *network = value_get(spec, "hostNetwork");
    bool host_network = network != NULL && network->kind == VALUE_BOOL && network->boolean;
    struct host_port *ports;
    size_t room = 0;
    bool is_valid = true;

    for (int i = 0; i < 2; i++)
        for (const struct value *item = first_of(value_get(spec, lists[i])); item != NULL;
             item = item->next) {
            const struct value *list = value_get(item, "ports");

            room += list == NULL ? 0 : list->count;
        }
    ports = ARENA_NEW(reading->arena, room, struct host_port);
    *ret_count = 0;
    /* Only init containers that stay hold their ports. */
    for (int i = 0; i < 2; i++)
        for (const struct value *item = first_of(value_get(spec, lists[i])); item != NULL;
             item = item->next)
            if (i == 0 || strcmp(value_text(value_get(item, "restartPolicy"), ""), "Always") == 0)
                is_valid &= read_container_ports(reading, item, host_network, ports, ret_count);
    *ret = ports;
    return is_valid;
}

static void add_not_modelled(struct spread *spread, const char *text)
{
    struct pod_placement *placement = spread->placement;

    spread->not_modelled[placement->not_modelled_count++] = text;
    placement->not_modelled = spread->not_modelled;
}

/* Does the term look at the namespace of the pod itself? */
static bool covers_own_namespace(const struct spread *spread, const struct value *term)
{
    const struct value *names = value_get(term, "namespaces");
    const struct value *selector = value_get(term, "namespaceSelector");

    if (selector != NULL && selector->count == 0)
        return true;
    if (names == NULL || names->count == 0)
        return selector == NULL;
    for (const struct value *item = names->first; item != NULL; item = item->next)
        if (strcmp(value_text(item, ""), spread->name_space) == 0)
            return true;
    return false;
}

static bool is_zone_key(const char *key)
{
    return strcmp(key, "topology.kubernetes.io/zone") == 0 ||
           strcmp(key, "failure-domain.beta.kubernetes.io/zone") == 0;
}

/* A required anti-affinity term. Against its own pods it is a cap of one a node or a zone. */
static bool read_anti_term(struct spread *spread, const struct value *term)
{
    struct pod_placement *placement = spread->placement;
    const struct reading *reading = spread->reading;
    const char *key = reading_text(reading, term, "topologyKey", "");
    struct label_selector selector;
    bool is_own;

    if (!label_selector_read(reading, value_get(term, "labelSelector"), &selector))
        return false;
    is_own = covers_own_namespace(spread, term) &&
             label_selector_matches(&selector, spread->labels, spread->label_count);
    if (is_own && strcmp(key, "kubernetes.io/hostname") == 0)
        placement->has_max_per_node = true;
    else if (is_own && is_zone_key(key))
        placement->has_max_per_zone = true;
    else
        add_not_modelled(spread,
                         arena_format(reading->arena,
                                      is_own ? "podAntiAffinity (%s)"
                                             : "podAntiAffinity against other workloads (%s)",
                                      key));
    if (is_own) {
        spread->own[placement->own_selector_count++] = selector;
        placement->own_selectors = spread->own;
    }
    return true;
}

static bool read_spread_constraint(struct spread *spread, const struct value *item)
{
    const struct reading *reading = spread->reading;
    const char *when = reading_text(reading, item, "whenUnsatisfiable", "");
    const char *key = reading_text(reading, item, "topologyKey", "");
    long long skew = 1;

    if (strcmp(when, "ScheduleAnyway") == 0)
        return true;
    if (strcmp(when, "DoNotSchedule") != 0)
        return reading_error(reading, item,
                             "whenUnsatisfiable: found \"%.60s\"; expected DoNotSchedule or "
                             "ScheduleAnyway",
                             when);
    (void)reading_integer(reading, item, "maxSkew", &skew);
    add_not_modelled(
        spread,
        arena_format(reading->arena, "topologySpreadConstraints (%s, maxSkew %lld)", key, skew));
    return true;
}

static const char *host_ports_text(struct spread *spread)
{
    const struct pod_placement *placement = spread->placement;
    struct buf buf;
    const char *text;

    buf_init(&buf);
    buf_add_text(&buf, "host ports of other workloads (");
    for (int32_t i = 0; i < placement->host_port_count && i < 8; i++)
        buf_format(&buf, "%s%d/%.8s", i == 0 ? "" : ", ", (int)placement->host_ports[i].port,
                   placement->host_ports[i].protocol);
    buf_add_text(&buf, placement->host_port_count > 8 ? ", ...)" : ")");
    text = arena_strdup(spread->reading->arena, buf.data);
    buf_release(&buf);
    return text;
}

static size_t count_of(const struct value *list)
{
    return list == NULL ? 0 : list->count;
}

bool pod_placement_read(const struct reading *reading, const struct value *pod,
                        const char *name_space, bool is_daemon, struct pod_placement *ret)
{
    const struct value *spec = reading_map(reading, pod, "spec");
    const struct value *metadata = reading_map(reading, pod, "metadata");
    const struct value *affinity = reading_map(reading, spec, "affinity");
    const struct value *near =
        reading_list(reading, reading_map(reading, affinity, "podAffinity"), REQUIRED);
    const struct value *apart =
        reading_list(reading, reading_map(reading, affinity, "podAntiAffinity"), REQUIRED);
    const struct value *even = reading_list(reading, spec, "topologySpreadConstraints");
    struct spread spread = {.reading = reading, .name_space = name_space, .placement = ret};
    bool is_valid;

    *ret = (struct pod_placement){.has_max_per_node = false};
    spread.not_modelled = ARENA_NEW(
        reading->arena, count_of(near) + count_of(apart) + count_of(even) + 1, const char *);
    spread.own = ARENA_NEW(reading->arena, count_of(apart), struct label_selector);
    is_valid = pod_rule_read(reading, spec, is_daemon, &ret->rule);
    is_valid &= labels_read(reading, reading_map(reading, metadata, "labels"), &spread.labels,
                            &spread.label_count);
    is_valid &= host_ports_read(reading, spec, &ret->host_ports, &ret->host_port_count);
    if (ret->host_port_count > 0) {
        ret->has_max_per_node = true;
        add_not_modelled(&spread, host_ports_text(&spread));
    }
    for (const struct value *item = first_of(near); item != NULL; item = item->next)
        add_not_modelled(&spread, arena_format(reading->arena, "podAffinity (%s)",
                                               reading_text(reading, item, "topologyKey", "")));
    for (const struct value *item = first_of(apart); item != NULL; item = item->next)
        is_valid &= read_anti_term(&spread, item);
    for (const struct value *item = first_of(even); item != NULL; item = item->next)
        is_valid &= read_spread_constraint(&spread, item);
    return is_valid;
}
