/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/aim.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/glpk_guard.h"
#include "solve/memory.h"
#include "solve/prove/aim_parts.h"
#include "solve/sets/random.h"

enum { COLUMN_ROUNDS = 60, FRUITLESS_MAX = 400, IDLE_MAX = 6, DEEP_PARTS = 6, SMALL_PAIRS = 256 };

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
    aim->place = memory_take(aim->pool->group_count, sizeof *aim->place);
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
    free(aim->place);
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
        int64_t left = aim_limit_left(aim, limit);

        for (int32_t m = 0; !aim->is_active[i] && m < cluster->member_count; m++)
            if (cluster->members[m].pair >= 0 && aim->is_chosen[cluster->members[m].pair])
                left -= limit->share[m];
        if (aim->is_active[i] || left >= 0)
            continue;
        aim->is_active[i] = true;
        aim->active_count++;
        added++;
    }
    work_spend(aim->work, 32 * (int64_t)aim->limits->count);
    return added;
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

/* Small problems are asked of the program first: mostly there is nothing to be found. Where it
 * cannot tell, they are walked through like larger ones. */
static bool is_small(const struct aim *aim)
{
    return aim->solver->index->pair_count <= SMALL_PAIRS;
}

/* Cuts that the proposal breaks, of clusters that nothing packs yet. */
static int32_t separate(struct aim *aim)
{
    int32_t found = 0;

    for (int32_t c = 0; c < aim->problem->cluster_count; c++) {
        const struct relax_cluster *cluster = &aim->relax->clusters[c];

        if (aim->entry_of[c] >= 0 || list_set(aim, c) == 0)
            continue;
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
        found += separator_find(aim->separator, c, aim->load, COLUMN_ROUNDS,
                                is_small(aim) ? SEPARATOR_EXACT : SEPARATOR_ROUGH) != NULL;
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
    if (level == PACKER_DEEP || answer == PACKER_REFUTED || aim->town->packer->is_short) {
        refuse(aim, c, count);
        aim->is_vain = true;
    }
    return -1;
}

/* All that packs at this level; returns how many clusters are left. stops: at the first one that
 * will not be asked again. */
static int32_t pack_easy(struct aim *aim, enum packer_level level, bool stops)
{
    int32_t left = 0;

    aim->is_vain = false;
    for (int32_t c = 0; c < aim->problem->cluster_count && !(aim->is_vain && stops); c++) {
        bool is_empty = list_set(aim, c) == 0;

        if (level == PACKER_FULL || aim->entry_of[c] < 0)
            aim->entry_of[c] = is_empty ? -1 : pack_set(aim, c, level, 0);
        left += !is_empty && aim->entry_of[c] < 0;
    }
    return left;
}

/* First all that is quickly packed; then the others with patience, until one fails. */
static bool pack_sets(struct aim *aim)
{
    int32_t left = pack_easy(aim, PACKER_DIVE, aim->gain == 1);

    if (aim->is_vain)
        return false;
    for (int32_t c = 0; c < aim->problem->cluster_count && left > 0; c++) {
        if (aim->entry_of[c] >= 0 || list_set(aim, c) == 0)
            continue;
        if (!work_is_out(aim->work))
            aim->entry_of[c] = pack_set(aim, c, PACKER_DEEP, left == 1 ? DEEP_PARTS : AIM_PARTS);
        if (aim->entry_of[c] < 0)
            return false;
        left--;
    }
    return true;
}

/* Without some groups of the tier, as few as will do, the set may pack quickly: those are nowhere
 * then. */
static bool trim_set(struct aim *aim, int32_t c)
{
    const struct problem *p = aim->problem;
    const struct index *index = aim->solver->index;

    for (int32_t drop = 1; !work_is_out(aim->work); drop *= 2) {
        int32_t count = list_set(aim, c), own = 0;

        for (int32_t i = 0; i < count; i++)
            if (p->groups[aim->groups[i]].tier_ix == aim->tier)
                aim->groups[own++] = aim->groups[i];
        for (int32_t d = 0; d < drop && own > 0; d++) {
            int32_t at = random_dice(&aim->random, own), g = aim->groups[at];

            aim->is_chosen[index->first_pair[g] + index_allowed(p, g, c)] = false;
            aim->groups[at] = aim->groups[--own];
        }
        if (list_set(aim, c) > 0)
            aim->entry_of[c] = pack_set(aim, c, PACKER_FULL, 0);
        if (aim->entry_of[c] >= 0 || own == 0)
            break;
    }
    return aim->entry_of[c] >= 0;
}

static int64_t chosen_weight(const struct aim *aim)
{
    const struct problem *p = aim->problem;
    int64_t weight = 0;

    for (int32_t i = 0; i < aim->pool->group_count; i++) {
        int32_t g = aim->pool->groups[i];

        for (int32_t k = 0; p->groups[g].tier_ix == aim->tier && k < p->groups[g].allowed_count;
             k++)
            if (aim->is_chosen[aim->solver->index->first_pair[g] + k])
                weight += p->groups[g].weight;
    }
    return weight;
}

/* What does not pack as proposed, with less in it: is that still better than the town? */
static bool trim_sets(struct aim *aim)
{
    for (int32_t c = 0; c < aim->problem->cluster_count; c++)
        if (aim->entry_of[c] < 0 && list_set(aim, c) > 0 && !trim_set(aim, c))
            return false;
    return chosen_weight(aim) > town_weight(aim->town, aim->tier);
}

/* A choice that the rows so far allow; false when there is none this time. */
static bool choose(struct aim *aim, int32_t *idle, bool *ret_has_ended)
{
    bool asks_first = is_small(aim) && *idle == 0;

    *ret_has_ended = false;
    if (!asks_first && aim_walk(aim))
        return true;
    if (asks_first)
        aim->gain = 1;
    else if (aim->margin > 0 || aim->gain > 1)
        return false;
    if (aim_propose(aim, *idle % 2 == 0, ret_has_ended))
        return true;
    ++*idle;
    return false;
}

/* Cuts are looked for where no quick packing is found: they cost more than it. */
static bool is_cut(struct aim *aim)
{
    if (activate_broken(aim) > 0)
        return true;
    pack_easy(aim, PACKER_FULL, false);
    return separate(aim) > 0 && activate_broken(aim) > 0;
}

void aim_run(struct aim *aim, int64_t bound)
{
    int32_t fruitless = 0, idle = 0;
    bool has_ended = false;

    pool_add_town(aim->pool);
    aim_start_at_town(aim, bound);
    while (town_weight(aim->town, aim->tier) < bound && fruitless < FRUITLESS_MAX &&
           idle < IDLE_MAX && !has_ended && !work_is_out(aim->work)) {
        struct pool_best best = {.chosen = aim->entry_of};

        if (!choose(aim, &idle, &has_ended) || is_cut(aim))
            continue;
        fruitless++;
        if (!pack_sets(aim) && (aim->gain == 1 || !trim_sets(aim)))
            continue;
        pool_settle(aim->pool, &best);
        aim_start_at_town(aim, bound);
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
