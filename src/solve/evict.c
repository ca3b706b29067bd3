/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/evict.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "solve/memory.h"
#include "solve/mip/mip.h"
#include "solve/tier/tier.h"

enum { MAKE_ROOM_PERCENT = 15, FEWEST_PERCENT = 50, MIP_COLUMNS = 60000 };

static void take_start(struct solver *solver)
{
    const struct problem *p = solver->problem;
    const struct solve_start *start = solver->options->start;
    struct answer *trial = solver->trial;

    answer_clear(p, trial);
    for (int32_t i = 0; i < start->assign_count; i++)
        VEC_PUSH(trial->assigns, trial->count, trial->room, start->assigns[i]);
    memcpy(trial->cluster, start->group_cluster, (size_t)p->group_count * sizeof *trial->cluster);
    answer_count(p, solver->index, trial);
    solver_offer(solver, trial, p->tier_count);
}

/* A resident that was taken out goes back where it is now. All or nothing. */
static bool bring_home(struct solver *solver, int32_t g)
{
    const struct problem *p = solver->problem;
    const struct group *group = &p->groups[g];
    size_t mark = pack_mark(solver->pack);
    int32_t home = p->bin_cluster[p->home[p->items[group->first_item].first_home].bin_ix];
    bool is_home = pack_enter(solver->pack, g, home);

    for (int32_t i = group->first_item; is_home && i < group->first_item + group->item_count; i++)
        for (int32_t h = 0; is_home && h < p->items[i].home_count; h++) {
            const struct share *share = &p->home[p->items[i].first_home + h];

            is_home = placer_fill_bin(solver->greedy->placer, i, share->bin_ix, share->count) ==
                      share->count;
        }
    for (int32_t i = solver->index->first_require[g];
         is_home && i < solver->index->first_require[g + 1]; i++)
        is_home = solver->pack->cluster[p->requires[i].needs_ix] >= 0;
    is_home = is_home && greedy_keeps_rules(solver->greedy, g);
    if (!is_home)
        pack_rollback(solver->pack, mark);
    work_spend(&solver->work, group->item_count);
    return is_home;
}

/* ---- room for a newcomer */

/* Residents in the order in which they come back: by level, then smallest first. */
static struct sort_key *order_residents(const struct solver *solver, int32_t *ret_count)
{
    const struct problem *p = solver->problem;
    struct sort_key *keys = memory_take(p->group_count, sizeof *keys);

    *ret_count = 0;
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].gives_way)
            keys[(*ret_count)++] = (struct sort_key){
                p->groups[g].tier_ix,
                placer_size(solver->greedy->placer,
                            &solver->index->group_demand[(int64_t)g * p->resource_count]) /
                    (double)p->groups[g].weight,
                g};
    sort_keys(keys, *ret_count);
    return keys;
}

/* Who is leant on stays: what leans on it would fall as well. */
static bool *find_required(const struct problem *p)
{
    bool *is_required = memory_take(p->group_count, sizeof *is_required);

    for (int32_t i = 0; i < p->require_count; i++)
        is_required[p->requires[i].needs_ix] = true;
    return is_required;
}

/* Take out the residents of a tier that stand in the cluster. */
static int32_t take_out(struct solver *solver, const bool *is_required, int32_t tier,
                        int32_t cluster)
{
    const struct problem *p = solver->problem;
    int32_t count = 0;

    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].gives_way && p->groups[g].tier_ix == tier && !is_required[g] &&
            solver->pack->cluster[g] == cluster) {
            pack_remove(solver->pack, g);
            count++;
        }
    work_spend(&solver->work, p->group_count + count);
    return count;
}

static void put_back(struct solver *solver, const struct sort_key *residents, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (solver->pack->cluster[residents[i].ix] < 0)
            bring_home(solver, residents[i].ix);
    for (int32_t i = 0; i < count && !work_is_out(&solver->work); i++)
        if (solver->pack->cluster[residents[i].ix] < 0)
            greedy_group(solver->greedy, residents[i].ix, -1);
}

