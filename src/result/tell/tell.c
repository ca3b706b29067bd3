/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/tell/tell.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

static const struct estate *estate_of(const struct telling *t)
{
    return t->question->estate;
}

const char *tell_path(const struct telling *t, int32_t stack_ix, struct arena *arena)
{
    const struct estate *e = estate_of(t);
    const struct stack *s = &e->stacks[stack_ix];
    const char *cluster = e->clusters[s->cluster_ix].name;
    if (s->name_space[0])
        return arena_format(arena, "%s/%s/%s", cluster, s->name_space, s->name);
    return arena_format(arena, "%s/%s", cluster, s->name);
}

/* Has the stack no other workload of this name? */
static bool is_only_one(const struct estate *e, int32_t workload_ix)
{
    const struct stack *stack = &e->stacks[e->workloads[workload_ix].stack_ix];
    for (int32_t i = stack->first_workload; i < stack->first_workload + stack->workload_count; i++)
        if (i != workload_ix && strcmp(e->workloads[i].name, e->workloads[workload_ix].name) == 0)
            return false;
    return true;
}

/* An entry of the plan; stack_ix is the stack that it is listed under. */
static struct result_entry entry_of(const struct telling *t, const struct plan_entry *p,
                                    int32_t stack_ix)
{
    const struct estate *e = estate_of(t);
    const struct node *node = &e->nodes[p->node_ix];
    const struct workload *w = &e->workloads[p->workload_ix];
    return (struct result_entry){
        .workload = w->name,
        .cluster = e->clusters[node->cluster_ix].name,
        .node = node->name,
        .replicas = p->replicas,
        .kind = is_only_one(e, p->workload_ix) ? "" : w->kind,
        .of = w->stack_ix == stack_ix ? "" : e->clusters[e->stacks[w->stack_ix].cluster_ix].name,
    };
}

/* Entries are sorted by workload and a stack's workloads are a range: the first entry at or after a
 * workload, by bisection. */
static int32_t first_entry(const struct plan *plan, int32_t workload_ix)
{
    int32_t low = 0;
    int32_t high = plan->entry_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (plan->entries[middle].workload_ix < workload_ix)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The entries of a group: those of each of its workloads (a family has several stacks). */
struct result_entry *tell_entries(const struct telling *t, const struct plan *plan,
                                  int32_t group_ix, struct arena *arena, int32_t *ret_count)
{
    const struct group *group = &t->problem->groups[group_ix];
    struct result_entry *list = NULL;
    int32_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1)
            list = ARENA_NEW(arena, count, struct result_entry);
        count = 0;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
            int32_t w = t->problem->items[i].workload_ix;
            for (int32_t k = first_entry(plan, w);
                 k < plan->entry_count && plan->entries[k].workload_ix == w; k++, count++)
                if (list)
                    list[count] = entry_of(t, &plan->entries[k], group->stack_ix);
        }
    }
    *ret_count = count;
    return list;
}

static int64_t sum_replicas(const struct result_entry *entries, int32_t count)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < count; i++)
        sum += entries[i].replicas;
    return sum;
}

static int64_t surviving_of_stack(const struct telling *t, const struct stack *stack)
{
    const struct estate *e = estate_of(t);
    const struct scenario *s = t->question->scenario;
    int64_t sum = 0;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        const struct workload *w = &e->workloads[stack->first_workload + i];
        if (w->is_daemon || s->cluster_lost[stack->cluster_ix])
            continue;
        sum += w->running_unknown;
        for (int32_t k = 0; k < w->placement_count; k++) {
            const struct placement *p = &e->placements[w->first_placement + k];
            sum += s->node_lost[p->node_ix] ? 0 : p->replicas;
        }
    }
    return sum;
}

