/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second plan of a choice, told as what differs from the first. */
#include <string.h>

#include "base/arena.h"
#include "result/why/why.h"

bool result_same_plan(const struct result_entry *a, int32_t a_count, const struct result_entry *b,
                      int32_t b_count)
{
    if (a_count != b_count)
        return false;
    for (int32_t i = 0; i < a_count; i++)
        if (strcmp(a[i].workload, b[i].workload) != 0 || strcmp(a[i].kind, b[i].kind) != 0 ||
            strcmp(a[i].of, b[i].of) != 0 || strcmp(a[i].cluster, b[i].cluster) != 0 ||
            strcmp(a[i].node, b[i].node) != 0 || a[i].replicas != b[i].replicas)
            return false;
    return true;
}

void tell_second(const struct telling *t, const struct alternative *other,
                 const struct plan *second, struct arena *arena, struct result_stack *ret)
{
    const struct problem *p = t->problem;
    struct result_differing *list = ARENA_NEW(arena, p->group_count, struct result_differing);
    for (int32_t g = 0; g < p->group_count; g++) {
        int32_t before_count, count, cluster = other->group_cluster[g];
        if (p->groups[g].kind == GROUP_RESIDENT)
            continue;
        const struct result_entry *before = tell_entries(t, t->plan, g, arena, &before_count);
        const struct result_entry *entries = tell_entries(t, second, g, arena, &count);
        bool was_recovered = t->solution->groups[g].outcome == OUTCOME_IN_PLAN;
        bool is_whole = p->groups[g].kind == GROUP_WHOLE;
        if (was_recovered == other->is_recovered[g] &&
            (!is_whole || t->solution->groups[g].cluster == cluster) &&
            result_same_plan(before, before_count, entries, count))
            continue;
        list[ret->differing_count++] = (struct result_differing){
            .stack = tell_path(t, p->groups[g].stack_ix, arena),
            .target = is_whole && cluster >= 0
                          ? t->question->estate->clusters[p->cluster_ix[cluster]].name
                          : "",
            .is_recovered = other->is_recovered[g],
            .plan = entries,
            .plan_count = count,
        };
    }
    ret->differing = list;
}
