/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nodes.csv, workloads.csv, placements.csv and stacks.csv of an estate. */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "document/rows.h"
#include "estate/estate.h"
#include "report/show.h"
#include "report/show_csv.h"
#include "report/show_rule.h"

void show_loss(struct show_csv_writer *writer, int32_t cluster_ix, const char *name,
               const char *what, const char *which)
{
    buf_format(writer->out->losses, "%s/%s: %s%s%s\n", writer->estate->clusters[cluster_ix].name,
               name, what, which[0] ? " " : "", which);
}

static void cell(struct buf *out, const char *text)
{
    buf_add_char(out, ',');
    rows_write_cell(out, text);
}

static void number(struct buf *out, int64_t value)
{
    buf_format(out, ",%" PRId64, value);
}

static void number_if(struct buf *out, bool is_given, int64_t value)
{
    if (is_given)
        number(out, value);
    else
        buf_add_char(out, ',');
}

/* ",250m" or ",4": millicores; plain integers for the rest. */
static void quantity(struct buf *out, int32_t resource, int64_t value)
{
    if (resource == RESOURCE_CPU && value % 1000 != 0)
        buf_format(out, ",%" PRId64 "m", value);
    else
        number(out, resource == RESOURCE_CPU ? value / 1000 : value);
}

/* Does a text survive as part of a list cell, `a;b` with spaces trimmed? */
static bool is_plain(const char *text, const char *bad)
{
    size_t n = strlen(text);
    return !strpbrk(text, bad) && (n == 0 || (text[0] != ' ' && text[n - 1] != ' '));
}

/* A list cell that is built part by part. */
static void add_part(struct buf *list, const char *part)
{
    if (list->length > 0)
        buf_add_char(list, ';');
    buf_add_text(list, part);
}

static void write_labels(struct show_csv_writer *writer, int32_t cluster_ix, const char *owner,
                         const struct label *labels, int32_t count, struct buf *out)
{
    struct buf list, part;
    buf_init(&list);
    buf_init(&part);
    for (int32_t i = 0; i < count; i++) {
        if (!is_plain(labels[i].key, ";=") || !is_plain(labels[i].value, ";")) {
            show_loss(writer, cluster_ix, owner, "the label", labels[i].key);
            continue;
        }
        buf_clear(&part);
        buf_format(&part, "%s=%s", labels[i].key, labels[i].value);
        add_part(&list, part.data);
    }
    cell(out, list.data);
    buf_release(&part);
    buf_release(&list);
}

/* ---- nodes.csv */

static void write_taints(struct show_csv_writer *writer, const struct node *node, struct buf *out)
{
    struct buf list, part;
    buf_init(&list);
    buf_init(&part);
    for (int32_t i = 0; i < node->taint_count; i++) {
        const struct taint *taint = &node->taints[i];
        if (!is_plain(taint->key, ";=:") || !is_plain(taint->value, ";:")) {
            show_loss(writer, node->cluster_ix, node->name, "the taint", taint->key);
            continue;
        }
        buf_clear(&part);
        buf_format(&part, "%s%s%s:%s", taint->key, taint->value[0] ? "=" : "", taint->value,
                   show_effect_name(taint->effect));
        add_part(&list, part.data);
    }
    cell(out, list.data);
    buf_release(&part);
    buf_release(&list);
}

static void write_node(struct show_csv_writer *writer, int32_t node_ix, struct buf *out)
{
    const struct estate *estate = writer->estate;
    const struct node *node = &estate->nodes[node_ix];
    const bool *named = estate->node_named + (int64_t)node_ix * estate->resource_count;
    rows_write_cell(out, estate->clusters[node->cluster_ix].name);
    cell(out, node->name);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        if (named[r] || r <= RESOURCE_MEMORY)
            quantity(out, r, estate_allocatable(estate, node_ix, r));
        else
            buf_add_char(out, ',');
    }
    cell(out, node->os);
    cell(out, node->arch);
    cell(out, node->zone);
    cell(out, node->is_schedulable && node->is_ready ? "yes" : "no");
    if (!node->is_ready)
        show_loss(writer, node->cluster_ix, node->name,
                  "that the node is not ready (written as not schedulable)", "");
    write_labels(writer, node->cluster_ix, node->name, node->labels, node->label_count, out);
    write_taints(writer, node, out);
    buf_add_char(out, '\n');
}

