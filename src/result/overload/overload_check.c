/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The figures of overload.h worked out a second time, in 128 bits, from the estate and from where
 * verify says that everything stands; nothing of tell_overload is used.
 */
#include <string.h>

#include "base/arena.h"
#include "result/check/claim.h"
#include "result/overload/overload.h"
#include "result/result.h"
#include "result/result_plan.h"
#include "verify/verify.h"

/* Of one node and resource. */
struct cell {
    wide_int reserved, limits;
};

struct check {
    const struct estate *estate;
    const struct scenario *scenario;
    const struct verify_standing *standing;
    int32_t standing_count;
    struct cell *before, *after; /* [node_count * resource_count] */
    bool *is_told;               /* [node_count] overload is told of it */
    int64_t *replicas;           /* scratch [workload_count] */
    struct arena *arena;
    struct verify_report *report;
};

/* False where a sum leaves int64: then products with what is told could leave 128 bits. */
static bool add_up(const struct check *check)
{
    const struct estate *e = check->estate;
    for (int32_t i = 0; i < check->standing_count; i++) {
        const struct verify_standing *s = &check->standing[i];
        for (int32_t r = 0; r < e->resource_count; r++) {
            int64_t from = (int64_t)s->workload_ix * e->resource_count + r;
            int64_t to = (int64_t)s->node_ix * e->resource_count + r;
            wide_int reserved = (wide_int)e->reservation[from] * s->replicas;
            wide_int limit = e->limit_given[from] ? (wide_int)e->limit[from] * s->replicas : 0;
            limit = limit < reserved ? reserved : limit;
            for (int side = 0; side < 2; side++) {
                struct cell *cell = side == 0 ? &check->before[to] : &check->after[to];
                if (!(side == 0 ? s->before : s->after))
                    continue;
                cell->reserved += reserved;
                cell->limits += limit;
                if (cell->limits > INT64_MAX)
                    return false;
            }
        }
    }
    return true;
}

/* Does the cell hold share num/den of the way to the limits? */
static bool holds(const struct cell *cell, int64_t allocatable, int64_t num, int64_t den)
{
    return (cell->limits - cell->reserved) * num <= (allocatable - cell->reserved) * den;
}

/* Is the told burst exactly what the cell has? */
static bool is_exact(const struct cell *cell, int64_t allocatable, const struct result_burst *told)
{
    if (told->kind == BURST_OVER)
        return cell->reserved > allocatable;
    return told->kind == BURST_PART && told->num < told->den && cell->reserved <= allocatable &&
           (cell->limits - cell->reserved) * told->num ==
               (allocatable - cell->reserved) * told->den;
}

/* Whatever is told of a node, or of all of a cluster: no cell may hold less. */
static bool holds_told(const struct check *check, const struct cell *cells, int32_t node_ix,
                       const struct result_burst *told)
{
    const struct estate *e = check->estate;
    if (told->kind == BURST_OVER)
        return true;
    for (int32_t r = 0; r < e->resource_count; r++) {
        const struct cell *cell = &cells[(int64_t)node_ix * e->resource_count + r];
        int64_t allocatable = estate_allocatable(e, node_ix, r);
        if (estate_unlimited(e, node_ix, r))
            continue;
        bool is_part = told->kind == BURST_PART;
        if (cell->reserved > allocatable ||
            !holds(cell, allocatable, is_part ? told->num : 1, is_part ? told->den : 1) ||
            (told->kind == BURST_STILL && cell->limits > cell->reserved))
            return false;
    }
    return true;
}

static const struct cell *find_cell(const struct check *check, const struct cell *cells,
                                    int32_t cluster_ix, const struct result_burst *told,
                                    int32_t *ret_node, int32_t *ret_resource)
{
    const struct estate *e = check->estate;
    *ret_node = estate_find_node(e, cluster_ix, told->node);
    if (*ret_node < 0 || check->scenario->node_lost[*ret_node])
        return NULL;
    for (*ret_resource = 0; *ret_resource < e->resource_count; ++*ret_resource)
        if (!strcmp(e->resources[*ret_resource].name, told->resource))
            return estate_unlimited(e, *ret_node, *ret_resource)
                       ? NULL
                       : &cells[(int64_t)*ret_node * e->resource_count + *ret_resource];
    return NULL;
}

