/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pods: topology spread with DoNotSchedule. */
#include <string.h>

#include "base/arena.h"
#include "verify/pods/pods.h"
#include "verify/verify_rule.h"

/* Counts of one constraint of a kind, in the domains of one cluster: first .. end-1. */
struct counts {
    const int32_t *of_node; /* domain */
    int32_t first, end;
    bool *node_counts; /* [node_count] those of the cluster are set */
    bool *counts;      /* [domain] does a node of it count? */
    int64_t *count;    /* [domain] pods that match, on nodes that count */
    int64_t least;     /* of the domains that count; 0 with fewer than min_domains */
};

#define NO_LEAST INT64_MAX /* least: no domain counts */

static struct counts counts_new(struct pods *pods)
{
    return (struct counts){.node_counts = ARENA_NEW(pods->arena, pods->node_count, bool),
                           .counts = ARENA_NEW(pods->arena, pods->node_count, bool),
                           .count = ARENA_NEW(pods->arena, pods->node_count, int64_t)};
}

/* A node counts when it has the keys of all constraints, and when selector, affinity and taints
 * let it as far as the constraint's policies say. */
static bool node_counts(struct pods *pods, const struct pod_kind *kind,
                        const struct spread_constraint *constraint, int32_t node_ix)
{
    const struct node *node = &pods->nodes[node_ix];
    static const struct rule nothing = {.os = "", .arch = ""};
    const struct rule *rule = kind->node_rule ? kind->node_rule : &nothing;

    for (int32_t i = 0; i < kind->rule->spread_count; i++) {
        const struct pod_domains *domains = pods_domains(pods, kind->rule->spread[i].topology_key);

        if (domains->of_node[node_ix] < 0)
            return false;
    }
    if (constraint->honors_affinity && !rule_attracts(rule, node))
        return false;
    return !constraint->honors_taints || rule_tolerates_node(rule, node);
}

static bool matches(const struct pods *pods, const struct pod_kind *kind,
                    const struct spread_constraint *constraint, int32_t other_ix)
{
    const struct pod_kind *other = &pods->kinds[other_ix];

    return !other->is_terminating && strcmp(other->name_space, kind->name_space) == 0 &&
           rule_selects(&constraint->selector, other->labels, other->label_count);
}

static void find_least(struct counts *counts, int64_t min_domains)
{
    int64_t domain_count = 0;

    counts->least = NO_LEAST;
    for (int32_t d = counts->first; d < counts->end; d++) {
        if (!counts->counts[d])
            continue;
        domain_count++;
        if (counts->count[d] < counts->least)
            counts->least = counts->count[d];
    }
    if (domain_count < min_domains)
        counts->least = 0;
}

/* Domains of one cluster have numbers in a row. */
static void begin_cluster(struct counts *counts, const struct cluster *cluster)
{
    counts->first = INT32_MAX;
    counts->end = 0;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        int32_t d = counts->of_node[n];

        if (d < 0)
            continue;
        counts->first = d < counts->first ? d : counts->first;
        counts->end = d >= counts->end ? d + 1 : counts->end;
        counts->counts[d] = false;
        counts->count[d] = 0;
    }
}

static void count_domains(struct pods *pods, int32_t kind_ix, int32_t index, int32_t cluster_ix,
                          struct counts *counts)
{
    const struct pod_kind *kind = &pods->kinds[kind_ix];
    const struct spread_constraint *constraint = &kind->rule->spread[index];
    const struct cluster *cluster = &pods->clusters[cluster_ix];
    int32_t candidates;

    counts->of_node = pods_domains(pods, constraint->topology_key)->of_node;
    begin_cluster(counts, cluster);
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        counts->node_counts[n] = node_counts(pods, kind, constraint, n);
        if (counts->node_counts[n])
            counts->counts[counts->of_node[n]] = true;
    }
    candidates = pods_find(pods, &constraint->selector);
    for (int32_t i = 0; i < candidates; i++) {
        int32_t k = pods->candidates[i];
        bool is_match = matches(pods, kind, constraint, k);

        for (int32_t g = pods->first_group[k]; is_match && g < pods->first_group[k + 1]; g++) {
            int32_t n = pods->groups[g].node_ix;

            if (pods->nodes[n].cluster_ix == cluster_ix && counts->node_counts[n])
                counts->count[counts->of_node[n]] += pods->groups[g].count;
        }
    }
    find_least(counts, constraint->min_domains);
}

bool pods_spread_count(struct pods *pods, int32_t kind_ix, int32_t index, int32_t node_ix,
                       int64_t *ret)
{
    struct counts counts = counts_new(pods);
    int32_t d;

    count_domains(pods, kind_ix, index, pods->nodes[node_ix].cluster_ix, &counts);
    d = counts.of_node[node_ix];
    *ret = d < 0 ? 0 : counts.count[d];
    return d >= 0 && counts.counts[d];
}

/* The scheduler adds a pod that its own rule selects to the count of its domain, one that it does
 * not select it leaves out. On a node that counts, the fresh pod is in the count already. */
static void judge(struct pods *pods, int32_t index, const struct pod_group *group,
                  const struct counts *counts)
{
    const struct pod_kind *kind = &pods->kinds[group->kind_ix];
    const struct spread_constraint *constraint = &kind->rule->spread[index];
    int32_t d = counts->of_node[group->node_ix];
    bool is_missing = (!counts->node_counts[group->node_ix] || kind->is_terminating) &&
                      rule_selects(&constraint->selector, kind->labels, kind->label_count);
    struct breach breach = {.kind = BREACH_SPREAD_NO_DOMAIN,
                            .kind_ix = group->kind_ix,
                            .node_ix = group->node_ix,
                            .other_ix = -1,
                            .topology_key = constraint->topology_key,
                            .max_skew = constraint->max_skew,
                            .least = counts->least};

    if (d < 0) {
        pods->breached(pods->context, &breach);
        return;
    }
    breach.kind = BREACH_SPREAD;
    breach.count = counts->count[d] + is_missing;
    if (counts->least != NO_LEAST && breach.count - counts->least > constraint->max_skew)
        pods->breached(pods->context, &breach);
}

void pods_check_spread(struct pods *pods)
{
    struct counts counts = counts_new(pods);

    for (int32_t k = 0; k < pods->kind_count; k++) {
        const struct pod_rule *rule = pods->kinds[k].rule;

        for (int32_t i = 0; rule && i < rule->spread_count; i++) {
            int32_t last = -1;

            for (int32_t g = pods->first_group[k]; g < pods->first_group[k + 1]; g++) {
                const struct pod_group *group = &pods->groups[g];
                int32_t cluster_ix = pods->nodes[group->node_ix].cluster_ix;

                if (group->fresh == 0)
                    continue;
                if (cluster_ix != last)
                    count_domains(pods, k, i, cluster_ix, &counts);
                last = cluster_ix;
                judge(pods, i, group, &counts);
            }
        }
    }
}
