/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "verify/why/verify_why_check.h"

/* The claim at hand. */
struct view {
    struct why_check *check;
    struct question *q;
    const struct why_claim *claim;
    const struct unit *unit;
    bool *takes;     /* crowded: [unit_count] units whose room counts as taken */
    wide_int *taken; /* crowded: [node_count * resource_count]; else NULL */
    bool is_loose; /* daemons come along that `taken` does not count, or some of the residents that
                      may move in a repack are kept where they are: there is at most so much room */
};

struct why_check *verify_why_begin(const struct estate *estate, const struct scenario *scenario,
                                   const struct question_options *options, const struct plan *plan,
                                   struct arena *arena)
{
    struct why_check *check = ARENA_NEW(arena, 1, struct why_check);

    question_init(&check->q, estate, scenario, options, arena);
    check->plan = plan;
    check->arena = arena;
    check->placed = ARENA_NEW(arena, estate->workload_count, int64_t);
    for (int32_t i = 0; i < plan->entry_count; i++)
        check->placed[plan->entries[i].workload_ix] += plan->entries[i].replicas;
    return check;
}

/* ---- who took the room */

bool *why_counted(const struct why_check *check, int32_t tier)
{
    const struct question *q = &check->q;
    const struct estate *e = q->estate;
    bool *needed = ARENA_NEW(check->arena, e->stack_count, bool);
    bool *counted = ARENA_NEW(check->arena, q->unit_count, bool);

    for (int32_t u = 0; u < q->unit_count; u++)
        needed[q->units[u].stack_ix] = e->stacks[q->units[u].stack_ix].tier <= tier;
    for (bool changed = true; changed;) {
        changed = false;
        for (int32_t s = 0; s < e->stack_count; s++) {
            if (!needed[question_subject(q, s)])
                continue;
            for (int32_t i = 0; i < e->stacks[s].require_count; i++) {
                int32_t needs = question_subject(q, e->stacks[s].requires[i].stack_ix);

                changed |= !needed[needs];
                needed[needs] = true;
            }
        }
    }
    for (int32_t u = 0; u < q->unit_count; u++)
        counted[u] = needed[q->units[u].stack_ix];
    return counted;
}

static void take(struct view *view, const struct plan_entry *entry)
{
    wide_int *taken = &view->taken[(int64_t)entry->node_ix * view->q->resource_count];

    for (int32_t r = 0; r < view->q->resource_count; r++)
        taken[r] +=
            (wide_int)entry->replicas * estate_reservation(view->q->estate, entry->workload_ix, r);
}

static void find_taken(struct view *view)
{
    const struct question *q = view->q;
    const struct plan *plan = view->check->plan;
    size_t size = (size_t)q->estate->node_count * (size_t)q->resource_count;

    view->takes = why_counted(view->check, q->estate->stacks[view->unit->stack_ix].tier);
    view->taken = ARENA_NEW(view->check->arena, size, wide_int);
    for (int32_t i = 0; i < plan->entry_count; i++) {
        int32_t item = q->item_of_workload[plan->entries[i].workload_ix];

        if (item >= 0 && view->takes[q->items[item].unit_ix])
            take(view, &plan->entries[i]);
    }
    for (int32_t i = 0; i < plan->resident_count; i++)
        take(view, &plan->residents[i]);
    for (int32_t i = 0; i < q->item_count; i++)
        view->is_loose |= q->items[i].is_daemon && view->takes[q->items[i].unit_ix];
}

/* ---- room */

static bool is_here(const struct view *view, int32_t node_ix)
{
    return view->q->estate->nodes[node_ix].cluster_ix == view->claim->cluster_ix &&
           question_survives(view->q, node_ix);
}

static wide_int free_on(const struct view *view, int32_t node_ix, int32_t resource)
{
    const struct question *q = view->q;
    int64_t cell = (int64_t)node_ix * q->resource_count + resource;
    wide_int left;

    if (q->room[cell] == NO_LIMIT)
        return NO_LIMIT;
    left = q->room[cell] - q->stays[cell];
    left = left < 0 ? 0 : left;
    return view->taken ? left - view->taken[cell] : left;
}

/* Does some workload of the unit, daemons included, take the node? */
static bool is_usable(const struct view *view, int32_t node_ix)
{
    for (int32_t i = view->unit->first_item; i < view->unit->first_item + view->unit->item_count;
         i++)
        if ((view->q->items[i].is_daemon ? view->unit->kind != UNIT_PARTIAL
                                         : view->q->items[i].lost > 0) &&
            question_may_take(view->q, view->q->items[i].workload_ix, node_ix))
            return true;
    return false;
}

