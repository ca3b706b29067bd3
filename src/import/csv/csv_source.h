/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_source: nodes.csv, workloads.csv, placements.csv and stacks.csv (contract.md section 4).
 *
 * Columns may stand in any order; an empty cell is "not given". How cells are written:
 *
 *     cpu, memory, ...            Kubernetes quantities; of nodes rounded down, else up
 *     labels, node_selector       k=v;k=v
 *     taints                      k=v:Effect or k:Effect; NoSchedule, PreferNoSchedule, NoExecute
 *     tolerations                 k=v:Effect, k=v (any effect), k:Effect, k (any value), *:Effect,
 *                                 * (every taint)
 *     targets, requires, ...      a;b (spaces around a name do not count)
 *     schedulable, portable, ...  true, false, yes, no, 1, 0 in any case
 *     kind                        DaemonSet or global (any case): one replica on every eligible
 *                                 node; anything else is only shown; not given: "workload"
 *
 * A workload without placements runs on nodes that are not known; so do the replicas that its
 * placements do not cover. Rows of an mke cluster are Kubernetes' when they name a namespace or a
 * kind of Kubernetes, else Swarm's.
 */
#ifndef MUSTER_IMPORT_CSV_SOURCE_H
#define MUSTER_IMPORT_CSV_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct builder;
struct error;
struct error_list;

enum csv_kind { CSV_NODES, CSV_WORKLOADS, CSV_PLACEMENTS, CSV_STACKS, CSV_KIND_COUNT };

/* The kind of file that a header line (without its line end) begins; CSV_KIND_COUNT when no column
 * says it. */
enum csv_kind csv_kind_of(const char *header);

const char *csv_kind_name(enum csv_kind kind); /* "nodes", ... */

/* What the files of one import share: which workloads the rows have named so far. */
struct csv_session;
struct csv_session *csv_session_new(struct builder *builder, struct error_list *errors);
void csv_session_free(struct csv_session *session); /* NULL is allowed */

/* Read one file of a kind; path must live as long as the builder. cluster: the one that all of its
 * rows must name, or -1. Placements are read after the workloads that they name. False with the
 * reasons in errors when anything is wrong. */
bool csv_import(struct csv_session *session, enum csv_kind kind, const char *path, int32_t cluster);

#endif
