/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command: the table of commands, one row each. Help and the check of operands and formats follow
 * from it.
 */
#ifndef MUSTER_CLI_COMMAND_H
#define MUSTER_CLI_COMMAND_H

#include <stddef.h>

struct cli_options;

/* Which commands take an option: one bit per command. */
enum command_set {
    FOR_CHECK = 1,
    FOR_SHOW = 2,
    FOR_SIMULATE = 4,
    FOR_VERIFY = 8,
    FOR_EXPORT = 16,
    FOR_EXPLAIN = 32,
    FOR_REPORT = 64,
    FOR_WHATIF = 128,
    FOR_ALL = 255,
};

/* Which formats of -o a command writes: one bit per enum output_format. */
enum format_set {
    CAN_TABLE = 1,
    CAN_WIDE = 2,
    CAN_JSON = 4,
    CAN_CSV = 8,
    CAN_MARKDOWN = 16,
    CAN_JUNIT = 32,
};

enum { EXIT_OK, EXIT_BAD, EXIT_USAGE, EXIT_INPUT, EXIT_INCONCLUSIVE, EXIT_INTERNAL = 70 };

struct command {
    const char *name;
    enum command_set bit;
    unsigned formats;        /* of enum format_set; 0 = no -o */
    size_t operand_count;    /* all are required, unless the synopsis begins with "["; more may be
                                given where it ends in "..." */
    const char *synopsis;    /* what follows the name: "ESTATE" */
    const char *summary;     /* one line, for the list of commands */
    const char *description; /* a paragraph */
    const char *exits;       /* "0  meaning\n..." */
    const char *examples;    /* lines */
    int (*run)(const struct cli_options *options); /* returns the exit status */
};

extern const struct command commands[];
extern const size_t command_count;

const struct command *command_find(const char *name); /* NULL = no such command */

/* Import operand 0 and run on it; returns the exit status. Bad input: its errors are printed. */
struct estate;
int with_estate(const struct cli_options *options,
                int (*run)(const struct cli_options *options, const struct estate *estate));

int cmd_check(const struct cli_options *options);
int cmd_show(const struct cli_options *options);
int cmd_simulate(const struct cli_options *options);
int cmd_verify(const struct cli_options *options);
int cmd_export(const struct cli_options *options);
int cmd_whatif(const struct cli_options *options);
int cmd_report(const struct cli_options *options);
int cmd_explain(const struct cli_options *options);

#endif
