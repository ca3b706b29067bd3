/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estate_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "check_main.h"
#include "estate/builder.h"
#include "estate_rules.h"

enum { RULE_MAX = 8 };

struct words {
    char word[WORD_MAX][WORD_SIZE];
    int count;
};

static const struct origin here = {"test", 1, 1, NULL};

static void split(const char *line, size_t length, struct words *words)
{
    const char *end = line + length;

    words->count = 0;
    while (line < end) {
        size_t n = strcspn(line, " \n");

        if (n > 0) {
            ck_assert(words->count < WORD_MAX && n < WORD_SIZE);
            memcpy(words->word[words->count], line, n);
            words->word[words->count++][n] = '\0';
        }
        line += n + 1;
    }
}

/* The value of NAME=VALUE; NULL when the word is another. */
static const char *value_of(const char *word, const char *name)
{
    size_t n = strlen(name);

    return strncmp(word, name, n) == 0 && word[n] == '=' ? word + n + 1 : NULL;
}

static const char *find_value(const struct words *words, const char *name)
{
    for (int i = 0; i < words->count; i++) {
        if (value_of(words->word[i], name))
            return value_of(words->word[i], name);
    }
    return NULL;
}

static bool has_word(const struct words *words, const char *word)
{
    for (int i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], word) == 0)
            return true;
    }
    return false;
}

static int64_t number(const char *text)
{
    char *end;
    long long value = strtoll(text, &end, 10);

    ck_assert_msg(*text != '\0' && *end == '\0', "no number: %s", text);
    return value;
}

/* Cut "K:V" in two; V is "" when there is no colon. */
static char *cut(char *text)
{
    char *colon = strchr(text, ':');

    if (!colon)
        return text + strlen(text);
    *colon = '\0';
    return colon + 1;
}

static enum orchestrator orchestrator_of(const char *name)
{
    for (int i = ORCHESTRATOR_KUBERNETES; i <= ORCHESTRATOR_CSV; i++) {
        if (strcmp(orchestrator_name((enum orchestrator)i), name) == 0)
            return (enum orchestrator)i;
    }
    ck_abort_msg("no orchestrator: %s", name);
}

static void make_cluster(struct builder *builder, const struct words *words)
{
    const char *kind = find_value(words, "kind");
    int32_t cluster = builder_cluster(builder, words->word[1],
                                      kind ? orchestrator_of(kind) : ORCHESTRATOR_CSV, &here);

    if (find_value(words, "region"))
        builder_cluster_region(builder, cluster, find_value(words, "region"));
    if (find_value(words, "headroom"))
        builder_cluster_headroom(
            builder, cluster, RESOURCE_CPU,
            (struct headroom){HEADROOM_AMOUNT, number(find_value(words, "headroom"))});
}

static enum taint_effect effect_of(const char *name)
{
    if (strcmp(name, "NoSchedule") == 0)
        return EFFECT_NO_SCHEDULE;
    return strcmp(name, "NoExecute") == 0 ? EFFECT_NO_EXECUTE : EFFECT_PREFER_NO_SCHEDULE;
}

static void make_node(struct builder *builder, struct words *words)
{
    int32_t cluster = builder_find_cluster(builder, words->word[1]);
    int32_t node = builder_node(builder, cluster, words->word[2], &here);
    static const struct {
        const char *word, *resource;
    } amounts[] = {{"memory", "memory"}, {"pods", "pods"}, {"gpu", "nvidia.com/gpu"}};

    builder_node_allocatable(builder, node, RESOURCE_CPU, number(words->word[3]));
    for (int i = 0; i < 3; i++) {
        const char *value = find_value(words, amounts[i].word);

        if (value)
            builder_node_allocatable(builder, node,
                                     builder_resource(builder, amounts[i].resource, &here),
                                     number(value));
    }
    builder_node_place(builder, node, find_value(words, "os"), find_value(words, "arch"),
                       find_value(words, "zone"));
    builder_node_state(builder, node, !has_word(words, "cordoned"), !has_word(words, "notready"));
    for (int i = 4; i < words->count; i++) {
        char *text = words->word[i];

        if (value_of(text, "label")) {
            char *value = cut(text + strlen("label="));

            builder_node_label(builder, node, text + strlen("label="), value);
        } else if (value_of(text, "taint")) {
            char *value = cut(text + strlen("taint="));
            char *effect = cut(value);

            builder_node_taint(builder, node,
                               (struct taint){text + strlen("taint="), value, effect_of(effect)});
        }
    }
}

