/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/verify_cover.h"

#include "base/arena.h"

enum { BESIDE_DEPTH = 32 }; /* longer chains of `@same` count as possible */

/* Count the pinned surviving replicas of the item's role; sign -1 takes them off again. */
static void count_present(struct cover *cover, const struct unit_item *item, int64_t sign)
{
    struct question *q = &cover->q;
    const int32_t *zones = question_zones(q);

    for (int32_t t = 0; t < item->twin_count; t++) {
        int32_t twin = q->twins[item->first_twin + t];
        const struct workload *workload = &q->estate->workloads[twin];

        for (int32_t i = 0; !question_is_movable(q, twin) && i < workload->placement_count; i++) {
            const struct placement *at = &q->estate->placements[workload->first_placement + i];

            if (!question_survives(q, at->node_ix))
                continue;
            cover->present_on_node[at->node_ix] += sign * at->replicas;
            cover->present_in_zone[zones[at->node_ix]] += sign * at->replicas;
        }
    }
}

/* What the unit's daemons use of a resource on a node where they do not run yet. */
static wide_int daemon_use(struct cover *cover, const struct unit *unit, int32_t node_ix, int32_t r)
{
    struct question *q = &cover->q;
    wide_int use = 0;

    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        if (q->items[i].is_daemon && q->items[i].role_ix == i &&
            question_may_take(q, q->items[i].workload_ix, node_ix))
            use += estate_reservation(q->estate, q->items[i].workload_ix, r);
    }
    return use;
}

static bool brings_daemons(const struct cover *cover, const struct unit *unit, int32_t cluster_ix)
{
    const struct question *q = &cover->q;

    if (unit->kind == UNIT_PARTIAL || question_lives_in(q, unit, cluster_ix))
        return false;
    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        if (q->items[i].is_daemon)
            return true;
    }
    return false;
}

static bool daemons_fit(struct cover *cover, const struct unit *unit, int32_t cluster_ix)
{
    const struct question *q = &cover->q;
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];

    if (!brings_daemons(cover, unit, cluster_ix))
        return true;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        for (int32_t r = 0; question_survives(q, n) && r < q->resource_count; r++) {
            int64_t is_free = cover->is_free[(int64_t)n * q->resource_count + r];

            if (is_free != NO_LIMIT && daemon_use(cover, unit, n, r) > is_free)
                return false;
        }
    }
    return true;
}

/* How many replicas, at most `most`, of a workload a node has capacity for. */
static int64_t node_slots(struct cover *cover, const struct unit_item *item, int32_t node_ix,
                          bool with_daemons, int64_t most)
{
    const struct question *q = &cover->q;

    for (int32_t r = 0; r < q->resource_count && most > 0; r++) {
        int64_t is_free = cover->is_free[(int64_t)node_ix * q->resource_count + r];
        int64_t demand = estate_reservation(q->estate, item->workload_ix, r);
        wide_int left = is_free;

        if (is_free == NO_LIMIT || demand <= 0)
            continue;
        if (with_daemons)
            left -= daemon_use(cover, &q->units[item->unit_ix], node_ix, r);
        if (left < (wide_int)most * demand)
            most = left > 0 ? (int64_t)(left / demand) : 0;
    }
    return most;
}

static int64_t least(int64_t a, int64_t b)
{
    if (b < 0)
        b = 0;
    return a < b ? a : b;
}

/* Slots of an item in a cluster, at most `need`: counting stops there. */
static int64_t item_slots(struct cover *cover, const struct unit_item *item, int32_t cluster_ix,
                          int64_t need)
{
    struct question *q = &cover->q;
    const struct workload *workload = &q->estate->workloads[item->workload_ix];
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];
    bool with_daemons = brings_daemons(cover, &q->units[item->unit_ix], cluster_ix);
    int32_t end = cluster->first_node + cluster->node_count, n;
    const int32_t *zones = question_zones(q);
    int64_t sum = 0;

    for (n = cluster->first_node; n < end && sum < need; n++) {
        int64_t slots = need - sum;

        if (!question_survives(q, n) || !question_may_take(q, item->workload_ix, n))
            continue;
        if (workload->has_max_per_node)
            slots = least(slots, workload->max_per_node - cover->present_on_node[n]);
        if (workload->has_max_per_zone)
            slots = least(slots, workload->max_per_zone - cover->present_in_zone[zones[n]] -
                                     cover->used_in_zone[zones[n]]);
        slots = node_slots(cover, item, n, with_daemons, slots);
        cover->used_in_zone[zones[n]] += slots;
        sum += slots;
    }
    while (n-- > cluster->first_node)
        cover->used_in_zone[zones[n]] = 0;
    return sum;
}