/* Of a cluster: the named cell is exactly that, and no node holds less. */
static bool is_cluster_burst(const struct check *check, const struct cell *cells,
                             int32_t cluster_ix, const struct result_burst *told)
{
    const struct cluster *cluster = &check->estate->clusters[cluster_ix];
    bool is_reached = told->kind != BURST_ALL;
    int32_t node, resource;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (check->scenario->node_lost[n])
            continue;
        if (!holds_told(check, cells, n, told))
            return false;
        for (int32_t r = 0; r < check->estate->resource_count; r++) {
            const struct cell *cell = &cells[(int64_t)n * check->estate->resource_count + r];
            is_reached |= !estate_unlimited(check->estate, n, r) && cell->limits > cell->reserved;
        }
    }
    if (told->kind >= BURST_ALL)
        return is_reached;
    const struct cell *cell = find_cell(check, cells, cluster_ix, told, &node, &resource);
    return cell && is_exact(cell, estate_allocatable(check->estate, node, resource), told);
}

static void check_nodes(const struct check *check, int32_t cluster_ix, const char *name,
                        const struct result_overload *told)
{
    const struct result_burst all = {BURST_ALL, 1, 1, "", ""};
    const struct cluster *cluster = &check->estate->clusters[cluster_ix];
    bool *is_told = check->is_told;
    for (int32_t i = 0; i < told->node_count; i++) {
        const struct result_overload_node *node = &told->nodes[i];
        int32_t n, r;
        const struct cell *cell = find_cell(check, check->after, cluster_ix, &node->burst, &n, &r);
        bool is_right = cell && !is_told[n] && cell->reserved == node->reserved &&
                        cell->limits == node->limits &&
                        estate_allocatable(check->estate, n, r) == node->allocatable &&
                        is_exact(cell, node->allocatable, &node->burst) &&
                        holds_told(check, check->after, n, &node->burst);
        CLAIM(check, is_right, "%s/%s: what the node holds of the limits on it is told wrongly",
              name, node->burst.node);
        if (is_right)
            is_told[n] = true;
    }
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        if (!check->scenario->node_lost[n] && !is_told[n])
            CLAIM(check, holds_told(check, check->after, n, &all),
                  "%s/%s: is not listed, but does not hold all limits on it", name,
                  check->estate->nodes[n].name);
}

/* ---- who has no limit */

static bool is_right_count(const struct check *check, const int64_t *replicas, int32_t resource,
                           const struct result_no_limit *told)
{
    const struct estate *e = check->estate;
    int64_t workloads = 0;
    wide_int sum = 0, largest = -1;
    bool is_found = told->workloads == 0;
    for (int32_t w = 0; w < e->workload_count; w++) {
        if (replicas[w] == 0 || e->limit_given[(int64_t)w * e->resource_count + resource])
            continue;
        wide_int reserved = (wide_int)replicas[w] * estate_reservation(e, w, resource);
        workloads++;
        sum += replicas[w];
        largest = reserved > largest ? reserved : largest;
        is_found |= reserved == told->largest_reserved && replicas[w] == told->largest_replicas &&
                    !strcmp(e->workloads[w].name, told->workload);
    }
    return workloads == told->workloads && sum == told->replicas && is_found &&
           (workloads == 0 || largest == told->largest_reserved);
}

