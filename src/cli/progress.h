/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress: one line on standard error that is written over, and gone at the end. */
#ifndef MUSTER_CLI_PROGRESS_H
#define MUSTER_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct cli_options;
struct scenario;
struct solve_at;

struct progress {
    bool is_shown;
    bool is_terminal;
};

/* Shall it be shown? --progress; auto: standard error is a terminal, and no -q. */
bool progress_init(struct progress *progress, const struct cli_options *options);

/* A callback of simulate(): context is the struct progress. */
void progress_step(void *context, int32_t done, int32_t total, const struct scenario *last);

/* Another: how far a tier is, as the worker says that solves it. */
void progress_tier(void *context, const struct scenario *scenario, const struct solve_at *at);

void progress_end(struct progress *progress);

#endif
