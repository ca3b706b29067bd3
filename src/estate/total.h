/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * total: sums over the placements of an estate. Replicas whose node is not known count nowhere.
 *
 * No sum of an estate leaves int64: builder_seal refuses input whose sums pass 2^62.
 */
#ifndef MUSTER_ESTATE_TOTAL_H
#define MUSTER_ESTATE_TOTAL_H

#include <stdint.h>

#include "estate/estate.h"

/* What the replicas bound to each node reserve, platform included: ret[node_count *
 * resource_count], owned by the caller. */
void total_reserved(const struct estate *estate, int64_t *ret);

/* The same for their limits; a replica without limit adds nothing. */
void total_limits(const struct estate *estate, int64_t *ret);

#endif
