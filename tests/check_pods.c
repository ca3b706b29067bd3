/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules between pods in the problem, against model/pod_eligible: on random scenes of residents, one
 * new pod may go to a node when the problem says so and only then.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "check_main.h"
#include "estate/builder.h"
#include "model/eligible.h"
#include "model/pods/pod_eligible.h"
#include "model/question.h"
#include "scenario/scenario.h"

enum { NODES = 6, PODS = 7, VALUES = 3 };

static const struct origin here = {"test", 1, 1, NULL};

static uint64_t seed;

static int pick(int below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((seed >> 33) % (uint64_t)below);
}

static const char *const values[VALUES] = {"a", "b", "c"};
static const char *const name_spaces[] = {"shop", "data"};
static const char *const topologies[] = {"kubernetes.io/hostname", "zone", "rack"};

/* ---- random rules; all parts live in the scene's arena */

static struct label_selector some_selector(struct arena *arena)
{
    static const enum expression_operator operators[] = {EXPRESSION_IN, EXPRESSION_IN,
                                                         EXPRESSION_NOT_IN, EXPRESSION_EXISTS,
                                                         EXPRESSION_DOES_NOT_EXIST};
    struct label_selector selector = {pick(12) > 0, NULL, pick(8) == 0 ? 0 : 1 + pick(2)};
    struct expression *list = ARENA_NEW(arena, 2, struct expression);
    for (int32_t i = 0; i < selector.count; i++) {
        const char **texts = ARENA_NEW(arena, 2, const char *);
        list[i].key = pick(3) ? "app" : "rank";
        list[i].op = operators[pick(5)];
        if (list[i].op == EXPRESSION_IN || list[i].op == EXPRESSION_NOT_IN)
            list[i].value_count = 1 + pick(2);
        texts[0] = values[pick(VALUES)];
        texts[1] = values[pick(VALUES)];
        list[i].values = texts;
    }
    selector.expressions = list;
    return selector;
}

static const struct pod_term *some_terms(struct arena *arena, int32_t count)
{
    struct pod_term *terms = ARENA_NEW(arena, count, struct pod_term);
    for (int32_t i = 0; i < count; i++) {
        const char **names = ARENA_NEW(arena, 1, const char *);
        names[0] = name_spaces[pick(2)];
        terms[i].selector = some_selector(arena);
        terms[i].name_spaces = names;
        terms[i].name_space_count = pick(4) > 0;
        if (pick(4) == 0) {
            terms[i].name_space_selector = some_selector(arena);
            if (pick(2))
                terms[i].name_space_selector.count = 0;
        }
        terms[i].topology_key = topologies[pick(3)];
    }
    return terms;
}

static struct pod_rule some_rule(struct arena *arena)
{
    struct pod_rule rule = {.affinity_count = pick(3) == 0 ? 1 + pick(2) : 0,
                            .anti_affinity_count = pick(3) == 0 ? 1 + pick(2) : 0,
                            .spread_count = pick(3) == 0 ? 1 + pick(2) : 0,
                            .port_count = pick(4) == 0 ? 1 + pick(2) : 0};
    struct spread_constraint *spread = ARENA_NEW(arena, 2, struct spread_constraint);
    struct host_port *ports = ARENA_NEW(arena, 2, struct host_port);
    rule.affinity = some_terms(arena, rule.affinity_count);
    rule.anti_affinity = some_terms(arena, rule.anti_affinity_count);
    for (int i = 0; i < 2; i++) {
        spread[i] =
            (struct spread_constraint){some_selector(arena), topologies[pick(3)],
                                       1 + pick(2),          1 + (pick(3) == 0 ? pick(4) : 0),
                                       pick(2) == 0,         pick(2) == 0};
        ports[i] = (struct host_port){pick(3)   ? ""
                                      : pick(2) ? "10.0.0.1"
                                                : "10.0.0.2",
                                      80 + pick(2), pick(4) ? "TCP" : "UDP"};
    }
    rule.spread = spread;
    rule.ports = ports;
    return rule;
}

/* ---- a scene, as an estate and as pod_eligible has it */

struct scene {
    struct arena *arena;
    struct error_list errors;
    struct builder *builder;
    int32_t lost, home;
    struct estate *estate;
    struct scenario scenario;
    struct problem problem;
};

