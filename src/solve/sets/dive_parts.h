/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dive_parts: what the files of dive share.
 */
#ifndef MUSTER_SOLVE_SETS_DIVE_PARTS_H
#define MUSTER_SOLVE_SETS_DIVE_PARTS_H

#include "solve/sets/column_lp.h"
#include "solve/sets/dive.h"
#include "solve/sets/knapsack.h"

/* Bins that are alike for the set. */
struct bin_class {
    int32_t bin;          /* one of them */
    int32_t first, count; /* in struct dive.members */
    int32_t left;         /* not given a filling yet */
    double cost;          /* of a filling in the second phase: large bins last */
};

struct filling_column {
    int32_t bin_class;
    int64_t *taken; /* [type_count] */
};

struct dive {
    const struct set_question *question;
    struct set_plan *plan;
    uint64_t *random;
    bool *ret_short;
    bool has_converged; /* the last column generation, before any cost */
    bool is_thorough;   /* deep, and all depends on this set */
    int32_t tries;
    int32_t fillings;    /* a round brings a class, at most */
    int32_t candidates;  /* columns looked at before a dive gives up */
    int64_t proof_nodes; /* of a search that decides something */
    struct bin_class *classes;
    int32_t class_count;
    int32_t *members; /* bins by class */
    int64_t *left;    /* [type_count] still to place */
    int64_t *wanted;  /* [type_count] of the next filling; at most what is left */
    struct filling_column *columns;
    size_t column_count, column_room;
    struct knapsack knapsack;
    int64_t *value; /* [type_count] of the last pricing, integers */
    int32_t *rows;  /* scratch */
    double *values; /* scratch */
    struct column_lp *lp;
    enum packer_answer answer;
};

/* Sort the bins into classes. */
void dive_make_classes(struct dive *dive);

#endif