static void write_nodes(struct show_csv_writer *writer)
{
    struct buf *out = writer->out->nodes;
    buf_add_text(out, "cluster,node,cpu,memory,pods,ephemeral_storage");
    for (int32_t r = RESOURCE_FIXED_COUNT; r < writer->estate->resource_count; r++)
        buf_format(out, ",resource:%s", writer->estate->resources[r].name);
    buf_add_text(out, ",os,arch,zone,schedulable,labels,taints\n");
    for (int32_t i = 0; i < writer->estate->node_count; i++)
        write_node(writer, i, out);
}

/* ---- workloads.csv */

static void write_tolerations(struct show_csv_writer *writer, const struct stack *stack,
                              const struct workload *workload, const struct rule *rule,
                              struct buf *out)
{
    struct buf list, part;
    buf_init(&list);
    buf_init(&part);
    for (int32_t i = 0; i < rule->toleration_count; i++) {
        const struct toleration *toleration = &rule->tolerations[i];
        bool is_equal = toleration->op == TOLERATION_EQUAL;
        bool is_carried = (is_equal || toleration->op == TOLERATION_EXISTS) &&
                          is_plain(toleration->key, ";=:") && is_plain(toleration->value, ";:") &&
                          (!is_equal || toleration->key[0]);
        if (!is_carried) {
            show_loss(writer, stack->cluster_ix, workload->name, "the toleration of",
                      toleration->key);
            continue;
        }
        buf_clear(&part);
        buf_format(&part, "%s%s%s", toleration->key[0] ? toleration->key : "*", is_equal ? "=" : "",
                   is_equal ? toleration->value : "");
        if (!toleration->any_effect)
            buf_format(&part, ":%s", show_effect_name(toleration->effect));
        add_part(&list, part.data);
    }
    cell(out, list.data);
    buf_release(&part);
    buf_release(&list);
}

/* A reservation that the import assumed stays empty, so that it is assumed again. */
static bool is_assumed(const struct estate *estate, const struct stack *stack, int64_t at)
{
    if (!stack->is_assumed)
        return false;
    switch (estate->unreserved) {
    case UNRESERVED_LIMIT:
        return estate->limit_given[at] ? estate->reservation[at] == estate->limit[at]
                                       : stack->is_assumed_zero && estate->reservation[at] == 0;
    case UNRESERVED_ZERO: return estate->reservation[at] == 0;
    case UNRESERVED_AMOUNT:
    case UNRESERVED_FAIL: break;
    }
    return false;
}

static void write_demands(struct show_csv_writer *writer, const struct stack *stack,
                          int32_t workload_ix, struct buf *out)
{
    const struct estate *estate = writer->estate;
    int64_t row = (int64_t)workload_ix * estate->resource_count;
    for (int32_t r = 0; r < estate->resource_count; r++) {
        if (r == RESOURCE_PODS)
            continue;
        bool is_empty = (r <= RESOURCE_MEMORY && is_assumed(estate, stack, row + r)) ||
                        (r > RESOURCE_MEMORY && estate->reservation[row + r] == 0);
        if (is_empty)
            buf_add_char(out, ',');
        else
            quantity(out, r, estate->reservation[row + r]);
    }
    for (int32_t r = 0; r < estate->resource_count; r++) {
        bool is_given = estate->limit_given[row + r];
        if (r <= RESOURCE_MEMORY && is_given)
            quantity(out, r, estate->limit[row + r]);
        else if (r <= RESOURCE_MEMORY)
            buf_add_char(out, ',');
        else if (is_given)
            show_loss(writer, stack->cluster_ix, estate->workloads[workload_ix].name,
                      "the limit of", estate->resources[r].name);
    }
}

