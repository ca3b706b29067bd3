/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "document/json_writer.h"
#include "estate/estate.h"
#include "report/show/show.h"
#include "report/show/show_rule.h"

static const char *role_name(enum cluster_role role)
{
    static const char *const names[] = {"active", "standby-hot", "standby-cold"};
    return names[role];
}

static const char *unreserved_name(enum unreserved unreserved)
{
    static const char *const names[] = {"limit", "amount", "zero", "fail"};
    return names[unreserved];
}

/* {"cpu": {"share_ppm": 50000}, "memory": {"amount": 1073741824}} */
static void write_headroom(struct json_writer *json, const struct estate *estate,
                           const struct headroom *headroom)
{
    json_key(json, "headroom");
    json_object(json, true);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        if (headroom[r].kind == HEADROOM_NONE)
            continue;
        json_key(json, estate->resources[r].name);
        json_object(json, true);
        json_member_integer(json, headroom[r].kind == HEADROOM_SHARE ? "share_ppm" : "amount",
                            headroom[r].value);
        json_end(json);
    }
    json_end(json);
}

static void write_sums(struct json_writer *json, const struct estate *estate,
                       const int64_t *allocatable, const int64_t *reserved, const int64_t *limits)
{
    json_key(json, "resources");
    json_list(json, false);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        json_object(json, true);
        json_member_string(json, "name", estate->resources[r].name);
        json_member_integer(json, "allocatable", allocatable[r]);
        json_member_integer(json, "reserved", reserved[r]);
        json_member_integer(json, "limits", limits[r]);
        json_end(json);
    }
    json_end(json);
}

static void write_taints(struct json_writer *json, const struct node *node)
{
    if (node->taint_count == 0)
        return;
    json_key(json, "taints");
    json_list(json, true);
    for (int32_t i = 0; i < node->taint_count; i++) {
        json_object(json, true);
        json_member_string(json, "key", node->taints[i].key);
        json_member_string_if(json, "value", node->taints[i].value);
        json_member_string(json, "effect", show_effect_name(node->taints[i].effect));
        json_end(json);
    }
    json_end(json);
}

/* Resources that the node does not name are left out: unlimited, or 0. */
static void write_node_resources(struct json_writer *json, const struct estate *estate,
                                 const struct show_sums *sums, int32_t node_ix)
{
    json_key(json, "resources");
    json_list(json, true);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        int64_t at = (int64_t)node_ix * estate->resource_count + r;
        if (!estate->node_named[at] && sums->node_reserved[at] == 0 && sums->node_limits[at] == 0)
            continue;
        json_object(json, true);
        json_member_string(json, "name", estate->resources[r].name);
        if (estate->node_named[at])
            json_member_integer(json, "allocatable", estate->node_allocatable[at]);
        json_member_integer(json, "reserved", sums->node_reserved[at]);
        json_member_integer(json, "limits", sums->node_limits[at]);
        json_end(json);
    }
    json_end(json);
}

static void write_node(struct json_writer *json, const struct estate *estate,
                       const struct show_sums *sums, int32_t node_ix)
{
    const struct node *node = &estate->nodes[node_ix];
    json_object(json, false);
    json_member_string(json, "node", node->name);
    json_member_bool(json, "schedulable", node->is_schedulable);
    if (!node->is_ready)
        json_member_bool(json, "ready", false);
    json_member_string_if(json, "os", node->os);
    json_member_string_if(json, "arch", node->arch);
    json_member_string_if(json, "zone", node->zone);
    show_write_labels(json, "labels", node->labels, node->label_count);
    write_taints(json, node);
    write_node_resources(json, estate, sums, node_ix);
    json_member_string_if(json, "source", node->source);
    json_end(json);
}

static void write_cluster(struct json_writer *json, const struct estate *estate,
                          const struct show_sums *sums, int32_t cluster_ix)
{
    const struct cluster *cluster = &estate->clusters[cluster_ix];
    int64_t row = (int64_t)cluster_ix * estate->resource_count;
    int32_t schedulable = 0;
    for (int32_t i = 0; i < cluster->node_count; i++)
        schedulable += estate->nodes[cluster->first_node + i].is_schedulable;
    json_object(json, false);
    json_member_string(json, "cluster", cluster->name);
    json_member_string(json, "orchestrator", orchestrator_name(cluster->orchestrator));
    json_member_integer(json, "node_count", cluster->node_count);
    json_member_integer(json, "schedulable_count", schedulable);
    json_member_integer(json, "pod_count", sums->cluster_pods[cluster_ix]);
    json_member_string(json, "role", role_name(cluster->role));
    json_member_string_if(json, "region", cluster->region);
    json_member_string_if(json, "environment", cluster->environment);
    if (cluster->has_captured)
        json_member_integer(json, "captured_s", cluster->captured_s);
    if (cluster->is_partial)
        json_member_bool(json, "partial", true);
    write_headroom(json, estate, cluster->headroom);
    write_sums(json, estate, sums->cluster_allocatable + row, sums->cluster_reserved + row,
               sums->cluster_limits + row);
    json_key(json, "nodes");
    json_list(json, false);
    for (int32_t i = 0; i < cluster->node_count; i++)
        write_node(json, estate, sums, cluster->first_node + i);
    json_end(json);
    show_write_name_spaces(json, estate, cluster_ix);
    show_write_quotas(json, estate, cluster_ix);
    show_write_budgets(json, estate, cluster_ix);
    json_end(json);
}

