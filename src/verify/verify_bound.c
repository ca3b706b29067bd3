/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/proof/proof.h"
#include "verify/verify.h"
#include "verify/verify_cover.h"
#include "verify/verify_report.h"

struct bound_check {
    struct cover cover;
    struct proof proof;
    const struct plan *plan;
    const struct certificate *certificate;
    struct verify_report *report;
    struct arena *arena;
    wide_int *covered;  /* [MAX_TIER + 1] weight of units with hope */
    wide_int *replicas; /* [MAX_LEVEL + 1] that count in a tier */
};

static void note_tier(const struct bound_check *check, int64_t place)
{
    if (check->report->is_tier_refuted && place >= 0)
        check->report->is_tier_refuted[place] = true;
}

/* The tier's place in the plan, -1 = none. */
static int32_t place_of(const struct bound_check *check, const struct tier_certificate *tier)
{
    return tier->tier >= 0 && tier->tier <= MAX_LEVEL ? check->proof.place_of_tier[tier->tier] : -1;
}

/* Why the certificate of a tier is none, or does not hold; NULL when it does. */
static const char *certificate_fault(struct bound_check *check, int32_t ix)
{
    const struct tier_certificate *tier = &check->certificate->tiers[ix];
    int32_t place = place_of(check, tier);

    if (place < 0)
        return "the plan has no such tier";
    if (ix > 0 && tier->tier <= tier[-1].tier)
        return "tiers do not ascend";
    if (!check->plan->tiers[place].is_certified || tier->bound >= check->covered[tier->tier])
        return NULL; /* nothing rests on it */
    return proof_of_tier(&check->proof, place, tier->bound, &tier->tree);
}

/* A certificate claims a bound of its own, unless the plan says that its tier is not certified. */
static void check_certificate(struct bound_check *check, int32_t ix)
{
    const struct tier_certificate *tier = &check->certificate->tiers[ix];
    const char *fault = certificate_fault(check, ix);

    check->report->claims++;
    if (!fault)
        return;
    note_tier(check, place_of(check, tier));
    report_refuted(check->report, check->arena, "certificate of tier %d, bound %lld: %s",
                   tier->tier, (long long)tier->bound, fault);
}

/* The lowest bound of a tier that coverage and the certificate say; the latter is checked apart. */
static wide_int said_bound(const struct bound_check *check, int32_t tier)
{
    wide_int bound = check->covered[tier];

    for (int32_t i = 0; i < check->certificate->tier_count; i++) {
        if (check->certificate->tiers[i].tier == tier && check->certificate->tiers[i].bound < bound)
            bound = check->certificate->tiers[i].bound;
    }
    return bound;
}

static void check_tier_bound(struct bound_check *check, const struct plan_tier *tier)
{
    wide_int said;

    check->report->claims++;
    if (tier->fills_up && tier->placed_bound < check->replicas[tier->tier])
        check->report->uncertified++; /* nothing but a search says so */
    if (tier->recovered > tier->bound)
        report_refuted(check->report, check->arena,
                       "tier %d: recovered %lld is more than its bound %lld", tier->tier,
                       (long long)tier->recovered, (long long)tier->bound);
    if (!tier->is_certified) {
        check->report->uncertified++;
        return;
    }
    said = said_bound(check, tier->tier);
    if (tier->bound >= said)
        return;
    note_tier(check, tier - check->plan->tiers);
    report_refuted(
        check->report, check->arena,
        "tier %d: bound %lld is claimed certified; coverage and the certificate say %lld",
        tier->tier, (long long)tier->bound, report_number(said));
}

/* Replicas that the unit could add to what counts so in its tier; none when it is impossible whole.
 */
static void add_replicas(struct bound_check *check, int32_t unit_ix)
{
    const struct question *q = &check->cover.q;
    const struct unit *unit = &q->units[unit_ix];

    if (!unit->is_counted ||
        (unit->kind == UNIT_WHOLE && (!unit->fills_up || !cover_has_hope(&check->cover, unit_ix))))
        return;
    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++)
        check->replicas[unit->level] += q->items[i].lost + q->items[i].more;
}

static bool tiers_are_sound(const struct plan *plan)
{
    for (int32_t i = 0; i < plan->tier_count; i++) {
        if (plan->tiers[i].tier < 0 || plan->tiers[i].tier > MAX_LEVEL ||
            (i > 0 && plan->tiers[i].tier <= plan->tiers[i - 1].tier))
            return false;
    }
    return true;
}

void verify_bounds(const struct estate *estate, const struct scenario *scenario,
                   const struct question_options *options, const struct plan *plan,
                   const struct certificate *certificate, struct arena *arena,
                   struct verify_report *report)
{
    static const struct certificate none;
    struct bound_check check = {.plan = plan, .report = report, .arena = arena};
    struct question *q = &check.cover.q;

