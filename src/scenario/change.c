/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/change.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"

const char *change_kind_name(enum change_kind kind)
{
    static const char *const names[] = {"add",       "remove", "drain", "scale", "resize",
                                        "add_stack", "drop",   "move",  "set",   "headroom"};
    assert((unsigned)kind < CHANGE_KIND_COUNT);
    return names[kind];
}

void changes_add(struct changes *changes, const struct change *change)
{
    if (changes->count == changes->room) {
        int32_t room = changes->room > 0 ? 2 * changes->room : 8;
        struct change *grown = ARENA_NEW(changes->arena, room, struct change);
        for (int32_t i = 0; i < changes->count; i++)
            grown[i] = changes->items[i];
        changes->items = grown;
        changes->room = room;
    }
    changes->items[changes->count++] = *change;
}

/* ---- texts */

static const char *amounts_text(const struct builder *builder, const struct change_amounts *amounts,
                                struct arena *arena)
{
    const char *text = "";
    for (int32_t i = 0; i < amounts->count; i++) {
        char amount[AMOUNT_TEXT_SIZE];
        const char *name = builder_resource_name(builder, amounts->items[i].resource);
        resource_amount_text(resource_unit_of(name), amounts->items[i].value, amount);
        text = arena_format(arena, "%s%s%s %s", text, i > 0 ? ", " : "", name, amount);
    }
    return text;
}

/* "node a1", "nodes a1, a2 and 3 more" */
static const char *nodes_text(const char *const *names, int32_t count, struct arena *arena)
{
    enum { SHOWN = 4 };
    const char *text = count == 1 ? "node" : "nodes";
    for (int32_t i = 0; i < count && i < SHOWN; i++)
        text = arena_format(arena, "%s%s%.100s", text, i > 0 ? ", " : " ", names[i]);
    if (count > SHOWN)
        text = arena_format(arena, "%s and %d more", text, (int)(count - SHOWN));
    return text;
}

/* "shop", or "east/shop" where the change had to say which. */
static const char *stack_text(const struct change_order *order, struct arena *arena)
{
    if (order->cluster && order->name_space)
        return arena_format(arena, "%s/%s/%s", order->cluster, order->name_space, order->stack);
    if (order->cluster || order->name_space)
        return arena_format(arena, "%s/%s", order->cluster ? order->cluster : order->name_space,
                            order->stack);
    return order->stack;
}

/* ---- nodes */

static const char *free_name(struct builder *builder, int32_t cluster, const char *prefix,
                             int64_t *number, struct arena *arena)
{
    const char *name;
    do
        name = arena_format(arena, "%s-%" PRId64, prefix, (*number)++);
    while (builder_find_node(builder, cluster, name) >= 0);
    return name;
}

