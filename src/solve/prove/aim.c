/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/aim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/glpk_guard.h"
#include "solve/lp.h"
#include "solve/memory.h"
#include "solve/sets/pool.h"
#include "solve/sets/random.h"

enum { COLUMN_ROUNDS = 60, FRUITLESS_MAX = 400, IDLE_MAX = 6, PARTS = 24, DEEP_PARTS = 6 };

/* Groups that were not packed together into a cluster. */
struct refusal {
    int32_t cluster, first, count; /* in struct aim.refused */
};

struct aim {
    struct solver *solver;
    const struct problem *problem;
    const struct relax *relax;
    struct separator *separator;
    struct limit_pool *limits;
    struct work *work;
    struct town *town;
    struct pool *pool; /* sets that packed */
    uint64_t random;
    int32_t tier;
    int32_t *column; /* [pair_count] of the program, or -1 */
    bool *is_chosen; /* [pair_count] */
    int32_t *stays;  /* [group_count] cluster of what is not the town's, or -1 */
    bool *is_active; /* [active_room] limits that are rows */
    int32_t active_room;
    struct refusal *refusals;
    size_t refusal_count, refusal_room;
    int32_t *refused;
    size_t refused_count, refused_room;
    double *load;      /* scratch [type_count] */
    int32_t *groups;   /* scratch [group_count] */
    uint64_t *mask;    /* scratch */
    int32_t *entry_of; /* [cluster_count] in the pool: the set that is proposed, or -1 */
    struct packing packing;
    bool has_better;
};

struct aim *aim_new(struct solver *solver, int32_t tier, const struct relax *relax,
                    struct separator *separator, struct limit_pool *limits)
{
    const struct problem *p = solver->problem;
    struct aim *aim = memory_take(1, sizeof *aim);

    *aim = (struct aim){.solver = solver,
                        .problem = p,
                        .relax = relax,
                        .separator = separator,
                        .limits = limits,
                        .work = &solver->work,
                        .tier = tier};
    aim->town = town_new(solver, tier);
    aim->pool = pool_new(aim->town);
    aim->random = random_seed(solver->options->seed + (uint64_t)++solver->search_count);
    aim->town->packer->seed = aim->random;
    aim->column = memory_take(solver->index->pair_count, sizeof *aim->column);
    aim->is_chosen = memory_take(solver->index->pair_count, sizeof *aim->is_chosen);
    aim->stays = memory_take(p->group_count, sizeof *aim->stays);
    aim->load = memory_take(relax->type_count + 1, sizeof *aim->load);
    aim->groups = memory_take(p->group_count, sizeof *aim->groups);
    aim->mask = memory_take(aim->pool->word_count, sizeof *aim->mask);
    aim->entry_of = memory_take(p->cluster_count, sizeof *aim->entry_of);
    for (int32_t g = 0; g < p->group_count; g++)
        aim->stays[g] = p->groups[g].kind == GROUP_WHOLE ? solver->pack->cluster[g] : -1;
    return aim;
}

void aim_free(struct aim *aim)
{
    if (!aim)
        return;
    pool_free(aim->pool);
    town_free(aim->town);
    packing_release(&aim->packing);
    free(aim->column);
    free(aim->is_chosen);
    free(aim->stays);
    free(aim->is_active);
    free(aim->refusals);
    free(aim->refused);
    free(aim->load);
    free(aim->groups);
    free(aim->mask);
    free(aim->entry_of);
    free(aim);
}

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

/* What of a limit is left beside what stays put. */
static int64_t limit_left(const struct aim *aim, const struct limit *limit)
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
    int32_t row = lp_row(lp, -HUGE_VAL, (double)limit_left(aim, limit) / unit);

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

/* Limits that the choice breaks become rows; returns how many. */
static int32_t activate_broken(struct aim *aim)
{
    int32_t added = 0;

    if (aim->active_room < aim->limits->count) {
        bool *is_active = memory_take(2 * (int64_t)aim->limits->count, sizeof *is_active);

        if (aim->active_room > 0)
            memcpy(is_active, aim->is_active, (size_t)aim->active_room);
        free(aim->is_active);
        aim->is_active = is_active;
        aim->active_room = 2 * aim->limits->count;
    }
    for (int32_t i = 0; i < aim->limits->count; i++) {
        const struct limit *limit = aim->limits->limits[i];
        const struct relax_cluster *cluster = &aim->relax->clusters[limit->cluster];
        int64_t left = limit_left(aim, limit);

        for (int32_t m = 0; !aim->is_active[i] && m < cluster->member_count; m++)
            if (cluster->members[m].pair >= 0 && aim->is_chosen[cluster->members[m].pair])
                left -= limit->share[m];
        if (aim->is_active[i] || left >= 0)
            continue;
        aim->is_active[i] = true;
        added++;
    }
    work_spend(aim->work, 32 * (int64_t)aim->limits->count);
    return added;
}

/* A choice that all rows allow; false when none was found. */
static bool propose(struct aim *aim, bool skips_cuts, bool *ret_has_ended)
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
    aim->work->stage_end = aim->work->ticks + work_left(aim->work) / PARTS + 1;
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

