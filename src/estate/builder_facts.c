/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What importers say about clusters, nodes and workloads. */
#include <assert.h>
#include <string.h>

#include "base/caps.h"
#include "estate/builder_data.h"

/* ---- clusters */

void builder_cluster_role(struct builder *builder, int32_t cluster, enum cluster_role role)
{
    if (cluster >= 0)
        builder->clusters.items[cluster].role = role;
}

void builder_cluster_region(struct builder *builder, int32_t cluster, const char *region)
{
    if (cluster >= 0 && builder_check_name(builder, "region", region, true,
                                           &builder->clusters.items[cluster].origin))
        builder->clusters.items[cluster].region = arena_strdup(builder->arena, region);
}

void builder_cluster_environment(struct builder *builder, int32_t cluster, const char *environment)
{
    if (cluster >= 0 && builder_check_name(builder, "environment", environment, true,
                                           &builder->clusters.items[cluster].origin))
        builder->clusters.items[cluster].environment = arena_strdup(builder->arena, environment);
}

void builder_cluster_captured(struct builder *builder, int32_t cluster, int64_t captured_s)
{
    if (cluster < 0)
        return;
    builder->clusters.items[cluster].has_captured = true;
    builder->clusters.items[cluster].captured_s = captured_s;
}

void builder_cluster_headroom(struct builder *builder, int32_t cluster, int32_t resource,
                              struct headroom headroom)
{
    if (cluster < 0 || resource < 0)
        return;
    struct headroom_fact fact = {cluster, resource, headroom};
    VEC_ADD(builder->headroom, fact);
}

void builder_cluster_reserved(struct builder *builder, int32_t cluster, int32_t resource,
                              int64_t value)
{
    if (cluster < 0 || resource < 0)
        return;
    struct cluster_fact *owner = &builder->clusters.items[cluster];
    assert(owner->orchestrator != ORCHESTRATOR_KUBERNETES);
    if (!builder_check_value(builder, value, &owner->origin))
        return;
    struct amount_fact fact = {cluster, resource, value};
    VEC_ADD(builder->reserved, fact);
}

void builder_cluster_partial(struct builder *builder, int32_t cluster)
{
    if (cluster >= 0)
        builder->clusters.items[cluster].is_partial = true;
}

/* ---- nodes */

void builder_node_place(struct builder *builder, int32_t node, const char *os, const char *arch,
                        const char *zone)
{
    if (node < 0)
        return;
    struct node_fact *fact = &builder->nodes.items[node];
    if (os && builder_check_name(builder, "os", os, true, &fact->origin))
        fact->os = estate_os(builder->arena, os);
    if (arch && builder_check_name(builder, "arch", arch, true, &fact->origin))
        fact->arch = estate_arch(builder->arena, arch);
    if (zone && builder_check_name(builder, "zone", zone, true, &fact->origin))
        fact->zone = arena_strdup(builder->arena, zone);
}

void builder_node_state(struct builder *builder, int32_t node, bool is_schedulable, bool is_ready)
{
    if (node < 0)
        return;
    builder->nodes.items[node].is_schedulable = is_schedulable;
    builder->nodes.items[node].is_ready = is_ready;
}

static struct label copy_label(struct builder *builder, const char *key, const char *value)
{
    struct label label = {arena_strdup(builder->arena, key), arena_strdup(builder->arena, value)};
    return label;
}

void builder_node_label(struct builder *builder, int32_t node, const char *key, const char *value)
{
    if (node < 0)
        return;
    struct label_fact fact = {node, copy_label(builder, key, value)};
    VEC_ADD(builder->node_labels, fact);
}

void builder_node_taint(struct builder *builder, int32_t node, struct taint taint)
{
    if (node < 0)
        return;
    taint.key = arena_strdup(builder->arena, taint.key);
    taint.value = arena_strdup(builder->arena, taint.value ? taint.value : "");
    struct taint_fact fact = {node, taint};
    VEC_ADD(builder->taints, fact);
}

void builder_node_allocatable(struct builder *builder, int32_t node, int32_t resource,
                              int64_t value)
{
    if (node < 0 || resource < 0 ||
        !builder_check_value(builder, value, &builder->nodes.items[node].origin))
        return;
    struct amount_fact fact = {node, resource, value};
    VEC_ADD(builder->allocatable, fact);
}

/* ---- workloads */

static bool check_range(struct builder *builder, int32_t workload, const char *what, int64_t value,
                        int64_t least, int64_t most, const char *cap_name)
{
    if (value >= least && value <= most)
        return true;
    builder_fail(builder, value < least ? ERROR_INPUT : ERROR_LIMIT,
                 &builder->workloads.items[workload].origin,
                 "%s out of range: found %lld; expected %lld to %lld%s", what, (long long)value,
                 (long long)least, (long long)most, cap_name);
    return false;
}

void builder_workload_replicas(struct builder *builder, int32_t workload, int64_t desired)
{
    if (workload >= 0 &&
        check_range(builder, workload, "replicas", desired, 0, CAP_REPLICAS, " (CAP_REPLICAS)"))
        builder->workloads.items[workload].desired = desired;
}

void builder_workload_failover(struct builder *builder, int32_t workload, int64_t replicas)
{
    if (workload < 0 || !check_range(builder, workload, "failover_replicas", replicas, 1,
                                     CAP_REPLICAS, " (CAP_REPLICAS)"))
        return;
    builder->workloads.items[workload].has_failover = true;
    builder->workloads.items[workload].failover = replicas;
}

