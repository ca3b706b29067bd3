/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/verify.h"

/* Replicas of one role, counted on nodes and zones; zero between roles. */
struct tally {
    struct plan_check *check;
    const int32_t *zones;
    int64_t *on_node, *in_zone; /* all that run there in the end */
    int64_t *new_in_zone;       /* those of them that are new or moved */
};

static void count(struct tally *tally, int32_t node_ix, int64_t all, int64_t is_new)
{
    tally->on_node[node_ix] += all;
    tally->in_zone[tally->zones[node_ix]] += all;
    tally->new_in_zone[tally->zones[node_ix]] += is_new;
}

/* What a resident workload runs in the end: its pinned replicas and those that the plan places.
 * sign -1 takes it off again. */
static void count_resident(struct tally *tally, int32_t workload_ix, int64_t sign)
{
    const struct question *q = &tally->check->q;
    const struct workload *workload = &q->estate->workloads[workload_ix];
    const struct entry_range *range = &tally->check->residents[workload_ix];

    for (int32_t i = 0; !question_is_movable(q, workload_ix) && i < workload->placement_count;
         i++) {
        const struct placement *at = &q->estate->placements[workload->first_placement + i];

        if (question_survives(q, at->node_ix))
            count(tally, at->node_ix, sign * at->replicas, 0);
    }
    for (int32_t i = 0; i < range->count; i++) {
        const struct plan_entry *entry = &tally->check->plan->residents[range->first + i];
        int64_t home = check_home(q, workload_ix, entry->node_ix);

        count(tally, entry->node_ix, sign * entry->replicas,
              entry->replicas > home ? sign * (entry->replicas - home) : 0);
    }
}

static void count_displaced(struct tally *tally, int32_t item_ix, int64_t sign)
{
    const struct entry_range *range = &tally->check->entries[item_ix];

    for (int32_t i = 0; i < range->count; i++) {
        const struct plan_entry *entry = &tally->check->plan->entries[range->first + i];

        count(tally, entry->node_ix, sign * entry->replicas,
              sign * check_fresh(&tally->check->q, entry));
    }
}

/* A node or zone that got something new or moved may not hold more than the cap. */
static void judge(struct tally *tally, const struct plan_entry *entry)
{
    struct plan_check *check = tally->check;
    const struct workload *workload = &check->q.estate->workloads[entry->workload_ix];
    int32_t zone = tally->zones[entry->node_ix];

    if (workload->has_max_per_node && check_fresh(&check->q, entry) > 0 &&
        tally->on_node[entry->node_ix] > workload->max_per_node)
        report_refuted(
            check->report, check->arena, "%s on %s: %lld replicas; max_per_node is %lld",
            check_workload_name(check, entry->workload_ix), check_node_name(check, entry->node_ix),
            (long long)tally->on_node[entry->node_ix], (long long)workload->max_per_node);
    if (workload->has_max_per_zone && tally->new_in_zone[zone] > 0 &&
        tally->in_zone[zone] > workload->max_per_zone)
        report_refuted(check->report, check->arena,
                       "%s: %lld replicas in the zone of %s; max_per_zone is %lld",
                       check_workload_name(check, entry->workload_ix),
                       (long long)tally->in_zone[zone], check_node_name(check, entry->node_ix),
                       (long long)workload->max_per_zone);
}

static bool has_cap(const struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];

    return workload->has_max_per_node || workload->has_max_per_zone;
}

/* All items of a unit that share the role of item_ix (it is the first of them). */
static void judge_role(struct tally *tally, int32_t item_ix)
{
    struct plan_check *check = tally->check;
    const struct question *q = &check->q;
    const struct unit_item *role = &q->items[item_ix];
    const struct unit *unit = &q->units[role->unit_ix];
    int32_t end = unit->kind == UNIT_FAMILY ? unit->first_item + unit->item_count : item_ix + 1;

    for (int64_t sign = 1; sign >= -1; sign -= 2) {
        for (int32_t t = 0; t < role->twin_count; t++)
            count_resident(tally, q->twins[role->first_twin + t], sign);
        for (int32_t i = item_ix; i < end; i++) {
            if (q->items[i].role_ix == item_ix)
                count_displaced(tally, i, sign);
        }
        for (int32_t i = item_ix; sign == 1 && i < end; i++) {
            if (q->items[i].role_ix != item_ix || !has_cap(q, q->items[i].workload_ix))
                continue;
            for (int32_t e = 0; e < check->entries[i].count; e++)
                judge(tally, &check->plan->entries[check->entries[i].first + e]);
        }
    }
}

static void judge_resident(struct tally *tally, int32_t workload_ix)
{
    struct plan_check *check = tally->check;
    const struct entry_range *range = &check->residents[workload_ix];

    count_resident(tally, workload_ix, 1);
    for (int32_t i = 0; i < range->count; i++) {
        const struct plan_entry *entry = &check->plan->residents[range->first + i];

        if (entry->replicas > check_home(&check->q, workload_ix, entry->node_ix))
            judge(tally, entry);
    }
    count_resident(tally, workload_ix, -1);
}

void check_caps(struct plan_check *check)
{
    struct question *q = &check->q;
    struct tally tally = {.check = check, .zones = question_zones(q)};

    tally.on_node = ARENA_NEW(check->arena, q->estate->node_count, int64_t);
    tally.in_zone = ARENA_NEW(check->arena, q->zone_count, int64_t);
    tally.new_in_zone = ARENA_NEW(check->arena, q->zone_count, int64_t);
    for (int32_t i = 0; i < q->item_count; i++) {
        if (q->items[i].role_ix == i)
            judge_role(&tally, i);
    }
    for (int32_t w = 0; w < q->estate->workload_count; w++) {
        if (check->residents[w].count > 0 && has_cap(q, w))
            judge_resident(&tally, w);
    }
}
