/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/result_check.h"

#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/checked.h"
#include "base/error.h"
#include "result/result_plan.h"
#include "verify/verify_report.h"

/* One scenario under check. */
struct check {
    const struct estate *estate;
    const struct result *result;
    const struct result_scenario *scenario;
    const struct result_answer *answer;
    const struct question_options *options;
    struct result_plan *made;
    struct arena *arena;   /* of the scenario */
    struct arena *scratch; /* of the step at hand: end_part */
    struct verify_report part;
    struct verify_report *report;
    bool is_step;             /* a step of a cascade before its last */
    const bool *by_scheduler; /* verify_scheduler; NULL = the plan has faults */
};

static const struct result_answer *answer_of(const struct check *check)
{
    return check->answer;
}

/* A claim: counted, and refuted with its text when it does not hold. */
#define CLAIM(check, holds, ...) \
    do { \
        (check)->report->claims++; \
        if (!(holds)) \
            report_refuted((check)->report, (check)->arena, __VA_ARGS__); \
    } while (0)

/* ---- the list of stacks */

/* [stack_count] findings `not-modelled` of each stack: a result must not keep silent about them. */
static const int32_t *count_left_out(const struct check *check)
{
    const struct estate *e = check->estate;
    int32_t *counts = ARENA_NEW(check->arena, e->stack_count, int32_t);
    for (int32_t i = 0; i < e->finding_count; i++)
        if (e->findings[i].stack_ix >= 0 && strcmp(e->findings[i].code, "not-modelled") == 0)
            counts[e->findings[i].stack_ix]++;
    return counts;
}

/* All displaced stacks of each tier are listed, once each, with the tier and weight of the estate.
 */
static void check_list(const struct check *check)
{
    const struct result_answer *answer = answer_of(check);
    bool *is_seen = ARENA_NEW(check->arena, check->estate->stack_count, bool);
    int64_t *listed = ARENA_NEW(check->arena, 2 * (MAX_TIER + 1), int64_t);
    const int32_t *left_out = count_left_out(check);
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        int32_t stack_ix = check->made->stack_ix[i];
        if (stack_ix < 0)
            continue;
        const struct stack *real = &check->estate->stacks[stack_ix];
        CLAIM(check, !is_seen[stack_ix], "%s is listed twice", stack->stack);
        CLAIM(check, stack->tier == real->tier && stack->weight == real->weight,
              "%s is of tier %d, weight %lld; the result says %lld, %lld", stack->stack,
              (int)real->tier, (long long)real->weight, (long long)stack->tier,
              (long long)stack->weight);
        CLAIM(check, stack->is_lent == real->is_lent,
              "%s: whether its environment is lent is said wrongly", stack->stack);
        CLAIM(check, stack->not_modelled_count == left_out[stack_ix],
              "%s has %d rules that are not modelled; the result tells of %d", stack->stack,
              (int)left_out[stack_ix], (int)stack->not_modelled_count);
        is_seen[stack_ix] = true;
        /* Of a failed answer: it runs on, and nobody knows whether what it requires does. */
        bool is_doubted = answer->status == STATUS_FAILED && stack->verdict == VERDICT_UNKNOWN &&
                          stack->need_count > 0 && stack->demand_count == 0 &&
                          !check->made->scenario.cluster_lost[real->cluster_ix];
        bool is_resident = is_doubted ||
                           (stack->verdict == VERDICT_AFFECTED && !stack->has_replicas) ||
                           stack->verdict == VERDICT_EVICTED || stack->verdict == VERDICT_MOVED ||
                           (check->made->gives_way && check->made->gives_way[stack_ix]);
        listed[real->tier + (real->is_lent && check->made->gives_way ? MAX_TIER + 1 : 0)] +=
            !is_resident;
    }
    for (int32_t t = 0; t < answer->tier_count; t++) {
        const struct result_tier *tier = &answer->tiers[t];
        if (tier->of_residents) /* kept ones are not listed; verify_plan counts them */
            continue;
        if (tier->tier < 0 || tier->tier > MAX_TIER) /* refuted elsewhere */
            continue;
        int64_t *count = &listed[tier->tier + (tier->of_lent ? MAX_TIER + 1 : 0)];
        CLAIM(check, *count == tier->displaced,
              "tier %lld: %lld stacks are listed, %lld are displaced", (long long)tier->tier,
              (long long)*count, (long long)tier->displaced);
        *count = 0;
    }
    /* With --only-tier, what the asked stacks require is listed too, whatever its tier. */
    int32_t last = check->options->has_only_tier ? check->options->only_tier : MAX_TIER;
    for (int32_t tier = 0; tier <= last && tier <= MAX_TIER; tier++)
        if (listed[tier] > 0 || listed[tier + MAX_TIER + 1] > 0)
            CLAIM(check, false, "tier %d is not among the tiers, but its stacks are listed",
                  (int)tier);
}