/* {"cpu": 250}: what a replica reserves, or its limits where they are given. */
static void write_amounts(struct json_writer *json, const struct estate *estate, const char *key,
                          const int64_t *amounts, const bool *given)
{
    json_key(json, key);
    json_object(json, true);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        bool is_said = given ? given[r] : amounts[r] > 0 && r != RESOURCE_PODS;
        if (is_said)
            json_member_integer(json, estate->resources[r].name, amounts[r]);
    }
    json_end(json);
}

static void write_placements(struct json_writer *json, const struct estate *estate,
                             const struct workload *workload)
{
    if (workload->placement_count == 0)
        return;
    json_key(json, "placements");
    json_list(json, true);
    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *placement = &estate->placements[workload->first_placement + i];
        json_object(json, true);
        json_member_string(json, "node", estate->nodes[placement->node_ix].name);
        json_member_integer(json, "replicas", placement->replicas);
        json_end(json);
    }
    json_end(json);
}

static void write_workload(struct json_writer *json, const struct estate *estate,
                           int32_t workload_ix)
{
    const struct workload *workload = &estate->workloads[workload_ix];
    int64_t row = (int64_t)workload_ix * estate->resource_count;
    int64_t placed = 0;
    for (int32_t i = 0; i < workload->placement_count; i++)
        placed += estate->placements[workload->first_placement + i].replicas;
    json_object(json, false);
    json_member_string(json, "workload", workload->name);
    json_member_string(json, "kind", workload->kind);
    json_member_integer(json, "replicas", workload->replicas);
    json_member_integer(json, "placed", placed);
    write_amounts(json, estate, "reservation", estate->reservation + row, NULL);
    write_amounts(json, estate, "limit", estate->limit + row, estate->limit_given + row);
    if (workload->is_daemon)
        json_member_bool(json, "daemon", true);
    if (workload->running_unknown > 0)
        json_member_integer(json, "unknown_nodes", workload->running_unknown);
    if (workload->has_failover_replicas && !workload->failover_is_inherited)
        json_member_integer(json, "failover_replicas", workload->failover_replicas);
    if (workload->has_max_per_node)
        json_member_integer(json, "max_per_node", workload->max_per_node);
    if (workload->has_max_per_zone)
        json_member_integer(json, "max_per_zone", workload->max_per_zone);
    if (workload->has_priority)
        json_member_integer(json, "priority", workload->priority);
    if (workload->never_preempts)
        json_member_string(json, "preemption_policy", "never");
    json_member_integer(json, "placement_rule", workload->rule_ix);
    if (workload->home_rule_ix >= 0)
        json_member_integer(json, "home_rule", workload->home_rule_ix);
    if (workload->pod_rule_ix >= 0)
        json_member_integer(json, "pod_rule", workload->pod_rule_ix);
    show_write_labels(json, "labels", workload->labels, workload->label_count);
    if (workload->volume_count > 0) {
        json_key(json, "volumes");
        show_write_volumes(json, estate, workload);
    }
    write_placements(json, estate, workload);
    json_member_string_if(json, "source", workload->source);
    json_end(json);
}

static void write_targets(struct json_writer *json, const struct estate *estate, const char *key,
                          const int32_t *clusters, int32_t count)
{
    json_key(json, key);
    json_list(json, true);
    for (int32_t i = 0; i < count; i++)
        json_string(json, estate->clusters[clusters[i]].name);
    json_end(json);
}

static void write_requires(struct json_writer *json, const struct estate *estate,
                           const struct stack *stack)
{
    int32_t count = stack->require_count + stack->copy_require_count;
    if (count == 0)
        return;
    json_key(json, "requires");
    json_list(json, true);
    for (int32_t i = 0; i < count; i++) {
        const struct stack *needed = &estate->stacks[stack->requires[i].stack_ix];
        json_object(json, true);
        json_member_string(json, "stack", needed->name);
        json_member_string(json, "cluster", estate->clusters[needed->cluster_ix].name);
        json_member_string_if(json, "namespace", needed->name_space);
        if (stack->requires[i].same_cluster)
            json_member_bool(json, "same_cluster", true);
        json_end(json);
    }
    json_end(json);
}

