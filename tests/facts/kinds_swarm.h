/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinds_swarm: the kinds of conformance vectors about Docker Swarm, and what reads their inputs.
 * Placement rules are judged by the evaluator.
 */
#ifndef MUSTER_TESTS_CONFORMANCE_KINDS_SWARM_H
#define MUSTER_TESTS_CONFORMANCE_KINDS_SWARM_H

#include "facts/kinds.h"
#include "estate/estate.h"
#include "import/swarm/swarm_objects.h"

enum outcome kind_swarm_constraint_parse(const struct value *vector, struct buf *why);
enum outcome kind_swarm_constraint_match(const struct value *vector, struct buf *why);
enum outcome kind_swarm_constraint_node(const struct value *vector, struct buf *why);
enum outcome kind_swarm_generic(const struct value *vector, struct buf *why);
enum outcome kind_swarm_node_account(const struct value *vector, struct buf *why);
enum outcome kind_swarm_enforce(const struct value *vector, struct buf *why);
enum outcome kind_swarm_evict(const struct value *vector, struct buf *why);
enum outcome kind_swarm_global(const struct value *vector, struct buf *why);
enum outcome kind_swarm_schedule(const struct value *vector, struct buf *why);
enum outcome kind_swarm_group(const struct value *vector, struct buf *why);

/* ---- in kind_swarm.c */

/* One vector under way. */
struct swarm_case {
    struct arena *arena;
    struct reading reading;
    const struct value *input, *expected;
    struct buf *why;
};

struct swarm_case swarm_case_begin(const struct value *vector, struct buf *why);

/* Errors of reading become part of why; the outcome. */
enum outcome swarm_case_end(struct swarm_case *at);

/* A node of a vector as the estate has it. */
struct node swarm_case_node(struct swarm_case *at, const struct swarm_node *node);

/* May a task of this placement go to the node, as far as the node itself goes? */
bool swarm_case_takes(struct swarm_case *at, const struct swarm_placement *placement,
                      const struct node *node);

/* A flat task of a vector. */
struct swarm_task swarm_case_task(struct swarm_case *at, const struct value *value);

/* Placement of a flat service or task: Placement, or Constraints alone. */
struct swarm_placement swarm_case_placement(struct swarm_case *at, const struct value *value);

/* Compare texts with a list of expected.KEY as sets; nothing when the key is absent. */
void swarm_case_compare_set(struct swarm_case *at, const char *key, const char *const *found,
                            size_t count);

#endif
