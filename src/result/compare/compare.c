/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/compare/compare.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "result/compare/compare_parts.h"

char compare_letter(enum compare_sign sign)
{
    assert((unsigned)sign < COMPARE_SIGN_COUNT);
    return "-?+~"[sign];
}

const char *compare_word(enum compare_sign sign)
{
    static const char *const words[] = {"worse", "open", "better", "elsewhere"};
    assert((unsigned)sign < COMPARE_SIGN_COUNT);
    return words[sign];
}

/* ---- rank */

enum rank { RANK_NEVER, RANK_DEGRADED, RANK_SOMETIMES, RANK_ALWAYS, RANK_UNKNOWN };

static enum rank rank_of(const struct compare_side *side, const struct judge_options *judge)
{
    if (!side->stack)
        return RANK_ALWAYS;
    switch (side->stack->verdict) {
    case VERDICT_DOES_NOT_FIT:
    case VERDICT_BLOCKED:
    case VERDICT_AFFECTED:
    case VERDICT_EVICTED: return RANK_NEVER;
    case VERDICT_UNKNOWN: return RANK_UNKNOWN;
    case VERDICT_DEGRADED: return judge->accept_degraded ? RANK_ALWAYS : RANK_DEGRADED;
    case VERDICT_CHOICE: return RANK_SOMETIMES;
    case VERDICT_MOVED:
    case VERDICT_FITS:
    case VERDICT_UNAFFECTED:
    case VERDICT_COUNT: break;
    }
    return RANK_ALWAYS;
}

static const struct result_tier *find_tier(const struct result_answer *answer, int64_t tier)
{
    for (int32_t i = 0; i < answer->tier_count; i++)
        if (answer->tiers[i].tier == tier && !answer->tiers[i].of_residents)
            return &answer->tiers[i];
    return NULL;
}

static bool has_choice(const struct result_answer *answer, int64_t tier)
{
    for (int32_t i = 0; i < answer->stack_count; i++)
        if (answer->stacks[i].tier == tier && answer->stacks[i].verdict == VERDICT_CHOICE)
            return true;
    return false;
}

/* May the flip between fits and choice be the solver's tie? See the header. */
static bool is_tie(const struct result_answer *before, const struct result_answer *after,
                   const struct compare_side *a, const struct compare_side *b)
{
    if (!a->stack || !b->stack || a->stack->tier != b->stack->tier)
        return false;
    enum verdict x = a->stack->verdict, y = b->stack->verdict;
    if (!(x == VERDICT_FITS && y == VERDICT_CHOICE) && !(x == VERDICT_CHOICE && y == VERDICT_FITS))
        return false;
    int64_t tier = a->stack->tier;
    const struct result_tier *old = find_tier(before, tier), *new = find_tier(after, tier);
    return old &&
           new &&new->recovered >= old->recovered &&new->displaced_weight ==
               old->displaced_weight &&has_choice(before, tier) &&
           has_choice(after, tier);
}

static bool is_same(const struct compare_side *a, const struct compare_side *b)
{
    if (!a->stack || !b->stack)
        return !a->stack && !b->stack;
    return a->stack->verdict == b->stack->verdict &&
           strcmp(a->stack->target, b->stack->target) == 0 &&
           (!a->stack->has_replicas || !b->stack->has_replicas ||
            a->stack->replicas_up == b->stack->replicas_up);
}

static enum compare_sign sign_of(enum rank before, enum rank after)
{
    if (before == RANK_UNKNOWN && after == RANK_UNKNOWN)
        return COMPARE_OPEN;
    if (before == RANK_UNKNOWN)
        return after == RANK_ALWAYS ? COMPARE_BETTER : COMPARE_OPEN;
    if (after == RANK_UNKNOWN)
        return before == RANK_NEVER ? COMPARE_ELSEWHERE : COMPARE_OPEN;
    return after < before ? COMPARE_WORSE : after > before ? COMPARE_BETTER : COMPARE_ELSEWHERE;
}

/* ---- pairs */

struct compared {
    struct comparing *c;
    const struct result_scenario *before, *after;
    int32_t scenario_ix;
    enum { HOLDS_UNASKED, HOLDS_NOT, HOLDS } old_plan;
};

/* Another target for a stack that fits on both sides: only because the solver broke a tie so? */
static bool is_tied_place(struct compared *at, const struct compare_side *before,
                          const struct compare_side *after)
{
    if (!before->stack || !after->stack || before->stack->verdict != VERDICT_FITS ||
        after->stack->verdict != VERDICT_FITS)
        return false;
    if (at->old_plan == HOLDS_UNASKED)
        at->old_plan = compare_plan_holds(at->c, at->before, at->after) ? HOLDS : HOLDS_NOT;
    return at->old_plan == HOLDS;
}

