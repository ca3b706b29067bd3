/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/verify.h"

/* Counted first, then written: items is NULL in the first pass. */
struct standing_list {
    struct verify_standing *items;
    int32_t count;
};

static void add(struct standing_list *list, struct verify_standing standing)
{
    if (list->items)
        list->items[list->count] = standing;
    list->count++;
}

/* Without placements a daemon runs on every node of its cluster that takes it. */
static void add_own_daemon(struct plan_check *check, int32_t workload_ix,
                           struct standing_list *list)
{
    struct question *q = &check->q;
    int32_t stack_ix = q->estate->workloads[workload_ix].stack_ix;
    const struct cluster *cluster = &q->estate->clusters[q->estate->stacks[stack_ix].cluster_ix];

    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (question_survives(q, n) && question_rule_takes(q, workload_ix, n))
            add(list, (struct verify_standing){workload_ix, n, 1, true,
                                               !question_gives_way(q, workload_ix)});
    }
}

static void add_residents(struct plan_check *check, struct standing_list *list)
{
    const struct question *q = &check->q;
    const struct estate *estate = q->estate;

    for (int32_t w = 0; w < estate->workload_count; w++) {
        const struct workload *workload = &estate->workloads[w];
        bool stays = !question_is_movable(q, w) && !question_gives_way(q, w);

        if (q->scenario->cluster_lost[estate->stacks[workload->stack_ix].cluster_ix])
            continue;
        if (workload->is_daemon && workload->placement_count == 0)
            add_own_daemon(check, w, list);
        for (int32_t i = 0; i < workload->placement_count; i++) {
            const struct placement *at = &estate->placements[workload->first_placement + i];

            if (question_survives(q, at->node_ix))
                add(list, (struct verify_standing){w, at->node_ix, at->replicas, true, stays});
        }
    }
}

static void add_planned(const struct plan_check *check, struct standing_list *list)
{
    const struct plan *plan = check->plan;
    bool is_pinned = check->q.options->residents == RESIDENTS_PINNED;

    for (int32_t i = 0; i < plan->resident_count; i++)
        add(list,
            (struct verify_standing){plan->residents[i].workload_ix, plan->residents[i].node_ix,
                                     plan->residents[i].replicas, is_pinned, true});
    for (int32_t i = 0; i < plan->entry_count; i++)
        add(list, (struct verify_standing){plan->entries[i].workload_ix, plan->entries[i].node_ix,
                                           plan->entries[i].replicas, false, true});
    for (int32_t i = 0; i < check->told_daemon_count; i++)
        add(list, (struct verify_standing){check->daemons[i].workload_ix, check->daemons[i].node_ix,
                                           1, false, true});
}

bool verify_standing(const struct estate *estate, const struct scenario *scenario,
                     const struct question_options *options, const struct plan *plan,
                     struct arena *arena, const struct verify_standing **ret, int32_t *ret_count)
{
    struct plan_check check;
    struct verify_report report = {0};
    struct standing_list list = {NULL, 0};

    check_places(&check, estate, scenario, options, plan, arena, &report);
    if (!check.is_sound)
        return false;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1)
            list.items = ARENA_NEW(arena, list.count, struct verify_standing);
        list.count = 0;
        add_residents(&check, &list);
        add_planned(&check, &list);
    }
    *ret = list.items;
    *ret_count = list.count;
    return true;
}
