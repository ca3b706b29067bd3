/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Docker Swarm and MKE: what docker writes, as an estate. */
#include "check_main.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "estate/estate.h"
#include "import/import.h"
#include "model/eligible.h"
#include "verify/verify_rule.h"

static char folder[] = "/tmp/check_swarm.XXXXXX";
static struct error_list errors;

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    static const char *const names[] = {"muster.yaml", "0.json", "1.json", "2.json", "3.json"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    (void)rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    fputs(text, stream);
    fclose(stream);
}

/* The estate of one cluster whose keys in muster.yaml begin with `cluster`, and whose sources are
 * the texts up to NULL. */
static struct estate *import(const char *cluster, ...)
{
    struct buf yaml;
    va_list texts;
    int count = 0;
    buf_init(&yaml);
    buf_format(&yaml, "muster: 1\nname: test\nclusters:\n  - {name: c, %s, sources: [", cluster);
    va_start(texts, cluster);
    for (const char *text = va_arg(texts, const char *); text; text = va_arg(texts, const char *)) {
        char name[16];
        snprintf(name, sizeof name, "%d.json", count++);
        buf_format(&yaml, "%s%s", count > 1 ? ", " : "", name);
        write_file(name, text);
    }
    va_end(texts);
    buf_add_text(&yaml, "]}\n");
    write_file("muster.yaml", yaml.data);
    buf_release(&yaml);
    memset(&errors, 0, sizeof errors);
    return import_estate(folder, &errors);
}

static struct estate *must_import(struct estate *estate)
{
    if (!estate)
        ck_abort_msg("%s", errors.items[0].text);
    return estate;
}

#define SWARM "orchestrator: swarm"
#define NODE(id, host, more) \
    "{\"ID\":\"" id "\",\"Spec\":{\"Role\":\"worker\",\"Availability\":\"active\"}," \
    "\"Description\":{\"Hostname\":\"" host "\"," \
    "\"Platform\":{\"Architecture\":\"x86_64\",\"OS\":\"linux\"},\"Resources\":" \
    "{\"NanoCPUs\":4000999999,\"MemoryBytes\":8589934592" more "}}," \
    "\"Status\":{\"State\":\"ready\",\"Addr\":\"10.0.0.1\"}}"
#define SERVICE(id, name, mode, task) \
    "{\"ID\":\"" id "\",\"Spec\":{\"Name\":\"" name "\",\"Mode\":" mode "," \
    "\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"x\"}" task "}}}"
#define TASK(id, service, node, desired, state) \
    "{\"ID\":\"" id "\",\"ServiceID\":\"" service "\",\"NodeID\":\"" node "\",\"Spec\":{}," \
    "\"DesiredState\":\"" desired "\",\"Status\":{\"State\":\"" state "\"}}"

static const struct workload *find_workload(const struct estate *estate, const char *name)
{
    for (int32_t w = 0; w < estate->workload_count; w++)
        if (strcmp(estate->workloads[w].name, name) == 0)
            return &estate->workloads[w];
    ck_abort_msg("no workload %s", name);
    return NULL;
}

static int64_t reserved(const struct estate *estate, const char *workload, int32_t resource)
{
    return estate_reservation(
        estate, (int32_t)(find_workload(estate, workload) - estate->workloads), resource);
}

static int64_t placed(const struct estate *estate, const struct workload *workload)
{
    int64_t sum = 0;
    for (int32_t p = 0; p < workload->placement_count; p++)
        sum += estate->placements[workload->first_placement + p].replicas;
    return sum;
}

static int32_t find_resource(const struct estate *estate, const char *name)
{
    for (int32_t r = 0; r < estate->resource_count; r++)
        if (strcmp(estate->resources[r].name, name) == 0)
            return r;
    return -1;
}

static int count_findings(const struct estate *estate, const char *code)
{
    int count = 0;
    for (int32_t i = 0; i < estate->finding_count; i++)
        count += strcmp(estate->findings[i].code, code) == 0;
    return count;
}

/* Both evaluators. */
static bool takes(const struct estate *estate, const char *workload, const char *node)
{
    const struct rule *rule = &estate->rules[find_workload(estate, workload)->rule_ix];
    int32_t node_ix = estate_find_node(estate, 0, node);
    ck_assert_int_ge(node_ix, 0);
    bool answer = eligible_node(rule, &estate->nodes[node_ix]) == ELIGIBLE;
    ck_assert_int_eq(rule_takes_node(rule, &estate->nodes[node_ix]), answer);
    return answer;
}

