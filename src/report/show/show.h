/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show: what `muster show` prints: the estate as it was understood.
 */
#ifndef MUSTER_REPORT_SHOW_H
#define MUSTER_REPORT_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct estate;

struct show_options {
    size_t width;
    bool is_wide; /* limits, regions, ages; a row for each stack */
    bool is_colored;
};

/* Clusters with their capacity, then stacks by tier. */
void show_write_table(const struct estate *estate, const struct show_options *options,
                      struct buf *out);

/* contract.md section 5, and all other facts of the estate: what it takes to be a source. */
void show_write_json(const struct estate *estate, const char *version, struct buf *out);

/* The estate as CSV, cells written exactly. */
struct show_csv {
    struct buf *settings;   /* muster.yaml */
    struct buf *nodes;      /* nodes.csv */
    struct buf *workloads;  /* workloads.csv */
    struct buf *placements; /* placements.csv; only the header when there are none */
    struct buf *stacks;     /* stacks.csv */
    struct buf *losses;     /* what CSV cannot carry, one line each */
};
void show_write_csv(const struct estate *estate, struct arena *arena, const struct show_csv *out);

/* ---- sums, private to report/: rows of resource_count, owned by the caller (free) */

struct show_sums {
    int32_t resource_count;
    int64_t *node_reserved, *node_limits;                             /* by node */
    int64_t *cluster_allocatable, *cluster_reserved, *cluster_limits; /* by cluster */
    int64_t *cluster_pods;
};

void show_sums_init(struct show_sums *sums, const struct estate *estate);
void show_sums_release(struct show_sums *sums);

#endif
