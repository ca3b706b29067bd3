/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "check_main.h"
#include "document/document.h"
#include "result/result_json.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

/* One of each: every optional field once present and once absent. */
static const struct result_entry plan[] = {{"api", "west", "w-1", 2, "", ""},
                                           {"api", "west", "w-2", 1, "Job", "north"}};
static const struct result_reason reasons[] = {
    {.cluster = "west",
     .reason = "fragmentation",
     .resource = "memory",
     .has_short = true,
     .short_by = INT64_C(12884901888),
     .workload = "db",
     .needs = INT64_C(103079215104),
     .text = "12.0 GiB short",
     .has_room = true,
     .hole = 17,
     .free = INT64_C(9007199254740993),
     .has_slots = true,
     .slots = 2,
     .wanted = 3,
     .nodes = 12,
     .excluded = (const struct result_excluded[]){{"taint", 7}, {"os", 2}},
     .excluded_count = 2},
    {.cluster = "gate",
     .reason = "crowded",
     .resource = "cpu",
     .text = "crowded out",
     .has_demand = true,
     .demand = 9,
     .free = 8,
     .by = (const struct result_taker[]){{"east/ns/c", 1, 3, 4000}},
     .by_count = 1},
    {.cluster = "far", .reason = "target", .resource = "", .rule = "targets", .text = "not there"},
    {.cluster = "", .reason = "no_survivor", .resource = "", .text = "nothing survives"},
};
static const char *const names[] = {"east/b", "east/ns/c"};
static const struct result_stack stacks[] = {
    {.stack = "a",
     .cluster = "east",
     .name_space = "",
     .team = "yard",
     .demand = (const struct result_amount[]){{"cpu", 4000}, {"nvidia.com/gpu", 2}},
     .demand_count = 2,
     .weight = 1,
     .verdict = VERDICT_FITS,
     .target = "west",
     .plan = plan,
     .plan_count = 2,
     .is_assumed = true,
     .is_assumed_zero = true},
    {.stack = "b",
     .cluster = "east",
     .name_space = "ns",
     .team = "",
     .tier = 1,
     .weight = 7,
     .verdict = VERDICT_DOES_NOT_FIT,
     .target = "",
     .fits_alone = ALONE_YES,
     .is_certified = true,
     .reasons = reasons,
     .reason_count = 4},
    {.stack = "c",
     .cluster = "east",
     .name_space = "",
     .team = "",
     .weight = 1,
     .verdict = VERDICT_CHOICE,
     .target = "",
     .fits_alone = ALONE_NO,
     .instead_of = names,
     .instead_of_count = 2,
     .not_modelled = (const char *const[]){"preferred affinity", "volumes"},
     .not_modelled_count = 2,
     .second = plan,
     .second_count = 1,
     .differing = (const struct result_differing[]){{"east/c", "west", true, plan, 1},
                                                    {"east/ns/c", "", false, NULL, 0}},
     .differing_count = 2},
    {.stack = "d\x1b[31m \"=x\" \xff",
     .cluster = "east",
     .name_space = "",
     .team = "",
     .weight = 1,
     .verdict = VERDICT_DEGRADED,
     .target = "",
     .has_replicas = true,
     .replicas_up = 4,
     .replicas_total = 6},
    {.stack = "e",
     .cluster = "west",
     .name_space = "",
     .team = "",
     .weight = 1,
     .verdict = VERDICT_AFFECTED,
     .target = "",
     .needs = names,
     .need_count = 1},
    {.stack = "f",
     .cluster = "east",
     .name_space = "",
     .team = "",
     .weight = 1,
     .verdict = VERDICT_BLOCKED,
     .target = ""},
    {.stack = "g",
     .cluster = "east",
     .name_space = "",
     .team = "",
     .weight = 1,
     .verdict = VERDICT_UNKNOWN,
     .target = ""},
};
static const struct result_tier tiers[] = {
    {.tier = 0,
     .displaced = 5,
     .displaced_weight = 5,
     .recovered = 1,
     .bound = 1,
     .is_proven = true,
     .is_certified = true,
     .growth = {1000, 4000, "west", "w-1", "cpu"}},
    {.tier = 1,
     .displaced = 1,
     .displaced_weight = 7,
     .recovered = 0,
     .bound = INT64_MAX,
     .growth = {0, 0, "", "", ""}},
};
static const struct result_usage usage[] = {
    {"cpu", 640000, 410000, 588000, 600000, 910000, false, true, 32000, 20000, 1500},
    {"pods", INT64_C(9007199254740993), 1, 2, 0, 0, true, false, 0, 0, 0},
};
static const struct result_overload_node overload_nodes[] = {
    {{BURST_PART, 3, 7, "w-1", "cpu"}, 4000, 1000, 8000},
    {{BURST_OVER, 0, 1, "w-2", "memory"}, 1, 2, 2},
};
static const struct result_no_limit no_limit[] = {{"cpu", 2, 5, "west/a", "api", 3, 1500},
                                                  {"memory", 0, 0, "", "", 0, 0}};
