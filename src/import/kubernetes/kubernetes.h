/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kubernetes: what `kubectl get ... -o json|yaml` writes, to calls of the estate's builder.
 *
 * Accepted shapes: a List, PodList, NodeList, ... (also with items that name no kind of their own),
 * bare objects, JSON lines, multi-document YAML, an `items` that is null; a directory of such files
 * (recursively, by name; .json, .yaml and .yml only), as support bundles lay them out.
 */
#ifndef MUSTER_IMPORT_KUBERNETES_H
#define MUSTER_IMPORT_KUBERNETES_H

#include <stdbool.h>
#include <stdint.h>

struct builder;
struct error_list;
struct import_settings;

/* Read all Kubernetes sources of one cluster (a builder handle), in the order of muster.yaml, and
 * report nodes, stacks, workloads, placements and findings to builder. All of them at once, because
 * a pod, its ReplicaSet and its Deployment are one workload wherever they were read. An object that
 * appears twice (same kind, namespace and name) counts once: the last one read. paths must live as
 * long as builder: findings and errors of it name them.
 *
 * False when a file cannot be read or says something that is wrong or not understood; the reasons
 * are added to errors, up to the cap of error_list for each file. */
bool kubernetes_import(struct builder *builder, int32_t cluster,
                       const struct import_settings *settings, const char *const *paths,
                       int32_t count, struct error_list *errors);

#endif
