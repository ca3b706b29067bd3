/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "check_main.h"
#include "estate/builder.h"
#include "model/question.h"
#include "scenario/scenario.h"

/* One fixture: clusters L, S and T, two nodes of 10 cpu each, and what a case adds. */
struct fixture {
    struct error_list errors;
    struct builder *builder;
    int32_t cluster[3];
    int32_t node[3][2];
    struct estate *estate;
    struct arena *arena;
    struct scenario scenario;
    struct question_options options;
    struct question question;
    struct remains remains;
    struct problem problem;
};

static const struct origin here = {"test", 1, 1, NULL};

static void set_up(struct fixture *f)
{
    static const char *const names[] = {"L", "S", "T"};
    static const char *const nodes[] = {"n1", "n2"};
    memset(f, 0, sizeof *f);
    f->builder = builder_new(&f->errors);
    f->arena = arena_new();
    for (int c = 0; c < 3; c++) {
        f->cluster[c] = builder_cluster(f->builder, names[c], ORCHESTRATOR_CSV, &here);
        for (int n = 0; n < 2; n++) {
            f->node[c][n] = builder_node(f->builder, f->cluster[c], nodes[n], &here);
            builder_node_allocatable(f->builder, f->node[c][n], RESOURCE_CPU, 10000);
            builder_node_allocatable(f->builder, f->node[c][n], RESOURCE_MEMORY, 1000);
        }
    }
}

/* A stack of one workload `app` with so many replicas of cpu on a node. */
static int32_t add_stack(struct fixture *f, int c, int n, const char *name, int64_t replicas,
                         int64_t cpu)
{
    int32_t stack = builder_stack(f->builder, f->cluster[c], "", name, ORCHESTRATOR_CSV, &here);
    int32_t app = builder_workload(f->builder, stack, "service", "app", &here);
    builder_workload_replicas(f->builder, app, replicas);
    builder_workload_reservation(f->builder, app, RESOURCE_CPU, cpu);
    builder_workload_reservation(f->builder, app, RESOURCE_MEMORY, 1);
    if (n >= 0)
        builder_placement(f->builder, app, f->node[c][n], replicas, &here);
    else
        builder_workload_unknown_nodes(f->builder, app);
    return app;
}

static void ask(struct fixture *f, const char *lose)
{
    f->estate = builder_seal(f->builder);
    for (size_t i = 0; i < f->errors.count; i++)
        ck_abort_msg("%s", f->errors.items[i].text);
    struct error error;
    ck_assert(scenario_parse(f->estate, lose, NULL, f->arena, &f->scenario, &error));
    f->question = (struct question){f->estate, &f->scenario, &f->options};
    question_remains(&f->question, f->arena, &f->remains);
    problem_of_question(&f->question, &f->remains, NULL, f->arena, &f->problem);
}

static void tear_down(struct fixture *f)
{
    builder_free(f->builder);
    estate_free(f->estate);
    arena_free(f->arena);
}

START_TEST(test_whole)
{
    struct fixture f;
    set_up(&f);
    add_stack(&f, 0, 0, "a", 3, 1000);
    add_stack(&f, 1, 1, "resident", 2, 2500);
    ask(&f, "L");
    ck_assert_int_eq(f.problem.cluster_count, 2);
    ck_assert_int_eq(f.problem.bin_count, 4);
    ck_assert_int_eq(f.problem.group_count, 1);
    ck_assert_int_eq(f.problem.groups[0].kind, GROUP_WHOLE);
    ck_assert_int_eq(f.problem.groups[0].allowed_count, 2);
    ck_assert_int_eq(f.problem.items[0].replicas, 3);
    ck_assert_int_eq(problem_free(&f.problem, 0, RESOURCE_CPU), 10000);
    ck_assert_int_eq(problem_free(&f.problem, 1, RESOURCE_CPU), 5000);
    /* pods are not named: room for all that may come. */
    ck_assert_int_eq(problem_free(&f.problem, 0, RESOURCE_PODS), 3);
    tear_down(&f);
}
END_TEST

START_TEST(test_headroom_and_overfull)
{
    struct fixture f;
    set_up(&f);
    builder_headroom(f.builder, RESOURCE_CPU, (struct headroom){HEADROOM_SHARE, 50001});
    add_stack(&f, 0, 0, "a", 1, 1000);
    add_stack(&f, 1, 0, "resident", 1, 9800);
    ask(&f, "L");
    /* The present is not judged: nothing is free where the headroom is eaten up. */
    ck_assert_int_eq(problem_free(&f.problem, 0, RESOURCE_CPU), 0);
    /* 10000 * 0.050001 rounds up to 501. */
    ck_assert_int_eq(problem_free(&f.problem, 1, RESOURCE_CPU), 9499);
    tear_down(&f);
}
END_TEST

