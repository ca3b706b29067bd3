/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --then-lose-node checked: on the cluster as the answer leaves it, the plan of each node that may
 * be lost places all that was on it, and a bound says of each that may not that none does.
 */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "result/check/claim.h"
#include "result/overload/estate_after.h"
#include "result/overload/overload.h"
#include "result/result.h"
#include "result/result_plan.h"
#include "verify/verify.h"

struct check {
    const struct estate *estate;
    const bool *node_lost; /* [node_count of after] by the scenario itself */
    struct question_options options;
    struct arena *arena;
    struct arena *scratch; /* for the node at hand */
    struct verify_report *report;
    int32_t cluster_ix;
    struct estate after;
    const int32_t *become;
    const struct result_spare *told;
};

/* ---- the plan of one node, in the indices of the cluster alone */

static int32_t find_node(const struct check *check, const char *name)
{
    int32_t n = estate_find_node(check->estate, check->cluster_ix, name);
    return n < 0 ? -1 : n - check->estate->clusters[check->cluster_ix].first_node;
}

static int32_t find_workload(const struct check *check, const struct result_move *move)
{
    const struct estate *e = check->estate;
    int32_t s = result_find_path(e, move->stack, check->scratch);
    for (int32_t w = s < 0 ? 0 : e->stacks[s].first_workload;
         s >= 0 && w < e->stacks[s].first_workload + e->stacks[s].workload_count; w++)
        if (!strcmp(e->workloads[w].name, move->workload) &&
            (!move->kind[0] || !strcmp(e->workloads[w].kind, move->kind)))
            return check->become[w];
    return -1;
}

/* False where a name is none, or a number cannot be. */
static bool make_entries(const struct check *check, const struct result_spare_node *told,
                         struct plan *plan)
{
    struct plan_entry *entries = ARENA_NEW(check->scratch, told->move_count, struct plan_entry);
    for (int32_t i = 0; i < told->move_count; i++) {
        entries[i] =
            (struct plan_entry){find_workload(check, &told->moves[i]),
                                find_node(check, told->moves[i].node), told->moves[i].replicas};
        if (entries[i].workload_ix < 0 || entries[i].node_ix < 0 || entries[i].replicas < 1 ||
            entries[i].replicas > CAP_REPLICAS)
            return false;
    }
    plan_sort_entries(entries, told->move_count);
    plan->entries = entries;
    plan->entry_count = told->move_count;
    return true;
}

/* What stands on the node and has to go elsewhere: [workload_count]; false where nothing does. */
static bool find_lost(const struct check *check, int32_t node_ix, int64_t *lost)
{
    const struct estate *after = &check->after;
    bool is_any = false;
    for (int32_t i = 0; i < after->placement_count; i++) {
        const struct placement *p = &after->placements[i];
        const struct workload *workload = &after->workloads[p->workload_ix];
        if (p->node_ix != node_ix || workload->is_daemon ||
            after->stacks[workload->stack_ix].is_platform)
            continue;
        lost[p->workload_ix] += p->replicas;
        is_any |= p->replicas > 0;
    }
    return is_any;
}

/* Stacks that the plan places something of; those with all their replicas are recovered. Marks in
 * is_left those that are not. */
static void make_stacks(const struct check *check, const int64_t *lost, struct plan *plan,
                        bool *is_left)
{
    const struct estate *after = &check->after;
    int64_t *placed = ARENA_NEW(check->scratch, after->workload_count, int64_t);
    struct plan_stack *stacks = ARENA_NEW(check->scratch, after->stack_count, struct plan_stack);
    for (int32_t i = 0; i < plan->entry_count; i++)
        placed[plan->entries[i].workload_ix] += plan->entries[i].replicas;
    for (int32_t s = 0; s < after->stack_count; s++) {
        const struct stack *stack = &after->stacks[s];
        bool is_listed = false;
        for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count;
             w++) {
            is_listed |= placed[w] > 0;
            is_left[s] |= placed[w] < lost[w];
        }
        if (is_listed)
            stacks[plan->stack_count++] = (struct plan_stack){s, -1, !is_left[s]};
    }
    plan->stacks = stacks;
}

static bool make_tiers(const struct check *check, const struct result_spare_node *told,
                       struct plan *plan)
{
    struct plan_tier *tiers = ARENA_NEW(check->scratch, told->tier_count, struct plan_tier);
    for (int32_t i = 0; i < told->tier_count; i++) {
        const struct result_spare_tier *tier = &told->tiers[i];
        if (tier->tier < 0 || tier->tier > MAX_TIER || (i > 0 && tier->tier <= tier[-1].tier))
            return false;
        tiers[i] = (struct plan_tier){.tier = (int32_t)tier->tier,
                                      .displaced_count = tier->displaced,
                                      .displaced_weight = tier->displaced_weight,
                                      .recovered = tier->recovered,
                                      .bound = tier->bound,
                                      .is_certified = tier->is_certified};
    }
    plan->tiers = tiers;
    plan->tier_count = told->tier_count;
    return true;
}