static const struct result_overload overload = {
    {BURST_OVER, 0, 1, "w-2", "memory"}, {BURST_ALL, 1, 1, "", ""}, overload_nodes, 2, no_limit, 2};
static const struct result_cluster clusters[] = {{"west", usage, 2, &overload, NULL}};
static const int64_t v[] = {-3, INT64_MIN};
static const struct capacity_multiplier rows[] = {{0, 1, 17}, {2, 0, 3}};
static const struct cut_multiplier cut_multipliers[] = {{0, 5}, {1, INT64_MAX}};
static const struct require_multiplier require_multipliers[] = {{1, 2, -1, 4}, {1, 2, 3, 4}};
static const struct stack_multiplier stack_multipliers[] = {{7, -2}};
static const struct capacity_multiplier kept_rows[] = {{0, 1, 0}};
static const struct cut_multiplier kept_cuts[] = {{1, 0}};
static const struct leaf leaves[] = {
    {v, 2, rows, 2, cut_multipliers, 2, require_multipliers, 2, false, NULL, 0},
    {v, 1, kept_rows, 1, kept_cuts, 1, NULL, 0, true, stack_multipliers, 1},
    {0}};
static const struct price prices[] = {{0, 12}, {3, 2}, {4, 12}, {9, 12}};
static const int32_t set[] = {4, 9};
static const int64_t weights[] = {4096, 0, 7, 1};
static const struct cut cuts[] = {{1, 99, prices, 4, NULL, 0, weights, 2, 2},
                                  {2, 1, prices, 1, set, 2, NULL, 0, 0}};
static const struct tree_node nodes[] = {
    {-1, 7, -1}, {0, -1, -1}, {-1, 9, 2}, {1, -1, -1}, {2, -1, -1}};
static const struct tier_certificate tier_certificates[] = {{1, 0, {nodes, 5}}};
static const struct never_certificate never_certificates[] = {{set, 2, {nodes + 1, 1}}};
static const char *const residents_of[] = {"west/e"};
static const char *const lost[] = {"east", "west/zone:a"};
static const char *const findings[] = {"west/e: 1 replica finds no place"};
static const struct result_option options[] = {
    {"residents", "pinned", false}, {"seed", "1", true}, {"budget", "20000000", true}};
static const struct result_option headroom[] = {{"cpu", "5%", false}, {"memory", "1", false}};
static const struct result_resource resources[] = {{"cpu", "milli"}, {"pods", "count"}};

static struct result_scenario make_scenario(void)
{
    struct result_scenario scenario = {.name = "lose east",
                                       .lost = lost,
                                       .lost_count = 2,
                                       .limit_hit = true,
                                       .lost_clusters = 1,
                                       .is_partial = true,
                                       .findings = findings,
                                       .finding_count = 1};
    scenario.as_is = (struct result_answer){
        .status = STATUS_BOUNDED,
        .failure = "",
        .tiers = tiers,
        .tier_count = 2,
        .stacks = stacks,
        .stack_count = sizeof stacks / sizeof stacks[0],
        .clusters = clusters,
        .cluster_count = 1,
        .residents = plan,
        .resident_stacks = residents_of,
        .resident_count = 1,
        .certificate = {cuts, 2, leaves, 3, tier_certificates, 1, never_certificates, 1},
        .work = 42};
    return scenario;
}

static const struct result_member_tier member_tiers[] = {{0, 3}, {2, 1}};
static const struct result_amount member_amounts[] = {{"cpu", 64000}, {"memory", 1}};
static const struct result_member members[] = {
    {"east", "kubernetes", "active", 3, "2026-11-20T09:00:00Z", false, 4, member_tiers, 2,
     member_amounts, 2},
    {"west", "swarm", "standby-cold", 2, "", true, 0, NULL, 0, NULL, 0},
};

static struct result make_result(const struct result_scenario *scenarios, int32_t count)
{
    return (struct result){.version = "0.1.0",
                           .estate_name = "acme",
                           .estate_digest = "sha256:00",
                           .cluster_count = 2,
                           .node_count = 5,
                           .stack_count = 9,
                           .has_max_age = true,
                           .max_age_s = 604800,
                           .members = members,
                           .member_count = 2,
                           .options = options,
                           .option_count = 3,
                           .headroom = headroom,
                           .headroom_count = 2,
                           .resources = resources,
                           .resource_count = 2,
                           .scenarios = scenarios,
                           .scenario_count = count,
                           .summary = SUMMARY_AT_RISK,
                           .critical_at_risk = names,
                           .critical_at_risk_count = 2,
                           .stale = lost,
                           .stale_count = 1,
                           .has_run = true,
                           .started = "2026-11-20T09:00:00Z",
                           .run_ms = 1803,
                           .jobs = 2};
}