static void add_node(struct scene *s, int n)
{
    char name[8];
    snprintf(name, sizeof name, "n%d", n);
    int32_t node = builder_node(s->builder, s->home, name, &here);
    builder_node_allocatable(s->builder, node, RESOURCE_CPU, 1000);
    builder_node_allocatable(s->builder, node, RESOURCE_MEMORY, 1000);
    if (pick(8))
        builder_node_label(s->builder, node, "kubernetes.io/hostname", name);
    if (pick(8))
        builder_node_label(s->builder, node, "zone", values[pick(VALUES)]);
    if (pick(4))
        builder_node_label(s->builder, node, "rack", values[pick(2)]);
    builder_node_label(s->builder, node, "disk", values[pick(2)]);
    if (pick(4) == 0)
        builder_node_taint(s->builder, node, (struct taint){"dedicated", "x", EFFECT_NO_SCHEDULE});
}

/* On the node of the home cluster; -1: on the lost cluster, so it is the one to come. */
static void add_pod(struct scene *s, int number, int32_t node)
{
    char name[16];
    snprintf(name, sizeof name, "p%d", number);
    int32_t stack = builder_stack(s->builder, node < 0 ? s->lost : s->home, name_spaces[pick(2)],
                                  name, ORCHESTRATOR_KUBERNETES, &here);
    int32_t w = builder_workload(s->builder, stack, "Deployment", name, &here);
    struct pod_rule rule = some_rule(s->arena);
    struct label *selector = ARENA_NEW(s->arena, 1, struct label);
    struct toleration *tolerations = ARENA_NEW(s->arena, 1, struct toleration);
    *selector = (struct label){"disk", values[pick(2)]};
    *tolerations = (struct toleration){"dedicated", "", TOLERATION_EXISTS, true, 0};
    struct rule node_rule = {.selector = selector,
                             .selector_count = pick(4) == 0,
                             .tolerations = tolerations,
                             .toleration_count = pick(2)};
    builder_workload_replicas(s->builder, w, 1);
    builder_workload_reservation(s->builder, w, RESOURCE_CPU, 1);
    builder_workload_reservation(s->builder, w, RESOURCE_MEMORY, 1);
    builder_workload_rule(s->builder, w, &node_rule);
    builder_workload_pod_rule(s->builder, w, &rule);
    builder_workload_pod_label(s->builder, w, "app", values[pick(VALUES)]);
    if (pick(2))
        builder_workload_pod_label(s->builder, w, "rank", values[pick(VALUES)]);
    if (node >= 0)
        builder_placement(s->builder, w, node, 1, &here);
}

static void make_scene(struct scene *s)
{
    memset(s, 0, sizeof *s);
    s->arena = arena_new();
    s->builder = builder_new(&s->errors);
    s->lost = builder_cluster(s->builder, "lost", ORCHESTRATOR_KUBERNETES, &here);
    s->home = builder_cluster(s->builder, "home", ORCHESTRATOR_KUBERNETES, &here);
    int32_t gone = builder_node(s->builder, s->lost, "n", &here);
    builder_node_allocatable(s->builder, gone, RESOURCE_CPU, 1000);
    builder_node_allocatable(s->builder, gone, RESOURCE_MEMORY, 1000);
    for (int n = 0; n < NODES; n++)
        add_node(s, n);
    for (int i = 0; i < 2; i++)
        if (pick(3)) {
            builder_name_space_label(s->builder, s->home, name_spaces[i], "app", values[pick(3)]);
            builder_name_space_label(s->builder, s->lost, name_spaces[i], "app", values[pick(3)]);
        }
    for (int i = 1; i < PODS; i++)
        add_pod(s, i, gone + 1 + pick(NODES));
    add_pod(s, 0, -1);
    s->estate = builder_seal(s->builder);
    for (size_t i = 0; i < s->errors.count; i++)
        ck_abort_msg("%s", s->errors.items[i].text);
    static struct question_options options;
    struct question question = {s->estate, &s->scenario, &options};
    struct remains remains;
    struct error error;
    ck_assert(scenario_parse(s->estate, "lost", NULL, s->arena, &s->scenario, &error));
    question_remains(&question, s->arena, &remains);
    problem_of_question(&question, &remains, NULL, s->arena, &s->problem);
}

static void free_scene(struct scene *s)
{
    builder_free(s->builder);
    estate_free(s->estate);
    arena_free(s->arena);
}

/* ---- what the problem says of one replica of its only item */

static bool affinity_holds(const struct affinity *affinity, int32_t bin)
{
    bool is_first = affinity->is_self && !affinity->cluster_has[0];
    for (int32_t t = 0; t < affinity->term_count; t++) {
        int32_t domain = affinity->terms[t].bin_domain[bin];
        if (domain < 0 || (!is_first && !affinity->terms[t].present[domain]))
            return false;
    }
    return true;
}

