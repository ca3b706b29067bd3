/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/question.h"
#include "model/solution.h"

/* Leaves are evaluated for proposals up to about this many pairs of a group and a cluster. */
#define PROPOSAL_STEPS 100000000

/* Translates what a solution proves; leaves and cuts are numbered by their first use. */
struct certifier {
    const struct problem *problem;
    const struct solution *solution;
    struct arena *arena;
    int32_t *leaf_place; /* [solution->leaf_count] -1 = not used yet */
    int32_t *cut_place;  /* [solution->cut_count] the same */
    struct leaf *leaves;
    int32_t *same_leaf;  /* [leaf_slots] hash table: leaves of ret, -1 = free */
    uint64_t leaf_slots; /* a power of two */
    struct cut *cuts;
    struct certificate *ret;
};

static int compare_rows(const void *a, const void *b)
{
    const struct capacity_multiplier *x = a, *y = b;

    if (x->cluster_ix != y->cluster_ix)
        return x->cluster_ix < y->cluster_ix ? -1 : 1;
    return x->resource < y->resource ? -1 : x->resource > y->resource;
}

static int compare_cuts(const void *a, const void *b)
{
    const struct cut_multiplier *x = a, *y = b;

    return x->cut_ix < y->cut_ix ? -1 : x->cut_ix > y->cut_ix;
}

static int compare_requires(const void *a, const void *b)
{
    const struct require_multiplier *x = a, *y = b;

    if (x->stack_ix != y->stack_ix)
        return x->stack_ix < y->stack_ix ? -1 : 1;
    if (x->needs_ix != y->needs_ix)
        return x->needs_ix < y->needs_ix ? -1 : 1;
    return x->cluster_ix < y->cluster_ix ? -1 : x->cluster_ix > y->cluster_ix;
}

static int compare_stacks(const void *a, const void *b)
{
    const struct stack_multiplier *x = a, *y = b;

    return x->stack_ix < y->stack_ix ? -1 : x->stack_ix > y->stack_ix;
}

static int compare_prices(const void *a, const void *b)
{
    const struct price *x = a, *y = b;

    return x->workload_ix < y->workload_ix ? -1 : x->workload_ix > y->workload_ix;
}

static int compare_indices(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return x < y ? -1 : x > y;
}

static void sort(void *list, int32_t count, size_t size, int (*compare)(const void *, const void *))
{
    if (count > 0)
        qsort(list, (size_t)count, size, compare);
}

static int32_t stack_of(const struct certifier *c, int32_t group_ix)
{
    assert(group_ix >= 0 && group_ix < c->problem->group_count);
    return c->problem->groups[group_ix].stack_ix;
}

static int32_t cluster_of(const struct certifier *c, int32_t cluster)
{
    assert(cluster >= 0 && cluster < c->problem->cluster_count);
    return c->problem->cluster_ix[cluster];
}

static const int32_t *stacks_of(const struct certifier *c, const int32_t *groups, int32_t count)
{
    int32_t *stacks = ARENA_NEW(c->arena, count, int32_t);

    for (int32_t i = 0; i < count; i++)
        stacks[i] = stack_of(c, groups[i]);
    sort(stacks, count, sizeof *stacks, compare_indices);
    return stacks;
}

static int32_t keep_cut(struct certifier *c, int32_t cut_ix)
{
    const struct cut *from = &c->solution->cuts[cut_ix];
    struct price *prices;

    assert(cut_ix >= 0 && cut_ix < c->solution->cut_count);
    if (c->cut_place[cut_ix] >= 0)
        return c->cut_place[cut_ix];
    prices = ARENA_NEW(c->arena, from->price_count, struct price);
    for (int32_t i = 0; i < from->price_count; i++)
        prices[i] = (struct price){c->problem->items[from->prices[i].workload_ix].workload_ix,
                                   from->prices[i].pi};
    sort(prices, from->price_count, sizeof *prices, compare_prices);
    c->cut_place[cut_ix] = c->ret->cut_count;
    c->cuts[c->ret->cut_count] = *from;
    c->cuts[c->ret->cut_count].cluster_ix = cluster_of(c, from->cluster_ix);
    c->cuts[c->ret->cut_count].prices = prices;
    if (from->set)
        c->cuts[c->ret->cut_count].set = stacks_of(c, from->set, from->set_count);
    return c->ret->cut_count++;
}

