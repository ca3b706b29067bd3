/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels of pods, rules between them, labels and quotas of namespaces: to the order of the estate.
 */
#include <stdlib.h>
#include <string.h>

#include "estate/seal/seal.h"

static void order_pod_labels(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    int32_t n = seal->estate->workload_count, *first;
    const struct label *labels = seal_labels(
        seal, builder->pod_labels.items, builder->pod_labels.count, seal->workload_ix, n, &first);
    for (int32_t i = 0; i < n; i++) {
        seal->workloads[i].labels = labels + first[i];
        seal->workloads[i].label_count = first[i + 1] - first[i];
    }
}

/* By first use, as rules are. */
static void order_pod_rules(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->pod_rules.count;
    int32_t *index = ARENA_NEW(seal->scratch, n, int32_t); /* 0 = not used yet, else one more */
    struct pod_rule *rules = ARENA_NEW(seal->arena, n, struct pod_rule);
    int32_t count = 0;
    for (int32_t w = 0; w < seal->estate->workload_count; w++) {
        int32_t rule = seal->workloads[w].pod_rule_ix;
        if (rule < 0)
            continue;
        if (index[rule] == 0) {
            rules[count] = builder->pod_rules.items[rule];
            index[rule] = ++count;
        }
        seal->workloads[w].pod_rule_ix = index[rule] - 1;
    }
    seal->estate->pod_rules = rules;
    seal->estate->pod_rule_count = count;
}

/* ---- namespaces */

struct name_space_order {
    const struct name_space_fact *fact;
    size_t index;
};

static int compare_name_spaces(const struct name_space_fact *a, const struct name_space_fact *b)
{
    if (a->cluster != b->cluster)
        return a->cluster < b->cluster ? -1 : 1;
    return strcmp(a->name, b->name);
}

static int compare_labels(const void *x, const void *y)
{
    const struct name_space_order *a = x, *b = y;
    int order = compare_name_spaces(a->fact, b->fact);
    if (order == 0)
        order = strcmp(a->fact->label.key, b->fact->label.key);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

/* By cluster, name and key; the last one said of each key stays. */
static void order_name_spaces(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->name_space_labels.count;
    struct name_space_order *order = ARENA_NEW(seal->scratch, n, struct name_space_order);
    struct label *labels = ARENA_NEW(seal->arena, n, struct label);
    struct name_space *name_spaces = ARENA_NEW(seal->arena, n, struct name_space);
    int32_t count = 0, label_count = 0;
    for (size_t i = 0; i < n; i++)
        order[i] = (struct name_space_order){&builder->name_space_labels.items[i], i};
    if (n > 0)
        qsort(order, n, sizeof *order, compare_labels);
    for (size_t i = 0; i < n; i++) {
        const struct name_space_fact *fact = order[i].fact;
        const struct name_space_fact *next = i + 1 < n ? order[i + 1].fact : NULL;
        bool is_last = !next || compare_name_spaces(fact, next) != 0;
        if (!is_last && strcmp(fact->label.key, next->label.key) == 0)
            continue;
        if (count == 0 || name_spaces[count - 1].cluster_ix != fact->cluster ||
            strcmp(name_spaces[count - 1].name, fact->name) != 0)
            name_spaces[count++] =
                (struct name_space){fact->cluster, fact->name, labels + label_count, 0};
        labels[label_count++] = fact->label;
        name_spaces[count - 1].label_count++;
    }
    seal->estate->name_spaces = name_spaces;
    seal->estate->name_space_count = count;
}

struct quota_order {
    struct quota quota;
    size_t index;
};

static int compare_quotas(const void *x, const void *y)
{
    const struct quota_order *a = x, *b = y;
    if (a->quota.cluster_ix != b->quota.cluster_ix)
        return a->quota.cluster_ix < b->quota.cluster_ix ? -1 : 1;
    int order = strcmp(a->quota.name_space, b->quota.name_space);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static void order_quotas(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->quotas.count;
    struct quota_order *order = ARENA_NEW(seal->scratch, n, struct quota_order);
    struct quota *quotas = ARENA_NEW(seal->arena, n, struct quota);
    for (size_t i = 0; i < n; i++)
        order[i] = (struct quota_order){builder->quotas.items[i], i};
    if (n > 0)
        qsort(order, n, sizeof *order, compare_quotas);
    for (size_t i = 0; i < n; i++)
        quotas[i] = order[i].quota;
    seal->estate->quotas = quotas;
    seal->estate->quota_count = (int32_t)n;
}

static void order_budgets(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->budgets.count;
    int32_t *keys = ARENA_NEW(seal->scratch, n, int32_t), *position, *first;
    struct disruption_budget *budgets = ARENA_NEW(seal->arena, n, struct disruption_budget);
    for (size_t i = 0; i < n; i++)
        keys[i] = builder->budgets.items[i].cluster_ix;
    seal_sort(seal->scratch, keys, n, seal->estate->cluster_count, &position, &first);
    for (size_t i = 0; i < n; i++)
        budgets[position[i]] = builder->budgets.items[i];
    seal->estate->budgets = budgets;
    seal->estate->budget_count = (int32_t)n;
}

static void order_volumes(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    size_t n = builder->volumes.count;
    int32_t *keys = ARENA_NEW(seal->scratch, n, int32_t), *position, *first;
    struct volume *volumes = ARENA_NEW(seal->arena, n, struct volume);
    for (size_t i = 0; i < n; i++)
        keys[i] = seal->workload_ix[builder->volumes.items[i].workload_ix];
    seal_sort(seal->scratch, keys, n, seal->estate->workload_count, &position, &first);
    for (size_t i = 0; i < n; i++) {
        volumes[position[i]] = builder->volumes.items[i];
        volumes[position[i]].workload_ix = keys[i];
    }
    for (int32_t w = 0; w < seal->estate->workload_count; w++) {
        seal->workloads[w].first_volume = first[w];
        seal->workloads[w].volume_count = first[w + 1] - first[w];
    }
    seal->estate->volumes = volumes;
    seal->estate->volume_count = (int32_t)n;
}

void seal_pods(struct seal *seal)
{
    order_pod_labels(seal);
    order_pod_rules(seal);
    order_name_spaces(seal);
    order_quotas(seal);
    order_budgets(seal);
    order_volumes(seal);
}
