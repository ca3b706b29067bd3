/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/checked.h"
#include "model/eligible.h"
#include "result/overload/carried.h"
#include "result/tell/tell.h"
#include "result/unreserved/unreserved_parts.h"

/* Of one node and resource. */
struct cell {
    int64_t reserved, zeros;    /* of all that stands there then */
    int64_t stays, stays_zeros; /* of it what stands there in any plan */
};

/* The plan, or a part of it. */
struct part {
    const bool *counted; /* [group_count] */
    struct cell *cells;  /* [node_count * UNRESERVED_ASKED] */
    bool *takes;         /* [node_count] the plan puts something there */
    bool *may_take;      /* [cluster_count] of the estate: some stack of T may go there */
    int64_t demand[UNRESERVED_ASKED], zeros[UNRESERVED_ASKED],
        largest[UNRESERVED_ASKED]; /* T: D, K, the largest replica */
};

static int64_t room_of(const struct looking *u, int32_t node_ix, int32_t resource)
{
    int64_t allocatable = estate_allocatable(u->estate, node_ix, resource);
    int32_t cluster_ix = u->estate->nodes[node_ix].cluster_ix;
    return allocatable -
           headroom_amount(question_headroom(u->t->question, cluster_ix, resource), allocatable);
}

/* ---- what stands where */

static void add(const struct looking *u, struct part *part, int32_t workload_ix, int32_t node_ix,
                int64_t replicas, bool stays)
{
    for (int32_t r = 0; r < UNRESERVED_ASKED; r++) {
        struct cell *cell = &part->cells[(int64_t)node_ix * UNRESERVED_ASKED + r];
        int64_t amount = checked_mul(estate_reservation(u->estate, workload_ix, r), replicas);
        int64_t zeros = unreserved_is_zero(u->estate, workload_ix, r) ? replicas : 0;
        cell->stays = checked_add(cell->stays, stays ? amount : 0);
        cell->stays_zeros = checked_add(cell->stays_zeros, stays ? zeros : 0);
        if (replicas < 0) /* it stands there, but not in any plan */
            continue;
        cell->reserved = checked_add(cell->reserved, amount);
        cell->zeros = checked_add(cell->zeros, zeros);
    }
}

static int64_t home_count(const struct problem *p, int32_t item_ix, int32_t bin)
{
    int64_t sum = 0;
    const struct item *item = &p->items[item_ix];
    for (int32_t i = item->first_home; i < item->first_home + item->home_count; i++)
        sum += p->home[i].bin_ix == bin ? p->home[i].count : 0;
    return sum;
}

/* Residents that the plan places bind their nodes where they are new. */
static void add_placed_residents(const struct looking *u, struct part *part)
{
    const struct problem *p = u->t->problem;
    bool is_pinned = u->t->question->options->residents == RESIDENTS_PINNED;
    for (int32_t i = 0; i < u->t->solution->assign_count; i++) {
        const struct share *share = &u->t->solution->assigns[i];
        const struct item *item = &p->items[share->item_ix];
        int32_t node_ix = p->bin_node_ix[share->bin_ix];
        if (p->groups[item->group_ix].kind != GROUP_RESIDENT)
            continue;
        part->takes[node_ix] |= share->count > home_count(p, share->item_ix, share->bin_ix);
        if (is_pinned)
            add(u, part, item->workload_ix, node_ix, -share->count, true);
    }
}

static void add_carried(const struct looking *u, struct part *part)
{
    for (int32_t i = 0; i < u->carried_count; i++) {
        const struct carried *c = &u->carried[i];
        bool is_new = !c->before && u->group_of[c->workload_ix] >= 0;
        if (!c->after || (is_new && !part->counted[u->group_of[c->workload_ix]]))
            continue;
        add(u, part, c->workload_ix, c->node_ix, c->replicas, c->before);
        part->takes[c->node_ix] |= is_new;
    }
}

/* ---- T */

static bool is_complete(const struct looking *u, int32_t group_ix)
{
    const struct problem *p = u->t->problem;
    const struct group *group = &p->groups[group_ix];
    if (group->kind == GROUP_RESIDENT ||
        u->t->solution->groups[group_ix].outcome != OUTCOME_IN_PLAN)
        return false;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (u->t->placed[i] != p->items[i].replicas + p->items[i].more)
            return false;
    return true;
}

/* Clusters that a stack may go to at all. What comes back replica by replica stays in its own, or
 * is of an active/active stack: then all are taken for possible. */
