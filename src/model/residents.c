/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "model/build.h"

static bool is_surviving(const struct build *b, const struct stack *stack)
{
    return b->cluster_of[stack->cluster_ix] >= 0;
}

/* A resident goes nowhere else. */
static void allow_home(struct build *b, int32_t group_ix)
{
    struct group *group = &b->groups[group_ix];
    bool *flags = ARENA_NEW(b->arena, b->problem->cluster_count, bool);
    flags[b->cluster_of[b->question->estate->stacks[group->stack_ix].cluster_ix]] = true;
    build_allowed(b, group, flags);
}

/* Where the movable replicas of a workload are now. */
static int64_t movable_replicas(const struct build *b, const struct workload *w)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < w->placement_count; i++)
        if (b->remains->is_movable[w->first_placement + i])
            sum += b->question->estate->placements[w->first_placement + i].replicas;
    return sum;
}

static void add_homes(struct build *b, const struct workload *w)
{
    struct item *item = &b->items[b->item_count - 1];
    for (int32_t i = 0; i < w->placement_count; i++) {
        const struct placement *p = &b->question->estate->placements[w->first_placement + i];
        if (!b->remains->is_movable[w->first_placement + i])
            continue;
        struct share share = {(int32_t)b->item_count - 1, b->bin_of[p->node_ix], p->replicas};
        VEC_PUSH(b->home, b->home_count, b->home_room, share);
        item->home_count++;
    }
}

void build_residents(struct build *build, const int64_t *unknown_placed)
{
    const struct estate *e = build->question->estate;
    for (int32_t s = 0; s < e->stack_count; s++) {
        const struct stack *stack = &e->stacks[s];
        int32_t group_ix = -1;
        for (int32_t i = 0; i < stack->workload_count && is_surviving(build, stack); i++) {
            int32_t w = stack->first_workload + i;
            int64_t replicas = movable_replicas(build, &e->workloads[w]);
            replicas += unknown_placed ? unknown_placed[w] : 0;
            if (replicas == 0)
                continue;
            if (group_ix < 0)
                group_ix = build_group(build, GROUP_RESIDENT, s);
            build_item(build, w, replicas);
            build_present(build, w, build->cluster_of[stack->cluster_ix]);
            add_homes(build, &e->workloads[w]);
        }
        if (group_ix >= 0)
            allow_home(build, group_ix);
    }
}

bool problem_of_residents(const struct question *question, const struct remains *remains,
                          struct arena *arena, struct problem *ret)
{
    const struct estate *e = question->estate;
    struct build b;
    build_begin(&b, question, remains, arena, ret);
    b.of_residents = true;
    build_residents(&b, NULL); /* repack: those that may move need a place as well */
    size_t first = b.group_count;
    for (int32_t s = 0; s < e->stack_count; s++) {
        const struct stack *stack = &e->stacks[s];
        int32_t group_ix = -1;
        for (int32_t i = 0; i < stack->workload_count && is_surviving(&b, stack); i++) {
            int32_t w = stack->first_workload + i;
            if (e->workloads[w].running_unknown == 0)
                continue;
            if (group_ix < 0)
                group_ix = build_group(&b, GROUP_REPLICAS, s);
            build_item(&b, w, e->workloads[w].running_unknown);
            build_present(&b, w, b.cluster_of[stack->cluster_ix]);
        }
        if (group_ix >= 0) {
            bool *lives_in = ARENA_NEW(arena, ret->cluster_count, bool);
            lives_in[b.cluster_of[stack->cluster_ix]] = true;
            b.groups[group_ix].lives_in = lives_in;
            allow_home(&b, group_ix);
        }
    }
    bool any = b.group_count > first;
    build_finish(&b);
    return any;
}