/* The least critical residents of the cluster go first, tier by tier, until the newcomer fits. */
static bool make_room(struct solver *solver, const struct sort_key *residents, int32_t count,
                      const bool *is_required, int32_t g, int32_t cluster)
{
    const struct problem *p = solver->problem;
    const struct group *group = &p->groups[g];
    size_t mark = pack_mark(solver->pack);
    bool is_in = false;

    for (int32_t t = p->tier_count - 1; t > group->tier_ix && !is_in; t--)
        if (take_out(solver, is_required, t, cluster) > 0)
            is_in = greedy_group(solver->greedy, g, group->kind == GROUP_WHOLE ? cluster : -1);
    if (is_in) {
        greedy_fill_up(solver->greedy, group->tier_ix);
        put_back(solver, residents, count);
        answer_from_pack(solver->pack, solver->trial);
        is_in = solver_offer(solver, solver->trial, p->tier_count);
    }
    pack_rollback(solver->pack, mark);
    return is_in;
}

static void make_rooms(struct solver *solver)
{
    const struct problem *p = solver->problem;
    int32_t count;
    struct sort_key *residents = order_residents(solver, &count);
    bool *is_required = find_required(p);

    tier_rules(solver, 0);
    answer_to_pack(solver->best, solver->pack);
    for (int32_t g = 0; g < p->group_count && !work_is_out(&solver->work); g++) {
        const struct group *group = &p->groups[g];
        bool is_better = false;

        if (group->gives_way || group->kind == GROUP_RESIDENT || solver->best->is_recovered[g] ||
            group->is_hopeless)
            continue;
        for (int32_t a = 0; a < group->allowed_count && !work_is_out(&solver->work); a++)
            if (!coverage_is_known_dead(solver->coverage, g, a))
                is_better |= make_room(solver, residents, count, is_required, g, group->allowed[a]);
        if (is_better)
            answer_to_pack(solver->best, solver->pack);
    }
    free(residents);
    free(is_required);
}

void evict_start(struct solver *solver)
{
    take_start(solver);
    if (!solver->best->holds_residents || solver->options->engine == ENGINE_MIP)
        return;
    work_stage(&solver->work, MAKE_ROOM_PERCENT);
    make_rooms(solver);
}

/* ---- the fewest */

static int64_t replicas_of(const struct problem *p, int32_t g)
{
    int64_t sum = 0;

    for (int32_t i = p->groups[g].first_item; i < p->groups[g].first_item + p->groups[g].item_count;
         i++)
        sum += p->items[i].replicas;
    return sum;
}

/* Stacks and replicas that the answer drops. */
static void count_dropped(const struct problem *p, const struct answer *answer, int64_t *ret_stacks,
                          int64_t *ret_replicas)
{
    *ret_stacks = *ret_replicas = 0;
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].gives_way && answer->cluster[g] < 0) {
            ++*ret_stacks;
            *ret_replicas += replicas_of(p, g);
        }
}

static bool is_as_good(const struct solver *solver, const struct answer *answer)
{
    const struct problem *p = solver->problem;
    size_t size = (size_t)p->tier_count * sizeof *answer->weight;

    return answer->holds_residents && !memcmp(answer->weight, solver->best->weight, size) &&
           !memcmp(answer->replicas, solver->best->replicas, size);
}

static bool drops_fewer(const struct solver *solver, const struct answer *answer)
{
    int64_t stacks, replicas, best_stacks, best_replicas;

    count_dropped(solver->problem, answer, &stacks, &replicas);
    count_dropped(solver->problem, solver->best, &best_stacks, &best_replicas);
    return stacks < best_stacks || (stacks == best_stacks && replicas < best_replicas);
}

static bool search_fewest(struct solver *solver)
{
    const struct problem *p = solver->problem;
    struct mip_question question = {.goal = MIP_KEEP, .tier = p->tier_count - 1, .forced = -1};
    bool is_proven = false;
    struct mip *mip;

    question.least_weight = solver->best->weight;
    question.least_replicas = solver->best->replicas;
    mip = mip_new(p, solver->index, solver->coverage, &question, MIP_COLUMNS);
    work_spend(&solver->work, coverage_take_ticks(solver->coverage));
    if (mip && mip_is_affordable(mip, &solver->work)) {
        struct answer *answer = answer_new(p);
        int64_t bound;
        bool is_found;
        enum lp_status status =
            mip_search(mip, solver->best, &solver->work, answer, &is_found, &bound);

        if (is_found && is_as_good(solver, answer) && solver_accepts(solver, answer)) {
            is_proven = status == LP_OPTIMAL;
            if (drops_fewer(solver, answer))
                answer_copy(p, answer, solver->best);
        }
        answer_free(answer);
    }
    mip_free(mip);
    return is_proven;
}

