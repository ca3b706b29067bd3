/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/coverage.h"

#include "base/arena.h"
#include "solve/greedy/index.h"

enum state { STATE_NEW, STATE_YES, STATE_NO, STATE_ASKED };

struct coverage {
    const struct problem *problem;
    const struct index *index;
    unsigned char *pair;       /* by index->first_pair[group] + k: is it live */
    unsigned char *impossible; /* by group */
    unsigned char *down;       /* by group: can it never be up */
    int64_t *bin_left;         /* scratch: caps left, [bin_count] */
    int64_t *zone_left;        /* scratch: [zone_count] */
    int64_t ticks;
};

struct coverage *coverage_new(const struct problem *problem, const struct index *index,
                              struct arena *arena)
{
    struct coverage *coverage = ARENA_NEW(arena, 1, struct coverage);

    coverage->problem = problem;
    coverage->index = index;
    coverage->pair = ARENA_NEW(arena, index->pair_count, unsigned char);
    coverage->impossible = ARENA_NEW(arena, problem->group_count, unsigned char);
    coverage->down = ARENA_NEW(arena, problem->group_count, unsigned char);
    coverage->bin_left = ARENA_NEW(arena, problem->bin_count, int64_t);
    coverage->zone_left = ARENA_NEW(arena, problem->zone_count, int64_t);
    return coverage;
}

/* Room for replicas of an item on a bin beside its group's daemons; -1 when a daemon finds none. */
static int64_t bin_slots(const struct coverage *coverage, int32_t item, int32_t bin,
                         const struct group *daemons_of)
{
    const struct problem *p = coverage->problem;
    int64_t slots = INT64_MAX;

    for (int32_t r = 0; r < p->resource_count; r++) {
        int64_t left = problem_free(p, bin, r) - problem_over(p, bin, r);
        int64_t demand = problem_demand(p, item, r), before = left;

        for (int32_t i = 0; daemons_of && i < daemons_of->item_count; i++) {
            int32_t daemon = daemons_of->first_item + i;

            if (p->items[daemon].is_daemon && problem_eligible(p, daemon, bin))
                left -= problem_demand(p, daemon, r);
        }
        if (left < 0 && (left < before || demand > 0))
            return -1;
        if (demand > 0 && left / demand < slots)
            slots = left / demand;
    }
    return slots;
}

static void caps_open(struct coverage *coverage, int32_t item, int32_t cluster)
{
    const struct problem *p = coverage->problem;
    const struct item *it = &p->items[item];

    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++) {
        coverage->bin_left[b] = it->has_bin_cap ? it->per_bin_cap : INT64_MAX;
        coverage->zone_left[p->bin_zone[b]] = it->has_zone_cap ? it->per_zone_cap : INT64_MAX;
    }
    for (int32_t i = 0; i < it->present_count; i++) {
        const struct share *share = &p->present[it->first_present + i];

        if (p->bin_cluster[share->bin_ix] != cluster)
            continue;
        if (it->has_bin_cap)
            coverage->bin_left[share->bin_ix] -= share->count;
        if (it->has_zone_cap)
            coverage->zone_left[p->bin_zone[share->bin_ix]] -= share->count;
    }
}

int64_t coverage_slots(struct coverage *coverage, int32_t item, int32_t cluster, int64_t most)
{
    const struct problem *p = coverage->problem;
    const struct item *it = &p->items[item];
    const struct group *group = &p->groups[it->group_ix];
    bool charges = coverage->index->has_daemons[it->group_ix] && !index_lives_in(group, cluster);
    bool has_caps = it->has_bin_cap || it->has_zone_cap;
    int64_t total = 0;

    if (has_caps)
        caps_open(coverage, item, cluster);
    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1] && total < most; b++) {
        int64_t slots;

        coverage->ticks++;
        if (!problem_eligible(p, item, b))
            continue;
        slots = bin_slots(coverage, item, b, charges ? group : NULL);
        if (has_caps) {
            int64_t *zone_left = &coverage->zone_left[p->bin_zone[b]];

            slots = slots < coverage->bin_left[b] ? slots : coverage->bin_left[b];
            slots = slots < *zone_left ? slots : *zone_left;
            if (slots > 0)
                *zone_left -= slots;
        }
        if (slots > 0)
            total = slots < most - total ? total + slots : most;
    }
    return total;
}

static bool daemons_fit(struct coverage *coverage, const struct group *group, int32_t cluster)
{
    const struct problem *p = coverage->problem;

    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++) {
        coverage->ticks += group->item_count;
        for (int32_t r = 0; r < p->resource_count; r++) {
            int64_t left = problem_free(p, b, r) - problem_over(p, b, r);
            int64_t free = left;

            for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
                if (p->items[i].is_daemon && problem_eligible(p, i, b))
                    left -= problem_demand(p, i, r);
            if (left < 0 && left < free)
                return false;
        }
    }
    return true;
}

