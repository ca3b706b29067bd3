/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sums of each surviving cluster, added up again from the estate and the plan. Where daemons
 * come along, or residents of unknown node were left out, the sums are only bounded from one side.
 */
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "result/result_check.h"
#include "result/result_plan.h"
#include "verify/verify_report.h"

struct sums {
    const struct estate *estate;
    const struct result_plan *made;
    int64_t *before, *after, *limits_before, *limits_after; /* [cluster_count * resource_count] */
    bool *is_loose; /* [cluster_count] daemons or residents that are not counted here */
};

static void add(const struct sums *sums, int32_t cluster_ix, int32_t workload_ix, int64_t replicas,
                bool is_new)
{
    const struct estate *e = sums->estate;
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t from = (int64_t)workload_ix * e->resource_count + r;
        int64_t to = (int64_t)cluster_ix * e->resource_count + r;
        int64_t reserved = checked_mul(e->reservation[from], replicas);
        int64_t limit = e->limit_given[from] ? checked_mul(e->limit[from], replicas) : 0;
        sums->after[to] = checked_add(sums->after[to], reserved);
        sums->limits_after[to] = checked_add(sums->limits_after[to], limit);
        if (!is_new) {
            sums->before[to] = checked_add(sums->before[to], reserved);
            sums->limits_before[to] = checked_add(sums->limits_before[to], limit);
        }
    }
}

static void add_residents(const struct sums *sums)
{
    const struct estate *e = sums->estate;
    for (int32_t w = 0; w < e->workload_count; w++) {
        const struct workload *workload = &e->workloads[w];
        int32_t cluster = e->stacks[workload->stack_ix].cluster_ix;
        for (int32_t i = 0; i < workload->placement_count; i++) {
            const struct placement *p = &e->placements[workload->first_placement + i];
            if (!sums->made->scenario.node_lost[p->node_ix])
                add(sums, cluster, w, p->replicas, false);
        }
        if (workload->running_unknown > 0 ||
            (workload->is_daemon && workload->placement_count == 0))
            sums->is_loose[cluster] = true;
    }
}

static void add_newcomers(const struct sums *sums)
{
    const struct estate *e = sums->estate;
    const struct plan *plan = &sums->made->plan;
    /* Residents that may give way are in the plan, wherever they stand in the end. */
    for (int32_t i = 0; sums->made->gives_way && i < e->placement_count; i++) {
        const struct placement *p = &e->placements[i];
        int32_t stack_ix = e->workloads[p->workload_ix].stack_ix;
        if (sums->made->gives_way[stack_ix] && !sums->made->scenario.node_lost[p->node_ix])
            add(sums, e->stacks[stack_ix].cluster_ix, p->workload_ix, -p->replicas, true);
    }
    for (int32_t i = 0; i < plan->entry_count; i++) {
        int32_t cluster = e->nodes[plan->entries[i].node_ix].cluster_ix;
        const struct stack *stack = &e->stacks[e->workloads[plan->entries[i].workload_ix].stack_ix];
        add(sums, cluster, plan->entries[i].workload_ix, plan->entries[i].replicas, true);
        for (int32_t w = 0; w < stack->workload_count; w++)
            sums->is_loose[cluster] |= e->workloads[stack->first_workload + w].is_daemon;
    }
    for (int32_t i = 0; i < plan->stack_count; i++) {
        const struct stack *stack = &e->stacks[plan->stacks[i].stack_ix];
        for (int32_t w = 0; w < stack->workload_count && plan->stacks[i].cluster_ix >= 0; w++)
            sums->is_loose[plan->stacks[i].cluster_ix] |=
                e->workloads[stack->first_workload + w].is_daemon;
    }
}

static int32_t find_resource(const struct estate *estate, const char *name)
{
    for (int32_t r = 0; r < estate->resource_count; r++)
        if (!strcmp(estate->resources[r].name, name))
            return r;
    return -1;
}

static int64_t allocatable(const struct sums *sums, int32_t cluster_ix, int32_t resource)
{
    const struct cluster *cluster = &sums->estate->clusters[cluster_ix];
    int64_t sum = 0;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        if (!sums->made->scenario.node_lost[n])
            sum = checked_add(sum, estate_allocatable(sums->estate, n, resource));
    return sum;
}

static bool is_right(const struct sums *sums, int32_t cluster_ix, int32_t r,
                     const struct result_usage *usage)
{
    int64_t at = (int64_t)cluster_ix * sums->estate->resource_count + r;
    if (usage->allocatable != allocatable(sums, cluster_ix, r))
        return false;
    if (sums->is_loose[cluster_ix])
        return usage->reserved_before >= sums->before[at] &&
               usage->reserved_after >= sums->after[at] &&
               usage->limits_before >= sums->limits_before[at] &&
               usage->limits_after >= sums->limits_after[at];
    return usage->reserved_before == sums->before[at] && usage->reserved_after == sums->after[at] &&
           usage->limits_before == sums->limits_before[at] &&
           usage->limits_after == sums->limits_after[at];
}

static void check_cluster(const struct sums *sums, const struct result_cluster *told,
                          struct arena *arena, struct verify_report *report)
{
    int32_t cluster_ix = estate_find_cluster(sums->estate, told->cluster);
    report->claims++;
    if (cluster_ix < 0 || sums->made->scenario.cluster_lost[cluster_ix]) {
        report_refuted(report, arena, "%s is no surviving cluster", told->cluster);
        return;
    }
    bool *is_told = ARENA_NEW(arena, sums->estate->resource_count, bool);
    for (int32_t i = 0; i < told->resource_count; i++) {
        int32_t r = find_resource(sums->estate, told->resources[i].resource);
        report->claims++;
        if (r < 0 || !is_right(sums, cluster_ix, r, &told->resources[i]))
            report_refuted(report, arena, "the sums of %s of %s are not those of the plan",
                           told->resources[i].resource, told->cluster);
        else
            is_told[r] = true;
    }
    for (int32_t r = 0; r < sums->estate->resource_count; r++)
        if (!is_told[r] && (r <= RESOURCE_MEMORY || allocatable(sums, cluster_ix, r) > 0))
            report_refuted(report, arena, "no true sums of %s of %s are told",
                           sums->estate->resources[r].name, told->cluster);
}

void result_check_usage(const struct estate *estate, const struct result_answer *answer,
                        const struct result_plan *made, struct arena *arena,
                        struct verify_report *report)
{
    size_t size = (size_t)estate->cluster_count * (size_t)estate->resource_count;
    struct sums sums = {estate,
                        made,
                        ARENA_NEW(arena, size, int64_t),
                        ARENA_NEW(arena, size, int64_t),
                        ARENA_NEW(arena, size, int64_t),
                        ARENA_NEW(arena, size, int64_t),
                        ARENA_NEW(arena, estate->cluster_count, bool)};
    int32_t survivors = 0;
    add_residents(&sums);
    add_newcomers(&sums);
    for (int32_t c = 0; c < estate->cluster_count; c++)
        survivors += !made->scenario.cluster_lost[c];
    report->claims++;
    if (survivors != answer->cluster_count)
        report_refuted(report, arena, "%d clusters survive, the result lists %d", (int)survivors,
                       (int)answer->cluster_count);
    for (int32_t i = 0; i < answer->cluster_count; i++)
        check_cluster(&sums, &answer->clusters[i], arena, report);
}
