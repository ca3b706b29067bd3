/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts in the order of the calls to arrays in the order of the estate. */
#include <string.h>

#include "base/caps.h"
#include "estate/seal/seal.h"

void seal_sort(struct arena *scratch, const int32_t *keys, size_t n, int32_t key_count,
               int32_t **ret_position, int32_t **ret_first)
{
    int32_t *first = ARENA_NEW(scratch, (size_t)key_count + 1, int32_t);
    int32_t *next = ARENA_NEW(scratch, (size_t)key_count + 1, int32_t);
    int32_t *position = ARENA_NEW(scratch, n, int32_t);
    for (size_t i = 0; i < n; i++)
        first[keys[i] + 1]++;
    for (int32_t k = 0; k < key_count; k++)
        first[k + 1] += first[k];
    memcpy(next, first, ((size_t)key_count + 1) * sizeof *next);
    for (size_t i = 0; i < n; i++)
        position[i] = next[keys[i]]++;
    *ret_position = position;
    *ret_first = first;
}

/* ---- clusters and nodes */

static void order_clusters(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->clusters.count;
    seal->clusters = ARENA_NEW(seal->arena, n, struct cluster);
    seal->cluster_names = ARENA_NEW(seal->scratch, n, const char *);
    for (size_t i = 0; i < n; i++) {
        const struct cluster_fact *fact = &builder->clusters.items[i];
        struct cluster *cluster = &seal->clusters[i];
        cluster->name = fact->name;
        cluster->orchestrator = fact->orchestrator;
        cluster->role = fact->role;
        cluster->region = fact->region;
        cluster->environment = fact->environment;
        cluster->has_captured = fact->has_captured;
        cluster->captured_s = fact->captured_s;
        cluster->is_partial = fact->is_partial;
        seal->cluster_names[i] = fact->name;
    }
    seal->estate->clusters = seal->clusters;
    seal->estate->cluster_count = (int32_t)n;
}

/* The file of a fact, without the folder of the estate; each name is kept once. */
static const char *source_of(struct seal *seal, const char *given, const struct origin *origin)
{
    const char *folder = seal->builder->folder;
    const char *name = given ? given : origin->file ? origin->file : "";
    size_t n = folder ? strlen(folder) : 0;
    if (!given && n > 0 && strncmp(name, folder, n) == 0) {
        name += n;
        name += *name == '/';
    }
    size_t known = seal->source_texts.count;
    size_t index = (size_t)intern_add(seal->sources, name, strlen(name));
    if (index == known)
        VEC_ADD(seal->source_texts, arena_strdup(seal->arena, name));
    return seal->source_texts.items[index];
}

static void order_nodes(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->nodes.count;
    int32_t *keys = ARENA_NEW(seal->scratch, n, int32_t);
    for (size_t i = 0; i < n; i++)
        keys[i] = builder->nodes.items[i].cluster;
    int32_t *first;
    seal_sort(seal->scratch, keys, n, seal->estate->cluster_count, &seal->node_ix, &first);
    seal->nodes = ARENA_NEW(seal->arena, n, struct node);
    for (size_t i = 0; i < n; i++) {
        const struct node_fact *fact = &builder->nodes.items[i];
        struct node *node = &seal->nodes[seal->node_ix[i]];
        node->cluster_ix = fact->cluster;
        node->name = fact->name;
        node->os = fact->os;
        node->arch = fact->arch;
        node->zone = fact->zone;
        node->is_schedulable = fact->is_schedulable;
        node->is_ready = fact->is_ready;
        node->source = source_of(seal, fact->source, &fact->origin);
    }
    for (int32_t c = 0; c < seal->estate->cluster_count; c++) {
        seal->clusters[c].first_node = first[c];
        seal->clusters[c].node_count = first[c + 1] - first[c];
    }
    seal->estate->nodes = seal->nodes;
    seal->estate->node_count = (int32_t)n;
}

const struct label *seal_labels(struct seal *seal, const struct label_fact *facts, size_t n,
                                const int32_t *owner_ix, int32_t owner_count, int32_t **ret_first)
{
    int32_t *keys = ARENA_NEW(seal->scratch, n, int32_t);
    for (size_t i = 0; i < n; i++)
        keys[i] = owner_ix[facts[i].owner];
    int32_t *position;
    seal_sort(seal->scratch, keys, n, owner_count, &position, ret_first);
    struct label *labels = ARENA_NEW(seal->arena, n, struct label);
    for (size_t i = 0; i < n; i++)
        labels[position[i]] = facts[i].label;
    return labels;
}

static void order_node_labels(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    int32_t *first;
    const struct label *labels =
        seal_labels(seal, builder->node_labels.items, builder->node_labels.count, seal->node_ix,
                    seal->estate->node_count, &first);
    for (int32_t i = 0; i < seal->estate->node_count; i++) {
        seal->nodes[i].labels = labels + first[i];
        seal->nodes[i].label_count = first[i + 1] - first[i];
    }
}

