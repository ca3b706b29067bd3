/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule of a pod: labels, node selector terms, taints and tolerations. */
#include "import/kubernetes/pods/pod_placement.h"

#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/reading.h"

static size_t count_of(const struct value *list)
{
    return list == NULL ? 0 : list->count;
}

static const struct value *first_of(const struct value *list)
{
    return list == NULL ? NULL : list->first;
}

bool labels_read(const struct reading *reading, const struct value *map, const struct label **ret,
                 int32_t *ret_count)
{
    struct label *labels = ARENA_NEW(reading->arena, count_of(map), struct label);
    int32_t count = 0;
    bool is_valid = true;

    for (const struct value *item = first_of(map); item != NULL; item = item->next) {
        if (item->kind != VALUE_STRING && item->kind != VALUE_NULL) {
            is_valid = reading_error(reading, item, "label %s: found %s; expected a string",
                                     item->key, value_kind_name(item->kind));
            continue;
        }
        labels[count].key = arena_text(reading->arena, item->key, strlen(item->key));
        labels[count++].value = arena_text(reading->arena, item->text, item->length);
    }
    *ret = labels;
    *ret_count = count;
    return is_valid;
}

/* ---- taints and tolerations */

static bool effect_read(const struct reading *reading, const struct value *value,
                        enum taint_effect *ret)
{
    static const char *const names[] = {[EFFECT_NO_SCHEDULE] = "NoSchedule",
                                        [EFFECT_PREFER_NO_SCHEDULE] = "PreferNoSchedule",
                                        [EFFECT_NO_EXECUTE] = "NoExecute"};
    const char *text = value_text(value, "");

    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) != 0)
            continue;
        *ret = (enum taint_effect)i;
        return true;
    }
    return reading_error(reading, value,
                         "effect: found \"%.60s\"; expected NoSchedule, PreferNoSchedule or "
                         "NoExecute",
                         text);
}

bool taint_read(const struct reading *reading, const struct value *value, struct taint *ret)
{
    const struct value *effect = value_get(value, "effect");

    if (value->kind != VALUE_MAP)
        return reading_error(reading, value, "taint: found %s; expected a map",
                             value_kind_name(value->kind));
    ret->key = reading_text(reading, value, "key", "");
    ret->value = reading_text(reading, value, "value", "");
    if (ret->key[0] == '\0')
        return reading_error(reading, value, "taint: found no key; expected one");
    return effect_read(reading, effect == NULL ? value : effect, &ret->effect);
}

bool toleration_read(const struct reading *reading, const struct value *value,
                     struct toleration *ret)
{
    static const char *const names[] = {[TOLERATION_EQUAL] = "Equal",
                                        [TOLERATION_EXISTS] = "Exists",
                                        [TOLERATION_LT] = "Lt",
                                        [TOLERATION_GT] = "Gt"};
    const struct value *effect = value_get(value, "effect");
    const char *op;
    int found = -1;

    if (value->kind != VALUE_MAP)
        return reading_error(reading, value, "toleration: found %s; expected a map",
                             value_kind_name(value->kind));
    ret->key = reading_text(reading, value, "key", "");
    ret->value = reading_text(reading, value, "value", "");
    op = reading_text(reading, value, "operator", "");
    for (int i = 0; i < 4 && op[0] != '\0'; i++)
        if (strcmp(op, names[i]) == 0)
            found = i;
    if (found < 0 && op[0] != '\0')
        return reading_error(reading, value,
                             "operator: found \"%.60s\"; expected Equal, Exists, Lt or Gt", op);
    ret->op = found < 0 ? TOLERATION_EQUAL : (enum toleration_operator)found;
    ret->any_effect = value_text(effect, "")[0] == '\0';
    return ret->any_effect || effect_read(reading, effect, &ret->effect);
}

bool tolerations_read(const struct reading *reading, const struct value *list,
                      const struct toleration **ret, int32_t *ret_count)
{
    struct toleration *tolerations = ARENA_NEW(reading->arena, count_of(list), struct toleration);
    int32_t count = 0;
    bool is_valid = true;

    for (const struct value *item = first_of(list); item != NULL; item = item->next) {
        if (toleration_read(reading, item, &tolerations[count]))
            count++;
        else
            is_valid = false;
    }
    *ret = tolerations;
    *ret_count = count;
    return is_valid;
}

/* ---- node selector terms */

/* matchFields knows one field, metadata.name, and one value for it. */
static bool field_read(const struct reading *reading, const struct value *value,
                       struct expression *ret)
{
    bool is_in;

    if (!label_expression_read(reading, value, false, ret))
        return false;
    is_in = ret->op == EXPRESSION_IN || ret->op == EXPRESSION_NOT_IN;
    if (strcmp(ret->key, "metadata.name") != 0)
        return reading_error(reading, value, "matchFields: found \"%.60s\"; expected metadata.name",
                             ret->key);
    if (!is_in || ret->value_count != 1)
        return reading_error(reading, value,
                             "matchFields: found another operator or %d values; expected In or "
                             "NotIn with one value",
                             (int)ret->value_count);
    ret->source = SOURCE_NODE_NAME;
    return true;
}

