/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/improve/improve.h"

#include <stdlib.h>

#include "base/arena.h"
#include "solve/improve/improve_parts.h"
#include "solve/improve/repack.h"
#include "solve/tier/tier.h"

/* From so many bins on, where sets are too large to be packed anew, replicas are moved one by one.
 */
enum { SHIFT_BINS = 500 };

enum { EJECT_MAX = 3, RETRY_MAX = 12, RESTART = 1000, PATIENCE = 300 };

int32_t improve_dice(struct search *search, int32_t sides)
{
    search->random ^= search->random << 13;
    search->random ^= search->random >> 7;
    search->random ^= search->random << 17;
    return (int32_t)((search->random >> 11) % (uint64_t)sides);
}

static bool is_movable(const struct search *search, int32_t g)
{
    return search->problem->groups[g].kind == GROUP_WHOLE && !search->is_tied[g];
}

static void touch(struct search *search, int32_t g)
{
    for (int32_t i = 0; i < search->touched_count; i++)
        if (search->touched[i] == g)
            return;
    search->was_there[search->touched_count] = greedy_has(search->greedy, g);
    search->touched[search->touched_count++] = g;
}

void improve_list_missing(struct search *search)
{
    const struct problem *p = search->problem;

    search->missing_count = 0;
    for (int32_t t = 0; t <= search->tier; t++)
        search->weight[t] = 0;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];

        if (group->tier_ix < 0 || group->tier_ix > search->tier)
            continue;
        if (greedy_has(search->greedy, g))
            search->weight[group->tier_ix] += group->weight;
        else if (group->weight > 0 && !coverage_is_impossible(search->solver->coverage, g))
            search->missing[search->missing_count++] = g;
    }
    work_spend(&search->solver->work, p->group_count);
}

/* Groups in a cluster that may be taken out. */
static int32_t list_inmates(struct search *search, int32_t cluster)
{
    const struct problem *p = search->problem;
    int32_t count = 0;

    for (int32_t g = 0; g < p->group_count; g++)
        if (search->pack->cluster[g] == cluster && p->groups[g].tier_ix <= search->tier &&
            is_movable(search, g))
            search->inmates[count++] = g;
    work_spend(&search->solver->work, p->group_count / 4 + 1);
    return count;
}

double improve_size(const struct search *search, int32_t g)
{
    return placer_size(
        search->greedy->placer,
        &search->solver->index->group_demand[(int64_t)g * search->problem->resource_count]);
}

static void choose_rules(struct search *search)
{
    static const enum rating ratings[] = {RATING_STRAND, RATING_BEST_FIT, RATING_COSINE,
                                          RATING_LARGEST};

    search->greedy->placer->rating = ratings[improve_dice(search, 4)];
    search->greedy->rules.clusters = (enum cluster_order)improve_dice(search, CLUSTERS_COUNT);
}

/* Take up to count inmates of a cluster out. */
static void eject(struct search *search, int32_t cluster, int32_t count)
{
    int32_t left = list_inmates(search, cluster);

    while (count-- > 0 && left > 0) {
        int32_t at = improve_dice(search, left), g = search->inmates[at];

        search->inmates[at] = search->inmates[--left];
        touch(search, g);
        pack_remove(search->pack, g);
    }
}

/* Put groups back that the move took out, the most important first, and a few of the missing. */
static void put_back(struct search *search, int32_t but)
{
    int32_t count = search->touched_count;

    for (int32_t pass = 0; pass < count; pass++) {
        int32_t best = -1;

        for (int32_t i = 0; i < count; i++) {
            int32_t g = search->touched[i];
            const struct group *group = &search->problem->groups[g], *other;

            if (g == but || greedy_has(search->greedy, g))
                continue;
            other = best >= 0 ? &search->problem->groups[best] : NULL;
            if (!other || group->tier_ix < other->tier_ix ||
                (group->tier_ix == other->tier_ix && group->weight > other->weight))
                best = g;
        }
        if (best < 0 || !greedy_group(search->greedy, best, -1))
            break;
    }
    for (int32_t i = 0, start = improve_dice(search, search->missing_count);
         i < search->missing_count && i < RETRY_MAX; i++) {
        int32_t g = search->missing[(start + i) % search->missing_count];

        if (greedy_has(search->greedy, g))
            continue;
        touch(search, g);
        greedy_group(search->greedy, g, -1);
    }
}

