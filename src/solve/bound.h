/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bound: how much weight of a tier can be recovered at most, from sums alone: the linear program
 * over y_gc with one capacity row for each cluster and resource, turned into integer multipliers
 * (model/certificate.h) and evaluated exactly. The linear program only proposes; whatever
 * multipliers come out of it give a valid bound.
 */
#ifndef MUSTER_SOLVE_BOUND_H
#define MUSTER_SOLVE_BOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"
#include "solve/coverage.h"
#include "solve/solve.h"
#include "solve/work.h"

struct arena;

struct bound_question {
    int32_t tier;
    const int64_t *recovered; /* [tier] what earlier tiers recover at least */
    int32_t forced;           /* this group is recovered; -1 = none */
};

struct bound {
    int64_t value;    /* the tier's weight is at most this; negative: there is no such plan */
    int64_t scale;    /* multiplier of the tier itself */
    int64_t *earlier; /* [tier] */
    struct cluster_multiplier *capacity; /* those that are not 0 */
    int32_t capacity_count;
};

/* Find multipliers and evaluate them, within the work stage. False when nothing came of it (too
 * large for the stage, GLPK failed); then no bound is known. */
bool bound_find(const struct problem *problem, const struct index *index, struct coverage *coverage,
                const struct bound_question *question, struct work *work, struct arena *arena,
                struct bound *ret);

/* The right side of model/certificate.h for given multipliers, divided by the scale and rounded
 * down. Negative: no plan recovers that much in the earlier tiers (with `forced` recovered). False
 * when the numbers leave 128 bits. */
bool bound_evaluate(const struct problem *problem, const struct index *index,
                    struct coverage *coverage, const struct bound_question *question,
                    const struct bound *multipliers, int64_t *ret);

#endif
