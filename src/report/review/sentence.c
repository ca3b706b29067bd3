/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences of a review (design: one fact each, names first, present tense). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/line.h"
#include "report/review/review.h"

enum { NAMED_MAX = 3 };

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

/* What a verdict says of one stack, of several. */
static const char *clause_of(enum verdict verdict, bool is_one)
{
    switch (verdict) {
    case VERDICT_DOES_NOT_FIT: return is_one ? "does not fit" : "do not fit";
    case VERDICT_BLOCKED: return is_one ? "is blocked" : "are blocked";
    case VERDICT_AFFECTED: return is_one ? "is affected" : "are affected";
    case VERDICT_UNKNOWN: return is_one ? "is undecided" : "are undecided";
    case VERDICT_DEGRADED: return is_one ? "is degraded" : "are degraded";
    case VERDICT_CHOICE:
        return is_one ? "fits only instead of another" : "fit only instead of others";
    case VERDICT_EVICTED: return is_one ? "gives way" : "give way";
    case VERDICT_MOVED:
    case VERDICT_FITS:
    case VERDICT_UNAFFECTED:
    case VERDICT_COUNT: break;
    }
    return is_one ? "fits by an assumption" : "fit by an assumption";
}

/* Cases of a kind and a standing, each stack once, with its worst verdict (cases are sorted so). */
static int32_t distinct_cases(const struct review *review, enum table_kind kind,
                              enum standing standing, const struct result_stack **ret)
{
    int32_t count = 0;
    for (int32_t i = 0; i < review->case_count; i++) {
        const struct table_case *one = &review->cases[i];
        bool is_known = false;
        if (one->standing != standing ||
            (kind != KIND_COUNT &&
             table_kind_of(&review->result->scenarios[one->scenario_ix]) != kind))
            continue;
        for (int32_t k = 0; k < count && !is_known; k++)
            is_known = !strcmp(ret[k]->stack, one->stack->stack) &&
                       !strcmp(ret[k]->cluster, one->stack->cluster) &&
                       !strcmp(ret[k]->name_space, one->stack->name_space);
        if (!is_known)
            ret[count++] = one->stack;
    }
    return count;
}

/* " ledger and quotes do not fit, hsm-proxy is blocked, and 4 more." */
static void say_names(const struct result_stack *const *stacks, int32_t count, struct buf *out)
{
    int32_t named = count < NAMED_MAX ? count : NAMED_MAX;
    for (int32_t i = 0; i < named;) {
        int32_t end = i;
        while (end < named && stacks[end]->verdict == stacks[i]->verdict)
            end++;
        buf_add_text(out, i > 0 ? ", " : " ");
        for (int32_t k = i; k < end; k++)
            buf_format(out, "%s%s", k == i ? "" : k == end - 1 ? " and " : ", ", stacks[k]->stack);
        buf_format(out, " %s", clause_of(stacks[i]->verdict, end - i == 1));
        i = end;
    }
    if (count > named)
        buf_format(out, ", and %d more", (int)(count - named));
    if (named > 0)
        buf_add_char(out, '.');
}

static void say_at_risk(const struct review *review, struct buf *out)
{
    enum table_kind kind = review_first_kind(review);
    static const char *const when[] = {"if one cluster is lost", "if two clusters are lost",
                                       "in the worst scenarios"};
    const struct result_stack **bad =
        ARENA_NEW(review->arena, review->case_count, const struct result_stack *);
    int32_t count = distinct_cases(review, kind, STANDING_BAD, bad);
    struct table_names all = table_listed(review->result, kind, review->arena);
    buf_format(out, "At risk: %s, %d of %d critical stack%s %s not fully recovered.",
               kind == KIND_OTHER && review->result->scenario_count == 1 ? "in this scenario"
                                                                         : when[kind],
               (int)count, (int)all.count, plural(all.count), count == 1 ? "is" : "are");
    say_names(bad, count, out);
}

static void say_inconclusive(const struct review *review, struct buf *out)
{
    const struct result_stack **open =
        ARENA_NEW(review->arena, review->case_count, const struct result_stack *);
    int32_t count = distinct_cases(review, KIND_COUNT, STANDING_OPEN, open);
    struct table_names all = table_listed(review->result, KIND_COUNT, review->arena);
    if (count > 0)
        buf_format(out,
                   "Inconclusive: nothing is proven lost, but %d of %d critical stack%s %s open.",
                   (int)count, (int)all.count, plural(all.count), count == 1 ? "is" : "are");
    else
        buf_add_text(out, "Inconclusive: nothing is proven lost, but not everything is known.");
    say_names(open, count, out);
}

