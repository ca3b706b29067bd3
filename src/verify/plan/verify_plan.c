/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "verify/plan/verify_check.h"
#include "verify/verify.h"

const char *check_workload_name(const struct plan_check *check, int32_t workload_ix)
{
    const struct workload *workload = &check->q.estate->workloads[workload_ix];

    return arena_format(check->arena, "%s: %s", question_name(&check->q, workload->stack_ix),
                        workload->name);
}

const char *check_node_name(const struct plan_check *check, int32_t node_ix)
{
    const struct node *node = &check->q.estate->nodes[node_ix];

    return arena_format(check->arena, "%s/%s", check->q.estate->clusters[node->cluster_ix].name,
                        node->name);
}

static bool is_sound(struct plan_check *check, const char *what, const struct plan_entry *entry,
                     const struct plan_entry *before)
{
    const struct estate *estate = check->q.estate;

    if (entry->workload_ix < 0 || entry->workload_ix >= estate->workload_count ||
        entry->node_ix < 0 || entry->node_ix >= estate->node_count) {
        report_refuted(check->report, check->arena,
                       "%s: found workload %d on node %d; the estate has %d workloads and %d nodes",
                       what, entry->workload_ix, entry->node_ix, estate->workload_count,
                       estate->node_count);
        return false;
    }
    if (entry->replicas < 1 || entry->replicas > CAP_REPLICAS) {
        report_refuted(
            check->report, check->arena, "%s on %s: found %lld replicas; expected 1 to %lld",
            check_workload_name(check, entry->workload_ix), check_node_name(check, entry->node_ix),
            (long long)entry->replicas, (long long)CAP_REPLICAS);
        return false;
    }
    if (before &&
        (before->workload_ix > entry->workload_ix ||
         (before->workload_ix == entry->workload_ix && before->node_ix >= entry->node_ix))) {
        report_refuted(check->report, check->arena, "%s on %s: out of order or listed twice",
                       check_workload_name(check, entry->workload_ix),
                       check_node_name(check, entry->node_ix));
        return false;
    }
    return true;
}

bool check_entry(struct plan_check *check, const char *what, const struct plan_entry *entry,
                 const struct plan_entry *before)
{
    if (is_sound(check, what, entry, before))
        return true;
    check->is_sound = false;
    return false;
}

void check_add(struct plan_check *check, int32_t workload_ix, int32_t node_ix, int64_t replicas)
{
    wide_int *added = &check->added[(int64_t)node_ix * check->q.resource_count];

    for (int32_t r = 0; r < check->q.resource_count; r++)
        added[r] += (wide_int)replicas * estate_reservation(check->q.estate, workload_ix, r);
}

/* The unit that a listed stack stands for, -1 when it stands for none. */
static int32_t listed_unit(struct plan_check *check, const struct plan_stack *stack)
{
    const struct question *q = &check->q;
    int32_t u;

    if (stack->stack_ix < 0 || stack->stack_ix >= q->estate->stack_count) {
        report_refuted(check->report, check->arena, "plan: found stack %d; the estate has %d",
                       stack->stack_ix, q->estate->stack_count);
        return -1;
    }
    u = q->unit_of_stack[stack->stack_ix];
    if (u < 0 || q->units[u].stack_ix != stack->stack_ix || !q->units[u].is_asked) {
        report_refuted(check->report, check->arena, "%s: is in the plan, but %s",
                       question_name(q, stack->stack_ix),
                       u < 0                  ? "loses nothing that can be placed elsewhere"
                       : q->units[u].is_asked ? "another lost instance stands for it"
                                              : "its tier is not asked");
        return -1;
    }
    return u;
}

/* False when there is no such cluster, so that the stack does not count as listed. */
static bool check_target(struct plan_check *check, const struct plan_stack *stack,
                         const struct unit *unit)
{
    const struct question *q = &check->q;
    const char *name = question_name(q, stack->stack_ix);

    if (unit->kind != UNIT_WHOLE) {
        if (stack->cluster_ix != -1)
            report_refuted(check->report, check->arena,
                           "%s: found a target cluster; its replicas are placed one by one", name);
        return true;
    }
    if (stack->cluster_ix < 0 || stack->cluster_ix >= q->estate->cluster_count) {
        report_refuted(check->report, check->arena,
                       "%s: found target cluster %d; the estate has %d", name, stack->cluster_ix,
                       q->estate->cluster_count);
        return false;
    }
    if (!question_allows(q, unit, stack->cluster_ix))
        report_refuted(check->report, check->arena, "%s: %s is lost or not allowed for it", name,
                       q->estate->clusters[stack->cluster_ix].name);
    return true;
}

