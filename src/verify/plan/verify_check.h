/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_check: the state of the check of one plan, shared by its parts: verify_plan (stacks,
 * entries, capacity, tiers), verify_residents, verify_caps, verify_between and verify_quota.
 */
#ifndef MUSTER_VERIFY_VERIFY_CHECK_H
#define MUSTER_VERIFY_VERIFY_CHECK_H

#include "verify/verify_question.h"
#include "verify/verify_report.h"

struct verify_report;

/* A run of plan.entries or plan.residents. */
struct entry_range {
    int32_t first, count;
};

struct plan_check {
    struct question q;
    const struct plan *plan;
    struct verify_report *report;
    struct arena *arena;

    const struct plan_stack **listed; /* [unit_count] NULL = not in the plan */
    struct entry_range *entries;      /* [item_count] of plan.entries that count */
    int64_t *placed;                  /* [item_count] replicas */
    struct entry_range *residents;    /* [workload_count] of plan.residents that count */
    wide_int *added;                  /* [node * resource] what the plan adds to what stays */
    struct plan_entry *daemons;       /* of stacks that come, one a node; growing, by unit */
    int32_t daemon_count, daemon_room;
    int32_t told_daemon_count; /* of the first: those that run whatever else comes */
    bool is_sound; /* every entry is; else the ranges mean nothing, and are not used */
};

/* Begin the check of a plan: what is listed, where its replicas, residents and daemons stand. */
void check_places(struct plan_check *check, const struct estate *estate,
                  const struct scenario *scenario, const struct question_options *options,
                  const struct plan *plan, struct arena *arena, struct verify_report *report);

/* Is the entry itself sound: indices in range, 1 to CAP_REPLICAS replicas, after the one before it?
 * When not: a refutation, and the plan is not sound. `what` names the list. */
bool check_entry(struct plan_check *check, const char *what, const struct plan_entry *entry,
                 const struct plan_entry *before);

/* Add replicas of a workload to what the plan puts on a node. */
void check_add(struct plan_check *check, int32_t workload_ix, int32_t node_ix, int64_t replicas);

/* "cluster/stack: workload" */
const char *check_workload_name(const struct plan_check *check, int32_t workload_ix);

/* "cluster/node" */
const char *check_node_name(const struct plan_check *check, int32_t node_ix);

/* Residents that the plan places: totals, places, rules; fills check->residents and adds them. */
void check_residents(struct plan_check *check);

/* Replicas of a movable workload that stand on the node now; 0 for workloads that do not move. */
int64_t check_home(const struct question *q, int32_t workload_ix, int32_t node_ix);

/* The present is not judged: how many replicas of an entry of plan.residents, or of plan.entries,
 * are new on the node. Of the latter that is all of them, but for residents that give way. */
int64_t check_resident_fresh(const struct question *q, const struct plan_entry *entry);
int64_t check_fresh(const struct question *q, const struct plan_entry *entry);

/* Count an entry: what is not fresh is among what stays on the node, the rest is what the plan
 * adds. */
void check_settle(struct plan_check *check, const struct plan_entry *entry, int64_t fresh);

/* Per-node and per-zone caps of all new and moved replicas. */
void check_caps(struct plan_check *check);

/* Leave out daemons where what stays, or a quota, does not let one run: they run on the other
 * nodes. */
void check_drop_daemons(struct plan_check *check);

/* Does a quota of the namespace in that cluster refuse its pods, for it has no limit? */
bool check_is_refused(const struct estate *estate, int32_t workload_ix, int32_t cluster_ix);

/* Rules between pods: whatever is new or moved breaks none, nor does it make a resident break one
 * against it. Nothing to do where no workload has such a rule. */
void check_between(struct plan_check *check);

/* ResourceQuotas of the namespaces that something comes to. */
void check_quotas(struct plan_check *check);

/* May each that is taken for a resident that may give way do so, and has it room where it is? */
void check_giving_way(struct plan_check *check);

/* What stays needs what it requires: that may not be dropped. */
void check_leaning(struct plan_check *check, const bool *is_recovered);

/* Which units are really recovered: [unit_count]. */
const bool *check_recovered(struct plan_check *check);

/* Claims of the listed stacks and of the tiers, by what is really recovered. */
void check_tiers(struct plan_check *check, const bool *is_recovered);

#endif
