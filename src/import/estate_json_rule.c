/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `placement_rules` of a shown estate. */
#include "base/arena.h"
#include "import/estate_json_parts.h"

const char *const *shown_texts(struct keys_reader *reader, const struct value *map, const char *key,
                               int32_t *ret_count)
{
    const struct value *list = value_get(map, key);
    const char **texts = ARENA_NEW(reader->arena, list ? list->count : 0, const char *);
    *ret_count = 0;
    for (const struct value *item = shown_list(reader, map, key); item; item = item->next) {
        if (item->kind == VALUE_STRING)
            texts[(*ret_count)++] = item->text;
        else
            keys_refuse(reader, item, "%s: found %s; expected a text", key,
                        value_kind_name(item->kind));
    }
    return texts;
}

void shown_expression(struct keys_reader *reader, const struct value *map, bool of_node,
                      struct expression *ret)
{
    static const char *const operators[] = {"In",        "NotIn",       "Exists",    "DoesNotExist",
                                            "Gt",        "Lt",          "EqualFold", "NotEqualFold",
                                            "InNetwork", "NotInNetwork"};
    enum { OF_PODS = EXPRESSION_LT + 1 };
    static const struct key keys[] = {{"key", shown_skip},
                                      {"operator", shown_skip},
                                      {"values", shown_skip},
                                      {"node_name", shown_skip}};
    *ret = (struct expression){.key = ""};
    if (!keys_read(reader, map, keys, of_node ? 4 : 3, NULL))
        return;
    int op = shown_word(reader, map, "operator", operators,
                        of_node ? sizeof operators / sizeof *operators : OF_PODS);
    ret->op = op < 0 ? EXPRESSION_IN : (enum expression_operator)op;
    if (shown_flag(reader, map, "node_name", false))
        ret->source = SOURCE_NODE_NAME;
    else
        ret->key = shown_name(reader, map, "key");
    ret->values = shown_texts(reader, map, "values", &ret->value_count);
}

static void read_terms(struct keys_reader *reader, const struct value *map, struct rule *rule)
{
    const struct value *list = value_get(map, "terms");
    if (!list)
        return;
    struct node_term *terms = ARENA_NEW(reader->arena, list->count, struct node_term);
    rule->has_terms = true;
    rule->terms = terms;
    for (const struct value *item = shown_list(reader, map, "terms"); item; item = item->next) {
        if (item->kind != VALUE_LIST) {
            keys_refuse(reader, item, "terms: found %s; expected a list",
                        value_kind_name(item->kind));
            continue;
        }
        struct expression *expressions = ARENA_NEW(reader->arena, item->count, struct expression);
        struct node_term *term = &terms[rule->term_count++];
        term->expressions = expressions;
        for (const struct value *part = item->first; part; part = part->next)
            shown_expression(reader, part, true, &expressions[term->count++]);
    }
}

static void read_tolerations(struct keys_reader *reader, const struct value *map, struct rule *rule)
{
    static const char *const operators[] = {"Equal", "Exists", "Lt", "Gt"};
    static const struct key keys[] = {{"key", shown_skip},
                                      {"operator", shown_skip},
                                      {"value", shown_skip},
                                      {"effect", shown_skip}};
    const struct value *list = value_get(map, "tolerations");
    if (!list)
        return;
    struct toleration *tolerations = ARENA_NEW(reader->arena, list->count, struct toleration);
    rule->tolerations = tolerations;
    for (const struct value *item = shown_list(reader, map, "tolerations"); item;
         item = item->next) {
        struct toleration *toleration = &tolerations[rule->toleration_count++];
        toleration->key = toleration->value = "";
        if (!keys_read(reader, item, keys, sizeof keys / sizeof *keys, NULL))
            continue;
        int op = shown_word(reader, item, "operator", operators, 4);
        int effect = value_get(item, "effect") ? shown_effect(reader, item) : -1;
        toleration->key = shown_text(reader, item, "key", "");
        toleration->value = shown_text(reader, item, "value", "");
        toleration->op = op < 0 ? TOLERATION_EQUAL : (enum toleration_operator)op;
        toleration->any_effect = effect < 0;
        toleration->effect = effect < 0 ? EFFECT_NO_SCHEDULE : (enum taint_effect)effect;
    }
}

static void read_rule(struct keys_reader *reader, const struct value *map, struct rule *rule)
{
    static const struct key keys[] = {{"selector", shown_skip},    {"terms", shown_skip},
                                      {"tolerations", shown_skip}, {"os", shown_skip},
                                      {"arch", shown_skip},        {"daemon", shown_skip},
                                      {"swarm", shown_skip}};
    rule->os = rule->arch = "";
    if (!keys_read(reader, map, keys, sizeof keys / sizeof *keys, NULL))
        return;
    rule->selector = shown_labels(reader, map, "selector", &rule->selector_count);
    read_terms(reader, map, rule);
    read_tolerations(reader, map, rule);
    rule->os = shown_text(reader, map, "os", "");
    rule->arch = shown_text(reader, map, "arch", "");
    rule->is_daemon = shown_flag(reader, map, "daemon", false);
    rule->is_swarm = shown_flag(reader, map, "swarm", false);
}

void shown_rules(struct keys_reader *reader, const struct value *root, struct shown *shown)
{
    const struct value *list = value_get(root, "placement_rules");
    struct rule *rules = ARENA_NEW(reader->arena, list ? list->count : 0, struct rule);
    shown->rules = rules;
    for (const struct value *item = shown_list(reader, root, "placement_rules"); item;
         item = item->next)
        read_rule(reader, item, &rules[shown->rule_count++]);
}
