/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "report/table/table.h"

const char *table_unit(const struct result *result, const char *resource)
{
    for (int32_t i = 0; i < result->resource_count; i++)
        if (!strcmp(result->resources[i].name, resource))
            return result->resources[i].unit;
    return "count";
}

/* Is the resource what some refusal of this scenario is short of? */
static bool does_bind(const struct result_answer *answer, const char *resource)
{
    for (int32_t i = 0; i < answer->stack_count; i++)
        for (int32_t k = 0; k < answer->stacks[i].reason_count; k++)
            if (!strcmp(answer->stacks[i].reasons[k].resource, resource))
                return true;
    return false;
}

/* a/b > c/d by cross-multiplying. */
const struct result_usage *table_tightest(const struct result_answer *answer,
                                          const char **ret_cluster)
{
    const struct result_usage *best = NULL;
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        for (int32_t r = 0; r < answer->clusters[c].resource_count; r++) {
            const struct result_usage *usage = &answer->clusters[c].resources[r];
            if (usage->is_unlimited || usage->allocatable <= 0)
                continue;
            if (best && (__int128)usage->reserved_after * best->allocatable <=
                            (__int128)best->reserved_after * usage->allocatable)
                continue;
            bool is_usual = !strcmp(usage->resource, "cpu") || !strcmp(usage->resource, "memory");
            if (!is_usual && !does_bind(answer, usage->resource))
                continue;
            best = usage;
            *ret_cluster = answer->clusters[c].cluster;
        }
    }
    return best;
}
