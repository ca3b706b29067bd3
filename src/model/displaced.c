/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/build.h"
#include "model/eligible.h"

static bool is_lost(const struct build *b, int32_t stack_ix)
{
    return b->question->scenario->cluster_lost[b->question->estate->stacks[stack_ix].cluster_ix];
}

static bool is_same_family(const struct estate *e, int32_t a, int32_t b)
{
    return a == b ||
           (e->stacks[a].family_ix >= 0 && e->stacks[a].family_ix == e->stacks[b].family_ix);
}

static bool runs(const struct estate *e, int32_t stack_ix)
{
    const struct stack *stack = &e->stacks[stack_ix];
    for (int32_t i = 0; i < stack->workload_count; i++)
        if (e->workloads[stack->first_workload + i].replicas > 0)
            return true;
    return false;
}

/* The workload of the same kind and name in another instance of the stack, or -1. */
static int32_t same_workload(const struct estate *e, int32_t workload_ix, int32_t stack_ix)
{
    const struct workload *w = &e->workloads[workload_ix];
    const struct stack *stack = &e->stacks[stack_ix];
    for (int32_t i = 0; i < stack->workload_count; i++) {
        const struct workload *other = &e->workloads[stack->first_workload + i];
        if (strcmp(other->name, w->name) == 0 && strcmp(other->kind, w->kind) == 0)
            return stack->first_workload + i;
    }
    return -1;
}

static bool has_bins(const struct build *b, int32_t group_ix, int32_t cluster)
{
    return build_has_bins(b, &b->groups[group_ix], cluster);
}

static bool takes(const struct build *b, int32_t stack_ix, int32_t cluster)
{
    const struct estate *e = b->question->estate;
    return eligible_cluster(e, &e->stacks[stack_ix], b->problem->cluster_ix[cluster]) == ALLOWED;
}

/* Where a stack that is lost whole may come back: in surviving clusters where it is pre-deployed;
 * with none of them left, in all that it may go to. */
static bool starts_in(const struct build *b, int32_t stack_ix, int32_t cluster)
{
    const struct question *q = b->question;
    return takes(b, stack_ix, cluster) &&
           question_starts_in(q, stack_ix, b->problem->cluster_ix[cluster]);
}

/* All replicas of a workload that is displaced whole, as a failover starts them; of a stack with
 * min_replicas so many must have a place, the rest may. */
static void add_item(struct build *b, int32_t workload_ix)
{
    const struct estate *e = b->question->estate;
    const struct workload *w = &e->workloads[workload_ix];
    const struct stack *stack = &e->stacks[w->stack_ix];
    struct item *item = build_item(b, workload_ix, w->is_daemon ? 0 : workload_demand(w));
    if (!stack->has_min_replicas || item->replicas <= stack->min_replicas)
        return;
    item->more = item->replicas - stack->min_replicas;
    item->replicas = stack->min_replicas;
    b->groups[item->group_ix].fills_up = true;
}

static void add_whole(struct build *b, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    const struct stack *stack = &e->stacks[stack_ix];
    int32_t group_ix = build_group(b, GROUP_WHOLE, stack_ix);
    b->group_of[stack_ix] = group_ix;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        int32_t w = stack->first_workload + i;
        if (e->workloads[w].is_daemon || workload_demand(&e->workloads[w]) > 0)
            add_item(b, w);
    }
    bool *flags = ARENA_NEW(b->arena, b->problem->cluster_count, bool);
    for (int32_t c = 0; c < b->problem->cluster_count; c++)
        flags[c] = starts_in(b, stack_ix, c) && has_bins(b, group_ix, c);
    build_allowed(b, &b->groups[group_ix], flags);
}

/* A resident that may give way: it stays, or goes where it is allowed, or is dropped. What counts
 * is what runs. */
