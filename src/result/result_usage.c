/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sums of each surviving cluster, added up again from the estate and the plan. Where daemons
 * come along, or residents of unknown node were left out, the sums are only bounded from one side.
 */
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "result/check/result_check.h"
#include "result/result_plan.h"
#include "verify/verify_report.h"

struct sums {
    const struct estate *estate;
    const struct result_plan *made;
    int64_t *before, *after, *limits_before, *limits_after; /* [cluster_count * resource_count] */
    int64_t *node_before, *node_after;                      /* [node_count * resource_count] */
    bool *is_loose; /* [cluster_count] daemons or residents that are not counted here */
    bool *is_moved; /* [cluster_count] residents that may stand elsewhere; they are not counted */
    const struct question_options *options;
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

static void add_at(const struct sums *sums, int64_t *table, int32_t node_ix, int32_t workload_ix,
                   int64_t replicas)
{
    const struct estate *e = sums->estate;
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t *sum = &table[(int64_t)node_ix * e->resource_count + r];
        *sum = checked_add(*sum, checked_mul(estate_reservation(e, workload_ix, r), replicas));
    }
}

static void add_residents(const struct sums *sums)
{
    const struct estate *e = sums->estate;
    bool is_repack = sums->options->residents == RESIDENTS_REPACK;
    for (int32_t w = 0; w < e->workload_count; w++) {
        const struct workload *workload = &e->workloads[w];
        int32_t cluster = e->stacks[workload->stack_ix].cluster_ix;
        for (int32_t i = 0; i < workload->placement_count; i++) {
            const struct placement *p = &e->placements[workload->first_placement + i];
            if (sums->made->scenario.node_lost[p->node_ix])
                continue;
            add(sums, cluster, w, p->replicas, false);
            add_at(sums, sums->node_before, p->node_ix, w, p->replicas);
            if (!is_repack)
                add_at(sums, sums->node_after, p->node_ix, w, p->replicas);
            sums->is_moved[cluster] |= is_repack;
        }
        if (workload->running_unknown > 0 ||
            (workload->is_daemon && workload->placement_count == 0))
            sums->is_loose[cluster] = true;
    }
}

/* A resident that may give way leaves its place: where it stands is in the plan. */
static void leave(const struct sums *sums, const struct placement *p)
{
    const struct estate *e = sums->estate;
    int32_t stack_ix = e->workloads[p->workload_ix].stack_ix;
    add(sums, e->stacks[stack_ix].cluster_ix, p->workload_ix, -p->replicas, true);
    if (sums->options->residents == RESIDENTS_PINNED)
        add_at(sums, sums->node_after, p->node_ix, p->workload_ix, -p->replicas);
}

/* [stack_count] daemons come along with it: its own, or of another lost instance of its family. */
static const bool *find_daemons(const struct sums *sums, struct arena *arena)
{
    const struct estate *e = sums->estate;
    bool *has = ARENA_NEW(arena, e->stack_count, bool);
    bool *family_has = ARENA_NEW(arena, (size_t)e->stack_count + 1, bool);
    for (int32_t w = 0; w < e->workload_count; w++) {
        int32_t s = e->workloads[w].stack_ix;
        has[s] |= e->workloads[w].is_daemon;
        if (e->stacks[s].family_ix >= 0 &&
            sums->made->scenario.cluster_lost[e->stacks[s].cluster_ix])
            family_has[e->stacks[s].family_ix] |= e->workloads[w].is_daemon;
    }
    for (int32_t s = 0; s < e->stack_count; s++)
        has[s] |= e->stacks[s].family_ix >= 0 && family_has[e->stacks[s].family_ix];
    return has;
}

