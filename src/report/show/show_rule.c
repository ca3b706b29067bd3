/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/show/show_rule.h"

#include <inttypes.h>
#include <stdio.h>

#include "document/json_writer.h"
#include "estate/estate.h"

const char *show_effect_name(enum taint_effect effect)
{
    static const char *const names[] = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
    return names[effect];
}

void show_write_labels(struct json_writer *json, const char *key, const struct label *labels,
                       int32_t count)
{
    if (count == 0)
        return;
    json_key(json, key);
    json_object(json, true);
    for (int32_t i = 0; i < count; i++)
        json_member_string(json, labels[i].key, labels[i].value);
    json_end(json);
}

static void write_expression(struct json_writer *json, const struct expression *expression)
{
    static const char *const operators[] = {"In",        "NotIn",       "Exists",    "DoesNotExist",
                                            "Gt",        "Lt",          "EqualFold", "NotEqualFold",
                                            "InNetwork", "NotInNetwork"};
    json_object(json, true);
    if (expression->source == SOURCE_NODE_NAME)
        json_member_bool(json, "node_name", true);
    else
        json_member_string(json, "key", expression->key);
    json_member_string(json, "operator", operators[expression->op]);
    if (expression->value_count > 0)
        json_member_texts(json, "values", expression->values, expression->value_count);
    json_end(json);
}

static void write_tolerations(struct json_writer *json, const struct rule *rule)
{
    static const char *const operators[] = {"Equal", "Exists", "Lt", "Gt"};
    if (rule->toleration_count == 0)
        return;
    json_key(json, "tolerations");
    json_list(json, true);
    for (int32_t i = 0; i < rule->toleration_count; i++) {
        const struct toleration *toleration = &rule->tolerations[i];
        json_object(json, true);
        json_member_string_if(json, "key", toleration->key);
        json_member_string(json, "operator", operators[toleration->op]);
        json_member_string_if(json, "value", toleration->value);
        if (!toleration->any_effect)
            json_member_string(json, "effect", show_effect_name(toleration->effect));
        json_end(json);
    }
    json_end(json);
}

void show_write_rule(struct json_writer *json, const struct rule *rule)
{
    json_object(json, false);
    show_write_labels(json, "selector", rule->selector, rule->selector_count);
    if (rule->has_terms) {
        json_key(json, "terms");
        json_list(json, false);
        for (int32_t t = 0; t < rule->term_count; t++) {
            json_list(json, true);
            for (int32_t i = 0; i < rule->terms[t].count; i++)
                write_expression(json, &rule->terms[t].expressions[i]);
            json_end(json);
        }
        json_end(json);
    }
    write_tolerations(json, rule);
    json_member_string_if(json, "os", rule->os);
    json_member_string_if(json, "arch", rule->arch);
    if (rule->is_daemon)
        json_member_bool(json, "daemon", true);
    if (rule->is_swarm)
        json_member_bool(json, "swarm", true);
    json_end(json);
}

/* ---- rules between pods */

/* A selector that is not given is left out; one without expressions is an empty list. */
static void write_selector(struct json_writer *json, const char *key,
                           const struct label_selector *selector)
{
    if (!selector->is_given)
        return;
    json_key(json, key);
    json_list(json, true);
    for (int32_t i = 0; i < selector->count; i++)
        write_expression(json, &selector->expressions[i]);
    json_end(json);
}

static void write_pod_terms(struct json_writer *json, const char *key, const struct pod_term *terms,
                            int32_t count)
{
    if (count == 0)
        return;
    json_key(json, key);
    json_list(json, false);
    for (int32_t i = 0; i < count; i++) {
        json_object(json, true);
        json_member_string(json, "topology_key", terms[i].topology_key);
        write_selector(json, "selector", &terms[i].selector);
        if (terms[i].name_space_count > 0)
            json_member_texts(json, "namespaces", terms[i].name_spaces, terms[i].name_space_count);
        write_selector(json, "namespace_selector", &terms[i].name_space_selector);
        json_end(json);
    }
    json_end(json);
}

