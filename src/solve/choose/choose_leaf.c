/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "solve/choose/choose_parts.h"

/* Work to leave out limits, as a multiple of that to find them. */
enum { THIN_SHARE = 4 };

CHOOSE_WIDE choose_value(const struct choose *choose)
{
    CHOOSE_WIDE sum = 0;

    for (int32_t s = 0; s < choose->group_count; s++)
        sum += choose->prices.m[s];
    for (int32_t u = 0; u < choose->tier; u++)
        sum -= (CHOOSE_WIDE)choose->prices.v[u] * choose->least[u];
    return sum - (CHOOSE_WIDE)choose->prices.v[choose->tier] * choose->target;
}

int64_t choose_breaks(const struct choose *choose, const struct choose_limit *limit, uint64_t set)
{
    int64_t over = -limit->value;

    for (int32_t s = 0; s < choose->group_count; s++)
        over += set >> s & 1 ? limit->share[s] : 0;
    return over;
}

/* The limit that the set breaks most, for its size, and rather one that other leaves use; -1 = none
 * that is not active. */
static int32_t broken_limit(const struct choose *choose, int32_t c, uint64_t set)
{
    const struct choose_cluster *cluster = &choose->clusters[c];
    double worst = 0;
    int32_t found = -1;
    bool is_told = false;

    for (size_t k = 0; k < cluster->limit_count; k++) {
        const struct choose_limit *limit = &cluster->limits[k];
        int64_t over = choose_breaks(choose, limit, set);
        double broken = (double)over / ((double)limit->value + 1);

        if (over <= 0 || is_told > limit->is_told || (is_told == limit->is_told && broken <= worst))
            continue;
        worst = broken;
        is_told = limit->is_told;
        found = (int32_t)k;
    }
    work_spend(choose->work, (int64_t)cluster->limit_count * choose->group_count / 4);
    return found;
}

/* Limits as they are needed, until no set of a cluster breaks one or the sum is below 0. */
static bool holds(struct choose *choose, struct choose_best *best)
{
    int32_t clusters = choose->problem->cluster_count;
    CHOOSE_WIDE sum = choose_value(choose);

    for (int32_t c = 0; c < clusters; c++) {
        choose->clusters[c].active_count = choose->clusters[c].seen.count = 0;
        choose_best_set(choose, c, true, &best[c]);
        sum += best[c].gain;
    }
    while (sum >= 0 && !work_is_out(choose->work)) {
        bool has_changed = false;

        for (int32_t c = 0; c < clusters && sum >= 0; c++) {
            struct choose_cluster *cluster = &choose->clusters[c];
            int32_t limit = broken_limit(choose, c, best[c].set);

            if (limit < 0)
                continue;
            VEC_PUSH(cluster->active, cluster->active_count, cluster->active_room, limit);
            VEC_PUSH(cluster->seen.sets, cluster->seen.count, cluster->seen.room, best[c].set);
            sum -= best[c].gain;
            choose_best_set(choose, c, true, &best[c]);
            sum += best[c].gain;
            has_changed = true;
        }
        if (!has_changed)
            break;
    }
    return sum < 0;
}

static struct leaf make_leaf(struct choose *choose)
{
    int32_t count = 0;
    struct stack_multiplier *stacks =
        ARENA_NEW(choose->arena, choose->group_count, struct stack_multiplier);
    int64_t *v = ARENA_NEW(choose->arena, choose->tier + 1, int64_t);
    struct cut_multiplier *cuts;
    struct leaf leaf = {.v = v, .v_count = choose->tier + 1, .is_sets = true, .stacks = stacks};

    memcpy(v, choose->prices.v, (size_t)leaf.v_count * sizeof *v);
    for (int32_t s = 0; s < choose->group_count; s++)
        if (choose->prices.m[s] != 0)
            stacks[leaf.stack_count++] =
                (struct stack_multiplier){choose->pool->groups[s], choose->prices.m[s]};
    for (int32_t c = 0; c < choose->problem->cluster_count; c++)
        count += (int32_t)choose->clusters[c].active_count;
    leaf.cuts = cuts = ARENA_NEW(choose->arena, count, struct cut_multiplier);
    for (int32_t c = 0; c < choose->problem->cluster_count; c++)
        for (size_t k = 0; k < choose->clusters[c].active_count; k++) {
            struct choose_limit *limit = &choose->clusters[c].limits[choose->clusters[c].active[k]];

            cuts[leaf.cut_count++] = (struct cut_multiplier){limit->ix, 0};
            limit->is_told = true;
        }
    return leaf;
}

/* Coarser multipliers, as long as the leaf still holds. */
static bool shorten(struct choose *choose)
{
    struct choose_prices full = choose->prices;
    struct choose_best *best =
        ARENA_NEW(choose->arena, choose->problem->cluster_count, struct choose_best);
    int64_t start = choose->work->ticks;
    int64_t *v = ARENA_NEW(choose->arena, choose->tier + 1, int64_t);

    memcpy(v, full.v, (size_t)(choose->tier + 1) * sizeof *v);
    for (int shift = 18; shift >= 0; shift -= 6) {
        int64_t unit = INT64_C(1) << shift;

        for (int32_t u = 0; u <= choose->tier; u++)
            choose->prices.v[u] = (v[u] + unit / 2) / unit;
        for (int32_t s = 0; s < choose->group_count; s++)
            choose->prices.m[s] = (full.m[s] + (full.m[s] < 0 ? -unit / 2 : unit / 2)) / unit;
        if (holds(choose, best)) {
            choose_thin(choose, best, THIN_SHARE * (choose->work->ticks - start));
            return true;
        }
    }
    return false;
}

bool choose_emit_leaf(struct choose *choose)
{
    struct choose_prices kept = choose->prices;
    int64_t *v = ARENA_NEW(choose->arena, choose->tier + 1, int64_t);
    bool is_done;

    memcpy(v, kept.v, (size_t)(choose->tier + 1) * sizeof *v);
    is_done = shorten(choose);
    if (is_done) {
        int32_t leaf = proof_add_leaf(choose->proof, choose->arena, make_leaf(choose));

        proof_node(choose->proof, choose->arena, (struct tree_node){leaf, -1, -1});
    }
    memcpy(choose->prices.v, v, (size_t)(choose->tier + 1) * sizeof *v);
    memcpy(choose->prices.m, kept.m, sizeof kept.m);
    return is_done;
}
