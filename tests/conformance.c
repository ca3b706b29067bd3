/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conformance: runs vector files (facts about how Kubernetes, SwarmKit and compose decide) through
 * muster's code.
 *
 *     conformance [--evaluator model|verify] FILE.json...
 *
 * Rules of placement are judged by one of two evaluators: that of model, which makes plans, or that
 * of verify, which checks them. Kinds that ask nothing of an evaluator (how quantities, pods,
 * compose files are read; what Swarm does with its tasks) run through the same code with both, and
 * verify's run says so of each. The kind of a file is its name without .json. Prints each failure,
 * a line for each file and the sum; exits with 1 when something failed, 3 when a file cannot be
 * read.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "conformance/evaluator.h"
#include "conformance/kinds.h"
#include "conformance/kinds_swarm.h"

struct kind {
    const char *name;
    enum outcome (*run)(const struct value *vector, struct buf *why);
    bool asks_evaluator;
};

static const struct kind kinds[] = {
    {"compose_bytes", kind_compose_bytes, false},
    {"compose_deploy", kind_compose_deploy, false},
    {"compose_merge", kind_compose_merge, false},
    {"compose_mode", kind_compose_mode, false},
    {"docker_cpus", kind_docker_cpus, false},
    {"docker_size", kind_docker_size, false},
    {"quantity", kind_quantity, false},
    {"quantity_cmp", kind_quantity_cmp, false},
    {"quantity_round", kind_quantity_round, false},
    {"pod_requests", kind_pod_requests, false},
    {"pod_level_resource", kind_pod_level_resource, false},
    {"pod_defaults", kind_pod_defaults, false},
    {"pod_priority", kind_pod_priority, false},
    {"label_selector", kind_label_selector, true},
    {"label_selector_parse", kind_label_selector_parse, false},
    {"label_requirement_valid", kind_label_requirement_valid, false},
    {"label_requirement_match", kind_label_requirement_match, true},
    {"node_selector_requirements", kind_node_selector_requirements, true},
    {"taint", kind_taint, true},
    {"taint_numeric", kind_taint_numeric, true},
    {"node_affinity", kind_node_affinity, true},
    {"node_misc", kind_node_misc, true},
    {"node_fit", kind_node_fit, true},
    {"node_ports", kind_node_ports, true},
    {"pod_affinity", kind_pod_affinity, true},
    {"pod_affinity_multi", kind_pod_affinity_multi, true},
    {"topology_counts", kind_topology_counts, true},
    {"topology_spread", kind_topology_spread, true},
    {"preempt_candidates", kind_preempt_candidates, true},
    {"preempt_eligible", kind_preempt_eligible, false},
    {"preempt_run", kind_preempt_run, true},
    {"preempt_select", kind_preempt_select, true},
    {"swarm_constraint_parse", kind_swarm_constraint_parse, false},
    {"swarm_constraint_match", kind_swarm_constraint_match, true},
    {"swarm_constraint_node", kind_swarm_constraint_node, true},
    {"swarm_generic", kind_swarm_generic, false},
    {"swarm_node_account", kind_swarm_node_account, false},
    {"swarm_enforce", kind_swarm_enforce, false},
    {"swarm_evict", kind_swarm_evict, false},
    {"swarm_global", kind_swarm_global, true},
    {"swarm_schedule", kind_swarm_schedule, true},
    {"swarm_group", kind_swarm_group, true},
};

struct tally {
    size_t counts[3]; /* by outcome */
};

static const struct kind *find_kind(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].name) == n && memcmp(kinds[i].name, name, n) == 0)
            return &kinds[i];
    return NULL;
}

static void run_vectors(const struct kind *kind, const struct value *list, struct tally *tally)
{
    static const char *const words[] = {"", "FAILED", "skipped"};
    struct buf why;
    buf_init(&why);
    for (const struct value *vector = list->first; vector; vector = vector->next) {
        buf_clear(&why);
        enum outcome outcome = kind->run(vector, &why);
        tally->counts[outcome]++;
        if (outcome != OUTCOME_PASSED)
            printf("  %s %s (%s): %s\n", words[outcome],
                   value_text(value_get(vector, "id"), "(no id)"),
                   value_text(value_get(vector, "name"), ""), why.data);
    }
    buf_release(&why);
}

static void print_tally(const char *name, int length, const struct tally *tally)
{
    printf("%.*s%s%zu passed, %zu failed, %zu skipped\n", length, name, length ? ": " : "",
           tally->counts[OUTCOME_PASSED], tally->counts[OUTCOME_FAILED],
           tally->counts[OUTCOME_SKIPPED]);
}

static bool run_file(const char *path, struct tally *sum)
{
    struct error error;
    struct document *document = document_read(path, &error);
    if (!document) {
        char text[1024];
        error_format(&error, text, sizeof text);
        fprintf(stderr, "conformance: %s\n", text);
        return false;
    }
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t length = strcspn(name, ".");
    const struct kind *kind = find_kind(name, length);
    struct tally tally = {{0}};
    for (size_t i = 0; i < document_root_count(document); i++) {
        const struct value *list = document_root(document, i);
        if (kind)
            run_vectors(kind, list, &tally);
        else
            tally.counts[OUTCOME_SKIPPED] += list->count;
    }
    if (!kind)
        printf("  skipped %.*s: this kind is not modelled yet\n", (int)length, name);
    if (kind && evaluator == &evaluator_verify && !kind->asks_evaluator)
        printf("  %s: asks nothing of an evaluator, the same code as with the other\n", kind->name);
    print_tally(name, (int)length, &tally);
    for (size_t i = 0; i < 3; i++)
        sum->counts[i] += tally.counts[i];
    document_free(document);
    return true;
}

int main(int argc, char **argv)
{
    struct tally sum = {{0}};
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--evaluator") == 0) {
        evaluator = strcmp(argv[2], "verify") == 0  ? &evaluator_verify
                    : strcmp(argv[2], "model") == 0 ? &evaluator_model
                                                    : NULL;
        first = 3;
    }
    bool readable = first < argc && evaluator;
    if (!readable) {
        fprintf(stderr, "usage: conformance [--evaluator model|verify] FILE.json...\n");
        return 2;
    }
    for (int i = first; i < argc; i++)
        readable = run_file(argv[i], &sum) && readable;
    print_tally("", 0, &sum);
    return readable ? sum.counts[OUTCOME_FAILED] > 0 : 3;
}
