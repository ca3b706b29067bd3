/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool: runs numbered tasks in worker processes and hands their outputs back in order of number.
 *
 * Workers are forked, so a task sees all that was in memory; a worker that aborts or hangs takes
 * only its task along. Which worker runs which task changes nothing in the outputs.
 */
#ifndef MUSTER_STUDY_POOL_H
#define MUSTER_STUDY_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

enum pool_end {
    POOL_DONE,
    POOL_DIED, /* the worker ended by a signal or without an answer; detail = signal or exit code */
    POOL_TIMEOUT, /* it ran longer than task_limit_ms and was killed */
};

struct pool_tasks {
    int32_t count;
    int32_t jobs;          /* workers at once, at least 1 */
    int64_t task_limit_ms; /* 0 = none */
    void *context;
    /* In a worker: run task number `task`, append its output to out. */
    void (*run)(void *context, int32_t task, struct buf *out);
    /* In the parent, in order of ending: the output of a task (valid during the call). Return false
     * to stop: workers are killed, pool_run returns false. */
    bool (*done)(void *context, int32_t task, enum pool_end end, int detail, const char *output,
                 size_t length);
};

/* Run all. False when done() said so or no worker could be started (*reterr). */
bool pool_run(const struct pool_tasks *tasks, struct error *reterr);

#endif
