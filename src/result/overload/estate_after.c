/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/overload/estate_after.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"

struct after {
    const struct estate *from;
    int32_t cluster_ix;
    struct arena *arena;
    int64_t *replicas; /* [workload_count of from] that stand in the cluster */
    int32_t *become;   /* [workload_count of from] workload of the new estate, -1 = none */
    int32_t *origin;   /* [workload_count of ret] the workload of from that it is made of */
    struct stack *stacks;
    struct workload *workloads;
    struct estate *ret;
};

static void copy_cluster(struct after *after)
{
    const struct cluster *cluster = &after->from->clusters[after->cluster_ix];
    struct cluster *one = ARENA_NEW(after->arena, 1, struct cluster);
    struct node *nodes = ARENA_NEW(after->arena, cluster->node_count, struct node);
    int64_t first = (int64_t)cluster->first_node * after->from->resource_count;
    *one = *cluster;
    one->first_node = one->first_stack = one->stack_count = 0;
    for (int32_t n = 0; n < cluster->node_count; n++) {
        nodes[n] = after->from->nodes[cluster->first_node + n];
        nodes[n].cluster_ix = 0;
    }
    after->ret->clusters = one;
    after->ret->cluster_count = 1;
    after->ret->nodes = nodes;
    after->ret->node_count = cluster->node_count;
    after->ret->node_allocatable += first;
    after->ret->node_named += first;
}

/* What namespaces of the cluster say. */
static void copy_name_spaces(struct after *after)
{
    const struct estate *from = after->from;
    struct name_space *spaces = ARENA_NEW(after->arena, from->name_space_count, struct name_space);
    struct quota *quotas = ARENA_NEW(after->arena, from->quota_count, struct quota);
    int32_t space_count = 0, quota_count = 0;
    for (int32_t i = 0; i < from->name_space_count; i++)
        if (from->name_spaces[i].cluster_ix == after->cluster_ix) {
            spaces[space_count] = from->name_spaces[i];
            spaces[space_count++].cluster_ix = 0;
        }
    for (int32_t i = 0; i < from->quota_count; i++)
        if (from->quotas[i].cluster_ix == after->cluster_ix) {
            quotas[quota_count] = from->quotas[i];
            quotas[quota_count++].cluster_ix = 0;
        }
    after->ret->name_spaces = spaces;
    after->ret->name_space_count = space_count;
    after->ret->quotas = quotas;
    after->ret->quota_count = quota_count;
}

/* The workload of the last stack made that has this name and kind, -1 = none. */
static int32_t find_twin(const struct after *after, const struct stack *stack,
                         const struct workload *workload)
{
    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count; w++)
        if (!strcmp(after->workloads[w].name, workload->name) &&
            !strcmp(after->workloads[w].kind, workload->kind))
            return w;
    return -1;
}

static void add_workload(struct after *after, struct stack *stack, int32_t workload_ix,
                         bool is_instance)
{
    struct workload workload = after->from->workloads[workload_ix];
    int32_t twin = is_instance ? find_twin(after, stack, &workload) : -1;
    bool is_resident = after->from->stacks[workload.stack_ix].cluster_ix == after->cluster_ix;
    if (twin >= 0) {
        after->workloads[twin].replicas += after->replicas[workload_ix];
        after->become[workload_ix] = twin;
        return;
    }
    workload.stack_ix = (int32_t)(stack - after->stacks);
    workload.replicas = after->replicas[workload_ix];
    workload.running_unknown = 0;
    workload.has_failover_replicas = false; /* its cluster is not lost here */
    workload.home_rule_ix = is_resident ? workload.home_rule_ix : -1;
    workload.first_volume = workload.volume_count = 0;
    after->become[workload_ix] = after->ret->workload_count;
    after->origin[after->ret->workload_count] = workload_ix;
    after->workloads[after->ret->workload_count++] = workload;
    stack->workload_count++;
}

static void add_workloads(struct after *after, struct stack *stack, int32_t stack_ix,
                          bool is_instance)
{
    const struct stack *from = &after->from->stacks[stack_ix];
    for (int32_t w = from->first_workload; w < from->first_workload + from->workload_count; w++)
        if (after->replicas[w] > 0)
            add_workload(after, stack, w, is_instance);
}

/* The stack with what stands there of it, and of the other instances of its family. */
static void add_stack(struct after *after, int32_t stack_ix, bool *is_done)
{
    const struct estate *from = after->from;
    struct stack *stack = &after->stacks[after->ret->stack_count];
    *stack = from->stacks[stack_ix];
    int32_t family = stack->family_ix;
    stack->cluster_ix = 0;
    stack->has_targets = false;
    stack->target_count = stack->not_target_count = stack->require_count = 0;
    stack->family_ix = -1;
    stack->first_workload = after->ret->workload_count;
    stack->workload_count = 0;
    add_workloads(after, stack, stack_ix, false);
    is_done[stack_ix] = true;
    for (int32_t s = 0; s < from->stack_count && family >= 0; s++)
        if (from->stacks[s].family_ix == family && !is_done[s]) {
            add_workloads(after, stack, s, true);
            is_done[s] = true;
        }
    after->ret->stack_count += stack->workload_count > 0;
}

