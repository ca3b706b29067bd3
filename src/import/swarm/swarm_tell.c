/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings on the swarm as a whole. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "import/swarm/swarm_objects.h"

/* ---- what was not read */

void swarm_note_missing_node(struct swarm *swarm, const struct swarm_task *task)
{
    const char *node = task->node_id[0] ? task->node_id : task->node_name;
    int32_t index = intern_add(swarm->missing_nodes, node, strlen(node));
    while (swarm->missing_tasks.count <= (size_t)index)
        SWARM_ADD(swarm->missing_tasks, 0);
    swarm->missing_tasks.items[index]++;
}

static void tell_missing_nodes(struct swarm *swarm)
{
    bool is_short = swarm->expected_nodes > (int64_t)swarm->nodes.count;
    if (swarm->missing_tasks.count > 0 || is_short)
        builder_cluster_partial(swarm->builder, swarm->cluster);
    if (is_short)
        builder_finding(swarm->builder, SEVERITY_WARNING, "node-not-listed", swarm->cluster, -1, -1,
                        "docker info says that the swarm has %lld nodes, but %zu were read: the "
                        "snapshot is partial",
                        (long long)swarm->expected_nodes, swarm->nodes.count);
    for (size_t i = 0; i < swarm->missing_tasks.count; i++)
        builder_finding(swarm->builder, SEVERITY_WARNING, "node-not-listed", swarm->cluster, -1, -1,
                        "node %.150s is not in the node list, but tasks stand on it (%lld): the "
                        "snapshot is partial",
                        intern_name(swarm->missing_nodes, (int32_t)i),
                        (long long)swarm->missing_tasks.items[i]);
}

static void tell_other_kinds(struct swarm *swarm)
{
    struct buf text;
    if (swarm->twice > 0)
        builder_finding(swarm->builder, SEVERITY_INFO, "object-twice", swarm->cluster, -1, -1,
                        "%lld objects were read more than once; the last one read counts",
                        (long long)swarm->twice);
    if (swarm->other_counts.count == 0)
        return;
    buf_init(&text);
    for (size_t i = 0; i < swarm->other_counts.count; i++)
        buf_format(&text, "%s%.100s %lld", i == 0 ? "" : ", ",
                   intern_name(swarm->other_kinds, (int32_t)i),
                   (long long)swarm->other_counts.items[i]);
    builder_finding(swarm->builder, SEVERITY_INFO, "objects-not-read", swarm->cluster, -1, -1,
                    "objects of kinds that say nothing of capacity were not read: %.800s",
                    text.data);
    buf_release(&text);
}

/* ---- nodes of two orchestrators */

static void tell_double_use(struct swarm *swarm, const struct swarm_node *node)
{
    const struct builder *builder = swarm->builder;
    bool has_services = builder_node_runs(builder, node->handle, ORCHESTRATOR_SWARM);
    bool has_pods = builder_node_runs(builder, node->handle, ORCHESTRATOR_KUBERNETES);
    if (node->is_merged)
        builder_finding(swarm->builder, has_services && has_pods ? SEVERITY_WARNING : SEVERITY_INFO,
                        "double-use", swarm->cluster, -1, node->handle,
                        "Kubernetes and Swarm both %s on it and do not know of each other; they "
                        "share what it has, the smaller of their two figures",
                        has_services && has_pods ? "run workloads" : "may run workloads");
    if (node->is_closed && (has_services || has_pods))
        builder_finding(swarm->builder, SEVERITY_WARNING, "double-use", swarm->cluster, -1,
                        node->handle,
                        "workloads stand on a manager or registry node of the cluster; new ones go "
                        "there only where muster.yaml says so (workloads_on)");
}

/* ---- tasks that Swarm itself would reject */

static int by_node(const void *a, const void *b)
{
    const struct swarm_task *x = *(const struct swarm_task *const *)a;
    const struct swarm_task *y = *(const struct swarm_task *const *)b;
    if (x->node_ix != y->node_ix)
        return x->node_ix < y->node_ix ? -1 : 1;
    return x < y ? -1 : x > y; /* input order */
}

static int64_t count_rejected(struct swarm *swarm, const struct swarm_task *const *tasks,
                              int32_t count)
{
    struct swarm_task *here = ARENA_NEW(swarm->arena, count, struct swarm_task);
    bool *rejected = ARENA_NEW(swarm->arena, count, bool);
    const struct swarm_placement **placements =
        ARENA_NEW(swarm->arena, count, const struct swarm_placement *);
    int64_t sum = 0;
    for (int32_t i = 0; i < count; i++) {
        here[i] = *tasks[i];
        placements[i] = here[i].service_ix >= 0
                            ? &swarm->services.items[here[i].service_ix].spec.placement
                            : &here[i].spec.placement;
    }
    swarm_review(&swarm->nodes.items[here[0].node_ix], here, count, placements, rejected);
    for (int32_t i = 0; i < count; i++)
        sum += rejected[i];
    return sum;
}

static void tell_rejected(struct swarm *swarm)
{
    const struct swarm_task **tasks =
        ARENA_NEW(swarm->arena, swarm->tasks.count, const struct swarm_task *);
    const struct swarm_node *first_node = NULL;
    int64_t sum = 0, nodes = 0;
    size_t count = 0;
    for (size_t i = 0; i < swarm->tasks.count; i++)
        if (swarm->tasks.items[i].node_ix >= 0)
            tasks[count++] = &swarm->tasks.items[i];
    if (count > 0)
        qsort(tasks, count, sizeof *tasks, by_node);
    for (size_t first = 0, end; first < count; first = end) {
        end = first;
        while (end < count && tasks[end]->node_ix == tasks[first]->node_ix)
            end++;
        int64_t rejected = count_rejected(swarm, tasks + first, (int32_t)(end - first));
        if (rejected > 0 && !first_node)
            first_node = &swarm->nodes.items[tasks[first]->node_ix];
        sum += rejected;
        nodes += rejected > 0;
    }
    if (first_node)
        builder_finding(swarm->builder, SEVERITY_WARNING, "task-breaks-rule", swarm->cluster, -1,
                        first_node->handle,
                        "tasks that no longer meet a constraint or the resources of their node, so "
                        "that Swarm rejects them: %lld, on this node and %lld others",
                        (long long)sum, (long long)(nodes - 1));
}

void swarm_tell(struct swarm *swarm)
{
    for (size_t i = 0; swarm->is_mixed && i < swarm->nodes.count; i++)
        tell_double_use(swarm, &swarm->nodes.items[i]);
    tell_rejected(swarm);
    tell_missing_nodes(swarm);
    tell_other_kinds(swarm);
}
