/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/overload/carried.h"

#include "base/arena.h"
#include "model/eligible.h"
#include "result/tell/tell.h"

/* Counted first, then written: items is NULL in the first pass. */
struct list {
    struct carried *items;
    int32_t count;
};

static void add(struct list *list, struct carried carried)
{
    if (list->items)
        list->items[list->count] = carried;
    list->count++;
}

/* A daemon workload without placements runs once on every eligible node of its cluster. */
static void add_daemon(const struct telling *t, int32_t workload_ix, struct list *list)
{
    const struct estate *e = t->question->estate;
    const struct workload *w = &e->workloads[workload_ix];
    const struct cluster *cluster = &e->clusters[e->stacks[w->stack_ix].cluster_ix];
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        if (!t->question->scenario->node_lost[n] &&
            eligible_node(&e->rules[w->rule_ix], &e->nodes[n]) == ELIGIBLE)
            add(list, (struct carried){workload_ix, n, 1, true, true});
}

static void add_residents(const struct telling *t, struct list *list)
{
    const struct estate *e = t->question->estate;
    const struct scenario *scenario = t->question->scenario;
    for (int32_t w = 0; w < e->workload_count; w++) {
        const struct workload *workload = &e->workloads[w];
        if (scenario->cluster_lost[e->stacks[workload->stack_ix].cluster_ix])
            continue;
        if (workload->is_daemon && workload->placement_count == 0)
            add_daemon(t, w, list);
        for (int32_t i = workload->first_placement;
             i < workload->first_placement + workload->placement_count; i++)
            if (!scenario->node_lost[e->placements[i].node_ix])
                add(list, (struct carried){w, e->placements[i].node_ix, e->placements[i].replicas,
                                           true, !t->remains->is_movable[i]});
    }
}

static void add_placed(const struct telling *t, struct list *list)
{
    const struct problem *p = t->problem;
    bool is_pinned = t->question->options->residents == RESIDENTS_PINNED;
    for (int32_t i = 0; i < t->solution->assign_count; i++) {
        const struct share *share = &t->solution->assigns[i];
        const struct item *item = &p->items[share->item_ix];
        bool is_resident = p->groups[item->group_ix].kind == GROUP_RESIDENT;
        add(list, (struct carried){item->workload_ix, p->bin_node_ix[share->bin_ix], share->count,
                                   is_resident && is_pinned, true});
    }
    for (int32_t i = 0; i < p->item_count; i++)
        for (int32_t c = 0; p->items[i].is_daemon && c < p->cluster_count; c++)
            if (problem_daemon_comes(p, t->solution, p->items[i].group_ix, c))
                for (int32_t bin = p->first_bin[c]; bin < p->first_bin[c + 1]; bin++)
                    if (problem_eligible(p, i, bin))
                        add(list, (struct carried){p->items[i].workload_ix, p->bin_node_ix[bin], 1,
                                                   false, true});
}

const struct carried *carried_make(const struct telling *telling, struct arena *arena,
                                   int32_t *ret_count)
{
    struct list list = {NULL, 0};
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1)
            list.items = ARENA_NEW(arena, list.count, struct carried);
        list.count = 0;
        add_residents(telling, &list);
        add_placed(telling, &list);
    }
    *ret_count = list.count;
    return list.items;
}
