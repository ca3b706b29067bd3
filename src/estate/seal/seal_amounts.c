/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures by owner and resource as dense tables, and what is assumed where none is given. */
#include <string.h>

#include "base/caps.h"
#include "base/text.h"
#include "estate/seal/seal.h"

/* Sums of quantities must leave room in int64 for the arithmetic on them. */
static const __int128 sum_limit = (__int128)1 << 62;

static void take_resources(struct seal *seal)
{
    const struct intern *names = seal->builder->resources;
    int32_t count = intern_count(names);
    struct resource *resources = ARENA_NEW(seal->arena, count, struct resource);
    for (int32_t r = 0; r < count; r++) {
        resources[r].name = arena_strdup(seal->arena, intern_name(names, r));
        resources[r].unit = resource_unit_of(resources[r].name);
    }
    seal->estate->resources = resources;
    seal->estate->resource_count = count;
}

static void mark_named(const struct amount_fact *facts, size_t n, bool *named)
{
    for (size_t i = 0; i < n; i++)
        named[facts[i].resource] = true;
}

/* A resource that no node and no workload has is one that only muster.yaml names, as headroom or as
 * system_reserved. When it looks like a fixed one it is misspelt, which must not go unseen; names
 * as short as "gpu" look like too much. */
static void check_resources(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    const struct resource *resources = seal->estate->resources;
    const char *fixed[RESOURCE_FIXED_COUNT];
    for (int32_t r = 0; r < RESOURCE_FIXED_COUNT; r++)
        fixed[r] = resources[r].name;
    seal->resource_named = ARENA_NEW(seal->scratch, seal->estate->resource_count, bool);
    mark_named(builder->allocatable.items, builder->allocatable.count, seal->resource_named);
    mark_named(builder->reservations.items, builder->reservations.count, seal->resource_named);
    mark_named(builder->limits.items, builder->limits.count, seal->resource_named);
    for (int32_t r = RESOURCE_FIXED_COUNT; r < seal->estate->resource_count; r++) {
        const char *nearest = text_nearest(resources[r].name, fixed, RESOURCE_FIXED_COUNT);
        if (!seal->resource_named[r] && nearest && strlen(resources[r].name) > 3)
            builder_error(seal->builder, &builder->resource_origins.items[r - RESOURCE_FIXED_COUNT],
                          "unknown resource: found " NAME "; did you mean \"%s\"?",
                          resources[r].name, nearest);
    }
}

/* Write the facts into values[owners * resource_count] and say in given which are there. */
static void spread(const struct amount_fact *facts, size_t n, const int32_t *owner_ix, size_t width,
                   int64_t *values, bool *given)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)owner_ix[facts[i].owner] * width + (size_t)facts[i].resource;
        values[at] = facts[i].value;
        given[at] = true;
    }
}

static void spread_allocatable(struct seal *seal, size_t width)
{
    const struct builder *builder = seal->builder;
    size_t size = (size_t)seal->estate->node_count * width;
    seal->allocatable = ARENA_NEW(seal->arena, size, int64_t);
    seal->named = ARENA_NEW(seal->arena, size, bool);
    spread(builder->allocatable.items, builder->allocatable.count, seal->node_ix, width,
           seal->allocatable, seal->named);
    seal->estate->node_allocatable = seal->allocatable;
    seal->estate->node_named = seal->named;
}

/* system_reserved goes off what a node has, down to 0. */
static void take_reserved_off(struct seal *seal, size_t width)
{
    const struct builder *builder = seal->builder;
    size_t clusters = (size_t)seal->estate->cluster_count;
    int64_t *reserved = ARENA_NEW(seal->scratch, clusters * width, int64_t);
    for (size_t i = 0; i < builder->reserved.count; i++) {
        const struct amount_fact *fact = &builder->reserved.items[i];
        reserved[(size_t)fact->owner * width + (size_t)fact->resource] = fact->value;
    }
    for (size_t i = 0; i < builder->nodes.count; i++) {
        const struct node_fact *node = &builder->nodes.items[i];
        if (node->is_net)
            continue;
        int64_t *has = seal->allocatable + (size_t)seal->node_ix[i] * width;
        const int64_t *off = reserved + (size_t)node->cluster * width;
        for (size_t r = 0; r < width; r++)
            has[r] = has[r] > off[r] ? has[r] - off[r] : 0;
    }
}

