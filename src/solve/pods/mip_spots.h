/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mip_spots: which columns of a struct mip count in which domain; the inside of mip_pods.
 */
#ifndef MUSTER_SOLVE_PODS_MIP_SPOTS_H
#define MUSTER_SOLVE_PODS_MIP_SPOTS_H

#include "solve/mip/mip_model.h"

/* A column, and how many replicas in the domain a value of 1 means. */
struct spot {
    int32_t domain, cluster, column;
    double count;
};

struct spots {
    struct spot *spots; /* by domain, then column, a pair once */
    size_t count, room;
    double most; /* replicas that the items have at most, all domains together */
};

static inline struct item_set spots_only(const int32_t *item)
{
    return (struct item_set){item, 1};
}

/* The columns of items by domain (bin_domain NULL: by cluster; -1 counts as a domain). */
void spots_gather(const struct mip *mip, struct item_set set, const int32_t *bin_domain,
                  struct spots *ret);
void spots_release(struct spots *spots);

/* The range of a domain: first index; *ret_end one past the last. */
size_t spots_find(const struct spots *spots, int32_t domain, size_t *ret_end);

/* Replicas that a range can hold at most. */
double spots_most(const struct mip *mip, const struct spots *spots, size_t first, size_t end);

/* Replicas in a range, by the values of the columns. */
double spots_value(const struct spots *spots, size_t first, size_t end, const double *values);

/* Coefficients of one row, gathered so that each column is put once. */
struct row_terms {
    struct spot *terms; /* column and count */
    size_t count, room;
};

void row_add(struct row_terms *terms, int32_t column, double value);
void row_add_range(struct row_terms *terms, const struct spots *spots, size_t first, size_t end,
                   double factor);

/* Add the row "terms <= upper" and empty the terms. */
void row_flush(struct mip *mip, struct row_terms *terms, double upper, const char *name, int32_t a);

/* In which domains an item stands: for each one a column that is at least 1 there. */
struct stand {
    int32_t item;
    const int32_t *bin_domain;
    int32_t *domains, *columns; /* ascending; where one column of the item says it, that one */
    size_t count;
    int32_t next; /* of the same item, or -1 */
};

struct mip_pods {
    struct stand *stands;
    size_t stand_count, stand_room;
    int32_t *last_stand; /* [item_count] or -1 */
    struct row_terms row;
    bool keeps_room; /* daemons count also where they may come */
};

/* Made when it is asked for first; valid until the next call. */
const struct stand *stand_find(struct mip *mip, int32_t item, const int32_t *bin_domain);

/* Rows of one spread, whose index is number. */
void mip_add_spread(struct mip *mip, const struct spread *rule, int32_t number);

#endif
