/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Thousands of small random problems with every rule of model/problem.h, against brute force.
 * MUSTER_RANDOM_COUNT in the environment sets how many.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "brute_force.h"
#include "check_main.h"
#include "problem_maker.h"
#include "random_problem.h"
#include "rules_maker.h"
#include "solve/check.h"
#include "solve/solve.h"

/* What brute force knows, gathered in two passes over all plans. */
struct truth {
    const struct problem *problem;
    const struct solution *solution; /* second pass: bounds and choices relative to it */
    int64_t replicas[BRUTE_TIERS];   /* placed by the solution, by tier */
    bool any;
    struct brute_plan best;
    int64_t most[BRUTE_TIERS]; /* weight of tier t where earlier tiers have as much as the plan */
    int64_t most_replicas[BRUTE_TIERS]; /* where this tier has as much weight, too */
    bool in_equal[BRUTE_GROUPS];        /* recovered by a plan with as much in every tier */
    bool alone[BRUTE_GROUPS];
};

static void see_best(const struct brute_plan *plan, void *argument)
{
    struct truth *truth = argument;

    if (!truth->any || brute_compare(truth->problem, plan, &truth->best) > 0)
        truth->best = *plan;
    truth->any = true;
    for (int32_t g = 0; g < truth->problem->group_count; g++)
        truth->alone[g] = truth->alone[g] || plan->is_recovered[g];
}

static void see_bounds(const struct brute_plan *plan, void *argument)
{
    struct truth *truth = argument;
    bool is_equal = true, has_weight = true, has_replicas = true;

    for (int32_t t = 0; t < truth->problem->tier_count; t++) {
        const struct tier_result *tier = &truth->solution->tiers[t];

        /* A searched bound holds for plans that place as many replicas in earlier tiers, too. */
        if (has_weight && (has_replicas || tier->proof != BOUND_SEARCH) &&
            plan->weight[t] > truth->most[t])
            truth->most[t] = plan->weight[t];
        has_weight = has_weight && plan->weight[t] >= tier->recovered;
        if (has_weight && has_replicas && plan->replicas[t] > truth->most_replicas[t])
            truth->most_replicas[t] = plan->replicas[t];
        has_replicas = has_replicas && plan->replicas[t] >= truth->replicas[t];
    }
    for (int32_t t = 0; t < truth->problem->tier_count; t++)
        is_equal = is_equal && plan->weight[t] >= truth->solution->tiers[t].recovered &&
                   plan->replicas[t] >= truth->replicas[t];
    for (int32_t g = 0; is_equal && g < truth->problem->group_count; g++)
        truth->in_equal[g] = truth->in_equal[g] || plan->is_recovered[g];
}

static int64_t demand_of(const struct problem *p, int32_t g, int32_t cluster, int32_t resource)
{
    const struct group *group = &p->groups[g];
    int64_t sum = 0;

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        if (!p->items[i].is_daemon)
            sum += p->items[i].replicas * problem_demand(p, i, resource);
        for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
            if (p->items[i].is_daemon && problem_eligible(p, i, b))
                sum += problem_demand(p, i, resource);
    }
    return sum;
}

/* The leaf of model/certificate.h without coverage: every allowed pair counts as live. */
static int64_t evaluate_leaf(const struct problem *p, const struct solution *solution, int32_t t)
{
    const struct tier_result *tier = &solution->tiers[t];
    __int128 sum = 0;

    for (int32_t k = 0; k < tier->capacity_count; k++)
        for (int32_t b = p->first_bin[tier->capacity[k].cluster];
             b < p->first_bin[tier->capacity[k].cluster + 1]; b++)
            sum += (__int128)tier->capacity[k].mu * problem_free(p, b, tier->capacity[k].resource);
    for (int32_t u = 0; u < t; u++)
        sum -= (__int128)tier->earlier[u] * solution->tiers[u].recovered;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        __int128 profit, best = 0;

        if (group->tier_ix < 0 || group->tier_ix > t)
            continue;
        profit = (__int128)(group->tier_ix == t ? tier->scale : tier->earlier[group->tier_ix]) *
                 group->weight;
        if (group->kind == GROUP_REPLICAS)
            best = profit;
        for (int32_t a = 0; group->kind == GROUP_WHOLE && a < group->allowed_count; a++) {
            __int128 value = profit;

            for (int32_t k = 0; k < tier->capacity_count; k++)
                if (tier->capacity[k].cluster == group->allowed[a])
                    value -= (__int128)tier->capacity[k].mu *
                             demand_of(p, g, group->allowed[a], tier->capacity[k].resource);
            best = value > best ? value : best;
        }
        sum += best;
    }
    return (int64_t)(sum / tier->scale) - (sum % tier->scale < 0);
}

