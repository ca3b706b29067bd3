/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pods/pod_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "model/eligible.h"
#include "model/pods/pod_eligible.h"

const struct pod_rule *pod_build_rule(const struct pod_build *pods, int32_t workload_ix)
{
    int32_t rule_ix = pods->estate->workloads[workload_ix].pod_rule_ix;
    return rule_ix < 0 ? NULL : &pods->estate->pod_rules[rule_ix];
}

void pod_build_forbid(struct pod_build *pods, int32_t item_ix, int32_t bin)
{
    const struct problem *p = pods->problem;
    const unsigned char *row =
        p->eligible + (int64_t)pods->items[item_ix].eligible_class * p->bin_count;
    if (pods->may_come[item_ix])
        pods->may_come[item_ix][bin] = 0;
    if (!pods->own_rows[item_ix]) {
        if (!row[bin])
            return;
        pods->own_rows[item_ix] = ARENA_NEW(pods->arena, p->bin_count, unsigned char);
        memcpy(pods->own_rows[item_ix], row, (size_t)p->bin_count);
    }
    pods->own_rows[item_ix][bin] = 0;
}

void pod_build_may_come(struct pod_build *pods, int32_t item_ix, int32_t bin)
{
    const struct problem *p = pods->problem;
    const unsigned char *row =
        p->eligible + (int64_t)pods->items[item_ix].eligible_class * p->bin_count;
    if (pods->own_rows[item_ix])
        row = pods->own_rows[item_ix];
    if (!row[bin])
        return;
    pod_build_forbid(pods, item_ix, bin);
    if (!pods->may_come[item_ix])
        pods->may_come[item_ix] = ARENA_NEW(pods->arena, p->bin_count, unsigned char);
    pods->may_come[item_ix][bin] = 1;
}

/* ---- topologies */

static void number_domains(struct pod_build *pods, const char *key, struct pod_topology *ret)
{
    const struct problem *p = pods->problem;
    int32_t *bin_domain = ARENA_NEW(pods->arena, p->bin_count, int32_t);
    int32_t *first_domain = ARENA_NEW(pods->arena, p->cluster_count + 1, int32_t);
    int32_t count = 0;
    ret->is_per_bin = true;
    for (int32_t c = 0; c < p->cluster_count; c++) {
        struct intern *values = intern_new();
        for (int32_t bin = p->first_bin[c]; bin < p->first_bin[c + 1]; bin++) {
            const struct node *node = &pods->estate->nodes[p->bin_node_ix[bin]];
            const char *value = pod_node_label(node, key);
            bin_domain[bin] = value ? count + intern_add(values, value, strlen(value)) : -1;
        }
        int32_t domains = intern_count(values);
        ret->is_per_bin &= domains == p->first_bin[c + 1] - p->first_bin[c];
        count += domains;
        first_domain[c + 1] = count;
        intern_free(values);
    }
    ret->bin_domain = bin_domain;
    ret->first_domain = first_domain;
    ret->of_cluster = ARENA_NEW(pods->arena, p->cluster_count, const int32_t *);
}

struct pod_topology *pod_build_topology(struct pod_build *pods, const char *key)
{
    int32_t index = intern_add(pods->topology_keys, key, strlen(key));
    if ((size_t)index == pods->topology_count) {
        struct pod_topology *made = ARENA_NEW(pods->arena, 1, struct pod_topology);
        number_domains(pods, key, made);
        VEC_PUSH(pods->topologies, pods->topology_count, pods->topology_room, made);
    }
    return pods->topologies[index];
}

/* ---- terms */

static void key_text(struct buf *key, const char *text)
{
    buf_add(key, text, strlen(text) + 1);
}

static void key_selector(struct buf *key, const struct label_selector *selector)
{
    buf_format(key, "%d %d;", selector->is_given, (int)selector->count);
    for (int32_t i = 0; i < selector->count; i++) {
        const struct expression *one = &selector->expressions[i];
        buf_format(key, "%d %d;", (int)one->op, (int)one->value_count);
        key_text(key, one->key);
        for (int32_t v = 0; v < one->value_count; v++)
            key_text(key, one->values[v]);
    }
}

