/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/pods/pods.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "verify/verify_rule.h"

static void count_groups(struct pods *pods)
{
    pods->first_group = ARENA_NEW(pods->arena, pods->kind_count + 1, int32_t);
    for (int32_t g = 0; g < pods->group_count; g++)
        pods->first_group[pods->groups[g].kind_ix + 1]++;
    for (int32_t k = 0; k < pods->kind_count; k++)
        pods->first_group[k + 1] += pods->first_group[k];
}

static bool is_present(const struct pods *pods, int32_t kind_ix)
{
    return pods->first_group[kind_ix] < pods->first_group[kind_ix + 1];
}

static void set_pair(struct buf *pair, const char *key, const char *value)
{
    buf_clear(pair);
    buf_add(pair, key, strlen(key) + 1);
    buf_add_text(pair, value);
}

/* One list of kinds for each pair of key and value. */
static void index_labels(struct pods *pods)
{
    struct buf pair;
    int32_t *of_label, *next, total = 0, at = 0;

    for (int32_t k = 0; k < pods->kind_count; k++)
        total += is_present(pods, k) ? pods->kinds[k].label_count : 0;
    of_label = ARENA_NEW(pods->arena, total, int32_t);
    buf_init(&pair);
    for (int32_t k = 0; k < pods->kind_count; k++) {
        for (int32_t i = 0; is_present(pods, k) && i < pods->kinds[k].label_count; i++) {
            set_pair(&pair, pods->kinds[k].labels[i].key, pods->kinds[k].labels[i].value);
            of_label[at++] = intern_add(pods->pairs, pair.data, pair.length);
        }
    }
    buf_release(&pair);
    pods->first_of_pair = ARENA_NEW(pods->arena, intern_count(pods->pairs) + 1, int32_t);
    pods->kinds_of_pair = ARENA_NEW(pods->arena, total, int32_t);
    next = ARENA_NEW(pods->arena, intern_count(pods->pairs), int32_t);
    for (int32_t i = 0; i < total; i++)
        pods->first_of_pair[of_label[i] + 1]++;
    for (int32_t i = 0; i < intern_count(pods->pairs); i++) {
        pods->first_of_pair[i + 1] += pods->first_of_pair[i];
        next[i] = pods->first_of_pair[i];
    }
    at = 0;
    for (int32_t k = 0; k < pods->kind_count; k++) {
        for (int32_t i = 0; is_present(pods, k) && i < pods->kinds[k].label_count; i++)
            pods->kinds_of_pair[next[of_label[at++]]++] = k;
    }
}

void pods_init(struct pods *pods)
{
    pods->pairs = intern_new();
    pods->keys = intern_new();
    pods->domains = NULL;
    pods->domains_room = 0;
    pods->stamp = 0;
    pods->kind_stamp = ARENA_NEW(pods->arena, pods->kind_count, int64_t);
    pods->candidates = ARENA_NEW(pods->arena, pods->kind_count, int32_t);
    pods->found = ARENA_NEW(pods->arena, pods->group_count, int32_t);
    count_groups(pods);
    index_labels(pods);
}

void pods_release(struct pods *pods)
{
    intern_free(pods->pairs);
    intern_free(pods->keys);
}

/* Index of the pair, -1 = no pod has it. */
static int32_t find_pair(const struct pods *pods, struct buf *pair, const char *key,
                         const char *value)
{
    set_pair(pair, key, value);
    return intern_find(pods->pairs, pair->data, pair->length);
}

/* How many kinds have the label with one of the values, at most; into candidates when `keep`. */
static int64_t with_values(struct pods *pods, const struct expression *expression, bool keep)
{
    int64_t count = 0;
    struct buf pair;

    pods->stamp++;
    buf_init(&pair);
    for (int32_t i = 0; i < expression->value_count; i++) {
        int32_t p = find_pair(pods, &pair, expression->key, expression->values[i]);

        if (p < 0)
            continue;
        if (!keep)
            count += pods->first_of_pair[p + 1] - pods->first_of_pair[p];
        for (int32_t j = pods->first_of_pair[p]; keep && j < pods->first_of_pair[p + 1]; j++) {
            int32_t k = pods->kinds_of_pair[j];

            if (pods->kind_stamp[k] != pods->stamp)
                pods->candidates[count++] = k;
            pods->kind_stamp[k] = pods->stamp;
        }
    }
    buf_release(&pair);
    return count;
}

