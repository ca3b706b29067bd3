/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/csv/csv_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/intern.h"
#include "estate/suggest.h"
#include "import/csv/csv_rows.h"

struct csv_session *csv_session_new(struct builder *builder, struct error_list *errors)
{
    struct csv_session *session = calloc(1, sizeof *session);
    if (!session)
        error_out_of_memory();
    session->builder = builder;
    session->errors = errors;
    session->arena = arena_new();
    session->workloads = intern_new();
    session->stacks = intern_new();
    return session;
}

void csv_session_free(struct csv_session *session)
{
    if (!session)
        return;
    arena_free(session->arena);
    intern_free(session->workloads);
    intern_free(session->stacks);
    free(session->workload_handles);
    free(session);
}

/* ---- what all rows share */

static void refuse_cluster(struct csv_file *file, enum csv_column column, const char *name)
{
    struct csv_session *session = file->session;
    if (session->errors->count >= ERROR_LIST_MAX) {
        session->errors->total++; /* no room to tell it */
        return;
    }
    int32_t count = builder_cluster_count(session->builder);
    const char **names = ARENA_NEW(session->arena, count, const char *);
    char end[SUGGEST_SIZE];
    for (int32_t i = 0; i < count; i++)
        names[i] = builder_cluster_name(session->builder, i);
    csv_refuse(file, column, "unknown cluster: found \"%.150s\"; %s", name,
               suggest(name, names, (size_t)count, end));
}

int32_t csv_cluster(struct csv_file *file)
{
    const char *name;
    if (!csv_name(file, COLUMN_CLUSTER, &name))
        return -1;
    int32_t cluster = builder_find_cluster(file->session->builder, name);
    if (cluster < 0) {
        refuse_cluster(file, COLUMN_CLUSTER, name);
        return -1;
    }
    if (file->own_cluster >= 0 && cluster != file->own_cluster) {
        csv_refuse(file, COLUMN_CLUSTER,
                   "wrong cluster: found \"%.150s\"; expected \"%.150s\", whose source this is",
                   name, builder_cluster_name(file->session->builder, file->own_cluster));
        return -1;
    }
    return cluster;
}

/* ---- which workloads there are */

/* A workload is known by every way in which a placement may name it: with its namespace, its kind,
 * both, none. A second workload that one of them means as well makes that one ambiguous. */
static void add_part(struct buf *key, const char *part)
{
    buf_add_char(key, part ? '+' : '-');
    if (part)
        buf_add(key, part, strlen(part) + 1);
}

static void make_key(struct buf *key, const struct csv_workload_name *name)
{
    buf_clear(key);
    buf_add(key, (const char *)&name->cluster, sizeof name->cluster);
    add_part(key, name->name_space);
    add_part(key, name->stack);
    add_part(key, name->kind);
    add_part(key, name->workload);
}

static void remember_as(struct csv_session *session, const struct buf *key, int32_t handle)
{
    int32_t index = intern_add(session->workloads, key->data, key->length);
    if ((size_t)index == session->workload_count)
        VEC_PUSH(session->workload_handles, session->workload_count, session->workload_room,
                 handle);
    else if (handle >= 0)
        session->workload_handles[index] =
            session->workload_handles[index] == -1 ? handle : WORKLOAD_AMBIGUOUS;
}

void csv_remember_workload(struct csv_session *session, const struct csv_workload_name *name,
                           int32_t handle)
{
    struct buf key;
    buf_init(&key);
    for (int with = 0; with < 4; with++) {
        struct csv_workload_name as = *name;
        as.name_space = with & 1 ? name->name_space : NULL;
        as.kind = with & 2 ? name->kind : NULL;
        make_key(&key, &as);
        remember_as(session, &key, handle);
    }
    struct csv_workload_name stack = {.cluster = name->cluster, .stack = name->stack};
    make_key(&key, &stack);
    intern_add(session->stacks, key.data, key.length);
    buf_release(&key);
}

/* ---- nodes.csv */

static void read_capacity(struct csv_file *file, int32_t node, enum csv_column column,
                          int32_t resource, const char *name)
{
    int64_t value;
    enum csv_found found = csv_quantity(file, column, name, false, &value);
    if (found == CSV_GIVEN)
        builder_node_allocatable(file->session->builder, node, resource, value);
    if (found == CSV_ABSENT && resource <= RESOURCE_MEMORY)
        csv_refuse(file, column, "empty cell: expected a quantity");
}

