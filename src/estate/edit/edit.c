/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estate/edit/edit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/caps.h"
#include "estate/builder_data.h"

/* ---- replicas */

static int64_t placed_of(const struct builder *builder, int32_t workload)
{
    int64_t placed = 0;
    for (size_t i = 0; i < builder->placements.count; i++)
        if (builder->placements.items[i].workload == workload)
            placed += builder->placements.items[i].replicas;
    return placed;
}

/* How many replicas run, as the seal will count them. */
static int64_t running_of(const struct builder *builder, int32_t workload, int64_t placed)
{
    const struct workload_fact *fact = &builder->workloads.items[workload];
    int64_t said = fact->has_running ? fact->running : fact->has_unknown_nodes ? fact->desired : 0;
    return placed > said ? placed : said;
}

/* Fix how many replicas run before placements of them go. */
static void fix_running(struct builder *builder, int32_t workload)
{
    struct workload_fact *fact = &builder->workloads.items[workload];
    fact->running = running_of(builder, workload, placed_of(builder, workload));
    fact->has_running = true;
}

/* The replicas on a node run on elsewhere. Of daemons: they go with a node that is removed. */
static void unplace(struct builder *builder, int32_t node, bool with_daemons)
{
    struct arena *scratch = arena_new();
    bool *is_fixed = ARENA_NEW(scratch, builder->workloads.count, bool);
    size_t kept = 0;
    for (size_t i = 0; i < builder->placements.count; i++) {
        int32_t w = builder->placements.items[i].workload;
        if (builder->placements.items[i].node != node || builder->workloads.items[w].is_daemon ||
            is_fixed[w])
            continue;
        fix_running(builder, w);
        is_fixed[w] = true;
    }
    for (size_t i = 0; i < builder->placements.count; i++) {
        struct placement_fact one = builder->placements.items[i];
        struct workload_fact *fact = &builder->workloads.items[one.workload];
        if (one.node != node || (fact->is_daemon && !with_daemons))
            builder->placements.items[kept++] = one;
        else if (fact->is_daemon)
            fact->desired = fact->desired > one.replicas ? fact->desired - one.replicas : 0;
    }
    builder->placements.count = kept;
    arena_free(scratch);
}

void edit_drain(struct builder *builder, int32_t node)
{
    builder->nodes.items[node].is_schedulable = false;
    unplace(builder, node, false);
}

void edit_remove(struct builder *builder, const bool *is_removed)
{
    for (size_t i = 0; i < builder->nodes.count; i++)
        if (is_removed[i])
            unplace(builder, (int32_t)i, true);
    edit_compact(builder, is_removed, NULL);
}

static int by_node(const void *a, const void *b)
{
    const struct placement_fact *x = *(struct placement_fact *const *)a;
    const struct placement_fact *y = *(struct placement_fact *const *)b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Those on the first nodes stay: the order of nodes is that of any source of the estate, the order
 * of placements is not. */
static void place_at_most(struct builder *builder, int32_t workload, int64_t most)
{
    struct arena *scratch = arena_new();
    struct placement_fact *all = builder->placements.items;
    struct placement_fact **mine =
        ARENA_NEW(scratch, builder->placements.count, struct placement_fact *);
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < builder->placements.count; i++)
        if (all[i].workload == workload)
            mine[count++] = &all[i];
    if (count > 0)
        qsort(mine, count, sizeof *mine, by_node);
    for (size_t i = 0; i < count; i++) {
        mine[i]->replicas = mine[i]->replicas < most ? mine[i]->replicas : most;
        most -= mine[i]->replicas;
    }
    for (size_t i = 0; i < builder->placements.count; i++)
        if (all[i].replicas > 0)
            all[kept++] = all[i];
    builder->placements.count = kept;
    arena_free(scratch);
}

int64_t edit_scale(struct builder *builder, int32_t workload, int64_t replicas,
                   const struct origin *origin)
{
    struct workload_fact *fact = &builder->workloads.items[workload];
    int64_t before = fact->desired;
    assert(replicas >= 0 && replicas <= CAP_REPLICAS);
    if (fact->is_daemon) {
        builder_error(builder, origin,
                      "scale: workload " NAME " runs once on every node; expected one that has a "
                      "number of replicas",
                      fact->name);
        return -1;
    }
    fix_running(builder, workload);
    /* What never ran (a stack to come) does not begin to, but what was scaled to zero does. */
    bool is_to_come = fact->running == 0 && before > 0;
    int64_t more = replicas > before ? replicas - before : 0;
    int64_t running = is_to_come ? 0 : fact->running + more;
    fact->running = running < replicas ? running : replicas;
    fact->desired = replicas;
    place_at_most(builder, workload, fact->running);
    return before;
}

