/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/eligible.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/text.h"

/* What is not said is taken for the ordinary. */
static const char *given_or(const char *text, const char *fallback)
{
    return text[0] ? text : fallback;
}

/* Kubernetes' labels on every node; an estate from CSV has the fields instead. */
static const char *field_as_label(const struct node *node, const char *key)
{
    if (strcmp(key, "kubernetes.io/os") == 0 || strcmp(key, "beta.kubernetes.io/os") == 0)
        return node->os[0] ? node->os : NULL;
    if (strcmp(key, "kubernetes.io/arch") == 0 || strcmp(key, "beta.kubernetes.io/arch") == 0)
        return node->arch[0] ? node->arch : NULL;
    if (strcmp(key, "kubernetes.io/hostname") == 0)
        return node->name;
    if (strcmp(key, "topology.kubernetes.io/zone") == 0 ||
        strcmp(key, "failure-domain.beta.kubernetes.io/zone") == 0)
        return node->zone[0] ? node->zone : NULL;
    return NULL;
}

static const char *label_value(const struct label *labels, int32_t count, const char *key)
{
    for (int32_t i = 0; i < count; i++)
        if (strcmp(labels[i].key, key) == 0)
            return labels[i].value;
    return NULL;
}

/* An integer as Go's strconv.ParseInt reads it: sign and digits, nothing else. */
static bool parse_integer(const char *text, int64_t *ret)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (!*digits || digits[strspn(digits, "0123456789")])
        return false;
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (errno)
        return false;
    *ret = value;
    return true;
}

/* Taint values compare as canonical integers only: no plus, no leading zero, no blank. */
static bool parse_canonical(const char *text, int64_t *ret)
{
    const char *digits = text + (*text == '-');
    if (*text == '+' || (digits[0] == '0' && (digits[1] || digits != text)))
        return false;
    return parse_integer(text, ret);
}

static bool has_value(const struct expression *expression, const char *value)
{
    for (int32_t i = 0; i < expression->value_count; i++)
        if (strcmp(expression->values[i], value) == 0)
            return true;
    return false;
}

/* Does the expression hold for this value of its key (NULL: absent)? */
static bool expression_holds(const struct expression *expression, const char *value)
{
    int64_t have;
    int64_t wanted;
    switch (expression->op) {
    case EXPRESSION_IN: return value && has_value(expression, value);
    case EXPRESSION_NOT_IN: return !value || !has_value(expression, value);
    case EXPRESSION_EXISTS: return value != NULL;
    case EXPRESSION_DOES_NOT_EXIST: return value == NULL;
    case EXPRESSION_GT:
    case EXPRESSION_LT:
        if (!value || expression->value_count != 1 || !parse_integer(value, &have) ||
            !parse_integer(expression->values[0], &wanted))
            return false;
        return expression->op == EXPRESSION_GT ? have > wanted : have < wanted;
    case EXPRESSION_EQUAL_FOLD:
    case EXPRESSION_NOT_EQUAL_FOLD:
        return expression->value_count == 1 &&
               text_equal_fold(value ? value : "", expression->values[0]) ==
                   (expression->op == EXPRESSION_EQUAL_FOLD);
    case EXPRESSION_IN_NETWORK:
    case EXPRESSION_NOT_IN_NETWORK:
        return expression->value_count == 1 &&
               network_holds(expression->values[0], value ? value : "") ==
                   (expression->op == EXPRESSION_IN_NETWORK);
    }
    return false;
}

bool eligible_expression(const struct expression *expression, const char *node_name,
                         const struct label *labels, int32_t label_count)
{
    const char *value = expression->source == SOURCE_NODE_NAME
                            ? node_name
                            : label_value(labels, label_count, expression->key);
    return expression_holds(expression, value);
}

bool eligible_tolerates(const struct toleration *tolerations, int32_t count,
                        const struct taint *taint)
{
    for (int32_t i = 0; i < count; i++) {
        const struct toleration *t = &tolerations[i];
        if (!t->any_effect && t->effect != taint->effect)
            continue;
        if (t->key[0] && strcmp(t->key, taint->key) != 0)
            continue;
        int64_t tolerated;
        int64_t have;
        switch (t->op) {
        case TOLERATION_EXISTS: return true;
        case TOLERATION_EQUAL:
            if (strcmp(t->value, taint->value) == 0)
                return true;
            break;
        case TOLERATION_GT:
        case TOLERATION_LT:
            if (parse_canonical(t->value, &tolerated) && parse_canonical(taint->value, &have) &&
                (t->op == TOLERATION_GT ? have > tolerated : have < tolerated))
                return true;
            break;
        }
    }
    return false;
}

/* A key of Swarm's on a node that Swarm did not describe (estate/rule.h). */
static const char *swarm_key_value(const struct node *node, const char *key)
{
    static const char labels[] = "node.labels.";
    if (label_value(node->labels, node->label_count, "node.id"))
        return NULL;
    if (strncmp(key, labels, sizeof labels - 1) == 0)
        return label_value(node->labels, node->label_count, key + sizeof labels - 1);
    if (strcmp(key, "node.hostname") == 0)
        return node->name;
    if (strcmp(key, "node.platform.os") == 0)
        return given_or(node->os, "linux");
    if (strcmp(key, "node.platform.arch") == 0)
        return given_or(node->arch, "amd64");
    return NULL;
}

static const char *node_value(const struct node *node, const char *key)
{
    const char *value = label_value(node->labels, node->label_count, key);
    if (!value)
        value = field_as_label(node, key);
    return value || strncmp(key, "node.", 5) != 0 ? value : swarm_key_value(node, key);
}

