/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule: where the replicas of a workload may run, in one form for every orchestrator. Data only:
 * model/eligible evaluates it, and verify/verify_rule evaluates it again with code of its own.
 *
 * Equal rules share one index (the builder interns them), so a rule is evaluated once per node.
 */
#ifndef MUSTER_ESTATE_RULE_H
#define MUSTER_ESTATE_RULE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A label of a node or workload. What Docker Swarm knows of a node stands among its labels by the
 * keys that Swarm's constraints have: "node.id", "node.hostname", "node.ip", "node.role",
 * "node.platform.os", "node.platform.arch" (as the engine says it, so x86_64), "node.labels.K",
 * "engine.labels.K"; and "node.availability" (active, pause, drain), "engine.plugins.TYPE.NAME" (of
 * plugins that do not come with the engine). A node without node.id is one that Swarm did not
 * describe (from CSV): its name, os (else linux), arch (else amd64) and label K stand in for
 * node.hostname, node.platform.os, node.platform.arch and node.labels.K.
 */
struct label {
    const char *key;
    const char *value;
};

enum taint_effect {
    EFFECT_NO_SCHEDULE,
    EFFECT_PREFER_NO_SCHEDULE, /* a preference: never excludes */
    EFFECT_NO_EXECUTE,
};

struct taint {
    const char *key;
    const char *value; /* "" when it has none */
    enum taint_effect effect;
};

enum toleration_operator {
    TOLERATION_EQUAL,
    TOLERATION_EXISTS,
    TOLERATION_LT, /* numeric: taint value < toleration value */
    TOLERATION_GT,
};

struct toleration {
    const char *key; /* "" with EXISTS: every taint */
    const char *value;
    enum toleration_operator op;
    bool any_effect; /* no effect given: all of them */
    enum taint_effect effect;
};

enum expression_operator {
    EXPRESSION_IN,
    EXPRESSION_NOT_IN,
    EXPRESSION_EXISTS,
    EXPRESSION_DOES_NOT_EXIST,
    EXPRESSION_GT, /* one integer value; the label must be an integer */
    EXPRESSION_LT,
    /* Docker Swarm's == and !=; one value, and an absent label counts as "". */
    EXPRESSION_EQUAL_FOLD, /* the same but for case: Go's strings.EqualFold */
    EXPRESSION_NOT_EQUAL_FOLD,
    EXPRESSION_IN_NETWORK, /* the label is an IP address; the value is one, or "10.0.0.0/24" */
    EXPRESSION_NOT_IN_NETWORK,
};

/* What an expression looks at. */
enum expression_source {
    SOURCE_LABEL,     /* the node's labels, by key */
    SOURCE_NODE_NAME, /* Kubernetes matchFields metadata.name */
};

struct expression {
    enum expression_source source;
    enum expression_operator op;
    const char *key;
    const char *const *values;
    int32_t value_count;
};

/* All expressions must hold. A term without expressions matches no node (as Kubernetes has it). */
struct node_term {
    const struct expression *expressions;
    int32_t count;
};

/* The placement rules of one workload. Everything given must hold on a node. */
struct rule {
    const struct label *selector; /* nodeSelector: labels that the node must have */
    int32_t selector_count;
    bool has_terms; /* required node affinity: one of the terms must match */
    const struct node_term *terms;
    int32_t term_count;
    const struct toleration *tolerations;
    int32_t toleration_count;
    /* What the workload says it needs; "" = not said, then any. A node that does not say its own
     * counts as linux and amd64. */
    const char *os;
    const char *arch;
    /* Kubernetes DaemonSet: tolerates what its controller adds (cordon, not-ready, unreachable and
     * the pressure taints); a node that is not ready takes nothing all the same. */
    bool is_daemon;
    /* A service of Docker Swarm: on nodes with the label node.availability it must be "active", and
     * taints, which are Kubernetes' own, do not count there. */
    bool is_swarm;
};

#endif
