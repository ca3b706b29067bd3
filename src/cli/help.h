/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help: texts of --help, made from the tables of commands and options; no line over 80 columns. */
#ifndef MUSTER_CLI_HELP_H
#define MUSTER_CLI_HELP_H

struct buf;
struct command;

void help_program(struct buf *out);
void help_command(const struct command *command, struct buf *out);

#endif
