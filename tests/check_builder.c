/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <stdio.h>
#include <string.h>

#include "base/caps.h"
#include "estate/builder.h"
#include "estate/total.h"
#include "import_maker.h"

#define NODES "cluster,node,cpu,memory\na,n1,4,8Gi\nb,n1,4,8Gi\n"
#define WORKLOADS "cluster,stack,workload,replicas,cpu,memory\n"

static const struct stack *stack_of(const struct estate *estate, const char *cluster,
                                    const char *name)
{
    int32_t index = estate_find_stack(estate, estate_find_cluster(estate, cluster), "", name);
    ck_assert_int_ge(index, 0);
    return &estate->stacks[index];
}

/* ---- missing reservations */

static const struct {
    const char *policy, *cells; /* cpu,memory,cpu_limit,memory_limit */
    long long cpu, memory;
    bool assumed, zero;
} reservations[] = {
    {"limit", "1,1Gi,,", 1000, 1 << 30, false, false},
    {"limit", ",1Gi,2,", 2000, 1 << 30, true, false},
    {"limit", ",1Gi,,", 0, 1 << 30, true, true},
    {"limit", ",1Gi,0,", 0, 1 << 30, true, true},
    {"limit", "0,1Gi,,", 0, 1 << 30, false, false},
    {"limit", "0,0,,", 0, 0, true, true},
    {"zero", ",1Gi,2,", 0, 1 << 30, true, false},
    {"zero", "0,0,,", 0, 0, false, false},
    {"{cpu: 100m, memory: 1Ki}", ",,5,", 100, 1024, true, false},
    {"{cpu: 100m}", ",,5,1Gi", 100, 0, true, true},
    {"{cpu: 0}", ",1Gi,,", 0, 1 << 30, true, false},
};

START_TEST(assumes)
{
    char muster[128], workloads[256];
    snprintf(muster, sizeof muster, "unreserved: %s", reservations[_i].policy);
    snprintf(workloads, sizeof workloads,
             "cluster,stack,workload,replicas,cpu,memory,cpu_limit,memory_limit\na,s,w,1,%s\n"
             "a,idle,w,0,,,,\n",
             reservations[_i].cells);
    struct import_texts texts = {.muster = muster, .nodes = NODES, .workloads = workloads};
    struct estate *estate = import_good(&texts);
    const struct stack *stack = stack_of(estate, "a", "s");
    ck_assert_int_eq(estate_reservation(estate, 0, RESOURCE_CPU), reservations[_i].cpu);
    ck_assert_int_eq(estate_reservation(estate, 0, RESOURCE_MEMORY), reservations[_i].memory);
    ck_assert(stack->is_assumed == reservations[_i].assumed);
    ck_assert(stack->is_assumed_zero == reservations[_i].zero);
    ck_assert_str_eq(findings_of(estate, "assumed-zero"),
                     reservations[_i].zero
                         ? "a/s/: a replica counts as zero cpu or memory: what it "
                           "really needs is not known\n"
                         : "");
    ck_assert(!stack_of(estate, "a", "idle")->is_assumed);
    estate_free(estate);
}
END_TEST

START_TEST(fails_without_reservation)
{
    struct import_texts texts = {
        .muster = "muster: 1\nunreserved: fail\nclusters: [{name: a, orchestrator: csv}]\n"
                  "sources: [nodes.csv, workloads.csv]\n",
        .nodes = "cluster,node,cpu,memory\na,n1,4,8Gi\n",
        .workloads = WORKLOADS "a,s,w,1,,1Gi\na,s,v,1,1,1Gi\n",
    };
    import_bad(&texts, "workloads.csv:2: no reservation: workload \"w\" of stack \"s\" reserves no "
                       "cpu; expected one, since the estate says unreserved: fail\n");
}
END_TEST

/* ---- requirements: stacks of a are web, db (both), of b are db, cache, of the platform dns */

