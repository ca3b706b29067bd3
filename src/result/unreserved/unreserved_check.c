/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What unreserved.h tells, held against what verify_unreserved and verify_standing work out;
 * nothing of tell_unreserved is used.
 */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "result/check/claim.h"
#include "result/result.h"
#include "result/result_plan.h"
#include "verify/verify.h"
#include "verify/why/verify_unreserved.h"

struct check {
    const struct estate *estate;
    const struct result_answer *answer;
    const struct result_plan *made;
    const struct question_options *options;
    const struct verify_standing *standing;
    int32_t standing_count;
    struct verify_zeros *zeros;
    struct arena *arena;
    struct verify_report *report;
};

static wide_int left_on(const struct verify_zero_node *node)
{
    return node->free > 0 ? node->free : 0;
}

/* Does no node of the cluster (-1: of all) bear less? */
static bool is_least(const struct check *check, const struct verify_zero *zero, int32_t cluster_ix,
                     const struct result_bearing *told)
{
    for (int32_t n = 0; n < check->estate->node_count; n++) {
        const struct verify_zero_node *node = &zero->nodes[n];
        if ((cluster_ix >= 0 && check->estate->nodes[n].cluster_ix != cluster_ix) ||
            !node->is_bound || node->zeros == 0)
            continue;
        if (!told->binds || left_on(node) / node->zeros < told->bears)
            return false;
    }
    return true;
}

/* Is the told node what it says? */
static bool is_true_node(const struct check *check, const struct verify_zero *zero,
                         const struct result_bearing *told)
{
    int32_t c = estate_find_cluster(check->estate, told->cluster);
    int32_t n = c >= 0 ? estate_find_node(check->estate, c, told->node) : -1;
    if (n < 0 || check->made->scenario.node_lost[n] || check->made->scenario.cluster_lost[c])
        return false;
    const struct verify_zero_node *node = &zero->nodes[n];
    return node->is_bound && node->zeros > 0 && node->zeros == told->replicas &&
           left_on(node) == told->free && left_on(node) / node->zeros == told->bears;
}

/* Exactly the largest amount at which a plan may exist. */
static bool is_true_bound(const struct check *check, const struct verify_zero *zero,
                          const struct result_bearing *told)
{
    int32_t nodes = check->estate->node_count;
    if (check->options->residents == RESIDENTS_REPACK)
        return !told->has_bound;
    if (!told->has_bound)
        return verify_zero_may_hold(zero, nodes, CAP_QUANTITY);
    return told->no_plan_above < CAP_QUANTITY &&
           !verify_zero_may_hold(zero, nodes, told->no_plan_above + 1) &&
           (told->no_plan_above == 0 || verify_zero_may_hold(zero, nodes, told->no_plan_above));
}

static void check_bearing(const struct check *check, const struct verify_zero *zero,
                          const char *what, const char *resource, const struct result_bearing *told)
{
    CLAIM(check,
          is_least(check, zero, -1, told) && (!told->binds || is_true_node(check, zero, told)),
          "%s: how much %s each unreserved replica may use is told wrongly", what, resource);
    CLAIM(check, is_true_bound(check, zero, told),
          "%s: above which use of %s no plan exists is told wrongly", what, resource);
}

static void check_clusters(const struct check *check, const struct verify_zero *zero,
                           const struct result_zero *told)
{
    const struct estate *e = check->estate;
    bool *is_told = ARENA_NEW(check->arena, e->cluster_count, bool);
    const struct result_bearing none = {.cluster = "", .node = ""};
    for (int32_t i = 0; i < told->cluster_count; i++) {
        const struct result_bearing *one = &told->clusters[i];
        int32_t c = estate_find_cluster(e, one->cluster);
        bool is_right = c >= 0 && !is_told[c] && one->binds && !one->has_bound &&
                        is_true_node(check, zero, one) && is_least(check, zero, c, one);
        CLAIM(check, is_right, "%s: how much %s each unreserved replica may use is told wrongly",
              one->cluster, told->resource);
        if (c >= 0)
            is_told[c] = true;
    }
    for (int32_t c = 0; c < e->cluster_count; c++)
        if (!is_told[c])
            CLAIM(check, is_least(check, zero, c, &none),
                  "%s: how much %s each unreserved replica may use is not told",
                  e->clusters[c].name, told->resource);
}

