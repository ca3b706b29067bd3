/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_build: bins that residents, missing labels and volumes forbid. */
#include "base/arena.h"
#include "model/pods/pod_build.h"
#include "model/pods/pod_eligible.h"

/* Volumes: on nodes of its own cluster, whatever the state and the taints of the node. */
static void forbid_by_home(struct pod_build *pods, int32_t item_ix)
{
    const struct estate *e = pods->estate;
    const struct problem *p = pods->problem;
    const struct workload *w = &e->workloads[pods->items[item_ix].workload_ix];
    int32_t home = pods->build->cluster_of[e->stacks[w->stack_ix].cluster_ix];
    if (w->home_rule_ix < 0 || home < 0)
        return;
    for (int32_t bin = p->first_bin[home]; bin < p->first_bin[home + 1]; bin++)
        if (!pod_rule_reaches(&e->rules[w->home_rule_ix], &e->nodes[p->bin_node_ix[bin]]))
            pod_build_forbid(pods, item_ix, bin);
}

static void forbid_marked(struct pod_build *pods, int32_t item_ix, const int32_t *bin_domain,
                          const bool *marked)
{
    for (int32_t bin = 0; bin < pods->problem->bin_count; bin++)
        if (bin_domain[bin] >= 0 && marked[bin_domain[bin]])
            pod_build_forbid(pods, item_ix, bin);
}

/* Nodes that are in no domain of the key. */
static void forbid_unlabelled(struct pod_build *pods, int32_t item_ix, const char *topology_key)
{
    const int32_t *bin_domain = pod_build_topology(pods, topology_key)->bin_domain;
    for (int32_t bin = 0; bin < pods->problem->bin_count; bin++)
        if (bin_domain[bin] < 0)
            pod_build_forbid(pods, item_ix, bin);
}

static void forbid_by_rule(struct pod_build *pods, int32_t item_ix)
{
    const struct item *item = &pods->items[item_ix];
    const struct pod_rule *rule = pod_build_rule(pods, item->workload_ix);
    if (!rule)
        return;
    for (int32_t t = 0; t < rule->anti_affinity_count; t++) {
        struct pod_use *use = pod_build_use(pods, &rule->anti_affinity[t]);
        forbid_marked(pods, item_ix, use->topology->bin_domain, pod_build_present(pods, use));
    }
    for (int32_t t = 0; t < rule->affinity_count; t++)
        forbid_unlabelled(pods, item_ix, rule->affinity[t].topology_key);
    for (int32_t t = 0; t < rule->spread_count && !item->is_daemon; t++)
        forbid_unlabelled(pods, item_ix, rule->spread[t].topology_key);
}

/* Domains where residents stand that keep the term's pods away. */
static void mark_held(struct pod_build *pods, int32_t workload_ix)
{
    const struct pod_rule *rule = pod_build_rule(pods, workload_ix);
    int32_t first = pods->first_pinned[workload_ix], last = pods->first_pinned[workload_ix + 1];
    for (int32_t t = 0; rule && first < last && t < rule->anti_affinity_count; t++) {
        struct pod_use *use = pod_build_use(pods, &rule->anti_affinity[t]);
        const struct pod_topology *topology = use->topology;
        if (!use->held)
            use->held =
                ARENA_NEW(pods->arena, topology->first_domain[pods->problem->cluster_count], bool);
        for (int32_t k = first; k < last; k++)
            if (topology->bin_domain[pods->pinned[k].bin] >= 0)
                use->held[topology->bin_domain[pods->pinned[k].bin]] = true;
    }
}

static void forbid_by_held(struct pod_build *pods, const struct pod_use *use)
{
    for (int32_t s = 0; use->held && s < use->scope_count; s++)
        for (int32_t i = 0; i < use->sets[s].count; i++)
            if (!pods->items[use->sets[s].items[i]].stays)
                forbid_marked(pods, use->sets[s].items[i], pod_build_domains(pods, use, s),
                              use->held);
}

void pod_build_forbid_all(struct pod_build *pods)
{
    for (int32_t i = 0; i < pods->problem->item_count; i++) {
        if (pods->items[i].stays)
            continue;
        forbid_by_home(pods, i);
        forbid_by_rule(pods, i);
    }
    if (!pods->index)
        return;
    for (int32_t w = 0; w < pods->estate->workload_count; w++)
        mark_held(pods, w);
    for (size_t u = 0; u < pods->use_count; u++)
        forbid_by_held(pods, pods->uses[u]);
}
