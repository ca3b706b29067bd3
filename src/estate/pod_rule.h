/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pod_rule: what a Kubernetes pod asks of other pods: affinity, anti-affinity, even spread, ports
 * of its node. Data only: import/pod_rule parses it, model/pod_eligible and verify/pods evaluate
 * it. What a pod asks of a node alone is struct rule.
 */
#ifndef MUSTER_ESTATE_POD_RULE_H
#define MUSTER_ESTATE_POD_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/rule.h"

/* Expressions that all must hold; one that is not given holds for nothing. */
struct label_selector {
    bool is_given;
    const struct expression *expressions;
    int32_t count;
};

/* A required term of pod affinity or anti-affinity: pods of these namespaces and labels, in the
 * domain of nodes that have the same value of the label topology_key. */
struct pod_term {
    struct label_selector selector;
    const char *const *name_spaces; /* by name; the pod's own when the term names none */
    int32_t name_space_count;
    struct label_selector name_space_selector; /* and those with such labels; empty: all */
    const char *topology_key;
};

/* topologySpreadConstraints with DoNotSchedule: matching pods of the own namespace differ by at
 * most max_skew between the domains of topology_key. */
struct spread_constraint {
    struct label_selector selector; /* with matchLabelKeys in it */
    const char *topology_key;
    int64_t max_skew;
    int64_t min_domains;  /* with fewer, the emptiest counts as empty; 1 = not given */
    bool honors_affinity; /* nodes that the pod's own node affinity excludes do not count */
    bool honors_taints;   /* nor do nodes with taints that it does not tolerate */
};

struct host_port {
    const char *ip; /* "" = all of the node's */
    int32_t port;
    const char *protocol; /* TCP, UDP, SCTP */
};

struct pod_rule {
    const struct pod_term *affinity, *anti_affinity;
    int32_t affinity_count, anti_affinity_count;
    const struct spread_constraint *spread;
    int32_t spread_count;
    const struct host_port *ports;
    int32_t port_count;
};

#endif
