/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <string.h>

#include "import_maker.h"

#define NODES "cluster,node,cpu,memory\na,n1,4,8Gi\n"
#define WORKLOADS "cluster,stack,workload,replicas,cpu,memory\n"

/* ---- what is wrong: one file is; all messages */

static const struct {
    const char *nodes, *workloads, *placements, *stacks, *errors;
} bad_files[] = {
    {"cluster,node,cpu\n", NULL, NULL, NULL,
     "nodes.csv:1: missing column of nodes: found no \"memory\"\n"},
    {"cluster,node,cpu,memory,zon\n", NULL, NULL, NULL,
     "nodes.csv:1: unknown column of nodes: found \"zon\"; did you mean \"zone\"?\n"},
    {"cluster,node,cpu,memory,resource:cpu\n", NULL, NULL, NULL,
     "nodes.csv:1: column resource:cpu: found a resource that has its own column; expected the "
     "column cpu\n"},
    {"cluster,node,cpu,memory,cpu\n", NULL, NULL, NULL,
     "nodes.csv:1: column given twice: found \"cpu\" again; expected each column once\n"},
    {"cluster,node,cpu,memory,resource:g,resource:g\n", NULL, NULL, NULL,
     "nodes.csv:1: column given twice: found \"resource:g\" again; expected each column once\n"},
    {"cluster,nod,cpu,memory\na,n1,1,1Gi\n", NULL, NULL, NULL,
     "nodes.csv:1: unknown kind of CSV file: found the header \"cluster,nod,cpu,memory\"; expected "
     "the columns of nodes (cluster,node,cpu,memory), workloads "
     "(cluster,stack,workload,replicas,cpu,memory) or placements "
     "(cluster,stack,workload,node,replicas)\n"},
    {"", NULL, NULL, NULL,
     "nodes.csv: empty file: expected CSV rows, Kubernetes objects or what docker inspect "
     "writes\n"},
    {"cluster,node,cpu,memory\nA,n1,4,8Gi\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column cluster: unknown cluster: found \"A\"; did you mean \"a\"?\n"},
    {"cluster,node,cpu,memory\na,n1,4x,8Gi\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column cpu: bad quantity: found \"4x\"; expected a Kubernetes quantity "
     "such as "
     "250m, 1.5 or 512Mi\n"},
    {"cluster,node,cpu,memory\na,n1,4,\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column memory: empty cell: expected a quantity\n"},
    {"cluster,node,cpu,memory\na,,4,1Gi\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column node: empty cell: expected a name\n"},
    {NODES "a,n2,1,1Gi\na,n1,4,8Gi\n", NULL, NULL, NULL,
     "nodes.csv:4: duplicate node: \"n1\" of cluster \"a\" was already given at DIR/nodes.csv:2; "
     "expected each node once\n"},
    {"cluster,node,cpu,memory,schedulable\na,n1,4,8Gi,maybe\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column schedulable: not a truth value: found \"maybe\"; expected true or "
     "false\n"},
    {"cluster,node,cpu,memory,labels\na,n1,4,8Gi,disk\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column labels: not a label: found \"disk\"; expected KEY=VALUE\n"},
    {"cluster,node,cpu,memory,labels\na,n1,4,8Gi,d=1;e=2;d=3\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column labels: label given twice: found \"d\"; expected each key once\n"},
    {"cluster,node,cpu,memory,taints\na,n1,4,8Gi,gpu=yes\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column taints: taint without effect: found \"gpu=yes\"; expected "
     "KEY=VALUE:EFFECT or KEY:EFFECT\n"},
    {"cluster,node,cpu,memory,taints\na,n1,4,8Gi,gpu:Noschedule\n", NULL, NULL, NULL,
     "nodes.csv:2: row 1, column taints: unknown effect: found \"Noschedule\"; did you mean "
     "\"NoSchedule\"?\n"},
    {NODES, WORKLOADS "a,s,w,-1,1,1Gi\n", NULL, NULL,
     "workloads.csv:2: row 1, column replicas: number out of range: found \"-1\"; expected a whole "
     "number from 0 to 10000000\n"},
    {NODES, WORKLOADS "a,s,w,1.5,1,1Gi\n", NULL, NULL,
     "workloads.csv:2: row 1, column replicas: not a whole number: found \"1.5\"; expected a whole "
     "number from 0 to 10000000\n"},
    {NODES, WORKLOADS "a,s,w,,1,1Gi\n", NULL, NULL,
     "workloads.csv:2: row 1, column replicas: empty cell: expected a whole number from 0 to "
     "10000000\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\na,s,w,2,1,1Gi\n", NULL, NULL,
     "workloads.csv:3: duplicate workload: \"w\" of stack \"s\" was already given at "
     "DIR/workloads.csv:2; expected each workload once\n"},
    {NODES, "cluster,stack,workload,replicas,cpu,memory,tier\na,s,w,1,1,1Gi,1001\n", NULL, NULL,
     "workloads.csv:2: row 1, column tier: number out of range: found \"1001\"; expected a whole "
     "number from 0 to 1000\n"},
    {NODES, "cluster,stack,workload,replicas,cpu,memory,weight\na,s,w,1,1,1Gi,0\n", NULL, NULL,
     "workloads.csv:2: row 1, column weight: number out of range: found \"0\"; expected a whole "
     "number from 1 to 1000000000\n"},
    {NODES, "cluster,stack,workload,replicas,cpu,memory,tolerations\na,s,w,1,1,1Gi,*=1\n", NULL,
     NULL,
     "workloads.csv:2: row 1, column tolerations: value for any key: found \"*=1\"; expected * or "
     "*:EFFECT\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", "cluster,stack,workload,node,replicas\na,s,w,n9,1\n", NULL,
     "placements.csv:2: row 1, column node: unknown node: found \"n9\"; expected a node of cluster "
     "\"a\"\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", "cluster,stack,workload,node,replicas\na,t,w,n1,1\n", NULL,
     "placements.csv:2: row 1, column stack: unknown stack: found \"t\" of cluster \"a\"; expected "
     "a stack of some row of workloads\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", "cluster,stack,workload,node,replicas\na,s,v,n1,1\n", NULL,
     "placements.csv:2: row 1, column workload: unknown workload: found \"v\" of stack \"s\"; "
     "expected a workload of some row of workloads\n"},
    {NODES,
     "cluster,namespace,stack,workload,replicas,cpu,memory\na,x,s,w,1,1,1Gi\na,y,s,w,1,1,1Gi\n",
     "cluster,stack,workload,node,replicas\na,s,w,n1,1\n", NULL,
     "placements.csv:2: row 1, column workload: ambiguous workload: found \"w\" of stack \"s\", "
     "which is there in several namespaces or kinds; expected the column namespace or kind to "
     "say which\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", NULL, "stack,min_replicas\ns,0\n",
     "stacks.csv:2: row 1, column min_replicas: number out of range: found \"0\"; expected a whole "
     "number from 1 to 10000000\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", NULL, "stack,targets\ns,b;c\n",
     "stacks.csv:2: row 1, column targets: unknown cluster: found \"c\"; did you mean \"a\"?\n"},
    {NODES, WORKLOADS "a,shop,w,1,1,1Gi\n", NULL, "stack\nshpo\n",
     "stacks.csv:2: unknown stack: found \"shpo\"; expected one of shop\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", NULL, "stack,cluster\ns,b\n",
     "stacks.csv:2: unknown stack: found \"s\" in cluster \"b\"; expected a cluster that has it, "
     "such as \"a\"\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", NULL, "stack,tier\ns,1\ns,2\n",
     "stacks.csv:3: duplicate row: stack \"s\" was already given at stacks.csv:2; expected one row "
     "for a stack, cluster and namespace\n"},
    {NODES, "cluster,stack,workload,replicas,cpu,memory,rule\na,s,w,1,1,1Gi,\"{\"\"os\"\":7}\"\n",
     NULL, NULL, "workloads.csv:2: row 1, column rule: os: os: found a number; expected a text\n"},
    {NODES, "cluster,stack,workload,replicas,cpu,memory,rule\na,s,w,1,1,1Gi,{\n", NULL, NULL,
     "workloads.csv:2: row 1, column rule: not JSON: found the end of the text; expected \"}\" to "
     "close "
     "the \"{\" of line 1, column 1\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", NULL, "stack,namespace,team\ns,x,red\n",
     "stacks.csv:2: unknown stack: found \"s\" in namespace \"x\"; expected a cluster and "
     "namespace "
     "that have it, such as \"a\" and \"\"\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", NULL, "stack,assumed\ns,maybe\n",
     "stacks.csv:2: row 1, column assumed: found \"maybe\"; expected yes, zero or nothing\n"},
    {NODES, WORKLOADS "a,s,w,1,1,1Gi\n", NULL, "stack,split\ns,yes\n",
     "stacks.csv:2: split without active_active: stack \"s\" is not declared active_active; "
     "expected both\n"},
};

