/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings about what critical stacks stand on: nodes, zones, and other stacks. */
#include <string.h>

#include "estate/lint/lint.h"

static bool is_critical(const struct seal *seal, const struct stack *stack)
{
    return !stack->is_platform && stack->tier <= seal->estate->critical_tier;
}

/* What runs to an end needs no second replica. */
static bool is_batch(const struct workload *workload)
{
    return strstr(workload->kind, "Job") != NULL || strstr(workload->kind, "job") != NULL;
}

static bool has_single(const struct seal *seal, const struct stack *stack)
{
    for (int32_t w = 0; w < stack->workload_count; w++) {
        const struct workload *workload = &seal->workloads[stack->first_workload + w];
        if (!workload->is_daemon && workload->replicas == 1 && !is_batch(workload))
            return true;
    }
    return false;
}

/* One finding a cluster: an estate has many of them, and they are seldom news. */
static void lint_single(struct seal *seal, int32_t cluster_ix)
{
    const struct cluster *cluster = &seal->clusters[cluster_ix];
    struct lint_list names = {.count = 0};
    for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count; s++)
        if (is_critical(seal, &seal->stacks[s]) && seal->stacks[s].family_ix < 0 &&
            has_single(seal, &seal->stacks[s]))
            lint_list_add(&names, seal->stacks[s].name);
    if (names.count > 0)
        seal_finding(seal, SEVERITY_INFO, "single-replica", cluster_ix, -1, -1,
                     "critical stacks of which a workload has only one replica: %d (%s)",
                     names.count, names.text.data);
    lint_list_release(&names);
}

static bool has_zones(const struct seal *seal, const struct cluster *cluster)
{
    for (int32_t n = 1; n < cluster->node_count; n++)
        if (strcmp(seal->nodes[cluster->first_node].zone,
                   seal->nodes[cluster->first_node + n].zone) != 0)
            return true;
    return false;
}

/* Placements are one a node; a workload of unknown nodes has none. */
static void lint_workload(struct seal *seal, const struct stack *stack, int32_t workload_ix,
                          bool zones)
{
    const struct workload *workload = &seal->workloads[workload_ix];
    const struct placement *placements = seal->placements + workload->first_placement;
    int32_t count = workload->placement_count;
    int32_t cluster_ix = stack->cluster_ix, stack_ix = workload->stack_ix;
    if (workload->is_daemon || count == 0 || workload->running_unknown > 0)
        return;
    const struct node *first = &seal->nodes[placements[0].node_ix];
    if (count == 1 && placements[0].replicas > 1 && seal->clusters[cluster_ix].node_count > 1)
        seal_finding(seal, SEVERITY_WARNING, "one-node", cluster_ix, stack_ix, -1,
                     "workload %.150s: all %lld replicas that run are on node %.150s",
                     workload->name, (long long)placements[0].replicas, first->name);
    for (int32_t p = 1; p < count; p++)
        if (strcmp(seal->nodes[placements[p].node_ix].zone, first->zone) != 0)
            return;
    if (zones && count > 1)
        seal_finding(seal, SEVERITY_INFO, "one-zone", cluster_ix, stack_ix, -1,
                     "workload %.150s: all replicas that run are in zone %.100s", workload->name,
                     first->zone[0] ? first->zone : "(none)");
}

void lint_standing(struct seal *seal)
{
    for (int32_t c = 0; c < seal->estate->cluster_count; c++) {
        const struct cluster *cluster = &seal->clusters[c];
        bool zones = has_zones(seal, cluster);
        lint_single(seal, c);
        for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count; s++)
            for (int32_t w = 0;
                 is_critical(seal, &seal->stacks[s]) && w < seal->stacks[s].workload_count; w++)
                lint_workload(seal, &seal->stacks[s], seal->stacks[s].first_workload + w, zones);
    }
}

void lint_requires(struct seal *seal)
{
    for (int32_t s = 0; s < seal->estate->stack_count; s++) {
        const struct stack *stack = &seal->stacks[s];
        for (int32_t i = 0; i < stack->require_count && !stack->is_platform; i++) {
            const struct stack *needed = &seal->stacks[stack->requires[i].stack_ix];
            if (needed->tier > stack->tier)
                seal_finding(seal, SEVERITY_WARNING, "tier-inversion", stack->cluster_ix, s, -1,
                             "tier %d, but it requires %.100s of %.100s, which is of tier %d",
                             (int)stack->tier, needed->name,
                             seal->clusters[needed->cluster_ix].name, (int)needed->tier);
        }
    }
}
