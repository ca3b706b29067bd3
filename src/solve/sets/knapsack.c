/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/knapsack.h"

#include <stdlib.h>

#include "base/arena.h"
#include "solve/memory.h"
#include "solve/prove/filling.h"
#include "solve/sets/question.h"
#include "solve/work.h"

enum { TABLE_UNITS_MAX = 1 << 16, TABLE_CELLS_A_NODE = 8 };

/* Room for the search, taken when it is first needed. */
struct knapsack_search {
    struct arena *arena;
    struct filling *filling;
    struct filling_item *items; /* [item_count] */
    int64_t *counts;            /* [item_count] */
    int32_t *ix;                /* [item_count] */
};

/* One resource of few units: the most value in each amount of it, piece by piece; pieces are 1, 2,
 * 4 ... of an item. */
static int64_t table_pieces(const struct knapsack *k)
{
    int64_t pieces = 0;

    for (int32_t i = 0; i < k->item_count; i++)
        for (int64_t rest = k->items[i].most, n = 1; k->items[i].value > 0 && rest > 0; n *= 2) {
            rest -= n;
            pieces++;
        }
    return pieces;
}

/* Does a table cost less than so many nodes of a search? */
static bool has_table(const struct knapsack *k, int64_t node_max)
{
    return k->resource_count == 1 && k->free[0] >= 0 && k->free[0] < TABLE_UNITS_MAX &&
           table_pieces(k) * (k->free[0] + 1) < TABLE_CELLS_A_NODE * node_max;
}

static void add_piece(int64_t *best, unsigned char *is_in, int64_t units, int64_t size,
                      int64_t value)
{
    for (int64_t at = units; at >= size; at--)
        if (best[at - size] + value > best[at]) {
            best[at] = best[at - size] + value;
            is_in[at] = 1;
        }
}

static void fill_table(struct knapsack *k, struct work *work)
{
    int64_t units = k->free[0], pieces = table_pieces(k), row = 0;
    int64_t *best = memory_take(units + 1, sizeof *best);
    int64_t *count = memory_take(pieces, sizeof *count);
    int32_t *item = memory_take(pieces, sizeof *item);
    unsigned char *is_in = memory_take(pieces * (units + 1), 1);

    for (int32_t i = 0; i < k->item_count; i++)
        for (int64_t rest = k->items[i].most, n = 1; k->items[i].value > 0 && rest > 0; n *= 2) {
            count[row] = n < rest ? n : rest;
            item[row] = i;
            rest -= n;
            if (k->items[i].demand[0] <= units / count[row])
                add_piece(best, &is_in[row * (units + 1)], units,
                          count[row] * k->items[i].demand[0], count[row] * k->items[i].value);
            row++;
        }
    k->value = k->bound = best[units];
    for (int64_t at = units; row-- > 0;) {
        if (!is_in[row * (units + 1) + at])
            continue;
        k->items[item[row]].taken += count[row];
        at -= count[row] * k->items[item[row]].demand[0];
    }
    work_spend(work, 2 * pieces * (units + 1) + 256);
    free(best);
    free(count);
    free(item);
    free(is_in);
}

static struct knapsack_search *search_new(const struct knapsack *k)
{
    struct arena *arena = arena_new();
    struct knapsack_search *search = ARENA_NEW(arena, 1, struct knapsack_search);

    search->arena = arena;
    search->filling = filling_new(k->resource_count, k->item_count, arena);
    search->items = ARENA_NEW(arena, k->item_count, struct filling_item);
    search->counts = ARENA_NEW(arena, k->item_count, int64_t);
    search->ix = ARENA_NEW(arena, k->item_count, int32_t);
    return search;
}

static void search(struct knapsack *k, int64_t node_max, struct work *work)
{
    struct knapsack_search *search = k->search;
    int32_t count = 0;
    int64_t nodes = 0;
    bool is_exact;

    for (int32_t i = 0; i < k->item_count; i++) {
        const struct knapsack_item *item = &k->items[i];

        if (item->value <= 0 || item->most <= 0 ||
            !set_fit(k->free, item->demand, k->resource_count, 1))
            continue;
        search->items[count] = (struct filling_item){item->demand, item->value, item->most};
        search->ix[count++] = i;
    }
    k->bound = filling_best(search->filling, k->free, search->items, count, k->floor, node_max,
                            &nodes, search->counts, &is_exact);
    for (int32_t i = 0; i < count; i++) {
        k->items[search->ix[i]].taken = search->counts[i];
        k->value += search->counts[i] * search->items[i].value;
    }
    work_spend(work, 16 * nodes + 64 * count + 4 * k->item_count + 256);
}

void knapsack_init(struct knapsack *k, int32_t resource_count, int32_t item_count)
{
    *k = (struct knapsack){.resource_count = resource_count, .item_count = item_count};
    k->items = memory_take(item_count, sizeof *k->items);
}

void knapsack_release(struct knapsack *k)
{
    free(k->items);
    if (k->search)
        arena_free(k->search->arena);
}

void knapsack_solve(struct knapsack *k, int64_t node_max, struct work *work)
{
    k->value = 0;
    k->bound = INT64_MAX / 2;
    for (int32_t i = 0; i < k->item_count; i++)
        k->items[i].taken = 0;
    if (has_table(k, node_max)) {
        fill_table(k, work);
        return;
    }
    if (k->resource_count > FILLING_RESOURCES_MAX)
        return;
    if (!k->search)
        k->search = search_new(k);
    search(k, node_max, work);
}
