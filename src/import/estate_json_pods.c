/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pod_rules` of a shown estate, the namespaces, quotas and budgets of its clusters, volumes. */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "import/estate_json_parts.h"

static struct label_selector read_selector(struct keys_reader *reader, const struct value *map,
                                           const char *key)
{
    const struct value *list = value_get(map, key);
    struct label_selector selector = {list != NULL, NULL, 0};
    struct expression *expressions =
        ARENA_NEW(reader->arena, list ? list->count : 0, struct expression);
    for (const struct value *item = shown_list(reader, map, key); item; item = item->next)
        shown_expression(reader, item, false, &expressions[selector.count++]);
    selector.expressions = expressions;
    return selector;
}

static const char *read_topology_key(struct keys_reader *reader, const struct value *map)
{
    const char *key = shown_name(reader, map, "topology_key");
    if (value_get(map, "topology_key") && key[0] == '\0')
        keys_refuse(reader, map, "topology_key: found nothing; expected the key of a node label");
    return key;
}

static const struct pod_term *read_pod_terms(struct keys_reader *reader, const struct value *map,
                                             const char *key, int32_t *ret_count)
{
    static const struct key keys[] = {{"topology_key", shown_skip},
                                      {"selector", shown_skip},
                                      {"namespaces", shown_skip},
                                      {"namespace_selector", shown_skip}};
    const struct value *list = value_get(map, key);
    struct pod_term *terms = ARENA_NEW(reader->arena, list ? list->count : 0, struct pod_term);
    for (const struct value *item = shown_list(reader, map, key); item; item = item->next) {
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, NULL))
            continue;
        struct pod_term *term = &terms[(*ret_count)++];
        term->topology_key = read_topology_key(reader, item);
        term->selector = read_selector(reader, item, "selector");
        term->name_spaces = shown_texts(reader, item, "namespaces", &term->name_space_count);
        term->name_space_selector = read_selector(reader, item, "namespace_selector");
    }
    return terms;
}

static void read_spread(struct keys_reader *reader, const struct value *map, struct pod_rule *rule)
{
    static const struct key keys[] = {
        {"topology_key", shown_skip},    {"selector", shown_skip},
        {"max_skew", shown_skip},        {"min_domains", shown_skip},
        {"honors_affinity", shown_skip}, {"honors_taints", shown_skip}};
    const struct value *list = value_get(map, "spread");
    struct spread_constraint *spread =
        ARENA_NEW(reader->arena, list ? list->count : 0, struct spread_constraint);
    rule->spread = spread;
    for (const struct value *item = shown_list(reader, map, "spread"); item; item = item->next) {
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, NULL))
            continue;
        struct spread_constraint *one = &spread[rule->spread_count++];
        one->topology_key = read_topology_key(reader, item);
        one->selector = read_selector(reader, item, "selector");
        one->max_skew = one->min_domains = 1;
        shown_figure(reader, item, "max_skew", 1, INT32_MAX, &one->max_skew);
        shown_number(reader, item, "min_domains", 1, INT32_MAX, &one->min_domains);
        one->honors_affinity = shown_flag(reader, item, "honors_affinity", false);
        one->honors_taints = shown_flag(reader, item, "honors_taints", false);
    }
}

static void read_ports(struct keys_reader *reader, const struct value *map, struct pod_rule *rule)
{
    static const char *const protocols[] = {"TCP", "UDP", "SCTP"};
    static const struct key keys[] = {
        {"ip", shown_skip}, {"port", shown_skip}, {"protocol", shown_skip}};
    enum { LAST_PORT = 65535 };
    const struct value *list = value_get(map, "ports");
    struct host_port *ports = ARENA_NEW(reader->arena, list ? list->count : 0, struct host_port);
    rule->ports = ports;
    for (const struct value *item = shown_list(reader, map, "ports"); item; item = item->next) {
        int64_t number = 0;
        if (!keys_read(reader, item, keys, 3, NULL))
            continue;
        int protocol = shown_word(reader, item, "protocol", protocols, 3);
        shown_figure(reader, item, "port", 1, LAST_PORT, &number);
        ports[rule->port_count++] =
            (struct host_port){shown_text(reader, item, "ip", ""), (int32_t)number,
                               protocols[protocol < 0 ? 0 : protocol]};
    }
}

void shown_pod_rule(struct keys_reader *reader, const struct value *map, struct pod_rule *rule)
{
    static const struct key keys[] = {{"affinity", shown_skip},
                                      {"anti_affinity", shown_skip},
                                      {"spread", shown_skip},
                                      {"ports", shown_skip}};
    if (!keys_read(reader, map, keys, sizeof keys / sizeof *keys, NULL))
        return;
    rule->affinity = read_pod_terms(reader, map, "affinity", &rule->affinity_count);
    rule->anti_affinity = read_pod_terms(reader, map, "anti_affinity", &rule->anti_affinity_count);
    read_spread(reader, map, rule);
    read_ports(reader, map, rule);
}

void shown_pod_rules(struct keys_reader *reader, const struct value *root, struct shown *shown)
{
    const struct value *list = value_get(root, "pod_rules");
    struct pod_rule *rules = ARENA_NEW(reader->arena, list ? list->count : 0, struct pod_rule);
    shown->pod_rules = rules;
    for (const struct value *item = shown_list(reader, root, "pod_rules"); item; item = item->next)
        shown_pod_rule(reader, item, &rules[shown->pod_rule_count++]);
}

/* ---- namespaces */

void shown_name_spaces(struct keys_reader *reader, const struct value *map, int32_t cluster)
{
    static const struct key keys[] = {{"namespace", shown_skip}, {"labels", shown_skip}};
    for (const struct value *item = shown_list(reader, map, "namespaces"); item;
         item = item->next) {
        int32_t count;
        if (!keys_read(reader, item, keys, 2, NULL))
            continue;
        const char *name = shown_name(reader, item, "namespace");
        const struct label *labels = shown_labels(reader, item, "labels", &count);
        for (int32_t i = 0; i < count; i++)
            builder_name_space_label(reader->builder, cluster, name, labels[i].key,
                                     labels[i].value);
    }
}

void shown_quotas(struct keys_reader *reader, const struct value *map, int32_t cluster)
{
    static const struct key keys[] = {{"quota", shown_skip},
                                      {"namespace", shown_skip},
                                      {"resource", shown_skip},
                                      {"limit", shown_skip},
                                      {"hard", shown_skip}};
    for (const struct value *item = shown_list(reader, map, "quotas"); item; item = item->next) {
        struct origin origin = keys_origin(reader, item);
        struct quota quota = {.cluster_ix = cluster};
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, NULL))
            continue;
        quota.name = shown_name(reader, item, "quota");
        quota.name_space = shown_text(reader, item, "namespace", "");
        quota.resource =
            builder_resource(reader->builder, shown_name(reader, item, "resource"), &origin);
        quota.is_limit = shown_flag(reader, item, "limit", false);
        if (quota.is_limit && quota.resource == RESOURCE_PODS)
            keys_refuse(reader, item, "quota: found a limit of pods; expected a number of pods");
        if (shown_figure(reader, item, "hard", 0, CAP_QUANTITY, &quota.hard))
            builder_quota(reader->builder, &quota, &origin);
    }
}

/* 3, or "50%". */
static void read_bound(struct keys_reader *reader, const struct value *value,
                       struct disruption_budget *budget)
{
    const char *text = value_text(value, "");
    size_t digits = strspn(text, "0123456789");
    budget->is_percent = digits > 0 && digits <= 3 && strcmp(text + digits, "%") == 0;
    for (size_t i = 0; budget->is_percent && i < digits; i++)
        budget->value = budget->value * 10 + (text[i] - '0');
    bool is_valid = budget->is_percent ? budget->value <= 100
                                       : value_integer(value, &budget->value) && budget->value >= 0;
    if (!is_valid)
        keys_refuse(reader, value, "%s: found \"%.60s\"; expected a whole number or 0%% to 100%%",
                    value->key, value->text);
}

void shown_budgets(struct keys_reader *reader, const struct value *map, int32_t cluster)
{
    static const struct key keys[] = {{"budget", shown_skip},
                                      {"namespace", shown_skip},
                                      {"selector", shown_skip},
                                      {"min_available", shown_skip},
                                      {"max_unavailable", shown_skip}};
    for (const struct value *item = shown_list(reader, map, "budgets"); item; item = item->next) {
        struct origin origin = keys_origin(reader, item);
        struct disruption_budget budget = {.cluster_ix = cluster};
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, NULL))
            continue;
        const struct value *least = value_get(item, "min_available");
        const struct value *most = value_get(item, "max_unavailable");
        budget.name = shown_name(reader, item, "budget");
        budget.name_space = shown_text(reader, item, "namespace", "");
        budget.selector = read_selector(reader, item, "selector");
        budget.is_max_unavailable = most != NULL;
        if (!least == !most)
            keys_refuse(reader, item,
                        "budget: found %s of min_available and max_unavailable; expected one",
                        least ? "both" : "none");
        else
            read_bound(reader, least ? least : most, &budget);
        builder_budget(reader->builder, &budget, &origin);
    }
}

void shown_volumes(struct keys_reader *reader, const struct value *list, int32_t workload)
{
    static const struct key keys[] = {
        {"claim", shown_skip}, {"storage_class", shown_skip}, {"bound_to_nodes", shown_skip}};
    if (list->kind != VALUE_LIST) {
        keys_refuse(reader, list, "volumes: found %s; expected a list",
                    value_kind_name(list->kind));
        return;
    }
    for (const struct value *item = list->first; item; item = item->next) {
        struct origin origin = keys_origin(reader, item);
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, NULL))
            continue;
        struct volume volume = {.workload_ix = workload,
                                .claim = shown_name(reader, item, "claim"),
                                .storage_class = shown_text(reader, item, "storage_class", ""),
                                .is_bound_to_nodes =
                                    shown_flag(reader, item, "bound_to_nodes", false)};
        builder_volume(reader->builder, &volume, &origin);
    }
}
