/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eligible: evaluates placement rules: which workload may go to which node, which stack to which
 * cluster, and the reason why not. verify/verify_rule does the same with code of its own.
 */
#ifndef MUSTER_MODEL_ELIGIBLE_H
#define MUSTER_MODEL_ELIGIBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

/* The first rule that excludes a node, in this order. */
enum ineligible {
    ELIGIBLE,
    INELIGIBLE_NOT_READY,
    INELIGIBLE_UNSCHEDULABLE, /* cordoned, drained, paused */
    INELIGIBLE_OS,
    INELIGIBLE_ARCH,
    INELIGIBLE_SELECTOR,
    INELIGIBLE_AFFINITY,
    INELIGIBLE_TAINT,
};

/* May a new replica under this rule go to this node? */
enum ineligible eligible_node(const struct rule *rule, const struct node *node);

const char *ineligible_name(enum ineligible reason); /* "os", "selector", "taint", ... */

/* Does one expression hold for a node's labels and name (Kubernetes semantics: NotIn and
 * DoesNotExist hold where the label is absent; Gt and Lt need integers; the operators of Swarm take
 * an absent label for "")? */
bool eligible_expression(const struct expression *expression, const char *node_name,
                         const struct label *labels, int32_t label_count);

/* Does one of the tolerations tolerate the taint? */
bool eligible_tolerates(const struct toleration *tolerations, int32_t count,
                        const struct taint *taint);

enum disallowed {
    ALLOWED,
    DISALLOWED_ORCHESTRATOR, /* another family, and neither targets nor portable */
    DISALLOWED_TARGET,       /* not among targets, or among not_targets */
};

/* May this stack be given to this cluster at all (contract section 2, "Allowed")? */
enum disallowed eligible_cluster(const struct estate *estate, const struct stack *stack,
                                 int32_t cluster_ix);

#endif
