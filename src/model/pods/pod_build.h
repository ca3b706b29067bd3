/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pod_build: rules between pods, home rules and quotas while a problem is built (private to
 * model/). Everything here is shared where it is equal: domains of a topology key, terms, the item
 * sets that they select. A term that looks at labels of namespaces is taken once for each cluster.
 */
#ifndef MUSTER_MODEL_POD_BUILD_H
#define MUSTER_MODEL_POD_BUILD_H

#include <stddef.h>

#include "base/buf.h"
#include "model/build.h"
#include "model/pods/pod_index.h"

struct intern;

/* The domains of a topology key over all bins. Nodes without the label are in none. */
struct pod_topology {
    const int32_t *bin_domain;
    const int32_t *first_domain; /* [cluster_count + 1] */
    bool is_per_bin;             /* each bin is a domain of its own */
    const int32_t **of_cluster;  /* [cluster_count] bin_domain, -1 in all other clusters */
};

/* A term, each kept once. Scopes: one for all clusters, or one for each. */
struct pod_use {
    const struct pod_term *term;
    struct pod_topology *topology;
    int32_t scope_count;
    struct workload_list *found; /* [scope_count] */
    struct item_set *sets;       /* [scope_count] */
    bool *present; /* [domains] a resident that it selects is there; NULL = not asked */
    bool *held;    /* [domains] a resident with this anti-affinity is there; NULL: none */
};

struct pinned {
    int32_t bin;
    int64_t count;
};

struct pod_build {
    struct build *build;
    const struct estate *estate;
    struct problem *problem;
    struct item *items; /* of the problem, while they may be written */
    struct arena *arena;
    struct pod_index *index; /* NULL when no pod of the estate has rules */

    int32_t *first_item, *item_list; /* items of a workload: [workload_count + 1] */
    int32_t *first_pinned;           /* residents that stay put: [workload_count + 1] */
    struct pinned *pinned;
    unsigned char **own_rows; /* [item_count] eligible bins, NULL = its class's */
    unsigned char **may_come; /* [item_count] bins where newcomers may bring the daemon, or NULL */

    struct buf key;
    struct intern *topology_keys, *use_keys, *spread_keys;
    struct pod_topology **topologies;
    size_t topology_count, topology_room;
    struct pod_use **uses;
    size_t use_count, use_room;

    struct exclusion *exclusions;
    size_t exclusion_count, exclusion_room;
    struct affinity *affinities;
    size_t affinity_count, affinity_room;
    struct spread *spreads;
    size_t spread_count, spread_room;
    struct spread *shared_spreads; /* by spread_keys: all but item and is_self */
    size_t shared_count, shared_room;
    struct quota_row *quotas;
    size_t quota_count, quota_room;
};

/* The rule between pods of an item's workload; NULL = none. */
const struct pod_rule *pod_build_rule(const struct pod_build *pods, int32_t workload_ix);

/* The item may not go to the bin. */
void pod_build_forbid(struct pod_build *pods, int32_t item_ix, int32_t bin);

/* The same but that newcomers may bring it there (a daemon). */
void pod_build_may_come(struct pod_build *pods, int32_t item_ix, int32_t bin);

/* The domains of a key, the use of a term: made when new. */
struct pod_topology *pod_build_topology(struct pod_build *pods, const char *key);
struct pod_use *pod_build_use(struct pod_build *pods, const struct pod_term *term);

/* Which scope of a use speaks of a cluster of the problem, and where it counts. */
int32_t pod_build_scope(const struct pod_use *use, int32_t cluster);
const int32_t *pod_build_domains(struct pod_build *pods, const struct pod_use *use, int32_t scope);

/* The items of these workloads, ascending. */
struct item_set pod_build_items(const struct pod_build *pods, struct workload_list found);

/* Mark the domains where residents stand that the use selects. */
const bool *pod_build_present(struct pod_build *pods, struct pod_use *use);

/* What residents and volumes forbid; in pod_forbid.c. */
void pod_build_forbid_all(struct pod_build *pods);

/* problem.exclusions of host ports and what residents' ports forbid; in pod_ports.c. */
void pod_build_ports(struct pod_build *pods);

/* problem.exclusions of anti-affinity, affinities, spreads; in pod_rows.c. */
void pod_build_rows(struct pod_build *pods);

/* problem.quotas, and pods that a quota refuses; in pod_quota.c. */
void pod_build_quotas(struct pod_build *pods);

#endif
