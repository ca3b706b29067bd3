/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking facts away: every list is filtered by its owner's new handle. */
#include <string.h>

#include "estate/builder_data.h"
#include "estate/edit/edit.h"
#include "estate/key.h"

/* New handles, -1 = gone; scratch of one compaction. */
struct renumbered {
    int32_t *node, *stack, *workload;
};

static int32_t *number(struct arena *arena, size_t count, const bool *gone)
{
    int32_t *to = ARENA_NEW(arena, count, int32_t);
    int32_t next = 0;
    for (size_t i = 0; i < count; i++)
        to[i] = gone && gone[i] ? -1 : next++;
    return to;
}

/* Keep the items whose field, an old handle, still has a new one, and give it that. */
#define FILTER(vec, field, to) \
    do { \
        size_t kept = 0; \
        for (size_t i = 0; i < (vec).count; i++) { \
            int32_t owner = (to)[(vec).items[i].field]; \
            if (owner < 0) \
                continue; \
            (vec).items[kept] = (vec).items[i]; \
            (vec).items[kept++].field = owner; \
        } \
        (vec).count = kept; \
    } while (0)

/* Keep the items whose own handle is still there. */
#define KEEP(vec, to) \
    do { \
        size_t kept = 0; \
        for (size_t i = 0; i < (vec).count; i++) \
            if ((to)[i] >= 0) \
                (vec).items[kept++] = (vec).items[i]; \
        (vec).count = kept; \
    } while (0)

static void filter_placements(struct builder *builder, const struct renumbered *to)
{
    FILTER(builder->placements, workload, to->workload);
    FILTER(builder->placements, node, to->node);
}

static void filter_findings(struct builder *builder, const struct renumbered *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < builder->findings.count; i++) {
        struct finding finding = builder->findings.items[i];
        int32_t stack = finding.stack_ix < 0 ? 0 : to->stack[finding.stack_ix];
        int32_t node = finding.node_ix < 0 ? 0 : to->node[finding.node_ix];
        if (stack < 0 || node < 0)
            continue;
        finding.stack_ix = finding.stack_ix < 0 ? -1 : stack;
        finding.node_ix = finding.node_ix < 0 ? -1 : node;
        builder->findings.items[kept++] = finding;
    }
    builder->findings.count = kept;
}

/* What settled stacks require are handles too. */
static void renumber_settled(struct builder *builder, const struct renumbered *to)
{
    for (size_t i = 0; i < builder->stacks.count; i++) {
        const struct stack_settled *settled = builder->stacks.items[i].settled;
        if (!settled || settled->require_count == 0)
            continue;
        struct stack_settled *copy = ARENA_NEW(builder->arena, 1, struct stack_settled);
        struct requirement *needed =
            ARENA_NEW(builder->arena, settled->require_count, struct requirement);
        *copy = *settled;
        copy->require_count = 0;
        for (int32_t r = 0; r < settled->require_count; r++) {
            struct requirement one = settled->requires[r];
            one.stack_ix = to->stack[one.stack_ix];
            if (one.stack_ix >= 0)
                needed[copy->require_count++] = one;
        }
        copy->requires = needed;
        builder->stacks.items[i].settled = copy;
    }
}

static void rebuild_keys(struct builder *builder)
{
    struct buf *key = builder->key;
    intern_free(builder->node_keys);
    intern_free(builder->stack_keys);
    intern_free(builder->workload_keys);
    builder->node_keys = intern_new();
    builder->stack_keys = intern_new();
    builder->workload_keys = intern_new();
    for (size_t i = 0; i < builder->nodes.count; i++) {
        key_make(key, builder->nodes.items[i].cluster, builder->nodes.items[i].name, NULL);
        intern_add(builder->node_keys, key->data, key->length);
    }
    for (size_t i = 0; i < builder->stacks.count; i++) {
        const struct stack_fact *stack = &builder->stacks.items[i];
        key_make(key, stack->cluster, stack->name_space, stack->name);
        intern_add(builder->stack_keys, key->data, key->length);
    }
    for (size_t i = 0; i < builder->workloads.count; i++) {
        const struct workload_fact *workload = &builder->workloads.items[i];
        key_make(key, workload->stack, workload->kind, workload->name);
        intern_add(builder->workload_keys, key->data, key->length);
    }
}

void edit_compact(struct builder *builder, const bool *node_gone, const bool *stack_gone)
{
    struct arena *scratch = arena_new();
    struct renumbered to = {number(scratch, builder->nodes.count, node_gone),
                            number(scratch, builder->stacks.count, stack_gone), NULL};
    bool *gone = ARENA_NEW(scratch, builder->workloads.count, bool);
    for (size_t i = 0; i < builder->workloads.count; i++)
        gone[i] = to.stack[builder->workloads.items[i].stack] < 0;
    to.workload = number(scratch, builder->workloads.count, gone);
    filter_findings(builder, &to);
    KEEP(builder->nodes, to.node);
    FILTER(builder->node_labels, owner, to.node);
    FILTER(builder->taints, owner, to.node);
    FILTER(builder->allocatable, owner, to.node);
    KEEP(builder->stacks, to.stack);
    renumber_settled(builder, &to);
    FILTER(builder->workloads, stack, to.stack);
    FILTER(builder->reservations, owner, to.workload);
    FILTER(builder->limits, owner, to.workload);
    FILTER(builder->workload_labels, owner, to.workload);
    FILTER(builder->pod_labels, owner, to.workload);
    FILTER(builder->volumes, workload_ix, to.workload);
    filter_placements(builder, &to);
    rebuild_keys(builder);
    arena_free(scratch);
}
