/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estate, its clusters and nodes. */
#include "import/estate_json.h"

#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "import/estate_json_parts.h"

/* ---- values */

void shown_skip(struct keys_reader *reader, const struct value *value, void *context)
{
    (void)reader;
    (void)value;
    (void)context;
}

const char *shown_text(struct keys_reader *reader, const struct value *map, const char *key,
                       const char *fallback)
{
    const struct value *value = value_get(map, key);
    if (!value)
        return fallback;
    if (value->kind == VALUE_STRING)
        return value->text;
    keys_refuse(reader, value, "%s: found %s; expected a text", key, value_kind_name(value->kind));
    return "";
}

const char *shown_name(struct keys_reader *reader, const struct value *map, const char *key)
{
    if (!value_get(map, key))
        keys_refuse(reader, map, "missing key: found no \"%s\"; expected a name", key);
    return shown_text(reader, map, key, "");
}

bool shown_flag(struct keys_reader *reader, const struct value *map, const char *key, bool fallback)
{
    const struct value *value = value_get(map, key);
    if (!value)
        return fallback;
    if (value->kind == VALUE_BOOL)
        return value->boolean;
    keys_refuse(reader, value, "%s: found %s; expected true or false", key,
                value_kind_name(value->kind));
    return fallback;
}

bool shown_number(struct keys_reader *reader, const struct value *map, const char *key,
                  int64_t least, int64_t most, int64_t *ret)
{
    const struct value *value = value_get(map, key);
    return value && keys_integer(reader, value, least, most, ret);
}

bool shown_figure(struct keys_reader *reader, const struct value *map, const char *key,
                  int64_t least, int64_t most, int64_t *ret)
{
    if (!value_get(map, key))
        return keys_refuse(reader, map, "missing key: found no \"%s\"; expected a number", key);
    return shown_number(reader, map, key, least, most, ret);
}

const struct value *shown_list(struct keys_reader *reader, const struct value *map, const char *key)
{
    const struct value *value = value_get(map, key);
    if (!value)
        return NULL;
    if (value->kind == VALUE_LIST)
        return value->first;
    keys_refuse(reader, value, "%s: found %s; expected a list", key, value_kind_name(value->kind));
    return NULL;
}

int shown_word(struct keys_reader *reader, const struct value *map, const char *key,
               const char *const *words, size_t count)
{
    const struct value *value = value_get(map, key);
    if (value)
        return keys_word(reader, value, words, count);
    keys_refuse(reader, map, "missing key: found no \"%s\"; expected a word", key);
    return -1;
}

/* The map under a key; NULL when there is none, or with an error. */
static const struct value *child_map(struct keys_reader *reader, const struct value *map,
                                     const char *key)
{
    const struct value *value = value_get(map, key);
    if (!value || value->kind == VALUE_MAP)
        return value;
    keys_refuse(reader, value, "%s: found %s; expected a map", key, value_kind_name(value->kind));
    return NULL;
}

const struct label *shown_labels(struct keys_reader *reader, const struct value *map,
                                 const char *key, int32_t *ret_count)
{
    const struct value *list = child_map(reader, map, key);
    struct label *labels = ARENA_NEW(reader->arena, list ? list->count : 0, struct label);
    int32_t count = 0;
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        if (item->kind != VALUE_STRING) {
            keys_refuse(reader, item, "%s: found %s; expected a text", key,
                        value_kind_name(item->kind));
            continue;
        }
        labels[count].key = item->key;
        labels[count++].value = item->text;
    }
    *ret_count = count;
    return labels;
}

void shown_amounts(struct keys_reader *reader, const struct value *map, const char *key,
                   int32_t owner,
                   void (*set)(struct builder *builder, int32_t owner, int32_t resource,
                               int64_t value))
{
    const struct value *amounts = child_map(reader, map, key);
    for (const struct value *item = amounts ? amounts->first : NULL; item; item = item->next) {
        struct origin origin = keys_origin(reader, item);
        int64_t value;
        if (keys_integer(reader, item, 0, CAP_QUANTITY, &value))
            set(reader->builder, owner, builder_resource(reader->builder, item->key, &origin),
                value);
    }
}

int shown_effect(struct keys_reader *reader, const struct value *map)
{
    static const char *const effects[] = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
    return shown_word(reader, map, "effect", effects, sizeof effects / sizeof *effects);
}

/* ---- headroom: {"cpu": {"share_ppm": 50000}, "memory": {"amount": 1073741824}} */

