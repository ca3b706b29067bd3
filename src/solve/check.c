/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/check.h"

#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "base/error.h"
#include "solve/pods/check_pods.h"

/* The plan spread out: what is used where. */
struct sums {
    const struct problem *problem;
    const struct share *assigns;
    int64_t assign_count;
    const int32_t *group_cluster;
    const bool *is_recovered;
    int64_t *used;      /* [bin_count * resource_count] */
    int64_t *fresh;     /* likewise, of those that are not at home; NULL where no bin is over */
    int64_t *placed;    /* [item_count] */
    int64_t *zone_used; /* [zone_count], of one item */
    int64_t *inside;    /* [cluster_count], of one group: its replicas there */
    struct error *reterr;
};

static bool fail(const struct sums *sums, const char *what, int64_t where)
{
    return error_set(sums->reterr, ERROR_INTERNAL, "plan: %s (number %lld)", what,
                     (long long)where);
}

static bool is_allowed(const struct group *group, int32_t cluster)
{
    for (int32_t k = 0; k < group->allowed_count; k++)
        if (group->allowed[k] == cluster)
            return true;
    return false;
}

/* What it asks for is new on the bin: how much does not matter. */
static void add_fresh(struct sums *sums, int32_t item, int32_t bin)
{
    const struct problem *p = sums->problem;

    for (int32_t r = 0; sums->fresh && r < p->resource_count; r++)
        if (problem_demand(p, item, r) > 0)
            sums->fresh[(int64_t)bin * p->resource_count + r] = 1;
}

/* Indices in range, order, eligibility, allowed clusters; adds up placed and used. */
static bool add_shares(struct sums *sums)
{
    const struct problem *p = sums->problem;

    for (int64_t i = 0; i < sums->assign_count; i++) {
        const struct share *share = &sums->assigns[i], *last = i > 0 ? share - 1 : NULL;
        const struct group *group;
        int32_t cluster;

        if (share->item_ix < 0 || share->item_ix >= p->item_count || share->bin_ix < 0 ||
            share->bin_ix >= p->bin_count || share->count <= 0)
            return fail(sums, "a share is out of range", i);
        if (last && (last->item_ix > share->item_ix ||
                     (last->item_ix == share->item_ix && last->bin_ix >= share->bin_ix)))
            return fail(sums, "shares are out of order", i);
        group = &p->groups[p->items[share->item_ix].group_ix];
        cluster = p->bin_cluster[share->bin_ix];
        if (p->items[share->item_ix].is_daemon)
            return fail(sums, "a daemon is listed", share->item_ix);
        if (!problem_eligible(p, share->item_ix, share->bin_ix))
            return fail(sums, "a bin is not eligible", i);
        if (!is_allowed(group, cluster))
            return fail(sums, "a cluster is not allowed", i);
        if (group->kind != GROUP_REPLICAS &&
            sums->group_cluster[p->items[share->item_ix].group_ix] != cluster)
            return fail(sums, "a whole group is not in its cluster", i);
        sums->placed[share->item_ix] = checked_add(sums->placed[share->item_ix], share->count);
        for (int32_t r = 0; r < p->resource_count; r++) {
            int64_t *used = &sums->used[(int64_t)share->bin_ix * p->resource_count + r];

            *used =
                checked_add(*used, checked_mul(share->count, problem_demand(p, share->item_ix, r)));
        }
        if (sums->fresh && share->count > problem_home(p, share->item_ix, share->bin_ix))
            add_fresh(sums, share->item_ix, share->bin_ix);
    }
    return true;
}

static void add_daemons(struct sums *sums, const struct group *group, int32_t cluster)
{
    const struct problem *p = sums->problem;

    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        if (!p->items[i].is_daemon)
            continue;
        for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++) {
            if (!problem_keeps_room(p, i, b))
                continue;
            add_fresh(sums, i, b);
            for (int32_t r = 0; r < p->resource_count; r++) {
                int64_t *used = &sums->used[(int64_t)b * p->resource_count + r];

                *used = checked_add(*used, problem_demand(p, i, r));
            }
        }
    }
}

