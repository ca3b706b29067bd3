/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/result_plan.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/caps.h"
#include "base/error.h"
#include "verify/verify.h"
#include "verify/verify_report.h"

struct maker {
    const struct estate *estate;
    const struct result_answer *answer;
    struct arena *arena;
    struct result_plan *ret;
    struct verify_report *report;
};

/* The workload of a stack; kind "" = any, the first. */
static int32_t find_workload(const struct estate *estate, int32_t stack_ix, const char *kind,
                             const char *name)
{
    const struct stack *stack = &estate->stacks[stack_ix];
    for (int32_t i = 0; i < stack->workload_count; i++) {
        int32_t w = stack->first_workload + i;
        const struct workload *workload = &estate->workloads[w];
        if (!strcmp(workload->name, name) && (!kind[0] || !strcmp(workload->kind, kind)))
            return w;
    }
    return -1;
}

static bool make_entry(struct maker *maker, int32_t stack_ix, const struct result_entry *entry,
                       struct plan_entry *ret)
{
    const struct estate *estate = maker->estate;
    int32_t owner = stack_ix;
    if (entry->of[0]) { /* active/active: another lost instance of the same name */
        int32_t cluster = estate_find_cluster(estate, entry->of);
        owner = cluster < 0
                    ? -1
                    : estate_find_stack(estate, cluster, estate->stacks[stack_ix].name_space,
                                        estate->stacks[stack_ix].name);
    }
    int32_t workload = owner < 0 ? -1 : find_workload(estate, owner, entry->kind, entry->workload);
    int32_t cluster = estate_find_cluster(estate, entry->cluster);
    int32_t node = cluster < 0 ? -1 : estate_find_node(estate, cluster, entry->node);
    *ret = (struct plan_entry){workload, node, entry->replicas};
    if (workload >= 0 && node >= 0 && entry->replicas > 0 && entry->replicas <= CAP_REPLICAS)
        return true;
    report_refuted(maker->report, maker->arena,
                   "%s: the plan puts %lld of workload \"%s\" on \"%s/%s\", which the estate does "
                   "not have like that",
                   estate->stacks[stack_ix].name, (long long)entry->replicas, entry->workload,
                   entry->cluster, entry->node);
    return false;
}

static int32_t find_stack(struct maker *maker, const struct result_stack *stack)
{
    int32_t cluster = estate_find_cluster(maker->estate, stack->cluster);
    int32_t found =
        cluster < 0 ? -1
                    : estate_find_stack(maker->estate, cluster, stack->name_space, stack->stack);
    if (found < 0)
        report_refuted(maker->report, maker->arena, "the estate has no stack \"%s\"",
                       result_stack_path(stack, maker->arena));
    return found;
}

static void add_stack(struct maker *maker, const struct result_stack *stack, int32_t stack_ix,
                      struct plan_stack *stacks)
{
    struct plan *plan = &maker->ret->plan;
    int32_t target = -1;
    bool is_recovered = stack->verdict == VERDICT_FITS || stack->verdict == VERDICT_MOVED ||
                        (stack->verdict == VERDICT_DEGRADED && stack->target[0]);
    if (!is_recovered && stack->plan_count == 0 && !stack->target[0])
        return;
    if (stack->target[0]) {
        target = estate_find_cluster(maker->estate, stack->target);
        if (target < 0)
            report_refuted(maker->report, maker->arena, "%s: the target \"%s\" is no cluster",
                           stack->stack, stack->target);
    }
    stacks[plan->stack_count++] = (struct plan_stack){stack_ix, target, is_recovered};
}

