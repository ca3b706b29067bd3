/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source: which kind a source file is, by its content, and the order in which all sources of an
 * estate are read.
 */
#ifndef MUSTER_IMPORT_SOURCE_H
#define MUSTER_IMPORT_SOURCE_H

#include <stdbool.h>

#include "import/csv/csv_source.h"
#include "import/estate_file.h"

struct arena;
struct error;
struct error_list;

enum source_kind {
    SOURCE_NODES, /* the four kinds of csv_source, in its order */
    SOURCE_WORKLOADS,
    SOURCE_PLACEMENTS,
    SOURCE_STACKS,
    SOURCE_KUBERNETES, /* objects as JSON or YAML; also a directory */
    SOURCE_SWARM,      /* what docker inspect writes; in a swarm cluster also a directory */
    SOURCE_SWARM_TEXT, /* what docker writes for people: it is refused */
    SOURCE_COMPOSE,    /* a compose or stack file: a stack to come */
    SOURCE_ESTATE,     /* muster show -o json */
};

/* Look at the beginning of a file: CSV by the columns of its header; JSON and YAML by the keys that
 * appear in it. False with *reterr when the file cannot be read, is empty, or is none of them. */
bool source_detect(const char *path, enum source_kind *ret, struct error *reterr);

/* Parts of it: the beginning of a file, without byte order mark and white space, as text
 * (SOURCE_HEAD_BYTES and a 0); false with *reterr. Does a line of it begin with this key of YAML?
 */
enum { SOURCE_HEAD_BYTES = 64 * 1024 };
bool source_head(const char *path, char *head, struct error *reterr);
bool source_head_has(const char *head, const char *key);

/* Read all sources that muster.yaml names into the builder: nodes and workloads first, cluster by
 * cluster, then the files whose rows name their cluster; then placements; then stacks.csv. False
 * with the reasons in errors when anything is wrong. Names that errors and facts refer to live in
 * arena. */
bool source_import(const struct estate_file *file, struct arena *arena, struct builder *builder,
                   struct error_list *errors);

#endif
