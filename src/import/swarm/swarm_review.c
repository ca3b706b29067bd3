/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What SwarmKit's orchestrators do to tasks because of their node. */
#include "base/arena.h"
#include "base/error.h"
#include "import/swarm/swarm_objects.h"

/* Do all constraints hold on a node with these labels? Where one of them is malformed, Swarm heeds
 * none. */
static bool constraints_hold(struct arena *arena, const struct swarm_placement *placement,
                             const struct label *labels, int32_t label_count)
{
    struct swarm_constraint *constraints;
    struct error error;
    if (!placement || !swarm_constraints_parse(arena, placement, &constraints, &error))
        return true;
    for (int32_t i = 0; i < placement->constraint_count; i++)
        if (!swarm_constraint_holds_on(&constraints[i], labels, label_count))
            return false;
    return true;
}

/* What is left of the node while tasks are looked at one by one. */
struct review {
    struct arena *arena;
    struct swarm_amounts left;
};

static struct swarm_amounts copy_amounts(struct arena *arena, const struct swarm_amounts *amounts)
{
    struct swarm_amounts copy = {.nano_cpus = amounts->nano_cpus,
                                 .memory_bytes = amounts->memory_bytes};
    for (int32_t i = 0; i < amounts->generics.count; i++)
        swarm_generics_add(arena, &copy.generics, amounts->generics.items[i]);
    return copy;
}

static bool has_assigned(const struct review *review, const struct swarm_task *task)
{
    for (int32_t i = 0; i < task->assigned.count; i++)
        if (!swarm_generic_has(&review->left.generics, task->assigned.items[i]))
            return false;
    return true;
}

void swarm_review(const struct swarm_node *node, const struct swarm_task *tasks, int32_t count,
                  const struct swarm_placement *const *placements, bool *rejected)
{
    struct review review = {.arena = arena_new()};
    int32_t label_count;
    const struct label *labels = swarm_node_labels(review.arena, node, &label_count);
    bool is_over = !swarm_node_is_active(node);
    review.left = copy_amounts(review.arena, &node->resources);
    for (int32_t i = 0; i < count; i++) {
        const struct swarm_task *task = &tasks[i];
        const struct swarm_amounts *wanted = &task->spec.reservations;
        rejected[i] = false;
        if (is_over || task->desired < STATE_ASSIGNED || task->desired > STATE_COMPLETE ||
            task->state >= STATE_COMPLETE)
            continue;
        rejected[i] = !constraints_hold(review.arena, placements[i], labels, label_count) ||
                      wanted->memory_bytes > review.left.memory_bytes ||
                      wanted->nano_cpus > review.left.nano_cpus;
        if (rejected[i])
            continue;
        review.left.memory_bytes -= wanted->memory_bytes;
        review.left.nano_cpus -= wanted->nano_cpus;
        rejected[i] = is_over = !has_assigned(&review, task);
        if (!rejected[i])
            swarm_generics_consume(&review.left.generics, &task->assigned);
    }
    arena_free(review.arena);
}

static bool meets_constraints(const struct swarm_node *node,
                              const struct swarm_placement *placement)
{
    struct arena *arena = arena_new();
    int32_t label_count;
    const struct label *labels = swarm_node_labels(arena, node, &label_count);
    bool holds = constraints_hold(arena, placement, labels, label_count);
    arena_free(arena);
    return holds;
}

bool swarm_runs_global(const struct swarm_node *node, const struct swarm_placement *placement)
{
    return swarm_node_is_ready(node) && swarm_restarts_global(node, placement);
}

bool swarm_restarts_global(const struct swarm_node *node, const struct swarm_placement *placement)
{
    return !swarm_node_evicts(node) && swarm_node_is_active(node) &&
           meets_constraints(node, placement);
}