/* ---- refusals */

static void check_refusal(const struct check *check, struct impossibility *all, int32_t i)
{
    const struct result_stack *stack = &answer_of(check)->stacks[i];
    int32_t stack_ix = check->made->stack_ix[i];
    bool is_blocked = false;
    if (!stack->is_certified) {
        check->report->claims++;
        check->report->uncertified++;
        return;
    }
    bool is_impossible = verify_is_impossible(all, stack_ix, &is_blocked);
    CLAIM(
        check, is_impossible || verify_never(all, stack_ix) >= 0,
        "%s is called impossible, but by itself it may have a place, and no certificate says that "
        "no plan recovers it and as much",
        stack->stack);
    if (stack->verdict == VERDICT_BLOCKED)
        CLAIM(check, is_blocked, "%s is called blocked, but a cluster has what it needs",
              stack->stack);
}

/* Replicas of a stack that run on, of all instances of an active/active one. */
static int64_t surviving(const struct check *check, int32_t stack_ix)
{
    const struct estate *estate = check->estate;
    const struct scenario *scenario = &check->made->scenario;
    const struct stack *stack = &estate->stacks[stack_ix];
    int64_t sum = 0;
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *other = &estate->stacks[s];
        bool is_same =
            s == stack_ix || (stack->family_ix >= 0 && other->family_ix == stack->family_ix);
        if (!is_same || scenario->cluster_lost[other->cluster_ix])
            continue;
        for (int32_t w = other->first_workload; w < other->first_workload + other->workload_count;
             w++) {
            const struct workload *workload = &estate->workloads[w];
            if (workload->is_daemon)
                continue;
            sum = checked_add(sum, workload->running_unknown);
            for (int32_t p = 0; p < workload->placement_count; p++) {
                const struct placement *placement =
                    &estate->placements[workload->first_placement + p];
                if (!scenario->node_lost[placement->node_ix])
                    sum = checked_add(sum, placement->replicas);
            }
        }
    }
    return sum;
}

static void check_replicas(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &answer_of(check)->stacks[i];
    int64_t up = surviving(check, check->made->stack_ix[i]);
    for (int32_t k = 0; k < stack->plan_count; k++)
        if (stack->plan[k].replicas > 0 &&
            stack->plan[k].replicas <= CAP_REPLICAS) /* else refuted */
            up = checked_add(up, stack->plan[k].replicas);
    CLAIM(check, stack->replicas_up == up && up <= stack->replicas_total,
          "%s: %lld replicas are up, the result says %lld of %lld", stack->stack, (long long)up,
          (long long)stack->replicas_up, (long long)stack->replicas_total);
    if (stack->verdict == VERDICT_FITS)
        CLAIM(check, up == stack->replicas_total, "%s fits, but not all of its replicas are up",
              stack->stack);
}

