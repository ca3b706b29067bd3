/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_main.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "import/timestamp.h"
#include "import_maker.h"

/* ---- what is wrong: the text after "muster: 1\n", and all messages */

static const struct {
    const char *text, *errors;
} bad_files[] = {
    {"critical_teir: 1\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:1: unknown key: found \"critical_teir\"; did you mean \"critical_tier\"?\n"},
    {"rent: 1\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:1: unknown key: found \"rent\"; expected one of muster, name, critical_tier, "
     "tiers, headroom, unreserved, max_age, lend, stack_key, environment_key, failover_key, "
     "platform, scenarios, clusters, sources, stacks\n"},
    {"name: [x]\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:7: name: found a list; expected a text\n"},
    {"name: ''\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:7: name: found an empty text; expected some text\n"},
    {"critical_tier: -1\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:16: critical_tier: found -1; expected a whole number from 0 to 999\n"},
    {"critical_tier: many\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:16: critical_tier: found a string; expected a whole number from 0 to 999\n"},
    {"max_age: 7 days\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:10: max_age: found \"7 days\"; expected a time such as 7d, 12h, 30m, 45s\n"},
    {"headroom: 5%\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:11: headroom: found a string; expected a map of resources such as {cpu: 5%, "
     "memory: 2Gi}\n"},
    {"headroom: {cpu: 120%}\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:17: cpu: found \"120%\"; expected a share from 0% to 100%\n"},
    {"headroom: {gpu: 1, memroy: 5%}\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:20: unknown resource: found \"memroy\"; did you mean \"memory\"?\n"},
    {"unreserved: limits\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:13: unreserved: found \"limits\"; did you mean \"limit\"?\n"},
    {"unreserved: {gpu: 1}\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:14: unknown key: found \"gpu\"; did you mean \"cpu\"?\n"},
    {"tiers: [{stack: x}]\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:9: tiers: found a rule without tier; expected a tier from 0 to 1000\n"},
    {"tiers: [{tier: 1, label: \"=x\"}]\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:26: label: found \"=x\"; expected KEY=VALUE or KEY\n"},
    {"tiers: [{tier: 1, priority_at_least: 1.5}]\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:38: priority_at_least: found 1.5; expected a whole number from -2147483648 to "
     "2147483647\n"},
    {"scenarios: [{name: x}]\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:13: scenarios: found a scenario without lose; expected what is lost, such as "
     "[east]\n"},
    {"scenarios: [{name: x, lose: [a]}, {name: x, lose: [a]}]\n"
     "clusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:35: duplicate scenario: found \"x\" again; expected each name once\n"},
    {"name: x\n",
     "muster.yaml:1:1: missing key: found no \"clusters\"; expected a list of clusters\n"},
    {"clusters: []\n",
     "muster.yaml:2:11: clusters: found an empty list; expected a list of at least one cluster\n"},
    {"clusters: [{name: a}]\n",
     "muster.yaml:2:12: clusters: found a cluster without orchestrator; expected kubernetes, "
     "swarm, mke or csv\n"},
    {"clusters: [{name: a, orchestrator: nomad}]\n",
     "muster.yaml:2:36: orchestrator: found \"nomad\"; expected one of kubernetes, swarm, mke, "
     "csv\n"},
    {"clusters: [{name: a, orchestrator: csv}, {name: a, orchestrator: csv}]\n",
     "muster.yaml:2:49: duplicate cluster: \"a\" was already given at DIR/muster.yaml:2; expected "
     "each name once\n"},
    {"clusters: [{name: a/b, orchestrator: csv}]\n",
     "muster.yaml:2:19: bad name of a cluster: found \"a/b\"; expected no \"/\", no \",\", no "
     "control characters, and not \"-\"\n"},
    {"clusters: [{name: a, orchestrator: csv, role: standby}]\n",
     "muster.yaml:2:47: role: found \"standby\"; expected one of active, standby-hot, "
     "standby-cold\n"},
    {"clusters: [{name: a, orchestrator: csv, captured: 2026-02-30T00:00:00Z}]\n",
     "muster.yaml:2:51: captured: found \"2026-02-30T00:00:00Z\"; expected a time such as "
     "2026-11-20T09:00:00Z\n"},
    {"clusters: [{name: a, orchestrator: kubernetes, system_reserved: {cpu: 1}}]\n",
     "muster.yaml:2:48: system_reserved: found it on a cluster of orchestrator kubernetes; "
     "expected it on swarm, mke and csv only: allocatable of Kubernetes has it off already\n"},
    {"clusters: [{name: a, orchestrator: csv, zone: x}]\n",
     "muster.yaml:2:41: unknown key: found \"zone\"; expected one of name, "
     "orchestrator, role, region, environment, captured, headroom, system_reserved, sources, "
     "workloads_on, partial, namespaces, quotas, "
     "budgets\n"},
    {"sources: {a: b}\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:10: sources: found a map; expected a list of paths\n"},
    {"stacks: [a]\nclusters: [{name: a, orchestrator: csv}]\n",
     "muster.yaml:2:9: stacks: found a list; expected the path of one file\n"},
};

