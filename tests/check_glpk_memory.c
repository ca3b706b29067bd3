/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GLPK is refused memory in the middle of a call, at one allocation after the other: it gives up
 * wherever it is, in every part of the solver that uses it. What is said stays right: recovered <=
 * optimum <= bound, no stack of the best plan is refused, and nothing crashes.
 *
 * malloc and realloc of this program stand in front of the C library's; only what libglpk asks for
 * is refused. Sanitizers have a malloc of their own: there is nothing to try with one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "check_main.h"
#include "problem_maker.h"
#include "solve/sets/random.h"
#include "solve/solve.h"

enum { RESOURCES = 2, SEEDS = 6, POINTS = 12, BINS = 6, PARTS = 3, ROOM = 100 };

static int64_t asked, refuse_at; /* allocations of GLPK; 0 = refuse none */
static int64_t asked_in_all;     /* by runs that were not refused any */

#ifndef __SANITIZE_ADDRESS__
void *__libc_malloc(size_t size);
void *__libc_realloc(void *block, size_t size);

static uintptr_t glpk_first, glpk_end;

static int find_glpk(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (int i = 0; strstr(info->dlpi_name, "libglpk") && i < info->dlpi_phnum; i++) {
        uintptr_t first = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;

        if (info->dlpi_phdr[i].p_type != PT_LOAD || !(info->dlpi_phdr[i].p_flags & PF_X))
            continue;
        glpk_first = first;
        glpk_end = first + info->dlpi_phdr[i].p_memsz;
    }
    return 0;
}

/* Without an environment of its own GLPK cannot even give up: that one it gets. */
static bool is_refused(void *caller)
{
    Dl_info info;

    if ((uintptr_t)caller < glpk_first || (uintptr_t)caller >= glpk_end)
        return false;
    if (dladdr(caller, &info) && info.dli_sname && strcmp(info.dli_sname, "glp_init_env") == 0)
        return false;
    return ++asked == refuse_at;
}

void *malloc(size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *realloc(void *block, size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}
#endif

static void roll_amounts(uint64_t *state, int64_t *ret, int32_t least, int32_t most)
{
    for (int r = 0; r < RESOURCES; r++)
        ret[r] = least + random_dice(state, most - least + 1);
}

/* Stacks that contend for few bins of up to three clusters. */
static struct maker *contested(uint64_t seed)
{
    uint64_t state = random_seed(seed);
    int32_t clusters = 1 + random_dice(&state, 3), groups = 5 + random_dice(&state, 5);
    struct maker *maker = maker_new(RESOURCES, clusters);
    int64_t amounts[RESOURCES];

    for (int32_t c = 0; c < clusters; c++)
        for (int32_t b = 1 + random_dice(&state, 3); b > 0; b--) {
            roll_amounts(&state, amounts, 60, 100);
            maker_bin(maker, c, 0, amounts);
        }
    for (int32_t g = 0; g < groups; g++) {
        maker_group(maker, GROUP_WHOLE, g * 2 / groups, 1 + random_dice(&state, 9));
        for (int32_t i = 1 + random_dice(&state, 2); i > 0; i--) {
            roll_amounts(&state, amounts, 15, 60);
            maker_item(maker, 1 + random_dice(&state, 2), amounts);
        }
    }
    return maker;
}

/* One stack, cut from bins that it fills to the last unit; of one resource, or of two. */
static struct maker *cut(uint64_t seed)
{
    uint64_t state = random_seed(seed);
    int32_t resources = 1 + (int32_t)(seed % 2);
    struct maker *maker = maker_new(resources, 1);
    int64_t parts[PARTS][RESOURCES], room[RESOURCES] = {ROOM, ROOM};

    for (int32_t b = 0; b < BINS; b++)
        maker_bin(maker, 0, 0, room);
    maker_group(maker, GROUP_WHOLE, 0, 1);
    for (int32_t b = 0; b < BINS; b++) {
        for (int r = 0; r < resources; r++) {
            parts[0][r] = 20 + random_dice(&state, 27);
            parts[1][r] = 20 + random_dice(&state, 27);
            parts[2][r] = ROOM - parts[0][r] - parts[1][r] + (seed % 3 == 2 && b == 0);
        }
        for (int32_t i = 0; i < PARTS; i++)
            maker_item(maker, 1, parts[i]);
    }
    return maker;
}

/* As far as tiers recover the same, the answers speak of the same. */
static void compare(const struct problem *p, const struct solution *right,
                    const struct solution *starved)
{
    ck_assert_int_ne(starved->status, SOLVE_FAILED);
    for (int32_t t = 0; t < p->tier_count; t++) {
        ck_assert_int_le(starved->tiers[t].recovered, right->tiers[t].bound);
        ck_assert_int_ge(starved->tiers[t].bound, right->tiers[t].recovered);
        if (starved->tiers[t].recovered != right->tiers[t].recovered)
            return;
    }
    for (int32_t g = 0; g < p->group_count; g++)
        if (right->groups[g].outcome == OUTCOME_IN_PLAN ||
            right->groups[g].outcome == OUTCOME_CHOICE)
            ck_assert(starved->groups[g].outcome != OUTCOME_NEVER &&
                      starved->groups[g].outcome != OUTCOME_NEVER_ALONE);
}

static void starve(struct maker *maker, enum solve_engine engine)
{
    const struct problem *p = maker_problem(maker);
    struct solve_options options = {.engine = engine};
    struct arena *arena = arena_new();
    struct solution right, starved;
    int64_t all;

    refuse_at = asked = 0;
    solve(p, &options, arena, &right);
    all = asked;
    asked_in_all += all;
    for (int64_t k = 0; k < POINTS && k < all; k++) {
        asked = 0;
        refuse_at = 1 + (all - 1) * k / (POINTS - 1);
        solve(p, &options, arena, &starved);
        refuse_at = 0;
        compare(p, &right, &starved);
    }
    arena_free(arena);
    maker_free(maker);
}

START_TEST(contested_by_each_engine)
{
    static const enum solve_engine engines[] = {ENGINE_AUTO, ENGINE_EXACT, ENGINE_MIP};

    for (size_t e = 0; e < sizeof engines / sizeof engines[0]; e++)
        for (uint64_t seed = 0; seed < SEEDS; seed++)
            starve(contested(seed), engines[e]);
#ifndef __SANITIZE_ADDRESS__
    ck_assert_int_gt(asked_in_all, 1000);
#endif
}
END_TEST

START_TEST(full_bins)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        starve(cut(seed), ENGINE_AUTO);
#ifndef __SANITIZE_ADDRESS__
    ck_assert_int_gt(asked_in_all, 0);
#endif
}
END_TEST

static Suite *glpk_memory_suite(void)
{
    Suite *suite = suite_create("glpk_memory");
    TCase *tcase = tcase_create("glpk_memory");

#ifndef __SANITIZE_ADDRESS__
    dl_iterate_phdr(find_glpk, NULL);
#endif
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, contested_by_each_engine);
    tcase_add_test(tcase, full_bins);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(glpk_memory_suite)