static const struct {
    const char *row;               /* stack,cluster,requires,active_active */
    const char *errors, *requires; /* those of a/web, as CLUSTER/NAME, "!" = in the same cluster */
} requirements[] = {
    {"web,,db,", NULL, "a/db "},
    {"web,,b/db,", NULL, "b/db "},
    {"web,,cache,", NULL, "b/cache "},
    {"web,,cache@same;db;cache,", NULL, "b/cache! a/db "},
    {"web,,b/shop/db,", NULL, "b/db "},
    {"web,,dns,", NULL, ""},
    {"web,,web,",
     "stacks.csv:2: a stack cannot require itself: stack \"web\" requires \"web\"; expected "
     "another "
     "stack\n",
     NULL},
    {"web,,cachee,",
     "stacks.csv:2: unknown stack in requires: stack \"web\" requires \"cachee\"; did you mean "
     "\"cache\"?\n",
     NULL},
    {"web,,c/db,",
     "stacks.csv:2: unknown stack in requires: stack \"web\" requires \"c/db\"; expected one of "
     "web, db, dns, cache, twice\n",
     NULL},
    {"web,,twice,",
     "stacks.csv:2: ambiguous name in requires: stack \"web\" requires \"twice\"; expected one of "
     "b/x/twice, b/y/twice\n",
     NULL},
    {"web,,b/twice,",
     "stacks.csv:2: ambiguous name in requires: stack \"web\" requires \"b/twice\"; expected one "
     "of b/x/twice, b/y/twice\n",
     NULL},
    {"web,,b/y/twice,", NULL, "b/twice "},
    {"cache,,a/db,\ndb,b,cache,\ndb,a,b/db,",
     "stacks.csv:4: required stacks form a cycle: a/db -> b/db -> cache -> a/db\n", NULL},
    {"web,,db,\ndb,a,web,", "stacks.csv:2: required stacks form a cycle: web -> a/db -> web\n",
     NULL},
    /* One family: what either instance requires counts for both. */
    {"db,,,true\ndb,b,cache,\ncache,,a/db,",
     "stacks.csv:3: required stacks form a cycle: db -> cache -> db\n", NULL},
    {"db,,,true\ncache,,db,\nweb,,b/db,", NULL, "b/db "},
    {"db,,b/db,true",
     "stacks.csv:2: a stack cannot require itself: stack \"db\" requires \"b/db\"; expected "
     "another "
     "stack\nstacks.csv:2: a stack cannot require itself: stack \"db\" requires \"b/db\"; expected "
     "another stack\n",
     NULL},
};

START_TEST(resolves)
{
    char stacks[256];
    snprintf(stacks, sizeof stacks, "stack,cluster,requires,active_active\n%s\n",
             requirements[_i].row);
    struct import_texts texts = {
        .muster = "muster: 1\nplatform: [dns]\n"
                  "clusters: [{name: a, orchestrator: csv}, {name: b, orchestrator: csv}]\n"
                  "sources: [nodes.csv, workloads.csv]\nstacks: stacks.csv\n",
        .nodes = NODES,
        .workloads = "cluster,namespace,stack,workload,replicas,cpu,memory\n"
                     "a,shop,web,w,1,1,1Gi\na,shop,db,w,1,1,1Gi\na,,dns,w,1,1,1Gi\n"
                     "b,shop,db,w,1,1,1Gi\nb,shop,cache,w,1,1,1Gi\n"
                     "b,x,twice,w,1,1,1Gi\nb,y,twice,w,1,1,1Gi\n",
        .stacks = stacks,
    };
    if (requirements[_i].errors) {
        import_bad(&texts, requirements[_i].errors);
        return;
    }
    static struct error_list errors;
    char got[256] = "";
    size_t used = 0;
    struct estate *estate = import_texts(&texts, &errors);
    ck_assert_ptr_nonnull(estate);
    const struct stack *web = &estate->stacks[0];
    for (int32_t i = 0; i < web->require_count; i++) {
        const struct stack *target = &estate->stacks[web->requires[i].stack_ix];
        used += (size_t)snprintf(got + used, sizeof got - used, "%s/%s%s ",
                                 estate->clusters[target->cluster_ix].name, target->name,
                                 web->requires[i].same_cluster ? "!" : "");
    }
    ck_assert_str_eq(got, requirements[_i].requires);
    estate_free(estate);
}
END_TEST

/* A long chain is walked without recursion, and is no cycle. */
START_TEST(walks_chains)
{
    enum { LENGTH = 20000 };
    struct buf workloads, stacks;
    buf_init(&workloads);
    buf_init(&stacks);
    buf_add_text(&workloads, WORKLOADS);
    buf_add_text(&stacks, "stack,requires\n");
    for (int i = 0; i < LENGTH; i++) {
        buf_format(&workloads, "a,s%d,w,1,1,1Gi\n", i);
        buf_format(&stacks, "s%d,%s%.0d\n", i, i + 1 < LENGTH ? "s" : "", 0);
        if (i + 1 < LENGTH) {
            stacks.length--;
            buf_format(&stacks, "%d\n", i + 1);
        }
    }
    struct import_texts texts = {
        .nodes = NODES, .workloads = workloads.data, .stacks = stacks.data};
    struct estate *estate = import_good(&texts);
    ck_assert_int_eq(estate->stacks[0].requires[0].stack_ix, 1);
    ck_assert_int_eq(estate->stacks[LENGTH - 1].require_count, 0);
    estate_free(estate);
    buf_release(&workloads);
    buf_release(&stacks);
}
END_TEST