START_TEST(refuses)
{
    struct buf text;
    buf_init(&text);
    buf_format(&text, "muster: 1\n%s", bad_files[_i].text);
    struct import_texts texts = {.muster = text.data};
    import_bad(&texts, bad_files[_i].errors);
    buf_release(&text);
}
END_TEST

START_TEST(refuses_versions)
{
    struct import_texts texts = {.muster = "muster: 2\nclusters: [{name: a, orchestrator: csv}]\n"};
    import_bad(&texts,
               "muster.yaml:1:9: muster: found 2; expected 1, the version of this format\n");
    texts.muster = "clusters: [{name: a, orchestrator: csv}]\n";
    import_bad(&texts, "muster.yaml:1:1: missing key: found no \"muster\"; expected muster: 1, the "
                       "version of this format\n");
}
END_TEST

/* Twenty are told, all are counted. */
START_TEST(counts_all)
{
    static struct error_list errors;
    struct buf text;
    buf_init(&text);
    buf_add_text(&text, "muster: 1\nclusters: [{name: a, orchestrator: csv}]\n");
    for (int i = 0; i < 50; i++)
        buf_format(&text, "wrong%d: 1\n", i);
    struct import_texts texts = {.muster = text.data};
    ck_assert_ptr_null(import_texts(&texts, &errors));
    ck_assert_uint_eq(errors.count, 20);
    ck_assert_uint_eq(errors.total, 50);
    buf_release(&text);
}
END_TEST

/* ---- what is right */

START_TEST(reads_settings)
{
    struct import_texts texts = {
        .muster = "critical_tier: 1\nmax_age: 12h\nunreserved: zero\n"
                  "headroom: {cpu: 5%, memory: 1Gi, pods: 0.5%}\n"
                  "scenarios: [{name: s, lose: [x, 'region:r']}]\n"
                  "clusters:\n"
                  "  - {name: x, orchestrator: swarm, role: standby-hot, region: r,\n"
                  "     environment: prod, captured: 2026-11-20T09:00:00+01:00,\n"
                  "     headroom: {memory: 2Gi}}\n"
                  "  - {name: 007, orchestrator: mke, sources: }\n",
    };
    struct estate *estate = import_good(&texts);
    ck_assert_str_eq(estate->name, "test");
    ck_assert_int_eq(estate->critical_tier, 1);
    ck_assert(estate->has_max_age);
    ck_assert_int_eq(estate->max_age_s, 12 * 3600);
    ck_assert_int_eq(estate->unreserved, UNRESERVED_ZERO);
    ck_assert_int_eq(estate->scenario_count, 1);
    ck_assert_str_eq(estate->scenarios[0].lose[1], "region:r");
    ck_assert_int_eq(estate->scenarios[0].line, 7);
    const struct cluster *x = &estate->clusters[0];
    ck_assert_int_eq(x->orchestrator, ORCHESTRATOR_SWARM);
    ck_assert_int_eq(x->role, ROLE_STANDBY_HOT);
    ck_assert_str_eq(x->region, "r");
    ck_assert_int_eq(x->captured_s, 1795161600);
    ck_assert_int_eq(x->headroom[RESOURCE_CPU].kind, HEADROOM_SHARE);
    ck_assert_int_eq(x->headroom[RESOURCE_CPU].value, 50000);
    ck_assert_int_eq(x->headroom[RESOURCE_MEMORY].value, (int64_t)2 << 30);
    ck_assert_int_eq(x->headroom[RESOURCE_PODS].value, 5000);
    ck_assert_str_eq(estate->clusters[1].name, "007");
    ck_assert_int_eq(estate->clusters[1].headroom[RESOURCE_MEMORY].value, (int64_t)1 << 30);
    ck_assert_int_eq(estate_find_cluster(estate, "007"), 1);
    ck_assert_int_eq(estate_find_cluster(estate, "7"), -1);
    estate_free(estate);
}
END_TEST

