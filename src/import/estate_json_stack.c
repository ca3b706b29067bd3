/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `stacks` of a shown estate. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "import/estate_json_parts.h"

/* ---- workloads */

static void read_placements(struct keys_reader *reader, const struct value *map, int32_t cluster,
                            int32_t workload)
{
    static const struct key keys[] = {{"node", shown_skip}, {"replicas", shown_skip}};
    for (const struct value *item = shown_list(reader, map, "placements"); item;
         item = item->next) {
        struct origin origin = keys_origin(reader, item);
        int64_t replicas = 0;
        if (!keys_read(reader, item, keys, 2, NULL))
            continue;
        const char *name = shown_name(reader, item, "node");
        int32_t node = builder_find_node(reader->builder, cluster, name);
        if (node < 0)
            keys_refuse(reader, item,
                        "unknown node: found \"%.150s\"; expected a node of the stack's cluster",
                        name);
        if (shown_number(reader, item, "replicas", 0, CAP_REPLICAS, &replicas))
            builder_placement(reader->builder, workload, node, replicas, &origin);
    }
}

static void read_caps(struct keys_reader *reader, const struct value *map, int32_t workload)
{
    static const char *const policies[] = {"never", "lower"};
    struct builder *builder = reader->builder;
    int64_t number;
    if (shown_figure(reader, map, "replicas", 0, CAP_REPLICAS, &number))
        builder_workload_replicas(builder, workload, number);
    if (shown_number(reader, map, "unknown_nodes", 1, CAP_REPLICAS, &number))
        builder_workload_unknown_nodes(builder, workload);
    if (shown_number(reader, map, "failover_replicas", 1, CAP_REPLICAS, &number))
        builder_workload_failover(builder, workload, number);
    if (shown_number(reader, map, "max_per_node", 1, CAP_QUANTITY, &number))
        builder_workload_max_per_node(builder, workload, number);
    if (shown_number(reader, map, "max_per_zone", 1, CAP_QUANTITY, &number))
        builder_workload_max_per_zone(builder, workload, number);
    if (shown_number(reader, map, "priority", INT32_MIN, INT32_MAX, &number))
        builder_workload_priority(builder, workload, number);
    if (value_get(map, "preemption_policy") &&
        shown_word(reader, map, "preemption_policy", policies, 2) == 0)
        builder_workload_never_preempts(builder, workload);
    if (shown_flag(reader, map, "daemon", false))
        builder_workload_daemon(builder, workload);
}

/* An index into a list of rules; -1 when there is none, or with an error. */
static int32_t shown_index(struct keys_reader *reader, const struct value *map, const char *key,
                           int32_t count)
{
    int64_t index;
    if (!shown_number(reader, map, key, 0, INT32_MAX, &index))
        return -1;
    if (index < count)
        return (int32_t)index;
    keys_refuse(reader, map, "unknown %s: found %lld; expected less than %d", key, (long long)index,
                count);
    return -1;
}

/* Rule 0, which allows every node, need not be there. */
static void read_rules(struct keys_reader *reader, const struct value *map,
                       const struct shown *shown, int32_t workload)
{
    const int32_t least = shown->rule_count > 0 ? 0 : 1;
    int32_t rule = shown_index(reader, map, "placement_rule", shown->rule_count + least);
    int32_t home = shown_index(reader, map, "home_rule", shown->rule_count);
    int32_t pods = shown_index(reader, map, "pod_rule", shown->pod_rule_count);
    if (rule > 0)
        builder_workload_rule(reader->builder, workload, &shown->rules[rule]);
    if (home >= 0)
        builder_workload_home_rule(reader->builder, workload, &shown->rules[home]);
    if (pods >= 0)
        builder_workload_pod_rule(reader->builder, workload, &shown->pod_rules[pods]);
}

static void read_pod_labels(struct keys_reader *reader, const struct value *map, int32_t workload)
{
    int32_t count;
    const struct label *labels = shown_labels(reader, map, "labels", &count);
    for (int32_t i = 0; i < count; i++)
        builder_workload_pod_label(reader->builder, workload, labels[i].key, labels[i].value);
}

