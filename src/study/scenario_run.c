/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/scenario_run.h"

#include "base/arena.h"
#include "study/known_plan.h"
#include "study/run.h"
#include "study/second_answer.h"
#include "verify/verify.h"

/* What was found out about residents of unknown node: the count with a place for each workload. */
static int64_t *count_placed(struct run *run, const struct problem *problem,
                             const struct solution *solution)
{
    const struct estate *e = run->question.estate;
    int64_t *placed = ARENA_NEW(run->arena, e->workload_count, int64_t);
    int64_t *unplaced = ARENA_NEW(run->arena, e->workload_count, int64_t);
    for (int32_t i = 0; i < solution->assign_count; i++) {
        const struct item *item = &problem->items[solution->assigns[i].item_ix];
        if (problem->groups[item->group_ix].kind == GROUP_REPLICAS)
            placed[item->workload_ix] += solution->assigns[i].count;
    }
    for (int32_t i = 0; i < problem->item_count; i++) {
        int32_t w = problem->items[i].workload_ix;
        if (problem->groups[problem->items[i].group_ix].kind == GROUP_REPLICAS)
            unplaced[w] = e->workloads[w].running_unknown - placed[w];
    }
    run->telling.unplaced = unplaced;
    run->telling.unplaced_is_proven = solution->status == SOLVE_PROVEN;
    return placed;
}

/* Residents of unknown node first: how many of them have a place when nothing else comes. NULL when
 * all nodes are known. */
static int64_t *place_unknown(struct run *run, const struct solve_options *options)
{
    struct problem problem;
    struct solution solution;
    struct solve_options unwatched = *options;
    if (!problem_of_residents(&run->question, &run->remains, run->arena, &problem))
        return NULL;
    unwatched.progress = NULL;
    solve(&problem, &unwatched, run->arena, &solution);
    return count_placed(run, &problem, &solution);
}

static const char *refutation(const struct verify_report *report, struct arena *arena)
{
    return arena_format(arena, "the plan did not pass its re-check: %s",
                        report->texts[0] ? report->texts[0] : "unknown claim");
}

static void add_note(struct run *run, const char *text)
{
    if (run->telling.note_count < (int32_t)(sizeof run->notes / sizeof run->notes[0]))
        run->notes[run->telling.note_count++] = text;
}

/* Take the certificates of those tiers; a tier's bound leans on what the plan recovers before it,
 * not on the bounds of other tiers. which: [tier_count] or NULL: all. */
static void uncertify(struct run *run, const bool *which)
{
    struct plan_tier *tiers = ARENA_NEW(run->arena, run->plan.tier_count, struct plan_tier);
    for (int32_t t = 0; t < run->plan.tier_count; t++) {
        tiers[t] = run->plan.tiers[t];
        tiers[t].is_certified = tiers[t].is_certified && which && !which[t];
    }
    run->plan.tiers = tiers;
}

/* The claims that coverage and multipliers certify, one by one; a tier of which one cannot be
 * re-proved is not called certified. */
static void check_bounds(struct run *run, struct arena *scratch)
{
    struct plan *plan = &run->plan;
    bool *is_refuted = ARENA_NEW(run->arena, plan->tier_count, bool);
    struct verify_report report = {.is_tier_refuted = is_refuted};
    verify_bounds(run->question.estate, run->question.scenario, run->question.options, plan,
                  &run->certificate, scratch, &report);
    if (report.refuted == 0)
        return;
    uncertify(run, is_refuted);
    /* With repack verify knows only that residents may move, not which of them stay because they
     * break a rule where they are: its bound may honestly be weaker. */
    bool is_pinned = run->question.options->residents == RESIDENTS_PINNED;
    for (int32_t i = 0; is_pinned && i < report.refuted && i < REFUTATION_MAX; i++)
        add_note(run,
                 arena_format(run->arena, "a bound could not be re-proved and is not certified: %s",
                              report.texts[i]));
    report = (struct verify_report){0};
    verify_bounds(run->question.estate, run->question.scenario, run->question.options, plan,
                  &run->certificate, scratch, &report);
    if (report.refuted > 0)
        run->telling.check_failure = refutation(&report, run->arena);
}

static void check(struct run *run)
{
    struct verify_report report = {0};
    if (run->solution.status == SOLVE_FAILED) {
        uncertify(run, NULL);
        return;
    }
    struct arena *scratch = arena_new();
    verify_plan(run->question.estate, run->question.scenario, run->question.options, &run->plan,
                scratch, &report);
    if (report.refuted > 0) {
        run->telling.check_failure = refutation(&report, run->arena);
    } else {
        arena_reset(scratch);
        check_bounds(run, scratch);
    }
    arena_free(scratch);
}

