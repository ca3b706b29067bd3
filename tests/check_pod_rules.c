/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules between pods in the engines that build plans: what they leave is a plan, always; cases by
 * hand that the greedy pass must solve alone; names of the exported model.
 */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "check_main.h"
#include "random_problem.h"
#include "solve/check.h"
#include "solve/greedy/greedy.h"
#include "solve/mip/mip.h"
#include "solve/solve.h"

static const int64_t one[] = {1, 1};

/* A packing after one greedy run. */
struct bench {
    struct arena *arena;
    struct index *index;
    struct work work;
    struct pack *pack;
    struct greedy *greedy;
    struct answer *answer;
};

static void bench_run(struct bench *bench, const struct problem *p,
                      const struct greedy_rules *rules)
{
    struct coverage *coverage;

    bench->arena = arena_new();
    bench->index = index_new(p, bench->arena);
    coverage = coverage_new(p, bench->index, bench->arena);
    work_init(&bench->work, 1000000, 0);
    bench->pack = pack_new(p, bench->index);
    bench->greedy = greedy_new(bench->pack, coverage, &bench->work);
    bench->answer = answer_new(p);
    greedy_run(bench->greedy, rules, true);
    answer_from_pack(bench->pack, bench->answer);
}

static void bench_free(struct bench *bench)
{
    answer_free(bench->answer);
    greedy_free(bench->greedy);
    pack_free(bench->pack);
    arena_free(bench->arena);
}

static bool is_plan(const struct problem *p, const struct bench *bench, struct error *error)
{
    return check_plan(p, bench->answer->assigns, (int64_t)bench->answer->count,
                      bench->answer->cluster, bench->answer->is_recovered, error);
}

START_TEST(greedy_leaves_plans)
{
    for (uint64_t seed = 0; seed < 1500; seed++) {
        struct maker *maker = random_problem(seed, seed % 2 == 0);
        struct rules_maker *made = rules_maker_new(maker_problem(maker));
        const struct problem *p = rules_problem(made);
        struct greedy_rules rules = {.order = (enum group_order)(seed % ORDER_COUNT),
                                     .clusters = (enum cluster_order)(seed % CLUSTERS_COUNT),
                                     .rating = (enum rating)(seed % RATING_COUNT)};
        struct bench bench;
        struct error error;

        random_rules(made);
        bench_run(&bench, p, &rules);
        if (bench.answer->holds_residents)
            ck_assert_msg(is_plan(p, &bench, &error), "seed %d: %s", (int)seed, error.text);
        bench_free(&bench);
        rules_maker_free(made);
        maker_free(maker);
    }
}
END_TEST

/* One cluster of six bins of ten, two to a zone. */
static struct maker *three_zones(int64_t room)
{
    struct maker *maker = maker_new(2, 1);
    int64_t free[] = {room, room};

    for (int32_t b = 0; b < 6; b++)
        maker_bin(maker, 0, b / 2, free);
    return maker;
}

/* The replicas of an item in a zone. */
static int64_t in_zone(const struct problem *p, const struct answer *answer, int32_t item,
                       int32_t zone)
{
    int64_t sum = 0;

    for (size_t i = 0; i < answer->count; i++)
        if (answer->assigns[i].item_ix == item && p->bin_zone[answer->assigns[i].bin_ix] == zone)
            sum += answer->assigns[i].count;
    return sum;
}

/* Run the greedy pass; all groups must come back. */
static void run_all(struct bench *bench, const struct problem *p)
{
    struct greedy_rules rules = {ORDER_INPUT, CLUSTERS_TIGHTEST, RATING_BEST_FIT, false};
    struct error error;

    bench_run(bench, p, &rules);
    ck_assert_msg(is_plan(p, bench, &error), "%s", error.text);
    for (int32_t g = 0; g < p->group_count; g++)
        ck_assert_msg(bench->answer->is_recovered[g], "group %d", (int)g);
}

static void finish(struct bench *bench, struct rules_maker *rules, struct maker *maker)
{
    bench_free(bench);
    rules_maker_free(rules);
    maker_free(maker);
}

START_TEST(spread_evens_out)
{
    struct maker *maker = three_zones(10);
    struct rules_maker *rules;
    struct bench bench;

    maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 8, one);
    rules = rules_maker_new(maker_problem(maker));
    /* Residents: two in the first zone. */
    rules_spread(rules, 0, 1, 3, DOMAIN_ZONE, 1, 0);
    run_all(&bench, rules_problem(rules));
    ck_assert_int_le(in_zone(rules_problem(rules), bench.answer, 0, 0), 2);
    finish(&bench, rules, maker);
}
END_TEST

