/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "check_main.h"
#include "estate_maker.h"
#include "plan_maker.h"
#include "scenario/scenario.h"
#include "verify/verify.h"

/* S has 10 cpu; A of tier 0 (weight 2) and B of tier 0, C of tier 1 each need 6. At most weight 2
 * of tier 0 is recovered, and then nothing of tier 1. Coverage alone says 3 and 1. */
static const char knapsack[] = "cluster L\n node L n 20\n cluster S\n node S s1 10\n"
                               "work L A w 1 6\n stack L A 0 weight=2\n"
                               "work L B w 1 6\n stack L B 0\n work L C w 1 6\n stack L C 1\n";

struct certificate_case {
    struct capacity_multiplier capacity[2];
    int32_t capacity_count;
    int64_t scale, earlier, bound;
    int32_t earlier_count, tier;
    const char *expected; /* NULL = certified */
};

static const struct certificate_case certificate_cases[] = {
    {{{1, 0, 1}}, 1, 6, 0, 2, 0, 0, NULL},
    {{{1, 0, 1}}, 1, 7, 0, 2, 0, 0, NULL},
    {{{1, 0, 1}}, 1, 6, 0, 9, 0, 0, "coverage and the certificate say 3"},
    {{{1, 0, 1}}, 1, 6, 0, 1, 0, 0, "bound 1: leaf 0: its multipliers do not rule out all plans"},
    {{{1, 0, 0}}, 1, 6, 0, 2, 0, 0, "do not rule out all plans"},
    {{{1, 0, 3}}, 1, 6, 0, 2, 0, 0, "do not rule out all plans"},
    {{{1, 0, 1}}, 0, 6, 0, 2, 0, 0, "do not rule out all plans"},
    {{{1, 0, 1}}, 1, 0, 0, 2, 0, 0, "do not rule out all plans"},
    {{{1, 0, 1}}, 1, -6, 0, 2, 0, 0, "of a tier is not in"},
    {{{1, 0, -1}}, 1, 6, 0, 2, 0, 0, "not in 0 to"},
    {{{1, 0, INT64_MAX}}, 1, 6, 0, 2, 0, 0, "not in 0 to"},
    {{{1, 0, (int64_t)1 << 52}}, 1, (int64_t)1 << 52, 0, 2, 0, 0, "do not rule out all plans"},
    {{{2, 0, 1}}, 1, 6, 0, 2, 0, 0, "no cluster or resource"},
    {{{1, 9, 1}}, 1, 6, 0, 2, 0, 0, "no cluster or resource"},
    {{{-1, 0, 1}}, 1, 6, 0, 2, 0, 0, "no cluster or resource"},
    {{{0, 0, 1}}, 1, 6, 0, 2, 0, 0, "of a lost cluster"},
    {{{1, 0, 1}, {1, 0, 1}}, 2, 6, 0, 2, 0, 0, "do not ascend"},
    {{{1, 0, 1}, {1, 2, 5}}, 2, 6, 0, 2, 0, 0, NULL}, /* pods are unlimited: counts as 0 */
    {{{1, 0, 1}}, 1, 6, 3, 2, 1, 0, "more multipliers than tiers"},
    {{{1, 0, 1}}, 1, 6, 0, 2, 0, 7, "the plan has no such tier"},
    {{{1, 0, 1}}, 1, 6, 3, 0, 1, 1, NULL},
    {{{1, 0, 1}}, 1, 6, 2, 0, 1, 1, "do not rule out all plans"},
    {{{1, 0, 1}}, 1, 6, 0, 0, 1, 1, "do not rule out all plans"},
    {{{1, 0, 1}}, 1, 6, -3, 0, 1, 1, "of a tier is not in"},
};

START_TEST(multipliers_are_judged)
{
    const struct certificate_case *test = &certificate_cases[_i];
    struct estate *estate = estate_make(knapsack);
    struct arena *arena = arena_new();
    int64_t v[2] = {test->earlier_count ? test->earlier : test->scale, test->scale};
    struct leaf leaf = {.v = v,
                        .v_count = test->earlier_count + 1,
                        .rows = test->capacity,
                        .row_count = test->capacity_count};
    struct tree_node node = {0, -1, -1};
    struct tier_certificate tier = {test->tier, test->bound, {&node, 1}};
    struct certificate certificate = {
        .leaves = &leaf, .leaf_count = 1, .tiers = &tier, .tier_count = 1};
    bool is_refuted[2] = {false, false};
    struct verify_report report = {.is_tier_refuted = is_refuted};
    struct scenario scenario;
    struct made_plan made;

    made_scenario(estate, "L", arena, &scenario);
    plan_make(estate, "+L/A>S L/A.w@S/s1=1 t0:2,3,2<=2! t1:1,1,0<=0!", &made);
    made.tiers[1 - (test->tier == 1)].is_certified = false; /* the other tier is not the question */
    verify_plan(estate, &scenario, &made.options, &made.plan, arena, &report);
    ck_assert_int_eq(report.refuted, 0);
    verify_bounds(estate, &scenario, &made.options, &made.plan, &certificate, arena, &report);
    if (test->expected)
        ck_assert_msg(made_report_has(&report, test->expected), "%s",
                      report.refuted ? report.texts[0] : "nothing");
    else
        ck_assert_msg(report.refuted == 0, "%s", report.texts[0]);
    ck_assert_int_eq(report.uncertified, 1);
    for (int t = 0; t < 2; t++) /* only the tier itself loses its certificate */
        ck_assert_int_eq(is_refuted[t], test->expected && t == (test->tier == 1));
    arena_free(arena);
    estate_free(estate);
}
END_TEST