/* Replicas of the stack, or of its whole family, that run on without the plan. */
static int64_t surviving_replicas(const struct telling *t, int32_t stack_ix)
{
    const struct estate *e = estate_of(t);
    int32_t family = e->stacks[stack_ix].family_ix;
    if (family < 0)
        return surviving_of_stack(t, &e->stacks[stack_ix]);
    int64_t sum = 0;
    for (int32_t i = 0; i < e->stack_count; i++)
        if (e->stacks[i].family_ix == family)
            sum += surviving_of_stack(t, &e->stacks[i]);
    return sum;
}

static int64_t lost_replicas(const struct telling *t, int32_t group_ix)
{
    const struct group *group = &t->problem->groups[group_ix];
    int64_t sum = 0;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        sum += t->problem->items[i].replicas + t->problem->items[i].more;
    return sum;
}

static void tell_needs(const struct telling *t, int32_t group_ix, struct arena *arena,
                       struct result_stack *ret)
{
    const struct problem *p = t->problem;
    const char **needs = ARENA_NEW(arena, p->require_count, const char *);
    for (int32_t i = 0; i < p->require_count; i++)
        if (p->requires[i].group_ix == group_ix &&
            t->solution->groups[p->requires[i].needs_ix].outcome != OUTCOME_IN_PLAN)
            needs[ret->need_count++] =
                tell_path(t, p->groups[p->requires[i].needs_ix].stack_ix, arena);
    ret->needs = needs;
}

/* A choice: whom it would replace, and where it would be. */
static void tell_choice(const struct telling *t, int32_t group_ix, struct arena *arena,
                        struct result_stack *ret)
{
    const struct problem *p = t->problem;
    int32_t index = t->solution->groups[group_ix].alternative;
    if (index < 0)
        return;
    const struct alternative *other = &t->solution->alternatives[index];
    const char **instead = ARENA_NEW(arena, p->group_count, const char *);
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].kind != GROUP_RESIDENT && !other->is_recovered[g] &&
            t->solution->groups[g].outcome == OUTCOME_IN_PLAN)
            instead[ret->instead_of_count++] = tell_path(t, p->groups[g].stack_ix, arena);
    ret->instead_of = instead;
    struct plan second = {0};
    plan_entries(t->question, t->remains, p, other->assigns, other->assign_count, arena, &second);
    ret->second = tell_entries(t, &second, group_ix, arena, &ret->second_count);
    if (second.resident_count == 0 && !t->question->options->gives_way)
        tell_second(t, other, &second, arena, ret);
}

/* Of what is lost whole: the surviving clusters with a copy. */
static void tell_predeployed(const struct telling *t, const struct group *group,
                             struct arena *arena, struct result_stack *ret)
{
    const struct estate *e = estate_of(t);
    const struct stack *stack = &e->stacks[group->stack_ix];
    const char **names = ARENA_NEW(arena, stack->copy_count, const char *);
    if (group->kind != GROUP_WHOLE || group->gives_way)
        return;
    for (int32_t i = 0; i < stack->copy_count; i++)
        if (!t->question->scenario->cluster_lost[stack->copies[i]])
            names[ret->predeployed_count++] = e->clusters[stack->copies[i]].name;
    ret->predeployed = names;
}

struct result_stack tell_stack(const struct estate *estate, const struct stack *stack)
{
    return (struct result_stack){
        .stack = stack->name,
        .cluster = estate->clusters[stack->cluster_ix].name,
        .name_space = stack->name_space,
        .team = stack->team,
        .tier = stack->tier,
        .weight = stack->weight,
        .is_lent = stack->is_lent,
        .target = "",
        .by = "",
    };
}

