/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "base/gcd.h"
#include "result/overload/carried.h"
#include "result/overload/overload.h"
#include "result/tell/tell.h"

/* Sums of each node, [node_count * resource_count]. */
struct sums {
    int64_t *reserved, *limits;
};

struct overload {
    const struct telling *telling;
    const struct estate *estate;
    struct arena *arena;
    const struct carried *carried;
    int32_t carried_count;
    struct sums before, after;
    int64_t *replicas; /* [workload_count] scratch: on the cluster at hand */
};

static void add(const struct estate *e, const struct sums *sums, const struct carried *carried)
{
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t from = (int64_t)carried->workload_ix * e->resource_count + r;
        int64_t to = (int64_t)carried->node_ix * e->resource_count + r;
        int64_t reserved = e->reservation[from];
        int64_t limit =
            e->limit_given[from] && e->limit[from] > reserved ? e->limit[from] : reserved;
        sums->reserved[to] =
            checked_add(sums->reserved[to], checked_mul(reserved, carried->replicas));
        sums->limits[to] = checked_add(sums->limits[to], checked_mul(limit, carried->replicas));
    }
}

/* (allocatable - reserved) / (limits - reserved), which is 0 to 1 where it is a part. */
static struct result_burst burst_of(int64_t allocatable, int64_t reserved, int64_t limits)
{
    if (reserved > allocatable)
        return (struct result_burst){BURST_OVER, 0, 1, "", ""};
    if (limits <= allocatable)
        return (struct result_burst){limits > reserved ? BURST_ALL : BURST_STILL, 1, 1, "", ""};
    int64_t common = gcd(limits - reserved, allocatable - reserved);
    return (struct result_burst){BURST_PART, (allocatable - reserved) / common,
                                 (limits - reserved) / common, "", ""};
}

/* The least of a node; with the figures of the resource that binds. */
static struct result_overload_node look_at(const struct overload *o, const struct sums *sums,
                                           int32_t node_ix)
{
    const struct estate *e = o->estate;
    struct result_overload_node least = {.burst = {BURST_STILL, 1, 1, "", ""}};
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t at = (int64_t)node_ix * e->resource_count + r;
        if (estate_unlimited(e, node_ix, r))
            continue;
        struct result_overload_node node = {
            burst_of(e->node_allocatable[at], sums->reserved[at], sums->limits[at]),
            e->node_allocatable[at], sums->reserved[at], sums->limits[at]};
        if (!burst_is_less(&node.burst, &least.burst))
            continue;
        least = node;
        least.burst.node = e->nodes[node_ix].name;
        least.burst.resource = e->resources[r].name;
    }
    return least;
}

static void take_least(struct result_burst *least, const struct result_burst *burst)
{
    if (!burst_is_less(burst, least))
        return;
    *least = *burst;
    if (least->kind >= BURST_ALL)
        least->node = least->resource = "";
}

/* ---- who has no limit */

static struct result_no_limit count_unlimited(const struct overload *o, int32_t resource)
{
    const struct estate *e = o->estate;
    struct result_no_limit ret = {
        .resource = e->resources[resource].name, .stack = "", .workload = ""};
    int32_t largest = -1;
    for (int32_t w = 0; w < e->workload_count; w++) {
        if (o->replicas[w] == 0 || e->limit_given[(int64_t)w * e->resource_count + resource])
            continue;
        int64_t reserved = checked_mul(estate_reservation(e, w, resource), o->replicas[w]);
        ret.workloads++;
        ret.replicas = checked_add(ret.replicas, o->replicas[w]);
        if (largest >= 0 && reserved <= ret.largest_reserved)
            continue;
        largest = w;
        ret.largest_reserved = reserved;
    }
    if (largest < 0)
        return ret;
    ret.stack = tell_path(o->telling, e->workloads[largest].stack_ix, o->arena);
    ret.workload = e->workloads[largest].name;
    ret.largest_replicas = o->replicas[largest];
    return ret;
}

static void tell_no_limit(const struct overload *o, int32_t cluster_ix, struct result_overload *ret)
{
    static const int32_t asked[] = {RESOURCE_CPU, RESOURCE_MEMORY};
    enum { ASKED = sizeof asked / sizeof asked[0] };
    const struct estate *e = o->estate;
    struct result_no_limit *list = ARENA_NEW(o->arena, ASKED, struct result_no_limit);
    memset(o->replicas, 0, (size_t)e->workload_count * sizeof *o->replicas);
    for (int32_t i = 0; i < o->carried_count; i++) {
        const struct carried *c = &o->carried[i];
        if (c->after && e->nodes[c->node_ix].cluster_ix == cluster_ix)
            o->replicas[c->workload_ix] = checked_add(o->replicas[c->workload_ix], c->replicas);
    }
    for (size_t i = 0; i < ASKED; i++)
        list[i] = count_unlimited(o, asked[i]);
    ret->no_limit = list;
    ret->no_limit_count = ASKED;
}

/* ---- a cluster */

static const struct result_overload *tell_cluster(const struct overload *o, int32_t cluster_ix)
{
    const struct cluster *cluster = &o->estate->clusters[cluster_ix];
    struct result_overload *ret = ARENA_NEW(o->arena, 1, struct result_overload);
    struct result_overload_node *nodes =
        ARENA_NEW(o->arena, cluster->node_count, struct result_overload_node);
    ret->burst = ret->before = (struct result_burst){BURST_STILL, 1, 1, "", ""};
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (o->telling->question->scenario->node_lost[n])
            continue;
        struct result_overload_node before = look_at(o, &o->before, n);
        struct result_overload_node after = look_at(o, &o->after, n);
        take_least(&ret->before, &before.burst);
        take_least(&ret->burst, &after.burst);
        if (after.burst.kind < BURST_ALL)
            nodes[ret->node_count++] = after;
    }
    ret->nodes = nodes;
    tell_no_limit(o, cluster_ix, ret);
    return ret;
}

void tell_overload(const struct telling *telling, struct arena *arena, struct result_answer *answer)
{
    const struct estate *e = telling->question->estate;
    int64_t size = (int64_t)e->node_count * e->resource_count;
    struct arena *sums = arena_new();
    struct overload o = {
        .telling = telling,
        .estate = e,
        .arena = arena,
        .before = {ARENA_NEW(sums, size, int64_t), ARENA_NEW(sums, size, int64_t)},
        .after = {ARENA_NEW(sums, size, int64_t), ARENA_NEW(sums, size, int64_t)},
        .replicas = ARENA_NEW(sums, e->workload_count, int64_t),
    };
    struct result_cluster *clusters =
        ARENA_NEW(arena, answer->cluster_count, struct result_cluster);
    o.carried = carried_make(telling, sums, &o.carried_count);
    for (int32_t i = 0; i < o.carried_count; i++) {
        if (o.carried[i].before)
            add(e, &o.before, &o.carried[i]);
        if (o.carried[i].after)
            add(e, &o.after, &o.carried[i]);
    }
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        clusters[c] = answer->clusters[c];
        for (int32_t k = 0; k < e->cluster_count; k++)
            if (!strcmp(e->clusters[k].name, clusters[c].cluster))
                clusters[c].overload = tell_cluster(&o, k);
    }
    answer->clusters = clusters;
    arena_free(sums);
}
