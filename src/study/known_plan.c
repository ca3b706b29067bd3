/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/known_plan.h"

#include "base/arena.h"
#include "result/result_plan.h"
#include "verify/verify.h"

/* From the estate's indices to the problem's; -1 = not part of it. */
struct lookup {
    int32_t *item_of, *bin_of, *group_of, *cluster_of;
};

static int32_t *nowhere(struct arena *arena, int32_t count)
{
    int32_t *list = ARENA_NEW(arena, count, int32_t);
    for (int32_t i = 0; i < count; i++)
        list[i] = -1;
    return list;
}

static struct lookup look_up(const struct estate *estate, const struct problem *p,
                             struct arena *arena)
{
    struct lookup to = {nowhere(arena, estate->workload_count), nowhere(arena, estate->node_count),
                        nowhere(arena, estate->stack_count), nowhere(arena, estate->cluster_count)};
    for (int32_t i = 0; i < p->item_count; i++)
        to.item_of[p->items[i].workload_ix] = i;
    for (int32_t b = 0; b < p->bin_count; b++)
        to.bin_of[p->bin_node_ix[b]] = b;
    for (int32_t g = 0; g < p->group_count; g++)
        to.group_of[p->groups[g].stack_ix] = g;
    for (int32_t c = 0; c < p->cluster_count; c++)
        to.cluster_of[p->cluster_ix[c]] = c;
    return to;
}

static int32_t add_shares(const struct lookup *to, const struct problem *p,
                          const struct plan_entry *entries, int32_t count, struct share *shares)
{
    int32_t added = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t item = to->item_of[entries[i].workload_ix];
        int32_t bin = to->bin_of[entries[i].node_ix];
        if (item >= 0 && bin >= 0 && !p->items[item].is_daemon)
            shares[added++] = (struct share){item, bin, entries[i].replicas};
    }
    return added;
}

/* Residents go where their nodes are. */
static void place_residents(const struct problem *p, const struct solve_start *start,
                            int32_t *group_cluster)
{
    for (int32_t i = 0; i < start->assign_count; i++) {
        int32_t g = p->items[start->assigns[i].item_ix].group_ix;
        if (p->groups[g].kind == GROUP_RESIDENT)
            group_cluster[g] = p->bin_cluster[start->assigns[i].bin_ix];
    }
}

bool known_plan_make(const struct estate *estate, const struct problem *p,
                     const struct result_scenario *known, struct arena *arena,
                     struct solve_start *ret)
{
    struct verify_report report = {0};
    struct result_plan made;
    struct result_scenario bare = *known;
    bare.as_is.certificate = (struct certificate){0};
    if (known->as_is.status == STATUS_FAILED ||
        !result_plan_make(estate, &bare, &bare.as_is, arena, &made, &report))
        return false;
    const struct plan *plan = &made.plan;
    struct lookup to = look_up(estate, p, arena);
    struct share *shares =
        ARENA_NEW(arena, (int64_t)plan->entry_count + plan->resident_count, struct share);
    int32_t *group_cluster = nowhere(arena, p->group_count);
    int32_t count = add_shares(&to, p, plan->entries, plan->entry_count, shares);
    count += add_shares(&to, p, plan->residents, plan->resident_count, shares + count);
    *ret = (struct solve_start){shares, count, group_cluster};
    for (int32_t i = 0; i < plan->stack_count; i++) {
        int32_t g = to.group_of[plan->stacks[i].stack_ix];
        if (g >= 0 && p->groups[g].kind == GROUP_WHOLE && plan->stacks[i].cluster_ix >= 0)
            group_cluster[g] = to.cluster_of[plan->stacks[i].cluster_ix];
    }
    place_residents(p, ret, group_cluster);
    return true;
}
