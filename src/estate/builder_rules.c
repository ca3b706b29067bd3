/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of workloads, each kept once, and what is said of namespaces. */
#include <string.h>

#include "estate/builder_data.h"

/* ---- rules: equal ones are found by their bytes */

static void key_text(struct buf *key, const char *text)
{
    buf_add(key, text, strlen(text) + 1);
}

static void key_number(struct buf *key, int32_t number)
{
    buf_add(key, (const char *)&number, sizeof number);
}

/* A node has one name, so the key of an expression about it says nothing. */
static const char *expression_key(const struct expression *expression)
{
    bool is_label = expression->source == SOURCE_LABEL && expression->key;
    return is_label ? expression->key : "";
}

static void key_expressions(struct buf *key, const struct expression *expressions, int32_t count)
{
    key_number(key, count);
    for (int32_t e = 0; e < count; e++) {
        const struct expression *expression = &expressions[e];
        key_number(key, (int32_t)expression->source);
        key_number(key, (int32_t)expression->op);
        key_text(key, expression_key(expression));
        key_number(key, expression->value_count);
        for (int32_t v = 0; v < expression->value_count; v++)
            key_text(key, expression->values[v]);
    }
}

static void key_terms(struct buf *key, const struct rule *rule)
{
    for (int32_t t = 0; t < rule->term_count; t++)
        key_expressions(key, rule->terms[t].expressions, rule->terms[t].count);
}

static void make_rule_key(struct buf *key, const struct rule *rule)
{
    buf_clear(key);
    key_number(key, rule->selector_count);
    for (int32_t i = 0; i < rule->selector_count; i++) {
        key_text(key, rule->selector[i].key);
        key_text(key, rule->selector[i].value);
    }
    key_number(key, rule->has_terms ? rule->term_count : -1);
    if (rule->has_terms)
        key_terms(key, rule);
    key_number(key, rule->toleration_count);
    for (int32_t i = 0; i < rule->toleration_count; i++) {
        const struct toleration *toleration = &rule->tolerations[i];
        key_text(key, toleration->key ? toleration->key : "");
        key_text(key, toleration->value ? toleration->value : "");
        key_number(key, (int32_t)toleration->op);
        key_number(key, toleration->any_effect ? -1 : (int32_t)toleration->effect);
    }
    key_text(key, rule->os ? rule->os : "");
    key_text(key, rule->arch ? rule->arch : "");
    key_number(key, rule->is_daemon);
    key_number(key, rule->is_swarm);
}

static struct expression *copy_expressions(struct arena *arena, const struct expression *from,
                                           int32_t count)
{
    struct expression *expressions = ARENA_NEW(arena, count, struct expression);
    for (int32_t e = 0; e < count; e++) {
        const char **values = ARENA_NEW(arena, from[e].value_count, const char *);
        for (int32_t v = 0; v < from[e].value_count; v++)
            values[v] = arena_strdup(arena, from[e].values[v]);
        expressions[e] = from[e];
        expressions[e].key = arena_strdup(arena, expression_key(&from[e]));
        expressions[e].values = values;
    }
    return expressions;
}

static struct node_term copy_term(struct arena *arena, const struct node_term *term)
{
    struct node_term copy = {copy_expressions(arena, term->expressions, term->count), term->count};
    return copy;
}

static struct rule copy_rule(struct arena *arena, const struct rule *rule)
{
    struct rule copy = *rule;
    struct label *selector = ARENA_NEW(arena, rule->selector_count, struct label);
    for (int32_t i = 0; i < rule->selector_count; i++) {
        selector[i].key = arena_strdup(arena, rule->selector[i].key);
        selector[i].value = arena_strdup(arena, rule->selector[i].value);
    }
    copy.selector = selector;
    if (!rule->has_terms)
        copy.term_count = 0;
    struct node_term *terms = ARENA_NEW(arena, copy.term_count, struct node_term);
    for (int32_t i = 0; i < copy.term_count; i++)
        terms[i] = copy_term(arena, &rule->terms[i]);
    copy.terms = terms;
    struct toleration *tolerations = ARENA_NEW(arena, rule->toleration_count, struct toleration);
    for (int32_t i = 0; i < rule->toleration_count; i++) {
        const struct toleration *from = &rule->tolerations[i];
        tolerations[i] = *from;
        tolerations[i].key = arena_strdup(arena, from->key ? from->key : "");
        tolerations[i].value = arena_strdup(arena, from->value ? from->value : "");
    }
    copy.tolerations = tolerations;
    copy.os = estate_os(arena, rule->os ? rule->os : "");
    copy.arch = estate_arch(arena, rule->arch ? rule->arch : "");
    return copy;
}

