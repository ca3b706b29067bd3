/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/sets/town.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/memory.h"
#include "solve/tier/tier.h"

static int64_t *house_used(const struct town *town, int32_t cluster)
{
    return town->houses[cluster].used;
}

static const int64_t *demand_of(const struct town *town, int32_t g)
{
    return &town->solver->index->group_demand[(int64_t)g * town->problem->resource_count];
}

bool town_moves(const struct town *town, int32_t g)
{
    return town->packer->holds[g] && town->problem->groups[g].tier_ix <= town->tier;
}

/* weight, so that one unit of a tier is worth more than all of the tiers after it. */
static void value_groups(struct town *town)
{
    const struct problem *p = town->problem;
    double unit = 1;

    for (int32_t t = town->tier; t >= 0; t--) {
        for (int32_t g = 0; g < p->group_count; g++)
            if (p->groups[g].tier_ix == t)
                town->value[g] = unit * (double)p->groups[g].weight;
        unit *= 1 + (double)town->solver->index->tier_weight[t];
        unit = unit < 1e200 ? unit : 1e200;
    }
    for (int32_t g = 0; g < p->group_count; g++)
        town->size[g] = placer_size(town->solver->greedy->placer, demand_of(town, g));
}

/* Take a group out of the packing and note its places. */
static void take_in(struct town *town, int32_t g)
{
    const struct group *group = &town->problem->groups[g];
    struct pack *pack = town->solver->pack;
    int32_t cluster = pack->cluster[g];
    struct packing *packing = &town->houses[cluster].packing;

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        for (size_t k = 0; k < pack->places[i].count; k++) {
            struct share share = {i, pack->places[i].places[k].bin,
                                  pack->places[i].places[k].count};

            VEC_PUSH(packing->shares, packing->count, packing->room, share);
        }
    town->houses[cluster].groups[town->houses[cluster].count++] = g;
    town->where[g] = cluster;
    for (int32_t r = 0; r < town->problem->resource_count; r++)
        house_used(town, cluster)[r] += demand_of(town, g)[r];
    pack_remove(pack, g);
}

/* Later tiers leave, but for groups that others may lean on. */
static void take_plan(struct town *town)
{
    const struct problem *p = town->problem;
    struct pack *pack = town->solver->pack;
    bool *is_tied = memory_take(p->group_count, sizeof *is_tied);

    answer_to_pack(town->solver->best, pack);
    for (int32_t i = 0; i < p->require_count; i++)
        is_tied[p->requires[i].group_ix] = is_tied[p->requires[i].needs_ix] = true;
    for (int32_t g = 0; g < p->group_count; g++) {
        bool is_later = p->groups[g].tier_ix > town->tier;

        if (p->groups[g].tier_ix >= town->tier && !problem_has_pod_rules(p))
            pack_trim(pack, g);
        if (town_moves(town, g) && pack->cluster[g] >= 0)
            take_in(town, g);
        else if (is_later && (town->packer->holds[g] || (!is_tied[g] && !problem_has_pod_rules(p))))
            pack_remove(pack, g);
    }
    pack_commit(pack);
    packer_base(town->packer, pack);
    free(is_tied);
}

struct town *town_new(struct solver *solver, int32_t tier)
{
    const struct problem *p = solver->problem;
    struct town *town = memory_take(1, sizeof *town);
    int32_t movable = 0;

    town->solver = solver;
    town->problem = p;
    town->packer = packer_new(p, solver->index, solver->greedy->placer, &solver->work);
    town->packer->line_memory = &solver->line_memory;
    town->tier = tier;
    town->where = memory_take(p->group_count, sizeof *town->where);
    town->size = memory_take(p->group_count, sizeof *town->size);
    town->value = memory_take(p->group_count, sizeof *town->value);
    town->missing = memory_take(p->group_count, sizeof *town->missing);
    town->is_in = memory_take(p->group_count, sizeof *town->is_in);
    town->houses = memory_take(p->cluster_count, sizeof *town->houses);
    for (int32_t g = 0; g < p->group_count; g++) {
        town->where[g] = -1;
        movable += town_moves(town, g);
    }
    for (int32_t c = 0; c < p->cluster_count; c++) {
        town->houses[c].groups = memory_take(movable, sizeof *town->houses[c].groups);
        town->houses[c].used = memory_take(p->resource_count, sizeof *town->houses[c].used);
    }
    value_groups(town);
    take_plan(town);
    town_list_missing(town);
    return town;
}

void town_free(struct town *town)
{
    if (!town)
        return;
    for (int32_t c = 0; c < town->problem->cluster_count; c++) {
        free(town->houses[c].groups);
        free(town->houses[c].used);
        packing_release(&town->houses[c].packing);
    }
    packer_free(town->packer);
    packing_release(&town->there);
    free(town->where);
    free(town->size);
    free(town->value);
    free(town->missing);
    free(town->is_in);
    free(town->houses);
    free(town);
}