static void check_stacks(struct plan_check *check)
{
    int32_t before = -1;

    for (int32_t i = 0; i < check->plan->stack_count; i++) {
        const struct plan_stack *stack = &check->plan->stacks[i];
        int32_t u = listed_unit(check, stack);

        check->report->claims++;
        if (u < 0)
            continue;
        if (stack->stack_ix <= before)
            report_refuted(check->report, check->arena, "%s: out of order or listed twice",
                           question_name(&check->q, stack->stack_ix));
        before = stack->stack_ix;
        if (check_target(check, stack, &check->q.units[u]))
            check->listed[u] = stack;
    }
}

/* One replica group on one node: may it be there? */
static void check_place(struct plan_check *check, const struct plan_entry *entry, int32_t item_ix)
{
    struct question *q = &check->q;
    const struct unit *unit = &q->units[q->items[item_ix].unit_ix];
    const struct plan_stack *listed = check->listed[q->items[item_ix].unit_ix];
    int32_t cluster_ix = q->estate->nodes[entry->node_ix].cluster_ix;
    const char *fault = NULL;

    if (!listed)
        fault = "its stack is not in the plan";
    else if (q->items[item_ix].is_daemon)
        fault = "daemons are not listed";
    else if (!question_survives(q, entry->node_ix))
        fault = "the node is lost";
    else if (unit->kind == UNIT_WHOLE && cluster_ix != listed->cluster_ix)
        fault = "the node is not in the stack's target";
    else if (!question_allows(q, unit, cluster_ix))
        fault = "the cluster is not allowed for it";
    else if (check_fresh(q, entry) == 0)
        fault = NULL; /* it was there before */
    else if (unit->is_fixed)
        fault = "it may be dropped, but not moved";
    else if (!question_reaches(q, entry->workload_ix, entry->node_ix))
        fault = "the node does not reach its volumes";
    else if (!question_takes(q, entry->workload_ix, entry->node_ix))
        fault = "the node does not take it by its rules or state";
    if (fault)
        report_refuted(check->report, check->arena, "%s on %s: %s",
                       check_workload_name(check, entry->workload_ix),
                       check_node_name(check, entry->node_ix), fault);
}

static void check_entries(struct plan_check *check)
{
    const struct plan *plan = check->plan;

    for (int32_t i = 0; i < plan->entry_count; i++) {
        const struct plan_entry *entry = &plan->entries[i];
        int32_t item;

        if (!check_entry(check, "plan", entry, i > 0 ? entry - 1 : NULL))
            continue;
        item = check->q.item_of_workload[entry->workload_ix];
        if (item < 0) {
            check->is_sound = false;
            report_refuted(check->report, check->arena, "%s on %s: nothing of it is displaced",
                           check_workload_name(check, entry->workload_ix),
                           check_node_name(check, entry->node_ix));
            continue;
        }
        check_place(check, entry, item);
        if (check->entries[item].count++ == 0)
            check->entries[item].first = i;
        check->placed[item] += entry->replicas;
        check_settle(check, entry, check_fresh(&check->q, entry));
    }
}

/* Whole stacks: all of it, or at least what is enough. Others: not more than what is lost. */
static void check_counts(struct plan_check *check)
{
    const struct question *q = &check->q;

    for (int32_t i = 0; i < q->item_count; i++) {
        const struct unit_item *item = &q->items[i];
        bool is_whole = q->units[item->unit_ix].kind == UNIT_WHOLE;

        if (!check->listed[item->unit_ix] || item->is_daemon)
            continue;
        if (check->placed[i] > item->lost + item->more)
            report_refuted(check->report, check->arena, "%s: %lld replicas are placed; %s %lld",
                           check_workload_name(check, item->workload_ix),
                           (long long)check->placed[i],
                           is_whole && item->more == 0 ? "expected" : "at most",
                           (long long)(item->lost + item->more));
        else if (is_whole && check->placed[i] < item->lost)
            report_refuted(check->report, check->arena, "%s: %lld replicas are placed; %s %lld",
                           check_workload_name(check, item->workload_ix),
                           (long long)check->placed[i], item->more == 0 ? "expected" : "at least",
                           (long long)item->lost);
    }
}

static void keep_daemon(struct plan_check *check, int32_t workload_ix, int32_t node_ix)
{
    if (check->daemon_count == check->daemon_room) {
        struct plan_entry *before = check->daemons;

        check->daemon_room = check->daemon_room * 2 + 16;
        check->daemons = ARENA_NEW(check->arena, check->daemon_room, struct plan_entry);
        if (before)
            memcpy(check->daemons, before, (size_t)check->daemon_count * sizeof *before);
    }
    check->daemons[check->daemon_count++] = (struct plan_entry){workload_ix, node_ix, 1};
}

/* One replica of the unit's daemons on every node of the cluster that takes them. A role that two
 * lost instances of a family share runs once. */
static void add_daemons(struct plan_check *check, const struct unit *unit, int32_t cluster_ix)
{
    struct question *q = &check->q;
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];

    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        if (!q->items[i].is_daemon || q->items[i].role_ix != i)
            continue;
        for (int32_t k = 0; k < cluster->node_count; k++) {
            int32_t n = cluster->first_node + k;

            if (!question_survives(q, n) || !question_takes(q, q->items[i].workload_ix, n))
                continue;
            keep_daemon(check, q->items[i].workload_ix, n);
        }
    }
}

