/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stacks.csv on the stacks: who may go where, what belongs together, what is the platform's. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "estate/key.h"
#include "estate/seal/seal.h"
#include "estate/suggest.h"

void seal_platform(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    for (int32_t s = 0; s < seal->estate->stack_count; s++) {
        struct stack *stack = &seal->stacks[s];
        const struct stack_settled *settled = seal_settled(seal, s);
        if (settled) {
            stack->is_platform = settled->is_platform;
            continue;
        }
        for (size_t i = 0; i < builder->platform.count && !stack->is_platform; i++) {
            const char *pattern = builder->platform.items[i];
            stack->is_platform = text_glob(pattern, stack->name) ||
                                 (stack->name_space[0] && text_glob(pattern, stack->name_space));
        }
    }
}

/* ---- rows to stacks */

static int32_t find_cluster(struct seal *seal, const struct overlay_fact *fact, const char *name)
{
    int32_t index = estate_find_cluster(seal->estate, name);
    if (index >= 0 || !seal_can_tell(seal)) {
        if (index < 0)
            seal->builder->errors->total++;
        return index;
    }
    char end[SUGGEST_SIZE];
    builder_error(seal->builder, &fact->origin, "unknown cluster: found " NAME "; %s", name,
                  suggest(name, seal->cluster_names, (size_t)seal->estate->cluster_count, end));
    return -1;
}

static void refuse_unknown_stack(struct seal *seal, const struct overlay_fact *fact)
{
    if (!seal_can_tell(seal)) {
        seal->builder->errors->total++;
        return;
    }
    const struct stack_overlay *row = &fact->overlay;
    char end[SUGGEST_SIZE];
    int32_t name = intern_find(seal->stack_names, row->stack, strlen(row->stack));
    if (name >= 0) {
        const struct stack *other = &seal->stacks[seal->first_of_name[name]];
        const char *where = seal->clusters[other->cluster_ix].name;
        if (row->name_space)
            builder_error(seal->builder, &fact->origin,
                          "unknown stack: found " NAME " in namespace " NAME
                          "; expected a cluster and namespace that have it, such as " NAME
                          " and " NAME,
                          row->stack, row->name_space, where, other->name_space);
        else
            builder_error(seal->builder, &fact->origin,
                          "unknown stack: found " NAME " in cluster " NAME
                          "; expected a cluster that has it, such as " NAME,
                          row->stack, row->cluster, where);
        return;
    }
    builder_error(seal->builder, &fact->origin, "unknown stack: found " NAME "; %s", row->stack,
                  suggest(row->stack, seal->names, (size_t)intern_count(seal->stack_names), end));
}

static void apply_row(struct seal *seal, int32_t stack_ix, const struct overlay_fact *fact)
{
    const struct stack_overlay *row = &fact->overlay;
    struct stack *stack = &seal->stacks[stack_ix];
    struct stack_rows *rows = &seal->rows[stack_ix];
    rows->any = fact;
    if (row->has_tier)
        rows->tier = fact;
    if (row->has_weight)
        rows->weight = fact;
    if (row->has_targets)
        rows->targets = fact;
    if (row->not_target_count > 0)
        rows->not_targets = fact;
    if (row->require_count > 0 || row->has_requires)
    rows->requires = fact;
    if (row->has_active_active)
        rows->active_active = fact;
    if (row->has_split)
        rows->split = fact;
    if (row->has_portable)
        stack->is_portable = row->portable;
    if (row->has_keep)
        stack->is_kept = row->keep;
    if (row->has_platform)
        stack->is_platform = row->platform;
    if (row->has_min_replicas) {
        stack->has_min_replicas = true;
        stack->min_replicas = row->min_replicas;
    }
    seal_take_failover(seal, stack_ix, fact);
    stack->is_assumed |= row->is_assumed;
    stack->is_assumed_zero |= row->is_assumed_zero;
    if (row->environment)
        stack->environment = row->environment;
    if (row->team)
        stack->team = row->team;
}

static void apply_fact(struct seal *seal, const struct overlay_fact *fact)
{
    const struct stack_overlay *row = &fact->overlay;
    int32_t cluster_ix = row->cluster ? find_cluster(seal, fact, row->cluster) : -1;
    if (row->cluster && cluster_ix < 0)
        return;
    int32_t name = intern_find(seal->stack_names, row->stack, strlen(row->stack));
    bool found = false;
    for (int32_t s = name >= 0 ? seal->first_of_name[name] : -1; s >= 0;
         s = seal->next_of_name[s]) {
        if ((row->cluster && seal->stacks[s].cluster_ix != cluster_ix) ||
            (row->name_space && strcmp(seal->stacks[s].name_space, row->name_space) != 0))
            continue;
        apply_row(seal, s, fact);
        found = true;
    }
    if (!found)
        refuse_unknown_stack(seal, fact);
}

