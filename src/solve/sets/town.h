/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * town: which held groups are in which cluster, and how each cluster is packed; the state of
 * searches over sets. Taken from a plan and made a plan again.
 */
#ifndef MUSTER_SOLVE_SETS_TOWN_H
#define MUSTER_SOLVE_SETS_TOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/sets/packer.h"
#include "solve/solver.h"

struct house { /* one cluster */
    int32_t *groups;
    int32_t count;
    struct packing packing;
    int64_t *used; /* [resource_count] by the groups, without daemons */
};

struct town {
    struct solver *solver;
    const struct problem *problem;
    struct packer *packer;
    int32_t tier;     /* groups of tiers 0 .. tier are in it */
    int32_t *where;   /* [group_count] cluster or -1 */
    double *size;     /* [group_count] weighted demand */
    double *value;    /* [group_count] lexicographic over tiers, 0 = none */
    int32_t *missing; /* groups with a value that are nowhere and could be somewhere */
    int32_t missing_count;
    struct house *houses; /* [cluster_count] */
    bool *is_in;          /* scratch [group_count], false between calls */
    struct packing there; /* scratch */
};

/* From the best plan, without later tiers. Uses the solver's packing. */
struct town *town_new(struct solver *solver, int32_t tier);
void town_free(struct town *town); /* NULL is allowed */

/* Is the group one that the town may move? */
bool town_moves(const struct town *town, int32_t group);

/* Can the group go into the cluster, were it alone there? */
bool town_allows(const struct town *town, int32_t group, int32_t cluster);

/* Do the sums of demands fit: the cluster's groups less `out` (-1 = none) plus `in`? */
bool town_sums_fit(const struct town *town, int32_t cluster, int32_t out, int32_t in);

/* What is left in the cluster, weighted. */
double town_slack(const struct town *town, int32_t cluster);

/* Pack a set into a cluster: by adding the last group to the rest as it stands (is_grown), else
 * anew. */
bool town_pack(struct town *town, int32_t cluster, const int32_t *groups, int32_t count,
               bool is_grown, enum packer_level level, struct packing *ret);

/* The cluster holds these groups from now on, packed so. Takes the packing's content. Groups that
 * leave it are nowhere. */
void town_settle(struct town *town, int32_t cluster, const int32_t *groups, int32_t count,
                 struct packing *packing);

/* Work out missing again. */
void town_list_missing(struct town *town);

/* Recovered weight of a tier by the groups of the town. */
int64_t town_weight(const struct town *town, int32_t tier);

/* Offer the town as a plan, with later tiers filled in behind it. The last thing to do with it: the
 * solver's packing is another one afterwards. */
bool town_offer(struct town *town);

#endif
