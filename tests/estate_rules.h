/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * estate_rules: lines of estate_maker about pods and namespaces, with words split by blanks:
 *
 *   pods CLUSTER NAME WORKLOAD [label=K:V]... [near=KEY:K:V]... [apart=KEY:K:V]...
 *        [spread=KEY:SKEW:K:V[:MIN_DOMAINS]]... [port=N[:PROTOCOL[:IP]]]... [home=K:V]
 *        [limit=RESOURCE:N]
 *   quota CLUSTER NAME RESOURCE HARD [limit]
 *
 * near and apart are required (anti-)affinity to pods with the label K=V of the own namespace, ""
 * for all; KEY is the topology key. home: label of the nodes that its volumes are on.
 */
#ifndef MUSTER_TESTS_ESTATE_RULES_H
#define MUSTER_TESTS_ESTATE_RULES_H

#include "estate/builder.h"

enum { WORD_MAX = 24, WORD_SIZE = 64 };

void estate_make_pods(struct builder *builder, int32_t workload, char words[][WORD_SIZE],
                      int count);
void estate_make_quota(struct builder *builder, char words[][WORD_SIZE], int count);

#endif
