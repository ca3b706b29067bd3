/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/random.h"
#include "solve/swap/swap_parts.h"
#include "solve/work.h"

void swap_move(struct swap *swap, int32_t unit, int32_t list)
{
    int32_t k = swap->question->resource_count, from = swap->where[unit];
    const int64_t *demand = swap_demand(swap, unit);

    if (swap->next[unit] >= 0)
        swap->before[swap->next[unit]] = swap->before[unit];
    if (swap->before[unit] >= 0)
        swap->next[swap->before[unit]] = swap->next[unit];
    else
        swap->head[from] = swap->next[unit];
    swap->before[unit] = -1;
    swap->next[unit] = swap->head[list];
    if (swap->head[list] >= 0)
        swap->before[swap->head[list]] = unit;
    swap->head[list] = unit;
    swap->where[unit] = list;
    swap->load[from] -= swap->size[swap->type[unit]];
    swap->load[list] += swap->size[swap->type[unit]];
    for (int32_t r = 0; r < k; r++) {
        if (from < swap->out)
            swap->left[(int64_t)from * k + r] += demand[r];
        if (list < swap->out)
            swap->left[(int64_t)list * k + r] -= demand[r];
    }
}

bool swap_takes(const struct swap *swap, int32_t bin, int32_t type, int32_t a, int32_t b)
{
    const struct set_type *t = &swap->question->types[type];
    int64_t count = 0;

    if (!t->eligible[bin] || t->bin_cap == INT64_MAX)
        return t->eligible[bin];
    for (int32_t u = swap->head[bin]; u >= 0; u = swap->next[u])
        count += swap->type[u] == type && u != a && u != b;
    return count < set_cap(swap->question, type, bin);
}

/* From the start: the largest first, with noise, each into the fullest bin that takes it. */
void swap_start(struct swap *swap, bool is_noisy)
{
    const struct set_question *q = swap->question;
    struct sort_key *keys = memory_take(swap->unit_count, sizeof *keys);

    swap->kept_count = 0;
    for (int32_t bin = 0; bin < swap->out; bin++)
        swap->is_kept[bin] = false;
    while (swap->kept_count < SWAP_KEPT && swap->kept_count < swap->out - 1) {
        int32_t bin = random_dice(swap->random, swap->out);

        if (!swap->is_kept[bin])
            swap->kept[swap->kept_count++] = bin;
        swap->is_kept[bin] = true;
    }
    for (int32_t u = 0; u < swap->unit_count; u++) {
        double noise = is_noisy ? 0.5 + random_part(swap->random) : 1;

        keys[u] = (struct sort_key){-noise * (double)swap->size[swap->type[u]], 0, u};
        if (swap->where[u] != swap->out)
            swap_move(swap, u, swap->out);
    }
    sort_keys(keys, swap->unit_count);
    for (int32_t i = 0; i < swap->unit_count; i++) {
        int32_t u = keys[i].ix, best = -1;

        for (int32_t bin = 0; bin < swap->out; bin++)
            if (!swap->is_kept[bin] && (best < 0 || swap->load[bin] > swap->load[best]) &&
                set_fit(&swap->left[(int64_t)bin * q->resource_count], swap_demand(swap, u),
                        q->resource_count, 1) &&
                swap_takes(swap, bin, swap->type[u], -1, -1))
                best = bin;
        if (best >= 0)
            swap_move(swap, u, best);
    }
    memset(swap->until, 0, (size_t)q->type_count * (size_t)swap->out * sizeof *swap->until);
    memset(swap->returns, 0, (size_t)q->type_count * (size_t)swap->out * sizeof *swap->returns);
    work_spend(q->work, (int64_t)swap->unit_count * swap->out * 4);
    free(keys);
}

void swap_init(struct swap *swap)
{
    const struct set_question *q = swap->question;
    int64_t cells = (int64_t)q->type_count * q->bin_count;
    double most = 0;
    int32_t u = 0;

    swap->out = q->bin_count;
    for (int32_t t = 0; t < q->type_count; t++) {
        swap->unit_count += (int32_t)q->types[t].need;
        most = q->types[t].size > most ? q->types[t].size : most;
    }
    swap->type = memory_take(swap->unit_count, sizeof *swap->type);
    swap->where = memory_take(swap->unit_count, sizeof *swap->where);
    swap->next = memory_take(swap->unit_count, sizeof *swap->next);
    swap->before = memory_take(swap->unit_count, sizeof *swap->before);
    swap->head = memory_take(swap->out + 1, sizeof *swap->head);
    swap->left = memory_take((int64_t)swap->out * q->resource_count, sizeof *swap->left);
    swap->size = memory_take(q->type_count, sizeof *swap->size);
    swap->load = memory_take(swap->out + 1, sizeof *swap->load);
    swap->is_kept = memory_take(swap->out, sizeof *swap->is_kept);
    swap->until = memory_take(cells, sizeof *swap->until);
    swap->returns = memory_take(cells, sizeof *swap->returns);
    swap->outs = memory_take(swap->unit_count, sizeof *swap->outs);
    swap->list = memory_take(swap->unit_count, sizeof *swap->list);
    memcpy(swap->left, q->free, (size_t)swap->out * (size_t)q->resource_count * sizeof *swap->left);
    for (int32_t bin = 0; bin <= swap->out; bin++)
        swap->head[bin] = -1;
    for (int32_t t = 0; t < q->type_count; t++) {
        swap->size[t] = most > 0 ? llround(q->types[t].size / most * 0x1p30) : 0;
        for (int64_t n = 0; n < q->types[t].need; n++, u++) {
            swap->type[u] = t;
            swap->where[u] = swap->out;
            swap->before[u] = -1;
            swap->next[u] = swap->head[swap->out];
            if (swap->next[u] >= 0)
                swap->before[swap->next[u]] = u;
            swap->head[swap->out] = u;
            swap->load[swap->out] += swap->size[t];
        }
    }
}

void swap_release(struct swap *swap)
{
    free(swap->type);
    free(swap->where);
    free(swap->next);
    free(swap->before);
    free(swap->head);
    free(swap->left);
    free(swap->size);
    free(swap->load);
    free(swap->is_kept);
    free(swap->until);
    free(swap->returns);
    free(swap->outs);
    free(swap->list);
}
