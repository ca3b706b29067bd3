/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/verify.h"

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
    bool fills_up;
    wide_int wanted, placed; /* replicas of what comes back replica by replica, or fills up */
};

/* The replicas of a tier with stacks that may come back smaller. */
static void check_fill(struct plan_check *check, const struct plan_tier *tier,
                       const struct tier_sum *sum)
{
    if (tier->fills_up != sum->fills_up) {
        report_refuted(check->report, check->arena,
                       "tier %d: replicas are %stold; stacks that may come back smaller: %s",
                       tier->tier, tier->fills_up ? "" : "not ", sum->fills_up ? "some" : "none");
        return;
    }
    if (!sum->fills_up)
        return;
    check->report->claims++;
    if (tier->wanted != sum->wanted || tier->placed != sum->placed)
        report_refuted(check->report, check->arena,
                       "tier %d: %lld of %lld replicas are claimed; the plan has %lld of %lld",
                       tier->tier, (long long)tier->placed, (long long)tier->wanted,
                       report_number(sum->placed), report_number(sum->wanted));
    if (tier->placed_bound < tier->placed || tier->placed_bound > tier->wanted)
        report_refuted(check->report, check->arena,
                       "tier %d: the bound of %lld replicas is not between those placed and all",
                       tier->tier, (long long)tier->placed_bound);
}

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
    check_fill(check, tier, sum);
}

static void add_fill(const struct plan_check *check, const struct unit *unit, struct tier_sum *sum)
{
    sum->fills_up |= unit->fills_up;
    if (unit->kind == UNIT_WHOLE && !unit->fills_up)
        return;
    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        sum->wanted += check->q.items[i].lost + check->q.items[i].more;
        sum->placed += check->placed[i];
    }
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
        add_fill(check, &q->units[u], &sums[level]);
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