START_TEST(refuses)
{
    struct buf muster;
    buf_init(&muster);
    buf_add_text(&muster, "muster: 1\nclusters: [{name: a, orchestrator: csv}, "
                          "{name: b, orchestrator: csv}]\nsources: [nodes.csv");
    if (bad_files[_i].workloads)
        buf_add_text(&muster, ", workloads.csv");
    if (bad_files[_i].placements)
        buf_add_text(&muster, ", placements.csv");
    buf_format(&muster, "]\n%s", bad_files[_i].stacks ? "stacks: stacks.csv\n" : "");
    struct import_texts texts = {muster.data, bad_files[_i].nodes, bad_files[_i].workloads,
                                 bad_files[_i].placements, bad_files[_i].stacks};
    import_bad(&texts, bad_files[_i].errors);
    buf_release(&muster);
}
END_TEST

/* ---- what is right */

START_TEST(reads_nodes)
{
    struct import_texts texts = {
        .muster = "clusters: [{name: a, orchestrator: csv, system_reserved: {cpu: 500m, memory: "
                  "16Gi}}, {name: b, orchestrator: swarm}]",
        .nodes = "\xef\xbb\xbfzone,node,cluster,cpu,memory,os,arch,pods,ephemeral_storage,"
                 "schedulable,labels,taints,resource:example.com/gpu\r\n"
                 "z1,n1,a,1.9999,8Gi,Linux,x86_64,110,10Gi,No,disk=ssd;row=,\"gpu=a,b:NoSchedule; "
                 "x:NoExecute\",2\r\n"
                 "\r\n"
                 ",n1,b,2,1e3,,,,,,,,\r\n",
    };
    struct estate *estate = import_good(&texts);
    ck_assert_int_eq(estate->node_count, 2);
    ck_assert_int_eq(estate->resource_count, 5);
    ck_assert_str_eq(estate->resources[4].name, "example.com/gpu");
    const struct node *node = &estate->nodes[0];
    ck_assert_str_eq(node->os, "linux");
    ck_assert_str_eq(node->arch, "amd64");
    ck_assert_str_eq(node->zone, "z1");
    ck_assert(!node->is_schedulable);
    ck_assert(node->is_ready);
    ck_assert_int_eq(node->label_count, 2);
    ck_assert_str_eq(node->labels[1].key, "row");
    ck_assert_str_eq(node->labels[1].value, "");
    ck_assert_int_eq(node->taint_count, 2);
    ck_assert_str_eq(node->taints[0].value, "a,b");
    ck_assert_str_eq(node->taints[1].key, "x");
    ck_assert_int_eq(node->taints[1].effect, EFFECT_NO_EXECUTE);
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_CPU), 1499);
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_MEMORY), 0);
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_PODS), 110);
    ck_assert_int_eq(estate_allocatable(estate, 0, 4), 2);
    ck_assert(!estate_unlimited(estate, 0, RESOURCE_PODS));
    ck_assert(estate_unlimited(estate, 1, RESOURCE_PODS));
    ck_assert_int_eq(estate_allocatable(estate, 1, RESOURCE_MEMORY), 1000);
    ck_assert(estate->nodes[1].is_schedulable);
    ck_assert_int_eq(estate_find_node(estate, 1, "n1"), 1);
    ck_assert_int_eq(estate_find_node(estate, 1, "n2"), -1);
    estate_free(estate);
}
END_TEST

