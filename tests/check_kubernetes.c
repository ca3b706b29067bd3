/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Kubernetes importer on the cases of tests/kubernetes: NAME.yaml, NAME.json or the folder NAME
 * is imported as one cluster, and what the estate then says (or the errors) is compared with
 * NAME.expected. With UPDATE=1 in the environment the expected files are written instead.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "check_main.h"
#include "estate/builder.h"
#include "estate/estate.h"
#include "import/kubernetes/kubernetes.h"
#include "import/settings.h"

/* ---- an estate as text */

static void write_expression(struct buf *out, const struct expression *expression)
{
    static const char *const ops[] = {"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"};
    buf_format(out, " %s %s", expression->source == SOURCE_NODE_NAME ? "(name)" : expression->key,
               ops[expression->op]);
    for (int32_t i = 0; i < expression->value_count; i++)
        buf_format(out, "%s%s", i ? "," : " ", expression->values[i]);
}

static void write_rule(struct buf *out, const struct rule *rule)
{
    static const char *const ops[] = {"=", "exists", "<", ">"};
    static const char *const effects[] = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
    for (int32_t i = 0; i < rule->selector_count; i++)
        buf_format(out, "    selector %s=%s\n", rule->selector[i].key, rule->selector[i].value);
    for (int32_t i = 0; i < rule->term_count; i++) {
        buf_add_text(out, "    term");
        for (int32_t j = 0; j < rule->terms[i].count; j++)
            write_expression(out, &rule->terms[i].expressions[j]);
        buf_add_char(out, '\n');
    }
    if (rule->has_terms && rule->term_count == 0)
        buf_add_text(out, "    no term: no node\n");
    for (int32_t i = 0; i < rule->toleration_count; i++) {
        const struct toleration *t = &rule->tolerations[i];
        buf_format(out, "    tolerates %s %s %s %s\n", t->key, ops[t->op], t->value,
                   t->any_effect ? "any" : effects[t->effect]);
    }
    if (rule->os[0])
        buf_format(out, "    os %s\n", rule->os);
}

static void write_pod_terms(struct buf *out, const char *what, const struct pod_term *terms,
                            int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        buf_format(out, "    %s %s:", what, terms[i].topology_key);
        if (!terms[i].selector.is_given)
            buf_add_text(out, " nothing");
        for (int32_t e = 0; e < terms[i].selector.count; e++)
            write_expression(out, &terms[i].selector.expressions[e]);
        buf_add_char(out, '\n');
    }
}

static void write_node(struct buf *out, const struct estate *estate, int32_t index)
{
    const struct node *node = &estate->nodes[index];
    buf_format(out, "node %s %s/%s zone=%s%s%s taints=%d:", node->name, node->os, node->arch,
               node->zone, node->is_schedulable ? "" : " cordoned",
               node->is_ready ? "" : " not-ready", (int)node->taint_count);
    for (int32_t r = 0; r < estate->resource_count; r++)
        if (estate->node_named[index * estate->resource_count + r])
            buf_format(out, " %s=%lld", estate->resources[r].name,
                       (long long)estate_allocatable(estate, index, r));
    buf_add_char(out, '\n');
}

static void write_workload(struct buf *out, const struct estate *estate, int32_t index)
{
    const struct workload *workload = &estate->workloads[index];
    const struct stack *stack = &estate->stacks[workload->stack_ix];
    buf_format(out, "workload %s/%s %s %s replicas=%lld", stack->name_space, stack->name,
               workload->kind, workload->name, (long long)workload->replicas);
    if (workload->is_daemon)
        buf_add_text(out, " daemon");
    if (workload->has_priority)
        buf_format(out, " priority=%lld", (long long)workload->priority);
    if (workload->never_preempts)
        buf_add_text(out, " never-preempts");
    if (workload->has_max_per_node)
        buf_format(out, " per-node=%lld", (long long)workload->max_per_node);
    if (workload->has_max_per_zone)
        buf_format(out, " per-zone=%lld", (long long)workload->max_per_zone);
    if (stack->environment[0])
        buf_format(out, " environment=%s", stack->environment);
    buf_add_char(out, ':');
    for (int32_t r = 0; r < estate->resource_count; r++) {
        int64_t at = (int64_t)index * estate->resource_count + r;
        if (r == RESOURCE_PODS || (estate->reservation[at] == 0 && !estate->limit_given[at]))
            continue;
        buf_format(out, " %s=%lld", estate->resources[r].name, (long long)estate->reservation[at]);
        if (estate->limit_given[at])
            buf_format(out, "/%lld", (long long)estate->limit[at]);
    }
    buf_add_char(out, '\n');
    for (int32_t p = 0; p < workload->placement_count; p++) {
        const struct placement *placement = &estate->placements[workload->first_placement + p];
        buf_format(out, "    on %s %lld\n", estate->nodes[placement->node_ix].name,
                   (long long)placement->replicas);
    }
    write_rule(out, &estate->rules[workload->rule_ix]);
    if (workload->home_rule_ix >= 0) {
        buf_add_text(out, "    at home:\n");
        write_rule(out, &estate->rules[workload->home_rule_ix]);
    }
    if (workload->pod_rule_ix >= 0) {
        const struct pod_rule *rule = &estate->pod_rules[workload->pod_rule_ix];
        write_pod_terms(out, "with", rule->affinity, rule->affinity_count);
        write_pod_terms(out, "without", rule->anti_affinity, rule->anti_affinity_count);
    }
    for (int32_t v = 0; v < workload->volume_count; v++) {
        const struct volume *volume = &estate->volumes[workload->first_volume + v];
        buf_format(out, "    claim \"%s\" class \"%s\"%s\n", volume->claim, volume->storage_class,
                   volume->is_bound_to_nodes ? " on certain nodes" : "");
    }
}

