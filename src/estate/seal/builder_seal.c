/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estate/key.h"
#include "estate/seal/seal.h"

void seal_finding(struct seal *seal, enum severity severity, const char *code, int32_t cluster_ix,
                  int32_t stack_ix, int32_t node_ix, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct finding finding = {code,     severity, cluster_ix,
                              stack_ix, node_ix,  arena_strdup(seal->arena, text)};
    VEC_ADD(seal->findings, finding);
}

const struct stack_settled *seal_settled(const struct seal *seal, int32_t stack_ix)
{
    return seal->builder->stacks.items[seal->stack_handle[stack_ix]].settled;
}

bool seal_can_tell(const struct seal *seal)
{
    return seal->builder->errors->count < ERROR_LIST_MAX;
}

/* ---- names */

static void index_names(struct seal *seal)
{
    struct estate *estate = seal->estate;
    struct buf *key = seal->builder->key;
    estate->cluster_keys = intern_new();
    estate->node_keys = intern_new();
    estate->stack_keys = intern_new();
    for (int32_t i = 0; i < estate->cluster_count; i++)
        intern_add(estate->cluster_keys, seal->clusters[i].name, strlen(seal->clusters[i].name));
    for (int32_t i = 0; i < estate->node_count; i++) {
        key_make(key, seal->nodes[i].cluster_ix, seal->nodes[i].name, NULL);
        intern_add(estate->node_keys, key->data, key->length);
    }
    for (int32_t i = 0; i < estate->stack_count; i++) {
        key_make(key, seal->stacks[i].cluster_ix, seal->stacks[i].name_space, seal->stacks[i].name);
        intern_add(estate->stack_keys, key->data, key->length);
    }
}

static void index_stack_names(struct seal *seal)
{
    int32_t n = seal->estate->stack_count;
    int32_t *last = ARENA_NEW(seal->scratch, n, int32_t);
    seal->stack_names = intern_new();
    seal->first_of_name = ARENA_NEW(seal->scratch, n, int32_t);
    seal->next_of_name = ARENA_NEW(seal->scratch, n, int32_t);
    seal->names = ARENA_NEW(seal->scratch, n, const char *);
    for (int32_t i = 0; i < n; i++) {
        const char *name = seal->stacks[i].name;
        int32_t known = intern_count(seal->stack_names);
        int32_t index = intern_add(seal->stack_names, name, strlen(name));
        seal->next_of_name[i] = -1;
        if (index == known) {
            seal->first_of_name[index] = i;
            seal->names[index] = name;
        } else {
            seal->next_of_name[last[index]] = i;
        }
        last[index] = i;
    }
}

static void index_namesakes(struct seal *seal)
{
    int32_t n = seal->estate->stack_count;
    struct intern *keys = intern_new();
    struct buf *key = seal->builder->key;
    int32_t *first = ARENA_NEW(seal->scratch, n, int32_t); /* by key */
    int32_t *last = ARENA_NEW(seal->scratch, n, int32_t);
    seal->first_like = ARENA_NEW(seal->scratch, n, int32_t);
    seal->next_like = ARENA_NEW(seal->scratch, n, int32_t);
    for (int32_t s = 0; s < n; s++) {
        int32_t known = intern_count(keys);
        key_make(key, 0, seal->stacks[s].name_space, seal->stacks[s].name);
        int32_t index = intern_add(keys, key->data, key->length);
        if (index == known)
            first[index] = s;
        else
            seal->next_like[last[index]] = s;
        seal->first_like[s] = first[index];
        seal->next_like[s] = -1;
        last[index] = s;
    }
    intern_free(keys);
}

