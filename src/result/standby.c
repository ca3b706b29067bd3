/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a recovery rests on standby clusters. */
#include <string.h>

#include "base/arena.h"
#include "estate/estate.h"
#include "result/tell/tell.h"

void result_standby_add(struct result_standby *standby, const struct result_stack *stack,
                        int64_t critical_tier)
{
    if (stack->verdict != VERDICT_FITS)
        return;
    standby->stacks++;
    standby->critical += stack->tier <= critical_tier;
    bool is_too_much = stack->weight > INT64_MAX - standby->weight; /* of a result read back */
    standby->weight = is_too_much ? INT64_MAX : standby->weight + stack->weight;
}

struct result_standby result_standby_of(const struct result_answer *answer, const char *cluster,
                                        const char *role, int64_t critical_tier)
{
    struct result_standby ret = {.role = role};
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        bool is_there = !strcmp(stack->target, cluster);
        for (int32_t k = 0; k < stack->plan_count && !is_there; k++)
            is_there = !strcmp(stack->plan[k].cluster, cluster);
        if (is_there)
            result_standby_add(&ret, stack, critical_tier);
    }
    return ret;
}

static const char *role_in(const struct estate *e, const char *cluster)
{
    for (int32_t c = 0; c < e->cluster_count; c++)
        if (!strcmp(e->clusters[c].name, cluster) && e->clusters[c].role != ROLE_ACTIVE)
            return result_role_name(e->clusters[c].role);
    return NULL;
}

void tell_standby(const struct estate *estate, struct arena *arena, struct result_answer *answer)
{
    struct result_cluster *clusters =
        ARENA_NEW(arena, answer->cluster_count, struct result_cluster);
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        clusters[c] = answer->clusters[c];
        const char *role = role_in(estate, clusters[c].cluster);
        if (!role)
            continue;
        struct result_standby *standby = ARENA_NEW(arena, 1, struct result_standby);
        *standby = result_standby_of(answer, clusters[c].cluster, role, estate->critical_tier);
        clusters[c].standby = standby;
    }
    answer->clusters = clusters;
}

const char *standby_finding(const struct result_answer *answer, int64_t critical_tier,
                            struct arena *arena)
{
    struct result_standby all = {0};
    for (int32_t i = 0; i < answer->stack_count; i++)
        result_standby_add(&all, &answer->stacks[i], critical_tier);
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        const struct result_standby *standby = answer->clusters[c].standby;
        if (standby && !strcmp(standby->role, "standby-cold") && standby->critical > 0 &&
            standby->critical == all.critical)
            return arena_format(arena,
                                "all that is critical and recovered rests on %s, which is "
                                "standby-cold",
                                answer->clusters[c].cluster);
    }
    return NULL;
}