static void write_budget(struct buf *out, const struct disruption_budget *budget)
{
    buf_format(out, "budget %s/%s %s %lld%s:", budget->name_space, budget->name,
               budget->is_max_unavailable ? "at most down" : "at least up",
               (long long)budget->value, budget->is_percent ? "%" : "");
    if (!budget->selector.is_given)
        buf_add_text(out, " nothing");
    for (int32_t i = 0; i < budget->selector.count; i++)
        write_expression(out, &budget->selector.expressions[i]);
    buf_add_char(out, '\n');
}

static void write_quota(struct buf *out, const struct estate *estate, const struct quota *quota)
{
    buf_format(out, "quota %s/%s %s%s %lld\n", quota->name_space, quota->name,
               quota->is_limit ? "limits of " : "", estate->resources[quota->resource].name,
               (long long)quota->hard);
}

/* Codes of the importer; those of lint are the business of estate/. */
static bool is_of_importer(const char *code)
{
    static const char *const codes[] = {
        "budget-blocks",       "file-not-read", "limit-range",      "volume-differs",
        "volume-missing",      "volume-stays",  "mixed-requests",   "no-allocatable",
        "node-not-listed",     "not-modelled",  "object-twice",     "objects-not-read",
        "partial-reservation", "pending",       "unknown-resource", "unknown-priority-class"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return false;
}

static void write_estate(struct buf *out, const struct estate *estate)
{
    if (estate->clusters[0].is_partial)
        buf_add_text(out, "partial\n");
    for (int32_t i = 0; i < estate->node_count; i++)
        write_node(out, estate, i);
    for (int32_t i = 0; i < estate->workload_count; i++)
        write_workload(out, estate, i);
    for (int32_t i = 0; i < estate->quota_count; i++)
        write_quota(out, estate, &estate->quotas[i]);
    for (int32_t i = 0; i < estate->budget_count; i++)
        write_budget(out, &estate->budgets[i]);
    for (int32_t i = 0; i < estate->finding_count; i++)
        if (is_of_importer(estate->findings[i].code))
            buf_format(out, "finding %s: %s\n", estate->findings[i].code, estate->findings[i].text);
}

/* ---- a case */

static void import_case(const char *path, struct buf *out)
{
    static const char *const stack_keys[] = {"app.kubernetes.io/part-of",
                                             "app.kubernetes.io/instance", "namespace"};
    static const char *const environment_keys[] = {"environment", "env"};
    const struct import_settings settings = {.stack_keys = stack_keys,
                                             .stack_key_count = 3,
                                             .environment_keys = environment_keys,
                                             .environment_key_count = 2};
    const struct origin origin = {"muster.yaml", 1, 1, NULL};
    struct error_list *errors = calloc(1, sizeof *errors);
    struct builder *builder = builder_new(errors);
    int32_t cluster = builder_cluster(builder, "c", ORCHESTRATOR_KUBERNETES, &origin);
    bool is_read = kubernetes_import(builder, cluster, &settings, &path, 1, errors);
    struct estate *estate = builder_seal(builder);
    ck_assert(is_read || errors->total > 0);
    if (estate)
        write_estate(out, estate);
    for (size_t i = 0; i < errors->count; i++) {
        char text[2048];
        error_format(&errors->items[i], text, sizeof text);
        buf_format(out, "error %s\n", text);
    }
    estate_free(estate);
    builder_free(builder);
    free(errors);
}

static int is_case(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' &&
           !(length > 9 && strcmp(entry->d_name + length - 9, ".expected") == 0);
}

static struct dirent **cases;
static int case_count;

START_TEST(imports_as_expected)
{
    const char *name = cases[_i]->d_name;
    struct arena *arena = arena_new();
    const char *expected_path = arena_format(arena, "%.*s.expected", (int)strcspn(name, "."), name);
    struct buf found, expected;
    struct error error;
    buf_init(&found);
    buf_init(&expected);
    import_case(name, &found);
    if (getenv("UPDATE")) {
        FILE *file = fopen(expected_path, "w");
        ck_assert_ptr_nonnull(file);
        fwrite(found.data, 1, found.length, file);
        fclose(file);
    }
    ck_assert_msg(buf_read_file(&expected, expected_path, 1 << 20, &error), "%s", error.text);
    ck_assert_msg(strcmp(found.data, expected.data) == 0, "%s: found\n%s\nexpected\n%s", name,
                  found.data, expected.data);
    buf_release(&found);
    buf_release(&expected);
    arena_free(arena);
}
END_TEST

static Suite *kubernetes_suite(void)
{
    const char *source = getenv("SRCDIR");
    Suite *suite = suite_create("kubernetes");
    TCase *files = tcase_create("cases");
    struct arena *arena = arena_new();
    if (chdir(arena_format(arena, "%s/tests/kubernetes", source ? source : ".")) == 0)
        case_count = scandir(".", &cases, is_case, alphasort);
    arena_free(arena);
    tcase_add_loop_test(files, imports_as_expected, 0, case_count);
    suite_add_tcase(suite, files);
    return suite;
}

CHECK_MAIN(kubernetes_suite)
