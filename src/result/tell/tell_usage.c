/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "result/overload/carried.h"
#include "result/tell/tell.h"

/* Running sums of a cluster, [resource_count] each. */
struct usage {
    int64_t *before, *after, *limits_before, *limits_after;
};

static void add(const struct estate *e, const struct usage *u, int32_t workload_ix,
                int64_t replicas, bool is_new)
{
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t at = (int64_t)workload_ix * e->resource_count + r;
        int64_t reserved = checked_mul(e->reservation[at], replicas);
        int64_t limit = e->limit_given[at] ? checked_mul(e->limit[at], replicas) : 0;
        u->after[r] = checked_add(u->after[r], reserved);
        u->limits_after[r] = checked_add(u->limits_after[r], limit);
        if (is_new)
            continue;
        u->before[r] = checked_add(u->before[r], reserved);
        u->limits_before[r] = checked_add(u->limits_before[r], limit);
    }
}

/* What runs on the surviving nodes of the cluster now, residents of unknown node included. */
static void add_residents(const struct telling *t, const struct cluster *cluster,
                          const struct usage *u)
{
    const struct estate *e = t->question->estate;
    for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count; s++) {
        const struct stack *stack = &e->stacks[s];
        for (int32_t i = 0; i < stack->workload_count; i++) {
            int32_t w = stack->first_workload + i;
            const struct workload *workload = &e->workloads[w];
            add(e, u, w, workload->running_unknown - (t->unplaced ? t->unplaced[w] : 0), false);
            if (workload->is_daemon && workload->placement_count == 0)
                add(e, u, w, question_daemon_nodes(t->question, w), false);
            for (int32_t k = 0; k < workload->placement_count; k++) {
                const struct placement *p = &e->placements[workload->first_placement + k];
                if (!t->question->scenario->node_lost[p->node_ix])
                    add(e, u, w, p->replicas, false);
            }
        }
    }
}

/* Newcomers, and the daemons that come along with a stack to its target. */
static void add_newcomers(const struct telling *t, int32_t cluster, const struct usage *u)
{
    const struct problem *p = t->problem;
    for (int32_t i = 0; i < t->solution->assign_count; i++) {
        const struct share *share = &t->solution->assigns[i];
        if (p->bin_cluster[share->bin_ix] == cluster &&
            p->groups[p->items[share->item_ix].group_ix].kind != GROUP_RESIDENT)
            add(t->question->estate, u, p->items[share->item_ix].workload_ix, share->count, true);
    }
    for (int32_t i = 0; i < p->home_count; i++) { /* those that give way are counted as newcomers */
        const struct item *item = &p->items[p->home[i].item_ix];
        if (p->groups[item->group_ix].gives_way && p->bin_cluster[p->home[i].bin_ix] == cluster)
            add(t->question->estate, u, item->workload_ix, -p->home[i].count, true);
    }
    for (int32_t i = 0; i < p->item_count; i++) {
        int32_t g = p->items[i].group_ix;
        if (!p->items[i].is_daemon || !problem_daemon_comes(p, t->solution, g, cluster))
            continue;
        int64_t nodes = 0;
        for (int32_t bin = p->first_bin[cluster]; bin < p->first_bin[cluster + 1]; bin++)
            nodes += problem_eligible(p, i, bin);
        add(t->question->estate, u, p->items[i].workload_ix, nodes, true);
    }
}

/* What is reserved on each surviving node, [node_count * resource_count]. */
struct node_sums {
    int64_t *before, *after;
};

static void add_at(const struct estate *e, int64_t *sums, int32_t node_ix, int32_t workload_ix,
                   int64_t replicas)
{
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t *sum = &sums[(int64_t)node_ix * e->resource_count + r];
        *sum = checked_add(*sum, checked_mul(estate_reservation(e, workload_ix, r), replicas));
    }
}

static struct node_sums sum_nodes(const struct telling *t, struct arena *arena)
{
    const struct estate *e = t->question->estate;
    int64_t size = (int64_t)e->node_count * e->resource_count;
    struct node_sums sums = {ARENA_NEW(arena, size, int64_t), ARENA_NEW(arena, size, int64_t)};
    int32_t count;
    const struct carried *carried = carried_make(t, arena, &count);
    for (int32_t i = 0; i < count; i++) {
        const struct carried *c = &carried[i];
        if (c->before)
            add_at(e, sums.before, c->node_ix, c->workload_ix, c->replicas);
        if (c->after)
            add_at(e, sums.after, c->node_ix, c->workload_ix, c->replicas);
    }
    return sums;
}

