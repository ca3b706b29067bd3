/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <string.h>

#include "base/error.h"
#include "estate/builder.h"

/* One cluster "c" (environment prod), one stack "shop" in namespace "web", two workloads. The first
 * has priority 1000 and the labels app=shop and tier=gold, the second a system priority. */
static int32_t workloads[2];

static struct builder *make_builder(struct error_list *errors)
{
    struct origin origin = {"w.csv", 2, 0, NULL};
    memset(errors, 0, sizeof *errors);
    struct builder *builder = builder_new(errors);
    int32_t cluster = builder_cluster(builder, "c", ORCHESTRATOR_KUBERNETES, &origin);
    builder_cluster_environment(builder, cluster, "prod");
    int32_t stack =
        builder_stack(builder, cluster, "web", "shop", ORCHESTRATOR_KUBERNETES, &origin);
    for (int i = 0; i < 2; i++) {
        workloads[i] = builder_workload(builder, stack, "Deployment", i ? "two" : "one", &origin);
        builder_workload_replicas(builder, workloads[i], 1);
        builder_workload_reservation(builder, workloads[i], RESOURCE_CPU, 1);
        builder_workload_reservation(builder, workloads[i], RESOURCE_MEMORY, 1);
    }
    builder_workload_label(builder, workloads[0], "app", "shop");
    builder_workload_label(builder, workloads[0], "tier", "gold");
    builder_workload_priority(builder, workloads[0], 1000);
    builder_workload_priority(builder, workloads[1], 2000001000);
    return builder;
}

static const struct {
    struct tier_rule rules[3];
    int count;
    int tier;
    const char *rule;
} cases[] = {
    {{{.tier = 2}}, 1, 2, "tiers[0]: any"},
    {{{.tier = 2, .stack = "sh?p"}, {.tier = 0}}, 2, 2, "tiers[0]: stack sh?p"},
    {{{.tier = 2, .stack = "sho"}, {.tier = 3}}, 2, 3, "tiers[1]: any"},
    {{{.tier = 2, .name_space = "w*"}}, 1, 2, "tiers[0]: namespace w*"},
    {{{.tier = 2, .cluster = "d"}, {.tier = 3, .cluster = "?"}}, 2, 3, "tiers[1]: cluster ?"},
    {{{.tier = 2, .environment = "dev"}, {.tier = 3, .environment = "prod"}},
     2,
     3,
     "tiers[1]: environment prod"},
    {{{.tier = 0, .label_key = "tier", .label_value = "gold"}, {.tier = 5}},
     2,
     0,
     "tiers[0]: label tier=gold"},
    {{{.tier = 0, .label_key = "tier", .label_value = "lead"}, {.tier = 5}}, 2, 5, "tiers[1]: any"},
    {{{.tier = 1, .label_key = "app"}}, 1, 1, "tiers[0]: label app"},
    {{{.tier = 1, .has_priority = true, .priority_at_least = 1000}},
     1,
     1,
     "tiers[0]: priority_at_least 1000"},
    /* The system priority of the second workload does not count. */
    {{{.tier = 1, .has_priority = true, .priority_at_least = 1001}, {.tier = 4}},
     2,
     4,
     "tiers[1]: any"},
    /* Conditions of one rule must hold for one workload. */
    {{{.tier = 0, .label_key = "app", .has_priority = true, .priority_at_least = 2000},
      {.tier = 4}},
     2,
     4,
     "tiers[1]: any"},
    /* The first rule that matches each workload; the most critical workload of the stack. */
    {{{.tier = 3, .label_key = "app"}, {.tier = 1}}, 2, 1, "tiers[1]: any"},
    /* No rule matches. */
    {{{.tier = 0, .stack = "x"}}, 1, 1, ""},
};

START_TEST(rules)
{
    static struct error_list errors;
    struct builder *builder = make_builder(&errors);
    for (int i = 0; i < cases[_i].count; i++)
        builder_tier_rule(builder, &cases[_i].rules[i]);
    struct estate *estate = builder_seal(builder);
    builder_free(builder);
    ck_assert_ptr_nonnull(estate);
    ck_assert_int_eq(estate->stacks[0].tier, cases[_i].tier);
    ck_assert_str_eq(estate->stacks[0].tier_rule, cases[_i].rule);
    estate_free(estate);
}
END_TEST

/* stacks.csv, then workloads.csv, then the rules. */
START_TEST(precedence)
{
    static struct error_list errors;
    struct origin row = {"some/where/workloads.csv", 7, 0, NULL};
    struct origin overlay_row = {"stacks.csv", 3, 0, NULL};
    struct tier_rule rule = {.tier = 5};
    struct stack_overlay overlay = {.stack = "shop", .has_tier = true, .tier = 4};
    for (int with_overlay = 0; with_overlay < 2; with_overlay++) {
        struct builder *builder = make_builder(&errors);
        builder_tier_rule(builder, &rule);
        builder_workload_tier(builder, workloads[0], 2, &row);
        builder_workload_tier(builder, workloads[1], 3, &row);
        if (with_overlay)
            builder_overlay(builder, &overlay, &overlay_row);
        struct estate *estate = builder_seal(builder);
        builder_free(builder);
        ck_assert_ptr_nonnull(estate);
        ck_assert_int_eq(estate->stacks[0].tier, with_overlay ? 4 : 2);
        ck_assert_str_eq(estate->stacks[0].tier_rule,
                         with_overlay ? "stacks.csv:3" : "workloads.csv:7");
        estate_free(estate);
    }
}
END_TEST

/* A workload without tier of its own still goes by the rules. */
START_TEST(most_critical_workload)
{
    static struct error_list errors;
    struct origin row = {"workloads.csv", 7, 0, NULL};
    struct tier_rule rule = {.tier = 1};
    struct builder *builder = make_builder(&errors);
    builder_tier_rule(builder, &rule);
    builder_workload_tier(builder, workloads[0], 2, &row);
    struct estate *estate = builder_seal(builder);
    builder_free(builder);
    ck_assert_int_eq(estate->stacks[0].tier, 1);
    ck_assert_str_eq(estate->stacks[0].tier_rule, "tiers[0]: any");
    estate_free(estate);
}
END_TEST

static Suite *tier_suite(void)
{
    Suite *suite = suite_create("tier");
    TCase *tcase = tcase_create("tier");
    tcase_add_loop_test(tcase, rules, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, precedence);
    tcase_add_test(tcase, most_critical_workload);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(tier_suite)
