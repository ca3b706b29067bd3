/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack: a packing that grows and shrinks: what is left on each bin, where each replica is, which
 * group is in which cluster. Every change is logged, so that a failed attempt is rolled back.
 *
 * The packing trusts its callers not to overfill a bin (pack_fit); check.h looks again. Where
 * problem.bin_over says that those at home are too many, an item gets no more replicas than have
 * their home on the bin, and all others are new there.
 */
#ifndef MUSTER_SOLVE_PACK_H
#define MUSTER_SOLVE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/problem.h"
#include "solve/greedy/index.h"
#include "solve/improve/ladder.h"

struct place {
    int32_t bin;
    int64_t count;
};

struct place_list {
    struct place *places; /* a bin may appear more than once */
    size_t count, room;
};

struct pack {
    const struct problem *problem;
    const struct index *index;
    int64_t *left;  /* [bin_count * resource_count] */
    int64_t *fresh; /* likewise, replicas that are new where bin_over is positive; NULL: nowhere */
    int64_t *cluster_left;     /* [cluster_count * resource_count], sums of left */
    struct ladder *ladder;     /* bins by what is left */
    bool *is_touched;          /* [bin_count] its left has changed; the placer clears it */
    struct place_list *places; /* [item_count] */
    int64_t *placed;           /* [item_count] replicas */
    int32_t *cluster;          /* [group_count] whole groups and residents: where; -1 = nowhere */
    int64_t **inside;          /* [group_count] GROUP_REPLICAS with daemons: replicas by cluster */
    struct change *changes;    /* the log */
    size_t change_count, change_room;
};

struct pack *pack_new(const struct problem *problem, const struct index *index);
void pack_free(struct pack *pack);

/* Back to the empty packing; forgets the log. */
void pack_clear(struct pack *pack);

/* A mark in the log, and the way back to it. */
size_t pack_mark(const struct pack *pack);
void pack_rollback(struct pack *pack, size_t mark);

/* Forget the log; marks taken before are void. */
void pack_commit(struct pack *pack);

/* Put a whole group (or resident) into a cluster: charges its daemons on every eligible bin there.
 * False, and nothing changed, when a daemon finds no room. Its replicas are placed one by one. */
bool pack_enter(struct pack *pack, int32_t group, int32_t cluster);

/* Replicas of an item that fit on a bin by resources alone, up to most. */
int64_t pack_fit(const struct pack *pack, int32_t item, int32_t bin, int64_t most);

/* Place count replicas of an item on a bin. */
void pack_add(struct pack *pack, int32_t item, int32_t bin, int64_t count);

/* Take one replica of an item, that is there, from a bin (can be rolled back). */
void pack_take(struct pack *pack, int32_t item, int32_t bin);

/* Take all replicas of an item out (can be rolled back). */
void pack_take_all(struct pack *pack, int32_t item);

/* Take all of a group out again (can be rolled back). */
void pack_remove(struct pack *pack, int32_t group);

/* Of a whole group in the packing, keep the replicas that it must have (can be rolled back). */
void pack_trim(struct pack *pack, int32_t group);

/* GROUP_REPLICAS: does entering the cluster cost daemons that are not charged yet? */
bool pack_costs_daemons(const struct pack *pack, int32_t group, int32_t cluster);

/* Do the group's daemons fit on every eligible bin of the cluster now? */
bool pack_daemons_fit(const struct pack *pack, int32_t group, int32_t cluster);

/* Replicas of an item in a cluster. */
int64_t pack_count_in(const struct pack *pack, int32_t item, int32_t cluster);

#endif