/* Of the claims "never" those that hold stay. */
static void keep_nevers(struct run *run, struct impossibility *all)
{
    struct certificate *certificate = &run->certificate;
    struct never_certificate *kept =
        ARENA_NEW(run->arena, certificate->never_count, struct never_certificate);
    int32_t count = 0;
    for (int32_t i = 0; i < certificate->never_count; i++) {
        const struct never_certificate *from = &certificate->nevers[i];
        int32_t *stacks = ARENA_NEW(run->arena, from->stack_count, int32_t);
        struct never_certificate never = {stacks, 0, from->tree};
        for (int32_t k = 0; k < from->stack_count; k++)
            if (verify_never(all, from->stacks[k]) == i)
                stacks[never.stack_count++] = from->stacks[k];
        if (never.stack_count > 0)
            kept[count++] = never;
    }
    certificate->nevers = kept;
    certificate->never_count = count;
}

static bool is_all_in_plan(const struct run *run)
{
    bool is_all = run->solution.status == SOLVE_PROVEN;
    for (int32_t g = 0; is_all && g < run->problem.group_count; g++)
        is_all = run->problem.groups[g].kind == GROUP_RESIDENT ||
                 run->solution.groups[g].outcome == OUTCOME_IN_PLAN;
    return is_all;
}

/* Which impossibilities hold by the estate alone? */
static void certify_groups(struct run *run)
{
    bool *is_certified = ARENA_NEW(run->arena, run->problem.group_count, bool);
    bool *is_blocked = ARENA_NEW(run->arena, run->problem.group_count, bool);
    run->telling.is_certified = is_certified;
    run->telling.is_blocked = is_blocked;
    if (is_all_in_plan(run))
        return; /* nothing is impossible */
    struct arena *scratch = arena_new();
    struct impossibility *all =
        verify_impossibility(run->question.estate, run->question.scenario, run->question.options,
                             &run->plan, &run->certificate, scratch);
    for (int32_t g = 0; g < run->problem.group_count; g++) {
        if (run->problem.groups[g].kind != GROUP_RESIDENT &&
            run->solution.groups[g].outcome != OUTCOME_IN_PLAN)
            is_certified[g] =
                verify_is_impossible(all, run->problem.groups[g].stack_ix, &is_blocked[g]) ||
                (run->solution.groups[g].outcome == OUTCOME_NEVER &&
                 verify_never(all, run->problem.groups[g].stack_ix) >= 0);
    }
    keep_nevers(run, all);
    arena_free(scratch);
}

void run_tell(struct run *run, struct result_scenario *ret)
{
    int64_t *placed = ARENA_NEW(run->arena, run->problem.item_count, int64_t);
    for (int32_t i = 0; i < run->solution.assign_count; i++)
        placed[run->solution.assigns[i].item_ix] += run->solution.assigns[i].count;
    run->telling.question = &run->question;
    run->telling.remains = &run->remains;
    run->telling.problem = &run->problem;
    run->telling.solution = &run->solution;
    run->telling.placed = placed;
    run->telling.plan = &run->plan;
    run->telling.certificate = &run->certificate;
    run->telling.notes = run->notes;
    result_tell(&run->telling, run->arena, ret);
}

void run_begin(struct run *run, const struct estate *estate, const struct scenario *scenario,
               const struct question_options *question, struct arena *arena)
{
    *run = (struct run){.question = {estate, scenario, question}, .arena = arena};
    question_remains(&run->question, arena, &run->remains);
}

/* Residents of unknown node whose best packing is not proven leave it open how much is free. */
static void doubt_residents(struct run *run)
{
    if (!run->telling.unplaced || run->telling.unplaced_is_proven)
        return;
    for (int32_t w = 0; w < run->question.estate->workload_count; w++)
        if (run->telling.unplaced[w] > 0) {
            run->solution.status = SOLVE_FAILED;
            run->solution.failure = "residents of unknown node: the budget ran out before it was "
                                    "known how many of them have a place";
            return;
        }
}

void scenario_problem(const struct estate *estate, const struct scenario *scenario,
                      const struct question_options *question,
                      const struct solve_options *solve_options, struct arena *arena,
                      struct problem *ret)
{
    struct run run;
    run_begin(&run, estate, scenario, question, arena);
    int64_t *unknown_placed = place_unknown(&run, solve_options);
    problem_of_question(&run.question, &run.remains, unknown_placed, arena, ret);
}

