/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/verify.h"
#include "verify/verify_cover.h"
#include "verify/verify_report.h"

#define MULTIPLIER_MAX ((int64_t)1 << CERTIFICATE_MULTIPLIER_MAX_LOG2)

/* Multipliers are at most 2^52, rows and the demands of live pairs 2^62, weights 2^63, resources
 * 2^6: a term of the sums below stays under 2^122. A sum of terms stops at this. */
#define SUM_MAX ((wide_int)1 << 125)

struct bound_check {
    struct cover cover;
    const struct plan *plan;
    const struct certificate *certificate;
    struct verify_report *report;
    struct arena *arena;
    int64_t *mu;       /* [cluster * resource], of the certificate being evaluated */
    wide_int *covered; /* [MAX_TIER + 1] weight of units with hope */
};

static void refute_certificate(struct bound_check *check, const struct tier_certificate *tier,
                               const char *fault)
{
    report_refuted(check->report, check->arena, "certificate of tier %d: %s", tier->tier, fault);
}

/* Place of a tier in the plan, -1 = not in it. */
static int32_t plan_tier_ix(const struct plan *plan, int32_t tier)
{
    for (int32_t i = 0; i < plan->tier_count; i++) {
        if (plan->tiers[i].tier == tier)
            return i;
    }
    return -1;
}

static const char *capacity_fault(const struct bound_check *check, const struct leaf *leaf)
{
    const struct question *q = &check->cover.q;

    for (int32_t i = 0; i < leaf->row_count; i++) {
        const struct capacity_multiplier *m = &leaf->rows[i];

        if (m->cluster_ix < 0 || m->cluster_ix >= q->estate->cluster_count || m->resource < 0 ||
            m->resource >= q->resource_count)
            return "a capacity multiplier is of no cluster or resource of the estate";
        if (q->scenario->cluster_lost[m->cluster_ix])
            return "a capacity multiplier is of a lost cluster";
        if (m->mu < 0 || m->mu > MULTIPLIER_MAX)
            return "a capacity multiplier is not in 0 to 2^52";
        if (i > 0 && (m[-1].cluster_ix > m->cluster_ix ||
                      (m[-1].cluster_ix == m->cluster_ix && m[-1].resource >= m->resource)))
            return "capacity multipliers do not ascend by cluster, then resource";
    }
    return NULL;
}

static const struct leaf *only_leaf(const struct certificate *certificate,
                                    const struct tier_certificate *tier)
{
    const struct leaf *leaf;
    int32_t at = tier->tree.node_count == 1 ? tier->tree.nodes[0].leaf_ix : -1;

    if (at < 0 || at >= certificate->leaf_count)
        return NULL;
    leaf = &certificate->leaves[at];
    return leaf->cut_count || leaf->require_count || leaf->is_sets ? NULL : leaf;
}

static const char *certificate_fault(const struct bound_check *check,
                                     const struct tier_certificate *tier)
{
    int32_t place = plan_tier_ix(check->plan, tier->tier);
    const struct leaf *leaf;

    if (place < 0)
        return "the plan has no such tier";
    leaf = only_leaf(check->certificate, tier);
    if (!leaf)
        return "this version re-checks one leaf of row multipliers only";
    if (leaf->v_count != place + 1 || leaf->v[place] < 1 || leaf->v[place] > MULTIPLIER_MAX)
        return "the scale is not in 1 to 2^52";
    for (int32_t i = 0; i < place; i++) {
        if (leaf->v[i] < 0 || leaf->v[i] > MULTIPLIER_MAX)
            return "a multiplier of an earlier tier is not in 0 to 2^52";
    }
    return capacity_fault(check, leaf);
}

/* Weight of a unit of this tier in the certificate's sum: scale, v, or nothing. */
static int64_t tier_factor(const struct bound_check *check, const struct leaf *leaf,
                           int32_t unit_tier)
{
    int32_t place = plan_tier_ix(check->plan, unit_tier);

    return place >= 0 && place < leaf->v_count ? leaf->v[place] : 0;
}

