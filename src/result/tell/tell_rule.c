/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules between pods, volumes and quotas as reasons. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/eligible.h"
#include "model/pods/pod_eligible.h"
#include "model/pods/pod_index.h"
#include "result/why/why.h"

static struct result_reason rule_of(const struct telling *t, int32_t cluster, const char *text)
{
    const struct cluster *c = &t->question->estate->clusters[t->problem->cluster_ix[cluster]];
    return (struct result_reason){
        .cluster = c->name, .reason = "rule", .resource = "", .text = text};
}

/* One item that wants to go to one node. */
struct visit {
    const struct estate *e;
    int32_t workload_ix, node_ix, cluster_ix;
    const char *rule; /* of result_excluded: set with the text that says it */
    struct arena *arena;
};

static const struct pod_rule *rule_of_pods(const struct estate *e, int32_t workload_ix)
{
    int32_t rule_ix = e->workloads[workload_ix].pod_rule_ix;
    return rule_ix < 0 ? NULL : &e->pod_rules[rule_ix];
}

static bool share_domain(const struct visit *v, int32_t node_ix, const char *key)
{
    const char *here = pod_node_label(&v->e->nodes[v->node_ix], key);
    const char *there = pod_node_label(&v->e->nodes[node_ix], key);
    return here && there && strcmp(here, there) == 0;
}

/* The term of `whose` that keeps `whom` away from the domain of the resident's node; NULL = none.
 */
static const struct pod_term *keeps_away(const struct visit *v, int32_t whose, int32_t whom,
                                         int32_t node_ix)
{
    const struct pod_rule *rule = rule_of_pods(v->e, whose);
    for (int32_t t = 0; rule && t < rule->anti_affinity_count; t++)
        if (share_domain(v, node_ix, rule->anti_affinity[t].topology_key) &&
            pod_term_selects(v->e, &rule->anti_affinity[t], v->cluster_ix, whom))
            return &rule->anti_affinity[t];
    return NULL;
}

static const struct host_port *taken_port(const struct visit *v, int32_t resident)
{
    const struct pod_rule *own = rule_of_pods(v->e, v->workload_ix);
    const struct pod_rule *other = rule_of_pods(v->e, resident);
    for (int32_t i = 0; own && other && i < own->port_count; i++)
        if (host_ports_conflict(&own->ports[i], 1, other->ports, other->port_count))
            return &own->ports[i];
    return NULL;
}

/* What a resident on node_ix has against the visitor; NULL = nothing. */
static const char *against(struct visit *v, int32_t resident, int32_t node_ix)
{
    const char *name = v->e->workloads[v->workload_ix].name;
    const char *other = v->e->workloads[resident].name;
    const struct host_port *port = node_ix == v->node_ix ? taken_port(v, resident) : NULL;
    v->rule = port ? "ports" : "anti_affinity";
    if (port)
        return arena_format(v->arena, "host port %d/%s of %.100s is taken by %.100s",
                            (int)port->port, port->protocol, name, other);
    const struct pod_term *term = keeps_away(v, v->workload_ix, resident, node_ix);
    if (term)
        return arena_format(v->arena, "%.100s keeps away from %.100s (anti-affinity on %.100s)",
                            name, other, term->topology_key);
    term = keeps_away(v, resident, v->workload_ix, node_ix);
    return term ? arena_format(v->arena, "%.100s keeps %.100s away (anti-affinity on %.100s)",
                               other, name, term->topology_key)
                : NULL;
}

static const char *find_against(const struct telling *t, struct visit *v)
{
    const struct estate *e = v->e;
    const struct cluster *c = &e->clusters[v->cluster_ix];
    for (int32_t s = c->first_stack; s < c->first_stack + c->stack_count; s++)
        for (int32_t i = 0; i < e->stacks[s].workload_count; i++) {
            const struct workload *w = &e->workloads[e->stacks[s].first_workload + i];
            for (int32_t k = 0; k < w->placement_count; k++) {
                int32_t node_ix = e->placements[w->first_placement + k].node_ix;
                const char *text = t->question->scenario->node_lost[node_ix]
                                       ? NULL
                                       : against(v, e->stacks[s].first_workload + i, node_ix);
                if (text)
                    return text;
            }
        }
    return NULL;
}

/* Affinity or spread that the node cannot serve. */
static const char *find_missing(struct visit *v)
{
    const struct pod_rule *rule = rule_of_pods(v->e, v->workload_ix);
    const struct workload *w = &v->e->workloads[v->workload_ix];
    const struct node *node = &v->e->nodes[v->node_ix];
    v->rule = "volumes";
    if (w->home_rule_ix >= 0 && v->e->stacks[w->stack_ix].cluster_ix == v->cluster_ix &&
        !pod_rule_reaches(&v->e->rules[w->home_rule_ix], node))
        return arena_format(v->arena, "the volumes of %.100s are not there", w->name);
    v->rule = "spread";
    for (int32_t i = 0; rule && i < rule->spread_count; i++)
        if (!pod_node_label(node, rule->spread[i].topology_key))
            return arena_format(v->arena, "%.100s is spread over %.100s, which nodes lack", w->name,
                                rule->spread[i].topology_key);
    v->rule = "pod_affinity";
    if (rule && rule->affinity_count > 0)
        return arena_format(v->arena,
                            "what %.100s must stand near to is not there (affinity on %.100s)",
                            w->name, rule->affinity[0].topology_key);
    v->rule = "quota";
    return arena_format(v->arena, "a quota refuses %.100s: it has no limit", w->name);
}

