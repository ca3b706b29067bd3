/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a failover starts: failover_replicas, and which stacks are pre-deployed for which. */
#include <string.h>

#include "base/arena.h"
#include "estate/lint/lint.h"
#include "estate/suggest.h"

static struct workload *workloads_of(const struct seal *seal, const struct stack *stack)
{
    return seal->workloads + stack->first_workload;
}

static void set_replicas(struct workload *workload, int64_t replicas)
{
    workload->has_failover_replicas = true;
    workload->failover_replicas = replicas;
}

static void refuse_daemon(struct seal *seal, const struct workload *workload,
                          const struct origin *origin)
{
    builder_error(seal->builder, origin,
                  "failover_replicas of a daemon: workload " NAME
                  " runs once on each node; expected a workload with replicas",
                  workload->name);
}

static void refuse_workload(struct seal *seal, int32_t stack_ix, const struct origin *origin,
                            const char *name)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    const char **names = ARENA_NEW(seal->scratch, stack->workload_count, const char *);
    char end[SUGGEST_SIZE];
    for (int32_t i = 0; i < stack->workload_count; i++)
        names[i] = workloads_of(seal, stack)[i].name;
    builder_error(seal->builder, origin,
                  "unknown workload in failover_replicas: found " NAME " of stack " NAME "; %s",
                  name, seal_stack_name(seal, stack_ix),
                  suggest(name, names, (size_t)stack->workload_count, end));
}

void seal_take_failover(struct seal *seal, int32_t stack_ix, const struct overlay_fact *fact)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    for (int32_t i = 0; i < fact->overlay.failover_count; i++) {
        const struct failover_replicas *row = &fact->overlay.failover[i];
        bool found = !row->workload;
        for (int32_t k = 0; k < stack->workload_count; k++) {
            struct workload *workload = &workloads_of(seal, stack)[k];
            if (row->workload && strcmp(workload->name, row->workload) != 0)
                continue;
            if (!workload->is_daemon)
                set_replicas(workload, row->replicas);
            else if (row->workload)
                refuse_daemon(seal, workload, &fact->origin);
            found = true;
        }
        if (!found)
            refuse_workload(seal, stack_ix, &fact->origin, row->workload);
    }
}

static const struct origin *origin_of(const struct seal *seal, const struct workload *workload)
{
    int32_t handle = seal->workload_handle[workload - seal->workloads];
    return &seal->builder->workloads.items[handle].origin;
}

/* ---- copies */

static bool runs(const struct seal *seal, const struct stack *stack)
{
    for (int32_t i = 0; i < stack->workload_count; i++)
        if (workloads_of(seal, stack)[i].replicas > 0)
            return true;
    return false;
}

static bool is_copy(const struct seal *seal, const struct stack *stack)
{
    bool starts = false;
    for (int32_t i = 0; i < stack->workload_count; i++)
        starts |= workloads_of(seal, stack)[i].has_failover_replicas;
    return starts && !stack->is_platform && !runs(seal, stack);
}

/* Is the second, of the same namespace and name, a pre-deployed copy of the first, which runs? */
static bool is_copy_of(const struct seal *seal, const struct stack *stack,
                       const struct stack *other)
{
    return other->cluster_ix != stack->cluster_ix && !stack->is_platform && is_copy(seal, other) &&
           runs(seal, stack);
}

bool seal_is_copy(const struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    if (!is_copy(seal, stack))
        return false;
    for (int32_t s = seal->first_like[stack_ix]; s >= 0; s = seal->next_like[s])
        if (is_copy_of(seal, &seal->stacks[s], stack))
            return true;
    return false;
}

static struct workload *same_workload(const struct seal *seal, const struct workload *workload,
                                      const struct stack *stack)
{
    for (int32_t i = 0; i < stack->workload_count; i++) {
        struct workload *other = &workloads_of(seal, stack)[i];
        if (strcmp(other->name, workload->name) == 0 && strcmp(other->kind, workload->kind) == 0)
            return other;
    }
    return NULL;
}

/* What the copy says holds for what runs: one number for all of them. */
static void inherit(struct seal *seal, const struct stack *stack, const struct stack *copy)
{
    for (int32_t i = 0; i < stack->workload_count; i++) {
        struct workload *workload = &workloads_of(seal, stack)[i];
        const struct workload *other = same_workload(seal, workload, copy);
        if (!other || !other->has_failover_replicas || workload->is_daemon)
            continue;
        if (!workload->has_failover_replicas) {
            set_replicas(workload, other->failover_replicas);
            workload->failover_is_inherited = true;
        } else if (workload->failover_replicas != other->failover_replicas)
            builder_error(seal->builder, origin_of(seal, other),
                          "failover_replicas differ: workload " NAME " of stack " NAME
                          " starts %lld in %.150s, and %lld elsewhere; expected one number",
                          workload->name, stack->name, (long long)other->failover_replicas,
                          seal->clusters[copy->cluster_ix].name,
                          (long long)workload->failover_replicas);
    }
}

