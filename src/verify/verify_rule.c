/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/verify_rule.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *text, const char *a, const char *b)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

/* The value of a label, NULL = absent. */
static const char *label_value(const struct node *node, const char *key)
{
    const char *field = "";

    for (int32_t i = 0; i < node->label_count; i++) {
        if (strcmp(node->labels[i].key, key) == 0)
            return node->labels[i].value;
    }
    if (is_one_of(key, "kubernetes.io/os", "beta.kubernetes.io/os"))
        field = node->os;
    else if (is_one_of(key, "kubernetes.io/arch", "beta.kubernetes.io/arch"))
        field = node->arch;
    else if (is_one_of(key, "kubernetes.io/hostname", "beta.kubernetes.io/hostname"))
        field = node->name;
    else if (is_one_of(key, "topology.kubernetes.io/zone",
                       "failure-domain.beta.kubernetes.io/zone"))
        field = node->zone;
    return field[0] == '\0' ? NULL : field;
}

/* A whole decimal number of 64 bits, as Go's ParseInt reads it: an optional sign, then digits. */
static bool read_number(const char *text, int64_t *ret)
{
    const char *digits = text + (text[0] == '-' || text[0] == '+');
    char *end;
    long long value;

    if (digits[0] == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return false;
    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0')
        return false;
    *ret = value;
    return true;
}

/* -1, 0, 1 by number; false when one of them is none. */
static bool compare_numbers(const char *a, const char *b, int *ret)
{
    int64_t x, y;

    if (!read_number(a, &x) || !read_number(b, &y))
        return false;
    *ret = (x > y) - (x < y);
    return true;
}

static bool is_among(const struct expression *expression, const char *value)
{
    for (int32_t i = 0; i < expression->value_count; i++) {
        if (strcmp(expression->values[i], value) == 0)
            return true;
    }
    return false;
}

bool rule_expression_holds(const struct expression *expression, const struct node *node)
{
    const char *value =
        expression->source == SOURCE_NODE_NAME ? node->name : label_value(node, expression->key);
    int order = 0;

    switch (expression->op) {
    case EXPRESSION_IN: return value && is_among(expression, value);
    case EXPRESSION_NOT_IN: return !value || !is_among(expression, value);
    case EXPRESSION_EXISTS: return value != NULL;
    case EXPRESSION_DOES_NOT_EXIST: return value == NULL;
    case EXPRESSION_GT:
    case EXPRESSION_LT:
        if (!value || expression->value_count != 1 ||
            !compare_numbers(value, expression->values[0], &order))
            return false;
        return order == (expression->op == EXPRESSION_GT ? 1 : -1);
    }
    return false;
}

bool rule_tolerates(const struct toleration *toleration, const struct taint *taint)
{
    int order = 0;

    if (!toleration->any_effect && toleration->effect != taint->effect)
        return false;
    if (toleration->key[0] != '\0' && strcmp(toleration->key, taint->key) != 0)
        return false;
    switch (toleration->op) {
    case TOLERATION_EXISTS: return true;
    case TOLERATION_EQUAL: return strcmp(toleration->value, taint->value) == 0;
    case TOLERATION_LT:
    case TOLERATION_GT:
        if (!compare_numbers(taint->value, toleration->value, &order))
            return false;
        return order == (toleration->op == TOLERATION_GT ? 1 : -1);
    }
    return false;
}

/* The taints that pods of a DaemonSet tolerate without saying so. network-unavailable is not one:
 * only pods in the host's network get it, and those carry it in their own tolerations. */
static bool daemon_tolerates(const struct taint *taint)
{
    static const struct taint own[] = {
        {"node.kubernetes.io/not-ready", "", EFFECT_NO_EXECUTE},
        {"node.kubernetes.io/unreachable", "", EFFECT_NO_EXECUTE},
        {"node.kubernetes.io/disk-pressure", "", EFFECT_NO_SCHEDULE},
        {"node.kubernetes.io/memory-pressure", "", EFFECT_NO_SCHEDULE},
        {"node.kubernetes.io/pid-pressure", "", EFFECT_NO_SCHEDULE},
        {"node.kubernetes.io/unschedulable", "", EFFECT_NO_SCHEDULE},
    };

    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (own[i].effect == taint->effect && strcmp(own[i].key, taint->key) == 0)
            return true;
    }
    return false;
}

static bool taint_is_tolerated(const struct rule *rule, const struct taint *taint)
{
    if (taint->effect == EFFECT_PREFER_NO_SCHEDULE)
        return true;
    for (int32_t i = 0; i < rule->toleration_count; i++) {
        if (rule_tolerates(&rule->tolerations[i], taint))
            return true;
    }
    return rule->is_daemon && daemon_tolerates(taint);
}

static bool term_holds(const struct node_term *term, const struct node *node)
{
    for (int32_t i = 0; i < term->count; i++) {
        if (!rule_expression_holds(&term->expressions[i], node))
            return false;
    }
    return term->count > 0;
}

static bool some_term_holds(const struct rule *rule, const struct node *node)
{
    for (int32_t i = 0; i < rule->term_count; i++) {
        if (term_holds(&rule->terms[i], node))
            return true;
    }
    return false;
}

bool rule_takes_node(const struct rule *rule, const struct node *node)
{
    if (!node->is_ready || (!node->is_schedulable && !rule->is_daemon))
        return false;
    if (rule->os[0] != '\0' && strcmp(rule->os, node->os) != 0)
        return false;
    if (rule->arch[0] != '\0' && strcmp(rule->arch, node->arch) != 0)
        return false;
    for (int32_t i = 0; i < rule->selector_count; i++) {
        const char *value = label_value(node, rule->selector[i].key);

        if (!value || strcmp(value, rule->selector[i].value) != 0)
            return false;
    }
    if (rule->has_terms && !some_term_holds(rule, node))
        return false;
    for (int32_t i = 0; i < node->taint_count; i++) {
        if (!taint_is_tolerated(rule, &node->taints[i]))
            return false;
    }
    return true;
}

static bool is_listed(const int32_t *list, int32_t count, int32_t cluster_ix)
{
    for (int32_t i = 0; i < count; i++) {
        if (list[i] == cluster_ix)
            return true;
    }
    return false;
}

bool rule_allows_cluster(const struct estate *estate, const struct stack *stack, int32_t cluster_ix)
{
    enum orchestrator kind = estate->clusters[cluster_ix].orchestrator;

    if (is_listed(stack->not_targets, stack->not_target_count, cluster_ix))
        return false;
    if (stack->has_targets)
        return is_listed(stack->targets, stack->target_count, cluster_ix);
    if (stack->is_portable || kind == stack->family)
        return true;
    return kind == ORCHESTRATOR_MKE &&
           (stack->family == ORCHESTRATOR_KUBERNETES || stack->family == ORCHESTRATOR_SWARM);
}