int32_t builder_intern_rule(struct builder *builder, const struct rule *rule)
{
    make_rule_key(builder->key, rule);
    int32_t index = intern_add(builder->rule_keys, builder->key->data, builder->key->length);
    if ((size_t)index == builder->rules.count) {
        struct rule copy = copy_rule(builder->arena, rule);
        VEC_ADD(builder->rules, copy);
    }
    return index;
}

/* ---- rules between pods */

static void key_selector(struct buf *key, const struct label_selector *selector)
{
    key_number(key, selector->is_given);
    if (selector->is_given)
        key_expressions(key, selector->expressions, selector->count);
}

static void key_pod_terms(struct buf *key, const struct pod_term *terms, int32_t count)
{
    key_number(key, count);
    for (int32_t t = 0; t < count; t++) {
        key_selector(key, &terms[t].selector);
        key_number(key, terms[t].name_space_count);
        for (int32_t i = 0; i < terms[t].name_space_count; i++)
            key_text(key, terms[t].name_spaces[i]);
        key_selector(key, &terms[t].name_space_selector);
        key_text(key, terms[t].topology_key);
    }
}

static void make_pod_rule_key(struct buf *key, const struct pod_rule *rule)
{
    buf_clear(key);
    key_pod_terms(key, rule->affinity, rule->affinity_count);
    key_pod_terms(key, rule->anti_affinity, rule->anti_affinity_count);
    key_number(key, rule->spread_count);
    for (int32_t i = 0; i < rule->spread_count; i++) {
        const struct spread_constraint *spread = &rule->spread[i];
        key_selector(key, &spread->selector);
        key_text(key, spread->topology_key);
        buf_add(key, (const char *)&spread->max_skew, sizeof spread->max_skew);
        buf_add(key, (const char *)&spread->min_domains, sizeof spread->min_domains);
        key_number(key, spread->honors_affinity);
        key_number(key, spread->honors_taints);
    }
    key_number(key, rule->port_count);
    for (int32_t i = 0; i < rule->port_count; i++) {
        key_text(key, rule->ports[i].ip);
        key_number(key, rule->ports[i].port);
        key_text(key, rule->ports[i].protocol);
    }
}

static struct label_selector copy_selector(struct arena *arena,
                                           const struct label_selector *selector)
{
    struct label_selector copy = {selector->is_given, NULL, 0};
    if (selector->is_given) {
        copy.expressions = copy_expressions(arena, selector->expressions, selector->count);
        copy.count = selector->count;
    }
    return copy;
}

static struct pod_term *copy_pod_terms(struct arena *arena, const struct pod_term *terms,
                                       int32_t count)
{
    struct pod_term *copy = ARENA_NEW(arena, count, struct pod_term);
    for (int32_t t = 0; t < count; t++) {
        const char **names = ARENA_NEW(arena, terms[t].name_space_count, const char *);
        for (int32_t i = 0; i < terms[t].name_space_count; i++)
            names[i] = arena_strdup(arena, terms[t].name_spaces[i]);
        copy[t] = (struct pod_term){
            .selector = copy_selector(arena, &terms[t].selector),
            .name_spaces = names,
            .name_space_count = terms[t].name_space_count,
            .name_space_selector = copy_selector(arena, &terms[t].name_space_selector),
            .topology_key = arena_strdup(arena, terms[t].topology_key),
        };
    }
    return copy;
}