static void spread_demands(struct seal *seal, size_t width)
{
    const struct builder *builder = seal->builder;
    size_t size = (size_t)seal->estate->workload_count * width;
    seal->reservation = ARENA_NEW(seal->arena, size, int64_t);
    seal->reservation_given = ARENA_NEW(seal->scratch, size, bool);
    seal->limit = ARENA_NEW(seal->arena, size, int64_t);
    seal->limit_given = ARENA_NEW(seal->arena, size, bool);
    spread(builder->reservations.items, builder->reservations.count, seal->workload_ix, width,
           seal->reservation, seal->reservation_given);
    spread(builder->limits.items, builder->limits.count, seal->workload_ix, width, seal->limit,
           seal->limit_given);
    for (int32_t w = 0; w < seal->estate->workload_count; w++)
        seal->reservation[(size_t)w * width + RESOURCE_PODS] = 1;
    seal->estate->reservation = seal->reservation;
    seal->estate->limit = seal->limit;
    seal->estate->limit_given = seal->limit_given;
}

/* The estate's headroom, and each cluster's: its own where it says one, else the estate's. */
static void spread_headroom(struct seal *seal, size_t width)
{
    const struct builder *builder = seal->builder;
    size_t clusters = (size_t)seal->estate->cluster_count;
    struct headroom *all = ARENA_NEW(seal->arena, width, struct headroom);
    struct headroom *own = ARENA_NEW(seal->arena, clusters * width, struct headroom);
    for (size_t i = 0; i < builder->headroom.count; i++) {
        const struct headroom_fact *fact = &builder->headroom.items[i];
        if (fact->owner < 0)
            all[fact->resource] = fact->headroom;
    }
    for (size_t i = 0; i < clusters * width; i++)
        own[i] = all[i % width];
    for (size_t i = 0; i < builder->headroom.count; i++) {
        const struct headroom_fact *fact = &builder->headroom.items[i];
        if (fact->owner >= 0)
            own[(size_t)fact->owner * width + (size_t)fact->resource] = fact->headroom;
    }
    for (size_t c = 0; c < clusters; c++)
        seal->clusters[c].headroom = own + c * width;
    seal->estate->headroom = all;
}

/* A replica of a daemon may run on every node. */
static int64_t most_replicas(const struct seal *seal, const struct workload *workload)
{
    int64_t nodes = seal->estate->node_count;
    return workload->is_daemon && nodes > workload->replicas ? nodes : workload->replicas;
}

static void check_sum(struct seal *seal, const char *what, size_t resource, __int128 sum)
{
    if (sum > sum_limit)
        builder_fail(seal->builder, ERROR_LIMIT, NULL,
                     "the estate is too large: its %s of " NAME " add up to more than 2^62", what,
                     seal->estate->resources[resource].name);
}

static void check_sums(struct seal *seal, size_t width)
{
    size_t nodes = (size_t)seal->estate->node_count;
    size_t workloads = (size_t)seal->estate->workload_count;
    for (size_t r = 0; r < width; r++) {
        __int128 allocatable = 0, reservation = 0, limit = 0;
        for (size_t n = 0; n < nodes; n++)
            allocatable += seal->allocatable[n * width + r];
        for (size_t w = 0; w < workloads; w++) {
            __int128 replicas = most_replicas(seal, &seal->workloads[w]);
            reservation += replicas * seal->reservation[w * width + r];
            limit += replicas * seal->limit[w * width + r];
        }
        check_sum(seal, "allocatable amounts", r, allocatable);
        check_sum(seal, "reservations", r, reservation);
        check_sum(seal, "limits", r, limit);
    }
}

void seal_amounts(struct seal *seal)
{
    take_resources(seal);
    check_resources(seal);
    size_t width = (size_t)seal->estate->resource_count;
    spread_allocatable(seal, width);
    take_reserved_off(seal, width);
    spread_demands(seal, width);
    spread_headroom(seal, width);
}