START_TEST(affinity_brings_the_match_first)
{
    struct maker *maker = three_zones(10);
    struct rules_maker *rules;
    struct bench bench;

    maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 3, (int64_t[]){4, 4}); /* asks for the small one of its group */
    maker_item(maker, 1, one);
    maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 1, one); /* asks for a stack of a later tier */
    maker_group(maker, GROUP_WHOLE, 1, 1);
    maker_item(maker, 1, one);
    rules = rules_maker_new(maker_problem(maker));
    rules_affinity(rules, 0, 2, false, 0, DOMAIN_ZONE);
    rules_affinity(rules, 2, 8, false, 0, DOMAIN_ZONE);
    run_all(&bench, rules_problem(rules));
    finish(&bench, rules, maker);
}
END_TEST

START_TEST(first_of_its_kind_takes_the_roomiest_domain)
{
    struct maker *maker = maker_new(2, 1);
    struct rules_maker *rules;
    struct bench bench;

    maker_bin(maker, 0, 0, (int64_t[]){3, 3});
    maker_bin(maker, 0, 1, (int64_t[]){4, 4});
    maker_bin(maker, 0, 1, (int64_t[]){4, 4});
    maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 6, one);
    rules = rules_maker_new(maker_problem(maker));
    rules_affinity(rules, 0, 0, true, 0, DOMAIN_ZONE);
    run_all(&bench, rules_problem(rules));
    ck_assert_int_eq(in_zone(rules_problem(rules), bench.answer, 0, 1), 6);
    finish(&bench, rules, maker);
}
END_TEST

START_TEST(exclusion_keeps_apart)
{
    struct maker *maker = three_zones(10);
    struct rules_maker *rules;
    struct bench bench;

    maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 2, one); /* one a zone, and away from the next group */
    maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 4, one);
    rules = rules_maker_new(maker_problem(maker));
    rules_exclusion(rules, 0, 3, DOMAIN_ZONE);
    run_all(&bench, rules_problem(rules));
    finish(&bench, rules, maker);
}
END_TEST

/* By coverage it fits, by its rule it does not: no certified verdict, no fits_alone. */
START_TEST(never_by_rule_is_not_certified)
{
    struct maker *maker = three_zones(10);
    struct rules_maker *rules;
    struct arena *arena = arena_new();
    struct solve_options options = {0};
    struct solution solution;

    maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, 4, one);
    rules = rules_maker_new(maker_problem(maker));
    rules_exclusion(rules, 0, 1, DOMAIN_ZONE);
    solve(rules_problem(rules), &options, arena, &solution);
    ck_assert_int_eq(solution.status, SOLVE_PROVEN);
    ck_assert_int_eq(solution.tiers[0].bound, 0);
    ck_assert_int_eq(solution.tiers[0].proof, BOUND_SEARCH);
    ck_assert_int_eq(solution.groups[0].outcome, OUTCOME_NEVER);
    ck_assert(!solution.groups[0].is_certified);
    ck_assert_int_eq(solution.groups[0].fits_alone, TRI_NO);
    arena_free(arena);
    rules_maker_free(rules);
    maker_free(maker);
}
END_TEST

static void check_names(const struct lp_line *lines, size_t count)
{
    for (size_t a = 0; a < count; a++)
        for (size_t b = a + 1; b < count; b++)
            ck_assert_str_ne(lines[a].name, lines[b].name);
}

START_TEST(names_are_unique)
{
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct maker *maker = random_problem(seed, false);
        struct rules_maker *rules = rules_maker_new(maker_problem(maker));
        const struct problem *p = rules_problem(rules);
        struct arena *arena = arena_new();
        struct index *index = index_new(p, arena);
        struct mip_question question = {.forced = -1, .has_names = true};
        struct mip *mip;

        random_rules(rules);
        question.tier = p->tier_count - 1;
        mip = mip_new(p, index, coverage_new(p, index, arena), &question, 100000);
        ck_assert_ptr_nonnull(mip);
        check_names(mip_lp(mip)->rows, mip_lp(mip)->row_count);
        check_names(mip_lp(mip)->columns, mip_lp(mip)->column_count);
        mip_free(mip);
        arena_free(arena);
        rules_maker_free(rules);
        maker_free(maker);
    }
}
END_TEST

static Suite *pod_rules_suite(void)
{
    Suite *suite = suite_create("pod_rules");
    TCase *tcase = tcase_create("pod_rules");

    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, greedy_leaves_plans);
    tcase_add_test(tcase, spread_evens_out);
    tcase_add_test(tcase, affinity_brings_the_match_first);
    tcase_add_test(tcase, first_of_its_kind_takes_the_roomiest_domain);
    tcase_add_test(tcase, exclusion_keeps_apart);
    tcase_add_test(tcase, never_by_rule_is_not_certified);
    tcase_add_test(tcase, names_are_unique);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(pod_rules_suite)
