/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes to the builder; in mke, nodes that Kubernetes described already are merged. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "import/settings.h"
#include "import/swarm/swarm_objects.h"

enum { NANO_PER_MILLI = 1000000 };

/* ---- managers and registry nodes of mke */

static bool says_registry(const struct label *labels, int32_t count)
{
    static const char *const words[] = {"msr", "dtr", "registry"};
    for (int32_t i = 0; i < count; i++) {
        const char *key = labels[i].key, *value = labels[i].value;
        if (strncmp(key, "com.docker.dtr", 14) == 0 || strncmp(key, "com.mirantis.msr", 16) == 0)
            return true;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if ((text_equal_fold(key, words[w]) && strcmp(value, "false") != 0) ||
                (text_equal_fold(key, "role") && text_equal_fold(value, words[w])))
                return true;
    }
    return false;
}

static bool is_manager(const struct swarm_node *node)
{
    return strcmp(node->role, "manager") == 0;
}

static bool is_registry(const struct swarm_node *node)
{
    return says_registry(node->labels, node->label_count) ||
           says_registry(node->engine_labels, node->engine_label_count);
}

static bool is_closed(const struct swarm *swarm, const struct swarm_node *node)
{
    return swarm->is_mixed && ((is_manager(node) && !swarm->settings->managers_work) ||
                               (is_registry(node) && !swarm->settings->registry_works));
}

/* ---- what a node has */

/* The smaller of what Kubernetes and Swarm say it offers. */
static void emit_smaller(struct swarm *swarm, const struct swarm_node *node, int32_t resource,
                         int64_t capacity)
{
    int64_t off = builder_cluster_reserved_amount(swarm->builder, swarm->cluster, resource);
    int64_t value = capacity > off ? capacity - off : 0, said;
    if (!builder_node_amount(swarm->builder, node->handle, resource, &said) || value < said)
        builder_node_allocatable(swarm->builder, node->handle, resource, value);
}

static void emit_amount(struct swarm *swarm, const struct swarm_node *node, int32_t resource,
                        int64_t capacity)
{
    if (node->is_merged)
        emit_smaller(swarm, node, resource, capacity);
    else
        builder_node_allocatable(swarm->builder, node->handle, resource, capacity);
}

static void emit_resources(struct swarm *swarm, const struct swarm_node *node)
{
    const struct swarm_generics *generics = &node->resources.generics;
    if (!node->has_resources) {
        builder_finding(swarm->builder, SEVERITY_WARNING, "no-allocatable", swarm->cluster, -1, -1,
                        "node %.150s (%s) does not say what it has; it counts as nothing",
                        node->title, node->state);
        if (node->is_merged)
            return;
    }
    emit_amount(swarm, node, RESOURCE_CPU, node->resources.nano_cpus / NANO_PER_MILLI);
    emit_amount(swarm, node, RESOURCE_MEMORY, node->resources.memory_bytes);
    for (int32_t i = 0; i < generics->count; i++) {
        const char *kind = swarm_generic_resource(swarm->arena, generics->items[i].kind);
        int32_t resource = builder_resource(swarm->builder, kind, &node->origin);
        builder_node_allocatable(swarm->builder, node->handle, resource,
                                 swarm_generic_amount(generics, generics->items[i].kind));
    }
}

/* Swarm has no zones of its own; people label them. */
static const char *zone_of(const struct swarm_node *node)
{
    static const char *const keys[] = {"topology.kubernetes.io/zone",
                                       "failure-domain.beta.kubernetes.io/zone", "zone", "az",
                                       "availability-zone"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *zone = swarm_label(node->labels, node->label_count, keys[i]);
        if (!zone)
            zone = swarm_label(node->engine_labels, node->engine_label_count, keys[i]);
        if (zone && zone[0])
            return zone;
    }
    return "";
}

/* ---- to the builder */

/* Kubernetes writes host names in lower case. */
static int32_t find_same(const struct swarm *swarm, const struct swarm_node *node)
{
    int32_t handle = builder_find_node(swarm->builder, swarm->cluster, node->title);
    char *lower = arena_strdup(swarm->arena, node->title);
    for (char *at = lower; *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at + ('a' - 'A')) : *at;
    return handle >= 0 ? handle : builder_find_node(swarm->builder, swarm->cluster, lower);
}

static void emit_new(struct swarm *swarm, struct swarm_node *node, bool is_beside_kubernetes)
{
    static const struct taint swarm_only = {"com.docker.ucp.orchestrator.swarm", "",
                                            EFFECT_NO_SCHEDULE};
    node->handle = builder_node(swarm->builder, swarm->cluster, node->title, &node->origin);
    builder_node_place(swarm->builder, node->handle, node->os, node->arch, zone_of(node));
    builder_node_state(swarm->builder, node->handle, swarm_node_is_active(node) && !node->is_closed,
                       swarm_node_is_ready(node));
    if (is_beside_kubernetes)
        builder_node_taint(swarm->builder, node->handle, swarm_only);
}

/* On a merged node this label alone keeps Swarm's services off: whether workloads of Kubernetes may
 * go there is the business of Kubernetes, which taints managers. */
static const char *availability_of(const struct swarm_node *node)
{
    if (node->is_merged && !swarm_node_is_ready(node))
        return node->state;
    return node->is_merged && node->is_closed && swarm_node_is_active(node) ? "closed"
                                                                            : node->availability;
}

static void emit_labels(struct swarm *swarm, const struct swarm_node *node)
{
    struct swarm_node shown = *node;
    int32_t count;
    shown.availability = availability_of(node);
    const struct label *labels = swarm_node_labels(swarm->arena, &shown, &count);
    for (int32_t i = 0; i < count; i++)
        builder_node_label(swarm->builder, node->handle, labels[i].key, labels[i].value);
}

static void emit_node(struct swarm *swarm, struct swarm_node *node, bool is_beside_kubernetes)
{
    node->is_closed = is_closed(swarm, node);
    if (swarm->is_mixed)
        node->handle = find_same(swarm, node);
    node->is_merged = node->handle >= 0;
    if (!node->is_merged)
        emit_new(swarm, node, is_beside_kubernetes);
    emit_resources(swarm, node);
    emit_labels(swarm, node);
}

static bool is_described(const struct swarm *swarm, int32_t handle)
{
    for (size_t i = 0; i < swarm->nodes.count; i++)
        if (swarm->nodes.items[i].handle == handle)
            return true;
    return false;
}

/* Nodes of this cluster that only Kubernetes knows take nothing of Swarm's. */
static void close_to_swarm(struct swarm *swarm, int32_t count)
{
    for (int32_t node = 0; swarm->is_mixed && node < count; node++)
        if (builder_node_cluster(swarm->builder, node) == swarm->cluster &&
            !is_described(swarm, node))
            builder_node_label(swarm->builder, node, "node.availability", "not in the swarm");
}

void swarm_emit_nodes(struct swarm *swarm)
{
    int32_t before = builder_node_count(swarm->builder);
    bool is_beside_kubernetes = false;
    for (int32_t node = 0; swarm->is_mixed && node < before; node++)
        is_beside_kubernetes |= builder_node_cluster(swarm->builder, node) == swarm->cluster;
    for (size_t i = 0; i < swarm->nodes.count; i++)
        emit_node(swarm, &swarm->nodes.items[i], is_beside_kubernetes);
    if (swarm->nodes.count > 0)
        close_to_swarm(swarm, before);
}
