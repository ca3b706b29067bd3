/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * brute_rules: the rules between pods of one cluster, for brute_force.
 */
#ifndef MUSTER_TESTS_BRUTE_RULES_H
#define MUSTER_TESTS_BRUTE_RULES_H

#include "model/problem.h"

/* on[item * stride + bin]: replicas of each item, daemons included, of which only those in the
 * cluster count. */
bool brute_rules_hold(const struct problem *problem, const int64_t *on, int32_t stride,
                      int32_t cluster);

#endif
