/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/review/review.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"

enum { DAY_S = 86400 };

void review_init(struct review *review, const struct result *const *results, int32_t count,
                 const struct review_options *options, const struct figures *figures,
                 struct arena *arena)
{
    *review = (struct review){.results = results,
                              .result_count = count,
                              .result = results[count - 1],
                              .judge = result_judged_by(results[count - 1]),
                              .options = *options,
                              .figures = figures,
                              .arena = arena};
    review->cases = table_cases(review->result, &review->judge, arena, &review->case_count);
}

const struct result_answer *review_answer(const struct review *review, int32_t scenario_ix)
{
    return result_judged(&review->result->scenarios[scenario_ix], &review->judge);
}

struct review_counts review_count(const struct review *review, int32_t scenario_ix)
{
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    const struct result_answer *answer = review_answer(review, scenario_ix);
    int64_t critical = review->result->critical_tier;
    struct review_counts counts = {0};
    for (int32_t i = 0; i < answer->tier_count; i++) {
        if (answer->tiers[i].of_residents)
            continue;
        counts.all_displaced += answer->tiers[i].displaced;
        counts.displaced += answer->tiers[i].tier <= critical ? answer->tiers[i].displaced : 0;
    }
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        counts.all_affected += stack->verdict == VERDICT_AFFECTED;
        counts.all_not_recovered +=
            stack->verdict != VERDICT_FITS && stack->verdict != VERDICT_AFFECTED &&
            stack->verdict != VERDICT_EVICTED && stack->verdict != VERDICT_MOVED;
        if (stack->tier > critical)
            continue;
        counts.counts[stack->verdict]++;
        counts.fits += stack->verdict == VERDICT_FITS;
    }
    for (int32_t i = 0; i < scenario->as_is.stack_count; i++)
        counts.by_eviction += scenario->as_is.stacks[i].tier <= critical &&
                              result_fits_by_eviction(scenario, &scenario->as_is.stacks[i]);
    return counts;
}

enum verdict review_worst(const struct review *review, int32_t scenario_ix)
{
    struct review_counts counts = review_count(review, scenario_ix);
    for (int v = 0; v < VERDICT_UNAFFECTED; v++)
        if (counts.counts[v] > 0)
            return (enum verdict)v;
    return VERDICT_UNAFFECTED;
}

static bool has_single(const struct review *review)
{
    for (int32_t s = 0; s < review->result->scenario_count; s++)
        if (table_is_single(&review->result->scenarios[s]))
            return true;
    return false;
}

int32_t review_worst_loss(const struct review *review)
{
    bool only_single = has_single(review);
    int32_t worst = -1;
    int64_t most = 0;
    for (int32_t s = 0; s < review->result->scenario_count; s++) {
        if (only_single && !table_is_single(&review->result->scenarios[s]))
            continue;
        struct review_counts counts = review_count(review, s);
        int64_t bad = 0;
        for (int v = 0; v < VERDICT_FITS; v++)
            bad += counts.counts[v];
        if (bad > most) {
            most = bad;
            worst = s;
        }
    }
    return worst;
}

const struct result_usage *review_tightest(const struct review *review, const char **ret_cluster,
                                           int32_t *ret_scenario)
{
    bool only_single = has_single(review);
    const struct result_usage *best = NULL;
    for (int32_t s = 0; s < review->result->scenario_count; s++) {
        const char *cluster = "";
        if (only_single && !table_is_single(&review->result->scenarios[s]))
            continue;
        const struct result_usage *usage = table_tightest(review_answer(review, s), &cluster);
        if (!usage || (best && (__int128)usage->reserved_after * best->allocatable <=
                                   (__int128)best->reserved_after * usage->allocatable))
            continue;
        best = usage;
        *ret_cluster = cluster;
        *ret_scenario = s;
    }
    return best;
}

int32_t review_oldest(const struct review *review)
{
    const struct result_member *members = review->result->members;
    int32_t oldest = -1;
    for (int32_t i = 0; i < review->result->member_count; i++)
        /* times of one form sort as texts */
        if (members[i].captured[0] &&
            (oldest < 0 || strcmp(members[i].captured, members[oldest].captured) < 0))
            oldest = i;
    return oldest;
}