static void find_copies(struct seal *seal, int32_t stack_ix)
{
    struct stack *stack = &seal->stacks[stack_ix];
    int32_t *copies = NULL;
    for (int32_t s = seal->first_like[stack_ix]; s >= 0; s = seal->next_like[s]) {
        if (!is_copy_of(seal, stack, &seal->stacks[s]))
            continue;
        if (!copies)
            copies = ARENA_NEW(seal->arena, seal->estate->cluster_count, int32_t);
        copies[stack->copy_count++] = seal->stacks[s].cluster_ix;
        inherit(seal, stack, &seal->stacks[s]);
    }
    stack->copies = copies;
}

/* Lost replicas of active/active stacks are made up for where the stack lives: of no use are those
 * of an instance, nor those of a copy beside them. */
static void refuse_family(struct seal *seal, const struct stack *stack)
{
    for (int32_t i = 0; i < stack->workload_count; i++) {
        const struct workload *workload = &workloads_of(seal, stack)[i];
        if (workload->has_failover_replicas) {
            builder_error(seal->builder, origin_of(seal, workload),
                          "failover_replicas of an active_active stack: workload " NAME
                          " of stack " NAME " is made up for replica by replica; expected one or "
                          "the other",
                          workload->name, stack->name);
            return;
        }
    }
}

/* Is it a copy of an active/active stack, without being an instance of it? */
static bool stands_by_family(const struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    if (!is_copy(seal, stack))
        return false;
    for (int32_t s = seal->first_like[stack_ix]; s >= 0; s = seal->next_like[s])
        if (seal->stacks[s].family_ix >= 0 && is_copy_of(seal, &seal->stacks[s], stack))
            return true;
    return false;
}

/* What runs says what it requires. */
static void drop_requires(struct stack *copy)
{
    copy->copy_require_count = copy->require_count;
    copy->require_count = 0;
}

void seal_failover(struct seal *seal)
{
    bool has_any = false;
    for (int32_t w = 0; w < seal->estate->workload_count; w++) {
        const struct workload *workload = &seal->workloads[w];
        has_any |= workload->has_failover_replicas;
        if (workload->has_failover_replicas && workload->is_daemon)
            refuse_daemon(seal, workload, origin_of(seal, workload));
    }
    if (!has_any)
        return;
    for (int32_t s = 0; s < seal->estate->stack_count; s++)
        if (seal->stacks[s].family_ix >= 0 || stands_by_family(seal, s))
            refuse_family(seal, &seal->stacks[s]);
        else if (seal_is_copy(seal, s))
            drop_requires(&seal->stacks[s]);
        else
            find_copies(seal, s);
}

/* ---- findings */

static void lint_unused(struct seal *seal, int32_t stack_ix)
{
    if (is_copy(seal, &seal->stacks[stack_ix]) && !seal_is_copy(seal, stack_ix))
        seal_finding(seal, SEVERITY_WARNING, "predeployed-unused",
                     seal->stacks[stack_ix].cluster_ix, stack_ix, -1,
                     "pre-deployed, but no stack of this namespace and name runs in another "
                     "cluster: it never starts");
}

/* Is what runs of another size than its copy? */
static bool is_other_size(const struct seal *seal, const struct workload *a,
                          const struct workload *b)
{
    size_t width = (size_t)seal->estate->resource_count;
    return memcmp(seal->reservation + (size_t)(a - seal->workloads) * width,
                  seal->reservation + (size_t)(b - seal->workloads) * width,
                  width * sizeof *seal->reservation) != 0;
}

static void lint_copies(struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    for (int32_t c = 0; c < stack->copy_count; c++) {
        int32_t copy =
            estate_find_stack(seal->estate, stack->copies[c], stack->name_space, stack->name);
        for (int32_t i = 0; copy >= 0 && i < stack->workload_count; i++) {
            const struct workload *workload = &workloads_of(seal, stack)[i];
            const struct workload *other = same_workload(seal, workload, &seal->stacks[copy]);
            if (other && is_other_size(seal, workload, other))
                seal_finding(seal, SEVERITY_WARNING, "predeployed-differs", stack->cluster_ix,
                             stack_ix, -1,
                             "workload %.150s: the copy in %.150s reserves other amounts; those of "
                             "what runs count",
                             workload->name, seal->clusters[stack->copies[c]].name);
        }
    }
}

static void lint_counts(struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    for (int32_t i = 0; i < stack->workload_count; i++) {
        const struct workload *w = &workloads_of(seal, stack)[i];
        if (!w->has_failover_replicas || w->is_daemon)
            continue;
        if (stack->has_min_replicas && w->failover_replicas < stack->min_replicas)
            seal_finding(seal, SEVERITY_WARNING, "failover-smaller", stack->cluster_ix, stack_ix,
                         -1,
                         "workload %.150s: a failover starts %lld replicas, fewer than its "
                         "min_replicas %lld",
                         w->name, (long long)w->failover_replicas, (long long)stack->min_replicas);
        else if (w->failover_replicas < w->replicas)
            seal_finding(seal, SEVERITY_INFO, "failover-smaller", stack->cluster_ix, stack_ix, -1,
                         "workload %.150s: a failover starts %lld replicas instead of %lld",
                         w->name, (long long)w->failover_replicas, (long long)w->replicas);
    }
}

void lint_failover(struct seal *seal)
{
    for (int32_t s = 0; s < seal->estate->stack_count; s++) {
        lint_unused(seal, s);
        lint_copies(seal, s);
        lint_counts(seal, s);
    }
}