/* All replicas of a stack that comes back whole: of all its lost instances. */
static int64_t replicas_lost(const struct check *check, int32_t stack_ix)
{
    const struct estate *estate = check->estate;
    const struct stack *stack = &estate->stacks[stack_ix];
    int64_t sum = 0;
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *other = &estate->stacks[s];
        bool is_same =
            s == stack_ix || (stack->family_ix >= 0 && other->family_ix == stack->family_ix);
        if (!is_same || !check->made->scenario.cluster_lost[other->cluster_ix])
            continue;
        for (int32_t w = other->first_workload; w < other->first_workload + other->workload_count;
             w++)
            if (!estate->workloads[w].is_daemon)
                sum = checked_add(sum, workload_demand(&estate->workloads[w]));
    }
    return sum;
}

/* The surviving copies of a lost stack, in the order of clusters. */
static void check_predeployed(const struct check *check, int32_t i)
{
    const struct result_stack *told = &answer_of(check)->stacks[i];
    const struct stack *stack = &check->estate->stacks[check->made->stack_ix[i]];
    const struct scenario *scenario = &check->made->scenario;
    int32_t count = 0;
    bool same = true;
    for (int32_t k = 0; scenario->cluster_lost[stack->cluster_ix] && k < stack->copy_count; k++) {
        if (scenario->cluster_lost[stack->copies[k]])
            continue;
        same =
            same && count < told->predeployed_count &&
            strcmp(told->predeployed[count], check->estate->clusters[stack->copies[k]].name) == 0;
        count++;
    }
    CLAIM(check, same && count == told->predeployed_count,
          "%s: where it is pre-deployed is not as told", told->stack);
}

/* A stack that is in one cluster as a whole fits with all of its replicas, and is degraded with
 * fewer; verify_plan sees to it that they are enough. */
static void check_whole(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &answer_of(check)->stacks[i];
    const struct stack *real = &check->estate->stacks[check->made->stack_ix[i]];
    int64_t all = replicas_lost(check, check->made->stack_ix[i]);
    int64_t up = 0;
    CLAIM(check,
          !stack->has_min_replicas ||
              (real->has_min_replicas && real->min_replicas == stack->min_replicas),
          "%s: the result says that %lld replicas of each workload are enough; the estate does not",
          stack->stack, (long long)stack->min_replicas);
    if (!stack->target[0] || (stack->verdict != VERDICT_FITS && stack->verdict != VERDICT_DEGRADED))
        return;
    for (int32_t k = 0; k < stack->plan_count; k++)
        if (stack->plan[k].replicas > 0 && stack->plan[k].replicas <= CAP_REPLICAS)
            up = checked_add(up, stack->plan[k].replicas);
    CLAIM(check, (stack->verdict == VERDICT_FITS) == (up == all),
          "%s is called %s with %lld of %lld replicas", stack->stack, verdict_words(stack->verdict),
          (long long)up, (long long)all);
    CLAIM(check, !stack->has_replicas || stack->replicas_total == all,
          "%s has %lld replicas, the result says %lld", stack->stack, (long long)all,
          (long long)stack->replicas_total);
}

static const struct result_stack *find_listed(const struct check *check, const char *path)
{
    for (int32_t i = 0; i < answer_of(check)->stack_count; i++)
        if (!strcmp(result_stack_path(&answer_of(check)->stacks[i], check->arena), path))
            return &answer_of(check)->stacks[i];
    return NULL;
}

/* What an affected stack names as down is listed as not recovered, or belongs to what is lost. */
static void check_needs(const struct check *check, const struct result_stack *stack)
{
    CLAIM(check, stack->need_count > 0, "%s is called affected, but nothing it needs is named",
          stack->stack);
    for (int32_t k = 0; k < stack->need_count; k++) {
        const struct result_stack *needed = find_listed(check, stack->needs[k]);
        CLAIM(check,
              !needed || (needed->verdict != VERDICT_FITS && needed->verdict != VERDICT_MOVED),
              "%s is called affected by %s, which is recovered", stack->stack, stack->needs[k]);
    }
}

