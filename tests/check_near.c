/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random small problems with a plan that was known before: of the plans that recover as much, the
 * answer is the one in which the fewest groups differ, as brute force counts them.
 * MUSTER_RANDOM_COUNT in the environment sets how many.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "brute_force.h"
#include "check_main.h"
#include "problem_maker.h"
#include "random_problem.h"
#include "rules_maker.h"
#include "solve/solve.h"

/* The known plan, by group, and the least that differs from it among the best plans. */
struct known {
    const struct problem *problem;
    bool is_recovered[BRUTE_GROUPS];
    int32_t cluster[BRUTE_GROUPS];
    int64_t placed[BRUTE_GROUPS];
    struct brute_plan best;
    bool any;
    int32_t least;
};

static int32_t count_differing(const struct known *known, const bool *is_recovered,
                               const int32_t *cluster, const int64_t *placed)
{
    const struct problem *p = known->problem;
    int32_t count = 0;

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];

        if (group->kind == GROUP_WHOLE)
            count += cluster[g] != known->cluster[g] ||
                     (group->fills_up && placed[g] != known->placed[g]);
        if (group->kind == GROUP_REPLICAS)
            count += is_recovered[g] != known->is_recovered[g] || placed[g] != known->placed[g];
    }
    return count;
}

static void see(const struct brute_plan *plan, void *argument)
{
    struct known *known = argument;
    int order = known->any ? brute_compare(known->problem, plan, &known->best) : 1;
    int32_t count;

    if (order < 0)
        return;
    count = count_differing(known, plan->is_recovered, plan->cluster, plan->placed);
    if (order > 0 || count < known->least)
        known->least = count;
    known->best = *plan;
    known->any = true;
}

static void count_solution(const struct problem *p, const struct solution *solution,
                           bool *is_recovered, int32_t *cluster, int64_t *placed)
{
    for (int32_t g = 0; g < p->group_count; g++) {
        is_recovered[g] = solution->groups[g].outcome == OUTCOME_IN_PLAN;
        cluster[g] = p->groups[g].kind == GROUP_WHOLE ? solution->groups[g].cluster : -1;
        placed[g] = 0;
        for (int32_t i = p->groups[g].first_item;
             i < p->groups[g].first_item + p->groups[g].item_count; i++)
            placed[g] += solution_placed(solution, i);
    }
}

/* A plan as it may have been before a change: one that the problem need not allow. One group is in
 * another cluster, one is out. */
static void spoil(const struct problem *p, uint64_t seed, struct share *assigns, int32_t *count,
                  int32_t *cluster)
{
    int32_t moved = (int32_t)(seed % (uint64_t)p->group_count);
    int32_t out = (int32_t)(seed / 7 % (uint64_t)p->group_count), kept = 0;

    if (p->groups[moved].kind == GROUP_WHOLE && p->groups[moved].allowed_count > 0)
        cluster[moved] =
            p->groups[moved].allowed[seed / 3 % (uint64_t)p->groups[moved].allowed_count];
    if (p->groups[out].kind == GROUP_WHOLE)
        cluster[out] = -1;
    for (int32_t i = 0; i < *count; i++) {
        int32_t g = p->items[assigns[i].item_ix].group_ix;

        if (p->groups[g].kind != GROUP_WHOLE || cluster[g] == p->bin_cluster[assigns[i].bin_ix])
            assigns[kept++] = assigns[i];
    }
    *count = kept;
}

static bool counts_replicas(const struct problem *p)
{
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].kind == GROUP_REPLICAS || p->groups[g].fills_up)
            return true;
    return false;
}

struct counts {
    int32_t all, farther, differing;
};

static void check_one(const struct problem *p, uint64_t seed, void *context)
{
    struct counts *counts = context;
    struct arena *arena = arena_new();
    struct solve_options options = {.engine = ENGINE_GREEDY};
    struct solution first, second;
    struct known known = {.problem = p};
    struct brute *brute = brute_new(p);
    bool is_recovered[BRUTE_GROUPS];
    int32_t cluster[BRUTE_GROUPS], differing;
    int64_t placed[BRUTE_GROUPS];

    solve(p, &options, arena, &first);
    if (first.status != SOLVE_FAILED && p->group_count > 0) {
        struct share *assigns = ARENA_NEW(arena, first.assign_count, struct share);
        struct solve_start start = {assigns, first.assign_count, known.cluster};

        for (int32_t i = 0; i < first.assign_count; i++)
            assigns[i] = first.assigns[i];
        count_solution(p, &first, known.is_recovered, known.cluster, known.placed);
        spoil(p, seed, assigns, &start.assign_count, known.cluster);
        memset(known.placed, 0, sizeof known.placed);
        for (int32_t i = 0; i < start.assign_count; i++)
            known.placed[p->items[assigns[i].item_ix].group_ix] += assigns[i].count;
        for (int32_t g = 0; g < p->group_count; g++)
            for (int32_t i = 0; p->groups[g].kind == GROUP_RESIDENT && i < start.assign_count; i++)
                if (p->items[assigns[i].item_ix].group_ix == g)
                    known.cluster[g] = p->bin_cluster[assigns[i].bin_ix];
        options = (struct solve_options){.known = &start};
        solve(p, &options, arena, &second);
        brute_each(brute, see, &known);
        ck_assert_int_eq(second.status, SOLVE_PROVEN);
        count_solution(p, &second, is_recovered, cluster, placed);
        differing = count_differing(&known, is_recovered, cluster, placed);
        for (int32_t t = 0; t < p->tier_count; t++)
            ck_assert_int_eq(second.tiers[t].recovered, known.best.weight[t]);
        ck_assert_int_ge(differing, known.least);
        if (getenv("MUSTER_RANDOM_TRACE") && differing != known.least)
            fprintf(stderr, "seed %d: %d differ, least %d%s\n", (int)seed, differing, known.least,
                    counts_replicas(p) ? ", counts replicas" : "");
        counts->all++;
        counts->differing += known.least > 0;
        counts->farther += differing > known.least;
        if (!counts_replicas(p))
            ck_assert_int_eq(differing, known.least);
    }
    brute_free(brute);
    arena_free(arena);
}

static void check_range(uint64_t first, uint64_t count, bool has_rules)
{
    struct counts counts = {0};

    random_each(first, count, has_rules, check_one, &counts);
    if (getenv("MUSTER_RANDOM_TRACE"))
        fprintf(stderr, "all %d, some differ in %d, more than the least in %d\n", counts.all,
                counts.differing, counts.farther);
    ck_assert_int_le(counts.farther, counts.all / 50);
}

START_TEST(as_it_was)
{
    uint64_t each = random_count(600) / 4 + 1;

    check_range((uint64_t)_i * each, each, false);
}
END_TEST

START_TEST(as_it_was_with_pod_rules)
{
    uint64_t each = random_count(600) / 16 + 1;

    check_range((uint64_t)_i * each, each, true);
}
END_TEST

static Suite *near_suite(void)
{
    Suite *suite = suite_create("near");
    TCase *tcase = tcase_create("near");

    tcase_set_timeout(tcase, 600);
    tcase_add_loop_test(tcase, as_it_was, 0, 4);
    tcase_add_loop_test(tcase, as_it_was_with_pod_rules, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(near_suite)