/* Is the kind of a workload one that the import takes for a daemon? */
static bool is_daemon_kind(const char *kind)
{
    return !strcasecmp(kind, "DaemonSet") || !strcasecmp(kind, "global");
}

static void write_workload(struct show_csv_writer *writer, int32_t workload_ix, struct buf *out)
{
    const struct estate *estate = writer->estate;
    const struct workload *workload = &estate->workloads[workload_ix];
    const struct stack *stack = &estate->stacks[workload->stack_ix];
    const struct rule *rule = &estate->rules[workload->rule_ix];
    int64_t placed = 0;
    for (int32_t i = 0; i < workload->placement_count; i++)
        placed += estate->placements[workload->first_placement + i].replicas;
    rows_write_cell(out, estate->clusters[stack->cluster_ix].name);
    cell(out, stack->name_space);
    cell(out, stack->name);
    cell(out, workload->name);
    cell(out, workload->kind);
    number(out, workload->replicas);
    write_demands(writer, stack, workload_ix, out);
    number(out, stack->tier);
    number(out, stack->weight);
    cell(out, stack->environment);
    number_if(out, workload->has_priority, workload->priority);
    cell(out, rule->os);
    cell(out, rule->arch);
    write_labels(writer, stack->cluster_ix, workload->name, rule->selector, rule->selector_count,
                 out);
    write_tolerations(writer, stack, workload, rule, out);
    number_if(out, workload->has_max_per_node, workload->max_per_node);
    number_if(out, workload->has_max_per_zone, workload->max_per_zone);
    buf_add_char(out, '\n');
    if (rule->has_terms)
        show_loss(writer, stack->cluster_ix, workload->name,
                  rule->is_swarm ? "the constraints" : "the required node affinity", "");
    if (workload->pod_rule_ix >= 0)
        show_loss(writer, stack->cluster_ix, workload->name, "the rules between pods", "");
    if (workload->home_rule_ix >= 0)
        show_loss(writer, stack->cluster_ix, workload->name, "the nodes that its volumes reach",
                  "");
    if (workload->is_daemon != is_daemon_kind(workload->kind))
        show_loss(writer, stack->cluster_ix, workload->name,
                  "whether this kind is a daemon:", workload->kind);
    if (!workload->is_daemon && workload->running_unknown != workload->replicas - placed)
        show_loss(writer, stack->cluster_ix, workload->name,
                  "which replicas are pending (read back as running on unknown nodes)", "");
}

static void write_workloads(struct show_csv_writer *writer)
{
    const struct estate *estate = writer->estate;
    struct buf *out = writer->out->workloads;
    buf_add_text(out, "cluster,namespace,stack,workload,kind,replicas,cpu,memory,"
                      "ephemeral_storage");
    for (int32_t r = RESOURCE_FIXED_COUNT; r < estate->resource_count; r++)
        buf_format(out, ",resource:%s", estate->resources[r].name);
    buf_add_text(out, ",cpu_limit,memory_limit,tier,weight,environment,priority,os,arch,"
                      "node_selector,tolerations,max_per_node,max_per_zone\n");
    for (int32_t i = 0; i < estate->workload_count; i++)
        write_workload(writer, i, out);
    for (int32_t i = 0; i < estate->stack_count; i++)
        if (estate->stacks[i].workload_count == 0)
            show_loss(writer, estate->stacks[i].cluster_ix, estate->stacks[i].name,
                      "a stack without workloads", "");
}