static void tell_group(const struct telling *t, int32_t group_ix, bool is_blocked,
                       struct arena *arena, struct result_stack *ret)
{
    const struct estate *e = estate_of(t);
    const struct group *group = &t->problem->groups[group_ix];
    const struct stack *stack = &e->stacks[group->stack_ix];
    const struct group_result *found = &t->solution->groups[group_ix];
    *ret = tell_stack(e, stack);
    ret->is_assumed = stack->is_assumed;
    ret->is_assumed_zero = stack->is_assumed_zero;
    ret->plan = tell_entries(t, t->plan, group_ix, arena, &ret->plan_count);
    tell_demand(t, group_ix, arena, ret);
    tell_predeployed(t, group, arena, ret);
    ret->has_min_replicas = group->fills_up;
    ret->min_replicas = group->fills_up ? stack->min_replicas : 0;
    if (group->kind == GROUP_REPLICAS || (group->fills_up && found->cluster >= 0)) {
        int64_t survive = surviving_replicas(t, group->stack_ix);
        ret->has_replicas = true;
        ret->replicas_up = survive + sum_replicas(ret->plan, ret->plan_count);
        ret->replicas_total = survive + lost_replicas(t, group_ix);
    }
    ret->verdict = tell_verdict(t, group_ix, is_blocked, ret->replicas_up);
    if (group->kind == GROUP_WHOLE && found->cluster >= 0)
        ret->target = e->clusters[t->problem->cluster_ix[found->cluster]].name;
    if (group->kind == GROUP_WHOLE && ret->verdict == VERDICT_UNKNOWN)
        ret->has_replicas = false;
    if (ret->verdict == VERDICT_FITS || (ret->has_min_replicas && ret->has_replicas))
        return;
    if (ret->verdict == VERDICT_DOES_NOT_FIT || ret->verdict == VERDICT_CHOICE ||
        ret->verdict == VERDICT_UNKNOWN)
        ret->fits_alone = found->fits_alone == TRI_YES  ? ALONE_YES
                          : found->fits_alone == TRI_NO ? ALONE_NO
                                                        : ALONE_UNSAID;
    ret->is_certified = t->is_certified && t->is_certified[group_ix] &&
                        (ret->verdict != VERDICT_BLOCKED || t->is_blocked[group_ix]);
    tell_needs(t, group_ix, arena, ret);
    /* Alone, its requirements would not be displaced: what the solver asked is another question. */
    if (ret->need_count > 0 && ret->fits_alone == ALONE_NO)
        ret->fits_alone = ALONE_UNSAID;
    if (ret->verdict == VERDICT_CHOICE)
        tell_choice(t, group_ix, arena, ret);
    if (t->first) /* what stands against it is told in the first answer */
        ret->fits_alone = ALONE_UNSAID;
    else
        tell_reasons(t, group_ix, arena, ret);
}

static int compare_told(const void *a, const void *b)
{
    const struct result_stack *x = a;
    const struct result_stack *y = b;
    int order = strcmp(x->cluster, y->cluster);
    if (order == 0)
        order = strcmp(x->stack, y->stack);
    return order ? order : strcmp(x->name_space, y->name_space);
}

static void tell_stacks(const struct telling *t, struct arena *arena, struct result_answer *answer)
{
    const struct estate *e = estate_of(t);
    const struct problem *p = t->problem;
    bool *blocked = tell_blocked(t, arena);
    bool *is_group = ARENA_NEW(arena, e->stack_count, bool);
    struct result_stack *stacks =
        ARENA_NEW(arena, (int64_t)p->group_count + e->stack_count, struct result_stack);
    int32_t count = 0;
    for (int32_t g = 0; g < p->group_count; g++) {
        if (p->groups[g].kind == GROUP_RESIDENT || p->groups[g].gives_way)
            continue;
        is_group[p->groups[g].stack_ix] = true;
        tell_group(t, g, blocked[g], arena, &stacks[count++]);
    }
    count += tell_giving_way(t, stacks, count, is_group, arena);
    count += tell_affected(t, is_group, arena, stacks + count);
    if (count > 0)
        qsort(stacks, (size_t)count, sizeof *stacks, compare_told);
    tell_not_modelled(e, arena, stacks, count);
    answer->stacks = stacks;
    answer->stack_count = count;
}

