/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof/cut.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "verify/proof/cut_parts.h"
#include "verify/proof/knapsack.h"

#define VALUE_MAX ((int64_t)1 << CERTIFICATE_MULTIPLIER_MAX_LOG2)
#define LOAD_MAX ((wide_int)1 << 62)

static int compare_bins(const void *a, const void *b)
{
    const struct bin *x = a, *y = b;
    int order = x->rule_count > 0 ? memcmp(x->takes, y->takes, (size_t)x->rule_count) : 0;

    for (int32_t r = 0; order == 0 && r < x->resource_count; r++) {
        if (x->room[r] != y->room[r])
            order = x->room[r] < y->room[r] ? -1 : 1;
    }
    return order;
}

static bool is_in_set(const struct cut *cut, int32_t stack_ix)
{
    int32_t low = 0, high = cut->set_count;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (cut->set[middle] < stack_ix)
            low = middle + 1;
        else
            high = middle;
    }
    return low < cut->set_count && cut->set[low] == stack_ix;
}

static const char *set_fault(const struct prover *p)
{
    const struct question *q = &p->cover->q;
    const struct cut *cut = p->cut;

    for (int32_t i = 0; i < cut->set_count; i++) {
        int32_t s = cut->set[i], u;

        if (s < 0 || s >= q->estate->stack_count || (i > 0 && cut->set[i - 1] >= s))
            return "its set does not ascend within the estate's stacks";
        u = q->unit_of_stack[s];
        if (u < 0 || q->units[u].stack_ix != s || q->units[u].kind != UNIT_WHOLE)
            return "its set has a stack that is not displaced as a whole";
    }
    return cut->value != cut->set_count - 1 ? "its value is not one less than its set" : NULL;
}

/* Does it lose replicas on nodes while others run where nobody knows? A price is of the others:
 * they are residents, whatever becomes of what is lost. */
static bool is_partly_unknown(const struct question *q, int32_t workload_ix)
{
    int32_t i = q->item_of_workload[workload_ix];

    return i >= 0 && q->units[q->items[i].unit_ix].kind == UNIT_PARTIAL &&
           question_unknown(q, workload_ix) > 0;
}

/* Replicas of a resident of unknown node, that must be in the cluster. */
static const char *resident_fault(const struct prover *p, struct priced *it)
{
    const struct question *q = &p->cover->q;
    const struct estate *estate = q->estate;
    const struct workload *workload = &estate->workloads[it->workload_ix];
    int64_t listed = p->cover->listed[it->workload_ix];

    it->unit_ix = -1;
    it->count = question_unknown(q, it->workload_ix);
    if (estate->stacks[workload->stack_ix].cluster_ix != p->cut->cluster_ix || it->count == 0 ||
        workload->is_daemon)
        return "a price is of a workload that is neither displaced nor a resident of unknown node";
    if (question_is_movable(q, it->workload_ix) && question_known(q, it->workload_ix) > 0)
        return "a price is of a resident that stands on a node";
    it->count = listed < it->count ? listed : it->count;
    it->per_node = it->count;
    return NULL;
}

/* A resident that gives way stays on nodes that it has now: those must take it like any other. */
static const char *stay_fault(const struct prover *p, const struct unit *unit, int32_t workload_ix)
{
    struct question *q = &p->cover->q;
    const struct workload *workload = &q->estate->workloads[workload_ix];

    if (unit->is_fixed)
        return "a price is of a resident that may not be moved";
    for (int32_t i = 0; unit->gives_way && i < workload->placement_count; i++) {
        if (!question_may_take(q, workload_ix,
                               q->estate->placements[workload->first_placement + i].node_ix))
            return "a price is of a resident that stands where it might not come to";
    }
    return NULL;
}

static const char *price_fault(const struct prover *p, struct priced *it)
{
    const struct question *q = &p->cover->q;
    const struct workload *workload = &q->estate->workloads[it->workload_ix];
    int32_t i = q->item_of_workload[it->workload_ix];
    const struct unit_item *item;

    if (i < 0 || is_partly_unknown(q, it->workload_ix))
        return resident_fault(p, it);
    item = &q->items[i];
    it->unit_ix = item->unit_ix;
    if (q->units[item->unit_ix].kind != UNIT_WHOLE)
        return "a price is of a stack that comes back replica by replica";
    if (p->cut->set && !is_in_set(p->cut, q->units[item->unit_ix].stack_ix))
        return "a price is of a stack that is not in the set";
    it->count = item->is_daemon ? cover_daemon_nodes(p->cover, i, p->cut->cluster_ix) : item->lost;
    it->per_node = item->is_daemon ? 1 : item->lost;
    if (!item->is_daemon && workload->has_max_per_node && workload->max_per_node < it->per_node)
        it->per_node = workload->max_per_node;
    return stay_fault(p, &q->units[item->unit_ix], it->workload_ix);
}

