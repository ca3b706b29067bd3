/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pod_index: which workloads' pods a term of a rule between pods selects. Pods of Kubernetes only:
 * those of Swarm and CSV have no labels, and no term speaks of them. Finds them by the labels that
 * the selector asks for, so that many workloads with a rule of their own cost little.
 */
#ifndef MUSTER_MODEL_POD_INDEX_H
#define MUSTER_MODEL_POD_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

struct arena;
struct pod_index;

struct workload_list {
    const int32_t *workloads; /* ascending */
    int32_t count;
};

/* The estate must live as long; the arena holds all lists. */
struct pod_index *pod_index_new(const struct estate *estate, struct arena *arena);
void pod_index_free(struct pod_index *index); /* NULL is allowed */

/* Does the term select pods of the workload in the cluster (of the estate)? Their namespace there
 * is the one of the same name; one of which nothing is known has no labels. */
bool pod_term_selects(const struct estate *estate, const struct pod_term *term, int32_t cluster_ix,
                      int32_t workload_ix);

/* Every workload of which that holds, in whatever cluster it is now. */
struct workload_list pod_index_match(struct pod_index *index, const struct pod_term *term,
                                     int32_t cluster_ix);

/* May the answer differ between clusters: does the term look at labels of namespaces? */
bool pod_term_is_by_cluster(const struct pod_term *term);

/* Which surviving residents must stay where they are in a repack: those with rules between pods,
 * and those that such a rule of a resident of their cluster selects. is_tied: [workload_count]. */
void pod_index_tied(const struct estate *estate, const bool *cluster_lost, bool *is_tied);

#endif