void run_settle(struct run *run)
{
    plan_of_solution(&run->question, &run->remains, &run->problem, &run->solution, run->arena,
                     &run->plan, &run->certificate);
    doubt_residents(run);
    check(run);
    certify_groups(run);
}

struct run *scenario_first(const struct estate *estate, const struct scenario *scenario,
                           const struct question_options *question,
                           const struct solve_options *solve_options,
                           const struct result_scenario *known, struct arena *arena,
                           struct result_scenario *ret)
{
    struct run *run = ARENA_NEW(arena, 1, struct run);
    struct solve_options options = *solve_options;
    struct solve_start start;
    run_begin(run, estate, scenario, question, arena);
    run->options = *solve_options;
    run->unknown_placed = place_unknown(run, solve_options);
    problem_of_question(&run->question, &run->remains, run->unknown_placed, arena, &run->problem);
    if (known && known_plan_make(estate, &run->problem, known, arena, &start))
        options.known = &start;
    solve(&run->problem, &options, arena, &run->solution);
    run_settle(run);
    run_tell(run, ret);
    return run;
}

void scenario_second(const struct run *first, struct result_scenario *ret)
{
    if (!first->question.options->no_eviction && !result_recovers_all(&ret->as_is))
        second_answer(first, &first->options, ret);
}

const struct plan *scenario_plan(const struct run *first)
{
    return &first->plan;
}

const struct certificate *scenario_certificate(const struct run *first)
{
    return &first->certificate;
}

void scenario_run(const struct estate *estate, const struct scenario *scenario,
                  const struct question_options *question, const struct solve_options *solve,
                  const struct result_scenario *known, struct arena *arena,
                  struct result_scenario *ret)
{
    scenario_second(scenario_first(estate, scenario, question, solve, known, arena, ret), ret);
}

bool scenario_from_known(const struct estate *estate, const struct scenario *scenario,
                         const struct question_options *question,
                         const struct solve_options *solve_options,
                         const struct result_scenario *known, struct arena *arena,
                         struct result_scenario *ret)
{
    struct run run;
    struct solve_options options = *solve_options;
    struct solve_start start;
    struct problem residents;
    struct solution placed;
    int64_t *unknown_placed = NULL;
    run_begin(&run, estate, scenario, question, arena);
    if (problem_of_residents(&run.question, &run.remains, arena, &residents)) {
        if (!solve_at_once(&residents, &options, arena, &placed))
            return false;
        unknown_placed = count_placed(&run, &residents, &placed);
    }
    problem_of_question(&run.question, &run.remains, unknown_placed, arena, &run.problem);
    if (!known_plan_make(estate, &run.problem, known, arena, &start))
        return false;
    options.known = &start;
    if (!solve_at_once(&run.problem, &options, arena, &run.solution))
        return false;
    run_settle(&run);
    run_tell(&run, ret);
    return run.telling.check_failure == NULL &&
           (question->no_eviction || result_recovers_all(&ret->as_is));
}

/* A solution that knows nothing. */
static void empty_solution(struct run *run, const char *failure, bool limit_hit)
{
    const struct problem *p = &run->problem;
    struct tier_result *tiers = ARENA_NEW(run->arena, p->tier_count, struct tier_result);
    struct group_result *groups = ARENA_NEW(run->arena, p->group_count, struct group_result);
    for (int32_t g = 0; g < p->group_count; g++) {
        groups[g] = (struct group_result){.outcome = OUTCOME_UNDECIDED,
                                          .cluster = -1,
                                          .fits_alone = TRI_UNKNOWN,
                                          .alternative = -1};
        if (p->groups[g].tier_ix >= 0)
            tiers[p->groups[g].tier_ix].bound += p->groups[g].weight;
    }
    run->solution = (struct solution){.status = SOLVE_FAILED,
                                      .failure = failure,
                                      .limit_hit = limit_hit,
                                      .tiers = tiers,
                                      .groups = groups};
}

void scenario_without_answer(const struct estate *estate, const struct scenario *scenario,
                             const struct question_options *question, const char *failure,
                             bool limit_hit, struct arena *arena, struct result_scenario *ret)
{
    struct run run;
    run_begin(&run, estate, scenario, question, arena);
    problem_of_question(&run.question, &run.remains, NULL, arena, &run.problem);
    empty_solution(&run, failure, limit_hit);
    plan_of_solution(&run.question, &run.remains, &run.problem, &run.solution, arena, &run.plan,
                     &run.certificate);
    run_tell(&run, ret);
}