static bool term_read(const struct reading *reading, const struct value *value,
                      struct node_term *ret)
{
    const struct value *labels = reading_list(reading, value, "matchExpressions");
    const struct value *fields = reading_list(reading, value, "matchFields");
    struct expression *expressions =
        ARENA_NEW(reading->arena, count_of(labels) + count_of(fields), struct expression);
    int32_t count = 0;
    bool is_valid = true;

    for (const struct value *item = first_of(labels); item != NULL; item = item->next)
        is_valid &= label_expression_read(reading, item, false, &expressions[count++]);
    for (const struct value *item = first_of(fields); item != NULL; item = item->next)
        is_valid &= field_read(reading, item, &expressions[count++]);
    *ret = (struct node_term){expressions, is_valid ? count : 0};
    return is_valid;
}

bool node_terms_read(const struct reading *reading, const struct value *list,
                     const struct node_term **ret, int32_t *ret_count)
{
    struct node_term *terms = ARENA_NEW(reading->arena, count_of(list), struct node_term);
    int32_t count = 0;
    bool is_valid = true;

    for (const struct value *item = first_of(list); item != NULL; item = item->next)
        is_valid &= term_read(reading, item, &terms[count++]);
    *ret = terms;
    *ret_count = count;
    return is_valid;
}

/*
 * The DaemonSet controller makes one pod a node, and writes the node into its affinity. That is how
 * the pod was bound, not a rule of the workload: a term that said nothing else holds everywhere.
 */
static void unpin_daemon(const struct reading *reading, struct rule *rule)
{
    struct node_term *terms = ARENA_NEW(reading->arena, rule->term_count, struct node_term);

    for (int32_t i = 0; i < rule->term_count; i++) {
        const struct node_term *old = &rule->terms[i];
        struct expression *kept = ARENA_NEW(reading->arena, old->count, struct expression);
        int32_t count = 0;

        for (int32_t j = 0; j < old->count; j++)
            if (old->expressions[j].source != SOURCE_NODE_NAME)
                kept[count++] = old->expressions[j];
        if (count == 0 && old->count > 0) {
            rule->has_terms = false;
            rule->term_count = 0;
            return;
        }
        terms[i] = (struct node_term){kept, count};
    }
    rule->terms = terms;
}

void rule_pin(const struct reading *reading, struct rule *rule, const char *node)
{
    int32_t count = rule->has_terms ? rule->term_count : 1;
    struct node_term *terms = ARENA_NEW(reading->arena, count, struct node_term);
    const char **names = ARENA_NEW(reading->arena, 1, const char *);

    names[0] = node;
    for (int32_t i = 0; i < count; i++) {
        int32_t old = rule->has_terms ? rule->terms[i].count : 0;
        struct expression *expressions = ARENA_NEW(reading->arena, old + 1, struct expression);

        if (rule->has_terms && old == 0)
            continue; /* a term that matches no node goes on to match none */
        if (old > 0)
            memcpy(expressions, rule->terms[i].expressions, (size_t)old * sizeof *expressions);
        expressions[old] =
            (struct expression){SOURCE_NODE_NAME, EXPRESSION_IN, "metadata.name", names, 1};
        terms[i] = (struct node_term){expressions, old + 1};
    }
    rule->has_terms = true;
    rule->terms = terms;
    rule->term_count = count;
}

bool node_affinity_read(const struct reading *reading, const struct value *affinity, bool is_daemon,
                        struct rule *rule)
{
    const struct value *required =
        reading_map(reading, affinity, "requiredDuringSchedulingIgnoredDuringExecution");
    bool is_valid;

    if (required == NULL)
        return true;
    rule->has_terms = true;
    is_valid = node_terms_read(reading, reading_list(reading, required, "nodeSelectorTerms"),
                               &rule->terms, &rule->term_count);
    if (is_daemon)
        unpin_daemon(reading, rule);
    return is_valid;
}

int64_t pod_priority_read(const struct reading *reading, const struct value *spec, bool *ret_has)
{
    long long priority = 0;

    *ret_has = reading_integer(reading, spec, "priority", &priority);
    return priority;
}

bool node_rule_read(const struct reading *reading, const struct value *spec, bool is_daemon,
                    struct rule *ret)
{
    const struct value *affinity = reading_map(reading, spec, "affinity");
    bool is_valid;

    *ret = (struct rule){.os = "", .arch = "", .is_daemon = is_daemon};
    is_valid = labels_read(reading, reading_map(reading, spec, "nodeSelector"), &ret->selector,
                           &ret->selector_count);
    is_valid &= tolerations_read(reading, reading_list(reading, spec, "tolerations"),
                                 &ret->tolerations, &ret->toleration_count);
    is_valid &=
        node_affinity_read(reading, reading_map(reading, affinity, "nodeAffinity"), is_daemon, ret);
    ret->os = reading_text(reading, reading_map(reading, spec, "os"), "name", "");
    return is_valid;
}
