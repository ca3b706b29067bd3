/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "check_main.h"
#include "problem_maker.h"
#include "solve/bound.h"
#include "solve/check.h"
#include "solve/export.h"
#include "solve/glpk_guard.h"
#include "solve/lp.h"
#include "solve/solve.h"

static struct arena *arena;
static struct maker *maker;
static struct solution solution;

static void set_up(void)
{
    arena = arena_new();
    maker = NULL;
}

static void tear_down(void)
{
    if (maker)
        maker_free(maker);
    arena_free(arena);
}

/* One resource from here on. */
static void clusters(int32_t count)
{
    maker = maker_new(1, count);
}

static int32_t bin(int32_t cluster, int32_t zone, int64_t available)
{
    return maker_bin(maker, cluster, zone, &available);
}

static int32_t stack(int32_t tier, int64_t weight, int64_t replicas, int64_t demand)
{
    int32_t group = maker_group(maker, GROUP_WHOLE, tier, weight);

    maker_item(maker, replicas, &demand);
    return group;
}

static void run_with(int64_t budget, enum solve_engine engine)
{
    const struct problem *p = maker_problem(maker);
    struct solve_options options = {.engine = engine, .budget = budget};
    int32_t cluster[64];
    bool is_recovered[64];
    struct error error;

    solve(p, &options, arena, &solution);
    if (solution.status == SOLVE_FAILED)
        return;
    for (int32_t g = 0; g < p->group_count; g++) {
        cluster[g] = solution.groups[g].cluster;
        is_recovered[g] = solution.groups[g].outcome == OUTCOME_IN_PLAN;
    }
    ck_assert_msg(
        check_plan(p, solution.assigns, solution.assign_count, cluster, is_recovered, &error), "%s",
        error.text);
}

static void run(void)
{
    run_with(0, ENGINE_AUTO);
}

static void expect(int32_t group, enum group_outcome outcome)
{
    ck_assert_int_eq(solution.groups[group].outcome, outcome);
}

START_TEST(nothing_at_all)
{
    clusters(0);
    run();
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
    ck_assert_int_eq(solution.assign_count, 0);
}
END_TEST

START_TEST(no_cluster_survives)
{
    int32_t a;

    clusters(0);
    a = stack(0, 1, 1, 1);
    run();
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
    expect(a, OUTCOME_NEVER_ALONE);
    ck_assert_int_eq(solution.groups[a].fits_alone, TRI_NO);
}
END_TEST

/* Fifteen stacks of one; room for ten and five: joint placement. */
START_TEST(ten_and_five)
{
    clusters(2);
    bin(0, 0, 10);
    bin(1, 0, 5);
    for (int i = 0; i < 15; i++)
        stack(0, 1, 1, 1);
    run();
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
    ck_assert_int_eq(solution.tiers[0].recovered, 15);
    ck_assert_int_eq(solution.tiers[0].proof, BOUND_COVERAGE);
}
END_TEST

/* A replica of 12: ten nodes of 8 cannot, two of 16 can. */
START_TEST(granularity)
{
    int32_t a;

    clusters(2);
    for (int i = 0; i < 10; i++)
        bin(0, 0, 8);
    bin(1, 0, 16);
    bin(1, 0, 16);
    a = stack(0, 1, 1, 12);
    run();
    expect(a, OUTCOME_IN_PLAN);
    ck_assert_int_eq(solution.groups[a].cluster, 1);
}
END_TEST

START_TEST(choice_of_two)
{
    int32_t a, b;

    clusters(1);
    bin(0, 0, 10);
    a = stack(0, 1, 1, 6);
    b = stack(0, 1, 1, 6);
    run();
    expect(a, OUTCOME_IN_PLAN);
    expect(b, OUTCOME_CHOICE);
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
    ck_assert(solution.alternatives[solution.groups[b].alternative].is_recovered[b]);
    ck_assert(!solution.alternatives[solution.groups[b].alternative].is_recovered[a]);
    ck_assert_int_eq(solution.groups[b].fits_alone, TRI_YES);
}
END_TEST

