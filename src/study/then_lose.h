/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * then_lose: can each surviving cluster lose one more node, whichever it is?
 */
#ifndef MUSTER_STUDY_THEN_LOSE_H
#define MUSTER_STUDY_THEN_LOSE_H

#include "estate/estate.h"
#include "model/plan.h"
#include "result/result.h"
#include "solve/solve.h"

struct arena;

/* For each cluster that the answer as_is lists, and each of its surviving nodes: a scenario of
 * `CLUSTER/node:N` on the cluster as the answer leaves it (estate_after), residents pinned. It can
 * lose the node when all of its replicas have another place, by a plan that was checked; it cannot
 * when some tier's bound says so; else it is not known. Fills spares of *ret.
 *
 * Each node has a share of the budget; where the fuse strikes, the other nodes are unknown and
 * limit_hit is set. */
void then_lose_node(const struct estate *estate, const struct question_options *question,
                    const struct solve_options *solve, struct arena *arena,
                    struct result_scenario *ret);

#endif
