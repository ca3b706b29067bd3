/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work: the budget of one scenario. Engines count ticks (one bin looked at, one coefficient
 * touched); WORK_TICKS of them are one work unit of solve.h. Nothing but the fuse looks at a clock.
 */
#ifndef MUSTER_SOLVE_WORK_H
#define MUSTER_SOLVE_WORK_H

#include <stdbool.h>
#include <stdint.h>

enum { WORK_TICKS = 32 };

struct work {
    int64_t ticks;       /* used so far */
    int64_t end;         /* where the whole budget ends */
    int64_t stage_end;   /* where the present stage ends, <= end */
    int64_t next_look;   /* when to look at the clock again */
    int64_t deadline_ms; /* monotonic clock; 0 = no fuse */
    bool limit_hit;      /* the fuse blew */
};

void work_init(struct work *work, int64_t budget, int64_t time_limit_ms);

/* Begin a stage that may use percent of what is left (at least one tick). */
void work_stage(struct work *work, int percent);

/* Begin a stage of so many ticks. */
void work_stage_ticks(struct work *work, int64_t ticks);

/* So many more for the present stage, as far as the budget goes. */
void work_extend(struct work *work, int64_t ticks);

/* Count ticks; false when the stage, the budget or the fuse is over. */
bool work_spend(struct work *work, int64_t ticks);

/* Is the stage over? */
bool work_is_out(const struct work *work);

/* Is the whole budget, or the fuse, over? */
bool work_is_over(const struct work *work);

/* Ticks left in the stage, at least 0. */
int64_t work_left(const struct work *work);

/* Milliseconds left until the fuse blows, at least 1; INT_MAX / 2 without a fuse. Looks at the
 * clock. */
int work_time_left(struct work *work);

#endif