START_TEST(test_partial)
{
    struct fixture f;
    set_up(&f);
    int32_t app = add_stack(&f, 0, 0, "a", 2, 1000);
    builder_placement(f.builder, app, f.node[0][1], 3, &here);
    builder_workload_max_per_node(f.builder, app, 4);
    ask(&f, "L/node:n1");
    ck_assert_int_eq(f.problem.cluster_count, 3);
    ck_assert_int_eq(f.problem.group_count, 1);
    ck_assert_int_eq(f.problem.groups[0].kind, GROUP_REPLICAS);
    ck_assert_int_eq(f.problem.groups[0].allowed_count, 1);
    ck_assert_int_eq(f.problem.groups[0].allowed[0], 0);
    ck_assert_int_eq(f.problem.items[0].replicas, 2);
    ck_assert_int_eq(f.problem.items[0].per_bin_cap, 4);
    ck_assert_int_eq(f.problem.items[0].present_count, 1);
    ck_assert_int_eq(f.problem.present[0].count, 3);
    ck_assert(!f.problem.items[0].is_dead);
    tear_down(&f);
}
END_TEST

static struct stack_overlay overlay_of(const char *stack)
{
    return (struct stack_overlay){.stack = stack};
}

START_TEST(test_active_active)
{
    struct fixture f;
    set_up(&f);
    add_stack(&f, 0, 0, "shop", 3, 1000);
    add_stack(&f, 1, 0, "shop", 2, 1000);
    struct stack_overlay overlay = overlay_of("shop");
    overlay.has_active_active = overlay.active_active = true;
    builder_overlay(f.builder, &overlay, &here);
    ask(&f, "L");
    ck_assert_int_eq(f.problem.group_count, 1);
    ck_assert_int_eq(f.problem.groups[0].kind, GROUP_REPLICAS);
    ck_assert_int_eq(f.problem.groups[0].allowed_count, 1);
    ck_assert_int_eq(f.problem.groups[0].allowed[0], 0); /* S */
    ck_assert(f.problem.groups[0].lives_in[0] && !f.problem.groups[0].lives_in[1]);
    ck_assert_int_eq(f.problem.present_count, 1);
    tear_down(&f);
}
END_TEST

START_TEST(test_family_without_home_goes_whole)
{
    struct fixture f;
    set_up(&f);
    add_stack(&f, 0, 0, "shop", 3, 1000);
    add_stack(&f, 1, 0, "shop", 2, 1000);
    struct stack_overlay overlay = overlay_of("shop");
    overlay.has_active_active = overlay.active_active = true;
    builder_overlay(f.builder, &overlay, &here);
    /* A daemon that only the second instance has comes along, once. */
    int32_t stack = builder_stack(f.builder, f.cluster[1], "", "shop", ORCHESTRATOR_CSV, &here);
    int32_t agent = builder_workload(f.builder, stack, "DaemonSet", "agent", &here);
    builder_workload_daemon(f.builder, agent);
    builder_workload_replicas(f.builder, agent, 1);
    ask(&f, "L,S");
    ck_assert_int_eq(f.problem.group_count, 1);
    ck_assert_int_eq(f.problem.groups[0].kind, GROUP_WHOLE);
    ck_assert_int_eq(f.problem.groups[0].item_count, 3);
    ck_assert(f.problem.items[2].is_daemon);
    ck_assert_int_eq(f.problem.groups[0].allowed_count, 1);
    tear_down(&f);
}
END_TEST

START_TEST(test_family_shares_caps)
{
    struct fixture f;
    set_up(&f);
    builder_workload_max_per_node(f.builder, add_stack(&f, 0, 0, "shop", 3, 1000), 2);
    add_stack(&f, 1, 0, "shop", 2, 1000);
    builder_workload_max_per_zone(f.builder, add_stack(&f, 2, 0, "shop", 2, 1000), 4);
    struct stack_overlay overlay = overlay_of("shop");
    overlay.has_active_active = overlay.active_active = true;
    builder_overlay(f.builder, &overlay, &here);
    ask(&f, "L,T");
    for (int32_t w = 0; w < f.estate->workload_count; w++) {
        ck_assert(f.estate->workloads[w].has_max_per_node);
        ck_assert_int_eq(f.estate->workloads[w].max_per_node, 2);
        ck_assert_int_eq(f.estate->workloads[w].max_per_zone, 4);
    }
    /* The lost replicas of L and T count together. */
    ck_assert_int_eq(f.problem.item_count, 2);
    ck_assert_int_eq(f.problem.items[0].twin_count, 1);
    ck_assert_int_eq(f.problem.twins[f.problem.items[0].first_twin], 1);
    tear_down(&f);
}
END_TEST