static void add_resident(struct build *b, int32_t stack_ix)
{
    const struct stack *stack = &b->question->estate->stacks[stack_ix];
    int32_t group_ix = build_group(b, GROUP_WHOLE, stack_ix);
    bool stays = b->question->options->not_moved && b->question->options->not_moved[stack_ix];
    b->group_of[stack_ix] = group_ix;
    b->groups[group_ix].gives_way = true;
    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
         w++) {
        int64_t replicas = build_movable(b, w);
        if (stays)
            build_stays(b, w);
        if (stays || replicas == 0)
            continue;
        build_item(b, w, replicas);
        build_homes(b, w);
    }
    bool *flags = ARENA_NEW(b->arena, b->problem->cluster_count, bool);
    for (int32_t c = 0; c < b->problem->cluster_count; c++)
        flags[c] = b->problem->cluster_ix[c] == stack->cluster_ix ||
                   (!stays && takes(b, stack_ix, c) && has_bins(b, group_ix, c));
    build_allowed(b, &b->groups[group_ix], flags);
}

/* Which problem clusters hold a surviving instance of the family? */
static bool *living_in(const struct build *b, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    bool *lives_in = ARENA_NEW(b->arena, b->problem->cluster_count, bool);
    for (int32_t s = 0; s < e->stack_count; s++)
        if (is_same_family(e, s, stack_ix) && !is_lost(b, s))
            lives_in[b->cluster_of[e->stacks[s].cluster_ix]] = true;
    return lives_in;
}

/* Surviving replicas of the family's workloads of the same name count in the caps of the last item.
 */
static void add_family_present(struct build *b, int32_t workload_ix, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    int64_t survive = 0;
    for (int32_t s = 0; s < e->stack_count; s++) {
        if (!is_same_family(e, s, stack_ix) || is_lost(b, s))
            continue;
        int32_t same = same_workload(e, workload_ix, s);
        if (same >= 0)
            survive += build_present(b, same, -1) + e->workloads[same].running_unknown;
    }
    b->items[b->item_count - 1].is_dead = survive == 0;
}

/* Does the last group have a daemon of the same kind and name already? One a node is enough for all
 * instances. */
static bool has_daemon(const struct build *b, int32_t workload_ix)
{
    const struct workload *all = b->question->estate->workloads;
    const struct group *group = &b->groups[b->group_count - 1];
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        const struct workload *other = &all[b->items[i].workload_ix];
        if (other->is_daemon && strcmp(other->name, all[workload_ix].name) == 0 &&
            strcmp(other->kind, all[workload_ix].kind) == 0)
            return true;
    }
    return false;
}

static void add_instance_items(struct build *b, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    const struct stack *stack = &e->stacks[stack_ix];
    for (int32_t i = 0; i < stack->workload_count; i++) {
        int32_t w = stack->first_workload + i;
        if (e->workloads[w].is_daemon && !has_daemon(b, w)) {
            build_item(b, w, 0);
        } else if (!e->workloads[w].is_daemon && e->workloads[w].replicas > 0) {
            if (b->groups[b->group_count - 1].kind == GROUP_WHOLE)
                add_item(b, w);
            else
                build_item(b, w, e->workloads[w].replicas);
            add_family_present(b, w, stack_ix);
        }
    }
}

/* An active/active stack: its lost instances together, told under the first of them; replica by
 * replica, but whole when it lives nowhere else and may not be split. */
static void add_family(struct build *b, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    int32_t group_ix = -1;
    bool *lives_in = living_in(b, stack_ix);
    bool lives_somewhere = false;
    bool *flags = ARENA_NEW(b->arena, b->problem->cluster_count, bool);
    for (int32_t c = 0; c < b->problem->cluster_count; c++)
        lives_somewhere |= lives_in[c];
    bool is_split = e->stacks[stack_ix].is_split;
    enum group_kind kind = lives_somewhere || is_split ? GROUP_REPLICAS : GROUP_WHOLE;
    for (int32_t s = 0; s < e->stack_count; s++) {
        if (!is_same_family(e, s, stack_ix) || !is_lost(b, s) || !runs(e, s))
            continue;
        if (group_ix < 0)
            group_ix = build_group(b, kind, s);
        b->group_of[s] = group_ix;
        add_instance_items(b, s);
    }
    for (int32_t c = 0; c < b->problem->cluster_count; c++)
        flags[c] = kind == GROUP_WHOLE ? takes(b, stack_ix, c) && has_bins(b, group_ix, c)
                                       : lives_in[c] || (is_split && takes(b, stack_ix, c));
    b->groups[group_ix].lives_in = kind == GROUP_WHOLE ? NULL : lives_in;
    build_allowed(b, &b->groups[group_ix], flags);
}

