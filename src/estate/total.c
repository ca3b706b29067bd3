/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estate/total.h"

#include <string.h>

#include "base/checked.h"

static void add_up(const struct estate *estate, const int64_t *figures, int64_t *ret)
{
    size_t width = (size_t)estate->resource_count;
    memset(ret, 0, (size_t)estate->node_count * width * sizeof *ret);
    for (int32_t p = 0; p < estate->placement_count; p++) {
        const struct placement *placement = &estate->placements[p];
        const int64_t *one = figures + (size_t)placement->workload_ix * width;
        int64_t *node = ret + (size_t)placement->node_ix * width;
        for (size_t r = 0; r < width; r++)
            node[r] = checked_add(node[r], checked_mul(placement->replicas, one[r]));
    }
}

void total_reserved(const struct estate *estate, int64_t *ret)
{
    add_up(estate, estate->reservation, ret);
}

void total_limits(const struct estate *estate, int64_t *ret)
{
    add_up(estate, estate->limit, ret);
}
