/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_csv: the parts of show_write_csv. Private to report/. */
#ifndef MUSTER_REPORT_SHOW_CSV_H
#define MUSTER_REPORT_SHOW_CSV_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct buf;
struct estate;
struct label;
struct show_csv;

struct show_csv_writer {
    const struct estate *estate;
    struct arena *arena;
    const struct show_csv *out;
    bool *needs_platform_row; /* [stack_count] no pattern of muster.yaml can say it */
    bool *has_limit;          /* [resource_count] of some workload */
    bool has_failover;        /* failover_replicas of some workload */
};

/* Cells, each after a comma. */
void show_cell(struct buf *out, const char *text);
void show_number(struct buf *out, int64_t value);
void show_number_if(struct buf *out, bool is_given, int64_t value);
void show_quantity(struct buf *out, int32_t resource, int64_t value); /* 250m, 4 */
void show_label_cell(struct buf *out, const struct label *labels, int32_t count);

/* Does a text survive as part of a list cell, `a;b` with spaces trimmed? bad: what it must not
 * hold. */
bool show_is_plain(const char *text, const char *bad);

/* A list cell that is built part by part. */
void show_add_part(struct buf *list, const char *part);

/* workloads.csv. */
void show_write_workloads(struct show_csv_writer *writer);

/* Name a fact that CSV cannot carry: "CLUSTER/NAME: WHAT WHICH"; which may be "". */
void show_loss(struct show_csv_writer *writer, int32_t cluster_ix, const char *name,
               const char *what, const char *which);

/* muster.yaml. */
void show_write_settings(struct show_csv_writer *writer);

#endif