void edit_run(struct builder *builder, int32_t first)
{
    size_t kept = 0;
    for (size_t i = (size_t)first; i < builder->workloads.count; i++) {
        struct workload_fact *fact = &builder->workloads.items[i];
        fact->has_running = !fact->is_daemon;
        fact->running = fact->desired;
    }
    for (size_t i = 0; i < builder->findings.count; i++) {
        const struct finding *finding = &builder->findings.items[i];
        bool is_new = strcmp(finding->code, "stack-to-come") == 0 && finding->stack_ix >= 0;
        for (size_t w = 0; is_new && w < (size_t)first; w++)
            is_new = builder->workloads.items[w].stack != finding->stack_ix;
        if (!is_new)
            builder->findings.items[kept++] = *finding;
    }
    builder->findings.count = kept;
}

/* ---- nodes by shape */

static bool has_shape(const struct builder *builder, int32_t node, const struct edit_amount *shape,
                      int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        int64_t value;
        if (!builder_node_amount(builder, node, shape[i].resource, &value) ||
            value != shape[i].value)
            return false;
    }
    return true;
}

struct candidate {
    int32_t node;
    int64_t replicas;
};

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->replicas != y->replicas)
        return x->replicas < y->replicas ? -1 : 1;
    return x->node > y->node ? -1 : x->node < y->node;
}

int32_t edit_choose(const struct builder *builder, int32_t cluster, const struct edit_amount *shape,
                    int32_t shape_count, int32_t count, bool *is_chosen)
{
    struct arena *scratch = arena_new();
    struct candidate *list = ARENA_NEW(scratch, builder->nodes.count, struct candidate);
    int64_t *replicas = ARENA_NEW(scratch, builder->nodes.count, int64_t);
    int32_t found = 0;
    for (size_t i = 0; i < builder->placements.count; i++) {
        const struct placement_fact *one = &builder->placements.items[i];
        if (!builder->workloads.items[one->workload].is_daemon)
            replicas[one->node] += one->replicas;
    }
    for (size_t i = 0; i < builder->nodes.count; i++)
        if (builder->nodes.items[i].cluster == cluster &&
            has_shape(builder, (int32_t)i, shape, shape_count))
            list[found++] = (struct candidate){(int32_t)i, replicas[i]};
    if (found > 0)
        qsort(list, (size_t)found, sizeof *list, compare_candidates);
    for (int32_t i = 0; found >= count && i < count; i++)
        is_chosen[list[i].node] = true;
    arena_free(scratch);
    return found;
}

void edit_common(const struct builder *builder, int32_t cluster, const char **ret_os,
                 const char **ret_arch)
{
    bool is_first = true;
    *ret_os = *ret_arch = "";
    for (size_t i = 0; i < builder->nodes.count; i++) {
        const struct node_fact *node = &builder->nodes.items[i];
        if (node->cluster != cluster)
            continue;
        *ret_os = is_first || strcmp(*ret_os, node->os) == 0 ? node->os : "";
        *ret_arch = is_first || strcmp(*ret_arch, node->arch) == 0 ? node->arch : "";
        is_first = false;
    }
}

bool edit_os_differs(const struct builder *builder, int32_t cluster)
{
    const char *first = NULL;
    for (size_t i = 0; i < builder->nodes.count; i++) {
        const struct node_fact *node = &builder->nodes.items[i];
        if (node->cluster == cluster && first && strcmp(first, node->os) != 0)
            return true;
        if (node->cluster == cluster)
            first = node->os;
    }
    return false;
}

/* ---- stacks */

/* Is a row of stacks.csv about this stack, and about no other one? */
static bool is_row_of(const struct builder *builder, const struct stack_overlay *row, int32_t stack)
{
    bool is_of = false;
    for (size_t i = 0; i < builder->stacks.count; i++) {
        const struct stack_fact *fact = &builder->stacks.items[i];
        if (strcmp(fact->name, row->stack) != 0 ||
            (row->cluster && builder_find_cluster(builder, row->cluster) != fact->cluster) ||
            (row->name_space && strcmp(row->name_space, fact->name_space) != 0))
            continue;
        if ((int32_t)i != stack)
            return false;
        is_of = true;
    }
    return is_of;
}

/* A settled stack that requires this one, else the name in a row that does; NULL = none. Names of
 * rows are resolved when the estate is sealed: here only a plain name that no other stack has. */