START_TEST(no_choice_by_weight)
{
    int32_t a, b;

    clusters(1);
    bin(0, 0, 10);
    a = stack(0, 2, 1, 6);
    b = stack(0, 1, 1, 6);
    run();
    expect(a, OUTCOME_IN_PLAN);
    expect(b, OUTCOME_NEVER);
    ck_assert_int_eq(solution.groups[b].fits_alone, TRI_YES);
}
END_TEST

START_TEST(impossible_with_no_budget)
{
    int32_t large;

    clusters(1);
    bin(0, 0, 10);
    stack(0, 1, 1, 6);
    stack(0, 1, 1, 6);
    large = stack(0, 1, 1, 11);
    run_with(1, ENGINE_AUTO);
    expect(large, OUTCOME_NEVER_ALONE);
    ck_assert_int_eq(solution.status, SOLVE_BOUNDED);
    ck_assert_int_eq(solution.tiers[0].bound, 2);
    ck_assert(solution.groups[large].is_certified);
}
END_TEST

START_TEST(requires_across_tiers)
{
    int32_t app, db, other;

    clusters(1);
    bin(0, 0, 6);
    app = stack(0, 1, 1, 2);
    other = stack(1, 1, 1, 4);
    db = stack(2, 1, 1, 4);
    maker_require(maker, app, db, false);
    run();
    expect(app, OUTCOME_IN_PLAN);
    expect(db, OUTCOME_IN_PLAN);
    expect(other, OUTCOME_NEVER);
}
END_TEST

START_TEST(requires_in_same_cluster)
{
    int32_t app, db;

    clusters(2);
    bin(0, 0, 5);
    bin(1, 0, 9);
    app = stack(0, 1, 1, 5);
    db = stack(0, 1, 1, 4);
    maker_require(maker, app, db, true);
    run();
    ck_assert_int_eq(solution.groups[app].cluster, 1);
    ck_assert_int_eq(solution.groups[db].cluster, 1);
}
END_TEST

START_TEST(hopeless_spreads)
{
    int32_t a, b;

    clusters(1);
    bin(0, 0, 9);
    a = stack(0, 1, 1, 1);
    b = stack(0, 1, 1, 1);
    maker_hopeless(maker);
    maker_require(maker, a, b, false);
    run();
    expect(a, OUTCOME_NEVER_ALONE);
    expect(b, OUTCOME_NEVER_ALONE);
    ck_assert_int_eq(solution.tiers[0].bound, 0);
}
END_TEST

/* Ten replicas of 5 in nodes of 10 with at most one a node. */
START_TEST(cap_per_bin)
{
    int32_t a;

    clusters(1);
    for (int i = 0; i < 9; i++)
        bin(0, 0, 10);
    a = stack(0, 1, 10, 5);
    maker_bin_cap(maker, 1);
    run();
    expect(a, OUTCOME_NEVER_ALONE);
}
END_TEST

START_TEST(cap_per_zone)
{
    int32_t a, b;

    clusters(1);
    bin(0, 0, 20);
    bin(0, 1, 20);
    a = stack(0, 1, 4, 5);
    maker_zone_cap(maker, 1);
    b = stack(0, 1, 4, 5);
    maker_zone_cap(maker, 2);
    run();
    expect(a, OUTCOME_NEVER_ALONE);
    expect(b, OUTCOME_IN_PLAN);
}
END_TEST

/* What survives counts in the caps. */
START_TEST(present_counts)
{
    int64_t demand = 2;
    int32_t a, first;

    clusters(1);
    first = bin(0, 0, 10);
    bin(0, 0, 10);
    a = maker_group(maker, GROUP_REPLICAS, 0, 1);
    maker_item(maker, 2, &demand);
    maker_bin_cap(maker, 3);
    maker_present(maker, first, 2);
    maker_present(maker, first + 1, 2);
    run();
    expect(a, OUTCOME_IN_PLAN);
    ck_assert_int_eq(solution.assign_count, 2);
}
END_TEST

