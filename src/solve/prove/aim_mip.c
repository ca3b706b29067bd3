/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "solve/glpk_guard.h"
#include "solve/lp.h"
#include "solve/prove/aim_parts.h"
#include "solve/sets/random.h"

static void add_columns(struct aim *aim, struct lp *lp)
{
    const struct problem *p = aim->problem;
    const struct index *index = aim->solver->index;
    double most = 1e-300;

    for (int32_t i = 0; i < aim->pool->group_count; i++)
        most = fmax(most, aim->town->size[aim->pool->groups[i]]);
    for (int64_t i = 0; i < index->pair_count; i++)
        aim->column[i] = -1;
    for (int32_t i = 0; i < aim->pool->group_count; i++) {
        int32_t g = aim->pool->groups[i], row = lp_row(lp, -HUGE_VAL, 1);

        for (int32_t k = 0; k < p->groups[g].allowed_count; k++) {
            int64_t pair = index->first_pair[g] + k;
            double noise = 0.5 + random_part(&aim->random);

            if (aim->relax->pair_member[pair] < 0)
                continue;
            aim->column[pair] =
                lp_column(lp, 0, 1, -noise * (aim->town->size[g] / most + 0.02), true);
            lp_put(lp, row, aim->column[pair], 1);
        }
    }
}

/* Earlier tiers keep their weight, this one gains. */
static void add_tiers(struct aim *aim, struct lp *lp)
{
    const struct problem *p = aim->problem;

    for (int32_t t = 0; t <= aim->tier; t++) {
        int64_t least = town_weight(aim->town, t) + (t == aim->tier);
        int32_t row;

        if (least <= 0)
            continue;
        row = lp_row(lp, (double)least, HUGE_VAL);
        for (int32_t i = 0; i < aim->pool->group_count; i++) {
            int32_t g = aim->pool->groups[i];

            for (int32_t k = 0; p->groups[g].tier_ix == t && k < p->groups[g].allowed_count; k++) {
                int64_t pair = aim->solver->index->first_pair[g] + k;

                if (aim->column[pair] >= 0)
                    lp_put(lp, row, aim->column[pair], (double)p->groups[g].weight);
            }
        }
    }
}

int64_t aim_limit_left(const struct aim *aim, const struct limit *limit)
{
    const struct relax_cluster *cluster = &aim->relax->clusters[limit->cluster];
    int64_t left = limit->value;

    for (int32_t m = 0; m < cluster->member_count; m++)
        if (aim->stays[cluster->members[m].group_ix] == limit->cluster)
            left -= limit->share[m];
    return left;
}

static void add_limit(struct aim *aim, struct lp *lp, const struct limit *limit)
{
    const struct relax_cluster *cluster = &aim->relax->clusters[limit->cluster];
    double unit = (double)limit->share_max;
    int32_t row = lp_row(lp, -HUGE_VAL, (double)aim_limit_left(aim, limit) / unit);

    for (int32_t m = 0; m < cluster->member_count; m++) {
        int64_t pair = cluster->members[m].pair;

        if (limit->share[m] > 0 && pair >= 0 && aim->column[pair] >= 0)
            lp_put(lp, row, aim->column[pair], (double)limit->share[m] / unit);
    }
}

static void add_refusals(struct aim *aim, struct lp *lp)
{
    for (size_t i = 0; i < aim->refusal_count; i++) {
        const struct refusal *it = &aim->refusals[i];
        int32_t row = lp_row(lp, -HUGE_VAL, it->count - 1);

        for (int32_t s = 0; s < it->count; s++) {
            int32_t g = aim->refused[it->first + s];
            int32_t k = index_allowed(aim->problem, g, it->cluster);

            lp_put(lp, row, aim->column[aim->solver->index->first_pair[g] + k], 1);
        }
    }
}

bool aim_propose(struct aim *aim, bool skips_cuts, bool *ret_has_ended)
{
    struct lp *lp = lp_new();
    struct lp_result result;
    int64_t end = aim->work->stage_end;
    bool is_found;

    add_columns(aim, lp);
    add_tiers(aim, lp);
    for (int32_t i = 0; i < aim->limits->count; i++)
        if (i < aim->active_room && aim->is_active[i])
            add_limit(aim, lp, aim->limits->limits[i]);
    add_refusals(aim, lp);
    aim->work->stage_end = aim->work->ticks + work_left(aim->work) / AIM_PARTS + 1;
    lp->takes_first = true;
    lp->skips_cuts = skips_cuts;
    lp_search(lp, NULL, aim->work, &result);
    aim->work->stage_end = end;
    is_found = result.has_solution;
    *ret_has_ended = result.status == LP_INFEASIBLE || result.status == LP_BROKEN;
    for (int64_t i = 0; i < aim->solver->index->pair_count; i++)
        aim->is_chosen[i] = is_found && aim->column[i] >= 0 && result.primal[aim->column[i]] > 0.5;
    lp_result_release(&result);
    lp_free(lp);
    glpk_guard_leave_if_lost();
    return is_found;
}
