/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of workloads.csv. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "import/csv/csv_rows.h"
#include "import/estate_json_parts.h"

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(word, words[i]) == 0)
            return true;
    return false;
}

/* Who runs the workload of a row; an mke cluster runs both. */
static enum orchestrator family_of(struct csv_file *file, int32_t cluster)
{
    static const char *const kinds[] = {
        "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet",
        "Job",        "CronJob",     "Pod",       "ReplicationController"};
    enum orchestrator orchestrator = builder_cluster_orchestrator(file->session->builder, cluster);
    static const char *const families[] = {"kubernetes", "swarm", "csv"};
    static const enum orchestrator kinds_of_family[] = {ORCHESTRATOR_KUBERNETES, ORCHESTRATOR_SWARM,
                                                        ORCHESTRATOR_CSV};
    const char *said = csv_cell(file, COLUMN_FAMILY);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strcmp(said, families[i]) == 0)
            return kinds_of_family[i];
    if (said[0])
        csv_refuse(file, COLUMN_FAMILY,
                   "found \"%.60s\"; expected kubernetes, swarm, csv or nothing", said);
    if (orchestrator != ORCHESTRATOR_MKE)
        return orchestrator;
    bool is_kubernetes =
        csv_cell(file, COLUMN_NAMESPACE)[0] ||
        is_one_of(csv_cell(file, COLUMN_KIND), kinds, sizeof kinds / sizeof *kinds);
    return is_kubernetes ? ORCHESTRATOR_KUBERNETES : ORCHESTRATOR_SWARM;
}

static void read_demands(struct csv_file *file, int32_t workload)
{
    static const struct {
        enum csv_column column;
        int32_t resource;
        const char *name;
        bool is_limit;
    } cells[] = {
        {COLUMN_CPU, RESOURCE_CPU, "cpu", false},
        {COLUMN_MEMORY, RESOURCE_MEMORY, "memory", false},
        {COLUMN_EPHEMERAL, RESOURCE_EPHEMERAL, "ephemeral-storage", false},
        {COLUMN_CPU_LIMIT, RESOURCE_CPU, "cpu", true},
        {COLUMN_MEMORY_LIMIT, RESOURCE_MEMORY, "memory", true},
    };
    struct builder *builder = file->session->builder;
    int64_t value;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (csv_quantity(file, cells[i].column, cells[i].name, true, &value) != CSV_GIVEN)
            continue;
        if (cells[i].is_limit)
            builder_workload_limit(builder, workload, cells[i].resource, value);
        else
            builder_workload_reservation(builder, workload, cells[i].resource, value);
    }
    for (size_t i = 0; i < file->column_count; i++)
        if (file->resource[i] >= 0 && csv_resource(file, i, true, &value) == CSV_GIVEN) {
            if (file->is_limit[i])
                builder_workload_limit(builder, workload, file->resource[i], value);
            else
                builder_workload_reservation(builder, workload, file->resource[i], value);
        }
}

struct rules {
    struct builder *builder;
    int32_t workload;
    const char *name_space; /* of the workload */
};

static void take_rule(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct rules *rules = context;
    struct rule rule = {0};
    shown_rule(reader, value, &rule);
    builder_workload_rule(rules->builder, rules->workload, &rule);
}

static void take_home_rule(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct rules *rules = context;
    struct rule rule = {0};
    shown_rule(reader, value, &rule);
    builder_workload_home_rule(rules->builder, rules->workload, &rule);
}

/* A term that says nothing of namespaces means the workload's own. */
static const struct pod_term *own_terms(struct arena *arena, const struct rules *rules,
                                        const struct pod_term *terms, int32_t count)
{
    struct pod_term *copy = ARENA_NEW(arena, count, struct pod_term);
    for (int32_t i = 0; i < count; i++) {
        copy[i] = terms[i];
        if (terms[i].name_space_count == 0 && !terms[i].name_space_selector.is_given) {
            copy[i].name_spaces = &rules->name_space;
            copy[i].name_space_count = 1;
        }
    }
    return copy;
}

static void take_pod_rule(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct rules *rules = context;
    struct pod_rule rule = {0};
    shown_pod_rule(reader, value, &rule);
    rule.affinity = own_terms(reader->arena, rules, rule.affinity, rule.affinity_count);
    rule.anti_affinity =
        own_terms(reader->arena, rules, rule.anti_affinity, rule.anti_affinity_count);
    builder_workload_pod_rule(rules->builder, rules->workload, &rule);
}

static void take_volumes(struct keys_reader *reader, const struct value *value, void *context)
{
    const struct rules *rules = context;
    shown_volumes(reader, value, rules->workload);
}

/* Rules that have no columns of their own, in the form of muster show -o json. */
static void read_json_rules(struct csv_file *file, int32_t workload)
{
    struct rules rules = {file->session->builder, workload, csv_cell(file, COLUMN_NAMESPACE)};
    const struct label *labels;
    int32_t count;
    csv_json(file, COLUMN_HOME_RULE, take_home_rule, &rules);
    csv_json(file, COLUMN_POD_RULE, take_pod_rule, &rules);
    csv_json(file, COLUMN_VOLUMES, take_volumes, &rules);
    if (csv_labels(file, COLUMN_POD_LABELS, &labels, &count))
        for (int32_t i = 0; i < count; i++)
            builder_workload_pod_label(rules.builder, workload, labels[i].key, labels[i].value);
}

