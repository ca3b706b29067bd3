/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer: a plan as plain data, and what it is worth. Kept apart from the packing that found it.
 */
#ifndef MUSTER_SOLVE_ANSWER_H
#define MUSTER_SOLVE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/problem.h"

struct arena;
struct index;
struct pack;

struct answer {
    struct share *assigns; /* by item, then bin, a pair once */
    size_t count, room;
    int32_t *cluster;     /* [group_count] whole groups and residents; -1 = nowhere */
    bool *is_recovered;   /* [group_count] */
    int64_t *weight;      /* [tier_count] recovered */
    int64_t *replicas;    /* [tier_count] placed replicas of groups where they count */
    bool holds_residents; /* every resident is placed in full */
};

struct answer *answer_new(const struct problem *problem);
void answer_free(struct answer *answer); /* NULL is allowed */

/* Empty plan; call answer_count after filling in assigns and cluster. */
void answer_clear(const struct problem *problem, struct answer *answer);

/* Work out what assigns and cluster are worth: is_recovered, weight, replicas, holds_residents.
 * Sorts and merges assigns. */
void answer_count(const struct problem *problem, const struct index *index, struct answer *answer);

void answer_copy(const struct problem *problem, const struct answer *from, struct answer *to);

/* From and to a packing. */
void answer_from_pack(const struct pack *pack, struct answer *answer);
void answer_to_pack(const struct answer *answer, struct pack *pack);

/* Is a better than b in tiers 0 .. tier_count - 1: residents first, then by tier weight and
 * replicas? */
bool answer_is_better(const struct answer *a, const struct answer *b, int32_t tier_count);

#endif