static void read_headroom(struct keys_reader *reader, const struct value *map, int32_t cluster,
                          bool is_own)
{
    static const struct key keys[] = {{"share_ppm", shown_skip}, {"amount", shown_skip}};
    const struct value *list = child_map(reader, map, "headroom");
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        struct origin origin = keys_origin(reader, item);
        int32_t resource = builder_resource(reader->builder, item->key, &origin);
        struct headroom headroom = {HEADROOM_NONE, 0};
        if (!keys_read(reader, item, keys, 2, NULL))
            continue;
        if (shown_number(reader, item, "share_ppm", 0, 1000000, &headroom.value))
            headroom.kind = HEADROOM_SHARE;
        else if (shown_number(reader, item, "amount", 0, CAP_QUANTITY, &headroom.value))
            headroom.kind = HEADROOM_AMOUNT;
        if (is_own)
            builder_cluster_headroom(reader->builder, cluster, resource, headroom);
        else
            builder_headroom(reader->builder, resource, headroom);
    }
}

/* ---- nodes */

static void read_taints(struct keys_reader *reader, const struct value *map, int32_t node)
{
    static const struct key keys[] = {
        {"key", shown_skip}, {"value", shown_skip}, {"effect", shown_skip}};
    for (const struct value *item = shown_list(reader, map, "taints"); item; item = item->next) {
        if (!keys_read(reader, item, keys, 3, NULL))
            continue;
        int effect = shown_effect(reader, item);
        struct taint taint = {shown_name(reader, item, "key"),
                              shown_text(reader, item, "value", ""),
                              effect < 0 ? EFFECT_NO_SCHEDULE : (enum taint_effect)effect};
        builder_node_taint(reader->builder, node, taint);
    }
}

static void read_node_resources(struct keys_reader *reader, const struct value *map, int32_t node)
{
    static const struct key keys[] = {{"name", shown_skip},
                                      {"allocatable", shown_skip},
                                      {"reserved", shown_skip},
                                      {"limits", shown_skip}};
    for (const struct value *item = shown_list(reader, map, "resources"); item; item = item->next) {
        struct origin origin = keys_origin(reader, item);
        int64_t value;
        if (!keys_read(reader, item, keys, 4, NULL) ||
            !shown_number(reader, item, "allocatable", 0, CAP_QUANTITY, &value))
            continue;
        int32_t resource =
            builder_resource(reader->builder, shown_name(reader, item, "name"), &origin);
        builder_node_allocatable(reader->builder, node, resource, value);
    }
}

static void read_node(struct keys_reader *reader, const struct value *map, int32_t cluster)
{
    static const struct key keys[] = {{"node", shown_skip},      {"schedulable", shown_skip},
                                      {"ready", shown_skip},     {"os", shown_skip},
                                      {"arch", shown_skip},      {"zone", shown_skip},
                                      {"labels", shown_skip},    {"taints", shown_skip},
                                      {"resources", shown_skip}, {"source", shown_skip}};
    if (!keys_read(reader, map, keys, sizeof keys / sizeof *keys, NULL))
        return;
    struct origin origin = keys_origin(reader, map);
    int32_t node = builder_node(reader->builder, cluster, shown_name(reader, map, "node"), &origin);
    builder_node_net(reader->builder, node);
    builder_node_source(reader->builder, node, shown_text(reader, map, "source", ""));
    builder_node_place(reader->builder, node, shown_text(reader, map, "os", ""),
                       shown_text(reader, map, "arch", ""), shown_text(reader, map, "zone", ""));
    builder_node_state(reader->builder, node, shown_flag(reader, map, "schedulable", true),
                       shown_flag(reader, map, "ready", true));
    int32_t count;
    const struct label *labels = shown_labels(reader, map, "labels", &count);
    for (int32_t i = 0; i < count; i++)
        builder_node_label(reader->builder, node, labels[i].key, labels[i].value);
    read_taints(reader, map, node);
    read_node_resources(reader, map, node);
}

/* ---- clusters */

static void read_cluster(struct keys_reader *reader, const struct value *map)
{
    static const char *const kinds[] = {"kubernetes", "swarm", "mke", "csv"};
    static const char *const roles[] = {"active", "standby-hot", "standby-cold"};
    static const struct key keys[] = {{"cluster", shown_skip},    {"orchestrator", shown_skip},
                                      {"node_count", shown_skip}, {"schedulable_count", shown_skip},
                                      {"pod_count", shown_skip},  {"role", shown_skip},
                                      {"region", shown_skip},     {"environment", shown_skip},
                                      {"captured_s", shown_skip}, {"partial", shown_skip},
                                      {"headroom", shown_skip},   {"resources", shown_skip},
                                      {"nodes", shown_skip},      {"namespaces", shown_skip},
                                      {"quotas", shown_skip},     {"budgets", shown_skip}};
    struct builder *builder = reader->builder;
    int64_t captured_s;
    if (!keys_read(reader, map, keys, sizeof keys / sizeof *keys, NULL))
        return;
    struct origin origin = keys_origin(reader, map);
    int kind = shown_word(reader, map, "orchestrator", kinds, 4);
    int role = shown_word(reader, map, "role", roles, 3);
    if (kind < 0 || role < 0)
        return;
    int32_t cluster = builder_cluster(builder, shown_name(reader, map, "cluster"),
                                      (enum orchestrator)kind, &origin);
    builder_cluster_role(builder, cluster, (enum cluster_role)role);
    builder_cluster_region(builder, cluster, shown_text(reader, map, "region", ""));
    builder_cluster_environment(builder, cluster, shown_text(reader, map, "environment", ""));
    if (shown_number(reader, map, "captured_s", INT64_MIN / 2, INT64_MAX / 2, &captured_s))
        builder_cluster_captured(builder, cluster, captured_s);
    if (shown_flag(reader, map, "partial", false))
        builder_cluster_partial(builder, cluster);
    read_headroom(reader, map, cluster, true);
    for (const struct value *item = shown_list(reader, map, "nodes"); item; item = item->next)
        read_node(reader, item, cluster);
    shown_name_spaces(reader, map, cluster);
    shown_quotas(reader, map, cluster);
    shown_budgets(reader, map, cluster);
}

