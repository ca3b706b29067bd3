/* SPDX-License-Identifier: GPL-3.0-or-later */
/* build: what replicas ask for, and what bins have. */
#include "base/arena.h"
#include "base/checked.h"
#include "model/build.h"

/* Bins that are fuller than they may be with those that may give way. */
static void finish_over(struct build *b, int64_t *left)
{
    const struct estate *e = b->question->estate;
    struct problem *p = b->problem;
    int32_t k = p->resource_count;
    int64_t cells = (int64_t)p->bin_count * k;
    if (!b->question->options->gives_way)
        return;
    int64_t *homes = ARENA_NEW(b->arena, cells, int64_t);
    int64_t *over = ARENA_NEW(b->arena, cells, int64_t);
    for (int32_t h = 0; h < p->home_count; h++)
        for (int32_t r = 0; p->groups[p->items[p->home[h].item_ix].group_ix].gives_way && r < k;
             r++)
            homes[(int64_t)p->home[h].bin_ix * k + r] = checked_add(
                homes[(int64_t)p->home[h].bin_ix * k + r],
                checked_mul(p->home[h].count, p->demand[(int64_t)p->home[h].item_ix * k + r]));
    for (int64_t at = 0; at < cells; at++) {
        int32_t n = p->bin_node_ix[at / k], r = (int32_t)(at % k);
        int64_t missing = b->remains->missing[(int64_t)n * k + r];
        if (homes[at] == 0 || estate_unlimited(e, n, r) || homes[at] <= left[at] - missing)
            continue;
        over[at] = checked_add(homes[at] - left[at], missing);
        left[at] = homes[at];
        p->bin_over = over;
    }
}

/* One replica's demand for each item; the sum of all demand for what knows no limit. */
void build_amounts(struct build *b)
{
    const struct estate *e = b->question->estate;
    struct problem *p = b->problem;
    int32_t k = p->resource_count;
    int64_t *demand = ARENA_NEW(b->arena, (int64_t)p->item_count * k, int64_t);
    int64_t *total = ARENA_NEW(b->arena, k, int64_t);
    int64_t *left = ARENA_NEW(b->arena, (int64_t)p->bin_count * k, int64_t);
    for (int32_t i = 0; i < p->item_count; i++) {
        int64_t replicas = p->items[i].is_daemon ? 1 : p->items[i].replicas + p->items[i].more;
        for (int32_t r = 0; r < k; r++) {
            int64_t one = estate_reservation(e, p->items[i].workload_ix, r);
            demand[(int64_t)i * k + r] = one;
            total[r] = checked_add(total[r], checked_mul(one, replicas));
        }
    }
    for (int32_t bin = 0; bin < p->bin_count; bin++) {
        int32_t n = p->bin_node_ix[bin];
        for (int32_t r = 0; r < k; r++)
            left[(int64_t)bin * k + r] =
                estate_unlimited(e, n, r) ? total[r] : b->remains->free[(int64_t)n * k + r];
    }
    p->demand = demand;
    p->bin_free = left;
    finish_over(b, left);
}
