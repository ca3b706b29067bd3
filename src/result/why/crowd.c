/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who took the room. Of the plan, only stacks that are as critical as the one that is left out, or
 * that such a stack requires, can have kept it out: the others would have given way to it. What
 * they leave is what it looks at.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "result/why/why.h"

enum { NAMED_MAX = 2 };

/* The groups whose room counts as taken: of tiers up to that of the group, what they require, and
 * residents that the plan places. */
static bool *taking_groups(const struct telling *t, int32_t group_ix, struct arena *arena)
{
    const struct problem *p = t->problem;
    bool *takes = ARENA_NEW(arena, p->group_count, bool);
    for (int32_t g = 0; g < p->group_count; g++)
        takes[g] = p->groups[g].kind == GROUP_RESIDENT ||
                   p->groups[g].tier_ix <= p->groups[group_ix].tier_ix;
    for (bool changed = true; changed;) {
        changed = false;
        for (int32_t i = 0; i < p->require_count; i++)
            if (takes[p->requires[i].group_ix] && !takes[p->requires[i].needs_ix])
                changed = takes[p->requires[i].needs_ix] = true;
    }
    return takes;
}

static void take(const struct problem *p, int64_t *free, int32_t item_ix, int32_t bin,
                 int64_t count)
{
    for (int32_t r = 0; r < p->resource_count; r++)
        free[(int64_t)bin * p->resource_count + r] -= count * problem_demand(p, item_ix, r);
}

static void take_daemons(const struct telling *t, int32_t group_ix, int32_t cluster, int64_t *free)
{
    const struct problem *p = t->problem;
    const struct group *group = &p->groups[group_ix];
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        for (int32_t b = p->first_bin[cluster];
             p->items[i].is_daemon && b < p->first_bin[cluster + 1]; b++)
            if (problem_eligible(p, i, b))
                take(p, free, i, b, 1);
}

/* The group's amount of a resource in the cluster, on nodes that the asking group can use. */
struct taker {
    int32_t group_ix;
    int64_t replicas, amount;
};

struct crowd {
    const struct telling *t;
    int32_t group_ix, cluster;
    bool *takes;      /* [group_count] */
    int64_t *free;    /* [bin_count * resource_count] */
    struct taker *by; /* that have replicas here; by group, later sorted */
    int32_t by_count;
};

static bool has_daemons(const struct problem *p, const struct group *group)
{
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (p->items[i].is_daemon)
            return true;
    return false;
}

static bool uses(const struct crowd *c, int32_t bin)
{
    const struct problem *p = c->t->problem;
    const struct group *group = &p->groups[c->group_ix];
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (problem_eligible(p, i, bin))
            return true;
    return false;
}

static void fill(struct crowd *c, struct arena *arena)
{
    const struct problem *p = c->t->problem;
    const struct solution *s = c->t->solution;
    int64_t *replicas = ARENA_NEW(arena, p->group_count, int64_t);
    memcpy(c->free, p->bin_free,
           (size_t)p->bin_count * (size_t)p->resource_count * sizeof *c->free);
    for (int32_t i = 0; i < s->assign_count; i++) {
        const struct share *share = &s->assigns[i];
        int32_t g = p->items[share->item_ix].group_ix;
        if (!c->takes[g] || p->bin_cluster[share->bin_ix] != c->cluster)
            continue;
        take(p, c->free, share->item_ix, share->bin_ix, share->count);
        replicas[g] += uses(c, share->bin_ix) ? share->count : 0;
    }
    for (int32_t g = 0; g < p->group_count; g++) {
        if (!c->takes[g] || p->groups[g].kind == GROUP_RESIDENT)
            continue;
        if (has_daemons(p, &p->groups[g]) && problem_daemon_comes(p, s, g, c->cluster))
            take_daemons(c->t, g, c->cluster, c->free);
        if (replicas[g] > 0 && g != c->group_ix)
            c->by[c->by_count++] = (struct taker){g, replicas[g], 0};
    }
}