/* ---- the estate */

static void read_scenarios(struct keys_reader *reader, const struct value *root)
{
    static const struct key keys[] = {{"name", shown_skip}, {"lose", shown_skip}};
    for (const struct value *item = shown_list(reader, root, "scenarios"); item;
         item = item->next) {
        struct origin origin = keys_origin(reader, item);
        const char *const *words;
        int32_t count;
        if (!keys_read(reader, item, keys, 2, NULL))
            continue;
        const char *name = shown_name(reader, item, "name");
        const struct value *lose = value_get(item, "lose");
        if (lose && keys_texts(reader, lose, &words, &count))
            builder_scenario(reader->builder, name, words, count, &origin);
    }
}

static void read_settings(struct keys_reader *reader, const struct value *root)
{
    static const char *const policies[] = {"limit", "amount", "zero", "fail"};
    struct builder *builder = reader->builder;
    int64_t number;
    int policy = shown_word(reader, root, "unreserved", policies, 4);
    builder_name(builder, shown_name(reader, root, "name"));
    if (policy >= 0)
        builder_unreserved(builder, (enum unreserved)policy);
    if (shown_number(reader, root, "critical_tier", 0, MAX_TIER - 1, &number))
        builder_critical_tier(builder, (int32_t)number);
    if (shown_number(reader, root, "max_age_s", 0, INT64_MAX / 2, &number))
        builder_max_age(builder, number);
    const struct value *lend = value_get(root, "lend");
    const char *const *environments;
    int32_t count;
    if (lend && keys_texts(reader, lend, &environments, &count))
        builder_lend(builder, environments, count);
    for (const struct value *item = shown_list(reader, root, "resources"); item;
         item = item->next) {
        struct origin origin = keys_origin(reader, item);
        builder_resource(builder, shown_name(reader, item, "name"), &origin);
    }
    read_headroom(reader, root, -1, false);
    read_scenarios(reader, root);
}

bool estate_json_is(const struct value *root)
{
    return value_get(root, "kind") != NULL;
}

void estate_json_read(struct keys_reader *reader, const struct value *root)
{
    static const struct key keys[] = {
        {"muster", shown_skip},     {"schema", shown_skip},    {"kind", shown_skip},
        {"name", shown_skip},       {"resources", shown_skip}, {"clusters", shown_skip},
        {"stacks", shown_skip},     {"digest", shown_skip},    {"critical_tier", shown_skip},
        {"unreserved", shown_skip}, {"max_age_s", shown_skip}, {"headroom", shown_skip},
        {"lend", shown_skip},       {"scenarios", shown_skip}, {"placement_rules", shown_skip},
        {"pod_rules", shown_skip}};
    struct shown shown = {.rule_count = 0};
    int64_t schema;
    const struct value *kind = value_get(root, "kind");
    if (strcmp(value_text(kind, ""), "estate") != 0) {
        keys_refuse(reader, kind,
                    "no estate: found \"%.40s\"; expected muster.yaml, or what muster show -o json "
                    "writes",
                    value_text(kind, ""));
        return;
    }
    if (!value_integer(value_get(root, "schema"), &schema) || schema != 1) {
        const struct value *found = value_get(root, "schema");
        keys_refuse(reader, found ? found : root,
                    "found %s; expected 1, the version of what show writes",
                    found ? found->text : "no \"schema\"");
        return;
    }
    if (!keys_read(reader, root, keys, sizeof keys / sizeof *keys, NULL))
        return;
    read_settings(reader, root);
    for (const struct value *item = shown_list(reader, root, "clusters"); item; item = item->next)
        read_cluster(reader, item);
    shown_rules(reader, root, &shown);
    shown_pod_rules(reader, root, &shown);
    shown_stacks(reader, root, &shown);
}