/* It may give way, and each that it gives way for is more critical and recovered only thanks to
 * such. */
static void check_evicted(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &answer_of(check)->stacks[i];
    CLAIM(check, check->made->gives_way && check->made->gives_way[check->made->stack_ix[i]],
          "%s is evicted, but is none that may give way", stack->stack);
    CLAIM(check, stack->plan_count == 0 && !stack->target[0] && stack->for_count > 0,
          "%s is evicted, but %s", stack->stack,
          stack->for_count > 0 ? "has a place" : "nobody is named for whom");
    bool by_scheduler = !strcmp(stack->by, "scheduler");
    CLAIM(check, by_scheduler || !strcmp(stack->by, "hand"),
          "%s is evicted by \"%s\"; expected hand or scheduler", stack->stack, stack->by);
    if (check->by_scheduler)
        CLAIM(check, by_scheduler == check->by_scheduler[check->made->stack_ix[i]],
              by_scheduler ? "%s is not evicted by the scheduler: it leaves a pod of it, or takes "
                             "one that the plan keeps"
                           : "%s is evicted by hand, but the scheduler removes all of it",
              stack->stack);
    for (int32_t k = 0; k < stack->for_count; k++) {
        const struct result_stack *newcomer = find_listed(check, stack->for_whom[k]);
        const struct result_stack *before =
            newcomer ? result_find_stack(&check->scenario->as_is, newcomer) : NULL;
        CLAIM(check,
              newcomer && result_is_more_critical(newcomer, stack) &&
                  result_stack_gains(before, newcomer),
              "%s is evicted for %s, which is not more critical, not recovered, or recovered "
              "without it",
              stack->stack, stack->for_whom[k]);
    }
}

/* Where residents are placed or give way, the second plan is not in the result. */
static void check_choice(const struct check *check, int32_t i)
{
    const struct result_stack *stack = &answer_of(check)->stacks[i];
    const char *fault;
    check->report->claims++;
    if (stack->differing_count == 0) {
        check->report->uncertified++;
        return;
    }
    struct arena *own = arena_new(); /* one stack after the other */
    fault = result_check_choice(check->estate, check->scenario, answer_of(check), i, check->options,
                                own);
    if (fault)
        report_refuted(check->report, check->arena, "%s is called a choice, but %s", stack->stack,
                       fault);
    arena_free(own);
}

static struct impossibility *look_alone(const struct check *check)
{
    return verify_impossibility(check->estate, &check->made->scenario, check->options,
                                &check->made->plan, &check->made->certificate, check->scratch);
}

static void check_stacks(const struct check *check)
{
    const struct result_answer *answer = answer_of(check);
    struct impossibility *all = NULL;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        if (check->made->stack_ix[i] < 0)
            continue;
        const struct result_tier *tier = result_tier_of(answer, stack);
        switch (stack->verdict) {
        case VERDICT_DOES_NOT_FIT:
        case VERDICT_BLOCKED:
            all = all ? all : look_alone(check);
            check_refusal(check, all, i);
            break;
        case VERDICT_AFFECTED: check_needs(check, stack); break;
        case VERDICT_CHOICE:
            check_choice(check, i);
            CLAIM(check, tier && tier->is_proven,
                  "%s is called a choice, but its tier is not proven", stack->stack);
            break;
        case VERDICT_EVICTED: check_evicted(check, i); break;
        case VERDICT_MOVED:
            CLAIM(check, check->made->gives_way && check->made->gives_way[check->made->stack_ix[i]],
                  "%s is moved, but is none that may give way", stack->stack);
            break;
        case VERDICT_FITS:
        case VERDICT_DEGRADED:
        case VERDICT_UNKNOWN:
        case VERDICT_UNAFFECTED:
        case VERDICT_COUNT: break;
        }
        if (stack->has_replicas && answer->status != STATUS_FAILED)
            check_replicas(check, i);
        check_whole(check, i);
        check_predeployed(check, i);
        if (stack->verdict == VERDICT_FITS)
            CLAIM(check,
                  stack->is_assumed_zero ==
                      check->estate->stacks[check->made->stack_ix[i]].is_assumed_zero,
                  "%s: whether a reservation was assumed to be zero is said wrongly", stack->stack);
    }
}

