/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scheduler_parts: what scheduler and uninvited know of pods (private to model/).
 */
#ifndef MUSTER_MODEL_SCHEDULER_PARTS_H
#define MUSTER_MODEL_SCHEDULER_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

int64_t scheduler_priority(const struct workload *workload);

/* Does the budget speak of pods of the workload? */
bool scheduler_is_covered(const struct estate *estate, const struct disruption_budget *budget,
                          int32_t workload_ix);

/* Disruptions that a budget allows now, as its controller counts them. */
int64_t scheduler_disruptions(const struct estate *estate, const struct disruption_budget *budget);

/* Does a rule between pods speak of pods of the workload that come to the cluster? Its own, or the
 * anti-affinity of one that stands there now: then more than room decides. */
bool scheduler_is_tied(const struct estate *estate, int32_t workload_ix, int32_t cluster_ix);

#endif