/* What each of them reserves of the resource on nodes that the group can use. */
static void weigh(struct crowd *c, const char *resource)
{
    const struct problem *p = c->t->problem;
    const struct estate *e = c->t->question->estate;
    const struct solution *s = c->t->solution;
    int32_t r = 0;
    while (r < p->resource_count && strcmp(e->resources[r].name, resource) != 0)
        r++;
    for (int32_t i = 0; r < p->resource_count && i < s->assign_count; i++) {
        const struct share *share = &s->assigns[i];
        if (p->bin_cluster[share->bin_ix] != c->cluster || !uses(c, share->bin_ix))
            continue;
        for (int32_t k = 0; k < c->by_count; k++)
            if (c->by[k].group_ix == p->items[share->item_ix].group_ix)
                c->by[k].amount += share->count * problem_demand(p, share->item_ix, r);
    }
}

/* The largest first; of equals the more critical, which comes first among the groups. */
static int compare_takers(const void *a, const void *b)
{
    const struct taker *x = a;
    const struct taker *y = b;
    if (x->amount != y->amount)
        return x->amount > y->amount ? -1 : 1;
    return (x->group_ix > y->group_ix) - (x->group_ix < y->group_ix);
}

/* Names of the takers of some of what is short; of a cluster that is short of nothing in
 * particular, all. */
static const char *tell_takers(struct crowd *c, struct arena *arena, struct result_reason *ret)
{
    const struct problem *p = c->t->problem;
    const struct estate *e = c->t->question->estate;
    struct result_taker *by = ARENA_NEW(arena, c->by_count, struct result_taker);
    struct buf names;
    weigh(c, ret->resource);
    qsort(c->by, (size_t)c->by_count, sizeof *c->by, compare_takers);
    for (int32_t k = 0; k < c->by_count; k++) {
        const struct stack *stack = &e->stacks[p->groups[c->by[k].group_ix].stack_ix];
        if (c->by[k].amount > 0 || !ret->resource[0])
            by[ret->by_count++] =
                (struct result_taker){tell_path(c->t, p->groups[c->by[k].group_ix].stack_ix, arena),
                                      stack->tier, c->by[k].replicas, c->by[k].amount};
    }
    ret->by = by;
    buf_init(&names);
    for (int32_t k = 0; k < ret->by_count && k < NAMED_MAX; k++)
        buf_format(&names, "%s%s",
                   k == 0                                    ? ""
                   : k == ret->by_count - 1 && k < NAMED_MAX ? " and "
                                                             : ", ",
                   e->stacks[p->groups[c->by[k].group_ix].stack_ix].name);
    if (ret->by_count > NAMED_MAX)
        buf_format(&names, " and %d more", (int)ret->by_count - NAMED_MAX);
    const char *text = arena_strdup(arena, names.data);
    buf_release(&names);
    return text;
}

bool why_crowded(const struct telling *t, int32_t group_ix, int32_t cluster, struct arena *arena,
                 struct result_reason *ret)
{
    const struct problem *p = t->problem;
    if (t->question->options->gives_way)
        return false;
    struct crowd c = {.t = t, .group_ix = group_ix, .cluster = cluster};
    c.takes = taking_groups(t, group_ix, arena);
    c.free = ARENA_NEW(arena, (int64_t)p->bin_count * p->resource_count, int64_t);
    c.by = ARENA_NEW(arena, p->group_count, struct taker);
    fill(&c, arena);
    if (c.by_count == 0)
        return false;
    if (!why_each(t, group_ix, cluster, c.free, true, why_hole, arena, ret) &&
        !why_each(t, group_ix, cluster, c.free, true, why_slots, arena, ret) &&
        !why_total(t, group_ix, cluster, c.free, arena, ret)) {
        const char *name = t->question->estate->clusters[p->cluster_ix[cluster]].name;
        *ret = (struct result_reason){.cluster = name,
                                      .resource = "",
                                      .text = arena_format(arena,
                                                           "its replicas do not pack into what "
                                                           "they leave in %s",
                                                           name)};
    }
    ret->reason = "crowded";
    const char *names = tell_takers(&c, arena, ret);
    ret->text = arena_format(arena, "crowded out of %s by %s: %s", ret->cluster, names, ret->text);
    return true;
}