/* A row that names a cluster or a namespace says more than one that does not: it is applied later;
 * a cluster says more than a namespace. */
static void apply_rows(struct seal *seal, bool with_cluster, bool with_name_space)
{
    const struct builder *builder = seal->builder;
    for (size_t i = 0; i < builder->overlays.count; i++) {
        const struct overlay_fact *fact = &builder->overlays.items[i];
        const struct stack_overlay *row = &fact->overlay;
        if (!fact->is_change && (row->cluster != NULL) == with_cluster &&
            (row->name_space != NULL) == with_name_space)
            apply_fact(seal, fact);
    }
}

/* What-if changes say the last word, in their order. */
static void apply_changes(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    for (size_t i = 0; i < builder->overlays.count; i++)
        if (builder->overlays.items[i].is_change)
            apply_fact(seal, &builder->overlays.items[i]);
}

static void refuse_second_rows(struct seal *seal)
{
    struct builder *builder = seal->builder;
    struct intern *seen = intern_new();
    int32_t *first = ARENA_NEW(seal->scratch, builder->overlays.count, int32_t);
    for (size_t i = 0; i < builder->overlays.count; i++) {
        const struct overlay_fact *fact = &builder->overlays.items[i];
        const char *cluster = fact->overlay.cluster ? fact->overlay.cluster : "";
        const char *name_space = fact->overlay.name_space ? fact->overlay.name_space : "";
        if (fact->is_change)
            continue;
        key_make(builder->key, 0, fact->overlay.stack, cluster);
        buf_add(builder->key, name_space, strlen(name_space) + 1);
        int32_t known = intern_count(seen);
        int32_t index = intern_add(seen, builder->key->data, builder->key->length);
        if (index == known)
            first[index] = (int32_t)i;
        else
            builder_error(
                builder, &fact->origin,
                "duplicate row: stack " NAME
                " was already given at %s; expected one row for a stack, cluster and namespace",
                fact->overlay.stack,
                builder_origin_text(builder, &builder->overlays.items[first[index]].origin));
    }
    intern_free(seen);
}

/* ---- environment, weight, targets */

static void settle_environment(struct seal *seal, int32_t stack_ix)
{
    struct stack *stack = &seal->stacks[stack_ix];
    const struct stack_fact *fact = &seal->builder->stacks.items[seal->stack_handle[stack_ix]];
    if (stack->environment)
        return;
    stack->environment =
        fact->environment ? fact->environment : seal->clusters[stack->cluster_ix].environment;
    if (fact->other_environment)
        seal_finding(seal, SEVERITY_WARNING, "mixed-environment", stack->cluster_ix, stack_ix, -1,
                     "its workloads name several environments: " NAME " counts, " NAME " does not",
                     fact->environment, fact->other_environment);
}

static void settle_weight(struct seal *seal, int32_t stack_ix)
{
    struct stack *stack = &seal->stacks[stack_ix];
    const struct overlay_fact *row = seal->rows[stack_ix].weight;
    if (row) {
        stack->weight = row->overlay.weight;
        return;
    }
    if (seal_settled(seal, stack_ix))
        return;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        int32_t handle = seal->workload_handle[stack->first_workload + i];
        const struct workload_fact *fact = &seal->builder->workloads.items[handle];
        if (fact->has_weight && fact->weight > stack->weight)
            stack->weight = fact->weight;
    }
}

static int compare_indices(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Names of clusters to ascending indices, each once. */
static const int32_t *find_clusters(struct seal *seal, const struct overlay_fact *fact,
                                    const char *const *names, int32_t count, int32_t *ret_count)
{
    int32_t *indices = ARENA_NEW(seal->arena, count, int32_t);
    int32_t found = 0, kept = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t index = find_cluster(seal, fact, names[i]);
        if (index >= 0)
            indices[found++] = index;
    }
    qsort(indices, (size_t)found, sizeof *indices, compare_indices);
    for (int32_t i = 0; i < found; i++)
        if (i == 0 || indices[i] != indices[kept - 1])
            indices[kept++] = indices[i];
    *ret_count = kept;
    return indices;
}

/* Rows are resolved once, however many stacks they match. */
struct targets {
    const int32_t *to, *not_to;
    int32_t to_count, not_to_count;
};

static struct targets *find_targets(struct seal *seal)
{
    const struct builder *builder = seal->builder;
    struct targets *targets = ARENA_NEW(seal->scratch, builder->overlays.count, struct targets);
    for (size_t i = 0; i < builder->overlays.count; i++) {
        const struct overlay_fact *fact = &builder->overlays.items[i];
        const struct stack_overlay *row = &fact->overlay;
        targets[i].to =
            find_clusters(seal, fact, row->targets, row->target_count, &targets[i].to_count);
        targets[i].not_to = find_clusters(seal, fact, row->not_targets, row->not_target_count,
                                          &targets[i].not_to_count);
    }
    return targets;
}

