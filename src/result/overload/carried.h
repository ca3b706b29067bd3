/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * carried: what stands on which node once a scenario is answered, as the solver sees it.
 */
#ifndef MUSTER_RESULT_OVERLOAD_CARRIED_H
#define MUSTER_RESULT_OVERLOAD_CARRIED_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct telling;

/* Replicas on a surviving node. Residents of unknown node stand before where the plan puts them;
 * with `repack`, where they may come to stand elsewhere, on no node. */
struct carried {
    int32_t workload_ix, node_ix;
    int64_t replicas;
    bool before, after; /* the failover */
};

/* Residents by workload, then what the plan places, then daemons that come; a workload may be on a
 * node more than once. */
const struct carried *carried_make(const struct telling *telling, struct arena *arena,
                                   int32_t *ret_count);

#endif
