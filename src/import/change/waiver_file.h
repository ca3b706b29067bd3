/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * waiver_file: waivers.yaml, a map with the key `waivers`: a list of maps with stack, owner, reason
 * and expires (a day), and scenario where only one is meant.
 */
#ifndef MUSTER_IMPORT_CHANGE_WAIVER_FILE_H
#define MUSTER_IMPORT_CHANGE_WAIVER_FILE_H

#include <stdbool.h>

struct arena;
struct error_list;
struct waivers;

/* Read a file; what comes back lives in arena. False with the reasons in errors. */
bool waiver_file_read(const char *path, struct arena *arena, struct waivers *ret,
                      struct error_list *errors);

#endif
