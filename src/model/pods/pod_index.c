/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pods/pod_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/intern.h"
#include "model/pods/pod_eligible.h"

struct pod_index {
    const struct estate *estate;
    struct arena *arena;
    struct intern *labels; /* key, value */
    struct buf key;
    int32_t *first;      /* [labels + 1] */
    int32_t *by_label;   /* workloads that have it, ascending */
    int32_t *all, count; /* every workload of Kubernetes */
};

static bool is_pod(const struct estate *e, int32_t workload_ix)
{
    return e->stacks[e->workloads[workload_ix].stack_ix].family == ORCHESTRATOR_KUBERNETES;
}

static void make_key(struct buf *key, const char *name, const char *value)
{
    buf_clear(key);
    buf_add(key, name, strlen(name) + 1);
    buf_add(key, value, strlen(value));
}

static int32_t label_id(struct pod_index *index, const struct label *label)
{
    make_key(&index->key, label->key, label->value);
    return intern_add(index->labels, index->key.data, index->key.length);
}

/* Counting sort of (label, workload). */
static void index_labels(struct pod_index *index, int64_t label_count)
{
    const struct estate *e = index->estate;
    int32_t *ids = ARENA_NEW(index->arena, label_count, int32_t);
    int64_t at = 0;
    for (int32_t i = 0; i < index->count; i++) {
        const struct workload *w = &e->workloads[index->all[i]];
        for (int32_t k = 0; k < w->label_count; k++)
            ids[at++] = label_id(index, &w->labels[k]);
    }
    int32_t known = intern_count(index->labels);
    int32_t *next = ARENA_NEW(index->arena, known + 1, int32_t);
    index->first = ARENA_NEW(index->arena, known + 1, int32_t);
    index->by_label = ARENA_NEW(index->arena, label_count, int32_t);
    for (int64_t i = 0; i < at; i++)
        index->first[ids[i] + 1]++;
    for (int32_t k = 0; k < known; k++)
        index->first[k + 1] += index->first[k];
    memcpy(next, index->first, ((size_t)known + 1) * sizeof *next);
    at = 0;
    for (int32_t i = 0; i < index->count; i++)
        for (int32_t k = 0; k < e->workloads[index->all[i]].label_count; k++)
            index->by_label[next[ids[at++]]++] = index->all[i];
}

struct pod_index *pod_index_new(const struct estate *estate, struct arena *arena)
{
    struct pod_index *index = calloc(1, sizeof *index);
    int64_t label_count = 0;
    if (!index)
        error_out_of_memory();
    index->estate = estate;
    index->arena = arena;
    index->labels = intern_new();
    buf_init(&index->key);
    index->all = ARENA_NEW(arena, estate->workload_count, int32_t);
    for (int32_t w = 0; w < estate->workload_count; w++)
        if (is_pod(estate, w)) {
            index->all[index->count++] = w;
            label_count += estate->workloads[w].label_count;
        }
    index_labels(index, label_count);
    return index;
}

void pod_index_free(struct pod_index *index)
{
    if (!index)
        return;
    intern_free(index->labels);
    buf_release(&index->key);
    free(index);
}

/* ---- namespaces */