static void check_error(struct estate *estate, const char *text)
{
    ck_assert_ptr_null(estate);
    ck_assert_uint_ge(errors.total, 1);
    if (!strstr(errors.items[0].text, text))
        ck_abort_msg("found \"%s\", expected \"%s\"", errors.items[0].text, text);
}

/* ---- nodes */

START_TEST(capacity_rounds_down_and_system_reserved_goes_off)
{
    struct estate *estate = must_import(
        import(SWARM ", system_reserved: {cpu: 500m, memory: 1Gi}", NODE("n1", "alpha", ""), NULL));
    ck_assert_int_eq(estate->node_count, 1);
    ck_assert_str_eq(estate->nodes[0].name, "alpha");
    ck_assert_str_eq(estate->nodes[0].arch, "amd64");
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_CPU), 3500);
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_MEMORY), 7516192768);
    estate_free(estate);
}
END_TEST

START_TEST(generic_resources_of_a_node_count_by_kind)
{
    struct estate *estate = must_import(import(
        SWARM,
        NODE("n1", "alpha",
             ",\"GenericResources\":[{\"NamedResourceSpec\":{\"Kind\":\"GPU\",\"Value\":\"a\"}},"
             "{\"NamedResourceSpec\":{\"Kind\":\"GPU\",\"Value\":\"b\"}},"
             "{\"DiscreteResourceSpec\":{\"Kind\":\"SSD\",\"Value\":3}},"
             "{\"DiscreteResourceSpec\":{\"Kind\":\"cpu\",\"Value\":7}}]"),
        NULL));
    ck_assert_int_eq(estate_allocatable(estate, 0, find_resource(estate, "GPU")), 2);
    ck_assert_int_eq(estate_allocatable(estate, 0, find_resource(estate, "SSD")), 3);
    ck_assert_int_eq(estate_allocatable(estate, 0, find_resource(estate, "swarm/cpu")), 7);
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_CPU), 4000);
    estate_free(estate);
}
END_TEST

START_TEST(availability_and_state_close_a_node)
{
    static const struct {
        const char *availability, *state;
        bool is_schedulable, is_ready;
    } cases[] = {{"active", "ready", true, true},    {"pause", "ready", false, true},
                 {"drain", "ready", false, true},    {"active", "down", true, false},
                 {"active", "unknown", true, false}, {"active", "disconnected", true, false}};
    char text[512];
    snprintf(text, sizeof text,
             "{\"ID\":\"n1\",\"Spec\":{\"Role\":\"manager\",\"Availability\":\"%s\"},"
             "\"Description\":{\"Hostname\":\"a\",\"Resources\":{\"NanoCPUs\":1,"
             "\"MemoryBytes\":1}},\"Status\":{\"State\":\"%s\"}}",
             cases[_i].availability, cases[_i].state);
    struct estate *estate = must_import(import(SWARM, text, NULL));
    ck_assert_int_eq(estate->nodes[0].is_schedulable, cases[_i].is_schedulable);
    ck_assert_int_eq(estate->nodes[0].is_ready, cases[_i].is_ready);
    estate_free(estate);
}
END_TEST

START_TEST(a_machine_that_joined_again_has_two_names)
{
    struct estate *estate = must_import(import(
        SWARM,
        "[{\"ID\":\"old\",\"Spec\":{\"Availability\":\"active\"},\"Description\":{"
        "\"Hostname\":\"alpha\"},\"Status\":{\"State\":\"down\"}}," NODE("new", "alpha", "") "]",
        NULL));
    ck_assert_int_eq(estate->node_count, 2);
    ck_assert_str_eq(estate->nodes[0].name, "alpha-old");
    ck_assert_str_eq(estate->nodes[1].name, "alpha");
    ck_assert_int_eq(count_findings(estate, "no-allocatable"), 1);
    estate_free(estate);
}
END_TEST

START_TEST(docker_info_is_a_node_and_says_when_others_lack)
{
    struct estate *estate = must_import(import(
        SWARM,
        "{\"NCPU\":2,\"MemTotal\":1024,\"Name\":\"beta\",\"OSType\":\"windows\","
        "\"Architecture\":\"x86_64\",\"Labels\":[\"rack=r1\"],\"Swarm\":{\"NodeID\":\"n7\","
        "\"NodeAddr\":\"10.1.1.1\",\"LocalNodeState\":\"active\",\"ControlAvailable\":true,"
        "\"Nodes\":3}}",
        "{\"Availability\":\"Drain\",\"Hostname\":\"beta\",\"ID\":\"n7\",\"ManagerStatus\":\"\","
        "\"Status\":\"Ready\"}",
        NULL));
    ck_assert_str_eq(estate->nodes[0].name, "beta");
    ck_assert_str_eq(estate->nodes[0].os, "windows");
    ck_assert(!estate->nodes[0].is_schedulable);
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_CPU), 2000);
    ck_assert(estate->clusters[0].is_partial);
    ck_assert_int_eq(count_findings(estate, "node-not-listed"), 1);
    estate_free(estate);
}
END_TEST

