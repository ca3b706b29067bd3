/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_csv: the parts of show_write_csv. Private to report/. */
#ifndef MUSTER_REPORT_SHOW_CSV_H
#define MUSTER_REPORT_SHOW_CSV_H

#include <stdint.h>

struct arena;
struct estate;
struct show_csv;

struct show_csv_writer {
    const struct estate *estate;
    struct arena *arena;
    const struct show_csv *out;
};

/* Name a fact that CSV cannot carry: "CLUSTER/NAME: WHAT WHICH"; which may be "". */
void show_loss(struct show_csv_writer *writer, int32_t cluster_ix, const char *name,
               const char *what, const char *which);

/* muster.yaml. */
void show_write_settings(struct show_csv_writer *writer);

#endif
