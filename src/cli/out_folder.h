/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * out_folder: a folder of files that appears whole or not at all. It is written beside its place
 * and exchanged with what is there, so a run that is killed leaves the earlier report as it was
 * (and, at worst, a .muster-report.XXXXXX beside it, which the next run removes).
 */
#ifndef MUSTER_CLI_OUT_FOLDER_H
#define MUSTER_CLI_OUT_FOLDER_H

#include <stdbool.h>

struct arena;
struct buf;
struct error;

struct out_folder {
    const char *path;  /* where it will be, links followed */
    const char *fresh; /* where it is written; NULL before out_folder_begin */
    bool exists;       /* something is replaced */
};

/* May the folder be written? It must be new in a folder that can be written, or empty, or an
 * earlier report with nothing else in it. False with ERROR_USAGE; nothing is changed yet. */
bool out_folder_check(const char *path, struct arena *arena, struct out_folder *ret,
                      struct error *reterr);

/* Remove what killed runs left, make the fresh folder, and in it the folder "plots". The folder
 * stays locked until the program ends. */
bool out_folder_begin(struct out_folder *folder, struct arena *arena, struct error *reterr);

/* Write a file of the fresh folder; name is one of ours. */
bool out_folder_write(const struct out_folder *folder, const char *name, const struct buf *text,
                      struct error *reterr);

void out_folder_drop_plots(const struct out_folder *folder);

/* Put it in its place and remove what was there. */
bool out_folder_commit(const struct out_folder *folder, struct error *reterr);

void out_folder_discard(const struct out_folder *folder);

#endif