/* ---- services */

START_TEST(a_service_becomes_a_workload_of_its_stack)
{
    struct estate *estate = must_import(import(
        SWARM, NODE("n1", "alpha", ""),
        "[{\"ID\":\"s1\",\"Spec\":{\"Name\":\"shop_web\",\"Labels\":{\"com.docker.stack."
        "namespace\":"
        "\"shop\",\"environment\":\"prod\"},\"Mode\":{\"Replicated\":{\"Replicas\":3}},"
        "\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"x\"},\"Resources\":{\"Reservations\":"
        "{\"NanoCPUs\":250000001,\"MemoryBytes\":1048576,\"GenericResources\":[{"
        "\"DiscreteResourceSpec\":{\"Kind\":\"GPU\",\"Value\":1}}]},\"Limits\":{\"NanoCPUs\":"
        "500000000,\"MemoryBytes\":2097152}},\"Placement\":{\"MaxReplicas\":2}},"
        "\"EndpointSpec\":{\"Ports\":[{\"PublishMode\":\"ingress\",\"PublishedPort\":80}]}}}," //
        SERVICE("s2", "lone", "{\"Global\":{}}", "") "]",
        NULL));
    const struct workload *web = find_workload(estate, "shop_web");
    const struct stack *shop = &estate->stacks[web->stack_ix];
    ck_assert_str_eq(shop->name, "shop");
    ck_assert_str_eq(shop->environment, "prod");
    ck_assert_int_eq(shop->family, ORCHESTRATOR_SWARM);
    ck_assert_int_eq(web->replicas, 3);
    ck_assert_int_eq(web->running_unknown, 3);
    ck_assert_int_eq(web->max_per_node, 2);
    ck_assert_int_eq(reserved(estate, "shop_web", RESOURCE_CPU), 251);
    ck_assert_int_eq(reserved(estate, "shop_web", RESOURCE_MEMORY), 1048576);
    ck_assert_int_eq(reserved(estate, "shop_web", find_resource(estate, "GPU")), 1);
    ck_assert_str_eq(estate->stacks[find_workload(estate, "lone")->stack_ix].name, "lone");
    ck_assert(find_workload(estate, "lone")->is_daemon);
    ck_assert_str_eq(find_workload(estate, "lone")->kind, "global");
    estate_free(estate);
}
END_TEST

START_TEST(host_mode_ports_allow_one_task_a_node)
{
    struct estate *estate = must_import(
        import(SWARM,
               "{\"ID\":\"s\",\"Spec\":{\"Name\":\"dns\",\"Mode\":{},\"TaskTemplate\":{},"
               "\"EndpointSpec\":{\"Ports\":[{\"PublishMode\":\"host\",\"PublishedPort\":53,"
               "\"Protocol\":\"udp\"}]}}}",
               NULL));
    ck_assert_int_eq(find_workload(estate, "dns")->replicas, 1);
    ck_assert(find_workload(estate, "dns")->has_max_per_node);
    ck_assert_int_eq(find_workload(estate, "dns")->max_per_node, 1);
    ck_assert_int_eq(count_findings(estate, "not-modelled"), 0);
    estate_free(estate);
}
END_TEST

START_TEST(host_ports_are_rules_between_services)
{
#define PORTS(name, port) \
    "{\"ID\":\"" name "\",\"Spec\":{\"Name\":\"" name "\",\"Mode\":{},\"TaskTemplate\":{}," \
    "\"EndpointSpec\":{\"Ports\":[{\"PublishMode\":\"host\",\"PublishedPort\":" port "}]}}}\n"
    const char *text =
        _i == 0 ? PORTS("a", "80") PORTS("b", "80") : PORTS("a", "80") PORTS("b", "81");
    struct estate *estate = must_import(import(SWARM, text, NULL));
    ck_assert_int_eq(count_findings(estate, "not-modelled"), 0);
    ck_assert_int_eq(estate->pod_rule_count, _i == 0 ? 1 : 2);
    ck_assert_int_eq(estate->pod_rules[0].port_count, 1);
    ck_assert_int_eq(estate->pod_rules[0].ports[0].port, 80);
    ck_assert_str_eq(estate->pod_rules[0].ports[0].protocol, "TCP");
    estate_free(estate);
}
END_TEST

