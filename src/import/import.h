/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import: files to a sealed estate.
 */
#ifndef MUSTER_IMPORT_IMPORT_H
#define MUSTER_IMPORT_IMPORT_H

struct changes;
struct estate;
struct error_list;

/* Read the estate at path: a directory with muster.yaml, or that file itself ("-" = standard input,
 * then sources are relative to the working directory). Source paths are relative to the directory
 * of muster.yaml; messages name files as that directory was given, plus the path in muster.yaml.
 * NULL with at least one error added to *errors when anything is wrong. Free with estate_free. */
struct estate *import_estate(const char *path, struct error_list *errors);

/* The same with what-if changes (scenario/change.h; NULL = none) applied before the estate is
 * sealed: their files are read, and what was done is added to *changes. */
struct estate *import_estate_changed(const char *path, struct changes *changes,
                                     struct error_list *errors);

#endif
