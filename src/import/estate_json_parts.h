/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * estate_json_parts: what the readers of the parts of a shown estate share. Private to estate_json.
 */
#ifndef MUSTER_IMPORT_ESTATE_JSON_PARTS_H
#define MUSTER_IMPORT_ESTATE_JSON_PARTS_H

#include "document/document.h"
#include "import/estate_keys.h"

/* What has been read so far. */
struct shown {
    const struct rule *rules; /* placement_rules */
    int32_t rule_count;
    const struct pod_rule *pod_rules;
    int32_t pod_rule_count;
};

/* The reader of a key that can be worked out again. */
void shown_skip(struct keys_reader *reader, const struct value *value, void *context);

/* Text of a child; fallback when there is none, "" with an error when it is no text. */
const char *shown_text(struct keys_reader *reader, const struct value *map, const char *key,
                       const char *fallback);

/* The same for a child that must be there. */
const char *shown_name(struct keys_reader *reader, const struct value *map, const char *key);

/* true or false; fallback when there is none. */
bool shown_flag(struct keys_reader *reader, const struct value *map, const char *key,
                bool fallback);

/* A whole number. False when there is none, or with an error. */
bool shown_number(struct keys_reader *reader, const struct value *map, const char *key,
                  int64_t least, int64_t most, int64_t *ret);

/* The same for a number that must be there. */
bool shown_figure(struct keys_reader *reader, const struct value *map, const char *key,
                  int64_t least, int64_t most, int64_t *ret);

/* First item of a list child; NULL when there is none, or with an error. */
const struct value *shown_list(struct keys_reader *reader, const struct value *map,
                               const char *key);

/* Index of the word that a child must be; -1 with an error. */
int shown_word(struct keys_reader *reader, const struct value *map, const char *key,
               const char *const *words, size_t count);

/* {"a": "b"} as labels in the reader's arena. */
const struct label *shown_labels(struct keys_reader *reader, const struct value *map,
                                 const char *key, int32_t *ret_count);

/* An amount for each resource of {"cpu": 250}: calls set for it. */
void shown_amounts(struct keys_reader *reader, const struct value *map, const char *key,
                   int32_t owner,
                   void (*set)(struct builder *builder, int32_t owner, int32_t resource,
                               int64_t value));

/* Index into the names of taint effects in `map`; -1 with an error. */
int shown_effect(struct keys_reader *reader, const struct value *map);

/* `placement_rules`, in estate_json_rule.c. */
void shown_rules(struct keys_reader *reader, const struct value *root, struct shown *shown);

/* One rule of it, zeroed before. */
void shown_rule(struct keys_reader *reader, const struct value *map, struct rule *rule);

/* One expression of a rule; of_node: it may look at the node's name and has Swarm's operators. */
void shown_expression(struct keys_reader *reader, const struct value *map, bool of_node,
                      struct expression *ret);

/* The texts of a list child; those that are none are errors. */
const char *const *shown_texts(struct keys_reader *reader, const struct value *map, const char *key,
                               int32_t *ret_count);

/* `pod_rules`, in estate_json_pods.c. */
void shown_pod_rules(struct keys_reader *reader, const struct value *root, struct shown *shown);

/* One rule of it, zeroed before. */
void shown_pod_rule(struct keys_reader *reader, const struct value *map, struct pod_rule *rule);

/* `namespaces`, `quotas`, `budgets` of a cluster, in estate_json_pods.c. */
void shown_name_spaces(struct keys_reader *reader, const struct value *map, int32_t cluster);
void shown_quotas(struct keys_reader *reader, const struct value *map, int32_t cluster);
void shown_budgets(struct keys_reader *reader, const struct value *map, int32_t cluster);

/* The claims of a workload, a list. */
void shown_volumes(struct keys_reader *reader, const struct value *list, int32_t workload);

/* `stacks`, in estate_json_stack.c. */
void shown_stacks(struct keys_reader *reader, const struct value *root, const struct shown *shown);

#endif
