/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/verify_rule.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"

static bool is_one_of(const char *text, const char *a, const char *b)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

/* A label that the node has, NULL = none. */
static const char *own_label(const struct node *node, const char *key)
{
    for (int32_t i = 0; i < node->label_count; i++) {
        if (strcmp(node->labels[i].key, key) == 0)
            return node->labels[i].value;
    }
    return NULL;
}

/* Keys of Docker Swarm where Swarm did not describe the node: its fields and plain labels. */
static const char *stand_in(const struct node *node, const char *key)
{
    const char *name = key + strlen("node.");

    if (own_label(node, "node.id"))
        return NULL;
    if (strcmp(name, "hostname") == 0)
        return node->name;
    if (strcmp(name, "platform.os") == 0)
        return node->os[0] == '\0' ? "linux" : node->os;
    if (strcmp(name, "platform.arch") == 0)
        return node->arch[0] == '\0' ? "amd64" : node->arch;
    return strstr(name, "labels.") == name ? own_label(node, name + strlen("labels.")) : NULL;
}

const char *rule_node_label(const struct node *node, const char *key)
{
    const char *own = own_label(node, key);
    const char *field = "";

    if (own)
        return own;
    if (strstr(key, "node.") == key)
        return stand_in(node, key);
    if (is_one_of(key, "kubernetes.io/os", "beta.kubernetes.io/os"))
        field = node->os;
    else if (is_one_of(key, "kubernetes.io/arch", "beta.kubernetes.io/arch"))
        field = node->arch;
    else if (strcmp(key, "kubernetes.io/hostname") == 0)
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

/* As taints and tolerations have numbers: the shortest way to write it, so 0, 7, -7. */
static bool read_short_number(const char *text, int64_t *ret)
{
    size_t lead = text[0] == '-';

    if (text[lead] < '1' || text[lead] > '9')
        return strcmp(text, "0") == 0 && read_number(text, ret);
    return read_number(text, ret);
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

/* Is the text equal to an ASCII value but for case? Go folds two characters that are not ASCII to
 * ASCII letters: U+017F to s and U+212A to k. */
static bool folds_to(const char *text, const char *value)
{
    for (; *value != '\0'; value++) {
        char lower = *value >= 'A' && *value <= 'Z' ? (char)(*value | 0x20) : *value;
        char given = *text >= 'A' && *text <= 'Z' ? (char)(*text | 0x20) : *text;

        if (given == lower)
            text++;
        else if (lower == 's' && strstr(text, "\xc5\xbf") == text)
            text += 2;
        else if (lower == 'k' && strstr(text, "\xe2\x84\xaa") == text)
            text += 3;
        else
            return false;
    }
    return *text == '\0';
}

/* The 128 bits of an address as two numbers. */
static void address_halves(const struct address *address, uint64_t ret[2])
{
    ret[0] = ret[1] = 0;
    for (int i = 0; i < 16; i++)
        ret[i / 8] = ret[i / 8] << 8 | address->bytes[i];
}

/* Is the text an address of the network (or the one address) `value`? IPv4 stands in ::ffff:0:0/96
 * and is in no larger network of IPv6. */
static bool is_in_network(const char *text, const char *value)
{
    struct address address, network;
    uint64_t have[2], want[2];
    int bits = 128;

    if (!address_parse(text, &address))
        return false;
    if (strchr(value, '/') ? !network_parse(value, &network, &bits)
                           : !address_parse(value, &network))
        return false;
    address_halves(&address, have);
    address_halves(&network, want);
    if (have[0] == 0 && have[1] >> 32 == 0xffff && bits < 96)
        return false;
    for (int i = 0; i < bits; i++) {
        if (((have[i / 64] ^ want[i / 64]) >> (63 - i % 64)) & 1)
            return false;
    }
    return true;
}

static bool is_swarm_operator(enum expression_operator op)
{
    return op == EXPRESSION_EQUAL_FOLD || op == EXPRESSION_NOT_EQUAL_FOLD ||
           op == EXPRESSION_IN_NETWORK || op == EXPRESSION_NOT_IN_NETWORK;
}

/* An absent label is the empty text, which == never holds for and != always. */
static bool swarm_expression_holds(const struct expression *expression, const char *value)
{
    const char *text = value ? value : "";

    if (expression->value_count != 1)
        return false;
    switch (expression->op) {
    case EXPRESSION_EQUAL_FOLD: return folds_to(text, expression->values[0]);
    case EXPRESSION_NOT_EQUAL_FOLD: return !folds_to(text, expression->values[0]);
    case EXPRESSION_IN_NETWORK: return is_in_network(text, expression->values[0]);
    default: return !is_in_network(text, expression->values[0]);
    }
}

/* value: NULL = the label is absent. */
static bool value_holds(const struct expression *expression, const char *value)
{
    int order = 0;

    if (is_swarm_operator(expression->op))
        return swarm_expression_holds(expression, value);
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
    default: return false;
    }
}

bool rule_expression_holds(const struct expression *expression, const struct node *node)
{
    return value_holds(expression, expression->source == SOURCE_NODE_NAME
                                       ? node->name
                                       : rule_node_label(node, expression->key));
}

bool rule_selects(const struct label_selector *selector, const struct label *labels,
                  int32_t label_count)
{
    const struct node bare = {.labels = labels, .label_count = label_count};

    for (int32_t i = 0; selector->is_given && i < selector->count; i++) {
        if (!value_holds(&selector->expressions[i], own_label(&bare, selector->expressions[i].key)))
            return false;
    }
    return selector->is_given;
}

bool rule_tolerates(const struct toleration *toleration, const struct taint *taint)
{
    int64_t have, wanted;

    if (!toleration->any_effect && toleration->effect != taint->effect)
        return false;
    if (toleration->key[0] != '\0' && strcmp(toleration->key, taint->key) != 0)
        return false;
    switch (toleration->op) {
    case TOLERATION_EXISTS: return true;
    case TOLERATION_EQUAL: return strcmp(toleration->value, taint->value) == 0;
    case TOLERATION_LT:
    case TOLERATION_GT:
        return read_short_number(taint->value, &have) &&
               read_short_number(toleration->value, &wanted) &&
               (toleration->op == TOLERATION_GT ? have > wanted : have < wanted);
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

bool rule_attracts(const struct rule *rule, const struct node *node)
{
    for (int32_t i = 0; i < rule->selector_count; i++) {
        const char *value = rule_node_label(node, rule->selector[i].key);

        if (!value || strcmp(value, rule->selector[i].value) != 0)
            return false;
    }
    return !rule->has_terms || some_term_holds(rule, node);
}

bool rule_tolerates_node(const struct rule *rule, const struct node *node)
{
    for (int32_t i = 0; i < node->taint_count; i++) {
        if (!taint_is_tolerated(rule, &node->taints[i]))
            return false;
    }
    return true;
}

bool rule_takes_node(const struct rule *rule, const struct node *node)
{
    static const struct taint cordon = {"node.kubernetes.io/unschedulable", "", EFFECT_NO_SCHEDULE};
    const char *os = node->os[0] == '\0' ? "linux" : node->os;
    const char *arch = node->arch[0] == '\0' ? "amd64" : node->arch;
    const char *availability = rule->is_swarm ? own_label(node, "node.availability") : NULL;

    if (availability && strcmp(availability, "active") != 0)
        return false;
    if (!node->is_ready || (!node->is_schedulable && !taint_is_tolerated(rule, &cordon)))
        return false;
    if (rule->os[0] != '\0' && strcmp(rule->os, os) != 0)
        return false;
    if (rule->arch[0] != '\0' && strcmp(rule->arch, arch) != 0)
        return false;
    return rule_attracts(rule, node) && (availability || rule_tolerates_node(rule, node));
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