/* Replica counts of one group, and its daemons. first: its first share. */
static bool add_group(struct sums *sums, int32_t g, int64_t first, int64_t end)
{
    const struct problem *p = sums->problem;
    const struct group *group = &p->groups[g];
    int32_t cluster = sums->group_cluster[g];

    if (group->kind != GROUP_REPLICAS) {
        if (cluster >= p->cluster_count || (cluster >= 0 && !is_allowed(group, cluster)))
            return fail(sums, "a group is in a cluster that is not allowed", g);
        if (group->kind == GROUP_RESIDENT && cluster < 0)
            return fail(sums, "a resident is not placed", g);
    } else if (cluster != -1) {
        return fail(sums, "a group of replicas has a cluster", g);
    }
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int64_t want = p->items[i].is_daemon ? 0 : p->items[i].replicas;

        if (sums->placed[i] > want + p->items[i].more || (cluster >= 0 && sums->placed[i] < want) ||
            (group->kind != GROUP_REPLICAS && cluster < 0 && sums->placed[i] != 0))
            return fail(sums, "a wrong number of replicas of an item", i);
    }
    if (cluster >= 0)
        add_daemons(sums, group, cluster);
    if (group->kind != GROUP_REPLICAS || first == end)
        return true;
    memset(sums->inside, 0, (size_t)p->cluster_count * sizeof *sums->inside);
    for (int64_t s = first; s < end; s++)
        sums->inside[p->bin_cluster[sums->assigns[s].bin_ix]] += sums->assigns[s].count;
    for (int32_t c = 0; c < p->cluster_count; c++)
        if (sums->inside[c] > 0 && !(group->lives_in && group->lives_in[c]))
            add_daemons(sums, group, c);
    return true;
}

