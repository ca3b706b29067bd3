/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_question: what a scenario asks, worked out from the estate for verify alone: which units
 * are displaced, where they may go, what stays on each node, which node takes which rule.
 *
 * A unit is what is recovered as one:
 *   UNIT_WHOLE    a stack of a lost cluster; all of it goes to one cluster
 *   UNIT_FAMILY   the lost instances of an active/active stack; goes replica by replica
 *   UNIT_PARTIAL  the lost replicas of a stack whose cluster survives; they stay in that cluster
 * With with_eviction each resident that may give way is a unit as well: whole, at home or
 * elsewhere, or dropped.
 */
#ifndef MUSTER_VERIFY_VERIFY_QUESTION_H
#define MUSTER_VERIFY_VERIFY_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"
#include "model/plan.h"
#include "scenario/scenario.h"

struct arena;

/* Sums of quantities: 2^53 a value, 10^7 replicas, 10^6 workloads and nodes stay far below 2^127.
 */
typedef __int128 wide_int;

enum unit_kind { UNIT_WHOLE, UNIT_FAMILY, UNIT_PARTIAL };

/* A workload of a unit. */
struct unit_item {
    int32_t workload_ix;
    int32_t unit_ix;
    int64_t lost;    /* replicas to place; 0 for daemons */
    int64_t more;    /* UNIT_WHOLE of a stack with min_replicas: that may be placed as well */
    bool is_daemon;  /* not of a resident that gives way: its pods are counted where they are */
    bool is_dead;    /* not UNIT_WHOLE: had replicas to place, and none of its role survives */
    int32_t role_ix; /* first item of the unit with the same kind and name; caps hold for a role */
    int32_t first_twin, twin_count; /* surviving workloads of the role (question.twins) */
};

struct unit {
    enum unit_kind kind;
    int32_t stack_ix; /* the stack; of a family its first lost instance */
    bool is_asked;    /* of a tier that is asked, or required by such a unit */
    bool is_counted;  /* of a tier that is asked: counts in the plan's tiers */
    bool gives_way;   /* UNIT_WHOLE: a resident that may be dropped; "recovered" means kept */
    bool is_fixed;    /* gives_way: kept means that it stays where it is */
    bool fills_up;    /* some item has more */
    int32_t level;    /* the tier, or with_eviction its place in the order of goals */
    int32_t first_item, item_count;
    int32_t first_home, home_count; /* UNIT_FAMILY: its surviving instances (homes) */
};

enum { MAX_LEVEL = LENT_LEVEL + 2 * MAX_TIER };

#define NO_LIMIT INT64_MAX /* room of an unlimited resource */

struct question {
    const struct estate *estate;
    const struct scenario *scenario;
    const struct question_options *options;
    struct arena *arena;
    int32_t resource_count;

    struct unit *units; /* by stack_ix */
    int32_t unit_count;
    struct unit_item *items; /* by unit; of one by workload */
    int32_t item_count;
    int32_t *twins;          /* workload indices */
    int32_t *homes;          /* stack indices */
    int32_t *unit_of_stack;  /* [stack_count], -1 = not displaced; all lost instances of a family */
    int32_t *unit_of_family; /* [family_count], -1 = no instance is in a lost cluster */
    int32_t *item_of_workload; /* [workload_count], -1 = nothing of it is displaced */

    int64_t *room;   /* [node * resource] allocatable - headroom, at least 0; or NO_LIMIT */
    wide_int *stays; /* [node * resource] reservations of what stays there in any plan */

    unsigned char **takes; /* [rule_count] NULL or [node_count]: 0 not asked yet, 1 yes, 2 no */
    bool **forbidden;      /* [workload_count] NULL or [node_count], made by question_may_take */
    int32_t *zones;        /* [node_count], numbered over all clusters; made by question_zones */
    int32_t zone_count;
};

/* Work it out; everything lives in the arena. */
void question_init(struct question *q, const struct estate *estate, const struct scenario *scenario,
                   const struct question_options *options, struct arena *arena);

/* Did the node survive? */
static inline bool question_survives(const struct question *q, int32_t node_ix)
{
    return !q->scenario->node_lost[node_ix] &&
           !q->scenario->cluster_lost[q->estate->nodes[node_ix].cluster_ix];
}

/* May a replica of the workload newly go to the node, by its rule and its volumes? */
bool question_takes(struct question *q, int32_t workload_ix, int32_t node_ix);

/* May it, as far as that can be said of one pod alone: by its rule, its volumes, and what residents
 * that stay say of it (anti-affinity of both sides, host ports, labels that its rules between pods
 * look for, affinity that nothing which comes can meet, a quota that refuses it)? Whatever else
 * comes makes it no better. Of daemons: does one come up there with its stack? */
bool question_may_take(struct question *q, int32_t workload_ix, int32_t node_ix);

/* Do the same nodes take both? False where it is not sure. */
bool question_alike(struct question *q, int32_t a, int32_t b);

/* By its rule alone: what counts for residents, and where workloads of one rule stand for all. */
bool question_rule_takes(struct question *q, int32_t workload_ix, int32_t node_ix);

/* As far as its volumes go: do they let it be on the node? They speak of nodes of its own cluster;
 * elsewhere it gets new ones. */
bool question_reaches(const struct question *q, int32_t workload_ix, int32_t node_ix);

/* May replicas of the unit go to the cluster (survivors only)? */
bool question_allows(const struct question *q, const struct unit *unit, int32_t cluster_ix);

/* Does the family live in the cluster, so that its daemons run there already? */
bool question_lives_in(const struct question *q, const struct unit *unit, int32_t cluster_ix);

/* Does the stack, or an instance of its family, stand in the cluster, which survives? */
bool question_stands_in(const struct question *q, int32_t stack_ix, int32_t cluster_ix);

/* Zone numbers of all nodes; nodes of a cluster without a zone are one zone. Made once. */
const int32_t *question_zones(struct question *q);

/* Is the stack a resident that may give way, is the workload of one? */
bool question_stack_gives_way(const struct question *q, int32_t stack_ix);
bool question_gives_way(const struct question *q, int32_t workload_ix);

/* Do the placements of the resident workload move in this question (repack)? Else they are pinned.
 */
bool question_is_movable(const struct question *q, int32_t workload_ix);

/* Replicas of a resident workload on surviving nodes, by its placements. */
int64_t question_known(const struct question *q, int32_t workload_ix);

/* Replicas of a resident workload that stand on unknown nodes: the plan places them. */
int64_t question_unknown(const struct question *q, int32_t workload_ix);

/* The unit, or the stack itself, that says whether the stack is up: its stack index. */
int32_t question_subject(const struct question *q, int32_t stack_ix);

/* Spread "down" along requires: down[s] is indexed by subject and may be set for any; what requires
 * a subject that is down becomes down, transitively. Platform stacks of lost clusters are down. */
void question_spread_down(const struct question *q, bool *down);

/* "cluster/stack" or "cluster/namespace/stack", in the arena. */
const char *question_name(const struct question *q, int32_t stack_ix);

#endif