START_TEST(test_split_opens_other_clusters)
{
    struct fixture f;
    set_up(&f);
    add_stack(&f, 0, 0, "shop", 3, 1000);
    add_stack(&f, 1, 0, "shop", 2, 1000);
    struct stack_overlay overlay = overlay_of("shop");
    overlay.has_active_active = overlay.active_active = overlay.has_split = overlay.split = true;
    builder_overlay(f.builder, &overlay, &here);
    ask(&f, "L");
    ck_assert_int_eq(f.problem.groups[0].allowed_count, 2);
    tear_down(&f);
}
END_TEST

START_TEST(test_requires)
{
    struct fixture f;
    set_up(&f);
    add_stack(&f, 0, 0, "app", 1, 1000);
    add_stack(&f, 0, 0, "db", 1, 1000);
    add_stack(&f, 1, 0, "proxy", 1, 1000); /* a survivor that requires db */
    add_stack(&f, 2, 0, "cache", 1, 1000);
    static const char *const app_needs[] = {"proxy", "cache@same"};
    static const char *const proxy_needs[] = {"db"};
    struct stack_overlay app = overlay_of("app");
    app.requires = app_needs;
    app.require_count = 2;
    struct stack_overlay proxy = overlay_of("proxy");
    proxy.requires = proxy_needs;
    proxy.require_count = 1;
    builder_overlay(f.builder, &app, &here);
    builder_overlay(f.builder, &proxy, &here);
    ask(&f, "L");
    /* app leans on db through proxy, and must go where cache is. */
    ck_assert_int_eq(f.problem.require_count, 1);
    ck_assert_str_eq(
        f.estate->stacks[f.problem.groups[f.problem.requires[0].needs_ix].stack_ix].name, "db");
    const struct group *group = &f.problem.groups[f.problem.requires[0].group_ix];
    ck_assert_int_eq(group->allowed_count, 1);
    ck_assert_int_eq(f.problem.cluster_ix[group->allowed[0]], 2);
    tear_down(&f);
}
END_TEST

START_TEST(test_unknown_residents)
{
    struct fixture f;
    set_up(&f);
    add_stack(&f, 0, 0, "a", 1, 1000);
    add_stack(&f, 1, -1, "r", 3, 6000);
    ask(&f, "L");
    struct problem residents;
    ck_assert(problem_of_residents(&f.question, &f.remains, f.arena, &residents));
    ck_assert_int_eq(residents.group_count, 1);
    ck_assert_int_eq(residents.groups[0].kind, GROUP_REPLICAS);
    ck_assert_int_eq(residents.items[0].replicas, 3);
    int64_t *placed = ARENA_NEW(f.arena, f.estate->workload_count, int64_t);
    placed[residents.items[0].workload_ix] = 2;
    struct problem problem;
    problem_of_question(&f.question, &f.remains, placed, f.arena, &problem);
    ck_assert_int_eq(problem.group_count, 2);
    ck_assert_int_eq(problem.groups[0].kind, GROUP_RESIDENT);
    ck_assert_int_eq(problem.items[0].replicas, 2);
    tear_down(&f);
}
END_TEST

START_TEST(test_repack)
{
    struct fixture f;
    set_up(&f);
    f.options.residents = RESIDENTS_REPACK;
    add_stack(&f, 0, 0, "a", 1, 1000);
    add_stack(&f, 1, 0, "r", 3, 2000);
    add_stack(&f, 2, 0, "overfull", 1, 12000); /* stays: its node is over what it has */
    ask(&f, "L");
    ck_assert_int_eq(f.problem.group_count, 2);
    ck_assert_int_eq(f.problem.groups[0].kind, GROUP_RESIDENT);
    ck_assert_int_eq(f.problem.home_count, 1);
    ck_assert_int_eq(f.problem.home[0].count, 3);
    ck_assert_int_eq(problem_free(&f.problem, 0, RESOURCE_CPU), 10000);
    ck_assert_int_eq(problem_free(&f.problem, 2, RESOURCE_CPU), 0);
    tear_down(&f);
}
END_TEST

static Suite *question_suite(void)
{
    Suite *suite = suite_create("question");
    TCase *tcase = tcase_create("build");
    tcase_add_test(tcase, test_whole);
    tcase_add_test(tcase, test_headroom_and_overfull);
    tcase_add_test(tcase, test_partial);
    tcase_add_test(tcase, test_active_active);
    tcase_add_test(tcase, test_family_shares_caps);
    tcase_add_test(tcase, test_family_without_home_goes_whole);
    tcase_add_test(tcase, test_split_opens_other_clusters);
    tcase_add_test(tcase, test_requires);
    tcase_add_test(tcase, test_unknown_residents);
    tcase_add_test(tcase, test_repack);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(question_suite)
