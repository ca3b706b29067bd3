/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/result.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static const struct {
    const char *name, *words;
    char letter;
} verdicts[VERDICT_COUNT] = {
    [VERDICT_DOES_NOT_FIT] = {"does_not_fit", "does not fit", 'X'},
    [VERDICT_BLOCKED] = {"blocked", "blocked", 'B'},
    [VERDICT_AFFECTED] = {"affected", "affected", 'A'},
    [VERDICT_EVICTED] = {"evicted", "gives way", 'G'},
    [VERDICT_UNKNOWN] = {"unknown", "unknown", '?'},
    [VERDICT_DEGRADED] = {"degraded", "degraded", 'D'},
    [VERDICT_CHOICE] = {"choice", "choice", 'C'},
    [VERDICT_MOVED] = {"moved", "moves", 'M'},
    [VERDICT_FITS] = {"fits", "fits", 'F'},
    [VERDICT_UNAFFECTED] = {"unaffected", "unaffected", '.'},
};

const char *verdict_name(enum verdict verdict)
{
    assert((unsigned)verdict < VERDICT_COUNT);
    return verdicts[verdict].name;
}

const char *verdict_words(enum verdict verdict)
{
    assert((unsigned)verdict < VERDICT_COUNT);
    return verdicts[verdict].words;
}

char verdict_letter(enum verdict verdict)
{
    assert((unsigned)verdict < VERDICT_COUNT);
    return verdicts[verdict].letter;
}

const char *result_status_name(enum result_status status)
{
    static const char *const names[] = {"proven", "bounded", "failed"};
    assert((unsigned)status < 3);
    return names[status];
}

const char *summary_verdict_name(enum summary_verdict verdict)
{
    static const char *const names[] = {"safe", "at_risk", "inconclusive"};
    assert((unsigned)verdict < 3);
    return names[verdict];
}

const char *result_stack_path(const struct result_stack *stack, struct arena *arena)
{
    if (stack->name_space[0])
        return arena_format(arena, "%s/%s/%s", stack->cluster, stack->name_space, stack->stack);
    return arena_format(arena, "%s/%s", stack->cluster, stack->stack);
}

bool result_is_more_critical(const struct result_stack *a, const struct result_stack *b)
{
    return a->is_lent != b->is_lent ? b->is_lent : a->tier < b->tier;
}

const struct result_tier *result_tier_of(const struct result_answer *answer,
                                         const struct result_stack *stack)
{
    const struct result_tier *ret = NULL;
    for (int32_t i = 0; i < answer->tier_count; i++) {
        const struct result_tier *tier = &answer->tiers[i];
        /* Only the second answer counts what is lent apart. */
        if (tier->tier == stack->tier && !tier->of_residents &&
            (!ret || tier->of_lent == stack->is_lent))
            ret = tier;
    }
    return ret;
}

/* Is the refusal backed without a solver's word? `choice` rests on the bound of its tier. */
static bool is_backed(const struct result_answer *answer, const struct result_stack *stack)
{
    if (stack->verdict != VERDICT_CHOICE)
        return stack->is_certified;
    const struct result_tier *tier = result_tier_of(answer, stack);
    return tier && tier->is_certified;
}

bool result_fill_is_open(const struct result_answer *answer, const struct result_stack *stack)
{
    for (int32_t i = 0; stack->has_min_replicas && i < answer->tier_count; i++)
        if (answer->tiers[i].tier == stack->tier && !answer->tiers[i].of_residents)
            return answer->tiers[i].replicas_up < answer->tiers[i].replicas_bound;
    return false;
}

enum standing result_stack_standing(const struct result_answer *answer,
                                    const struct result_stack *stack,
                                    const struct judge_options *options)
{
    switch (stack->verdict) {
    case VERDICT_DOES_NOT_FIT:
    case VERDICT_BLOCKED:
    case VERDICT_CHOICE:
        return options->strict && !is_backed(answer, stack) ? STANDING_OPEN : STANDING_BAD;
    case VERDICT_AFFECTED:
    case VERDICT_EVICTED: return STANDING_BAD;
    case VERDICT_DEGRADED:
        return options->accept_degraded             ? STANDING_GOOD
               : result_fill_is_open(answer, stack) ? STANDING_OPEN
                                                    : STANDING_BAD;
    case VERDICT_UNKNOWN: return STANDING_OPEN;
    case VERDICT_FITS: return stack->is_assumed_zero ? STANDING_OPEN : STANDING_GOOD;
    case VERDICT_MOVED:
    case VERDICT_UNAFFECTED:
    case VERDICT_COUNT: break;
    }
    return STANDING_GOOD;
}

