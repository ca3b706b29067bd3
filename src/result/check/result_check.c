/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/check/result_check.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "result/check/check_parts.h"

static void check_status(const struct check *check)
{
    bool all_proven = true;
    for (int32_t t = 0; t < check->answer->tier_count; t++)
        all_proven = all_proven && check->answer->tiers[t].is_proven;
    CLAIM(check, (check->answer->status == STATUS_PROVEN) == all_proven,
          "the status is \"%s\", but %s tier is proven", result_status_name(check->answer->status),
          all_proven ? "every" : "not every");
}

void check_merge(struct verify_report *into, const struct verify_report *from, const char *name,
                 struct arena *arena)
{
    int32_t texts = from->refuted < REFUTATION_MAX ? from->refuted : REFUTATION_MAX;
    const char *colon = name ? ": " : "";
    name = name ? name : "";
    for (int32_t i = 0; i < texts; i++)
        report_refuted(into, arena, "%s%s%s", name, colon, from->texts[i]);
    into->refuted += from->refuted - texts;
    into->claims += from->claims;
    into->uncertified += from->uncertified;
    into->residents_left_out += from->residents_left_out;
    if (from->note && !into->note)
        into->note = arena_format(arena, "%s%s%s", name, colon, from->note);
}

void check_end_part(const struct check *check)
{
    check_merge(check->report, check->part, NULL, check->arena);
    *check->part = (struct verify_report){0};
    arena_reset(check->scratch);
}

const char *check_option(const struct result *result, const char *key)
{
    for (int32_t i = 0; i < result->option_count; i++)
        if (!strcmp(result->options[i].key, key))
            return result->options[i].value;
    return NULL;
}

/* Is there a second answer where there should be, and is it no worse than the first? */
static void check_second(const struct check *check)
{
    const struct result_answer *first = &check->scenario->as_is;
    const char *eviction = check_option(check->result, "eviction");
    bool is_all = result_recovers_all(first);
    CLAIM(check, first->may_give_way_count == 0 && (!check->scenario->has_eviction || !is_all),
          "a second answer is told of what needs none");
    CLAIM(check, is_all || check->scenario->has_eviction || (eviction && !strcmp(eviction, "no")),
          "not all is recovered, and the second answer is missing");
}

/* The plan and its bounds, and whom the scheduler would remove in it. */
static void check_plan(struct check *check)
{
    struct result_plan *made = check->made;
    if (check->answer->status != STATUS_FAILED) { /* else it claims no plan and no bound */
        if (!verify_plan_standing(check->estate, &made->scenario, check->options, &made->plan,
                                  check->scratch, check->part, check->arena, &made->standing,
                                  &made->standing_count))
            made->standing = NULL;
        check_end_part(check);
        verify_bounds(check->estate, &made->scenario, check->options, &made->plan,
                      &made->certificate, check->scratch, check->part);
        check_end_part(check);
        check_status(check);
    }
    check->by_scheduler = NULL;
    if (made->gives_way && check->report->refuted == 0)
        check->by_scheduler =
            verify_scheduler(check->estate, &made->plan, made->gives_way, check->arena);
}

/* What is told of the first answer alone. */
static void check_first(const struct check *check)
{
    bool is_asked =
        check->scenario->spare_count > 0 || check_option(check->result, "then_lose_node");
    bool has_plan = check->answer->status != STATUS_FAILED;
    if (has_plan)
        unreserved_check(check->estate, check->answer, check->made, check->options, check->scratch,
                         check->part);
    check_end_part(check);
    if (!check->is_step)
        check_cascade(check);
    if (!check->is_step && is_asked && has_plan)
        spares_check(check->estate, check->scenario, check->made, check->options, check->scratch,
                     check->part);
    check_end_part(check);
}

void check_answer(const struct check *asked, const struct result_answer *answer)
{
    struct check check = *asked;
    struct question_options options = *asked->options;
    struct result_plan made;
    bool has_plan = answer->status != STATUS_FAILED;
    if (!result_plan_make(check.estate, check.scenario, answer, check.arena, &made, check.report))
        return;
    options.gives_way = made.gives_way;
    options.not_moved = made.not_moved;
    check.answer = answer;
    check.made = &made;
    check.options = &options;
    check_plan(&check);
    CLAIM(&check,
          check.scenario->lost_clusters == made.scenario.lost_cluster_count &&
              check.scenario->is_partial == made.scenario.is_partial,
          "it loses %d whole clusters%s; the result says otherwise",
          (int)made.scenario.lost_cluster_count, made.scenario.is_partial ? " and some nodes" : "");
    check_list(&check);
    check_stacks(&check);
    check_end_part(&check);
    check_unlisted(&check);
    if (has_plan)
        result_check_why(check.estate, answer, &made, &options, check.scratch, check.part);
    check_end_part(&check);
    result_check_usage(check.estate, answer, &made, &options, check.scratch, check.part);
    check_end_part(&check);
    standby_check(check.estate, answer, check.arena, check.report);
    if (has_plan)
        overload_check(check.estate, answer, &made, check.scratch, check.part);
    check_end_part(&check);
    if (answer == &check.scenario->as_is)
        check_first(&check);
}