START_TEST(jobs_ask_for_what_is_left_of_them)
{
    struct estate *estate = must_import(import(
        SWARM, NODE("n1", "alpha", ""),
        "[" SERVICE("j1", "half",
                    "{\"ReplicatedJob\":{\"MaxConcurrent\":2,\"TotalCompletions\":3}}", "") "," //
        SERVICE("j2", "over", "{\"ReplicatedJob\":{\"TotalCompletions\":1}}", "") ","           //
        SERVICE("j3", "wide", "{\"GlobalJob\":{}}", "") "]",
        "[" TASK("a", "j1", "n1", "complete", "complete") "," //
        TASK("b", "j1", "n1", "complete", "complete") ","     //
        TASK("c", "j1", "n1", "complete", "running") ","      //
        TASK("d", "j2", "n1", "complete", "complete") ","     //
        TASK("e", "j3", "n1", "complete", "running") "]",
        NULL));
    ck_assert_int_eq(estate->workload_count, 2);
    ck_assert_int_eq(find_workload(estate, "half")->replicas, 1);
    ck_assert_str_eq(find_workload(estate, "half")->kind, "job");
    ck_assert(find_workload(estate, "wide")->is_daemon);
    ck_assert_int_eq(count_findings(estate, "objects-not-read"), 1);
    estate_free(estate);
}
END_TEST

START_TEST(plugin_services_and_tasks_are_no_workloads)
{
    struct estate *estate = must_import(import(
        SWARM,
        "{\"ID\":\"p\",\"Spec\":{\"Name\":\"plugin\",\"Mode\":{\"Global\":{}},\"TaskTemplate\":{"
        "\"PluginSpec\":{\"Name\":\"x\"},\"Runtime\":\"plugin\"}}}",
        "{\"ID\":\"t\",\"NodeID\":\"n\",\"Spec\":{\"NetworkAttachmentSpec\":{}},"
        "\"DesiredState\":\"running\",\"Status\":{\"State\":\"running\"}}",
        NULL));
    ck_assert_int_eq(estate->workload_count, 0);
    estate_free(estate);
}
END_TEST

/* ---- tasks */

START_TEST(only_bound_unfinished_tasks_hold_anything)
{
    static const struct {
        const char *desired, *state;
        int64_t placed;
    } cases[] = {
        {"running", "running", 1},   {"running", "assigned", 1},  {"running", "starting", 1},
        {"running", "preparing", 1}, {"running", "pending", 0},   {"running", "new", 0},
        {"running", "complete", 0},  {"shutdown", "running", 0},  {"running", "failed", 0},
        {"ready", "ready", 1},       {"shutdown", "shutdown", 0}, {"running", "orphaned", 0},
    };
    char text[512];
    snprintf(text, sizeof text,
             "{\"ID\":\"t\",\"ServiceID\":\"s\",\"NodeID\":\"n1\",\"Spec\":{},"
             "\"DesiredState\":\"%s\",\"Status\":{\"State\":\"%s\"}}",
             cases[_i].desired, cases[_i].state);
    struct estate *estate = must_import(
        import(SWARM, NODE("n1", "alpha", ""), SERVICE("s", "web", "{}", ""), text, NULL));
    ck_assert_int_eq(placed(estate, find_workload(estate, "web")), cases[_i].placed);
    ck_assert_int_eq(find_workload(estate, "web")->running_unknown, 0);
    estate_free(estate);
}
END_TEST

START_TEST(tasks_of_drained_nodes_start_anew_elsewhere)
{
    struct estate *estate = must_import(import(
        SWARM,
        "{\"ID\":\"n1\",\"Spec\":{\"Role\":\"worker\",\"Availability\":\"drain\"},\"Description\":"
        "{\"Hostname\":\"alpha\",\"Resources\":{\"NanoCPUs\":1000000000,\"MemoryBytes\":1}},"
        "\"Status\":{\"State\":\"ready\"}}",
        SERVICE("s", "web", "{\"Replicated\":{\"Replicas\":2}}", ""),
        "[" TASK("a", "s", "n1", "running", "running") "," //
        TASK("b", "s", "gone", "running", "running") "]",
        NULL));
    ck_assert_int_eq(placed(estate, find_workload(estate, "web")), 0);
    ck_assert_int_eq(find_workload(estate, "web")->replicas, 2);
    ck_assert_int_eq(count_findings(estate, "tasks-leave-node"), 1);
    ck_assert_int_eq(count_findings(estate, "node-not-listed"), 1);
    ck_assert(estate->clusters[0].is_partial);
    estate_free(estate);
}
END_TEST

