/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unreserved_parts: what the files that tell what is unreserved share.
 */
#ifndef MUSTER_RESULT_UNRESERVED_PARTS_H
#define MUSTER_RESULT_UNRESERVED_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

struct arena;
struct carried;
struct result_unreserved;
struct result_zero;
struct telling;

enum { UNRESERVED_ASKED = RESOURCE_MEMORY + 1 }; /* cpu and memory */

struct looking {
    const struct telling *t;
    const struct estate *estate;
    struct arena *arena;
    const struct carried *carried;
    int32_t carried_count;
    int32_t *group_of; /* [workload_count] what is displaced of it; -1 = nothing */
};

static inline bool unreserved_is_zero(const struct estate *e, int32_t workload_ix, int32_t resource)
{
    return estate_reservation(e, workload_ix, resource) == 0;
}

/* tell_who.c */

/* Workloads, stacks and replicas that stand somewhere and reserve nothing of the resource. */
void unreserved_tell_counts(const struct looking *u, int32_t r, struct result_zero *ret);

/* Those on the node that bears least of the plan, most replicas first. */
void unreserved_tell_beside(const struct looking *u, int32_t r, struct result_zero *ret);

/* Critical stacks of the plan: something of them that was lost is unreserved. */
void unreserved_tell_critical(const struct looking *u, struct result_unreserved *ret);

#endif