START_TEST(reads_workloads)
{
    struct import_texts texts = {
        .nodes = NODES "b,n2,4,8Gi\n",
        .workloads =
            "cluster,stack,workload,replicas,cpu,memory,cpu_limit,namespace,os,arch,node_selector,"
            "tolerations,max_per_node,max_per_zone,kind,priority,resource:g,ephemeral_storage\n"
            "b,s,w,3,0.0001,1.5,1,ns,Windows,aarch64,disk=ssd,gpu=a:NoSchedule;b;*:NoExecute;*,1,2,"
            "Deployment,-5,2,1Gi\n"
            "b,s,d,,1,1Gi,,ns,,,,,,,dAEMONset,,,\n"
            "b,s,g,,1,1Gi,,ns,,,,,,,global,,,\n"
            "a,s,w,0,,,,,,,,,,,,,,\n",
    };
    struct estate *estate = import_good(&texts);
    ck_assert_int_eq(estate->stack_count, 2);
    ck_assert_int_eq(estate->workload_count, 4);
    ck_assert_str_eq(estate->workloads[0].kind, "workload");
    ck_assert_int_eq(estate->workloads[0].rule_ix, 0);
    const struct workload *w = &estate->workloads[1];
    ck_assert_int_eq(estate_find_stack(estate, 1, "ns", "s"), 1);
    ck_assert_int_eq(estate_find_stack(estate, 1, "", "s"), -1);
    ck_assert_int_eq(w->stack_ix, 1);
    ck_assert_int_eq(w->replicas, 3);
    ck_assert_int_eq(w->running_unknown, 3);
    ck_assert_int_eq(w->max_per_node, 1);
    ck_assert_int_eq(w->max_per_zone, 2);
    ck_assert_int_eq(w->priority, -5);
    ck_assert_int_eq(estate_reservation(estate, 1, RESOURCE_CPU), 1);
    ck_assert_int_eq(estate_reservation(estate, 1, RESOURCE_MEMORY), 2);
    ck_assert_int_eq(estate_reservation(estate, 1, RESOURCE_PODS), 1);
    ck_assert_int_eq(estate_reservation(estate, 1, RESOURCE_EPHEMERAL), (int64_t)1 << 30);
    ck_assert_int_eq(estate_reservation(estate, 1, 4), 2);
    const struct rule *rule = &estate->rules[w->rule_ix];
    ck_assert_str_eq(rule->os, "windows");
    ck_assert_str_eq(rule->arch, "arm64");
    ck_assert_str_eq(rule->selector[0].value, "ssd");
    ck_assert_int_eq(rule->toleration_count, 4);
    ck_assert_int_eq(rule->tolerations[0].op, TOLERATION_EQUAL);
    ck_assert(!rule->tolerations[0].any_effect);
    ck_assert_int_eq(rule->tolerations[1].op, TOLERATION_EXISTS);
    ck_assert(rule->tolerations[1].any_effect);
    ck_assert_str_eq(rule->tolerations[2].key, "");
    ck_assert_int_eq(rule->tolerations[2].effect, EFFECT_NO_EXECUTE);
    ck_assert(rule->tolerations[3].any_effect);
    ck_assert(estate->workloads[2].is_daemon);
    ck_assert(estate->rules[estate->workloads[2].rule_ix].is_daemon);
    ck_assert_int_eq(estate->workloads[2].running_unknown, 0);
    ck_assert(estate->workloads[3].is_daemon);
    ck_assert(!estate->rules[estate->workloads[3].rule_ix].is_daemon);
    estate_free(estate);
}
END_TEST

