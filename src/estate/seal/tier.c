/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which tier a stack has: stacks.csv, else its most critical workload, each by workloads.csv or
 * else by the first rule of muster.yaml that matches.
 */
#include <string.h>

#include "base/text.h"
#include "estate/lint/lint.h"
#include "estate/seal/seal.h"

/* system-cluster-critical and system-node-critical: what the cluster needs, not what people need.
 */
static const int64_t system_priority = 2000000000;

static bool has_label(const struct seal *seal, int32_t workload_ix, const struct tier_rule *rule)
{
    const struct label *labels = seal->labels[workload_ix];
    for (int32_t i = 0; i < seal->label_count[workload_ix]; i++)
        if (strcmp(labels[i].key, rule->label_key) == 0 &&
            (!rule->label_value || strcmp(labels[i].value, rule->label_value) == 0))
            return true;
    return false;
}

static bool stack_matches(const struct seal *seal, const struct stack *stack,
                          const struct tier_rule *rule)
{
    return (!rule->stack || text_glob(rule->stack, stack->name)) &&
           (!rule->name_space || text_glob(rule->name_space, stack->name_space)) &&
           (!rule->cluster || text_glob(rule->cluster, seal->clusters[stack->cluster_ix].name)) &&
           (!rule->environment || strcmp(rule->environment, stack->environment) == 0);
}

static bool workload_matches(const struct seal *seal, int32_t workload_ix,
                             const struct tier_rule *rule)
{
    const struct workload *workload = &seal->workloads[workload_ix];
    if (rule->has_priority && (!workload->has_priority || workload->priority >= system_priority ||
                               workload->priority < rule->priority_at_least))
        return false;
    return !rule->label_key || has_label(seal, workload_ix, rule);
}

/* "tiers[2]: stack shop-*, environment prod" */
static const char *describe(struct seal *seal, size_t index)
{
    const struct tier_rule *rule = &seal->builder->tier_rules.items[index];
    struct buf text;
    buf_init(&text);
    if (rule->has_priority)
        buf_format(&text, ", priority_at_least %lld", (long long)rule->priority_at_least);
    if (rule->label_key)
        buf_format(&text, ", label %s%s%s", rule->label_key, rule->label_value ? "=" : "",
                   rule->label_value ? rule->label_value : "");
    if (rule->stack)
        buf_format(&text, ", stack %s", rule->stack);
    if (rule->name_space)
        buf_format(&text, ", namespace %s", rule->name_space);
    if (rule->cluster)
        buf_format(&text, ", cluster %s", rule->cluster);
    if (rule->environment)
        buf_format(&text, ", environment %s", rule->environment);
    const char *ret =
        arena_format(seal->arena, "tiers[%zu]: %s", index, text.length > 0 ? text.data + 2 : "any");
    buf_release(&text);
    return ret;
}

struct tier_choice {
    bool found;
    int32_t tier;
    const char *rule;
};

/* The first rule whose conditions on the stack and on the workload (-1 = the stack has none) hold.
 */
static struct tier_choice choose_by_rules(const struct seal *seal, const struct stack *stack,
                                          int32_t workload_ix, const char *const *texts)
{
    struct tier_choice choice = {false, 0, ""};
    for (size_t i = 0; i < seal->builder->tier_rules.count; i++) {
        const struct tier_rule *rule = &seal->builder->tier_rules.items[i];
        if (workload_ix < 0 && (rule->has_priority || rule->label_key))
            continue;
        if (!stack_matches(seal, stack, rule) ||
            (workload_ix >= 0 && !workload_matches(seal, workload_ix, rule)))
            continue;
        choice.found = true;
        seal->tier_rule_used[i] = true;
        choice.tier = rule->tier;
        choice.rule = texts[i];
        break;
    }
    return choice;
}

static struct tier_choice choose_workload(struct seal *seal, const struct stack *stack,
                                          int32_t workload_ix, const char *const *texts)
{
    const struct workload_fact *fact =
        &seal->builder->workloads.items[seal->workload_handle[workload_ix]];
    if (!fact->has_tier)
        return choose_by_rules(seal, stack, workload_ix, texts);
    struct tier_choice choice = {true, fact->tier,
                                 builder_origin_text(seal->builder, &fact->tier_origin)};
    return choice;
}

static void choose_stack(struct seal *seal, int32_t stack_ix, const char *const *texts)
{
    struct stack *stack = &seal->stacks[stack_ix];
    const struct overlay_fact *row = seal->rows[stack_ix].tier;
    const struct stack_settled *settled = seal_settled(seal, stack_ix);
    struct tier_choice best = {false, 0, ""};
    if (settled && !row) {
        stack->tier = settled->tier;
        stack->tier_rule = settled->tier_rule;
        return;
    }
    if (row) {
        stack->tier = row->overlay.tier;
        stack->tier_rule = builder_origin_text(seal->builder, &row->origin);
        return;
    }
    for (int32_t i = 0; i < stack->workload_count; i++) {
        struct tier_choice choice = choose_workload(seal, stack, stack->first_workload + i, texts);
        if (choice.found && (!best.found || choice.tier < best.tier))
            best = choice;
    }
    if (stack->workload_count == 0)
        best = choose_by_rules(seal, stack, -1, texts);
    stack->tier = best.found ? best.tier : seal->estate->critical_tier + 1;
    stack->tier_rule = best.rule;
}

void seal_tiers(struct seal *seal)
{
    size_t count = seal->builder->tier_rules.count;
    const char **texts = ARENA_NEW(seal->scratch, count, const char *);
    seal->tier_rule_used = ARENA_NEW(seal->scratch, count, bool);
    for (size_t i = 0; i < count; i++)
        texts[i] = describe(seal, i);
    for (int32_t s = 0; s < seal->estate->stack_count; s++)
        choose_stack(seal, s, texts);
}

/* One without conditions is the net below the others, which need not catch anything. */
void lint_tier_rules(struct seal *seal)
{
    for (size_t i = 0; i < seal->builder->tier_rules.count; i++) {
        const struct tier_rule *rule = &seal->builder->tier_rules.items[i];
        bool has_condition = rule->has_priority || rule->label_key || rule->stack ||
                             rule->name_space || rule->cluster || rule->environment;
        if (has_condition && !seal->tier_rule_used[i])
            seal_finding(seal, SEVERITY_INFO, "unused-tier-rule", -1, -1, -1,
                         "%.300s: no stack has its tier from this rule", describe(seal, i));
    }
}