static void write_spread(struct json_writer *json, const struct pod_rule *rule)
{
    if (rule->spread_count == 0)
        return;
    json_key(json, "spread");
    json_list(json, false);
    for (int32_t i = 0; i < rule->spread_count; i++) {
        const struct spread_constraint *spread = &rule->spread[i];
        json_object(json, true);
        json_member_string(json, "topology_key", spread->topology_key);
        write_selector(json, "selector", &spread->selector);
        json_member_integer(json, "max_skew", spread->max_skew);
        if (spread->min_domains > 1)
            json_member_integer(json, "min_domains", spread->min_domains);
        if (spread->honors_affinity)
            json_member_bool(json, "honors_affinity", true);
        if (spread->honors_taints)
            json_member_bool(json, "honors_taints", true);
        json_end(json);
    }
    json_end(json);
}

void show_write_pod_rule(struct json_writer *json, const struct pod_rule *rule)
{
    json_object(json, false);
    write_pod_terms(json, "affinity", rule->affinity, rule->affinity_count);
    write_pod_terms(json, "anti_affinity", rule->anti_affinity, rule->anti_affinity_count);
    write_spread(json, rule);
    if (rule->port_count > 0) {
        json_key(json, "ports");
        json_list(json, true);
        for (int32_t i = 0; i < rule->port_count; i++) {
            json_object(json, true);
            json_member_string_if(json, "ip", rule->ports[i].ip);
            json_member_integer(json, "port", rule->ports[i].port);
            json_member_string(json, "protocol", rule->ports[i].protocol);
            json_end(json);
        }
        json_end(json);
    }
    json_end(json);
}

/* ---- namespaces of a cluster */

void show_write_name_spaces(struct json_writer *json, const struct estate *estate,
                            int32_t cluster_ix)
{
    bool any = false;
    for (int32_t i = 0; i < estate->name_space_count; i++) {
        const struct name_space *name_space = &estate->name_spaces[i];
        if (name_space->cluster_ix != cluster_ix)
            continue;
        if (!any) {
            json_key(json, "namespaces");
            json_list(json, false);
        }
        any = true;
        json_object(json, true);
        json_member_string(json, "namespace", name_space->name);
        show_write_labels(json, "labels", name_space->labels, name_space->label_count);
        json_end(json);
    }
    if (any)
        json_end(json);
}

void show_write_quotas(struct json_writer *json, const struct estate *estate, int32_t cluster_ix)
{
    bool any = false;
    for (int32_t i = 0; i < estate->quota_count; i++) {
        const struct quota *quota = &estate->quotas[i];
        if (quota->cluster_ix != cluster_ix)
            continue;
        if (!any) {
            json_key(json, "quotas");
            json_list(json, false);
        }
        any = true;
        json_object(json, true);
        json_member_string(json, "quota", quota->name);
        json_member_string_if(json, "namespace", quota->name_space);
        json_member_string(json, "resource", estate->resources[quota->resource].name);
        if (quota->is_limit)
            json_member_bool(json, "limit", true);
        json_member_integer(json, "hard", quota->hard);
        json_end(json);
    }
    if (any)
        json_end(json);
}

void show_write_budget(struct json_writer *json, const struct disruption_budget *budget)
{
    const char *key = budget->is_max_unavailable ? "max_unavailable" : "min_available";
    json_object(json, true);
    json_member_string(json, "budget", budget->name);
    json_member_string_if(json, "namespace", budget->name_space);
    write_selector(json, "selector", &budget->selector);
    if (budget->is_percent) {
        char text[24];
        snprintf(text, sizeof text, "%" PRId64 "%%", budget->value);
        json_member_string(json, key, text);
    } else {
        json_member_integer(json, key, budget->value);
    }
    json_end(json);
}

void show_write_budgets(struct json_writer *json, const struct estate *estate, int32_t cluster_ix)
{
    bool any = false;
    for (int32_t i = 0; i < estate->budget_count; i++) {
        if (estate->budgets[i].cluster_ix != cluster_ix)
            continue;
        if (!any) {
            json_key(json, "budgets");
            json_list(json, false);
        }
        any = true;
        show_write_budget(json, &estate->budgets[i]);
    }
    if (any)
        json_end(json);
}

/* ---- volumes of a workload */

void show_write_volumes(struct json_writer *json, const struct estate *estate,
                        const struct workload *workload)
{
    json_list(json, true);
    for (int32_t i = 0; i < workload->volume_count; i++) {
        const struct volume *volume = &estate->volumes[workload->first_volume + i];
        json_object(json, true);
        json_member_string(json, "claim", volume->claim);
        json_member_string_if(json, "storage_class", volume->storage_class);
        if (volume->is_bound_to_nodes)
            json_member_bool(json, "bound_to_nodes", true);
        json_end(json);
    }
    json_end(json);
}
