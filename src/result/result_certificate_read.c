/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/result_certificate.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "result/reader.h"

/* Nothing but these keys may stand in the map. */
static void only_keys(struct reader *reader, const struct value *map, const char *const *keys)
{
    if (map && map->kind != VALUE_MAP)
        reader_wrong(reader, map->parent, map->parent->key, "objects in a certificate");
    for (const struct value *item = map && map->kind == VALUE_MAP ? map->first : NULL; item;
         item = item->next) {
        int i = 0;

        while (keys[i] && strcmp(keys[i], item->key) != 0)
            i++;
        if (!keys[i])
            reader_wrong(reader, map, item->key, "no such key in a certificate");
    }
}

/* A list that is left out when it is empty. */
static const struct value *some(struct reader *reader, const struct value *map, const char *key,
                                int32_t *ret_count)
{
    const struct value *first = reader_list(reader, map, key, false, ret_count);

    if (value_get(map, key) && !first)
        reader_wrong(reader, map, key, "no empty list: it is left out");
    return first;
}

/* A list of `count` numbers, the last of them of any size, the others indices (or -1). */
static void read_numbers(struct reader *reader, const struct value *map, const char *key,
                         const struct value *list, int64_t *ret, int count)
{
    const struct value *item = list->kind == VALUE_LIST ? list->first : NULL;
    bool is_right = list->kind == VALUE_LIST && list->count == (size_t)count;

    for (int i = 0; i < count; i++) {
        ret[i] = 0;
        is_right = is_right && reader_is_integer(item, &ret[i]);
        if (i + 1 < count)
            is_right = is_right && ret[i] >= -1 && ret[i] <= INT32_MAX;
        item = item ? item->next : NULL;
    }
    if (is_right)
        return;
    memset(ret, 0, (size_t)count * sizeof *ret);
    reader_wrong(reader, map, key, "lists of whole numbers, indices of the estate");
}

static int32_t read_index(struct reader *reader, const struct value *map, const char *key,
                          const struct value *value)
{
    int64_t number;

    if (reader_is_integer(value, &number) && number >= 0 && number <= INT32_MAX)
        return (int32_t)number;
    reader_wrong(reader, map, key, "whole numbers, indices of the estate");
    return 0;
}

static const int32_t *read_indices(struct reader *reader, const struct value *map, const char *key,
                                   int32_t *ret_count)
{
    const struct value *item = some(reader, map, key, ret_count);
    int32_t *list = ARENA_NEW(reader->arena, *ret_count, int32_t);

    for (int32_t i = 0; item; item = item->next)
        list[i++] = read_index(reader, map, key, item);
    return list;
}

static int compare_workloads(const void *a, const void *b)
{
    const struct price *x = a, *y = b;

    return x->workload_ix < y->workload_ix ? -1 : x->workload_ix > y->workload_ix;
}

/* One list of `prices`: what one pi holds for. */
static void read_price(struct reader *reader, const struct value *map, const struct value *list,
                       struct cut *cut, struct price *prices)
{
    int64_t pi, workload = 0;
    const struct value *item = list->first;

    if (list->kind != VALUE_LIST || list->count < 2 || !reader_is_integer(item, &pi) ||
        (cut->price_count > 0 && prices[cut->price_count - 1].pi >= pi)) {
        reader_wrong(reader, map, "prices", "lists of a price, a workload and steps, by price");
        return;
    }
    while ((item = item->next)) {
        int64_t step = read_index(reader, map, "prices", item);

        workload += step;
        if ((step == 0 && item->index > 1) || workload > INT32_MAX) {
            reader_wrong(reader, map, "prices", "steps above 0 to the next workload");
            return;
        }
        prices[cut->price_count++] = (struct price){(int32_t)workload, pi};
    }
}

static void read_prices(struct reader *reader, const struct value *map, struct cut *ret)
{
    int32_t lists;
    const struct value *first = reader_list(reader, map, "prices", true, &lists);
    struct price *prices;
    size_t room = 0;

    for (const struct value *list = first; list; list = list->next)
        room += list->kind == VALUE_LIST && list->count > 0 ? list->count - 1 : 0;
    prices = ARENA_NEW(reader->arena, room, struct price);
    for (const struct value *list = first; list; list = list->next)
        read_price(reader, map, list, ret, prices);
    if (ret->price_count > 0)
        qsort(prices, (size_t)ret->price_count, sizeof *prices, compare_workloads);
    ret->prices = prices;
}