/* ---- residents that lean on what is down */

/* Down for sure: displaced whole and not recovered, or platform that is lost. An active/active
 * stack may run on elsewhere, so it is not taken for down here. */
static bool *find_down(const struct check *check, bool *is_listed)
{
    const struct estate *estate = check->estate;
    const struct result_answer *answer = answer_of(check);
    bool *is_down = ARENA_NEW(check->arena, estate->stack_count, bool);
    for (int32_t i = 0; i < answer->stack_count; i++) {
        int32_t stack_ix = check->made->stack_ix[i];
        if (stack_ix < 0)
            continue;
        is_listed[stack_ix] = true;
        is_down[stack_ix] = answer->stacks[i].verdict != VERDICT_FITS &&
                            answer->stacks[i].verdict != VERDICT_MOVED &&
                            !answer->stacks[i].has_replicas &&
                            estate->stacks[stack_ix].family_ix < 0;
    }
    for (int32_t s = 0; s < estate->stack_count; s++)
        is_down[s] |= estate->stacks[s].is_platform &&
                      check->made->scenario.cluster_lost[estate->stacks[s].cluster_ix];
    return is_down;
}

/* A surviving stack that requires one that is down must be listed, or it would pass for unaffected.
 */
static void check_unlisted(const struct check *check)
{
    const struct estate *estate = check->estate;
    bool *is_listed = ARENA_NEW(check->arena, estate->stack_count, bool);
    const bool *is_down = find_down(check, is_listed);
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *stack = &estate->stacks[s];
        if (is_listed[s] || stack->is_platform || stack->family_ix >= 0 ||
            check->made->scenario.cluster_lost[stack->cluster_ix] ||
            (check->options->has_only_tier && stack->tier > check->options->only_tier))
            continue;
        for (int32_t i = 0; i < stack->require_count; i++)
            CLAIM(check, !is_down[stack->requires[i].stack_ix],
                  "%s is not listed, but %s, which it requires, is down", stack->name,
                  estate->stacks[stack->requires[i].stack_ix].name);
    }
}

static void check_status(const struct check *check)
{
    bool all_proven = true;
    for (int32_t t = 0; t < answer_of(check)->tier_count; t++)
        all_proven = all_proven && answer_of(check)->tiers[t].is_proven;
    CLAIM(check, (answer_of(check)->status == STATUS_PROVEN) == all_proven,
          "the status is \"%s\", but %s tier is proven",
          result_status_name(answer_of(check)->status), all_proven ? "every" : "not every");
}

/* ---- all of it */

/* With the name of the part in front, if it has one. */
static void merge(struct verify_report *into, const struct verify_report *from, const char *name,
                  struct arena *arena)
{
    int32_t texts = from->refuted < REFUTATION_MAX ? from->refuted : REFUTATION_MAX;
    const char *colon = name ? ": " : "";
    name = name ? name : "";
    for (int32_t i = 0; i < texts; i++)
        report_refuted(into, arena, "%s%s%s", name, colon, from->texts[i]);
    into->refuted += from->refuted - texts;
    into->claims += from->claims;
    into->uncertified += from->uncertified;
    into->residents_left_out += from->residents_left_out;
    if (from->note && !into->note)
        into->note = arena_format(arena, "%s%s%s", name, colon, from->note);
}

/* A step of the check has ended: what it found is taken over, its memory given to the next one. */
static void end_part(struct check *check)
{
    merge(check->report, &check->part, NULL, check->arena);
    check->part = (struct verify_report){0};
    arena_reset(check->scratch);
}

