/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "import/compose/compose.h"

/* ---- helpers */

static struct arena *arena;
static struct compose_variables variables;
static struct error_list errors;

static void set_up(void)
{
    arena = arena_new();
    compose_variables_init(&variables);
    compose_variables_set(&variables, "TWO", 3, "2");
    compose_variables_set(&variables, "EMPTY", 5, "");
    memset(&errors, 0, sizeof errors);
}

static void tear_down(void)
{
    compose_variables_release(&variables);
    arena_free(arena);
}

/* All errors as lines. Static. */
static const char *error_lines(void)
{
    static char out[8192];
    out[0] = '\0';
    for (size_t i = 0; i < errors.count; i++) {
        size_t n = strlen(out);
        error_format(&errors.items[i], out + n, sizeof out - n - 1);
        n = strlen(out);
        (void)snprintf(out + n, sizeof out - n, "\n");
    }
    return out;
}

static struct compose_project read_texts(const char *base, const char *over)
{
    const char *names[] = {"a.yaml", "b.yaml"};
    const char *texts[] = {base, over};
    struct compose_project project;
    bool is_good =
        compose_read_texts(arena, names, texts, over ? 2 : 1, &variables, &errors, &project);
    ck_assert_msg(is_good, "%s", error_lines());
    return project;
}

/* The only service of the texts, with what is beside `s:`. */
static struct compose_service service_of(const char *base, const char *over)
{
    struct compose_project project = read_texts(base, over);
    ck_assert_int_eq(project.service_count, 1);
    return project.services[0];
}

/* Constraints and labels as one text. Static. */
static const char *list_of(const struct compose_service *service)
{
    static char out[512];
    const struct compose_deploy *deploy = &service->deploy;
    out[0] = '\0';
    for (int32_t i = 0; i < deploy->placement.constraint_count; i++)
        (void)snprintf(out + strlen(out), sizeof out - strlen(out), "%s;",
                       deploy->placement.constraints[i]);
    for (int32_t i = 0; i < deploy->label_count; i++)
        (void)snprintf(out + strlen(out), sizeof out - strlen(out), "%s=%s;", deploy->labels[i].key,
                       deploy->labels[i].value);
    return out;
}

/* ---- variables */

static const struct {
    const char *text, *filled; /* NULL = refused, with `error` in the message */
    const char *error;
} interpolations[] = {
    {"$TWO${TWO}$$TWO", "22$TWO", NULL},
    {"${NONE:-a}${NONE-b}${EMPTY:-c}[${EMPTY-d}]", "abc[]", NULL},
    {"${NONE:-${TWO}}${NONE:-${NONE:-deep}}}", "2deep}", NULL},
    {"${TWO:+x${TWO}}${EMPTY:+y}${EMPTY+z}${NONE+w}", "x2z", NULL},
    {"${TWO:?no}", "2", NULL},
    {"${NONE:-$2y$05$oZ}", "$2y$05$oZ", NULL},
    {"${NONE}", NULL, "variable NONE is not set: expected NONE=VALUE in an env file"},
    {"a$NONE", NULL, "variable NONE is not set"},
    {"${NONE:?say it}", NULL, "variable NONE is required: say it"},
    {"${EMPTY:?say it}", NULL, "variable EMPTY is required: say it"},
    {"${NONE:-${OTHER}}", NULL, "variable OTHER is not set"},
    {"$", NULL, "bad variable: found \"$\""},
    {"$1", NULL, "bad variable: found \"$1\""},
    {"${TWO", NULL, "bad variable: found \"${TWO\""},
    {"${1}", NULL, "bad variable: found \"${1}\""},
    {"${TWO:}", NULL, "bad variable"},
    {"${TWO.x}", NULL, "bad variable"},
};

START_TEST(variables_are_filled_in)
{
    const char *filled = NULL, *name = NULL;
    const char *text = interpolations[_i].text;
    struct error error = {.code = ERROR_NONE};
    bool is_good =
        compose_interpolate(arena, &variables, text, strlen(text), &filled, &name, &error);
    ck_assert_msg(is_good == (interpolations[_i].filled != NULL), "%s: %s", text, error.text);
    if (is_good)
        ck_assert_str_eq(filled, interpolations[_i].filled);
    else
        ck_assert_msg(strstr(error.text, interpolations[_i].error) != NULL, "%s", error.text);
}
END_TEST

