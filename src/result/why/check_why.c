/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reasons of a result that was read back, from names to claims that verify checks. */
#include <string.h>

#include "base/arena.h"
#include "result/check/result_check.h"
#include "result/result_plan.h"
#include "verify/verify_report.h"
#include "verify/why/verify_why.h"

struct checker {
    const struct estate *estate;
    const struct result_plan *made;
    struct why_check *why;
    struct arena *arena;
    struct verify_report *report;
};

static int32_t find_resource(const struct estate *e, const char *name)
{
    for (int32_t r = 0; r < e->resource_count; r++)
        if (strcmp(e->resources[r].name, name) == 0)
            return r;
    return -1;
}

/* A displaced workload of the stack, or of another lost instance of its family. */
static int32_t find_workload(const struct checker *c, int32_t stack_ix, const char *name)
{
    const struct estate *e = c->estate;
    int32_t family = e->stacks[stack_ix].family_ix;
    for (int32_t s = 0; s < e->stack_count; s++) {
        bool is_same = s == stack_ix || (family >= 0 && e->stacks[s].family_ix == family &&
                                         c->made->scenario.cluster_lost[e->stacks[s].cluster_ix]);
        for (int32_t w = 0; is_same && w < e->stacks[s].workload_count; w++)
            if (strcmp(e->workloads[e->stacks[s].first_workload + w].name, name) == 0)
                return e->stacks[s].first_workload + w;
    }
    return -1;
}

/* Is the name that of several workloads of the stack or its family? Then which one is meant cannot
 * be said. */
static bool is_ambiguous(const struct checker *c, int32_t workload_ix)
{
    const struct estate *e = c->estate;
    const struct workload *w = &e->workloads[workload_ix];
    const struct stack *stack = &e->stacks[w->stack_ix];
    for (int32_t i = 0; i < stack->workload_count; i++)
        if (stack->first_workload + i != workload_ix &&
            strcmp(e->workloads[stack->first_workload + i].name, w->name) == 0)
            return true;
    return stack->family_ix >= 0 && c->made->scenario.lost_cluster_count > 1;
}

/* Rules of nodes have these words; the others are of pods, volumes and quotas. */
static bool is_of_nodes(const char *rule)
{
    static const char *const words[] = {"not_ready", "unschedulable", "os",   "arch",
                                        "selector",  "affinity",      "taint"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(rule, words[i]) == 0)
            return true;
    return false;
}

static bool make_takers(const struct checker *c, const struct result_reason *reason,
                        struct why_claim *claim)
{
    struct why_taker *by = ARENA_NEW(c->arena, reason->by_count, struct why_taker);
    for (int32_t i = 0; i < reason->by_count; i++) {
        by[i] =
            (struct why_taker){result_find_path(c->estate, reason->by[i].stack, c->arena),
                               reason->by[i].tier, reason->by[i].replicas, reason->by[i].amount};
        if (by[i].stack_ix < 0)
            return false;
    }
    claim->by = by;
    claim->by_count = reason->by_count;
    return true;
}

static const char *check_reason(const struct checker *c, int32_t stack_ix,
                                const struct result_reason *reason)
{
    struct why_claim claim = {
        .stack_ix = stack_ix,
        .cluster_ix = estate_find_cluster(c->estate, reason->cluster),
        .workload_ix = reason->workload ? find_workload(c, stack_ix, reason->workload) : -1,
        .resource = reason->resource[0] ? find_resource(c->estate, reason->resource) : -1,
        .has_short = reason->has_short,
        .has_room = reason->has_room,
        .has_slots = reason->has_slots,
        .has_demand = reason->has_demand,
        .is_crowded = strcmp(reason->reason, "crowded") == 0,
        .is_fragmentation = strcmp(reason->reason, "fragmentation") == 0,
        .short_by = reason->short_by,
        .needs = reason->needs,
        .hole = reason->hole,
        .free = reason->free,
        .slots = reason->slots,
        .wanted = reason->wanted,
        .demand = reason->demand,
        .nodes = reason->nodes,
    };
    if (claim.cluster_ix < 0 || c->made->scenario.cluster_lost[claim.cluster_ix])
        return "which cluster survives";
    if ((reason->resource[0] && claim.resource < 0) ||
        (reason->workload && claim.workload_ix < 0) || !make_takers(c, reason, &claim))
        return "a name";
    for (int32_t i = 0; i < reason->excluded_count; i++)
        *(is_of_nodes(reason->excluded[i].rule) ? &claim.excluded : &claim.excluded_by_pods) +=
            reason->excluded[i].nodes;
    if (claim.workload_ix >= 0 && is_ambiguous(c, claim.workload_ix))
        return NULL;
    return verify_why(c->why, &claim);
}

/* Older results do not say enough to be checked. */
static bool is_checkable(const struct result_reason *reason)
{
    return reason->cluster[0] && (reason->has_room || reason->has_slots || reason->has_demand ||
                                  reason->nodes > 0 || reason->by_count > 0);
}

/* Is the plan, as far as it serves each tier, still within the nodes when demand grows so? */
static void check_growth(const struct checker *c, const struct result_tier *tier)
{
    c->report->claims++;
    if (tier->tier < 0 || tier->tier > MAX_TIER ||
        !verify_growth(c->why, (int32_t)tier->tier, tier->growth.spare, tier->growth.of))
        report_refuted(
            c->report, c->arena, "tier %lld: the plan does not hold when demand grows by %lld/%lld",
            (long long)tier->tier, (long long)tier->growth.spare, (long long)tier->growth.of);
}

void result_check_why(const struct estate *estate, const struct result_answer *answer,
                      const struct result_plan *made, const struct question_options *options,
                      struct arena *arena, struct verify_report *report)
{
    struct checker c = {estate, made, NULL, arena, report};
    c.why = verify_why_begin(estate, &made->scenario, options, &made->plan, arena);
    for (int32_t t = 0; t < answer->tier_count; t++)
        if (answer->tiers[t].growth.of > 0)
            check_growth(&c, &answer->tiers[t]);
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        for (int32_t k = 0; made->stack_ix[i] >= 0 && k < stack->reason_count; k++) {
            if (!is_checkable(&stack->reasons[k]))
                continue;
            const char *fault = check_reason(&c, made->stack_ix[i], &stack->reasons[k]);
            report->claims++;
            if (fault)
                report_refuted(report, arena, "%s in %s: the reason is wrong about %s",
                               stack->stack, stack->reasons[k].cluster, fault);
        }
    }
}