static bool spread_holds(const struct spread *spread, int32_t bin)
{
    int32_t here_domain = spread->bin_domain[bin], domains = spread->first_domain[1];
    int64_t least = INT64_MAX, most = 0;
    for (int32_t d = 0; d < domains; d++) {
        int64_t count = spread->base[d] + (spread->is_self && d == here_domain);
        least = count < least ? count : least;
        if (d == here_domain)
            most = count + !spread->is_self;
    }
    /* Eligible bins have a domain; a tolerated one that does not count holds nothing. */
    if (here_domain < 0)
        return true;
    return most - (domains < spread->min_domains ? 0 : least) <= spread->max_skew;
}

static bool problem_takes(const struct problem *p, int32_t bin)
{
    if (!problem_eligible(p, 0, bin))
        return false;
    for (int32_t i = 0; i < p->affinity_count; i++)
        if (!affinity_holds(&p->affinities[i], bin))
            return false;
    for (int32_t i = 0; i < p->spread_count; i++)
        if (!spread_holds(&p->spreads[i], bin))
            return false;
    return true;
}

/* ---- what pod_eligible says */

static struct pod_view view_of(const struct estate *e, const struct workload *w)
{
    static const struct pod_rule nothing;
    const struct stack *stack = &e->stacks[w->stack_ix];
    return (struct pod_view){
        .name_space = stack->name_space,
        .labels = w->labels,
        .label_count = w->label_count,
        .node_rule = &e->rules[w->rule_ix],
        .rule = w->pod_rule_ix < 0 ? &nothing : &e->pod_rules[w->pod_rule_ix],
        .node_ix = -1,
    };
}

static bool scene_takes(const struct estate *e, int32_t node_ix)
{
    const struct cluster *home = &e->clusters[1];
    struct pod_view pods[PODS], fresh = {.node_ix = -1};
    struct name_space_view known[2];
    int32_t count = 0, known_count = 0;
    for (int32_t i = 0; i < e->workload_count; i++) {
        struct pod_view view = view_of(e, &e->workloads[i]);
        if (e->stacks[e->workloads[i].stack_ix].cluster_ix == 0) {
            fresh = view;
            continue;
        }
        view.node_ix = e->placements[e->workloads[i].first_placement].node_ix - home->first_node;
        pods[count++] = view;
    }
    for (int32_t i = 0; i < e->name_space_count; i++)
        if (e->name_spaces[i].cluster_ix == 1)
            known[known_count++] = (struct name_space_view){
                e->name_spaces[i].name, e->name_spaces[i].labels, e->name_spaces[i].label_count};
    struct pod_scene scene = {
        e->nodes + home->first_node, home->node_count, pods, count, known, known_count};
    int32_t at = node_ix - home->first_node;
    if (eligible_node(fresh.node_rule, &e->nodes[node_ix]) != ELIGIBLE ||
        pod_affinity_fit(&scene, &fresh, at) != POD_AFFINITY_FITS ||
        pod_spread_fit(&scene, &fresh, at) != POD_SPREAD_FITS)
        return false;
    for (int32_t i = 0; i < count; i++)
        if (pods[i].node_ix == at &&
            host_ports_conflict(fresh.rule->ports, fresh.rule->port_count, pods[i].rule->ports,
                                pods[i].rule->port_count))
            return false;
    return true;
}

START_TEST(takes_what_kubernetes_takes)
{
    int taken = 0, refused = 0;
    for (int round = 0; round < 3000; round++) {
        struct scene s;
        seed = (uint64_t)(_i * 3000 + round) * 7919 + 1;
        make_scene(&s);
        ck_assert_int_eq(s.problem.item_count, 1);
        for (int32_t bin = 0; bin < s.problem.bin_count; bin++) {
            bool is_taken = scene_takes(s.estate, s.problem.bin_node_ix[bin]);
            if (problem_takes(&s.problem, bin) != is_taken)
                ck_abort_msg("scene %d, node %d: kube-scheduler says %d", _i * 3000 + round,
                             (int)bin, is_taken);
            taken += is_taken;
            refused += !is_taken;
        }
        free_scene(&s);
    }
    ck_assert_int_gt(taken, 1000);
    ck_assert_int_gt(refused, 1000);
}
END_TEST

/* ---- by hand: workloads that come together */