static const struct name_space *find_name_space(const struct estate *e, int32_t cluster_ix,
                                                const char *name)
{
    int32_t low = 0, high = e->name_space_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        const struct name_space *one = &e->name_spaces[middle];
        int order = one->cluster_ix != cluster_ix ? (one->cluster_ix < cluster_ix ? -1 : 1)
                                                  : strcmp(one->name, name);
        if (order == 0)
            return one;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool covers(const struct estate *e, const struct pod_term *term, int32_t cluster_ix,
                   const char *name)
{
    for (int32_t i = 0; i < term->name_space_count; i++)
        if (strcmp(term->name_spaces[i], name) == 0)
            return true;
    if (!term->name_space_selector.is_given)
        return false;
    if (term->name_space_selector.count == 0)
        return true;
    const struct name_space *known = find_name_space(e, cluster_ix, name);
    return pod_selector_holds(&term->name_space_selector, known ? known->labels : NULL,
                              known ? known->label_count : 0);
}

bool pod_term_is_by_cluster(const struct pod_term *term)
{
    return term->name_space_selector.is_given && term->name_space_selector.count > 0;
}

/* ---- terms */

bool pod_term_selects(const struct estate *estate, const struct pod_term *term, int32_t cluster_ix,
                      int32_t workload_ix)
{
    const struct workload *w = &estate->workloads[workload_ix];
    return is_pod(estate, workload_ix) &&
           pod_selector_holds(&term->selector, w->labels, w->label_count) &&
           covers(estate, term, cluster_ix, estate->stacks[w->stack_ix].name_space);
}

static int compare_index(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Workloads with one of the values that an expression with In asks for; false: no such expression,
 * so any workload may be selected. */
static bool candidates(struct pod_index *index, const struct label_selector *selector,
                       struct workload_list *ret)
{
    const struct expression *asks = NULL;
    for (int32_t i = 0; i < selector->count && !asks; i++)
        if (selector->expressions[i].op == EXPRESSION_IN)
            asks = &selector->expressions[i];
    if (!asks)
        return false;
    int64_t room = 0;
    int32_t *ids = ARENA_NEW(index->arena, asks->value_count, int32_t);
    for (int32_t v = 0; v < asks->value_count; v++) {
        make_key(&index->key, asks->key, asks->values[v]);
        ids[v] = intern_find(index->labels, index->key.data, index->key.length);
        if (ids[v] >= 0)
            room += index->first[ids[v] + 1] - index->first[ids[v]];
    }
    int32_t *list = ARENA_NEW(index->arena, room, int32_t);
    ret->workloads = list;
    ret->count = 0;
    for (int32_t v = 0; v < asks->value_count; v++)
        for (int32_t i = ids[v] < 0 ? 0 : index->first[ids[v]];
             ids[v] >= 0 && i < index->first[ids[v] + 1]; i++)
            list[ret->count++] = index->by_label[i];
    if (asks->value_count > 1 && ret->count > 1)
        qsort(list, (size_t)ret->count, sizeof *list, compare_index);
    return true;
}

struct workload_list pod_index_match(struct pod_index *index, const struct pod_term *term,
                                     int32_t cluster_ix)
{
    struct workload_list found = {index->all, index->count}, ret = {NULL, 0};
    if (!term->selector.is_given)
        return ret;
    bool is_own = candidates(index, &term->selector, &found);
    int32_t *list =
        is_own ? (int32_t *)found.workloads : ARENA_NEW(index->arena, found.count, int32_t);
    for (int32_t i = 0; i < found.count; i++) {
        int32_t w = found.workloads[i];
        if ((ret.count == 0 || list[ret.count - 1] != w) &&
            pod_term_selects(index->estate, term, cluster_ix, w))
            list[ret.count++] = w;
    }
    ret.workloads = list;
    return ret;
}

/* ---- repack */

static void tie_terms(struct pod_index *index, const struct pod_term *terms, int32_t count,
                      int32_t cluster_ix, bool *is_tied)
{
    const struct estate *e = index->estate;
    for (int32_t t = 0; t < count; t++) {
        struct workload_list found = pod_index_match(index, &terms[t], cluster_ix);
        for (int32_t i = 0; i < found.count; i++)
            if (e->stacks[e->workloads[found.workloads[i]].stack_ix].cluster_ix == cluster_ix)
                is_tied[found.workloads[i]] = true;
    }
}

void pod_index_tied(const struct estate *estate, const bool *cluster_lost, bool *is_tied)
{
    if (estate->pod_rule_count == 0)
        return;
    struct arena *arena = arena_new();
    struct pod_index *index = pod_index_new(estate, arena);
    /* Each rule once for each cluster. */
    bool *is_done = ARENA_NEW(arena, (int64_t)estate->pod_rule_count * estate->cluster_count, bool);
    for (int32_t w = 0; w < estate->workload_count; w++) {
        int32_t rule_ix = estate->workloads[w].pod_rule_ix;
        int32_t cluster_ix = estate->stacks[estate->workloads[w].stack_ix].cluster_ix;
        if (rule_ix < 0 || cluster_lost[cluster_ix])
            continue;
        const struct pod_rule *rule = &estate->pod_rules[rule_ix];
        bool *done = &is_done[(int64_t)rule_ix * estate->cluster_count + cluster_ix];
        is_tied[w] = true;
        if (*done)
            continue;
        *done = true;
        tie_terms(index, rule->affinity, rule->affinity_count, cluster_ix, is_tied);
        tie_terms(index, rule->anti_affinity, rule->anti_affinity_count, cluster_ix, is_tied);
    }
    pod_index_free(index);
    arena_free(arena);
}