static bool has_daemons(const struct question *q, const struct unit *unit)
{
    for (int32_t i = 0; i < unit->item_count; i++) {
        if (q->items[unit->first_item + i].is_daemon)
            return true;
    }
    return false;
}

static void check_daemons(struct plan_check *check)
{
    const struct question *q = &check->q;
    int32_t *charged = ARENA_NEW(check->arena, q->estate->cluster_count, int32_t);

    for (int32_t u = 0; u < q->unit_count; u++) {
        const struct unit *unit = &q->units[u];
        const struct plan_stack *listed = check->listed[u];

        if (!listed || unit->kind == UNIT_PARTIAL || !has_daemons(q, unit))
            continue;
        if (unit->kind == UNIT_WHOLE) {
            add_daemons(check, unit, listed->cluster_ix);
            continue;
        }
        for (int32_t i = unit->first_item;
             check->is_sound && i < unit->first_item + unit->item_count; i++) {
            for (int32_t e = 0; e < check->entries[i].count; e++) {
                int32_t node_ix = check->plan->entries[check->entries[i].first + e].node_ix;
                int32_t cluster_ix = q->estate->nodes[node_ix].cluster_ix;

                if (charged[cluster_ix] == u + 1 || question_lives_in(q, unit, cluster_ix))
                    continue;
                charged[cluster_ix] = u + 1;
                add_daemons(check, unit, cluster_ix);
            }
        }
    }
    if (check->is_sound)
        check_drop_daemons(check);
    for (int32_t i = 0; i < check->daemon_count; i++)
        check_add(check, check->daemons[i].workload_ix, check->daemons[i].node_ix, 1);
}

static void check_capacity(struct plan_check *check)
{
    const struct question *q = &check->q;

    check->report->claims++;
    for (int32_t n = 0; n < q->estate->node_count; n++) {
        if (!question_survives(q, n))
            continue;
        for (int32_t r = 0; r < q->resource_count; r++) {
            int64_t cell = (int64_t)n * q->resource_count + r;
            wide_int is_free = q->room[cell] - q->stays[cell];

            if (q->room[cell] == NO_LIMIT || check->added[cell] == 0 ||
                check->added[cell] <= is_free)
                continue;
            report_refuted(check->report, check->arena, "%s: %s: the plan adds %lld; free are %lld",
                           check_node_name(check, n), q->estate->resources[r].name,
                           report_number(check->added[cell]),
                           report_number(is_free > 0 ? is_free : 0));
        }
    }
}

static void check_init(struct plan_check *check, const struct plan *plan, struct arena *arena,
                       struct verify_report *report)
{
    const struct question *q = &check->q;

    check->plan = plan;
    check->report = report;
    check->arena = arena;
    check->listed = ARENA_NEW(arena, q->unit_count, const struct plan_stack *);
    check->entries = ARENA_NEW(arena, q->item_count, struct entry_range);
    check->placed = ARENA_NEW(arena, q->item_count, int64_t);
    check->residents = ARENA_NEW(arena, q->estate->workload_count, struct entry_range);
    check->added = ARENA_NEW(arena, (int64_t)q->estate->node_count * q->resource_count, wide_int);
    check->daemons = NULL;
    check->daemon_count = check->daemon_room = 0;
    check->is_sound = true;
}

void check_places(struct plan_check *check, const struct estate *estate,
                  const struct scenario *scenario, const struct question_options *options,
                  const struct plan *plan, struct arena *arena, struct verify_report *report)
{
    question_init(&check->q, estate, scenario, options, arena);
    check_init(check, plan, arena, report);
    check_giving_way(check);
    check_stacks(check);
    check_entries(check);
    check_counts(check);
    check_residents(check);
    check_daemons(check);
}

static void check_all(struct plan_check *check)
{
    check_capacity(check);
    if (check->is_sound) {
        check_caps(check);
        check_between(check);
        check_quotas(check);
    }
    check_tiers(check, check_recovered(check));
}

void verify_plan(const struct estate *estate, const struct scenario *scenario,
                 const struct question_options *options, const struct plan *plan,
                 struct arena *arena, struct verify_report *report)
{
    struct plan_check check;

    check_places(&check, estate, scenario, options, plan, arena, report);
    check_all(&check);
}

bool verify_plan_standing(const struct estate *estate, const struct scenario *scenario,
                          const struct question_options *options, const struct plan *plan,
                          struct arena *arena, struct verify_report *report, struct arena *kept,
                          const struct verify_standing **ret, int32_t *ret_count)
{
    struct plan_check check;

    check_places(&check, estate, scenario, options, plan, arena, report);
    check_all(&check);
    return check_standing(&check, kept, ret, ret_count);
}