START_TEST(own_daemon)
{
    int64_t one = 1;
    int32_t a, b;

    clusters(1);
    for (int i = 0; i < 3; i++)
        bin(0, 0, 1);
    a = stack(0, 1, 1, 1);
    maker_daemon(maker, &one);
    b = stack(0, 1, 1, 1);
    run();
    expect(a, OUTCOME_NEVER_ALONE);
    expect(b, OUTCOME_IN_PLAN);
}
END_TEST

START_TEST(replicas_degraded)
{
    int64_t demand = 2;
    int32_t a;

    clusters(2);
    bin(0, 0, 4);
    bin(1, 0, 1);
    a = maker_group(maker, GROUP_REPLICAS, 0, 1);
    maker_item(maker, 3, &demand);
    maker_lives_in(maker, 0);
    run();
    expect(a, OUTCOME_NEVER_ALONE);
    ck_assert_int_eq(solution_placed(&solution, 0), 2);
}
END_TEST

/* A full group comes first, then as many replicas as possible. */
START_TEST(replicas_full_first)
{
    int64_t two = 2, three = 3;
    int32_t a, b;

    clusters(1);
    bin(0, 0, 7);
    a = maker_group(maker, GROUP_REPLICAS, 0, 1);
    maker_item(maker, 4, &two);
    b = maker_group(maker, GROUP_REPLICAS, 0, 1);
    maker_item(maker, 2, &three);
    run();
    expect(b, OUTCOME_IN_PLAN);
    ck_assert_int_ne(solution.groups[a].outcome, OUTCOME_IN_PLAN);
    ck_assert_int_eq(solution_placed(&solution, 0), 0);
}
END_TEST

START_TEST(residents_come_first)
{
    int64_t six = 6;
    int32_t resident, home, a;

    clusters(1);
    bin(0, 0, 10);
    home = bin(0, 0, 6);
    resident = maker_group(maker, GROUP_RESIDENT, -1, 0);
    maker_item(maker, 1, &six);
    maker_home(maker, home, 1);
    a = stack(0, 1, 1, 10);
    run();
    expect(resident, OUTCOME_IN_PLAN);
    expect(a, OUTCOME_IN_PLAN);
    ck_assert_int_eq(solution.assigns[0].bin_ix, home);
}
END_TEST

/* A resident may have to leave its home. */
START_TEST(resident_moves)
{
    int64_t six = 6;
    int32_t home, a;

    clusters(1);
    home = bin(0, 0, 10);
    bin(0, 0, 6);
    maker_group(maker, GROUP_RESIDENT, -1, 0);
    maker_item(maker, 1, &six);
    maker_home(maker, home, 1);
    a = stack(0, 1, 1, 10);
    run();
    expect(a, OUTCOME_IN_PLAN);
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
}
END_TEST

START_TEST(residents_do_not_pack)
{
    int64_t six = 6;

    clusters(1);
    bin(0, 0, 10);
    for (int i = 0; i < 2; i++) {
        maker_group(maker, GROUP_RESIDENT, -1, 0);
        maker_item(maker, 1, &six);
    }
    stack(0, 1, 1, 1);
    run();
    ck_assert_int_eq(solution.status, SOLVE_FAILED);
    ck_assert_ptr_nonnull(strstr(solution.failure, "cannot be packed"));
}
END_TEST

/* Best fit alone goes wrong (7 + 5 + 4, 6 + 5 + 5 into 16 and 16): the search finds it. */
START_TEST(needs_search)
{
    static const int64_t sizes[] = {7, 6, 5, 5, 5, 4};

    clusters(1);
    bin(0, 0, 16);
    bin(0, 0, 16);
    for (int i = 0; i < 6; i++)
        stack(0, 1, 1, sizes[i]);
    run();
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
    ck_assert_int_eq(solution.tiers[0].recovered, 6);
}
END_TEST