static void say_safe(const struct review *review, struct buf *out)
{
    struct table_names all = table_listed(review->result, KIND_COUNT, review->arena);
    if (all.count == 0) {
        buf_format(out, "Nothing critical: no stack of tier %" PRId64 "%s is lost in any scenario.",
                   review->result->critical_tier,
                   review->result->critical_tier > 0 ? " or below" : "");
        return;
    }
    if (all.count == 1)
        buf_add_text(out, "Safe: the one critical stack is recovered");
    else
        buf_format(out, "Safe: every one of %d critical stacks is recovered", (int)all.count);
    if (review->result->scenario_count == 1)
        buf_add_text(out, " in this scenario.");
    else
        buf_format(out, " in all %d scenarios.", (int)review->result->scenario_count);
}

void review_say_verdict(const struct review *review, struct buf *out)
{
    switch (review->result->summary) {
    case SUMMARY_AT_RISK: say_at_risk(review, out); break;
    case SUMMARY_INCONCLUSIVE: say_inconclusive(review, out); break;
    case SUMMARY_SAFE: say_safe(review, out); break;
    }
}

void review_say_scope(const struct review *review, struct buf *out)
{
    static const char *const one[] = {"loss of one cluster", "loss of two clusters",
                                      "loss of another kind"};
    static const char *const many[] = {"losses of one cluster", "losses of two clusters",
                                       "losses of another kind"};
    const struct result *result = review->result;
    int32_t kinds[KIND_COUNT] = {0};
    char number[3][NUMBER_SIZE];
    const char *separator = ": ";
    for (int32_t s = 0; s < result->scenario_count; s++)
        kinds[table_kind_of(&result->scenarios[s])]++;
    number_grouped(result->cluster_count, number[0]);
    number_grouped(result->node_count, number[1]);
    number_grouped(result->stack_count, number[2]);
    buf_format(out, "%s cluster%s, %s node%s, %s stack%s. %d scenario%s", number[0],
               plural(result->cluster_count), number[1], plural(result->node_count), number[2],
               plural(result->stack_count), (int)result->scenario_count,
               plural(result->scenario_count));
    for (int k = 0; k < KIND_COUNT; k++)
        if (kinds[k] > 0) {
            buf_format(out, "%s%d %s", separator, (int)kinds[k], kinds[k] == 1 ? one[k] : many[k]);
            separator = ", ";
        }
    buf_add_char(out, '.');
}

void review_say_proof(const struct review *review, struct buf *out)
{
    const struct result *result = review->result;
    int32_t proven = 0, uncertified = 0, struck = 0;
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_answer *answer = &result->scenarios[s].as_is;
        proven += answer->status == STATUS_PROVEN;
        struck += result->scenarios[s].limit_hit;
        for (int32_t i = 0; i < answer->tier_count; i++)
            uncertified += answer->tiers[i].is_proven && !answer->tiers[i].is_certified;
    }
    if (proven == result->scenario_count)
        buf_add_text(out, proven == 1 ? "It is proven" : "All are proven");
    else
        buf_format(out, "%d of %d are proven", (int)proven, (int)result->scenario_count);
    buf_add_text(out, ": no plan recovers more, and every plan was re-added in exact integers.");
    if (uncertified > 0)
        buf_format(out, " %d bound%s rest%s on the solver's search alone.", (int)uncertified,
                   plural(uncertified), uncertified == 1 ? "s" : "");
    if (struck > 0)
        buf_format(out, " The time limit struck in %d scenario%s.", (int)struck, plural(struck));
}

/* Names of critical stacks of a scenario that are displaced and do not fit, or are affected; worst
 * first, as the cases are. */