bool town_allows(const struct town *town, int32_t g, int32_t cluster)
{
    int32_t k = index_allowed(town->problem, g, cluster);

    return k >= 0 && coverage_is_live(town->solver->coverage, g, k);
}

bool town_sums_fit(const struct town *town, int32_t cluster, int32_t out, int32_t in)
{
    int32_t k = town->problem->resource_count;
    const int64_t *room = &town->packer->room[(int64_t)cluster * k];

    for (int32_t r = 0; r < k; r++) {
        int64_t used = house_used(town, cluster)[r] + demand_of(town, in)[r];

        if (out >= 0)
            used -= demand_of(town, out)[r];
        if (used > room[r])
            return false;
    }
    return true;
}

double town_slack(const struct town *town, int32_t cluster)
{
    int32_t k = town->problem->resource_count;
    double slack = 0;

    for (int32_t r = 0; r < k; r++)
        slack += town->packer->weight[r] * (double)(town->packer->room[(int64_t)cluster * k + r] -
                                                    house_used(town, cluster)[r]);
    return slack;
}

bool town_pack(struct town *town, int32_t cluster, const int32_t *groups, int32_t count,
               bool is_grown, enum packer_level level, struct packing *ret)
{
    const struct packing *packing = &town->houses[cluster].packing;

    if (!is_grown)
        return packer_ask(town->packer, cluster, groups, count, level, ret) == PACKER_PACKED;
    town->there.count = 0;
    for (int32_t i = 0; i < count - 1; i++)
        town->is_in[groups[i]] = true;
    for (size_t i = 0; i < packing->count; i++)
        if (town->is_in[town->problem->items[packing->shares[i].item_ix].group_ix])
            VEC_PUSH(town->there.shares, town->there.count, town->there.room, packing->shares[i]);
    for (int32_t i = 0; i < count - 1; i++)
        town->is_in[groups[i]] = false;
    return packer_add(town->packer, cluster, &town->there, groups, count, ret);
}

void town_settle(struct town *town, int32_t cluster, const int32_t *groups, int32_t count,
                 struct packing *packing)
{
    struct house *house = &town->houses[cluster];
    struct packing old = house->packing;

    for (int32_t i = 0; i < house->count; i++)
        if (town->where[house->groups[i]] == cluster)
            town->where[house->groups[i]] = -1;
    if (groups != house->groups)
        memcpy(house->groups, groups, (size_t)count * sizeof *groups);
    house->count = count;
    memset(house->used, 0, (size_t)town->problem->resource_count * sizeof *house->used);
    for (int32_t i = 0; i < count; i++) {
        town->where[groups[i]] = cluster;
        for (int32_t r = 0; r < town->problem->resource_count; r++)
            house->used[r] += demand_of(town, groups[i])[r];
    }
    house->packing = *packing;
    *packing = old;
}

void town_list_missing(struct town *town)
{
    const struct problem *p = town->problem;

    town->missing_count = 0;
    for (int32_t g = 0; g < p->group_count; g++)
        if (town_moves(town, g) && town->where[g] < 0 && town->value[g] > 0 &&
            !coverage_is_impossible(town->solver->coverage, g))
            town->missing[town->missing_count++] = g;
    work_spend(&town->solver->work, p->group_count / 4 + 1);
}

int64_t town_weight(const struct town *town, int32_t tier)
{
    int64_t weight = 0;

    for (int32_t g = 0; g < town->problem->group_count; g++)
        if (town->problem->groups[g].tier_ix == tier && town->where[g] >= 0)
            weight += town->problem->groups[g].weight;
    return weight;
}

bool town_offer(struct town *town)
{
    struct solver *solver = town->solver;
    struct pack *pack = solver->pack;
    size_t mark = pack_mark(pack);
    bool is_whole = true, is_better;
    struct answer *answer = answer_new(town->problem);

    for (int32_t g = 0; is_whole && g < town->problem->group_count; g++)
        if (town->where[g] >= 0)
            is_whole = pack_enter(pack, g, town->where[g]);
    for (int32_t c = 0; is_whole && c < town->problem->cluster_count; c++)
        for (size_t i = 0; i < town->houses[c].packing.count; i++) {
            const struct share *share = &town->houses[c].packing.shares[i];

            pack_add(pack, share->item_ix, share->bin_ix, share->count);
        }
    answer_from_pack(pack, answer);
    pack_rollback(pack, mark);
    is_better = is_whole && solver_offer(solver, answer, town->tier + 1);
    if (is_whole && solver_accepts(solver, answer))
        tier_extend(solver, answer, town->tier);
    answer_free(answer);
    return is_better;
}
