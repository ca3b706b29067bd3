/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the instances of an active/active stack have in common, for they count as one. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "estate/seal/seal.h"

/* The most critical tier and the largest weight of its instances hold for a family. */
static void share_tiers(struct seal *seal)
{
    int32_t n = seal->estate->stack_count;
    int32_t *best = ARENA_NEW(seal->scratch, n, int32_t); /* instance + 1 of the least tier */
    int64_t *weight = ARENA_NEW(seal->scratch, n, int64_t);
    for (int32_t s = 0; s < n; s++) {
        int32_t family = seal->stacks[s].family_ix;
        if (family < 0)
            continue;
        if (best[family] == 0 || seal->stacks[s].tier < seal->stacks[best[family] - 1].tier)
            best[family] = s + 1;
        if (seal->stacks[s].weight > weight[family])
            weight[family] = seal->stacks[s].weight;
    }
    for (int32_t s = 0; s < n; s++) {
        struct stack *stack = &seal->stacks[s];
        if (stack->family_ix < 0)
            continue;
        const struct stack *first = &seal->stacks[best[stack->family_ix] - 1];
        stack->weight = weight[stack->family_ix];
        stack->tier_rule = stack->tier == first->tier ? stack->tier_rule : first->tier_rule;
        stack->tier = first->tier;
    }
}

/* Caps of one role: the workloads of one kind and name in a family. */
struct role_caps {
    bool has_node, has_zone;
    int64_t node, zone;
};

static int32_t role_of(struct intern *roles, struct buf *key, int32_t family,
                       const struct workload *workload)
{
    buf_clear(key);
    buf_format(key, "%d/", family);
    buf_add(key, workload->kind, strlen(workload->kind) + 1);
    buf_add_text(key, workload->name);
    return intern_add(roles, key->data, key->length);
}

/* The strictest cap of a role holds for all of it: its replicas are counted together wherever they
 * are. */
static void share_caps(struct seal *seal)
{
    int32_t n = seal->estate->workload_count;
    struct role_caps *caps = ARENA_NEW(seal->scratch, n, struct role_caps);
    struct intern *roles = intern_new();
    struct buf key;
    buf_init(&key);
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t w = 0; w < n; w++) {
            struct workload *workload = &seal->workloads[w];
            int32_t family = seal->stacks[workload->stack_ix].family_ix;
            if (family < 0 || workload->is_daemon)
                continue;
            struct role_caps *role = &caps[role_of(roles, &key, family, workload)];
            if (pass == 1) {
                workload->has_max_per_node = role->has_node;
                workload->has_max_per_zone = role->has_zone;
                workload->max_per_node = role->node;
                workload->max_per_zone = role->zone;
                continue;
            }
            if (workload->has_max_per_node &&
                (!role->has_node || workload->max_per_node < role->node))
                role->node = workload->max_per_node;
            if (workload->has_max_per_zone &&
                (!role->has_zone || workload->max_per_zone < role->zone))
                role->zone = workload->max_per_zone;
            role->has_node |= workload->has_max_per_node;
            role->has_zone |= workload->has_max_per_zone;
        }
    }
    buf_release(&key);
    intern_free(roles);
}

void seal_families(struct seal *seal)
{
    share_tiers(seal);
    share_caps(seal);
}