/* May the move stay? Yes when the first tier that changes gains; also when nothing but the present
 * tier loses, and no more than `slack` below the record, or when equal weight takes less room. */
static bool may_stay(struct search *search, int64_t slack)
{
    double freed = 0;

    for (int32_t i = 0; i < search->touched_count; i++) {
        bool is_there = greedy_has(search->greedy, search->touched[i]);

        if (is_there != search->was_there[i])
            freed += is_there ? -improve_size(search, search->touched[i])
                              : improve_size(search, search->touched[i]);
    }
    for (int32_t t = 0; t <= search->tier; t++) {
        int64_t delta = 0;

        for (int32_t i = 0; i < search->touched_count; i++) {
            int32_t g = search->touched[i];
            bool is_there = greedy_has(search->greedy, g);

            if (search->problem->groups[g].tier_ix == t && is_there != search->was_there[i])
                delta += is_there ? search->problem->groups[g].weight
                                  : -search->problem->groups[g].weight;
        }
        if (delta > 0)
            return true;
        if (delta < 0)
            return t == search->tier && search->weight[t] + delta >= search->record[t] - slack;
    }
    return freed >= 0 || improve_dice(search, 20) == 0;
}

bool improve_beats_record(const struct search *search)
{
    for (int32_t t = 0; t <= search->tier; t++)
        if (search->weight[t] != search->record[t])
            return search->weight[t] > search->record[t];
    return false;
}

void improve_keep_record(struct search *search)
{
    for (int32_t t = 0; t <= search->tier; t++)
        search->record[t] = search->weight[t];
    answer_from_pack(search->pack, search->found);
    search->has_found = true;
    search->idle = 0;
}

/* Which group shall get a new place: a missing one, or now and then one that is placed. */
static int32_t choose_group(struct search *search)
{
    if (improve_dice(search, 3) == 0) {
        int32_t count = list_inmates(search, improve_dice(search, search->problem->cluster_count));

        if (count > 0)
            return search->inmates[improve_dice(search, count)];
    }
    return search->missing[improve_dice(search, search->missing_count)];
}

/* What was taken out may have been what others lean on. */
static bool keeps_rules(struct search *search)
{
    for (int32_t i = 0; search->greedy->placer->rules && i < search->touched_count; i++)
        if (!greedy_keeps_rules(search->greedy, search->touched[i]))
            return false;
    return true;
}

/* One move; undone when it may not stay. */
static void move(struct search *search)
{
    int32_t s = choose_group(search), count;
    const struct group *group = &search->problem->groups[s];
    int32_t cluster = group->allowed[improve_dice(search, group->allowed_count)];
    bool is_tied = search->is_tied[s] || group->kind != GROUP_WHOLE, is_in = false;
    size_t mark = pack_mark(search->pack);
    int64_t slack = 0;

    if (search->idle > PATIENCE && improve_dice(search, 3) == 0)
        slack =
            search->problem->groups[search->missing[improve_dice(search, search->missing_count)]]
                .weight;
    search->touched_count = 0;
    choose_rules(search);
    touch(search, s);
    if (search->pack->cluster[s] >= 0)
        pack_remove(search->pack, s);
    if (improve_dice(search, 4) > 0)
        eject(search, cluster, improve_dice(search, EJECT_MAX) + 1);
    is_in = greedy_group(search->greedy, s, is_tied ? -1 : cluster);
    if (!is_in && !is_tied && search->shift)
        is_in = shift_group(search->shift, s, cluster);
    if (!is_in && !is_tied && improve_dice(search, 2) == 0) {
        count = list_inmates(search, cluster);
        is_in = repack_cluster(search->greedy, cluster, search->inmates, count, s,
                               improve_dice(search, REPACK_VARIANTS));
    }
    if (is_in)
        put_back(search, s);
    if (!is_in || !keeps_rules(search) || !may_stay(search, slack)) {
        pack_rollback(search->pack, mark);
        return;
    }
    pack_commit(search->pack);
    improve_list_missing(search);
    if (improve_beats_record(search))
        improve_keep_record(search);
}