static void write_placements(struct show_csv_writer *writer)
{
    const struct estate *estate = writer->estate;
    struct buf *out = writer->out->placements;
    buf_add_text(out, "cluster,stack,workload,node,replicas\n");
    for (int32_t i = 0; i < estate->placement_count; i++) {
        const struct placement *placement = &estate->placements[i];
        const struct workload *workload = &estate->workloads[placement->workload_ix];
        const struct stack *stack = &estate->stacks[workload->stack_ix];
        rows_write_cell(out, estate->clusters[stack->cluster_ix].name);
        cell(out, stack->name);
        cell(out, workload->name);
        cell(out, estate->nodes[placement->node_ix].name);
        number(out, placement->replicas);
        buf_add_char(out, '\n');
    }
}

/* ---- stacks.csv */

static void write_clusters(const struct estate *estate, const int32_t *clusters, int32_t count,
                           struct buf *out)
{
    struct buf list;
    buf_init(&list);
    for (int32_t i = 0; i < count; i++)
        add_part(&list, estate->clusters[clusters[i]].name);
    cell(out, list.data);
    buf_release(&list);
}

static void write_requires(const struct estate *estate, const struct stack *stack, struct buf *out)
{
    struct buf list, part;
    buf_init(&list);
    buf_init(&part);
    for (int32_t i = 0; i < stack->require_count; i++) {
        const struct stack *needed = &estate->stacks[stack->requires[i].stack_ix];
        buf_clear(&part);
        buf_format(&part, "%s/%s%s%s%s", estate->clusters[needed->cluster_ix].name,
                   needed->name_space, needed->name_space[0] ? "/" : "", needed->name,
                   stack->requires[i].same_cluster ? "@same" : "");
        add_part(&list, part.data);
    }
    cell(out, list.data);
    buf_release(&part);
    buf_release(&list);
}

static bool has_row(const struct stack *stack)
{
    return stack->team[0] || stack->is_portable || stack->has_targets ||
           stack->not_target_count > 0 || stack->require_count > 0 || stack->family_ix >= 0;
}

/* A row is for all stacks of its name in the cluster. */
static void check_row(struct show_csv_writer *writer, int32_t stack_ix)
{
    const struct estate *estate = writer->estate;
    const struct stack *stack = &estate->stacks[stack_ix];
    const struct cluster *cluster = &estate->clusters[stack->cluster_ix];
    for (int32_t i = 0; i < cluster->stack_count; i++) {
        int32_t other = cluster->first_stack + i;
        if (other != stack_ix && !strcmp(estate->stacks[other].name, stack->name)) {
            show_loss(writer, stack->cluster_ix, stack->name,
                      "that a row of stacks.csv is for one of several stacks of this name", "");
            return;
        }
    }
}

static void write_stacks(struct show_csv_writer *writer)
{
    const struct estate *estate = writer->estate;
    struct buf *out = writer->out->stacks;
    buf_add_text(out, "stack,cluster,team,targets,not_targets,portable,requires,active_active,"
                      "split\n");
    for (int32_t i = 0; i < estate->stack_count; i++) {
        const struct stack *stack = &estate->stacks[i];
        if (!has_row(stack))
            continue;
        check_row(writer, i);
        rows_write_cell(out, stack->name);
        cell(out, estate->clusters[stack->cluster_ix].name);
        cell(out, stack->team);
        write_clusters(estate, stack->targets, stack->has_targets ? stack->target_count : 0, out);
        write_clusters(estate, stack->not_targets, stack->not_target_count, out);
        cell(out, stack->is_portable ? "yes" : "");
        write_requires(estate, stack, out);
        cell(out, stack->family_ix >= 0 ? "yes" : "");
        cell(out, stack->is_split ? "yes" : "");
        buf_add_char(out, '\n');
    }
}

void show_write_csv(const struct estate *estate, struct arena *arena, const struct show_csv *out)
{
    struct show_csv_writer writer = {estate, arena, out};
    write_nodes(&writer);
    write_workloads(&writer);
    write_placements(&writer);
    write_stacks(&writer);
    show_write_settings(&writer);
}