static const char *option_of(const struct result *result, const char *key)
{
    for (int32_t i = 0; i < result->option_count; i++)
        if (!strcmp(result->options[i].key, key))
            return result->options[i].value;
    return NULL;
}

/* Is there a second answer where there should be, and is it no worse than the first? */
static void check_second(const struct check *check)
{
    const struct result_answer *first = &check->scenario->as_is;
    const char *eviction = option_of(check->result, "eviction");
    bool is_all = result_recovers_all(first);
    CLAIM(check, first->may_give_way_count == 0 && (!check->scenario->has_eviction || !is_all),
          "a second answer is told of what needs none");
    CLAIM(check, is_all || check->scenario->has_eviction || (eviction && !strcmp(eviction, "no")),
          "not all is recovered, and the second answer is missing");
}

/* The clusters that fell after the failover. */
static void check_cascade(const struct check *check)
{
    const struct result_scenario *scenario = check->scenario;
    bool is_failed = scenario->as_is.status == STATUS_FAILED;
    const char *asked = option_of(check->result, "cascade");
    const struct result_cascade *cascade = scenario->cascade;
    const char *told = cascade ? arena_format(check->arena, "%lld/%lld", (long long)cascade->num,
                                              (long long)cascade->den)
                               : "nothing";
    CLAIM(check, asked ? !strcmp(asked, told) || (!cascade && is_failed) : !cascade,
          "the options ask for a cascade of %.40s, the scenario tells of %s",
          asked ? asked : "nothing", told);
    if (cascade)
        cascade_check(check->estate, scenario, check->made, check->arena, check->report);
}

static void check_answer(struct check *check)
{
    struct result_plan made;
    struct question_options options = *check->options;
    check->made = &made;
    if (!result_plan_make(check->estate, check->scenario, check->answer, check->arena, &made,
                          check->report))
        return;
    options.gives_way = made.gives_way;
    options.not_moved = made.not_moved;
    check->options = &options;
    if (answer_of(check)->status != STATUS_FAILED) { /* else it claims no plan and no bound */
        verify_plan(check->estate, &made.scenario, check->options, &made.plan, check->scratch,
                    &check->part);
        end_part(check);
        verify_bounds(check->estate, &made.scenario, check->options, &made.plan, &made.certificate,
                      check->scratch, &check->part);
        end_part(check);
        check_status(check);
    }
    check->by_scheduler = NULL;
    if (made.gives_way && check->report->refuted == 0)
        check->by_scheduler =
            verify_scheduler(check->estate, &made.plan, made.gives_way, check->arena);
    CLAIM(check,
          check->scenario->lost_clusters == made.scenario.lost_cluster_count &&
              check->scenario->is_partial == made.scenario.is_partial,
          "it loses %d whole clusters%s; the result says otherwise",
          (int)made.scenario.lost_cluster_count, made.scenario.is_partial ? " and some nodes" : "");
    check_list(check);
    check_stacks(check);
    end_part(check);
    check_unlisted(check);
    if (answer_of(check)->status != STATUS_FAILED)
        result_check_why(check->estate, answer_of(check), &made, check->options, check->scratch,
                         &check->part);
    end_part(check);
    result_check_usage(check->estate, check->answer, &made, check->options, check->scratch,
                       &check->part);
    end_part(check);
    standby_check(check->estate, answer_of(check), check->arena, check->report);
    if (answer_of(check)->status != STATUS_FAILED)
        overload_check(check->estate, answer_of(check), &made, check->options, check->scratch,
                       &check->part);
    end_part(check);
    if (check->answer != &check->scenario->as_is)
        return;
    if (answer_of(check)->status != STATUS_FAILED)
        unreserved_check(check->estate, answer_of(check), &made, check->options, check->scratch,
                         &check->part);
    end_part(check);
    if (!check->is_step)
        check_cascade(check);
    bool is_asked = check->scenario->spare_count > 0 || option_of(check->result, "then_lose_node");
    if (!check->is_step && is_asked && answer_of(check)->status != STATUS_FAILED)
        spares_check(check->estate, check->scenario, &made, check->options, check->scratch,
                     &check->part);
    end_part(check);
}

