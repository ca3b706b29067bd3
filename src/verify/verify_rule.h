/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_rule: evaluates placement rules a second time, with code of its own, so that a mistake in
 * model/eligible is found. Kubernetes semantics (labels.Requirement, v1.Toleration, the tolerations
 * that the DaemonSet controller adds) and those of Docker Swarm's constraints.
 */
#ifndef MUSTER_VERIFY_VERIFY_RULE_H
#define MUSTER_VERIFY_VERIFY_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

/* May a new replica under the rule go to the node? A node that is not ready takes nothing new; a
 * cordoned one takes only what a DaemonSet runs. */
bool rule_takes_node(const struct rule *rule, const struct node *node);

/* What of that is selector and required node affinity, and what is taints. */
bool rule_attracts(const struct rule *rule, const struct node *node);
bool rule_tolerates_node(const struct rule *rule, const struct node *node);

/* The value of a node's label, NULL = absent. Labels that every kubelet sets (os, arch, hostname,
 * zone and their beta forms) are read from the node's own fields where the label is absent. */
const char *rule_node_label(const struct node *node, const char *key);

/* Does the label selector hold for the labels of a pod or a namespace? One that is not given holds
 * for nothing. */
bool rule_selects(const struct label_selector *selector, const struct label *labels,
                  int32_t label_count);

/* Does the expression hold on the node? */
bool rule_expression_holds(const struct expression *expression, const struct node *node);

/* Does the toleration tolerate the taint? */
bool rule_tolerates(const struct toleration *toleration, const struct taint *taint);

/* May the stack be given to the cluster at all: by not_targets, targets, or else by orchestrator
 * and portable? Whether the cluster is lost is not asked here. */
bool rule_allows_cluster(const struct estate *estate, const struct stack *stack,
                         int32_t cluster_ix);

#endif