const struct result_answer *result_judged(const struct result_scenario *scenario,
                                          const struct judge_options *options)
{
    return options->accept_eviction && scenario->has_eviction ? &scenario->with_eviction
                                                              : &scenario->as_is;
}

/* Answers list stacks by cluster, stack, namespace. */
static int compare_stacks(const struct result_stack *a, const struct result_stack *b)
{
    int order = strcmp(a->cluster, b->cluster);
    if (order == 0)
        order = strcmp(a->stack, b->stack);
    return order ? order : strcmp(a->name_space, b->name_space);
}

const struct result_stack *result_find_stack(const struct result_answer *answer,
                                             const struct result_stack *stack)
{
    int32_t low = 0;
    int32_t high = answer->stack_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (compare_stacks(&answer->stacks[middle], stack) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found = low < answer->stack_count && compare_stacks(&answer->stacks[low], stack) == 0;
    return is_found ? &answer->stacks[low] : NULL;
}

bool result_recovers_all(const struct result_answer *answer)
{
    for (int32_t i = 0; i < answer->tier_count; i++)
        if (answer->tiers[i].recovered < answer->tiers[i].displaced_weight ||
            answer->tiers[i].replicas_up < answer->tiers[i].replicas_wanted)
            return false;
    return true;
}

/* 0 = down, 1 = a part of it is where it was sent, 2 = all of it. */
static int recovery_of(const struct result_stack *stack)
{
    if (!stack || (stack->verdict != VERDICT_FITS && stack->verdict != VERDICT_DEGRADED))
        return 0;
    return stack->verdict == VERDICT_FITS ? 2 : stack->target[0] != '\0';
}

bool result_stack_gains(const struct result_stack *before, const struct result_stack *now)
{
    int was = recovery_of(before);
    int is = recovery_of(now);
    return is > was || (now->has_replicas && before && now->replicas_up > before->replicas_up);
}

bool result_fits_by_eviction(const struct result_scenario *scenario,
                             const struct result_stack *stack)
{
    if (!scenario->has_eviction || stack->verdict == VERDICT_FITS)
        return false;
    const struct result_stack *second = result_find_stack(&scenario->with_eviction, stack);
    return second && second->verdict == VERDICT_FITS;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sort and keep one of each. */
static int32_t unique(const char **texts, int32_t count)
{
    int32_t kept = 0;
    if (count > 0)
        qsort(texts, (size_t)count, sizeof *texts, compare_texts);
    for (int32_t i = 0; i < count; i++)
        if (kept == 0 || strcmp(texts[kept - 1], texts[i]) != 0)
            texts[kept++] = texts[i];
    return kept;
}

struct judge_options result_judged_by(const struct result *result)
{
    struct judge_options judge = {0};
    for (int32_t i = 0; i < result->option_count; i++) {
        const struct result_option *option = &result->options[i];
        bool is_accept = !strcmp(option->key, "accept");
        bool is_both = is_accept && !strcmp(option->value, "degraded,eviction");
        judge.accept_degraded |= is_both || (is_accept && !strcmp(option->value, "degraded"));
        judge.accept_eviction |= is_both || (is_accept && !strcmp(option->value, "eviction"));
        judge.strict |= !strcmp(option->key, "strict") && !strcmp(option->value, "yes");
    }
    return judge;
}

int result_judge(struct result *result, const struct judge_options *options, struct arena *arena)
{
    size_t room = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        room += (size_t)result_judged(&result->scenarios[s], options)->stack_count;
    const char **bad = ARENA_NEW(arena, room, const char *);
    int32_t bad_count = 0;
    bool is_open = options->strict && result->stale_count > 0;
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_answer *answer = result_judged(&result->scenarios[s], options);
        is_open |= answer->status == STATUS_FAILED;
        for (int32_t i = 0; i < answer->stack_count; i++) {
            const struct result_stack *stack = &answer->stacks[i];
            if (stack->tier > result->critical_tier)
                continue;
            enum standing standing = result_stack_standing(answer, stack, options);
            if (standing == STANDING_BAD)
                bad[bad_count++] = result_stack_path(stack, arena);
            is_open |= standing == STANDING_OPEN;
        }
    }
    result->critical_at_risk_count = unique(bad, bad_count);
    result->critical_at_risk = bad;
    result->summary = bad_count > 0 ? SUMMARY_AT_RISK
                      : is_open     ? SUMMARY_INCONCLUSIVE
                                    : SUMMARY_SAFE;
    return bad_count > 0 ? 1 : is_open ? 4 : 0;
}
