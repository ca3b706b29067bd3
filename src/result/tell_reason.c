/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/eligible.h"
#include "result/tell.h"

/* amount / unit with one decimal, rounded up or down; unit at least 10. */
static const char *one_decimal(int64_t amount, int64_t unit, bool up, const char *word,
                               struct arena *arena)
{
    int64_t whole = amount / unit;
    int64_t rest = amount % unit;
    /* rest < unit <= 2^30, so ten times it cannot overflow. */
    int64_t tenth = (rest * 10 + (up ? unit - 1 : 0)) / unit;
    if (tenth == 10) {
        whole++;
        tenth = 0;
    }
    if (amount > 0 && whole == 0 && tenth == 0)
        return arena_format(arena, "<0.1 %s", word);
    return arena_format(arena, "%lld.%lld %s", (long long)whole, (long long)tenth, word);
}

const char *tell_amount(const struct resource *resource, int64_t amount, bool up,
                        struct arena *arena)
{
    if (strcmp(resource->name, "cpu") == 0)
        return one_decimal(amount, 1000, up, "cores", arena);
    if (resource->unit == UNIT_BYTES)
        return one_decimal(amount, (int64_t)1 << 30, up, "GiB", arena);
    return arena_format(arena, "%lld %s", (long long)amount, resource->name);
}

/* One item looked at in one cluster. */
struct look {
    const struct telling *t;
    const struct item *item;
    int32_t item_ix;
    int32_t cluster;
    struct arena *arena;
};

static const struct estate *estate_of(const struct look *l)
{
    return l->t->question->estate;
}

static const char *cluster_name(const struct look *l)
{
    return estate_of(l)->clusters[l->t->problem->cluster_ix[l->cluster]].name;
}

static const char *workload_name(const struct look *l)
{
    return estate_of(l)->workloads[l->item->workload_ix].name;
}

/* The rule that turns away most of the nodes counted, the first of equals; ELIGIBLE = none is left.
 */
static enum ineligible most_frequent(const int32_t *counts)
{
    enum ineligible most = ELIGIBLE;
    for (enum ineligible why = ELIGIBLE + 1; why <= INELIGIBLE_TAINT; why++)
        if (counts[why] > counts[most])
            most = why;
    return most;
}

/* What the workload asks for, by the rule that turns most nodes away. */
static void add_lead(const struct look *l, const struct rule *rule, enum ineligible most,
                     struct buf *text)
{
    if (most == INELIGIBLE_OS || most == INELIGIBLE_ARCH)
        buf_format(text, "%s needs %s, none in %s takes it", workload_name(l),
                   most == INELIGIBLE_OS ? rule->os : rule->arch, cluster_name(l));
    else if (most == INELIGIBLE_SELECTOR && rule->selector_count == 1)
        buf_format(text, "%s needs %s=%s, none in %s takes it", workload_name(l),
                   rule->selector[0].key, rule->selector[0].value, cluster_name(l));
    else
        buf_format(text, "no node of %s takes %s", cluster_name(l), workload_name(l));
}

/* No node takes the workload: which rules turn away how many nodes, the most frequent first. */
static bool rule_reason(const struct look *l, struct result_reason *ret)
{
    const struct problem *p = l->t->problem;
    const struct estate *e = estate_of(l);
    const struct rule *rule = &e->rules[e->workloads[l->item->workload_ix].rule_ix];
    int32_t counts[INELIGIBLE_TAINT + 1] = {0};
    for (int32_t bin = p->first_bin[l->cluster]; bin < p->first_bin[l->cluster + 1]; bin++) {
        enum ineligible why = eligible_node(rule, &e->nodes[p->bin_node_ix[bin]]);
        if (why == ELIGIBLE)
            return false;
        counts[why]++;
    }
    struct buf text;
    buf_init(&text);
    add_lead(l, rule, most_frequent(counts), &text);
    const char *separator = ": ";
    for (enum ineligible why; (why = most_frequent(counts)) != ELIGIBLE; counts[why] = 0) {
        buf_format(&text, "%s%s (%d node%s)", separator, ineligible_name(why), counts[why],
                   counts[why] == 1 ? "" : "s");
        separator = ", ";
    }
    *ret = (struct result_reason){.cluster = cluster_name(l),
                                  .reason = "rule",
                                  .resource = "",
                                  .text = arena_strdup(l->arena, text.data)};
    buf_release(&text);
    return true;
}

static int64_t replicas_of(const struct item *item)
{
    return item->is_daemon ? 1 : item->replicas;
}