void csv_node_row(struct csv_file *file)
{
    struct builder *builder = file->session->builder;
    const struct origin origin = csv_origin(file);
    const char *name;
    int32_t cluster = csv_cluster(file);
    int32_t node = -1;
    if (csv_name(file, COLUMN_NODE, &name))
        node = builder_node(builder, cluster, name, &origin);
    read_capacity(file, node, COLUMN_CPU, RESOURCE_CPU, "cpu");
    read_capacity(file, node, COLUMN_MEMORY, RESOURCE_MEMORY, "memory");
    read_capacity(file, node, COLUMN_PODS, RESOURCE_PODS, "pods");
    read_capacity(file, node, COLUMN_EPHEMERAL, RESOURCE_EPHEMERAL, "ephemeral-storage");
    for (size_t i = 0; i < file->column_count; i++) {
        int64_t value;
        if (file->resource[i] >= 0 && csv_resource(file, i, false, &value) == CSV_GIVEN)
            builder_node_allocatable(builder, node, file->resource[i], value);
    }
    builder_node_place(builder, node, csv_cell(file, COLUMN_OS), csv_cell(file, COLUMN_ARCH),
                       csv_cell(file, COLUMN_ZONE));
    bool is_schedulable = true, is_ready = true;
    csv_bool(file, COLUMN_SCHEDULABLE, &is_schedulable);
    csv_bool(file, COLUMN_READY, &is_ready);
    builder_node_state(builder, node, is_schedulable, is_ready);
    const struct label *labels;
    const struct taint *taints;
    int32_t count;
    if (csv_labels(file, COLUMN_LABELS, &labels, &count))
        for (int32_t i = 0; i < count; i++)
            builder_node_label(builder, node, labels[i].key, labels[i].value);
    if (csv_taints(file, &taints, &count))
        for (int32_t i = 0; i < count; i++)
            builder_node_taint(builder, node, taints[i]);
}

static const char *given_text(const struct csv_file *file, enum csv_column column)
{
    const char *text = csv_cell(file, column);
    return text[0] ? text : NULL;
}

/* ---- placements.csv */

/* The workload that a row names: -1 with an error, or -1 alone when its own row was wrong. */
static int32_t find_workload(struct csv_file *file, const struct csv_workload_name *name)
{
    struct csv_session *session = file->session;
    const char *stack = name->stack, *workload = name->workload;
    struct csv_workload_name alone = {.cluster = name->cluster, .stack = stack};
    struct buf key;
    buf_init(&key);
    make_key(&key, &alone);
    bool is_stack_known = intern_find(session->stacks, key.data, key.length) >= 0;
    make_key(&key, name);
    int32_t index = intern_find(session->workloads, key.data, key.length);
    buf_release(&key);
    int32_t handle = index >= 0 ? session->workload_handles[index] : -1;
    if (index < 0 && !is_stack_known)
        csv_refuse(
            file, COLUMN_STACK,
            "unknown stack: found \"%.150s\" of cluster \"%.150s\"; expected a stack of some "
            "row of workloads",
            stack, builder_cluster_name(session->builder, name->cluster));
    else if (index < 0)
        csv_refuse(file, COLUMN_WORKLOAD,
                   "unknown workload: found \"%.150s\" of stack \"%.150s\"; expected a workload of "
                   "some row of workloads",
                   workload, stack);
    else if (handle == WORKLOAD_AMBIGUOUS)
        csv_refuse(file, COLUMN_WORKLOAD,
                   "ambiguous workload: found \"%.150s\" of stack \"%.150s\", which is there in "
                   "several namespaces or kinds; expected the column namespace or kind to say "
                   "which",
                   workload, stack);
    return handle < 0 ? -1 : handle;
}

static int32_t find_node(struct csv_file *file, int32_t cluster, const char *name)
{
    int32_t node = builder_find_node(file->session->builder, cluster, name);
    if (node < 0)
        csv_refuse(file, COLUMN_NODE,
                   "unknown node: found \"%.150s\"; expected a node of cluster \"%.150s\"", name,
                   builder_cluster_name(file->session->builder, cluster));
    return node;
}

void csv_placement_row(struct csv_file *file)
{
    const struct origin origin = csv_origin(file);
    struct csv_workload_name name = {.cluster = csv_cluster(file),
                                     .name_space = given_text(file, COLUMN_NAMESPACE),
                                     .kind = given_text(file, COLUMN_KIND)};
    const char *node = NULL;
    int64_t replicas = 0;
    bool named = csv_name(file, COLUMN_STACK, &name.stack);
    named = csv_name(file, COLUMN_WORKLOAD, &name.workload) && named;
    named = csv_name(file, COLUMN_NODE, &node) && named;
    enum csv_found found = csv_integer(file, COLUMN_REPLICAS, 0, CAP_REPLICAS, &replicas);
    if (found == CSV_ABSENT)
        csv_refuse(file, COLUMN_REPLICAS, "empty cell: expected a whole number from 0 to %lld",
                   (long long)CAP_REPLICAS);
    if (!named || name.cluster < 0)
        return;
    int32_t handle = find_workload(file, &name);
    int32_t where = find_node(file, name.cluster, node);
    builder_placement(file->session->builder, handle, where, replicas, &origin);
}

/* ---- stacks.csv */

/* Names of clusters; unknown ones are errors. */
static void read_clusters(struct csv_file *file, enum csv_column column, const char *const **ret,
                          int32_t *ret_count)
{
    csv_list(file, column, ret, ret_count);
    for (int32_t i = 0; i < *ret_count; i++)
        if (builder_find_cluster(file->session->builder, (*ret)[i]) < 0)
            refuse_cluster(file, column, (*ret)[i]);
}

