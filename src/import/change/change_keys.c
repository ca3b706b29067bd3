/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/change/change_keys.h"

#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/document.h"
#include "import/change/change_amounts.h"

#define READER(name) \
    static void name(struct keys_reader *reader, const struct value *value, void *context)

/* A reader of a text into a field of the order. */
#define TEXT(name, field) \
    READER(name) \
    { \
        struct change_order *order = &((struct change_entry *)context)->order; \
        keys_text(reader, value, &order->field); \
    }

TEXT(read_cluster, cluster)
TEXT(read_stack, stack)
TEXT(read_name_space, name_space)
TEXT(read_workload, workload)
TEXT(read_from, from)
TEXT(read_to, to)
TEXT(read_prefix, prefix)
TEXT(read_os, os)
TEXT(read_arch, arch)
TEXT(read_zone, zone)

/* ---- nodes */

READER(read_nodes)
{
    enum { MOST = 100000 };
    struct change_order *order = &((struct change_entry *)context)->order;
    if (value->kind == VALUE_NUMBER)
        order->has_count = keys_integer(reader, value, 1, MOST, &order->count);
    else
        keys_texts(reader, value, &order->nodes, &order->node_count);
}

READER(read_node)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    const char **name = ARENA_NEW(reader->arena, 1, const char *);
    if (keys_text(reader, value, name)) {
        order->nodes = name;
        order->node_count = 1;
    }
}

READER(read_labels)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    if (value->kind != VALUE_MAP) {
        keys_refuse(reader, value, "labels: found %s; expected a map such as {disk: ssd}",
                    value_kind_name(value->kind));
        return;
    }
    struct label *labels = ARENA_NEW(reader->arena, value->count, struct label);
    order->label_count = 0;
    for (const struct value *child = value->first; child; child = child->next) {
        const char *text = "";
        if (child->length == 0 || keys_text(reader, child, &text))
            labels[order->label_count++] =
                (struct label){arena_strdup(reader->arena, child->key), text};
    }
    order->labels = labels;
}

/* ---- amounts */

READER(read_shape)
{
    change_amounts_read(reader, value, true, &((struct change_entry *)context)->order.shape);
}

READER(read_reservation)
{
    change_amounts_read(reader, value, false, &((struct change_entry *)context)->order.reservation);
}

READER(read_limit)
{
    change_amounts_read(reader, value, false, &((struct change_entry *)context)->order.limit);
}

READER(read_replicas)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    order->has_replicas = keys_integer(reader, value, 0, CAP_REPLICAS, &order->replicas);
}

/* ---- add_stack */

READER(read_files)
{
    struct change_entry *entry = context;
    keys_texts(reader, value, &entry->paths, &entry->path_count);
}

READER(read_replaces)
{
    struct change_entry *entry = context;
    keys_texts(reader, value, &entry->replaces, &entry->replace_count);
}

READER(read_env_files)
{
    keys_env_files(reader, value, &((struct change_entry *)context)->ref);
}

READER(read_variables)
{
    keys_variables(reader, value, &((struct change_entry *)context)->ref);
}

/* ---- set */

/* What is set, for people: each key and its value as written. */
static void tell(struct keys_reader *reader, const struct value *value, struct change_order *order)
{
    const char *text = value->text;
    if (value->kind == VALUE_LIST) {
        text = value->count == 0 ? "none" : "";
        for (const struct value *child = value->first; child; child = child->next)
            text = arena_format(reader->arena, "%s%s%s", text, child == value->first ? "" : ";",
                                child->text);
    } else if (value->kind == VALUE_BOOL) {
        text = value->boolean ? "yes" : "no";
    }
    order->set_text =
        arena_format(reader->arena, "%s%s%s %s", order->set_text ? order->set_text : "",
                     order->set_text ? ", " : "", value->key, text);
}

READER(read_tier)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    int64_t tier;
    order->set.has_tier = keys_integer(reader, value, 0, MAX_TIER, &tier);
    if (order->set.has_tier)
        order->set.tier = (int32_t)tier;
    tell(reader, value, order);
}

READER(read_weight)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    order->set.has_weight = keys_integer(reader, value, 1, MAX_WEIGHT, &order->set.weight);
    tell(reader, value, order);
}

READER(read_targets)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    order->set.has_targets =
        keys_texts(reader, value, &order->set.targets, &order->set.target_count);
    tell(reader, value, order);
}

