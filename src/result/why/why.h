/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * why: what keeps a stack out of one cluster, in numbers: room on nodes and in all, the rules that
 * take nodes away, and who took the room. Parts of tell_reasons.
 */
#ifndef MUSTER_RESULT_WHY_WHY_H
#define MUSTER_RESULT_WHY_WHY_H

#include "model/eligible.h"
#include "result/tell/tell.h"

struct arena;
struct buf;

/* One item looked at in one cluster. */
struct look {
    const struct telling *t;
    int32_t item_ix;
    int32_t cluster;     /* of the problem */
    const int64_t *free; /* [bin_count * resource_count] */
    int64_t wanted;      /* replicas that look for a place */
    struct arena *arena;
};

/* The first item of a group that looks for a place and of which `find` knows a reason. `free` as in
 * struct look; what the plan places of the item already is not looked for when `beside`. */
bool why_each(const struct telling *telling, int32_t group_ix, int32_t cluster, const int64_t *free,
              bool beside, bool (*find)(const struct look *, struct result_reason *),
              struct arena *arena, struct result_reason *ret);

/* No node takes the workload: which rules turn away how many nodes. */
bool why_rule(const struct look *look, struct result_reason *ret);

/* Rules between pods, volumes or quotas leave too few nodes. */
bool why_pods(const struct look *look, struct result_reason *ret);

/* A replica is larger than the largest hole of the nodes that take it. It is "fragmentation" when
 * they have enough in all for the replicas that look for a place, else "capacity". */
bool why_hole(const struct look *look, struct result_reason *ret);

/* Too few replicas find room, each node for itself. A "rule" when only the cap of a node does it.
 */
bool why_slots(const struct look *look, struct result_reason *ret);

/* The whole group, its daemons on every node that takes them, against all that is free on the nodes
 * that take something of it. */
bool why_total(const struct telling *telling, int32_t group_ix, int32_t cluster,
               const int64_t *free, struct arena *arena, struct result_reason *ret);

/* What the stack lacks in a cluster where by itself it may have a place: who took the room. False
 * in with_eviction, where residents count as well, and when nobody as critical as it, nor what such
 * a stack requires, comes there. */
bool why_crowded(const struct telling *telling, int32_t group_ix, int32_t cluster,
                 struct arena *arena, struct result_reason *ret);

/* The word of a rule of nodes in result_excluded; "" for ELIGIBLE. */
const char *why_rule_key(enum ineligible rule);

/* "12.0 GiB of memory", "3.5 cores", "2 nvidia.com/gpu". */
const char *why_amount(const struct resource *resource, int64_t amount, bool up,
                       struct arena *arena);

#endif