static void add(struct compared *at, const struct compare_side *before,
                const struct compare_side *after)
{
    struct comparing *c = at->c;
    const struct result_stack *shown = after->stack ? after->stack : before->stack;
    struct difference d = {.scenario = at->after->name,
                           .scenario_ix = at->scenario_ix,
                           .path = result_stack_path(shown, c->arena),
                           .name = shown->stack,
                           .tier = shown->tier,
                           .before = *before,
                           .after = *after};
    if (before->stack && before->stack->tier < d.tier)
        d.tier = before->stack->tier;
    d.is_critical = d.tier <= c->ret->after->critical_tier;
    bool is_unknown = after->stack && after->stack->verdict == VERDICT_UNKNOWN;
    if (is_same(before, after) && !is_unknown) {
        c->ret->critical_same += d.is_critical;
        return;
    }
    if (is_tied_place(at, before, after)) {
        c->ret->critical_same += d.is_critical;
        c->ret->ties++;
        return;
    }
    d.is_tie = is_tie(compare_answer(c, at->before), compare_answer(c, at->after), before, after);
    d.sign = d.is_tie || after->is_absent
                 ? COMPARE_ELSEWHERE
                 : sign_of(rank_of(before, &c->options->judge), rank_of(after, &c->options->judge));
    if (d.sign == COMPARE_WORSE && after->stack &&
        result_stack_standing(compare_answer(c, at->after), after->stack, &c->options->judge) ==
            STANDING_OPEN)
        d.sign = COMPARE_OPEN; /* refused, but not certified, with --strict */
    if (d.sign <= COMPARE_OPEN)
        d.waiver = compare_find_waiver(c, d.scenario, d.path, d.name);
    c->differences[c->ret->difference_count++] = d;
    c->ret->counts[d.sign]++;
    c->ret->critical_counts[d.sign] += d.is_critical && !d.waiver;
    c->ret->critical_waived += d.is_critical && d.waiver;
}

static const struct result_stack *find_stack(const struct result_answer *answer,
                                             const char *cluster, const char *name_space,
                                             const char *name)
{
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        if (strcmp(stack->stack, name) == 0 && strcmp(stack->cluster, cluster) == 0 &&
            strcmp(stack->name_space, name_space) == 0)
            return stack;
    }
    return NULL;
}

static bool has_stack(const struct estate *estate, const char *cluster, const char *name_space,
                      const char *name)
{
    int32_t cluster_ix = estate_find_cluster(estate, cluster);
    return cluster_ix >= 0 && estate_find_stack(estate, cluster_ix, name_space, name) >= 0;
}

/* Where the stack was before the moves, or is after them. */
static const char *moved(const struct changes *changes, const struct result_stack *stack,
                         bool to_before)
{
    const char *cluster = stack->cluster;
    for (int32_t i = 0; i < changes->count; i++) {
        const struct change *one = &changes->items[to_before ? changes->count - 1 - i : i];
        if (one->kind == CHANGE_MOVE && strcmp(one->stack, stack->stack) == 0 &&
            strcmp(one->name_space, stack->name_space) == 0 &&
            strcmp(to_before ? one->to : one->from, cluster) == 0)
            cluster = to_before ? one->from : one->to;
    }
    return cluster;
}

static void compare_scenario(struct compared *at)
{
    struct comparing *c = at->c;
    const struct result_answer *before = compare_answer(c, at->before);
    const struct result_answer *after = compare_answer(c, at->after);
    for (int32_t i = 0; i < after->stack_count; i++) {
        const struct result_stack *stack = &after->stacks[i];
        const char *cluster = moved(c->ret->changes, stack, true);
        struct compare_side new = {stack, false};
        struct compare_side old = {find_stack(before, cluster, stack->name_space, stack->stack),
                                   false};
        old.is_absent = !old.stack &&
                        !has_stack(c->ret->before_estate, cluster, stack->name_space, stack->stack);
        add(at, &old, &new);
    }
    for (int32_t i = 0; i < before->stack_count; i++) {
        const struct result_stack *stack = &before->stacks[i];
        const char *cluster = moved(c->ret->changes, stack, false);
        struct compare_side old = {stack, false}, new = {NULL, false};
        if (find_stack(after, cluster, stack->name_space, stack->stack))
            continue;
        new.is_absent = !has_stack(c->ret->after_estate, cluster, stack->name_space, stack->stack);
        add(at, &old, &new);
    }
}

static void note_bad(struct comparing *c, const struct result_scenario *scenario)
{
    const struct result_answer *answer = compare_answer(c, scenario);
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        enum standing standing = result_stack_standing(answer, stack, &c->options->judge);
        if (stack->tier > c->ret->after->critical_tier || standing == STANDING_GOOD)
            continue;
        const char *path = result_stack_path(stack, c->arena);
        c->bad[c->ret->bad_count++] = (struct compare_bad){
            scenario, stack, standing, compare_find_waiver(c, scenario->name, path, stack->stack)};
    }
}

static int compare_differences(const void *a, const void *b)
{
    const struct difference *x = a, *y = b;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    if (x->sign != y->sign)
        return x->sign < y->sign ? -1 : 1;
    if (x->scenario_ix != y->scenario_ix)
        return x->scenario_ix < y->scenario_ix ? -1 : 1;
    return strcmp(x->path, y->path);
}

