/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/pool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "check_main.h"

enum { TASKS = 7 };

struct seen {
    enum pool_end ends[TASKS];
    int details[TASKS];
    char *outputs[TASKS];
    int count;
    int stop_after;
};

/* Task 2 aborts, task 3 hangs, task 5 says a megabyte, the others say their number. */
static void task(void *context, int32_t number, struct buf *out)
{
    (void)context;
    if (number == 2)
        abort();
    while (number == 3)
        pause();
    for (int i = 0; number == 5 && i < 1 << 20; i++)
        buf_add_char(out, 'x');
    buf_format(out, "%d", number);
}

static bool done(void *context, int32_t number, enum pool_end end, int detail, const char *output,
                 size_t length)
{
    struct seen *seen = context;
    seen->ends[number] = end;
    seen->details[number] = detail;
    seen->outputs[number] = strndup(output, length);
    return ++seen->count != seen->stop_after;
}

static struct pool_tasks tasks_of(struct seen *seen, int32_t jobs)
{
    return (struct pool_tasks){.count = TASKS,
                               .jobs = jobs,
                               .task_limit_ms = 300,
                               .context = seen,
                               .run = task,
                               .done = done};
}

START_TEST(test_all_end)
{
    struct seen seen = {0};
    struct error error;
    struct pool_tasks tasks = tasks_of(&seen, _i);
    ck_assert(pool_run(&tasks, &error));
    ck_assert_int_eq(seen.count, TASKS);
    ck_assert_int_eq(seen.ends[2], POOL_DIED);
    ck_assert_int_eq(seen.details[2], 6);
    ck_assert_int_eq(seen.ends[3], POOL_TIMEOUT);
    ck_assert_uint_eq(strlen(seen.outputs[5]), (1 << 20) + 1);
    for (int i = 0; i < TASKS; i++) {
        if (i != 2 && i != 3 && i != 5)
            ck_assert_int_eq(atoi(seen.outputs[i]), i);
        free(seen.outputs[i]);
    }
}
END_TEST

START_TEST(test_stop)
{
    struct seen seen = {.stop_after = 1};
    struct error error;
    struct pool_tasks tasks = tasks_of(&seen, 2);
    ck_assert(!pool_run(&tasks, &error));
    ck_assert_int_eq(seen.count, 1);
    for (int i = 0; i < TASKS; i++)
        free(seen.outputs[i]);
}
END_TEST

static Suite *pool_suite(void)
{
    Suite *suite = suite_create("pool");
    TCase *tcase = tcase_create("run");
    tcase_add_loop_test(tcase, test_all_end, 1, 10);
    tcase_add_test(tcase, test_stop);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(pool_suite)