static struct pod_rule copy_pod_rule(struct arena *arena, const struct pod_rule *rule)
{
    struct pod_rule copy = *rule;
    struct spread_constraint *spread =
        ARENA_NEW(arena, rule->spread_count, struct spread_constraint);
    struct host_port *ports = ARENA_NEW(arena, rule->port_count, struct host_port);
    copy.affinity = copy_pod_terms(arena, rule->affinity, rule->affinity_count);
    copy.anti_affinity = copy_pod_terms(arena, rule->anti_affinity, rule->anti_affinity_count);
    for (int32_t i = 0; i < rule->spread_count; i++) {
        spread[i] = rule->spread[i];
        spread[i].selector = copy_selector(arena, &rule->spread[i].selector);
        spread[i].topology_key = arena_strdup(arena, rule->spread[i].topology_key);
    }
    for (int32_t i = 0; i < rule->port_count; i++) {
        ports[i].ip = arena_strdup(arena, rule->ports[i].ip);
        ports[i].port = rule->ports[i].port;
        ports[i].protocol = arena_strdup(arena, rule->ports[i].protocol);
    }
    copy.spread = spread;
    copy.ports = ports;
    return copy;
}

void builder_workload_home_rule(struct builder *builder, int32_t workload, const struct rule *rule)
{
    if (workload < 0)
        return;
    int32_t index = builder_intern_rule(builder, rule);
    builder->workloads.items[workload].home_rule = index == 0 ? -1 : index;
}

void builder_workload_pod_rule(struct builder *builder, int32_t workload,
                               const struct pod_rule *rule)
{
    if (workload < 0)
        return;
    int32_t *ret = &builder->workloads.items[workload].pod_rule;
    if (rule->affinity_count + rule->anti_affinity_count + rule->spread_count + rule->port_count ==
        0) {
        *ret = -1;
        return;
    }
    make_pod_rule_key(builder->key, rule);
    *ret = intern_add(builder->pod_rule_keys, builder->key->data, builder->key->length);
    if ((size_t)*ret == builder->pod_rules.count) {
        struct pod_rule copy = copy_pod_rule(builder->arena, rule);
        VEC_ADD(builder->pod_rules, copy);
    }
}

/* ---- namespaces */

void builder_name_space_label(struct builder *builder, int32_t cluster, const char *name_space,
                              const char *key, const char *value)
{
    if (cluster < 0)
        return;
    struct name_space_fact fact = {
        cluster,
        arena_strdup(builder->arena, name_space),
        {arena_strdup(builder->arena, key), arena_strdup(builder->arena, value)}};
    VEC_ADD(builder->name_space_labels, fact);
}

void builder_quota(struct builder *builder, const struct quota *quota, const struct origin *origin)
{
    if (quota->cluster_ix < 0 || quota->resource < 0 ||
        !builder_check_name(builder, "namespace", quota->name_space, true, origin) ||
        !builder_check_name(builder, "quota", quota->name, false, origin) ||
        !builder_check_value(builder, quota->hard, origin))
        return;
    struct quota copy = *quota;
    copy.name_space = arena_strdup(builder->arena, quota->name_space);
    copy.name = arena_strdup(builder->arena, quota->name);
    VEC_ADD(builder->quotas, copy);
}

/* ---- budgets and volumes */

void builder_budget(struct builder *builder, const struct disruption_budget *budget,
                    const struct origin *origin)
{
    if (budget->cluster_ix < 0 ||
        !builder_check_name(builder, "namespace", budget->name_space, true, origin) ||
        !builder_check_name(builder, "budget", budget->name, false, origin) ||
        !builder_check_value(builder, budget->value, origin))
        return;
    struct disruption_budget copy = *budget;
    copy.name_space = arena_strdup(builder->arena, budget->name_space);
    copy.name = arena_strdup(builder->arena, budget->name);
    copy.selector = copy_selector(builder->arena, &budget->selector);
    VEC_ADD(builder->budgets, copy);
}

void builder_volume(struct builder *builder, const struct volume *volume,
                    const struct origin *origin)
{
    if (volume->workload_ix < 0 ||
        !builder_check_name(builder, "claim", volume->claim, true, origin) ||
        !builder_check_name(builder, "storage class", volume->storage_class, true, origin))
        return;
    struct volume copy = *volume;
    copy.claim = arena_strdup(builder->arena, volume->claim);
    copy.storage_class = arena_strdup(builder->arena, volume->storage_class);
    VEC_ADD(builder->volumes, copy);
}
