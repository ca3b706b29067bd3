/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * improve_parts: what the files of improve share.
 */
#ifndef MUSTER_SOLVE_IMPROVE_PARTS_H
#define MUSTER_SOLVE_IMPROVE_PARTS_H

#include "solve/improve/shift.h"
#include "solve/solver.h"

struct search {
    struct solver *solver;
    const struct problem *problem;
    struct pack *pack;
    struct greedy *greedy;
    int32_t tier;
    uint64_t random;
    int64_t *weight;  /* [tier + 1] of the packing */
    int64_t *record;  /* [tier + 1] of the best packing seen */
    int32_t *missing; /* groups of tiers 0 .. tier that could be recovered and are not */
    int32_t missing_count;
    bool *is_tied;       /* [group_count] has to do with a requirement: stays where it is */
    bool *may_move;      /* [group_count] neither tied nor a resident that stays */
    struct shift *shift; /* NULL with rules between pods */
    int32_t *inmates;    /* scratch: groups of one cluster */
    int32_t *touched;    /* groups that the present move took out or put in */
    bool *was_there;     /* by position in touched */
    int32_t touched_count;
    struct answer *found;
    bool has_found;
    int32_t idle; /* moves since the last record */
};

/* A number from 0 to sides - 1. */
int32_t improve_dice(struct search *search, int32_t sides);

/* Work out weight and missing from the packing. */
void improve_list_missing(struct search *search);

/* Of a group, scarce resources first. */
double improve_size(const struct search *search, int32_t group);

/* Does the packing recover more than the record? Make it the record. */
bool improve_beats_record(const struct search *search);
void improve_keep_record(struct search *search);

/* Back to the best plan known. */
void improve_reload(struct search *search);

/* Gather what is left for what is missing: the tier anew behind earlier ones that were tidied, then
 * by turns tidy all and squeeze in what is missing, as long as that helps. */
void improve_gather(struct search *search, int64_t bound);

#endif