/* ---- overlays and families */

START_TEST(overlays)
{
    struct import_texts texts = {
        .muster = "platform: [\"*-monitoring\"]",
        .nodes = NODES,
        .workloads = "cluster,stack,workload,replicas,cpu,memory,weight,environment\n"
                     "a,shop,w,1,1,1Gi,3,dev\na,shop,v,1,1,1Gi,7,\nb,shop,w,1,1,1Gi,,\n"
                     "a,x-monitoring,w,1,1,1Gi,,\n",
        .stacks = "stack,cluster,tier,weight,environment,team,targets,not_targets,portable\n"
                  "shop,a,,,,red,,,\n"
                  "shop,,2,9,test,blue,b;a;b,a,yes\n"
                  "shop,b,1,,,,a,,no\n"
                  "x-monitoring,,0,,,,,,\n",
    };
    struct estate *estate = import_good(&texts);
    const struct stack *a = stack_of(estate, "a", "shop"), *b = stack_of(estate, "b", "shop");
    ck_assert_int_eq(a->tier, 2);
    ck_assert_str_eq(a->tier_rule, "stacks.csv:3");
    ck_assert_int_eq(b->tier, 1);
    ck_assert_int_eq(a->weight, 9);
    ck_assert_str_eq(a->environment, "test");
    ck_assert_str_eq(a->team, "red");
    ck_assert_str_eq(b->team, "blue");
    ck_assert_int_eq(a->target_count, 2);
    ck_assert_int_eq(a->targets[0], 0);
    ck_assert_int_eq(a->targets[1], 1);
    ck_assert_int_eq(b->target_count, 1);
    ck_assert_int_eq(b->not_target_count, 1);
    ck_assert(a->is_portable && !b->is_portable);
    ck_assert(stack_of(estate, "a", "x-monitoring")->is_platform);
    ck_assert_int_eq(a->family_ix, -1);
    ck_assert_str_eq(findings_of(estate, "same-name"),
                     "a/shop/: also in cluster b, not declared active_active: they are stacks of "
                     "their own\n");
    ck_assert_str_eq(findings_of(estate, "no-critical-stack"),
                     "//: no stack has tier 0 or less: nothing is critical, so nothing can be at "
                     "risk\n");
    estate_free(estate);
}
END_TEST

START_TEST(joins_families)
{
    struct import_texts texts = {
        .nodes = NODES,
        .workloads = "cluster,stack,workload,replicas,cpu,memory,weight,tier\n"
                     "a,shop,w,1,1,1Gi,3,2\nb,shop,w,1,1,1Gi,1,1\na,lone,w,1,1,1Gi,,0\n",
        .stacks = "stack,active_active,split\nshop,true,true\nlone,true,\n",
    };
    struct estate *estate = import_good(&texts);
    const struct stack *a = stack_of(estate, "a", "shop"), *b = stack_of(estate, "b", "shop");
    ck_assert_int_ge(a->family_ix, 0);
    ck_assert_int_eq(a->family_ix, b->family_ix);
    ck_assert_int_eq(a->tier, 1);
    ck_assert_str_eq(a->tier_rule, "workloads.csv:3");
    ck_assert_int_eq(b->weight, 3);
    ck_assert(a->is_split && b->is_split);
    ck_assert_str_eq(findings_of(estate, "same-name"), "");
    ck_assert_str_eq(findings_of(estate, "one-active"),
                     "a/lone/: declared active_active, but it is in one cluster only\n");
    estate_free(estate);
}
END_TEST

/* ---- lints */