static struct label_selector app_is(struct arena *arena, const char *app)
{
    struct expression *one = ARENA_NEW(arena, 1, struct expression);
    const char **value = ARENA_NEW(arena, 1, const char *);
    *value = app;
    *one = (struct expression){SOURCE_LABEL, EXPRESSION_IN, "app", value, 1};
    return (struct label_selector){true, one, 1};
}

static int32_t add_app(struct scene *s, int32_t cluster, const char *app, int64_t replicas,
                       const struct pod_rule *rule)
{
    int32_t stack = builder_stack(s->builder, cluster, "shop", app, ORCHESTRATOR_KUBERNETES, &here);
    int32_t w = builder_workload(s->builder, stack, "Deployment", app, &here);
    builder_workload_replicas(s->builder, w, replicas);
    builder_workload_reservation(s->builder, w, RESOURCE_CPU, 2);
    builder_workload_reservation(s->builder, w, RESOURCE_MEMORY, 1);
    builder_workload_pod_label(s->builder, w, "app", app);
    if (rule)
        builder_workload_pod_rule(s->builder, w, rule);
    return w;
}

/* Clusters lost and home, home with two nodes in each of the zones a and b. */
static int32_t make_home(struct scene *s)
{
    static const char *const names[] = {"n0", "n1", "n2", "n3"};
    memset(s, 0, sizeof *s);
    s->arena = arena_new();
    s->builder = builder_new(&s->errors);
    s->lost = builder_cluster(s->builder, "lost", ORCHESTRATOR_KUBERNETES, &here);
    s->home = builder_cluster(s->builder, "home", ORCHESTRATOR_KUBERNETES, &here);
    int32_t node = -1;
    for (int n = 3; n >= 0; n--) {
        node = builder_node(s->builder, s->home, names[3 - n], &here);
        builder_node_allocatable(s->builder, node, RESOURCE_CPU, 1000);
        builder_node_allocatable(s->builder, node, RESOURCE_MEMORY, 1000);
        builder_node_label(s->builder, node, "zone", n > 1 ? "a" : "b");
    }
    return node - 3;
}

static void ask(struct scene *s, const char *lose)
{
    static struct question_options options;
    struct remains remains;
    struct error error;
    s->estate = builder_seal(s->builder);
    for (size_t i = 0; i < s->errors.count; i++)
        ck_abort_msg("%s", s->errors.items[i].text);
    struct question question = {s->estate, &s->scenario, &options};
    ck_assert(scenario_parse(s->estate, lose, NULL, s->arena, &s->scenario, &error));
    question_remains(&question, s->arena, &remains);
    problem_of_question(&question, &remains, NULL, s->arena, &s->problem);
}

START_TEST(states_exclusions)
{
    struct scene s;
    make_home(&s);
    const char *name_space = "shop";
    struct pod_term term = {.selector = app_is(s.arena, "b"),
                            .name_spaces = &name_space,
                            .name_space_count = 1,
                            .topology_key = "zone"};
    struct pod_rule apart = {.anti_affinity = &term, .anti_affinity_count = 1};
    struct host_port port = {"", 80, "TCP"};
    struct pod_rule ports = {.ports = &port, .port_count = 1};
    add_app(&s, s.lost, "a", 1, &apart);
    add_app(&s, s.lost, "b", 2, &ports);
    add_app(&s, s.lost, "c", 1, &ports);
    ask(&s, "lost");
    const struct problem *p = &s.problem;
    ck_assert_int_eq(p->exclusion_count, 3);
    ck_assert_int_eq(p->exclusions[0].item_ix, 0);
    ck_assert_int_eq(p->exclusions[0].set.count, 1);
    ck_assert_int_eq(p->exclusions[0].set.items[0], 1);
    ck_assert_int_eq(p->exclusions[0].bin_domain[0], p->exclusions[0].bin_domain[1]);
    ck_assert_int_ne(p->exclusions[0].bin_domain[1], p->exclusions[0].bin_domain[2]);
    /* Both claim the port, each also against itself; the set is one. */
    for (int i = 1; i < 3; i++) {
        ck_assert_int_eq(p->exclusions[i].item_ix, i);
        ck_assert_int_eq(p->exclusions[i].set.count, 2);
        ck_assert_ptr_eq(p->exclusions[i].set.items, p->exclusions[1].set.items);
        ck_assert_int_ne(p->exclusions[i].bin_domain[0], p->exclusions[i].bin_domain[1]);
    }
    free_scene(&s);
}
END_TEST

