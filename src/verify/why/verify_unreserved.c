/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/why/verify_unreserved.h"

#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/why/verify_why_check.h"

struct verify_zeros {
    struct plan_check check;
    const bool *counted; /* [unit_count] */
    int32_t resource;
    struct verify_zero *ret;
};

static bool is_zero(const struct verify_zeros *z, int32_t workload_ix)
{
    return estate_reservation(z->check.q.estate, workload_ix, z->resource) == 0;
}

/* Replicas that stand on the node in the end, and, `stays`, in any plan. */
static void stand(struct verify_zeros *z, int32_t workload_ix, int32_t node_ix, int64_t replicas,
                  bool stays)
{
    struct verify_zero_node *node = &z->ret->nodes[node_ix];
    wide_int amount =
        (wide_int)estate_reservation(z->check.q.estate, workload_ix, z->resource) * replicas;
    int64_t zeros = is_zero(z, workload_ix) ? replicas : 0;

    node->free -= amount;
    node->zeros += zeros;
    if (stays) {
        node->stays_free -= amount;
        node->stays_zeros += zeros;
    }
}

/* ---- residents */

static void stand_own_daemon(struct verify_zeros *z, int32_t workload_ix)
{
    struct question *q = &z->check.q;
    int32_t stack_ix = q->estate->workloads[workload_ix].stack_ix;
    const struct cluster *cluster = &q->estate->clusters[q->estate->stacks[stack_ix].cluster_ix];

    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        if (question_survives(q, n) && question_rule_takes(q, workload_ix, n))
            stand(z, workload_ix, n, 1, true);
}

static void stand_residents(struct verify_zeros *z)
{
    const struct question *q = &z->check.q;
    const struct estate *estate = q->estate;

    for (int32_t w = 0; w < estate->workload_count; w++) {
        const struct workload *workload = &estate->workloads[w];

        if (q->scenario->cluster_lost[estate->stacks[workload->stack_ix].cluster_ix])
            continue;
        if (workload->is_daemon && workload->placement_count == 0)
            stand_own_daemon(z, w);
        for (int32_t i = 0; i < workload->placement_count && !question_is_movable(q, w); i++) {
            const struct placement *at = &estate->placements[workload->first_placement + i];

            if (question_survives(q, at->node_ix))
                stand(z, w, at->node_ix, at->replicas, true);
        }
    }
    for (int32_t i = 0; i < z->check.plan->resident_count; i++) {
        const struct plan_entry *entry = &z->check.plan->residents[i];

        stand(z, entry->workload_ix, entry->node_ix, entry->replicas, false);
        z->ret->nodes[entry->node_ix].is_bound |=
            entry->replicas > check_home(q, entry->workload_ix, entry->node_ix);
    }
}

/* ---- newcomers */

static void stand_newcomer(struct verify_zeros *z, const struct plan_entry *entry)
{
    int32_t item = z->check.q.item_of_workload[entry->workload_ix];

    if (!z->counted[z->check.q.items[item].unit_ix])
        return;
    stand(z, entry->workload_ix, entry->node_ix, entry->replicas, false);
    z->ret->nodes[entry->node_ix].is_bound = true;
}

static void stand_newcomers(struct verify_zeros *z)
{
    for (int32_t i = 0; i < z->check.plan->entry_count; i++)
        stand_newcomer(z, &z->check.plan->entries[i]);
    for (int32_t i = 0; i < z->check.daemon_count; i++)
        stand_newcomer(z, &z->check.daemons[i]);
}

/* ---- the stacks that a plan would have to keep */

static bool is_complete(const struct plan_check *check, int32_t unit_ix)
{
    const struct unit *unit = &check->q.units[unit_ix];

    if (!check->listed[unit_ix] || !check->listed[unit_ix]->is_recovered)
        return false;
    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++)
        if (check->placed[i] != check->q.items[i].lost + check->q.items[i].more)
            return false;
    return true;
}

static void mark_clusters(const struct question *q, const struct unit *unit, bool *may_take)
{
    for (int32_t c = 0; c < q->estate->cluster_count; c++)
        may_take[c] |= unit->kind == UNIT_FAMILY || question_allows(q, unit, c);
}

static void add_needed(struct verify_zeros *z)
{
    const struct question *q = &z->check.q;
    bool *may_take = ARENA_NEW(z->check.arena, q->estate->cluster_count, bool);

    for (int32_t u = 0; u < q->unit_count; u++) {
        const struct unit *unit = &q->units[u];

        if (!z->counted[u] || !is_complete(&z->check, u))
            continue;
        mark_clusters(q, unit, may_take);
        for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
            int64_t one = estate_reservation(q->estate, q->items[i].workload_ix, z->resource);

            z->ret->demand += (wide_int)one * z->check.placed[i];
            z->ret->zeros += one == 0 ? z->check.placed[i] : 0;
            if (z->check.placed[i] > 0 && one > z->ret->largest)
                z->ret->largest = one;
        }
    }
    for (int32_t n = 0; n < q->estate->node_count; n++)
        z->ret->nodes[n].may_take = may_take[q->estate->nodes[n].cluster_ix] &&
                                    question_survives(q, n) && q->estate->nodes[n].is_ready;
}

struct verify_zeros *verify_zeros_begin(const struct estate *estate,
                                        const struct scenario *scenario,
                                        const struct question_options *options,
                                        const struct plan *plan, struct arena *arena)
{
    struct verify_zeros *zeros = ARENA_NEW(arena, 1, struct verify_zeros);
    struct verify_report report = {0};

    check_places(&zeros->check, estate, scenario, options, plan, arena, &report);
    zeros->check.report = NULL;
    return zeros->check.is_sound ? zeros : NULL;
}

void verify_zero(struct verify_zeros *zeros, int32_t tier, int32_t resource,
                 struct verify_zero *ret)
{
    const struct estate *estate = zeros->check.q.estate;
    struct why_check why = {
        .q = zeros->check.q, .plan = zeros->check.plan, .arena = zeros->check.arena};

    *ret = (struct verify_zero){
        .nodes = ARENA_NEW(zeros->check.arena, estate->node_count, struct verify_zero_node)};
    zeros->counted = why_counted(&why, tier);
    zeros->resource = resource;
    zeros->ret = ret;
    for (int32_t n = 0; n < estate->node_count; n++)
        ret->nodes[n].free = ret->nodes[n].stays_free =
            zeros->check.q.room[(int64_t)n * estate->resource_count + resource];
    stand_residents(zeros);
    stand_newcomers(zeros);
    add_needed(zeros);
}

bool verify_zero_may_hold(const struct verify_zero *zero, int32_t node_count, int64_t use)
{
    wide_int sum = 0, slots = 0, largest = 0;

    for (int32_t n = 0; n < node_count; n++) {
        const struct verify_zero_node *node = &zero->nodes[n];
        wide_int left = node->stays_free - node->stays_zeros * use;

        if (!node->may_take || left <= 0)
            continue;
        sum += left;
        slots += use > 0 ? left / use : zero->zeros;
        largest = left > largest ? left : largest;
    }
    return sum >= zero->demand + zero->zeros * use && (use == 0 || slots >= zero->zeros) &&
           largest >= zero->largest && (zero->zeros == 0 || largest >= use);
}