/* ---- what nobody said */

struct assumption {
    enum unreserved policy;
    bool has_amount[RESOURCE_MEMORY + 1]; /* UNRESERVED_AMOUNT: cpu, memory */
    int64_t amount[RESOURCE_MEMORY + 1];
};

static struct assumption read_policy(const struct builder *builder)
{
    struct assumption assumption = {.policy = builder->unreserved};
    for (size_t i = 0; i < builder->unreserved_amounts.count; i++) {
        const struct amount_fact *fact = &builder->unreserved_amounts.items[i];
        if (fact->resource <= RESOURCE_MEMORY) {
            assumption.has_amount[fact->resource] = true;
            assumption.amount[fact->resource] = fact->value;
        }
    }
    return assumption;
}

/* Fill the reservation at `at` of a resource; returns true when it is a zero that nobody said. */
static bool assume_one(struct seal *seal, const struct assumption *assumption, size_t at,
                       int32_t resource)
{
    int64_t value = 0;
    bool said = false;
    if (assumption->policy == UNRESERVED_LIMIT && seal->limit_given[at])
        value = seal->limit[at];
    if (assumption->policy == UNRESERVED_AMOUNT) {
        value = assumption->amount[resource];
        said = assumption->has_amount[resource];
    }
    seal->reservation[at] = value;
    return value == 0 && !said && assumption->policy != UNRESERVED_ZERO;
}

static void refuse_missing(struct seal *seal, int32_t workload_ix, int32_t resource)
{
    const struct builder *builder = seal->builder;
    const struct workload_fact *fact =
        &builder->workloads.items[seal->workload_handle[workload_ix]];
    builder_error(seal->builder, &fact->origin,
                  "no reservation: workload " NAME " of stack " NAME
                  " reserves no %s; expected one, since the estate says unreserved: fail",
                  fact->name, builder->stacks.items[fact->stack].name,
                  seal->estate->resources[resource].name);
}

/* Does a replica reserve nothing but its place among the pods? */
static bool reserves_nothing(const struct seal *seal, int32_t workload_ix)
{
    size_t width = (size_t)seal->estate->resource_count;
    const int64_t *reservation = seal->reservation + (size_t)workload_ix * width;
    for (size_t r = 0; r < width; r++)
        if (r != RESOURCE_PODS && reservation[r] > 0)
            return false;
    return true;
}

static void assume_workload(struct seal *seal, const struct assumption *assumption,
                            int32_t workload_ix)
{
    const struct workload *workload = &seal->workloads[workload_ix];
    struct stack *stack = &seal->stacks[workload->stack_ix];
    size_t width = (size_t)seal->estate->resource_count;
    bool is_assumed = false, is_zero = false;
    for (int32_t r = RESOURCE_CPU; r <= RESOURCE_MEMORY; r++) {
        size_t at = (size_t)workload_ix * width + (size_t)r;
        if (seal->reservation_given[at])
            continue;
        is_assumed = true;
        if (assumption->policy == UNRESERVED_FAIL)
            refuse_missing(seal, workload_ix, r);
        else if (assume_one(seal, assumption, at, r))
            is_zero = true;
    }
    if (!is_assumed && assumption->policy != UNRESERVED_ZERO)
        is_zero = reserves_nothing(seal, workload_ix);
    if (stack->is_platform || (workload->replicas == 0 && !workload->is_daemon))
        return;
    stack->is_assumed = stack->is_assumed || is_assumed || is_zero;
    stack->is_assumed_zero = stack->is_assumed_zero || is_zero;
}

void seal_assume(struct seal *seal)
{
    struct assumption assumption = read_policy(seal->builder);
    for (int32_t w = 0; w < seal->estate->workload_count; w++)
        assume_workload(seal, &assumption, w);
    for (int32_t s = 0; s < seal->estate->stack_count; s++) {
        const struct stack_settled *settled = seal_settled(seal, s);
        if (!settled)
            continue;
        seal->stacks[s].is_assumed = settled->is_assumed;
        seal->stacks[s].is_assumed_zero = settled->is_assumed_zero;
    }
    check_sums(seal, (size_t)seal->estate->resource_count);
}
