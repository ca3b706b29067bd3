/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swarm: what Docker says of a swarm, to calls of the estate's builder.
 *
 * Accepted as JSON (a list, single objects, JSON lines; a directory of .json files): `docker node
 * inspect`, `docker service inspect`, `docker inspect` of tasks, the same objects from the Engine
 * API, `docker info --format json` (one node), `docker service ps`, `docker node ps` and `docker
 * stack ps --format json` (tasks), and `docker node ls` and `docker service ls --format json`
 * beside the inspected objects that they lack the figures of. What `--pretty` writes is refused.
 */
#ifndef MUSTER_IMPORT_SWARM_SWARM_H
#define MUSTER_IMPORT_SWARM_SWARM_H

#include <stdbool.h>
#include <stdint.h>

struct builder;
struct error_list;
struct import_settings;

/* Read all Swarm sources of one cluster (a builder handle), in the order of muster.yaml, and report
 * nodes, stacks, workloads, placements and findings to builder. All of them at once, because tasks
 * name their services and nodes by ID. An object that appears twice counts once: the last one read.
 * In an mke cluster, nodes that the builder has already under their hostname are merged with these.
 * paths must live as long as builder.
 *
 * False when a file cannot be read or says something that is wrong or not understood; the reasons
 * are added to errors. */
bool swarm_import(struct builder *builder, int32_t cluster, const struct import_settings *settings,
                  const char *const *paths, int32_t count, struct error_list *errors);

/* Refuse a text that is no JSON: what `docker ... --pretty` or a table writes, with the command to
 * run instead. head is how it begins. */
void swarm_refuse_text(const char *path, const char *head, struct error_list *errors);

#endif
