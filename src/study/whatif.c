/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/whatif.h"

#include <string.h>

#include "base/arena.h"

/* The same stacks and replicas in the same order, and the same resources: then the answers of one
 * estate are those of the other, also in their indices. */
static bool is_alike(const struct estate *a, const struct estate *b)
{
    if (a->resource_count != b->resource_count || a->stack_count != b->stack_count ||
        a->workload_count != b->workload_count || a->critical_tier != b->critical_tier)
        return false;
    for (int32_t w = 0; w < a->workload_count; w++)
        if (a->workloads[w].replicas != b->workloads[w].replicas ||
            workload_demand(&a->workloads[w]) != workload_demand(&b->workloads[w]))
            return false;
    return true;
}

static bool is_lost(const struct estate *estate, const struct scenario *scenario,
                    const char *cluster)
{
    int32_t index = cluster ? estate_find_cluster(estate, cluster) : -1;
    return index >= 0 && scenario->cluster_lost[index];
}

/* The scenario of the other side that loses the same words by the same name; -1 = none. */
static int32_t find_twin(const struct whatif_side *side, const struct scenario *scenario)
{
    for (int32_t s = 0; s < side->scenario_count; s++) {
        const struct scenario *other = &side->scenarios[s];
        bool is_same =
            strcmp(other->name, scenario->name) == 0 && other->lost_count == scenario->lost_count;
        for (int32_t i = 0; is_same && i < other->lost_count; i++)
            is_same = strcmp(other->lost[i], scenario->lost[i]) == 0;
        if (is_same)
            return s;
    }
    return -1;
}

/* Which answers before can be taken over, or leaned on. */
static void lean_on(const struct whatif_side *before, struct whatif_side *after,
                    const struct changes *changes, struct arena *arena, int32_t *ret_count)
{
    int32_t n = after->scenario_count;
    const struct result_scenario **known = ARENA_NEW(arena, n, const struct result_scenario *);
    const struct result_scenario **similar = ARENA_NEW(arena, n, const struct result_scenario *);
    bool alike = is_alike(before->estate, after->estate);
    *ret_count = 0;
    for (int32_t s = 0; s < n; s++) {
        const struct scenario *scenario = &after->scenarios[s];
        int32_t twin = find_twin(before, scenario);
        bool is_untouched = !scenario->is_partial && alike;
        for (int32_t i = 0; is_untouched && i < changes->count; i++)
            is_untouched = is_lost(after->estate, scenario, changes->items[i].only_cluster);
        if (twin < 0 || before->result.scenarios[twin].limit_hit)
            continue;
        similar[s] = &before->result.scenarios[twin];
        if (!is_untouched)
            continue;
        known[s] = similar[s];
        (*ret_count)++;
    }
    after->options.known = known;
    after->options.similar = similar;
}

bool whatif(struct whatif_side *before, struct whatif_side *after, const struct changes *changes,
            struct arena *arena, int32_t *ret_reused, struct error *reterr)
{
    if (!simulate(before->estate, &before->options, before->scenarios, before->scenario_count,
                  arena, &before->result, reterr))
        return false;
    lean_on(before, after, changes, arena, ret_reused);
    return simulate(after->estate, &after->options, after->scenarios, after->scenario_count, arena,
                    &after->result, reterr);
}
