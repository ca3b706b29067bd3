/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "verify/why/verify_why_check.h"

struct grown {
    struct why_check *check;
    struct question *q;
    const bool *counted; /* [unit_count] */
    wide_int *added;     /* [node_count * resource_count] by counted units */
    wide_int *kept;      /* the same, residents that the plan places: they do not grow */
    int32_t node_count;  /* in check->grown_nodes: those with either */
};

static void touch(struct grown *g, int32_t node_ix)
{
    if (g->check->has_grown[node_ix])
        return;
    g->check->has_grown[node_ix] = true;
    g->check->grown_nodes[g->node_count++] = node_ix;
}

static void add(struct grown *g, int32_t workload_ix, int32_t node_ix, int64_t replicas)
{
    const struct estate *e = g->q->estate;

    touch(g, node_ix);
    for (int32_t r = 0; r < e->resource_count; r++)
        g->added[(int64_t)node_ix * e->resource_count + r] +=
            (wide_int)replicas * estate_reservation(e, workload_ix, r);
}

/* Where the daemons of stacks that come stand; none when nothing can be said of the plan. */
static void find_daemons(struct why_check *check)
{
    const struct question *q = &check->q;
    const struct verify_standing *all;
    struct verify_standing *kept;
    bool has_daemons = false;
    int32_t count;

    for (int32_t i = 0; i < q->item_count; i++)
        has_daemons = has_daemons || q->items[i].is_daemon;
    if (!has_daemons || !verify_standing(q->estate, q->scenario, q->options, check->plan,
                                         check->arena, &all, &count))
        return;
    kept = ARENA_NEW(check->arena, count, struct verify_standing);
    for (int32_t i = 0; i < count; i++) {
        int32_t item = q->item_of_workload[all[i].workload_ix];

        if (item >= 0 && q->items[item].is_daemon && !all[i].before)
            kept[check->daemon_count++] = all[i];
    }
    check->daemons = kept;
}

static void add_plan(struct grown *g)
{
    const struct plan *plan = g->check->plan;
    const struct question *q = g->q;

    for (int32_t i = 0; i < plan->entry_count; i++) {
        const struct plan_entry *entry = &plan->entries[i];
        int32_t item = q->item_of_workload[entry->workload_ix];

        if (item < 0 || !g->counted[q->items[item].unit_ix])
            continue;
        add(g, entry->workload_ix, entry->node_ix, entry->replicas);
    }
    for (int32_t i = 0; i < g->check->daemon_count; i++) {
        const struct verify_standing *at = &g->check->daemons[i];

        if (g->counted[q->items[q->item_of_workload[at->workload_ix]].unit_ix])
            add(g, at->workload_ix, at->node_ix, at->replicas);
    }
    for (int32_t i = 0; i < plan->resident_count; i++) {
        touch(g, plan->residents[i].node_ix);
        for (int32_t r = 0; r < q->resource_count; r++)
            g->kept[(int64_t)plan->residents[i].node_ix * q->resource_count + r] +=
                (wide_int)plan->residents[i].replicas *
                estate_reservation(q->estate, plan->residents[i].workload_ix, r);
    }
}

/* added * (1 + spare/of) <= room, where anything is added. Room of a node and spare, of stay below
 * 2^63, so do products of two of them below 2^127. */
static bool is_within(wide_int added, wide_int room, int64_t spare, int64_t of)
{
    if (added <= 0)
        return true;
    return added <= room && added < INT64_MAX && room < INT64_MAX &&
           added * spare <= (room - added) * of;
}

static void begin(struct why_check *check, size_t cells)
{
    if (check->grown)
        return;
    check->grown = ARENA_NEW(check->arena, 2 * cells, wide_int);
    check->grown_nodes = ARENA_NEW(check->arena, check->q.estate->node_count, int32_t);
    check->has_grown = ARENA_NEW(check->arena, check->q.estate->node_count, bool);
    find_daemons(check);
}

static bool node_stands(const struct grown *g, int32_t node_ix, int64_t spare, int64_t of)
{
    const struct question *q = g->q;

    for (int32_t r = 0; r < q->resource_count; r++) {
        size_t cell = (size_t)node_ix * (size_t)q->resource_count + (size_t)r;
        wide_int left = (wide_int)q->room[cell] - q->stays[cell];

        if (q->room[cell] == NO_LIMIT || q->estate->resources[r].unit == UNIT_COUNT)
            continue;
        if (!is_within(g->added[cell], (left < 0 ? 0 : left) - g->kept[cell], spare, of))
            return false;
    }
    return true;
}

static void clear_node(struct grown *g, int32_t node_ix)
{
    size_t width = (size_t)g->q->resource_count, at = (size_t)node_ix * width;

    g->check->has_grown[node_ix] = false;
    memset(&g->added[at], 0, width * sizeof *g->added);
    memset(&g->kept[at], 0, width * sizeof *g->kept);
}

bool verify_growth(struct why_check *check, int32_t tier, int64_t spare, int64_t of)
{
    const struct question *q = &check->q;
    size_t cells = (size_t)q->estate->node_count * (size_t)q->resource_count;
    struct grown g = {.check = check, .q = &check->q, .counted = why_counted(check, tier)};
    bool stands = true;

    begin(check, cells);
    g.added = check->grown;
    g.kept = check->grown + cells;
    add_plan(&g);
    for (int32_t i = 0; i < g.node_count; i++) {
        stands = stands && node_stands(&g, check->grown_nodes[i], spare, of);
        clear_node(&g, check->grown_nodes[i]);
    }
    return stands;
}
