/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who goes for a pod that fits nowhere; a node's room is one amount here. */
#include "check_main.h"

#include "base/arena.h"
#include "model/scheduler/preempt.h"

enum { MAX_PODS = 8, MAX_NODES = 4 };

struct duel {
    struct arena *arena;
    struct preempt_scene scene;
    struct preempt_newcomer newcomer;
    struct preempt_pod pods[MAX_PODS];
    int64_t size[MAX_PODS], room[MAX_NODES], wanted;
    bool covers[2 * MAX_PODS], is_hopeless[MAX_NODES];
    int64_t allowed[2];
};

static bool fits(void *context, const bool *is_gone, int32_t node_ix)
{
    const struct duel *s = context;
    int64_t room = s->room[node_ix];
    for (int32_t i = 0; i < s->scene.pod_count; i++)
        if (s->pods[i].node_ix == node_ix && !is_gone[i])
            room -= s->size[i];
    return s->wanted <= room;
}

static struct duel s;

/* Nodes of 10 each, a newcomer of priority 100. */
static void set(int32_t nodes, int64_t wanted)
{
    s = (struct duel){.arena = arena_new(), .wanted = wanted};
    s.newcomer = (struct preempt_newcomer){100, false, -1};
    s.scene = (struct preempt_scene){.node_count = nodes,
                                     .is_hopeless = s.is_hopeless,
                                     .pods = s.pods,
                                     .allowed = s.allowed,
                                     .budget_covers = s.covers,
                                     .fits = fits,
                                     .context = &s};
    for (int32_t n = 0; n < nodes; n++)
        s.room[n] = 10;
}

/* started 0 = not yet. */
static void pod(int32_t node, int64_t size, int64_t priority, int64_t started)
{
    int32_t i = s.scene.pod_count++;
    s.size[i] = size;
    s.pods[i] = (struct preempt_pod){node, priority, started > 0, started, false};
}

/* Victims of a node as a number: pod i is digit i+1, in order; 0 = no candidate. */
static int64_t victims(int32_t node)
{
    struct preempt_candidate found;
    int64_t text = 0;
    if (!preempt_victims(&s.scene, &s.newcomer, node, s.arena, &found))
        return 0;
    for (int32_t i = 0; i < found.victim_count; i++)
        text = text * 10 + found.victims[i] + 1;
    return text;
}

static int32_t chosen(void)
{
    struct preempt_candidate found = {.node_ix = -1};
    (void)preempt_run(&s.scene, &s.newcomer, s.arena, &found);
    return found.node_ix;
}

static void end(void)
{
    arena_free(s.arena);
}

START_TEST(less_important_go)
{
    set(1, 5);
    pod(0, 5, 10, 1);
    pod(0, 5, 20, 1);
    ck_assert_int_eq(victims(0), 1);
    end();
}
END_TEST

START_TEST(equal_priority_stays)
{
    set(1, 5);
    pod(0, 10, 100, 1);
    ck_assert_int_eq(victims(0), 0);
    ck_assert_int_eq(chosen(), -1);
    end();
}
END_TEST

START_TEST(younger_goes_and_the_unstarted_first)
{
    set(1, 3);
    pod(0, 3, 0, 7);
    pod(0, 3, 0, 0);
    pod(0, 4, 0, 5);
    ck_assert_int_eq(victims(0), 2);
    s.wanted = 6;
    ck_assert_int_eq(victims(0), 12);
    end();
}
END_TEST

START_TEST(small_ones_stay_when_the_large_one_goes)
{
    set(1, 6);
    pod(0, 7, 50, 1);
    pod(0, 2, 10, 1);
    pod(0, 1, 0, 1);
    ck_assert_int_eq(victims(0), 1);
    end();
}
END_TEST

/* The protected pod is let stay first, though it is the less important one. */
START_TEST(budget_comes_before_importance)
{
    set(1, 5);
    pod(0, 5, 50, 1);
    pod(0, 5, 10, 1);
    s.scene.budget_count = 1;
    s.covers[1] = true;
    ck_assert_int_eq(victims(0), 1);
    s.allowed[0] = 1;
    ck_assert_int_eq(victims(0), 2);
    end();
}
END_TEST

START_TEST(two_budgets_each_count)
{
    struct preempt_candidate found;
    set(1, 10);
    pod(0, 5, 50, 1);
    pod(0, 5, 10, 1);
    s.scene.budget_count = 2;
    s.covers[0] = s.covers[1] = true; /* the first covers both, and allows one */
    s.covers[3] = true;               /* the second covers the second, and allows none */
    s.allowed[0] = 1;
    ck_assert(preempt_victims(&s.scene, &s.newcomer, 0, s.arena, &found));
    ck_assert_int_eq(found.violations, 1);
    ck_assert_int_eq(found.victims[0], 0);
    s.allowed[0] = -3; /* a status that lags behind */
    ck_assert(preempt_victims(&s.scene, &s.newcomer, 0, s.arena, &found));
    ck_assert_int_eq(found.violations, 2);
    end();
}
END_TEST

