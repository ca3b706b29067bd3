/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * estate_maker: small estates for tests from a few words. One fact a line, words split by blanks;
 * NAME=VALUE and bare words after the fixed ones are optional:
 *
 *   cluster NAME [kind=kubernetes|swarm|mke|csv] [region=R] [headroom=N]
 *   node CLUSTER NAME CPU [memory=N] [pods=N] [gpu=N] [zone=Z] [os=O] [arch=A]
 *        [cordoned] [notready] [label=K:V]... [taint=K:V:NoSchedule|PreferNoSchedule|NoExecute]...
 *   stack CLUSTER NAME TIER [weight=N] [requires=A[@same]] [targets=C] [not=C] [portable]
 *        [aa] [split]
 *   platform PATTERN
 *   work CLUSTER NAME WORKLOAD REPLICAS CPU [memory=N] [gpu=N] [node=CAP] [zone=CAP] [daemon]
 *        [unknown] [os=O] [arch=A] [select=K:V]... [in=K:V] [notin=K:V] [exists=K]
 *        [tolerate=K:V] [kind=DaemonSet] [family=kubernetes|swarm|csv]
 *   place CLUSTER NAME WORKLOAD NODE REPLICAS
 *   pods, quota: see estate_rules.h
 *
 * cpu is in millicores. A stack line gives what stacks.csv gives; the stack itself comes with its
 * work.
 */
#ifndef MUSTER_TESTS_ESTATE_MAKER_H
#define MUSTER_TESTS_ESTATE_MAKER_H

#include <stdint.h>

#include "estate/estate.h"

/* A sealed estate; a word that it does not know, or an error of the builder, ends the test. Free
 * with estate_free. */
struct estate *estate_make(const char *text);

/* Index of a stack "CLUSTER/NAME", of a workload of it, of a node "CLUSTER/NAME"; must exist. */
int32_t made_stack(const struct estate *estate, const char *name);
int32_t made_workload(const struct estate *estate, const char *stack, const char *name);
int32_t made_node(const struct estate *estate, const char *name);

#endif