static void write_stack(struct json_writer *json, const struct estate *estate, int32_t stack_ix)
{
    const struct stack *stack = &estate->stacks[stack_ix];
    json_object(json, false);
    json_member_string(json, "stack", stack->name);
    json_member_string(json, "cluster", estate->clusters[stack->cluster_ix].name);
    json_member_string_if(json, "namespace", stack->name_space);
    json_member_integer(json, "tier", stack->tier);
    json_member_string(json, "rule", stack->tier_rule);
    json_member_bool(json, "platform", stack->is_platform);
    json_member_string(json, "family", orchestrator_name(stack->family));
    json_member_integer(json, "weight", stack->weight);
    json_member_string_if(json, "environment", stack->environment);
    json_member_string_if(json, "team", stack->team);
    if (stack->is_portable)
        json_member_bool(json, "portable", true);
    if (stack->is_kept)
        json_member_bool(json, "keep", true);
    if (stack->has_targets)
        write_targets(json, estate, "targets", stack->targets, stack->target_count);
    if (stack->not_target_count > 0)
        write_targets(json, estate, "not_targets", stack->not_targets, stack->not_target_count);
    write_requires(json, estate, stack);
    if (stack->family_ix >= 0)
        json_member_integer(json, "active_active", stack->family_ix);
    if (stack->is_split)
        json_member_bool(json, "split", true);
    if (stack->has_min_replicas)
        json_member_integer(json, "min_replicas", stack->min_replicas);
    if (stack->is_assumed)
        json_member_bool(json, "assumed", true);
    if (stack->is_assumed_zero)
        json_member_bool(json, "assumed_zero", true);
    json_key(json, "workloads");
    json_list(json, false);
    for (int32_t i = 0; i < stack->workload_count; i++)
        write_workload(json, estate, stack->first_workload + i);
    json_end(json);
    json_end(json);
}

static void write_scenarios(struct json_writer *json, const struct estate *estate)
{
    json_key(json, "scenarios");
    json_list(json, false);
    for (int32_t i = 0; i < estate->scenario_count; i++) {
        json_object(json, true);
        json_member_string(json, "name", estate->scenarios[i].name);
        json_member_texts(json, "lose", estate->scenarios[i].lose, estate->scenarios[i].lose_count);
        json_end(json);
    }
    json_end(json);
}

static void write_frame(struct json_writer *json, const struct estate *estate)
{
    json_key(json, "resources");
    json_list(json, false);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        json_object(json, true);
        json_member_string(json, "name", estate->resources[r].name);
        json_member_string(json, "unit", resource_unit_name(estate->resources[r].unit));
        json_end(json);
    }
    json_end(json);
}

/* What a cluster or a stack does not say. */
static void write_settings(struct json_writer *json, const struct estate *estate)
{
    json_member_string(json, "digest", estate->digest);
    json_member_integer(json, "critical_tier", estate->critical_tier);
    json_member_string(json, "unreserved", unreserved_name(estate->unreserved));
    if (estate->has_max_age)
        json_member_integer(json, "max_age_s", estate->max_age_s);
    if (estate->lend_count > 0) {
        json_member_texts(json, "lend", estate->lend, estate->lend_count);
    }
    write_headroom(json, estate, estate->headroom);
    write_scenarios(json, estate);
    json_key(json, "placement_rules");
    json_list(json, false);
    for (int32_t i = 0; i < estate->rule_count; i++)
        show_write_rule(json, &estate->rules[i]);
    json_end(json);
    if (estate->pod_rule_count == 0)
        return;
    json_key(json, "pod_rules");
    json_list(json, false);
    for (int32_t i = 0; i < estate->pod_rule_count; i++)
        show_write_pod_rule(json, &estate->pod_rules[i]);
    json_end(json);
}

void show_write_json(const struct estate *estate, const char *version, struct buf *out)
{
    struct json_writer json;
    struct show_sums sums;
    show_sums_init(&sums, estate);
    json_init(&json, out);
    json_object(&json, false);
    json_member_string(&json, "muster", version);
    json_member_integer(&json, "schema", 1);
    json_member_string(&json, "kind", "estate");
    json_member_string(&json, "name", estate->name);
    write_frame(&json, estate);
    json_key(&json, "clusters");
    json_list(&json, false);
    for (int32_t i = 0; i < estate->cluster_count; i++)
        write_cluster(&json, estate, &sums, i);
    json_end(&json);
    json_key(&json, "stacks");
    json_list(&json, false);
    for (int32_t i = 0; i < estate->stack_count; i++)
        write_stack(&json, estate, i);
    json_end(&json);
    write_settings(&json, estate);
    json_end(&json);
    buf_add_char(out, '\n');
    show_sums_release(&sums);
}