START_TEST(the_larger_reservation_counts_while_versions_are_mixed)
{
    struct estate *estate = must_import(
        import(SWARM, NODE("n1", "alpha", ""),
               SERVICE("s", "web", "{}", ",\"Resources\":{\"Reservations\":{\"MemoryBytes\":100}}"),
               "{\"ID\":\"t\",\"ServiceID\":\"s\",\"NodeID\":\"n1\",\"Spec\":{\"Resources\":{"
               "\"Reservations\":{\"MemoryBytes\":300}}},\"DesiredState\":\"running\",\"Status\":{"
               "\"State\":\"running\"}}",
               NULL));
    ck_assert_int_eq(reserved(estate, "web", RESOURCE_MEMORY), 300);
    ck_assert_int_eq(count_findings(estate, "mixed-requests"), 1);
    estate_free(estate);
}
END_TEST

START_TEST(listed_tasks_stand_on_nodes_by_name)
{
    struct estate *estate = must_import(import(
        SWARM, NODE("n1", "alpha", ""),
        SERVICE("s", "my.web", "{\"Replicated\":{\"Replicas\":2}}", ""),
        "{\"CurrentState\":\"Running 2 hours ago\",\"DesiredState\":\"Running\",\"ID\":\"a\","
        "\"Name\":\"my.web.1\",\"Node\":\"alpha\"}\n"
        "{\"CurrentState\":\"Failed 3 hours ago\",\"DesiredState\":\"Shutdown\",\"ID\":"
        "\"b\",\"Name\":\"\\\\_ my.web.1\",\"Node\":\"alpha\"}",
        NULL));
    ck_assert_int_eq(placed(estate, find_workload(estate, "my.web")), 1);
    estate_free(estate);
}
END_TEST

START_TEST(a_task_that_breaks_its_rule_is_a_finding)
{
    struct estate *estate = must_import(import(
        SWARM, NODE("n1", "alpha", ""),
        SERVICE("s", "web", "{}", ",\"Placement\":{\"Constraints\":[\"node.role==manager\"]}"),
        TASK("t", "s", "n1", "running", "running"), NULL));
    ck_assert_int_eq(placed(estate, find_workload(estate, "web")), 1);
    ck_assert_int_eq(count_findings(estate, "task-breaks-rule"), 1);
    estate_free(estate);
}
END_TEST

/* ---- constraints and platforms */

START_TEST(constraints_choose_nodes)
{
    static const struct {
        const char *placement;
        bool alpha, beta;
    } cases[] = {
        {"\"Constraints\":[\"node.labels.disk == SSD\"]", true, false},
        {"\"Constraints\":[\"node.labels.Disk == ssd\"]", false, false},
        {"\"Constraints\":[\"node.labels.disk!=ssd\"]", false, true},
        {"\"Constraints\":[\"engine.labels.rack == r1\",\"node.role == Manager\"]", true, false},
        {"\"Constraints\":[\"Node.Hostname==ALPHA\"]", true, false},
        {"\"Constraints\":[\"node.ip==10.0.0.0/24\"]", true, false},
        {"\"Constraints\":[\"node.ip!=10.0.0.0/24\"]", false, true},
        {"\"Constraints\":[\"node.ip==nonsense\"]", false, false},
        {"\"Constraints\":[\"node.ip!=10.0.0.0/33\"]", false, false},
        {"\"Constraints\":[\"node.colour==red\"]", false, false},
        {"\"Constraints\":[\"node.platform.arch==x86_64\"]", true, false},
        {"\"Constraints\":[\"not a constraint\",\"node.role==manager\"]", true, true},
        {"\"Platforms\":[{\"OS\":\"linux\",\"Architecture\":\"amd64\"}]", true, false},
        {"\"Platforms\":[{\"OS\":\"windows\"},{\"OS\":\"linux\",\"Architecture\":\"arm64\"}]",
         false, true},
        {"\"Platforms\":[{\"OS\":\"\",\"Architecture\":\"\"}]", true, true},
        {"\"Platforms\":[{\"OS\":\"windows\",\"Architecture\":\"amd64\"}]", false, false},
    };
    char service[512];
    snprintf(service, sizeof service, SERVICE("s", "web", "{}", ",\"Placement\":{%s}"),
             cases[_i].placement);
    struct estate *estate = must_import(import(
        SWARM,
        "[{\"ID\":\"a\",\"Spec\":{\"Role\":\"manager\",\"Availability\":\"active\",\"Labels\":{"
        "\"disk\":\"ssd\"}},\"Description\":{\"Hostname\":\"alpha\",\"Platform\":{\"Architecture\":"
        "\"x86_64\",\"OS\":\"linux\"},\"Resources\":{},\"Engine\":{\"Labels\":{\"rack\":\"R1\"}}},"
        "\"Status\":{\"State\":\"ready\",\"Addr\":\"10.0.0.9\"}},"
        "{\"ID\":\"b\",\"Spec\":{\"Role\":\"worker\",\"Availability\":\"active\"},\"Description\":{"
        "\"Hostname\":\"beta\",\"Platform\":{\"Architecture\":\"aarch64\",\"OS\":\"linux\"},"
        "\"Resources\":{}},\"Status\":{\"State\":\"ready\",\"Addr\":\"2001:db8::1\"}}]",
        service, NULL));
    ck_assert_int_eq(takes(estate, "web", "alpha"), cases[_i].alpha);
    ck_assert_int_eq(takes(estate, "web", "beta"), cases[_i].beta);
    estate_free(estate);
}
END_TEST

