/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare: two results of the same scenarios, before and after changes, stack by stack.
 *
 * Verdicts are compared by what they say for certain: never (does_not_fit, blocked, affected),
 * degraded, sometimes (choice), always (fits, or not lost). Between `fits` and `choice` a solver's
 * tie may flip: where a tier had a `choice` in that scenario before and has one after, and recovers
 * as much as before or more, such a flip is no difference of rank (COMPARE_ELSEWHERE). A tier
 * without a `choice` has but one best set of stacks, so there the flip is real.
 *
 * A stack that fits on both sides, with another target, is no difference either where verify finds
 * that the whole plan from before holds after the changes and recovers as much: a tie again.
 */
#ifndef MUSTER_RESULT_COMPARE_H
#define MUSTER_RESULT_COMPARE_H

#include "estate/estate.h"
#include "result/result.h"
#include "scenario/change.h"
#include "scenario/waiver.h"

struct arena;

/* In the order in which they are shown. */
enum compare_sign {
    COMPARE_WORSE,     /* - */
    COMPARE_OPEN,      /* ? it rests on an unknown whether it gets worse */
    COMPARE_BETTER,    /* + */
    COMPARE_ELSEWHERE, /* ~ as good, but another place, another reason, new, or dropped */
    COMPARE_SIGN_COUNT
};

char compare_letter(enum compare_sign sign);
const char *compare_word(enum compare_sign sign); /* "worse", "open", "better", "elsewhere" */

/* One side of a difference: a stack of a scenario, or why there is none. */
struct compare_side {
    const struct result_stack *stack; /* NULL: see is_absent */
    bool is_absent;                   /* the estate has no such stack; else it loses nothing */
};

struct difference {
    enum compare_sign sign;
    const char *scenario;
    int32_t scenario_ix; /* of the result after */
    const char *path;    /* "east/shop": as it is after, or was before */
    const char *name;    /* "shop" */
    int64_t tier;        /* the more critical of both */
    bool is_critical, is_tie;
    struct compare_side before, after;
    const struct waiver *waiver; /* NULL = none; of worse and open ones */
};

/* A critical stack that is not all right after. */
struct compare_bad {
    const struct result_scenario *scenario;
    const struct result_stack *stack;
    enum standing standing;
    const struct waiver *waiver;
};

struct comparison {
    const struct estate *before_estate, *after_estate;
    const struct result *before, *after; /* judged */
    const struct changes *changes;
    const struct difference *differences; /* by tier, sign, scenario, stack */
    int32_t difference_count;
    int32_t counts[COMPARE_SIGN_COUNT], critical_counts[COMPARE_SIGN_COUNT];
    int32_t critical_waived;
    int32_t critical_same;         /* critical stacks of a scenario that are as before */
    const struct compare_bad *bad; /* by scenario, stack */
    int32_t bad_count;
    /* Residents that the changes leave without a place in their own cluster, as findings after
     * that were none before; the first critical_unplaced are of critical stacks. */
    const char *const *unplaced;
    int32_t unplaced_count, critical_unplaced;
    const char *const *unmatched; /* scenarios that only one side has, by name */
    int32_t unmatched_count;
    const char *const *waiver_findings; /* expired and unused waivers, as sentences */
    int32_t waiver_finding_count;
    int32_t ties;   /* stacks that go elsewhere although their old place is as good: not listed */
    int32_t reused; /* scenarios that the changes cannot touch: not solved again */
    bool fail_on_any;
    struct judge_options judge;
};

struct compare_options {
    struct judge_options judge;
    bool fail_on_any;
    struct waivers waivers;
    int64_t as_of_s; /* when waivers are judged */
    int32_t reused;
    const struct question_options *question; /* what was asked of the estate after */
};

/* Compare. All lives in arena, with the arguments. */
void compare_results(const struct estate *before_estate, const struct result *before,
                     const struct estate *after_estate, const struct result *after,
                     const struct changes *changes, const struct compare_options *options,
                     struct arena *arena, struct comparison *ret);

/* Contract section 3: 0 nothing critical gets worse, 1 something does (with fail_on_any: is bad at
 * all), 4 it rests on unknowns. */
int compare_exit(const struct comparison *comparison);

/* "fits -> west", "does not fit", "degraded, 4 of 6", "not lost", "new", "dropped". */
const char *compare_side_text(const struct compare_side *side, bool is_before, struct arena *arena);

/* The one question that a gate asks, answered: "1 critical stack gets worse". */
const char *compare_gate_text(const struct comparison *comparison, struct arena *arena);

#endif
