/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/pods/pod_rule.h"
#include "import/reading.h"

static const struct value *first_of(const struct value *list)
{
    return list == NULL ? NULL : list->first;
}

static bool is_protocol(const char *text)
{
    return strcmp(text, "TCP") == 0 || strcmp(text, "UDP") == 0 || strcmp(text, "SCTP") == 0;
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
        if (!is_protocol(reading_text(reading, item, "protocol", "TCP"))) {
            is_valid =
                reading_error(reading, item, "protocol: found \"%.60s\"; expected TCP, UDP or SCTP",
                              reading_text(reading, item, "protocol", ""));
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