/* ---- the verdict of one node */

/* In the first tier that is not recovered whole its bound says that it cannot be; NULL = all are.
 */
static const struct result_spare_tier *first_short(const struct result_spare_node *told)
{
    for (int32_t i = 0; i < told->tier_count; i++)
        if (told->tiers[i].recovered != told->tiers[i].displaced_weight)
            return &told->tiers[i];
    return NULL;
}

static bool is_proven(const struct result_spare_node *told)
{
    for (int32_t i = 0; i < told->tier_count; i++)
        if (told->tiers[i].recovered != told->tiers[i].bound)
            return false;
    return true;
}

static void check_node(const struct check *check, const struct result_spare_node *told,
                       int32_t node_ix, const int64_t *lost, bool *is_left)
{
    bool *node_lost = ARENA_NEW(check->scratch, check->after.node_count, bool);
    bool cluster_lost = false;
    const char *word = arena_format(check->arena, "%s/node:%s", check->told->cluster, told->node);
    struct scenario scenario = {word, &word, 1, &cluster_lost, node_lost, 0, true};
    const struct result_spare_tier *shortage = first_short(told);
    struct verify_report report = {0};
    struct plan plan = {0};
    for (int32_t n = 0; n < check->after.node_count; n++)
        node_lost[n] = n == node_ix || check->node_lost[n];
    if (!make_entries(check, told, &plan) || !make_tiers(check, told, &plan)) {
        CLAIM(check, false, "%s: a name or a tier of its plan cannot be", word);
        return;
    }
    make_stacks(check, lost, &plan, is_left);
    verify_plan(&check->after, &scenario, &check->options, &plan, check->scratch, &report);
    CLAIM(check, report.refuted == 0, "%s: its plan does not hold: %s", word,
          report.refuted > 0 ? report.texts[0] : "");
    CLAIM(
        check,
        (told->verdict == SPARE_YES && !shortage && is_proven(told)) ||
            (told->verdict == SPARE_NO && shortage && shortage->bound < shortage->displaced_weight),
        "%s: its verdict is not what its plan and bounds say", word);
    if (told->verdict != SPARE_NO)
        return;
    report = (struct verify_report){0};
    verify_bounds(&check->after, &scenario, &check->options, &plan, &told->certificate,
                  check->scratch, &report);
    CLAIM(check, report.refuted == 0, "%s: its bounds do not hold: %s", word,
          report.refuted > 0 ? report.texts[0] : "");
    check->report->uncertified += shortage && !shortage->is_certified;
}

/* ---- a cluster */

static bool is_worse(const struct result_spare_node *a, const struct result_spare_node *b)
{
    const struct result_spare_tier *x = first_short(a);
    const struct result_spare_tier *y = b ? first_short(b) : NULL;
    if (!x || !y)
        return x != NULL;
    return x->tier != y->tier ? x->tier < y->tier
                              : (wide_int)x->displaced_weight - x->recovered >
                                    (wide_int)y->displaced_weight - y->recovered;
}

static bool is_named(const struct check *check, const struct stack *stack)
{
    const char *name = stack->name_space[0]
                           ? arena_format(check->arena, "%s/%s", stack->name_space, stack->name)
                           : stack->name;
    for (int32_t i = 0; i < check->told->stack_count; i++)
        if (!strcmp(check->told->stacks[i], name))
            return true;
    return false;
}

/* The node that is told of, and who has no place then. */
static void check_worst(const struct check *check, const struct result_spare_node *worst,
                        const bool *is_left)
{
    const struct result_spare *told = check->told;
    const struct result_spare_tier *shortage = first_short(worst);
    int32_t left = 0;
    bool is_right = shortage && !strcmp(worst->node, told->node) &&
                    told->is_certified == shortage->is_certified;
    for (int32_t s = 0; s < check->after.stack_count; s++) {
        left += is_left[s];
        is_right = is_right && (!is_left[s] || is_named(check, &check->after.stacks[s]));
    }
    CLAIM(check, is_right && left == told->stack_count,
          "%s: which node is the worst to lose, and who has no place then, is told wrongly",
          told->cluster);
}