/* The place of the workload's rule among those of the cut: one workload stands for all that the
 * same nodes take. */
static int32_t rule_place(struct prover *p, int32_t workload_ix)
{
    int32_t i = 0;

    while (i < p->rule_count && !question_alike(&p->cover->q, p->rules[i], workload_ix))
        i++;
    if (i == p->rule_count)
        p->rules[p->rule_count++] = workload_ix;
    return i;
}

static const char *prices_fault(struct prover *p)
{
    const struct estate *estate = p->cover->q.estate;
    const struct cut *cut = p->cut;

    p->priced = ARENA_NEW(p->scratch, cut->price_count, struct priced);
    p->rules = ARENA_NEW(p->scratch, cut->price_count, int32_t);
    for (int32_t i = 0; i < cut->price_count; i++) {
        struct priced *it = &p->priced[i];
        const char *fault;

        *it = (struct priced){.workload_ix = cut->prices[i].workload_ix, .pi = cut->prices[i].pi};
        if (it->workload_ix < 0 || it->workload_ix >= estate->workload_count ||
            (i > 0 && it[-1].workload_ix >= it->workload_ix))
            return "its prices do not ascend within the estate's workloads";
        if (it->pi < 1 || it->pi > CUT_PRICE_MAX)
            return "a price is not in 1 to 2^40";
        fault = price_fault(p, it);
        if (fault)
            return fault;
        it->rule = rule_place(p, it->workload_ix);
        it->demand = ARENA_NEW(p->scratch, estate->resource_count, int64_t);
        for (int32_t r = 0; r < estate->resource_count; r++)
            it->demand[r] = estate_reservation(estate, it->workload_ix, r);
    }
    return NULL;
}

static int compare_loads(const void *a, const void *b)
{
    const struct cut_load *x = a, *y = b;

    return x->unit_ix < y->unit_ix ? -1 : x->unit_ix > y->unit_ix;
}

/* What each unit uses, and in *ret_residents what residents do. */
static const char *find_loads(struct prover *p, struct proven_cut *ret, wide_int *ret_residents)
{
    struct cut_load *loads =
        ARENA_NEW(p->cover->arena, p->cut->price_count + p->cut->set_count, struct cut_load);
    int32_t kept = 0;

    for (int32_t i = 0; i < p->cut->price_count; i++) {
        const struct priced *it = &p->priced[i];
        wide_int a = (wide_int)it->pi * it->count;

        if (a > LOAD_MAX)
            return "a stack uses more than 2^62 of it";
        if (it->unit_ix < 0)
            *ret_residents += a;
        else
            loads[ret->load_count++] = (struct cut_load){it->unit_ix, (int64_t)a};
    }
    if (ret->load_count > 0)
        qsort(loads, (size_t)ret->load_count, sizeof *loads, compare_loads);
    for (int32_t i = 0; i < ret->load_count; i++) {
        if (kept == 0 || loads[kept - 1].unit_ix != loads[i].unit_ix)
            loads[kept++] = loads[i];
        else if (__builtin_add_overflow(loads[kept - 1].a, loads[i].a, &loads[kept - 1].a) ||
                 loads[kept - 1].a > LOAD_MAX)
            return "a stack uses more than 2^62 of it";
    }
    ret->loads = loads;
    ret->load_count = kept;
    return NULL;
}

static wide_int bin_value(struct prover *p, const struct bin *bin)
{
    struct arena *arena = arena_new();
    struct knapsack_item *items = ARENA_NEW(arena, p->cut->price_count, struct knapsack_item);
    int32_t count = 0;
    wide_int value;

    for (int32_t i = 0; i < p->cut->price_count; i++) {
        const struct priced *it = &p->priced[i];

        if (bin->takes[it->rule] && it->per_node > 0)
            items[count++] = (struct knapsack_item){it->pi, it->per_node, it->demand};
    }
    value = knapsack_best(items, count, bin->room, bin->resource_count, p->budget, arena);
    arena_free(arena);
    return value;
}

/* What a node can hold: what is free, or those that may give way and stand there, if that is more.
 */