START_TEST(sums_prove_a_bound)
{
    clusters(1);
    for (int i = 0; i < 4; i++)
        bin(0, 0, 10);
    for (int i = 0; i < 9; i++)
        stack(0, 1, 1, 5);
    run();
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
    ck_assert_int_eq(solution.tiers[0].recovered, 8);
    ck_assert_int_eq(solution.tiers[0].proof, BOUND_MULTIPLIERS);
    ck_assert_int_gt(solution.tiers[0].scale, 0);
    ck_assert_int_eq(solution.tiers[0].capacity_count, 1);
}
END_TEST

START_TEST(zero_demand_and_unlimited)
{
    int64_t available[2] = {1, INT64_C(1) << 60}, nothing[2] = {0, 0};
    int64_t much[2] = {0, INT64_C(1) << 40};
    int32_t a, b;

    maker = maker_new(2, 1);
    maker_bin(maker, 0, 0, available);
    a = maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 300, nothing);
    b = maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 300, much);
    run();
    expect(a, OUTCOME_IN_PLAN);
    expect(b, OUTCOME_IN_PLAN);
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
}
END_TEST

/* An abort inside GLPK, at each of its calls in turn: the program lives, nothing false is proven.
 */
START_TEST(glpk_aborts)
{
    static const int64_t sizes[] = {7, 6, 5, 5, 5, 4, 4};

    for (int call = 1; call <= 4; call++) {
        if (maker)
            maker_free(maker);
        clusters(1);
        bin(0, 0, 16);
        bin(0, 0, 16);
        for (int i = 0; i < 7; i++)
            stack(0, 1, 1, sizes[i]);
        glpk_guard_break(call);
        run();
        ck_assert_int_ne(solution.status, SOLVE_FAILED);
        ck_assert_int_ge(solution.tiers[0].bound, 6);
        ck_assert_int_le(solution.tiers[0].recovered, 6);
    }
    glpk_guard_break(0);
    run();
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
    ck_assert_int_eq(solution.tiers[0].recovered, 6);
}
END_TEST

START_TEST(lp_refuses_no_number)
{
    struct work work;
    struct lp_result result;
    struct lp *lp = lp_new();
    double zero = 0;

    work_init(&work, 1000, 0);
    lp_column(lp, 0, 1, 1, false);
    lp_row(lp, 0, 1);
    lp_put(lp, 0, 0, 1);
    lp->entries[0].value = zero / zero;
    lp_solve(lp, &work, &result);
    ck_assert_int_eq(result.status, LP_BROKEN);
    lp_result_release(&result);
    lp->entries[0].value = 2;
    lp_solve(lp, &work, &result);
    ck_assert_int_eq(result.status, LP_OPTIMAL);
    ck_assert(result.objective > 0.49 && result.objective < 0.51);
    lp_result_release(&result);
    lp_free(lp);
}
END_TEST

START_TEST(fuse_blows)
{
    struct solve_options options = {.time_limit_ms = 1, .budget = INT64_C(1) << 40};

    clusters(2);
    for (int i = 0; i < 12; i++)
        bin(i / 6, 0, 101 + i % 5);
    for (int i = 0; i < 60; i++)
        stack(0, 1 + i % 3, 1 + i % 4, 17 + i * 7 % 23);
    solve(maker_problem(maker), &options, arena, &solution);
    ck_assert(solution.limit_hit);
    ck_assert_int_le(solution.tiers[0].recovered, solution.tiers[0].bound);
}
END_TEST

