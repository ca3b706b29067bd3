/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much is left for what fits. Of a tier: by how much all displaced demand may grow, so that the
 * plan, cut down to the tiers up to it and what those require, still stands on the same nodes.
 * Counts of things do not grow, nor are quotas looked at: they are numbers that somebody may
 * change. Growing demand leaves no more room to any other plan, so stacks of a
 * proven tier that fit keep a place up to there; whether they do beyond it is not said.
 */
#include <string.h>

#include "base/arena.h"
#include "result/why/why.h"

struct growth {
    const struct telling *t;
    const bool *takes; /* [group_count] displaced groups that are counted */
    int64_t *added;    /* [bin_count * resource_count] */
    struct arena *arena;
    struct result_growth *best;
};

/* What may grow: not a number of things, such as pods and devices. */
static bool grows(const struct growth *g, int32_t resource)
{
    return g->t->question->estate->resources[resource].unit != UNIT_COUNT;
}

const bool *tell_counted(const struct telling *t, int32_t tier_ix, struct arena *arena)
{
    const struct problem *p = t->problem;
    bool *takes = ARENA_NEW(arena, p->group_count, bool);
    for (int32_t g = 0; g < p->group_count; g++)
        takes[g] = p->groups[g].kind != GROUP_RESIDENT && p->groups[g].tier_ix <= tier_ix;
    for (bool changed = true; changed;) {
        changed = false;
        for (int32_t i = 0; i < p->require_count; i++)
            if (takes[p->requires[i].group_ix] && !takes[p->requires[i].needs_ix] &&
                p->groups[p->requires[i].needs_ix].kind != GROUP_RESIDENT)
                changed = takes[p->requires[i].needs_ix] = true;
    }
    return takes;
}

/* a/b < c/d */
static bool is_less(int64_t a, int64_t b, int64_t c, int64_t d)
{
    return (__int128)a * d < (__int128)c * b;
}

static void look(struct growth *g, int64_t room, int64_t added, int32_t bin, int32_t resource)
{
    const struct problem *p = g->t->problem;
    const struct estate *e = g->t->question->estate;
    struct result_growth *best = g->best;
    if (added <= 0 || (best->of > 0 && !is_less(room - added, added, best->spare, best->of)))
        return;
    *best = (struct result_growth){
        .spare = room > added ? room - added : 0,
        .of = added,
        .cluster = e->clusters[p->cluster_ix[p->bin_cluster[bin]]].name,
        .node = e->nodes[p->bin_node_ix[bin]].name,
        .resource = e->resources[resource].name,
    };
}

static void add(struct growth *g, int32_t item_ix, int32_t bin, int64_t count)
{
    const struct problem *p = g->t->problem;
    for (int32_t r = 0; r < p->resource_count; r++)
        g->added[(int64_t)bin * p->resource_count + r] += count * problem_demand(p, item_ix, r);
}

/* A daemon is on every eligible bin of the clusters that its group comes to. */
static void add_daemon(struct growth *g, int32_t item_ix, int32_t cluster)
{
    const struct problem *p = g->t->problem;
    int32_t group_ix = p->items[item_ix].group_ix;
    if (!g->takes[group_ix] || !problem_daemon_comes(p, g->t->solution, group_ix, cluster))
        return;
    for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1]; b++)
        if (problem_eligible(p, item_ix, b))
            add(g, item_ix, b, 1);
}

static void look_at_nodes(struct growth *g)
{
    const struct problem *p = g->t->problem;
    const struct estate *e = g->t->question->estate;
    const struct solution *s = g->t->solution;
    int64_t *kept = ARENA_NEW(g->arena, (int64_t)p->bin_count * p->resource_count, int64_t);
    for (int32_t i = 0; i < s->assign_count; i++) {
        const struct share *share = &s->assigns[i];
        int32_t group_ix = p->items[share->item_ix].group_ix;
        if (g->takes[group_ix])
            add(g, share->item_ix, share->bin_ix, share->count);
        for (int32_t r = 0; p->groups[group_ix].kind == GROUP_RESIDENT && r < p->resource_count;
             r++)
            kept[(int64_t)share->bin_ix * p->resource_count + r] +=
                share->count * problem_demand(p, share->item_ix, r);
    }
    for (int32_t i = 0; i < p->item_count; i++)
        for (int32_t c = 0; p->items[i].is_daemon && c < p->cluster_count; c++)
            add_daemon(g, i, c);
    for (int32_t b = 0; b < p->bin_count; b++)
        for (int32_t r = 0; r < p->resource_count; r++) {
            int64_t cell = (int64_t)b * p->resource_count + r;
            if (grows(g, r) && !estate_unlimited(e, p->bin_node_ix[b], r))
                look(g, p->bin_free[cell] - kept[cell], g->added[cell], b, r);
        }
}

void tell_growth(const struct telling *t, int32_t tier_ix, struct result_growth *ret)
{
    const struct problem *p = t->problem;
    struct arena *arena = arena_new(); /* names are the estate's: nothing of it is kept */
    struct growth g = {
        .t = t,
        .takes = tell_counted(t, tier_ix, arena),
        .added = ARENA_NEW(arena, (int64_t)p->bin_count * p->resource_count, int64_t),
        .arena = arena,
        .best = ret,
    };
    *ret = (struct result_growth){.cluster = "", .node = "", .resource = ""};
    look_at_nodes(&g);
    arena_free(arena);
}

/* ---- what is left where a stack goes */

static bool is_asked(const struct result_stack *stack, const char *resource)
{
    for (int32_t i = 0; i < stack->demand_count; i++)
        if (stack->demand[i].amount > 0 && strcmp(stack->demand[i].resource, resource) == 0)
            return true;
    return false;
}

static bool goes_to(const struct result_stack *stack, const char *cluster)
{
    if (strcmp(stack->target, cluster) == 0)
        return true;
    for (int32_t i = 0; i < stack->plan_count; i++)
        if (strcmp(stack->plan[i].cluster, cluster) == 0)
            return true;
    return false;
}

bool result_margin(const struct result_answer *answer, const struct result_stack *stack,
                   struct result_margin *ret)
{
    *ret = (struct result_margin){.cluster = ""};
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        const struct result_cluster *cluster = &answer->clusters[c];
        for (int32_t r = 0; goes_to(stack, cluster->cluster) && r < cluster->resource_count; r++) {
            const struct result_usage *usage = &cluster->resources[r];
            int64_t whole = usage->allocatable - usage->headroom;
            int64_t left = whole - usage->reserved_after;
            if (usage->is_unlimited || !usage->has_holes || whole <= 0 ||
                !is_asked(stack, usage->resource) ||
                (ret->of > 0 && !is_less(left, whole, ret->left, ret->of)))
                continue;
            *ret = (struct result_margin){cluster->cluster, usage->resource, left, whole};
        }
    }
    return ret->of > 0;
}

int64_t result_growth_percent(const struct result_growth *growth)
{
    __int128 percent = growth->of > 0 ? (__int128)growth->spare * 100 / growth->of : 0;
    return percent > INT64_MAX ? INT64_MAX : (int64_t)percent;
}

const struct result_growth *result_stack_growth(const struct result_answer *answer,
                                                const struct result_stack *stack)
{
    for (int32_t t = 0; t < answer->tier_count; t++)
        if (answer->tiers[t].tier == stack->tier && answer->tiers[t].growth.of > 0)
            return &answer->tiers[t].growth;
    return NULL;
}