START_TEST(lints)
{
    struct import_texts texts = {
        .muster = "headroom: {cpu: 5%, gpu: 1}",
        .nodes = "cluster,node,cpu,memory,pods\na,s1,10,8Gi,10\na,s2,10,8Gi,\n",
        .workloads = "cluster,stack,workload,replicas,cpu,memory,cpu_limit,memory_limit,tier\n"
                     "a,old,w,1,9800m,1Gi,1,2Gi,0\n"
                     "a,huge,w,1,1,12Gi,2,16Gi,1\n"
                     "a,bare,w,2,,1Gi,,,\n",
        .placements = "cluster,stack,workload,node,replicas\na,old,w,s1,1\n",
    };
    struct estate *estate = import_good(&texts);
    ck_assert_str_eq(findings_of(estate, "over-committed-node"),
                     "a//s1: cpu: 9800m reserved of 10 allocatable less 500m headroom\n");
    ck_assert_str_eq(findings_of(estate, "limit-below-reservation"),
                     "a/old/: workload w: limit of cpu 1, reservation 9800m\n");
    ck_assert_str_eq(findings_of(estate, "oversized-replica"),
                     "a/old/: workload w: no node of its cluster could hold a replica even when "
                     "empty, cpu 9800m, memory 1Gi\n"
                     "a/huge/: workload w: no node of its cluster could hold a replica even when "
                     "empty, cpu 1, memory 12Gi\n");
    ck_assert_str_eq(findings_of(estate, "no-reservation"), "a/bare/: no cpu reservation: w\n");
    ck_assert_str_eq(findings_of(estate, "no-limit"),
                     "a/bare/: no cpu limit: w; no memory limit: w\n");
    ck_assert_str_eq(findings_of(estate, "no-tier"),
                     "a/bare/: no row and no rule gives it a tier: tier 1 is assumed\n");
    ck_assert_str_eq(findings_of(estate, "unlimited-pods"),
                     "a//: 1 of 2 nodes name no pods: it is unlimited there\n");
    ck_assert_str_eq(findings_of(estate, "no-nodes"),
                     "b//: no source gives it a node: it can take nothing\n");
    ck_assert_str_eq(
        findings_of(estate, "unused-headroom"),
        "//: headroom names the resource \"gpu\", which no node and no workload has\n");
    estate_free(estate);
}
END_TEST

/* ---- the builder itself */

START_TEST(orders_and_totals)
{
    static struct error_list errors;
    struct origin origin = {"f", 1, 0, NULL};
    memset(&errors, 0, sizeof errors);
    struct builder *builder = builder_new(&errors);
    int32_t a = builder_cluster(builder, "a", ORCHESTRATOR_KUBERNETES, &origin);
    int32_t b = builder_cluster(builder, "b", ORCHESTRATOR_KUBERNETES, &origin);
    int32_t b1 = builder_node(builder, b, "b1", &origin);
    int32_t a1 = builder_node(builder, a, "a1", &origin);
    int32_t a2 = builder_node(builder, a, "a2", &origin);
    int32_t in_b = builder_stack(builder, b, "", "s", ORCHESTRATOR_KUBERNETES, &origin);
    int32_t in_a = builder_stack(builder, a, "", "s", ORCHESTRATOR_KUBERNETES, &origin);
    int32_t wb = builder_workload(builder, in_b, "Pod", "w", &origin);
    int32_t wa = builder_workload(builder, in_a, "Pod", "w", &origin);
    int32_t va = builder_workload(builder, in_a, "Job", "w", &origin);
    ck_assert_int_eq(builder_stack(builder, a, "", "s", ORCHESTRATOR_KUBERNETES, &origin), in_a);
    builder_workload_replicas(builder, wa, 5);
    builder_workload_reservation(builder, wa, RESOURCE_CPU, 250);
    builder_workload_limit(builder, wa, RESOURCE_CPU, 500);
    builder_placement(builder, wb, b1, 1, &origin);
    builder_placement(builder, va, a1, 1, &origin);
    builder_placement(builder, wa, a2, 1, &origin);
    builder_placement(builder, wa, a1, 1, &origin);
    builder_placement(builder, wa, a2, 2, &origin);
    builder_finding(builder, SEVERITY_INFO, "code", b, in_b, b1, "text %d", 1);
    struct estate *estate = builder_seal(builder);
    builder_free(builder);
    ck_assert_ptr_nonnull(estate);
    ck_assert_str_eq(estate->nodes[0].name, "a1");
    ck_assert_str_eq(estate->nodes[2].name, "b1");
    ck_assert_int_eq(estate->clusters[1].first_node, 2);
    ck_assert_int_eq(estate->stacks[1].cluster_ix, 1);
    ck_assert_str_eq(estate->workloads[1].kind, "Job");
    ck_assert_int_eq(estate->workloads[2].stack_ix, 1);
    ck_assert_int_eq(estate->workloads[0].replicas, 5);
    ck_assert_int_eq(estate->workloads[1].replicas, 1);
    ck_assert_int_eq(estate->placement_count, 4);
    ck_assert_int_eq(estate->placements[1].replicas, 3);
    ck_assert_str_eq(findings_of(estate, "code"), "b/s/b1: text 1\n");
    ck_assert_str_eq(findings_of(estate, "pending-replicas"),
                     "a/s/: workload w: 4 of 5 replicas run\n");
    int64_t sums[3 * RESOURCE_FIXED_COUNT];
    total_reserved(estate, sums);
    ck_assert_int_eq(sums[RESOURCE_CPU], 250);
    ck_assert_int_eq(sums[RESOURCE_PODS], 2);
    ck_assert_int_eq(sums[RESOURCE_FIXED_COUNT + RESOURCE_CPU], 750);
    total_limits(estate, sums);
    ck_assert_int_eq(sums[RESOURCE_FIXED_COUNT + RESOURCE_CPU], 1500);
    estate_free(estate);
}
END_TEST

