/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_cover: coverage: which unit can be in which cluster at all, looked at alone.
 *
 * A pair (unit, cluster) is dead when
 *   - its rules do not allow the cluster, or something it requires beside it cannot be there;
 *   - its whole demand is more than the cluster's row (below);
 *   - a daemon of it does not fit on a node that takes it;
 *   - a workload has fewer slots than replicas: the sum over nodes that take it of
 *     min(cap - present, min_r floor((free_r - own daemons) / demand_r)), zone caps applied.
 * A unit that is placed replica by replica adds up its slots over clusters. What has no live pair,
 * or requires such a unit or lost platform, is hopeless.
 *
 * Free, of a node: max(0, allocatable - headroom - what stays in any plan). Movable residents
 * (repack) do not stay: a node that takes something new ends within allocatable - headroom, so what
 * is new fits in `free` whoever moves away, and `present` counts pinned replicas only.
 *
 * A resident that may give way can always stay where it is: in its cluster it is live.
 *
 * Row, of a cluster: at most this much is used by units in it. Each node ends with movable
 * residents and newcomers of at most max(free, its movable residents of now, those that may give
 * way among them): an overfull node keeps what stays and takes nothing. Their sum, less all
 * residents that are movable (not those that may give way) or of unknown node, which must be
 * somewhere in the cluster. Nodes that take no displaced workload are left out where no resident is
 * placed.
 */
#ifndef MUSTER_VERIFY_VERIFY_COVER_H
#define MUSTER_VERIFY_VERIFY_COVER_H

#include "verify/verify_question.h"

#define ROW_NO_LIMIT \
    ((wide_int)1 << 80) /* rows beyond this are none; no row is below its negative */

struct cover {
    struct question q;
    const struct plan *plan; /* its residents: those left out have no demand */
    struct arena *arena;
    int64_t *is_free; /* [node * resource], or NO_LIMIT */
    wide_int *homes;  /* [node * resource] of residents that may move or give way */
    wide_int *row;    /* [cluster * resource], or ROW_NO_LIMIT */
    int64_t *listed;  /* [workload_count] replicas of residents that the plan places */
    unsigned char *
        *live;      /* [unit_count] NULL or [cluster_count]: 0 not asked yet, 1 live, 2 dead */
    bool *is_short; /* [unit_count] cannot be placed in full by itself */
    bool *down;     /* [stack_count] by subject: cannot be up, or requires what cannot */
    /* Scratch, zero between uses. */
    int64_t *present_on_node, *present_in_zone; /* pinned replicas of an item's role */
    int64_t *used_in_zone;
};

/* Everything lives in the arena. */
void cover_init(struct cover *cover, const struct estate *estate, const struct scenario *scenario,
                const struct question_options *options, const struct plan *plan,
                struct arena *arena);

/* Fill is_free and row; a part of cover_init. */
void cover_make_rows(struct cover *cover);

/* Is the pair live? UNIT_WHOLE only. */
bool cover_is_live(struct cover *cover, int32_t unit_ix, int32_t cluster_ix);

/* Can the unit be recovered, as far as coverage says? */
bool cover_has_hope(const struct cover *cover, int32_t unit_ix);

/* What the unit uses of a resource in a cluster: replicas, and a daemon on each node that takes it.
 */
wide_int cover_demand(struct cover *cover, int32_t unit_ix, int32_t cluster_ix, int32_t resource);

/* On how many nodes of a cluster does a daemon of the unit come up with it? 0 for what is not one,
 * or runs there already. */
int64_t cover_daemon_nodes(struct cover *cover, int32_t item_ix, int32_t cluster_ix);

/* Has no allowed surviving cluster (of units placed replica by replica: not even all together) a
 * node for each workload, and what the unit requires beside it? */
bool cover_is_blocked(struct cover *cover, int32_t unit_ix);

#endif
