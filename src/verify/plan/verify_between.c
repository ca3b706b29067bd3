/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan as it stands in the end, put to verify/pods: rules between pods. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/pods/pods.h"
#include "verify/verify.h"

/* Of a daemon on a node. */
enum daemon_state {
    DAEMON_RUNS,  /* beside what stays, whatever else comes */
    DAEMON_WAITS, /* nobody stays there that its affinity asks for */
    DAEMON_COMES, /* with what comes beside it */
    DAEMON_OUT
};

/* Who stands where in the end, gathered in no order. */
struct gathering {
    struct plan_check *check;
    bool *has_fresh;          /* [cluster_count] the rest of the clusters is nobody's question */
    struct pod_group *groups; /* NULL while they are counted */
    int64_t count;
    /* [daemon_count] Not NULL: what else comes is there already, and only daemons that wait are
     * asked whether they can come after it. */
    const enum daemon_state *states;
};

/* Swarm's tasks and rows of CSV are no pods: no rule speaks of them. */
static bool is_pod(const struct estate *estate, int32_t workload_ix)
{
    return estate->stacks[estate->workloads[workload_ix].stack_ix].family ==
           ORCHESTRATOR_KUBERNETES;
}

static void gather(struct gathering *in, int32_t workload_ix, int32_t node_ix, int64_t count,
                   int64_t fresh)
{
    const struct estate *estate = in->check->q.estate;

    if (count <= 0 || !is_pod(estate, workload_ix) ||
        !in->has_fresh[estate->nodes[node_ix].cluster_ix])
        return;
    if (in->groups)
        in->groups[in->count] = (struct pod_group){workload_ix, node_ix, count, fresh};
    in->count++;
}

/* A resident that says nothing of its nodes (a daemon without placements) is on each that takes it.
 */
static void gather_residents(struct gathering *in, int32_t workload_ix)
{
    struct question *q = &in->check->q;
    const struct workload *workload = &q->estate->workloads[workload_ix];
    int32_t cluster_ix = q->estate->stacks[workload->stack_ix].cluster_ix;
    const struct cluster *cluster = &q->estate->clusters[cluster_ix];

    if (q->scenario->cluster_lost[cluster_ix] || !in->has_fresh[cluster_ix] ||
        question_is_movable(q, workload_ix) || question_gives_way(q, workload_ix))
        return;
    for (int32_t i = 0; i < workload->placement_count; i++) {
        const struct placement *at = &q->estate->placements[workload->first_placement + i];

        if (question_survives(q, at->node_ix))
            gather(in, workload_ix, at->node_ix, at->replicas, 0);
    }
    if (!workload->is_daemon || workload->placement_count > 0)
        return;
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++) {
        if (question_survives(q, n) && question_rule_takes(q, workload_ix, n))
            gather(in, workload_ix, n, 1, 0);
    }
}

static void gather_all(struct gathering *in)
{
    const struct plan_check *check = in->check;
    const struct plan *plan = check->plan;
    const enum daemon_state *states = in->states;

    in->count = 0;
    for (int32_t w = 0; w < check->q.estate->workload_count; w++) {
        if (is_pod(check->q.estate, w))
            gather_residents(in, w);
    }
    for (int32_t i = 0; i < plan->resident_count; i++)
        gather(in, plan->residents[i].workload_ix, plan->residents[i].node_ix,
               plan->residents[i].replicas,
               states ? 0 : check_resident_fresh(&check->q, &plan->residents[i]));
    for (int32_t i = 0; i < plan->entry_count; i++)
        gather(in, plan->entries[i].workload_ix, plan->entries[i].node_ix,
               plan->entries[i].replicas, states ? 0 : check_fresh(&check->q, &plan->entries[i]));
    for (int32_t i = 0; i < check->daemon_count; i++)
        if (!states || states[i] != DAEMON_OUT)
            gather(in, check->daemons[i].workload_ix, check->daemons[i].node_ix, 1,
                   !states || states[i] == DAEMON_WAITS);
}

static bool find_fresh(struct gathering *in)
{
    const struct plan_check *check = in->check;
    const struct plan *plan = check->plan;
    const struct node *nodes = check->q.estate->nodes;
    bool any = check->daemon_count > 0;

    for (int32_t i = 0; i < plan->entry_count; i++) {
        if (check_fresh(&check->q, &plan->entries[i]) > 0)
            any = in->has_fresh[nodes[plan->entries[i].node_ix].cluster_ix] = true;
    }
    for (int32_t i = 0; i < plan->resident_count; i++) {
        if (check_resident_fresh(&check->q, &plan->residents[i]) > 0)
            any = in->has_fresh[nodes[plan->residents[i].node_ix].cluster_ix] = true;
    }
    for (int32_t i = 0; i < check->daemon_count; i++)
        in->has_fresh[nodes[check->daemons[i].node_ix].cluster_ix] = true;
    return any;
}

