/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "check_main.h"
#include "problem_maker.h"
#include "solve/coverage.h"
#include "solve/greedy/greedy.h"
#include "solve/greedy/index.h"
#include "solve/improve/ladder.h"
#include "solve/improve/shift.h"
#include "solve/improve/tidy.h"
#include "solve/improve/trade.h"
#include "solve/work.h"

static struct maker *maker;
static struct arena *arena;
static struct work work;
static struct pack *pack;
static struct greedy *greedy;

/* What a problem needs for placing by hand. */
static const struct problem *open_problem(void)
{
    const struct problem *p = maker_problem(maker);
    struct index *index = index_new(p, arena);

    work_init(&work, 1000000, 0);
    pack = pack_new(p, index);
    greedy = greedy_new(pack, coverage_new(p, index, arena), &work);
    return p;
}

static void set_up(void)
{
    maker = maker_new(1, 1);
    arena = arena_new();
}

static void tear_down(void)
{
    greedy_free(greedy);
    pack_free(pack);
    arena_free(arena);
    maker_free(maker);
}

static void add(int64_t replicas, int64_t demand)
{
    maker_group(maker, GROUP_WHOLE, 0, 1);
    maker_item(maker, replicas, &demand);
}

/* Two small ones on the large bin; the large one needs it whole. */
static void place_small_ones(void)
{
    ck_assert(pack_enter(pack, 0, 0));
    pack_add(pack, 0, 0, 2);
}

static bool shift_large_one(bool may_move)
{
    bool flags[] = {may_move, true};
    struct shift *shift = shift_new(greedy, flags);
    bool is_placed = shift_group(shift, 1, 0);

    shift_free(shift);
    return is_placed;
}

START_TEST(makes_room)
{
    int64_t large = 10, small = 3;

    maker_bin(maker, 0, 0, &large);
    maker_bin(maker, 0, 0, &small);
    maker_bin(maker, 0, 0, &small);
    add(2, 3);
    add(1, 7);
    open_problem();
    place_small_ones();
    ck_assert(!greedy_group(greedy, 1, 0));
    ck_assert(shift_large_one(true));
    ck_assert_int_eq(pack->placed[0], 2);
    ck_assert_int_eq(pack->places[1].places[0].bin, 0);
    for (int32_t b = 0; b < 3; b++)
        ck_assert_int_ge(pack->left[b], 0);
    pack_rollback(pack, 0);
    ck_assert_int_eq(pack->left[0], large);
    ck_assert_int_eq(pack->left[1], small);
}
END_TEST

START_TEST(leaves_all_as_it_was)
{
    int64_t large = 10, small = 2;

    maker_bin(maker, 0, 0, &large);
    maker_bin(maker, 0, 0, &small);
    add(2, 3);
    add(1, 6);
    open_problem();
    place_small_ones();
    ck_assert(!shift_large_one(true));
    ck_assert_int_eq(pack->left[0], 4);
    ck_assert_int_eq(pack->left[1], 2);
    ck_assert_int_eq(pack->cluster[1], -1);
    ck_assert_int_eq(pack->placed[0], 2);
}
END_TEST

START_TEST(moves_only_what_may)
{
    int64_t large = 10, small = 6;

    maker_bin(maker, 0, 0, &large);
    maker_bin(maker, 0, 0, &small);
    add(2, 3);
    add(1, 7);
    open_problem();
    place_small_ones();
    ck_assert(!shift_large_one(false));
    ck_assert(shift_large_one(true));
}
END_TEST

START_TEST(tidies)
{
    int64_t large = 10, small = 6;
    bool may_move[] = {true};

    maker_bin(maker, 0, 0, &large);
    maker_bin(maker, 0, 0, &small);
    add(2, 3);
    open_problem();
    place_small_ones();
    greedy->placer->rating = RATING_BEST_FIT;
    tidy_all(greedy, may_move, 0);
    ck_assert_int_eq(pack->left[0], 10);
    ck_assert_int_eq(pack->left[1], 0);
}
END_TEST