/* Replicas over all the unit's clusters, not more than are lost. */
static int64_t item_slots_anywhere(struct cover *cover, int32_t item_ix)
{
    const struct question *q = &cover->q;
    const struct unit_item *item = &q->items[item_ix];
    const struct unit *unit = &q->units[item->unit_ix];
    int64_t sum = 0;

    count_present(cover, item, 1);
    for (int32_t c = 0; c < q->estate->cluster_count && sum < item->lost; c++) {
        if (question_allows(q, unit, c) && daemons_fit(cover, unit, c))
            sum += item_slots(cover, item, c, item->lost - sum);
    }
    count_present(cover, item, -1);
    return sum;
}

wide_int cover_demand(struct cover *cover, int32_t unit_ix, int32_t cluster_ix, int32_t resource)
{
    struct question *q = &cover->q;
    const struct unit *unit = &q->units[unit_ix];
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];
    wide_int sum = 0;

    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++)
        sum += (wide_int)q->items[i].lost *
               estate_reservation(q->estate, q->items[i].workload_ix, resource);
    if (!brings_daemons(cover, unit, cluster_ix))
        return sum;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (question_survives(q, n))
            sum += daemon_use(cover, unit, n, resource);
    }
    return sum;
}

int64_t cover_daemon_nodes(struct cover *cover, int32_t item_ix, int32_t cluster_ix)
{
    struct question *q = &cover->q;
    const struct unit_item *item = &q->items[item_ix];
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];
    int64_t count = 0;

    if (!item->is_daemon || item->role_ix != item_ix ||
        !brings_daemons(cover, &q->units[item->unit_ix], cluster_ix))
        return 0;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        count += question_survives(q, n) && question_may_take(q, item->workload_ix, n);
    return count;
}

static bool fits_rows(struct cover *cover, int32_t unit_ix, int32_t cluster_ix)
{
    int32_t count = cover->q.resource_count;

    for (int32_t r = 0; r < count; r++) {
        wide_int row = cover->row[(int64_t)cluster_ix * count + r];
        wide_int demand;

        if (row == ROW_NO_LIMIT)
            continue;
        demand = cover_demand(cover, unit_ix, cluster_ix, r);
        if (demand > 0 && demand > row)
            return false;
    }
    return true;
}

static bool pair_is_live(struct cover *cover, int32_t unit_ix, int32_t cluster_ix, int depth);

/* Can what a stack requires beside it be in the cluster? */
static bool can_be_in(struct cover *cover, int32_t stack_ix, int32_t cluster_ix, int depth)
{
    const struct question *q = &cover->q;
    int32_t u = q->unit_of_stack[question_subject(q, stack_ix)];

    if (question_stands_in(q, stack_ix, cluster_ix))
        return true;
    if (u < 0 || q->units[u].kind == UNIT_PARTIAL)
        return false;
    if (q->units[u].kind == UNIT_FAMILY)
        return question_allows(q, &q->units[u], cluster_ix);
    return depth >= BESIDE_DEPTH || pair_is_live(cover, u, cluster_ix, depth + 1);
}

static bool covers(struct cover *cover, int32_t unit_ix, int32_t cluster_ix, int depth)
{
    const struct question *q = &cover->q;
    const struct unit *unit = &q->units[unit_ix];
    const struct stack *stack = &q->estate->stacks[unit->stack_ix];

    if (unit->gives_way && cluster_ix == stack->cluster_ix)
        return true;
    if (!question_allows(q, unit, cluster_ix) || !fits_rows(cover, unit_ix, cluster_ix) ||
        !daemons_fit(cover, unit, cluster_ix))
        return false;
    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        const struct unit_item *item = &q->items[i];

        if (item->lost > 0 && item_slots(cover, item, cluster_ix, item->lost) < item->lost)
            return false;
    }
    for (int32_t i = 0; i < stack->require_count; i++) {
        if (stack->requires[i].same_cluster &&
            !can_be_in(cover, stack->requires[i].stack_ix, cluster_ix, depth))
            return false;
    }
    return true;
}

static bool pair_is_live(struct cover *cover, int32_t unit_ix, int32_t cluster_ix, int depth)
{
    unsigned char *live = cover->live[unit_ix];

    if (!live)
        live = cover->live[unit_ix] =
            ARENA_NEW(cover->arena, cover->q.estate->cluster_count, unsigned char);
    if (live[cluster_ix] == 0)
        live[cluster_ix] = covers(cover, unit_ix, cluster_ix, depth) ? 1 : 2;
    return live[cluster_ix] == 1;
}

bool cover_is_live(struct cover *cover, int32_t unit_ix, int32_t cluster_ix)
{
    return pair_is_live(cover, unit_ix, cluster_ix, 0);
}

bool cover_has_hope(const struct cover *cover, int32_t unit_ix)
{
    const struct unit *unit = &cover->q.units[unit_ix];

    /* A resident is kept whether or not what it requires comes back. */
    return !cover->is_short[unit_ix] && (unit->gives_way || !cover->down[unit->stack_ix]);
}

