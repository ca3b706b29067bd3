/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/build.h"

/* One stack that must be up, found by following requirements. */
struct wanted {
    int32_t stack_ix;
    bool same_cluster;
};

struct closure {
    struct build *build;
    int32_t *seen; /* [stacks] the last group that followed it, + 1 */
    struct wanted *todo;
    size_t count, room;
};

static bool is_same_family(const struct estate *e, int32_t a, int32_t b)
{
    return a == b ||
           (e->stacks[a].family_ix >= 0 && e->stacks[a].family_ix == e->stacks[b].family_ix);
}

/* The displaced group of a stack or of its family, or -1: then it runs on, or never ran. An
 * instance that only lost some nodes speaks for itself, not for its family. */
static int32_t group_of(const struct build *b, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    if (b->group_of[stack_ix] >= 0 || e->stacks[stack_ix].family_ix < 0)
        return b->group_of[stack_ix];
    for (int32_t s = 0; s < e->stack_count; s++)
        if (is_same_family(e, s, stack_ix) && b->group_of[s] >= 0 &&
            b->cluster_of[e->stacks[s].cluster_ix] < 0)
            return b->group_of[s];
    return -1;
}

/* The problem clusters where a stack that survives (or its family) lives. */
static bool *homes_of(const struct build *b, int32_t stack_ix)
{
    const struct estate *e = b->question->estate;
    bool *homes = ARENA_NEW(b->arena, b->problem->cluster_count, bool);
    for (int32_t s = 0; s < e->stack_count; s++) {
        int32_t cluster = b->cluster_of[e->stacks[s].cluster_ix];
        if (is_same_family(e, s, stack_ix) && cluster >= 0)
            homes[cluster] = true;
    }
    return homes;
}

static void keep_allowed(struct build *b, struct group *group, const bool *homes)
{
    bool *flags = ARENA_NEW(b->arena, b->problem->cluster_count, bool);
    for (int32_t i = 0; i < group->allowed_count; i++)
        flags[group->allowed[i]] = homes[group->allowed[i]];
    build_allowed(b, group, flags);
}

static bool any_home(const struct build *b, const bool *homes)
{
    for (int32_t c = 0; c < b->problem->cluster_count; c++)
        if (homes[c])
            return true;
    return false;
}

/* A whole group that asks for the same cluster as something that lives on can only go where that
 * lives; beside what comes back replica by replica, where that lives or may come to. */
static void restrict_to_same(struct build *b, int32_t group_ix, int32_t needs_stack)
{
    struct group *group = &b->groups[group_ix];
    if (group->kind != GROUP_WHOLE)
        return;
    bool *homes = homes_of(b, needs_stack);
    int32_t needs_ix = group_of(b, needs_stack);
    for (int32_t i = 0; needs_ix >= 0 && i < b->groups[needs_ix].allowed_count; i++)
        homes[b->groups[needs_ix].allowed[i]] = true;
    if (needs_ix >= 0 || any_home(b, homes))
        keep_allowed(b, group, homes);
}

static void add_edge(struct build *b, int32_t group_ix, int32_t needs_ix, bool same_cluster)
{
    if (group_ix == needs_ix)
        return;
    struct require edge = {group_ix, needs_ix, same_cluster};
    VEC_PUSH(b->requires, b->require_count, b->require_room, edge);
}

/* A resident that gives way, and what it requires: are they in one cluster today? */
static bool is_beside(const struct build *b, int32_t group_ix, int32_t needs_stack)
{
    const struct stack *stacks = b->question->estate->stacks;
    return stacks[b->groups[group_ix].stack_ix].cluster_ix == stacks[needs_stack].cluster_ix;
}

/* A requirement of a displaced group, or of a resident that such a group leans on. */
static void follow(struct closure *c, int32_t group_ix, struct wanted wanted)
{
    struct build *b = c->build;
    const struct stack *stack = &b->question->estate->stacks[wanted.stack_ix];
    int32_t needs_ix = group_of(b, wanted.stack_ix);
    /* A resident runs on, if badly, without what is lost; but not without whom it could keep. */
    if (b->groups[group_ix].gives_way && (needs_ix < 0 || !b->groups[needs_ix].gives_way))
        return;
    if (needs_ix >= 0) {
        bool same = wanted.same_cluster && b->groups[group_ix].kind == GROUP_WHOLE &&
                    (!b->groups[group_ix].gives_way || is_beside(b, group_ix, wanted.stack_ix));
        if (same && b->groups[needs_ix].kind != GROUP_WHOLE)
            restrict_to_same(b, group_ix, wanted.stack_ix);
        add_edge(b, group_ix, needs_ix, same);
        if (b->groups[group_ix].gives_way || !b->groups[needs_ix].gives_way)
            return; /* what that one requires is its own affair */
    }
    bool is_lost = b->cluster_of[stack->cluster_ix] < 0;
    if (is_lost && stack->is_platform) {
        b->groups[group_ix].is_hopeless = true;
        return;
    }
    if (wanted.same_cluster)
        restrict_to_same(b, group_ix, wanted.stack_ix);
    if (c->seen[wanted.stack_ix] == group_ix + 1)
        return;
    c->seen[wanted.stack_ix] = group_ix + 1;
    for (int32_t i = 0; i < stack->require_count; i++) {
        struct wanted next = {stack->requires[i].stack_ix, false};
        VEC_PUSH(c->todo, c->count, c->room, next);
    }
}

static void follow_all(struct closure *c, int32_t group_ix)
{
    struct build *b = c->build;
    const struct estate *e = b->question->estate;
    int32_t first = b->groups[group_ix].stack_ix;
    /* A family's lost instances follow its first one. */
    int32_t last = e->stacks[first].family_ix >= 0 ? e->stack_count - 1 : first;
    c->count = 0;
    for (int32_t s = first; s <= last; s++)
        for (int32_t i = 0; b->group_of[s] == group_ix && i < e->stacks[s].require_count; i++) {
            const struct requirement *r = &e->stacks[s].requires[i];
            struct wanted wanted = {r->stack_ix, r->same_cluster};
            VEC_PUSH(c->todo, c->count, c->room, wanted);
        }
    for (size_t at = 0; at < c->count; at++)
        follow(c, group_ix, c->todo[at]);
}

/* Hopelessness spreads to whoever requires it. */
static void spread_hopeless(struct build *b)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (size_t i = 0; i < b->require_count; i++) {
            struct group *group = &b->groups[b->requires[i].group_ix];
            if (!group->is_hopeless && b->groups[b->requires[i].needs_ix].is_hopeless) {
                group->is_hopeless = true;
                changed = true;
            }
        }
    }
}

void build_requires(struct build *build)
{
    struct closure closure = {.build = build};
    closure.seen = ARENA_NEW(build->arena, build->question->estate->stack_count, int32_t);
    for (size_t g = 0; g < build->group_count; g++)
        if (build->groups[g].kind != GROUP_RESIDENT)
            follow_all(&closure, (int32_t)g);
    spread_hopeless(build);
    free(closure.todo);
}
