/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/verify_room.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "verify/verify_rule.h"

bool question_reaches(const struct question *q, int32_t workload_ix, int32_t node_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];
    const struct node *node = &q->estate->nodes[node_ix];

    return workload->home_rule_ix < 0 ||
           q->estate->stacks[workload->stack_ix].cluster_ix != node->cluster_ix ||
           rule_attracts(&q->estate->rules[workload->home_rule_ix], node);
}

bool question_rule_takes(struct question *q, int32_t workload_ix, int32_t node_ix)
{
    int32_t rule_ix = q->estate->workloads[workload_ix].rule_ix;
    unsigned char *takes = q->takes[rule_ix];

    if (!takes)
        takes = q->takes[rule_ix] = ARENA_NEW(q->arena, q->estate->node_count, unsigned char);
    if (takes[node_ix] == 0)
        takes[node_ix] =
            rule_takes_node(&q->estate->rules[rule_ix], &q->estate->nodes[node_ix]) ? 1 : 2;
    return takes[node_ix] == 1;
}

bool question_takes(struct question *q, int32_t workload_ix, int32_t node_ix)
{
    return question_rule_takes(q, workload_ix, node_ix) &&
           question_reaches(q, workload_ix, node_ix);
}

/* Zones of one cluster, numbered from zone_count on. */
static void number_zones(struct question *q, const struct cluster *cluster)
{
    struct intern *names = intern_new();

    for (int32_t i = 0; i < cluster->node_count; i++) {
        int32_t n = cluster->first_node + i;
        const char *zone = q->estate->nodes[n].zone;

        q->zones[n] = q->zone_count + intern_add(names, zone, strlen(zone));
    }
    q->zone_count += intern_count(names);
    intern_free(names);
}

const int32_t *question_zones(struct question *q)
{
    if (q->zones)
        return q->zones;
    q->zones = ARENA_NEW(q->arena, q->estate->node_count, int32_t);
    for (int32_t c = 0; c < q->estate->cluster_count; c++)
        number_zones(q, &q->estate->clusters[c]);
    return q->zones;
}

static int64_t node_room(const struct question *q, int32_t node_ix, int32_t r)
{
    const struct estate *estate = q->estate;
    const struct cluster *cluster = &estate->clusters[estate->nodes[node_ix].cluster_ix];
    bool is_overridden = q->options->headroom_overridden && q->options->headroom_overridden[r];
    struct headroom headroom =
        is_overridden ? q->options->headroom_override[r] : cluster->headroom[r];
    int64_t allocatable = estate_allocatable(estate, node_ix, r);

    if (!estate->node_named[(int64_t)node_ix * q->resource_count + r])
        return estate_unlimited(estate, node_ix, r) ? NO_LIMIT : 0;
    return allocatable - headroom_amount(headroom, allocatable);
}

static void stay(struct question *q, int32_t workload_ix, int32_t node_ix, int64_t replicas)
{
    wide_int *stays = &q->stays[(int64_t)node_ix * q->resource_count];

    for (int32_t r = 0; r < q->resource_count; r++)
        stays[r] += (wide_int)replicas * estate_reservation(q->estate, workload_ix, r);
}

static void stay_residents(struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];
    int32_t cluster_ix = q->estate->stacks[workload->stack_ix].cluster_ix;
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];

    if (q->scenario->cluster_lost[cluster_ix] || question_is_movable(q, workload_ix) ||
        question_gives_way(q, workload_ix))
        return;
    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *at = &q->estate->placements[workload->first_placement + i];

        if (question_survives(q, at->node_ix))
            stay(q, workload_ix, at->node_ix, at->replicas);
    }
    if (!workload->is_daemon || workload->placement_count > 0)
        return;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (question_survives(q, n) && question_rule_takes(q, workload_ix, n))
            stay(q, workload_ix, n, 1);
    }
}

void question_make_room(struct question *q)
{
    const struct estate *estate = q->estate;
    int64_t cells = (int64_t)estate->node_count * q->resource_count;

    q->room = ARENA_NEW(q->arena, cells, int64_t);
    q->stays = ARENA_NEW(q->arena, cells, wide_int);
    q->takes = ARENA_NEW(q->arena, estate->rule_count, unsigned char *);
    for (int32_t n = 0; n < estate->node_count; n++) {
        for (int32_t r = 0; r < q->resource_count; r++)
            q->room[(int64_t)n * q->resource_count + r] = node_room(q, n, r);
    }
    for (int32_t w = 0; w < estate->workload_count; w++)
        stay_residents(q, w);
}