READER(read_not_targets)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    keys_texts(reader, value, &order->set.not_targets, &order->set.not_target_count);
    tell(reader, value, order);
}

READER(read_requires)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    order->set.has_requires =
        (value->kind == VALUE_LIST && value->count == 0) ||
        keys_texts(reader, value, &order->set.requires, &order->set.require_count);
    tell(reader, value, order);
}

READER(read_environment)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    keys_text(reader, value, &order->set.environment);
    tell(reader, value, order);
}

READER(read_team)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    keys_text(reader, value, &order->set.team);
    tell(reader, value, order);
}

static bool read_flag(struct keys_reader *reader, const struct value *value,
                      struct change_order *order, bool *ret)
{
    if (value->kind != VALUE_BOOL)
        return keys_refuse(reader, value, "%s: found %s; expected true or false", value->key,
                           value_kind_name(value->kind));
    *ret = value->boolean;
    tell(reader, value, order);
    return true;
}

READER(read_portable)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    order->set.has_portable = read_flag(reader, value, order, &order->set.portable);
}

READER(read_active_active)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    order->set.has_active_active = read_flag(reader, value, order, &order->set.active_active);
}

READER(read_split)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    order->set.has_split = read_flag(reader, value, order, &order->set.split);
}

READER(read_min_replicas)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    order->set.has_min_replicas =
        keys_integer(reader, value, 1, CAP_REPLICAS, &order->set.min_replicas);
    tell(reader, value, order);
}

READER(read_failover)
{
    struct change_order *order = &((struct change_entry *)context)->order;
    struct failover_replicas *all = ARENA_NEW(reader->arena, 1, struct failover_replicas);
    if (!keys_integer(reader, value, 1, CAP_REPLICAS, &all->replicas))
        return;
    order->set.failover = all;
    order->set.failover_count = 1;
    tell(reader, value, order);
}

/* ---- headroom: all keys but cluster are resources */

static void read_headroom(struct keys_reader *reader, const struct value *map,
                          struct change_entry *entry)
{
    struct change_order *order = &entry->order;
    struct change_headroom *items = ARENA_NEW(reader->arena, map->count, struct change_headroom);
    if (map->kind != VALUE_MAP)
        keys_refuse(reader, map, "headroom: found %s; expected a map such as {cpu: 10%%}",
                    value_kind_name(map->kind));
    for (const struct value *child = map->first; map->kind == VALUE_MAP && child;
         child = child->next) {
        if (strcmp(child->key, "cluster") == 0) {
            keys_text(reader, child, &order->cluster);
            continue;
        }
        struct change_headroom one = {.resource = keys_resource(reader, child)};
        if (one.resource >= 0 && keys_headroom(reader, child, &one.headroom))
            items[order->headroom_count++] = one;
        tell(reader, child, order);
    }
    order->headroom = items;
    if (map->kind == VALUE_MAP && order->headroom_count == 0)
        keys_refuse(reader, map, "headroom: found no resource; expected one such as cpu: 10%%");
}

/* ---- which keys a change has */

#define STACK_KEYS \
    {"stack", read_stack}, {"cluster", read_cluster}, \
    { \
        "namespace", read_name_space \
    }

static const struct key add_keys[] = {{"cluster", read_cluster}, {"nodes", read_nodes},
                                      {"shape", read_shape},     {"name", read_prefix},
                                      {"os", read_os},           {"arch", read_arch},
                                      {"zone", read_zone},       {"labels", read_labels}};
static const struct key remove_keys[] = {
    {"cluster", read_cluster}, {"node", read_node}, {"nodes", read_nodes}, {"shape", read_shape}};
static const struct key scale_keys[] = {
    STACK_KEYS, {"workload", read_workload}, {"replicas", read_replicas}};
static const struct key resize_keys[] = {STACK_KEYS,
                                         {"workload", read_workload},
                                         {"reservation", read_reservation},
                                         {"reservations", read_reservation},
                                         {"requests", read_reservation},
                                         {"limit", read_limit},
                                         {"limits", read_limit}};
static const struct key add_stack_keys[] = {
    {"cluster", read_cluster},   {"file", read_files},         {"stack", read_stack},
    {"replaces", read_replaces}, {"env_file", read_env_files}, {"variables", read_variables}};