/* The best plan without what later tiers added, but for what others lean on. */
static void load(struct search *search, const struct answer *answer)
{
    const struct problem *p = search->problem;
    const struct rules *rules = search->greedy->placer->rules;

    answer_to_pack(answer, search->pack);
    for (int32_t g = 0; g < p->group_count; g++)
        if (p->groups[g].tier_ix > search->tier && !search->is_tied[g] &&
            !(rules && rules_is_leant_on(rules, g)))
            pack_remove(search->pack, g);
        else if (p->groups[g].tier_ix >= search->tier && !rules)
            pack_trim(search->pack, g);
    pack_commit(search->pack);
}

void improve_reload(struct search *search)
{
    load(search, search->has_found ? search->found : search->solver->best);
    work_spend(&search->solver->work, search->problem->bin_count / 4 + search->problem->item_count);
    improve_list_missing(search);
}

static void run(struct search *search, int64_t bound, int32_t idle_max)
{
    struct work *work = &search->solver->work;

    improve_list_missing(search);
    for (int32_t t = 0; t <= search->tier; t++)
        search->record[t] = search->weight[t];
    if (search->shift && search->missing_count > 0)
        improve_gather(search, bound);
    while (search->missing_count > 0 && search->record[search->tier] < bound &&
           search->idle < idle_max) {
        if (!work_spend(work, 16))
            break;
        search->idle++;
        move(search);
        if (search->idle % RESTART == RESTART - 1)
            improve_reload(search);
    }
}

bool improve_shifts(const struct solver *solver)
{
    return !solver->greedy->placer->rules && solver->problem->bin_count >= SHIFT_BINS;
}

void improve_tier(struct solver *solver, int32_t tier, int64_t bound, int32_t idle_max)
{
    const struct problem *p = solver->problem;
    struct search search = {.solver = solver,
                            .problem = p,
                            .pack = solver->pack,
                            .greedy = solver->greedy,
                            .tier = tier};
    struct arena *arena = arena_new();

    search.random =
        (solver->options->seed + (uint64_t)++solver->search_count) * UINT64_C(0x9E3779B97F4A7C15) |
        1;
    search.weight = ARENA_NEW(arena, tier + 1, int64_t);
    search.record = ARENA_NEW(arena, tier + 1, int64_t);
    search.missing = ARENA_NEW(arena, p->group_count, int32_t);
    search.is_tied = ARENA_NEW(arena, p->group_count, bool);
    search.inmates = ARENA_NEW(arena, p->group_count + 1, int32_t);
    search.touched = ARENA_NEW(arena, p->group_count + 1, int32_t);
    search.was_there = ARENA_NEW(arena, p->group_count + 1, bool);
    search.may_move = ARENA_NEW(arena, p->group_count + 1, bool);
    search.found = answer_new(p);
    for (int32_t i = 0; i < p->require_count; i++)
        search.is_tied[p->requires[i].group_ix] = search.is_tied[p->requires[i].needs_ix] = true;
    for (int32_t g = 0; g < p->group_count; g++)
        search.may_move[g] = is_movable(&search, g) && !p->groups[g].gives_way;
    if (improve_shifts(solver))
        search.shift = shift_new(search.greedy, search.may_move);
    load(&search, solver->best);
    run(&search, bound, idle_max);
    if (search.has_found && solver_accepts(solver, search.found)) {
        solver_offer(solver, search.found, tier + 1);
        tier_extend(solver, search.found, tier);
    }
    answer_free(search.found);
    shift_free(search.shift);
    arena_free(arena);
}
