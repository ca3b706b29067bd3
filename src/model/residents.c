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

int64_t build_movable(const struct build *build, int32_t workload_ix)
{
    const struct workload *w = &build->question->estate->workloads[workload_ix];
    int64_t sum = 0;
    for (int32_t i = 0; i < w->placement_count; i++)
        if (build->remains->is_movable[w->first_placement + i])
            sum += build->question->estate->placements[w->first_placement + i].replicas;
    return sum;
}

void build_homes(struct build *build, int32_t workload_ix)
{
    const struct estate *e = build->question->estate;
    const struct workload *w = &e->workloads[workload_ix];
    struct item *item = &build->items[build->item_count - 1];
    for (int32_t i = 0; i < w->placement_count; i++) {
        const struct placement *p = &e->placements[w->first_placement + i];
        if (!build->remains->is_movable[w->first_placement + i])
            continue;
        struct share share = {(int32_t)build->item_count - 1, build->bin_of[p->node_ix],
                              p->replicas};
        VEC_PUSH(build->home, build->home_count, build->home_room, share);
        item->home_count++;
    }
}

bool build_gives_way(const struct build *build, int32_t stack_ix)
{
    const bool *gives_way = build->question->options->gives_way;
    return gives_way && gives_way[stack_ix];
}

void build_residents(struct build *build, const int64_t *unknown_placed)
{
    const struct estate *e = build->question->estate;
    for (int32_t s = 0; s < e->stack_count; s++) {
        const struct stack *stack = &e->stacks[s];
        int32_t group_ix = -1;
        if (build_gives_way(build, s))
            continue;
        for (int32_t i = 0; i < stack->workload_count && is_surviving(build, stack); i++) {
            int32_t w = stack->first_workload + i;
            int64_t replicas = build_movable(build, w);
            replicas += unknown_placed ? unknown_placed[w] : 0;
            if (replicas == 0)
                continue;
            if (group_ix < 0)
                group_ix = build_group(build, GROUP_RESIDENT, s);
            build_item(build, w, replicas);
            build_present(build, w, build->cluster_of[stack->cluster_ix]);
            build_homes(build, w);
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