/* A replica that is larger than the largest hole of the eligible nodes. */
static bool hole_reason(const struct look *l, struct result_reason *ret)
{
    const struct problem *p = l->t->problem;
    const struct estate *e = estate_of(l);
    for (int32_t r = 0; r < p->resource_count; r++) {
        int64_t hole = 0;
        for (int32_t bin = p->first_bin[l->cluster]; bin < p->first_bin[l->cluster + 1]; bin++)
            if (problem_eligible(p, l->item_ix, bin) && problem_free(p, bin, r) > hole)
                hole = problem_free(p, bin, r);
        int64_t need = problem_demand(p, l->item_ix, r);
        if (need <= hole)
            continue;
        const struct resource *resource = &e->resources[r];
        *ret = (struct result_reason){
            .cluster = cluster_name(l),
            .reason = "capacity",
            .resource = resource->name,
            .has_short = true,
            .short_by = need - hole,
            .workload = workload_name(l),
            .needs = need,
            .text = arena_format(l->arena, "%s needs %s on one node, the largest hole is %s (%s)",
                                 workload_name(l), tell_amount(resource, need, true, l->arena),
                                 tell_amount(resource, hole, false, l->arena), cluster_name(l)),
        };
        return true;
    }
    return false;
}

/* Replicas that a node could take if nothing else came. */
static int64_t slots_of_bin(const struct look *l, int32_t bin)
{
    const struct problem *p = l->t->problem;
    if (!problem_eligible(p, l->item_ix, bin))
        return 0;
    int64_t slots = replicas_of(l->item);
    if (l->item->has_bin_cap && l->item->per_bin_cap < slots)
        slots = l->item->per_bin_cap;
    for (int32_t r = 0; r < p->resource_count; r++) {
        int64_t need = problem_demand(p, l->item_ix, r);
        if (need > 0 && problem_free(p, bin, r) / need < slots)
            slots = problem_free(p, bin, r) / need;
    }
    return slots;
}

static int64_t slots_of_cluster(const struct look *l)
{
    const struct problem *p = l->t->problem;
    int64_t slots = 0;
    for (int32_t bin = p->first_bin[l->cluster]; bin < p->first_bin[l->cluster + 1]; bin++)
        slots += slots_of_bin(l, bin);
    return slots;
}

/* Too few nodes are left because other pods, or its volumes, forbid some. */
static bool pod_reason(const struct look *l, struct result_reason *ret)
{
    return slots_of_cluster(l) < replicas_of(l->item) &&
           tell_pod_reason(l->t, l->item_ix, l->cluster, l->arena, ret);
}

static bool slots_reason(const struct look *l, struct result_reason *ret)
{
    const struct problem *p = l->t->problem;
    int64_t slots = 0;
    int64_t wanted = replicas_of(l->item);
    for (int32_t bin = p->first_bin[l->cluster]; bin < p->first_bin[l->cluster + 1]; bin++) {
        slots += slots_of_bin(l, bin);
        if (slots >= wanted)
            return false;
    }
    *ret = (struct result_reason){
        .cluster = cluster_name(l),
        .reason = "capacity",
        .resource = "",
        .text =
            arena_format(l->arena, "%s has room for %lld of %lld replicas of %s", cluster_name(l),
                         (long long)slots, (long long)wanted, workload_name(l)),
    };
    return true;
}

/* The whole group against all that is free. */
static bool total_reason(const struct telling *t, int32_t group_ix, int32_t cluster,
                         struct arena *arena, struct result_reason *ret)
{
    const struct problem *p = t->problem;
    const struct estate *e = t->question->estate;
    const struct group *group = &p->groups[group_ix];
    const char *name = e->clusters[p->cluster_ix[cluster]].name;
    for (int32_t r = 0; r < p->resource_count; r++) {
        int64_t need = 0;
        int64_t have = 0;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            need += problem_demand(p, i, r) * replicas_of(&p->items[i]);
        for (int32_t bin = p->first_bin[cluster]; bin < p->first_bin[cluster + 1]; bin++)
            have += problem_free(p, bin, r);
        if (need <= have)
            continue;
        *ret = (struct result_reason){
            .cluster = name,
            .reason = "capacity",
            .resource = e->resources[r].name,
            .has_short = true,
            .short_by = need - have,
            .text = arena_format(arena, "needs %s, %s has %s free",
                                 tell_amount(&e->resources[r], need, true, arena), name,
                                 tell_amount(&e->resources[r], have, false, arena)),
        };
        return true;
    }
    return false;
}

static bool item_reason(const struct telling *t, int32_t group_ix, int32_t cluster,
                        bool (*find)(const struct look *, struct result_reason *),
                        struct arena *arena, struct result_reason *ret)
{
    const struct group *group = &t->problem->groups[group_ix];
    for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++) {
        struct look look = {t, &t->problem->items[i], i, cluster, arena};
        if (!look.item->is_daemon && look.item->replicas > 0 && find(&look, ret))
            return true;
    }
    return false;
}