static const struct {
    const char *estate, *lose, *stack;
    bool is_impossible, is_blocked;
} impossible_cases[] = {
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n node S s2 10\n work L A w 1 12\n"
     "stack L A 0\n",
     "L", "L/A", true, false},
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L A w 1 2 os=windows\n", "L", "L/A",
     true, true},
    {"cluster L kind=swarm\n node L n 20\n cluster S\n node S s1 10\n work L A w 1 2\n", "L", "L/A",
     true, true},
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L A w 1 2\n", "L", "L/A", false,
     false},
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L A w 1 2\n"
     "stack L A 0 requires=B\n work L B w 1 12\n",
     "L", "L/A", true, false},
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L A w 1 2\n"
     "stack L A 0 requires=B\n work L B w 1 2 arch=arm64\n",
     "L", "L/A", true, true},
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L A w 1 2\n work S R w 1 9\n"
     "place S R w s1 1\n",
     "L", "L/A", true, false},
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L A w 1 2\n work S R w 1 9\n"
     "place S R w s1 1\n",
     "L", "S/R", false, false},
    /* both workloads fit somewhere, but not in one cluster */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10 os=linux\n cluster T\n"
     "node T t1 10 os=windows\n work L A w 1 2 os=windows\n work L A v 1 2 os=linux\n",
     "L", "L/A", true, true},
    /* the whole is more than the cluster's sum, though each workload has slots */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L A w 1 6\n work L A v 1 6\n", "L",
     "L/A", true, false},
    /* beside what cannot be there */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n cluster T\n node T t1 4\n"
     "work L A w 1 6\n stack L A 0 requires=B@same\n work T B w 1 1\n place T B w t1 1\n",
     "L", "L/A", true, false},
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n cluster T\n node T t1 9\n"
     "work L A w 1 6\n stack L A 0 requires=B@same not=T\n work T B w 1 1\n place T B w t1 1\n",
     "L", "L/A", true, true},
    {"cluster L\n node L n1 4\n node L n2 4\n work L A w 2 3\n place L A w n1 1\n"
     "place L A w n2 1\n",
     "L/node:n1", "L/A", true, false},
};

START_TEST(impossibility_is_found)
{
    struct estate *estate = estate_make(impossible_cases[_i].estate);
    struct arena *arena = arena_new();
    struct question_options options = {.residents = RESIDENTS_PINNED};
    struct plan plan = {0};
    struct scenario scenario;
    bool is_blocked;

    made_scenario(estate, impossible_cases[_i].lose, arena, &scenario);
    ck_assert_int_eq(verify_impossible(estate, &scenario, &options,
                                       made_stack(estate, impossible_cases[_i].stack), &plan, arena,
                                       &is_blocked),
                     impossible_cases[_i].is_impossible);
    ck_assert_int_eq(is_blocked, impossible_cases[_i].is_blocked);
    arena_free(arena);
    estate_free(estate);
}
END_TEST

/* What the plan claims in broken indices and numbers must be refuted, and must not crash. */
START_TEST(wild_values_are_refused)
{
    static const int64_t wild[] = {-1, -2, 99, INT32_MAX, INT32_MIN};
    struct estate *estate = estate_make(knapsack);
    struct arena *arena = arena_new();
    struct scenario scenario;

    made_scenario(estate, "L", arena, &scenario);
    for (int field = 0; field < 10; field++) {
        for (int i = 0; i < 5; i++) {
            struct verify_report report = {0};
            struct made_plan made;

            plan_make(estate, "+L/A>S L/A.w@S/s1=1 t0:2,3,2<=3! t1:1,1,0<=1!", &made);
            if (field == 9) { /* a resident that is none */
                made.residents[0] = (struct plan_entry){(int32_t)wild[i], (int32_t)wild[i], 1};
                made.plan.resident_count = 1;
            } else {
                int32_t *narrow[] = {&made.entries[0].workload_ix, &made.entries[0].node_ix,
                                     &made.stacks[0].stack_ix, &made.stacks[0].cluster_ix,
                                     &made.tiers[1].tier};
                int64_t *far[] = {&made.entries[0].replicas, &made.tiers[0].displaced_count,
                                  &made.tiers[0].displaced_weight, &made.tiers[0].recovered};
                if (field < 5)
                    *narrow[field] = (int32_t)wild[i];
                else
                    *far[field - 5] = wild[i] == INT32_MAX ? INT64_MAX : wild[i];
            }
            verify_plan(estate, &scenario, &made.options, &made.plan, arena, &report);
            verify_bounds(estate, &scenario, &made.options, &made.plan, NULL, arena, &report);
            ck_assert_msg(report.refuted > 0, "field %d, value %d", field, i);
        }
    }
    arena_free(arena);
    estate_free(estate);
}
END_TEST

static Suite *verify_bound_suite(void)
{
    Suite *suite = suite_create("verify_bound");
    TCase *tests = tcase_create("verify_bound");

    tcase_add_loop_test(tests, multipliers_are_judged, 0,
                        (int)(sizeof certificate_cases / sizeof *certificate_cases));
    tcase_add_loop_test(tests, impossibility_is_found, 0,
                        (int)(sizeof impossible_cases / sizeof *impossible_cases));
    tcase_add_test(tests, wild_values_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(verify_bound_suite)