static int64_t lost_replicas(const struct build *b, const struct workload *w)
{
    int64_t lost = 0;
    for (int32_t i = 0; i < w->placement_count; i++) {
        const struct placement *p = &b->question->estate->placements[w->first_placement + i];
        if (b->question->scenario->node_lost[p->node_ix])
            lost += p->replicas;
    }
    return lost;
}

/* Some nodes of a surviving cluster are lost: their replicas stay in the cluster. */
static void add_partial(struct build *b, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    const struct stack *stack = &e->stacks[stack_ix];
    int32_t cluster = b->cluster_of[stack->cluster_ix];
    int32_t group_ix = -1;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        int32_t w = stack->first_workload + i;
        int64_t lost = e->workloads[w].is_daemon ? 0 : lost_replicas(b, &e->workloads[w]);
        if (lost == 0)
            continue;
        if (group_ix < 0)
            group_ix = build_group(b, GROUP_REPLICAS, stack_ix);
        build_item(b, w, lost);
        int64_t survive = build_present(b, w, cluster) + e->workloads[w].running_unknown;
        b->items[b->item_count - 1].is_dead = survive == 0;
    }
    if (group_ix < 0)
        return;
    b->group_of[stack_ix] = group_ix;
    bool *flags = ARENA_NEW(b->arena, b->problem->cluster_count, bool);
    flags[cluster] = true;
    b->groups[group_ix].lives_in = flags;
    build_allowed(b, &b->groups[group_ix], flags);
}

static bool is_asked(const struct build *b, int32_t stack_ix)
{
    const struct question_options *options = b->question->options;
    const struct stack *stack = &b->question->estate->stacks[stack_ix];
    return !stack->is_platform && b->group_of[stack_ix] < 0 &&
           (!options->has_only_tier || stack->tier <= options->only_tier);
}

static void add_stack(struct build *b, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    if (!is_lost(b, stack_ix)) {
        if (b->question->scenario->is_partial)
            add_partial(b, stack_ix);
    } else if (runs(e, stack_ix)) {
        if (e->stacks[stack_ix].family_ix >= 0)
            add_family(b, stack_ix);
        else
            add_whole(b, stack_ix);
    }
}

/* With --only-tier, what the asked stacks require comes along, whatever its tier. A required stack
 * of a survivor is followed as well: what it requires must be up. */
static void add_required(struct build *b)
{
    const struct estate *e = b->question->estate;
    bool *seen = ARENA_NEW(b->arena, e->stack_count, bool);
    int32_t *todo = ARENA_NEW(b->arena, e->stack_count, int32_t);
    int32_t count = 0;
    for (int32_t s = 0; s < e->stack_count; s++)
        if (b->group_of[s] >= 0 && !build_gives_way(b, s)) {
            seen[s] = true;
            todo[count++] = s;
        }
    for (int32_t at = 0; at < count; at++) {
        const struct stack *stack = &e->stacks[todo[at]];
        for (int32_t i = 0; i < stack->require_count; i++) {
            int32_t needs = stack->requires[i].stack_ix;
            if (seen[needs])
                continue;
            seen[needs] = true;
            todo[count++] = needs;
            if (!e->stacks[needs].is_platform && b->group_of[needs] < 0)
                add_stack(b, needs);
        }
    }
}

void build_displaced(struct build *build)
{
    const struct estate *e = build->question->estate;
    for (int32_t s = 0; s < e->stack_count; s++)
        if (build_gives_way(build, s))
            add_resident(build, s);
        else if (is_asked(build, s))
            add_stack(build, s);
    if (build->question->options->has_only_tier)
        add_required(build);
}