START_TEST(volume_plugins_must_be_there)
{
    struct estate *estate = must_import(import(
        SWARM,
        "[{\"ID\":\"a\",\"Spec\":{\"Availability\":\"active\"},\"Description\":{\"Hostname\":"
        "\"alpha\",\"Resources\":{},\"Engine\":{\"Plugins\":[{\"Type\":\"Volume\",\"Name\":"
        "\"local\""
        "},{\"Type\":\"Volume\",\"Name\":\"rexray:latest\"}]}},\"Status\":{\"State\":\"ready\"}"
        "}," //
        NODE("b", "beta", "") "]",
        "{\"ID\":\"s\",\"Spec\":{\"Name\":\"db\",\"Mode\":{},\"TaskTemplate\":{"
        "\"ContainerSpec\":{"
        "\"Mounts\":[{\"Type\":\"volume\",\"VolumeOptions\":{\"DriverConfig\":{\"Name\":"
        "\"rexray\""
        "}}}]}}}}",
        NULL));
    ck_assert(takes(estate, "db", "alpha"));
    ck_assert(!takes(estate, "db", "beta"));
    estate_free(estate);
}
END_TEST

START_TEST(addresses_and_networks_are_those_of_go)
{
    static const struct {
        const char *network, *address;
        bool holds;
    } cases[] = {
        {"10.0.0.1", "10.0.0.1", true},
        {"10.0.0.1", "::ffff:10.0.0.1", true},
        {"10.0.0.01", "10.0.0.1", false},
        {"2001:db8:0::2", "2001:db8::2", true},
        {"10.0.0.0/8", "10.255.1.1", true},
        {"10.0.0.0/0", "192.168.0.1", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "10.0.0.1", false},
        {"::/0", "2001:db8::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"2001:db8::/32", "2001:db8:8000::1", true},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", true},
        {"1:2:3:4:5:6:7:8::", "1:2:3:4:5:6:7:8", false},
        {"::1.2.3.4", "::102:304", true},
        {"12345::", "12345::", false},
        {"1::2::3", "1::2::3", false},
        {"10.0.0.0/", "10.0.0.0", false},
        {"10.0.0.0/008", "10.1.0.0", true},
        {"", "", false},
        {":", ":", false},
        {"1.2.3.4", "1.2.3.4.5", false},
    };
    ck_assert_int_eq(network_holds(cases[_i].network, cases[_i].address), cases[_i].holds);
    struct expression expression = {.op = EXPRESSION_IN_NETWORK, .key = "node.ip"};
    struct label label = {"node.ip", cases[_i].address};
    struct node node = {.labels = &label, .label_count = 1};
    expression.values = &cases[_i].network;
    expression.value_count = 1;
    ck_assert_int_eq(rule_expression_holds(&expression, &node), cases[_i].holds);
}
END_TEST

START_TEST(case_folds_as_in_go)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {{"Manager", "mANAGER", true}, {"kiosk", "\xe2\x84\xaaIO\xc5\xbfK", true},
                 {"a", "ab", false},           {"", "", true},
                 {"ab", "a", false},           {"\xc3\xa9", "\xc3\x89", false}};
    ck_assert_int_eq(text_equal_fold(cases[_i].a, cases[_i].b), cases[_i].same);
    struct expression expression = {.op = EXPRESSION_EQUAL_FOLD, .key = "k"};
    struct label label = {"k", cases[_i].b};
    struct node node = {.name = "", .os = "", .arch = "", .zone = "", .labels = &label};
    node.label_count = 1;
    expression.values = &cases[_i].a;
    expression.value_count = 1;
    ck_assert_int_eq(rule_expression_holds(&expression, &node), cases[_i].same);
}
END_TEST

/* ---- mke */

