/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only place that starts another program. It is given nothing but its arguments: no input, no
 * open files, a small environment; it may write files of a sane size, and its messages are read up
 * to a few bytes and then thrown away.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "report/plots/plot.h"

enum {
    FILE_MAX_BYTES = 64 << 20,
    EXIT_NO_PROGRAM = 127, /* as shells say it */
    POLL_MS = 20,
};

struct child {
    struct run *run; /* NULL = free */
    pid_t pid;
    int pipe; /* -1 = closed */
    int64_t end_ms;
    size_t used;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void set_limit(int what, rlim_t most)
{
    struct rlimit limit = {most, most};
    setrlimit(what, &limit);
}

_Noreturn static void become(const char *program, const char *folder, const char *argument, int out,
                             int32_t time_limit_s)
{
    /* A pipe or terminal of ours, or PATH, is all that could differ between two runs. */
    static char path[4096];
    char *const environment[] = {path, (char *)"LC_ALL=C", NULL};
    char *const drawing[] = {(char *)program, (char *)"-d", (char *)argument, NULL};
    char *const asking[] = {(char *)program, (char *)argument, NULL};
    const char *paths = getenv("PATH");
    extern char **environ;
    int null = open("/dev/null", O_RDONLY);

    snprintf(path, sizeof path, "PATH=%s", paths ? paths : "/usr/bin:/bin");
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a killed run leaves none behind */
    if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 || chdir(folder) != 0)
        _exit(EXIT_NO_PROGRAM);
    for (int i = 3; i < 1024; i++)
        close(i);
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_FSIZE, FILE_MAX_BYTES);
    set_limit(RLIMIT_CPU, (rlim_t)time_limit_s + 1);
    environ = (char **)environment;
    execvp(program, argument[0] == '-' ? asking : drawing);
    _exit(EXIT_NO_PROGRAM);
}

static void start(const char *program, const char *folder, int32_t time_limit_s, struct run *run,
                  struct child *child)
{
    int ends[2];
    run->status = RUN_FAILED;
    run->output[0] = '\0';
    if (pipe(ends) != 0)
        return;
    pid_t pid = fork();
    if (pid == 0)
        become(program, folder, run->argument, ends[1], time_limit_s);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return;
    }
    setpgid(pid, pid); /* whichever of the two comes first */
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    *child = (struct child){run, pid, ends[0], now_ms() + (int64_t)time_limit_s * 1000, 0};
}

static void drain(struct child *child)
{
    char bytes[4096];
    ssize_t n;
    while (child->pipe >= 0 && (n = read(child->pipe, bytes, sizeof bytes)) != 0) {
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return;
        }
        size_t room = sizeof child->run->output - 1 - child->used;
        size_t kept = (size_t)n < room ? (size_t)n : room;
        memcpy(child->run->output + child->used, bytes, kept);
        child->used += kept;
        child->run->output[child->used] = '\0';
    }
    if (child->pipe >= 0)
        close(child->pipe);
    child->pipe = -1;
}

/* Ended, or out of time: the whole group goes, so that nothing is left behind. */
static void look_after(struct child *child)
{
    int state = 0;
    drain(child);
    pid_t done = waitpid(child->pid, &state, WNOHANG);
    bool is_late = done == 0 && now_ms() >= child->end_ms;
    if (done == 0 && !is_late)
        return;
    kill(-child->pid, SIGKILL);
    if (is_late)
        while (waitpid(child->pid, &state, 0) < 0 && errno == EINTR)
            continue;
    drain(child);
    if (child->pipe >= 0)
        close(child->pipe);
    if (is_late || (done > 0 && WIFSIGNALED(state) && WTERMSIG(state) == SIGXCPU))
        child->run->status = RUN_TIMEOUT;
    else if (done > 0 && WIFEXITED(state))
        child->run->status = WEXITSTATUS(state) == 0                 ? RUN_OK
                             : WEXITSTATUS(state) == EXIT_NO_PROGRAM ? RUN_MISSING
                                                                     : RUN_FAILED;
    *child = (struct child){.pipe = -1};
}

/* Gone at once, as failed. */
static void end_child(struct child *child)
{
    kill(-child->pid, SIGKILL);
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    if (child->pipe >= 0)
        close(child->pipe);
    *child = (struct child){.pipe = -1};
}

void plot_run(const struct run_options *options, struct run *runs, int32_t count)
{
    enum { JOBS_MAX = 64 };
    struct child children[JOBS_MAX];
    struct pollfd waits[JOBS_MAX];
    int32_t next = 0, busy, jobs = options->jobs < JOBS_MAX ? options->jobs : JOBS_MAX;
    assert(options->time_limit_s > 0 && jobs > 0);
    memset(children, 0, sizeof children);
    for (int32_t i = 0; i < count; i++)
        runs[i].status = RUN_FAILED;
    do {
        bool is_stopped = options->stop && *options->stop;
        busy = 0;
        for (int32_t i = 0; i < jobs; i++) {
            while (!children[i].run && next < count && !is_stopped)
                start(options->program, options->folder, options->time_limit_s, &runs[next++],
                      &children[i]);
            if (children[i].run && is_stopped)
                end_child(&children[i]);
            waits[i] = (struct pollfd){children[i].run ? children[i].pipe : -1, POLLIN, 0};
            busy += children[i].run != NULL;
        }
        if (is_stopped)
            return;
        if (busy > 0)
            poll(waits, (nfds_t)jobs, POLL_MS);
        for (int32_t i = 0; i < jobs; i++)
            if (children[i].run)
                look_after(&children[i]);
    } while (busy > 0 || next < count);
}
