/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules between pods, judged twice: on random scenes, the evaluator of model and that of verify say
 * the same of a new pod on each node.
 */
#include <stdio.h>

#include "base/arena.h"
#include "check_main.h"
#include "pods_of_scene.h"

enum { SCENES = 6000, NODES = 6, PODS = 10, NAME_SIZE = 16 };

static uint32_t state;

static int below(int n)
{
    state = state * 1664525u + 1013904223u;
    return (int)((state >> 8) % (uint32_t)n);
}

static const char *const topology_keys[] = {"zone", "rack", "host"};
static const char *const label_keys[] = {"app", "tier"};
static const char *const label_values[] = {"a", "b", "c"};
static const char *const spaces[] = {"one", "two", ""};

static const struct label *some_labels(struct arena *arena, int32_t *ret_count)
{
    struct label *labels = ARENA_NEW(arena, 2, struct label);

    *ret_count = 0;
    for (int i = 0; i < 2; i++) {
        if (below(3) > 0)
            labels[(*ret_count)++] = (struct label){label_keys[i], label_values[below(3)]};
    }
    return labels;
}

static struct label_selector some_selector(struct arena *arena)
{
    static const enum expression_operator operators[] = {EXPRESSION_IN, EXPRESSION_IN,
                                                         EXPRESSION_NOT_IN, EXPRESSION_EXISTS,
                                                         EXPRESSION_DOES_NOT_EXIST};
    struct expression *expressions = ARENA_NEW(arena, 2, struct expression);
    int32_t count = below(8) == 0 ? 0 : 1 + (below(4) == 0);

    for (int32_t i = 0; i < count; i++) {
        const char **values = ARENA_NEW(arena, 2, const char *);
        enum expression_operator op = operators[below(5)];

        values[0] = label_values[below(3)];
        values[1] = label_values[below(3)];
        expressions[i] = (struct expression){SOURCE_LABEL, op, label_keys[below(2)], values,
                                             op <= EXPRESSION_NOT_IN ? 1 + below(2) : 0};
    }
    return (struct label_selector){below(20) > 0, expressions, count};
}

static const struct pod_term *some_terms(struct arena *arena, const char *own, int32_t *ret_count)
{
    struct pod_term *terms = ARENA_NEW(arena, 2, struct pod_term);

    *ret_count = below(5) < 3 ? 0 : 1 + below(2);
    for (int32_t t = 0; t < *ret_count; t++) {
        const char **names = ARENA_NEW(arena, 2, const char *);

        names[0] = below(3) == 0 ? spaces[below(3)] : own;
        names[1] = spaces[below(3)];
        terms[t].selector = some_selector(arena);
        terms[t].topology_key = topology_keys[below(3)];
        terms[t].name_spaces = names;
        terms[t].name_space_count = 1 + below(2);
        if (below(5) == 0) {
            terms[t].name_space_count = 0;
            terms[t].name_space_selector = some_selector(arena);
        }
    }
    return terms;
}

static const struct pod_rule *some_rule(struct arena *arena, const char *own)
{
    static const char *const addresses[] = {"", "10.0.0.1", "10.0.0.2"};
    struct pod_rule *rule = ARENA_NEW(arena, 1, struct pod_rule);
    struct spread_constraint *spread = ARENA_NEW(arena, 2, struct spread_constraint);
    struct host_port *ports = ARENA_NEW(arena, 2, struct host_port);

    rule->affinity = some_terms(arena, own, &rule->affinity_count);
    rule->anti_affinity = some_terms(arena, own, &rule->anti_affinity_count);
    rule->spread = spread;
    rule->spread_count = below(3) == 0 ? 1 + below(2) : 0;
    for (int32_t i = 0; i < rule->spread_count; i++)
        spread[i] =
            (struct spread_constraint){some_selector(arena), topology_keys[below(3)],
                                       1 + below(2),         1 + (below(3) == 0 ? below(4) : 0),
                                       below(2) == 0,        below(2) == 0};
    rule->ports = ports;
    rule->port_count = below(3) == 0 ? 1 + below(2) : 0;
    for (int32_t i = 0; i < rule->port_count; i++)
        ports[i] =
            (struct host_port){addresses[below(3)], 80 + below(2), below(3) == 0 ? "UDP" : "TCP"};
    return rule;
}

static const struct rule *some_node_rule(struct arena *arena)
{
    struct rule *rule = ARENA_NEW(arena, 1, struct rule);
    struct label *selector = ARENA_NEW(arena, 1, struct label);
    struct toleration *toleration = ARENA_NEW(arena, 1, struct toleration);

    *selector = (struct label){"disk", "ssd"};
    *toleration = (struct toleration){"k", "", TOLERATION_EXISTS, true, EFFECT_NO_SCHEDULE};
    *rule = (struct rule){.os = "",
                          .arch = "",
                          .selector = selector,
                          .selector_count = below(2),
                          .tolerations = toleration,
                          .toleration_count = below(2)};
    return below(3) == 0 ? NULL : rule;
}