/* Lists of one length. */
static void read_weights(struct reader *reader, const struct value *map, struct cut *ret)
{
    const struct value *list = some(reader, map, "weights", &ret->weight_count);
    size_t width = list ? list->count : 0;
    int64_t *weights;

    for (const struct value *next = list; next; next = next->next)
        if (next->kind != VALUE_LIST || next->count != width || width == 0 || width > INT16_MAX ||
            ret->weight_count > CERTIFICATE_WEIGHTS_MAX) {
            reader_wrong(reader, map, "weights", "few lists of weights, one for each resource");
            ret->weight_count = 0;
            return;
        }
    ret->weight_width = (int32_t)width;
    weights = ARENA_NEW(reader->arena, (size_t)ret->weight_count * width, int64_t);
    ret->weights = list ? weights : NULL;
    for (; list; list = list->next)
        for (const struct value *item = list->first; item; item = item->next)
            if (!reader_is_integer(item, weights++))
                reader_wrong(reader, map, "weights", "whole numbers");
}

static void read_cut(struct reader *reader, const struct value *map, struct cut *ret)
{
    static const char *const keys[] = {"cluster", "value", "set", "prices", "weights", NULL};

    only_keys(reader, map, keys);
    ret->cluster_ix = read_index(reader, map, "cluster", value_get(map, "cluster"));
    ret->value = reader_integer(reader, map, "value");
    ret->set = read_indices(reader, map, "set", &ret->set_count);
    if (ret->set_count == 0)
        ret->set = NULL;
    read_prices(reader, map, ret);
    read_weights(reader, map, ret);
}

static void read_rows(struct reader *reader, const struct value *map, struct leaf *ret)
{
    const struct value *item = some(reader, map, "rows", &ret->row_count);
    struct capacity_multiplier *rows =
        ARENA_NEW(reader->arena, ret->row_count, struct capacity_multiplier);

    ret->rows = rows;
    for (; item; item = item->next) {
        int64_t n[3] = {0};

        read_numbers(reader, map, "rows", item, n, ret->is_sets ? 2 : 3);
        *rows++ = (struct capacity_multiplier){(int32_t)n[0],
                                               n[1] < 0 || n[1] > INT32_MAX ? -1 : (int32_t)n[1],
                                               ret->is_sets ? 0 : n[2]};
    }
}

static void read_cuts(struct reader *reader, const struct value *map, struct leaf *ret)
{
    const struct value *item = some(reader, map, "cuts", &ret->cut_count);
    struct cut_multiplier *cuts = ARENA_NEW(reader->arena, ret->cut_count, struct cut_multiplier);

    ret->cuts = cuts;
    for (; item; item = item->next) {
        int64_t n[2] = {0};

        read_numbers(reader, map, "cuts", item, n, ret->is_sets ? 1 : 2);
        *cuts++ = (struct cut_multiplier){n[0] < 0 || n[0] > INT32_MAX ? -1 : (int32_t)n[0],
                                          ret->is_sets ? 0 : n[1]};
    }
}

static void read_stacks(struct reader *reader, const struct value *map, struct leaf *ret)
{
    const struct value *item = some(reader, map, "requires", &ret->require_count);
    struct require_multiplier *requires =
        ARENA_NEW(reader->arena, ret->require_count, struct require_multiplier);
    struct stack_multiplier *stacks;

    ret->requires = requires;
    for (; item; item = item->next) {
        int64_t n[4] = {0};

        read_numbers(reader, map, "requires", item, n, 4);
        *requires ++ =
            (struct require_multiplier){(int32_t)n[0], (int32_t)n[1], (int32_t)n[2], n[3]};
    }
    item = some(reader, map, "stacks", &ret->stack_count);
    ret->stacks = stacks = ARENA_NEW(reader->arena, ret->stack_count, struct stack_multiplier);
    for (; item; item = item->next) {
        int64_t n[2] = {0};

        read_numbers(reader, map, "stacks", item, n, 2);
        *stacks++ = (struct stack_multiplier){(int32_t)n[0], n[1]};
    }
    if (ret->stack_count > 0 && !ret->is_sets)
        reader_wrong(reader, map, "stacks", "no such key in a leaf without \"sets\"");
}

