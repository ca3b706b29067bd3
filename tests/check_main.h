/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check_main: the main() of a unit test program (tests/check_X.c).
 *
 *     CHECK_MAIN(error_suite)      where: static Suite *error_suite(void)
 *
 * Every case is one line of TAP on standard output. Each case runs in a process of its own, so that
 * a crash is one failed case; CK_FORK=no in the environment keeps them in one, for a debugger.
 */
#ifndef MUSTER_TESTS_CHECK_MAIN_H
#define MUSTER_TESTS_CHECK_MAIN_H

#include <check.h>

/*
 * Runs the suite. Returns 0 even when cases failed: the TAP says which, and the driver would count
 * another status as one more failure.
 */
static inline int check_main(Suite *suite)
{
    SRunner *runner = srunner_create(suite);

    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    srunner_free(runner);
    return 0;
}

#define CHECK_MAIN(make_suite) \
    int main(void) \
    { \
        return check_main(make_suite()); \
    }

#endif
