/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/verify_question.h"

#include <string.h>

#include "base/arena.h"
#include "verify/verify_room.h"

const char *question_name(const struct question *q, int32_t stack_ix)
{
    const struct stack *stack = &q->estate->stacks[stack_ix];
    const char *cluster = q->estate->clusters[stack->cluster_ix].name;

    if (stack->name_space[0] == '\0')
        return arena_format(q->arena, "%s/%s", cluster, stack->name);
    return arena_format(q->arena, "%s/%s/%s", cluster, stack->name_space, stack->name);
}

bool question_stack_gives_way(const struct question *q, int32_t stack_ix)
{
    return q->options->gives_way && q->options->gives_way[stack_ix] &&
           !q->scenario->cluster_lost[q->estate->stacks[stack_ix].cluster_ix];
}

bool question_gives_way(const struct question *q, int32_t workload_ix)
{
    return question_stack_gives_way(q, q->estate->workloads[workload_ix].stack_ix);
}

bool question_is_movable(const struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];

    return q->options->residents == RESIDENTS_REPACK && !workload->is_daemon &&
           !q->estate->stacks[workload->stack_ix].is_platform &&
           !question_gives_way(q, workload_ix);
}

int64_t question_known(const struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];
    const struct placement *placements = &q->estate->placements[workload->first_placement];
    int64_t sum = 0;

    for (int32_t i = 0; i < workload->placement_count; i++) {
        if (question_survives(q, placements[i].node_ix))
            sum += placements[i].replicas;
    }
    return sum;
}

int64_t question_unknown(const struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];

    return workload->is_daemon ? 0 : workload->running_unknown;
}

/* A stack scaled to zero has nothing to lose. */
static bool has_replicas(const struct question *q, const struct stack *stack)
{
    for (int32_t i = 0; i < stack->workload_count; i++) {
        if (q->estate->workloads[stack->first_workload + i].replicas > 0)
            return true;
    }
    return false;
}

static bool is_lost_instance(const struct question *q, int32_t stack_ix)
{
    const struct stack *stack = &q->estate->stacks[stack_ix];

    return !stack->is_platform && q->scenario->cluster_lost[stack->cluster_ix] &&
           has_replicas(q, stack);
}

/* Replicas on lost nodes of a cluster that is not lost as a whole. */
static int64_t lost_on_nodes(const struct question *q, const struct workload *workload)
{
    const struct placement *placements = &q->estate->placements[workload->first_placement];
    int64_t sum = 0;

    if (workload->is_daemon)
        return 0;
    for (int32_t i = 0; i < workload->placement_count; i++) {
        if (!question_survives(q, placements[i].node_ix))
            sum += placements[i].replicas;
    }
    return sum;
}

static bool loses_replicas(const struct question *q, const struct stack *stack)
{
    for (int32_t i = 0; i < stack->workload_count; i++) {
        if (lost_on_nodes(q, &q->estate->workloads[stack->first_workload + i]) > 0)
            return true;
    }
    return false;
}

static struct unit *add_unit(struct question *q, enum unit_kind kind, int32_t stack_ix)
{
    struct unit *unit = &q->units[q->unit_count++];

    *unit = (struct unit){.kind = kind,
                          .stack_ix = stack_ix,
                          .gives_way = question_stack_gives_way(q, stack_ix),
                          .is_fixed = question_stack_gives_way(q, stack_ix) &&
                                      q->options->not_moved && q->options->not_moved[stack_ix],
                          .level = q->estate->stacks[stack_ix].tier};
    if (q->options->gives_way)
        unit->level +=
            unit->level - unit->gives_way + (q->estate->stacks[stack_ix].is_lent ? LENT_LEVEL : 0);
    return unit;
}