static void settle_targets(struct seal *seal, int32_t stack_ix, const struct targets *targets)
{
    struct stack *stack = &seal->stacks[stack_ix];
    const struct stack_rows *rows = &seal->rows[stack_ix];
    const struct overlay_fact *facts = seal->builder->overlays.items;
    if (rows->targets) {
        const struct targets *row = &targets[rows->targets - facts];
        stack->has_targets = true;
        stack->targets = row->to;
        stack->target_count = row->to_count;
    }
    if (rows->not_targets) {
        const struct targets *row = &targets[rows->not_targets - facts];
        stack->not_targets = row->not_to;
        stack->not_target_count = row->not_to_count;
    }
}

/* ---- active/active */

static bool is_active_active(const struct seal *seal, int32_t stack_ix)
{
    const struct overlay_fact *row = seal->rows[stack_ix].active_active;
    const struct stack_settled *settled = seal_settled(seal, stack_ix);
    if (settled && !row)
        return settled->is_active_active;
    return row && row->overlay.active_active && !seal->stacks[stack_ix].is_platform;
}

/* Instances of one namespace and name that are declared so become one family; families are numbered
 * in estate order. */
static void join_families(struct seal *seal)
{
    struct intern *keys = intern_new();
    int32_t n = seal->estate->stack_count;
    int32_t *members = ARENA_NEW(seal->scratch, n, int32_t);
    for (int32_t s = 0; s < n; s++) {
        struct stack *stack = &seal->stacks[s];
        if (!is_active_active(seal, s))
            continue;
        key_make(seal->builder->key, 0, stack->name_space, stack->name);
        stack->family_ix = intern_add(keys, seal->builder->key->data, seal->builder->key->length);
        members[stack->family_ix]++;
    }
    intern_free(keys);
    for (int32_t s = 0; s < n; s++) {
        const struct stack *stack = &seal->stacks[s];
        if (stack->family_ix >= 0 && members[stack->family_ix] == 1)
            seal_finding(seal, SEVERITY_WARNING, "one-active", stack->cluster_ix, s, -1,
                         "declared active_active, but it is in one cluster only");
    }
}

static void settle_split(struct seal *seal, int32_t stack_ix)
{
    struct stack *stack = &seal->stacks[stack_ix];
    const struct overlay_fact *row = seal->rows[stack_ix].split;
    if (!row || !row->overlay.split) {
        stack->is_split = stack->is_split && !row && stack->family_ix >= 0;
        return;
    }
    if (stack->family_ix >= 0)
        stack->is_split = true;
    else if (!stack->is_platform)
        builder_error(seal->builder, &row->origin,
                      "split without active_active: stack " NAME
                      " is not declared active_active; expected both",
                      stack->name);
}

static void take_settled(struct seal *seal, int32_t stack_ix, const struct stack_settled *settled)
{
    struct stack *stack = &seal->stacks[stack_ix];
    stack->environment = settled->environment;
    stack->team = settled->team;
    stack->weight = settled->weight;
    stack->is_portable = settled->is_portable;
    stack->is_kept = settled->is_kept;
    stack->is_split = settled->is_split;
    stack->has_min_replicas = settled->has_min_replicas;
    stack->min_replicas = settled->min_replicas;
    stack->has_targets = settled->has_targets;
    stack->targets = settled->targets;
    stack->target_count = settled->target_count;
    stack->not_targets = settled->not_targets;
    stack->not_target_count = settled->not_target_count;
}

void seal_overlays(struct seal *seal)
{
    refuse_second_rows(seal);
    for (int32_t s = 0; s < seal->estate->stack_count; s++)
        if (seal_settled(seal, s))
            take_settled(seal, s, seal_settled(seal, s));
    for (int with = 0; with < 4; with++)
        apply_rows(seal, with & 2, with & 1);
    apply_changes(seal);
    const struct targets *targets = find_targets(seal);
    join_families(seal);
    for (int32_t s = 0; s < seal->estate->stack_count; s++) {
        struct stack *stack = &seal->stacks[s];
        settle_environment(seal, s);
        settle_weight(seal, s);
        settle_split(seal, s);
        if (!stack->is_platform)
            settle_targets(seal, s, targets);
        else if (seal->rows[s].any && !seal->rows[s].any->overlay.has_platform)
            seal_finding(seal, SEVERITY_WARNING, "platform-row", stack->cluster_ix, s, -1,
                         "a row of stacks.csv names it, but it belongs to the platform, which is "
                         "never failed over: only tier, environment and team of the row count");
    }
}
