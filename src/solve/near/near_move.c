/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/near/near_parts.h"

#include "solve/improve/repack.h"

enum { REPLACED_MAX = 40 };

/* How a group is made room for at home: who is a stranger there leaves first, and comes back in
 * behind it. */
struct way {
    bool strangers_leave;
    int32_t variant; /* of repack_cluster, -1 = into what is free */
};

static const struct way ways[] = {{false, -1}, {true, -1}, {false, 0}, {false, 1}, {false, 7},
                                  {true, 0},   {true, 1},  {true, 7},  {true, 2},  {true, 8}};

enum { WAYS = sizeof ways / sizeof ways[0], WAYS_FREE = 2 /* that pack nothing anew */ };

void near_take_out(struct near *near, int32_t g)
{
    near->old_home[near->out_count] = near->pack->cluster[g];
    near->out[near->out_count++] = g;
    pack_remove(near->pack, g);
}

/* May repack_cluster move it? */
static bool is_loose(const struct near *near, int32_t g)
{
    const struct group *group = &near->problem->groups[g];

    return group->kind == GROUP_WHOLE && !group->gives_way && !near->is_tied[g];
}

bool near_put(struct near *near, int32_t g, int32_t cluster, int32_t variant)
{
    struct greedy *greedy = near->solver->greedy;
    int32_t count = 0;

    if (variant < 0 || cluster < 0 || !is_loose(near, g))
        return greedy_group(greedy, g, cluster);
    for (int32_t k = 0; k < near->problem->group_count; k++)
        if (near->pack->cluster[k] == cluster && is_loose(near, k))
            near->inmates[count++] = k;
    enum rating rating = greedy->placer->rating;
    bool is_in = repack_cluster(greedy, cluster, near->inmates, count, g, variant);
    greedy->placer->rating = rating;
    return is_in;
}

static int32_t home_of(const struct near *near, int32_t g)
{
    const struct group *group = &near->problem->groups[g];

    return group->kind == GROUP_WHOLE ? near->known->cluster[g] : -1;
}

void near_put_back(struct near *near)
{
    struct greedy *greedy = near->solver->greedy;

    for (int32_t i = 0; i < near->out_count && !work_is_out(&near->solver->work); i++) {
        int32_t g = near->out[i], home = home_of(near, g), old = near->old_home[i];

        if (greedy_has(greedy, g) || (home >= 0 && greedy_group(greedy, g, home)) ||
            (old >= 0 && old != home && near_put(near, g, old, -1)) || greedy_group(greedy, g, -1))
            continue;
        if (old >= 0 && !near_put(near, g, old, 0))
            near_put(near, g, old, 1);
    }
}

/* Whoever must share its cluster goes along. */
static void take_block_out(struct near *near, int32_t g)
{
    const struct problem *p = near->problem;

    if (near->pack->cluster[g] >= 0)
        near_take_out(near, g);
    for (int32_t at = 0; near->is_tied[g] && at < near->out_count; at++)
        for (int32_t i = 0; i < p->require_count; i++) {
            const struct require *require = &p->requires[i];
            int32_t other = require->group_ix == near->out[at]   ? require->needs_ix
                            : require->needs_ix == near->out[at] ? require->group_ix
                                                                 : -1;

            if (other >= 0 && require->same_cluster && p->groups[other].kind == GROUP_WHOLE &&
                near->pack->cluster[other] >= 0)
                near_take_out(near, other);
        }
}

static void take_strangers_out(struct near *near, int32_t cluster)
{
    for (int32_t k = 0; k < near->problem->group_count; k++)
        if (near->pack->cluster[k] == cluster && is_loose(near, k) &&
            near_differs(near, &near->best, near->solver->best, k))
            near_take_out(near, k);
}

/* Bring the group into the cluster that way, in the place of `replaced` (-1 = nobody). */
static bool try_way(struct near *near, int32_t g, int32_t cluster, int32_t replaced, struct way way)
{
    size_t mark = pack_mark(near->pack);

    near->out_count = 0;
    if (replaced >= 0)
        pack_remove(near->pack, replaced);
    take_block_out(near, g);
    if (way.strangers_leave && cluster >= 0)
        take_strangers_out(near, cluster);
    if (near_put(near, g, cluster, way.variant)) {
        near_put_back(near);
        if (near_keep(near))
            return true;
    }
    pack_rollback(near->pack, mark);
    return false;
}

static bool is_needed(const struct near *near, int32_t g)
{
    const struct problem *p = near->problem;

    for (int32_t i = 0; near->is_tied[g] && i < p->require_count; i++)
        if (p->requires[i].needs_ix == g &&
            near->solver->best->is_recovered[p->requires[i].group_ix])
            return true;
    return false;
}

/* The group was recovered and is not: one of equal weight that was not makes room. */
static bool replace(struct near *near, int32_t g)
{
    const struct problem *p = near->problem;
    const struct solver *solver = near->solver;
    int32_t tries = 0;

    for (int32_t o = 0; o < p->group_count && tries < REPLACED_MAX; o++) {
        if (p->groups[o].tier_ix != p->groups[g].tier_ix ||
            p->groups[o].weight != p->groups[g].weight || !solver->best->is_recovered[o] ||
            near->known->is_recovered[o] || p->groups[o].gives_way || is_needed(near, o))
            continue;
        tries++;
        for (int32_t w = 0; w < WAYS && !work_is_out(&solver->work); w++)
            if (try_way(near, g, home_of(near, g), o, ways[w]))
                return true;
        if (try_way(near, g, -1, o, ways[0]))
            return true;
    }
    return false;
}

bool near_bring_back(struct near *near, int32_t g)
{
    const struct solver *solver = near->solver;
    int32_t home = home_of(near, g);

    if (!solver->best->is_recovered[g])
        return replace(near, g);
    for (int32_t w = 0;
         w < WAYS && home >= 0 && home != solver->best->cluster[g] && !work_is_out(&solver->work);
         w++)
        if (try_way(near, g, home, -1, ways[w]))
            return true;
    return false;
}