/* Tolerations of a DaemonSet that Kubernetes adds come with rule.is_daemon; a global service of
 * Swarm has none. */
static void read_rule(struct csv_file *file, int32_t workload)
{
    static const enum csv_column others[] = {COLUMN_OS, COLUMN_ARCH, COLUMN_NODE_SELECTOR,
                                             COLUMN_TOLERATIONS};
    struct rule rule = {.os = csv_cell(file, COLUMN_OS), .arch = csv_cell(file, COLUMN_ARCH)};
    if (csv_cell(file, COLUMN_RULE)[0]) {
        struct rules rules = {file->session->builder, workload, csv_cell(file, COLUMN_NAMESPACE)};
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            if (csv_cell(file, others[i])[0])
                csv_refuse(file, others[i],
                           "found it beside a rule, which says all; expected one "
                           "of both");
        csv_json(file, COLUMN_RULE, take_rule, &rules);
        return;
    }
    if (csv_labels(file, COLUMN_NODE_SELECTOR, &rule.selector, &rule.selector_count) &&
        csv_tolerations(file, &rule.tolerations, &rule.toleration_count)) {
        rule.is_daemon = strcasecmp(csv_cell(file, COLUMN_KIND), "DaemonSet") == 0;
        builder_workload_rule(file->session->builder, workload, &rule);
    }
}

static void read_numbers(struct csv_file *file, int32_t workload)
{
    struct builder *builder = file->session->builder;
    const struct origin origin = csv_origin(file);
    int64_t value;
    if (csv_integer(file, COLUMN_TIER, 0, MAX_TIER, &value) == CSV_GIVEN)
        builder_workload_tier(builder, workload, (int32_t)value, &origin);
    if (csv_integer(file, COLUMN_WEIGHT, 1, MAX_WEIGHT, &value) == CSV_GIVEN)
        builder_workload_weight(builder, workload, value);
    if (csv_integer(file, COLUMN_PRIORITY, INT32_MIN, INT32_MAX, &value) == CSV_GIVEN)
        builder_workload_priority(builder, workload, value);
    const char *policy = csv_cell(file, COLUMN_PREEMPTION);
    if (strcmp(policy, "never") == 0)
        builder_workload_never_preempts(builder, workload);
    else if (policy[0] && strcmp(policy, "lower") != 0)
        csv_refuse(file, COLUMN_PREEMPTION, "found \"%.60s\"; expected never, lower or nothing",
                   policy);
    if (csv_integer(file, COLUMN_MAX_PER_NODE, 1, CAP_REPLICAS, &value) == CSV_GIVEN)
        builder_workload_max_per_node(builder, workload, value);
    if (csv_integer(file, COLUMN_MAX_PER_ZONE, 1, CAP_REPLICAS, &value) == CSV_GIVEN)
        builder_workload_max_per_zone(builder, workload, value);
}

static void read_replicas(struct csv_file *file, int32_t workload)
{
    static const char *const daemons[] = {"DaemonSet", "global"};
    struct builder *builder = file->session->builder;
    bool is_daemon = is_one_of(csv_cell(file, COLUMN_KIND), daemons, 2);
    int64_t replicas, running, failover;
    csv_bool(file, COLUMN_DAEMON, &is_daemon);
    enum csv_found found = csv_integer(file, COLUMN_REPLICAS, 0, CAP_REPLICAS, &replicas);
    if (found == CSV_ABSENT && !is_daemon)
        csv_refuse(file, COLUMN_REPLICAS, "empty cell: expected a whole number from 0 to %lld",
                   (long long)CAP_REPLICAS);
    if (found == CSV_GIVEN)
        builder_workload_replicas(builder, workload, replicas);
    if (csv_integer(file, COLUMN_FAILOVER, 1, CAP_REPLICAS, &failover) == CSV_GIVEN)
        builder_workload_failover(builder, workload, failover);
    if (is_daemon)
        builder_workload_daemon(builder, workload);
    else if (csv_integer(file, COLUMN_RUNNING, 0, CAP_REPLICAS, &running) == CSV_GIVEN)
        builder_workload_running(builder, workload, running);
    else
        builder_workload_unknown_nodes(builder, workload);
}

void csv_workload_row(struct csv_file *file)
{
    struct builder *builder = file->session->builder;
    const struct origin origin = csv_origin(file);
    const char *stack_name, *name, *kind = csv_cell(file, COLUMN_KIND);
    int32_t cluster = csv_cluster(file);
    int32_t workload = -1;
    bool named = csv_name(file, COLUMN_STACK, &stack_name);
    named = csv_name(file, COLUMN_WORKLOAD, &name) && named;
    if (named && cluster >= 0) {
        int32_t stack = builder_stack(builder, cluster, csv_cell(file, COLUMN_NAMESPACE),
                                      stack_name, family_of(file, cluster), &origin);
        workload = builder_workload(builder, stack, kind[0] ? kind : "workload", name, &origin);
        if (csv_cell(file, COLUMN_ENVIRONMENT)[0])
            builder_stack_environment(builder, stack, csv_cell(file, COLUMN_ENVIRONMENT));
        const struct csv_workload_name full = {cluster, csv_cell(file, COLUMN_NAMESPACE),
                                               stack_name, kind[0] ? kind : "workload", name};
        csv_remember_workload(file->session, &full, workload);
    }
    read_demands(file, workload);
    read_rule(file, workload);
    read_json_rules(file, workload);
    read_numbers(file, workload);
    read_replicas(file, workload);
}