    if (!tiers_are_sound(plan)) {
        report->claims++;
        report_refuted(report, arena, "tiers do not ascend within 0 to %d", MAX_LEVEL);
        return;
    }
    check.certificate = certificate ? certificate : &none;
    cover_init(&check.cover, estate, scenario, options, plan, arena);
    check.covered = ARENA_NEW(arena, MAX_LEVEL + 1, wide_int);
    check.replicas = ARENA_NEW(arena, MAX_LEVEL + 1, wide_int);
    for (int32_t u = 0; u < q->unit_count; u++) {
        const struct stack *stack = &estate->stacks[q->units[u].stack_ix];

        if (q->units[u].is_counted && cover_has_hope(&check.cover, u))
            check.covered[q->units[u].level] += stack->weight;
        add_replicas(&check, u);
    }
    for (int32_t i = 0; i < plan->tier_count; i++)
        check_tier_bound(&check, &plan->tiers[i]);
    proof_begin(&check.proof, &check.cover, plan, check.certificate, arena);
    for (int32_t i = 0; i < check.certificate->tier_count; i++)
        check_certificate(&check, i);
    proof_end(&check.proof);
}

struct impossibility {
    struct cover cover;
    const struct plan *plan;
    const struct certificate *certificate;
    int32_t *never; /* [unit_count] 1 + the first claim that proves it; NULL = not worked out yet */
    bool *blocked;  /* [stack_count] by subject; NULL = not worked out yet */
};

struct impossibility *
verify_impossibility(const struct estate *estate, const struct scenario *scenario,
                     const struct question_options *options, const struct plan *plan,
                     const struct certificate *certificate, struct arena *arena)
{
    struct impossibility *all = ARENA_NEW(arena, 1, struct impossibility);

    all->plan = plan;
    all->certificate = certificate;
    cover_init(&all->cover, estate, scenario, options, plan, arena);
    return all;
}

/* What is blocked is short, so only those are looked at; then it spreads along requires. */
static const bool *find_blocked(struct impossibility *all)
{
    struct cover *cover = &all->cover;
    const struct question *q = &cover->q;

    if (all->blocked)
        return all->blocked;
    all->blocked = ARENA_NEW(cover->arena, q->estate->stack_count, bool);
    for (int32_t u = 0; u < q->unit_count; u++) {
        if (q->units[u].is_asked && cover->is_short[u] && cover_is_blocked(cover, u))
            all->blocked[q->units[u].stack_ix] = true;
    }
    question_spread_down(q, all->blocked);
    return all->blocked;
}

bool verify_is_impossible(struct impossibility *all, int32_t stack_ix, bool *ret_blocked)
{
    const struct question *q = &all->cover.q;
    int32_t u = q->unit_of_stack[stack_ix];

    *ret_blocked = false;
    if (u < 0 || cover_has_hope(&all->cover, u))
        return false;
    *ret_blocked = find_blocked(all)[q->units[u].stack_ix];
    return true;
}

/* All claims at once: they share what is proven of cuts. */
static void find_nevers(struct impossibility *all)
{
    const struct certificate *certificate = all->certificate;
    struct arena *arena = all->cover.arena;
    struct proof proof;

    all->never = ARENA_NEW(arena, all->cover.q.unit_count, int32_t);
    if (!certificate || certificate->never_count == 0 || !tiers_are_sound(all->plan))
        return;
    proof_begin(&proof, &all->cover, all->plan, certificate, arena);
    for (int32_t i = 0; i < certificate->never_count; i++) {
        const struct never_certificate *never = &certificate->nevers[i];

        for (int32_t k = 0; k < never->stack_count; k++) {
            int32_t u = proof_unit(&proof, never->stacks[k]);

            if (u >= 0 && all->never[u] == 0 && !proof_of_never(&proof, u, &never->tree))
                all->never[u] = i + 1;
        }
    }
    proof_end(&proof);
}

int32_t verify_never(struct impossibility *all, int32_t stack_ix)
{
    int32_t u = all->cover.q.unit_of_stack[stack_ix];

    if (!all->never)
        find_nevers(all);
    return u >= 0 ? all->never[u] - 1 : -1;
}

bool verify_impossible(const struct estate *estate, const struct scenario *scenario,
                       const struct question_options *options, int32_t stack_ix,
                       const struct plan *plan, struct arena *arena, bool *ret_blocked)
{
    return verify_is_impossible(verify_impossibility(estate, scenario, options, plan, NULL, arena),
                                stack_ix, ret_blocked);
}