/* How much of its path a stack needs to be the only one of its name. */
const char *seal_stack_name(struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    const char *cluster = seal->clusters[stack->cluster_ix].name;
    int32_t name = intern_find(seal->stack_names, stack->name, strlen(stack->name));
    bool is_only = true, is_only_here = true;
    for (int32_t i = seal->first_of_name[name]; i >= 0; i = seal->next_of_name[i]) {
        const struct stack *other = &seal->stacks[i];
        if (i == stack_ix || (stack->family_ix >= 0 && other->family_ix == stack->family_ix))
            continue;
        is_only = false;
        if (other->cluster_ix == stack->cluster_ix)
            is_only_here = false;
    }
    if (is_only)
        return stack->name;
    if (is_only_here)
        return arena_format(seal->scratch, "%s/%s", cluster, stack->name);
    return arena_format(seal->scratch, "%s/%s/%s", cluster, stack->name_space, stack->name);
}

/* ---- the whole */

/* Findings of importers name handles. */
static void take_findings(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    for (size_t i = 0; i < builder->findings.count; i++) {
        struct finding finding = builder->findings.items[i];
        if (finding.stack_ix >= 0)
            finding.stack_ix = seal->stack_ix[finding.stack_ix];
        if (finding.node_ix >= 0)
            finding.node_ix = seal->node_ix[finding.node_ix];
        VEC_ADD(seal->findings, finding);
    }
}

static void take_settings(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    struct estate *estate = seal->estate;
    estate->arena = seal->arena;
    estate->name = builder->name;
    estate->critical_tier = builder->critical_tier;
    estate->unreserved = builder->unreserved;
    estate->has_max_age = builder->has_max_age;
    estate->max_age_s = builder->max_age_s;
    estate->lend = builder->lend;
    estate->lend_count = builder->lend_count;
    size_t count = builder->scenarios.count;
    struct named_scenario *scenarios = ARENA_NEW(seal->arena, count, struct named_scenario);
    if (count > 0)
        memcpy(scenarios, builder->scenarios.items, count * sizeof *scenarios);
    estate->scenarios = scenarios;
    estate->scenario_count = (int32_t)count;
}

static void take_facts(struct seal *seal)
{
    take_settings(seal);
    seal_order(seal);
    index_names(seal);
    index_stack_names(seal);
    index_namesakes(seal);
    take_findings(seal);
}

/* Which stacks are of an environment that is lent? */
static void seal_lent(struct seal *seal)
{
    const struct estate *estate = seal->estate;
    for (int32_t s = 0; s < estate->stack_count; s++) {
        struct stack *stack = &seal->stacks[s];
        for (int32_t i = 0; i < estate->lend_count; i++)
            stack->is_lent |= strcmp(estate->lend[i], stack->environment) == 0 &&
                              !stack->is_platform && !stack->is_kept && stack->tier > 0;
    }
}

static void finish(struct seal *seal)
{
    struct estate *estate = seal->estate;
    seal_lint(seal);
    size_t count = seal->findings.count;
    struct finding *findings = ARENA_NEW(seal->arena, count, struct finding);
    if (count > 0)
        memcpy(findings, seal->findings.items, count * sizeof *findings);
    estate->findings = findings;
    estate->finding_count = (int32_t)count;
    estate->digest = seal_digest(seal);
}

struct estate *builder_seal(struct builder *builder)
{
    assert(builder->arena);
    if (builder->errors->total > 0)
        return NULL;
    struct seal seal = {.builder = builder, .arena = builder->arena, .scratch = arena_new()};
    seal.estate = ARENA_NEW(seal.arena, 1, struct estate);
    seal.sources = intern_new();
    take_facts(&seal);
    seal_amounts(&seal);
    seal_platform(&seal);
    seal_overlays(&seal);
    seal_requires(&seal);
    seal_tiers(&seal);
    seal_families(&seal);
    seal_failover(&seal);
    seal_lent(&seal);
    seal_assume(&seal);
    struct estate *ret = NULL;
    if (builder->errors->total == 0) {
        finish(&seal);
        ret = seal.estate;
        builder->arena = NULL;
    } else {
        intern_free(seal.estate->cluster_keys);
        intern_free(seal.estate->node_keys);
        intern_free(seal.estate->stack_keys);
    }
    free(seal.findings.items);
    intern_free(seal.stack_names);
    intern_free(seal.sources);
    free(seal.source_texts.items);
    arena_free(seal.scratch);
    return ret;
}
