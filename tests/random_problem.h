/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_problem: small random problems for brute force. The same seed, the same problem.
 */
#ifndef MUSTER_TESTS_RANDOM_PROBLEM_H
#define MUSTER_TESTS_RANDOM_PROBLEM_H

#include <stdbool.h>
#include <stdint.h>

#include "problem_maker.h"
#include "rules_maker.h"

/* With every rule of model/problem.h but those between pods. is_small: few groups. */
struct maker *random_problem(uint64_t seed, bool is_small);

/* Rules between pods, for the problem that random_problem made last. */
void random_rules(struct rules_maker *rules);

/* How many problems a test is to try: MUSTER_RANDOM_COUNT in the environment, else the usual. */
uint64_t random_count(uint64_t usual);

/* Hand the problems of the seeds to see, one after the other, with rules between pods or without.
 */
void random_each(uint64_t first, uint64_t count, bool has_rules,
                 void (*see)(const struct problem *, uint64_t seed, void *context), void *context);

#endif