/* The first bin has the second resource left but not the first, as a heavy one is there; the other
 * bin has the first one left for nothing. */
START_TEST(trades)
{
    int64_t rooms[2][2] = {{10, 2}, {14, 1}};
    int64_t demands[3][2] = {{8, 1}, {4, 1}, {6, 1}};
    bool may_move[] = {true, true, true}, stays[] = {true, false, true};
    bool is_meant[] = {false, false, true};

    maker_free(maker);
    maker = maker_new(2, 1);
    for (int32_t b = 0; b < 2; b++)
        maker_bin(maker, 0, 0, rooms[b]);
    for (int32_t g = 0; g < 3; g++) {
        maker_group(maker, GROUP_WHOLE, 0, 1);
        maker_item(maker, 1, demands[g]);
    }
    open_problem();
    for (int32_t g = 0; g < 2; g++) {
        ck_assert(pack_enter(pack, g, 0));
        pack_add(pack, g, g, 1);
    }
    ck_assert(!greedy_group(greedy, 2, 0));
    greedy->placer->rating = RATING_WHOLE;
    greedy->placer->part_value = 0.25;
    placer_mean(greedy->placer, is_meant);
    trade_all(greedy, stays, 8, 1);
    ck_assert_int_eq(pack->places[0].places[0].bin, 0);
    trade_all(greedy, may_move, 8, 1);
    ck_assert_int_eq(pack->places[0].places[0].bin, 1);
    ck_assert_int_eq(pack->places[1].places[0].bin, 0);
    ck_assert_int_eq(pack->left[0], 6);
    ck_assert_int_eq(pack->left[2], 6);
    ck_assert(greedy_group(greedy, 2, 0));
    for (int32_t k = 0; k < 4; k++)
        ck_assert_int_ge(pack->left[k], 0);
}
END_TEST

/* Every bin with enough is in view, whatever moved before, and few others. */
START_TEST(ladder_sees_all_that_fit)
{
    enum { BINS = 150, MOVES = 3000 };
    uint32_t random = 1;
    int64_t *left;
    struct ladder *ladder;
    const struct problem *p;

    for (int64_t b = 0; b < BINS; b++) {
        int64_t room = b * 7 % 100;

        maker_bin(maker, 0, 0, &room);
    }
    for (int64_t d = 1; d < 80; d++)
        add(1, d);
    p = open_problem();
    ladder = ladder_new(p);
    left = ARENA_NEW(arena, BINS, int64_t);
    for (int32_t b = 0; b < BINS; b++)
        left[b] = p->bin_free[b];
    ladder_sort(ladder, left);
    for (int32_t m = 0; m < MOVES; m++) {
        int64_t demand;
        int32_t fits = 0, seen = 0, bin;
        struct ladder_view view;

        random = random * 1664525 + 1013904223;
        bin = (int32_t)(random >> 8) % BINS;
        left[bin] = (int64_t)(random >> 16) % 120 - 10;
        ladder_move(ladder, bin, &left[bin]);
        demand = (random >> 20) % 80;
        view = ladder_look(ladder, 0, &demand);
        for (int32_t b = 0; b < BINS; b++)
            fits += left[b] >= demand;
        for (int32_t k = 0; k < view.count; k++)
            seen += left[ladder_bin(&view, k)] >= demand;
        ck_assert_int_eq(seen, fits);
        ck_assert_int_le(view.count, BINS);
    }
    ladder_free(ladder);
}
END_TEST

static Suite *shift_suite(void)
{
    Suite *suite = suite_create("shift");
    TCase *tcase = tcase_create("shift");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, makes_room);
    tcase_add_test(tcase, leaves_all_as_it_was);
    tcase_add_test(tcase, moves_only_what_may);
    tcase_add_test(tcase, tidies);
    tcase_add_test(tcase, trades);
    tcase_add_test(tcase, ladder_sees_all_that_fit);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(shift_suite)