static int by_place(const void *a, const void *b)
{
    const struct pod_group *x = a, *y = b;

    if (x->kind_ix != y->kind_ix)
        return x->kind_ix < y->kind_ix ? -1 : 1;
    return (x->node_ix > y->node_ix) - (x->node_ix < y->node_ix);
}

/* In order, and what came beside its like as one group. */
static int32_t settle(struct gathering *in)
{
    int32_t kept = 0;

    qsort(in->groups, (size_t)in->count, sizeof *in->groups, by_place);
    for (int64_t i = 0; i < in->count; i++) {
        if (kept > 0 && by_place(&in->groups[kept - 1], &in->groups[i]) == 0) {
            in->groups[kept - 1].count += in->groups[i].count;
            in->groups[kept - 1].fresh += in->groups[i].fresh;
        } else {
            in->groups[kept++] = in->groups[i];
        }
    }
    return kept;
}

static const char *breach_text(const struct plan_check *check, const struct breach *breach)
{
    const char *other =
        breach->other_ix >= 0 ? check_workload_name(check, breach->other_ix) : "another";
    struct arena *arena = check->arena;

    switch (breach->kind) {
    case BREACH_AFFINITY:
        return arena_format(arena, "required affinity: no pod that it must be near to in its %s",
                            breach->topology_key);
    case BREACH_ANTI_AFFINITY:
        return arena_format(arena, "its anti-affinity by %s: %s is in the same",
                            breach->topology_key, other);
    case BREACH_ANTI_AFFINITY_OF_OTHER:
        return arena_format(arena, "anti-affinity by %s of %s, which is in the same, forbids it",
                            breach->topology_key, other);
    case BREACH_SPREAD:
        return arena_format(
            arena, "topology spread by %s: %lld pods there, %lld in the emptiest; max_skew is %lld",
            breach->topology_key, (long long)breach->count, (long long)breach->least,
            (long long)breach->max_skew);
    case BREACH_SPREAD_NO_DOMAIN:
        return arena_format(arena, "topology spread by %s: the node has no such label",
                            breach->topology_key);
    case BREACH_PORT: break;
    }
    return arena_format(arena, "host port %d/%s: %s has it", breach->port->port,
                        breach->port->protocol, other);
}

static void refute(void *context, const struct breach *breach)
{
    struct plan_check *check = context;

    /* It runs where its affinity is met, and nowhere else. */
    if (breach->kind == BREACH_AFFINITY && check->q.estate->workloads[breach->kind_ix].is_daemon)
        return;
    if (check->report->refuted >= REFUTATION_MAX)
        report_refuted(check->report, check->arena, "%s", "");
    else
        report_refuted(check->report, check->arena, "%s on %s: %s",
                       check_workload_name(check, breach->kind_ix),
                       check_node_name(check, breach->node_ix), breach_text(check, breach));
}

/* All pods of clusters that something comes to; false when nothing does. */
static bool begin(struct plan_check *check, const enum daemon_state *states, struct arena *arena,
                  struct pods *pods)
{
    const struct estate *estate = check->q.estate;
    bool *is_lost = ARENA_NEW(arena, estate->node_count, bool);
    struct gathering in = {.check = check,
                           .states = states,
                           .has_fresh = ARENA_NEW(arena, estate->cluster_count, bool)};

    if (!find_fresh(&in))
        return false;
    gather_all(&in);
    in.groups = ARENA_NEW(arena, in.count, struct pod_group);
    gather_all(&in);
    for (int32_t n = 0; n < estate->node_count; n++)
        is_lost[n] = !question_survives(&check->q, n);
    *pods = (struct pods){.arena = arena,
                          .clusters = estate->clusters,
                          .cluster_count = estate->cluster_count,
                          .nodes = estate->nodes,
                          .node_count = estate->node_count,
                          .is_lost = is_lost,
                          .name_spaces = estate->name_spaces,
                          .name_space_count = estate->name_space_count,
                          .kinds = pods_kinds(estate, arena),
                          .kind_count = estate->workload_count,
                          .groups = in.groups,
                          .group_count = settle(&in)};
    pods_init(pods);
    return true;
}

void check_between(struct plan_check *check)
{
    struct arena *arena;
    struct pods pods;

    if (check->q.estate->pod_rule_count == 0)
        return;
    arena = arena_new();
    check->report->claims++;
    if (begin(check, NULL, arena, &pods)) {
        pods.breached = refute;
        pods.context = check;
        pods_check(&pods);
        pods_release(&pods);
    }
    arena_free(arena);
}

/* ---- where daemons do not run */

struct judged {
    const struct plan_check *check;
    const struct plan_entry **sorted; /* check->daemons by workload, then node */
    enum daemon_state *states;        /* [daemon_count] */
    bool *is_unmet;                   /* [daemon_count] in this round */
};