/* Of those that may give way, who is not told to is kept where it is. */
static void add_kept(struct maker *maker, const int32_t *told_ix, struct plan_stack *stacks,
                     struct plan_entry *entries)
{
    const struct estate *e = maker->estate;
    struct plan *plan = &maker->ret->plan;
    bool *is_told = ARENA_NEW(maker->arena, e->stack_count, bool);
    for (int32_t i = 0; i < maker->answer->stack_count; i++)
        if (told_ix[i] >= 0 && maker->answer->stacks[i].verdict != VERDICT_AFFECTED)
            is_told[told_ix[i]] = true;
    for (int32_t s = 0; maker->ret->gives_way && s < e->stack_count; s++) {
        const struct stack *stack = &e->stacks[s];
        if (!maker->ret->gives_way[s] || is_told[s])
            continue;
        stacks[plan->stack_count++] = (struct plan_stack){s, stack->cluster_ix, true};
        for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
             w++)
            for (int32_t k = 0; k < e->workloads[w].placement_count; k++) {
                const struct placement *p = &e->placements[e->workloads[w].first_placement + k];
                entries[plan->entry_count++] = (struct plan_entry){w, p->node_ix, p->replicas};
            }
    }
}

static void make_stacks(struct maker *maker)
{
    const struct result_answer *answer = maker->answer;
    struct plan *plan = &maker->ret->plan;
    size_t room = 0;
    for (int32_t i = 0; i < answer->stack_count; i++)
        room += (size_t)answer->stacks[i].plan_count;
    room += maker->ret->gives_way ? (size_t)maker->estate->placement_count : 0;
    struct plan_stack *stacks = ARENA_NEW(
        maker->arena, (int64_t)answer->stack_count + answer->may_give_way_count, struct plan_stack);
    struct plan_entry *entries = ARENA_NEW(maker->arena, room, struct plan_entry);
    int32_t *stack_ix = ARENA_NEW(maker->arena, answer->stack_count, int32_t);
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        stack_ix[i] = find_stack(maker, stack);
        if (stack_ix[i] < 0)
            continue;
        add_stack(maker, stack, stack_ix[i], stacks);
        for (int32_t k = 0; k < stack->plan_count; k++)
            plan->entry_count +=
                make_entry(maker, stack_ix[i], &stack->plan[k], &entries[plan->entry_count]);
    }
    add_kept(maker, stack_ix, stacks, entries);
    plan_sort_entries(entries, plan->entry_count);
    plan_sort_stacks(stacks, plan->stack_count);
    plan->stacks = stacks;
    plan->entries = entries;
    maker->ret->stack_ix = stack_ix;
}

int32_t result_find_path(const struct estate *estate, const char *path, struct arena *arena)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        const char *name = arena_strndup(arena, path, (size_t)(slash - path));
        int32_t cluster = estate_find_cluster(estate, name);
        if (cluster < 0)
            continue;
        int32_t found = estate_find_stack(estate, cluster, "", slash + 1);
        for (const char *next = strchr(slash + 1, '/'); next && found < 0;
             next = strchr(next + 1, '/'))
            found = estate_find_stack(estate, cluster,
                                      arena_strndup(arena, slash + 1, (size_t)(next - slash - 1)),
                                      next + 1);
        if (found >= 0)
            return found;
    }
    return -1;
}

/* The stacks of a list of paths, each once. */
static const bool *find_paths(struct maker *maker, const char *const *paths, int32_t count,
                              const char *what)
{
    bool *ret = ARENA_NEW(maker->arena, maker->estate->stack_count, bool);
    for (int32_t i = 0; i < count; i++) {
        int32_t stack = result_find_path(maker->estate, paths[i], maker->arena);
        if (stack < 0 || ret[stack])
            report_refuted(maker->report, maker->arena,
                           "\"%s\", which %s, is no stack of the estate, or named twice", paths[i],
                           what);
        else
            ret[stack] = true;
    }
    return ret;
}

static void make_giving_way(struct maker *maker)
{
    const struct result_answer *answer = maker->answer;
    if (answer->may_give_way_count == 0)
        return;
    maker->ret->gives_way =
        find_paths(maker, answer->may_give_way, answer->may_give_way_count, "may give way");
    maker->ret->not_moved =
        find_paths(maker, answer->not_moved, answer->not_moved_count, "may not be moved");
}

