/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * question: can these replicas be packed into these bins? One cluster and a set of groups as plain
 * numbers. Replicas of items with equal demand and eligibility and no caps are of one type; an item
 * with a cap is a type of its own. The answer is a list of places that the packers of this folder
 * fill in: best_fit (type by type), fill (bin by bin), dive (all bins at once, by a linear
 * program).
 */
#ifndef MUSTER_SOLVE_SETS_QUESTION_H
#define MUSTER_SOLVE_SETS_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct work;

enum packer_answer { PACKER_UNKNOWN, PACKER_PACKED, PACKER_REFUTED };

struct set_type {
    int32_t key;                   /* of struct packer */
    int64_t need;                  /* replicas to place, > 0 */
    const int64_t *demand;         /* [resource_count] */
    const unsigned char *eligible; /* [bin_count] 0 or 1 */
    int64_t bin_cap;               /* replicas on one bin, with those present; INT64_MAX = any */
    const int64_t *present;        /* [bin_count], NULL = none */
    const int64_t *zone_left;      /* [zone_count] replicas that zones take; NULL = any */
    int64_t *zone_now;             /* the same, less what an attempt has placed */
    double size;                   /* of a replica, weighted */
};

struct set_question {
    int32_t resource_count, bin_count, type_count, zone_count;
    const int64_t *free;     /* [bin_count * resource_count] */
    const int32_t *bin_zone; /* [bin_count], less zone_base */
    int32_t zone_base;
    struct set_type *types;
    const double *weight; /* [resource_count] one unit of a resource, comparable between them */
    bool has_zone_caps;
    bool is_only;     /* of the problem's only cluster */
    double mean_size; /* of a replica, as a part of a mean bin */
    struct work *work;
};

struct set_place {
    int32_t type, bin;
    int64_t count;
};

struct set_plan {
    struct set_place *places;
    size_t count, room;
};

/* Replicas of a type that caps and eligibility let onto a bin, zones aside. */
static inline int64_t set_cap(const struct set_question *q, int32_t type, int32_t bin)
{
    const struct set_type *t = &q->types[type];
    int64_t present;

    if (!t->eligible[bin])
        return 0;
    if (t->bin_cap == INT64_MAX)
        return t->need;
    present = t->present ? t->present[bin] : 0;
    return t->bin_cap > present ? t->bin_cap - present : 0;
}

/* Begin an attempt: zone_now = zone_left. */
void set_begin(const struct set_question *question);

/* Put up to want replicas of a type on a bin, by what is left there, caps and zones; returns how
 * many. left: of the bin. */
int64_t set_put(const struct set_question *question, int32_t type, int32_t bin, int64_t want,
                int64_t *left, struct set_plan *plan);

/* Replicas of a demand that fit into what is left, up to most. */
static inline int64_t set_fit(const int64_t *left, const int64_t *demand, int32_t resource_count,
                              int64_t most)
{
    for (int32_t r = 0; r < resource_count; r++) {
        if (left[r] < demand[r])
            return 0;
        if (most > 1 && demand[r] > 0 && left[r] / demand[r] < most)
            most = left[r] / demand[r];
    }
    return most;
}

/* Does the plan answer the question? Exact: every type in full, nothing overfilled, all caps. */
bool set_plan_holds(const struct set_question *question, const struct set_plan *plan);

/* Sum of demands against the sum of what is free. */
bool set_sums_fit(const struct set_question *question);

#endif
