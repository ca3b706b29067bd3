/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_build: quotas of namespaces. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/pods/pod_build.h"

int64_t quota_amount(const struct estate *e, const struct quota *quota, int32_t workload_ix)
{
    int64_t at = (int64_t)workload_ix * e->resource_count + quota->resource;
    if (quota->resource == RESOURCE_PODS)
        return 1;
    if (quota->is_limit)
        return e->limit_given[at] ? e->limit[at] : 0;
    return e->reservation[at];
}

/* Are its pods those of the namespace, once they are in the quota's cluster? */
static bool is_bound(const struct estate *e, const struct quota *quota, int32_t workload_ix)
{
    const struct stack *stack = &e->stacks[e->workloads[workload_ix].stack_ix];
    return stack->family == ORCHESTRATOR_KUBERNETES &&
           strcmp(stack->name_space, quota->name_space) == 0;
}

/* sum + amount * count, at most `most`: what is past that makes no difference. */
static int64_t add_up(int64_t sum, int64_t amount, int64_t count, int64_t most)
{
    if (count == 0 || amount == 0)
        return sum;
    return amount > (most - sum) / count ? most : sum + amount * count;
}

/* What residents of the cluster use, those that may move and those of unknown node too. */
static int64_t used_by_residents(const struct pod_build *pods, const struct quota *quota)
{
    const struct estate *e = pods->estate;
    const struct cluster *cluster = &e->clusters[quota->cluster_ix];
    int64_t used = 0;
    for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count; s++)
        for (int32_t i = 0; i < e->stacks[s].workload_count; i++) {
            int32_t w = e->stacks[s].first_workload + i;
            int64_t pod_count = 0;
            if (!is_bound(e, quota, w))
                continue;
            for (int32_t k = pods->first_pinned[w]; k < pods->first_pinned[w + 1]; k++)
                pod_count += pods->pinned[k].count;
            for (int32_t k = pods->first_item[w]; k < pods->first_item[w + 1]; k++) {
                const struct item *item = &pods->items[pods->item_list[k]];
                if (pods->problem->groups[item->group_ix].kind == GROUP_RESIDENT)
                    pod_count += item->replicas;
            }
            used = add_up(used, quota_amount(e, quota, w), pod_count, quota->hard);
        }
    return used;
}

static bool is_allowed(const struct group *group, int32_t cluster)
{
    for (int32_t i = 0; i < group->allowed_count; i++)
        if (group->allowed[i] == cluster)
            return true;
    return false;
}

bool quota_refuses(const struct estate *e, const struct quota *quota, int32_t workload_ix)
{
    return quota->is_limit &&
           !e->limit_given[(int64_t)workload_ix * e->resource_count + quota->resource];
}

static void add_quota(struct pod_build *pods, int32_t quota_ix, int32_t cluster)
{
    const struct estate *e = pods->estate;
    const struct problem *p = pods->problem;
    const struct quota *quota = &e->quotas[quota_ix];
    int64_t used = used_by_residents(pods, quota);
    struct quota_row row = {.cluster = cluster,
                            .left = used < quota->hard ? quota->hard - used : 0,
                            .quota_ix = quota_ix};
    struct quota_use *uses = ARENA_NEW(pods->arena, p->item_count, struct quota_use);
    int64_t asked = 0;
    int32_t bins = p->first_bin[cluster + 1] - p->first_bin[cluster];
    for (int32_t i = 0; i < p->item_count; i++) {
        const struct item *item = &pods->items[i];
        const struct group *group = &p->groups[item->group_ix];
        if (group->kind == GROUP_RESIDENT || !is_bound(e, quota, item->workload_ix) ||
            !is_allowed(group, cluster))
            continue;
        if (!item->stays && quota_refuses(e, quota, item->workload_ix)) {
            for (int32_t bin = p->first_bin[cluster]; bin < p->first_bin[cluster + 1]; bin++)
                pod_build_forbid(pods, i, bin);
            continue;
        }
        int64_t amount = quota_amount(e, quota, item->workload_ix);
        if (amount == 0)
            continue;
        asked = add_up(asked, amount, item->is_daemon ? bins : item->replicas + item->more,
                       row.left + 1);
        uses[row.use_count++] = (struct quota_use){i, amount};
    }
    row.uses = uses;
    if (asked > row.left)
        VEC_PUSH(pods->quotas, pods->quota_count, pods->quota_room, row);
}

void pod_build_quotas(struct pod_build *pods)
{
    for (int32_t q = 0; q < pods->estate->quota_count && !pods->build->of_residents; q++) {
        int32_t cluster = pods->build->cluster_of[pods->estate->quotas[q].cluster_ix];
        if (cluster >= 0)
            add_quota(pods, q, cluster);
    }
}
