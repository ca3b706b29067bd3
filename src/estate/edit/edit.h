/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edit: what-if edits of the facts that a builder has collected, after the sources and before
 * builder_seal, so that tiers, findings, digest and verify see an ordinary estate.
 *
 * Names are looked up first: what names nothing is an error at the origin, with the nearest name,
 * and gives -1. Handles are those of the builder; an edit that takes something away renumbers them,
 * so none may be kept over it.
 */
#ifndef MUSTER_ESTATE_EDIT_H
#define MUSTER_ESTATE_EDIT_H

#include "estate/builder.h"

/* How a change names a stack: "shop", "east/shop" or "east/ns/shop", and what narrows it (NULL =
 * not said). */
struct edit_name {
    const char *stack, *cluster, *name_space;
};

int32_t edit_cluster(struct builder *builder, const char *name, const struct origin *origin);
int32_t edit_node(struct builder *builder, int32_t cluster, const char *name,
                  const struct origin *origin);
/* The one stack of that name; several are an error that lists them. */
int32_t edit_stack(struct builder *builder, const struct edit_name *name,
                   const struct origin *origin);
/* At least one stack of that name; a path in *name is taken apart. False with an error. */
bool edit_stacks(struct builder *builder, struct edit_name *name, const struct origin *origin);
/* The one workload of that name; NULL: the only one that the stack has. */
int32_t edit_workload(struct builder *builder, int32_t stack, const char *name,
                      const struct origin *origin);

const char *edit_stack_name(const struct builder *builder, int32_t stack);
const char *edit_stack_name_space(const struct builder *builder, int32_t stack);
int32_t edit_stack_cluster(const struct builder *builder, int32_t stack);
const char *edit_workload_name(const struct builder *builder, int32_t workload);
const char *edit_node_name(const struct builder *builder, int32_t node);
int32_t edit_workload_count(const struct builder *builder);

/* What all nodes of a cluster have in common: os and arch, "" where they differ or are unknown. */
void edit_common(const struct builder *builder, int32_t cluster, const char **ret_os,
                 const char **ret_arch);
/* Do nodes of the cluster differ in their os? */
bool edit_os_differs(const struct builder *builder, int32_t cluster);

struct edit_amount {
    int32_t resource;
    int64_t value;
};

/* Mark in is_chosen [builder_node_count] `count` nodes of the cluster that offer exactly these
 * amounts: those that carry the fewest replicas, of equal ones the last. Returns how many nodes
 * have the shape; marks none when they are fewer than count. */
int32_t edit_choose(const struct builder *builder, int32_t cluster, const struct edit_amount *shape,
                    int32_t shape_count, int32_t count, bool *is_chosen);

/* The node takes nothing new, and the replicas on it run on, on a node that is not known yet.
 * Daemons stay. */
void edit_drain(struct builder *builder, int32_t node);

/* Take nodes away, with the daemons on them; the other replicas run on likewise. */
void edit_remove(struct builder *builder, const bool *is_removed);

/* So many replicas are wanted and, of those that ran, so many more or fewer run: new ones on nodes
 * that are not known yet; those on the last nodes leave first. Returns how many were wanted before,
 * -1 with an error. */
int64_t edit_scale(struct builder *builder, int32_t workload, int64_t replicas,
                   const struct origin *origin);

/* Workloads from handle `first` on run, on nodes that are not known yet; they come no more. */
void edit_run(struct builder *builder, int32_t first);

/* Take a stack away, with what is said of it alone. False with an error when another one requires
 * it. */
bool edit_drop(struct builder *builder, int32_t stack, const struct origin *origin);

/* Take a stack away to make room for a new one of its name: what is said of it in rows stays, for
 * that one. */
void edit_replace(struct builder *builder, int32_t stack);

/* The stack runs in another cluster, on nodes that are not known yet. False with an error when that
 * has one of its name, or is of another orchestrator. */
bool edit_move(struct builder *builder, int32_t stack, int32_t cluster,
               const struct origin *origin);

/* What a change says of the stacks that the overlay names goes over everything said before. */
void edit_set(struct builder *builder, const struct stack_overlay *overlay,
              const struct origin *origin);

/* ---- private to estate/ */

/* Take away what is marked (NULL = nothing of that kind) with all that hangs on it, and renumber
 * the rest. */
void edit_compact(struct builder *builder, const bool *node_gone, const bool *stack_gone);

#endif