static void translate_rows(const struct certifier *c, struct leaf *leaf)
{
    struct capacity_multiplier *rows =
        ARENA_NEW(c->arena, leaf->row_count, struct capacity_multiplier);

    for (int32_t i = 0; i < leaf->row_count; i++) {
        rows[i] = leaf->rows[i];
        rows[i].cluster_ix = cluster_of(c, rows[i].cluster_ix);
    }
    sort(rows, leaf->row_count, sizeof *rows, compare_rows);
    leaf->rows = rows;
}

static void translate_cuts(struct certifier *c, struct leaf *leaf)
{
    struct cut_multiplier *cuts = ARENA_NEW(c->arena, leaf->cut_count, struct cut_multiplier);

    for (int32_t i = 0; i < leaf->cut_count; i++)
        cuts[i] = (struct cut_multiplier){keep_cut(c, leaf->cuts[i].cut_ix), leaf->cuts[i].mu};
    sort(cuts, leaf->cut_count, sizeof *cuts, compare_cuts);
    leaf->cuts = cuts;
}

static void translate_stacks(const struct certifier *c, struct leaf *leaf)
{
    struct require_multiplier *requires =
        ARENA_NEW(c->arena, leaf->require_count, struct require_multiplier);
    struct stack_multiplier *stacks =
        ARENA_NEW(c->arena, leaf->stack_count, struct stack_multiplier);

    for (int32_t i = 0; i < leaf->require_count; i++) {
        const struct require_multiplier *from = &leaf->requires[i];

        requires[i] = (struct require_multiplier){
            stack_of(c, from->stack_ix), stack_of(c, from->needs_ix),
            from->cluster_ix < 0 ? -1 : cluster_of(c, from->cluster_ix), from->th};
    }
    for (int32_t i = 0; i < leaf->stack_count; i++)
        stacks[i] =
            (struct stack_multiplier){stack_of(c, leaf->stacks[i].stack_ix), leaf->stacks[i].m};
    sort(requires, leaf->require_count, sizeof *requires, compare_requires);
    sort(stacks, leaf->stack_count, sizeof *stacks, compare_stacks);
    leaf->requires = requires;
    leaf->stacks = stacks;
}

