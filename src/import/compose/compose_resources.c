/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a replica reserves and may use. */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/docker_units.h"
#include "base/error.h"
#include "import/compose/compose_model.h"

/* ---- devices */

static bool take_count(struct compose_reader *reader, const struct compose_node *node,
                       struct compose_device *ret)
{
    const struct compose_node *count = compose_tree_get(node, "count");
    struct compose_number number = {.value = -1};
    ret->has_count = count || ret->id_count == 0;
    ret->count = -1;
    if (!count || strcmp(count->text, "all") == 0)
        return true;
    if (count->kind != VALUE_NUMBER && strspn(count->text, "0123456789") != count->length)
        return compose_error(reader, count,
                             "invalid value \"%.60s\", the only value allowed is 'all' or a number",
                             count->text);
    if (!compose_take_number(reader, node, "count", -1, &number))
        return false;
    ret->count = number.value;
    return true;
}

static bool take_device(struct compose_reader *reader, const struct compose_node *node,
                        bool needs_capabilities, struct compose_device *ret)
{
    static const char *const keys[] = {"capabilities", "count",   "device_ids",
                                       "driver",       "options", NULL};
    ret->driver = "";
    if (!compose_check_keys(reader, node, keys) ||
        !compose_take_text(reader, node, "driver", &ret->driver) ||
        !compose_take_texts(reader, node, "device_ids", &ret->ids, &ret->id_count) ||
        !compose_take_texts(reader, node, "capabilities", &ret->capabilities,
                            &ret->capability_count))
        return false;
    if (needs_capabilities && !compose_tree_get(node, "capabilities"))
        return compose_error(reader, node, "missing property 'capabilities'");
    if (compose_tree_get(node, "count") && ret->id_count > 0)
        return compose_error(reader, node, "\"count\" and \"device_ids\" attributes are exclusive");
    return take_count(reader, node, ret);
}

bool compose_take_devices(struct compose_reader *reader, const struct compose_node *list,
                          bool needs_capabilities, struct compose_devices *ret)
{
    bool is_good = true;
    if (!list)
        return true;
    if (list->kind != VALUE_LIST)
        return compose_error(reader, list, "found %s; expected a list of devices",
                             value_kind_name(list->kind));
    struct compose_device *items = ARENA_NEW(reader->arena, list->count, struct compose_device);
    for (const struct compose_node *item = list->first; item; item = item->next)
        is_good = take_device(reader, item, needs_capabilities, &items[ret->count++]) && is_good;
    ret->items = items;
    return is_good;
}

/* ---- generic resources */

static bool take_generic(struct compose_reader *reader, const struct compose_node *item,
                         struct swarm_generics *ret)
{
    static const char *const keys[] = {"discrete_resource_spec", NULL};
    static const char *const spec_keys[] = {"kind", "value", NULL};
    const struct compose_node *spec = compose_tree_get(item, keys[0]);
    struct swarm_generic generic = {.kind = ""};
    struct compose_number value = {.is_given = false};
    if (!compose_check_keys(reader, item, keys))
        return false;
    if (!spec)
        return compose_error(reader, item, "missing property 'discrete_resource_spec'");
    if (!compose_check_keys(reader, spec, spec_keys) ||
        !compose_take_text(reader, spec, "kind", &generic.kind) ||
        !compose_take_number(reader, spec, "value", 0, &value))
        return false;
    if (!generic.kind[0])
        return compose_error(reader, spec, "missing property 'kind'");
    generic.amount = value.value;
    swarm_generics_add(reader->arena, ret, generic);
    return true;
}

static bool take_generics(struct compose_reader *reader, const struct compose_node *map,
                          struct swarm_generics *ret)
{
    const struct compose_node *list = compose_tree_get(map, "generic_resources");
    bool is_good = true;
    if (list && list->kind != VALUE_LIST)
        return compose_error(reader, list, "found %s; expected a list of resources",
                             value_kind_name(list->kind));
    for (const struct compose_node *item = list ? list->first : NULL; item; item = item->next)
        is_good = take_generic(reader, item, ret) && is_good;
    return is_good;
}

/* ---- cpus, memory, pids */

static bool take_cpus(struct compose_reader *reader, const struct compose_node *map,
                      struct compose_amounts *ret)
{
    const struct compose_node *node = compose_tree_get(map, "cpus");
    struct error error = {.code = ERROR_NONE};
    if (!node)
        return true;
    if (!compose_take_text(reader, map, "cpus", &ret->cpus))
        return false;
    if (!docker_cpus_parse(ret->cpus, strlen(ret->cpus), &ret->nano_cpus.value, &error))
        return compose_error(reader, node, "%.400s", error.text);
    ret->nano_cpus.is_given = true;
    return true;
}

static bool take_memory(struct compose_reader *reader, const struct compose_node *map,
                        struct compose_amounts *ret)
{
    if (!compose_take_bytes(reader, map, "memory", &ret->memory_bytes))
        return false;
    if (ret->memory_bytes.value >= 0)
        return true;
    return compose_error(reader, compose_tree_get(map, "memory"),
                         "must be greater than or equal to 0: found %lld",
                         (long long)ret->memory_bytes.value);
}

static bool take_amounts(struct compose_reader *reader, const struct compose_node *node,
                         const char *const *keys, struct compose_amounts *ret)
{
    ret->is_given = node != NULL;
    bool is_good = compose_check_keys(reader, node, keys);
    is_good = take_cpus(reader, node, ret) && is_good;
    is_good = take_memory(reader, node, ret) && is_good;
    is_good = compose_take_number(reader, node, "pids", -1, &ret->pids) && is_good;
    is_good = take_generics(reader, node, &ret->generics) && is_good;
    return compose_take_devices(reader, compose_tree_get(node, "devices"), true, &ret->devices) &&
           is_good;
}

bool compose_take_resources(struct compose_reader *reader, const struct compose_node *resources,
                            struct compose_deploy *ret)
{
    static const char *const keys[] = {"limits", "reservations", NULL};
    static const char *const limits[] = {"cpus", "memory", "pids", NULL};
    static const char *const reservations[] = {"cpus", "memory", "generic_resources", "devices",
                                               NULL};
    bool is_good = compose_check_keys(reader, resources, keys);
    is_good = take_amounts(reader, compose_tree_get(resources, "limits"), limits, &ret->limits) &&
              is_good;
    return take_amounts(reader, compose_tree_get(resources, "reservations"), reservations,
                        &ret->reservations) &&
           is_good;
}
