/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * estate_after: one surviving cluster as it stands after a failover, as an estate of its own, so
 * that scenarios can be asked of it.
 */
#ifndef MUSTER_RESULT_OVERLOAD_ESTATE_AFTER_H
#define MUSTER_RESULT_OVERLOAD_ESTATE_AFTER_H

#include "estate/estate.h"
#include "verify/verify.h"

struct arena;

/* Cluster 0 of *ret is cluster_ix of the estate, with all its nodes in their order. Its stacks are
 * those of which something stands there: residents, platform, newcomers; each replica on its node.
 * Instances of an active/active stack that came together are one. What they require, their targets,
 * and volumes of those that came, are left out: nothing of it decides where in the cluster they may
 * stand. Names cannot be looked up in it. It shares parts of the estate and lives in the arena.
 * become: [workload_count of the estate] what became of a workload, -1 = nothing of it stands
 * there; origin: [workload_count of *ret] what it was made of. */
void estate_after(const struct estate *estate, int32_t cluster_ix,
                  const struct verify_standing *standing, int32_t standing_count,
                  struct arena *arena, struct estate *ret, const int32_t **ret_become,
                  const int32_t **ret_origin);

#endif
