/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * preempt: which pods kube-scheduler removes for a pod that fits nowhere, as its plugin
 * DefaultPreemption decides. Nodes, pods and PodDisruptionBudgets are indices and integers; whether
 * the newcomer fits once some pods are gone is asked of the caller. Left out: extenders, and the
 * random sample of nodes that large clusters are cut down to.
 */
#ifndef MUSTER_MODEL_PREEMPT_H
#define MUSTER_MODEL_PREEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/pod_rule.h"

struct arena;

struct preempt_pod {
    int32_t node_ix; /* -1 = on no node */
    int64_t priority;
    bool has_started; /* one that has not counts as started later than all that have */
    int64_t started;  /* any unit, only the order counts */
    bool is_terminating;
};

struct preempt_scene {
    int32_t node_count;
    const bool *is_hopeless; /* [node_count]: refused for what no removal changes; NULL = none is */
    const struct preempt_pod *pods; /* that are there */
    int32_t pod_count;
    int32_t budget_count;
    const int64_t *allowed;    /* [budget_count] disruptions that are left */
    const bool *budget_covers; /* [budget_count * pod_count] see preempt_budget_covers */
    /* Does the newcomer fit on the node without the pods that are gone ([pod_count])? */
    bool (*fits)(void *context, const bool *is_gone, int32_t node_ix);
    void *context;
};

struct preempt_newcomer {
    int64_t priority;
    bool is_never;        /* preemptionPolicy: Never */
    int32_t nominated_ix; /* node that an earlier preemption made room on; -1 = none */
};

/* A node on which the newcomer fits when the victims are gone. */
struct preempt_candidate {
    int32_t node_ix;
    const int32_t *victims; /* the more important first; at least one */
    int32_t victim_count;
    int32_t violations; /* victims that a budget does not allow to go */
};

/* Does a budget speak of a pod? As preemption has it: neither a selector without expressions nor a
 * pod without labels matches. Namespace, and status.disruptedPods (never so for a pod in it), are
 * the caller's. */
bool preempt_budget_covers(const struct label_selector *selector, const struct label *labels,
                           int32_t label_count);

/* May the newcomer remove pods? Not with the policy Never, and not while a pod of lower priority
 * still leaves the node that it was nominated for, unless that node is hopeless by now. */
bool preempt_eligible(const struct preempt_scene *scene, const struct preempt_newcomer *newcomer);

/* What would go on one node: all pods of lower priority, less those that can stay: first those that
 * a budget protects, then the others, each time the more important (priority, then age; ties by
 * index) first. False: no pod of lower priority there, or it does not fit even so. */
bool preempt_victims(const struct preempt_scene *scene, const struct preempt_newcomer *newcomer,
                     int32_t node_ix, struct arena *arena, struct preempt_candidate *ret);

/* Those nodes that are not hopeless and where it would fit, by index. */
int32_t preempt_candidates(const struct preempt_scene *scene,
                           const struct preempt_newcomer *newcomer, struct arena *arena,
                           const struct preempt_candidate **ret);

/* The index of the best: fewest violations; lowest priority of its most important victim; lowest
 * sum of priorities, each raised by 2^31 so that one more victim always adds; fewest victims; the
 * latest start of the oldest of its victims of the highest priority; the first. -1 = none. */
int32_t preempt_pick(const struct preempt_scene *scene, const struct preempt_candidate *candidates,
                     int32_t count);

/* All of it: false when nothing is gained by removing pods. */
bool preempt_run(const struct preempt_scene *scene, const struct preempt_newcomer *newcomer,
                 struct arena *arena, struct preempt_candidate *ret);

#endif
