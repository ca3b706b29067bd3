/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pod_request: what a pod reserves and what it may use at most, from its containers.
 *
 * Three steps, so that each can be had alone: read a pod (or the template of a controller), give it
 * the defaults that the API server and LimitRanges give, add it up. All exact; rounding comes last.
 * Rules: k8s.io/component-helpers/resource (PodRequests, PodLimits) and the v1 defaults of the API.
 */
#ifndef MUSTER_IMPORT_POD_REQUEST_H
#define MUSTER_IMPORT_POD_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/quantity.h"

struct arena;
struct reading;
struct value;

struct resource_amount {
    const char *name;
    struct quantity quantity;
};

/* A map of resource names to amounts, in input order. */
struct resource_list {
    struct resource_amount *items;
    int32_t count, room;
    bool is_given; /* the map is there, maybe empty */
};

const struct quantity *resource_list_find(const struct resource_list *list, const char *name);

/* Set one entry, whether it is there or not. */
void resource_list_set(struct arena *arena, struct resource_list *list, const char *name,
                       const struct quantity *quantity);

/* Entries of other are added to list; or list takes the larger of both; or list takes what it has
 * not. */
void resource_list_add(struct arena *arena, struct resource_list *list,
                       const struct resource_list *other);
void resource_list_max(struct arena *arena, struct resource_list *list,
                       const struct resource_list *other);
void resource_list_fill(struct arena *arena, struct resource_list *list,
                        const struct resource_list *other);

/* A map of quantities (NULL or null: not given; an entry that is null is left out). False with an
 * error added for each entry that is no quantity or is negative. */
bool resource_list_read(const struct reading *reading, const struct value *value,
                        struct resource_list *ret);

struct pod_container {
    const char *name;
    bool is_init;
    bool is_restartable; /* an init container that stays: a sidecar */
    struct resource_list requests, limits;
    /* Of its status, where the cluster resizes pods in place. */
    struct resource_list allocated, actual_requests, actual_limits;
};

struct pod_resources {
    struct pod_container *containers; /* those of the pod, then its init containers in order */
    int32_t count;
    struct resource_list requests, limits; /* of the pod as a whole */
    struct resource_list overhead;
    bool is_resize_infeasible;
};

/* Read the spec of a pod or of a template, and the status of a pod (NULL for a template). False
 * with errors added. */
bool pod_resources_read(const struct reading *reading, const struct value *spec,
                        const struct value *status, struct pod_resources *ret);

/* What the API server writes into a pod: quantities round up to milli, a request that is not given
 * takes the limit, and for the pod as a whole the sum of its containers, else the limit. */
void pod_resources_default(struct arena *arena, struct pod_resources *resources);

/* What one entry of a LimitRange refuses. */
struct limit_check {
    bool is_pod; /* the sum of a pod; else each of its containers */
    struct resource_list max, min, ratio;
};

/* A LimitRange: defaults of its `Container` entries, and what they and the `Pod` entries refuse. */
struct limit_range {
    struct resource_list limits;   /* default */
    struct resource_list requests; /* defaultRequest */
    struct limit_check *checks;
    int32_t check_count;
};

/* Read the object; what it leaves out follows from max and min, as the API server has it. */
bool limit_range_read(const struct reading *reading, const struct value *object,
                      struct limit_range *ret);

/* What admission adds to the containers; after pod_resources_default. */
void pod_resources_limit_range(struct arena *arena, struct pod_resources *resources,
                               const struct limit_range *range);

/* Why admission refuses the pod, after its defaults: "container web: cpu limit 4, max 2"; NULL when
 * it does not. The text is in arena. */
const char *pod_resources_refusal(struct arena *arena, const struct pod_resources *resources,
                                  const struct limit_range *range);

struct pod_request_options {
    bool exclude_overhead;
    bool use_status; /* of a running pod that is being resized: the largest of all states */
    bool skip_pod_level;
    const struct resource_list *non_missing; /* stands in for missing container requests; or NULL */
};

/* The sums, with exactly the names that Kubernetes has in them. */
void pod_requests(struct arena *arena, const struct pod_resources *resources,
                  const struct pod_request_options *options, struct resource_list *ret);
void pod_limits(struct arena *arena, const struct pod_resources *resources,
                const struct pod_request_options *options, struct resource_list *ret);

/* Does a container that runs on (no plain init container) say nothing of this resource, and the pod
 * as a whole neither? */
bool pod_request_lacks(const struct pod_resources *resources, const char *name);

/* May spec.resources (of the pod as a whole) set this resource: cpu, memory, hugepages-*? */
bool pod_level_supports(const char *name);

/* Does the list hold such a resource? */
bool pod_level_is_set(const struct resource_list *list);

#endif