static void order_taints(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->taints.count;
    int32_t *keys = ARENA_NEW(seal->scratch, n, int32_t);
    for (size_t i = 0; i < n; i++)
        keys[i] = seal->node_ix[builder->taints.items[i].owner];
    int32_t *position, *first;
    seal_sort(seal->scratch, keys, n, seal->estate->node_count, &position, &first);
    struct taint *taints = ARENA_NEW(seal->arena, n, struct taint);
    for (size_t i = 0; i < n; i++)
        taints[position[i]] = builder->taints.items[i].taint;
    for (int32_t i = 0; i < seal->estate->node_count; i++) {
        seal->nodes[i].taints = taints + first[i];
        seal->nodes[i].taint_count = first[i + 1] - first[i];
    }
}

/* ---- stacks and workloads */

static void order_stacks(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->stacks.count;
    int32_t *keys = ARENA_NEW(seal->scratch, n, int32_t);
    for (size_t i = 0; i < n; i++)
        keys[i] = builder->stacks.items[i].cluster;
    int32_t *first;
    seal_sort(seal->scratch, keys, n, seal->estate->cluster_count, &seal->stack_ix, &first);
    seal->stacks = ARENA_NEW(seal->arena, n, struct stack);
    seal->stack_handle = ARENA_NEW(seal->scratch, n, int32_t);
    seal->rows = ARENA_NEW(seal->scratch, n, struct stack_rows);
    for (size_t i = 0; i < n; i++) {
        const struct stack_fact *fact = &builder->stacks.items[i];
        int32_t index = seal->stack_ix[i];
        struct stack *stack = &seal->stacks[index];
        seal->stack_handle[index] = (int32_t)i;
        stack->cluster_ix = fact->cluster;
        stack->name_space = fact->name_space;
        stack->name = fact->name;
        stack->family = fact->family;
        stack->weight = 1;
        stack->tier_rule = "";
        stack->team = "";
        stack->family_ix = -1;
    }
    for (int32_t c = 0; c < seal->estate->cluster_count; c++) {
        seal->clusters[c].first_stack = first[c];
        seal->clusters[c].stack_count = first[c + 1] - first[c];
    }
    seal->estate->stacks = seal->stacks;
    seal->estate->stack_count = (int32_t)n;
}

static void fill_workload(struct seal *seal, struct workload *workload,
                          const struct workload_fact *fact)
{
    workload->source = source_of(seal, fact->source, &fact->origin);
    workload->name = fact->name;
    workload->kind = fact->kind;
    workload->is_daemon = fact->is_daemon;
    workload->rule_ix = fact->rule;
    workload->home_rule_ix = fact->home_rule;
    workload->pod_rule_ix = fact->pod_rule;
    workload->has_max_per_node = fact->has_max_per_node;
    workload->max_per_node = fact->max_per_node;
    workload->has_max_per_zone = fact->has_max_per_zone;
    workload->max_per_zone = fact->max_per_zone;
    workload->has_priority = fact->has_priority;
    workload->priority = fact->priority;
    workload->never_preempts = fact->never_preempts;
    workload->has_failover_replicas = fact->has_failover;
    workload->failover_replicas = fact->failover;
}

static void order_workloads(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->workloads.count;
    int32_t *keys = ARENA_NEW(seal->scratch, n, int32_t);
    for (size_t i = 0; i < n; i++)
        keys[i] = seal->stack_ix[builder->workloads.items[i].stack];
    int32_t *first;
    seal_sort(seal->scratch, keys, n, seal->estate->stack_count, &seal->workload_ix, &first);
    seal->workloads = ARENA_NEW(seal->arena, n, struct workload);
    seal->workload_handle = ARENA_NEW(seal->scratch, n, int32_t);
    for (size_t i = 0; i < n; i++) {
        int32_t index = seal->workload_ix[i];
        seal->workload_handle[index] = (int32_t)i;
        seal->workloads[index].stack_ix = keys[i];
        fill_workload(seal, &seal->workloads[index], &builder->workloads.items[i]);
    }
    for (int32_t s = 0; s < seal->estate->stack_count; s++) {
        seal->stacks[s].first_workload = first[s];
        seal->stacks[s].workload_count = first[s + 1] - first[s];
    }
    seal->estate->workloads = seal->workloads;
    seal->estate->workload_count = (int32_t)n;
}

/* The place of a rule in the order of first use; index: 0 = not used yet. */
static int32_t use_rule(struct seal *seal, int32_t *index, struct rule *rules, int32_t rule)
{
    if (rule > 0 && index[rule] == 0) {
        index[rule] = seal->estate->rule_count++;
        rules[index[rule]] = seal->builder->rules.items[rule];
    }
    return rule < 0 ? -1 : index[rule];
}