/* The first share of an item or of a later one. */
static int64_t first_share(const struct sums *sums, int32_t item)
{
    int64_t low = 0, high = sums->assign_count;

    while (low < high) {
        int64_t middle = low + (high - low) / 2;

        if (sums->assigns[middle].item_ix < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What the plan puts on a bin and into its zone of an item. */
static void add_placed(const struct sums *sums, int32_t item, int32_t bin, int64_t *on_bin,
                       int64_t *in_zone)
{
    const struct problem *p = sums->problem;

    for (int64_t s = first_share(sums, item);
         s < sums->assign_count && sums->assigns[s].item_ix == item; s++) {
        if (sums->assigns[s].bin_ix == bin)
            *on_bin += sums->assigns[s].count;
        if (p->bin_zone[sums->assigns[s].bin_ix] == p->bin_zone[bin])
            *in_zone += sums->assigns[s].count;
    }
}

/* The caps of one item, with its twins, over its shares [first, end). */
static bool check_caps(struct sums *sums, int32_t item, int64_t first, int64_t end)
{
    const struct problem *p = sums->problem;
    const struct item *it = &p->items[item];

    if (!it->has_bin_cap && !it->has_zone_cap)
        return true;
    for (int64_t s = first; s < end; s++) {
        int32_t bin = sums->assigns[s].bin_ix;
        int64_t on_bin = 0, in_zone = 0;

        add_placed(sums, item, bin, &on_bin, &in_zone);
        for (int32_t k = it->first_twin; k < it->first_twin + it->twin_count; k++)
            add_placed(sums, p->twins[k], bin, &on_bin, &in_zone);
        for (int32_t k = it->first_present; k < it->first_present + it->present_count; k++) {
            if (p->present[k].bin_ix == bin)
                on_bin += p->present[k].count;
            if (p->bin_zone[p->present[k].bin_ix] == p->bin_zone[bin])
                in_zone += p->present[k].count;
        }
        if (it->has_bin_cap && on_bin > it->per_bin_cap)
            return fail(sums, "the cap per bin of an item is passed", item);
        if (it->has_zone_cap && in_zone > it->per_zone_cap)
            return fail(sums, "the cap per zone of an item is passed", item);
    }
    return true;
}

/* Where those at home are too many, only they may use what is past the room. */
static int64_t room_of(const struct sums *sums, int32_t bin, int32_t r)
{
    const struct problem *p = sums->problem;
    bool any_fresh = sums->fresh && sums->fresh[(int64_t)bin * p->resource_count + r] > 0;

    return problem_free(p, bin, r) - (any_fresh ? problem_over(p, bin, r) : 0);
}

static bool check_capacity(const struct sums *sums)
{
    const struct problem *p = sums->problem;

    for (int32_t b = 0; b < p->bin_count; b++)
        for (int32_t r = 0; r < p->resource_count; r++)
            if (sums->used[(int64_t)b * p->resource_count + r] > room_of(sums, b, r))
                return fail(sums, "a bin is overfull", b);
    return true;
}

/* Does the plan put a replica of the group into the cluster? */
static bool is_put_in(const struct sums *sums, const struct group *group, int32_t cluster)
{
    for (int64_t s = first_share(sums, group->first_item);
         s < first_share(sums, group->first_item + group->item_count); s++)
        if (sums->problem->bin_cluster[sums->assigns[s].bin_ix] == cluster)
            return true;
    return false;
}

/* Replicas of an item and its twins. */
static int64_t role_placed(const struct sums *sums, const struct item *it, int32_t item)
{
    int64_t count = sums->placed[item];

    for (int32_t k = it->first_twin; k < it->first_twin + it->twin_count; k++)
        count += sums->placed[sums->problem->twins[k]];
    return count;
}

/* Is a group up, in the given cluster (-1: anywhere)? depth stops at cycles: none is up. */
static bool is_up(const struct sums *sums, int32_t g, int32_t cluster, int32_t depth)
{
    const struct problem *p = sums->problem;
    const struct group *group = &p->groups[g];

    if (group->kind != GROUP_REPLICAS)
        return sums->group_cluster[g] >= 0 && (cluster < 0 || sums->group_cluster[g] == cluster);
    if (group->is_hopeless || depth > p->group_count)
        return false;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (p->items[i].is_dead && p->items[i].replicas > 0 &&
            role_placed(sums, &p->items[i], i) == 0)
            return false;
    for (int32_t k = 0; k < p->require_count; k++)
        if (p->requires[k].group_ix == g && !is_up(sums, p->requires[k].needs_ix, -1, depth + 1))
            return false;
    return cluster < 0 || (group->lives_in && group->lives_in[cluster]) ||
           is_put_in(sums, group, cluster);
}

static bool is_require_met(const struct sums *sums, const struct require *require)
{
    const struct problem *p = sums->problem;
    const struct group *group = &p->groups[require->group_ix];

    if (!require->same_cluster)
        return is_up(sums, require->needs_ix, -1, 0);
    if (group->kind != GROUP_REPLICAS)
        return is_up(sums, require->needs_ix, sums->group_cluster[require->group_ix], 0);
    if (!is_up(sums, require->needs_ix, -1, 0))
        return false;
    for (int64_t s = 0; s < sums->assign_count; s++) {
        const struct share *share = &sums->assigns[s];

        if (p->items[share->item_ix].group_ix == require->group_ix &&
            !is_up(sums, require->needs_ix, p->bin_cluster[share->bin_ix], 0))
            return false;
    }
    return true;
}

static bool check_recovered(const struct sums *sums)
{
    const struct problem *p = sums->problem;

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        bool is_full = true;

        if (group->kind == GROUP_RESIDENT)
            continue;
        if (group->kind == GROUP_WHOLE && (sums->group_cluster[g] >= 0) != sums->is_recovered[g])
            return fail(sums, "placed and recovered differ for a group", g);
        if (!sums->is_recovered[g])
            continue;
        if (group->is_hopeless)
            return fail(sums, "a hopeless group is recovered", g);
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            is_full = is_full && (p->items[i].is_daemon || sums->placed[i] >= p->items[i].replicas);
        if (!is_full)
            return fail(sums, "a recovered group is not full", g);
    }
    for (int32_t k = 0; k < p->require_count; k++) {
        int32_t g = p->requires[k].group_ix;

        if (p->groups[g].kind != GROUP_RESIDENT && sums->is_recovered[g] &&
            !is_require_met(sums, &p->requires[k]))
            return fail(sums, "a requirement is not up", k);
    }
    return true;
}

static bool check_all(struct sums *sums)
{
    const struct problem *p = sums->problem;
    int64_t next = 0;

    if (!add_shares(sums))
        return false;
    for (int32_t g = 0; g < p->group_count; g++) {
        int64_t first = next;

        while (next < sums->assign_count && p->items[sums->assigns[next].item_ix].group_ix == g) {
            int32_t item = sums->assigns[next].item_ix;
            int64_t start = next;

            while (next < sums->assign_count && sums->assigns[next].item_ix == item)
                next++;
            if (!check_caps(sums, item, start, next))
                return false;
        }
        if (!add_group(sums, g, first, next))
            return false;
    }
    return check_capacity(sums) && check_recovered(sums) &&
           check_pods(p, sums->assigns, sums->assign_count, sums->group_cluster, sums->reterr);
}

bool check_plan(const struct problem *p, const struct share *assigns, int64_t assign_count,
                const int32_t *group_cluster, const bool *is_recovered, struct error *reterr)
{
    struct arena *arena = arena_new();
    struct sums sums = {p, assigns, assign_count, group_cluster, is_recovered, .reterr = reterr};
    bool is_right;

    sums.used = ARENA_NEW(arena, (int64_t)p->bin_count * p->resource_count, int64_t);
    if (p->bin_over)
        sums.fresh = ARENA_NEW(arena, (int64_t)p->bin_count * p->resource_count, int64_t);
    sums.placed = ARENA_NEW(arena, p->item_count, int64_t);
    sums.zone_used = ARENA_NEW(arena, p->zone_count, int64_t);
    sums.inside = ARENA_NEW(arena, p->cluster_count, int64_t);
    is_right = check_all(&sums);
    arena_free(arena);
    return is_right;
}