/* "3" is for each workload, "web=3;api=2" for some. */
static void read_failover(struct csv_file *file, struct stack_overlay *overlay)
{
    const char *const *parts;
    csv_list(file, COLUMN_FAILOVER, &parts, &overlay->failover_count);
    struct failover_replicas *list =
        ARENA_NEW(file->session->arena, overlay->failover_count, struct failover_replicas);
    for (int32_t i = 0; i < overlay->failover_count; i++) {
        const char *equals = strrchr(parts[i], '=');
        if (equals)
            list[i].workload =
                arena_strndup(file->session->arena, parts[i], (size_t)(equals - parts[i]));
        if (csv_integer_text(file, COLUMN_FAILOVER, equals ? equals + 1 : parts[i], 1, CAP_REPLICAS,
                             &list[i].replicas) == CSV_ABSENT)
            csv_refuse(file, COLUMN_FAILOVER,
                       "no number: found \"%.60s\"; expected replicas, or WORKLOAD=REPLICAS",
                       parts[i]);
        if (list[i].replicas < 1)
            overlay->failover_count = 0; /* refused */
    }
    overlay->failover = list;
}

/* yes: some reservation was assumed; zero: as zero. */
static void read_assumed(struct csv_file *file, struct stack_overlay *overlay)
{
    const char *text = csv_cell(file, COLUMN_ASSUMED);
    overlay->is_assumed_zero = strcmp(text, "zero") == 0;
    overlay->is_assumed = overlay->is_assumed_zero || strcmp(text, "yes") == 0;
    if (text[0] && !overlay->is_assumed)
        csv_refuse(file, COLUMN_ASSUMED, "found \"%.60s\"; expected yes, zero or nothing", text);
}

void csv_stack_row(struct csv_file *file)
{
    const struct origin origin = csv_origin(file);
    struct stack_overlay overlay = {.cluster = given_text(file, COLUMN_CLUSTER),
                                    .name_space = given_text(file, COLUMN_NAMESPACE),
                                    .environment = given_text(file, COLUMN_ENVIRONMENT),
                                    .team = given_text(file, COLUMN_TEAM)};
    int64_t tier = 0;
    bool named = csv_name(file, COLUMN_STACK, &overlay.stack);
    if (overlay.cluster && builder_find_cluster(file->session->builder, overlay.cluster) < 0) {
        refuse_cluster(file, COLUMN_CLUSTER, overlay.cluster);
        named = false;
    }
    overlay.has_tier = csv_integer(file, COLUMN_TIER, 0, MAX_TIER, &tier) == CSV_GIVEN;
    overlay.tier = (int32_t)tier;
    overlay.has_weight =
        csv_integer(file, COLUMN_WEIGHT, 1, MAX_WEIGHT, &overlay.weight) == CSV_GIVEN;
    overlay.has_keep = csv_bool(file, COLUMN_KEEP, &overlay.keep) == CSV_GIVEN;
    overlay.has_portable = csv_bool(file, COLUMN_PORTABLE, &overlay.portable) == CSV_GIVEN;
    overlay.has_active_active =
        csv_bool(file, COLUMN_ACTIVE_ACTIVE, &overlay.active_active) == CSV_GIVEN;
    overlay.has_platform = csv_bool(file, COLUMN_PLATFORM, &overlay.platform) == CSV_GIVEN;
    read_assumed(file, &overlay);
    overlay.has_split = csv_bool(file, COLUMN_SPLIT, &overlay.split) == CSV_GIVEN;
    overlay.has_min_replicas =
        csv_integer(file, COLUMN_MIN_REPLICAS, 1, CAP_REPLICAS, &overlay.min_replicas) == CSV_GIVEN;
    read_failover(file, &overlay);
    read_clusters(file, COLUMN_TARGETS, &overlay.targets, &overlay.target_count);
    read_clusters(file, COLUMN_NOT_TARGETS, &overlay.not_targets, &overlay.not_target_count);
    csv_list(file, COLUMN_REQUIRES, &overlay.requires, &overlay.require_count);
    overlay.has_targets = overlay.target_count > 0;
    if (named)
        builder_overlay(file->session->builder, &overlay, &origin);
}

/* ---- files */

static bool take_header(void *context, const struct row *header)
{
    return csv_header(context, header);
}

static bool take_row(void *context, const struct row *row)
{
    static void (*const readers[])(struct csv_file *) = {csv_node_row, csv_workload_row,
                                                         csv_placement_row, csv_stack_row};
    struct csv_file *file = context;
    file->row = row;
    readers[file->kind](file);
    arena_reset(file->session->arena);
    return true;
}

bool csv_import(struct csv_session *session, enum csv_kind kind, const char *path, int32_t cluster)
{
    size_t before = session->errors->total;
    struct csv_file file = {.session = session, .kind = kind, .path = path, .own_cluster = cluster};
    struct rows_handler handler = {&file, take_header, take_row};
    bool done = rows_read(path, &handler, session->errors);
    return done && session->errors->total == before;
}