void builder_workload_daemon(struct builder *builder, int32_t workload)
{
    if (workload >= 0)
        builder->workloads.items[workload].is_daemon = true;
}

void builder_node_source(struct builder *builder, int32_t node, const char *source)
{
    if (node >= 0)
        builder->nodes.items[node].source = arena_strdup(builder->arena, source);
}

void builder_workload_source(struct builder *builder, int32_t workload, const char *source)
{
    if (workload >= 0)
        builder->workloads.items[workload].source = arena_strdup(builder->arena, source);
}

void builder_workload_unknown_nodes(struct builder *builder, int32_t workload)
{
    if (workload >= 0)
        builder->workloads.items[workload].has_unknown_nodes = true;
}

void builder_workload_running(struct builder *builder, int32_t workload, int64_t running)
{
    if (workload >= 0) {
        builder->workloads.items[workload].has_running = true;
        builder->workloads.items[workload].running = running;
    }
}

void builder_workload_reservation(struct builder *builder, int32_t workload, int32_t resource,
                                  int64_t value)
{
    if (workload < 0 || resource < 0 ||
        !builder_check_value(builder, value, &builder->workloads.items[workload].origin))
        return;
    struct amount_fact fact = {workload, resource, value};
    VEC_ADD(builder->reservations, fact);
}

void builder_workload_limit(struct builder *builder, int32_t workload, int32_t resource,
                            int64_t value)
{
    if (workload < 0 || resource < 0 ||
        !builder_check_value(builder, value, &builder->workloads.items[workload].origin))
        return;
    struct amount_fact fact = {workload, resource, value};
    VEC_ADD(builder->limits, fact);
}

void builder_workload_label(struct builder *builder, int32_t workload, const char *key,
                            const char *value)
{
    if (workload < 0)
        return;
    struct label_fact fact = {workload, copy_label(builder, key, value)};
    VEC_ADD(builder->workload_labels, fact);
}

void builder_workload_pod_label(struct builder *builder, int32_t workload, const char *key,
                                const char *value)
{
    if (workload < 0)
        return;
    struct label_fact fact = {workload, copy_label(builder, key, value)};
    VEC_ADD(builder->pod_labels, fact);
}

void builder_workload_never_preempts(struct builder *builder, int32_t workload)
{
    if (workload >= 0)
        builder->workloads.items[workload].never_preempts = true;
}

void builder_workload_priority(struct builder *builder, int32_t workload, int64_t priority)
{
    if (workload < 0)
        return;
    builder->workloads.items[workload].has_priority = true;
    builder->workloads.items[workload].priority = priority;
}

void builder_workload_tier(struct builder *builder, int32_t workload, int32_t tier,
                           const struct origin *origin)
{
    if (workload < 0 || !check_range(builder, workload, "tier", tier, 0, MAX_TIER, ""))
        return;
    struct workload_fact *fact = &builder->workloads.items[workload];
    fact->has_tier = true;
    fact->tier = tier;
    fact->tier_origin = builder_copy_origin(builder, origin);
}

void builder_workload_weight(struct builder *builder, int32_t workload, int64_t weight)
{
    if (workload < 0 || !check_range(builder, workload, "weight", weight, 1, MAX_WEIGHT, ""))
        return;
    builder->workloads.items[workload].has_weight = true;
    builder->workloads.items[workload].weight = weight;
}

void builder_workload_max_per_node(struct builder *builder, int32_t workload, int64_t cap)
{
    if (workload < 0 ||
        !check_range(builder, workload, "max_per_node", cap, 1, CAP_QUANTITY, " (CAP_QUANTITY)"))
        return;
    builder->workloads.items[workload].has_max_per_node = true;
    builder->workloads.items[workload].max_per_node = cap;
}

void builder_workload_max_per_zone(struct builder *builder, int32_t workload, int64_t cap)
{
    if (workload < 0 ||
        !check_range(builder, workload, "max_per_zone", cap, 1, CAP_QUANTITY, " (CAP_QUANTITY)"))
        return;
    builder->workloads.items[workload].has_max_per_zone = true;
    builder->workloads.items[workload].max_per_zone = cap;
}

void builder_workload_rule(struct builder *builder, int32_t workload, const struct rule *rule)
{
    if (workload >= 0)
        builder->workloads.items[workload].rule = builder_intern_rule(builder, rule);
}

void builder_placement(struct builder *builder, int32_t workload, int32_t node, int64_t replicas,
                       const struct origin *origin)
{
    if (workload < 0 || node < 0)
        return;
    const struct workload_fact *runs = &builder->workloads.items[workload];
    const struct stack_fact *stack = &builder->stacks.items[runs->stack];
    const struct node_fact *where = &builder->nodes.items[node];
    if (stack->cluster != where->cluster) {
        builder_error(builder, origin,
                      "placement outside of its cluster: workload " NAME " of cluster " NAME
                      " on node " NAME " of cluster " NAME "; expected a node of its own cluster",
                      runs->name, builder->clusters.items[stack->cluster].name, where->name,
                      builder->clusters.items[where->cluster].name);
        return;
    }
    if (replicas < 0 || replicas > CAP_REPLICAS) {
        builder_fail(builder, replicas < 0 ? ERROR_INPUT : ERROR_LIMIT, origin,
                     "replicas out of range: found %lld; expected 0 to %lld (CAP_REPLICAS)",
                     (long long)replicas, (long long)CAP_REPLICAS);
        return;
    }
    struct placement_fact fact = {workload, node, replicas};
    if (replicas > 0)
        VEC_ADD(builder->placements, fact);
}