static const struct key drop_keys[] = {STACK_KEYS};
static const struct key move_keys[] = {
    {"stack", read_stack}, {"namespace", read_name_space}, {"from", read_from}, {"to", read_to}};
static const struct key set_keys[] = {STACK_KEYS,
                                      {"tier", read_tier},
                                      {"weight", read_weight},
                                      {"targets", read_targets},
                                      {"not_targets", read_not_targets},
                                      {"requires", read_requires},
                                      {"environment", read_environment},
                                      {"team", read_team},
                                      {"portable", read_portable},
                                      {"active_active", read_active_active},
                                      {"split", read_split},
                                      {"min_replicas", read_min_replicas},
                                      {"failover_replicas", read_failover}};

#define KEYS(list) list, sizeof(list) / sizeof *(list)

static const struct {
    const struct key *keys;
    size_t count;
    const char *needs[4]; /* keys without which it says nothing */
} kinds[CHANGE_KIND_COUNT] = {
    [CHANGE_ADD] = {KEYS(add_keys), {"cluster", "nodes", "shape"}},
    [CHANGE_REMOVE] = {KEYS(remove_keys), {"cluster"}},
    [CHANGE_DRAIN] = {KEYS(remove_keys), {"cluster"}},
    [CHANGE_SCALE] = {KEYS(scale_keys), {"stack", "replicas"}},
    [CHANGE_RESIZE] = {KEYS(resize_keys), {"stack"}},
    [CHANGE_ADD_STACK] = {KEYS(add_stack_keys), {"cluster", "file"}},
    [CHANGE_DROP] = {KEYS(drop_keys), {"stack"}},
    [CHANGE_MOVE] = {KEYS(move_keys), {"stack", "to"}},
    [CHANGE_SET] = {KEYS(set_keys), {"stack"}},
};

/* What must be there together, or must not. */
static bool check_nodes(struct keys_reader *reader, const struct value *map,
                        const struct change_order *order)
{
    const char *name = change_kind_name(order->kind);
    bool is_add = order->kind == CHANGE_ADD;
    bool has_names = value_get(map, "node") || (value_get(map, "nodes") && !order->has_count);
    if (is_add && !order->has_count)
        return keys_refuse(reader, map, "%s: expected nodes to be a number, and shape", name);
    if (!is_add && !has_names && !order->has_count)
        return keys_refuse(reader, map,
                           "%s: found no node; expected node: NAME, nodes: [NAME, ...], or how "
                           "many nodes of which shape",
                           name);
    if (!is_add && value_get(map, "node") && value_get(map, "nodes"))
        return keys_refuse(reader, map, "%s: found node and nodes; expected one of them", name);
    if (order->has_count != (order->shape.count > 0))
        return keys_refuse(
            reader, map, "%s: expected a number of nodes and their shape together, or names", name);
    return true;
}

static bool check(struct keys_reader *reader, const struct value *map,
                  const struct change_order *order)
{
    const char *name = change_kind_name(order->kind);
    for (int i = 0; i < 4 && kinds[order->kind].needs[i]; i++)
        if (!value_get(map, kinds[order->kind].needs[i]))
            return keys_refuse(reader, map, "missing key: found no \"%s\" in %s; expected one",
                               kinds[order->kind].needs[i], name);
    if (order->kind <= CHANGE_DRAIN)
        return check_nodes(reader, map, order);
    if (order->kind == CHANGE_RESIZE && order->reservation.count + order->limit.count == 0)
        return keys_refuse(reader, map, "resize: found nothing new; expected reservation or limit");
    if (order->kind == CHANGE_SET && !order->set_text)
        return keys_refuse(reader, map,
                           "set: found nothing to set; expected tier, weight, targets, "
                           "not_targets, requires, environment, team, portable, active_active, "
                           "split, min_replicas or failover_replicas");
    return true;
}

bool change_keys_read(struct keys_reader *reader, const struct value *map,
                      struct change_entry *entry)
{
    size_t before = reader->errors->total;
    struct change_order *order = &entry->order;
    if (order->kind == CHANGE_HEADROOM) {
        read_headroom(reader, map, entry);
        return reader->errors->total == before;
    }
    keys_read(reader, map, kinds[order->kind].keys, kinds[order->kind].count, entry);
    return reader->errors->total == before && check(reader, map, order);
}