/* Another cluster than the allowed ones: why it is not. */
static bool disallowed_reason(const struct telling *t, int32_t group_ix, int32_t cluster,
                              struct arena *arena, struct result_reason *ret)
{
    const struct estate *e = t->question->estate;
    const struct group *group = &t->problem->groups[group_ix];
    const struct stack *stack = &e->stacks[group->stack_ix];
    const struct cluster *c = &e->clusters[t->problem->cluster_ix[cluster]];
    *ret = (struct result_reason){.cluster = c->name, .resource = "", .reason = "target"};
    if (group->kind == GROUP_REPLICAS) {
        bool is_partial = !t->question->scenario->cluster_lost[stack->cluster_ix];
        ret->text = arena_format(arena,
                                 is_partial ? "lost replicas stay in their cluster, not in %s"
                                            : "it does not live in %s",
                                 c->name);
        return true;
    }
    switch (eligible_cluster(e, stack, t->problem->cluster_ix[cluster])) {
    case DISALLOWED_ORCHESTRATOR:
        ret->reason = "orchestrator";
        ret->text =
            arena_format(arena, "%s runs %s, the stack is of %s", c->name,
                         orchestrator_name(c->orchestrator), orchestrator_name(stack->family));
        return true;
    case DISALLOWED_TARGET:
        ret->text = arena_format(arena, "%s is not an allowed target", c->name);
        return true;
    case ALLOWED: break;
    }
    if (item_reason(t, group_ix, cluster, rule_reason, arena, ret))
        return true;
    ret->reason = "requires";
    ret->text = arena_format(arena, "what it must run beside is not in %s", c->name);
    return true;
}

static bool is_allowed(const struct group *group, int32_t cluster)
{
    for (int32_t i = 0; i < group->allowed_count; i++)
        if (group->allowed[i] == cluster)
            return true;
    return false;
}

/* What holds when no single number says why. False when nothing true can be said of the cluster: a
 * required stack is what is missing. */
static bool last_reason(const struct telling *t, int32_t group_ix, int32_t cluster, bool is_needing,
                        struct arena *arena, struct result_reason *ret)
{
    const char *name = t->question->estate->clusters[t->problem->cluster_ix[cluster]].name;
    const struct group_result *found = &t->solution->groups[group_ix];
    const char *text;
    if (is_needing)
        return false;
    *ret = (struct result_reason){.cluster = name, .reason = "capacity", .resource = ""};
    if (found->outcome == OUTCOME_UNDECIDED) {
        ret->reason = "undecided";
        text = "the budget ran out before it was known whether it fits in %s";
    } else if (found->fits_alone == TRI_YES) {
        text = "fits alone, but not in %s beside the others";
    } else if (found->fits_alone == TRI_NO && tell_asks_reason(t, group_ix, cluster, arena, ret)) {
        return true;
    } else if (found->fits_alone == TRI_NO) {
        text = "its replicas, caps and daemons do not pack into the nodes of %s";
    } else {
        text = "not in %s in any plan that recovers as much";
    }
    ret->text = arena_format(arena, text, name);
    return true;
}

static bool cluster_reason(const struct telling *t, int32_t group_ix, int32_t cluster,
                           bool is_needing, struct arena *arena, struct result_reason *ret)
{
    if (!is_allowed(&t->problem->groups[group_ix], cluster))
        return disallowed_reason(t, group_ix, cluster, arena, ret);
    return item_reason(t, group_ix, cluster, rule_reason, arena, ret) ||
           tell_quota_reason(t, group_ix, cluster, arena, ret) ||
           item_reason(t, group_ix, cluster, pod_reason, arena, ret) ||
           item_reason(t, group_ix, cluster, hole_reason, arena, ret) ||
           item_reason(t, group_ix, cluster, slots_reason, arena, ret) ||
           total_reason(t, group_ix, cluster, arena, ret) ||
           last_reason(t, group_ix, cluster, is_needing, arena, ret);
}

static int compare_reasons(const void *a, const void *b)
{
    return strcmp(((const struct result_reason *)a)->cluster,
                  ((const struct result_reason *)b)->cluster);
}

void tell_reasons(const struct telling *telling, int32_t group_ix, struct arena *arena,
                  struct result_stack *stack)
{
    const struct problem *p = telling->problem;
    struct result_reason *reasons =
        ARENA_NEW(arena, (int64_t)p->cluster_count + 2, struct result_reason);
    int32_t count = 0;
    if (p->cluster_count == 0)
        reasons[count++] = (struct result_reason){
            .cluster = "", .reason = "no_survivor", .resource = "", .text = "no cluster survives"};
    for (int32_t i = 0; i < stack->need_count; i++)
        if (i == 0)
            reasons[count++] = (struct result_reason){
                .cluster = "",
                .reason = "requires",
                .resource = "",
                .text = arena_format(arena, "requires %s%s, not recovered", stack->needs[0],
                                     stack->need_count > 1 ? " and others" : "")};
    if (p->groups[group_ix].is_hopeless && stack->need_count == 0)
        reasons[count++] =
            (struct result_reason){.cluster = "",
                                   .reason = "requires",
                                   .resource = "",
                                   .text = "what it requires belongs to a platform that is lost"};
    int32_t first = count;
    bool is_needing = stack->need_count > 0 || p->groups[group_ix].is_hopeless;
    for (int32_t c = 0; c < p->cluster_count; c++)
        count += cluster_reason(telling, group_ix, c, is_needing, arena, &reasons[count]);
    if (count > first)
        qsort(reasons + first, (size_t)(count - first), sizeof *reasons, compare_reasons);
    stack->reasons = reasons;
    stack->reason_count = count;
}
