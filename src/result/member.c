/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clusters of an estate as a result lists them. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/checked.h"
#include "base/date.h"
#include "estate/estate.h"
#include "result/tell/tell.h"

const char *result_role_name(enum cluster_role role)
{
    switch (role) {
    case ROLE_STANDBY_HOT: return "standby-hot";
    case ROLE_STANDBY_COLD: return "standby-cold";
    case ROLE_ACTIVE: break;
    }
    return "active";
}

static const char *time_text(int64_t seconds, struct arena *arena)
{
    char text[DATE_SIZE];
    date_format(seconds, text);
    return arena_strdup(arena, text);
}

static int compare_tiers(const void *a, const void *b)
{
    const struct result_member_tier *x = a;
    const struct result_member_tier *y = b;
    return (x->tier > y->tier) - (x->tier < y->tier);
}

static void tell_tiers(const struct estate *e, const struct cluster *cluster, struct arena *arena,
                       struct result_member *ret)
{
    struct result_member_tier *tiers =
        ARENA_NEW(arena, cluster->stack_count, struct result_member_tier);
    for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count; s++) {
        int32_t i = 0;
        if (e->stacks[s].is_platform) {
            ret->platform_stacks++;
            continue;
        }
        while (i < ret->tier_count && tiers[i].tier != e->stacks[s].tier)
            i++;
        if (i == ret->tier_count)
            tiers[ret->tier_count++].tier = e->stacks[s].tier;
        tiers[i].stacks++;
    }
    if (ret->tier_count > 0)
        qsort(tiers, (size_t)ret->tier_count, sizeof *tiers, compare_tiers);
    ret->tiers = tiers;
}

static void tell_member(const struct estate *e, const struct cluster *cluster, struct arena *arena,
                        struct result_member *ret)
{
    *ret = (struct result_member){
        .cluster = cluster->name,
        .orchestrator = orchestrator_name(cluster->orchestrator),
        .role = result_role_name(cluster->role),
        .nodes = cluster->node_count,
        .captured = cluster->has_captured ? time_text(cluster->captured_s, arena) : "",
        .is_partial = cluster->is_partial,
    };
    struct result_amount *amounts = ARENA_NEW(arena, e->resource_count, struct result_amount);
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t sum = 0;
        for (int32_t n = cluster->first_node; n < cluster->first_node + cluster->node_count; n++)
            sum = checked_add(sum, estate_allocatable(e, n, r));
        if (sum > 0)
            amounts[ret->allocatable_count++] = (struct result_amount){e->resources[r].name, sum};
    }
    ret->allocatable = amounts;
    tell_tiers(e, cluster, arena, ret);
}

void result_tell_estate(const struct estate *estate, struct arena *arena, struct result *ret)
{
    struct result_member *members = ARENA_NEW(arena, estate->cluster_count, struct result_member);
    for (int32_t c = 0; c < estate->cluster_count; c++)
        tell_member(estate, &estate->clusters[c], arena, &members[c]);
    ret->members = members;
    ret->member_count = estate->cluster_count;
    ret->has_max_age = estate->has_max_age;
    ret->max_age_s = estate->max_age_s;
}
