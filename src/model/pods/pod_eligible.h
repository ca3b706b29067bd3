/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pod_eligible: evaluates the rules between Kubernetes pods: which nodes may take a new pod, given
 * the pods that are there. As kube-scheduler's filters InterPodAffinity, PodTopologySpread and
 * NodePorts have it.
 *
 * Every call looks at all pods of the scene: it is the plain statement of the rules, to test and to
 * check with, not for the inside of a search.
 */
#ifndef MUSTER_MODEL_POD_ELIGIBLE_H
#define MUSTER_MODEL_POD_ELIGIBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"
#include "estate/pod_rule.h"

struct pod_view {
    const char *name_space;
    const struct label *labels;
    int32_t label_count;
    const struct rule *node_rule; /* selector and affinity count for spread; NULL = none */
    const struct pod_rule *rule;
    int32_t node_ix;     /* of the scene; -1 = on none of its nodes */
    bool is_terminating; /* spread does not count it; (anti-)affinity does */
};

struct name_space_view {
    const char *name;
    const struct label *labels;
    int32_t label_count;
};

struct pod_scene {
    const struct node *nodes;
    int32_t node_count;
    const struct pod_view *pods; /* that are there */
    int32_t pod_count;
    const struct name_space_view *name_spaces;
    int32_t name_space_count;
};

/* The first that excludes the node, in this order. */
enum pod_affinity_fit {
    POD_AFFINITY_FITS,
    POD_AFFINITY_UNMET,        /* affinity of the new pod */
    POD_ANTI_AFFINITY,         /* anti-affinity of the new pod */
    POD_EXISTING_ANTI_AFFINITY /* anti-affinity of a pod that is there */
};

enum pod_affinity_fit pod_affinity_fit(const struct pod_scene *scene, const struct pod_view *pod,
                                       int32_t node_ix);

enum pod_spread_fit {
    POD_SPREAD_FITS,
    POD_SPREAD_SKEWED,  /* the domain would hold too many */
    POD_SPREAD_NO_LABEL /* the node is in no domain of a constraint */
};

enum pod_spread_fit pod_spread_fit(const struct pod_scene *scene, const struct pod_view *pod,
                                   int32_t node_ix);

/* Pods that constraint `index` of the pod counts in the domain of this label value; *ret_counts:
 * does any node make it a domain that counts? */
int64_t pod_spread_count(const struct pod_scene *scene, const struct pod_view *pod, int32_t index,
                         const char *value, bool *ret_counts);

/* Does a node count for constraint `index` of a pod: is it in a domain of all of them, and do the
 * policies let it? node_rule: of the pod, NULL = none. */
bool pod_spread_node_counts(const struct pod_rule *rule, int32_t index,
                            const struct rule *node_rule, const struct node *node);

/* Do selector and terms of a rule allow the node, whatever its state, taints, os and arch? */
bool pod_rule_reaches(const struct rule *rule, const struct node *node);

/* Do two lists of host ports claim the same port of a node? */
bool host_ports_conflict(const struct host_port *a, int32_t a_count, const struct host_port *b,
                         int32_t b_count);

/* Does a selector hold for these labels? */
bool pod_selector_holds(const struct label_selector *selector, const struct label *labels,
                        int32_t label_count);

/* Value of a label of a node, NULL when it has none. */
const char *pod_node_label(const struct node *node, const char *key);

#endif
