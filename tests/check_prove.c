/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of solve/prove: the filling of a bin against brute force, certificates of a small
 * problem, and GLPK giving up.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "check_main.h"
#include "problem_maker.h"
#include "solve/glpk_guard.h"
#include "solve/prove/filling.h"
#include "solve/prove/weigh.h"
#include "solve/solve.h"

enum { RESOURCES = 3, ITEMS = 5, ROUNDS = 3000 };

static uint64_t state = 1;

static int64_t dice(int64_t sides)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int64_t)((state >> 11) % (uint64_t)sides);
}

static int64_t brute(const struct filling_item *items, int32_t count, const int64_t *free)
{
    int64_t best = 0, left[RESOURCES];

    if (count == 0)
        return 0;
    memcpy(left, free, sizeof left);
    for (int64_t n = 0; n <= items->most; n++) {
        int64_t value = n * items->value + brute(items + 1, count - 1, left);

        best = value > best ? value : best;
        for (int r = 0; r < RESOURCES; r++) {
            left[r] -= items->size[r];
            if (left[r] < 0)
                return best;
        }
    }
    return best;
}

static void roll(struct filling_item *items, int64_t *sizes, int32_t count, int64_t unit)
{
    for (int32_t i = 0; i < count; i++) {
        for (int r = 0; r < RESOURCES; r++)
            sizes[i * RESOURCES + r] = dice(3) == 0 ? 0 : dice(9);
        items[i] = (struct filling_item){&sizes[i * RESOURCES], dice(12) * unit, dice(4)};
    }
}

static int64_t check_filling(const struct filling_item *items, int32_t count, const int64_t *free,
                             const int64_t *counts)
{
    int64_t value = 0;

    for (int r = 0; r < RESOURCES; r++) {
        int64_t used = 0;

        for (int32_t i = 0; i < count; i++)
            used += counts[i] * items[i].size[r];
        ck_assert_int_le(used, free[r]);
    }
    for (int32_t i = 0; i < count; i++) {
        ck_assert_int_le(counts[i], items[i].most);
        value += counts[i] * items[i].value;
    }
    return value;
}

START_TEST(filling_is_exact)
{
    struct arena *arena = arena_new();
    struct filling *filling = filling_new(RESOURCES, ITEMS, arena);

    for (int round = 0; round < ROUNDS; round++) {
        struct filling_item items[ITEMS];
        int64_t sizes[ITEMS * RESOURCES], free[RESOURCES], counts[ITEMS], nodes = 0, bound;
        int32_t count = (int32_t)dice(ITEMS) + 1;
        bool is_exact;
        int64_t best;

        roll(items, sizes, count, round % 2 ? 1 : 7919);
        for (int r = 0; r < RESOURCES; r++)
            free[r] = dice(25);
        best = brute(items, count, free);
        bound = filling_best(filling, free, items, count, 0, 1000000, &nodes, counts, &is_exact);
        ck_assert(is_exact);
        ck_assert_int_eq(bound, best);
        ck_assert_int_eq(check_filling(items, count, free, counts), best);
        bound = filling_best(filling, free, items, count, 0, 1, &nodes, counts, &is_exact);
        ck_assert_int_ge(bound, best);
        check_filling(items, count, free, counts);
    }
    arena_free(arena);
}
END_TEST

/* Above the floor nothing changes; below it nothing is found, and the bound is still one. */
START_TEST(filling_above_a_floor)
{
    struct arena *arena = arena_new();
    struct filling *filling = filling_new(RESOURCES, ITEMS, arena);
    int above = 0;

    for (int round = 0; round < ROUNDS; round++) {
        struct filling_item items[ITEMS];
        int64_t sizes[ITEMS * RESOURCES], free[RESOURCES], counts[ITEMS], nodes = 0, usual = 0;
        int32_t count = (int32_t)dice(ITEMS) + 1;
        int64_t best, floor, bound, value;
        bool is_exact;

        roll(items, sizes, count, round % 2 ? 1 : 7919);
        for (int r = 0; r < RESOURCES; r++)
            free[r] = dice(25);
        best = brute(items, count, free);
        floor = dice(2 * best + 2);
        filling_best(filling, free, items, count, 0, 1000000, &usual, counts, &is_exact);
        bound =
            filling_best(filling, free, items, count, floor, 1000000, &nodes, counts, &is_exact);
        value = check_filling(items, count, free, counts);
        ck_assert(is_exact);
        ck_assert_int_le(nodes, usual);
        ck_assert_int_ge(bound, best);
        ck_assert_int_le(bound, best > floor ? best : floor);
        ck_assert(best <= floor || value == best);
        above += best > floor;
        bound = filling_best(filling, free, items, count, floor, 1, &nodes, counts, &is_exact);
        ck_assert_int_ge(bound, best);
        check_filling(items, count, free, counts);
    }
    ck_assert_int_gt(above, ROUNDS / 4);
    arena_free(arena);
}
END_TEST

START_TEST(filling_of_large_numbers)
{
    struct arena *arena = arena_new();
    struct filling *filling = filling_new(1, 2, arena);
    int64_t small = 1, large = INT64_C(1) << 40, free = INT64_MAX / 4, nodes = 0;
    struct filling_item items[] = {{&small, INT64_C(1) << 40, INT64_MAX / 4}, {&large, 3, 5}};
    bool is_exact;

    ck_assert_int_eq(filling_best(filling, &free, items, 2, 0, 1000, &nodes, NULL, &is_exact),
                     FILLING_TOO_MUCH);
    ck_assert(!is_exact);
    arena_free(arena);
}
END_TEST

