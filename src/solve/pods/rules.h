/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules: the rules between pods of model/problem.h while a packing grows. Nothing is kept up to
 * date: what matters for an item is counted from the packing when its placing begins.
 *
 * A replica is allowed where all rules hold right after it, for its item and for those placed
 * before. So a packing that only grows keeps the rules; daemons, which come with their group, and
 * what is taken out may break them: then rules_hold says so.
 */
#ifndef MUSTER_SOLVE_PODS_RULES_H
#define MUSTER_SOLVE_PODS_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "solve/pack.h"

struct rules;

/* NULL when the problem has no such rules. All functions below but rules_free want one. */
struct rules *rules_new(const struct pack *pack);
void rules_free(struct rules *rules); /* NULL is allowed */

/* Does any rule touch the item? */
bool rules_touch(const struct rules *rules, int32_t item);

/* May replicas of the item make room for further ones elsewhere (spread), so that they should be
 * placed one by one? */
bool rules_one_by_one(const struct rules *rules, int32_t item);

/* Begin to place up to want replicas of an item in a cluster; one item at a time. */
void rules_open(struct rules *rules, int32_t item, int32_t cluster, int64_t want);

/* How many more of them may go on a bin of the cluster now, up to most. */
int64_t rules_room(struct rules *rules, int32_t bin, int64_t most);

/* How full the bin's domain is, as spreads count; the emptiest first. */
int64_t rules_level(const struct rules *rules, int32_t bin);

/* Count replicas were put on a bin (pack_add). */
void rules_add(struct rules *rules, int32_t bin, int64_t count);
void rules_close(struct rules *rules);

/* Do all rules that touch the items of a group hold in the packing? */
bool rules_hold(struct rules *rules, int32_t group);

/* Does an affinity or a spread of another group look at this group's pods? */
bool rules_is_leant_on(const struct rules *rules, int32_t group);

/* Items of a group whose affinity asks for others of the same group come after these: 0, 1, ... */
int32_t rules_depth(const struct rules *rules, int32_t item);

/* The affinity of an item, or NULL. */
const struct affinity *rules_affinity_of(const struct rules *rules, int32_t item);

/* Is an affinity met in a cluster only when a pod of its set comes there first? */
bool rules_lacks_match(struct rules *rules, const struct affinity *affinity, int32_t cluster);

/* Ticks spent since the last call (work.h). */
int64_t rules_take_ticks(struct rules *rules);

#endif