static void find_units(struct question *q)
{
    const struct estate *estate = q->estate;
    int32_t family_count = 0;

    for (int32_t s = 0; s < estate->stack_count; s++) {
        if (estate->stacks[s].family_ix >= family_count)
            family_count = estate->stacks[s].family_ix + 1;
    }
    q->unit_of_family = ARENA_NEW(q->arena, family_count, int32_t);
    for (int32_t f = 0; f < family_count; f++)
        q->unit_of_family[f] = -1;
    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *stack = &estate->stacks[s];
        int32_t family = stack->family_ix;

        q->unit_of_stack[s] = -1;
        if (question_stack_gives_way(q, s)) {
            q->unit_of_stack[s] = q->unit_count;
            add_unit(q, UNIT_WHOLE, s);
            continue;
        }
        if (is_lost_instance(q, s) && family >= 0 && q->unit_of_family[family] >= 0) {
            q->unit_of_stack[s] = q->unit_of_family[family];
            continue;
        }
        if (is_lost_instance(q, s)) {
            q->unit_of_stack[s] = q->unit_count;
            if (family >= 0)
                q->unit_of_family[family] = q->unit_count;
            add_unit(q, family >= 0 ? UNIT_FAMILY : UNIT_WHOLE, s);
        } else if (!stack->is_platform && loses_replicas(q, stack)) {
            q->unit_of_stack[s] = q->unit_count;
            add_unit(q, UNIT_PARTIAL, s);
        }
    }
}

/* Where instances of lost families live. */
static void find_homes(struct question *q)
{
    const struct estate *estate = q->estate;
    int32_t *next = ARENA_NEW(q->arena, q->unit_count, int32_t);
    int32_t total = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (int32_t s = 0; s < estate->stack_count; s++) {
            const struct stack *stack = &estate->stacks[s];
            int32_t u = stack->family_ix >= 0 ? q->unit_of_family[stack->family_ix] : -1;

            if (u < 0 || stack->is_platform || q->scenario->cluster_lost[stack->cluster_ix])
                continue;
            if (pass == 0)
                q->units[u].home_count++;
            else
                q->homes[next[u]++] = s;
        }
        if (pass == 1)
            break;
        for (int32_t u = 0; u < q->unit_count; u++) {
            q->units[u].first_home = next[u] = total;
            total += q->units[u].home_count;
        }
        q->homes = ARENA_NEW(q->arena, total, int32_t);
    }
    /* A family that lives nowhere else and may not be split goes to one cluster like any stack. */
    for (int32_t u = 0; u < q->unit_count; u++) {
        if (q->units[u].kind == UNIT_FAMILY && q->units[u].home_count == 0 &&
            !estate->stacks[q->units[u].stack_ix].is_split)
            q->units[u].kind = UNIT_WHOLE;
    }
}

/* What comes back whole counts with as many replicas of each workload as its stack says are enough.
 */
static void keep_least(const struct question *q, struct unit *unit, struct unit_item *item)
{
    const struct stack *stack =
        &q->estate->stacks[q->estate->workloads[item->workload_ix].stack_ix];

    if (unit->kind != UNIT_WHOLE || unit->gives_way || !stack->has_min_replicas ||
        item->lost <= stack->min_replicas)
        return;
    item->more = item->lost - stack->min_replicas;
    item->lost = stack->min_replicas;
    unit->fills_up = true;
}

static void add_item(struct question *q, int32_t unit_ix, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];
    struct unit *unit = &q->units[unit_ix];
    struct unit_item *item = &q->items[q->item_count];

    *item = (struct unit_item){.workload_ix = workload_ix,
                               .unit_ix = unit_ix,
                               .is_daemon = workload->is_daemon && !unit->gives_way,
                               .role_ix = q->item_count};
    if (unit->kind == UNIT_PARTIAL)
        item->lost = lost_on_nodes(q, workload);
    else if (unit->gives_way)
        item->lost = question_known(q, workload_ix);
    else if (!workload->is_daemon)
        item->lost = unit->kind == UNIT_WHOLE && workload->has_failover_replicas
                         ? workload->failover_replicas
                         : workload->replicas;
    keep_least(q, unit, item);
    q->item_of_workload[workload_ix] = q->item_count++;
    unit->item_count++;
}

/* Items by unit. The instances of a family are apart in the estate, so each unit gathers its own.
 */