static int compare_places(const struct plan_entry *a, int32_t workload_ix, int32_t node_ix)
{
    if (a->workload_ix != workload_ix)
        return a->workload_ix < workload_ix ? -1 : 1;
    return (a->node_ix > node_ix) - (a->node_ix < node_ix);
}

static int by_entry(const void *a, const void *b)
{
    const struct plan_entry *x = *(const struct plan_entry *const *)a;
    const struct plan_entry *y = *(const struct plan_entry *const *)b;

    return compare_places(x, y->workload_ix, y->node_ix);
}

static void judge(void *context, const struct breach *breach)
{
    struct judged *judged = context;
    int32_t low = 0, high = judged->check->daemon_count;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (compare_places(judged->sorted[middle], breach->kind_ix, breach->node_ix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < judged->check->daemon_count &&
           compare_places(judged->sorted[low], breach->kind_ix, breach->node_ix) == 0;
         low++) {
        int64_t i = judged->sorted[low] - judged->check->daemons;

        judged->is_unmet[i] = true;
        if (breach->kind != BREACH_AFFINITY)
            judged->states[i] = DAEMON_OUT;
        else if (judged->states[i] == DAEMON_RUNS)
            judged->states[i] = DAEMON_WAITS;
    }
}

/* Beside what stays alone. */
static void judge_alone(struct plan_check *check, struct arena *arena, struct judged *judged)
{
    struct pods pods;

    if (check->q.estate->pod_rule_count == 0 || !begin(check, NULL, arena, &pods))
        return;
    judged->sorted = ARENA_NEW(arena, check->daemon_count, const struct plan_entry *);
    for (int32_t i = 0; i < check->daemon_count; i++)
        judged->sorted[i] = &check->daemons[i];
    qsort(judged->sorted, (size_t)check->daemon_count, sizeof *judged->sorted, by_entry);
    pods.breached = judge;
    pods.context = judged;
    pods.one_by_one = true;
    pods.first_is_unmet = true;
    pods_check_affinity(&pods);
    pods_check_anti_affinity(&pods);
    pods_check_ports(&pods);
    pods_release(&pods);
}

/* Who waits comes where what came before is near: first the rest of the plan, then daemons one
 * after the other. False when nobody came. */
static bool bring_some(struct plan_check *check, struct judged *judged)
{
    struct arena *arena = arena_new();
    bool any = false;
    struct pods pods;

    for (int32_t i = 0; i < check->daemon_count; i++)
        judged->is_unmet[i] = judged->states[i] != DAEMON_WAITS;
    if (begin(check, judged->states, arena, &pods)) {
        pods.breached = judge;
        pods.context = judged;
        pods.one_by_one = true;
        pods_check_affinity(&pods);
        pods_release(&pods);
    }
    for (int32_t i = 0; i < check->daemon_count; i++) {
        if (judged->is_unmet[i])
            continue;
        judged->states[i] = DAEMON_COMES;
        any = true;
    }
    arena_free(arena);
    return any;
}

/* Those that run, then those that come. */
static void keep_judged(struct plan_check *check, const struct judged *judged, struct arena *arena)
{
    struct plan_entry *all = ARENA_NEW(arena, check->daemon_count, struct plan_entry);
    int32_t count = check->daemon_count;

    memcpy(all, check->daemons, (size_t)count * sizeof *all);
    check->daemon_count = 0;
    for (int32_t i = 0; i < count; i++)
        if (judged->states[i] == DAEMON_RUNS)
            check->daemons[check->daemon_count++] = all[i];
    check->told_daemon_count = check->daemon_count;
    for (int32_t i = 0; i < count; i++)
        if (judged->states[i] == DAEMON_COMES)
            check->daemons[check->daemon_count++] = all[i];
}

void check_drop_daemons(struct plan_check *check)
{
    const struct estate *estate = check->q.estate;
    struct judged judged = {.check = check};
    bool any_waits = false;
    struct arena *arena;

    check->told_daemon_count = check->daemon_count;
    if (check->daemon_count == 0 || (estate->pod_rule_count == 0 && estate->quota_count == 0))
        return;
    arena = arena_new();
    judged.states = ARENA_NEW(arena, check->daemon_count, enum daemon_state);
    judged.is_unmet = ARENA_NEW(arena, check->daemon_count, bool);
    judge_alone(check, arena, &judged);
    for (int32_t i = 0; i < check->daemon_count; i++) {
        const struct plan_entry *daemon = &check->daemons[i];

        if (check_is_refused(estate, daemon->workload_ix,
                             estate->nodes[daemon->node_ix].cluster_ix))
            judged.states[i] = DAEMON_OUT;
        any_waits = any_waits || judged.states[i] == DAEMON_WAITS;
    }
    while (any_waits && bring_some(check, &judged))
        ;
    keep_judged(check, &judged, arena);
    arena_free(arena);
}
