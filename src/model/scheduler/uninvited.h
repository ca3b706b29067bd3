/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uninvited: where PriorityClass values would turn a plan over. A displaced stack that the plan
 * leaves out is created in a cluster all the same: whom does kube-scheduler remove for it?
 *
 * Asked of one replica of the workload of the highest priority, in each surviving cluster of
 * Kubernetes that is allowed for the stack, where residents stand today and newcomers where the
 * plan has them. Where a node has room (in allocatable), nobody is removed; else the scheduler
 * takes its best node (model/preempt). Where a rule between pods speaks of the newcomer, or the
 * node of some resident is not known, nothing is said.
 */
#ifndef MUSTER_MODEL_UNINVITED_H
#define MUSTER_MODEL_UNINVITED_H

#include <stdint.h>

#include "model/plan.h"
#include "model/problem.h"
#include "model/question.h"
#include "model/solution.h"

struct arena;

struct uninvited {
    int32_t newcomer_ix; /* workload */
    int32_t victim_ix;   /* workload of a more critical stack: of those removed the most critical */
    int32_t node_ix;
};

/* For each stack that the plan leaves out the first cluster where someone more critical would go;
 * in the arena, by group. */
int32_t uninvited_find(const struct question *question, const struct problem *problem,
                       const struct solution *solution, const struct plan *plan,
                       struct arena *arena, const struct uninvited **ret);

#endif