/* Rules by first use, behind the one that allows every node: their order does not tell who made
 * them, and rules that nobody has are left out. */
static void order_rules(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    int32_t *index = ARENA_NEW(seal->scratch, builder->rules.count, int32_t);
    struct rule *rules = ARENA_NEW(seal->arena, builder->rules.count, struct rule);
    rules[0] = builder->rules.items[0];
    seal->estate->rule_count = 1;
    for (int32_t w = 0; w < seal->estate->workload_count; w++) {
        struct workload *workload = &seal->workloads[w];
        workload->rule_ix = use_rule(seal, index, rules, workload->rule_ix);
        workload->home_rule_ix = use_rule(seal, index, rules, workload->home_rule_ix);
    }
    seal->estate->rules = rules;
}

static void order_workload_labels(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    int32_t n = seal->estate->workload_count, *first;
    const struct label *labels =
        seal_labels(seal, builder->workload_labels.items, builder->workload_labels.count,
                    seal->workload_ix, n, &first);
    seal->labels = ARENA_NEW(seal->scratch, n, const struct label *);
    seal->label_count = ARENA_NEW(seal->scratch, n, int32_t);
    for (int32_t i = 0; i < n; i++) {
        seal->labels[i] = labels + first[i];
        seal->label_count[i] = first[i + 1] - first[i];
    }
}

/* ---- placements */

/* By workload, then node: sorted by node first, then stably by workload. */
static int32_t *sort_placements(struct seal *seal, struct placement *ret_sorted)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->placements.count;
    struct placement *by_node = ARENA_NEW(seal->scratch, n, struct placement);
    int32_t *keys = ARENA_NEW(seal->scratch, n, int32_t);
    int32_t *position, *first;
    for (size_t i = 0; i < n; i++)
        keys[i] = seal->node_ix[builder->placements.items[i].node];
    seal_sort(seal->scratch, keys, n, seal->estate->node_count, &position, &first);
    for (size_t i = 0; i < n; i++) {
        const struct placement_fact *fact = &builder->placements.items[i];
        struct placement *to = &by_node[position[i]];
        to->workload_ix = seal->workload_ix[fact->workload];
        to->node_ix = keys[i];
        to->replicas = fact->replicas;
    }
    for (size_t i = 0; i < n; i++)
        keys[i] = by_node[i].workload_ix;
    seal_sort(seal->scratch, keys, n, seal->estate->workload_count, &position, &first);
    for (size_t i = 0; i < n; i++)
        ret_sorted[position[i]] = by_node[i];
    return first;
}

/* Replicas of a workload: the larger of desired and running. */
static void count_replicas(struct seal *seal, struct workload *workload, int64_t running)
{
    int32_t handle = seal->workload_handle[workload - seal->workloads];
    const struct workload_fact *fact = &seal->builder->workloads.items[handle];
    if (running > CAP_REPLICAS)
        builder_fail(seal->builder, ERROR_LIMIT, &fact->origin,
                     "too many running replicas of workload " NAME
                     ": found %lld; expected at most %lld (CAP_REPLICAS)",
                     fact->name, (long long)running, (long long)CAP_REPLICAS);
    int64_t said = fact->has_running ? fact->running : fact->has_unknown_nodes ? fact->desired : 0;
    if (!fact->is_daemon && running < said) {
        workload->running_unknown = said - running;
        running = said;
    }
    workload->replicas = running > fact->desired ? running : fact->desired;
}

static void order_placements(struct seal *seal)
{
    struct placement *placements =
        ARENA_NEW(seal->arena, seal->builder->placements.count, struct placement);
    const int32_t *first = sort_placements(seal, placements);
    int32_t count = 0;
    for (int32_t w = 0; w < seal->estate->workload_count; w++) {
        struct workload *workload = &seal->workloads[w];
        int64_t running = 0;
        workload->first_placement = count;
        for (int32_t p = first[w]; p < first[w + 1]; p++) {
            struct placement *last =
                count > workload->first_placement ? &placements[count - 1] : NULL;
            running += placements[p].replicas;
            if (last && last->node_ix == placements[p].node_ix)
                last->replicas += placements[p].replicas;
            else
                placements[count++] = placements[p];
        }
        workload->placement_count = count - workload->first_placement;
        count_replicas(seal, workload, running);
    }
    seal->placements = placements;
    seal->estate->placements = placements;
    seal->estate->placement_count = count;
}

void seal_order(struct seal *seal)
{
    order_clusters(seal);
    order_nodes(seal);
    order_node_labels(seal);
    order_taints(seal);
    order_stacks(seal);
    order_workloads(seal);
    order_rules(seal);
    order_workload_labels(seal);
    seal_pods(seal);
    order_placements(seal);
}
