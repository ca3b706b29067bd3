/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * problem_maker: builds a struct problem by hand. Bins in cluster order, groups in problem order
 * (residents, then by tier); an item, cap or flag belongs to what was added last.
 */
#ifndef MUSTER_TESTS_PROBLEM_MAKER_H
#define MUSTER_TESTS_PROBLEM_MAKER_H

#include "model/problem.h"

struct maker;

struct maker *maker_new(int32_t resource_count, int32_t cluster_count);
void maker_free(struct maker *maker);

/* A bin of a cluster; zone: a number within the cluster. Returns its index. */
int32_t maker_bin(struct maker *maker, int32_t cluster, int32_t zone, const int64_t *available);

/* A group, allowed in all clusters until maker_allow; residents have tier -1. Returns its index. */
int32_t maker_group(struct maker *maker, enum group_kind kind, int32_t tier, int64_t weight);
/* Allow the last group only the clusters whose bit is set in mask (clusters 0 to 63). */
void maker_allow(struct maker *maker, uint64_t mask);
void maker_hopeless(struct maker *maker);
void maker_lives_in(struct maker *maker, int32_t cluster);

/* An item of the last group, without caps, eligible everywhere. Returns its index. */
int32_t maker_item(struct maker *maker, int64_t replicas, const int64_t *demand);
/* A daemon of the last group. */
int32_t maker_daemon(struct maker *maker, const int64_t *demand);
void maker_bin_cap(struct maker *maker, int64_t cap);
void maker_zone_cap(struct maker *maker, int64_t cap);
void maker_dead(struct maker *maker);
/* Item i, of a whole group, may have so many replicas more. */
void maker_more(struct maker *maker, int32_t item, int64_t more);
/* The last item may not go to this bin. All bins must have been added. */
void maker_exclude(struct maker *maker, int32_t bin);
void maker_present(struct maker *maker, int32_t bin, int64_t count);
void maker_home(struct maker *maker, int32_t bin, int64_t count);

/* By group, ascending. */
void maker_require(struct maker *maker, int32_t group, int32_t needs, bool same_cluster);

/* The problem; lives as long as the maker. */
const struct problem *maker_problem(struct maker *maker);

#endif
