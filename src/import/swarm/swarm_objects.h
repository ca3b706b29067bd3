/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swarm_objects: nodes, services and tasks of one swarm, as they were read. Private to the
 * swarm_*.c files and their tests, and to compose_source, whose services are those of a swarm to
 * come. All of it lives in an arena, gone at the end of swarm_import.
 */
#ifndef MUSTER_IMPORT_SWARM_SWARM_OBJECTS_H
#define MUSTER_IMPORT_SWARM_SWARM_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/intern.h"
#include "estate/builder.h"
#include "import/reading.h"
#include "import/swarm/swarm_constraint.h"
#include "import/swarm/swarm_generic.h"

struct import_settings;
struct value;

/* A growing heap array. */
#define SWARM_VEC(type) \
    struct { \
        type *items; \
        size_t count, room; \
    }
#define SWARM_ADD(vec, value) VEC_PUSH((vec).items, (vec).count, (vec).room, (value))

/* Resources of a node, reservations or limits of a task. 0 = not said, as Docker has it. */
struct swarm_amounts {
    int64_t nano_cpus, memory_bytes;
    struct swarm_generics generics;
};

struct swarm_plugin {
    const char *type, *name;
};

struct swarm_node {
    const char *id, *name, *hostname, *address;
    const char *role;         /* worker, manager; "" = not said */
    const char *availability; /* active, pause, drain */
    const char *state;        /* ready, down, unknown, disconnected */
    bool has_platform;
    const char *os, *arch; /* as the engine says it */
    struct swarm_amounts resources;
    bool has_resources;
    const struct label *labels, *engine_labels;
    int32_t label_count, engine_label_count;
    const struct swarm_plugin *plugins;
    int32_t plugin_count;
    const char *title; /* its name in the estate */
    int32_t handle;    /* of the builder */
    bool is_merged;    /* Kubernetes describes it as well */
    bool is_closed;    /* a manager or registry node of mke, which takes no workloads */
    struct origin origin;
};

struct swarm_port {
    const char *protocol;
    int64_t number;
};

/* What a task is made from. */
struct swarm_spec {
    struct swarm_amounts reservations, limits;
    struct swarm_placement placement;
    const struct label *labels; /* of its containers */
    int32_t label_count;
    const struct swarm_port *host_ports; /* published on the node itself */
    int32_t host_port_count;
    bool is_plugin, is_attachment; /* no container: a plugin, a network of a plain container */
    bool has_cluster_volume;
};

enum swarm_mode { MODE_REPLICATED, MODE_GLOBAL, MODE_REPLICATED_JOB, MODE_GLOBAL_JOB };

struct swarm_service {
    const char *id, *name;
    const struct label *labels;
    int32_t label_count;
    enum swarm_mode mode;
    int64_t replicas;    /* replicated */
    int64_t concurrent;  /* replicated job: at once */
    int64_t completions; /* replicated job: in all */
    int64_t iteration;   /* jobs: which run of it */
    bool is_unknown;     /* only its tasks were read; its name is its ID */
    struct swarm_spec spec;
    struct origin origin;
};

/* In the order of a task's life. */
enum swarm_state {
    STATE_NEW,
    STATE_ALLOCATED,
    STATE_PENDING,
    STATE_ASSIGNED,
    STATE_ACCEPTED,
    STATE_PREPARING,
    STATE_READY,
    STATE_STARTING,
    STATE_RUNNING,
    STATE_COMPLETE,
    STATE_SHUTDOWN,
    STATE_FAILED,
    STATE_REJECTED,
    STATE_REMOVE,
    STATE_ORPHANED,
    STATE_COUNT
};

struct swarm_task {
    const char *id;
    const char *service_id;   /* "" = it has none, or only its name is known */
    const char *service_name; /* of `docker service ps`; else "" */
    const char *node_id;      /* "" = not assigned, or only the node's name is known */
    const char *node_name;    /* of `docker service ps`; else "" */
    enum swarm_state desired, state;
    int64_t iteration;
    struct swarm_spec spec;
    bool has_spec;
    struct swarm_generics assigned;
    int32_t service_ix, node_ix; /* -1 = not read; given by swarm_resolve */
    bool is_placed;              /* it holds what it reserves on its node; by swarm_resolve */
    struct origin origin;
};

/* A row of `docker node ls` or `docker service ls`: it names something that must be inspected. */
struct swarm_row {
    const char *id, *name;
    const char *availability, *state, *role; /* nodes */
    struct origin origin;
    const char *file;
};

struct swarm {
    struct arena *arena;
    struct builder *builder;
    int32_t cluster;
    const struct import_settings *settings;
    struct error_list *errors;
    bool is_mixed; /* an mke cluster: Kubernetes runs there as well */