static const struct {
    const char *text;
    bool good;
    long long seconds;
} times[] = {
    {"1970-01-01T00:00:00Z", true, 0},
    {"1969-12-31t23:59:59z", true, -1},
    {"2000-02-29T12:00:00Z", true, 951825600},
    {"2026-11-20T09:00:00Z", true, 1795165200},
    {"2026-11-20T09:00:00.999999999-08:30", true, 1795195800},
    {"2016-12-31T23:59:60Z", true, 1483228800},
    {"0000-01-01T00:00:00Z", true, -62167219200},
    {"9999-12-31T23:59:59Z", true, 253402300799},
    {"2026-11-20", false, 0},
    {"2026-11-20T09:00Z", false, 0},
    {"2026-11-20T09:00:00", false, 0},
    {"2026-11-20T09:00:00.Z", false, 0},
    {"2026-11-20T24:00:00Z", false, 0},
    {"2026-13-20T09:00:00Z", false, 0},
    {"2100-02-29T09:00:00Z", false, 0},
    {"2026-11-20T09:00:00Zz", false, 0},
    {"2026-11-20T09:00:00+0100", false, 0},
    {"", false, 0},
};

START_TEST(reads_times)
{
    int64_t seconds = 0;
    ck_assert(timestamp_parse(times[_i].text, &seconds) == times[_i].good);
    ck_assert_int_eq(seconds, times[_i].seconds);
}
END_TEST

START_TEST(reads_durations)
{
    int64_t seconds;
    ck_assert(duration_parse("45s", &seconds) && seconds == 45);
    ck_assert(duration_parse("30m", &seconds) && seconds == 1800);
    ck_assert(duration_parse("7d", &seconds) && seconds == 604800);
    ck_assert(!duration_parse("7", &seconds));
    ck_assert(!duration_parse("d", &seconds));
    ck_assert(!duration_parse("-1d", &seconds));
    ck_assert(!duration_parse("1d2h", &seconds));
    ck_assert(!duration_parse("99999999999999999999d", &seconds));
    ck_assert(!duration_parse("36501d", &seconds));
}
END_TEST

static Suite *estate_file_suite(void)
{
    Suite *suite = suite_create("estate_file");
    TCase *bad = tcase_create("bad");
    tcase_add_loop_test(bad, refuses, 0, sizeof bad_files / sizeof *bad_files);
    tcase_add_test(bad, refuses_versions);
    tcase_add_test(bad, counts_all);
    suite_add_tcase(suite, bad);
    TCase *good = tcase_create("good");
    tcase_add_test(good, reads_settings);
    tcase_add_loop_test(good, reads_times, 0, sizeof times / sizeof *times);
    tcase_add_test(good, reads_durations);
    suite_add_tcase(suite, good);
    return suite;
}

CHECK_MAIN(estate_file_suite)
