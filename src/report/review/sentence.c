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

int32_t review_helped(const struct review *review, enum table_kind kind)
{
    struct table_case *cases = ARENA_NEW(review->arena, review->case_count, struct table_case);
    int32_t count = 0;
    for (int32_t i = 0; i < review->case_count; i++)
        if (!result_fits_by_eviction(&review->result->scenarios[review->cases[i].scenario_ix],
                                     review->cases[i].stack))
            cases[count++] = review->cases[i];
    struct table_names all = table_case_names(review->result, review->cases, review->case_count,
                                              STANDING_BAD, kind, review->arena);
    struct table_names others =
        table_case_names(review->result, cases, count, STANDING_BAD, kind, review->arena);
    return all.count - others.count;
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
    int32_t helped = review_helped(review, kind);
    if (helped > 0)
        buf_format(out, " %d of the %d fit%s if others give way.", (int)helped, (int)count,
                   helped == 1 ? "s" : "");
    else if (review->judge.accept_eviction)
        buf_add_text(out, " Others give way in this answer.");
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
        buf_add_text(out, " in this scenario");
    else
        buf_format(out, " in all %d scenarios", (int)review->result->scenario_count);
    int64_t helped = 0;
    for (int32_t s = 0; s < review->result->scenario_count; s++)
        helped += review_count(review, s).by_eviction > 0;
    if (helped > 0)
        buf_format(out, ", in %" PRId64 " of them only if others give way", helped);
    buf_add_char(out, '.');
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
    int32_t proven = 0, failed = 0, uncertified = 0, struck = 0;
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_answer *answer = review_answer(review, s);
        proven += answer->status == STATUS_PROVEN;
        failed += answer->status == STATUS_FAILED;
        struck += result->scenarios[s].limit_hit;
        for (int32_t i = 0; i < answer->tier_count; i++)
            uncertified += answer->tiers[i].is_proven && !answer->tiers[i].is_certified;
    }
    if (proven == result->scenario_count)
        buf_add_text(out, proven == 1 ? "It is proven: no plan recovers more."
                                      : "All are proven: no plan recovers more.");
    else if (proven > 0)
        buf_format(out, "%d of %d are proven: no plan recovers more; the others leave a gap.",
                   (int)proven, (int)result->scenario_count);
    else
        buf_add_text(out, "None is proven: another plan may recover more.");
    if (failed < result->scenario_count)
        buf_add_text(out, " Every plan was re-added in exact integers.");
    if (failed > 0)
        buf_format(out, " %d scenario%s %s no answer.", (int)failed, plural(failed),
                   failed == 1 ? "has" : "have");
    if (uncertified > 0)
        buf_format(out, " %d bound%s rest%s on the solver's search alone.", (int)uncertified,
                   plural(uncertified), uncertified == 1 ? "s" : "");
    if (struck > 0)
        buf_format(out, " The time limit struck in %d scenario%s.", (int)struck, plural(struck));
}

/* What a scenario's sentence says of critical stacks together. */
enum group { GROUP_LOST, GROUP_OPEN, GROUP_AFFECTED, GROUP_NONE };

static enum group group_of(enum verdict verdict)
{
    return verdict >= VERDICT_FITS       ? GROUP_NONE
           : verdict == VERDICT_AFFECTED ? GROUP_AFFECTED
           : verdict == VERDICT_UNKNOWN  ? GROUP_OPEN
                                         : GROUP_LOST;
}

/* "; ledger, quotes and 3 more do not": the names of a group, worst first, as the cases are. */
static void say_group(const struct review *review, int32_t scenario_ix, enum group group,
                      struct buf *out)
{
    static const char *const ends[][2] = {
        [GROUP_LOST] = {"does not", "do not"},
        [GROUP_OPEN] = {"is undecided", "are undecided"},
        [GROUP_AFFECTED] = {"lacks what it requires", "lack what they require"}};
    int32_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        int32_t at = 0;
        for (int32_t i = 0; i < review->case_count; i++) {
            const struct table_case *one = &review->cases[i];
            if (one->scenario_ix != scenario_ix || group_of(one->stack->verdict) != group)
                continue;
            if (pass == 1 && at < 2)
                buf_format(out, "%s%s",
                           at == 0      ? "; "
                           : count == 2 ? " and "
                                        : ", ",
                           one->stack->stack);
            at++;
        }
        count = at;
    }
    if (count > 2)
        buf_format(out, " and %d more", (int)count - 2);
    if (count > 0)
        buf_format(out, " %s", ends[group][count > 1]);
}