    SWARM_VEC(struct swarm_node) nodes;
    SWARM_VEC(struct swarm_node) infos; /* from docker info */
    SWARM_VEC(struct swarm_service) services;
    SWARM_VEC(struct swarm_task) tasks;
    SWARM_VEC(struct swarm_task) listed_tasks; /* from docker service ps */
    SWARM_VEC(struct swarm_row) node_rows, service_rows;
    struct intern *node_ids, *info_ids, *service_ids, *task_ids; /* index = that of the list */
    struct intern *other_kinds;
    SWARM_VEC(int64_t) other_counts;
    struct intern *missing_nodes; /* IDs or names that tasks stand on and that were not read */
    SWARM_VEC(int64_t) missing_tasks;
    int32_t *by_service;    /* task indices, grouped by service, in input order */
    int32_t *first_task;    /* [service count + 1], in by_service */
    int64_t twice;          /* objects that were read again: the last one counts */
    int64_t expected_nodes; /* that docker info says the swarm has; 0 = not said */
    bool has_task_source;
};

/* The object that is being read. */
struct swarm_object {
    struct swarm *swarm;
    struct reading reading;
    const struct value *value;
    const char *file; /* lives with the builder */
};

/* Where a value is: for facts that go to the builder. */
struct origin swarm_origin(const struct swarm_object *object, const struct value *value);

/* Count an object of a kind that is passed over. */
void swarm_count_other(struct swarm *swarm, const char *name);

/* swarm_read: read a file, or the .json files of a directory. */
void swarm_read_path(struct swarm *swarm, const char *path);

/* NanoCPUs, MemoryBytes and GenericResources of an object (NULL: nothing). False with errors. */
bool swarm_amounts_read(const struct reading *reading, const struct value *value,
                        struct swarm_amounts *ret);

/* The value of a label, NULL = none. */
const char *swarm_label(const struct label *labels, int32_t count, const char *key);

/* swarm_node. swarm_node_read reads an object as docker node inspect writes it. */
void swarm_node_read(const struct reading *reading, const struct value *value,
                     struct swarm_node *ret);
void swarm_node_object(struct swarm_object *object);
void swarm_info_object(struct swarm_object *object);
void swarm_node_row(struct swarm_object *object);

/* What Swarm knows of a node as labels (estate/rule.h), in an array of *ret_count. */
const struct label *swarm_node_labels(struct arena *arena, const struct swarm_node *node,
                                      int32_t *ret_count);

/* Does the node take new tasks: is it ready, and is it active? */
bool swarm_node_is_ready(const struct swarm_node *node);
bool swarm_node_is_active(const struct swarm_node *node);

/* Are the tasks of a node shut down because of it (NULL: it is gone; down or drained)? */
bool swarm_node_evicts(const struct swarm_node *node);

/* swarm_node_emit: the nodes of the swarm to the builder, those that it has already (mke) merged.
 */
void swarm_emit_nodes(struct swarm *swarm);

/* swarm_spec: TaskTemplate of a service, Spec of a task. EndpointSpec may be NULL. */
void swarm_spec_read(const struct reading *reading, const struct value *value,
                     const struct value *endpoint, struct swarm_spec *ret);

/* Ports published on the node itself, of a list of ports. */
void swarm_host_ports_read(const struct reading *reading, const struct value *list,
                           struct swarm_spec *ret);

/* Is it a log driver that needs no plugin? "" = the default. */
bool swarm_log_comes_with_engine(const char *log_driver);

/* swarm_service */
void swarm_service_object(struct swarm_object *object);
void swarm_service_row(struct swarm_object *object);

/* swarm_task */
void swarm_task_object(struct swarm_object *object);
void swarm_task_row(struct swarm_object *object);

/* The state of this name; false when there is none. */
bool swarm_state_of(const char *name, enum swarm_state *ret);

/* Does a task in this state hold what it reserves on its node, as SwarmKit's scheduler counts? */
bool swarm_state_holds(enum swarm_state state);

/* swarm_review: the tasks of one node, in order, that SwarmKit's constraint enforcer would reject:
 * rejected[i] says it of tasks[i]. placements[i] is what binds tasks[i] (its service's, else its
 * own). As there, what comes after the first task whose generic resource is gone is not looked at.
 */
void swarm_review(const struct swarm_node *node, const struct swarm_task *tasks, int32_t count,
                  const struct swarm_placement *const *placements, bool *rejected);

/* Does a global service run a task on the node? */
bool swarm_runs_global(const struct swarm_node *node, const struct swarm_placement *placement);

/* Is a task of a global service that failed on the node started again? */
bool swarm_restarts_global(const struct swarm_node *node, const struct swarm_placement *placement);

/* swarm_resolve: complete nodes and tasks from what was only listed, name the nodes, link tasks to
 * services and nodes, and group them. A listed object that was not inspected is an error. */
void swarm_resolve(struct swarm *swarm);

/* swarm_emit: stacks, workloads, placements and findings to the builder. */
void swarm_emit_services(struct swarm *swarm);

/* swarm_tell: findings on the swarm as a whole, after all else; a task whose node was not read. */
void swarm_note_missing_node(struct swarm *swarm, const struct swarm_task *task);
void swarm_tell(struct swarm *swarm);

#endif