/* What keeps the item off a node of the problem: its word, and for what is no rule of the node's
 * own also the sentence. NULL = nothing. */
static const char *find_excluding(const struct telling *t, int32_t item_ix, int32_t bin,
                                  struct arena *arena, const char **ret_text)
{
    const struct problem *p = t->problem;
    const struct estate *e = t->question->estate;
    int32_t w = p->items[item_ix].workload_ix, node_ix = p->bin_node_ix[bin];
    enum ineligible own = eligible_node(&e->rules[e->workloads[w].rule_ix], &e->nodes[node_ix]);
    *ret_text = NULL;
    if (own != ELIGIBLE || problem_eligible(p, item_ix, bin))
        return own == ELIGIBLE ? NULL : why_rule_key(own);
    struct visit visit = {e, w, node_ix, e->nodes[node_ix].cluster_ix, "", arena};
    *ret_text = find_against(t, &visit);
    if (!*ret_text)
        *ret_text = find_missing(&visit);
    return visit.rule;
}

static void count_rule(struct result_excluded *list, int32_t *count, const char *rule)
{
    int32_t i = 0;
    while (i < *count && strcmp(list[i].rule, rule) != 0)
        i++;
    if (i == *count)
        list[(*count)++] = (struct result_excluded){rule, 0};
    list[i].nodes++;
}

bool tell_pod_reason(const struct telling *telling, int32_t item_ix, int32_t cluster,
                     struct arena *arena, struct result_reason *ret)
{
    enum { RULES_MAX = 16 }; /* more than there are words */
    const struct problem *p = telling->problem;
    const struct estate *e = telling->question->estate;
    struct result_excluded *excluded = ARENA_NEW(arena, RULES_MAX, struct result_excluded);
    const char *first = NULL, *name = NULL;
    int32_t count = 0, kinds = 0;
    for (int32_t bin = p->first_bin[cluster]; bin < p->first_bin[cluster + 1]; bin++) {
        const char *text;
        const char *rule = find_excluding(telling, item_ix, bin, arena, &text);
        if (rule)
            count_rule(excluded, &kinds, rule);
        if (!rule || !text)
            continue;
        name = first ? name : e->nodes[p->bin_node_ix[bin]].name;
        first = first ? first : text;
        count++;
    }
    if (!first)
        return false;
    *ret = rule_of(telling, cluster,
                   arena_format(arena, "%s: %s (%s%d node%s)", first, name,
                                count > 1 ? "and others, " : "", count, count == 1 ? "" : "s"));
    ret->workload = e->workloads[p->items[item_ix].workload_ix].name;
    ret->nodes = p->first_bin[cluster + 1] - p->first_bin[cluster];
    ret->excluded = excluded;
    ret->excluded_count = kinds;
    return true;
}

bool tell_quota_reason(const struct telling *telling, int32_t group_ix, int32_t cluster,
                       struct arena *arena, struct result_reason *ret)
{
    const struct problem *p = telling->problem;
    const struct estate *e = telling->question->estate;
    for (int32_t q = 0; q < p->quota_count; q++) {
        const struct quota_row *row = &p->quotas[q];
        const struct quota *quota = &e->quotas[row->quota_ix];
        int64_t need = 0;
        for (int32_t i = 0; row->cluster == cluster && i < row->use_count; i++) {
            const struct item *item = &p->items[row->uses[i].item_ix];
            if (item->group_ix == group_ix && !item->is_daemon)
                need += row->uses[i].amount * item->replicas;
        }
        if (need <= row->left)
            continue;
        *ret = rule_of(
            telling, cluster,
            arena_format(arena, "quota %.100s of namespace %.100s leaves %s%s, it needs %s",
                         quota->name, quota->name_space,
                         tell_amount(&e->resources[quota->resource], row->left, false, arena),
                         quota->is_limit ? " of limits" : "",
                         tell_amount(&e->resources[quota->resource], need, true, arena)));
        return true;
    }
    return false;
}

bool tell_asks_reason(const struct telling *telling, int32_t group_ix, int32_t cluster,
                      struct arena *arena, struct result_reason *ret)
{
    const struct problem *p = telling->problem;
    const struct estate *e = telling->question->estate;
    const struct group *group = &p->groups[group_ix];
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        const struct pod_rule *rule = rule_of_pods(e, p->items[i].workload_ix);
        const char *what = NULL, *key = "";
        if (rule && rule->anti_affinity_count > 0) {
            what = "anti-affinity";
            key = rule->anti_affinity[0].topology_key;
        } else if (rule && rule->spread_count > 0) {
            what = "spread";
            key = rule->spread[0].topology_key;
        } else if (rule && rule->affinity_count > 0) {
            what = "affinity";
            key = rule->affinity[0].topology_key;
        }
        if (!what)
            continue;
        *ret = rule_of(telling, cluster,
                       arena_format(arena,
                                    "its replicas do not pack into the nodes of %s with the rules "
                                    "of %.100s: %s on %.100s",
                                    e->clusters[p->cluster_ix[cluster]].name,
                                    e->workloads[p->items[i].workload_ix].name, what, key));
        return true;
    }
    return false;
}