static void make_residents(struct maker *maker)
{
    const struct result_answer *answer = maker->answer;
    struct plan *plan = &maker->ret->plan;
    struct plan_entry *entries = ARENA_NEW(maker->arena, answer->resident_count, struct plan_entry);
    for (int32_t i = 0; i < answer->resident_count; i++) {
        int32_t stack = result_find_path(maker->estate, answer->resident_stacks[i], maker->arena);
        if (stack < 0)
            report_refuted(maker->report, maker->arena, "the estate has no resident stack \"%s\"",
                           answer->resident_stacks[i]);
        else
            plan->resident_count +=
                make_entry(maker, stack, &answer->residents[i], &entries[plan->resident_count]);
    }
    plan_sort_entries(entries, plan->resident_count);
    plan->residents = entries;
}

static bool fits_tier(int64_t tier)
{
    return tier >= 0 && tier <= MAX_TIER;
}

static void make_tiers(struct maker *maker)
{
    const struct result_answer *answer = maker->answer;
    struct plan *plan = &maker->ret->plan;
    struct plan_tier *tiers = ARENA_NEW(maker->arena, answer->tier_count, struct plan_tier);
    int64_t before = -1;
    for (int32_t i = 0; i < answer->tier_count; i++) {
        const struct result_tier *tier = &answer->tiers[i];
        int64_t number =
            fits_tier(tier->tier) && maker->ret->gives_way
                ? question_level(tier->of_lent, (int32_t)tier->tier, tier->of_residents)
                : tier->tier;
        bool is_in_order = fits_tier(tier->tier) && number >= 0 && number > before &&
                           (maker->ret->gives_way || (!tier->of_residents && !tier->of_lent));
        if (is_in_order)
            before = number;
        if (!is_in_order) {
            report_refuted(maker->report, maker->arena, "tiers are not in ascending order");
            continue;
        }
        if (tier->is_proven != (tier->recovered == tier->bound))
            report_refuted(maker->report, maker->arena,
                           "tier %lld says proven: %s, but recovers %lld of bound %lld",
                           (long long)tier->tier, tier->is_proven ? "true" : "false",
                           (long long)tier->recovered, (long long)tier->bound);
        tiers[plan->tier_count++] = (struct plan_tier){.tier = (int32_t)number,
                                                       .displaced_count = tier->displaced,
                                                       .displaced_weight = tier->displaced_weight,
                                                       .recovered = tier->recovered,
                                                       .bound = tier->bound,
                                                       .is_certified = tier->is_certified,
                                                       .fills_up = tier->fills_up,
                                                       .wanted = tier->replicas_wanted,
                                                       .placed = tier->replicas_up,
                                                       .placed_bound = tier->replicas_bound};
    }
    plan->tiers = tiers;
}

bool result_plan_make(const struct estate *estate, const struct result_scenario *scenario,
                      const struct result_answer *answer, struct arena *arena,
                      struct result_plan *ret, struct verify_report *report)
{
    struct maker maker = {estate, answer, arena, ret, report};
    struct error error = {0};
    struct buf words;
    *ret = (struct result_plan){0};
    buf_init(&words);
    for (int32_t i = 0; i < scenario->lost_count; i++)
        buf_format(&words, "%s%s", i > 0 ? "," : "", scenario->lost[i]);
    bool is_known =
        scenario_parse(estate, words.data, scenario->name, arena, &ret->scenario, &error);
    buf_release(&words);
    if (!is_known) {
        report_refuted(report, arena, "the scenario is not of this estate: %s", error.text);
        return false;
    }
    make_giving_way(&maker);
    make_tiers(&maker);
    make_stacks(&maker);
    make_residents(&maker);
    ret->certificate = answer->certificate;
    return true;
}
