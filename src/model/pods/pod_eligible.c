/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pods/pod_eligible.h"

#include <string.h>

#include "model/eligible.h"

bool pod_selector_holds(const struct label_selector *selector, const struct label *labels,
                        int32_t label_count)
{
    if (!selector->is_given)
        return false;
    for (int32_t i = 0; i < selector->count; i++)
        if (!eligible_expression(&selector->expressions[i], "", labels, label_count))
            return false;
    return true;
}

const char *pod_node_label(const struct node *node, const char *key)
{
    for (int32_t i = 0; i < node->label_count; i++)
        if (strcmp(node->labels[i].key, key) == 0)
            return node->labels[i].value;
    return NULL;
}

static bool term_covers_name_space(const struct pod_scene *scene, const struct pod_term *term,
                                   const char *name_space)
{
    for (int32_t i = 0; i < term->name_space_count; i++)
        if (strcmp(term->name_spaces[i], name_space) == 0)
            return true;
    if (!term->name_space_selector.is_given)
        return false;
    for (int32_t i = 0; i < scene->name_space_count; i++) {
        const struct name_space_view *view = &scene->name_spaces[i];

        if (strcmp(view->name, name_space) == 0)
            return pod_selector_holds(&term->name_space_selector, view->labels, view->label_count);
    }
    /* Nothing is known of its labels: as of a namespace without any. */
    return pod_selector_holds(&term->name_space_selector, NULL, 0);
}

static bool term_matches(const struct pod_scene *scene, const struct pod_term *term,
                         const struct pod_view *pod)
{
    return pod_selector_holds(&term->selector, pod->labels, pod->label_count) &&
           term_covers_name_space(scene, term, pod->name_space);
}

static bool matches_all(const struct pod_scene *scene, const struct pod_rule *rule,
                        const struct pod_view *pod)
{
    for (int32_t i = 0; i < rule->affinity_count; i++)
        if (!term_matches(scene, &rule->affinity[i], pod))
            return false;
    return true;
}

/* Is the pod on a node of the same domain? */
static bool shares_domain(const struct pod_scene *scene, const struct pod_view *pod,
                          const struct node *node, const char *key)
{
    const char *here = pod_node_label(node, key), *there;

    if (pod->node_ix < 0 || here == NULL)
        return false;
    there = pod_node_label(&scene->nodes[pod->node_ix], key);
    return there != NULL && strcmp(here, there) == 0;
}

/*
 * Only pods that match all terms count, each term in its own domain. The first pod of a group that
 * seeks its own kind may go anywhere: nobody is there to be near to.
 */
static bool affinity_is_met(const struct pod_scene *scene, const struct pod_view *pod,
                            const struct node *node)
{
    const struct pod_rule *rule = pod->rule;
    bool all_met = true, any_pair = false;

    for (int32_t t = 0; t < rule->affinity_count; t++) {
        const char *key = rule->affinity[t].topology_key;
        bool is_met = false;

        if (pod_node_label(node, key) == NULL)
            return false;
        for (int32_t i = 0; i < scene->pod_count; i++) {
            const struct pod_view *other = &scene->pods[i];

            if (other->node_ix < 0 || !matches_all(scene, rule, other))
                continue;
            any_pair |= pod_node_label(&scene->nodes[other->node_ix], key) != NULL;
            is_met |= shares_domain(scene, other, node, key);
        }
        all_met &= is_met;
    }
    return all_met || (!any_pair && matches_all(scene, rule, pod));
}

/* Is one that the terms of `whose` keep away in the same domain? */
static bool keeps_away(const struct pod_scene *scene, const struct pod_rule *whose,
                       const struct pod_view *whom, const struct pod_view *there,
                       const struct node *node)
{
    for (int32_t t = 0; t < whose->anti_affinity_count; t++) {
        const struct pod_term *term = &whose->anti_affinity[t];

        if (term_matches(scene, term, whom) &&
            shares_domain(scene, there, node, term->topology_key))
            return true;
    }
    return false;
}

enum pod_affinity_fit pod_affinity_fit(const struct pod_scene *scene, const struct pod_view *pod,
                                       int32_t node_ix)
{
    const struct node *node = &scene->nodes[node_ix];

    if (!affinity_is_met(scene, pod, node))
        return POD_AFFINITY_UNMET;
    for (int32_t i = 0; i < scene->pod_count; i++)
        if (keeps_away(scene, pod->rule, &scene->pods[i], &scene->pods[i], node))
            return POD_ANTI_AFFINITY;
    for (int32_t i = 0; i < scene->pod_count; i++)
        if (keeps_away(scene, scene->pods[i].rule, pod, &scene->pods[i], node))
            return POD_EXISTING_ANTI_AFFINITY;
    return POD_AFFINITY_FITS;
}

bool host_ports_conflict(const struct host_port *a, int32_t a_count, const struct host_port *b,
                         int32_t b_count)
{
    for (int32_t i = 0; i < a_count; i++)
        for (int32_t j = 0; j < b_count; j++) {
            bool same_ip =
                a[i].ip[0] == '\0' || b[j].ip[0] == '\0' || strcmp(a[i].ip, b[j].ip) == 0;

            if (same_ip && a[i].port == b[j].port && strcmp(a[i].protocol, b[j].protocol) == 0)
                return true;
        }
    return false;
}
