/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SHA-256 over the facts of a sealed estate. Names go in with their length, numbers as eight bytes,
 * lists with their count, everything in estate order, so two different estates never give the same
 * bytes. Findings, and which file or rule said what, are left out: they are not facts.
 */
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include "estate/seal/seal.h"

static void put_number(struct sha256_ctx *sha, int64_t value)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)value >> (8 * i));
    sha256_update(sha, sizeof bytes, bytes);
}

static void put_text(struct sha256_ctx *sha, const char *text)
{
    size_t n = strlen(text);
    put_number(sha, (int64_t)n);
    sha256_update(sha, n, (const uint8_t *)text);
}

static void put_texts(struct sha256_ctx *sha, const char *const *texts, int32_t count)
{
    put_number(sha, count);
    for (int32_t i = 0; i < count; i++)
        put_text(sha, texts[i]);
}

static void put_numbers(struct sha256_ctx *sha, const int32_t *numbers, int32_t count)
{
    put_number(sha, count);
    for (int32_t i = 0; i < count; i++)
        put_number(sha, numbers[i]);
}

static void put_labels(struct sha256_ctx *sha, const struct label *labels, int32_t count)
{
    put_number(sha, count);
    for (int32_t i = 0; i < count; i++) {
        put_text(sha, labels[i].key);
        put_text(sha, labels[i].value);
    }
}

static void put_headroom(struct sha256_ctx *sha, const struct headroom *headroom, int32_t count)
{
    for (int32_t r = 0; r < count; r++) {
        put_number(sha, headroom[r].kind);
        put_number(sha, headroom[r].value);
    }
}

static void put_settings(struct sha256_ctx *sha, const struct estate *estate)
{
    put_text(sha, estate->name);
    put_number(sha, estate->critical_tier);
    put_number(sha, estate->unreserved);
    put_number(sha, estate->has_max_age ? estate->max_age_s : -1);
    if (estate->lend_count > 0)
        put_texts(sha, estate->lend, estate->lend_count);
    put_number(sha, estate->resource_count);
    for (int32_t r = 0; r < estate->resource_count; r++)
        put_text(sha, estate->resources[r].name);
    put_headroom(sha, estate->headroom, estate->resource_count);
    put_number(sha, estate->scenario_count);
    for (int32_t i = 0; i < estate->scenario_count; i++) {
        put_text(sha, estate->scenarios[i].name);
        put_texts(sha, estate->scenarios[i].lose, estate->scenarios[i].lose_count);
    }
}

static void put_cluster(struct sha256_ctx *sha, const struct estate *estate,
                        const struct cluster *cluster)
{
    put_text(sha, cluster->name);
    put_number(sha, cluster->orchestrator);
    put_number(sha, cluster->role);
    put_text(sha, cluster->region);
    put_text(sha, cluster->environment);
    put_number(sha, cluster->has_captured);
    put_number(sha, cluster->captured_s);
    put_number(sha, cluster->is_partial);
    put_headroom(sha, cluster->headroom, estate->resource_count);
}

static void put_node(struct sha256_ctx *sha, const struct estate *estate, int32_t node_ix)
{
    const struct node *node = &estate->nodes[node_ix];
    put_number(sha, node->cluster_ix);
    put_text(sha, node->name);
    put_text(sha, node->os);
    put_text(sha, node->arch);
    put_text(sha, node->zone);
    put_number(sha, node->is_schedulable);
    put_number(sha, node->is_ready);
    put_labels(sha, node->labels, node->label_count);
    put_number(sha, node->taint_count);
    for (int32_t i = 0; i < node->taint_count; i++) {
        put_text(sha, node->taints[i].key);
        put_text(sha, node->taints[i].value);
        put_number(sha, node->taints[i].effect);
    }
    for (int32_t r = 0; r < estate->resource_count; r++) {
        int64_t at = (int64_t)node_ix * estate->resource_count + r;
        put_number(sha, estate->node_named[at] ? estate->node_allocatable[at] : -1);
    }
}

static void put_stack(struct sha256_ctx *sha, const struct stack *stack)
{
    put_number(sha, stack->cluster_ix);
    put_text(sha, stack->name_space);
    put_text(sha, stack->name);
    put_number(sha, stack->family);
    put_number(sha, stack->tier);
    put_number(sha, stack->weight);
    put_text(sha, stack->environment);
    put_text(sha, stack->team);
    put_number(sha, stack->is_platform);
    put_number(sha, stack->is_portable);
    put_number(sha, stack->is_kept);
    put_number(sha, stack->has_targets);
    put_numbers(sha, stack->targets, stack->target_count);
    put_numbers(sha, stack->not_targets, stack->not_target_count);
    put_number(sha, stack->require_count);
    for (int32_t i = 0; i < stack->require_count; i++) {
        put_number(sha, stack->requires[i].stack_ix);
        put_number(sha, stack->requires[i].same_cluster);
    }
    put_number(sha, stack->family_ix);
    put_number(sha, stack->is_split + (stack->has_min_replicas ? 2 : 0));
    if (stack->has_min_replicas)
        put_number(sha, stack->min_replicas);
    put_number(sha, stack->is_assumed);
    put_number(sha, stack->is_assumed_zero);
}