static void mark_clusters(const struct looking *u, const struct group *group, bool *may_take)
{
    const struct estate *e = u->estate;
    const struct stack *stack = &e->stacks[group->stack_ix];
    bool is_partial = !u->t->question->scenario->cluster_lost[stack->cluster_ix];
    for (int32_t c = 0; c < e->cluster_count; c++)
        may_take[c] |= is_partial ? c == stack->cluster_ix
                       : group->kind == GROUP_REPLICAS
                           ? true
                           : (eligible_cluster(e, stack, c) == ALLOWED &&
                              question_starts_in(u->t->question, group->stack_ix, c));
}

static void add_needed(const struct looking *u, struct part *part)
{
    const struct problem *p = u->t->problem;
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        if (!part->counted[g] || !is_complete(u, g))
            continue;
        mark_clusters(u, group, part->may_take);
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            for (int32_t r = 0; r < UNRESERVED_ASKED && u->t->placed[i] > 0; r++) {
                int64_t one = problem_demand(p, i, r);
                part->demand[r] = checked_add(part->demand[r], checked_mul(one, u->t->placed[i]));
                part->zeros[r] += one == 0 ? u->t->placed[i] : 0;
                part->largest[r] = one > part->largest[r] ? one : part->largest[r];
            }
    }
}

static void make_part(const struct looking *u, const bool *counted, struct part *part)
{
    const struct estate *e = u->estate;
    *part = (struct part){
        .counted = counted,
        .cells = ARENA_NEW(u->arena, (int64_t)e->node_count * UNRESERVED_ASKED, struct cell),
        .takes = ARENA_NEW(u->arena, e->node_count, bool),
        .may_take = ARENA_NEW(u->arena, e->cluster_count, bool),
    };
    add_carried(u, part);
    add_placed_residents(u, part);
    add_needed(u, part);
}

/* ---- the bound on any plan */

static bool may_be_used(const struct looking *u, const struct part *part, int32_t node_ix)
{
    const struct node *node = &u->estate->nodes[node_ix];
    const struct scenario *scenario = u->t->question->scenario;
    return node->is_ready && part->may_take[node->cluster_ix] &&
           !scenario->cluster_lost[node->cluster_ix] && !scenario->node_lost[node_ix];
}

static bool may_hold(const struct looking *u, const struct part *part, int32_t r, int64_t use)
{
    __int128 sum = 0, slots = 0, largest = 0;
    int64_t needed = part->zeros[r] > 0 && use > part->largest[r] ? use : part->largest[r];
    for (int32_t n = 0; n < u->estate->node_count; n++) {
        const struct cell *cell = &part->cells[(int64_t)n * UNRESERVED_ASKED + r];
        if (!may_be_used(u, part, n))
            continue;
        __int128 left =
            (__int128)room_of(u, n, r) - cell->stays - (__int128)cell->stays_zeros * use;
        left = left < 0 ? 0 : left;
        sum += left;
        slots += use > 0 ? left / use : part->zeros[r];
        largest = left > largest ? left : largest;
    }
    return sum >= part->demand[r] + (__int128)part->zeros[r] * use && slots >= part->zeros[r] &&
           largest >= needed;
}

static void find_bound(const struct looking *u, const struct part *part, int32_t r,
                       struct result_bearing *ret)
{
    int64_t low = 0, high = CAP_QUANTITY;
    if (u->t->question->options->residents == RESIDENTS_REPACK || may_hold(u, part, r, high))
        return;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        *(may_hold(u, part, r, middle) ? &low : &high) = middle;
    }
    ret->has_bound = true;
    ret->no_plan_above = low;
}

/* ---- what the plan bears */

static void look_at(const struct looking *u, const struct part *part, int32_t cluster_ix, int32_t r,
                    struct result_bearing *least)
{
    const struct cluster *cluster = &u->estate->clusters[cluster_ix];
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        const struct cell *cell = &part->cells[(int64_t)n * UNRESERVED_ASKED + r];
        int64_t left = checked_sub(room_of(u, n, r), cell->reserved);
        left = left < 0 ? 0 : left;
        if (!part->takes[n] || cell->zeros == 0 ||
            (least->binds && left / cell->zeros >= least->bears))
            continue;
        *least = (struct result_bearing){
            .binds = true,
            .bears = left / cell->zeros,
            .cluster = cluster->name,
            .node = u->estate->nodes[n].name,
            .free = left,
            .replicas = cell->zeros,
        };
    }
}

