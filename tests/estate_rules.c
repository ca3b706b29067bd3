/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estate_rules.h"

#include <stdlib.h>
#include <string.h>

#include "check_main.h"

enum { PART_MAX = 5, RULE_MAX = 8 };

static const struct origin here = {"test", 1, 1, NULL};

/* NAME=A:B:C cut into its parts; 0 when the word is another. */
static int cut(char *word, const char *name, char *parts[PART_MAX])
{
    size_t n = strlen(name);
    int count = 0;

    if (strncmp(word, name, n) != 0 || word[n] != '=')
        return 0;
    for (char *at = word + n + 1; at; count++) {
        char *colon = strchr(at, ':');

        ck_assert_int_lt(count, PART_MAX);
        parts[count] = at;
        if (colon)
            *colon = '\0';
        at = colon ? colon + 1 : NULL;
    }
    return count;
}

/* The rule under way; what it points to lives here. */
struct draft {
    struct pod_rule rule;
    struct pod_term near[RULE_MAX], apart[RULE_MAX];
    struct spread_constraint spread[RULE_MAX];
    struct host_port ports[RULE_MAX];
    struct expression expressions[RULE_MAX];
    const char *values[RULE_MAX];
    int expression_count;
    const char *own; /* namespace */
};

static struct label_selector selector(struct draft *draft, const char *key, const char *value)
{
    int i = draft->expression_count++;

    ck_assert_int_lt(i, RULE_MAX);
    draft->values[i] = value;
    draft->expressions[i] =
        (struct expression){SOURCE_LABEL, EXPRESSION_IN, key, &draft->values[i], 1};
    return (struct label_selector){true, &draft->expressions[i], 1};
}

static struct pod_term term(struct draft *draft, char *parts[PART_MAX])
{
    return (struct pod_term){.selector = selector(draft, parts[1], parts[2]),
                             .name_spaces = &draft->own,
                             .name_space_count = 1,
                             .topology_key = parts[0]};
}

static void add_word(struct draft *draft, char *word)
{
    char *parts[PART_MAX];
    int count;

    if (cut(word, "near", parts) == 3)
        draft->near[draft->rule.affinity_count++] = term(draft, parts);
    else if (cut(word, "apart", parts) == 3)
        draft->apart[draft->rule.anti_affinity_count++] = term(draft, parts);
    else if ((count = cut(word, "spread", parts)) >= 4)
        draft->spread[draft->rule.spread_count++] =
            (struct spread_constraint){.selector = selector(draft, parts[2], parts[3]),
                                       .topology_key = parts[0],
                                       .max_skew = atoll(parts[1]),
                                       .min_domains = count == 5 ? atoll(parts[4]) : 1,
                                       .honors_affinity = true};
    else if ((count = cut(word, "port", parts)) >= 1)
        draft->ports[draft->rule.port_count++] = (struct host_port){
            count > 2 ? parts[2] : "", (int32_t)atoll(parts[0]), count > 1 ? parts[1] : "TCP"};
    else
        ck_abort_msg("no such word of pods: %s", word);
}

static void set_home(struct builder *builder, int32_t workload, char *parts[PART_MAX])
{
    const struct label label = {parts[0], parts[1]};
    const struct rule rule = {.selector = &label, .selector_count = 1, .os = "", .arch = ""};

    builder_workload_home_rule(builder, workload, &rule);
}

void estate_make_pods(struct builder *builder, int32_t workload, char words[][WORD_SIZE], int count)
{
    struct draft draft = {.own = ""};
    char *parts[PART_MAX];

    for (int i = 4; i < count; i++) {
        if (cut(words[i], "label", parts) == 2)
            builder_workload_pod_label(builder, workload, parts[0], parts[1]);
        else if (cut(words[i], "home", parts) == 2)
            set_home(builder, workload, parts);
        else if (cut(words[i], "limit", parts) == 2)
            builder_workload_limit(builder, workload, builder_resource(builder, parts[0], &here),
                                   atoll(parts[1]));
        else
            add_word(&draft, words[i]);
    }
    draft.rule.affinity = draft.near;
    draft.rule.anti_affinity = draft.apart;
    draft.rule.spread = draft.spread;
    draft.rule.ports = draft.ports;
    builder_workload_pod_rule(builder, workload, &draft.rule);
}

void estate_make_quota(struct builder *builder, char words[][WORD_SIZE], int count)
{
    const struct quota quota = {.cluster_ix = builder_find_cluster(builder, words[1]),
                                .name_space = "",
                                .name = words[2],
                                .is_limit = count > 5 && strcmp(words[5], "limit") == 0,
                                .resource = builder_resource(builder, words[3], &here),
                                .hard = atoll(words[4])};

    ck_assert_int_ge(count, 5);
    builder_quota(builder, &quota, &here);
}
