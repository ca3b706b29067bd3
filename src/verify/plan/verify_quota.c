/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "verify/plan/verify_check.h"
#include "verify/verify.h"

/*
 * Quotas: what comes to a namespace stays within hard less what residents use there. A stack comes
 * to the namespace of the same name; residents that only change nodes use what they used.
 */
struct quota_check {
    struct plan_check *check;
    wide_int *used, *added; /* [quota_count] */
    int32_t *refused;       /* [quota_count] a newcomer without the limit; -1 = none */
};

static int compare(const struct quota *quota, int32_t cluster_ix, const char *name_space)
{
    if (quota->cluster_ix != cluster_ix)
        return quota->cluster_ix < cluster_ix ? -1 : 1;
    return strcmp(quota->name_space, name_space);
}

/* The first quota of the namespace, or of the one after it. */
static int32_t first_quota(const struct estate *estate, int32_t cluster_ix, const char *name_space)
{
    int32_t low = 0, high = estate->quota_count;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (compare(&estate->quotas[middle], cluster_ix, name_space) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool check_is_refused(const struct estate *estate, int32_t workload_ix, int32_t cluster_ix)
{
    const struct stack *stack = &estate->stacks[estate->workloads[workload_ix].stack_ix];

    for (int32_t i = first_quota(estate, cluster_ix, stack->name_space);
         stack->family == ORCHESTRATOR_KUBERNETES && i < estate->quota_count &&
         compare(&estate->quotas[i], cluster_ix, stack->name_space) == 0;
         i++) {
        int64_t cell = (int64_t)workload_ix * estate->resource_count + estate->quotas[i].resource;

        if (estate->quotas[i].is_limit && !estate->limit_given[cell])
            return true;
    }
    return false;
}

/* Replicas of a workload in a cluster: each quota of its namespace there has its share. */
static void charge(struct quota_check *quotas, int32_t workload_ix, int32_t cluster_ix,
                   int64_t replicas, bool is_new)
{
    const struct estate *estate = quotas->check->q.estate;
    const struct stack *stack = &estate->stacks[estate->workloads[workload_ix].stack_ix];

    if (stack->family != ORCHESTRATOR_KUBERNETES || replicas <= 0)
        return;
    for (int32_t i = first_quota(estate, cluster_ix, stack->name_space);
         i < estate->quota_count && compare(&estate->quotas[i], cluster_ix, stack->name_space) == 0;
         i++) {
        const struct quota *quota = &estate->quotas[i];
        int64_t cell = (int64_t)workload_ix * estate->resource_count + quota->resource;
        int64_t amount = quota->is_limit ? estate->limit[cell] : estate->reservation[cell];

        if (quota->is_limit && !estate->limit_given[cell]) {
            if (is_new)
                quotas->refused[i] = workload_ix;
            continue;
        }
        (is_new ? quotas->added : quotas->used)[i] += (wide_int)replicas * amount;
    }
}

/* Replicas of a resident that stay in its cluster by themselves; those that the plan places are in
 * its list. A daemon without placements is on each node that takes it. */
static int64_t staying(struct question *q, int32_t workload_ix)
{
    const struct workload *workload = &q->estate->workloads[workload_ix];
    const struct stack *stack = &q->estate->stacks[workload->stack_ix];
    const struct cluster *cluster = &q->estate->clusters[stack->cluster_ix];
    int64_t count = 0;

    if (q->scenario->cluster_lost[stack->cluster_ix] || question_is_movable(q, workload_ix) ||
        question_gives_way(q, workload_ix))
        return 0;
    if (!workload->is_daemon || workload->placement_count > 0)
        return question_known(q, workload_ix);
    for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
        count += question_survives(q, n) && question_rule_takes(q, workload_ix, n);
    return count;
}

/* A resident that gives way uses what it used where it stays in its cluster, wherever there. */
static void charge_entry(struct quota_check *quotas, const struct plan_entry *entry)
{
    const struct question *q = &quotas->check->q;
    const struct estate *estate = q->estate;
    int32_t cluster_ix = estate->nodes[entry->node_ix].cluster_ix;
    int32_t own = estate->stacks[estate->workloads[entry->workload_ix].stack_ix].cluster_ix;
    bool is_new = !question_gives_way(q, entry->workload_ix) || cluster_ix != own;

    charge(quotas, entry->workload_ix, cluster_ix, entry->replicas, is_new);
}

static void judge(const struct quota_check *quotas)
{
    const struct plan_check *check = quotas->check;
    const struct estate *estate = check->q.estate;

    for (int32_t i = 0; i < estate->quota_count; i++) {
        const struct quota *quota = &estate->quotas[i];
        const char *cluster = estate->clusters[quota->cluster_ix].name;
        wide_int left = quota->hard - quotas->used[i];

        if (quotas->refused[i] >= 0)
            report_refuted(check->report, check->arena,
                           "%s: quota %s of %s/%s refuses it: it has no limit of %s",
                           check_workload_name(check, quotas->refused[i]), quota->name, cluster,
                           quota->name_space, estate->resources[quota->resource].name);
        if (quotas->added[i] > 0 && quotas->added[i] > left)
            report_refuted(check->report, check->arena,
                           "%s/%s: quota %s: %s%s: the plan adds %lld; left are %lld", cluster,
                           quota->name_space, quota->name, quota->is_limit ? "limits of " : "",
                           estate->resources[quota->resource].name, report_number(quotas->added[i]),
                           report_number(left > 0 ? left : 0));
    }
}

void check_quotas(struct plan_check *check)
{
    const struct plan *plan = check->plan;
    const struct estate *estate = check->q.estate;
    struct quota_check quotas = {.check = check};

    if (estate->quota_count == 0)
        return;
    check->report->claims++;
    quotas.used = ARENA_NEW(check->arena, estate->quota_count, wide_int);
    quotas.added = ARENA_NEW(check->arena, estate->quota_count, wide_int);
    quotas.refused = ARENA_NEW(check->arena, estate->quota_count, int32_t);
    for (int32_t i = 0; i < estate->quota_count; i++)
        quotas.refused[i] = -1;
    for (int32_t w = 0; w < estate->workload_count; w++)
        charge(&quotas, w, estate->stacks[estate->workloads[w].stack_ix].cluster_ix,
               staying(&check->q, w), false);
    for (int32_t i = 0; i < plan->resident_count; i++)
        charge(&quotas, plan->residents[i].workload_ix,
               estate->nodes[plan->residents[i].node_ix].cluster_ix, plan->residents[i].replicas,
               false);
    for (int32_t i = 0; i < plan->entry_count; i++)
        charge_entry(&quotas, &plan->entries[i]);
    for (int32_t i = 0; i < check->daemon_count; i++)
        charge(&quotas, check->daemons[i].workload_ix,
               estate->nodes[check->daemons[i].node_ix].cluster_ix, 1, true);
    judge(&quotas);
}
