/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "result/result_certificate.h"

/* A list of count items, copied. */
static void *copy(struct arena *arena, const void *list, int32_t count, size_t size)
{
    void *ret = arena_alloc(arena, (size_t)count, size);
    if (count > 0)
        memcpy(ret, list, (size_t)count * size);
    return ret;
}

#define COPY(arena, list, count) copy(arena, list, count, sizeof *(list))

static struct tree copy_tree(const struct tree *tree, struct arena *arena)
{
    return (struct tree){COPY(arena, tree->nodes, tree->node_count), tree->node_count};
}

static void copy_cut(struct cut *cut, struct arena *arena)
{
    cut->prices = COPY(arena, cut->prices, cut->price_count);
    if (cut->set)
        cut->set = COPY(arena, cut->set, cut->set_count);
    if (cut->weights)
        cut->weights = COPY(arena, cut->weights, cut->weight_count * cut->weight_width);
}

static void copy_leaf(struct leaf *leaf, struct arena *arena)
{
    leaf->v = COPY(arena, leaf->v, leaf->v_count);
    leaf->rows = COPY(arena, leaf->rows, leaf->row_count);
    leaf->cuts = COPY(arena, leaf->cuts, leaf->cut_count);
    leaf->requires = COPY(arena, leaf->requires, leaf->require_count);
    leaf->stacks = COPY(arena, leaf->stacks, leaf->stack_count);
}

void result_certificate_copy(const struct certificate *from, struct arena *arena,
                             struct certificate *ret)
{
    struct cut *cuts = COPY(arena, from->cuts, from->cut_count);
    struct leaf *leaves = COPY(arena, from->leaves, from->leaf_count);
    struct tier_certificate *tiers = COPY(arena, from->tiers, from->tier_count);
    struct never_certificate *nevers = COPY(arena, from->nevers, from->never_count);
    for (int32_t i = 0; i < from->cut_count; i++)
        copy_cut(&cuts[i], arena);
    for (int32_t i = 0; i < from->leaf_count; i++)
        copy_leaf(&leaves[i], arena);
    for (int32_t i = 0; i < from->tier_count; i++)
        tiers[i].tree = copy_tree(&tiers[i].tree, arena);
    for (int32_t i = 0; i < from->never_count; i++) {
        nevers[i].stacks = COPY(arena, nevers[i].stacks, nevers[i].stack_count);
        nevers[i].tree = copy_tree(&nevers[i].tree, arena);
    }
    *ret = (struct certificate){cuts,  from->cut_count,  leaves, from->leaf_count,
                                tiers, from->tier_count, nevers, from->never_count};
}