/* Sources in any order; placements may be fewer or more than the replicas. */
START_TEST(reads_placements)
{
    struct import_texts texts = {
        .nodes = NODES "a,n2,4,8Gi\n",
        .workloads = WORKLOADS "a,s,few,5,1,1Gi\na,s,many,1,1,1Gi\n",
        .placements = "cluster,stack,workload,node,replicas\n"
                      "a,s,many,n2,2\na,s,few,n2,1\na,s,few,n1,1\na,s,few,n2,1\na,s,many,n1,0\n",
    };
    struct estate *estate = import_good(&texts);
    ck_assert_int_eq(estate->workloads[0].replicas, 5);
    ck_assert_int_eq(estate->workloads[0].running_unknown, 2);
    ck_assert_int_eq(estate->workloads[1].replicas, 2);
    ck_assert_int_eq(estate->workloads[1].running_unknown, 0);
    ck_assert_int_eq(estate->placement_count, 3);
    ck_assert_int_eq(estate->placements[0].node_ix, 0);
    ck_assert_int_eq(estate->placements[1].node_ix, 1);
    ck_assert_int_eq(estate->placements[1].replicas, 2);
    ck_assert_int_eq(estate->placements[2].workload_ix, 1);
    estate_free(estate);
}
END_TEST

/* Who runs the rows of a cluster. */
START_TEST(knows_families)
{
    struct import_texts texts = {
        .muster = "clusters: [{name: a, orchestrator: mke}, {name: b, orchestrator: kubernetes}]",
        .nodes = NODES,
        .workloads = "cluster,stack,workload,replicas,cpu,memory,namespace,kind\n"
                     "a,s1,w,1,1,1Gi,,\na,s2,w,1,1,1Gi,ns,\na,s3,w,1,1,1Gi,,StatefulSet\n"
                     "b,s4,w,1,1,1Gi,,\n",
    };
    struct estate *estate = import_good(&texts);
    ck_assert_int_eq(estate->stacks[0].family, ORCHESTRATOR_SWARM);
    ck_assert_int_eq(estate->stacks[1].family, ORCHESTRATOR_KUBERNETES);
    ck_assert_int_eq(estate->stacks[2].family, ORCHESTRATOR_KUBERNETES);
    ck_assert_int_eq(estate->stacks[3].family, ORCHESTRATOR_KUBERNETES);
    estate_free(estate);
}
END_TEST