/* Room for the workload: in all and in the largest hole of the resource, in replicas of all. */
struct room {
    wide_int free, hole, slots;
    int64_t rule_takes, takes, nodes;
};

static struct room room_for(const struct view *view)
{
    const struct why_claim *claim = view->claim;
    struct question *q = view->q;
    struct room room = {0};

    for (int32_t n = 0; n < q->estate->node_count; n++) {
        wide_int slots = claim->wanted;

        if (!is_here(view, n))
            continue;
        room.nodes++;
        room.rule_takes += question_rule_takes(q, claim->workload_ix, n);
        if (!question_may_take(q, claim->workload_ix, n))
            continue;
        room.takes++;
        for (int32_t r = 0; r < q->resource_count; r++) {
            int64_t need = estate_reservation(q->estate, claim->workload_ix, r);
            wide_int left = free_on(view, n, r);

            if (need > 0 && left / need < slots)
                slots = left < 0 ? 0 : left / need;
            if (r != claim->resource)
                continue;
            room.free += left;
            room.hole = left > room.hole ? left : room.hole;
        }
        room.slots += slots;
    }
    room.slots = room.slots < claim->wanted ? room.slots : claim->wanted;
    return room;
}

static bool is_amount(const struct view *view, int64_t claimed, wide_int found)
{
    return view->is_loose ? claimed <= found : claimed == found;
}

/* Does the plan leave out residents of the cluster whose node is unknown? They are nobody to be
 * near to, which the question of the estate alone does not know. */
static bool leaves_out(const struct view *view)
{
    const struct question *q = view->q;
    const struct plan *plan = view->check->plan;
    int64_t unknown = 0;

    for (int32_t w = 0; w < q->estate->workload_count; w++)
        if (q->estate->stacks[q->estate->workloads[w].stack_ix].cluster_ix ==
            view->claim->cluster_ix)
            unknown += question_unknown(q, w);
    for (int32_t i = 0; unknown > 0 && i < plan->resident_count; i++)
        if (q->estate->nodes[plan->residents[i].node_ix].cluster_ix == view->claim->cluster_ix)
            unknown -= plan->residents[i].replicas;
    return unknown > 0;
}

static const char *check_nodes(const struct view *view, const struct room *room)
{
    const struct why_claim *claim = view->claim;
    bool is_of_pods = claim->excluded_by_pods > 0;
    int64_t found = room->nodes - (is_of_pods ? room->takes : room->rule_takes);
    int64_t told = claim->excluded + claim->excluded_by_pods;

    if (claim->nodes == 0)
        return NULL;
    if (claim->nodes != room->nodes)
        return "the number of nodes";
    if (is_of_pods && (view->is_loose || (told != found && leaves_out(view))) ? told < found
                                                                              : told != found)
        return "how many nodes its rules exclude";
    return NULL;
}

static const char *check_room(const struct view *view, const struct room *room)
{
    const struct why_claim *claim = view->claim;
    int64_t needs = claim->resource < 0
                        ? 0
                        : estate_reservation(view->q->estate, claim->workload_ix, claim->resource);

    if (claim->resource >= 0 && claim->needs != needs)
        return "what one replica needs";
    if (claim->has_room &&
        (!is_amount(view, claim->free, room->free) || !is_amount(view, claim->hole, room->hole)))
        return "what is free";
    if (claim->has_room && !claim->is_crowded && needs > 0 &&
        claim->is_fragmentation != (claim->free / needs >= claim->wanted))
        return "whether the room is only scattered";
    if (claim->has_room && !claim->has_slots &&
        (needs <= claim->hole || claim->short_by != (wide_int)needs - claim->hole))
        return "that no hole is large enough";
    return NULL;
}

static const char *check_slots(const struct view *view, const struct room *room)
{
    const struct why_claim *claim = view->claim;
    bool has_cap = view->q->estate->workloads[claim->workload_ix].has_max_per_node;

    if (!claim->has_slots)
        return NULL;
    if (claim->slots >= claim->wanted || claim->slots < 0 || claim->slots > room->slots ||
        (!has_cap && !view->is_loose && claim->slots != room->slots))
        return "for how many replicas there is room";
    if (claim->has_short &&
        (claim->short_by < 1 ||
         (wide_int)claim->short_by > (wide_int)claim->needs * (claim->wanted - claim->slots)))
        return "what is short";
    return NULL;
}

