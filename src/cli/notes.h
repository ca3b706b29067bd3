/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notes: what a reader of an answer must not miss, on standard error. */
#ifndef MUSTER_CLI_NOTES_H
#define MUSTER_CLI_NOTES_H

#include <stdbool.h>

struct estate;
struct result;

/* A line or two: findings of the import, old snapshots, what the scenarios found, no critical stack
 * at all. Verbose: every finding. */
void notes_write(const struct estate *estate, const struct result *result, bool is_verbose);

#endif
