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
        bound = filling_best(filling, free, items, count, 1000000, &nodes, counts, &is_exact);
        ck_assert(is_exact);
        ck_assert_int_eq(bound, best);
        ck_assert_int_eq(check_filling(items, count, free, counts), best);
        bound = filling_best(filling, free, items, count, 1, &nodes, counts, &is_exact);
        ck_assert_int_ge(bound, best);
        check_filling(items, count, free, counts);
    }
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

    ck_assert_int_eq(filling_best(filling, &free, items, 2, 1000, &nodes, NULL, &is_exact),
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
    tcase_add_test(tcase, filling_of_large_numbers);
    tcase_add_test(tcase, a_tree_proves_what_sums_do_not);
    tcase_add_test(tcase, glpk_may_give_up);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(prove_suite)
