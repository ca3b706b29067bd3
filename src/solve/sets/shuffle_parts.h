/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shuffle_parts: what the files of shuffle share.
 */
#ifndef MUSTER_SOLVE_SETS_SHUFFLE_PARTS_H
#define MUSTER_SOLVE_SETS_SHUFFLE_PARTS_H

#include "solve/sets/pool.h"
#include "solve/sets/shuffle.h"

enum {
    KICK_MAX = 2,
    POOL_GROUPS = 1000, /* with more groups no sets are kept */
    POOL_SETS = 3000
};

struct shuffle {
    struct town *town;
    struct work *work;
    uint64_t random;
    int32_t *groups, *others; /* scratch: what two clusters may hold */
    int32_t kicked[KICK_MAX];
    struct packing packing, other; /* scratch */
    struct sort_key *clusters;     /* scratch */
    bool has_changed;              /* something came in */
    struct pool *pool;             /* sets that packed, and the record */
    size_t pool_sets;
    int64_t *record;       /* [tier + 1] weights of the best town so far */
    struct pool_best kept; /* the record's sets */
    bool has_kept;         /* else the pool was full: the record is the town, no shaking */
    uint64_t *mask;        /* scratch */
};

int32_t shuffle_dice(struct shuffle *shuffle, int32_t sides);

/* The groups of a cluster without `out` and, last, with `in` (-1 = none); returns how many. */
int32_t shuffle_list(const struct town *town, int32_t cluster, int32_t out, int32_t in,
                     int32_t *ret);

/* Pack the first `count` of groups (the last one new) into a cluster and settle them. */
bool shuffle_enter(struct shuffle *shuffle, int32_t cluster, const int32_t *groups, int32_t count,
                   enum packer_level level);

/* A group that is nowhere into the cluster (not `but`) with the least room that takes it. */
bool shuffle_place(struct shuffle *shuffle, int32_t group, int32_t but, enum packer_level level);

/* A few of the missing groups wherever they go now. */
void shuffle_retry(struct shuffle *shuffle, enum packer_level level);

/* One move; has_changed when something came in. */
void shuffle_move(struct shuffle *shuffle);

#endif
