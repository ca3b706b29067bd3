/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * question: from estate and scenario to a problem, and from a solution back to a plan.
 *
 * Who is displaced, and how (contract, section 2):
 *  - a stack of a lost cluster: whole, to one allowed surviving cluster (GROUP_WHOLE);
 *  - an active/active stack: the replicas of its lost instances, replica by replica, to clusters
 *    where it lives (`split`: to all allowed ones); one group for the family. Where none of it
 *    lives on and it may not be split, it is displaced whole;
 *  - a stack that loses nodes of a surviving cluster: those replicas, inside that cluster.
 * Platform stacks are never displaced; stacks without a running replica lose nothing.
 */
#ifndef MUSTER_MODEL_QUESTION_H
#define MUSTER_MODEL_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"
#include "model/certificate.h"
#include "model/plan.h"
#include "model/problem.h"
#include "model/solution.h"
#include "scenario/scenario.h"

struct arena;

struct question {
    const struct estate *estate;
    const struct scenario *scenario;
    const struct question_options *options;
};

/* What a node keeps free for new and moved replicas, and what stays on it. All indexed
 * [node_count * resource_count], 0 for lost nodes. */
struct remains {
    const int64_t *used;    /* reservations of the residents that keep their node */
    const int64_t *free;    /* max(0, allocatable - headroom - used); meaningless where unlimited */
    const bool *is_movable; /* [placement_count] may move: by repack, or may give way */
    const int64_t *missing; /* by how much those residents exceed what they may use; at least 0 */
};

void question_remains(const struct question *question, struct arena *arena, struct remains *ret);

/* The headroom of a cluster's nodes: the option's, or else the estate's. */
struct headroom question_headroom(const struct question *question, int32_t cluster_ix,
                                  int32_t resource);

/* with_eviction: which residents of levels after `level` (question_level, of a newcomer) may give
 * way? Marks them in ret, and in ret_not_moved those of them that may be dropped only (both
 * [stack_count], all false), and returns how many. question->options->gives_way is not looked at.
 *
 * Never platform, tier 0 or `keep`; nor active/active instances, what loses replicas itself, has a
 * node that is not known or a daemon without one, or is in a namespace over its quota; nor what a
 * resident that stays requires. Not moved: what has daemons, a per-zone cap, rules between pods or
 * a resident of its cluster whose rules select it, a same-cluster requirement, pods that a quota
 * refuses; what breaks a rule where it is; and, where the problem would grow too large, whoever
 * else. */
int32_t question_evictable(const struct question *question, int32_t level, struct arena *arena,
                           bool *ret, bool *ret_not_moved);

/* What one pod of a workload takes of a quota, and whether the quota refuses it: Kubernetes does so
 * with pods that do not say what a quota of limits counts. */
int64_t quota_amount(const struct estate *estate, const struct quota *quota, int32_t workload_ix);
bool quota_refuses(const struct estate *estate, const struct quota *quota, int32_t workload_ix);

/* Does a stack that is lost with its cluster start there, as far as it is pre-deployed: has the
 * cluster a copy, or has no survivor one? */
bool question_starts_in(const struct question *question, int32_t stack_ix, int32_t cluster_ix);

/* On how many surviving nodes of its cluster does a daemon workload without placements run? */
int64_t question_daemon_nodes(const struct question *question, int32_t workload_ix);

/* Does the scenario leave residents whose node is unknown? Then problem_of_residents asks how many
 * of their replicas find a place when nothing else comes: groups of GROUP_REPLICAS, one a stack, in
 * their own cluster. */
bool problem_of_residents(const struct question *question, const struct remains *remains,
                          struct arena *arena, struct problem *ret);

/* The problem of the scenario. unknown_placed: [workload_count] replicas of unknown node that have
 * a place (from problem_of_residents), or NULL when there are none. */
void problem_of_question(const struct question *question, const struct remains *remains,
                         const int64_t *unknown_placed, struct arena *arena, struct problem *ret);

/* Assignments as plan entries: displaced groups and residents apart. Residents of a repack that the
 * problem kept pinned are added, so that all movable workloads are listed whole. Fills entries and
 * residents of *ret, nothing else. */
void plan_entries(const struct question *question, const struct remains *remains,
                  const struct problem *problem, const struct share *assigns, int32_t assign_count,
                  struct arena *arena, struct plan *ret);

/* Do the daemons of a group come to cluster c with the solution: the group is there and was not
 * before? */
bool problem_daemon_comes(const struct problem *problem, const struct solution *solution,
                          int32_t group_ix, int32_t cluster);

/* The certificates of a solution in the estate's indices, sorted; what no claim uses is left out.
 */
void certificate_of_solution(const struct problem *problem, const struct solution *solution,
                             struct arena *arena, struct certificate *ret);

/* The whole solution as a plan with its claims, and the certificates behind its bounds. */
void plan_of_solution(const struct question *question, const struct remains *remains,
                      const struct problem *problem, const struct solution *solution,
                      struct arena *arena, struct plan *ret, struct certificate *ret_certificate);

#endif