/* Residents first, so that an instance which lives here is the one that others join. */
static void add_stacks(struct after *after)
{
    bool *is_done = ARENA_NEW(after->arena, after->from->stack_count, bool);
    for (int pass = 0; pass < 2; pass++)
        for (int32_t s = 0; s < after->from->stack_count; s++)
            if (!is_done[s] &&
                (after->from->stacks[s].cluster_ix == after->cluster_ix) == (pass == 0))
                add_stack(after, s, is_done);
}

static int compare_placements(const void *a, const void *b)
{
    const struct placement *x = a;
    const struct placement *y = b;
    if (x->workload_ix != y->workload_ix)
        return x->workload_ix < y->workload_ix ? -1 : 1;
    return x->node_ix < y->node_ix ? -1 : x->node_ix > y->node_ix;
}

static void add_placements(struct after *after, const struct verify_standing *standing,
                           int32_t count)
{
    int32_t first_node = after->from->clusters[after->cluster_ix].first_node;
    struct placement *list = ARENA_NEW(after->arena, count, struct placement);
    int32_t found = 0, kept = 0;
    for (int32_t i = 0; i < count; i++)
        if (standing[i].after &&
            after->from->nodes[standing[i].node_ix].cluster_ix == after->cluster_ix)
            list[found++] =
                (struct placement){after->become[standing[i].workload_ix],
                                   standing[i].node_ix - first_node, standing[i].replicas};
    if (found > 0)
        qsort(list, (size_t)found, sizeof *list, compare_placements);
    for (int32_t i = 0; i < found; i++) {
        if (kept > 0 && compare_placements(&list[kept - 1], &list[i]) == 0)
            list[kept - 1].replicas += list[i].replicas;
        else
            list[kept++] = list[i];
    }
    for (int32_t w = 0; w < after->ret->workload_count; w++)
        after->workloads[w].first_placement = after->workloads[w].placement_count = 0;
    for (int32_t i = 0; i < kept; i++) {
        struct workload *workload = &after->workloads[list[i].workload_ix];
        if (workload->placement_count++ == 0)
            workload->first_placement = i;
    }
    after->ret->placements = list;
    after->ret->placement_count = kept;
}

static void copy_amounts(struct after *after)
{
    size_t resources = (size_t)after->from->resource_count;
    size_t size = (size_t)after->ret->workload_count * resources;
    int64_t *reservation = ARENA_NEW(after->arena, size, int64_t);
    int64_t *limit = ARENA_NEW(after->arena, size, int64_t);
    bool *given = ARENA_NEW(after->arena, size, bool);
    for (int32_t w = 0; w < after->ret->workload_count; w++) {
        size_t to = (size_t)w * resources, from = (size_t)after->origin[w] * resources;
        memcpy(reservation + to, after->from->reservation + from, resources * sizeof *reservation);
        memcpy(limit + to, after->from->limit + from, resources * sizeof *limit);
        memcpy(given + to, after->from->limit_given + from, resources * sizeof *given);
    }
    after->ret->reservation = reservation;
    after->ret->limit = limit;
    after->ret->limit_given = given;
}

void estate_after(const struct estate *estate, int32_t cluster_ix,
                  const struct verify_standing *standing, int32_t standing_count,
                  struct arena *arena, struct estate *ret, const int32_t **ret_become,
                  const int32_t **ret_origin)
{
    struct after after = {.from = estate, .cluster_ix = cluster_ix, .arena = arena, .ret = ret};
    *ret = *estate;
    ret->arena = NULL;
    ret->stack_count = ret->workload_count = 0;
    ret->budget_count = ret->volume_count = ret->scenario_count = ret->finding_count = 0;
    ret->cluster_keys = ret->node_keys = ret->stack_keys = NULL;
    after.replicas = ARENA_NEW(arena, estate->workload_count, int64_t);
    after.become = ARENA_NEW(arena, estate->workload_count, int32_t);
    for (int32_t w = 0; w < estate->workload_count; w++)
        after.become[w] = -1;
    after.origin = ARENA_NEW(arena, estate->workload_count, int32_t);
    after.stacks = ARENA_NEW(arena, (size_t)estate->stack_count + 1, struct stack);
    after.workloads = ARENA_NEW(arena, estate->workload_count, struct workload);
    for (int32_t i = 0; i < standing_count; i++)
        if (standing[i].after && estate->nodes[standing[i].node_ix].cluster_ix == cluster_ix)
            after.replicas[standing[i].workload_ix] =
                checked_add(after.replicas[standing[i].workload_ix], standing[i].replicas);
    copy_cluster(&after);
    copy_name_spaces(&after);
    add_stacks(&after);
    ((struct cluster *)ret->clusters)->stack_count = ret->stack_count;
    ret->stacks = after.stacks;
    ret->workloads = after.workloads;
    add_placements(&after, standing, standing_count);
    copy_amounts(&after);
    *ret_become = after.become;
    *ret_origin = after.origin;
}