static void put_workload(struct sha256_ctx *sha, const struct estate *estate, int32_t workload_ix)
{
    const struct workload *workload = &estate->workloads[workload_ix];
    put_number(sha, workload->stack_ix);
    put_text(sha, workload->name);
    put_text(sha, workload->kind);
    put_number(sha, workload->is_daemon);
    put_number(sha, workload->replicas);
    put_number(sha, workload->running_unknown);
    put_number(sha, workload->rule_ix);
    put_number(sha, workload->has_max_per_node ? workload->max_per_node : -1);
    put_number(sha, workload->has_max_per_zone ? workload->max_per_zone : -1);
    put_number(sha, workload->has_priority);
    put_number(sha, workload->priority);
    for (int32_t r = 0; r < estate->resource_count; r++) {
        int64_t at = (int64_t)workload_ix * estate->resource_count + r;
        put_number(sha, estate->reservation[at]);
        put_number(sha, estate->limit_given[at] ? estate->limit[at] : -1);
    }
}

static void put_expressions(struct sha256_ctx *sha, const struct expression *expressions,
                            int32_t count)
{
    put_number(sha, count);
    for (int32_t e = 0; e < count; e++) {
        const struct expression *expression = &expressions[e];
        put_number(sha, expression->source);
        put_number(sha, expression->op);
        put_text(sha, expression->key);
        put_texts(sha, expression->values, expression->value_count);
    }
}

static void put_rule(struct sha256_ctx *sha, const struct rule *rule)
{
    put_labels(sha, rule->selector, rule->selector_count);
    put_number(sha, rule->has_terms);
    put_number(sha, rule->term_count);
    for (int32_t t = 0; t < rule->term_count; t++)
        put_expressions(sha, rule->terms[t].expressions, rule->terms[t].count);
    put_number(sha, rule->toleration_count);
    for (int32_t i = 0; i < rule->toleration_count; i++) {
        const struct toleration *toleration = &rule->tolerations[i];
        put_text(sha, toleration->key);
        put_text(sha, toleration->value);
        put_number(sha, toleration->op);
        put_number(sha, toleration->any_effect ? -1 : (int64_t)toleration->effect);
    }
    put_text(sha, rule->os);
    put_text(sha, rule->arch);
    put_number(sha, rule->is_daemon);
    put_number(sha, rule->is_swarm);
}

static void put_selector(struct sha256_ctx *sha, const struct label_selector *selector)
{
    put_number(sha, selector->is_given);
    put_expressions(sha, selector->expressions, selector->count);
}

static void put_pod_terms(struct sha256_ctx *sha, const struct pod_term *terms, int32_t count)
{
    put_number(sha, count);
    for (int32_t t = 0; t < count; t++) {
        put_selector(sha, &terms[t].selector);
        put_texts(sha, terms[t].name_spaces, terms[t].name_space_count);
        put_selector(sha, &terms[t].name_space_selector);
        put_text(sha, terms[t].topology_key);
    }
}

static void put_pod_rule(struct sha256_ctx *sha, const struct pod_rule *rule)
{
    put_pod_terms(sha, rule->affinity, rule->affinity_count);
    put_pod_terms(sha, rule->anti_affinity, rule->anti_affinity_count);
    put_number(sha, rule->spread_count);
    for (int32_t i = 0; i < rule->spread_count; i++) {
        put_selector(sha, &rule->spread[i].selector);
        put_text(sha, rule->spread[i].topology_key);
        put_number(sha, rule->spread[i].max_skew);
        put_number(sha, rule->spread[i].min_domains);
        put_number(sha, rule->spread[i].honors_affinity);
        put_number(sha, rule->spread[i].honors_taints);
    }
    put_number(sha, rule->port_count);
    for (int32_t i = 0; i < rule->port_count; i++) {
        put_text(sha, rule->ports[i].ip);
        put_number(sha, rule->ports[i].port);
        put_text(sha, rule->ports[i].protocol);
    }
}

static bool has_pods(const struct estate *estate)
{
    for (int32_t i = 0; i < estate->workload_count; i++)
        if (estate->workloads[i].label_count > 0 || estate->workloads[i].home_rule_ix >= 0)
            return true;
    return estate->pod_rule_count + estate->name_space_count + estate->quota_count > 0;
}