#define MKE "orchestrator: mke"
#define KUBE_NODE(name, cpu) \
    "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" name "\"},\"status\":{" \
    "\"allocatable\":{\"cpu\":\"" cpu "\",\"memory\":\"4Gi\",\"pods\":\"110\"}}}"
#define POD(name, node) \
    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" name "\",\"namespace\":" \
    "\"shop\"},\"spec\":{\"nodeName\":\"" node \
    "\",\"containers\":[{\"name\":\"c\",\"resources\":{" \
    "\"requests\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}}]},\"status\":{\"phase\":\"Running\"}}"

START_TEST(a_node_of_both_orchestrators_is_one_node)
{
    struct estate *estate = must_import(
        import(MKE ", system_reserved: {cpu: 1}",
               KUBE_NODE("alpha", "3900m") "\n" POD("p", "alpha"), NODE("n1", "Alpha", ""),
               SERVICE("s", "web", "{}", ""), TASK("t", "s", "n1", "running", "running"), NULL));
    ck_assert_int_eq(estate->node_count, 1);
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_CPU), 3000);
    ck_assert_int_eq(estate_allocatable(estate, 0, RESOURCE_MEMORY), 4294967296);
    ck_assert_int_eq(estate->stack_count, 2);
    ck_assert_int_eq(placed(estate, find_workload(estate, "web")), 1);
    ck_assert_int_eq(count_findings(estate, "double-use"), 1);
    ck_assert(takes(estate, "web", "alpha"));
    estate_free(estate);
}
END_TEST

START_TEST(each_orchestrator_keeps_to_the_nodes_it_knows)
{
    struct estate *estate =
        must_import(import(MKE, KUBE_NODE("alpha", "4") "\n" POD("p", "alpha"),
                           NODE("n2", "beta", ""), SERVICE("s", "web", "{}", ""), NULL));
    ck_assert_int_eq(estate->node_count, 2);
    ck_assert(!takes(estate, "web", "alpha"));
    ck_assert(takes(estate, "web", "beta"));
    ck_assert(takes(estate, "p", "alpha"));
    ck_assert(!takes(estate, "p", "beta"));
    estate_free(estate);
}
END_TEST

START_TEST(managers_of_mke_take_services_only_when_told)
{
    static const char manager[] =
        "{\"ID\":\"m\",\"Spec\":{\"Role\":\"manager\",\"Availability\":\"active\"},\"Description\":"
        "{"
        "\"Hostname\":\"boss\",\"Resources\":{\"NanoCPUs\":1000000000,\"MemoryBytes\":1024}},"
        "\"Status\":{\"State\":\"ready\"}}";
    static const struct {
        const char *cluster, *more;
        bool takes;
    } cases[] = {
        {MKE, "[]", false},
        {MKE ", workloads_on: [managers]", "[]", true},
        {MKE ", workloads_on: registry", "[]", false},
        {SWARM, "[]", true},
        {MKE, KUBE_NODE("boss", "1"), false},
        {MKE ", workloads_on: [managers, registry]", KUBE_NODE("boss", "1"), true},
    };
    struct estate *estate = must_import(
        import(cases[_i].cluster, cases[_i].more, manager, SERVICE("s", "web", "{}", ""), NULL));
    ck_assert_int_eq(takes(estate, "web", "boss"), cases[_i].takes);
    estate_free(estate);
}
END_TEST

/* ---- what is refused */