/* What Kubernetes itself puts on a node. */
static void add_own_labels(struct builder *builder, int32_t node, const char *name, const char *os,
                           const char *arch, const char *zone)
{
    const char *const labels[][2] = {{"kubernetes.io/hostname", name},
                                     {"kubernetes.io/os", os},
                                     {"kubernetes.io/arch", arch},
                                     {"topology.kubernetes.io/zone", zone ? zone : ""}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (labels[i][1][0])
            builder_node_label(builder, node, labels[i][0], labels[i][1]);
}

static void add_node(struct builder *builder, const struct change_order *order, int32_t cluster,
                     const char *name)
{
    const char *os, *arch;
    edit_common(builder, cluster, &os, &arch);
    os = order->os ? order->os : os;
    arch = order->arch ? order->arch : arch;
    enum orchestrator kind = builder_cluster_orchestrator(builder, cluster);
    int32_t node = builder_node(builder, cluster, name, &order->origin);
    builder_node_place(builder, node, os, arch, order->zone);
    if (kind == ORCHESTRATOR_KUBERNETES || kind == ORCHESTRATOR_MKE)
        add_own_labels(builder, node, name, os, arch, order->zone);
    for (int32_t i = 0; i < order->label_count; i++)
        builder_node_label(builder, node, order->labels[i].key, order->labels[i].value);
    for (int32_t i = 0; i < order->shape.count; i++)
        builder_node_allocatable(builder, node, order->shape.items[i].resource,
                                 order->shape.items[i].value);
}

static bool add_nodes(struct builder *builder, const struct change_order *order, int32_t cluster,
                      struct arena *arena, struct change *ret)
{
    int64_t number = 1;
    if (!order->os && edit_os_differs(builder, cluster)) {
        builder_error(builder, &order->origin,
                      "add: found no os for nodes of cluster \"%.150s\", whose nodes differ in it; "
                      "expected os: linux or windows",
                      order->cluster);
        return false;
    }
    for (int64_t i = 0; i < order->count; i++)
        add_node(
            builder, order, cluster,
            free_name(builder, cluster, order->prefix ? order->prefix : "new", &number, arena));
    ret->text = arena_format(arena, "%" PRId64 " node%s of %s to %s", order->count,
                             order->count == 1 ? "" : "s",
                             amounts_text(builder, &order->shape, arena), order->cluster);
    return true;
}

static bool choose(struct builder *builder, const struct change_order *order, int32_t cluster,
                   bool *chosen, struct arena *arena)
{
    int32_t found = edit_choose(builder, cluster, order->shape.items, order->shape.count,
                                (int32_t)order->count, chosen);
    if (found >= order->count)
        return true;
    builder_error(
        builder, &order->origin,
        "%s: found %d nodes of %s in cluster \"%.150s\"; expected at least the %" PRId64 " to %s",
        change_kind_name(order->kind), (int)found, amounts_text(builder, &order->shape, arena),
        order->cluster, order->count, change_kind_name(order->kind));
    return false;
}

/* The nodes that remove and drain name, or choose by their shape. */
static bool mark_nodes(struct builder *builder, const struct change_order *order, int32_t cluster,
                       bool *marked, struct arena *arena)
{
    bool is_good = true;
    if (order->has_count)
        return choose(builder, order, cluster, marked, arena);
    for (int32_t i = 0; i < order->node_count; i++) {
        int32_t node = edit_node(builder, cluster, order->nodes[i], &order->origin);
        if (node >= 0 && marked[node])
            builder_error(builder, &order->origin, "%s: found node \"%.150s\" twice",
                          change_kind_name(order->kind), order->nodes[i]);
        is_good = is_good && node >= 0 && !marked[node];
        if (node >= 0)
            marked[node] = true;
    }
    return is_good;
}

static bool take_nodes(struct builder *builder, const struct change_order *order, int32_t cluster,
                       struct arena *arena, struct change *ret)
{
    int32_t count = builder_node_count(builder), marked_count = 0;
    bool *marked = ARENA_NEW(arena, count, bool);
    const char **names = ARENA_NEW(arena, count, const char *);
    if (!mark_nodes(builder, order, cluster, marked, arena))
        return false;
    for (int32_t i = 0; i < count; i++)
        if (marked[i])
            names[marked_count++] = arena_strdup(arena, edit_node_name(builder, i));
    ret->text = arena_format(arena, "%s %s %s", nodes_text(names, marked_count, arena),
                             order->kind == CHANGE_DRAIN ? "of" : "from", order->cluster);
    if (order->kind == CHANGE_REMOVE)
        edit_remove(builder, marked);
    for (int32_t i = 0; order->kind == CHANGE_DRAIN && i < count; i++)
        if (marked[i])
            edit_drain(builder, i);
    return true;
}

static bool change_nodes(struct builder *builder, const struct change_order *order,
                         struct arena *arena, struct change *ret)
{
    int32_t cluster = edit_cluster(builder, order->cluster, &order->origin);
    ret->only_cluster = order->cluster;
    if (cluster < 0)
        return false;
    if (order->kind == CHANGE_ADD)
        return add_nodes(builder, order, cluster, arena, ret);
    return take_nodes(builder, order, cluster, arena, ret);
}

/* ---- stacks */

static int32_t find_stack(struct builder *builder, const struct change_order *order)
{
    struct edit_name name = {order->stack, order->cluster, order->name_space};
    return edit_stack(builder, &name, &order->origin);
}

static bool scale(struct builder *builder, const struct change_order *order, int32_t workload,
                  struct arena *arena, struct change *ret)
{
    const char *name = arena_strdup(arena, edit_workload_name(builder, workload));
    int64_t before = edit_scale(builder, workload, order->replicas, &order->origin);
    ret->text = arena_format(arena, "%s/%s %" PRId64 " -> %" PRId64 " replicas",
                             stack_text(order, arena), name, before, order->replicas);
    return before >= 0;
}

static bool resize(struct builder *builder, const struct change_order *order, int32_t workload,
                   struct arena *arena, struct change *ret)
{
    for (int32_t i = 0; i < order->reservation.count; i++)
        builder_workload_reservation(builder, workload, order->reservation.items[i].resource,
                                     order->reservation.items[i].value);
    for (int32_t i = 0; i < order->limit.count; i++)
        builder_workload_limit(builder, workload, order->limit.items[i].resource,
                               order->limit.items[i].value);
    const char *reservation = amounts_text(builder, &order->reservation, arena);
    const char *limit = amounts_text(builder, &order->limit, arena);
    ret->text = arena_format(
        arena, "%s/%s to %s%s%s%s%s", stack_text(order, arena),
        edit_workload_name(builder, workload), reservation[0] ? "reserve " : "", reservation,
        reservation[0] && limit[0] ? ", " : "", limit[0] ? "limit " : "", limit);
    return true;
}

static bool change_workload(struct builder *builder, const struct change_order *order,
                            struct arena *arena, struct change *ret)
{
    int32_t workload =
        edit_workload(builder, find_stack(builder, order), order->workload, &order->origin);
    if (workload < 0)
        return false;
    return order->kind == CHANGE_SCALE ? scale(builder, order, workload, arena, ret)
                                       : resize(builder, order, workload, arena, ret);
}

static bool drop(struct builder *builder, const struct change_order *order, struct arena *arena,
                 struct change *ret)
{
    int32_t stack = find_stack(builder, order);
    ret->text = arena_format(arena, "stack %s", stack_text(order, arena));
    return stack >= 0 && edit_drop(builder, stack, &order->origin);
}

static bool move(struct builder *builder, const struct change_order *order, struct arena *arena,
                 struct change *ret)
{
    struct edit_name name = {order->stack, order->from, order->name_space};
    int32_t stack = edit_stack(builder, &name, &order->origin);
    int32_t to = edit_cluster(builder, order->to, &order->origin);
    if (stack < 0 || to < 0)
        return false;
    ret->stack = arena_strdup(arena, edit_stack_name(builder, stack));
    ret->name_space = arena_strdup(arena, edit_stack_name_space(builder, stack));
    ret->from =
        arena_strdup(arena, builder_cluster_name(builder, edit_stack_cluster(builder, stack)));
    ret->to = order->to;
    ret->text = arena_format(arena, "stack %s from %s to %s", ret->stack, ret->from, ret->to);
    return edit_move(builder, stack, to, &order->origin);
}

static bool set(struct builder *builder, const struct change_order *order, struct arena *arena,
                struct change *ret)
{
    struct edit_name name = {order->stack, order->cluster, order->name_space};
    struct stack_overlay overlay = order->set;
    bool is_good = edit_stacks(builder, &name, &order->origin);
    for (int32_t i = 0; i < overlay.target_count; i++)
        is_good = edit_cluster(builder, overlay.targets[i], &order->origin) >= 0 && is_good;
    for (int32_t i = 0; i < overlay.not_target_count; i++)
        is_good = edit_cluster(builder, overlay.not_targets[i], &order->origin) >= 0 && is_good;
    if (!is_good)
        return false;
    overlay.stack = name.stack;
    overlay.cluster = name.cluster;
    overlay.name_space = name.name_space;
    edit_set(builder, &overlay, &order->origin);
    ret->text = arena_format(arena, "%s: %s", stack_text(order, arena), order->set_text);
    return true;
}

static bool change_headroom(struct builder *builder, const struct change_order *order,
                            struct arena *arena, struct change *ret)
{
    int32_t cluster = order->cluster ? edit_cluster(builder, order->cluster, &order->origin) : -1;
    if (order->cluster && cluster < 0)
        return false;
    ret->only_cluster = order->cluster;
    for (int32_t i = 0; i < order->headroom_count; i++) {
        const struct change_headroom *one = &order->headroom[i];
        if (order->cluster)
            builder_cluster_headroom(builder, cluster, one->resource, one->headroom);
        else
            builder_headroom(builder, one->resource, one->headroom);
    }
    ret->text = arena_format(arena, "%s: %s", order->cluster ? order->cluster : "all clusters",
                             order->set_text);
    return true;
}

bool change_apply(struct builder *builder, const struct change_order *order, struct arena *arena,
                  struct change *ret)
{
    *ret = (struct change){.kind = order->kind,
                           .text = "",
                           .file = arena_strdup(arena, order->origin.file),
                           .line = order->origin.line};
    switch (order->kind) {
    case CHANGE_ADD:
    case CHANGE_REMOVE:
    case CHANGE_DRAIN: return change_nodes(builder, order, arena, ret);
    case CHANGE_SCALE:
    case CHANGE_RESIZE: return change_workload(builder, order, arena, ret);
    case CHANGE_DROP: return drop(builder, order, arena, ret);
    case CHANGE_MOVE: return move(builder, order, arena, ret);
    case CHANGE_SET: return set(builder, order, arena, ret);
    case CHANGE_HEADROOM: return change_headroom(builder, order, arena, ret);
    case CHANGE_ADD_STACK:
    case CHANGE_KIND_COUNT: break;
    }
    assert(false); /* no other is applied here */
    return false;
}
