/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room on nodes, and the rules that take nodes away. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "result/why/why.h"

const char *why_amount(const struct resource *resource, int64_t amount, bool up,
                       struct arena *arena)
{
    const char *text = tell_amount(resource, amount, up, arena);
    return resource->unit == UNIT_BYTES ? arena_format(arena, "%s of %s", text, resource->name)
                                        : text;
}

static const struct estate *estate_of(const struct look *l)
{
    return l->t->question->estate;
}

static const struct item *item_of(const struct look *l)
{
    return &l->t->problem->items[l->item_ix];
}

static const char *cluster_name(const struct look *l)
{
    return estate_of(l)->clusters[l->t->problem->cluster_ix[l->cluster]].name;
}

static const char *workload_name(const struct look *l)
{
    return estate_of(l)->workloads[item_of(l)->workload_ix].name;
}

static int64_t free_of(const struct look *l, int32_t bin, int32_t resource)
{
    return l->free[(int64_t)bin * l->t->problem->resource_count + resource];
}

bool why_each(const struct telling *t, int32_t group_ix, int32_t cluster, const int64_t *free,
              bool beside, bool (*find)(const struct look *, struct result_reason *),
              struct arena *arena, struct result_reason *ret)
{
    const struct group *group = &t->problem->groups[group_ix];
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        struct look look = {t, i, cluster, free, t->problem->items[i].replicas, arena};
        look.wanted -= beside ? t->placed[i] : 0;
        if (!t->problem->items[i].is_daemon && look.wanted > 0 && find(&look, ret))
            return true;
    }
    return false;
}

/* ---- rules */

const char *why_rule_key(enum ineligible rule)
{
    static const char *const keys[] = {"",     "not_ready", "unschedulable", "os",
                                       "arch", "selector",  "affinity",      "taint"};
    return keys[rule];
}

/* Nodes that a rule of the workload's own takes away; ret_counts: [INELIGIBLE_TAINT + 1]. Returns
 * how many are left. */
static int32_t count_excluded(const struct look *l, int32_t *ret_counts)
{
    const struct problem *p = l->t->problem;
    const struct estate *e = estate_of(l);
    const struct rule *rule = &e->rules[e->workloads[item_of(l)->workload_ix].rule_ix];
    memset(ret_counts, 0, (INELIGIBLE_TAINT + 1) * sizeof *ret_counts);
    for (int32_t bin = p->first_bin[l->cluster]; bin < p->first_bin[l->cluster + 1]; bin++)
        ret_counts[eligible_node(rule, &e->nodes[p->bin_node_ix[bin]])]++;
    return ret_counts[ELIGIBLE];
}

/* The rule that turns away most of the nodes counted, the first of equals; ELIGIBLE = none is left.
 */
static enum ineligible most_frequent(const int32_t *counts)
{
    enum ineligible most = ELIGIBLE;
    int32_t best = 0;
    for (enum ineligible why = ELIGIBLE + 1; why <= INELIGIBLE_TAINT; why++)
        if (counts[why] > best) {
            most = why;
            best = counts[why];
        }
    return most;
}

/* Fills nodes and excluded, the most frequent rule first; text, when not NULL, gets them in words.
 */
static void add_excluded(const struct look *l, struct result_reason *ret, struct buf *text)
{
    int32_t counts[INELIGIBLE_TAINT + 1];
    const char *separator = "";
    struct result_excluded *excluded =
        ARENA_NEW(l->arena, INELIGIBLE_TAINT + 1, struct result_excluded);
    count_excluded(l, counts);
    ret->nodes = l->t->problem->first_bin[l->cluster + 1] - l->t->problem->first_bin[l->cluster];
    ret->excluded = excluded;
    for (enum ineligible why; (why = most_frequent(counts)) != ELIGIBLE; counts[why] = 0) {
        excluded[ret->excluded_count++] = (struct result_excluded){why_rule_key(why), counts[why]};
        buf_format(text, "%s%s (%d node%s)", separator, ineligible_name(why), (int)counts[why],
                   counts[why] == 1 ? "" : "s");
        separator = ", ";
    }
}

/* What the workload asks for, by the rule that turns most nodes away. */
static void add_lead(const struct look *l, struct buf *text)
{
    const struct estate *e = estate_of(l);
    const struct rule *rule = &e->rules[e->workloads[item_of(l)->workload_ix].rule_ix];
    int32_t counts[INELIGIBLE_TAINT + 1];
    count_excluded(l, counts);
    enum ineligible most = most_frequent(counts);
    if (most == INELIGIBLE_OS || most == INELIGIBLE_ARCH)
        buf_format(text, "%s needs %s, none in %s takes it: ", workload_name(l),
                   most == INELIGIBLE_OS ? rule->os : rule->arch, cluster_name(l));
    else if (most == INELIGIBLE_SELECTOR && rule->selector_count == 1)
        buf_format(text, "%s needs %s=%s, none in %s takes it: ", workload_name(l),
                   rule->selector[0].key, rule->selector[0].value, cluster_name(l));
    else
        buf_format(text, "no node of %s takes %s: ", cluster_name(l), workload_name(l));
}