static void key_term(struct buf *key, const struct pod_term *term)
{
    buf_clear(key);
    key_selector(key, &term->selector);
    buf_format(key, "%d;", (int)term->name_space_count);
    for (int32_t i = 0; i < term->name_space_count; i++)
        key_text(key, term->name_spaces[i]);
    key_selector(key, &term->name_space_selector);
    key_text(key, term->topology_key);
}

static int compare_index(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

struct item_set pod_build_items(const struct pod_build *pods, struct workload_list found)
{
    int32_t room = 0;
    for (int32_t i = 0; i < found.count; i++)
        room += pods->first_item[found.workloads[i] + 1] - pods->first_item[found.workloads[i]];
    int32_t *items = ARENA_NEW(pods->arena, room, int32_t);
    int32_t count = 0;
    for (int32_t i = 0; i < found.count; i++)
        for (int32_t k = pods->first_item[found.workloads[i]];
             k < pods->first_item[found.workloads[i] + 1]; k++)
            items[count++] = pods->item_list[k];
    struct item_set set = {items, count};
    /* Items are by group, workloads by stack: not the same order. */
    if (count > 1)
        qsort(items, (size_t)count, sizeof *items, compare_index);
    return set;
}

static struct pod_use make_use(struct pod_build *pods, const struct pod_term *term)
{
    const struct problem *p = pods->problem;
    bool by_cluster = pod_term_is_by_cluster(term);
    struct pod_use use = {.term = term,
                          .topology = pod_build_topology(pods, term->topology_key),
                          .scope_count = by_cluster ? p->cluster_count : 1};
    use.found = ARENA_NEW(pods->arena, use.scope_count, struct workload_list);
    use.sets = ARENA_NEW(pods->arena, use.scope_count, struct item_set);
    for (int32_t s = 0; s < use.scope_count && p->cluster_count > 0; s++) {
        use.found[s] = pod_index_match(pods->index, term, p->cluster_ix[s]);
        use.sets[s] = pod_build_items(pods, use.found[s]);
    }
    return use;
}

struct pod_use *pod_build_use(struct pod_build *pods, const struct pod_term *term)
{
    key_term(&pods->key, term);
    int32_t index = intern_add(pods->use_keys, pods->key.data, pods->key.length);
    if ((size_t)index == pods->use_count) {
        struct pod_use *made = ARENA_NEW(pods->arena, 1, struct pod_use);
        *made = make_use(pods, term);
        VEC_PUSH(pods->uses, pods->use_count, pods->use_room, made);
    }
    return pods->uses[index];
}

int32_t pod_build_scope(const struct pod_use *use, int32_t cluster)
{
    return use->scope_count == 1 ? 0 : cluster;
}

const int32_t *pod_build_domains(struct pod_build *pods, const struct pod_use *use, int32_t scope)
{
    const struct problem *p = pods->problem;
    struct pod_topology *topology = use->topology;
    if (use->scope_count == 1)
        return topology->bin_domain;
    if (!topology->of_cluster[scope]) {
        int32_t *own = ARENA_NEW(pods->arena, p->bin_count, int32_t);
        for (int32_t bin = 0; bin < p->bin_count; bin++)
            own[bin] = p->bin_cluster[bin] == scope ? topology->bin_domain[bin] : -1;
        topology->of_cluster[scope] = own;
    }
    return topology->of_cluster[scope];
}

const bool *pod_build_present(struct pod_build *pods, struct pod_use *use)
{
    const struct pod_topology *topology = use->topology;
    const struct problem *p = pods->problem;
    if (use->present)
        return use->present;
    use->present = ARENA_NEW(pods->arena, topology->first_domain[p->cluster_count], bool);
    for (int32_t s = 0; s < use->scope_count; s++)
        for (int32_t i = 0; i < use->found[s].count; i++) {
            int32_t w = use->found[s].workloads[i];
            for (int32_t k = pods->first_pinned[w]; k < pods->first_pinned[w + 1]; k++) {
                int32_t bin = pods->pinned[k].bin, domain = topology->bin_domain[bin];
                if (domain >= 0 && pod_build_scope(use, p->bin_cluster[bin]) == s)
                    use->present[domain] = true;
            }
        }
    return use->present;
}

/* ---- who is where */

static void list_items(struct pod_build *pods)
{
    const struct problem *p = pods->problem;
    int32_t n = pods->estate->workload_count;
    int32_t *next = ARENA_NEW(pods->arena, n + 1, int32_t);
    pods->first_item = ARENA_NEW(pods->arena, n + 1, int32_t);
    pods->item_list = ARENA_NEW(pods->arena, p->item_count, int32_t);
    for (int32_t i = 0; i < p->item_count; i++)
        pods->first_item[p->items[i].workload_ix + 1]++;
    for (int32_t w = 0; w < n; w++)
        pods->first_item[w + 1] += pods->first_item[w];
    memcpy(next, pods->first_item, ((size_t)n + 1) * sizeof *next);
    for (int32_t i = 0; i < p->item_count; i++)
        pods->item_list[next[p->items[i].workload_ix]++] = i;
}

/* A daemon without placements runs on every eligible node of its cluster (model/remains). */
static bool runs_unplaced(const struct pod_build *pods, int32_t workload_ix)
{
    const struct workload *w = &pods->estate->workloads[workload_ix];
    return w->is_daemon && w->placement_count == 0 &&
           pods->build->cluster_of[pods->estate->stacks[w->stack_ix].cluster_ix] >= 0;
}

static void add_daemon(struct pod_build *pods, int32_t workload_ix, size_t *count, size_t *room)
{
    const struct estate *e = pods->estate;
    const struct problem *p = pods->problem;
    const struct workload *w = &e->workloads[workload_ix];
    int32_t cluster = pods->build->cluster_of[e->stacks[w->stack_ix].cluster_ix];
    for (int32_t bin = p->first_bin[cluster]; bin < p->first_bin[cluster + 1]; bin++)
        if (eligible_node(&e->rules[w->rule_ix], &e->nodes[p->bin_node_ix[bin]]) == ELIGIBLE) {
            struct pinned pinned = {bin, 1};
            VEC_PUSH(pods->pinned, *count, *room, pinned);
        }
}

static void list_pinned(struct pod_build *pods)
{
    const struct estate *e = pods->estate;
    size_t count = 0, room = 0;
    pods->first_pinned = ARENA_NEW(pods->arena, e->workload_count + 1, int32_t);
    for (int32_t w = 0; w < e->workload_count; w++) {
        const struct workload *workload = &e->workloads[w];
        if (runs_unplaced(pods, w))
            add_daemon(pods, w, &count, &room);
        for (int32_t i = 0; i < workload->placement_count; i++) {
            int32_t place = workload->first_placement + i;
            struct pinned pinned = {pods->build->bin_of[e->placements[place].node_ix],
                                    e->placements[place].replicas};
            if (pinned.bin >= 0 && !pods->build->remains->is_movable[place])
                VEC_PUSH(pods->pinned, count, room, pinned);
        }
        pods->first_pinned[w + 1] = (int32_t)count;
    }
}

/* ---- the whole */

/* Rows that differ from their class's become classes, equal ones one. */
static void finish_rows(struct pod_build *pods)
{
    struct problem *p = pods->problem;
    struct intern *rows = intern_new();
    size_t width = (size_t)p->bin_count;
    for (int32_t i = 0; i < p->item_count; i++) {
        struct item *item = &pods->items[i];
        if (pods->own_rows[i])
            item->eligible_class =
                p->eligible_class_count + intern_add(rows, (const char *)pods->own_rows[i], width);
        item->may_come = pods->may_come[i] && memchr(pods->may_come[i], 1, width);
        if (item->may_come)
            item->may_come_class =
                p->eligible_class_count + intern_add(rows, (const char *)pods->may_come[i], width);
    }
    int32_t count = p->eligible_class_count + intern_count(rows);
    unsigned char *table = ARENA_NEW(pods->arena, (int64_t)count * p->bin_count, unsigned char);
    if (p->eligible_class_count > 0)
        memcpy(table, p->eligible, (size_t)p->eligible_class_count * width);
    for (int32_t k = p->eligible_class_count; k < count; k++)
        memcpy(table + (size_t)k * width, intern_name(rows, k - p->eligible_class_count), width);
    if (intern_count(rows) > 0) {
        p->eligible = table;
        p->eligible_class_count = count;
    }
    intern_free(rows);
}

#define TAKE(list, count) \
    take(pods->arena, pods->list, pods->count, sizeof *pods->list, &pods->problem->count)

static const void *take(struct arena *arena, void *list, size_t count, size_t size, int32_t *ret)
{
    void *copy = arena_alloc(arena, count, size);
    if (count > 0)
        memcpy(copy, list, count * size);
    free(list);
    *ret = (int32_t)count;
    return copy;
}

/* Stable: by item, anti-affinity and ports in the order in which they were found. */
static void sort_exclusions(struct pod_build *pods)
{
    int32_t n = pods->problem->item_count;
    int32_t *next = ARENA_NEW(pods->arena, n + 1, int32_t);
    struct exclusion *sorted = ARENA_NEW(pods->arena, pods->exclusion_count, struct exclusion);
    for (size_t i = 0; i < pods->exclusion_count; i++)
        next[pods->exclusions[i].item_ix + 1]++;
    for (int32_t i = 0; i < n; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < pods->exclusion_count; i++)
        sorted[next[pods->exclusions[i].item_ix]++] = pods->exclusions[i];
    pods->problem->exclusions = sorted;
    pods->problem->exclusion_count = (int32_t)pods->exclusion_count;
    free(pods->exclusions);
}

static void finish(struct pod_build *pods)
{
    finish_rows(pods);
    sort_exclusions(pods);
    pods->problem->affinities = TAKE(affinities, affinity_count);
    pods->problem->spreads = TAKE(spreads, spread_count);
    pods->problem->quotas = TAKE(quotas, quota_count);
    pod_index_free(pods->index);
    intern_free(pods->topology_keys);
    intern_free(pods->use_keys);
    intern_free(pods->spread_keys);
    buf_release(&pods->key);
    free(pods->topologies);
    free(pods->uses);
    free(pods->shared_spreads);
    free(pods->pinned);
}

static bool has_home_rules(const struct estate *e)
{
    for (int32_t w = 0; w < e->workload_count; w++)
        if (e->workloads[w].home_rule_ix >= 0)
            return true;
    return false;
}

void build_pods(struct build *b)
{
    const struct estate *e = b->question->estate;
    if (e->pod_rule_count + e->quota_count == 0 && !has_home_rules(e))
        return;
    struct pod_build pods = {
        .build = b, .estate = e, .problem = b->problem, .items = b->ordered, .arena = b->arena};
    buf_init(&pods.key);
    pods.topology_keys = intern_new();
    pods.use_keys = intern_new();
    pods.spread_keys = intern_new();
    pods.own_rows = ARENA_NEW(b->arena, b->problem->item_count, unsigned char *);
    pods.may_come = ARENA_NEW(b->arena, b->problem->item_count, unsigned char *);
    list_items(&pods);
    list_pinned(&pods);
    if (e->pod_rule_count > 0)
        pods.index = pod_index_new(e, b->arena);
    pod_build_forbid_all(&pods);
    pod_build_ports(&pods);
    pod_build_rows(&pods);
    pod_build_quotas(&pods);
    finish(&pods);
}