START_TEST(wrong_input_has_exact_errors)
{
    static const struct {
        const char *cluster, *text, *error;
    } cases[] = {
        {SWARM, "ID:\t\t\tn1\nHostname:\talpha\n",
         "expected what `docker node inspect $(docker node ls -q)` writes"},
        {SWARM, "ID            HOSTNAME   STATUS\nabc *   alpha  Ready\n",
         "expected what `docker node inspect $(docker node ls -q)` writes"},
        {MKE, "ID:\t\tx\nName:\ty\nService Mode:\tReplicated\n",
         "expected what `docker service inspect $(docker service ls -q)` writes"},
        {SWARM, "Client:\n Version: 1\nServer Version: 2\n", "`docker info --format json`"},
        {SWARM,
         "{\"Hostname\":\"a\",\"ID\":\"x\",\"Availability\":\"Active\",\"Status\":\"Ready\"}",
         "docker node ls does not say what a node has: found node a (x)"},
        {SWARM, "{\"ID\":\"x\",\"Mode\":\"replicated\",\"Name\":\"web\",\"Replicas\":\"1/1\"}",
         "docker service ls does not say what a service reserves: found service web (x)"},
        {SWARM,
         "{\"ID\":\"x\",\"Name\":\"web.1\",\"Node\":\"a\",\"DesiredState\":\"Running\","
         "\"CurrentState\":\"Running 1 second ago\"}",
         "expected what `docker service inspect web` writes"},
        {SWARM, "{\"Names\":\"x\",\"Image\":\"y\",\"State\":\"running\"}", "docker ps lists them"},
        {SWARM, "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"a\"}}",
         "a Kubernetes object: found apiVersion and kind"},
        {SWARM, "{\"some\":1}", "nothing of a swarm: found an object with the key some"},
        {SWARM, "[1]", "found a number; expected an object"},
        {SWARM, "{\"ID\":\"n\",\"Spec\":{\"Availability\":\"asleep\"},\"Description\":{}}",
         "Availability: found \"asleep\"; expected active, pause or drain"},
        {SWARM, NODE("n", "a", ",\"GenericResources\":[{\"X\":1}]"), "found no kind of resource"},
        {SWARM,
         "{\"ID\":\"n\",\"Spec\":{},\"Description\":{\"Hostname\":\"a\",\"Resources\":{"
         "\"NanoCPUs\":"
         "-1}}}",
         "NanoCPUs: found -1; expected 0 or more"},
        {SWARM, SERVICE("s", "web", "{\"Sometimes\":{}}", ""), "Mode: found \"Sometimes\""},
        {SWARM, SERVICE("s", "web", "{\"Replicated\":{\"Replicas\":-3}}", ""),
         "Replicas: found -3; expected 0 or more"},
        {SWARM,
         "{\"ID\":\"t\",\"ServiceID\":\"s\",\"DesiredState\":\"dreaming\",\"Status\":{\"State\":"
         "\"running\"}}",
         "DesiredState: found \"dreaming\""},
        {SWARM, "{\"NCPU\":1,\"MemTotal\":1,\"Swarm\":{\"LocalNodeState\":\"inactive\"}}",
         "docker info of an engine that is in no swarm"},
        {SWARM ", workloads_on: managers", "[]", "workloads_on: found it on a cluster that is not"},
        {MKE ", workloads_on: [moon]", "[]", "workloads_on: found \"moon\""},
        {"orchestrator: kubernetes", NODE("n", "a", ""),
         "found what docker writes of a swarm in a cluster of orchestrator kubernetes"},
        {"orchestrator: csv", NODE("n", "a", ""), "found what docker writes in a cluster of"},
    };
    check_error(import(cases[_i].cluster, cases[_i].text, NULL), cases[_i].error);
}
END_TEST

static Suite *swarm_suite(void)
{
    Suite *suite = suite_create("swarm");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, make_folder, remove_folder);
    tcase_add_test(tcase, capacity_rounds_down_and_system_reserved_goes_off);
    tcase_add_test(tcase, generic_resources_of_a_node_count_by_kind);
    tcase_add_loop_test(tcase, availability_and_state_close_a_node, 0, 6);
    tcase_add_test(tcase, a_machine_that_joined_again_has_two_names);
    tcase_add_test(tcase, docker_info_is_a_node_and_says_when_others_lack);
    tcase_add_test(tcase, a_service_becomes_a_workload_of_its_stack);
    tcase_add_test(tcase, host_mode_ports_allow_one_task_a_node);
    tcase_add_loop_test(tcase, host_ports_are_rules_between_services, 0, 2);
    tcase_add_test(tcase, jobs_ask_for_what_is_left_of_them);
    tcase_add_test(tcase, plugin_services_and_tasks_are_no_workloads);
    tcase_add_loop_test(tcase, only_bound_unfinished_tasks_hold_anything, 0, 12);
    tcase_add_test(tcase, tasks_of_drained_nodes_start_anew_elsewhere);
    tcase_add_test(tcase, the_larger_reservation_counts_while_versions_are_mixed);
    tcase_add_test(tcase, listed_tasks_stand_on_nodes_by_name);
    tcase_add_test(tcase, a_task_that_breaks_its_rule_is_a_finding);
    tcase_add_loop_test(tcase, constraints_choose_nodes, 0, 16);
    tcase_add_test(tcase, volume_plugins_must_be_there);
    tcase_add_loop_test(tcase, addresses_and_networks_are_those_of_go, 0, 21);
    tcase_add_loop_test(tcase, case_folds_as_in_go, 0, 6);
    tcase_add_test(tcase, a_node_of_both_orchestrators_is_one_node);
    tcase_add_test(tcase, each_orchestrator_keeps_to_the_nodes_it_knows);
    tcase_add_loop_test(tcase, managers_of_mke_take_services_only_when_told, 0, 6);
    tcase_add_loop_test(tcase, wrong_input_has_exact_errors, 0, 22);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(swarm_suite)
