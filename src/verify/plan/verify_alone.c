/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the rules between pods say of one pod alone, beside the residents that stay: put to
 * verify/pods as if one pod of each workload came to each node, none of them seeing another.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/pods/pods.h"
#include "verify/verify_question.h"
#include "verify/verify_rule.h"

/* Past this many pairs of workloads and nodes nothing is forbidden: bounds are weaker then. */
enum { PAIRS_MAX = 20000000 };

struct alone {
    struct question *q;
    const bool *is_asked;     /* [workload_count] of a unit, or of unknown node, and some rule
                                 speaks of its pods */
    struct pod_group *groups; /* NULL while they are counted */
    int64_t count;
    struct pods pods;
    bool is_affinity; /* what is checked now */
    bool **is_lonely; /* [workload_count] NULL or [cluster_count]: nothing that may come there can
                         meet its affinity */
    int32_t *comers;  /* workloads of which something comes, moves, or has no known node */
    int32_t comer_count;
};

static void add_group(struct alone *alone, int32_t workload_ix, int32_t node_ix, int64_t count,
                      int64_t fresh)
{
    if (alone->groups)
        alone->groups[alone->count] = (struct pod_group){workload_ix, node_ix, count, fresh};
    alone->count++;
}

static void add_residents(struct alone *alone, int32_t workload_ix)
{
    struct question *q = alone->q;
    const struct workload *workload = &q->estate->workloads[workload_ix];
    int32_t cluster_ix = q->estate->stacks[workload->stack_ix].cluster_ix;
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];

    if (q->scenario->cluster_lost[cluster_ix] || question_is_movable(q, workload_ix) ||
        question_gives_way(q, workload_ix))
        return;
    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *at = &q->estate->placements[workload->first_placement + i];

        if (question_survives(q, at->node_ix) && at->replicas > 0)
            add_group(alone, workload_ix, at->node_ix, at->replicas, 0);
    }
    if (!workload->is_daemon || workload->placement_count > 0)
        return;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (question_survives(q, n) && question_rule_takes(q, workload_ix, n))
            add_group(alone, workload_ix, n, 1, 0);
    }
}

/* What comes, where it may come; residents of unknown node are placed in their cluster like it. */
static void add_fresh(struct alone *alone, int32_t workload_ix)
{
    struct question *q = alone->q;
    int32_t item = q->item_of_workload[workload_ix];
    int32_t home = q->estate->stacks[q->estate->workloads[workload_ix].stack_ix].cluster_ix;

    for (int32_t c = 0; c < q->estate->cluster_count; c++) {
        const struct cluster *cluster = &q->estate->clusters[c];

        if (q->scenario->cluster_lost[c] ||
            !(item < 0 ? c == home : question_allows(q, &q->units[q->items[item].unit_ix], c)))
            continue;
        for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
            if (question_survives(q, n) && question_takes(q, workload_ix, n))
                add_group(alone, workload_ix, n, 1, 1);
    }
}

/* By kind, then node, each pair once: a workload with pods of both sorts (a partial loss) keeps
 * them apart as two groups of a node, which is one too many; they are joined. */
static void join_groups(struct alone *alone)
{
    int64_t kept = 0;

    for (int64_t i = 0; i < alone->count; i++) {
        struct pod_group *last = kept > 0 ? &alone->groups[kept - 1] : NULL;

        if (last && last->kind_ix == alone->groups[i].kind_ix &&
            last->node_ix == alone->groups[i].node_ix) {
            last->count += alone->groups[i].count;
            last->fresh += alone->groups[i].fresh;
        } else {
            alone->groups[kept++] = alone->groups[i];
        }
    }
    alone->count = kept;
}

static int by_place(const void *a, const void *b)
{
    const struct pod_group *x = a, *y = b;

    if (x->kind_ix != y->kind_ix)
        return x->kind_ix < y->kind_ix ? -1 : 1;
    return (x->node_ix > y->node_ix) - (x->node_ix < y->node_ix);
}

static void gather(struct alone *alone)
{
    const struct estate *estate = alone->q->estate;

    alone->count = 0;
    for (int32_t w = 0; w < estate->workload_count && alone->count <= PAIRS_MAX; w++) {
        if (estate->stacks[estate->workloads[w].stack_ix].family != ORCHESTRATOR_KUBERNETES)
            continue;
        add_residents(alone, w);
        if (alone->is_asked[w])
            add_fresh(alone, w);
    }
}

static void forbid(struct question *q, int32_t workload_ix, int32_t node_ix)
{
    if (!q->forbidden[workload_ix])
        q->forbidden[workload_ix] = ARENA_NEW(q->arena, q->estate->node_count, bool);
    q->forbidden[workload_ix][node_ix] = true;
}