/* From a whole tree, or with its large lists as text. */
static void check_round_trip_by(const struct result *result, bool is_whole)
{
    struct buf first, second;
    struct error error = {0};
    struct result back;
    buf_init(&first);
    buf_init(&second);
    result_json_write(result, &first);
    struct document *document =
        is_whole
            ? document_parse(first.data, first.length, DOCUMENT_JSON, "x.json", &error)
            : document_parse_parts(first.data, first.length, result_json_parts(), "x.json", &error);
    ck_assert_msg(document != NULL, "%s", error.text);
    ck_assert_msg(result_json_read(document, arena, &back, &error), "%s %s", error.field,
                  error.text);
    document_free(document);
    result_json_write(&back, &second);
    ck_assert_str_eq(first.data, second.data);
    buf_release(&first);
    buf_release(&second);
}

static void check_round_trip(const struct result *result)
{
    check_round_trip_by(result, true);
    check_round_trip_by(result, false);
}

START_TEST(round_trip)
{
    struct result_scenario both[2] = {make_scenario(), make_scenario()};
    both[1] = (struct result_scenario){.name = "x",
                                       .as_is = {.status = STATUS_FAILED, .failure = "no room"}};
    struct result result = make_result(both, 2);
    check_round_trip(&result);
    result.has_run = false;
    result.headroom_count = 0;
    result.option_count = 0;
    check_round_trip(&result);
    result.scenario_count = 0;
    check_round_trip(&result);
}
END_TEST

START_TEST(scenario_alone)
{
    struct result_scenario scenario = make_scenario(), back;
    struct buf first, second;
    struct error error = {0};
    buf_init(&first);
    buf_init(&second);
    result_json_write_scenario(&scenario, &first);
    struct document *document =
        document_parse(first.data, first.length, DOCUMENT_JSON, "x.json", &error);
    ck_assert_msg(document != NULL, "%s", error.text);
    ck_assert(
        result_json_read_scenario(document, document_root(document, 0), arena, &back, &error));
    document_free(document);
    result_json_write_scenario(&back, &second);
    ck_assert_str_eq(first.data, second.data);
    buf_release(&first);
    buf_release(&second);
}
END_TEST

/* Each text stands for one change that a reader must refuse, and what it says. */
static const struct {
    const char *from, *to, *expected;
} refusals[] = {
    {"\"schema\": 1", "\"schema\": 2", "1, the version that this program reads"},
    {"\"simulation\"", "\"estate\"", "\"simulation\""},
    {"\"fits\"", "\"fit\"", "a known word"},
    {"\"replicas\":2", "\"replicas\":2.5", "a whole number"},
    {"\"replicas\":2", "\"replicas\":9223372036854775808", "a whole number"},
    {"\"seconds\":1.803", "\"seconds\":-1.803", "seconds with"},
    {"\"seconds\":1.803", "\"seconds\":1.8031", "seconds with"},
    {"\"limit_hit\"", "\"limit\"", "true or false"},
    {"\"scenarios\":1", "\"scenarios\":3", "the number of scenarios in the result"},
};

START_TEST(refuses)
{
    struct result_scenario scenario = make_scenario();
    struct result result = make_result(&scenario, 1), back;
    struct buf text, changed;
    struct error error = {0};
    buf_init(&text);
    buf_init(&changed);
    result_json_write(&result, &text);
    const char *at = strstr(text.data, refusals[_i].from);
    ck_assert_msg(at != NULL, "%s", refusals[_i].from);
    buf_add(&changed, text.data, (size_t)(at - text.data));
    buf_add_text(&changed, refusals[_i].to);
    buf_add_text(&changed, at + strlen(refusals[_i].from));
    struct document *document =
        document_parse(changed.data, changed.length, DOCUMENT_JSON, "x.json", &error);
    ck_assert_msg(document != NULL, "%s", error.text);
    ck_assert(!result_json_read(document, arena, &back, &error));
    ck_assert_msg(strstr(error.text, refusals[_i].expected) != NULL, "%s", error.text);
    ck_assert_str_eq(error.file, "x.json");
    document_free(document);
    buf_release(&text);
    buf_release(&changed);
}
END_TEST

