/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/glpk_guard.h"

#include <assert.h>
#include <glpk.h>
#include <setjmp.h>
#include <stddef.h>
#include <string.h>

static _Thread_local jmp_buf way_out;
static _Thread_local bool is_inside, is_lost;
static _Thread_local int break_count;

static void leave(void *unused)
{
    (void)unused;
    longjmp(way_out, 1);
}

/* glp_error prints even with the terminal off; a hook that returns non-zero swallows the text. */
static int swallow(void *unused, const char *text)
{
    (void)unused;
    (void)text;
    return 1;
}

static bool run(void (*function)(void *), void *argument)
{
    if (setjmp(way_out))
        return false;
    glp_term_hook(swallow, NULL);
    glp_term_out(GLP_OFF);
    glp_error_hook(leave, NULL);
    if (break_count > 0 && --break_count == 0) {
        glp_prob *prob = glp_create_prob();

        glp_set_col_kind(prob, 1, GLP_IV); /* there is no column 1: glp_error */
    }
    function(argument);
    return true;
}

/* Inside another run: its objects must outlive this one, unless GLPK gives up. */
static bool run_inside(void (*function)(void *), void *argument)
{
    jmp_buf outer;
    bool is_done;

    memcpy(outer, way_out, sizeof outer);
    is_done = run(function, argument);
    memcpy(way_out, outer, sizeof outer);
    if (!is_done)
        is_lost = true;
    return is_done;
}

bool glpk_guard_run(void (*function)(void *), void *argument)
{
    bool is_done;

    if (is_inside)
        return !is_lost && run_inside(function, argument);
    is_inside = true;
    is_lost = false;
    is_done = run(function, argument);
    /* Frees every object, also those of an interrupted call. The next run sets the hooks again. */
    glp_free_env();
    is_inside = false;
    return is_done;
}

void glpk_guard_leave_if_lost(void)
{
    assert(is_inside);
    if (is_lost)
        longjmp(way_out, 1);
}

void glpk_guard_break(int count)
{
    break_count = count;
}