static void make_stack(struct builder *builder, const struct words *words)
{
    const char *targets = find_value(words, "targets"), *not_targets = find_value(words, "not");
    const char *requires = find_value(words, "requires"), *weight = find_value(words, "weight");
    struct stack_overlay overlay = {.stack = words->word[2],
                                    .cluster = words->word[1],
                                    .has_tier = true,
                                    .tier = (int32_t)number(words->word[3]),
                                    .has_weight = weight != NULL,
                                    .weight = weight ? number(weight) : 0,
                                    .has_portable = true,
                                    .portable = has_word(words, "portable"),
                                    .has_active_active = true,
                                    .active_active = has_word(words, "aa"),
                                    .has_split = true,
                                    .split = has_word(words, "split"),
                                    .has_targets = targets != NULL,
                                    .targets = &targets,
                                    .target_count = targets != NULL,
                                    .not_targets = &not_targets,
                                    .not_target_count = not_targets != NULL,
                                    .requires = &requires,
                                    .require_count = requires != NULL};

    builder_overlay(builder, &overlay, &here);
}

/* The rule of a work line; its pieces stay in the words. */
static void make_rule(struct builder *builder, int32_t workload, struct words *words)
{
    struct label selector[RULE_MAX];
    struct expression expression[RULE_MAX];
    const char *values[RULE_MAX];
    struct toleration toleration[RULE_MAX];
    struct node_term term = {expression, 0};
    struct rule rule = {
        .selector = selector, .terms = &term, .term_count = 1, .os = "", .arch = ""};
    static const char *const operators[] = {"in", "notin", "exists"};

    if (find_value(words, "os"))
        rule.os = find_value(words, "os");
    if (find_value(words, "arch"))
        rule.arch = find_value(words, "arch");
    for (int i = 6; i < words->count; i++) {
        char *text = strchr(words->word[i], '=');

        if (!text)
            continue;
        text++;
        if (value_of(words->word[i], "select")) {
            char *value = cut(text);

            selector[rule.selector_count++] = (struct label){text, value};
        }
        for (int k = 0; k < 3; k++) {
            if (!value_of(words->word[i], operators[k]))
                continue;
            values[term.count] = cut(text);
            expression[term.count] = (struct expression){SOURCE_LABEL, (enum expression_operator)k,
                                                         text, &values[term.count], k < 2};
            term.count++;
            rule.has_terms = true;
        }
        if (value_of(words->word[i], "tolerate")) {
            char *value = cut(text);

            toleration[rule.toleration_count++] =
                (struct toleration){text, value, TOLERATION_EQUAL, true, EFFECT_NO_SCHEDULE};
        }
    }
    rule.tolerations = toleration;
    rule.is_daemon = find_value(words, "kind") != NULL;
    builder_workload_rule(builder, workload, &rule);
}

/* Handles of workloads by "CLUSTER NAME WORKLOAD". */
struct handle {
    char name[3 * WORD_SIZE];
    int32_t handle;
};

struct handles {
    struct handle *items;
    int count;
};

static void handle_name(const struct words *words, char *out)
{
    snprintf(out, 3 * WORD_SIZE, "%s %s %s", words->word[1], words->word[2], words->word[3]);
}

static void make_work(struct builder *builder, struct words *words, struct handles *handles)
{
    int32_t cluster = builder_find_cluster(builder, words->word[1]);
    enum orchestrator kind = builder_cluster_orchestrator(builder, cluster);
    const char *family = find_value(words, "family");
    int32_t stack = builder_stack(builder, cluster, "", words->word[2],
                                  family ? orchestrator_of(family)
                                         : (kind == ORCHESTRATOR_MKE ? ORCHESTRATOR_SWARM : kind),
                                  &here);
    int32_t workload = builder_workload(builder, stack, "Deployment", words->word[3], &here);
    const char *memory = find_value(words, "memory"), *gpu = find_value(words, "gpu");

    handles->items = realloc(handles->items, (size_t)(handles->count + 1) * sizeof(struct handle));
    handle_name(words, handles->items[handles->count].name);
    handles->items[handles->count++].handle = workload;
    builder_workload_replicas(builder, workload, number(words->word[4]));
    builder_workload_reservation(builder, workload, RESOURCE_CPU, number(words->word[5]));
    if (memory)
        builder_workload_reservation(builder, workload, RESOURCE_MEMORY, number(memory));
    if (gpu)
        builder_workload_reservation(
            builder, workload, builder_resource(builder, "nvidia.com/gpu", &here), number(gpu));
    if (find_value(words, "node"))
        builder_workload_max_per_node(builder, workload, number(find_value(words, "node")));
    if (find_value(words, "zone"))
        builder_workload_max_per_zone(builder, workload, number(find_value(words, "zone")));
    if (has_word(words, "daemon"))
        builder_workload_daemon(builder, workload);
    if (has_word(words, "unknown"))
        builder_workload_unknown_nodes(builder, workload);
    make_rule(builder, workload, words);
}