void review_say_scenario(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    const struct result_answer *answer = review_answer(review, scenario_ix);
    struct review_counts counts = review_count(review, scenario_ix);
    buf_format(out, "%s: ", scenario->name);
    if (answer->status == STATUS_FAILED) {
        buf_format(out, "no answer, %s", answer->failure);
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
    for (int g = 0; g < GROUP_NONE; g++)
        say_group(review, scenario_ix, (enum group)g, out);
    if (counts.by_eviction == 0)
        return;
    if (review->judge.accept_eviction)
        buf_format(out, "; %" PRId64 " of them only if others give way", counts.by_eviction);
    else
        buf_format(out, "; if others give way %" PRId64 " of them %s", counts.by_eviction,
                   counts.by_eviction == 1 ? "fits" : "fit");
}

void review_say_answer(const struct review *review, int32_t scenario_ix, struct buf *out)
{
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    const struct result_answer *answer = review_answer(review, scenario_ix);
    struct review_counts counts = review_count(review, scenario_ix);
    int64_t critical = 0;
    if (review->judge.accept_eviction && scenario->has_eviction)
        buf_add_text(out, "Judged if others give way: ");
    else
        buf_add_text(out, "As is: ");
    for (int v = 0; v < VERDICT_FITS; v++)
        critical += v == VERDICT_AFFECTED || v == VERDICT_EVICTED || v == VERDICT_MOVED
                        ? 0
                        : counts.counts[v];
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
    buf_add_text(out, answer->status == STATUS_PROVEN    ? "Proven."
                      : answer->status == STATUS_BOUNDED ? "Bounded: not every tier is decided."
                                                         : "Failed.");
    if (scenario->limit_hit)
        buf_add_text(out, " The time limit struck.");
    const struct result_growth *growth = table_growth(review->result, answer);
    if (growth)
        buf_format(out,
                   " The critical stacks that fit keep their places while all that is displaced "
                   "grows by %" PRId64 "%% or less; then %s of %s/%s is full.",
                   result_growth_percent(growth), growth->resource, growth->cluster, growth->node);
}

static void say_margin(const struct review *review, int32_t scenario_ix,
                       const struct result_stack *stack, bool is_next, struct buf *out)
{
    struct buf margin;
    buf_init(&margin);
    table_margin(review->result, &review->result->scenarios[scenario_ix].as_is, stack, &margin);
    if (margin.length > 0)
        buf_format(out, "%s%s", is_next ? "; " : "", margin.data);
    buf_release(&margin);
}

/* Does it fit as is, and not where others give way to more critical ones? */
static bool is_lost_by_eviction(const struct result_scenario *scenario,
                                const struct result_stack *stack)
{
    const struct result_stack *second =
        scenario->has_eviction ? result_find_stack(&scenario->with_eviction, stack) : NULL;
    return second && second->verdict < VERDICT_FITS;
}

void review_say_reason(const struct review *review, int32_t scenario_ix,
                       const struct result_stack *stack, struct buf *out)
{
    enum { ROOM = 1 << 20 };
    const struct result_scenario *scenario = &review->result->scenarios[scenario_ix];
    size_t before = out->length;
    /* reasons are told of as_is alone */
    const struct result_stack *told = result_find_stack(&scenario->as_is, stack);
    bool is_same = told && told->verdict == stack->verdict;
    struct table_case one = {scenario_ix, is_same ? told : stack, STANDING_GOOD};
    if (stack->verdict != VERDICT_FITS || stack->is_assumed_zero)
        table_reason(review->result, &one, false, ROOM, out);
    else if (stack->is_assumed)
        buf_add_text(out, "a missing reservation was assumed");
    else if (stack->has_replicas && stack->replicas_total > 0)
        buf_format(out, "all %" PRId64 " replicas are up", stack->replicas_total);
    if (result_fits_by_eviction(scenario, one.stack))
        table_giving_way(scenario, stack, out);
    if (stack->verdict == VERDICT_FITS && is_lost_by_eviction(scenario, stack))
        buf_format(out, "%snot if others give way", out->length > before ? "; " : "");
    if (stack->verdict == VERDICT_FITS && !stack->is_assumed)
        say_margin(review, scenario_ix, stack, out->length > before, out);
    if (stack->not_modelled_count > 0)
        buf_format(out, "%snot modelled: %s", out->length > before ? "; " : "",
                   stack->not_modelled[0]);
    if (stack->not_modelled_count > 1)
        buf_format(out, ", and %d more", (int)stack->not_modelled_count - 1);
}
