/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/near/near.h"

#include <string.h>

#include "base/arena.h"
#include "solve/mip/mip.h"
#include "solve/near/near_parts.h"
#include "solve/start.h"
#include "solve/tier/tier.h"

enum { NEAR_PERCENT = 5, ROUNDS = 4, MIP_COLUMNS = 20000 };

static void count_placed(const struct problem *p, const struct answer *answer, int64_t *placed)
{
    memset(placed, 0, (size_t)p->group_count * sizeof *placed);
    for (size_t i = 0; i < answer->count; i++)
        placed[p->items[answer->assigns[i].item_ix].group_ix] += answer->assigns[i].count;
}

bool near_differs(const struct near *near, const struct near_side *side,
                  const struct answer *answer, int32_t g)
{
    const struct group *group = &near->problem->groups[g];

    if (group->kind == GROUP_RESIDENT || group->gives_way)
        return false;
    if (answer->is_recovered[g] != near->known->is_recovered[g] ||
        answer->cluster[g] != near->known->cluster[g])
        return true;
    return (group->kind == GROUP_REPLICAS || group->fills_up) &&
           side->placed[g] != near->known_placed[g];
}

static void measure(struct near *near, const struct answer *answer, struct near_side *side)
{
    const struct problem *p = near->problem;

    count_placed(p, answer, side->placed);
    memset(side->differs, 0, (size_t)(p->tier_count + 1) * sizeof *side->differs);
    for (int32_t g = 0; g < p->group_count; g++)
        if (near_differs(near, side, answer, g)) {
            side->differs[0]++;
            side->differs[p->groups[g].tier_ix + 1]++;
        }
}

static bool is_nearer(const struct near *near)
{
    for (int32_t t = 0; t <= near->problem->tier_count; t++)
        if (near->next.differs[t] != near->best.differs[t])
            return near->next.differs[t] < near->best.differs[t];
    return false;
}

static bool is_as_good(const struct solver *solver, const struct answer *answer)
{
    size_t size = (size_t)solver->problem->tier_count * sizeof *answer->weight;

    return answer->holds_residents && !memcmp(answer->weight, solver->best->weight, size) &&
           !memcmp(answer->replicas, solver->best->replicas, size);
}

/* Keep a plan, when it is as good and nearer. */
static bool keep(struct near *near, const struct answer *answer)
{
    struct solver *solver = near->solver;
    struct near_side side = near->next;

    if (!is_as_good(solver, answer))
        return false;
    measure(near, answer, &near->next);
    if (!is_nearer(near) || !solver_accepts(solver, answer))
        return false;
    near->next = near->best;
    near->best = side;
    answer_copy(near->problem, answer, solver->best);
    return true;
}

bool near_keep(struct near *near)
{
    struct solver *solver = near->solver;
    const struct problem *p = near->problem;

    for (int32_t t = 0; t < p->tier_count; t++)
        greedy_fill_up(solver->greedy, t);
    answer_from_pack(near->pack, solver->trial);
    work_spend(&solver->work, p->group_count + p->item_count + 8 * (int64_t)solver->best->count);
    if (!keep(near, solver->trial))
        return false;
    pack_commit(near->pack);
    return true;
}

/* The plan that was known, as far as it holds; then what the best plan recovers besides. */
static void rebuild_from_known(struct near *near)
{
    struct solver *solver = near->solver;

    near->out_count = 0;
    if (start_put_known(solver))
        for (int32_t g = 0; g < near->problem->group_count; g++)
            if (solver->best->is_recovered[g] && !greedy_has(solver->greedy, g)) {
                near->old_home[near->out_count] = solver->best->cluster[g];
                near->out[near->out_count++] = g;
            }
    near_put_back(near);
    near_keep(near);
    answer_to_pack(solver->best, near->pack);
}

/* All that is elsewhere out of the best plan, then home. */
static void rebuild_from_best(struct near *near)
{
    const struct answer *best = near->solver->best;

    near->out_count = 0;
    for (int32_t g = 0; g < near->problem->group_count; g++)
        if (near_differs(near, &near->best, best, g) && near->pack->cluster[g] >= 0)
            near_take_out(near, g);
    near_put_back(near);
    near_keep(near);
    answer_to_pack(best, near->pack);
}

/* The plan with the fewest that differ, where the whole model is small enough to ask for it. */
static void search_nearest(struct near *near)
{
    struct solver *solver = near->solver;
    const struct problem *p = near->problem;
    struct mip_question question = {.goal = MIP_NEAR,
                                    .tier = p->tier_count - 1,
                                    .least_weight = solver->best->weight,
                                    .least_replicas = solver->best->replicas,
                                    .near_cluster = near->known->cluster,
                                    .near_recovered = near->known->is_recovered,
                                    .forced = -1};
    struct mip *mip = mip_new(p, solver->index, solver->coverage, &question, MIP_COLUMNS);

    if (mip && mip_is_affordable(mip, &solver->work)) {
        int64_t bound;
        bool is_found;

        mip_search(mip, solver->best, &solver->work, solver->trial, &is_found, &bound);
        if (is_found)
            keep(near, solver->trial);
    }
    mip_free(mip);
}

static void bring_back_all(struct near *near)
{
    const struct solver *solver = near->solver;
    bool is_new = true;

    for (int32_t round = 0; round < ROUNDS && is_new; round++) {
        is_new = false;
        for (int32_t g = 0; g < near->problem->group_count && !work_is_out(&solver->work); g++)
            if (near->known->is_recovered[g] && near_differs(near, &near->best, solver->best, g))
                is_new |= near_bring_back(near, g);
    }
}

static struct near_side side_new(const struct problem *p, struct arena *arena)
{
    return (struct near_side){ARENA_NEW(arena, p->group_count, int64_t),
                              ARENA_NEW(arena, p->tier_count + 1, int32_t)};
}

static void init(struct near *near, struct solver *solver, struct arena *arena)
{
    const struct problem *p = solver->problem;

    *near = (struct near){.solver = solver,
                          .problem = p,
                          .pack = solver->pack,
                          .known = answer_new(p),
                          .known_placed = ARENA_NEW(arena, p->group_count, int64_t),
                          .best = side_new(p, arena),
                          .next = side_new(p, arena),
                          .is_tied = ARENA_NEW(arena, p->group_count, bool),
                          .out = ARENA_NEW(arena, p->group_count, int32_t),
                          .old_home = ARENA_NEW(arena, p->group_count, int32_t),
                          .inmates = ARENA_NEW(arena, p->group_count, int32_t)};
    for (int32_t i = 0; i < p->require_count; i++)
        near->is_tied[p->requires[i].group_ix] = near->is_tied[p->requires[i].needs_ix] = true;
    start_copy_known(solver, near->known);
    count_placed(p, near->known, near->known_placed);
    measure(near, solver->best, &near->best);
}

void near_known(struct solver *solver)
{
    struct arena *arena;
    struct near near;

    if (!solver->options->known || !solver->best->holds_residents)
        return;
    arena = arena_new();
    init(&near, solver, arena);
    if (near.best.differs[0] > 0) {
        work_stage(&solver->work, NEAR_PERCENT);
        tier_rules(solver, 0);
        rebuild_from_known(&near);
        rebuild_from_best(&near);
        bring_back_all(&near);
        if (near.best.differs[0] > 0)
            search_nearest(&near);
    }
    answer_free(near.known);
    arena_free(arena);
}
