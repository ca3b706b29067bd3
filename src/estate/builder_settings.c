/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What muster.yaml and stacks.csv say. */
#include <assert.h>
#include <string.h>

#include "base/caps.h"
#include "estate/builder_data.h"

void builder_name(struct builder *builder, const char *name)
{
    if (builder_check_name(builder, "estate", name, false, NULL))
        builder->name = arena_strdup(builder->arena, name);
}

void builder_critical_tier(struct builder *builder, int32_t tier)
{
    assert(tier >= 0 && tier < MAX_TIER);
    builder->critical_tier = tier;
}

void builder_max_age(struct builder *builder, int64_t seconds)
{
    builder->has_max_age = true;
    builder->max_age_s = seconds;
}

void builder_unreserved(struct builder *builder, enum unreserved policy)
{
    builder->unreserved = policy;
}

void builder_unreserved_amount(struct builder *builder, int32_t resource, int64_t value)
{
    if (resource < 0 || !builder_check_value(builder, value, NULL))
        return;
    struct amount_fact fact = {-1, resource, value};
    VEC_ADD(builder->unreserved_amounts, fact);
}

void builder_headroom(struct builder *builder, int32_t resource, struct headroom headroom)
{
    if (resource < 0)
        return;
    struct headroom_fact fact = {-1, resource, headroom};
    VEC_ADD(builder->headroom, fact);
}

void builder_platform(struct builder *builder, const char *pattern)
{
    const char *copy = arena_strdup(builder->arena, pattern);
    if (builder->platform.count == CAP_RULES)
        builder_fail(builder, ERROR_LIMIT, NULL,
                     "too many platform patterns: expected at most %d (CAP_RULES)", CAP_RULES);
    VEC_ADD(builder->platform, copy);
}

/* Copies of NULL are NULL. */
static const char *copy_text(struct builder *builder, const char *text)
{
    return text ? arena_strdup(builder->arena, text) : NULL;
}

static const char *const *copy_names(struct builder *builder, const char *const *names,
                                     int32_t count)
{
    const char **copy = ARENA_NEW(builder->arena, count, const char *);
    for (int32_t i = 0; i < count; i++)
        copy[i] = arena_strdup(builder->arena, names[i]);
    return copy;
}

static const int32_t *copy_numbers(struct builder *builder, const int32_t *numbers, int32_t count)
{
    int32_t *copy = ARENA_NEW(builder->arena, count, int32_t);
    for (int32_t i = 0; i < count; i++)
        copy[i] = numbers[i];
    return copy;
}

void builder_lend(struct builder *builder, const char *const *environments, int32_t count)
{
    builder->lend = copy_names(builder, environments, count);
    builder->lend_count = count;
}

void builder_scenario(struct builder *builder, const char *name, const char *const *lose,
                      int32_t lose_count, const struct origin *origin)
{
    if (builder->scenarios.count >= CAP_SCENARIOS) {
        builder_fail(builder, ERROR_LIMIT, origin,
                     "too many scenarios: expected at most %d (CAP_SCENARIOS)", CAP_SCENARIOS);
        return;
    }
    struct named_scenario scenario = {
        .name = arena_strdup(builder->arena, name),
        .lose = copy_names(builder, lose, lose_count),
        .lose_count = lose_count,
        .file = origin && origin->file ? arena_strdup(builder->arena, origin->file) : "",
        .line = origin ? origin->line : 0,
        .column = origin ? origin->column : 0,
    };
    VEC_ADD(builder->scenarios, scenario);
}

void builder_tier_rule(struct builder *builder, const struct tier_rule *rule)
{
    assert(rule->tier >= 0 && rule->tier <= MAX_TIER);
    struct tier_rule copy = *rule;
    copy.label_key = copy_text(builder, rule->label_key);
    copy.label_value = copy_text(builder, rule->label_value);
    copy.stack = copy_text(builder, rule->stack);
    copy.name_space = copy_text(builder, rule->name_space);
    copy.cluster = copy_text(builder, rule->cluster);
    copy.environment = copy_text(builder, rule->environment);
    if (builder->tier_rules.count == CAP_RULES)
        builder_fail(builder, ERROR_LIMIT, NULL,
                     "too many rules in tiers: expected at most %d (CAP_RULES)", CAP_RULES);
    VEC_ADD(builder->tier_rules, copy);
}

void builder_folder(struct builder *builder, const char *folder)
{
    builder->folder = arena_strdup(builder->arena, folder);
}

static const struct failover_replicas *copy_failover(struct builder *builder,
                                                     const struct stack_overlay *overlay)
{
    struct failover_replicas *copy =
        ARENA_NEW(builder->arena, overlay->failover_count, struct failover_replicas);
    for (int32_t i = 0; i < overlay->failover_count; i++) {
        assert(overlay->failover[i].replicas >= 1);
        copy[i].workload = copy_text(builder, overlay->failover[i].workload);
        copy[i].replicas = overlay->failover[i].replicas;
    }
    return copy;
}

void builder_overlay(struct builder *builder, const struct stack_overlay *overlay,
                     const struct origin *origin)
{
    struct overlay_fact fact = {.overlay = *overlay,
                                .origin = builder_copy_origin(builder, origin)};
    struct stack_overlay *copy = &fact.overlay;
    assert(!overlay->has_tier || (overlay->tier >= 0 && overlay->tier <= MAX_TIER));
    assert(!overlay->has_weight || (overlay->weight >= 1 && overlay->weight <= MAX_WEIGHT));
    assert(!overlay->has_min_replicas || overlay->min_replicas >= 1);
    copy->stack = arena_strdup(builder->arena, overlay->stack);
    copy->cluster = copy_text(builder, overlay->cluster);
    copy->name_space = copy_text(builder, overlay->name_space);
    copy->environment = copy_text(builder, overlay->environment);
    copy->team = copy_text(builder, overlay->team);
    copy->targets = copy_names(builder, overlay->targets, overlay->target_count);
    copy->not_targets = copy_names(builder, overlay->not_targets, overlay->not_target_count);
    copy->requires = copy_names(builder, overlay->requires, overlay->require_count);
    copy->failover = copy_failover(builder, overlay);
    VEC_ADD(builder->overlays, fact);
}

void builder_stack_settled(struct builder *builder, int32_t stack,
                           const struct stack_settled *settled)
{
    if (stack < 0)
        return;
    assert(settled->tier >= 0 && settled->tier <= MAX_TIER);
    assert(settled->weight >= 1 && settled->weight <= MAX_WEIGHT);
    struct stack_settled *copy = ARENA_NEW(builder->arena, 1, struct stack_settled);
    *copy = *settled;
    copy->tier_rule = arena_strdup(builder->arena, settled->tier_rule);
    copy->environment = arena_strdup(builder->arena, settled->environment);
    copy->team = arena_strdup(builder->arena, settled->team);
    copy->targets = copy_numbers(builder, settled->targets, settled->target_count);
    copy->not_targets = copy_numbers(builder, settled->not_targets, settled->not_target_count);
    struct requirement *needed =
        ARENA_NEW(builder->arena, settled->require_count, struct requirement);
    if (settled->require_count > 0)
        memcpy(needed, settled->requires, (size_t)settled->require_count * sizeof *needed);
    copy->requires = needed;
    builder->stacks.items[stack].settled = copy;
}
