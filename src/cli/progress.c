/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/options.h"
#include "scenario/scenario.h"

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

void progress_end(struct progress *progress)
{
    if (progress->is_shown && progress->is_terminal)
        fputs("\r\x1b[K", stderr);
    progress->is_shown = false;
}