static uint64_t hash_numbers(uint64_t hash, const void *numbers, int32_t count)
{
    const unsigned char *bytes = numbers;

    for (size_t i = 0; i < (size_t)count * sizeof(int64_t); i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t hash_leaf(const struct leaf *leaf)
{
    uint64_t hash = hash_numbers(UINT64_C(0xcbf29ce484222325), leaf->v, leaf->v_count);

    for (int32_t i = 0; i < leaf->row_count; i++)
        hash = hash_numbers(hash, (int64_t[]){leaf->rows[i].cluster_ix, leaf->rows[i].mu}, 2);
    for (int32_t i = 0; i < leaf->cut_count; i++)
        hash = hash_numbers(hash, (int64_t[]){leaf->cuts[i].cut_ix, leaf->cuts[i].mu}, 2);
    for (int32_t i = 0; i < leaf->stack_count; i++)
        hash = hash_numbers(hash, (int64_t[]){leaf->stacks[i].stack_ix, leaf->stacks[i].m}, 2);
    return hash ^ hash >> 29;
}

static bool same_multipliers(const struct leaf *a, const struct leaf *b)
{
    for (int32_t i = 0; i < a->row_count; i++)
        if (a->rows[i].cluster_ix != b->rows[i].cluster_ix ||
            a->rows[i].resource != b->rows[i].resource || a->rows[i].mu != b->rows[i].mu)
            return false;
    for (int32_t i = 0; i < a->cut_count; i++)
        if (a->cuts[i].cut_ix != b->cuts[i].cut_ix || a->cuts[i].mu != b->cuts[i].mu)
            return false;
    for (int32_t i = 0; i < a->stack_count; i++)
        if (a->stacks[i].stack_ix != b->stacks[i].stack_ix || a->stacks[i].m != b->stacks[i].m)
            return false;
    for (int32_t i = 0; i < a->require_count; i++)
        if (compare_requires(&a->requires[i], &b -> requires[i]) != 0 ||
            a->requires[i].th != b->requires[i].th)
            return false;
    return true;
}

static bool same_leaf(const struct leaf *a, const struct leaf *b)
{
    if (a->is_sets != b->is_sets || a->v_count != b->v_count || a->row_count != b->row_count ||
        a->cut_count != b->cut_count || a->stack_count != b->stack_count ||
        a->require_count != b->require_count)
        return false;
    for (int32_t t = 0; t < a->v_count; t++)
        if (a->v[t] != b->v[t])
            return false;
    return same_multipliers(a, b);
}

/* Keep the leaf behind the last; its number, or that of one that is the same. */
static int32_t share_leaf(struct certifier *c, const struct leaf *leaf)
{
    uint64_t slot = hash_leaf(leaf) & (c->leaf_slots - 1);

    while (c->same_leaf[slot] >= 0 && !same_leaf(&c->leaves[c->same_leaf[slot]], leaf))
        slot = (slot + 1) & (c->leaf_slots - 1);
    if (c->same_leaf[slot] < 0)
        c->same_leaf[slot] = c->ret->leaf_count++;
    return c->same_leaf[slot];
}

static int32_t add_leaf(struct certifier *c, const struct leaf *from)
{
    struct leaf *leaf = &c->leaves[c->ret->leaf_count];

    *leaf = *from;
    while (leaf->v_count > 0 && leaf->v[leaf->v_count - 1] == 0)
        leaf->v_count--;
    translate_rows(c, leaf);
    translate_cuts(c, leaf);
    translate_stacks(c, leaf);
    return share_leaf(c, leaf);
}

static struct tree translate_tree(struct certifier *c, const struct tree *from)
{
    struct tree_node *nodes = ARENA_NEW(c->arena, from->node_count, struct tree_node);

    for (int32_t i = 0; i < from->node_count; i++) {
        const struct tree_node *node = &from->nodes[i];

        if (node->leaf_ix < 0) {
            nodes[i] =
                (struct tree_node){-1, stack_of(c, node->stack_ix),
                                   node->cluster_ix < 0 ? -1 : cluster_of(c, node->cluster_ix)};
            continue;
        }
        assert(node->leaf_ix < c->solution->leaf_count);
        if (c->leaf_place[node->leaf_ix] < 0)
            c->leaf_place[node->leaf_ix] = add_leaf(c, &c->solution->leaves[node->leaf_ix]);
        nodes[i] = (struct tree_node){c->leaf_place[node->leaf_ix], -1, -1};
    }
    return (struct tree){nodes, from->node_count};
}

/* The leaf of a BOUND_MULTIPLIERS tier, as a tree of its own. */
static struct tree tree_of_multipliers(struct certifier *c, int32_t tier_ix)
{
    const struct tier_result *from = &c->solution->tiers[tier_ix];
    int64_t *v = ARENA_NEW(c->arena, tier_ix + 1, int64_t);
    struct capacity_multiplier *rows =
        ARENA_NEW(c->arena, from->capacity_count, struct capacity_multiplier);
    struct tree_node *node = ARENA_NEW(c->arena, 1, struct tree_node);
    struct leaf leaf = {
        .v = v, .v_count = tier_ix + 1, .rows = rows, .row_count = from->capacity_count};

    for (int32_t t = 0; t < tier_ix; t++)
        v[t] = from->earlier[t];
    v[tier_ix] = from->scale;
    for (int32_t i = 0; i < from->capacity_count; i++)
        rows[i] = (struct capacity_multiplier){from->capacity[i].cluster,
                                               from->capacity[i].resource, from->capacity[i].mu};
    *node = (struct tree_node){add_leaf(c, &leaf), -1, -1};
    return (struct tree){node, 1};
}

static void add_tiers(struct certifier *c)
{
    struct tier_certificate *tiers =
        ARENA_NEW(c->arena, c->problem->tier_count, struct tier_certificate);

    for (int32_t t = 0; t < c->problem->tier_count; t++) {
        const struct tier_result *from = &c->solution->tiers[t];

        if (from->proof != BOUND_MULTIPLIERS && from->proof != BOUND_TREE)
            continue;
        tiers[c->ret->tier_count++] = (struct tier_certificate){
            .tier = c->problem->tiers[t],
            .bound = from->bound,
            .tree = from->proof == BOUND_TREE ? translate_tree(c, &from->tree)
                                              : tree_of_multipliers(c, t),
        };
    }
    c->ret->tiers = tiers;
}

/* Groups that are in no plan as good, as the solver saw by the multipliers of some tier: the same
 * leaf may prove it. Which of these claims hold is for verify to say. */
static int32_t propose_nevers(struct certifier *c, struct never_certificate *ret)
{
    const struct problem *p = c->problem;
    int32_t *groups = ARENA_NEW(c->arena, p->group_count, int32_t);
    int32_t count = 0, nevers = 0;

    for (int32_t g = 0; g < p->group_count; g++)
        if (c->solution->groups[g].outcome == OUTCOME_NEVER &&
            c->solution->groups[g].is_certified &&
            (int64_t)count * p->group_count * p->cluster_count < PROPOSAL_STEPS)
            groups[count++] = g;
    for (int32_t i = 0; count > 0 && i < c->ret->tier_count; i++) {
        if (c->ret->tiers[i].tree.node_count != 1)
            continue;
        ret[nevers++] =
            (struct never_certificate){stacks_of(c, groups, count), count, c->ret->tiers[i].tree};
    }
    return nevers;
}

void certificate_of_solution(const struct problem *problem, const struct solution *solution,
                             struct arena *arena, struct certificate *ret)
{
    struct certifier c = {problem, solution, arena, .ret = ret};
    int32_t leaf_room = solution->leaf_count + problem->tier_count;
    struct never_certificate *nevers =
        ARENA_NEW(arena, solution->never_count + problem->tier_count, struct never_certificate);

    *ret = (struct certificate){0};
    c.leaf_place = ARENA_NEW(arena, solution->leaf_count, int32_t);
    c.cut_place = ARENA_NEW(arena, solution->cut_count, int32_t);
    c.leaves = ARENA_NEW(arena, leaf_room, struct leaf);
    for (c.leaf_slots = 8; c.leaf_slots < 2 * (uint64_t)leaf_room;)
        c.leaf_slots *= 2;
    c.same_leaf = ARENA_NEW(arena, c.leaf_slots, int32_t);
    memset(c.same_leaf, -1, c.leaf_slots * sizeof *c.same_leaf);
    c.cuts = ARENA_NEW(arena, solution->cut_count, struct cut);
    for (int32_t i = 0; i < solution->leaf_count; i++)
        c.leaf_place[i] = -1;
    for (int32_t i = 0; i < solution->cut_count; i++)
        c.cut_place[i] = -1;
    add_tiers(&c);
    for (int32_t i = 0; i < solution->never_count; i++) {
        const struct never_certificate *from = &solution->nevers[i];

        nevers[i].stacks = stacks_of(&c, from->stacks, from->stack_count);
        nevers[i].stack_count = from->stack_count;
        nevers[i].tree = translate_tree(&c, &from->tree);
    }
    ret->nevers = nevers;
    ret->never_count = solution->never_count;
    ret->never_count += propose_nevers(&c, nevers + solution->never_count);
    ret->leaves = c.leaves;
    ret->cuts = c.cuts;
}
