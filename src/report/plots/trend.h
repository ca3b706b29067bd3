/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trend: parts of the figure of several results. Private to report/plots/.
 *
 * Why a critical stack that was recovered no longer is, or the other way round, is read off the two
 * results, without a new run: each such stack is put down to one cause, by what changed for it.
 *
 *   rules     it is no question of capacity: blocked, no longer critical or critical now; or
 * nothing grew or shrank but the options differ capacity  in the same loss the survivors have less
 * (or more) of what it lacks, and this change is the larger one demand    what runs on the
 * survivors, and what comes along that is at least as critical, is more (or less) of it, and this
 * change is the larger one; or the stack came or went other     none of these: another of equal
 * plans, or a matter of single nodes
 *
 * A stack that lacks what it requires has the cause of that. So the steps add up exactly.
 */
#ifndef MUSTER_REPORT_PLOTS_TREND_H
#define MUSTER_REPORT_PLOTS_TREND_H

#include "report/plots/cells.h"

enum { TREND_TIERS = 4, TREND_LEFT_X = 70, TREND_CHANGE_X = 640 };

/* One result, summed up. */
struct quarter {
    const struct result *result;
    const char *label;
    bool has_tier[TREND_TIERS];
    int64_t recovered[TREND_TIERS], displaced[TREND_TIERS]; /* weights, over all single losses */
    struct cells cells;
    int64_t bad; /* critical stacks not all right in single losses */
    const char **bad_names;
    const struct result_scenario *worst; /* single loss that strands most critical weight */
    struct result_usage sums[2];         /* cpu, memory of its survivors */
    struct result_usage all[2];          /* of every cluster that survives a single loss */
};

struct picture {
    const struct plotting *plotting;
    struct plot *plot;
    struct quarter *quarters;
    int32_t count, left_out;
    int resource; /* 0 cpu, 1 memory */
};

/* Tenths of a percent, rounded down: 1000 only when all; as text. */
int64_t trend_share(const struct quarter *q, int tier);
const char *trend_share_text(struct arena *arena, int64_t tenths);

/* The left half. */
void trend_draw_shares(const struct picture *p, int32_t top, int32_t bottom);
void trend_draw_survivors(const struct picture *p, int32_t top, int32_t bottom);
int trend_tighter(const struct picture *p); /* the resource of which survivors are fuller */

/* ---- causes */

enum cause { CAUSE_RULES, CAUSE_CAPACITY, CAUSE_DEMAND, CAUSE_OTHER, CAUSES };

const char *cause_name(enum cause cause);

struct step {
    const char **came; /* critical stacks that are not all right any more */
    int32_t came_count;
    const char **left; /* those that are again */
    int32_t left_count;
};

/* The cell of a row in a single loss that is bad; NULL = none is. */
const struct cell *trend_bad_cell(const struct quarter *q, const struct cell_row *row);

/* From a to b; before->bad + all came - all left == after->bad. */
void trend_steps(struct arena *arena, const struct quarter *before, const struct quarter *after,
                 struct step ret[CAUSES]);

/* The right half: the steps as a waterfall. Returns where it ends. */
int32_t trend_draw_steps(const struct picture *p, const struct step steps[CAUSES], int32_t top);

#endif
