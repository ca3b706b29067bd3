/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conformance: runs vector files (facts about how Kubernetes, SwarmKit and compose decide) through
 * muster's code.
 *
 *     conformance FILE.json...
 *
 * The kind of a file is its name without .json. Prints each failure, a line for each file and the
 * sum; exits with 1 when something failed, 3 when a file cannot be read.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "conformance/kinds.h"
#include "conformance/kinds_swarm.h"

struct kind {
    const char *name;
    enum outcome (*run)(const struct value *vector, struct buf *why);
};

static const struct kind kinds[] = {
    {"compose_bytes", kind_compose_bytes},
    {"compose_deploy", kind_compose_deploy},
    {"compose_merge", kind_compose_merge},
    {"compose_mode", kind_compose_mode},
    {"docker_cpus", kind_docker_cpus},
    {"docker_size", kind_docker_size},
    {"quantity", kind_quantity},
    {"quantity_cmp", kind_quantity_cmp},
    {"quantity_round", kind_quantity_round},
    {"pod_requests", kind_pod_requests},
    {"pod_level_resource", kind_pod_level_resource},
    {"pod_defaults", kind_pod_defaults},
    {"pod_priority", kind_pod_priority},
    {"label_selector", kind_label_selector},
    {"label_selector_parse", kind_label_selector_parse},
    {"label_requirement_valid", kind_label_requirement_valid},
    {"label_requirement_match", kind_label_requirement_match},
    {"node_selector_requirements", kind_node_selector_requirements},
    {"taint", kind_taint},
    {"taint_numeric", kind_taint_numeric},
    {"node_affinity", kind_node_affinity},
    {"node_misc", kind_node_misc},
    {"node_fit", kind_node_fit},
    {"node_ports", kind_node_ports},
    {"pod_affinity", kind_pod_affinity},
    {"pod_affinity_multi", kind_pod_affinity_multi},
    {"topology_counts", kind_topology_counts},
    {"topology_spread", kind_topology_spread},
    {"swarm_constraint_parse", kind_swarm_constraint_parse},
    {"swarm_constraint_match", kind_swarm_constraint_match},
    {"swarm_constraint_node", kind_swarm_constraint_node},
    {"swarm_generic", kind_swarm_generic},
    {"swarm_node_account", kind_swarm_node_account},
    {"swarm_enforce", kind_swarm_enforce},
    {"swarm_evict", kind_swarm_evict},
    {"swarm_global", kind_swarm_global},
    {"swarm_schedule", kind_swarm_schedule},
    {"swarm_group", kind_swarm_group},
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
    print_tally(name, (int)length, &tally);
    for (size_t i = 0; i < 3; i++)
        sum->counts[i] += tally.counts[i];
    document_free(document);
    return true;
}

int main(int argc, char **argv)
{
    struct tally sum = {{0}};
    bool readable = argc > 1;
    if (argc < 2)
        fprintf(stderr, "usage: conformance FILE.json...\n");
    for (int i = 1; i < argc; i++)
        readable = run_file(argv[i], &sum) && readable;
    print_tally("", 0, &sum);
    return readable ? sum.counts[OUTCOME_FAILED] > 0 : 3;
}