static struct result_bearing bearing_of(const struct looking *u, const struct part *part, int32_t r)
{
    struct result_bearing least = {.cluster = "", .node = ""};
    for (int32_t c = 0; c < u->estate->cluster_count; c++)
        look_at(u, part, c, r, &least);
    find_bound(u, part, r, &least);
    return least;
}

static void tell_clusters(const struct looking *u, const struct part *part, int32_t r,
                          struct result_zero *ret)
{
    struct result_bearing *list =
        ARENA_NEW(u->arena, u->estate->cluster_count, struct result_bearing);
    for (int32_t c = 0; c < u->estate->cluster_count; c++) {
        list[ret->cluster_count] = (struct result_bearing){.cluster = "", .node = ""};
        look_at(u, part, c, r, &list[ret->cluster_count]);
        ret->cluster_count += list[ret->cluster_count].binds;
    }
    ret->clusters = list;
}

/* ---- all of it */

static bool has_any(const struct estate *e)
{
    for (int32_t w = 0; w < e->workload_count; w++)
        if (unreserved_is_zero(e, w, RESOURCE_CPU) || unreserved_is_zero(e, w, RESOURCE_MEMORY))
            return true;
    return false;
}

/* Whether such daemons (item.may_come) take room on a node, the plan does not say. */
static bool has_unsure_daemons(const struct telling *t)
{
    const struct problem *p = t->problem;
    for (int32_t i = 0; i < p->item_count; i++)
        if (p->items[i].may_come &&
            t->solution->groups[p->items[i].group_ix].outcome == OUTCOME_IN_PLAN)
            return true;
    return false;
}

static void find_groups(struct looking *u)
{
    const struct problem *p = u->t->problem;
    u->group_of = ARENA_NEW(u->arena, u->estate->workload_count, int32_t);
    for (int32_t w = 0; w < u->estate->workload_count; w++)
        u->group_of[w] = -1;
    for (int32_t i = 0; i < p->item_count; i++)
        if (p->groups[p->items[i].group_ix].kind != GROUP_RESIDENT)
            u->group_of[p->items[i].workload_ix] = p->items[i].group_ix;
}

/* The last tier that is critical; -1 = there is none. */
static int32_t critical_tier_ix(const struct looking *u)
{
    const struct problem *p = u->t->problem;
    int32_t tier_ix = -1;
    while (tier_ix + 1 < p->tier_count && p->tiers[tier_ix + 1] <= u->estate->critical_tier)
        tier_ix++;
    return tier_ix;
}

void tell_unreserved(const struct telling *telling, struct arena *arena,
                     struct result_answer *answer)
{
    const struct estate *e = telling->question->estate;
    struct looking u = {.t = telling, .estate = e, .arena = arena};
    struct part plan, critical;
    if (!has_any(e) || has_unsure_daemons(telling))
        return;
    struct result_unreserved *ret = ARENA_NEW(arena, 1, struct result_unreserved);
    struct result_zero *list = ARENA_NEW(arena, UNRESERVED_ASKED, struct result_zero);
    u.carried = carried_make(telling, arena, &u.carried_count);
    find_groups(&u);
    make_part(&u, tell_counted(telling, INT32_MAX, arena), &plan);
    make_part(&u, tell_counted(telling, critical_tier_ix(&u), arena), &critical);
    for (int32_t r = 0; r < UNRESERVED_ASKED; r++) {
        struct result_zero *zero = &list[ret->resource_count];
        *zero = (struct result_zero){.resource = e->resources[r].name};
        unreserved_tell_counts(&u, r, zero);
        if (zero->replicas == 0)
            continue;
        zero->plan = bearing_of(&u, &plan, r);
        zero->critical = bearing_of(&u, &critical, r);
        tell_clusters(&u, &plan, r, zero);
        if (zero->plan.binds)
            unreserved_tell_beside(&u, r, zero);
        ret->resource_count++;
    }
    ret->resources = list;
    unreserved_tell_critical(&u, ret);
    if (ret->resource_count > 0)
        answer->unreserved = ret;
}

const struct result_bearing *unreserved_of_cluster(const struct result_answer *answer,
                                                   const char *resource, const char *cluster)
{
    const struct result_unreserved *unreserved = answer->unreserved;
    for (int32_t i = 0; unreserved && i < unreserved->resource_count; i++) {
        const struct result_zero *zero = &unreserved->resources[i];
        for (int32_t c = 0; strcmp(zero->resource, resource) == 0 && c < zero->cluster_count; c++)
            if (strcmp(zero->clusters[c].cluster, cluster) == 0)
                return &zero->clusters[c];
    }
    return NULL;
}
