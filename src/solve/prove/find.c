/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove/find.h"

#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/packer.h"
#include "solve/tier/tier.h"
#include "solve/work.h"

enum { PATIENCE_PARTS = 2 };

struct finder {
    struct solver *solver;
    int32_t tier;
    const int64_t *least;
    struct packer *packer;
    struct packing packing;
    bool holds_residents;
    int32_t *groups; /* of a cluster */
};

struct finder *finder_new(struct solver *solver, int32_t tier, const int64_t *least)
{
    const struct problem *p = solver->problem;
    struct finder *finder = memory_take(1, sizeof *finder);

    *finder = (struct finder){.solver = solver, .tier = tier, .least = least};
    finder->packer = packer_new(p, solver->index, solver->greedy->placer, &solver->work);
    finder->packer->line_memory = &solver->line_memory;
    finder->groups = memory_take(p->group_count, sizeof *finder->groups);
    return finder;
}

void finder_free(struct finder *finder)
{
    if (!finder)
        return;
    packer_free(finder->packer);
    packing_release(&finder->packing);
    free(finder->groups);
    free(finder);
}

static int64_t known_of(const struct finder *finder)
{
    for (int32_t u = 0; u < finder->tier; u++)
        if (finder->solver->best->weight[u] < finder->least[u])
            return -1;
    return finder->solver->best->weight[finder->tier];
}

/* Residents, and the groups that the packer does not hold. */
static bool place_others(struct finder *finder, const int32_t *cluster)
{
    struct solver *solver = finder->solver;
    const struct problem *p = solver->problem;
    bool is_done;

    tier_rules(solver, 0);
    pack_clear(solver->pack);
    is_done = greedy_residents(solver->greedy);
    for (int32_t g = 0; is_done && g < p->group_count; g++)
        if (cluster[g] >= 0 && !finder->packer->holds[g])
            is_done = greedy_has(solver->greedy, g) || greedy_group(solver->greedy, g, cluster[g]);
    return is_done;
}

/* Where there is one cluster, all depends on this set: then with patience. */
static bool pack_set(struct finder *finder, int32_t c, int32_t count)
{
    struct work *work = &finder->solver->work;
    bool is_only = finder->solver->problem->cluster_count == 1;
    int64_t end = work->stage_end;
    enum packer_answer answer;

    if (is_only)
        work->stage_end = work->ticks + work_left(work) / PATIENCE_PARTS;
    answer = packer_ask(finder->packer, c, finder->groups, count,
                        is_only ? PACKER_DEEP : PACKER_DIVE, &finder->packing);
    work->stage_end = end;
    return answer == PACKER_PACKED;
}

static bool place_cluster(struct finder *finder, int32_t c, const int32_t *cluster)
{
    struct pack *pack = finder->solver->pack;
    const struct problem *p = finder->solver->problem;
    int32_t count = 0;

    for (int32_t g = 0; g < p->group_count; g++)
        if (cluster[g] == c && finder->packer->holds[g])
            finder->groups[count++] = g;
    if (count == 0)
        return true;
    if (!pack_set(finder, c, count))
        return false;
    for (int32_t i = 0; i < count; i++)
        if (!pack_enter(pack, finder->groups[i], c))
            return false;
    for (size_t i = 0; i < finder->packing.count; i++)
        pack_add(pack, finder->packing.shares[i].item_ix, finder->packing.shares[i].bin_ix,
                 finder->packing.shares[i].count);
    return true;
}

/* What is wanted where possible; the rest, and later tiers, as they find room. */
int64_t find_plan(void *context, const int32_t *cluster)
{
    struct finder *finder = context;
    struct solver *solver = finder->solver;
    const struct problem *p = solver->problem;

    if (place_others(finder, cluster)) {
        packer_base(finder->packer, solver->pack);
        for (int32_t c = 0; c < p->cluster_count; c++) {
            size_t mark = pack_mark(solver->pack);

            if (!place_cluster(finder, c, cluster))
                pack_rollback(solver->pack, mark);
        }
    }
    for (int32_t t = 0; t < p->tier_count; t++)
        greedy_tier(solver->greedy, t, false);
    answer_from_pack(solver->pack, solver->trial);
    solver_offer(solver, solver->trial, p->tier_count);
    return known_of(finder);
}
