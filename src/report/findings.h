/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * findings: what `muster check` prints: the findings of the estate and the ages of its snapshots,
 * most severe first, then by code, then in the order of the estate.
 */
#ifndef MUSTER_REPORT_FINDINGS_H
#define MUSTER_REPORT_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "estate/estate.h"

struct arena;
struct buf;

struct findings {
    const struct estate *estate;
    const struct finding *items; /* sorted */
    int32_t count;
    int32_t by_severity[SEVERITY_ERROR + 1];
};

/* All findings: those of the estate, `more` that others have, and `stale-snapshot` for clusters
 * captured longer than max_age before now_s. */
struct findings findings_collect(const struct estate *estate, const struct finding *more,
                                 int32_t more_count, int64_t now_s, struct arena *arena);

enum { FINDINGS_GROUP = 3 };

struct findings_options {
    size_t width;
    bool is_wide;  /* the text of a finding beside its place, not below it */
    bool is_whole; /* each finding; else equal codes from FINDINGS_GROUP on are one, but errors */
    bool is_colored;
};

/* Texts are whole, over several lines where they must be. A group says how many there are, what the
 * code means and where the first ones are. The counts come last. */
void findings_write_table(const struct findings *findings, const struct findings_options *options,
                          struct buf *out);
void findings_write_json(const struct findings *findings, const char *version, struct buf *out);
/* severity,code,cluster,namespace,stack,node,text */
void findings_write_csv(const struct findings *findings, struct buf *out);

#endif