static void note(void *context, const struct breach *breach)
{
    const struct alone *alone = context;

    if (breach->kind == BREACH_SPREAD)
        return; /* what else comes may lift the emptiest domain */
    if (breach->kind == BREACH_AFFINITY &&
        !alone->q->estate->workloads[breach->kind_ix].is_daemon) {
        const bool *is_lonely = alone->is_lonely[breach->kind_ix];

        if (!is_lonely || !is_lonely[alone->q->estate->nodes[breach->node_ix].cluster_ix])
            return;
    }
    forbid(alone->q, breach->kind_ix, breach->node_ix);
}

/* Do all terms of the affinity select the workload in the cluster? */
static bool is_match(const struct alone *alone, const struct pod_rule *rule, int32_t workload_ix,
                     int32_t cluster_ix)
{
    for (int32_t t = 0; t < rule->affinity_count; t++) {
        if (!pods_term_selects(&alone->pods, &rule->affinity[t], workload_ix, cluster_ix))
            return false;
    }
    return true;
}

/* Does each workload of a whole unit have a node there, as far as rules of nodes go? */
static bool finds_nodes(struct question *q, const struct unit *unit, int32_t cluster_ix)
{
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];
    int32_t end = cluster->first_node + cluster->node_count;

    for (int32_t i = unit->first_item; i < unit->first_item + unit->item_count; i++) {
        int32_t n = cluster->first_node;

        if (q->items[i].lost == 0)
            continue;
        while (n < end &&
               !(question_survives(q, n) && question_rule_takes(q, q->items[i].workload_ix, n)))
            n++;
        if (n == end)
            return false;
    }
    return true;
}

/* May pods of the workload that are not pinned be in the cluster in the end? */
static bool may_be_in(struct question *q, int32_t workload_ix, int32_t cluster_ix)
{
    const struct estate *e = q->estate;
    int32_t item = q->item_of_workload[workload_ix];
    const struct unit *unit = item < 0 ? NULL : &q->units[q->items[item].unit_ix];

    if (unit && !unit->is_asked)
        unit = NULL;
    if (e->stacks[e->workloads[workload_ix].stack_ix].cluster_ix == cluster_ix)
        return unit || question_is_movable(q, workload_ix) || question_unknown(q, workload_ix) > 0;
    return unit && question_allows(q, unit, cluster_ix) &&
           (unit->kind != UNIT_WHOLE || finds_nodes(q, unit, cluster_ix));
}

/* Can a pod of another workload that is not pinned, or comes, be what the affinity asks for? Pods
 * of its own cannot be the first where a resident is the match, and where none is nothing forbids.
 */
static bool may_be_met(struct alone *alone, int32_t workload_ix, int32_t cluster_ix)
{
    struct question *q = alone->q;
    const struct pod_rule *rule =
        &q->estate->pod_rules[q->estate->workloads[workload_ix].pod_rule_ix];

    for (int32_t i = 0; i < alone->comer_count; i++) {
        int32_t other = alone->comers[i];

        if (other != workload_ix && may_be_in(q, other, cluster_ix) &&
            is_match(alone, rule, other, cluster_ix))
            return true;
    }
    return false;
}

static void find_comers(struct alone *alone, struct arena *arena)
{
    const struct question *q = alone->q;

    alone->comers = ARENA_NEW(arena, q->estate->workload_count, int32_t);
    for (int32_t w = 0; w < q->estate->workload_count; w++)
        if (q->item_of_workload[w] >= 0 || question_is_movable(q, w) || question_unknown(q, w) > 0)
            alone->comers[alone->comer_count++] = w;
}

static void find_lonely(struct alone *alone, int32_t workload_ix, struct arena *arena)
{
    const struct question *q = alone->q;

    alone->is_lonely[workload_ix] = ARENA_NEW(arena, q->estate->cluster_count, bool);
    for (int32_t c = 0; c < q->estate->cluster_count; c++)
        alone->is_lonely[workload_ix][c] =
            !q->scenario->cluster_lost[c] && !may_be_met(alone, workload_ix, c);
}

static void forbid_unlabelled(struct question *q, int32_t workload_ix)
{
    const struct pod_rule *rule =
        &q->estate->pod_rules[q->estate->workloads[workload_ix].pod_rule_ix];

    for (int32_t t = 0; t < rule->affinity_count; t++)
        for (int32_t n = 0; n < q->estate->node_count; n++)
            if (!rule_own_label(&q->estate->nodes[n], rule->affinity[t].topology_key))
                forbid(q, workload_ix, n);
}

static void forbid_refused(struct question *q, int32_t workload_ix)
{
    for (int32_t c = 0; c < q->estate->cluster_count; c++) {
        const struct cluster *cluster = &q->estate->clusters[c];

        if (!check_is_refused(q->estate, workload_ix, c))
            continue;
        for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
            forbid(q, workload_ix, n);
    }
}