/* max(0, max over live clusters of profit - cost of what the unit uses there). */
static wide_int best_gain(struct bound_check *check, int32_t unit_ix, wide_int profit)
{
    struct cover *cover = &check->cover;
    const struct question *q = &cover->q;
    wide_int best = 0;

    if (q->units[unit_ix].kind != UNIT_WHOLE)
        return profit;
    for (int32_t c = 0; c < q->estate->cluster_count && best < profit; c++) {
        wide_int gain = profit;

        if (!cover_is_live(cover, unit_ix, c))
            continue;
        for (int32_t r = 0; r < q->resource_count; r++) {
            int64_t mu = check->mu[(int64_t)c * q->resource_count + r];

            if (mu > 0)
                gain -= mu * cover_demand(cover, unit_ix, c, r);
        }
        if (gain > best)
            best = gain;
    }
    return best;
}

/* The right side: plus - minus. A minus that is cut short only weakens the bound; a plus that would
 * be is no bound at all. */
struct right_side {
    wide_int plus, minus;
};

static void add_term(struct right_side *side, wide_int term)
{
    wide_int *part = term > 0 ? &side->plus : &side->minus;

    *part += term > 0 ? term : -term;
    if (*part > SUM_MAX)
        *part = SUM_MAX;
}

/* What the capacity rows and the earlier tiers are worth; sets check->mu. Rows without limit bound
 * nothing, so their multipliers count as 0. */
static void add_constants(struct bound_check *check, const struct leaf *leaf,
                          struct right_side *side)
{
    const struct cover *cover = &check->cover;
    int64_t rows = (int64_t)cover->q.estate->cluster_count * cover->q.resource_count;

    for (int64_t i = 0; i < rows; i++)
        check->mu[i] = 0;
    for (int32_t i = 0; i < leaf->row_count; i++) {
        const struct capacity_multiplier *m = &leaf->rows[i];
        int64_t row = (int64_t)m->cluster_ix * cover->q.resource_count + m->resource;

        if (cover->row[row] == ROW_NO_LIMIT)
            continue;
        check->mu[row] = m->mu;
        add_term(side, m->mu * cover->row[row]);
    }
    for (int32_t i = 0; i + 1 < leaf->v_count; i++)
        add_term(side, -(wide_int)leaf->v[i] * check->plan->tiers[i].recovered);
}

/* The bound that the multipliers give: floor(right side / scale) of model/certificate.h. */
static wide_int leaf_bound(struct bound_check *check, const struct tier_certificate *tier)
{
    const struct question *q = &check->cover.q;
    const struct leaf *leaf = only_leaf(check->certificate, tier);
    int64_t scale = leaf->v[leaf->v_count - 1];
    struct right_side side = {0, 0};
    wide_int sum, bound;

    add_constants(check, leaf, &side);
    for (int32_t u = 0; u < q->unit_count; u++) {
        const struct stack *stack = &q->estate->stacks[q->units[u].stack_ix];
        int64_t factor = tier_factor(check, leaf, stack->tier);

        if (factor > 0 && q->units[u].is_counted && cover_has_hope(&check->cover, u))
            add_term(&side, best_gain(check, u, (wide_int)factor * stack->weight));
    }
    if (side.plus == SUM_MAX)
        return SUM_MAX;
    sum = side.plus - side.minus;
    bound = sum / scale;
    return sum < 0 && sum % scale != 0 ? bound - 1 : bound;
}

/* The lowest bound of a tier that coverage and the certificate prove. */
static wide_int proven_bound(struct bound_check *check, int32_t tier)
{
    wide_int bound = check->covered[tier];

    for (int32_t i = 0; i < check->certificate->tier_count; i++) {
        const struct tier_certificate *leaf = &check->certificate->tiers[i];
        wide_int other;

        if (leaf->tier != tier || certificate_fault(check, leaf))
            continue;
        other = leaf_bound(check, leaf);
        if (other < bound)
            bound = other;
    }
    return bound;
}