static const char *who_requires(const struct builder *builder, int32_t stack)
{
    const char *name = builder->stacks.items[stack].name;
    for (size_t i = 0; i < builder->stacks.count; i++) {
        const struct stack_settled *settled = builder->stacks.items[i].settled;
        for (int32_t r = 0; settled && r < settled->require_count; r++)
            if (settled->requires[r].stack_ix == stack)
                return builder->stacks.items[i].name;
    }
    for (size_t i = 0; i < builder->stacks.count; i++)
        if ((int32_t)i != stack && strcmp(builder->stacks.items[i].name, name) == 0)
            return NULL;
    for (size_t i = builder->overlays.count; i-- > 0;) {
        const struct stack_overlay *row = &builder->overlays.items[i].overlay;
        if (row->has_requires && row->require_count == 0)
            return NULL; /* the seal finds out whether that was the last one */
        for (int32_t r = 0; r < row->require_count; r++)
            if (strcmp(row->requires[r], name) == 0 && strcmp(row->stack, name) != 0)
                return row->stack;
    }
    return NULL;
}

void edit_replace(struct builder *builder, int32_t stack)
{
    bool *gone = calloc(builder->stacks.count, sizeof *gone);
    if (!gone)
        error_out_of_memory();
    gone[stack] = true;
    edit_compact(builder, NULL, gone);
    free(gone);
}

bool edit_drop(struct builder *builder, int32_t stack, const struct origin *origin)
{
    const char *other = who_requires(builder, stack);
    if (other) {
        builder_error(builder, origin,
                      "drop: stack " NAME " is required by " NAME
                      "; expected that one to be dropped first, or set without it",
                      builder->stacks.items[stack].name, other);
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < builder->overlays.count; i++)
        if (!is_row_of(builder, &builder->overlays.items[i].overlay, stack))
            builder->overlays.items[kept++] = builder->overlays.items[i];
    builder->overlays.count = kept;
    edit_replace(builder, stack);
    return true;
}

static bool refuse_move(struct builder *builder, const struct stack_fact *fact, int32_t cluster,
                        const struct origin *origin)
{
    const struct cluster_fact *to = &builder->clusters.items[cluster];
    if (fact->cluster == cluster)
        builder_error(builder, origin, "move: stack " NAME " is in cluster " NAME " already",
                      fact->name, to->name);
    else if (builder_find_stack(builder, cluster, fact->name_space, fact->name) >= 0)
        builder_error(builder, origin,
                      "move: cluster " NAME " has a stack " NAME
                      " already; expected a cluster without one",
                      to->name, fact->name);
    else if (!orchestrator_takes(to->orchestrator, fact->family))
        builder_error(builder, origin,
                      "move: stack " NAME " is of %s, and cluster " NAME
                      " of %s; expected a cluster that runs such stacks",
                      fact->name, orchestrator_name(fact->family), to->name,
                      orchestrator_name(to->orchestrator));
    else
        return false;
    return true;
}

bool edit_move(struct builder *builder, int32_t stack, int32_t cluster, const struct origin *origin)
{
    struct stack_fact *fact = &builder->stacks.items[stack];
    size_t kept = 0;
    if (refuse_move(builder, fact, cluster, origin))
        return false;
    for (size_t i = 0; i < builder->overlays.count; i++) {
        struct stack_overlay *row = &builder->overlays.items[i].overlay;
        if (row->cluster && is_row_of(builder, row, stack))
            row->cluster = builder->clusters.items[cluster].name;
    }
    for (size_t w = 0; w < builder->workloads.count; w++)
        if (builder->workloads.items[w].stack == stack) {
            builder->workloads.items[w].home_rule = -1; /* it comes without its volumes */
            if (!builder->workloads.items[w].is_daemon)
                fix_running(builder, (int32_t)w);
        }
    for (size_t i = 0; i < builder->placements.count; i++)
        if (builder->workloads.items[builder->placements.items[i].workload].stack != stack)
            builder->placements.items[kept++] = builder->placements.items[i];
    builder->placements.count = kept;
    for (size_t i = 0; i < builder->volumes.count; i++)
        if (builder->workloads.items[builder->volumes.items[i].workload_ix].stack == stack)
            builder->volumes.items[i].is_bound_to_nodes = false;
    for (size_t i = 0; i < builder->findings.count; i++)
        if (builder->findings.items[i].stack_ix == stack) {
            builder->findings.items[i].cluster_ix = cluster;
            builder->findings.items[i].node_ix = -1;
        }
    fact->cluster = cluster;
    edit_compact(builder, NULL, NULL);
    return true;
}

void edit_set(struct builder *builder, const struct stack_overlay *overlay,
              const struct origin *origin)
{
    builder_overlay(builder, overlay, origin);
    builder->overlays.items[builder->overlays.count - 1].is_change = true;
}