bool review_age_days(const struct review *review, const struct result_member *member,
                     int64_t *ret_days)
{
    int64_t captured_s;
    if (!member->captured[0] || !date_parse(member->captured, &captured_s) ||
        captured_s > review->options.as_of_s)
        return false;
    *ret_days = (review->options.as_of_s - captured_s) / DAY_S;
    return true;
}

bool review_is_stale(const struct review *review, const struct result_member *member)
{
    int64_t captured_s;
    return review->result->has_max_age && member->captured[0] &&
           date_parse(member->captured, &captured_s) &&
           review->options.as_of_s - captured_s > review->result->max_age_s;
}

enum table_kind review_first_kind(const struct review *review)
{
    int first = KIND_COUNT;
    for (int32_t i = 0; i < review->case_count; i++) {
        int kind = (int)table_kind_of(&review->result->scenarios[review->cases[i].scenario_ix]);
        if (review->cases[i].standing == STANDING_BAD && kind < first)
            first = kind;
    }
    return (enum table_kind)first;
}

const char *review_target(const struct review *review, const struct result_stack *stack)
{
    if (stack->target[0])
        return stack->target;
    const char *text = "";
    for (int32_t i = 0; i < stack->plan_count; i++) {
        bool is_new = true;
        for (int32_t k = 0; k < i; k++)
            is_new = is_new && strcmp(stack->plan[k].cluster, stack->plan[i].cluster) != 0;
        if (is_new)
            text = arena_format(review->arena, "%s%s%s", text, text[0] ? ", " : "",
                                stack->plan[i].cluster);
    }
    return text;
}

int64_t review_demand(const struct result_stack *stack, const char *resource)
{
    for (int32_t i = 0; i < stack->demand_count; i++)
        if (!strcmp(stack->demand[i].resource, resource))
            return stack->demand[i].amount;
    return 0;
}

struct sorted {
    const struct result_stack *stack;
    bool by_eviction;
};

static int compare_stacks(const void *a, const void *b)
{
    const struct sorted *x = a;
    const struct sorted *y = b;
    if (x->stack->tier != y->stack->tier)
        return x->stack->tier < y->stack->tier ? -1 : 1;
    int x_rank = review_rank(x->stack->verdict, x->by_eviction);
    int y_rank = review_rank(y->stack->verdict, y->by_eviction);
    if (x_rank != y_rank)
        return x_rank < y_rank ? -1 : 1;
    int order = strcmp(x->stack->stack, y->stack->stack);
    return order ? order : x->stack < y->stack ? -1 : x->stack > y->stack; /* of one array */
}

int review_rank(enum verdict verdict, bool by_eviction)
{
    return by_eviction ? 2 * (int)VERDICT_FITS - 1 : 2 * (int)verdict;
}

const struct result_stack **review_sorted(const struct review *review, int32_t scenario_ix)
{
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    int32_t count = scenario->as_is.stack_count;
    const struct result_stack **stacks =
        ARENA_NEW(review->arena, count, const struct result_stack *);
    struct sorted *sorted = ARENA_NEW(review->arena, count, struct sorted);
    for (int32_t i = 0; i < count; i++) {
        const struct result_stack *stack = &scenario->as_is.stacks[i];
        sorted[i] = (struct sorted){stack, result_fits_by_eviction(scenario, stack)};
    }
    if (count > 0)
        qsort(sorted, (size_t)count, sizeof *sorted, compare_stacks);
    for (int32_t i = 0; i < count; i++)
        stacks[i] = sorted[i].stack;
    return stacks;
}

void review_share(int64_t part, int64_t whole, char out[SHARE_SIZE])
{
    if (whole <= 0) {
        snprintf(out, SHARE_SIZE, "\xE2\x80\x94");
        return;
    }
    int64_t tenths = (int64_t)((__int128)part * 1000 / whole);
    if (tenths == 1000)
        snprintf(out, SHARE_SIZE, "100%%");
    else
        snprintf(out, SHARE_SIZE, "%" PRId64 ".%d%%", tenths / 10, abs((int)(tenths % 10)));
}