static void check_scenario(const struct check *check)
{
    check_answer(check, &check->scenario->as_is);
    check_second(check);
    check_steps(check);
    if (check->scenario->has_eviction)
        check_answer(check, &check->scenario->with_eviction);
}

/* The summary is what the scenarios make of it. */
static void check_summary(const struct result *result, struct arena *arena,
                          struct verify_report *report)
{
    struct result again = *result;
    struct check check = {.arena = arena, .report = report};
    struct judge_options judge = result_judged_by(result);
    result_judge(&again, &judge, arena);
    bool is_stale_unknown = judge.strict && !result->has_run; /* "run" says what is stale */
    CLAIM(&check, again.summary == result->summary || is_stale_unknown,
          "the summary says %s, the scenarios say %s", summary_verdict_name(result->summary),
          summary_verdict_name(again.summary));
    CLAIM(&check, again.critical_at_risk_count == result->critical_at_risk_count,
          "the summary names %d critical stacks at risk, the scenarios %d",
          (int)result->critical_at_risk_count, (int)again.critical_at_risk_count);
    for (int32_t i = 0; i < again.critical_at_risk_count && i < result->critical_at_risk_count; i++)
        CLAIM(&check, !strcmp(again.critical_at_risk[i], result->critical_at_risk[i]),
              "the summary names %s at risk, the scenarios %s", result->critical_at_risk[i],
              again.critical_at_risk[i]);
}

/* What is said of the estate itself. */
static void check_frame(const struct estate *estate, const struct result *result,
                        struct arena *arena, struct verify_report *report)
{
    struct check check = {.arena = arena, .report = report};
    int64_t stacks = 0;
    for (int32_t s = 0; s < estate->stack_count; s++)
        stacks += !estate->stacks[s].is_platform;
    CLAIM(&check, !strcmp(result->estate_name, estate->name), "the estate's name is %s, not %s",
          estate->name, result->estate_name);
    CLAIM(&check,
          result->cluster_count == estate->cluster_count &&
              result->node_count == estate->node_count && result->stack_count == stacks,
          "the estate has %d clusters, %d nodes, %lld stacks; the result says otherwise",
          (int)estate->cluster_count, (int)estate->node_count, (long long)stacks);
    CLAIM(&check, result->critical_tier == estate->critical_tier,
          "the result says critical_tier %lld, the estate %d", (long long)result->critical_tier,
          (int)estate->critical_tier);
    bool is_same = result->resource_count == estate->resource_count;
    for (int32_t r = 0; is_same && r < estate->resource_count; r++)
        is_same = !strcmp(result->resources[r].name, estate->resources[r].name) &&
                  !strcmp(result->resources[r].unit, resource_unit_name(estate->resources[r].unit));
    CLAIM(&check, is_same, "the resources are not those of the estate");
}

bool result_check(const struct estate *estate, const struct result *result, struct arena *arena,
                  struct verify_report *report, struct error *reterr)
{
    struct question_options options;
    report->claims++;
    if (strcmp(estate->digest, result->estate_digest) != 0) {
        report_refuted(report, arena,
                       "the result is of another estate: its digest is %.80s, that of estate %.80s "
                       "is %.80s",
                       result->estate_digest, estate->name, estate->digest);
        return true;
    }
    if (!result_plan_options(estate, result, arena, &options, reterr))
        return false;
    check_frame(estate, result, arena, report);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        struct verify_report found = {0}, part = {0};
        struct arena *own = arena_new(), *scratch = arena_new();
        struct check check = {.estate = estate,
                              .result = result,
                              .scenario = &result->scenarios[s],
                              .options = &options,
                              .arena = own,
                              .report = &found,
                              .scratch = scratch,
                              .part = &part};
        check_scenario(&check);
        check_merge(report, &found, result->scenarios[s].name, arena);
        arena_free(own);
        arena_free(scratch);
    }
    check_summary(result, arena, report);
    return true;
}