START_TEST(check_finds_faults)
{
    const struct problem *p;
    struct share shares[2] = {{0, 0, 1}, {0, 1, 1}};
    int32_t cluster[1] = {0};
    bool yes[1] = {true}, no[1] = {false};
    struct error error;

    clusters(1);
    bin(0, 0, 5);
    bin(0, 0, 5);
    stack(0, 1, 2, 3);
    maker_bin_cap(maker, 1);
    p = maker_problem(maker);
    ck_assert(check_plan(p, shares, 2, cluster, yes, &error));
    ck_assert(!check_plan(p, shares, 2, cluster, no, &error));
    ck_assert(!check_plan(p, shares, 1, cluster, yes, &error));
    shares[0].count = 2;
    ck_assert(!check_plan(p, shares, 1, cluster, yes, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "cap per bin"));
    shares[0].count = 1;
    shares[1].bin_ix = 0;
    ck_assert(!check_plan(p, shares, 2, cluster, yes, &error));
    cluster[0] = -1;
    ck_assert(!check_plan(p, shares, 1, cluster, no, &error));
}
END_TEST

START_TEST(exports)
{
    struct buf text;
    struct error error;

    buf_init(&text);
    clusters(2);
    bin(0, 0, 5);
    bin(1, 0, 7);
    stack(0, 3, 2, 3);
    stack(1, 1, 1, 4);
    ck_assert_msg(solve_export(maker_problem(maker), EXPORT_LP, -1, &text, &error), "%s",
                  error.text);
    ck_assert_ptr_nonnull(strstr(text.data, "Maximize"));
    /* Tier 1 weighs 1 in all, so tier 0 counts double; the pair (0, 0) is dead by coverage. */
    ck_assert_ptr_nonnull(strstr(text.data, "+ 6 y_0_1"));
    ck_assert_ptr_nonnull(strstr(text.data, "+ y_1_0"));
    ck_assert_ptr_nonnull(strstr(text.data, "x_1_0"));
    ck_assert_ptr_null(strstr(text.data, "y_0_0"));
    buf_clear(&text);
    ck_assert(solve_export(maker_problem(maker), EXPORT_MPS, 0, &text, &error));
    ck_assert_msg(strstr(text.data, " y_0_1 R0000000 -3"), "%s", text.data);
    ck_assert_ptr_null(strstr(text.data, "y_1_0"));
    buf_release(&text);
}
END_TEST

START_TEST(export_refuses_inexact_goals)
{
    struct buf text;
    struct error error;

    buf_init(&text);
    clusters(1);
    bin(0, 0, 5);
    stack(0, INT64_C(1) << 30, 1, 1);
    stack(1, INT64_C(1) << 30, 1, 1);
    ck_assert(!solve_export(maker_problem(maker), EXPORT_LP, -1, &text, &error));
    ck_assert_int_eq(error.code, ERROR_LIMIT);
    ck_assert(solve_export(maker_problem(maker), EXPORT_LP, 0, &text, &error));
    buf_release(&text);
}
END_TEST

static void add_cases(TCase *tcase)
{
    const TTest *const cases[] = {
        nothing_at_all,
        no_cluster_survives,
        ten_and_five,
        granularity,
        choice_of_two,
        no_choice_by_weight,
        impossible_with_no_budget,
        requires_across_tiers,
        requires_in_same_cluster,
        hopeless_spreads,
        cap_per_bin,
        cap_per_zone,
        present_counts,
        own_daemon,
        replicas_degraded,
        replicas_full_first,
        residents_come_first,
        resident_moves,
        residents_do_not_pack,
        needs_search,
        sums_prove_a_bound,
        zero_demand_and_unlimited,
        glpk_aborts,
        lp_refuses_no_number,
        fuse_blows,
        check_finds_faults,
        exports,
        export_refuses_inexact_goals,
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        tcase_add_test(tcase, cases[i]);
}

static Suite *solve_suite(void)
{
    Suite *suite = suite_create("solve");
    TCase *tcase = tcase_create("solve");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    add_cases(tcase);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(solve_suite)