static void read_workload(struct keys_reader *reader, const struct value *map, int32_t cluster,
                          int32_t stack, const struct shown *shown)
{
    static const struct key keys[] = {
        {"workload", shown_skip},     {"kind", shown_skip},
        {"replicas", shown_skip},     {"placed", shown_skip},
        {"reservation", shown_skip},  {"limit", shown_skip},
        {"daemon", shown_skip},       {"unknown_nodes", shown_skip},
        {"max_per_node", shown_skip}, {"max_per_zone", shown_skip},
        {"priority", shown_skip},     {"preemption_policy", shown_skip},
        {"volumes", shown_skip},      {"placement_rule", shown_skip},
        {"home_rule", shown_skip},    {"pod_rule", shown_skip},
        {"labels", shown_skip},       {"placements", shown_skip},
        {"source", shown_skip},       {"failover_replicas", shown_skip}};
    struct builder *builder = reader->builder;
    if (!keys_read(reader, map, keys, sizeof keys / sizeof *keys, NULL))
        return;
    struct origin origin = keys_origin(reader, map);
    int32_t workload = builder_workload(builder, stack, shown_text(reader, map, "kind", ""),
                                        shown_name(reader, map, "workload"), &origin);
    builder_workload_source(builder, workload, shown_text(reader, map, "source", ""));
    read_caps(reader, map, workload);
    /* What is not shown is zero: nothing is left to be assumed. */
    builder_workload_reservation(builder, workload, RESOURCE_CPU, 0);
    builder_workload_reservation(builder, workload, RESOURCE_MEMORY, 0);
    shown_amounts(reader, map, "reservation", workload, builder_workload_reservation);
    shown_amounts(reader, map, "limit", workload, builder_workload_limit);
    read_rules(reader, map, shown, workload);
    read_pod_labels(reader, map, workload);
    if (value_get(map, "volumes"))
        shown_volumes(reader, value_get(map, "volumes"), workload);
    read_placements(reader, map, cluster, workload);
}

/* ---- what is settled */

static int compare_clusters(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static const int32_t *read_targets(struct keys_reader *reader, const struct value *map,
                                   const char *key, int32_t *ret_count)
{
    const struct value *list = value_get(map, key);
    int32_t *clusters = ARENA_NEW(reader->arena, list ? list->count : 0, int32_t);
    int32_t count = 0, kept = 0;
    for (const struct value *item = shown_list(reader, map, key); item; item = item->next) {
        clusters[count] = builder_find_cluster(reader->builder, value_text(item, ""));
        if (clusters[count] >= 0)
            count++;
        else
            keys_refuse(reader, item,
                        "unknown cluster: found \"%.150s\"; expected one of this file", item->text);
    }
    qsort(clusters, (size_t)count, sizeof *clusters, compare_clusters);
    for (int32_t i = 0; i < count; i++)
        if (i == 0 || clusters[i] != clusters[kept - 1])
            clusters[kept++] = clusters[i];
    *ret_count = kept;
    return clusters;
}

/* The stack that a map names by cluster, namespace and stack; -1 with an error. */
static int32_t find_stack(struct keys_reader *reader, const struct value *map)
{
    const char *cluster = shown_name(reader, map, "cluster");
    const char *name = shown_name(reader, map, "stack");
    int32_t index = builder_find_cluster(reader->builder, cluster);
    int32_t stack = index < 0 ? -1
                              : builder_find_stack(reader->builder, index,
                                                   shown_text(reader, map, "namespace", ""), name);
    if (stack < 0)
        keys_refuse(reader, map,
                    "unknown stack: found \"%.150s\" of cluster \"%.150s\"; expected a stack of "
                    "this file",
                    name, cluster);
    return stack;
}

static void read_requires(struct keys_reader *reader, const struct value *map, int32_t self,
                          struct stack_settled *settled)
{
    static const struct key keys[] = {{"stack", shown_skip},
                                      {"cluster", shown_skip},
                                      {"namespace", shown_skip},
                                      {"same_cluster", shown_skip}};
    const struct value *list = value_get(map, "requires");
    struct requirement *needed =
        ARENA_NEW(reader->arena, list ? list->count : 0, struct requirement);
    for (const struct value *item = shown_list(reader, map, "requires"); item; item = item->next) {
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, NULL))
            continue;
        struct requirement *requirement = &needed[settled->require_count];
        requirement->stack_ix = find_stack(reader, item);
        requirement->same_cluster = shown_flag(reader, item, "same_cluster", false);
        if (requirement->stack_ix == self)
            keys_refuse(reader, item, "a stack cannot require itself: expected another stack");
        else if (requirement->stack_ix >= 0)
            settled->require_count++;
    }
    settled->requires = needed;
}