/* Does what this stack requires count? A surviving instance of a family that lost others is judged
 * as the family; what platform requires is nobody's question. */
static bool stack_speaks(const struct question *q, int32_t stack_ix)
{
    return q->unit_of_stack[stack_ix] >= 0 || question_subject(q, stack_ix) == stack_ix;
}

/* A queue of stacks in which each stands once. */
struct stack_queue {
    int32_t *stacks;
    bool *is_seen;
    int32_t head, tail;
};

static void queue_add(struct stack_queue *queue, int32_t stack_ix)
{
    if (queue->is_seen[stack_ix])
        return;
    queue->is_seen[stack_ix] = true;
    queue->stacks[queue->tail++] = stack_ix;
}

/* The unit is asked: so is all that its stacks require. */
static void ask_unit(struct question *q, int32_t unit_ix, struct stack_queue *queue)
{
    struct unit *unit = &q->units[unit_ix];

    if (unit->is_asked)
        return;
    unit->is_asked = true;
    queue_add(queue, unit->stack_ix);
    for (int32_t i = 0; i < unit->item_count; i++) {
        int32_t workload_ix = q->items[unit->first_item + i].workload_ix;

        queue_add(queue, q->estate->workloads[workload_ix].stack_ix);
    }
}

void question_ask(struct question *q)
{
    const struct estate *estate = q->estate;
    struct stack_queue queue = {ARENA_NEW(q->arena, estate->stack_count, int32_t),
                                ARENA_NEW(q->arena, estate->stack_count, bool), 0, 0};

    for (int32_t u = 0; u < q->unit_count; u++) {
        int32_t tier = estate->stacks[q->units[u].stack_ix].tier;

        q->units[u].is_counted =
            q->units[u].gives_way || !q->options->has_only_tier || tier <= q->options->only_tier;
        if (q->units[u].is_counted)
            ask_unit(q, u, &queue);
    }
    while (queue.head < queue.tail) {
        const struct stack *stack = &estate->stacks[queue.stacks[queue.head++]];

        for (int32_t i = 0; i < stack->require_count; i++) {
            int32_t needed = question_subject(q, stack->requires[i].stack_ix);

            if (q->unit_of_stack[needed] >= 0)
                ask_unit(q, q->unit_of_stack[needed], &queue);
            else
                queue_add(&queue, needed);
        }
    }
}

/* For each subject those that require it, as ranges. */
struct dependents {
    int32_t *first; /* [stack_count + 1] */
    int32_t *who;
};

static struct dependents find_dependents(const struct question *q)
{
    const struct estate *estate = q->estate;
    struct dependents d = {ARENA_NEW(q->arena, estate->stack_count + 2, int32_t), NULL};
    int32_t total = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (int32_t s = 0; s < estate->stack_count; s++) {
            const struct stack *stack = &estate->stacks[s];

            for (int32_t i = 0; stack_speaks(q, s) && i < stack->require_count; i++) {
                int32_t needed = question_subject(q, stack->requires[i].stack_ix);

                if (pass == 0)
                    d.first[needed + 2]++;
                else
                    d.who[d.first[needed + 1]++] = question_subject(q, s);
                total++;
            }
        }
        if (pass == 1)
            break;
        for (int32_t s = 0; s < estate->stack_count; s++)
            d.first[s + 2] += d.first[s + 1];
        d.who = ARENA_NEW(q->arena, total, int32_t);
    }
    return d;
}

void question_spread_down(const struct question *q, bool *down)
{
    const struct estate *estate = q->estate;
    struct dependents dependents = find_dependents(q);
    int32_t *queue = ARENA_NEW(q->arena, estate->stack_count, int32_t);
    int32_t head = 0, tail = 0;

    for (int32_t s = 0; s < estate->stack_count; s++) {
        const struct stack *stack = &estate->stacks[s];

        if (stack->is_platform && q->scenario->cluster_lost[stack->cluster_ix])
            down[s] = true;
        if (down[s])
            queue[tail++] = s;
    }
    while (head < tail) {
        int32_t s = queue[head++];

        for (int32_t i = dependents.first[s]; i < dependents.first[s + 1]; i++) {
            int32_t who = dependents.who[i];

            if (!down[who]) {
                down[who] = true;
                queue[tail++] = who;
            }
        }
    }
}
