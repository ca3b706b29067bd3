/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mip_model: the inside of a struct mip, shared by the file that builds it and the one that solves.
 */
#ifndef MUSTER_SOLVE_MIP_MODEL_H
#define MUSTER_SOLVE_MIP_MODEL_H

#include "solve/greedy/index.h"
#include "solve/mip/mip.h"

enum mip_column_kind {
    MIP_Y,
    MIP_X,
    MIP_FULL,
    MIP_UP,
    MIP_DAEMON,
    MIP_STAND, /* from here on: see mip_pods.h */
    MIP_FIRST,
    MIP_LEAST,
    MIP_OPEN /* see mip_add_open */
};

/* What a column stands for: Y group, cluster; X item, bin; FULL, UP group; DAEMON group, cluster;
 * STAND number, domain; FIRST affinity, cluster; LEAST spread, cluster; OPEN bin, resource. */
struct mip_column {
    enum mip_column_kind kind;
    int32_t a, b;
};

/* A coefficient of a capacity row that may turn out not to bind. */
struct mip_use {
    int64_t key; /* bin * resource_count + resource */
    int32_t column;
    int64_t amount;
};

struct mip {
    const struct problem *problem;
    const struct index *index;
    struct coverage *coverage;
    const struct mip_question *question;
    int32_t column_max;
    struct lp *lp;
    struct mip_column *columns;
    size_t column_count, column_room;
    struct mip_use *uses;
    size_t use_count, use_room;
    bool *is_included;     /* [group_count] */
    int32_t *y;            /* [pair_count] column or -1 */
    int32_t *full;         /* [group_count] GROUP_REPLICAS: column or -1 */
    int32_t *up;           /* [group_count] GROUP_REPLICAS that others require: column or -1 */
    int32_t *first_x;      /* [item_count + 1] columns of an item are a range */
    int32_t *weight_row;   /* [tier_count] or -1 */
    int32_t *replica_row;  /* [tier_count] or -1 */
    int64_t *unit;         /* [resource_count] all demands are multiples */
    struct mip_pods *pods; /* where there are rules between pods; else NULL */
};

/* Add a row or column with a systematic name (NAME_A or, with b >= 0, NAME_A_B) and return its
 * index. */
int32_t mip_add_row(struct mip *mip, double lower, double upper, const char *name, int32_t a,
                    int32_t b);
int32_t mip_add_column(struct mip *mip, enum mip_column_kind kind, int32_t a, int32_t b,
                       double upper);

/* Take a group, and what it requires, into the model. */
void mip_include(struct mip *mip, int32_t g);

/* Rows of requirements (adds the columns "up"), of capacity, of tiers; the row that forces a group.
 */
void mip_add_twin_rows(struct mip *mip); /* caps that several items share */
void mip_add_requires(struct mip *mip);
void mip_add_capacity(struct mip *mip);
void mip_add_tier_rows(struct mip *mip);
void mip_force(struct mip *mip, int32_t g);

/* Where those at home are too many (problem.bin_over): the row of a bin and resource, whose uses
 * are [first, end), and a column "open" that is 1 when something new is there; and its value in a
 * plan.
 */
void mip_add_open(struct mip *mip, size_t first, size_t end, int32_t row, double scale);
void mip_start_open(const struct mip *mip, double *values);

/* Coefficient of a column in the goal. */
double mip_cost_of(const struct mip *mip, const struct mip_column *column);

#endif