static const char *check_workload(const struct view *view)
{
    const struct why_claim *claim = view->claim;
    int32_t item = view->q->item_of_workload[claim->workload_ix];
    int64_t wanted;
    struct room room;
    const char *fault;

    if (item < 0 || &view->q->units[view->q->items[item].unit_ix] != view->unit)
        return "whose workload it is";
    wanted = view->q->items[item].lost -
             (claim->is_crowded ? view->check->placed[claim->workload_ix] : 0);
    if ((claim->has_room || claim->has_slots) && claim->wanted != wanted)
        return "how many replicas look for a place";
    room = room_for(view);
    fault = check_nodes(view, &room);
    if (!fault)
        fault = check_room(view, &room);
    return fault ? fault : check_slots(view, &room);
}

/* ---- the stack as a whole */

/* at_most: daemons on every node that takes them, for residents that an affinity seeks may have had
 * to stay. */
static wide_int demand_of(const struct view *view, bool at_most)
{
    struct question *q = view->q;
    const struct unit *unit = view->unit;
    bool lives = question_lives_in(q, unit, view->claim->cluster_ix) || unit->kind == UNIT_PARTIAL;
    wide_int sum = 0;

    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        const struct unit_item *item = &q->items[i];
        int64_t replicas = item->lost;

        if (view->claim->is_crowded)
            replicas -= view->check->placed[item->workload_ix];
        for (int32_t n = 0;
             item->is_daemon && item->role_ix == i && !lives && n < q->estate->node_count; n++)
            replicas += is_here(view, n) && (at_most ? question_takes(q, item->workload_ix, n)
                                                     : question_may_take(q, item->workload_ix, n));
        sum += (wide_int)replicas *
               estate_reservation(q->estate, item->workload_ix, view->claim->resource);
    }
    return sum;
}

static const char *check_demand(const struct view *view)
{
    const struct why_claim *claim = view->claim;
    wide_int have = 0;

    if (!claim->has_demand)
        return NULL;
    if (claim->resource < 0 || claim->demand < demand_of(view, false) ||
        claim->demand > demand_of(view, view->is_loose))
        return "what it needs in all";
    for (int32_t n = 0; n < view->q->estate->node_count; n++)
        if (is_here(view, n) && is_usable(view, n))
            have += free_on(view, n, claim->resource);
    if (!is_amount(view, claim->free, have))
        return "what is free in all";
    if (claim->demand <= claim->free || claim->short_by != (wide_int)claim->demand - claim->free)
        return "what is short in all";
    return NULL;
}

static const char *check_taker(const struct view *view, const struct why_taker *taker)
{
    const struct question *q = view->q;
    const struct plan *plan = view->check->plan;
    int32_t u = q->unit_of_stack[taker->stack_ix];
    wide_int replicas = 0, amount = 0;

    if (u < 0 || !view->takes[u] || &q->units[u] == view->unit ||
        taker->tier != q->estate->stacks[taker->stack_ix].tier)
        return "who took the room";
    for (int32_t i = 0; i < plan->entry_count; i++) {
        const struct plan_entry *entry = &plan->entries[i];
        int32_t item = q->item_of_workload[entry->workload_ix];

        if (item < 0 || q->items[item].unit_ix != u || !is_here(view, entry->node_ix) ||
            !is_usable(view, entry->node_ix))
            continue;
        replicas += entry->replicas;
        if (view->claim->resource >= 0)
            amount += (wide_int)entry->replicas *
                      estate_reservation(q->estate, entry->workload_ix, view->claim->resource);
    }
    return taker->replicas == replicas && taker->amount == amount ? NULL : "what took the room";
}

const char *verify_why(struct why_check *check, const struct why_claim *claim)
{
    struct view view = {.check = check, .q = &check->q, .claim = claim};
    int32_t u = check->q.unit_of_stack[claim->stack_ix];
    const char *fault;

    if (u < 0)
        return "that it is displaced";
    if (claim->by_count > 0 && !claim->is_crowded)
        return "who took the room";
    view.unit = &check->q.units[u];
    view.is_loose = check->q.options->residents == RESIDENTS_REPACK;
    if (claim->is_crowded)
        find_taken(&view);
    fault = claim->workload_ix >= 0 ? check_workload(&view) : NULL;
    if (!fault)
        fault = check_demand(&view);
    for (int32_t i = 0; i < claim->by_count && !fault; i++)
        fault = check_taker(&view, &claim->by[i]);
    return fault;
}
