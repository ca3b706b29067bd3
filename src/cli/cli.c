/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <signal.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/output.h"

const struct command commands[] = {
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, /* the end */
};
const size_t command_count = sizeof commands / sizeof commands[0] - 1;

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

/* --help and --version. */
static int print_about(const struct cli_options *options)
{
    struct buf text;
    struct error error = {0};
    struct cli_options plain = *options;
    buf_init(&text);
    plain.out = NULL;
    if (!options->wants_help)
        buf_add_text(&text, "muster " PACKAGE_VERSION "\n");
    else if (options->command)
        help_command(options->command, &text);
    else
        help_program(&text);
    int status = output_write(&plain, &text, &error) ? EXIT_OK : fail(&error);
    buf_release(&text);
    return status;
}

int cli_main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct cli_options options;
    struct error error = {0};
    int status;
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error with a message */
    if (!options_read(argc - 1, argv + 1, arena, &options, &error))
        status = fail(&error);
    else if (options.wants_help || options.wants_version)
        status = print_about(&options);
    else if (!output_check(&options, &error))
        status = fail(&error);
    else
        status = options.command->run(&options);
    arena_free(arena);
    return status;
}
