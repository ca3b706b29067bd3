/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_eligible: topology spread. */
#include <string.h>

#include "model/eligible.h"
#include "model/pods/pod_eligible.h"

bool pod_rule_reaches(const struct rule *rule, const struct node *node)
{
    struct rule own = *rule;
    struct node bare = *node;

    own.os = "";
    own.arch = "";
    bare.is_schedulable = true;
    bare.is_ready = true;
    bare.taint_count = 0;
    return eligible_node(&own, &bare) == ELIGIBLE;
}

static bool taints_allow(const struct rule *rule, const struct node *node)
{
    for (int32_t i = 0; i < node->taint_count; i++)
        if (node->taints[i].effect != EFFECT_PREFER_NO_SCHEDULE &&
            !eligible_tolerates(rule == NULL ? NULL : rule->tolerations,
                                rule == NULL ? 0 : rule->toleration_count, &node->taints[i]))
            return false;
    return true;
}

bool pod_spread_node_counts(const struct pod_rule *rule, int32_t index,
                            const struct rule *node_rule, const struct node *node)
{
    const struct spread_constraint *constraint = &rule->spread[index];

    for (int32_t i = 0; i < rule->spread_count; i++)
        if (pod_node_label(node, rule->spread[i].topology_key) == NULL)
            return false;
    if (constraint->honors_affinity && node_rule != NULL && !pod_rule_reaches(node_rule, node))
        return false;
    return !constraint->honors_taints || taints_allow(node_rule, node);
}

static int64_t matching_pods(const struct pod_scene *scene, const struct pod_view *pod,
                             const struct spread_constraint *constraint, int32_t node_ix)
{
    int64_t count = 0;

    for (int32_t i = 0; i < scene->pod_count; i++) {
        const struct pod_view *other = &scene->pods[i];

        count += other->node_ix == node_ix && !other->is_terminating &&
                 strcmp(other->name_space, pod->name_space) == 0 &&
                 pod_selector_holds(&constraint->selector, other->labels, other->label_count);
    }
    return count;
}

int64_t pod_spread_count(const struct pod_scene *scene, const struct pod_view *pod, int32_t index,
                         const char *value, bool *ret_counts)
{
    const struct spread_constraint *constraint = &pod->rule->spread[index];
    int64_t count = 0;

    *ret_counts = false;
    for (int32_t n = 0; n < scene->node_count; n++) {
        const struct node *node = &scene->nodes[n];
        const char *own = pod_node_label(node, constraint->topology_key);

        if (own == NULL || strcmp(own, value) != 0 ||
            !pod_spread_node_counts(pod->rule, index, pod->node_rule, node))
            continue;
        *ret_counts = true;
        count += matching_pods(scene, pod, constraint, n);
    }
    return count;
}

/* The emptiest domain that counts; with fewer domains than asked for, an empty one is missing. */
static int64_t least_count(const struct pod_scene *scene, const struct pod_view *pod, int32_t index)
{
    const struct spread_constraint *constraint = &pod->rule->spread[index];
    int64_t least = INT64_MAX, domains = 0;

    for (int32_t n = 0; n < scene->node_count; n++) {
        const char *value = pod_node_label(&scene->nodes[n], constraint->topology_key);
        bool counts,
            is_new = value != NULL &&
                     pod_spread_node_counts(pod->rule, index, pod->node_rule, &scene->nodes[n]);
        int64_t count;

        for (int32_t before = 0; is_new && before < n; before++) {
            const char *other = pod_node_label(&scene->nodes[before], constraint->topology_key);

            is_new =
                other == NULL || strcmp(other, value) != 0 ||
                !pod_spread_node_counts(pod->rule, index, pod->node_rule, &scene->nodes[before]);
        }
        if (!is_new)
            continue;
        domains++;
        count = pod_spread_count(scene, pod, index, value, &counts);
        if (count < least)
            least = count;
    }
    return domains < constraint->min_domains ? 0 : least;
}

enum pod_spread_fit pod_spread_fit(const struct pod_scene *scene, const struct pod_view *pod,
                                   int32_t node_ix)
{
    const struct pod_rule *rule = pod->rule;

    for (int32_t i = 0; i < rule->spread_count; i++) {
        const struct spread_constraint *constraint = &rule->spread[i];
        const char *value = pod_node_label(&scene->nodes[node_ix], constraint->topology_key);
        bool counts;
        int64_t after;

        if (value == NULL)
            return POD_SPREAD_NO_LABEL;
        after = pod_spread_count(scene, pod, i, value, &counts) +
                pod_selector_holds(&constraint->selector, pod->labels, pod->label_count);
        if (after - least_count(scene, pod, i) > constraint->max_skew)
            return POD_SPREAD_SKEWED;
    }
    return POD_SPREAD_FITS;
}