static void tell_tiers(const struct telling *t, struct arena *arena, struct result_answer *answer)
{
    struct result_tier *tiers = ARENA_NEW(arena, t->plan->tier_count, struct result_tier);
    bool is_level = t->question->options->gives_way != NULL;
    for (int32_t i = 0; i < t->plan->tier_count; i++) {
        const struct plan_tier *from = &t->plan->tiers[i];
        bool of_residents = is_level && from->tier % 2 != 0;
        bool of_lent = is_level && from->tier >= LENT_LEVEL;
        tiers[i] = (struct result_tier){
            .tier = (from->tier - (of_lent ? LENT_LEVEL : 0) + of_residents) / (is_level ? 2 : 1),
            .of_residents = of_residents,
            .of_lent = of_lent,
            .displaced = from->displaced_count,
            .displaced_weight = from->displaced_weight,
            .recovered = from->recovered,
            .bound = from->bound,
            .is_proven = from->recovered == from->bound,
            .is_certified = from->is_certified,
            .fills_up = from->fills_up,
            .replicas_wanted = from->wanted,
            .replicas_up = from->placed,
            .replicas_bound = from->placed_bound,
        };
        if (!is_level && !t->check_failure && t->solution->status != SOLVE_FAILED)
            tell_growth(t, i, arena, &tiers[i].growth);
    }
    answer->tiers = tiers;
    answer->tier_count = t->plan->tier_count;
}

static void tell_residents(const struct telling *t, struct arena *arena,
                           struct result_answer *answer)
{
    const struct estate *e = estate_of(t);
    int32_t count = t->plan->resident_count;
    struct result_entry *entries = ARENA_NEW(arena, count, struct result_entry);
    const char **stacks = ARENA_NEW(arena, count, const char *);
    for (int32_t i = 0; i < count; i++) {
        int32_t stack_ix = e->workloads[t->plan->residents[i].workload_ix].stack_ix;
        entries[i] = entry_of(t, &t->plan->residents[i], stack_ix);
        stacks[i] = tell_path(t, stack_ix, arena);
    }
    answer->residents = entries;
    answer->resident_stacks = stacks;
    answer->resident_count = count;
}

static enum result_status status_of(const struct telling *t)
{
    if (t->check_failure || t->solution->status == SOLVE_FAILED)
        return STATUS_FAILED;
    for (int32_t i = 0; i < t->plan->tier_count; i++)
        if (t->plan->tiers[i].recovered != t->plan->tiers[i].bound)
            return STATUS_BOUNDED;
    return STATUS_PROVEN;
}

void result_tell(const struct telling *telling, struct arena *arena, struct result_scenario *ret)
{
    const struct scenario *s = telling->question->scenario;
    *ret = (struct result_scenario){
        .name = s->name,
        .lost = s->lost,
        .lost_count = s->lost_count,
        .limit_hit = telling->solution->limit_hit,
        .lost_clusters = s->lost_cluster_count,
        .is_partial = s->is_partial,
    };
    struct result_answer *answer = &ret->as_is;
    answer->status = status_of(telling);
    answer->failure = telling->check_failure       ? telling->check_failure
                      : telling->solution->failure ? telling->solution->failure
                                                   : "";
    answer->work = telling->solution->work;
    tell_tiers(telling, arena, answer);
    tell_stacks(telling, arena, answer);
    tell_usage(telling, arena, answer);
    tell_standby(estate_of(telling), arena, answer);
    if (answer->status != STATUS_FAILED)
        tell_overload(telling, arena, answer);
    if (answer->status != STATUS_FAILED && !telling->first)
        tell_unreserved(telling, arena, answer);
    tell_residents(telling, arena, answer);
    answer->certificate = *telling->certificate;
    answer->is_fewest = telling->solution->is_fewest;
    if (telling->first)
        tell_may_give_way(telling, arena, answer);
    tell_findings(telling, arena, ret);
}