/* The groups that are proposed for a cluster, into groups and mask. */
static int32_t list_set(struct aim *aim, int32_t c)
{
    int32_t count = 0;

    memset(aim->mask, 0, (size_t)aim->pool->word_count * sizeof *aim->mask);
    for (int32_t i = 0; i < aim->pool->group_count; i++) {
        int32_t g = aim->pool->groups[i], k = index_allowed(aim->problem, g, c);

        if (k < 0 || !aim->is_chosen[aim->solver->index->first_pair[g] + k])
            continue;
        aim->groups[count++] = g;
        pool_put(aim->mask, i);
    }
    return count;
}

/* Cuts that the proposal breaks. */
static int32_t separate(struct aim *aim)
{
    int32_t found = 0;

    for (int32_t c = 0; c < aim->problem->cluster_count; c++) {
        const struct relax_cluster *cluster = &aim->relax->clusters[c];

        memset(aim->load, 0, (size_t)cluster->type_count * sizeof *aim->load);
        for (int32_t m = 0; m < cluster->member_count; m++) {
            const struct relax_member *member = &cluster->members[m];
            bool is_in = aim->problem->groups[member->group_ix].kind == GROUP_RESIDENT ||
                         aim->stays[member->group_ix] == c ||
                         (member->pair >= 0 && aim->is_chosen[member->pair]);

            for (int32_t i = member->first_need;
                 is_in && i < member->first_need + member->need_count; i++)
                aim->load[cluster->needs[i].type] += (double)cluster->needs[i].count;
        }
        found += separator_find(aim->separator, c, aim->load, COLUMN_ROUNDS) != NULL;
    }
    glpk_guard_leave_if_lost();
    return found;
}

static void refuse(struct aim *aim, int32_t c, int32_t count)
{
    struct refusal refusal = {c, (int32_t)aim->refused_count, count};

    for (int32_t i = 0; i < count; i++)
        VEC_PUSH(aim->refused, aim->refused_count, aim->refused_room, aim->groups[i]);
    VEC_PUSH(aim->refusals, aim->refusal_count, aim->refusal_room, refusal);
}

/* An entry of the pool that holds the set, packed now if none is there; -1 = not packed. parts: a
 * deep search may take one of so many parts of what is left. */
static int32_t pack_set(struct aim *aim, int32_t c, enum packer_level level, int32_t parts)
{
    struct pool *pool = aim->pool;
    int32_t count = list_set(aim, c);
    int64_t end = aim->work->stage_end;
    enum packer_answer answer;

    for (size_t i = 0; i < pool->count; i++)
        if (pool->entries[i].cluster == c && pool->entries[i].is_packed &&
            pool_is_subset(aim->mask, pool->entries[i].groups, pool->word_count))
            return (int32_t)i;
    if (level == PACKER_DEEP)
        aim->work->stage_end = aim->work->ticks + work_left(aim->work) / parts + 1;
    answer = packer_ask(aim->town->packer, c, aim->groups, count, level, &aim->packing);
    aim->work->stage_end = end;
    glpk_guard_leave_if_lost();
    if (answer == PACKER_PACKED && pool_add(pool, c, aim->mask, &aim->packing))
        return (int32_t)pool->count - 1;
    if (level == PACKER_DEEP || answer == PACKER_REFUTED)
        refuse(aim, c, count);
    return -1;
}

/* First all that is quickly packed; then the others with patience, until one fails. */
static bool pack_sets(struct aim *aim)
{
    int32_t left = 0;

    for (int32_t c = 0; c < aim->problem->cluster_count; c++) {
        bool is_empty = list_set(aim, c) == 0;

        aim->entry_of[c] = is_empty ? -1 : pack_set(aim, c, PACKER_DIVE, 0);
        left += !is_empty && aim->entry_of[c] < 0;
    }
    for (int32_t c = 0; c < aim->problem->cluster_count && left > 0; c++) {
        if (aim->entry_of[c] >= 0 || list_set(aim, c) == 0)
            continue;
        if (!work_is_out(aim->work))
            aim->entry_of[c] = pack_set(aim, c, PACKER_DEEP, left == 1 ? DEEP_PARTS : PARTS);
        if (aim->entry_of[c] < 0)
            return false;
        left--;
    }
    return true;
}

void aim_run(struct aim *aim, int64_t bound)
{
    int32_t fruitless = 0, idle = 0;

    pool_add_town(aim->pool);
    while (town_weight(aim->town, aim->tier) < bound && fruitless < FRUITLESS_MAX &&
           idle < IDLE_MAX && !work_is_out(aim->work)) {
        struct pool_best best = {.chosen = aim->entry_of};
        bool has_ended;

        if (!propose(aim, idle % 2 == 0, &has_ended)) {
            if (has_ended)
                return;
            idle++;
            continue;
        }
        if (activate_broken(aim) > 0)
            continue;
        if (separate(aim) > 0 && activate_broken(aim) > 0)
            continue;
        fruitless++;
        if (!pack_sets(aim))
            continue;
        pool_settle(aim->pool, &best);
        aim->has_better = true;
        fruitless = 0;
    }
}

void aim_offer(struct aim *aim)
{
    struct pool_best best;

    if (aim->pool->count > (size_t)aim->problem->cluster_count && aim->town->missing_count > 0) {
        pool_choose(aim->pool, false, &best);
        if (best.value > town_weight(aim->town, aim->tier)) {
            pool_settle(aim->pool, &best);
            aim->has_better = true;
        }
        free(best.chosen);
    }
    if (aim->has_better)
        town_offer(aim->town);
}
