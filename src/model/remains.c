/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "model/eligible.h"
#include "model/pods/pod_eligible.h"
#include "model/pods/pod_index.h"
#include "model/question.h"

static int64_t *row(int64_t *table, const struct estate *e, int32_t ix)
{
    return table + (int64_t)ix * e->resource_count;
}

static void add_replicas(const struct estate *e, int64_t *used, int32_t node_ix,
                         int32_t workload_ix, int64_t replicas)
{
    int64_t *sum = row(used, e, node_ix);
    for (int32_t r = 0; r < e->resource_count; r++)
        sum[r] = checked_add(sum[r], checked_mul(replicas, estate_reservation(e, workload_ix, r)));
}

/* A daemon workload without placements runs once on every eligible node of its cluster. */
static void add_daemon(const struct question *q, int64_t *used, int32_t workload_ix)
{
    const struct estate *e = q->estate;
    const struct workload *w = &e->workloads[workload_ix];
    const struct cluster *cluster = &e->clusters[e->stacks[w->stack_ix].cluster_ix];
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        if (!q->scenario->node_lost[n] &&
            eligible_node(&e->rules[w->rule_ix], &e->nodes[n]) == ELIGIBLE)
            add_replicas(e, used, n, workload_ix, 1);
}

int64_t question_daemon_nodes(const struct question *question, int32_t workload_ix)
{
    const struct estate *e = question->estate;
    const struct workload *w = &e->workloads[workload_ix];
    const struct cluster *cluster = &e->clusters[e->stacks[w->stack_ix].cluster_ix];
    int64_t count = 0;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        count += !question->scenario->node_lost[n] &&
                 eligible_node(&e->rules[w->rule_ix], &e->nodes[n]) == ELIGIBLE;
    return count;
}

static void add_residents(const struct question *q, int64_t *used)
{
    const struct estate *e = q->estate;
    for (int32_t w = 0; w < e->workload_count; w++) {
        const struct workload *workload = &e->workloads[w];
        if (q->scenario->cluster_lost[e->stacks[workload->stack_ix].cluster_ix])
            continue;
        if (workload->is_daemon && workload->placement_count == 0)
            add_daemon(q, used, w);
        for (int32_t i = 0; i < workload->placement_count; i++) {
            const struct placement *p = &e->placements[workload->first_placement + i];
            if (!q->scenario->node_lost[p->node_ix])
                add_replicas(e, used, p->node_ix, w, p->replicas);
        }
    }
}

struct headroom question_headroom(const struct question *q, int32_t cluster_ix, int32_t resource)
{
    if (q->options->headroom_override && q->options->headroom_overridden[resource])
        return q->options->headroom_override[resource];
    return q->estate->clusters[cluster_ix].headroom[resource];
}

/* allocatable - headroom - used, unclamped. */
static int64_t left_over(const struct question *q, const int64_t *used, int32_t node_ix,
                         int32_t resource)
{
    const struct estate *e = q->estate;
    int64_t allocatable = estate_allocatable(e, node_ix, resource);
    struct headroom headroom = question_headroom(q, e->nodes[node_ix].cluster_ix, resource);
    int64_t kept = checked_sub(allocatable, headroom_amount(headroom, allocatable));
    return checked_sub(kept, used[(int64_t)node_ix * e->resource_count + resource]);
}

static bool is_overfull(const struct question *q, const int64_t *used, int32_t node_ix)
{
    for (int32_t r = 0; r < q->estate->resource_count; r++)
        if (!estate_unlimited(q->estate, node_ix, r) && left_over(q, used, node_ix, r) < 0)
            return true;
    return false;
}

/* Does the stack, or its active/active family, lose replicas in this scenario? Its surviving
 * replicas count in the caps of those, so they stay where they are. */
static bool loses_some(const struct stack *stack, const bool *cluster_loses)
{
    return stack->family_ix >= 0 || cluster_loses[stack->cluster_ix];
}