START_TEST(env_files_set_variables)
{
    char path[] = "check_compose.XXXXXX";
    static const char text[] = "# a comment\n\nA=1 # one\nexport B = x$A\nC='$A # '\n"
                               "D=\"a\\n\\$A ${A}\"\nE=\nF=a#b\r\n";
    int fd = mkstemp(path);
    struct error error = {.code = ERROR_NONE};
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, sizeof text - 1), (ssize_t)(sizeof text - 1));
    close(fd);
    bool is_good = compose_variables_read(arena, path, &variables, &error);
    unlink(path);
    ck_assert_msg(is_good, "%s", error.text);
    ck_assert_str_eq(compose_variables_get(&variables, "A", 1), "1");
    ck_assert_str_eq(compose_variables_get(&variables, "B", 1), "x1");
    ck_assert_str_eq(compose_variables_get(&variables, "C", 1), "$A # ");
    ck_assert_str_eq(compose_variables_get(&variables, "D", 1), "a\n$A 1");
    ck_assert_str_eq(compose_variables_get(&variables, "E", 1), "");
    ck_assert_str_eq(compose_variables_get(&variables, "F", 1), "a#b");
    ck_assert_ptr_null(compose_variables_get(&variables, "G", 1));
}
END_TEST

/* ---- durations */

static const struct {
    const char *text;
    int64_t ns; /* -1 = refused */
} durations[] = {
    {"10s", 10000000000},
    {"1m30s", 90000000000},
    {"1.5h", 5400000000000},
    {"500ms", 500000000},
    {"3us", 3000},
    {"0", 0},
    {"1d", 86400000000000},
    {"7ns", 7},
    {"", -1},
    {"10", -1},
    {"s", -1},
    {"1x", -1},
    {"99999999999w", -1},
    {"1m-1s", -1},
};

START_TEST(durations_are_read)
{
    int64_t ns = -1;
    bool is_good = compose_duration_parse(durations[_i].text, &ns, NULL);
    ck_assert_int_eq(is_good, durations[_i].ns >= 0);
    ck_assert_int_eq(ns, durations[_i].ns);
}
END_TEST

/* ---- merging: what the second file makes of the first */

static const struct {
    const char *base, *over; /* beside `s:`, as a flow map */
    int64_t replicas, memory;
    const char *lists;
} merges[] = {
    {"{deploy: {replicas: 3}}", "{deploy: {}}", 3, 0, ""},
    {"{deploy: {replicas: 3}}", "{deploy: {replicas: 5}}", 5, 0, ""},
    {"{deploy: {replicas: 3}}", "{deploy: }", 3, 0, ""},
    {"{deploy: {replicas: 3}}", "", 3, 0, ""},
    {"", "{deploy: {replicas: 3}}", 3, 0, ""},
    {"{deploy: {replicas: 3}}", "{deploy: !reset null}", 1, 0, ""},
    {"{deploy: {replicas: 3}}", "{deploy: {replicas: !reset null}}", 1, 0, ""},
    {"{deploy: {replicas: 3, labels: [a]}}", "{deploy: !override {replicas: 2}}", 2, 0, ""},
    {"{mem_limit: 256m}", "{mem_limit: 1}", 1, 1, ""},
    {"{mem_limit: 1}", "{mem_limit: 256m}", 1, 268435456, ""},
    {"{deploy: {placement: {constraints: [a==b]}}}", "{deploy: {placement: {constraints: [c==d]}}}",
     1, 0, "a==b;c==d;"},
    {"{deploy: {placement: {constraints: [a==b]}}}", "{deploy: {placement: {constraints: []}}}", 1,
     0, "a==b;"},
    {"{deploy: {placement: {constraints: [a==b]}}}",
     "{deploy: {placement: {constraints: !override [c==d]}}}", 1, 0, "c==d;"},
    {"{deploy: {labels: {a: 1, b: 2}}}", "{deploy: {labels: [b=3, c]}}", 1, 0, "a=1;b=3;c=;"},
    {"{deploy: {labels: [a=1, b]}}", "{deploy: {labels: {b: 3}}}", 1, 0, "a=1;b=3;"},
    {"{environment: {A: 1}, command: [a]}", "{environment: [A=2], command: b, dns: x}", 1, 0, ""},
};

