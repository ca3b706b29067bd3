/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nodes.csv, workloads.csv, placements.csv and stacks.csv of an estate. */
#include <inttypes.h>
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

void show_loss(struct show_csv_writer *writer, int32_t cluster_ix, const char *name,
               const char *what, const char *which)
{
    buf_format(writer->out->losses, "%s/%s: %s%s%s\n", writer->estate->clusters[cluster_ix].name,
               name, what, which[0] ? " " : "", which);
}

void show_cell(struct buf *out, const char *text)
{
    buf_add_char(out, ',');
    rows_write_cell(out, text);
}

void show_number(struct buf *out, int64_t value)
{
    buf_format(out, ",%" PRId64, value);
}

void show_number_if(struct buf *out, bool is_given, int64_t value)
{
    if (is_given)
        show_number(out, value);
    else
        buf_add_char(out, ',');
}

/* ",250m" or ",4": millicores; plain integers for the rest. */
void show_quantity(struct buf *out, int32_t resource, int64_t value)
{
    if (resource == RESOURCE_CPU && value % 1000 != 0)
        buf_format(out, ",%" PRId64 "m", value);
    else
        show_number(out, resource == RESOURCE_CPU ? value / 1000 : value);
}

/* Does a text survive as part of a list cell, `a;b` with spaces trimmed? */
bool show_is_plain(const char *text, const char *bad)
{
    size_t n = strlen(text);
    return !strpbrk(text, bad) && (n == 0 || (text[0] != ' ' && text[n - 1] != ' '));
}

/* A list cell that is built part by part. */
void show_add_part(struct buf *list, const char *part)
{
    if (list->length > 0)
        buf_add_char(list, ';');
    buf_add_text(list, part);
}

void show_label_cell(struct buf *out, const struct label *labels, int32_t count)
{
    struct buf list, part;
    bool is_good = true;
    buf_init(&list);
    buf_init(&part);
    for (int32_t i = 0; i < count; i++) {
        is_good = is_good && show_is_plain(labels[i].key, ";=") && labels[i].key[0] != '{' &&
                  show_is_plain(labels[i].value, ";");
        buf_clear(&part);
        buf_format(&part, "%s=%s", labels[i].key, labels[i].value);
        show_add_part(&list, part.data);
    }
    if (!is_good) {
        struct json_writer json;
        buf_clear(&list);
        json_init(&json, &list);
        json_object(&json, true);
        for (int32_t i = 0; i < count; i++)
            json_member_string(&json, labels[i].key, labels[i].value);
        json_end(&json);
    }
    show_cell(out, list.data);
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
        if (!show_is_plain(taint->key, ";=:") || !show_is_plain(taint->value, ";:")) {
            show_loss(writer, node->cluster_ix, node->name, "the taint", taint->key);
            continue;
        }
        buf_clear(&part);
        buf_format(&part, "%s%s%s:%s", taint->key, taint->value[0] ? "=" : "", taint->value,
                   show_effect_name(taint->effect));
        show_add_part(&list, part.data);
    }
    show_cell(out, list.data);
    buf_release(&part);
    buf_release(&list);
}

static void write_node(struct show_csv_writer *writer, int32_t node_ix, struct buf *out)
{
    const struct estate *estate = writer->estate;
    const struct node *node = &estate->nodes[node_ix];
    const bool *named = estate->node_named + (int64_t)node_ix * estate->resource_count;
    rows_write_cell(out, estate->clusters[node->cluster_ix].name);
    show_cell(out, node->name);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        if (named[r] || r <= RESOURCE_MEMORY)
            show_quantity(out, r, estate_allocatable(estate, node_ix, r));
        else
            buf_add_char(out, ',');
    }
    show_cell(out, node->os);
    show_cell(out, node->arch);
    show_cell(out, node->zone);
    show_cell(out, node->is_schedulable ? "yes" : "no");
    show_cell(out, node->is_ready ? "yes" : "no");
    show_label_cell(out, node->labels, node->label_count);
    write_taints(writer, node, out);
    buf_add_char(out, '\n');
}

static void write_nodes(struct show_csv_writer *writer)
{
    struct buf *out = writer->out->nodes;
    buf_add_text(out, "cluster,node,cpu,memory,pods,ephemeral_storage");
    for (int32_t r = RESOURCE_FIXED_COUNT; r < writer->estate->resource_count; r++)
        buf_format(out, ",resource:%s", writer->estate->resources[r].name);
    buf_add_text(out, ",os,arch,zone,schedulable,ready,labels,taints\n");
    for (int32_t i = 0; i < writer->estate->node_count; i++)
        write_node(writer, i, out);
}

/* ---- placements.csv */