/* Its volumes must reach the node where it is. */
static bool keeps_home(const struct estate *e, const struct workload *w, int32_t node_ix)
{
    return w->home_rule_ix < 0 || pod_rule_reaches(&e->rules[w->home_rule_ix], &e->nodes[node_ix]);
}

/* Repack. A resident may move unless it breaks a rule where it is: the present is not judged, so
 * what breaks one stays as it is (on a node over its headroom, ineligible, or past a cap). Those
 * that rules between pods tie to others stay as well. */
static void free_movable(const struct question *q, int64_t *used, const bool *is_tied,
                         bool *is_movable)
{
    const struct estate *e = q->estate;
    bool *overfull = is_movable + e->placement_count; /* scratch behind the result */
    bool *cluster_loses = overfull + e->node_count;
    for (int32_t n = 0; n < e->node_count; n++) {
        cluster_loses[e->nodes[n].cluster_ix] |= q->scenario->node_lost[n];
        overfull[n] = !q->scenario->node_lost[n] && is_overfull(q, used, n);
    }
    for (int32_t i = 0; i < e->placement_count; i++) {
        const struct placement *p = &e->placements[i];
        const struct workload *w = &e->workloads[p->workload_ix];
        if (q->scenario->node_lost[p->node_ix] || w->is_daemon || overfull[p->node_ix] ||
            is_tied[p->workload_ix] || !keeps_home(e, w, p->node_ix) ||
            e->stacks[w->stack_ix].is_platform || w->has_max_per_zone || is_movable[i] ||
            loses_some(&e->stacks[w->stack_ix], cluster_loses) ||
            (w->has_max_per_node && p->replicas > w->max_per_node) ||
            eligible_node(&e->rules[w->rule_ix], &e->nodes[p->node_ix]) != ELIGIBLE)
            continue;
        is_movable[i] = true;
        add_replicas(e, used, p->node_ix, p->workload_ix, -p->replicas);
    }
}

/* What may give way holds nothing for certain. */
static void free_giving_way(const struct question *q, int64_t *used, bool *is_movable)
{
    const struct estate *e = q->estate;
    for (int32_t i = 0; i < e->placement_count; i++) {
        const struct placement *p = &e->placements[i];
        if (is_movable[i] || !q->options->gives_way[e->workloads[p->workload_ix].stack_ix])
            continue;
        is_movable[i] = true;
        add_replicas(e, used, p->node_ix, p->workload_ix, -p->replicas);
    }
}

void question_remains(const struct question *question, struct arena *arena, struct remains *ret)
{
    const struct estate *e = question->estate;
    int64_t size = (int64_t)e->node_count * e->resource_count;
    int64_t *used = ARENA_NEW(arena, size, int64_t);
    int64_t *left = ARENA_NEW(arena, size, int64_t);
    int64_t *missing = ARENA_NEW(arena, size, int64_t);
    bool *is_movable =
        ARENA_NEW(arena, (int64_t)e->placement_count + e->node_count + e->cluster_count, bool);
    add_residents(question, used);
    if (question->options->residents == RESIDENTS_REPACK) {
        bool *is_tied = ARENA_NEW(arena, e->workload_count, bool);
        pod_index_tied(e, question->scenario->cluster_lost, is_tied);
        free_movable(question, used, is_tied, is_movable);
    }
    if (question->options->gives_way)
        free_giving_way(question, used, is_movable);
    for (int32_t n = 0; n < e->node_count; n++) {
        if (question->scenario->node_lost[n])
            continue;
        for (int32_t r = 0; r < e->resource_count; r++) {
            int64_t amount = left_over(question, used, n, r);
            left[(int64_t)n * e->resource_count + r] = amount > 0 ? amount : 0;
            missing[(int64_t)n * e->resource_count + r] = amount < 0 ? -amount : 0;
        }
    }
    *ret = (struct remains){used, left, is_movable, missing};
}
