/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pods: the rules between Kubernetes pods, judged a second time: required affinity, anti-affinity
 * of both sides, topology spread, host ports. Written from the documentation of Kubernetes
 * (concepts/scheduling-eviction: assign-pod-node, topology-spread-constraints) and shares no code
 * with model/pod_eligible.
 *
 * What is judged is where all pods stand in the end: a group is `count` equal pods on one node, of
 * which `fresh` came or moved there. Only what is fresh can break a rule; the present is not
 * judged. For one fresh pod that is what kube-scheduler's filters ask before they bind it.
 *
 * Work: a rule looks only at pods that have one of the labels that its selector names, found by an
 * index; domains of a topology key are numbered once.
 */
#ifndef MUSTER_VERIFY_PODS_PODS_H
#define MUSTER_VERIFY_PODS_PODS_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

struct arena;
struct intern;

/* Pods that are alike: those of one workload. */
struct pod_kind {
    const char *name_space;
    const struct label *labels;
    int32_t label_count;
    const struct rule *node_rule; /* what spread asks of nodes; NULL = nothing */
    const struct pod_rule *rule;  /* NULL = asks nothing of other pods */
    bool is_daemon;               /* spread does not ask it: each of its pods has one node only */
    bool is_terminating;          /* spread does not count them, the rest does */
};

struct pod_group {
    int32_t kind_ix, node_ix;
    int64_t count, fresh; /* count >= 1, count >= fresh >= 0 */
};

enum breach_kind {
    BREACH_AFFINITY,               /* no pod that it must be near to in its domain */
    BREACH_ANTI_AFFINITY,          /* one that it must be apart from is there */
    BREACH_ANTI_AFFINITY_OF_OTHER, /* one that wants to be apart from it is there */
    BREACH_SPREAD,                 /* more than max_skew above the emptiest domain */
    BREACH_SPREAD_NO_DOMAIN,       /* the node lacks a topology key of its spread */
    BREACH_PORT,                   /* another pod of the node has the port */
};

/* A rule that a fresh pod breaks. */
struct breach {
    enum breach_kind kind;
    int32_t kind_ix, node_ix; /* the fresh pod */
    int32_t other_ix;         /* kind of the other pod; -1 = none to name */
    const char *topology_key; /* NULL for ports */
    const struct host_port *port;
    int64_t count, least, max_skew; /* BREACH_SPREAD */
};

/* The domains of a topology key: of each node a number, 0 .. count-1; -1 = in none. A domain is of
 * one cluster. */
struct pod_domains {
    const int32_t *of_node;
    int32_t count;
};

struct pods {
    /* Given by the caller; what it points to outlives this. */
    struct arena *arena;
    const struct cluster *clusters;
    int32_t cluster_count;
    const struct node *nodes; /* by cluster */
    int32_t node_count;
    const bool *is_lost;                  /* [node_count] no longer there: in no domain; or NULL */
    const struct name_space *name_spaces; /* by cluster, then name */
    int32_t name_space_count;
    const struct pod_kind *kinds;
    int32_t kind_count;
    const struct pod_group *groups; /* by kind, then node; each pair once; none on a lost node */
    int32_t group_count;
    /* Judge each fresh pod as if it came alone: by what was there before. */
    bool one_by_one;
    /* Then, of a daemon, the first of its own pods is near to nothing yet. */
    bool first_is_unmet;
    void (*breached)(void *context, const struct breach *breach);
    void *context;

    /* Made by pods_init. */
    int32_t *first_group; /* [kind_count + 1] */
    struct intern *pairs; /* "key\0value" of labels of pods */
    int32_t *first_of_pair, *kinds_of_pair;
    struct intern *keys; /* topology keys */
    struct pod_domains *domains;
    int32_t domains_room;
    int32_t *candidates; /* [kind_count] of the last pods_find */
    int64_t *kind_stamp; /* [kind_count] equal to stamp: is among them */
    int64_t stamp;
    int32_t *found; /* [group_count] groups, scratch of the checks */
};

/* The kinds of an estate, by workload: [workload_count] in the arena. */
const struct pod_kind *pods_kinds(const struct estate *estate, struct arena *arena);

void pods_init(struct pods *pods);
void pods_release(struct pods *pods);

/* Report every rule that a fresh pod breaks: by rule, then by kind, then node. */
void pods_check(struct pods *pods);
void pods_check_affinity(struct pods *pods);
void pods_check_anti_affinity(struct pods *pods);
void pods_check_spread(struct pods *pods);
void pods_check_ports(struct pods *pods);

/* How many pods constraint `index` of the kind counts in the domain of the node; false when no node
 * makes it a domain that counts. */
bool pods_spread_count(struct pods *pods, int32_t kind_ix, int32_t index, int32_t node_ix,
                       int64_t *ret);

/* ---- for the checks */

/* Pods of a group that a fresh pod of another group meets. */
static inline int64_t pods_met(const struct pods *pods, const struct pod_group *group)
{
    return pods->one_by_one ? group->count - group->fresh : group->count;
}

/* Kinds that the selector may hold for, in pods->candidates: how many. */
int32_t pods_find(struct pods *pods, const struct label_selector *selector);

/* Does the term select pods of this kind in the cluster? */
bool pods_term_selects(const struct pods *pods, const struct pod_term *term, int32_t kind_ix,
                       int32_t cluster_ix);

const struct pod_domains *pods_domains(struct pods *pods, const char *topology_key);

#endif
