/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/caps.h"
#include "verify/verify_cover.h"

/* Is this an entry of a resident where a resident can be? Others are refuted with the plan. */
static bool is_sound(const struct question *q, const struct plan_entry *entry)
{
    const struct estate *estate = q->estate;
    int32_t stack_ix;

    if (entry->workload_ix < 0 || entry->workload_ix >= estate->workload_count ||
        entry->node_ix < 0 || entry->node_ix >= estate->node_count || entry->replicas < 1 ||
        entry->replicas > CAP_REPLICAS)
        return false;
    stack_ix = estate->workloads[entry->workload_ix].stack_ix;
    return question_survives(q, entry->node_ix) &&
           estate->nodes[entry->node_ix].cluster_ix == estate->stacks[stack_ix].cluster_ix;
}

/* Replicas that the plan places of each resident workload. */
static int64_t *find_listed(const struct cover *cover)
{
    const struct question *q = &cover->q;
    int64_t *listed = ARENA_NEW(cover->arena, q->estate->workload_count, int64_t);

    for (int32_t i = 0; i < cover->plan->resident_count; i++) {
        const struct plan_entry *entry = &cover->plan->residents[i];

        if (is_sound(q, entry))
            listed[entry->workload_ix] += entry->replicas;
    }
    return listed;
}

/* What a workload uses where it stands. */
static void add_homes(const struct cover *cover, int32_t workload_ix, wide_int *homes)
{
    const struct question *q = &cover->q;
    const struct workload *workload = &q->estate->workloads[workload_ix];

    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *at = &q->estate->placements[workload->first_placement + i];

        for (int32_t r = 0; question_survives(q, at->node_ix) && r < q->resource_count; r++)
            homes[(int64_t)at->node_ix * q->resource_count + r] +=
                (wide_int)at->replicas * estate_reservation(q->estate, workload_ix, r);
    }
}

/* What resident workloads must use somewhere in their cluster goes off its row; what of it stands
 * on a node now is gathered in homes. */
static void take_residents(struct cover *cover, wide_int *homes, bool *has_residents)
{
    const struct question *q = &cover->q;
    const struct estate *estate = q->estate;
    const int64_t *listed = cover->listed;

    for (int32_t w = 0; w < estate->workload_count; w++) {
        const struct workload *workload = &estate->workloads[w];
        int32_t c = estate->stacks[workload->stack_ix].cluster_ix;
        bool is_movable = question_is_movable(q, w);
        int64_t known, count;

        if (q->scenario->cluster_lost[c])
            continue;
        if (question_gives_way(q, w)) {
            add_homes(cover, w, homes);
            has_residents[c] = true;
            continue;
        }
        known = is_movable ? question_known(q, w) : 0;
        count = known + question_unknown(q, w);
        if (listed[w] < count)
            count = listed[w] > known ? listed[w] : known;
        if (count == 0)
            continue;
        has_residents[c] = true;
        for (int32_t r = 0; r < q->resource_count; r++)
            cover->row[(int64_t)c * q->resource_count + r] -=
                (wide_int)count * estate_reservation(estate, w, r);
        if (is_movable)
            add_homes(cover, w, homes);
    }
}

/* One workload for each rule that a displaced workload has. */
static int32_t *find_rules(const struct cover *cover, int32_t *ret_count)
{
    const struct question *q = &cover->q;
    int32_t *workloads = ARENA_NEW(cover->arena, q->estate->rule_count, int32_t);
    bool *is_seen = ARENA_NEW(cover->arena, q->estate->rule_count, bool);
    int32_t count = 0;

    for (int32_t i = 0; i < q->item_count; i++) {
        int32_t rule_ix = q->estate->workloads[q->items[i].workload_ix].rule_ix;

        if (is_seen[rule_ix])
            continue;
        is_seen[rule_ix] = true;
        workloads[count++] = q->items[i].workload_ix;
    }
    *ret_count = count;
    return workloads;
}

static void add_node(struct cover *cover, int32_t node_ix, const wide_int *homes, bool in_row)
{
    const struct question *q = &cover->q;
    int64_t first = (int64_t)node_ix * q->resource_count;
    int64_t first_row = (int64_t)q->estate->nodes[node_ix].cluster_ix * q->resource_count;

    for (int32_t r = 0; r < q->resource_count; r++) {
        int64_t room = q->room[first + r];
        wide_int left = (wide_int)room - q->stays[first + r];
        wide_int *row = &cover->row[first_row + r];

        cover->is_free[first + r] = room == NO_LIMIT ? NO_LIMIT : left > 0 ? (int64_t)left : 0;
        if (!in_row || *row == ROW_NO_LIMIT)
            continue;
        if (room == NO_LIMIT)
            *row = ROW_NO_LIMIT;
        else
            *row += homes[first + r] > cover->is_free[first + r] ? homes[first + r]
                                                                 : cover->is_free[first + r];
    }
}

void cover_make_rows(struct cover *cover)
{
    struct question *q = &cover->q;
    const struct estate *estate = q->estate;
    int64_t cells = (int64_t)estate->node_count * q->resource_count;
    int64_t rows = (int64_t)estate->cluster_count * q->resource_count;
    wide_int *homes = ARENA_NEW(cover->arena, cells, wide_int);
    bool *has_residents = ARENA_NEW(cover->arena, estate->cluster_count, bool);
    int32_t rule_count;
    const int32_t *rules = find_rules(cover, &rule_count);

    cover->is_free = ARENA_NEW(cover->arena, cells, int64_t);
    cover->row = ARENA_NEW(cover->arena, rows, wide_int);
    cover->listed = find_listed(cover);
    take_residents(cover, homes, has_residents);
    cover->homes = homes;
    for (int32_t n = 0; n < estate->node_count; n++) {
        int32_t k = 0;

        if (!question_survives(q, n))
            continue;
        while (k < rule_count && !question_rule_takes(q, rules[k], n))
            k++;
        add_node(cover, n, homes, k < rule_count || has_residents[estate->nodes[n].cluster_ix]);
    }
    for (int64_t i = 0; i < rows; i++) {
        if (cover->row[i] > ROW_NO_LIMIT)
            cover->row[i] = ROW_NO_LIMIT;
        if (cover->row[i] < -ROW_NO_LIMIT)
            cover->row[i] = -ROW_NO_LIMIT;
    }
}
