/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/show_rule.h"

#include "document/json_writer.h"
#include "estate/estate.h"

const char *show_effect_name(enum taint_effect effect)
{
    static const char *const names[] = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
    return names[effect];
}

void show_text_if(struct json_writer *json, const char *key, const char *text)
{
    if (text[0])
        json_member_string(json, key, text);
}

void show_write_texts(struct json_writer *json, const char *key, const char *const *texts,
                      int32_t count)
{
    json_key(json, key);
    json_list(json, true);
    for (int32_t i = 0; i < count; i++)
        json_string(json, texts[i]);
    json_end(json);
}

void show_write_labels(struct json_writer *json, const char *key, const struct label *labels,
                       int32_t count)
{
    if (count == 0)
        return;
    json_key(json, key);
    json_object(json, true);
    for (int32_t i = 0; i < count; i++)
        json_member_string(json, labels[i].key, labels[i].value);
    json_end(json);
}

static void write_expression(struct json_writer *json, const struct expression *expression)
{
    static const char *const operators[] = {"In",        "NotIn",       "Exists",    "DoesNotExist",
                                            "Gt",        "Lt",          "EqualFold", "NotEqualFold",
                                            "InNetwork", "NotInNetwork"};
    json_object(json, true);
    if (expression->source == SOURCE_NODE_NAME)
        json_member_bool(json, "node_name", true);
    else
        json_member_string(json, "key", expression->key);
    json_member_string(json, "operator", operators[expression->op]);
    if (expression->value_count > 0)
        show_write_texts(json, "values", expression->values, expression->value_count);
    json_end(json);
}

static void write_tolerations(struct json_writer *json, const struct rule *rule)
{
    static const char *const operators[] = {"Equal", "Exists", "Lt", "Gt"};
    if (rule->toleration_count == 0)
        return;
    json_key(json, "tolerations");
    json_list(json, true);
    for (int32_t i = 0; i < rule->toleration_count; i++) {
        const struct toleration *toleration = &rule->tolerations[i];
        json_object(json, true);
        show_text_if(json, "key", toleration->key);
        json_member_string(json, "operator", operators[toleration->op]);
        show_text_if(json, "value", toleration->value);
        if (!toleration->any_effect)
            json_member_string(json, "effect", show_effect_name(toleration->effect));
        json_end(json);
    }
    json_end(json);
}

void show_write_rule(struct json_writer *json, const struct rule *rule)
{
    json_object(json, false);
    show_write_labels(json, "selector", rule->selector, rule->selector_count);
    if (rule->has_terms) {
        json_key(json, "terms");
        json_list(json, false);
        for (int32_t t = 0; t < rule->term_count; t++) {
            json_list(json, true);
            for (int32_t i = 0; i < rule->terms[t].count; i++)
                write_expression(json, &rule->terms[t].expressions[i]);
            json_end(json);
        }
        json_end(json);
    }
    write_tolerations(json, rule);
    show_text_if(json, "os", rule->os);
    show_text_if(json, "arch", rule->arch);
    if (rule->is_daemon)
        json_member_bool(json, "daemon", true);
    if (rule->is_swarm)
        json_member_bool(json, "swarm", true);
    json_end(json);
}