/* What only Kubernetes and Swarm know stands at the end, and only where there is any. */
static void put_pods(struct sha256_ctx *sha, const struct estate *estate)
{
    if (!has_pods(estate))
        return;
    put_number(sha, estate->pod_rule_count);
    for (int32_t i = 0; i < estate->pod_rule_count; i++)
        put_pod_rule(sha, &estate->pod_rules[i]);
    for (int32_t i = 0; i < estate->workload_count; i++) {
        const struct workload *workload = &estate->workloads[i];
        put_number(sha, workload->home_rule_ix);
        put_number(sha, workload->pod_rule_ix);
        put_labels(sha, workload->labels, workload->label_count);
    }
    put_number(sha, estate->name_space_count);
    for (int32_t i = 0; i < estate->name_space_count; i++) {
        put_number(sha, estate->name_spaces[i].cluster_ix);
        put_text(sha, estate->name_spaces[i].name);
        put_labels(sha, estate->name_spaces[i].labels, estate->name_spaces[i].label_count);
    }
    put_number(sha, estate->quota_count);
    for (int32_t i = 0; i < estate->quota_count; i++) {
        const struct quota *quota = &estate->quotas[i];
        put_number(sha, quota->cluster_ix);
        put_text(sha, quota->name_space);
        put_text(sha, quota->name);
        put_number(sha, quota->is_limit);
        put_number(sha, quota->resource);
        put_number(sha, quota->hard);
    }
}

static bool has_upkeep(const struct estate *estate)
{
    for (int32_t i = 0; i < estate->workload_count; i++)
        if (estate->workloads[i].never_preempts)
            return true;
    return estate->budget_count + estate->volume_count > 0;
}

/* What no packing asks for; likewise. */
static void put_upkeep(struct sha256_ctx *sha, const struct estate *estate)
{
    if (!has_upkeep(estate))
        return;
    put_text(sha, "upkeep");
    for (int32_t i = 0; i < estate->workload_count; i++)
        put_number(sha, estate->workloads[i].never_preempts);
    put_number(sha, estate->budget_count);
    for (int32_t i = 0; i < estate->budget_count; i++) {
        const struct disruption_budget *budget = &estate->budgets[i];
        put_number(sha, budget->cluster_ix);
        put_text(sha, budget->name_space);
        put_text(sha, budget->name);
        put_selector(sha, &budget->selector);
        put_number(sha, budget->is_max_unavailable);
        put_number(sha, budget->is_percent);
        put_number(sha, budget->value);
    }
    put_number(sha, estate->volume_count);
    for (int32_t i = 0; i < estate->volume_count; i++) {
        put_number(sha, estate->volumes[i].workload_ix);
        put_text(sha, estate->volumes[i].claim);
        put_text(sha, estate->volumes[i].storage_class);
        put_number(sha, estate->volumes[i].is_bound_to_nodes);
    }
}

/* Likewise: what starts after a failover. */
static void put_failover(struct sha256_ctx *sha, const struct estate *estate)
{
    bool has_any = false;
    for (int32_t i = 0; i < estate->workload_count; i++)
        has_any = has_any || estate->workloads[i].has_failover_replicas;
    if (!has_any)
        return;
    put_text(sha, "failover");
    for (int32_t i = 0; i < estate->workload_count; i++)
        put_number(sha, estate->workloads[i].failover_replicas);
}

static void put_facts(struct sha256_ctx *sha, const struct estate *estate)
{
    put_number(sha, estate->cluster_count);
    for (int32_t i = 0; i < estate->cluster_count; i++)
        put_cluster(sha, estate, &estate->clusters[i]);
    put_number(sha, estate->node_count);
    for (int32_t i = 0; i < estate->node_count; i++)
        put_node(sha, estate, i);
    put_number(sha, estate->rule_count);
    for (int32_t i = 0; i < estate->rule_count; i++)
        put_rule(sha, &estate->rules[i]);
    put_number(sha, estate->stack_count);
    for (int32_t i = 0; i < estate->stack_count; i++)
        put_stack(sha, &estate->stacks[i]);
    put_number(sha, estate->workload_count);
    for (int32_t i = 0; i < estate->workload_count; i++)
        put_workload(sha, estate, i);
    put_number(sha, estate->placement_count);
    for (int32_t i = 0; i < estate->placement_count; i++) {
        put_number(sha, estate->placements[i].workload_ix);
        put_number(sha, estate->placements[i].node_ix);
        put_number(sha, estate->placements[i].replicas);
    }
    put_pods(sha, estate);
    put_upkeep(sha, estate);
    put_failover(sha, estate);
}

const char *seal_digest(const struct seal *seal)
{
    struct sha256_ctx sha;
    uint8_t bytes[SHA256_DIGEST_SIZE];
    char hex[2 * SHA256_DIGEST_SIZE + 1];
    sha256_init(&sha);
    put_settings(&sha, seal->estate);
    put_facts(&sha, seal->estate);
    sha256_digest(&sha, sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    return arena_format(seal->arena, "sha256:%s", hex);
}
