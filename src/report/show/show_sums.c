/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/checked.h"
#include "base/error.h"
#include "estate/estate.h"
#include "estate/total.h"
#include "report/show/show.h"

static int64_t *rows(int32_t count, int32_t columns)
{
    int64_t *items = calloc((size_t)count * (size_t)columns + 1, sizeof *items);
    if (!items)
        error_out_of_memory();
    return items;
}

void show_sums_init(struct show_sums *sums, const struct estate *estate)
{
    int32_t n = estate->resource_count;
    sums->resource_count = n;
    sums->node_reserved = rows(estate->node_count, n);
    sums->node_limits = rows(estate->node_count, n);
    sums->cluster_allocatable = rows(estate->cluster_count, n);
    sums->cluster_reserved = rows(estate->cluster_count, n);
    sums->cluster_limits = rows(estate->cluster_count, n);
    sums->cluster_pods = rows(estate->cluster_count, 1);
    total_reserved(estate, sums->node_reserved);
    total_limits(estate, sums->node_limits);
    for (int32_t i = 0; i < estate->node_count; i++) {
        int64_t cluster = (int64_t)estate->nodes[i].cluster_ix * n;
        for (int32_t r = 0; r < n; r++) {
            int64_t at = (int64_t)i * n + r;
            int64_t *allocatable = &sums->cluster_allocatable[cluster + r];
            int64_t *reserved = &sums->cluster_reserved[cluster + r];
            int64_t *limits = &sums->cluster_limits[cluster + r];
            *allocatable = checked_add(*allocatable, estate_allocatable(estate, i, r));
            *reserved = checked_add(*reserved, sums->node_reserved[at]);
            *limits = checked_add(*limits, sums->node_limits[at]);
        }
    }
    for (int32_t i = 0; i < estate->placement_count; i++) {
        int64_t *pods =
            &sums->cluster_pods[estate->nodes[estate->placements[i].node_ix].cluster_ix];
        *pods = checked_add(*pods, estate->placements[i].replicas);
    }
}

void show_sums_release(struct show_sums *sums)
{
    free(sums->node_reserved);
    free(sums->node_limits);
    free(sums->cluster_allocatable);
    free(sums->cluster_reserved);
    free(sums->cluster_limits);
    free(sums->cluster_pods);
}