static const int64_t *bin_room(struct prover *p, int32_t node_ix)
{
    const struct question *q = &p->cover->q;
    int64_t first = (int64_t)node_ix * q->resource_count;
    int64_t *room;

    if (!q->options->gives_way)
        return &p->cover->is_free[first];
    room = ARENA_NEW(p->scratch, q->resource_count, int64_t);
    for (int32_t r = 0; r < q->resource_count; r++) {
        room[r] = p->cover->is_free[first + r];
        if (room[r] != NO_LIMIT && p->cover->homes[first + r] > room[r])
            room[r] = (int64_t)p->cover->homes[first + r];
    }
    return room;
}

static struct bin *find_bins(struct prover *p, int32_t *ret_count)
{
    struct question *q = &p->cover->q;
    const struct cluster *cluster = &q->estate->clusters[p->cut->cluster_ix];
    struct bin *bins = ARENA_NEW(p->scratch, cluster->node_count, struct bin);
    int32_t count = 0;

    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        unsigned char *takes;

        if (!question_survives(q, n))
            continue;
        takes = ARENA_NEW(p->scratch, p->rule_count, unsigned char);
        /* What is forbidden to replicas that come binds no resident. */
        for (int32_t k = 0; k < p->rule_count; k++)
            takes[k] = is_partly_unknown(q, p->rules[k]) ? question_takes(q, p->rules[k], n)
                                                         : question_may_take(q, p->rules[k], n);
        bins[count++] = (struct bin){n, bin_room(p, n), q->resource_count, takes, p->rule_count};
    }
    if (count > 0)
        qsort(bins, (size_t)count, sizeof *bins, compare_bins);
    *ret_count = count;
    return bins;
}

/* The sum over nodes; equal ones are packed once. Stops where it is more than `enough`. */
static wide_int own_value(struct prover *p, wide_int enough)
{
    int32_t count;
    const struct bin *bins = find_bins(p, &count);
    wide_int sum = 0, one = 0;

    for (int32_t i = 0; i < count && sum <= enough && *p->budget >= 0; i++) {
        if (i == 0 || compare_bins(&bins[i - 1], &bins[i]) != 0)
            one = p->weighed ? cut_weigh(p, &bins[i]) : bin_value(p, &bins[i]);
        sum += one;
    }
    return *p->budget < 0 ? enough + 1 : sum;
}

/* Prices prove a set when all of it together would use more than there is. */
static const char *prove_set(struct prover *p, struct proven_cut *ret, wide_int residents)
{
    struct cut_load *loads = ARENA_NEW(p->cover->arena, p->cut->set_count, struct cut_load);
    wide_int all = residents;

    for (int32_t i = 0; i < ret->load_count; i++)
        all += ret->loads[i].a;
    if (all < 1 || own_value(p, all - 1) > all - 1)
        return "its prices do not prove that the set has no place";
    for (int32_t i = 0; i < p->cut->set_count; i++)
        loads[i] = (struct cut_load){p->cover->q.unit_of_stack[p->cut->set[i]], 1};
    qsort(loads, (size_t)p->cut->set_count, sizeof *loads, compare_loads);
    ret->loads = loads;
    ret->load_count = p->cut->set_count;
    return NULL;
}

static const char *prove(struct prover *p, struct proven_cut *ret)
{
    const struct question *q = &p->cover->q;
    wide_int residents = 0;
    const char *fault = NULL;

    if (ret->cluster_ix < 0 || ret->cluster_ix >= q->estate->cluster_count ||
        q->scenario->cluster_lost[ret->cluster_ix])
        return "it is of no surviving cluster";
    if (ret->value < 0 || ret->value > VALUE_MAX)
        return "its value is not in 0 to 2^52";
    if (p->cut->set)
        fault = set_fault(p);
    if (!fault)
        fault = prices_fault(p);
    if (!fault)
        fault = find_loads(p, ret, &residents);
    if (!fault && p->cut->weight_count != 0)
        fault = cut_weigh_begin(p);
    if (fault)
        return fault;
    if (p->cut->set)
        return prove_set(p, ret, residents);
    return own_value(p, ret->value + residents) > ret->value + residents
               ? "its nodes can hold more than its value"
               : NULL;
}

void cut_prove(struct cover *cover, const struct cut *cut, int64_t *budget, struct arena *scratch,
               struct proven_cut *ret)
{
    struct prover p = {.cover = cover, .cut = cut, .scratch = scratch, .budget = budget};

    *ret = (struct proven_cut){.cluster_ix = cut->cluster_ix, .value = cut->value};
    ret->fault = prove(&p, ret);
    arena_reset(scratch);
}