START_TEST(states_spread_and_affinity)
{
    struct scene s;
    int32_t first = make_home(&s);
    const char *name_space = "shop";
    struct spread_constraint spread = {app_is(s.arena, "a"), "zone", 1, 3, true, false};
    struct pod_term term = {.selector = app_is(s.arena, "b"),
                            .name_spaces = &name_space,
                            .name_space_count = 1,
                            .topology_key = "zone"};
    struct pod_rule rule = {
        .affinity = &term, .affinity_count = 1, .spread = &spread, .spread_count = 1};
    builder_placement(s.builder, add_app(&s, s.home, "a", 2, NULL), first + 3, 2, &here);
    add_app(&s, s.lost, "a", 3, &rule);
    add_app(&s, s.lost, "b", 1, NULL);
    ask(&s, "lost");
    const struct problem *p = &s.problem;
    ck_assert_int_eq(p->spread_count, 1);
    ck_assert_int_eq(p->spreads[0].first_domain[1], 2);
    ck_assert_int_eq(p->spreads[0].base[0], 0);
    ck_assert_int_eq(p->spreads[0].base[1], 2);
    ck_assert_int_eq(p->spreads[0].set.count, 1);
    ck_assert(p->spreads[0].is_self);
    ck_assert_int_eq(p->spreads[0].max_skew, 1);
    ck_assert_int_eq(p->spreads[0].min_domains, 3);
    ck_assert_int_eq(p->affinity_count, 1);
    ck_assert_int_eq(p->affinities[0].set.count, 1);
    ck_assert_int_eq(p->affinities[0].set.items[0], 1);
    ck_assert(!p->affinities[0].is_self && !p->affinities[0].cluster_has[0]);
    free_scene(&s);
}
END_TEST

START_TEST(states_quotas)
{
    struct scene s;
    int32_t first = make_home(&s);
    struct quota pods = {s.home, "shop", "pods", false, RESOURCE_PODS, 3},
                 cpu = {s.home, "shop", "cpu", false, RESOURCE_CPU, 100},
                 other = {s.home, "data", "pods", false, RESOURCE_PODS, 0};
    builder_quota(s.builder, &pods, &here);
    builder_quota(s.builder, &cpu, &here);
    builder_quota(s.builder, &other, &here);
    builder_placement(s.builder, add_app(&s, s.home, "r", 2, NULL), first, 2, &here);
    add_app(&s, s.lost, "a", 3, NULL);
    ask(&s, "lost");
    /* The quota of cpu cannot bind, that of another namespace does not. */
    ck_assert_int_eq(s.problem.quota_count, 1);
    ck_assert_int_eq(s.problem.quotas[0].left, 1);
    ck_assert_int_eq(s.problem.quotas[0].use_count, 1);
    ck_assert_int_eq(s.problem.quotas[0].uses[0].amount, 1);
    ck_assert_str_eq(s.estate->quotas[s.problem.quotas[0].quota_ix].name_space, "shop");
    free_scene(&s);
}
END_TEST

/* A volume that only zone a reaches, and the node with its pod is lost. */
START_TEST(keeps_volumes_at_home)
{
    struct scene s;
    int32_t first = make_home(&s);
    struct label zone = {"zone", "a"};
    struct rule rule = {.selector = &zone, .selector_count = 1};
    int32_t w = add_app(&s, s.home, "db", 1, NULL);
    builder_workload_home_rule(s.builder, w, &rule);
    builder_placement(s.builder, w, first, 1, &here);
    ask(&s, "home/node:n0");
    const struct problem *p = &s.problem;
    ck_assert_int_eq(p->item_count, 1);
    for (int32_t bin = 0; bin < p->bin_count; bin++) {
        const struct node *node = &s.estate->nodes[p->bin_node_ix[bin]];
        ck_assert(problem_eligible(p, 0, bin) == (strcmp(node->name, "n1") == 0));
    }
    free_scene(&s);
}
END_TEST

static Suite *pods_suite(void)
{
    Suite *suite = suite_create("pods");
    TCase *tcase = tcase_create("scenes");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, takes_what_kubernetes_takes, 0, 3);
    suite_add_tcase(suite, tcase);
    TCase *problem = tcase_create("problem");
    tcase_add_test(problem, states_exclusions);
    tcase_add_test(problem, states_spread_and_affinity);
    tcase_add_test(problem, states_quotas);
    tcase_add_test(problem, keeps_volumes_at_home);
    suite_add_tcase(suite, problem);
    return suite;
}

CHECK_MAIN(pods_suite)
