/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/result_certificate.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "document/json_writer.h"

static void write_numbers(struct json_writer *json, const int64_t *numbers, int count)
{
    json_list(json, true);
    for (int i = 0; i < count; i++)
        json_integer(json, numbers[i]);
    json_end(json);
}

static int compare_prices(const void *a, const void *b)
{
    const struct price *x = a, *y = b;

    if (x->pi != y->pi)
        return x->pi < y->pi ? -1 : 1;
    return x->workload_ix < y->workload_ix ? -1 : x->workload_ix > y->workload_ix;
}

/* [pi, first workload, steps to the next ones...] for each pi. */
static void write_prices(struct json_writer *json, const struct cut *cut)
{
    size_t count = (size_t)cut->price_count, i = 0;
    struct arena *arena = arena_new();
    struct price *prices = ARENA_NEW(arena, count, struct price);

    if (count > 0) {
        memcpy(prices, cut->prices, count * sizeof *prices);
        qsort(prices, count, sizeof *prices, compare_prices);
    }
    json_key(json, "prices");
    json_list(json, true);
    while (i < count) {
        int64_t pi = prices[i].pi;
        int32_t last = 0;

        json_list(json, true);
        json_integer(json, pi);
        for (; i < count && prices[i].pi == pi; last = prices[i++].workload_ix)
            json_integer(json, prices[i].workload_ix - last);
        json_end(json);
    }
    json_end(json);
    arena_free(arena);
}

static void write_indices(struct json_writer *json, const char *key, const int32_t *list,
                          int32_t count)
{
    if (count == 0)
        return;
    json_key(json, key);
    json_list(json, true);
    for (int32_t i = 0; i < count; i++)
        json_integer(json, list[i]);
    json_end(json);
}

static void write_weights(struct json_writer *json, const struct cut *cut)
{
    if (cut->weight_count == 0)
        return;
    json_key(json, "weights");
    json_list(json, true);
    for (int32_t i = 0; i < cut->weight_count; i++) {
        json_list(json, true);
        for (int32_t r = 0; r < cut->weight_width; r++)
            json_integer(json, cut->weights[(int64_t)i * cut->weight_width + r]);
        json_end(json);
    }
    json_end(json);
}

static void write_cut(struct json_writer *json, const struct cut *cut)
{
    json_object(json, true);
    json_member_integer(json, "cluster", cut->cluster_ix);
    json_member_integer(json, "value", cut->value);
    write_indices(json, "set", cut->set, cut->set ? cut->set_count : 0);
    write_prices(json, cut);
    write_weights(json, cut);
    json_end(json);
}

static void begin_some(struct json_writer *json, const char *key)
{
    json_key(json, key);
    json_list(json, true);
}

static void write_multipliers(struct json_writer *json, const struct leaf *leaf)
{
    int width = leaf->is_sets ? 1 : 2;

    if (leaf->row_count > 0)
        begin_some(json, "rows");
    for (int32_t i = 0; i < leaf->row_count; i++)
        write_numbers(
            json, (int64_t[]){leaf->rows[i].cluster_ix, leaf->rows[i].resource, leaf->rows[i].mu},
            width + 1);
    if (leaf->row_count > 0)
        json_end(json);
    if (leaf->cut_count > 0)
        begin_some(json, "cuts");
    for (int32_t i = 0; i < leaf->cut_count; i++)
        write_numbers(json, (int64_t[]){leaf->cuts[i].cut_ix, leaf->cuts[i].mu}, width);
    if (leaf->cut_count > 0)
        json_end(json);
}

static void write_leaf(struct json_writer *json, const struct leaf *leaf)
{
    json_object(json, true);
    if (leaf->is_sets)
        json_member_bool(json, "sets", true);
    if (leaf->v_count > 0) {
        json_key(json, "v");
        write_numbers(json, leaf->v, leaf->v_count);
    }
    write_multipliers(json, leaf);
    if (leaf->require_count > 0)
        begin_some(json, "requires");
    for (int32_t i = 0; i < leaf->require_count; i++) {
        const struct require_multiplier *it = &leaf->requires[i];

        write_numbers(json, (int64_t[]){it->stack_ix, it->needs_ix, it->cluster_ix, it->th}, 4);
    }
    if (leaf->require_count > 0)
        json_end(json);
    if (leaf->stack_count > 0)
        begin_some(json, "stacks");
    for (int32_t i = 0; i < leaf->stack_count; i++)
        write_numbers(json, (int64_t[]){leaf->stacks[i].stack_ix, leaf->stacks[i].m}, 2);
    if (leaf->stack_count > 0)
        json_end(json);
    json_end(json);
}

static void write_tree(struct json_writer *json, const struct tree *tree)
{
    json_key(json, "tree");
    json_list(json, true);
    for (int32_t i = 0; i < tree->node_count; i++) {
        const struct tree_node *node = &tree->nodes[i];

        if (node->leaf_ix >= 0)
            json_integer(json, node->leaf_ix);
        else
            write_numbers(json, (int64_t[]){node->stack_ix, node->cluster_ix},
                          node->cluster_ix < 0 ? 1 : 2);
    }
    json_end(json);
}

static void write_claims(struct json_writer *json, const struct certificate *certificate)
{
    json_key(json, "tiers");
    json_list(json, false);
    for (int32_t i = 0; i < certificate->tier_count; i++) {
        json_object(json, true);
        json_member_integer(json, "tier", certificate->tiers[i].tier);
        json_member_integer(json, "bound", certificate->tiers[i].bound);
        write_tree(json, &certificate->tiers[i].tree);
        json_end(json);
    }
    json_end(json);
    if (certificate->never_count == 0)
        return;
    json_key(json, "never");
    json_list(json, false);
    for (int32_t i = 0; i < certificate->never_count; i++) {
        json_object(json, true);
        write_indices(json, "stacks", certificate->nevers[i].stacks,
                      certificate->nevers[i].stack_count);
        write_tree(json, &certificate->nevers[i].tree);
        json_end(json);
    }
    json_end(json);
}

void result_certificate_write(struct json_writer *json, const struct certificate *certificate)
{
    json_object(json, false);
    if (certificate->tier_count + certificate->never_count > 0)
        write_claims(json, certificate);
    if (certificate->leaf_count > 0) {
        json_key(json, "leaves");
        json_list(json, false);
        for (int32_t i = 0; i < certificate->leaf_count; i++)
            write_leaf(json, &certificate->leaves[i]);
        json_end(json);
    }
    if (certificate->cut_count > 0) {
        json_key(json, "cuts");
        json_list(json, false);
        for (int32_t i = 0; i < certificate->cut_count; i++)
            write_cut(json, &certificate->cuts[i]);
        json_end(json);
    }
    json_end(json);
}