static struct node some_node(struct arena *arena, int index)
{
    static const char *const zones[] = {"z1", "z2", "z3"};
    static const struct taint taint = {"k", "v", EFFECT_NO_SCHEDULE};
    struct label *labels = ARENA_NEW(arena, 4, struct label);
    struct node node = {.name = arena_format(arena, "n%d", index),
                        .os = "",
                        .arch = "",
                        .zone = "",
                        .is_schedulable = true,
                        .is_ready = true,
                        .labels = labels,
                        .taints = &taint,
                        .taint_count = below(5) == 0};

    if (below(8) > 0)
        labels[node.label_count++] = (struct label){"zone", zones[below(3)]};
    if (below(3) > 0)
        labels[node.label_count++] = (struct label){"rack", zones[below(2)]};
    if (below(9) > 0)
        labels[node.label_count++] = (struct label){"host", node.name};
    if (below(2) == 0)
        labels[node.label_count++] = (struct label){"disk", "ssd"};
    return node;
}

static struct pod_view some_pod(struct arena *arena, int nodes)
{
    struct pod_view pod = {.name_space = spaces[below(3)], .node_ix = below(nodes + 1) - 1};

    pod.labels = some_labels(arena, &pod.label_count);
    pod.rule = some_rule(arena, pod.name_space);
    pod.node_rule = some_node_rule(arena);
    pod.is_terminating = below(10) == 0;
    return pod;
}

static void make_scene(struct arena *arena, struct pod_scene *scene)
{
    struct node *nodes = ARENA_NEW(arena, NODES, struct node);
    struct pod_view *pods = ARENA_NEW(arena, PODS, struct pod_view);
    struct name_space_view *views = ARENA_NEW(arena, 3, struct name_space_view);

    *scene = (struct pod_scene){.nodes = nodes, .pods = pods, .name_spaces = views};
    scene->node_count = 1 + below(NODES);
    scene->pod_count = below(PODS + 1);
    for (int32_t i = 0; i < scene->node_count; i++)
        nodes[i] = some_node(arena, i);
    for (int32_t i = 0; i < scene->pod_count; i++)
        pods[i] = some_pod(arena, scene->node_count);
    for (int i = 0; i < 3; i++) {
        if (below(3) == 0)
            continue;
        views[scene->name_space_count].name = spaces[i];
        views[scene->name_space_count].labels =
            some_labels(arena, &views[scene->name_space_count].label_count);
        scene->name_space_count++;
    }
}

static bool ports_fit(const struct pod_scene *scene, const struct pod_view *pod, int32_t node_ix)
{
    for (int32_t i = 0; i < scene->pod_count; i++) {
        const struct pod_rule *rule = scene->pods[i].rule;

        if (scene->pods[i].node_ix == node_ix &&
            host_ports_conflict(pod->rule->ports, pod->rule->port_count, rule->ports,
                                rule->port_count))
            return false;
    }
    return true;
}

static int answers[8];

static void compare(int seed, const struct pod_scene *scene, const struct pod_view *pod, int32_t n)
{
    enum pod_affinity_fit affinity = pod_affinity_fit(scene, pod, n);
    enum pod_spread_fit spread = pod_spread_fit(scene, pod, n);
    bool ports = ports_fit(scene, pod, n);

    answers[affinity]++;
    answers[4 + spread]++;
    answers[7] += !ports;
    ck_assert_msg(verify_affinity_fit(scene, pod, n) == affinity,
                  "seed %d, node %d: affinity: model %d, verify %d", seed, n, affinity,
                  verify_affinity_fit(scene, pod, n));
    ck_assert_msg(verify_spread_fit(scene, pod, n) == spread,
                  "seed %d, node %d: spread: model %d, verify %d", seed, n, spread,
                  verify_spread_fit(scene, pod, n));
    ck_assert_msg(verify_ports_fit(scene, pod, n) == ports, "seed %d, node %d: ports: model %d",
                  seed, n, ports);
    for (int32_t i = 0; i < pod->rule->spread_count; i++) {
        const char *value = pod_node_label(&scene->nodes[n], pod->rule->spread[i].topology_key);
        bool counts, own_counts;

        if (!value)
            continue;
        ck_assert_int_eq(pod_spread_count(scene, pod, i, value, &counts),
                         verify_spread_count(scene, pod, i, value, &own_counts));
        ck_assert(counts == own_counts);
    }
}

START_TEST(both_evaluators_agree)
{
    for (int seed = 1; seed <= SCENES; seed++) {
        struct arena *arena = arena_new();
        struct pod_scene scene;
        struct pod_view pod;

        state = (uint32_t)seed * 2654435761u;
        make_scene(arena, &scene);
        pod = some_pod(arena, scene.node_count);
        pod.is_terminating = false;
        for (int32_t n = 0; n < scene.node_count; n++)
            compare(seed, &scene, &pod, n);
        arena_free(arena);
    }
    for (int i = 0; i < 8; i++)
        ck_assert_msg(answers[i] > SCENES / 50, "answer %d was given %d times", i, answers[i]);
}
END_TEST

static Suite *verify_pods_suite(void)
{
    Suite *suite = suite_create("verify_pods");
    TCase *tests = tcase_create("verify_pods");

    tcase_add_test(tests, both_evaluators_agree);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(verify_pods_suite)