static void write_placements(struct show_csv_writer *writer)
{
    const struct estate *estate = writer->estate;
    struct buf *out = writer->out->placements;
    buf_add_text(out, "cluster,namespace,stack,kind,workload,node,replicas\n");
    for (int32_t i = 0; i < estate->placement_count; i++) {
        const struct placement *placement = &estate->placements[i];
        const struct workload *workload = &estate->workloads[placement->workload_ix];
        const struct stack *stack = &estate->stacks[workload->stack_ix];
        rows_write_cell(out, estate->clusters[stack->cluster_ix].name);
        show_cell(out, stack->name_space);
        show_cell(out, stack->name);
        show_cell(out, workload->kind);
        show_cell(out, workload->name);
        show_cell(out, estate->nodes[placement->node_ix].name);
        show_number(out, placement->replicas);
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
        show_add_part(&list, estate->clusters[clusters[i]].name);
    show_cell(out, list.data);
    buf_release(&list);
}

static void write_requires(const struct estate *estate, const struct stack *stack, struct buf *out)
{
    struct buf list, part;
    buf_init(&list);
    buf_init(&part);
    for (int32_t i = 0; i < stack->require_count + stack->copy_require_count; i++) {
        const struct stack *needed = &estate->stacks[stack->requires[i].stack_ix];
        buf_clear(&part);
        buf_format(&part, "%s/%s%s%s%s", estate->clusters[needed->cluster_ix].name,
                   needed->name_space, needed->name_space[0] ? "/" : "", needed->name,
                   stack->requires[i].same_cluster ? "@same" : "");
        show_add_part(&list, part.data);
    }
    show_cell(out, list.data);
    buf_release(&part);
    buf_release(&list);
}

/* Assumed by an amount that the estate does not keep: the reservations are written, and the row
 * says it. */
static bool is_told_assumed(const struct estate *estate, const struct stack *stack)
{
    return stack->is_assumed && estate->unreserved == UNRESERVED_AMOUNT;
}

static bool has_row(const struct show_csv_writer *writer, int32_t stack_ix)
{
    const struct stack *stack = &writer->estate->stacks[stack_ix];
    return stack->team[0] || stack->is_portable || stack->is_kept || stack->has_targets ||
           stack->not_target_count > 0 || stack->require_count + stack->copy_require_count > 0 ||
           stack->family_ix >= 0 || stack->has_min_replicas ||
           writer->needs_platform_row[stack_ix] || is_told_assumed(writer->estate, stack);
}

/* A row without a namespace is for every one: only an only stack of its name may have it. */
static void check_row(struct show_csv_writer *writer, int32_t stack_ix)
{
    const struct estate *estate = writer->estate;
    const struct stack *stack = &estate->stacks[stack_ix];
    const struct cluster *cluster = &estate->clusters[stack->cluster_ix];
    for (int32_t i = 0; i < cluster->stack_count && !stack->name_space[0]; i++) {
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
    buf_add_text(out, "stack,cluster,namespace,team,targets,not_targets,portable,keep,requires,"
                      "active_active,split,min_replicas,platform,assumed\n");
    for (int32_t i = 0; i < estate->stack_count; i++) {
        const struct stack *stack = &estate->stacks[i];
        if (!has_row(writer, i))
            continue;
        check_row(writer, i);
        rows_write_cell(out, stack->name);
        show_cell(out, estate->clusters[stack->cluster_ix].name);
        show_cell(out, stack->name_space);
        show_cell(out, stack->team);
        write_clusters(estate, stack->targets, stack->has_targets ? stack->target_count : 0, out);
        write_clusters(estate, stack->not_targets, stack->not_target_count, out);
        show_cell(out, stack->is_portable ? "yes" : "");
        show_cell(out, stack->is_kept ? "yes" : "");
        write_requires(estate, stack, out);
        show_cell(out, stack->family_ix >= 0 ? "yes" : "");
        show_cell(out, stack->is_split ? "yes" : "");
        if (stack->has_min_replicas)
            show_number(out, stack->min_replicas);
        else
            show_cell(out, "");
        show_cell(out, writer->needs_platform_row[i] ? "yes" : "");
        show_cell(out, !is_told_assumed(estate, stack) ? ""
                       : stack->is_assumed_zero        ? "zero"
                                                       : "yes");
        buf_add_char(out, '\n');
    }
}

void show_write_csv(const struct estate *estate, struct arena *arena, const struct show_csv *out)
{
    struct show_csv_writer writer = {.estate = estate, .arena = arena, .out = out};
    writer.needs_platform_row = ARENA_NEW(arena, estate->stack_count, bool);
    show_write_settings(&writer);
    write_nodes(&writer);
    show_write_workloads(&writer);
    write_placements(&writer);
    write_stacks(&writer);
}
