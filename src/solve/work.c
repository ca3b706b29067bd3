/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/work.h"

#include <limits.h>
#include <time.h>

enum { LOOK_TICKS = 1 << 20 };

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void work_init(struct work *work, int64_t budget, int64_t time_limit_ms)
{
    int64_t most = INT64_MAX / 4 / WORK_TICKS;

    *work = (struct work){0};
    work->end = (budget < most ? budget : most) * WORK_TICKS;
    work->stage_end = work->end;
    work->next_look = LOOK_TICKS;
    if (time_limit_ms > 0)
        work->deadline_ms = now_ms() + time_limit_ms;
}

void work_stage(struct work *work, int percent)
{
    int64_t left = work->end - work->ticks;

    if (left < 0)
        left = 0;
    work_stage_ticks(work, left / 100 * percent);
}

void work_stage_ticks(struct work *work, int64_t ticks)
{
    work->stage_end = ticks < work->end - work->ticks ? work->ticks + ticks + 1 : work->end;
}

void work_extend(struct work *work, int64_t ticks)
{
    work->stage_end = ticks < work->end - work->stage_end ? work->stage_end + ticks : work->end;
}

bool work_spend(struct work *work, int64_t ticks)
{
    work->ticks += ticks;
    if (work->deadline_ms && work->ticks >= work->next_look) {
        work->next_look = work->ticks + LOOK_TICKS;
        if (now_ms() >= work->deadline_ms)
            work->limit_hit = true;
    }
    return !work_is_out(work);
}

bool work_is_out(const struct work *work)
{
    return work->limit_hit || work->ticks >= work->stage_end;
}

bool work_is_over(const struct work *work)
{
    return work->limit_hit || work->ticks >= work->end;
}

int64_t work_left(const struct work *work)
{
    return work_is_out(work) ? 0 : work->stage_end - work->ticks;
}

int work_time_left(struct work *work)
{
    int64_t left;

    if (!work->deadline_ms)
        return INT_MAX / 2;
    left = work->deadline_ms - now_ms();
    if (left <= 0) {
        work->limit_hit = true;
        return 1;
    }
    return left < INT_MAX / 2 ? (int)left : INT_MAX / 2;
}
