/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"

/* One process runs one task and ends: a fork costs less than a millisecond, and every task starts
 * from the same memory. */
struct worker {
    pid_t pid; /* 0 = idle */
    int fd;    /* its output */
    int32_t task;
    int64_t deadline_ms; /* 0 = none */
    bool timed_out;
    struct buf output;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, data, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        length -= (size_t)n;
    }
    return true;
}

/* A worker whose parent is gone computes for nobody. */
static void end_with_parent(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(1);
}

static _Noreturn void work(const struct pool_tasks *tasks, int32_t task, int fd)
{
    struct buf out;
    buf_init(&out);
    tasks->run(tasks->context, task, &out);
    bool ok = write_all(fd, out.data, out.length);
    buf_release(&out);
    /* _exit: the parent's buffered output must not be written twice. */
    _exit(ok ? 0 : 1);
}

static bool start(const struct pool_tasks *tasks, struct worker *worker, int32_t task,
                  struct error *reterr)
{
    int fds[2];
    if (pipe(fds) != 0)
        return error_set(reterr, ERROR_INTERNAL, "cannot make a pipe: %s", strerror(errno));
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        close(fds[0]);
        close(fds[1]);
        return error_set(reterr, ERROR_INTERNAL, "cannot start a worker: %s", strerror(errno));
    }
    if (pid == 0) {
        close(fds[0]);
        end_with_parent(parent);
        work(tasks, task, fds[1]);
    }
    close(fds[1]);
    worker->pid = pid;
    worker->fd = fds[0];
    worker->task = task;
    worker->timed_out = false;
    worker->deadline_ms = tasks->task_limit_ms > 0 ? now_ms() + tasks->task_limit_ms : 0;
    buf_clear(&worker->output);
    return true;
}

/* Reap a worker whose pipe has ended and report its task. */
static bool finish(const struct pool_tasks *tasks, struct worker *worker)
{
    int status = 0;
    close(worker->fd);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    worker->pid = 0;
    enum pool_end end = POOL_DONE;
    int detail = 0;
    if (worker->timed_out) {
        end = POOL_TIMEOUT;
    } else if (WIFSIGNALED(status)) {
        end = POOL_DIED;
        detail = WTERMSIG(status);
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        end = POOL_DIED;
        detail = 0;
    }
    return tasks->done(tasks->context, worker->task, end, detail, worker->output.data,
                       worker->output.length);
}

/* Milliseconds until the next deadline; -1 = none. Kills what is past its own. */
static int wait_time(struct worker *workers, int32_t count)
{
    int64_t wait = -1;
    int64_t now = now_ms();
    for (int32_t i = 0; i < count; i++) {
        struct worker *w = &workers[i];
        if (w->pid == 0 || w->deadline_ms == 0)
            continue;
        int64_t left = w->deadline_ms - now;
        if (left <= 0) {
            w->timed_out = true;
            kill(w->pid, SIGKILL);
            left = 1000;
        }
        if (wait < 0 || left < wait)
            wait = left;
    }
    return wait > 60000 ? 60000 : (int)wait;
}

static void stop(struct worker *workers, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        if (workers[i].pid > 0) {
            kill(workers[i].pid, SIGKILL);
            close(workers[i].fd);
            while (waitpid(workers[i].pid, NULL, 0) < 0 && errno == EINTR)
                continue;
        }
        buf_release(&workers[i].output);
    }
}

/* Read what is there. False when the task ended and done() said stop. */
static bool serve(const struct pool_tasks *tasks, struct worker *worker)
{
    char chunk[65536];
    ssize_t n = read(worker->fd, chunk, sizeof chunk);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (n > 0) {
        buf_add(&worker->output, chunk, (size_t)n);
        return true;
    }
    return finish(tasks, worker);
}

static bool run(const struct pool_tasks *tasks, struct worker *workers, int32_t count,
                struct error *reterr)
{
    int32_t next = 0;
    struct pollfd *polls = calloc((size_t)count, sizeof *polls);
    if (!polls)
        error_out_of_memory();
    bool ok = true;
    for (;;) {
        int32_t active = 0;
        for (int32_t i = 0; ok && i < count; i++) {
            if (workers[i].pid == 0 && next < tasks->count)
                ok = start(tasks, &workers[i], next++, reterr);
            polls[i].fd = workers[i].pid ? workers[i].fd : -1;
            polls[i].events = POLLIN;
            polls[i].revents = 0;
            active += workers[i].pid != 0;
        }
        if (!ok || active == 0)
            break;
        if (poll(polls, (nfds_t)count, wait_time(workers, count)) < 0 && errno != EINTR) {
            ok = error_set(reterr, ERROR_INTERNAL, "cannot poll: %s", strerror(errno));
            break;
        }
        for (int32_t i = 0; ok && i < count; i++)
            if (polls[i].revents)
                ok = serve(tasks, &workers[i]);
    }
    free(polls);
    return ok;
}

bool pool_run(const struct pool_tasks *tasks, struct error *reterr)
{
    int32_t count = tasks->jobs < 1 ? 1 : tasks->jobs;
    if (count > tasks->count)
        count = tasks->count;
    if (count == 0)
        return true;
    struct worker *workers = calloc((size_t)count, sizeof *workers);
    if (!workers)
        error_out_of_memory();
    for (int32_t i = 0; i < count; i++)
        buf_init(&workers[i].output);
    fflush(NULL);
    bool ok = run(tasks, workers, count, reterr);
    stop(workers, count);
    free(workers);
    return ok;
}