static void check_answer(const struct problem *p, const struct share *assigns, int32_t count,
                         const int32_t *cluster, const bool *is_recovered)
{
    struct error error;

    ck_assert_msg(check_plan(p, assigns, count, cluster, is_recovered, &error), "%s", error.text);
}

static void check_solution_plan(const struct problem *p, const struct solution *solution)
{
    int32_t cluster[BRUTE_GROUPS];
    bool is_recovered[BRUTE_GROUPS];
    int64_t weight[BRUTE_TIERS] = {0};

    for (int32_t g = 0; g < p->group_count; g++) {
        cluster[g] = solution->groups[g].cluster;
        is_recovered[g] = solution->groups[g].outcome == OUTCOME_IN_PLAN;
        if (p->groups[g].tier_ix >= 0 && is_recovered[g])
            weight[p->groups[g].tier_ix] += p->groups[g].weight;
    }
    check_answer(p, solution->assigns, solution->assign_count, cluster, is_recovered);
    for (int32_t t = 0; t < p->tier_count; t++)
        ck_assert_int_eq(solution->tiers[t].recovered, weight[t]);
}

/* Outcomes against all plans. */
static void check_outcomes(const struct problem *p, const struct solution *solution,
                           const struct truth *truth)
{
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group_result *group = &solution->groups[g];

        switch (group->outcome) {
        case OUTCOME_NEVER_ALONE: ck_assert(!truth->alone[g] && group->is_certified); break;
        case OUTCOME_NEVER: ck_assert(!truth->in_equal[g]); break;
        case OUTCOME_CHOICE: {
            const struct alternative *other = &solution->alternatives[group->alternative];
            int64_t weight[BRUTE_TIERS] = {0};

            ck_assert(truth->in_equal[g] && other->is_recovered[g]);
            check_answer(p, other->assigns, other->assign_count, other->group_cluster,
                         other->is_recovered);
            for (int32_t k = 0; k < p->group_count; k++)
                if (p->groups[k].tier_ix >= 0 && other->is_recovered[k])
                    weight[p->groups[k].tier_ix] += p->groups[k].weight;
            for (int32_t t = 0; t < p->tier_count; t++)
                ck_assert_int_ge(weight[t], solution->tiers[t].recovered);
            break;
        }
        default: break;
        }
        if (p->groups[g].kind == GROUP_RESIDENT || group->outcome == OUTCOME_IN_PLAN)
            continue;
        if (group->fits_alone == TRI_YES)
            ck_assert(truth->alone[g]);
        if (group->fits_alone == TRI_NO)
            ck_assert(!truth->alone[g]);
    }
}

struct counts {
    int32_t all, failed, open, open_greedy, undecided, unknown_alone, by_proof[4], outcomes[5];
};

static void check_one(const struct problem *p, const struct solve_options *options,
                      struct truth *truth, struct brute *brute, struct counts *counts)
{
    struct arena *arena = arena_new();
    struct solution solution;
    int64_t order = 0;