static int32_t find_handle(const struct words *words, const struct handles *handles)
{
    char name[3 * WORD_SIZE];
    int i = 0;

    handle_name(words, name);
    while (i < handles->count && strcmp(handles->items[i].name, name) != 0)
        i++;
    ck_assert_msg(i < handles->count, "no workload: %s", name);
    return handles->items[i].handle;
}

static void make_place(struct builder *builder, const struct words *words,
                       const struct handles *handles)
{
    int32_t cluster = builder_find_cluster(builder, words->word[1]);

    builder_placement(builder, find_handle(words, handles),
                      builder_find_node(builder, cluster, words->word[4]), number(words->word[5]),
                      &here);
}

static void make_fact(struct builder *builder, struct words *words, struct handles *handles)
{
    const char *verb = words->word[0];

    if (strcmp(verb, "cluster") == 0)
        make_cluster(builder, words);
    else if (strcmp(verb, "node") == 0)
        make_node(builder, words);
    else if (strcmp(verb, "stack") == 0)
        make_stack(builder, words);
    else if (strcmp(verb, "platform") == 0)
        builder_platform(builder, words->word[1]);
    else if (strcmp(verb, "work") == 0)
        make_work(builder, words, handles);
    else if (strcmp(verb, "place") == 0)
        make_place(builder, words, handles);
    else if (strcmp(verb, "pods") == 0)
        estate_make_pods(builder, find_handle(words, handles), words->word, words->count);
    else if (strcmp(verb, "quota") == 0)
        estate_make_quota(builder, words->word, words->count);
    else
        ck_abort_msg("no such fact: %s", verb);
}

struct estate *estate_make(const char *text)
{
    struct error_list errors = {0};
    struct builder *builder = builder_new(&errors);
    struct handles handles = {NULL, 0};
    struct words words;
    struct estate *estate;

    while (*text) {
        size_t n = strcspn(text, "\n");

        split(text, n, &words);
        if (words.count > 0)
            make_fact(builder, &words, &handles);
        text += n + (text[n] != '\0');
    }
    estate = builder_seal(builder);
    builder_free(builder);
    free(handles.items);
    ck_assert_msg(estate != NULL, "%s", errors.count > 0 ? errors.items[0].text : "?");
    return estate;
}

/* The cluster before the slash; *rest is what follows. */
static int32_t cluster_part(const struct estate *estate, const char *name, const char **rest)
{
    const char *slash = strchr(name, '/');
    char cluster[WORD_SIZE];
    int32_t ix;

    ck_assert_ptr_nonnull(slash);
    snprintf(cluster, sizeof cluster, "%.*s", (int)(slash - name), name);
    ix = estate_find_cluster(estate, cluster);
    ck_assert_msg(ix >= 0, "no cluster of %s", name);
    *rest = slash + 1;
    return ix;
}

int32_t made_stack(const struct estate *estate, const char *name)
{
    const char *rest;
    int32_t cluster = cluster_part(estate, name, &rest);
    int32_t ix = estate_find_stack(estate, cluster, "", rest);

    ck_assert_msg(ix >= 0, "no stack %s", name);
    return ix;
}

int32_t made_workload(const struct estate *estate, const char *stack, const char *name)
{
    const struct stack *of = &estate->stacks[made_stack(estate, stack)];

    for (int32_t w = of->first_workload; w < of->first_workload + of->workload_count; w++) {
        if (strcmp(estate->workloads[w].name, name) == 0)
            return w;
    }
    ck_abort_msg("no workload %s of %s", name, stack);
}

int32_t made_node(const struct estate *estate, const char *name)
{
    const char *rest;
    int32_t cluster = cluster_part(estate, name, &rest);
    int32_t ix = estate_find_node(estate, cluster, rest);

    ck_assert_msg(ix >= 0, "no node %s", name);
    return ix;
}
