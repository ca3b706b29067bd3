/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workloads.csv of an estate. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/json_writer.h"
#include "document/rows.h"
#include "estate/estate.h"
#include "report/show/show.h"
#include "report/show/show_csv.h"
#include "report/show/show_rule.h"

/* What follows from a copy is not written: it follows again. */
static bool says_failover(const struct workload *workload)
{
    return workload->has_failover_replicas && !workload->failover_is_inherited;
}

/* KEY=VALUE:EFFECT with what is given; false when the cell cannot say it. */
static bool add_toleration(const struct toleration *toleration, struct buf *list)
{
    bool is_equal = toleration->op == TOLERATION_EQUAL;
    struct buf part;
    if ((!is_equal && toleration->op != TOLERATION_EXISTS) ||
        !show_is_plain(toleration->key, ";=:*") || !show_is_plain(toleration->value, ";:") ||
        (is_equal && !toleration->key[0]) || (!is_equal && toleration->value[0]))
        return false;
    buf_init(&part);
    buf_format(&part, "%s%s%s", toleration->key[0] ? toleration->key : "*", is_equal ? "=" : "",
               is_equal ? toleration->value : "");
    if (!toleration->any_effect)
        buf_format(&part, ":%s", show_effect_name(toleration->effect));
    show_add_part(list, part.data);
    buf_release(&part);
    return true;
}

/* Do the columns of their own say all of the rule? Fills the cell of tolerations. */
static bool is_columns_rule(const struct rule *rule, const char *kind, struct buf *tolerations)
{
    if (rule->has_terms || rule->is_swarm || rule->is_daemon != !strcasecmp(kind, "DaemonSet"))
        return false;
    for (int32_t i = 0; i < rule->toleration_count; i++)
        if (!add_toleration(&rule->tolerations[i], tolerations))
            return false;
    return true;
}

/* What write writes of a rule, on one line; a list is where the writer stays on it. */
#define JSON_CELL(out, is_given, write) \
    do { \
        struct buf list; \
        struct json_writer json; \
        buf_init(&list); \
        json_init(&json, &list); \
        json_list(&json, true); \
        if (is_given) \
            write; \
        json_end(&json); \
        list.data[list.length - 1] = '\0'; \
        show_cell(out, list.data + 1); \
        buf_release(&list); \
    } while (0)

static void write_rules(const struct estate *estate, const struct workload *workload,
                        struct buf *out)
{
    const struct rule *rule = &estate->rules[workload->rule_ix];
    struct buf tolerations;
    buf_init(&tolerations);
    bool is_plain = is_columns_rule(rule, workload->kind, &tolerations);
    show_cell(out, is_plain ? rule->os : "");
    show_cell(out, is_plain ? rule->arch : "");
    show_label_cell(out, rule->selector, is_plain ? rule->selector_count : 0);
    show_cell(out, is_plain ? tolerations.data : "");
    buf_release(&tolerations);
    JSON_CELL(out, !is_plain, show_write_rule(&json, rule));
    JSON_CELL(out, workload->home_rule_ix >= 0,
              show_write_rule(&json, &estate->rules[workload->home_rule_ix]));
    JSON_CELL(out, workload->pod_rule_ix >= 0,
              show_write_pod_rule(&json, &estate->pod_rules[workload->pod_rule_ix]));
    show_label_cell(out, workload->labels, workload->label_count);
    JSON_CELL(out, workload->volume_count > 0, show_write_volumes(&json, estate, workload));
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
            show_quantity(out, r, estate->reservation[row + r]);
    }
    for (int32_t r = 0; r < estate->resource_count; r++) {
        if (!writer->has_limit[r])
            continue;
        if (estate->limit_given[row + r])
            show_quantity(out, r, estate->limit[row + r]);
        else
            buf_add_char(out, ',');
    }
}

static void write_prefixed(struct buf *out, const char *prefix, const char *name)
{
    struct buf text;
    buf_init(&text);
    buf_format(&text, "%s%s", prefix, name);
    rows_write_cell(out, text.data);
    buf_release(&text);
}

/* Is the kind of a workload one that the import takes for a daemon? */
static bool is_daemon_kind(const char *kind)
{
    return !strcasecmp(kind, "DaemonSet") || !strcasecmp(kind, "global");
}