static bool compute_live(struct coverage *coverage, int32_t g, int32_t cluster)
{
    const struct problem *p = coverage->problem;
    const struct group *group = &p->groups[g];
    bool is_whole = group->kind != GROUP_REPLICAS;

    /* At home it may stay. */
    if (group->gives_way &&
        cluster == p->bin_cluster[p->home[p->items[group->first_item].first_home].bin_ix])
        return true;
    if (coverage->index->has_daemons[g] && !index_lives_in(group, cluster) &&
        !daemons_fit(coverage, group, cluster))
        return false;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        const struct item *item = &p->items[i];
        int64_t want = is_whole ? item->replicas : item->replicas > 0;

        if (item->is_daemon || item->replicas == 0)
            continue;
        if ((coverage_slots(coverage, i, cluster, want) < want) == is_whole)
            return !is_whole;
    }
    return is_whole;
}

bool coverage_is_live(struct coverage *coverage, int32_t group, int32_t k)
{
    unsigned char *state = &coverage->pair[coverage->index->first_pair[group] + k];

    if (*state == STATE_NEW) {
        int32_t cluster = coverage->problem->groups[group].allowed[k];

        *state = compute_live(coverage, group, cluster) ? STATE_YES : STATE_NO;
    }
    return *state == STATE_YES;
}

bool coverage_is_known_dead(const struct coverage *coverage, int32_t group, int32_t k)
{
    return coverage->pair[coverage->index->first_pair[group] + k] == STATE_NO;
}

/* Slots of an item of a GROUP_REPLICAS group in all its clusters, up to most. */
static int64_t slots_everywhere(struct coverage *coverage, int32_t item, int64_t most)
{
    const struct problem *p = coverage->problem;
    const struct group *group = &p->groups[p->items[item].group_ix];
    int64_t total = 0;

    for (int32_t k = 0; k < group->allowed_count && total < most; k++) {
        if (coverage_is_live(coverage, p->items[item].group_ix, k))
            total += coverage_slots(coverage, item, group->allowed[k], most - total);
    }
    return total;
}

/* Has an item's role, which is up with a replica of any of its twins, a slot? */
static bool role_has_slot(struct coverage *coverage, int32_t item)
{
    const struct problem *p = coverage->problem;
    const struct item *it = &p->items[item];
    bool has_slot = slots_everywhere(coverage, item, 1) > 0;

    for (int32_t k = 0; !has_slot && k < it->twin_count; k++)
        has_slot = slots_everywhere(coverage, p->twins[it->first_twin + k], 1) > 0;
    return has_slot;
}

/* Does the group lack slots by itself: for all replicas, or to be up? */
static bool lacks_slots(struct coverage *coverage, int32_t g, bool only_up)
{
    const struct problem *p = coverage->problem;
    const struct group *group = &p->groups[g];

    if (group->kind == GROUP_RESIDENT)
        return false;
    if (group->kind == GROUP_WHOLE) {
        for (int32_t k = 0; k < group->allowed_count; k++)
            if (coverage_is_live(coverage, g, k))
                return false;
        return true;
    }
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int64_t want = p->items[i].replicas;

        if (p->items[i].is_daemon || want == 0)
            continue;
        if (only_up ? p->items[i].is_dead && !role_has_slot(coverage, i)
                    : slots_everywhere(coverage, i, want) < want)
            return true;
    }
    return false;
}

/* Can the group never be up? Requirements have no cycles in an estate; should there be one here, it
 * is taken for satisfied. */
static bool is_down(struct coverage *coverage, int32_t g)
{
    const struct index *index = coverage->index;
    unsigned char *state = &coverage->down[g];

    if (*state == STATE_NEW) {
        bool down = coverage->problem->groups[g].is_hopeless;

        *state = STATE_ASKED;
        for (int32_t i = index->first_require[g]; !down && i < index->first_require[g + 1]; i++)
            down = is_down(coverage, coverage->problem->requires[i].needs_ix);
        if (!down)
            down = lacks_slots(coverage, g, true);
        *state = down ? STATE_YES : STATE_NO;
    }
    return *state == STATE_YES;
}

bool coverage_is_impossible(struct coverage *coverage, int32_t group)
{
    unsigned char *state = &coverage->impossible[group];

    if (*state == STATE_NEW) {
        bool never = is_down(coverage, group) || lacks_slots(coverage, group, false);

        *state = never ? STATE_YES : STATE_NO;
    }
    return *state == STATE_YES;
}

int64_t coverage_take_ticks(struct coverage *coverage)
{
    int64_t ticks = coverage->ticks;

    coverage->ticks = 0;
    return ticks;
}