static void settle_stack(struct keys_reader *reader, const struct value *map, int32_t stack)
{
    int64_t tier = 0, weight = 1;
    struct stack_settled settled = {
        .tier_rule = shown_text(reader, map, "rule", ""),
        .environment = shown_text(reader, map, "environment", ""),
        .team = shown_text(reader, map, "team", ""),
        .is_platform = shown_flag(reader, map, "platform", false),
        .is_portable = shown_flag(reader, map, "portable", false),
        .is_kept = shown_flag(reader, map, "keep", false),
        .is_active_active = value_get(map, "active_active") != NULL,
        .is_split = shown_flag(reader, map, "split", false),
        .has_targets = value_get(map, "targets") != NULL,
        .is_assumed = shown_flag(reader, map, "assumed", false),
        .is_assumed_zero = shown_flag(reader, map, "assumed_zero", false),
    };
    shown_figure(reader, map, "tier", 0, MAX_TIER, &tier);
    shown_number(reader, map, "weight", 1, MAX_WEIGHT, &weight);
    settled.tier = (int32_t)tier;
    settled.weight = weight;
    settled.has_min_replicas = value_get(map, "min_replicas") != NULL;
    if (settled.has_min_replicas)
        shown_number(reader, map, "min_replicas", 1, CAP_REPLICAS, &settled.min_replicas);
    settled.targets = read_targets(reader, map, "targets", &settled.target_count);
    settled.not_targets = read_targets(reader, map, "not_targets", &settled.not_target_count);
    read_requires(reader, map, stack, &settled);
    builder_stack_settled(reader->builder, stack, &settled);
}

/* ---- stacks */

static int32_t add_stack(struct keys_reader *reader, const struct value *map,
                         const struct shown *shown)
{
    static const char *const families[] = {"kubernetes", "swarm", "csv"};
    static const enum orchestrator kinds[] = {ORCHESTRATOR_KUBERNETES, ORCHESTRATOR_SWARM,
                                              ORCHESTRATOR_CSV};
    static const struct key keys[] = {
        {"stack", shown_skip},         {"cluster", shown_skip},      {"namespace", shown_skip},
        {"tier", shown_skip},          {"rule", shown_skip},         {"platform", shown_skip},
        {"family", shown_skip},        {"weight", shown_skip},       {"environment", shown_skip},
        {"team", shown_skip},          {"portable", shown_skip},     {"keep", shown_skip},
        {"targets", shown_skip},       {"not_targets", shown_skip},  {"requires", shown_skip},
        {"active_active", shown_skip}, {"split", shown_skip},        {"assumed", shown_skip},
        {"assumed_zero", shown_skip},  {"min_replicas", shown_skip}, {"workloads", shown_skip}};
    if (!keys_read(reader, map, keys, sizeof keys / sizeof *keys, NULL))
        return -1;
    struct origin origin = keys_origin(reader, map);
    const char *cluster_name = shown_name(reader, map, "cluster");
    int32_t cluster = builder_find_cluster(reader->builder, cluster_name);
    int family = shown_word(reader, map, "family", families, 3);
    if (cluster < 0)
        keys_refuse(reader, map, "unknown cluster: found \"%.150s\"; expected one of this file",
                    cluster_name);
    if (cluster < 0 || family < 0)
        return -1;
    int32_t stack =
        builder_stack(reader->builder, cluster, shown_text(reader, map, "namespace", ""),
                      shown_name(reader, map, "stack"), kinds[family], &origin);
    for (const struct value *item = shown_list(reader, map, "workloads"); item; item = item->next)
        read_workload(reader, item, cluster, stack, shown);
    return stack;
}

void shown_stacks(struct keys_reader *reader, const struct value *root, const struct shown *shown)
{
    const struct value *list = value_get(root, "stacks"),
                       *first = shown_list(reader, root, "stacks");
    int32_t *handles = ARENA_NEW(reader->arena, list ? list->count : 0, int32_t);
    size_t at = 0;
    for (const struct value *item = first; item; item = item->next)
        handles[at++] = add_stack(reader, item, shown);
    at = 0;
    for (const struct value *item = first; item; item = item->next, at++)
        if (handles[at] >= 0)
            settle_stack(reader, item, handles[at]);
}