int32_t pods_find(struct pods *pods, const struct label_selector *selector)
{
    const struct expression *best = NULL;
    int64_t fewest = INT64_MAX;
    int32_t count = 0;

    for (int32_t i = 0; selector->is_given && i < selector->count; i++) {
        const struct expression *expression = &selector->expressions[i];
        int64_t found =
            expression->op == EXPRESSION_IN ? with_values(pods, expression, false) : INT64_MAX;

        if (found < fewest) {
            fewest = found;
            best = expression;
        }
    }
    if (best)
        return (int32_t)with_values(pods, best, true);
    for (int32_t k = 0; selector->is_given && k < pods->kind_count; k++) {
        if (is_present(pods, k))
            pods->candidates[count++] = k;
    }
    return count;
}

/* Labels of a namespace; one that is not listed has none. */
static const struct name_space *find_name_space(const struct pods *pods, int32_t cluster_ix,
                                                const char *name)
{
    int32_t low = 0, high = pods->name_space_count;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        const struct name_space *at = &pods->name_spaces[middle];
        int order = at->cluster_ix != cluster_ix ? (at->cluster_ix < cluster_ix ? -1 : 1)
                                                 : strcmp(at->name, name);

        if (order == 0)
            return at;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool covers_name_space(const struct pods *pods, const struct pod_term *term,
                              const char *name, int32_t cluster_ix)
{
    const struct name_space *found;

    for (int32_t i = 0; i < term->name_space_count; i++) {
        if (strcmp(term->name_spaces[i], name) == 0)
            return true;
    }
    if (!term->name_space_selector.is_given)
        return false;
    found = find_name_space(pods, cluster_ix, name);
    return rule_selects(&term->name_space_selector, found ? found->labels : NULL,
                        found ? found->label_count : 0);
}

bool pods_term_selects(const struct pods *pods, const struct pod_term *term, int32_t kind_ix,
                       int32_t cluster_ix)
{
    const struct pod_kind *kind = &pods->kinds[kind_ix];

    return rule_selects(&term->selector, kind->labels, kind->label_count) &&
           covers_name_space(pods, term, kind->name_space, cluster_ix);
}

static struct pod_domains number_domains(struct pods *pods, const char *topology_key)
{
    int32_t *of_node = ARENA_NEW(pods->arena, pods->node_count, int32_t);
    int32_t count = 0;

    for (int32_t c = 0; c < pods->cluster_count; c++) {
        const struct cluster *cluster = &pods->clusters[c];
        struct intern *values = intern_new();

        for (int32_t i = 0; i < cluster->node_count; i++) {
            int32_t n = cluster->first_node + i;
            const char *value = rule_own_label(&pods->nodes[n], topology_key);
            bool is_in = value && !(pods->is_lost && pods->is_lost[n]);

            of_node[n] = is_in ? count + intern_add(values, value, strlen(value)) : -1;
        }
        count += intern_count(values);
        intern_free(values);
    }
    return (struct pod_domains){of_node, count};
}

const struct pod_domains *pods_domains(struct pods *pods, const char *topology_key)
{
    int32_t known = intern_count(pods->keys);
    int32_t ix = intern_add(pods->keys, topology_key, strlen(topology_key));

    if (ix < known)
        return &pods->domains[ix];
    if (ix >= pods->domains_room) {
        int32_t room = pods->domains_room * 2 + 8;
        struct pod_domains *grown = ARENA_NEW(pods->arena, room, struct pod_domains);

        if (ix > 0)
            memcpy(grown, pods->domains, (size_t)ix * sizeof *grown);
        pods->domains = grown;
        pods->domains_room = room;
    }
    pods->domains[ix] = number_domains(pods, topology_key);
    return &pods->domains[ix];
}

void pods_check(struct pods *pods)
{
    pods_check_affinity(pods);
    pods_check_anti_affinity(pods);
    pods_check_spread(pods);
    pods_check_ports(pods);
}

const struct pod_kind *pods_kinds(const struct estate *estate, struct arena *arena)
{
    struct pod_kind *kinds = ARENA_NEW(arena, estate->workload_count, struct pod_kind);

    for (int32_t w = 0; w < estate->workload_count; w++) {
        const struct workload *workload = &estate->workloads[w];
        int32_t rule_ix = workload->pod_rule_ix;

        kinds[w] = (struct pod_kind){.name_space = estate->stacks[workload->stack_ix].name_space,
                                     .labels = workload->labels,
                                     .label_count = workload->label_count,
                                     .is_daemon = workload->is_daemon,
                                     .node_rule = &estate->rules[workload->rule_ix],
                                     .rule = rule_ix < 0 ? NULL : &estate->pod_rules[rule_ix]};
    }
    return kinds;
}
