/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinds: the kinds of conformance vectors that are modelled. A kind is a function in
 * tests/conformance/kind_*.c that runs one vector, and a row of the table in tests/conformance.c.
 */
#ifndef MUSTER_TESTS_CONFORMANCE_KINDS_H
#define MUSTER_TESTS_CONFORMANCE_KINDS_H

#include "base/buf.h"
#include "document/document.h"

enum outcome { OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_SKIPPED };

/* Run one vector: a map with id, name, input and expected. Only the keys that expected has are
 * checked. For a failure or a skip, why gets the difference or the reason, in one line. */
enum outcome kind_quantity(const struct value *vector, struct buf *why);
enum outcome kind_quantity_cmp(const struct value *vector, struct buf *why);
enum outcome kind_quantity_round(const struct value *vector, struct buf *why);
enum outcome kind_docker_size(const struct value *vector, struct buf *why);
enum outcome kind_compose_bytes(const struct value *vector, struct buf *why);
enum outcome kind_docker_cpus(const struct value *vector, struct buf *why);

enum outcome kind_compose_deploy(const struct value *vector, struct buf *why);
enum outcome kind_compose_merge(const struct value *vector, struct buf *why);
enum outcome kind_compose_mode(const struct value *vector, struct buf *why);

enum outcome kind_pod_requests(const struct value *vector, struct buf *why);
enum outcome kind_pod_level_resource(const struct value *vector, struct buf *why);
enum outcome kind_pod_defaults(const struct value *vector, struct buf *why);
enum outcome kind_pod_priority(const struct value *vector, struct buf *why);
enum outcome kind_label_selector(const struct value *vector, struct buf *why);
enum outcome kind_label_selector_parse(const struct value *vector, struct buf *why);
enum outcome kind_label_requirement_valid(const struct value *vector, struct buf *why);
enum outcome kind_label_requirement_match(const struct value *vector, struct buf *why);
enum outcome kind_node_selector_requirements(const struct value *vector, struct buf *why);
enum outcome kind_taint(const struct value *vector, struct buf *why);
enum outcome kind_taint_numeric(const struct value *vector, struct buf *why);
enum outcome kind_node_affinity(const struct value *vector, struct buf *why);
enum outcome kind_node_fit(const struct value *vector, struct buf *why);
enum outcome kind_node_ports(const struct value *vector, struct buf *why);
enum outcome kind_pod_affinity(const struct value *vector, struct buf *why);
enum outcome kind_pod_affinity_multi(const struct value *vector, struct buf *why);
enum outcome kind_topology_counts(const struct value *vector, struct buf *why);
enum outcome kind_topology_spread(const struct value *vector, struct buf *why);
enum outcome kind_node_misc(const struct value *vector, struct buf *why);
enum outcome kind_preempt_candidates(const struct value *vector, struct buf *why);
enum outcome kind_preempt_eligible(const struct value *vector, struct buf *why);
enum outcome kind_preempt_run(const struct value *vector, struct buf *why);
enum outcome kind_preempt_select(const struct value *vector, struct buf *why);

/* Helpers for kinds, in kind_common.c. */

/* The text of a scalar down a chain of two keys (second may be NULL), or NULL. */
const char *vector_text(const struct value *vector, const char *first, const char *second);

/* Compare with expected.KEY when it is there; on a difference say so in why and return false. */
bool vector_agrees(const struct value *vector, const char *key, const char *found, struct buf *why);

/* Compare expected.ok with what happened. */
bool vector_agrees_ok(const struct value *vector, bool ok, struct buf *why);

/* PASSED when why is empty, else FAILED. */
enum outcome vector_outcome(const struct buf *why);

#endif