static bool item_has_node(struct cover *cover, int32_t item_ix, int32_t cluster_ix)
{
    struct question *q = &cover->q;
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];

    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (question_survives(q, n) && question_may_take(q, q->items[item_ix].workload_ix, n))
            return true;
    }
    return false;
}

/* Could all that the unit requires beside it be in the cluster, capacity aside? */
static bool has_company(const struct question *q, const struct unit *unit, int32_t cluster_ix)
{
    const struct stack *stack = &q->estate->stacks[unit->stack_ix];

    for (int32_t i = 0; i < stack->require_count; i++) {
        int32_t needed = stack->requires[i].stack_ix;
        int32_t u = q->unit_of_stack[question_subject(q, needed)];

        if (stack->requires[i].same_cluster && !question_stands_in(q, needed, cluster_ix) &&
            (u < 0 || !question_allows(q, &q->units[u], cluster_ix)))
            return false;
    }
    return true;
}

/* Does each workload of the unit have a node in the cluster that takes it? */
static bool has_nodes(struct cover *cover, const struct unit *unit, int32_t cluster_ix)
{
    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        if (cover->q.items[i].lost > 0 && !item_has_node(cover, i, cluster_ix))
            return false;
    }
    return true;
}

bool cover_is_blocked(struct cover *cover, int32_t unit_ix)
{
    const struct question *q = &cover->q;
    const struct unit *unit = &q->units[unit_ix];
    int32_t cluster_count = q->estate->cluster_count, c, i;
    int32_t end = unit->first_item + unit->item_count;

    for (c = 0; unit->kind == UNIT_WHOLE && c < cluster_count; c++) {
        if (question_allows(q, unit, c) && has_company(q, unit, c) && has_nodes(cover, unit, c))
            return false;
    }
    for (i = unit->first_item; unit->kind != UNIT_WHOLE && i < end; i++) {
        for (c = 0; q->items[i].lost > 0 && c < cluster_count; c++) {
            if (question_allows(q, unit, c) && item_has_node(cover, i, c))
                break;
        }
        if (c == cluster_count)
            return true;
    }
    return unit->kind == UNIT_WHOLE;
}

static void find_whole_hope(struct cover *cover, int32_t unit_ix)
{
    const struct question *q = &cover->q;
    int32_t c = 0;

    while (c < q->estate->cluster_count && !cover_is_live(cover, unit_ix, c))
        c++;
    cover->is_short[unit_ix] = c == q->estate->cluster_count;
    cover->down[q->units[unit_ix].stack_ix] = cover->is_short[unit_ix];
}

/* Short when some replicas have no slot; down when a dead role has none at all. */
static void find_replicas_hope(struct cover *cover, int32_t unit_ix)
{
    const struct question *q = &cover->q;
    const struct unit *unit = &q->units[unit_ix];
    int32_t end = unit->first_item + unit->item_count;

    for (int32_t i = unit->first_item; i < end; i++) {
        int64_t slots = item_slots_anywhere(cover, i), of_role = slots;

        if (slots < q->items[i].lost)
            cover->is_short[unit_ix] = true;
        if (slots > 0 || !q->items[i].is_dead)
            continue;
        for (int32_t k = unit->first_item; k < end && of_role == 0; k++) {
            if (k != i && q->items[k].role_ix == q->items[i].role_ix)
                of_role += item_slots_anywhere(cover, k);
        }
        if (of_role == 0)
            cover->down[unit->stack_ix] = true;
    }
}

void cover_init(struct cover *cover, const struct estate *estate, const struct scenario *scenario,
                const struct question_options *options, const struct plan *plan,
                struct arena *arena)
{
    struct question *q = &cover->q;

    *cover = (struct cover){.plan = plan, .arena = arena};
    question_init(q, estate, scenario, options, arena);
    question_zones(q);
    cover->live = ARENA_NEW(arena, q->unit_count, unsigned char *);
    cover->is_short = ARENA_NEW(arena, q->unit_count, bool);
    cover->down = ARENA_NEW(arena, estate->stack_count, bool);
    cover->present_on_node = ARENA_NEW(arena, estate->node_count, int64_t);
    cover->present_in_zone = ARENA_NEW(arena, q->zone_count, int64_t);
    cover->used_in_zone = ARENA_NEW(arena, q->zone_count, int64_t);
    cover_make_rows(cover);
    for (int32_t u = 0; u < q->unit_count; u++) {
        if (!q->units[u].is_asked)
            continue;
        if (q->units[u].kind == UNIT_WHOLE)
            find_whole_hope(cover, u);
        else
            find_replicas_hope(cover, u);
    }
    question_spread_down(q, cover->down);
}