static const char *take_text(struct buf *text, struct arena *arena)
{
    const char *copy = arena_strdup(arena, text->data);
    buf_release(text);
    return copy;
}

bool why_rule(const struct look *l, struct result_reason *ret)
{
    int32_t counts[INELIGIBLE_TAINT + 1];
    struct buf text;
    if (count_excluded(l, counts) > 0)
        return false;
    *ret = (struct result_reason){
        .cluster = cluster_name(l), .reason = "rule", .resource = "", .workload = workload_name(l)};
    buf_init(&text);
    add_lead(l, &text);
    add_excluded(l, ret, &text);
    ret->text = take_text(&text, l->arena);
    return true;
}

/* ---- room on nodes */

static int64_t min_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Replicas of the item that a node takes by its cap: what survives there counts, and what the plan
 * places when `wanted` leaves that out. */
static int64_t cap_of(const struct look *l, int32_t bin)
{
    const struct problem *p = l->t->problem;
    const struct item *item = item_of(l);
    if (!problem_eligible(p, l->item_ix, bin))
        return 0;
    if (!item->has_bin_cap)
        return l->wanted;
    int64_t left = item->per_bin_cap;
    for (int32_t i = 0; i < item->present_count; i++)
        if (p->present[item->first_present + i].bin_ix == bin)
            left -= p->present[item->first_present + i].count;
    for (int32_t i = 0; l->wanted < item->replicas && i < l->t->solution->assign_count; i++)
        if (l->t->solution->assigns[i].item_ix == l->item_ix &&
            l->t->solution->assigns[i].bin_ix == bin)
            left -= l->t->solution->assigns[i].count;
    return left < 0 ? 0 : min_of(left, l->wanted);
}

/* Replicas that fit, each node for itself, by its cap and one resource (-1 = by the cap alone, -2 =
 * by all resources); not more than wanted. */
static int64_t slots_by(const struct look *l, int32_t resource)
{
    const struct problem *p = l->t->problem;
    int64_t sum = 0;
    for (int32_t bin = p->first_bin[l->cluster];
         bin < p->first_bin[l->cluster + 1] && sum < l->wanted; bin++) {
        int64_t slots = cap_of(l, bin);
        for (int32_t r = 0; r < p->resource_count && slots > 0; r++) {
            int64_t need = problem_demand(p, l->item_ix, r);
            if (need > 0 && (r == resource || resource == -2))
                slots = min_of(slots, free_of(l, bin, r) / need);
        }
        sum += slots;
    }
    return min_of(sum, l->wanted);
}

/* What is free of a resource on the nodes that take the item, in all and in the largest hole. */
static int64_t free_in_all(const struct look *l, int32_t resource, int64_t *ret_hole)
{
    const struct problem *p = l->t->problem;
    int64_t sum = 0;
    *ret_hole = 0;
    for (int32_t bin = p->first_bin[l->cluster]; bin < p->first_bin[l->cluster + 1]; bin++) {
        if (!problem_eligible(p, l->item_ix, bin))
            continue;
        sum += free_of(l, bin, resource);
        *ret_hole = free_of(l, bin, resource) > *ret_hole ? free_of(l, bin, resource) : *ret_hole;
    }
    return sum;
}

bool why_pods(const struct look *l, struct result_reason *ret)
{
    return slots_by(l, -2) < l->wanted &&
           tell_pod_reason(l->t, l->item_ix, l->cluster, l->arena, ret);
}

/* Free in all, and whether that would be enough; in words when it would. */
static void add_free(const struct look *l, int32_t r, int64_t hole, int64_t in_all,
                     struct result_reason *ret, struct buf *text)
{
    const struct resource *resource = &estate_of(l)->resources[r];
    ret->resource = resource->name;
    ret->workload = workload_name(l);
    ret->has_room = true;
    ret->needs = problem_demand(l->t->problem, l->item_ix, r);
    ret->hole = hole;
    ret->free = in_all;
    ret->wanted = l->wanted;
    if (ret->needs > 0 && in_all / ret->needs < l->wanted)
        return;
    ret->reason = "fragmentation";
    buf_format(text, ", though %s are free in all", tell_amount(resource, in_all, false, l->arena));
}

/* Rules that leave only some of the nodes are half of the answer. */
static void add_left(const struct look *l, struct result_reason *ret, struct buf *text)
{
    struct buf rules;
    int32_t counts[INELIGIBLE_TAINT + 1];
    int32_t left = count_excluded(l, counts);
    buf_init(&rules);
    add_excluded(l, ret, &rules);
    if (ret->excluded_count > 0)
        buf_format(text, "; %d of %lld nodes take%s it: %s", (int)left, (long long)ret->nodes,
                   left == 1 ? "s" : "", rules.data);
    buf_release(&rules);
}