static const struct result_spare_node *find_evidence(const struct check *check, int32_t node_ix)
{
    const char *name = check->after.nodes[node_ix].name;
    for (int32_t i = 0; i < check->told->evidence_count; i++)
        if (!strcmp(check->told->evidence[i].node, name))
            return &check->told->evidence[i];
    return NULL;
}

struct tally {
    int64_t nodes, no, unknown;
    int32_t used;
    const struct result_spare_node *worst;
    bool *left, *worst_left; /* [stack_count] of the node at hand, of the worst */
    bool is_open;            /* it is not known of the node that is told of */
};

static void count_node(struct check *check, int32_t node_ix, struct tally *tally)
{
    int64_t *lost = ARENA_NEW(check->scratch, check->after.workload_count, int64_t);
    const struct result_spare_node *evidence = find_evidence(check, node_ix);
    tally->nodes++;
    if (!find_lost(check, node_ix, lost))
        return;
    if (!evidence) {
        tally->unknown++;
        tally->is_open |= !strcmp(check->after.nodes[node_ix].name, check->told->node);
        return;
    }
    memset(tally->left, 0, (size_t)check->after.stack_count * sizeof *tally->left);
    check_node(check, evidence, node_ix, lost, tally->left);
    tally->used++;
    tally->no += evidence->verdict == SPARE_NO;
    if (evidence->verdict == SPARE_NO && is_worse(evidence, tally->worst)) {
        bool *left = tally->left;
        tally->worst = evidence;
        tally->left = tally->worst_left;
        tally->worst_left = left;
    }
}

static void check_cluster(struct check *check)
{
    const struct result_spare *told = check->told;
    struct tally tally = {.left = ARENA_NEW(check->arena, check->after.stack_count, bool),
                          .worst_left = ARENA_NEW(check->arena, check->after.stack_count, bool)};
    for (int32_t n = 0; n < check->after.node_count; n++) {
        if (check->node_lost[n])
            continue;
        check->scratch = arena_new();
        count_node(check, n, &tally);
        arena_free(check->scratch);
    }
    CLAIM(check, tally.used == told->evidence_count,
          "%s: evidence is given of a node that is none, is lost, or carries nothing",
          told->cluster);
    CLAIM(check,
          tally.nodes == told->nodes && tally.no == told->no && tally.unknown == told->unknown,
          "%s: %lld nodes survive, %lld cannot be lost, of %lld it is not known; the result says "
          "otherwise",
          told->cluster, (long long)tally.nodes, (long long)tally.no, (long long)tally.unknown);
    CLAIM(check,
          told->verdict == (tally.no > 0        ? SPARE_NO
                            : tally.unknown > 0 ? SPARE_UNKNOWN
                                                : SPARE_YES) &&
              (told->verdict != SPARE_UNKNOWN || tally.is_open),
          "%s: whether it can lose any node is told other than of its nodes", told->cluster);
    if (tally.worst)
        check_worst(check, tally.worst, tally.worst_left);
}

void spares_check(const struct estate *estate, const struct result_scenario *scenario,
                  const struct result_plan *made, const struct question_options *options,
                  struct arena *arena, struct verify_report *report)
{
    struct check check = {.estate = estate, .options = *options, .arena = arena, .report = report};
    const struct verify_standing *standing;
    const int32_t *origin;
    int32_t count;
    bool *is_told = ARENA_NEW(arena, estate->cluster_count, bool);
    if (!verify_standing(estate, &made->scenario, options, &made->plan, arena, &standing, &count))
        return; /* refuted elsewhere */
    check.options.residents = RESIDENTS_PINNED;
    check.options.has_only_tier = false;
    check.options.gives_way = NULL;
    for (int32_t i = 0; i < scenario->spare_count; i++) {
        int32_t c = estate_find_cluster(estate, scenario->spares[i].cluster);
        bool is_right = c >= 0 && !made->scenario.cluster_lost[c] && !is_told[c];
        CLAIM(&check, is_right, "%s: one more node lost is told of no survivor, or twice",
              scenario->spares[i].cluster);
        if (!is_right)
            continue;
        is_told[c] = true;
        check.told = &scenario->spares[i];
        check.cluster_ix = c;
        check.node_lost = made->scenario.node_lost + estate->clusters[c].first_node;
        estate_after(estate, c, standing, count, arena, &check.after, &check.become, &origin);
        check_cluster(&check);
    }
    for (int32_t c = 0; c < estate->cluster_count; c++)
        CLAIM(&check, is_told[c] || made->scenario.cluster_lost[c],
              "%s survives, and one more node lost is not told of it", estate->clusters[c].name);
}