static bool selector_holds(const struct rule *rule, const struct node *node)
{
    for (int32_t i = 0; i < rule->selector_count; i++) {
        const char *value = node_value(node, rule->selector[i].key);
        if (!value || strcmp(value, rule->selector[i].value) != 0)
            return false;
    }
    return true;
}

static bool term_holds(const struct node_term *term, const struct node *node)
{
    for (int32_t i = 0; i < term->count; i++) {
        const struct expression *e = &term->expressions[i];
        const char *value = e->source == SOURCE_NODE_NAME ? node->name : node_value(node, e->key);
        if (!expression_holds(e, value))
            return false;
    }
    return term->count > 0;
}

static bool affinity_holds(const struct rule *rule, const struct node *node)
{
    for (int32_t i = 0; i < rule->term_count; i++)
        if (term_holds(&rule->terms[i], node))
            return true;
    return !rule->has_terms;
}

/* The tolerations that Kubernetes' DaemonSet controller adds to its pods. */
static const struct toleration daemon_tolerations[] = {
    {"node.kubernetes.io/not-ready", "", TOLERATION_EXISTS, false, EFFECT_NO_EXECUTE},
    {"node.kubernetes.io/unreachable", "", TOLERATION_EXISTS, false, EFFECT_NO_EXECUTE},
    {"node.kubernetes.io/disk-pressure", "", TOLERATION_EXISTS, false, EFFECT_NO_SCHEDULE},
    {"node.kubernetes.io/memory-pressure", "", TOLERATION_EXISTS, false, EFFECT_NO_SCHEDULE},
    {"node.kubernetes.io/pid-pressure", "", TOLERATION_EXISTS, false, EFFECT_NO_SCHEDULE},
    {"node.kubernetes.io/unschedulable", "", TOLERATION_EXISTS, false, EFFECT_NO_SCHEDULE},
};

static bool rule_tolerates(const struct rule *rule, const struct taint *taint)
{
    int32_t added = (int32_t)(sizeof daemon_tolerations / sizeof daemon_tolerations[0]);
    return eligible_tolerates(rule->tolerations, rule->toleration_count, taint) ||
           (rule->is_daemon && eligible_tolerates(daemon_tolerations, added, taint));
}

static bool taints_tolerated(const struct rule *rule, const struct node *node)
{
    if (rule->is_swarm && label_value(node->labels, node->label_count, "node.availability"))
        return true;
    for (int32_t i = 0; i < node->taint_count; i++)
        if (node->taints[i].effect != EFFECT_PREFER_NO_SCHEDULE &&
            !rule_tolerates(rule, &node->taints[i]))
            return false;
    return true;
}

/* Cordons of Kubernetes and of the estate hold for all, Swarm's availability for its own. */
static bool is_open(const struct rule *rule, const struct node *node)
{
    static const struct taint cordon = {"node.kubernetes.io/unschedulable", "", EFFECT_NO_SCHEDULE};
    const char *availability =
        rule->is_swarm ? label_value(node->labels, node->label_count, "node.availability") : NULL;
    return (node->is_schedulable || rule_tolerates(rule, &cordon)) &&
           (!availability || strcmp(availability, "active") == 0);
}

enum ineligible eligible_node(const struct rule *rule, const struct node *node)
{
    if (!node->is_ready)
        return INELIGIBLE_NOT_READY;
    if (!is_open(rule, node))
        return INELIGIBLE_UNSCHEDULABLE;
    if (rule->os[0] && strcmp(rule->os, given_or(node->os, "linux")) != 0)
        return INELIGIBLE_OS;
    if (rule->arch[0] && strcmp(rule->arch, given_or(node->arch, "amd64")) != 0)
        return INELIGIBLE_ARCH;
    if (!selector_holds(rule, node))
        return INELIGIBLE_SELECTOR;
    if (!affinity_holds(rule, node))
        return INELIGIBLE_AFFINITY;
    if (!taints_tolerated(rule, node))
        return INELIGIBLE_TAINT;
    return ELIGIBLE;
}

const char *ineligible_name(enum ineligible reason)
{
    static const char *const names[] = {
        [ELIGIBLE] = "eligible",
        [INELIGIBLE_NOT_READY] = "not ready",
        [INELIGIBLE_UNSCHEDULABLE] = "unschedulable",
        [INELIGIBLE_OS] = "operating system",
        [INELIGIBLE_ARCH] = "architecture",
        [INELIGIBLE_SELECTOR] = "node selector",
        [INELIGIBLE_AFFINITY] = "node affinity",
        [INELIGIBLE_TAINT] = "taint",
    };
    return names[reason];
}

static bool contains(const int32_t *list, int32_t count, int32_t wanted)
{
    for (int32_t i = 0; i < count; i++)
        if (list[i] == wanted)
            return true;
    return false;
}

enum disallowed eligible_cluster(const struct estate *estate, const struct stack *stack,
                                 int32_t cluster_ix)
{
    if (contains(stack->not_targets, stack->not_target_count, cluster_ix))
        return DISALLOWED_TARGET;
    if (stack->has_targets)
        return contains(stack->targets, stack->target_count, cluster_ix) ? ALLOWED
                                                                         : DISALLOWED_TARGET;
    if (stack->is_portable ||
        orchestrator_takes(estate->clusters[cluster_ix].orchestrator, stack->family))
        return ALLOWED;
    return DISALLOWED_ORCHESTRATOR;
}
