/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change_file: what-if changes. Each is applied to the builder as it is read, so the next one finds
 * what it left.
 *
 * A file is a list of changes, or a map with the key `changes` (and `muster: 1`). A change is a map
 * of one key, which says what is done, with a map of what it is done to; doc/formats.md has them.
 */
#ifndef MUSTER_IMPORT_CHANGE_FILE_H
#define MUSTER_IMPORT_CHANGE_FILE_H

#include <stdbool.h>

struct builder;
struct changes;
struct error_list;
struct import_settings;

/* Read and apply all files of *changes in order; what was done is added to it. All facts of the
 * estate must be in the builder; what it keeps of the files lives in the arena of changes. False
 * with the reasons in errors when anything is wrong. */
bool change_files_apply(struct changes *changes, const struct import_settings *settings,
                        struct builder *builder, struct error_list *errors);

#endif