static void add_newcomers(const struct sums *sums, struct arena *arena)
{
    const bool *has_daemon = find_daemons(sums, arena);
    const struct estate *e = sums->estate;
    const struct plan *plan = &sums->made->plan;
    for (int32_t i = 0; sums->made->gives_way && i < e->placement_count; i++) {
        const struct placement *p = &e->placements[i];
        int32_t stack_ix = e->workloads[p->workload_ix].stack_ix;
        if (sums->made->gives_way[stack_ix] && !sums->made->scenario.node_lost[p->node_ix])
            leave(sums, p);
    }
    for (int32_t i = 0; i < plan->entry_count; i++) {
        int32_t cluster = e->nodes[plan->entries[i].node_ix].cluster_ix;
        add(sums, cluster, plan->entries[i].workload_ix, plan->entries[i].replicas, true);
        add_at(sums, sums->node_after, plan->entries[i].node_ix, plan->entries[i].workload_ix,
               plan->entries[i].replicas);
        sums->is_loose[cluster] |= has_daemon[e->workloads[plan->entries[i].workload_ix].stack_ix];
    }
    for (int32_t i = 0; i < plan->stack_count; i++)
        if (plan->stacks[i].cluster_ix >= 0)
            sums->is_loose[plan->stacks[i].cluster_ix] |= has_daemon[plan->stacks[i].stack_ix];
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

/* The largest room on one node that takes new pods, by the sums of the table. */
static int64_t largest_hole(const struct sums *sums, const int64_t *table, int32_t cluster_ix,
                            int32_t resource)
{
    const struct estate *e = sums->estate;
    const struct cluster *cluster = &e->clusters[cluster_ix];
    int64_t hole = 0;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (sums->made->scenario.node_lost[n] || !e->nodes[n].is_schedulable ||
            estate_unlimited(e, n, resource))
            continue;
        int64_t left = checked_sub(estate_allocatable(e, n, resource),
                                   table[(int64_t)n * e->resource_count + resource]);
        hole = left > hole ? left : hole;
    }
    return hole;
}

static int64_t headroom_kept(const struct sums *sums, int32_t cluster_ix, int32_t r)
{
    const struct estate *e = sums->estate;
    const struct cluster *cluster = &e->clusters[cluster_ix];
    bool is_other = sums->options->headroom_overridden && sums->options->headroom_overridden[r];
    struct headroom headroom =
        is_other ? sums->options->headroom_override[r] : cluster->headroom[r];
    int64_t sum = 0;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        if (!sums->made->scenario.node_lost[n] && !estate_unlimited(e, n, r))
            sum = checked_add(sum, headroom_amount(headroom, estate_allocatable(e, n, r)));
    return sum;
}

/* What is not counted here only makes holes smaller. */
static bool is_hole_right(const struct sums *sums, int32_t cluster_ix, int32_t r,
                          const struct result_usage *usage)
{
    int64_t before = largest_hole(sums, sums->node_before, cluster_ix, r);
    int64_t after = largest_hole(sums, sums->node_after, cluster_ix, r);
    bool is_loose = sums->is_loose[cluster_ix];
    if (!usage->has_holes)
        return true;
    if (usage->headroom != headroom_kept(sums, cluster_ix, r) || usage->hole_before < 0 ||
        usage->hole_after < 0)
        return false;
    bool is_before_right = is_loose ? usage->hole_before <= before : usage->hole_before == before;
    return is_before_right && (is_loose || sums->is_moved[cluster_ix] ? usage->hole_after <= after
                                                                      : usage->hole_after == after);
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
        if (r < 0 || !is_right(sums, cluster_ix, r, &told->resources[i]) ||
            !is_hole_right(sums, cluster_ix, r, &told->resources[i]))
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
                        const struct result_plan *made, const struct question_options *options,
                        struct arena *arena, struct verify_report *report)
{
    size_t nodes = (size_t)estate->node_count * (size_t)estate->resource_count;
    size_t size = (size_t)estate->cluster_count * (size_t)estate->resource_count;
    struct sums sums = {estate,
                        made,
                        ARENA_NEW(arena, size, int64_t),
                        ARENA_NEW(arena, size, int64_t),
                        ARENA_NEW(arena, size, int64_t),
                        ARENA_NEW(arena, size, int64_t),
                        ARENA_NEW(arena, nodes, int64_t),
                        ARENA_NEW(arena, nodes, int64_t),
                        ARENA_NEW(arena, estate->cluster_count, bool),
                        ARENA_NEW(arena, estate->cluster_count, bool),
                        options};
    int32_t survivors = 0;
    add_residents(&sums);
    add_newcomers(&sums, arena);
    for (int32_t c = 0; c < estate->cluster_count; c++)
        survivors += !made->scenario.cluster_lost[c];
    report->claims++;
    if (survivors != answer->cluster_count)
        report_refuted(report, arena, "%d clusters survive, the result lists %d", (int)survivors,
                       (int)answer->cluster_count);
    for (int32_t i = 0; i < answer->cluster_count; i++)
        check_cluster(&sums, &answer->clusters[i], arena, report);
}
