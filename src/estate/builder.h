/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * builder: what importers call. Collects facts in any order, then builder_seal links names to
 * indices, cross-checks, gives tiers (estate/tier), lints (estate/lint) and makes the estate.
 *
 * Strings are copied. Each fact carries its origin, so that a message about it can name the place.
 * Errors go to the error_list given at builder_new; calls after an error go on, so that all
 * problems of a file are found; builder_seal returns NULL when there were any.
 */
#ifndef MUSTER_ESTATE_BUILDER_H
#define MUSTER_ESTATE_BUILDER_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

struct builder;
struct error_list;

/* Where a fact was read. file must live as long as the builder. */
struct origin {
    const char *file;
    long line, column;
    const char *field; /* JSON path, "row 3"; copied; NULL = none */
};

struct builder *builder_new(struct error_list *errors);
void builder_free(struct builder *builder); /* also after builder_seal; NULL is allowed */

/* A copy of a file name that lives as long as the builder, for origins: a source may find files of
 * its own (a directory). */
const char *builder_file(struct builder *builder, const char *path);

/* The folder of the estate, which the sources of nodes and workloads do not repeat. */
void builder_folder(struct builder *builder, const char *folder);

/* Add an error at an origin. */
void builder_error(struct builder *builder, const struct origin *origin, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Add a finding; names of the cluster, stack, node it is about may be NULL. */
void builder_finding(struct builder *builder, enum severity severity, const char *code,
                     int32_t cluster, int32_t stack, int32_t node, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* Index of a resource by name, added when new; -1 and an error past CAP_RESOURCES. */
int32_t builder_resource(struct builder *builder, const char *name, const struct origin *origin);

const char *builder_resource_name(const struct builder *builder, int32_t resource);

/* ---- settings of muster.yaml */

void builder_name(struct builder *builder, const char *name);
void builder_critical_tier(struct builder *builder, int32_t tier);
void builder_max_age(struct builder *builder, int64_t seconds);
void builder_lend(struct builder *builder, const char *const *environments, int32_t count);
void builder_unreserved(struct builder *builder, enum unreserved policy);
/* With UNRESERVED_AMOUNT: what a replica without reservation counts for. */
void builder_unreserved_amount(struct builder *builder, int32_t resource, int64_t value);
void builder_headroom(struct builder *builder, int32_t resource, struct headroom headroom);
/* A namespace or stack pattern (globs) that belongs to the platform. */
void builder_platform(struct builder *builder, const char *pattern);
void builder_scenario(struct builder *builder, const char *name, const char *const *lose,
                      int32_t lose_count, const struct origin *origin);

/* One rule of `tiers:`; every condition given must hold. The first rule that matches wins. */
struct tier_rule {
    int32_t tier;
    bool has_priority;
    int64_t priority_at_least;
    const char *label_key, *label_value; /* NULL = no condition; value NULL = any value */
    const char *stack;                   /* glob; NULL = no condition */
    const char *name_space;              /* glob; NULL = no condition */
    const char *cluster;                 /* glob; NULL = no condition */
    const char *environment;             /* NULL = no condition */
};
void builder_tier_rule(struct builder *builder, const struct tier_rule *rule);

/* ---- facts. Each returns a handle (index of the builder, not of the estate) or -1 after an error;
 * what is said about handle -1, or with resource -1, is dropped, so that an importer can go on. */

int32_t builder_cluster(struct builder *builder, const char *name, enum orchestrator orchestrator,
                        const struct origin *origin);
int32_t builder_find_cluster(const struct builder *builder, const char *name);
int32_t builder_cluster_count(const struct builder *builder);
const char *builder_cluster_name(const struct builder *builder, int32_t cluster);
enum orchestrator builder_cluster_orchestrator(const struct builder *builder, int32_t cluster);
void builder_cluster_role(struct builder *builder, int32_t cluster, enum cluster_role role);
void builder_cluster_region(struct builder *builder, int32_t cluster, const char *region);
void builder_cluster_environment(struct builder *builder, int32_t cluster, const char *environment);
void builder_cluster_captured(struct builder *builder, int32_t cluster, int64_t captured_s);
void builder_cluster_headroom(struct builder *builder, int32_t cluster, int32_t resource,
                              struct headroom headroom);
/* Swarm and CSV: taken off every node's capacity. */
void builder_cluster_reserved(struct builder *builder, int32_t cluster, int32_t resource,
                              int64_t value);
/* A pod stands on a node that is not in the node list: the snapshot is partial. */
void builder_cluster_partial(struct builder *builder, int32_t cluster);

/* A second node of the same name in a cluster is an error that names both places. */
int32_t builder_node(struct builder *builder, int32_t cluster, const char *name,
                     const struct origin *origin);
/* The file that says it, where that is not the one of its origin. */
void builder_node_source(struct builder *builder, int32_t node, const char *source);
int32_t builder_find_node(const struct builder *builder, int32_t cluster, const char *name);
int32_t builder_node_count(const struct builder *builder);
/* The figures of this node are allocatable already: system_reserved of its cluster does not go off
 * (nodes of Kubernetes clusters are so from the start; nodes of an mke cluster that Kubernetes
 * objects describe are told so). */
void builder_node_net(struct builder *builder, int32_t node);
void builder_node_place(struct builder *builder, int32_t node, const char *os, const char *arch,
                        const char *zone); /* NULL = leave; see estate_arch about arch */
void builder_node_state(struct builder *builder, int32_t node, bool is_schedulable, bool is_ready);
void builder_node_label(struct builder *builder, int32_t node, const char *key, const char *value);
void builder_node_taint(struct builder *builder, int32_t node, struct taint taint);
/* Capacity for Swarm and CSV (system_reserved goes off), allocatable for Kubernetes. */
void builder_node_allocatable(struct builder *builder, int32_t node, int32_t resource,
                              int64_t value);

/* The stack of this identity, added when new. family: who runs it. */
int32_t builder_stack(struct builder *builder, int32_t cluster, const char *name_space,
                      const char *name, enum orchestrator family, const struct origin *origin);
/* The first one said counts; another one later is a finding. */
void builder_stack_environment(struct builder *builder, int32_t stack, const char *environment);

/* A workload of a stack; kind and name together must be new in the stack. */
int32_t builder_workload(struct builder *builder, int32_t stack, const char *kind, const char *name,
                         const struct origin *origin);
/* The file that says it, where that is not the one of its origin. */
void builder_workload_source(struct builder *builder, int32_t workload, const char *source);
/* desired replicas, from 0 to CAP_REPLICAS. */
void builder_workload_replicas(struct builder *builder, int32_t workload, int64_t desired);
void builder_workload_daemon(struct builder *builder, int32_t workload);
/* All running replicas not covered by placements stand on unknown nodes (CSV, Swarm without tasks).
 */
void builder_workload_unknown_nodes(struct builder *builder, int32_t workload);
/* So many run, with or without a placement; the others are pending. */
void builder_workload_running(struct builder *builder, int32_t workload, int64_t running);
/* So many start when its cluster is lost, instead of its replicas; with none now it is
 * pre-deployed. Not of a daemon. */
void builder_workload_failover(struct builder *builder, int32_t workload, int64_t replicas);
void builder_workload_reservation(struct builder *builder, int32_t workload, int32_t resource,
                                  int64_t value);
void builder_workload_limit(struct builder *builder, int32_t workload, int32_t resource,
                            int64_t value);
/* A label that tier rules look at: of its pods, or of the object that makes them. */
void builder_workload_label(struct builder *builder, int32_t workload, const char *key,
                            const char *value);
/* A label of its pods, which the rules of other pods look at; each key once. */
void builder_workload_pod_label(struct builder *builder, int32_t workload, const char *key,
                                const char *value);
void builder_workload_priority(struct builder *builder, int32_t workload, int64_t priority);
void builder_workload_never_preempts(struct builder *builder, int32_t workload);
/* workloads.csv: between stacks.csv and the rules. */
void builder_workload_tier(struct builder *builder, int32_t workload, int32_t tier,
                           const struct origin *origin);
void builder_workload_weight(struct builder *builder, int32_t workload, int64_t weight);
void builder_workload_max_per_node(struct builder *builder, int32_t workload, int64_t cap);
void builder_workload_max_per_zone(struct builder *builder, int32_t workload, int64_t cap);
/* The rule is copied deeply and interned. */
void builder_workload_rule(struct builder *builder, int32_t workload, const struct rule *rule);

/* What its volumes ask of the nodes of its own cluster: selector and terms; copied and interned
 * likewise. One that allows every node counts as none. */
void builder_workload_home_rule(struct builder *builder, int32_t workload, const struct rule *rule);
/* What its pods ask of other pods; copied deeply and interned. One that asks nothing counts as
 * none. */
void builder_workload_pod_rule(struct builder *builder, int32_t workload,
                               const struct pod_rule *rule);

/* A label of a namespace of a cluster; of one key the last one said counts. */
void builder_name_space_label(struct builder *builder, int32_t cluster, const char *name_space,
                              const char *key, const char *value);
/* A bound on the pods of a namespace, see struct quota; cluster_ix of it is a handle. */
void builder_quota(struct builder *builder, const struct quota *quota, const struct origin *origin);
/* Copied deeply; cluster_ix of it is a handle. */
void builder_budget(struct builder *builder, const struct disruption_budget *budget,
                    const struct origin *origin);
/* Copied deeply; workload_ix of it is a handle. */
void builder_volume(struct builder *builder, const struct volume *volume,
                    const struct origin *origin);

/* `replicas` more of the workload run on the node. */
void builder_placement(struct builder *builder, int32_t workload, int32_t node, int64_t replicas,
                       const struct origin *origin);

/* ---- what was said so far, for a source that shares a cluster with others. Each looks through all
 * facts of its kind. */

int32_t builder_node_cluster(const struct builder *builder, int32_t node);
/* What the node offers of a resource; false when nobody said. */
bool builder_node_amount(const struct builder *builder, int32_t node, int32_t resource,
                         int64_t *ret);
int64_t builder_cluster_reserved_amount(const struct builder *builder, int32_t cluster,
                                        int32_t resource); /* system_reserved */
/* Does a workload of this family stand on the node that is no daemon and no platform's? */
bool builder_node_runs(const struct builder *builder, int32_t node, enum orchestrator family);

/* ---- stacks.csv: an overlay over stacks by name (in every cluster and namespace, or in the one
 * named). A row
 * that matches no stack is an error with the nearest name. NULL and has_... false = not given. */
struct failover_replicas {
    const char *workload; /* NULL = each one that is no daemon */
    int64_t replicas;     /* at least 1 */
};
struct stack_overlay {
    const char *stack;
    const char *cluster;
    const char *name_space;
    bool has_tier, has_weight, has_portable, has_keep, has_active_active, has_split, has_platform;
    bool has_min_replicas;
    int32_t tier;
    int64_t weight, min_replicas;
    bool portable, keep, active_active, split, platform;
    bool is_assumed, is_assumed_zero; /* some reservation of it was assumed before */
    const char *environment, *team;
    const char *const *targets, *const *not_targets, *const *requires; /* names */
    int32_t target_count, not_target_count, require_count;
    const struct failover_replicas *failover; /* the last one that names a workload counts */
    int32_t failover_count;
    bool has_targets;
    bool has_requires; /* also with none: a change that takes them back */
};
void builder_overlay(struct builder *builder, const struct stack_overlay *overlay,
                     const struct origin *origin);

/* ---- a stack of an estate that was sealed before (muster show -o json): what overlays, rules and
 * assumptions came to. None of them is applied to it again. */
struct stack_settled {
    int32_t tier;
    const char *tier_rule;
    int64_t weight;
    const char *environment, *team; /* "" = none */
    bool is_platform, is_portable, is_kept, is_active_active, is_split, has_targets;
    bool is_assumed, is_assumed_zero;
    const int32_t *targets, *not_targets; /* clusters, ascending, each once */
    int32_t target_count, not_target_count;
    bool has_min_replicas;
    int64_t min_replicas;
    const struct requirement *requires; /* stack_ix is a handle */
    int32_t require_count;
};
void builder_stack_settled(struct builder *builder, int32_t stack,
                           const struct stack_settled *settled);
int32_t builder_find_stack(const struct builder *builder, int32_t cluster, const char *name_space,
                           const char *name);

/* Cross-check and make the estate; NULL when there were errors (here or before). */
struct estate *builder_seal(struct builder *builder);

#endif
