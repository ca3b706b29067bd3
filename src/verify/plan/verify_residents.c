/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/verify.h"

/* Replicas of a workload on a node today. */
static int64_t count_on(const struct estate *estate, int32_t workload_ix, int32_t node_ix)
{
    const struct workload *workload = &estate->workloads[workload_ix];
    const struct placement *placements = &estate->placements[workload->first_placement];
    int32_t low = 0, high = workload->placement_count;
    int64_t sum = 0;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (placements[middle].node_ix < node_ix)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < workload->placement_count && placements[low].node_ix == node_ix; low++)
        sum += placements[low].replicas;
    return sum;
}

int64_t check_home(const struct question *q, int32_t workload_ix, int32_t node_ix)
{
    return question_is_movable(q, workload_ix) ? count_on(q->estate, workload_ix, node_ix) : 0;
}

static int64_t beyond(int64_t replicas, int64_t home)
{
    return replicas > home ? replicas - home : 0;
}

int64_t check_resident_fresh(const struct question *q, const struct plan_entry *entry)
{
    return beyond(entry->replicas, check_home(q, entry->workload_ix, entry->node_ix));
}

int64_t check_fresh(const struct question *q, const struct plan_entry *entry)
{
    return question_gives_way(q, entry->workload_ix)
               ? beyond(entry->replicas, count_on(q->estate, entry->workload_ix, entry->node_ix))
               : entry->replicas;
}

void check_settle(struct plan_check *check, const struct plan_entry *entry, int64_t fresh)
{
    struct question *q = &check->q;
    wide_int *cells = &q->stays[(int64_t)entry->node_ix * q->resource_count];

    for (int32_t r = 0; r < q->resource_count; r++)
        cells[r] += (wide_int)(entry->replicas - fresh) *
                    estate_reservation(q->estate, entry->workload_ix, r);
    check_add(check, entry->workload_ix, entry->node_ix, fresh);
}

static void place_resident(struct plan_check *check, const struct plan_entry *entry)
{
    struct question *q = &check->q;
    int64_t fresh = check_resident_fresh(q, entry);

    check_settle(check, entry, fresh);
    if (fresh == 0)
        return;
    if (!question_takes(q, entry->workload_ix, entry->node_ix))
        report_refuted(check->report, check->arena, "%s on %s: the node does not %s",
                       check_workload_name(check, entry->workload_ix),
                       check_node_name(check, entry->node_ix),
                       question_reaches(q, entry->workload_ix, entry->node_ix)
                           ? "take the resident by its rules or state"
                           : "reach the resident's volumes");
}

static bool is_resident_place(struct plan_check *check, const struct plan_entry *entry)
{
    const struct question *q = &check->q;
    const struct workload *workload = &q->estate->workloads[entry->workload_ix];
    int32_t cluster_ix = q->estate->stacks[workload->stack_ix].cluster_ix;
    const char *fault = NULL;

    if (q->scenario->cluster_lost[cluster_ix])
        fault = "its cluster is lost: it is no resident";
    else if (workload->is_daemon)
        fault = "daemons are not listed";
    else if (q->estate->nodes[entry->node_ix].cluster_ix != cluster_ix)
        fault = "residents stay in their cluster";
    else if (!question_survives(q, entry->node_ix))
        fault = "the node is lost";
    if (!fault)
        return true;
    check->is_sound = false;
    report_refuted(check->report, check->arena, "%s on %s: %s",
                   check_workload_name(check, entry->workload_ix),
                   check_node_name(check, entry->node_ix), fault);
    return false;
}

/* Known replicas that move or stay must all be listed; unknown ones may be left out. */
static void check_resident_total(struct plan_check *check, int32_t workload_ix)
{
    const struct question *q = &check->q;
    const struct workload *workload = &q->estate->workloads[workload_ix];
    int64_t least = 0, most, listed = 0;

    if (q->scenario->cluster_lost[q->estate->stacks[workload->stack_ix].cluster_ix])
        return;
    if (question_is_movable(q, workload_ix))
        least = question_known(q, workload_ix);
    most = least + question_unknown(q, workload_ix);
    for (int32_t i = 0; i < check->residents[workload_ix].count; i++)
        listed += check->plan->residents[check->residents[workload_ix].first + i].replicas;
    if (listed < least || listed > most)
        report_refuted(check->report, check->arena,
                       "%s: %lld resident replicas are placed; expected %lld to %lld",
                       check_workload_name(check, workload_ix), (long long)listed, (long long)least,
                       (long long)most);
    else
        check->report->residents_left_out += most - listed;
}

void check_residents(struct plan_check *check)
{
    const struct plan *plan = check->plan;

    if (plan->resident_count > 0)
        check->report->claims++;
    for (int32_t i = 0; i < plan->resident_count; i++) {
        const struct plan_entry *entry = &plan->residents[i];

        if (!check_entry(check, "residents", entry, i > 0 ? entry - 1 : NULL) ||
            !is_resident_place(check, entry))
            continue;
        if (check->residents[entry->workload_ix].count++ == 0)
            check->residents[entry->workload_ix].first = i;
        place_resident(check, entry);
    }
    if (!check->is_sound)
        return;
    for (int32_t w = 0; w < check->q.estate->workload_count; w++)
        check_resident_total(check, w);
    if (check->report->residents_left_out > 0)
        check->report->note = arena_format(
            check->arena, "%lld resident replicas of unknown node have no place and are left out",
            (long long)check->report->residents_left_out);
}