static const struct result_scenario *find_scenario(const struct result *result, const char *name)
{
    for (int32_t i = 0; i < result->scenario_count; i++)
        if (strcmp(result->scenarios[i].name, name) == 0)
            return &result->scenarios[i];
    return NULL;
}

static size_t stacks_of(const struct comparing *c, const struct result *result)
{
    size_t count = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        count += (size_t)compare_answer(c, &result->scenarios[s])->stack_count;
    return count;
}

/* Scenarios by name; those that only one side has are said, not compared. */
static void compare_scenarios(struct comparing *c)
{
    const struct result *before = c->ret->before, *after = c->ret->after;
    const char **unmatched =
        ARENA_NEW(c->arena, before->scenario_count + after->scenario_count, const char *);
    for (int32_t s = 0; s < after->scenario_count; s++) {
        const struct result_scenario *scenario = &after->scenarios[s];
        struct compared at = {c, find_scenario(before, scenario->name), scenario, s, HOLDS_UNASKED};
        note_bad(c, scenario);
        if (at.before)
            compare_scenario(&at);
        else
            unmatched[c->ret->unmatched_count++] = scenario->name;
    }
    for (int32_t s = 0; s < before->scenario_count; s++)
        if (!find_scenario(after, before->scenarios[s].name))
            unmatched[c->ret->unmatched_count++] = before->scenarios[s].name;
    c->ret->unmatched = unmatched;
}

void compare_results(const struct estate *before_estate, const struct result *before,
                     const struct estate *after_estate, const struct result *after,
                     const struct changes *changes, const struct compare_options *options,
                     struct arena *arena, struct comparison *ret)
{
    *ret = (struct comparison){.before_estate = before_estate,
                               .after_estate = after_estate,
                               .before = before,
                               .after = after,
                               .changes = changes,
                               .reused = options->reused,
                               .fail_on_any = options->fail_on_any,
                               .judge = options->judge};
    struct comparing c = {.ret = ret,
                          .options = options,
                          .arena = arena,
                          .is_used = ARENA_NEW(arena, options->waivers.count, bool)};
    size_t room = stacks_of(&c, before) + stacks_of(&c, after);
    c.differences = ARENA_NEW(arena, room, struct difference);
    c.bad = ARENA_NEW(arena, room, struct compare_bad);
    compare_scenarios(&c);
    if (ret->difference_count > 0)
        qsort(c.differences, (size_t)ret->difference_count, sizeof *c.differences,
              compare_differences);
    ret->differences = c.differences;
    ret->bad = c.bad;
    compare_unplaced(&c);
    compare_waivers(&c);
}

/* ---- the answer */

static int32_t unwaived(const struct comparison *comparison, enum standing standing)
{
    int32_t count = 0;
    for (int32_t i = 0; i < comparison->bad_count; i++)
        count += comparison->bad[i].standing == standing && !comparison->bad[i].waiver;
    return count;
}

int compare_exit(const struct comparison *comparison)
{
    bool is_worse = comparison->critical_counts[COMPARE_WORSE] > 0 ||
                    comparison->critical_unplaced > 0 || comparison->waiver_finding_count > 0;
    bool is_open = comparison->critical_counts[COMPARE_OPEN] > 0;
    if (comparison->fail_on_any) {
        is_worse = is_worse || unwaived(comparison, STANDING_BAD) > 0;
        is_open = is_open || unwaived(comparison, STANDING_OPEN) > 0;
    }
    return is_worse ? 1 : is_open ? 4 : 0;
}

const char *compare_gate_text(const struct comparison *comparison, struct arena *arena)
{
    int32_t worse = comparison->critical_counts[COMPARE_WORSE] + comparison->critical_unplaced;
    int32_t open = comparison->critical_counts[COMPARE_OPEN];
    int32_t bad = unwaived(comparison, STANDING_BAD);
    const char *text = worse > 0 ? arena_format(arena, "%d critical finding%s worse", (int)worse,
                                                worse == 1 ? " gets" : "s get")
                       : open > 0
                           ? arena_format(arena, "open: for %d critical finding%s it is not known",
                                          (int)open, open == 1 ? "" : "s")
                           : "nothing critical gets worse";
    if (comparison->fail_on_any && bad > 0)
        text = arena_format(arena, "%s; %d critical finding%s bad", text, (int)bad,
                            bad == 1 ? " is" : "s are");
    if (comparison->waiver_finding_count > 0)
        text = arena_format(arena, "%s; %d waiver%s wrong", text,
                            (int)comparison->waiver_finding_count,
                            comparison->waiver_finding_count == 1 ? " is" : "s are");
    return text;
}

const char *compare_side_text(const struct compare_side *side, bool is_before, struct arena *arena)
{
    const struct result_stack *stack = side->stack;
    if (!stack)
        return !side->is_absent ? "not lost" : is_before ? "new" : "dropped";
    if (stack->verdict == VERDICT_FITS && stack->target[0])
        return arena_format(arena, "fits -> %s", stack->target);
    if (stack->verdict == VERDICT_DEGRADED)
        return arena_format(arena, "degraded, %" PRId64 " of %" PRId64, stack->replicas_up,
                            stack->replicas_total);
    return verdict_words(stack->verdict);
}