    solve(p, options, arena, &solution);
    if (!truth->any || solution.status == SOLVE_FAILED) {
        ck_assert_int_eq(solution.status, SOLVE_FAILED);
        if (options->budget == 0 && options->engine == ENGINE_AUTO)
            ck_assert(!truth->any);
        counts->failed++;
        arena_free(arena);
        return;
    }
    check_solution_plan(p, &solution);
    truth->solution = &solution;
    memset(truth->most, 0, sizeof truth->most);
    memset(truth->most_replicas, 0, sizeof truth->most_replicas);
    memset(truth->in_equal, 0, sizeof truth->in_equal);
    memset(truth->replicas, 0, sizeof truth->replicas);
    for (int32_t i = 0; i < p->item_count; i++)
        if (group_counts_replicas(&p->groups[p->items[i].group_ix]))
            truth->replicas[p->groups[p->items[i].group_ix].tier_ix] +=
                solution_placed(&solution, i);
    brute_each(brute, see_bounds, truth);
    for (int32_t t = 0; t < p->tier_count; t++) {
        const struct tier_result *tier = &solution.tiers[t];

        ck_assert_int_le(tier->recovered, tier->bound);
        ck_assert_int_ge(tier->bound, truth->most[t]);
        ck_assert_int_eq(tier->replicas, truth->replicas[t]);
        ck_assert_int_ge(tier->replicas_bound, truth->most_replicas[t]);
        if (options->engine == ENGINE_AUTO && options->budget == 0)
            ck_assert_int_eq(tier->replicas_bound, truth->most_replicas[t]);
        if (tier->proof == BOUND_MULTIPLIERS) {
            ck_assert_int_ge(evaluate_leaf(p, &solution, t), truth->most[t]);
        }
        counts->by_proof[tier->proof]++;
        if (order == 0)
            order = tier->recovered - truth->best.weight[t];
        if (order == 0)
            order = truth->replicas[t] - truth->best.replicas[t];
        if (options->engine != ENGINE_AUTO || options->budget != 0)
            ck_assert_int_le(order, 0);
        else
            ck_assert_int_eq(order, 0);
    }
    check_outcomes(p, &solution, truth);
    for (int32_t g = 0; g < p->group_count; g++) {
        counts->outcomes[solution.groups[g].outcome]++;
        counts->unknown_alone += solution.groups[g].fits_alone == TRI_UNKNOWN;
    }
    counts->open += solution.status != SOLVE_PROVEN;
    counts->all++;
    arena_free(arena);
}

/* The options under test, and what they led to. */
struct run {
    struct solve_options options[3];
    struct counts counts[3];
};

static void check_problem(const struct problem *p, uint64_t seed, void *context)
{
    struct run *run = context;
    struct truth truth = {.problem = p};
    struct brute *brute = brute_new(p);

    if (getenv("MUSTER_RANDOM_TRACE"))
        fprintf(stderr, "seed %" PRIu64 "\n", seed);
    brute_each(brute, see_best, &truth);
    for (int k = 0; k < 3; k++)
        check_one(p, &run->options[k], &truth, brute, &run->counts[k]);
    brute_free(brute);
}

static void check_range(uint64_t first, uint64_t count, bool has_rules)
{
    struct run run = {0};
    const struct counts *counts = run.counts;

    run.options[1].engine = ENGINE_GREEDY;
    run.options[2].budget = 1;
    random_each(first, count, has_rules, check_problem, &run);
    for (int k = 0; getenv("MUSTER_RANDOM_TRACE") && k < 3; k++)
        fprintf(stderr,
                "all %d failed %d open %d; coverage %d multipliers %d tree %d search %d; in plan "
                "%d never "
                "alone %d never %d choice %d undecided %d; alone unknown %d\n",
                counts[k].all, counts[k].failed, counts[k].open, counts[k].by_proof[0],
                counts[k].by_proof[1], counts[k].by_proof[2], counts[k].by_proof[3],
                counts[k].outcomes[0], counts[k].outcomes[1], counts[k].outcomes[2],
                counts[k].outcomes[3], counts[k].outcomes[4], counts[k].unknown_alone);
    ck_assert_int_eq(counts[0].open, 0);
    ck_assert_int_eq(counts[0].outcomes[OUTCOME_UNDECIDED], 0);
    ck_assert_int_eq(counts[0].unknown_alone, 0);
}

START_TEST(random_problems)
{
    uint64_t each = random_count(3000) / 4 + 1;

    check_range((uint64_t)_i * each, each, false);
}
END_TEST

START_TEST(random_pod_rules)
{
    uint64_t each = random_count(3000) / 16 + 1;

    check_range((uint64_t)_i * each, each, true);
}
END_TEST

static Suite *random_suite(void)
{
    Suite *suite = suite_create("random");
    TCase *tcase = tcase_create("random");

    tcase_set_timeout(tcase, 600);
    tcase_add_loop_test(tcase, random_problems, 0, 4);
    tcase_add_loop_test(tcase, random_pod_rules, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(random_suite)
