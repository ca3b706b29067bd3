/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estate/builder.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/caps.h"
#include "estate/builder_data.h"
#include "estate/key.h"

struct builder *builder_new(struct error_list *errors)
{
    struct builder *builder = calloc(1, sizeof *builder);
    if (!builder)
        error_out_of_memory();
    builder->errors = errors;
    builder->arena = arena_new();
    builder->key = &builder->key_store;
    buf_init(builder->key);
    builder->resources = intern_new();
    builder->cluster_names = intern_new();
    builder->node_keys = intern_new();
    builder->stack_keys = intern_new();
    builder->workload_keys = intern_new();
    builder->rule_keys = intern_new();
    builder->pod_rule_keys = intern_new();
    builder->name = "estate";
    static const char *const fixed[RESOURCE_FIXED_COUNT] = {"cpu", "memory", "pods",
                                                            "ephemeral-storage"};
    for (int i = 0; i < RESOURCE_FIXED_COUNT; i++)
        intern_add(builder->resources, fixed[i], strlen(fixed[i]));
    struct rule any = {.os = "", .arch = ""};
    builder_intern_rule(builder, &any);
    return builder;
}

void builder_free(struct builder *builder)
{
    if (!builder)
        return;
    arena_free(builder->arena);
    buf_release(builder->key);
    struct intern *tables[] = {builder->resources,    builder->cluster_names, builder->node_keys,
                               builder->stack_keys,   builder->workload_keys, builder->rule_keys,
                               builder->pod_rule_keys};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        intern_free(tables[i]);
    void *lists[] = {
        builder->unreserved_amounts.items,
        builder->headroom.items,
        builder->platform.items,
        builder->scenarios.items,
        builder->tier_rules.items,
        builder->overlays.items,
        builder->clusters.items,
        builder->reserved.items,
        builder->nodes.items,
        builder->node_labels.items,
        builder->taints.items,
        builder->allocatable.items,
        builder->stacks.items,
        builder->workloads.items,
        builder->reservations.items,
        builder->limits.items,
        builder->rules.items,
        builder->placements.items,
        builder->workload_labels.items,
        builder->pod_labels.items,
        builder->pod_rules.items,
        builder->name_space_labels.items,
        builder->quotas.items,
        builder->budgets.items,
        builder->volumes.items,
        builder->findings.items,
        builder->resource_origins.items,
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        free(lists[i]);
    free(builder);
}

/* ---- names and keys */

bool builder_check_name(struct builder *builder, const char *what, const char *name,
                        bool may_be_empty, const struct origin *origin)
{
    size_t n = strlen(name);
    if (n == 0 && !may_be_empty) {
        builder_error(builder, origin, "empty name of a %s: expected a name", what);
        return false;
    }
    if (n > CAP_NAME_BYTES) {
        builder_fail(builder, ERROR_LIMIT, origin,
                     "the name of a %s is too long: found %zu bytes; expected at most %d "
                     "(CAP_NAME_BYTES)",
                     what, n, CAP_NAME_BYTES);
        return false;
    }
    return true;
}

/* One more of a list that has a cap. */
static bool check_room(struct builder *builder, const char *what, size_t count, size_t cap,
                       const char *cap_name, const struct origin *origin)
{
    if (count < cap)
        return true;
    builder_fail(builder, ERROR_LIMIT, origin, "too many %s: expected at most %zu (%s)", what, cap,
                 cap_name);
    return false;
}

/* Where a fact was given, for a message about a second one. */
static void format_place(const struct origin *origin, char *out, size_t size)
{
    const char *file = origin->file ? origin->file : "";
    const char *field = origin->field ? origin->field : "";
    if (origin->line > 0)
        snprintf(out, size, "%.300s:%ld", file, origin->line);
    else
        snprintf(out, size, "%.300s%s%.150s", file, file[0] && field[0] ? " " : "", field);
}

/* ---- resources */

int32_t builder_resource(struct builder *builder, const char *name, const struct origin *origin)
{
    int32_t known = intern_find(builder->resources, name, strlen(name));
    if (known >= 0)
        return known;
    if (!builder_check_name(builder, "resource", name, false, origin) ||
        !check_room(builder, "resources", (size_t)intern_count(builder->resources), CAP_RESOURCES,
                    "CAP_RESOURCES", origin))
        return -1;
    struct origin copy = builder_copy_origin(builder, origin);
    VEC_ADD(builder->resource_origins, copy);
    return intern_add(builder->resources, name, strlen(name));
}

const char *builder_resource_name(const struct builder *builder, int32_t resource)
{
    return intern_name(builder->resources, resource);
}

bool builder_check_value(struct builder *builder, int64_t value, const struct origin *origin)
{
    if (value >= 0 && value <= CAP_QUANTITY)
        return true;
    builder_fail(builder, ERROR_LIMIT, origin,
                 "quantity out of range: found %lld; expected 0 to %lld (CAP_QUANTITY)",
                 (long long)value, (long long)CAP_QUANTITY);
    return false;
}

/* ---- clusters */

/* A cluster's name is a word of --lose and part of `cluster/stack`. */
static bool check_cluster_name(struct builder *builder, const char *name,
                               const struct origin *origin)
{
    enum { LONGEST = 253 };
    if (!builder_check_name(builder, "cluster", name, false, origin))
        return false;
    if (strlen(name) > LONGEST) {
        builder_error(builder, origin,
                      "the name of a cluster is too long: found %zu bytes; expected at most %d",
                      strlen(name), LONGEST);
        return false;
    }
    bool is_plain = strcmp(name, "-") != 0;
    for (const char *c = name; *c; c++)
        is_plain = is_plain && *c != '/' && *c != ',' && (unsigned char)*c >= 0x20 && *c != 0x7f;
    if (!is_plain)
        builder_error(builder, origin,
                      "bad name of a cluster: found " NAME
                      "; expected no \"/\", no \",\", no control characters, and not \"-\"",
                      name);
    return is_plain;
}

int32_t builder_cluster(struct builder *builder, const char *name, enum orchestrator orchestrator,
                        const struct origin *origin)
{
    if (!check_cluster_name(builder, name, origin))
        return -1;
    int32_t known = builder_find_cluster(builder, name);
    if (known >= 0) {
        char place[512];
        format_place(&builder->clusters.items[known].origin, place, sizeof place);
        builder_error(builder, origin,
                      "duplicate cluster: " NAME
                      " was already given at %s; expected each name once",
                      name, place);
        return -1;
    }
    if (!check_room(builder, "clusters", builder->clusters.count, CAP_CLUSTERS, "CAP_CLUSTERS",
                    origin))
        return -1;
    struct cluster_fact fact = {.name = arena_strdup(builder->arena, name),
                                .orchestrator = orchestrator,
                                .region = "",
                                .environment = "",
                                .origin = builder_copy_origin(builder, origin)};
    VEC_ADD(builder->clusters, fact);
    return intern_add(builder->cluster_names, name, strlen(name));
}

int32_t builder_find_cluster(const struct builder *builder, const char *name)
{
    return intern_find(builder->cluster_names, name, strlen(name));
}

int32_t builder_cluster_count(const struct builder *builder)
{
    return (int32_t)builder->clusters.count;
}

const char *builder_cluster_name(const struct builder *builder, int32_t cluster)
{
    assert(cluster >= 0 && (size_t)cluster < builder->clusters.count);
    return builder->clusters.items[cluster].name;
}

enum orchestrator builder_cluster_orchestrator(const struct builder *builder, int32_t cluster)
{
    assert(cluster >= 0 && (size_t)cluster < builder->clusters.count);
    return builder->clusters.items[cluster].orchestrator;
}

/* ---- nodes */

int32_t builder_node(struct builder *builder, int32_t cluster, const char *name,
                     const struct origin *origin)
{
    if (cluster < 0 || !builder_check_name(builder, "node", name, false, origin))
        return -1;
    int32_t known = builder_find_node(builder, cluster, name);
    if (known >= 0) {
        char place[512];
        format_place(&builder->nodes.items[known].origin, place, sizeof place);
        builder_error(builder, origin,
                      "duplicate node: " NAME " of cluster " NAME
                      " was already given at %s; expected each node once",
                      name, builder->clusters.items[cluster].name, place);
        return -1;
    }
    if (!check_room(builder, "nodes", builder->nodes.count, CAP_NODES, "CAP_NODES", origin))
        return -1;
    struct node_fact fact = {
        .cluster = cluster,
        .name = arena_strdup(builder->arena, name),
        .os = "",
        .arch = "",
        .zone = "",
        .is_schedulable = true,
        .is_ready = true,
        .is_net = builder->clusters.items[cluster].orchestrator == ORCHESTRATOR_KUBERNETES,
        .origin = builder_copy_origin(builder, origin),
    };
    VEC_ADD(builder->nodes, fact);
    key_make(builder->key, cluster, name, NULL);
    return intern_add(builder->node_keys, builder->key->data, builder->key->length);
}

int32_t builder_find_node(const struct builder *builder, int32_t cluster, const char *name)
{
    key_make(builder->key, cluster, name, NULL);
    return intern_find(builder->node_keys, builder->key->data, builder->key->length);
}

int32_t builder_node_count(const struct builder *builder)
{
    return (int32_t)builder->nodes.count;
}

void builder_node_net(struct builder *builder, int32_t node)
{
    if (node >= 0)
        builder->nodes.items[node].is_net = true;
}

/* ---- stacks and workloads */

int32_t builder_stack(struct builder *builder, int32_t cluster, const char *name_space,
                      const char *name, enum orchestrator family, const struct origin *origin)
{
    assert(family != ORCHESTRATOR_MKE);
    if (cluster < 0 || !builder_check_name(builder, "stack", name, false, origin) ||
        !builder_check_name(builder, "namespace", name_space, true, origin))
        return -1;
    key_make(builder->key, cluster, name_space, name);
    int32_t known = intern_find(builder->stack_keys, builder->key->data, builder->key->length);
    if (known >= 0)
        return known;
    if (!check_room(builder, "stacks", builder->stacks.count, CAP_STACKS, "CAP_STACKS", origin))
        return -1;
    struct stack_fact fact = {.cluster = cluster,
                              .name_space = arena_strdup(builder->arena, name_space),
                              .name = arena_strdup(builder->arena, name),
                              .family = family,
                              .origin = builder_copy_origin(builder, origin)};
    VEC_ADD(builder->stacks, fact);
    return intern_add(builder->stack_keys, builder->key->data, builder->key->length);
}

int32_t builder_find_stack(const struct builder *builder, int32_t cluster, const char *name_space,
                           const char *name)
{
    key_make(builder->key, cluster, name_space, name);
    return intern_find(builder->stack_keys, builder->key->data, builder->key->length);
}

void builder_stack_environment(struct builder *builder, int32_t stack, const char *environment)
{
    if (stack < 0)
        return;
    struct stack_fact *fact = &builder->stacks.items[stack];
    if (!builder_check_name(builder, "environment", environment, false, &fact->origin))
        return;
    if (!fact->environment)
        fact->environment = arena_strdup(builder->arena, environment);
    else if (strcmp(fact->environment, environment) != 0 && !fact->other_environment)
        fact->other_environment = arena_strdup(builder->arena, environment);
}

int32_t builder_workload(struct builder *builder, int32_t stack, const char *kind, const char *name,
                         const struct origin *origin)
{
    if (stack < 0 || !builder_check_name(builder, "workload", name, false, origin) ||
        !builder_check_name(builder, "kind", kind, true, origin))
        return -1;
    key_make(builder->key, stack, kind, name);
    int32_t known = intern_find(builder->workload_keys, builder->key->data, builder->key->length);
    if (known >= 0) {
        char place[512];
        format_place(&builder->workloads.items[known].origin, place, sizeof place);
        builder_error(builder, origin,
                      "duplicate workload: " NAME " of stack " NAME
                      " was already given at %s; expected each workload once",
                      name, builder->stacks.items[stack].name, place);
        return -1;
    }
    if (!check_room(builder, "workloads", builder->workloads.count, CAP_WORKLOADS, "CAP_WORKLOADS",
                    origin))
        return -1;
    struct workload_fact fact = {.stack = stack,
                                 .home_rule = -1,
                                 .pod_rule = -1,
                                 .name = arena_strdup(builder->arena, name),
                                 .kind = arena_strdup(builder->arena, kind),
                                 .origin = builder_copy_origin(builder, origin)};
    VEC_ADD(builder->workloads, fact);
    return intern_add(builder->workload_keys, builder->key->data, builder->key->length);
}