/* The words of the column family; "" where the cluster says it. */
static const char *family_cell(const struct estate *estate, const struct stack *stack)
{
    bool is_said = estate->clusters[stack->cluster_ix].orchestrator == stack->family;
    return is_said ? "" : orchestrator_name(stack->family);
}

/* How many run, where that does not follow: CSV takes all replicas for running. */
static void write_running(const struct estate *estate, const struct workload *workload,
                          struct buf *out)
{
    int64_t running = workload->running_unknown;
    for (int32_t i = 0; i < workload->placement_count; i++)
        running += estate->placements[workload->first_placement + i].replicas;
    show_number_if(out, !workload->is_daemon && running != workload->replicas, running);
}

static void write_workload(struct show_csv_writer *writer, int32_t workload_ix, struct buf *out)
{
    const struct estate *estate = writer->estate;
    const struct workload *workload = &estate->workloads[workload_ix];
    const struct stack *stack = &estate->stacks[workload->stack_ix];
    bool is_odd = workload->is_daemon != is_daemon_kind(workload->kind);
    rows_write_cell(out, estate->clusters[stack->cluster_ix].name);
    show_cell(out, stack->name_space);
    show_cell(out, stack->name);
    show_cell(out, workload->name);
    show_cell(out, workload->kind);
    show_cell(out, family_cell(estate, stack));
    show_cell(out, !is_odd ? "" : workload->is_daemon ? "yes" : "no");
    show_number(out, workload->replicas);
    write_running(estate, workload, out);
    write_demands(writer, stack, workload_ix, out);
    show_number(out, stack->tier);
    show_number(out, stack->weight);
    show_cell(out, stack->environment);
    show_number_if(out, workload->has_priority, workload->priority);
    show_cell(out, workload->never_preempts ? "never" : "");
    show_number_if(out, workload->has_max_per_node, workload->max_per_node);
    show_number_if(out, workload->has_max_per_zone, workload->max_per_zone);
    write_rules(estate, workload, out);
    if (writer->has_failover)
        show_number_if(out, says_failover(workload), workload->failover_replicas);
    buf_add_char(out, '\n');
}

/* Limits have a column where some workload has one; cpu and memory always. */
static void find_limits(struct show_csv_writer *writer)
{
    const struct estate *estate = writer->estate;
    writer->has_limit = ARENA_NEW(writer->arena, estate->resource_count, bool);
    writer->has_limit[RESOURCE_CPU] = writer->has_limit[RESOURCE_MEMORY] = true;
    for (int64_t i = 0; i < (int64_t)estate->workload_count * estate->resource_count; i++)
        writer->has_limit[i % estate->resource_count] |= estate->limit_given[i];
    for (int32_t w = 0; w < estate->workload_count; w++)
        writer->has_failover |= says_failover(&estate->workloads[w]);
}

void show_write_workloads(struct show_csv_writer *writer)
{
    const struct estate *estate = writer->estate;
    struct buf *out = writer->out->workloads;
    find_limits(writer);
    buf_add_text(out, "cluster,namespace,stack,workload,kind,family,daemon,replicas,running,cpu,"
                      "memory,ephemeral_storage");
    for (int32_t r = RESOURCE_FIXED_COUNT; r < estate->resource_count; r++) {
        buf_add_char(out, ',');
        write_prefixed(out, "resource:", estate->resources[r].name);
    }
    buf_add_text(out, ",cpu_limit,memory_limit");
    for (int32_t r = RESOURCE_MEMORY + 1; r < estate->resource_count; r++)
        if (writer->has_limit[r]) {
            buf_add_char(out, ',');
            write_prefixed(out, "limit:", estate->resources[r].name);
        }
    buf_add_text(
        out,
        ",tier,weight,environment,priority,preemption_policy,max_per_node,max_per_zone,os,arch,"
        "node_selector,tolerations,rule,home_rule,pod_rule,pod_labels,volumes");
    buf_add_text(out, writer->has_failover ? ",failover_replicas\n" : "\n");
    for (int32_t i = 0; i < estate->workload_count; i++)
        write_workload(writer, i, out);
    for (int32_t i = 0; i < estate->stack_count; i++)
        if (estate->stacks[i].workload_count == 0)
            show_loss(writer, estate->stacks[i].cluster_ix, estate->stacks[i].name,
                      "a stack without workloads", "");
}
