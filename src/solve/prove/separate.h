/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * separate: finds a cut that a fractional choice of groups breaks: the linear program over fillings
 * of bins (configurations), column by column. Its duals are prices.
 */
#ifndef MUSTER_SOLVE_PROVE_SEPARATE_H
#define MUSTER_SOLVE_PROVE_SEPARATE_H

#include "solve/prove/limit.h"

struct separator;

struct separator *separator_new(struct pricer *pricer, struct limit_pool *pool);

/* The programs of all clusters; to be called before the guarded run ends. */
void separator_free(struct separator *separator);

/* After a failure of GLPK, which freed them. */
void separator_forget(struct separator *separator);

/* How good a cut must be. A rough one cuts off half as far and is found several times sooner. Where
 * its V could not be worked out, V is a guess, and the limit is_rough. */
enum separator_care { SEPARATOR_EXACT, SEPARATOR_ROUGH };

/* A cut of the cluster that the load (replicas of each of its types, fractional) breaks clearly;
 * NULL when none was found within the rounds. */
struct limit *separator_find(struct separator *separator, int32_t cluster, const double *load,
                             int32_t round_max, enum separator_care care);

/* Put the limits of the sums into the pool: prices = what an item takes of a resource. */
void separator_add_sums(struct separator *separator);

#endif
