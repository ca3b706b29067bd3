/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "base/arena.h"
#include "verify/verify.h"
#include "verify/verify_check.h"

/* Does each listed stack say rightly whether it is recovered? */
static void check_claims(struct plan_check *check, const bool *is_recovered)
{
    for (int32_t u = 0; u < check->q.unit_count; u++) {
        const struct plan_stack *listed = check->listed[u];

        if (listed && listed->is_recovered != is_recovered[u])
            report_refuted(check->report, check->arena,
                           "%s: is claimed %srecovered; its replicas or what it requires say %s",
                           question_name(&check->q, listed->stack_ix),
                           listed->is_recovered ? "" : "not ", is_recovered[u] ? "yes" : "no");
    }
}

struct tier_sum {
    int64_t count;
    wide_int weight, recovered;
};

static void check_tier(struct plan_check *check, const struct plan_tier *tier,
                       const struct tier_sum *sum)
{
    if (tier->displaced_count != sum->count)
        report_refuted(check->report, check->arena,
                       "tier %d: %lld displaced stacks are claimed; there are %lld", tier->tier,
                       (long long)tier->displaced_count, (long long)sum->count);
    if (tier->displaced_weight != sum->weight)
        report_refuted(check->report, check->arena,
                       "tier %d: displaced weight %lld is claimed; it is %lld", tier->tier,
                       (long long)tier->displaced_weight, report_number(sum->weight));
    if (tier->recovered != sum->recovered)
        report_refuted(check->report, check->arena,
                       "tier %d: recovered weight %lld is claimed; the plan recovers %lld",
                       tier->tier, (long long)tier->recovered, report_number(sum->recovered));
}

void check_tiers(struct plan_check *check, const bool *is_recovered)
{
    const struct question *q = &check->q;
    struct tier_sum *sums = ARENA_NEW(check->arena, MAX_LEVEL + 1, struct tier_sum);
    int32_t i = 0;

    check_claims(check, is_recovered);
    for (int32_t u = 0; u < q->unit_count; u++) {
        const struct stack *stack = &q->estate->stacks[q->units[u].stack_ix];

        if (!q->units[u].is_counted)
            continue;
        int32_t level = q->units[u].level;

        assert(level >= 0 && level <= MAX_LEVEL);
        sums[level].count++;
        sums[level].weight += stack->weight;
        sums[level].recovered += is_recovered[u] ? stack->weight : 0;
    }
    for (int32_t t = 0; t <= MAX_LEVEL; t++) {
        if (sums[t].count == 0)
            continue;
        check->report->claims++;
        if (i < check->plan->tier_count && check->plan->tiers[i].tier == t)
            check_tier(check, &check->plan->tiers[i++], &sums[t]);
        else
            report_refuted(
                check->report, check->arena,
                "tier %d: %lld stacks are displaced; the plan does not have it in its place", t,
                (long long)sums[t].count);
    }
    if (i < check->plan->tier_count)
        report_refuted(
            check->report, check->arena,
            "tier %d: is not expected here: tiers ascend, each once, and have displaced stacks",
            check->plan->tiers[i].tier);
}