START_TEST(fewest_violations_win)
{
    set(2, 10);
    pod(0, 10, 0, 1);
    pod(1, 10, 99, 1);
    s.scene.budget_count = 1;
    s.covers[0] = true;
    ck_assert_int_eq(chosen(), 1);
    end();
}
END_TEST

/* With a victim that violates a budget first in the order, its priority is not the highest. */
START_TEST(highest_priority_is_that_of_all_victims)
{
    set(2, 10);
    pod(0, 5, 10, 1);
    pod(0, 5, 60, 1);
    pod(1, 5, 50, 1);
    pod(1, 5, 50, 1);
    s.scene.budget_count = 1;
    s.covers[0] = s.covers[2] = true;
    ck_assert_int_eq(victims(0), 21);
    ck_assert_int_eq(chosen(), 1);
    end();
}
END_TEST

/* Raised by 2^31, two low ones weigh more than one high one of the same top priority. */
START_TEST(sum_counts_each_victim)
{
    set(2, 10);
    pod(0, 5, 10, 1);
    pod(0, 5, -1000, 1);
    pod(1, 10, 10, 1);
    ck_assert_int_eq(chosen(), 1);
    end();
}
END_TEST

START_TEST(latest_start_wins_then_the_first)
{
    set(3, 10);
    pod(0, 10, 10, 3);
    pod(1, 10, 10, 4);
    pod(2, 10, 10, 4);
    ck_assert_int_eq(chosen(), 1);
    s.pods[2].has_started = false;
    ck_assert_int_eq(chosen(), 2);
    s.is_hopeless[2] = true;
    ck_assert_int_eq(chosen(), 1);
    end();
}
END_TEST

START_TEST(no_victims_is_no_candidate)
{
    const struct preempt_candidate *list;
    set(1, 5);
    pod(0, 5, 10, 1);
    ck_assert_int_eq(preempt_candidates(&s.scene, &s.newcomer, s.arena, &list), 0);
    end();
}
END_TEST

START_TEST(eligible)
{
    set(1, 5);
    pod(0, 10, 10, 1);
    s.newcomer.nominated_ix = 0;
    ck_assert(preempt_eligible(&s.scene, &s.newcomer));
    s.pods[0].is_terminating = true;
    ck_assert(!preempt_eligible(&s.scene, &s.newcomer));
    ck_assert_int_eq(chosen(), -1);
    s.pods[0].priority = 100;
    ck_assert(preempt_eligible(&s.scene, &s.newcomer));
    s.pods[0].priority = 10;
    s.is_hopeless[0] = true;
    ck_assert(preempt_eligible(&s.scene, &s.newcomer));
    s.newcomer.is_never = true;
    ck_assert(!preempt_eligible(&s.scene, &s.newcomer));
    end();
}
END_TEST

START_TEST(budget_selector)
{
    const char *const values[] = {"web"};
    const struct expression expression = {
        .key = "app", .op = EXPRESSION_IN, .values = values, .value_count = 1};
    const struct label label = {"app", "web"};
    const struct label_selector none = {.is_given = false}, all = {.is_given = true},
                                web = {true, &expression, 1};
    ck_assert(preempt_budget_covers(&web, &label, 1));
    ck_assert(!preempt_budget_covers(&web, NULL, 0));
    ck_assert(!preempt_budget_covers(&none, &label, 1));
    ck_assert(!preempt_budget_covers(&all, &label, 1));
}
END_TEST

static Suite *preempt_suite(void)
{
    Suite *suite = suite_create("preempt");
    TCase *tcase = tcase_create("preempt");
    tcase_add_test(tcase, less_important_go);
    tcase_add_test(tcase, equal_priority_stays);
    tcase_add_test(tcase, younger_goes_and_the_unstarted_first);
    tcase_add_test(tcase, small_ones_stay_when_the_large_one_goes);
    tcase_add_test(tcase, budget_comes_before_importance);
    tcase_add_test(tcase, two_budgets_each_count);
    tcase_add_test(tcase, fewest_violations_win);
    tcase_add_test(tcase, highest_priority_is_that_of_all_victims);
    tcase_add_test(tcase, sum_counts_each_victim);
    tcase_add_test(tcase, latest_start_wins_then_the_first);
    tcase_add_test(tcase, no_victims_is_no_candidate);
    tcase_add_test(tcase, eligible);
    tcase_add_test(tcase, budget_selector);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(preempt_suite)