/* ---- who */

/* [workload_count] unreserved replicas that stand somewhere in the end, on a node (-1: any). */
static int64_t *count(const struct check *check, int32_t resource, int32_t node_ix)
{
    int64_t *replicas = ARENA_NEW(check->arena, check->estate->workload_count, int64_t);
    for (int32_t i = 0; i < check->standing_count; i++) {
        const struct verify_standing *s = &check->standing[i];
        if (s->after && (node_ix < 0 || s->node_ix == node_ix) &&
            estate_reservation(check->estate, s->workload_ix, resource) == 0)
            replicas[s->workload_ix] += s->replicas;
    }
    return replicas;
}

static void check_counts(const struct check *check, int32_t resource,
                         const struct result_zero *told)
{
    const struct estate *e = check->estate;
    const int64_t *replicas = count(check, resource, -1);
    bool *is_seen = ARENA_NEW(check->arena, e->stack_count, bool);
    int64_t stacks = 0, workloads = 0;
    wide_int sum = 0;
    for (int32_t w = 0; w < e->workload_count; w++) {
        bool *seen = &is_seen[e->workloads[w].stack_ix];
        sum += replicas[w];
        workloads += replicas[w] > 0;
        stacks += replicas[w] > 0 && !*seen;
        *seen |= replicas[w] > 0;
    }
    CLAIM(check, told->stacks == stacks && told->workloads == workloads && told->replicas == sum,
          "%lld replicas of %lld workloads of %lld stacks reserve no %s; the result says %lld, "
          "%lld, %lld",
          report_number(sum), (long long)workloads, (long long)stacks, told->resource,
          (long long)told->replicas, (long long)told->workloads, (long long)told->stacks);
}

/* Where a stack has several workloads of a name, one of them must be meant. */
static int32_t find_beside(const struct check *check, int64_t *replicas,
                           const struct result_beside *told)
{
    const struct estate *e = check->estate;
    int32_t s = result_find_path(e, told->stack, check->arena);
    for (int32_t w = s < 0 ? 0 : e->stacks[s].first_workload;
         s >= 0 && w < e->stacks[s].first_workload + e->stacks[s].workload_count; w++)
        if (replicas[w] == told->replicas && replicas[w] > 0 &&
            strcmp(e->workloads[w].name, told->workload) == 0)
            return w;
    return -1;
}

static void check_beside(const struct check *check, int32_t resource,
                         const struct result_zero *told)
{
    int32_t c = estate_find_cluster(check->estate, told->plan.cluster);
    int32_t n = c >= 0 ? estate_find_node(check->estate, c, told->plan.node) : -1;
    bool is_right = n >= 0 || !told->plan.binds;
    int64_t more = 0;
    if (told->plan.binds && n >= 0) {
        int64_t *replicas = count(check, resource, n);
        int64_t least = INT64_MAX;
        for (int32_t i = 0; i < told->beside_count; i++) {
            int32_t w = find_beside(check, replicas, &told->beside[i]);
            is_right = is_right && w >= 0 && told->beside[i].replicas <= least;
            least = told->beside[i].replicas;
            if (w >= 0)
                replicas[w] = 0;
        }
        for (int32_t w = 0; w < check->estate->workload_count; w++) {
            more += replicas[w] > 0;
            is_right = is_right && replicas[w] <= least;
        }
    }
    CLAIM(check,
          is_right && more == told->beside_more && (more == 0 || told->beside_count == BESIDE_MAX),
          "who reserves no %s on the node that bears least is told wrongly", told->resource);
}

/* ---- critical stacks */

