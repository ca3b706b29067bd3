/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swarm_scheduler: SwarmKit's scheduler for one group of equal tasks: the pipeline of filters, and
 * the order in which it spreads (manager/scheduler). The filters are muster's; the order is only
 * here, for muster asks whether a packing exists and not which one Swarm would choose.
 */
#ifndef MUSTER_TESTS_CONFORMANCE_SWARM_SCHEDULER_H
#define MUSTER_TESTS_CONFORMANCE_SWARM_SCHEDULER_H

#include "facts/kinds_swarm.h"

enum sched_filter {
    FILTER_READY,
    FILTER_RESOURCES,
    FILTER_PLUGINS,
    FILTER_CONSTRAINTS,
    FILTER_PLATFORM,
    FILTER_HOST_PORTS,
    FILTER_MAX_REPLICAS,
    FILTER_COUNT /* passed all */
};

struct sched_node {
    struct swarm_node node;
    struct node facts;
    struct swarm_amounts left;
    const struct swarm_task **tasks;
    size_t task_count;
};

struct sched {
    struct swarm_case *at;
    struct sched_node *nodes; /* ties go to the first */
    size_t node_count, task_room;
    const char *const *spreads; /* of the group: "node.labels.az", ... */
    size_t spread_count;
    size_t remaining;             /* tasks of the group that have no node yet */
    size_t refused[FILTER_COUNT]; /* nodes, by the filter that refused them, since one passed */
};

/* The nodes and existing tasks of a vector's input; node `first` comes first. */
void sched_begin(struct sched *sched, struct swarm_case *at, size_t first);

/* Assign up to count tasks like this one; how many found a node. */
size_t sched_assign(struct sched *sched, const struct swarm_task *task, const struct value *value,
                    size_t count);

/* Tasks of a service on a node. */
size_t sched_count(const struct sched_node *node, const char *service_id);

/* "no suitable node (...)", as Swarm says it. */
void sched_explain(const struct sched *sched, struct buf *out);

#endif