bool why_hole(const struct look *l, struct result_reason *ret)
{
    const struct problem *p = l->t->problem;
    for (int32_t r = 0; r < p->resource_count; r++) {
        const struct resource *resource = &estate_of(l)->resources[r];
        int64_t hole, need = problem_demand(p, l->item_ix, r);
        int64_t in_all = free_in_all(l, r, &hole);
        struct buf text;
        if (need <= hole)
            continue;
        *ret = (struct result_reason){.cluster = cluster_name(l),
                                      .reason = "capacity",
                                      .has_short = true,
                                      .short_by = need - hole};
        buf_init(&text);
        buf_format(&text, "%s needs %s on one node, the largest hole is %s (%s)", workload_name(l),
                   why_amount(resource, need, true, l->arena),
                   tell_amount(resource, hole, false, l->arena), cluster_name(l));
        add_free(l, r, hole, in_all, ret, &text);
        add_left(l, ret, &text);
        ret->text = take_text(&text, l->arena);
        return true;
    }
    return false;
}

/* The resource that leaves room for the fewest replicas; -1 = none alone leaves too few. */
static int32_t binding_resource(const struct look *l, int64_t *ret_slots)
{
    int32_t binding = -1;
    *ret_slots = l->wanted;
    for (int32_t r = 0; r < l->t->problem->resource_count; r++) {
        int64_t slots = slots_by(l, r);
        if (slots < *ret_slots) {
            *ret_slots = slots;
            binding = r;
        }
    }
    return binding;
}

bool why_slots(const struct look *l, struct result_reason *ret)
{
    const struct estate *e = estate_of(l);
    int64_t binding_slots, hole, slots = slots_by(l, -2);
    struct buf text;
    if (slots >= l->wanted)
        return false;
    *ret = (struct result_reason){
        .cluster = cluster_name(l), .reason = "capacity", .resource = "", .has_slots = true};
    buf_init(&text);
    buf_format(&text, "%s has room for %lld of %lld replicas of %s", cluster_name(l),
               (long long)slots, (long long)l->wanted, workload_name(l));
    int32_t r = binding_resource(l, &binding_slots);
    if (slots_by(l, -1) < l->wanted) {
        ret->reason = "rule";
        ret->rule = "max_per_node";
        buf_format(&text, ": at most %lld on a node", (long long)item_of(l)->per_bin_cap);
    } else if (r >= 0) {
        int64_t need = problem_demand(l->t->problem, l->item_ix, r);
        int64_t in_all = free_in_all(l, r, &hole);
        buf_format(&text, ", each needs %s", why_amount(&e->resources[r], need, true, l->arena));
        add_free(l, r, hole, in_all, ret, &text);
        ret->has_short = true;
        ret->short_by = (l->wanted - binding_slots) * need;
    }
    ret->workload = workload_name(l);
    ret->slots = slots;
    ret->wanted = l->wanted;
    add_left(l, ret, &text);
    ret->text = take_text(&text, l->arena);
    return true;
}

/* ---- room in all */

/* What the group asks of a resource in the cluster, daemons on every node that takes them. */
static int64_t demand_of(const struct telling *t, int32_t group_ix, int32_t cluster, int32_t r,
                         bool beside)
{
    const struct problem *p = t->problem;
    const struct group *group = &p->groups[group_ix];
    bool is_there = group->lives_in && group->lives_in[cluster];
    int64_t sum = 0;
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        int64_t replicas = p->items[i].replicas - (beside ? t->placed[i] : 0);
        if (p->items[i].is_daemon) {
            replicas = 0;
            for (int32_t b = p->first_bin[cluster]; b < p->first_bin[cluster + 1] && !is_there; b++)
                replicas += problem_eligible(p, i, b);
        }
        sum += problem_demand(p, i, r) * replicas;
    }
    return sum;
}

static bool takes_something(const struct telling *t, int32_t group_ix, int32_t bin)
{
    const struct group *group = &t->problem->groups[group_ix];
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
        if (problem_eligible(t->problem, i, bin))
            return true;
    return false;
}

bool why_total(const struct telling *t, int32_t group_ix, int32_t cluster, const int64_t *free,
               struct arena *arena, struct result_reason *ret)
{
    const struct problem *p = t->problem;
    const struct estate *e = t->question->estate;
    const char *name = e->clusters[p->cluster_ix[cluster]].name;
    bool beside = free != p->bin_free;
    for (int32_t r = 0; r < p->resource_count; r++) {
        int64_t need = demand_of(t, group_ix, cluster, r, beside);
        int64_t have = 0;
        bool has_limit = true;
        for (int32_t bin = p->first_bin[cluster]; bin < p->first_bin[cluster + 1]; bin++)
            if (takes_something(t, group_ix, bin)) {
                have += free[(int64_t)bin * p->resource_count + r];
                has_limit &= !estate_unlimited(e, p->bin_node_ix[bin], r);
            }
        if (need <= have || !has_limit)
            continue;
        *ret = (struct result_reason){
            .cluster = name,
            .reason = "capacity",
            .resource = e->resources[r].name,
            .has_short = true,
            .short_by = need - have,
            .has_demand = true,
            .demand = need,
            .free = have,
            .text = arena_format(arena, "needs %s, %s has %s free",
                                 why_amount(&e->resources[r], need, true, arena), name,
                                 tell_amount(&e->resources[r], have, false, arena)),
        };
        return true;
    }
    return false;
}