/* Equal rules share an index, different ones do not. */
START_TEST(interns_rules)
{
    static struct error_list errors;
    struct origin origin = {"f", 1, 0, NULL};
    const char *values[] = {"x", "y"};
    struct expression in = {SOURCE_LABEL, EXPRESSION_IN, "k", values, 2};
    struct expression exists = {SOURCE_LABEL, EXPRESSION_EXISTS, "k", NULL, 0};
    struct node_term terms[] = {{&in, 1}, {&exists, 1}, {NULL, 0}};
    struct rule rules[] = {
        {.os = "", .arch = ""},
        {.has_terms = true, .terms = terms, .term_count = 2, .os = "", .arch = ""},
        {.has_terms = true, .terms = terms, .term_count = 1, .os = "", .arch = ""},
        {.has_terms = true, .terms = terms + 2, .term_count = 1, .os = "", .arch = ""},
        {.has_terms = true, .terms = terms, .term_count = 2, .os = "", .arch = ""},
        {.is_daemon = true, .os = "", .arch = ""},
    };
    const int32_t expected[] = {0, 1, 2, 3, 1, 4};
    memset(&errors, 0, sizeof errors);
    struct builder *builder = builder_new(&errors);
    int32_t cluster = builder_cluster(builder, "a", ORCHESTRATOR_CSV, &origin);
    int32_t stack = builder_stack(builder, cluster, "", "s", ORCHESTRATOR_CSV, &origin);
    for (int i = 0; i < 6; i++) {
        char name[8];
        snprintf(name, sizeof name, "w%d", i);
        builder_workload_rule(builder, builder_workload(builder, stack, "k", name, &origin),
                              &rules[i]);
    }
    struct estate *estate = builder_seal(builder);
    builder_free(builder);
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(estate->workloads[i].rule_ix, expected[i]);
    ck_assert_int_eq(estate->rule_count, 5);
    ck_assert_str_eq(estate->rules[1].terms[0].expressions[0].values[1], "y");
    estate_free(estate);
}
END_TEST

/* After an error nothing is sealed, and handle -1 is harmless. */
START_TEST(goes_on_after_errors)
{
    static struct error_list errors;
    struct origin origin = {"f", 1, 2, "items[0]"};
    char name[CAP_NAME_BYTES + 2];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    memset(&errors, 0, sizeof errors);
    struct builder *builder = builder_new(&errors);
    int32_t cluster = builder_cluster(builder, "-", ORCHESTRATOR_CSV, &origin);
    ck_assert_int_eq(cluster, -1);
    ck_assert_int_eq(builder_node(builder, cluster, "n", &origin), -1);
    cluster = builder_cluster(builder, "a", ORCHESTRATOR_CSV, &origin);
    ck_assert_int_eq(builder_node(builder, cluster, name, &origin), -1);
    ck_assert_int_eq(builder_node(builder, cluster, "", &origin), -1);
    builder_node_label(builder, -1, "k", "v");
    builder_workload_replicas(builder, -1, 1);
    builder_placement(builder, -1, -1, 1, &origin);
    ck_assert_ptr_null(builder_seal(builder));
    builder_free(builder);
    ck_assert_uint_eq(errors.total, 3);
    char text[1024];
    error_format(&errors.items[1], text, sizeof text);
    ck_assert_str_eq(text, "f:1:2: items[0]: the name of a node is too long: found 1025 bytes; "
                           "expected at most 1024 (CAP_NAME_BYTES)");
}
END_TEST

