/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * solve/choose on its own: branch and price over sets must find the best plan of small random
 * problems, tier by tier from nothing, and prove it, as brute force knows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "brute_force.h"
#include "check_main.h"
#include "problem_maker.h"
#include "solve/prove/prove.h"
#include "solve/tier/tier.h"

enum { RESOURCES = 2, TIERS = 2, ROUNDS = 1000 };

static uint64_t state;

static int32_t dice(int32_t sides)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int32_t)((state >> 11) % (uint64_t)sides);
}

static void roll_amounts(int64_t *ret, int32_t least, int32_t most)
{
    for (int r = 0; r < RESOURCES; r++)
        ret[r] = least + dice(most - least + 1);
}

/* Replicas of a fifth to three fifths of a bin: what fits is a matter of packing. */
static struct maker *roll_problem(uint64_t seed)
{
    int32_t clusters, groups;
    struct maker *maker;
    int64_t amounts[RESOURCES];

    state = seed * 2654435761u + 1;
    clusters = 1 + dice(3);
    groups = 4 + dice(4);
    maker = maker_new(RESOURCES, clusters);
    for (int32_t c = 0; c < clusters; c++)
        for (int32_t b = 1 + dice(3); b > 0; b--) {
            roll_amounts(amounts, 60, 100);
            maker_bin(maker, c, 0, amounts);
        }
    for (int32_t g = 0; g < groups; g++) {
        maker_group(maker, GROUP_WHOLE, g * TIERS / groups, 1 + dice(9));
        if (dice(4) == 0)
            maker_allow(maker, (uint64_t)1 << dice(clusters));
        for (int32_t i = 1 + dice(2); i > 0; i--) {
            roll_amounts(amounts, 15, 60);
            maker_item(maker, 1 + dice(2), amounts);
            if (dice(5) == 0)
                maker_bin_cap(maker, 1);
        }
    }
    return maker;
}

struct tally {
    int32_t certified, open; /* tiers */
};

static void see(const struct brute_plan *plan, void *argument)
{
    int64_t *best = argument;

    for (int t = 0; t < TIERS; t++) {
        if (plan->weight[t] < best[t])
            return;
        if (plan->weight[t] > best[t]) {
            memcpy(best, plan->weight, TIERS * sizeof *best);
            return;
        }
    }
}

static void begin(struct solver *solver, const struct problem *p,
                  const struct solve_options *options, struct arena *arena)
{
    *solver = (struct solver){.problem = p, .options = options, .arena = arena, .scratch = arena};
    solver->index = index_new(p, arena);
    solver->coverage = coverage_new(p, solver->index, arena);
    work_init(&solver->work, SOLVE_BUDGET_DEFAULT, 0);
    solver->pack = pack_new(p, solver->index);
    solver->greedy = greedy_new(solver->pack, solver->coverage, &solver->work);
    solver->prover = prover_new(solver);
    solver->best = answer_new(p);
    solver->trial = answer_new(p);
    solver->tiers = ARENA_NEW(arena, p->tier_count, struct tier_result);
    solver->best->holds_residents = true;
}

static void end(struct solver *solver)
{
    answer_free(solver->trial);
    answer_free(solver->best);
    greedy_free(solver->greedy);
    pack_free(solver->pack);
    line_memory_release(&solver->line_memory);
}

static void check_one(uint64_t seed, struct tally *tally)
{
    struct maker *maker = roll_problem(seed);
    const struct problem *p = maker_problem(maker);
    struct arena *arena = arena_new();
    struct solve_options options = {0};
    struct brute *brute = brute_new(p);
    int64_t best[TIERS] = {-1, -1};
    struct solver solver;

    brute_each(brute, see, best);
    begin(&solver, p, &options, arena);
    for (int32_t t = 0; t < TIERS; t++) {
        int64_t total = tier_coverage_bound(&solver, t);

        solver.tiers[t] = (struct tier_result){.bound = total, .proof = BOUND_COVERAGE};
        work_stage(&solver.work, 50);
        prover_sets(solver.prover, t);
        ck_assert_msg(solver.best->weight[t] == best[t], "seed %llu tier %d: %lld, %lld",
                      (unsigned long long)seed, t, (long long)solver.best->weight[t],
                      (long long)best[t]);
        ck_assert_int_ge(solver.tiers[t].bound, best[t]);
        tally->open += solver.tiers[t].bound > best[t];
        tally->certified += solver.tiers[t].proof == BOUND_TREE;
    }
    end(&solver);
    brute_free(brute);
    arena_free(arena);
    maker_free(maker);
}

START_TEST(choose_against_brute_force)
{
    struct tally tally = {0, 0};

    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        check_one(seed, &tally);
    ck_assert_int_gt(tally.certified, ROUNDS / 2);
    ck_assert_int_le(tally.open, ROUNDS / 1000); /* neither packed nor refuted by the searches */
}
END_TEST

static Suite *choose_suite(void)
{
    Suite *suite = suite_create("choose");
    TCase *tcase = tcase_create("choose");

    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, choose_against_brute_force);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(choose_suite)
