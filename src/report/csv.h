/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv: the muster list as CSV for a spreadsheet: a row for each scenario and stack, raw integers in
 * base units. Cells that a spreadsheet would take for a formula (= + - @ tab, carriage return in
 * front) get a leading apostrophe.
 */
#ifndef MUSTER_REPORT_CSV_H
#define MUSTER_REPORT_CSV_H

#include "result/result.h"

struct buf;

/* scenario,stack,cluster,namespace,tier,weight,verdict,target,fits_alone,certified,replicas_up,
 * replicas,assumed,status,limit_hit,nodes,reason and more (doc/formats.md). nodes is
 * "workload:cluster/node=count;..." over the plan, reason the texts of `why`, `needs` and
 * `instead_of`. */
void result_csv_write(const struct result *result, struct buf *out);

/* One cell of a report CSV, defused; `first`: no comma before it. */
void csv_defused_cell(struct buf *out, const char *text, bool first);

#endif
