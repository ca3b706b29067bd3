/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scheduler: which of the residents that a plan drops would kube-scheduler remove by itself?
 *
 * The newcomers' places are the plan's: on each node, the pods that the plan brings there come one
 * by one, the highest priority first, and each that does not fit (in allocatable: headroom is not
 * the scheduler's) preempts as model/preempt decides it. A stack is removed by the scheduler when
 * in this way every pod of it goes, and nothing goes on its nodes that the plan keeps. Residents
 * that the plan moves away have left before. Which node the scheduler would choose by itself is not
 * asked; daemons that come along are left out. Where a rule between pods speaks of a pod that comes
 * to the node (its own, host ports too, or the anti-affinity of one in the cluster), more than room
 * decides: then nobody there counts as removed. Disruption budgets are used up node by node.
 */
#ifndef MUSTER_MODEL_SCHEDULER_H
#define MUSTER_MODEL_SCHEDULER_H

#include <stdbool.h>

#include "model/plan.h"
#include "model/question.h"

struct arena;

/* is_dropped, ret: [stack_count]; ret begins as all false. Only stacks of the Kubernetes family in
 * clusters where the node of each resident is known. */
void scheduler_removes(const struct question *question, const struct plan *plan,
                       const bool *is_dropped, struct arena *arena, bool *ret);

#endif