static bool has_zero(const struct check *check, int32_t stack_ix)
{
    const struct estate *e = check->estate;
    const struct plan *plan = &check->made->plan;
    int32_t family = e->stacks[stack_ix].family_ix;
    for (int32_t i = 0; i < plan->entry_count; i++) {
        int32_t w = plan->entries[i].workload_ix;
        int32_t of = e->workloads[w].stack_ix;
        if ((of == stack_ix || (family >= 0 && e->stacks[of].family_ix == family)) &&
            (estate_reservation(e, w, RESOURCE_CPU) == 0 ||
             estate_reservation(e, w, RESOURCE_MEMORY) == 0))
            return true;
    }
    return false;
}

static void check_critical(const struct check *check)
{
    const struct estate *e = check->estate;
    const struct plan *plan = &check->made->plan;
    const struct result_unreserved *told = check->answer->unreserved;
    bool *is_named = ARENA_NEW(check->arena, e->stack_count, bool);
    for (int32_t i = 0; i < told->critical_count; i++) {
        int32_t s = result_find_path(e, told->critical[i], check->arena);
        CLAIM(check, s >= 0 && !is_named[s],
              "%s is named twice, or no stack, where critical stacks are that reserve nothing",
              told->critical[i]);
        if (s >= 0)
            is_named[s] = true;
    }
    for (int32_t i = 0; i < plan->stack_count; i++) {
        int32_t s = plan->stacks[i].stack_ix;
        bool is_zero = plan->stacks[i].is_recovered && e->stacks[s].tier <= e->critical_tier &&
                       has_zero(check, s);
        CLAIM(check, is_zero == is_named[s],
              "%s: whether it is critical and reserves nothing somewhere is told wrongly",
              e->stacks[s].name);
        is_named[s] = false;
    }
    for (int32_t s = 0; s < e->stack_count; s++)
        if (is_named[s])
            CLAIM(check, false, "%s is named as a critical stack of the plan, and is none",
                  e->stacks[s].name);
}

/* ---- all of it */

static void check_resource(const struct check *check, int32_t r, const struct result_zero *told)
{
    const struct estate *e = check->estate;
    struct verify_zero plan, critical;
    verify_zero(check->zeros, MAX_TIER, r, &plan);
    verify_zero(check->zeros, e->critical_tier, r, &critical);
    check_counts(check, r, told);
    check_bearing(check, &plan, "the plan", told->resource, &told->plan);
    check_bearing(check, &critical, "critical stacks", told->resource, &told->critical);
    check_clusters(check, &plan, told);
    check_beside(check, r, told);
}

void unreserved_check(const struct estate *estate, const struct result_answer *answer,
                      const struct result_plan *made, const struct question_options *options,
                      struct arena *arena, struct verify_report *report)
{
    struct check check = {.estate = estate,
                          .answer = answer,
                          .made = made,
                          .options = options,
                          .standing = made->standing,
                          .standing_count = made->standing_count,
                          .arena = arena,
                          .report = report};
    const struct result_unreserved *told = answer->unreserved;
    if (!told || !made->standing)
        return; /* refuted elsewhere */
    check.zeros = verify_zeros_begin(estate, &made->scenario, options, &made->plan, arena);
    if (!check.zeros)
        return;
    for (int32_t r = RESOURCE_CPU, i = 0; r <= RESOURCE_MEMORY; r++) {
        const int64_t *replicas = count(&check, r, -1);
        bool is_any = false,
             is_told = i < told->resource_count &&
                       !strcmp(told->resources[i].resource, estate->resources[r].name);
        for (int32_t w = 0; w < estate->workload_count; w++)
            is_any |= replicas[w] > 0;
        CLAIM(&check,
              is_any == is_told && (r < RESOURCE_MEMORY || i + is_told == told->resource_count),
              "whether anything reserves no %s is told wrongly", estate->resources[r].name);
        if (is_told)
            check_resource(&check, r, &told->resources[i++]);
    }
    check_critical(&check);
}
