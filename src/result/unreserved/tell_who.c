/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "result/overload/carried.h"
#include "result/tell/tell.h"
#include "result/unreserved/unreserved_parts.h"

/* [workload_count] unreserved replicas that stand somewhere (node NULL), or on the named node. */
static int64_t *count_zeros(const struct looking *u, int32_t r, const struct result_bearing *where)
{
    int64_t *replicas = ARENA_NEW(u->arena, u->estate->workload_count, int64_t);
    for (int32_t i = 0; i < u->carried_count; i++) {
        const struct carried *c = &u->carried[i];
        const struct node *node = &u->estate->nodes[c->node_ix];
        if (c->after && unreserved_is_zero(u->estate, c->workload_ix, r) &&
            (!where || (strcmp(node->name, where->node) == 0 &&
                        strcmp(u->estate->clusters[node->cluster_ix].name, where->cluster) == 0)))
            replicas[c->workload_ix] = checked_add(replicas[c->workload_ix], c->replicas);
    }
    return replicas;
}

void unreserved_tell_counts(const struct looking *u, int32_t r, struct result_zero *ret)
{
    const struct estate *e = u->estate;
    const int64_t *replicas = count_zeros(u, r, NULL);
    int32_t last = -1; /* workloads are by stack */
    for (int32_t w = 0; w < e->workload_count; w++) {
        if (replicas[w] == 0)
            continue;
        ret->workloads++;
        ret->replicas = checked_add(ret->replicas, replicas[w]);
        ret->stacks += e->workloads[w].stack_ix != last;
        last = e->workloads[w].stack_ix;
    }
}

void unreserved_tell_beside(const struct looking *u, int32_t r, struct result_zero *ret)
{
    const struct estate *e = u->estate;
    int64_t *replicas = count_zeros(u, r, &ret->plan);
    struct result_beside *list = ARENA_NEW(u->arena, BESIDE_MAX, struct result_beside);
    for (ret->beside = list; ret->beside_count < BESIDE_MAX; ret->beside_count++) {
        int32_t most = 0;
        for (int32_t w = 1; w < e->workload_count; w++)
            most = replicas[w] > replicas[most] ? w : most;
        if (replicas[most] == 0)
            break;
        list[ret->beside_count] =
            (struct result_beside){tell_path(u->t, e->workloads[most].stack_ix, u->arena),
                                   e->workloads[most].name, replicas[most]};
        replicas[most] = 0;
    }
    for (int32_t w = 0; w < e->workload_count; w++)
        ret->beside_more += replicas[w] > 0;
}

void unreserved_tell_critical(const struct looking *u, struct result_unreserved *ret)
{
    const struct problem *p = u->t->problem;
    const struct estate *e = u->estate;
    const char **list = ARENA_NEW(u->arena, p->group_count, const char *);
    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];
        bool has_zero = false;
        if (group->kind == GROUP_RESIDENT || e->stacks[group->stack_ix].tier > e->critical_tier ||
            u->t->solution->groups[g].outcome != OUTCOME_IN_PLAN)
            continue;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            for (int32_t r = 0; r < UNRESERVED_ASKED; r++)
                has_zero |=
                    u->t->placed[i] > 0 && unreserved_is_zero(e, p->items[i].workload_ix, r);
        if (has_zero)
            list[ret->critical_count++] = tell_path(u->t, group->stack_ix, u->arena);
    }
    ret->critical = list;
}