/* Does a rule of its own, or somebody's anti-affinity, speak of its pods? */
static bool is_spoken_of(const struct question *q, int32_t workload_ix)
{
    const struct estate *estate = q->estate;
    const struct workload *workload = &estate->workloads[workload_ix];

    if (workload->pod_rule_ix >= 0)
        return true;
    for (int32_t r = 0; r < estate->pod_rule_count; r++)
        for (int32_t t = 0; t < estate->pod_rules[r].anti_affinity_count; t++)
            if (rule_selects(&estate->pod_rules[r].anti_affinity[t].selector, workload->labels,
                             workload->label_count))
                return true;
    return false;
}

static void check_pods(struct alone *alone, struct arena *arena)
{
    const struct question *q = alone->q;
    const struct estate *estate = q->estate;
    bool *is_lost = ARENA_NEW(arena, estate->node_count, bool);

    for (int32_t n = 0; n < estate->node_count; n++)
        is_lost[n] = !question_survives(q, n);
    alone->pods = (struct pods){.arena = arena,
                                .clusters = estate->clusters,
                                .cluster_count = estate->cluster_count,
                                .nodes = estate->nodes,
                                .node_count = estate->node_count,
                                .is_lost = is_lost,
                                .name_spaces = estate->name_spaces,
                                .name_space_count = estate->name_space_count,
                                .kinds = pods_kinds(estate, arena),
                                .kind_count = estate->workload_count,
                                .groups = alone->groups,
                                .group_count = (int32_t)alone->count,
                                .one_by_one = true,
                                .first_is_unmet = true,
                                .breached = note,
                                .context = alone};
    pods_init(&alone->pods);
    find_comers(alone, arena);
    for (int32_t w = 0; w < estate->workload_count; w++) {
        int32_t rule = estate->workloads[w].pod_rule_ix;

        if (alone->is_asked[w] && rule >= 0 && estate->pod_rules[rule].affinity_count > 0)
            find_lonely(alone, w, arena);
    }
    pods_check(&alone->pods);
    pods_release(&alone->pods);
}

static void find_forbidden(struct question *q)
{
    const struct estate *estate = q->estate;
    struct arena *arena = arena_new();
    bool *is_asked = ARENA_NEW(arena, estate->workload_count, bool);
    struct alone alone = {.q = q, .is_asked = is_asked};
    bool any = false;

    q->forbidden = ARENA_NEW(q->arena, estate->workload_count, bool *);
    alone.is_lonely = ARENA_NEW(arena, estate->workload_count, bool *);
    for (int32_t i = 0; i < q->item_count; i++) {
        int32_t w = q->items[i].workload_ix;

        if (estate->quota_count > 0)
            forbid_refused(q, w);
    }
    for (int32_t w = 0; w < estate->workload_count; w++) {
        is_asked[w] =
            (q->item_of_workload[w] >= 0 || question_unknown(q, w) > 0) &&
            estate->stacks[estate->workloads[w].stack_ix].family == ORCHESTRATOR_KUBERNETES &&
            is_spoken_of(q, w);
        any = any || is_asked[w];
    }
    if (any)
        gather(&alone);
    if (any && alone.count <= PAIRS_MAX) {
        alone.groups = ARENA_NEW(arena, alone.count, struct pod_group);
        gather(&alone);
        qsort(alone.groups, (size_t)alone.count, sizeof *alone.groups, by_place);
        join_groups(&alone);
        check_pods(&alone, arena);
        for (int32_t w = 0; w < estate->workload_count; w++)
            if (is_asked[w] && estate->workloads[w].pod_rule_ix >= 0)
                forbid_unlabelled(q, w);
    }
    arena_free(arena);
}

bool question_may_take(struct question *q, int32_t workload_ix, int32_t node_ix)
{
    if (!question_takes(q, workload_ix, node_ix))
        return false;
    if (q->estate->pod_rule_count == 0 && q->estate->quota_count == 0)
        return true;
    if (!q->forbidden)
        find_forbidden(q);
    return !q->forbidden[workload_ix] || !q->forbidden[workload_ix][node_ix];
}

bool question_alike(struct question *q, int32_t a, int32_t b)
{
    const struct workload *x = &q->estate->workloads[a], *y = &q->estate->workloads[b];

    if (a == b)
        return true;
    if (q->estate->pod_rule_count + q->estate->quota_count > 0) {
        if (!q->forbidden)
            find_forbidden(q);
        if (q->forbidden[a] || q->forbidden[b])
            return false;
    }
    return x->rule_ix == y->rule_ix && x->home_rule_ix < 0 && y->home_rule_ix < 0;
}