static void check_tier_bound(struct bound_check *check, const struct plan_tier *tier)
{
    wide_int proven;

    check->report->claims++;
    if (tier->recovered > tier->bound)
        report_refuted(check->report, check->arena,
                       "tier %d: recovered %lld is more than its bound %lld", tier->tier,
                       (long long)tier->recovered, (long long)tier->bound);
    if (!tier->is_certified) {
        check->report->uncertified++;
        return;
    }
    if (tier->bound >= check->covered[tier->tier])
        return;
    proven = proven_bound(check, tier->tier);
    if (tier->bound < proven)
        report_refuted(
            check->report, check->arena,
            "tier %d: bound %lld is claimed certified; coverage and the certificate prove %lld",
            tier->tier, (long long)tier->bound, report_number(proven));
}

static bool is_claimed(const struct bound_check *check, int32_t tier)
{
    return check->plan->tiers[plan_tier_ix(check->plan, tier)].is_certified;
}

/* A certificate claims a bound of its own, unless the plan says that its tier is not certified. */
static void check_certificate(struct bound_check *check, int32_t ix)
{
    const struct tier_certificate *tier = &check->certificate->tiers[ix];
    const char *fault = certificate_fault(check, tier);
    wide_int proven;

    check->report->claims++;
    if (!fault && ix > 0 && tier->tier <= tier[-1].tier)
        fault = "tiers do not ascend";
    if (fault) {
        refute_certificate(check, tier, fault);
        return;
    }
    if (!is_claimed(check, tier->tier) || tier->bound >= check->covered[tier->tier])
        return;
    proven = leaf_bound(check, tier);
    if (tier->bound < proven)
        report_refuted(check->report, check->arena,
                       "certificate of tier %d: bound %lld is claimed; it proves %lld", tier->tier,
                       (long long)tier->bound, report_number(proven));
}

static bool tiers_are_sound(const struct plan *plan)
{
    for (int32_t i = 0; i < plan->tier_count; i++) {
        if (plan->tiers[i].tier < 0 || plan->tiers[i].tier > MAX_TIER ||
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
        report_refuted(report, arena, "tiers do not ascend within 0 to %d", MAX_TIER);
        return;
    }
    check.certificate = certificate ? certificate : &none;
    cover_init(&check.cover, estate, scenario, options, plan, arena);
    check.mu = ARENA_NEW(arena, (int64_t)estate->cluster_count * q->resource_count, int64_t);
    check.covered = ARENA_NEW(arena, MAX_TIER + 1, wide_int);
    for (int32_t u = 0; u < q->unit_count; u++) {
        const struct stack *stack = &estate->stacks[q->units[u].stack_ix];

        if (q->units[u].is_counted && cover_has_hope(&check.cover, u))
            check.covered[stack->tier] += stack->weight;
    }
    for (int32_t i = 0; i < plan->tier_count; i++)
        check_tier_bound(&check, &plan->tiers[i]);
    for (int32_t i = 0; i < check.certificate->tier_count; i++)
        check_certificate(&check, i);
}

struct impossibility {
    struct cover cover;
    bool *blocked; /* [stack_count] by subject; NULL = not worked out yet */
};

struct impossibility *verify_impossibility(const struct estate *estate,
                                           const struct scenario *scenario,
                                           const struct question_options *options,
                                           const struct plan *plan, struct arena *arena)
{
    struct impossibility *all = ARENA_NEW(arena, 1, struct impossibility);

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

bool verify_impossible(const struct estate *estate, const struct scenario *scenario,
                       const struct question_options *options, int32_t stack_ix,
                       const struct plan *plan, struct arena *arena, bool *ret_blocked)
{
    return verify_is_impossible(verify_impossibility(estate, scenario, options, plan, arena),
                                stack_ix, ret_blocked);
}