/* ---- the steps of a cascade */

static const struct result_fall *find_fall(const struct result_cascade *cascade, int64_t step,
                                           const char *cluster)
{
    for (int32_t i = 0; i < cascade->fall_count; i++)
        if (cascade->falls[i].step == step && !strcmp(cascade->falls[i].cluster, cluster))
            return &cascade->falls[i];
    return NULL;
}

static bool is_same_burst(const struct result_burst *a, const struct result_burst *b)
{
    return a->kind == b->kind && a->num == b->num && a->den == b->den &&
           !strcmp(a->node, b->node) && !strcmp(a->resource, b->resource);
}

/* After this step those fall that do not hold the burst, and nobody else. The bursts themselves are
 * checked as those of any answer. */
static void check_falls(const struct check *check, int64_t step)
{
    const struct result_cascade *cascade = check->scenario->cascade;
    const struct result_answer *answer = &check->scenario->steps[step - 1];
    int32_t count = 0;
    for (int32_t i = 0; i < cascade->fall_count; i++)
        count += cascade->falls[i].step == step;
    for (int32_t i = 0; i < answer->cluster_count; i++) {
        const struct result_overload *overload = answer->clusters[i].overload;
        const struct result_fall *fall = find_fall(cascade, step, answer->clusters[i].cluster);
        bool falls = overload && !burst_holds(&overload->burst, cascade->num, cascade->den);
        CLAIM(check,
              overload && falls == (fall != NULL) &&
                  (!fall || (is_same_burst(&fall->burst, &overload->burst) &&
                             is_same_burst(&fall->before, &overload->before))),
              "step %lld: %s falls, or does not, other than its plan says", (long long)step,
              answer->clusters[i].cluster);
        count -= fall != NULL;
    }
    CLAIM(check, count == 0, "step %lld: a cluster falls that did not survive until then",
          (long long)step);
}

/* The first answer of the step, checked like any other. What was lost then are the words of the
 * scenario but for those who fell in this step or later. */
static void check_step(struct check *check, int64_t step)
{
    struct result_scenario before = *check->scenario;
    struct verify_report report = {0}, unread = {0};
    struct result_plan made;
    struct check part = *check;
    for (int32_t i = 0; i < before.cascade->fall_count; i++)
        before.lost_count -= before.cascade->falls[i].step >= step;
    before.as_is = before.steps[step - 1];
    before.has_eviction = false;
    before.cascade = NULL;
    if (before.lost_count <= 0 ||
        !result_plan_make(check->estate, &before, &before.as_is, check->arena, &made, &unread)) {
        CLAIM(check, false, "step %lld of the cascade: what was lost then cannot be told",
              (long long)step);
        return;
    }
    before.lost_clusters = made.scenario.lost_cluster_count;
    before.is_partial = made.scenario.is_partial;
    part.scenario = &before;
    part.answer = &before.as_is;
    part.report = &report;
    part.is_step = true;
    check_answer(&part);
    merge(check->report, &report, arena_format(check->arena, "step %lld", (long long)step),
          check->arena);
    check_falls(check, step);
}

static void check_steps(struct check *check)
{
    const struct result_scenario *scenario = check->scenario;
    const struct result_cascade *cascade = scenario->cascade;
    int64_t steps =
        cascade && cascade->fall_count > 0 ? cascade->falls[cascade->fall_count - 1].step : 0;
    CLAIM(check, scenario->step_count == steps,
          "the cascade has %lld steps before its last, the result tells of %d", (long long)steps,
          (int)scenario->step_count);
    for (int64_t step = 1; scenario->step_count == steps && step <= steps; step++)
        check_step(check, step);
}