static void check_no_limit(const struct check *check, int32_t cluster_ix, const char *name,
                           const struct result_overload *told)
{
    const struct estate *e = check->estate;
    int64_t *replicas = check->replicas;
    memset(replicas, 0, (size_t)e->workload_count * sizeof *replicas);
    for (int32_t i = 0; i < check->standing_count; i++) {
        const struct verify_standing *s = &check->standing[i];
        if (s->after && e->nodes[s->node_ix].cluster_ix == cluster_ix)
            replicas[s->workload_ix] += s->replicas;
    }
    CLAIM(check, told->no_limit_count == 2, "%s: expected who has no limit of cpu and of memory",
          name);
    for (int32_t i = 0; i < told->no_limit_count && i < 2; i++) {
        int32_t r = i == 0 ? RESOURCE_CPU : RESOURCE_MEMORY;
        CLAIM(check,
              !strcmp(told->no_limit[i].resource, e->resources[r].name) &&
                  is_right_count(check, replicas, r, &told->no_limit[i]),
              "%s: who has no limit of %s is told wrongly", name, e->resources[r].name);
    }
}

void overload_check(const struct estate *estate, const struct result_answer *answer,
                    const struct result_plan *made, struct arena *arena,
                    struct verify_report *report)
{
    size_t size = (size_t)estate->node_count * (size_t)estate->resource_count;
    struct check check = {.estate = estate,
                          .scenario = &made->scenario,
                          .standing = made->standing,
                          .standing_count = made->standing_count,
                          .before = ARENA_NEW(arena, size, struct cell),
                          .after = ARENA_NEW(arena, size, struct cell),
                          .is_told = ARENA_NEW(arena, estate->node_count, bool),
                          .replicas = ARENA_NEW(arena, estate->workload_count, int64_t),
                          .arena = arena,
                          .report = report};
    if (!made->standing)
        return; /* refuted elsewhere */
    if (!add_up(&check)) {
        report_refuted(report, arena, "the limits on a node are larger than any that is told");
        return;
    }
    for (int32_t i = 0; i < answer->cluster_count; i++) {
        const struct result_cluster *cluster = &answer->clusters[i];
        int32_t c = estate_find_cluster(estate, cluster->cluster);
        if (!cluster->overload || c < 0)
            continue;
        CLAIM(&check, is_cluster_burst(&check, check.after, c, &cluster->overload->burst),
              "%s: its burst tolerance after the failover is told wrongly", cluster->cluster);
        CLAIM(&check, is_cluster_burst(&check, check.before, c, &cluster->overload->before),
              "%s: its burst tolerance before the failover is told wrongly", cluster->cluster);
        check_nodes(&check, c, cluster->cluster, cluster->overload);
        check_no_limit(&check, c, cluster->cluster, cluster->overload);
    }
}

/* The burst tolerance of the survivors is checked by itself, the steps before the last in
 * result_check. */
void cascade_check(const struct estate *estate, const struct result_scenario *scenario,
                   const struct result_plan *made, struct arena *arena,
                   struct verify_report *report)
{
    const struct result_cascade *cascade = scenario->cascade;
    const struct result_answer *answer = &scenario->as_is;
    struct check check = {.arena = arena, .report = report};
    bool *has_fallen = ARENA_NEW(arena, estate->cluster_count, bool);
    for (int32_t i = 0; i < cascade->fall_count; i++) {
        const struct result_fall *fall = &cascade->falls[i];
        int32_t c = estate_find_cluster(estate, fall->cluster);
        int64_t before = i == 0 ? 0 : cascade->falls[i - 1].step;
        CLAIM(&check, c >= 0 && made->scenario.cluster_lost[c] && !has_fallen[c],
              "the cascade says that %s fell, the scenario does not lose it so", fall->cluster);
        CLAIM(&check,
              !burst_holds(&fall->burst, cascade->num, cascade->den) &&
                  (fall->step == before + 1 || (i > 0 && fall->step == before)),
              "the cascade says that %s fell, but it held the burst, or the steps are not in order",
              fall->cluster);
        if (c >= 0)
            has_fallen[c] = true;
    }
    CLAIM(&check, cascade->is_open == (answer->status == STATUS_FAILED),
          "the cascade says whether it came to its end otherwise than the answer");
    for (int32_t i = 0; i < answer->cluster_count && !cascade->is_open; i++)
        CLAIM(&check,
              answer->clusters[i].overload &&
                  burst_holds(&answer->clusters[i].overload->burst, cascade->num, cascade->den),
              "%s does not hold the burst of the cascade, and is not lost",
              answer->clusters[i].cluster);
}