static void read_leaf(struct reader *reader, const struct value *map, struct leaf *ret)
{
    static const char *const keys[] = {"sets", "v", "rows", "cuts", "requires", "stacks", NULL};
    const struct value *item = some(reader, map, "v", &ret->v_count);
    int64_t *v = ARENA_NEW(reader->arena, ret->v_count, int64_t);

    only_keys(reader, map, keys);
    ret->is_sets = reader_flag(reader, map, "sets");
    if (value_get(map, "sets") && !ret->is_sets)
        reader_wrong(reader, map, "sets", "true, or nothing");
    ret->v = v;
    for (; item; item = item->next)
        if (!reader_is_integer(item, v++))
            reader_wrong(reader, map, "v", "a list of whole numbers");
    read_rows(reader, map, ret);
    read_cuts(reader, map, ret);
    read_stacks(reader, map, ret);
}

static void read_tree(struct reader *reader, const struct value *map, struct tree *ret)
{
    const struct value *item = reader_list(reader, map, "tree", true, &ret->node_count);
    struct tree_node *nodes = ARENA_NEW(reader->arena, ret->node_count, struct tree_node);

    ret->nodes = nodes;
    for (; item; item = item->next, nodes++) {
        *nodes = (struct tree_node){-1, -1, -1};
        if (item->kind != VALUE_LIST) {
            nodes->leaf_ix = read_index(reader, map, "tree", item);
            continue;
        }
        if (item->count < 1 || item->count > 2)
            reader_wrong(reader, map, "tree", "leaves, [stack] and [stack, cluster]");
        if (item->count >= 1)
            nodes->stack_ix = read_index(reader, map, "tree", item->first);
        if (item->count == 2)
            nodes->cluster_ix = read_index(reader, map, "tree", item->first->next);
    }
}

static void read_claims(struct reader *reader, const struct value *map, struct certificate *ret)
{
    static const char *const tier_keys[] = {"tier", "bound", "tree", NULL};
    static const char *const never_keys[] = {"stacks", "tree", NULL};
    const struct value *item = reader_list(reader, map, "tiers", false, &ret->tier_count);
    struct tier_certificate *tiers =
        ARENA_NEW(reader->arena, ret->tier_count, struct tier_certificate);
    struct never_certificate *nevers;

    ret->tiers = tiers;
    for (; item; item = item->next, tiers++) {
        only_keys(reader, item, tier_keys);
        tiers->tier = read_index(reader, item, "tier", value_get(item, "tier"));
        tiers->bound = reader_integer(reader, item, "bound");
        read_tree(reader, item, &tiers->tree);
    }
    item = some(reader, map, "never", &ret->never_count);
    ret->nevers = nevers = ARENA_NEW(reader->arena, ret->never_count, struct never_certificate);
    for (; item; item = item->next, nevers++) {
        only_keys(reader, item, never_keys);
        nevers->stacks = read_indices(reader, item, "stacks", &nevers->stack_count);
        read_tree(reader, item, &nevers->tree);
    }
}

void result_certificate_read(struct reader *reader, const struct value *map,
                             struct certificate *ret)
{
    static const char *const keys[] = {"tiers", "never", "leaves", "cuts", NULL};
    const struct value *item;
    struct leaf *leaves;
    struct cut *cuts;

    *ret = (struct certificate){0};
    only_keys(reader, map, keys);
    read_claims(reader, map, ret);
    item = some(reader, map, "leaves", &ret->leaf_count);
    ret->leaves = leaves = ARENA_NEW(reader->arena, ret->leaf_count, struct leaf);
    for (; item; item = item->next)
        read_leaf(reader, item, leaves++);
    item = some(reader, map, "cuts", &ret->cut_count);
    ret->cuts = cuts = ARENA_NEW(reader->arena, ret->cut_count, struct cut);
    for (; item; item = item->next)
        read_cut(reader, item, cuts++);
}