static void find_items(struct question *q)
{
    const struct estate *estate = q->estate;
    int32_t *next_instance = ARENA_NEW(q->arena, estate->stack_count, int32_t);
    int32_t *last_instance = ARENA_NEW(q->arena, q->unit_count, int32_t);

    for (int32_t s = 0; s < estate->stack_count; s++) {
        int32_t u = q->unit_of_stack[s];

        next_instance[s] = -1;
        if (u < 0)
            continue;
        if (q->units[u].stack_ix != s)
            next_instance[last_instance[u]] = s;
        last_instance[u] = s;
    }
    for (int32_t w = 0; w < estate->workload_count; w++)
        q->item_of_workload[w] = -1;
    for (int32_t u = 0; u < q->unit_count; u++) {
        q->units[u].first_item = q->item_count;
        for (int32_t s = q->units[u].stack_ix; s >= 0; s = next_instance[s]) {
            for (int32_t i = 0; i < estate->stacks[s].workload_count; i++)
                add_item(q, u, estate->stacks[s].first_workload + i);
        }
    }
}

static bool is_same_role(const struct estate *estate, int32_t a, int32_t b)
{
    return strcmp(estate->workloads[a].name, estate->workloads[b].name) == 0 &&
           strcmp(estate->workloads[a].kind, estate->workloads[b].kind) == 0;
}

/* Call found(q, item, workload) for each surviving workload of the item's role. */
static void each_twin(struct question *q, int32_t item_ix,
                      void (*found)(struct question *q, int32_t item_ix, int32_t workload_ix))
{
    const struct estate *estate = q->estate;
    int32_t own = q->items[item_ix].workload_ix;
    const struct unit *unit = &q->units[q->items[item_ix].unit_ix];

    if (unit->kind == UNIT_PARTIAL)
        found(q, item_ix, own);
    if (unit->kind != UNIT_FAMILY)
        return;
    for (int32_t h = 0; h < unit->home_count; h++) {
        const struct stack *stack = &estate->stacks[q->homes[unit->first_home + h]];

        for (int32_t w = 0; w < stack->workload_count; w++) {
            if (is_same_role(estate, own, stack->first_workload + w))
                found(q, item_ix, stack->first_workload + w);
        }
    }
}

static void count_twin(struct question *q, int32_t item_ix, int32_t workload_ix)
{
    (void)workload_ix;
    q->items[item_ix].twin_count++;
}

static void keep_twin(struct question *q, int32_t item_ix, int32_t workload_ix)
{
    struct unit_item *item = &q->items[item_ix];

    q->twins[item->first_twin + item->twin_count++] = workload_ix;
}

static void find_twins(struct question *q)
{
    int32_t total = 0;

    for (int32_t i = 0; i < q->item_count; i++) {
        each_twin(q, i, count_twin);
        q->items[i].first_twin = total;
        total += q->items[i].twin_count;
        q->items[i].twin_count = 0;
    }
    q->twins = ARENA_NEW(q->arena, total, int32_t);
    for (int32_t i = 0; i < q->item_count; i++)
        each_twin(q, i, keep_twin);
}

static void find_roles(struct question *q)
{
    for (int32_t i = 0; i < q->item_count; i++) {
        struct unit_item *item = &q->items[i];
        const struct unit *unit = &q->units[item->unit_ix];
        int64_t surviving = 0;

        for (int32_t k = unit->first_item; unit->kind == UNIT_FAMILY && k < i; k++) {
            if (is_same_role(q->estate, q->items[k].workload_ix, item->workload_ix)) {
                item->role_ix = k;
                break;
            }
        }
        for (int32_t t = 0; t < item->twin_count; t++) {
            int32_t twin = q->twins[item->first_twin + t];

            surviving += question_known(q, twin) + question_unknown(q, twin);
        }
        item->is_dead = unit->kind != UNIT_WHOLE && item->lost > 0 && surviving == 0;
    }
}

void question_init(struct question *q, const struct estate *estate, const struct scenario *scenario,
                   const struct question_options *options, struct arena *arena)
{
    *q = (struct question){.estate = estate,
                           .scenario = scenario,
                           .options = options,
                           .arena = arena,
                           .resource_count = estate->resource_count};
    q->units = ARENA_NEW(arena, estate->stack_count, struct unit);
    q->items = ARENA_NEW(arena, estate->workload_count, struct unit_item);
    q->unit_of_stack = ARENA_NEW(arena, estate->stack_count, int32_t);
    q->item_of_workload = ARENA_NEW(arena, estate->workload_count, int32_t);
    find_units(q);
    find_homes(q);
    find_items(q);
    find_twins(q);
    find_roles(q);
    question_ask(q);
    question_make_room(q);
}