/* ---- home */

static bool is_at_home(const struct problem *p, const struct pack *pack, int32_t g)
{
    const struct group *group = &p->groups[g];

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        for (size_t k = 0; k < pack->places[i].count; k++) {
            int64_t there = 0;

            for (int32_t h = 0; h < p->items[i].home_count; h++)
                if (p->home[p->items[i].first_home + h].bin_ix == pack->places[i].places[k].bin)
                    there = p->home[p->items[i].first_home + h].count;
            if (pack->places[i].places[k].count != there)
                return false;
        }
    return true;
}

static int32_t count_moved(const struct problem *p, const struct pack *pack)
{
    int32_t count = 0;

    for (int32_t g = 0; g < p->group_count; g++)
        count += p->groups[g].gives_way && pack->cluster[g] >= 0 && !is_at_home(p, pack, g);
    return count;
}

/* One after the other, as the plan is. */
static void go_home(struct solver *solver)
{
    const struct problem *p = solver->problem;

    for (int32_t g = 0; g < p->group_count; g++) {
        size_t mark = pack_mark(solver->pack);

        if (!p->groups[g].gives_way || solver->pack->cluster[g] < 0 ||
            is_at_home(p, solver->pack, g))
            continue;
        pack_remove(solver->pack, g);
        if (!bring_home(solver, g))
            pack_rollback(solver->pack, mark);
    }
}

/* The same stacks once more: first those at home, then the newcomers into what is left. */
static void start_at_home(struct solver *solver)
{
    const struct problem *p = solver->problem;
    const struct answer *best = solver->best;

    answer_to_pack(best, solver->pack);
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].kind != GROUP_RESIDENT)
            pack_remove(solver->pack, g);
    /* Twice: what a resident requires may stand behind it. */
    for (int32_t pass = 0; pass < 2; pass++)
        for (int32_t g = 0; g < p->group_count; g++)
            if (p->groups[g].gives_way && best->cluster[g] >= 0 && solver->pack->cluster[g] < 0)
                bring_home(solver, g);
    for (int32_t g = 0; g < p->group_count; g++)
        if (best->is_recovered[g] && !greedy_has(solver->greedy, g))
            greedy_group(solver->greedy, g, -1);
    for (int32_t t = 0; t < p->tier_count; t++)
        greedy_fill_up(solver->greedy, t);
}

/* Keep what stands in the packing when it is as good, drops the same number and moves fewer. */
static void settle(struct solver *solver, int32_t *moved)
{
    int32_t now = count_moved(solver->problem, solver->pack);

    answer_from_pack(solver->pack, solver->trial);
    if (now >= *moved || !is_as_good(solver, solver->trial) || drops_fewer(solver, solver->trial) ||
        !solver_accepts(solver, solver->trial))
        return;
    answer_copy(solver->problem, solver->trial, solver->best);
    *moved = now;
}

bool evict_finish(struct solver *solver)
{
    const struct problem *p = solver->problem;
    int64_t stacks, replicas;
    bool is_fewest = true;
    int32_t moved;

    count_dropped(p, solver->best, &stacks, &replicas);
    if (stacks > 0) {
        work_stage(&solver->work, FEWEST_PERCENT);
        is_fewest = solver->options->engine != ENGINE_GREEDY && !work_is_over(&solver->work) &&
                    search_fewest(solver);
    }
    tier_rules(solver, 0);
    answer_to_pack(solver->best, solver->pack);
    moved = count_moved(p, solver->pack);
    if (moved == 0)
        return is_fewest;
    go_home(solver);
    settle(solver, &moved);
    if (moved > 0) {
        start_at_home(solver);
        settle(solver, &moved);
    }
    return is_fewest;
}
