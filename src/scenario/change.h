/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change: what-if edits of an estate, one by one: data, and how each is applied to the facts of a
 * builder before the seal. import/change_file reads them; add_stack is applied there, for it reads
 * files of its own.
 */
#ifndef MUSTER_SCENARIO_CHANGE_H
#define MUSTER_SCENARIO_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/builder.h"
#include "estate/edit/edit.h"

struct arena;

enum change_kind {
    CHANGE_ADD,
    CHANGE_REMOVE,
    CHANGE_DRAIN,
    CHANGE_SCALE,
    CHANGE_RESIZE,
    CHANGE_ADD_STACK,
    CHANGE_DROP,
    CHANGE_MOVE,
    CHANGE_SET,
    CHANGE_HEADROOM,
    CHANGE_KIND_COUNT
};

const char *change_kind_name(enum change_kind kind); /* "add_stack": the word of the file */

struct change_amounts {
    const struct edit_amount *items;
    int32_t count;
};

struct change_headroom {
    int32_t resource;
    struct headroom headroom;
};

/* One change as written; what is not given is NULL, 0 or false. */
struct change_order {
    enum change_kind kind;
    struct origin origin;
    const char *cluster, *name_space, *stack, *workload, *from, *to;
    const char *prefix, *os, *arch, *zone; /* of added nodes */
    const struct label *labels;
    int32_t label_count;
    const char *const *nodes;
    int32_t node_count;
    bool has_count, has_replicas;
    int64_t count, replicas;
    struct change_amounts shape, reservation, limit;
    const struct change_headroom *headroom;
    int32_t headroom_count;
    struct stack_overlay set;
    const char *set_text; /* "tier 0, weight 2" */
};

/* One change as it was applied, for people and for the comparison. */
struct change {
    enum change_kind kind;
    const char *text; /* "3 nodes of cpu 32, memory 160Gi to dub-dr" */
    const char *file; /* of the change file */
    long line;
    /* All that it touches are nodes and headroom of this cluster; NULL = it touches more. */
    const char *only_cluster;
    /* CHANGE_MOVE: who was moved; else NULL. */
    const char *stack, *name_space, *from, *to;
};

/* The files, in order, and what import made of them. */
struct changes {
    const char *const *files;
    int32_t file_count;
    struct arena *arena; /* owns what follows */
    struct change *items;
    int32_t count, room;
};

/* Append one. */
void changes_add(struct changes *changes, const struct change *change);

/* Apply anything but CHANGE_ADD_STACK; ret lives in arena, its file is that of the origin. False
 * with errors in the builder's list. */
bool change_apply(struct builder *builder, const struct change_order *order, struct arena *arena,
                  struct change *ret);

#endif
