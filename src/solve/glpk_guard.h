/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * glpk_guard: GLPK ends the process when it is misused and at some internal failures (glp_error).
 * In here such an end is an ordinary failure: control comes back, all of GLPK's memory is freed,
 * and the next call starts afresh. Nothing of GLPK reaches the terminal.
 */
#ifndef MUSTER_SOLVE_GLPK_GUARD_H
#define MUSTER_SOLVE_GLPK_GUARD_H

#include <stdbool.h>

/* Run function(argument), which may use GLPK and must keep no GLPK object past its end. False when
 * GLPK gave up in the middle: what the function wrote until then stands, its own memory is lost
 * only if it did not note it in *argument. A run inside a run leaves GLPK's objects alone; when
 * GLPK gives up in it, the outer one must not touch its own any more: glpk_guard_leave_if_lost. */
bool glpk_guard_run(void (*function)(void *), void *argument);

/* In a run, after code that may have had runs of its own: leave it when GLPK gave up in one. */
void glpk_guard_leave_if_lost(void);

/* For tests: the count-th guarded run from now on ends inside GLPK (1 = the next; 0 = none). */
void glpk_guard_break(int count);

#endif