/* Two bins of 10; stacks of 6, 6 and 6 (one replica each): sums say 3 fit, 2 do. */
static struct maker *three_of_six(void)
{
    int64_t ten = 10, six = 6;
    struct maker *maker = maker_new(1, 1);

    maker_bin(maker, 0, 0, &ten);
    maker_bin(maker, 0, 0, &ten);
    for (int i = 0; i < 3; i++) {
        maker_group(maker, GROUP_WHOLE, 0, 1);
        maker_item(maker, 1, &six);
    }
    return maker;
}

START_TEST(a_tree_proves_what_sums_do_not)
{
    struct maker *maker = three_of_six();
    struct arena *arena = arena_new();
    struct solve_options options = {0};
    struct solution solution;

    solve(maker_problem(maker), &options, arena, &solution);
    ck_assert_int_eq(solution.tiers[0].recovered, 2);
    ck_assert_int_eq(solution.tiers[0].bound, 2);
    ck_assert_int_eq(solution.tiers[0].proof, BOUND_TREE);
    ck_assert_int_ge(solution.tiers[0].tree.node_count, 1);
    ck_assert_int_ge(solution.leaf_count, 1);
    arena_free(arena);
    maker_free(maker);
}
END_TEST

/* A problem of many small stacks, and bins of which some lack what others have. */
static struct maker *roll_problem(void)
{
    struct maker *maker = maker_new(2, 2);

    for (int c = 0; c < 2; c++)
        for (int b = 0; b < 4; b++) {
            int64_t room[2] = {dice(12), dice(2) ? dice(12) : 0};

            maker_bin(maker, c, 0, room);
        }
    for (int g = 0; g < 8; g++) {
        maker_group(maker, GROUP_WHOLE, g / 4, 1 + dice(5));
        for (int64_t i = dice(2); i >= 0; i--) {
            int64_t size[2] = {dice(6), dice(4)};

            maker_item(maker, 1 + dice(3), size);
        }
        if (dice(3) == 0)
            maker_bin_cap(maker, 1);
        if (dice(3) == 0)
            maker_allow(maker, 1 + (uint64_t)dice(3));
        if (dice(4) == 0)
            maker_exclude(maker, (int32_t)dice(8));
    }
    return maker;
}

/* The bound by weights of each tier is not below what a plan recovers; returns how many are below
 * the sum of weights. */
static int weigh_tiers(const struct problem *p, const struct solution *solution)
{
    struct arena *arena = arena_new();
    struct index *index = index_new(p, arena);
    struct coverage *coverage = coverage_new(p, index, arena);
    struct work work;
    struct relax *relax;
    struct pricer *pricer;
    int news = 0;

    work_init(&work, SOLVE_BUDGET_DEFAULT, 0);
    work_stage(&work, 100);
    relax = relax_new(p, index, coverage, &work, arena);
    pricer = pricer_new(relax, &work, arena);
    for (int32_t t = 0; t < p->tier_count; t++) {
        const int64_t least[] = {solution->tiers[0].recovered, 0};
        struct weigh_question question = {t, least};
        struct limit_pool pool = {0};
        struct proof proof = {0};
        struct refute_result result;

        if (!weigh(relax, coverage, &pool, pricer, &question, &proof, &result))
            continue;
        ck_assert_int_ge(result.bound, solution->tiers[t].recovered);
        ck_assert_int_eq(proof.node_count, 1);
        news += result.bound < index->tier_weight[t];
    }
    arena_free(arena);
    return news;
}

START_TEST(weights_bound_every_plan)
{
    int news = 0;

    for (int round = 0; round < 150; round++) {
        struct maker *maker = roll_problem();
        const struct problem *p = maker_problem(maker);
        struct arena *arena = arena_new();
        struct solve_options options = {0};
        struct solution solution;

        solve(p, &options, arena, &solution);
        news += weigh_tiers(p, &solution);
        arena_free(arena);
        maker_free(maker);
    }
    ck_assert_int_gt(news, 20);
}
END_TEST

/* Whichever run it is in which GLPK gives up: no wrong bound, no crash. */
START_TEST(glpk_may_give_up)
{
    for (int count = 1; count < 12; count++) {
        struct maker *maker = three_of_six();
        struct arena *arena = arena_new();
        struct solve_options options = {0};
        struct solution solution;

        glpk_guard_break(count);
        solve(maker_problem(maker), &options, arena, &solution);
        glpk_guard_break(0);
        ck_assert_int_eq(solution.tiers[0].recovered, 2);
        ck_assert_int_ge(solution.tiers[0].bound, 2);
        arena_free(arena);
        maker_free(maker);
    }
}
END_TEST

static Suite *prove_suite(void)
{
    Suite *suite = suite_create("prove");
    TCase *tcase = tcase_create("prove");

    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, filling_is_exact);
    tcase_add_test(tcase, filling_above_a_floor);
    tcase_add_test(tcase, filling_of_large_numbers);
    tcase_add_test(tcase, a_tree_proves_what_sums_do_not);
    tcase_add_test(tcase, weights_bound_every_plan);
    tcase_add_test(tcase, glpk_may_give_up);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(prove_suite)