static void check_scenario(struct check *check)
{
    const struct question_options *options = check->options;
    check->answer = &check->scenario->as_is;
    check_answer(check);
    check_second(check);
    check->options = options;
    check_steps(check);
    if (!check->scenario->has_eviction)
        return;
    check->answer = &check->scenario->with_eviction;
    check_answer(check);
}

/* The summary is what the scenarios make of it. */
static void check_summary(const struct result *result, struct arena *arena,
                          struct verify_report *report)
{
    struct result again = *result;
    struct check check = {.arena = arena, .report = report};
    struct judge_options judge = result_judged_by(result);
    result_judge(&again, &judge, arena);
    bool is_stale_unknown = judge.strict && !result->has_run; /* "run" says what is stale */
    CLAIM(&check, again.summary == result->summary || is_stale_unknown,
          "the summary says %s, the scenarios say %s", summary_verdict_name(result->summary),
          summary_verdict_name(again.summary));
    CLAIM(&check, again.critical_at_risk_count == result->critical_at_risk_count,
          "the summary names %d critical stacks at risk, the scenarios %d",
          (int)result->critical_at_risk_count, (int)again.critical_at_risk_count);
    for (int32_t i = 0; i < again.critical_at_risk_count && i < result->critical_at_risk_count; i++)
        CLAIM(&check, !strcmp(again.critical_at_risk[i], result->critical_at_risk[i]),
              "the summary names %s at risk, the scenarios %s", result->critical_at_risk[i],
              again.critical_at_risk[i]);
}

/* What is said of the estate itself. */
static void check_frame(const struct estate *estate, const struct result *result,
                        struct arena *arena, struct verify_report *report)
{
    struct check check = {.arena = arena, .report = report};
    int64_t stacks = 0;
    for (int32_t s = 0; s < estate->stack_count; s++)
        stacks += !estate->stacks[s].is_platform;
    CLAIM(&check, !strcmp(result->estate_name, estate->name), "the estate's name is %s, not %s",
          estate->name, result->estate_name);
    CLAIM(&check,
          result->cluster_count == estate->cluster_count &&
              result->node_count == estate->node_count && result->stack_count == stacks,
          "the estate has %d clusters, %d nodes, %lld stacks; the result says otherwise",
          (int)estate->cluster_count, (int)estate->node_count, (long long)stacks);
    CLAIM(&check, result->critical_tier == estate->critical_tier,
          "the result says critical_tier %lld, the estate %d", (long long)result->critical_tier,
          (int)estate->critical_tier);
    bool is_same = result->resource_count == estate->resource_count;
    for (int32_t r = 0; is_same && r < estate->resource_count; r++)
        is_same = !strcmp(result->resources[r].name, estate->resources[r].name) &&
                  !strcmp(result->resources[r].unit, resource_unit_name(estate->resources[r].unit));
    CLAIM(&check, is_same, "the resources are not those of the estate");
}

bool result_check(const struct estate *estate, const struct result *result, struct arena *arena,
                  struct verify_report *report, struct error *reterr)
{
    struct question_options options;
    report->claims++;
    if (strcmp(estate->digest, result->estate_digest) != 0) {
        report_refuted(report, arena,
                       "the result is of another estate: its digest is %.80s, that of estate %.80s "
                       "is %.80s",
                       result->estate_digest, estate->name, estate->digest);
        return true;
    }
    if (!result_plan_options(estate, result, arena, &options, reterr))
        return false;
    check_frame(estate, result, arena, report);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        struct verify_report part = {0};
        struct arena *scratches[2] = {arena_new(), arena_new()};
        struct check check = {.estate = estate,
                              .result = result,
                              .scenario = &result->scenarios[s],
                              .options = &options,
                              .arena = scratches[0],
                              .scratch = scratches[1],
                              .report = &part};
        check_scenario(&check);
        merge(report, &part, result->scenarios[s].name, arena);
        arena_free(scratches[0]);
        arena_free(scratches[1]);
    }
    check_summary(result, arena, report);
    return true;
}