/* What one critical stack of that verdict makes of the whole, by option. */
static const struct {
    enum verdict verdict;
    bool is_certified, is_assumed_zero, tier_certified;
    int plain, with_degraded, with_strict;
} judgements[] = {
    {VERDICT_FITS, false, false, false, 0, 0, 0},
    {VERDICT_FITS, false, true, false, 4, 4, 4},
    {VERDICT_DEGRADED, false, false, false, 1, 0, 1},
    {VERDICT_DOES_NOT_FIT, true, false, false, 1, 1, 1},
    {VERDICT_DOES_NOT_FIT, false, false, false, 1, 1, 4},
    {VERDICT_BLOCKED, true, false, false, 1, 1, 1},
    {VERDICT_BLOCKED, false, false, false, 1, 1, 4},
    {VERDICT_CHOICE, false, false, true, 1, 1, 1},
    {VERDICT_CHOICE, false, false, false, 1, 1, 4},
    {VERDICT_AFFECTED, false, false, false, 1, 1, 1},
    {VERDICT_UNKNOWN, false, false, false, 4, 4, 4},
};

static int judge_one(const struct result_stack *stack, bool tier_certified, int64_t critical_tier,
                     struct judge_options judge, enum summary_verdict *ret_summary)
{
    struct result_tier tier = {
        .displaced = 1, .displaced_weight = 1, .is_proven = true, .is_certified = tier_certified};
    struct result_scenario scenario = {
        .as_is = {.tiers = &tier, .tier_count = 1, .stacks = stack, .stack_count = 1}};
    struct result result = {
        .critical_tier = critical_tier, .scenarios = &scenario, .scenario_count = 1};
    int status = result_judge(&result, &judge, arena);
    *ret_summary = result.summary;
    return status;
}

START_TEST(judges)
{
    static const enum summary_verdict summaries[] = {SUMMARY_SAFE, SUMMARY_AT_RISK, SUMMARY_SAFE,
                                                     SUMMARY_SAFE, SUMMARY_INCONCLUSIVE};
    struct result_stack stack = {.stack = "s",
                                 .cluster = "c",
                                 .name_space = "",
                                 .team = "",
                                 .verdict = judgements[_i].verdict,
                                 .is_certified = judgements[_i].is_certified,
                                 .is_assumed_zero = judgements[_i].is_assumed_zero};
    bool tier_certified = judgements[_i].tier_certified;
    struct judge_options plain = {0}, degraded = {.accept_degraded = true},
                         strict = {.strict = true};
    enum summary_verdict summary;
    ck_assert_int_eq(judge_one(&stack, tier_certified, 0, plain, &summary), judgements[_i].plain);
    ck_assert_int_eq(summary, summaries[judgements[_i].plain]);
    ck_assert_int_eq(judge_one(&stack, tier_certified, 0, degraded, &summary),
                     judgements[_i].with_degraded);
    ck_assert_int_eq(judge_one(&stack, tier_certified, 0, strict, &summary),
                     judgements[_i].with_strict);
    stack.tier = 1; /* not critical: counts for nothing */
    ck_assert_int_eq(judge_one(&stack, tier_certified, 0, strict, &summary), 0);
    ck_assert_int_eq(judge_one(&stack, tier_certified, 1, plain, &summary), judgements[_i].plain);
}
END_TEST

START_TEST(judges_all)
{
    struct result_scenario both[2] = {make_scenario(), make_scenario()};
    struct result result = make_result(both, 2);
    struct judge_options plain = {0}, strict = {.strict = true};
    ck_assert_int_eq(result_judge(&result, &plain, arena), 1);
    ck_assert_int_eq(result.critical_at_risk_count, 4); /* once each; the unknown one is not */
    ck_assert_str_eq(result.critical_at_risk[0], "east/c");
    ck_assert_str_eq(result.critical_at_risk[3], "west/e");
    both[0].as_is.stack_count = both[1].as_is.stack_count = 0;
    ck_assert_int_eq(result_judge(&result, &plain, arena), 0);
    ck_assert_int_eq(result_judge(&result, &strict, arena), 4); /* a stale snapshot */
    both[1].as_is.status = STATUS_FAILED;
    ck_assert_int_eq(result_judge(&result, &plain, arena), 4);
}
END_TEST

static Suite *result_suite(void)
{
    Suite *suite = suite_create("result");
    TCase *tests = tcase_create("result");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, round_trip);
    tcase_add_test(tests, scenario_alone);
    tcase_add_loop_test(tests, refuses, 0, (int)(sizeof refusals / sizeof refusals[0]));
    tcase_add_loop_test(tests, judges, 0, (int)(sizeof judgements / sizeof judgements[0]));
    tcase_add_test(tests, judges_all);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(result_suite)