START_TEST(later_files_are_laid_over)
{
    char base[512], over[512];
    (void)snprintf(base, sizeof base, "services:\n  s: %s\n", merges[_i].base);
    (void)snprintf(over, sizeof over, "services:\n  s: %s\n", merges[_i].over);
    struct compose_service service = service_of(base, over);
    int64_t replicas = service.deploy.replicas.is_given ? service.deploy.replicas.value : 1;
    ck_assert_int_eq(replicas, merges[_i].replicas);
    ck_assert_int_eq(service.deploy.limits.memory_bytes.value, merges[_i].memory);
    ck_assert_str_eq(list_of(&service), merges[_i].lists);
}
END_TEST

/* ---- extends, anchors, older keys */

START_TEST(services_extend_one_another)
{
    struct compose_project project =
        read_texts("x-base: &base\n"
                   "  mem_reservation: 64m\n"
                   "services:\n"
                   "  a: {extends: {service: b}, deploy: {replicas: 4}}\n"
                   "  b: {extends: c, deploy: {labels: [x=1]}}\n"
                   "  c: {<<: *base, deploy: {replicas: 2, labels: {x: 0, y: 2}}}\n",
                   NULL);
    const struct compose_deploy *a = &project.services[0].deploy;
    ck_assert_int_eq(project.service_count, 3);
    ck_assert_int_eq(a->replicas.value, 4);
    ck_assert_int_eq(a->reservations.memory_bytes.value, 64 << 20);
    ck_assert_str_eq(list_of(&project.services[0]), "x=1;y=2;");
    ck_assert_int_eq(project.services[1].deploy.replicas.value, 2);
    ck_assert_str_eq(list_of(&project.services[2]), "x=0;y=2;");
}
END_TEST

START_TEST(older_keys_count)
{
    struct compose_service service = service_of(
        "services:\n  s: {cpus: 1.5, mem_limit: 1g, mem_reservation: 512m, scale: \"${TWO}\","
        " platform: linux/x86_64, ports: [{target: 1, published: 80, mode: host}]}\n",
        NULL);
    ck_assert_int_eq(service.deploy.limits.nano_cpus.value, 1500000000);
    ck_assert_int_eq(service.deploy.limits.memory_bytes.value, 1 << 30);
    ck_assert_int_eq(service.deploy.reservations.memory_bytes.value, 512 << 20);
    ck_assert_int_eq(service.deploy.replicas.value, 2);
    ck_assert_int_eq(service.deploy.placement.platform_count, 1);
    ck_assert_str_eq(service.deploy.placement.platforms[0].arch, "amd64");
    ck_assert_int_eq(service.host_port_count, 1);
    ck_assert_int_eq(service.host_ports[0].number, 80);
}
END_TEST

START_TEST(drivers_are_plugins)
{
    struct compose_service service =
        service_of("services:\n  s:\n    volumes: [data:/data, ./x:/x, {type: volume, source: data,"
                   " target: /y}, logs:/logs]\n    logging: {driver: loki}\n"
                   "volumes: {data: {driver: rexray/dobs}, logs: }\n",
                   NULL);
    ck_assert_int_eq(service.deploy.placement.plugin_count, 2);
    ck_assert_str_eq(service.deploy.placement.plugins[0], "engine.plugins.Volume.rexray/dobs");
    ck_assert_str_eq(service.deploy.placement.plugins[1], "engine.plugins.Log.loki");
}
END_TEST

/* ---- stack names */