static int64_t larger(int64_t hole, int64_t allocatable, int64_t reserved)
{
    int64_t left = checked_sub(allocatable, reserved);
    return left > hole ? left : hole;
}

static void tell_node(const struct telling *t, const struct node_sums *sums, int32_t node_ix,
                      int32_t resource, struct result_usage *usage)
{
    const struct estate *e = t->question->estate;
    int64_t at = (int64_t)node_ix * e->resource_count + resource;
    int64_t allocatable = estate_allocatable(e, node_ix, resource);
    if (estate_unlimited(e, node_ix, resource)) {
        usage->is_unlimited = true;
        return;
    }
    usage->allocatable = checked_add(usage->allocatable, allocatable);
    usage->headroom = checked_add(
        usage->headroom,
        headroom_amount(question_headroom(t->question, e->nodes[node_ix].cluster_ix, resource),
                        allocatable));
    if (!e->nodes[node_ix].is_schedulable)
        return;
    usage->hole_before = larger(usage->hole_before, allocatable, sums->before[at]);
    usage->hole_after = larger(usage->hole_after, allocatable, sums->after[at]);
}

static void tell_cluster(const struct telling *t, const struct node_sums *sums, int32_t cluster,
                         struct arena *arena, struct result_cluster *ret)
{
    const struct estate *e = t->question->estate;
    const struct cluster *c = &e->clusters[t->problem->cluster_ix[cluster]];
    struct usage u = {
        ARENA_NEW(arena, e->resource_count, int64_t), ARENA_NEW(arena, e->resource_count, int64_t),
        ARENA_NEW(arena, e->resource_count, int64_t), ARENA_NEW(arena, e->resource_count, int64_t)};
    add_residents(t, c, &u);
    add_newcomers(t, cluster, &u);
    struct result_usage *list = ARENA_NEW(arena, e->resource_count, struct result_usage);
    for (int32_t r = 0; r < e->resource_count; r++) {
        struct result_usage *usage = &list[ret->resource_count];
        *usage = (struct result_usage){
            .resource = e->resources[r].name,
            .reserved_before = u.before[r],
            .reserved_after = u.after[r],
            .limits_before = u.limits_before[r],
            .limits_after = u.limits_after[r],
            .has_holes = true,
        };
        for (int32_t n = c->first_node; n < c->first_node + c->node_count; n++)
            if (!t->question->scenario->node_lost[n])
                tell_node(t, sums, n, r, usage);
        /* A resource that the cluster neither has nor uses is not worth a line. */
        if (r <= RESOURCE_PODS || usage->allocatable > 0 || usage->reserved_after > 0)
            ret->resource_count++;
    }
    ret->cluster = c->name;
    ret->resources = list;
}

static int compare_clusters(const void *a, const void *b)
{
    return strcmp(((const struct result_cluster *)a)->cluster,
                  ((const struct result_cluster *)b)->cluster);
}

void tell_usage(const struct telling *telling, struct arena *arena, struct result_answer *answer)
{
    int32_t count = telling->problem->cluster_count;
    struct result_cluster *clusters = ARENA_NEW(arena, count, struct result_cluster);
    struct node_sums sums = sum_nodes(telling, arena);
    for (int32_t c = 0; c < count; c++)
        tell_cluster(telling, &sums, c, arena, &clusters[c]);
    if (count > 0)
        qsort(clusters, (size_t)count, sizeof *clusters, compare_clusters);
    answer->clusters = clusters;
    answer->cluster_count = count;
}

void tell_demand(const struct telling *t, int32_t group_ix, struct arena *arena,
                 struct result_stack *ret)
{
    const struct estate *e = t->question->estate;
    const struct group *group = &t->problem->groups[group_ix];
    struct result_amount *demand = ARENA_NEW(arena, e->resource_count, struct result_amount);
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t sum = 0;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
            const struct item *item = &t->problem->items[i];
            int64_t one = e->reservation[(int64_t)item->workload_ix * e->resource_count + r];
            sum = checked_add(sum, checked_mul(one, item->replicas + item->more));
        }
        if (sum > 0)
            demand[ret->demand_count++] = (struct result_amount){e->resources[r].name, sum};
    }
    ret->demand = demand;
}
