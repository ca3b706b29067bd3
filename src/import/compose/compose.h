/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose: compose and stack files to services, by the rules of compose-go and docker/cli.
 *
 * Read is what bears on where replicas go and what they take: all of `deploy`, the older keys
 * (cpus, mem_limit, mem_reservation, scale, ...), ports in host mode, drivers of volumes and logs,
 * profiles, platform. The other keys that compose knows are passed over; keys that it does not know
 * are refused. A key `include` is refused, because it is not built.
 */
#ifndef MUSTER_IMPORT_COMPOSE_COMPOSE_H
#define MUSTER_IMPORT_COMPOSE_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estate/rule.h"
#include "import/compose/compose_interpolate.h"
#include "import/swarm/swarm_constraint.h"
#include "import/swarm/swarm_generic.h"

struct builder;
struct error_list;
struct import_settings;
struct source_ref;

/* A number that may not be given. */
struct compose_number {
    bool is_given;
    int64_t value;
};

/* A request for devices (GPUs). */
struct compose_device {
    const char *driver; /* "" = any */
    bool has_count;     /* else by IDs */
    int64_t count;      /* -1 = all */
    const char *const *ids, *const *capabilities;
    int32_t id_count, capability_count;
};

struct compose_devices {
    const struct compose_device *items;
    int32_t count;
};

/* Limits or reservations of a replica. */
struct compose_amounts {
    bool is_given;    /* the section is there */
    const char *cpus; /* as written; NULL = not given */
    struct compose_number nano_cpus, memory_bytes, pids;
    struct swarm_generics generics;
    struct compose_devices devices;
};

/* How a service is updated, rolled back or started again. Nothing that bears on placement; checked
 * all the same. Texts are NULL, numbers not given, where the key is absent. */
struct compose_conduct {
    const char *failure_action, *order, *max_failure_ratio, *condition;
    struct compose_number parallelism, delay_ns, monitor_ns, max_attempts, window_ns;
};

enum compose_mode {
    COMPOSE_REPLICATED,
    COMPOSE_GLOBAL,
    COMPOSE_REPLICATED_JOB,
    COMPOSE_GLOBAL_JOB,
};

struct compose_deploy {
    const char *mode_text; /* as written; NULL = not given */
    enum compose_mode mode;
    struct compose_number replicas;
    const char *endpoint_mode; /* NULL = not given */
    const struct label *labels;
    int32_t label_count;
    struct compose_amounts limits, reservations;
    struct swarm_placement placement;
    const char *const *spreads; /* preferences: keys to spread over */
    int32_t spread_count;
    struct compose_conduct update, rollback, restart;
};

/* A key of a service itself: a number, bytes, a share of cpus or a text. */
struct compose_field {
    const char *key, *text; /* text as written */
    bool is_number;         /* value holds it: whole numbers, bytes, 10^-9 cpus, microseconds */
    int64_t value;
};

struct compose_port {
    const char *protocol;
    int64_t number;
};

struct compose_service {
    const char *name;
    struct compose_deploy deploy;
    const struct compose_field *fields;
    int32_t field_count;
    struct compose_devices gpus;
    const struct label *labels; /* of its containers */
    int32_t label_count;
    bool has_profiles;                     /* compose starts it only when asked for */
    const struct compose_port *host_ports; /* published on the node itself */
    int32_t host_port_count;
    bool has_cluster_volume;
    const char *file; /* where its definition begins */
    long line, column;
};

struct compose_project {
    const char *name; /* "" = no file says it */
    const struct compose_service *services;
    int32_t service_count;
};

/* Read the files of one stack, each laid over those before it. What comes back lives in arena.
 * False with the reasons in errors, which name files as paths does. */
bool compose_read(struct arena *arena, const char *const *paths, int32_t count,
                  const struct compose_variables *variables, struct error_list *errors,
                  struct compose_project *ret);

/* The same from texts, for tests: names[i] stands for the path of texts[i]. */
bool compose_read_texts(struct arena *arena, const char *const *names, const char *const *texts,
                        int32_t count, const struct compose_variables *variables,
                        struct error_list *errors, struct compose_project *ret);

/* A field by key, or NULL. */
const struct compose_field *compose_field_of(const struct compose_service *service,
                                             const char *key);

/* Mode, replicas and max_replicas_per_node (0 = none) together; mode NULL = not given. False with
 * *reterr, as docker service create says it. */
bool compose_mode_parse(const char *mode, const struct compose_number *replicas,
                        int64_t max_replicas, enum compose_mode *ret, struct error *reterr);

/* "1m30s" in nanoseconds, as Go reads it, with d and w as well. False with *reterr. */
bool compose_duration_parse(const char *text, int64_t *ret_ns, struct error *reterr);

/* The stack that a file belongs to when it does not say so: its name up to the first dot, or that
 * of its folder where it is called compose, docker-compose or docker-stack. */
const char *compose_stack_name(struct arena *arena, const char *path);

/* Read the compose files of a cluster, those of one stack merged in order, and report each stack to
 * builder as one to come: workloads without running tasks. Variables come from the env files that
 * the stack's files name, else from the file .env beside the first of them, if there is one; then
 * from the variables given with the files. Paths must live as long as builder. False with the
 * reasons in errors. */
bool compose_import(struct builder *builder, int32_t cluster,
                    const struct import_settings *settings, const struct source_ref *const *files,
                    int32_t count, struct error_list *errors);

#endif