START_TEST(files_name_their_stack)
{
    static const char *const names[][2] = {
        {"shop.yml", "shop"},
        {"stacks/shop.prod.yml", "shop"},
        {"estate/shop/docker-compose.yml", "shop"},
        {"shop/compose.override.yaml", "shop"},
        {"docker-stack.yml", "docker-stack"},
        {"./compose.yaml", "compose"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_str_eq(compose_stack_name(arena, names[i][0]), names[i][1]);
}
END_TEST

/* ---- what is wrong */

static const struct {
    const char *text, *lines;
} bad_texts[] = {
    {"services:\n  s: {deploy: {replicas: -1}}\n",
     "a.yaml:2:26: services.s.deploy.replicas: must be greater than or equal to 0: found -1\n"},
    {"services:\n  s: {deploy: {replicas: many}}\n",
     "a.yaml:2:26: services.s.deploy.replicas: found \"many\"; expected a whole number\n"},
    {"services:\n  s: {deploy: {replica: 1}}\n",
     "a.yaml:2:25: services.s.deploy.replica: unknown key: compose knows no such key here\n"},
    {"services:\n  s: {image: \"a:${TAG}\", command: $TAG}\n",
     "a.yaml:2:14: services.s.image: variable TAG is not set: expected TAG=VALUE in an env file, "
     "or a default ${TAG:-VALUE}\n"},
    {"services:\n  s: {deploy: {mode: globall}}\n",
     "a.yaml:2:22: services.s.deploy.mode: Unknown mode: globall; expected replicated, global, "
     "replicated-job or global-job\n"},
    {"services:\n  s: {deploy: {mode: global, replicas: 1}}\n",
     "a.yaml:2:22: services.s.deploy.mode: replicas can only be used with replicated or "
     "replicated-job mode\n"},
    {"services:\n  s: {extends: t}\n",
     "a.yaml:2:16: services.s.extends: found no service \"t\" in a.yaml; expected one of its "
     "services\n"},
    {"services: {a: {extends: a}}\n",
     "a.yaml:1:25: services.a.extends: found a circle: the service extends itself; expected an "
     "end\n"},
    {"services:\n  s: {mem_limit: 1g, deploy: {resources: {limits: {memory: 2g}}}}\n",
     "a.yaml:2:18: services.s.mem_limit: can't set distinct values on 'mem_limit' and "
     "'deploy.resources.limits.memory': found 1073741824 and 2147483648\n"},
    {"services:\n  s: {scale: 1, deploy: {replicas: 2}}\n",
     "a.yaml:2:14: services.s.scale: can't set distinct values on 'scale' and 'deploy.replicas': "
     "found 1 and 2\n"},
    {"include: [b.yaml]\nservices: {}\n",
     "a.yaml:1:10: include: not built: files that are included are not read; expected them beside "
     "this one in the list of files\n"},
    {"apiVersion: v1\nkind: Service\n",
     "a.yaml:1:1: no compose file: found a Kubernetes manifest of kind Service; expected services "
     "(manifests belong in a cluster of orchestrator kubernetes)\n"},
    {"volumes: {}\n", "a.yaml:1:1: no compose file: found no services\n"},
    {"services: {s: 3}\n", "a.yaml:1:15: services.s: found a number; expected a map\n"},
    {"services: {s: {deploy: {resources: {reservations: {devices: [{capabilities: [gpu], "
     "count: some}]}}}}}\n",
     "a.yaml:1:91: services.s.deploy.resources.reservations.devices.0.count: invalid value "
     "\"some\", the only value allowed is 'all' or a number\n"},
};

START_TEST(mistakes_are_named)
{
    const char *name = "a.yaml";
    struct compose_project project;
    ck_assert(
        !compose_read_texts(arena, &name, &bad_texts[_i].text, 1, &variables, &errors, &project));
    ck_assert_str_eq(error_lines(), bad_texts[_i].lines);
}
END_TEST

START_TEST(kinds_must_agree)
{
    const char *names[] = {"a.yaml", "b.yaml"};
    const char *texts[] = {"services: {s: {deploy: {replicas: 1}}}\n",
                           "services: {s: {deploy: [1]}}\n"};
    struct compose_project project;
    ck_assert(!compose_read_texts(arena, names, texts, 2, &variables, &errors, &project));
    ck_assert_str_eq(error_lines(), "b.yaml:1:24: services.s.deploy: cannot override "
                                    "services.s.deploy: found a list; expected a map, as before\n");
}
END_TEST

static Suite *compose_suite(void)
{
    Suite *suite = suite_create("compose");
    TCase *tests = tcase_create("compose");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, variables_are_filled_in, 0,
                        sizeof interpolations / sizeof *interpolations);
    tcase_add_test(tests, env_files_set_variables);
    tcase_add_loop_test(tests, durations_are_read, 0, sizeof durations / sizeof *durations);
    tcase_add_loop_test(tests, later_files_are_laid_over, 0, sizeof merges / sizeof *merges);
    tcase_add_test(tests, services_extend_one_another);
    tcase_add_test(tests, older_keys_count);
    tcase_add_test(tests, drivers_are_plugins);
    tcase_add_test(tests, files_name_their_stack);
    tcase_add_loop_test(tests, mistakes_are_named, 0, sizeof bad_texts / sizeof *bad_texts);
    tcase_add_test(tests, kinds_must_agree);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(compose_suite)
