/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whatif: a comparison in each format. The table is that of design/spec.md section 10: what was
 * changed, the differences, totals, and the verdict before and after last. Worse comes first.
 */
#ifndef MUSTER_REPORT_WHATIF_WHATIF_H
#define MUSTER_REPORT_WHATIF_WHATIF_H

#include <stdbool.h>
#include <stddef.h>

#include "result/compare/compare.h"

struct arena;
struct buf;

struct whatif_options {
    size_t width;
    bool is_wide; /* all differences, whole names */
    bool is_colored;
};

void whatif_write_table(const struct comparison *comparison, const struct whatif_options *options,
                        struct arena *arena, struct buf *out);

/* A comment on a merge request that fits on a screen. */
void whatif_write_markdown(const struct comparison *comparison, struct arena *arena,
                           struct buf *out);

/* A test case for each scenario and critical stack: it fails where the gate does; what rests on an
 * unknown is an error, what is waived is skipped. */
void whatif_write_junit(const struct comparison *comparison, struct arena *arena, struct buf *out);

void whatif_write_json(const struct comparison *comparison, const char *version,
                       struct arena *arena, struct buf *out);

/* sign,scenario,stack,cluster,namespace,tier,critical,before,before_target,after,after_target,
 * tie,waived_by,expires */
void whatif_write_csv(const struct comparison *comparison, struct buf *out);

/* ---- parts, private to report/whatif */

/* "tiny, 2 changes from a.yaml; 3 scenarios, all proven", the name of the estate left out. */
const char *whatif_scope(const struct comparison *comparison, struct arena *arena);

/* "AT RISK", "SAFE", "INCONCLUSIVE" */
const char *whatif_verdict(const struct result *result);

/* "3 -> 3 (ledger out, market-data in)" */
const char *whatif_at_risk(const struct comparison *comparison, struct arena *arena);

/* "west cpu 94% -> west cpu 88%", or "" when nothing survives. */
const char *whatif_tightest(const struct comparison *comparison, struct arena *arena);

#endif