/* Sums that later arithmetic could not hold are refused. */
START_TEST(refuses_huge_sums)
{
    struct import_texts texts = {
        .muster = "muster: 1\nclusters: [{name: a, orchestrator: csv}]\n"
                  "sources: [nodes.csv, workloads.csv]\n",
        .nodes = "cluster,node,cpu,memory\na,n1,4,8Gi\n",
        .workloads = WORKLOADS "a,s,w,10000000,1,4Pi\n",
    };
    import_bad(&texts,
               "the estate is too large: its reservations of \"memory\" add up to more than "
               "2^62\n");
}
END_TEST

START_TEST(refuses_many_resources)
{
    struct buf nodes;
    buf_init(&nodes);
    buf_add_text(&nodes, "cluster,node,cpu,memory");
    for (int i = 0; i < 61; i++)
        buf_format(&nodes, ",resource:r%d", i);
    buf_add_text(&nodes, "\n");
    struct import_texts texts = {
        .muster = "muster: 1\nclusters: [{name: a, orchestrator: csv}]\nsources: [nodes.csv]\n",
        .nodes = nodes.data,
    };
    import_bad(&texts, "nodes.csv:1: too many resources: expected at most 64 (CAP_RESOURCES)\n");
    buf_release(&nodes);
}
END_TEST

/* ---- amounts for people, headroom */

static const struct {
    enum resource_unit unit;
    long long value;
    const char *text;
} amounts[] = {
    {UNIT_MILLI, 0, "0"},
    {UNIT_MILLI, 250, "250m"},
    {UNIT_MILLI, 4000, "4"},
    {UNIT_COUNT, 110, "110"},
    {UNIT_BYTES, 0, "0"},
    {UNIT_BYTES, 1000, "1000"},
    {UNIT_BYTES, 12884901888, "12Gi"},
    {UNIT_BYTES, 1610612736, "1536Mi"},
    {UNIT_BYTES, 16766996480, "15.6Gi"},
    {UNIT_BYTES, (long long)1 << 53, "8Pi"},
};

START_TEST(formats_amounts)
{
    char text[AMOUNT_TEXT_SIZE];
    ck_assert_str_eq(resource_amount_text(amounts[_i].unit, amounts[_i].value, text),
                     amounts[_i].text);
}
END_TEST

START_TEST(rounds_headroom_up)
{
    struct headroom none = {HEADROOM_NONE, 7}, share = {HEADROOM_SHARE, 50000},
                    all = {HEADROOM_SHARE, 1000000}, amount = {HEADROOM_AMOUNT, 30};
    ck_assert_int_eq(headroom_amount(none, 100), 0);
    ck_assert_int_eq(headroom_amount(share, 100), 5);
    ck_assert_int_eq(headroom_amount(share, 101), 6);
    ck_assert_int_eq(headroom_amount(all, (int64_t)1 << 53), (int64_t)1 << 53);
    ck_assert_int_eq(headroom_amount(amount, 100), 30);
    ck_assert_int_eq(headroom_amount(amount, 10), 10);
}
END_TEST

static Suite *builder_suite(void)
{
    Suite *suite = suite_create("builder");
    TCase *seal = tcase_create("seal");
    tcase_add_loop_test(seal, assumes, 0, sizeof reservations / sizeof *reservations);
    tcase_add_test(seal, fails_without_reservation);
    tcase_add_loop_test(seal, resolves, 0, sizeof requirements / sizeof *requirements);
    tcase_add_test(seal, walks_chains);
    tcase_add_test(seal, overlays);
    tcase_add_test(seal, joins_families);
    tcase_add_test(seal, lints);
    suite_add_tcase(suite, seal);
    TCase *builder = tcase_create("builder");
    tcase_add_test(builder, orders_and_totals);
    tcase_add_test(builder, interns_rules);
    tcase_add_test(builder, goes_on_after_errors);
    tcase_add_test(builder, refuses_huge_sums);
    tcase_add_test(builder, refuses_many_resources);
    suite_add_tcase(suite, builder);
    TCase *estate = tcase_create("estate");
    tcase_add_loop_test(estate, formats_amounts, 0, sizeof amounts / sizeof *amounts);
    tcase_add_test(estate, rounds_headroom_up);
    suite_add_tcase(suite, estate);
    return suite;
}

CHECK_MAIN(builder_suite)
