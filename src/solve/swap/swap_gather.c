/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/random.h"
#include "solve/swap/swap_parts.h"
#include "solve/work.h"

enum { PASSES_MAX = 8 };

static int64_t size_of(const struct swap *swap, int32_t unit)
{
    return unit >= 0 ? swap->size[swap->type[unit]] : 0;
}

static int64_t demand_of(const struct swap *swap, int32_t unit, int32_t resource)
{
    return unit >= 0 ? swap_demand(swap, unit)[resource] : 0;
}

/* Room for both sides of a trade: a, a2 go from one bin to the other, b comes back; -1 = none. */
static bool has_room(const struct swap *swap, int32_t a, int32_t a2, int32_t b, int32_t to)
{
    int32_t k = swap->question->resource_count;
    const int64_t *left_to = &swap->left[(int64_t)to * k];
    const int64_t *left_from = &swap->left[(int64_t)swap->where[a] * k];

    for (int32_t r = 0; r < k; r++) {
        int64_t moved = demand_of(swap, a, r) + demand_of(swap, a2, r) - demand_of(swap, b, r);

        if (moved > left_to[r] || -moved > left_from[r])
            return false;
    }
    return true;
}

/* Makes the trade when that raises the sum of squared loads and both bins hold it. */
static bool try_trade(struct swap *swap, int32_t a, int32_t a2, int32_t b, int32_t to)
{
    int32_t from = swap->where[a];
    int64_t moved = size_of(swap, a) + size_of(swap, a2) - size_of(swap, b);
    int64_t ahead = swap->load[to] - swap->load[from] + moved;

    swap->looks++;
    if (moved == 0 || ahead == 0 || (moved > 0) != (ahead > 0) || !has_room(swap, a, a2, b, to))
        return false;
    if (!swap_takes(swap, to, swap->type[a], b, -1) ||
        (b >= 0 && !swap_takes(swap, from, swap->type[b], a, a2)))
        return false;
    swap_move(swap, a, to);
    if (a2 >= 0 && !swap_takes(swap, to, swap->type[a2], b, -1)) {
        swap_move(swap, a, from);
        return false;
    }
    if (a2 >= 0)
        swap_move(swap, a2, to);
    if (b >= 0)
        swap_move(swap, b, from);
    return true;
}

/* Trades of unit a with a bin: shift, one for one, two for one. */
static bool trade_with(struct swap *swap, int32_t a, int32_t to)
{
    if (try_trade(swap, a, -1, -1, to))
        return true;
    for (int32_t b = swap->head[to]; b >= 0; b = swap->next[b])
        if (try_trade(swap, a, -1, b, to))
            return true;
    for (int32_t a2 = swap->next[a]; a2 >= 0; a2 = swap->next[a2])
        for (int32_t b = swap->head[to]; b >= 0; b = swap->next[b])
            if (try_trade(swap, a, a2, b, to))
                return true;
    return false;
}

void swap_gather(struct swap *swap)
{
    bool has_moved = true;

    for (int pass = 0; pass < PASSES_MAX && has_moved; pass++) {
        int32_t first = random_dice(swap->random, swap->unit_count);

        has_moved = false;
        for (int32_t i = 0; i < swap->unit_count && !work_is_out(swap->question->work); i++) {
            int32_t a = (first + i) % swap->unit_count;
            int32_t bin = random_dice(swap->random, swap->out);

            if (swap->where[a] == swap->out)
                continue;
            for (int32_t k = 0; k < swap->out; k++, bin = bin + 1 == swap->out ? 0 : bin + 1) {
                if (bin == swap->where[a] || swap->is_kept[bin] || !trade_with(swap, a, bin))
                    continue;
                has_moved = true;
                break;
            }
        }
        work_spend(swap->question->work, 8 * swap->looks + swap->unit_count);
        swap->looks = 0;
    }
}
