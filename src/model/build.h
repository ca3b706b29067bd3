/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build: the problem while it is put together (private to model/). Growing arrays on the heap;
 * build_finish moves them to the arena and releases them.
 */
#ifndef MUSTER_MODEL_BUILD_H
#define MUSTER_MODEL_BUILD_H

#include <stddef.h>

#include "model/question.h"

struct build {
    const struct question *question;
    const struct remains *remains;
    struct arena *arena;
    struct problem *problem;

    int32_t *cluster_of;   /* [estate clusters] problem cluster, or -1 */
    int32_t *bin_of;       /* [nodes] bin, or -1 */
    int32_t *class_of;     /* [rules] eligible class, or -1 */
    int32_t *class_of_bin; /* [bins] class of this bin alone, or -1; NULL = none yet */
    int32_t *group_of;     /* [stacks] the displaced group that a stack belongs to, or -1 */

    struct group *groups;
    size_t group_count, group_room;
    struct item *items;
    size_t item_count, item_room;
    struct share *present;
    size_t present_count, present_room;
    struct share *home;
    size_t home_count, home_room;
    struct require *requires;
    size_t require_count, require_room;
    struct item *ordered; /* the problem's items, while they may be written */
    bool of_residents;    /* problem_of_residents: nothing comes, so no quota binds */
    int32_t *class_rules; /* of each eligible class: the rule, or -1 - the only bin */
    size_t class_count, class_room;
};

void build_begin(struct build *build, const struct question *question,
                 const struct remains *remains, struct arena *arena, struct problem *ret);

/* Start a group; items added next belong to it. Returns its index. */
int32_t build_group(struct build *build, enum group_kind kind, int32_t stack_ix);

/* Add an item of the last group: `replicas` of the workload to place (0 for a daemon). */
struct item *build_item(struct build *build, int32_t workload_ix, int64_t replicas);

/* Add an item of the last group for each node with replicas of the workload, with its home there
 * and no other place. */
void build_stays(struct build *build, int32_t workload_ix);

/* The surviving replicas of workload_ix on nodes of problem cluster c (-1: all) count in the caps
 * of the last item, those of movable placements excepted. Returns how many survive. */
int64_t build_present(struct build *build, int32_t workload_ix, int32_t cluster);

/* Does every item of the group that is no daemon have an eligible bin in cluster c of the problem?
 */
bool build_has_bins(const struct build *build, const struct group *group, int32_t cluster);

/* Set group->allowed from flags, one a problem cluster. */
void build_allowed(struct build *build, struct group *group, const bool *flags);

/* Residents of unknown node (and, with repack, the movable ones) as GROUP_RESIDENT. */
void build_residents(struct build *build, const int64_t *unknown_placed);

/* The movable replicas of a workload, and where they are now: homes of the last item. */
int64_t build_movable(const struct build *build, int32_t workload_ix);
void build_homes(struct build *build, int32_t workload_ix);

/* Does the stack stand among the residents that may give way? */
bool build_gives_way(const struct build *build, int32_t stack_ix);

/* All displaced groups, and residents that may give way. */
void build_displaced(struct build *build);

/* What the displaced groups require. */
void build_requires(struct build *build);

/* Demand of the items, and problem.bin_free and bin_over: after all items. */
void build_amounts(struct build *build);

/* Link the problem's items of one role (problem.twins); the estate gave them the same caps. */
void build_twins(struct build *build, struct item *items);

/* Rules between pods, home rules, quotas (model/pods/pod_build.h): after groups, items and eligible
 * classes.
 */
void build_pods(struct build *build);

/* Tiers, eligibility, demands, unlimited resources; hand everything to the problem. */
void build_finish(struct build *build);

#endif
