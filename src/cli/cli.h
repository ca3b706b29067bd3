/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli: the command line. Finds the command in its table, reads the options, runs it. The only
 * folder that prints.
 */
#ifndef MUSTER_CLI_CLI_H
#define MUSTER_CLI_CLI_H

/* Run the program; returns its exit status (contract, section 3): 0, 1, 2, 3, 4 or 70. */
int cli_main(int argc, char **argv);

#endif