static void say_scenario_names(const struct review *review, int32_t scenario_ix, bool is_affected,
                               struct buf *out)
{
    int32_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        int32_t at = 0;
        for (int32_t i = 0; i < review->case_count; i++) {
            const struct table_case *one = &review->cases[i];
            if (one->scenario_ix != scenario_ix || one->stack->verdict == VERDICT_FITS ||
                (one->stack->verdict == VERDICT_AFFECTED) != is_affected)
                continue;
            if (pass == 1 && at < 2)
                buf_format(out, "%s%s",
                           at == 0      ? ""
                           : count == 2 ? " and "
                                        : ", ",
                           one->stack->stack);
            at++;
        }
        count = at;
    }
    if (count > 2)
        buf_format(out, " and %d more", (int)count - 2);
    buf_add_text(out, is_affected
                          ? count == 1 ? " lacks what it requires" : " lack what they require"
                      : count == 1 ? " does not"
                                   : " do not");
}

void review_say_scenario(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    struct review_counts counts = review_count(review, scenario_ix);
    int64_t bad = 0;
    for (int v = 0; v < VERDICT_FITS; v++)
        bad += v == VERDICT_AFFECTED ? 0 : counts.counts[v];
    buf_format(out, "%s: ", scenario->name);
    if (scenario->as_is.status == STATUS_FAILED) {
        buf_format(out, "no answer, %s", scenario->as_is.failure);
        return;
    }
    if (counts.displaced == 0)
        buf_add_text(out, "no critical stack is displaced");
    else if (counts.displaced == 1)
        buf_add_text(out, counts.fits == 1 ? "the one critical stack fits"
                                           : "the one critical stack does not simply fit");
    else if (counts.fits == counts.displaced)
        buf_format(out, "all %" PRId64 " critical stacks fit", counts.displaced);
    else
        buf_format(out, "%" PRId64 " of %" PRId64 " critical stacks fit", counts.fits,
                   counts.displaced);
    if (bad > 0) {
        buf_add_text(out, "; ");
        say_scenario_names(review, scenario_ix, false, out);
    }
    if (counts.counts[VERDICT_AFFECTED] > 0) {
        buf_add_text(out, "; ");
        say_scenario_names(review, scenario_ix, true, out);
    }
}

void review_say_answer(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    struct review_counts counts = review_count(review, scenario_ix);
    int64_t critical = 0;
    for (int v = 0; v < VERDICT_FITS; v++)
        critical += v == VERDICT_AFFECTED ? 0 : counts.counts[v];
    buf_format(out, "%" PRId64 " stack%s displaced", counts.all_displaced,
               plural(counts.all_displaced));
    if (counts.all_displaced > 0 && counts.all_not_recovered == 0)
        buf_add_text(out, ", all recovered");
    else if (counts.all_not_recovered > 0)
        buf_format(out, ", %" PRId64 " not fully recovered, %" PRId64 " of them critical",
                   counts.all_not_recovered, critical);
    buf_add_text(out, ". ");
    if (counts.all_affected > 0)
        buf_format(out, "%" PRId64 " more on the survivors lack%s what %s. ", counts.all_affected,
                   counts.all_affected == 1 ? "s" : "",
                   counts.all_affected == 1 ? "it requires" : "they require");
    buf_add_text(out, scenario->as_is.status == STATUS_PROVEN ? "Proven."
                      : scenario->as_is.status == STATUS_BOUNDED
                          ? "Bounded: not every tier is decided."
                          : "Failed.");
    if (scenario->limit_hit)
        buf_add_text(out, " The time limit struck.");
}

void review_say_reason(const struct review *review, int32_t scenario_ix,
                       const struct result_stack *stack, struct buf *out)
{
    enum { ROOM = 1 << 20 };
    struct table_case one = {scenario_ix, stack, STANDING_GOOD};
    size_t before = out->length;
    if (stack->verdict != VERDICT_FITS || stack->is_assumed_zero)
        table_reason(review->result, &one, false, ROOM, out);
    else if (stack->is_assumed)
        buf_add_text(out, "a missing reservation was assumed");
    else if (stack->has_replicas && stack->replicas_total > 0)
        buf_format(out, "all %" PRId64 " replicas are up", stack->replicas_total);
    if (stack->not_modelled_count > 0)
        buf_format(out, "%snot modelled: %s", out->length > before ? "; " : "",
                   stack->not_modelled[0]);
    if (stack->not_modelled_count > 1)
        buf_format(out, ", and %d more", (int)stack->not_modelled_count - 1);
}
