/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "check_main.h"
#include "estate/builder.h"
#include "scenario/scenario.h"

static const struct origin here = {"test", 1, 1, NULL};

/* Clusters a, b, c of two nodes each, the second one in zone z2; a and b in region r. */
static struct estate *make_estate(void)
{
    struct error_list errors = {0};
    struct builder *builder = builder_new(&errors);
    static const char *const names[] = {"a", "b", "c"};
    static const char *const nodes[] = {"n1", "n2"};
    for (int c = 0; c < 3; c++) {
        int32_t cluster = builder_cluster(builder, names[c], ORCHESTRATOR_CSV, &here);
        if (c < 2)
            builder_cluster_region(builder, cluster, "r");
        for (int n = 0; n < 2; n++) {
            int32_t node = builder_node(builder, cluster, nodes[n], &here);
            builder_node_allocatable(builder, node, RESOURCE_CPU, 1000);
            builder_node_place(builder, node, NULL, NULL, n ? "z2" : "z1");
        }
    }
    struct estate *estate = builder_seal(builder);
    builder_free(builder);
    ck_assert_ptr_nonnull(estate);
    return estate;
}

/* Names of the scenarios of a choice, joined by '|', or the error's text. */
static const char *names_of(const struct estate *estate, struct arena *arena,
                            const char *const *lose, int32_t count, int32_t any)
{
    struct scenario_choice choice = {lose, count, any};
    struct scenario *list = NULL;
    int32_t found = 0;
    struct error error = {0};
    if (!scenario_list(estate, &choice, arena, &list, &found, &error)) {
        ck_assert_int_eq(error.code, ERROR_INPUT);
        return arena_strdup(arena, error.text);
    }
    const char *text = "";
    for (int32_t i = 0; i < found; i++)
        text = arena_format(arena, "%s%s%s", text, i ? "|" : "", list[i].name);
    return text;
}

static const struct {
    const char *lose[3];
    int32_t any;
    const char *expected;
} cases[] = {
    {{NULL}, 0, "lose a|lose b|lose c"},
    {{"b"}, 0, "lose b"},
    {{"b", "b"}, 0, "lose b"},
    {{"a, c"}, 0, "lose a + c"},
    {{"region:r"}, 0, "lose region:r"},
    {{"region:r", "a,b"}, 0, "lose region:r"},
    {{"a/zone:z2"}, 0, "lose a/zone:z2"},
    {{"a/node:n1,c"}, 0, "lose a/node:n1 + c"},
    {{NULL}, 2, "lose a + b|lose a + c|lose b + c"},
    {{"c"}, 3, "lose c|lose a + b + c"},
    {{NULL}, 4, "cannot lose any 4 clusters: the estate has 3; expected 1 to 3"},
    {{"x"}, 0, "unknown cluster: found \"x\"; did you mean \"a\"?"},
    {{"region:q"}, 0, "unknown region: found \"q\"; did you mean \"r\"?"},
    {{"a/zone:z7"}, 0, "unknown zone: found \"z7\"; did you mean \"z1\"?"},
    {{"a/node:m1"}, 0, "unknown node: found \"m1\"; did you mean \"n1\"?"},
    {{"a/rack:1"},
     0,
     "cannot tell what to lose: found \"a/rack:1\"; expected CLUSTER/zone:Z or CLUSTER/node:N "
     "after the cluster's name"},
    {{"a,,b"},
     0,
     "nothing to lose: found an empty word; expected CLUSTER, CLUSTER/zone:Z, CLUSTER/node:N or "
     "region:R"},
};

START_TEST(test_names)
{
    struct estate *estate = make_estate();
    struct arena *arena = arena_new();
    int32_t count = 0;
    while (count < 3 && cases[_i].lose[count])
        count++;
    ck_assert_str_eq(names_of(estate, arena, cases[_i].lose, count, cases[_i].any),
                     cases[_i].expected);
    arena_free(arena);
    estate_free(estate);
}
END_TEST

START_TEST(test_what_is_lost)
{
    struct estate *estate = make_estate();
    struct arena *arena = arena_new();
    struct scenario scenario;
    struct error error;
    ck_assert(scenario_parse(estate, "b,c/zone:z1", "named", arena, &scenario, &error));
    static const bool nodes[] = {false, false, true, true, true, false};
    ck_assert_mem_eq(scenario.node_lost, nodes, sizeof nodes);
    ck_assert(!scenario.cluster_lost[0] && scenario.cluster_lost[1] && !scenario.cluster_lost[2]);
    ck_assert(scenario.is_partial);
    ck_assert_int_eq(scenario.lost_cluster_count, 1);
    ck_assert_int_eq(scenario.lost_count, 2);
    ck_assert_str_eq(scenario.name, "named");
    arena_free(arena);
    estate_free(estate);
}
END_TEST

static Suite *scenario_suite(void)
{
    Suite *suite = suite_create("scenario");
    TCase *tcase = tcase_create("parse");
    tcase_add_loop_test(tcase, test_names, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(tcase, test_what_is_lost);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(scenario_suite)
