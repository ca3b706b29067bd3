/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/options.h"
#include "scenario/scenario.h"
#include "solve/solve.h"

bool progress_init(struct progress *progress, const struct cli_options *options)
{
    progress->is_terminal = isatty(STDERR_FILENO) == 1;
    progress->is_shown = options->progress == WHEN_AUTO
                             ? progress->is_terminal && !options->is_quiet
                             : options->progress == WHEN_ALWAYS;
    return progress->is_shown;
}

void progress_step(void *context, int32_t done, int32_t total, const struct scenario *last)
{
    const struct progress *progress = context;
    char name[64];
    text_make_safe(last->name, name, sizeof name);
    if (progress->is_terminal)
        fprintf(stderr, "\r\x1b[K%d of %d scenarios: %s", (int)done, (int)total, name);
    else
        fprintf(stderr, "muster: %d of %d scenarios: %s\n", (int)done, (int)total, name);
    fflush(stderr);
}

/* Workers share standard error: a line is written at once. */
void progress_tier(void *context, const struct scenario *scenario, const struct solve_at *at)
{
    const struct progress *progress = context;
    char name[64], line[240];
    bool of_residents = at->is_level && at->tier % 2 != 0;
    text_make_safe(scenario->name, name, sizeof name);
    int length = snprintf(
        line, sizeof line, "%s%s: %stier %d: recovered %lld, bound %lld, gap %lld%s",
        progress->is_terminal ? "\r\x1b[K" : "muster: ", name, of_residents ? "residents of " : "",
        at->is_level ? (at->tier + of_residents) / 2 : at->tier, (long long)at->recovered,
        (long long)at->bound, (long long)(at->bound - at->recovered),
        progress->is_terminal ? "" : "\n");
    if (length > 0 && length < (int)sizeof line && write(STDERR_FILENO, line, (size_t)length) < 0)
        return; /* nobody reads it */
}

void progress_end(struct progress *progress)
{
    if (progress->is_shown && progress->is_terminal)
        fputs("\r\x1b[K", stderr);
    progress->is_shown = false;
}