/* The order of rows within the lists that are ordered counts, that of the files does not. */
START_TEST(digests)
{
    struct import_texts texts = {.nodes = NODES, .workloads = WORKLOADS "a,s,w,1,1,1Gi\n"};
    struct import_texts same = {.nodes = "node,cluster,memory,cpu\nn1,a,8192Mi,4000m\n",
                                .workloads = WORKLOADS "a,s,w,1,1000m,1024Mi\n"};
    struct import_texts other = {.nodes = NODES, .workloads = WORKLOADS "a,s,w,1,1,1025Mi\n"};
    struct estate *first = import_good(&texts);
    struct estate *second = import_good(&same);
    struct estate *third = import_good(&other);
    ck_assert_uint_eq(strlen(first->digest), strlen("sha256:") + 64);
    ck_assert_str_eq(first->digest, second->digest);
    ck_assert_str_ne(first->digest, third->digest);
    estate_free(first);
    estate_free(second);
    estate_free(third);
}
END_TEST

static Suite *csv_source_suite(void)
{
    Suite *suite = suite_create("csv_source");
    TCase *bad = tcase_create("bad");
    tcase_add_loop_test(bad, refuses, 0, sizeof bad_files / sizeof *bad_files);
    suite_add_tcase(suite, bad);
    TCase *good = tcase_create("good");
    tcase_add_test(good, reads_nodes);
    tcase_add_test(good, reads_workloads);
    tcase_add_test(good, reads_placements);
    tcase_add_test(good, knows_families);
    tcase_add_test(good, digests);
    suite_add_tcase(suite, good);
    return suite;
}

CHECK_MAIN(csv_source_suite)
