/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Services and their tasks to stacks, workloads and placements. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "import/settings.h"
#include "import/swarm/swarm_objects.h"

enum { NANO_PER_MILLI = 1000000 };

/* A service on its way to the builder. */
struct emission {
    struct swarm *swarm;
    const struct swarm_service *service;
    const int32_t *tasks; /* indices */
    int32_t task_count;
    int32_t stack, handle; /* of the builder */
    int64_t placed, pending, evicted, done;
    bool is_mixed; /* tasks of another version reserve something else */
};

static const char *service_label(const struct swarm_service *service, const char *key)
{
    const char *value = swarm_label(service->labels, service->label_count, key);
    return value ? value : swarm_label(service->spec.labels, service->spec.label_count, key);
}

/* ---- stack and labels */

static void emit_stack(struct emission *emission)
{
    const struct swarm_service *service = emission->service;
    const struct import_settings *settings = emission->swarm->settings;
    const char *name = service_label(service, "com.docker.stack.namespace");
    struct builder *builder = emission->swarm->builder;
    emission->stack =
        builder_stack(builder, emission->swarm->cluster, "", name && name[0] ? name : service->name,
                      ORCHESTRATOR_SWARM, &service->origin);
    for (int32_t i = 0; i < settings->environment_key_count; i++) {
        const char *environment = service_label(service, settings->environment_keys[i]);
        if (!environment || !environment[0])
            continue;
        builder_stack_environment(builder, emission->stack, environment);
        return;
    }
}

static void emit_labels(const struct emission *emission)
{
    const struct swarm_service *service = emission->service;
    const struct swarm_spec *spec = &service->spec;
    struct builder *builder = emission->swarm->builder;
    for (int32_t i = 0; i < service->label_count; i++)
        builder_workload_label(builder, emission->handle, service->labels[i].key,
                               service->labels[i].value);
    for (int32_t i = 0; i < spec->label_count; i++)
        if (!swarm_label(service->labels, service->label_count, spec->labels[i].key))
            builder_workload_label(builder, emission->handle, spec->labels[i].key,
                                   spec->labels[i].value);
    const struct label_list lists[2] = {{service->labels, service->label_count},
                                        {spec->labels, spec->label_count}};
    settings_failover(emission->swarm->settings, builder, emission->handle, lists,
                      &service->origin);
}

/* ---- tasks */

static bool same_generics(const struct swarm_generics *a, const struct swarm_generics *b)
{
    if (a->count != b->count)
        return false;
    for (int32_t i = 0; i < a->count; i++)
        if (strcmp(a->items[i].kind, b->items[i].kind) != 0 ||
            a->items[i].amount != b->items[i].amount)
            return false;
    return true;
}

static bool same_amounts(const struct swarm_amounts *a, const struct swarm_amounts *b)
{
    return a->nano_cpus == b->nano_cpus && a->memory_bytes == b->memory_bytes &&
           same_generics(&a->generics, &b->generics);
}

/* A task stands on its node, unless the node is not in the list or Swarm takes its tasks away. */
static void emit_task(struct emission *emission, const struct swarm_task *task)
{
    struct swarm *swarm = emission->swarm;
    if (task->node_ix < 0) {
        swarm_note_missing_node(swarm, task);
        emission->placed++;
        return;
    }
    const struct swarm_node *node = &swarm->nodes.items[task->node_ix];
    if (swarm_node_evicts(node)) {
        emission->evicted++;
        return;
    }
    emission->placed++;
    if (task->has_spec &&
        !same_amounts(&task->spec.reservations, &emission->service->spec.reservations))
        emission->is_mixed = true;
    builder_placement(swarm->builder, emission->handle, node->handle, 1, &task->origin);
}

static void count_tasks(struct emission *emission)
{
    for (int32_t i = 0; i < emission->task_count; i++) {
        const struct swarm_task *task = &emission->swarm->tasks.items[emission->tasks[i]];
        if (task->is_placed)
            emit_task(emission, task);
        else if (task->state < STATE_ASSIGNED && task->desired <= STATE_COMPLETE)
            emission->pending++;
        else if (task->state == STATE_COMPLETE && task->iteration == emission->service->iteration)
            emission->done++;
    }
}

static bool is_daemon(const struct swarm_service *service)
{
    return service->mode == MODE_GLOBAL || service->mode == MODE_GLOBAL_JOB;
}

static bool is_job(const struct swarm_service *service)
{
    return service->mode == MODE_REPLICATED_JOB || service->mode == MODE_GLOBAL_JOB;
}

/* How many tasks of a service are to run at once. */
static int64_t desired_tasks(const struct emission *emission)
{
    const struct swarm_service *service = emission->service;
    int64_t left = service->completions - emission->done;
    if (service->is_unknown)
        return emission->placed;
    if (service->mode == MODE_REPLICATED)
        return service->replicas;
    if (service->mode == MODE_GLOBAL || service->mode == MODE_GLOBAL_JOB)
        return 0;
    return left < 0 ? 0 : left < service->concurrent ? left : service->concurrent;
}

static void emit_replicas(struct emission *emission)
{
    struct builder *builder = emission->swarm->builder;
    count_tasks(emission);
    int64_t desired = desired_tasks(emission);
    if (is_daemon(emission->service))
        builder_workload_daemon(builder, emission->handle);
    if (!emission->swarm->has_task_source)
        builder_workload_unknown_nodes(builder, emission->handle);
    builder_workload_replicas(builder, emission->handle,
                              desired > emission->placed ? desired : emission->placed);
}

/* ---- what a task reserves and may use */

/* Demands round up. */
static int64_t milli_of(int64_t nano_cpus)
{
    return nano_cpus / NANO_PER_MILLI + (nano_cpus % NANO_PER_MILLI > 0);
}

/* The larger of each, where tasks of several versions run. */
static void take_larger(struct arena *arena, struct swarm_amounts *amounts,
                        const struct swarm_amounts *other)
{
    if (other->nano_cpus > amounts->nano_cpus)
        amounts->nano_cpus = other->nano_cpus;
    if (other->memory_bytes > amounts->memory_bytes)
        amounts->memory_bytes = other->memory_bytes;
    for (int32_t i = 0; i < other->generics.count; i++) {
        struct swarm_generic item = other->generics.items[i];
        int64_t more = item.amount - swarm_generic_amount(&amounts->generics, item.kind);
        item.amount = more;
        item.name = NULL;
        if (more > 0)
            swarm_generics_add(arena, &amounts->generics, item);
    }
}

static struct swarm_amounts reserved(const struct emission *emission)
{
    struct arena *arena = emission->swarm->arena;
    struct swarm_amounts amounts = {.nano_cpus = 0};
    take_larger(arena, &amounts, &emission->service->spec.reservations);
    for (int32_t i = 0; emission->is_mixed && i < emission->task_count; i++) {
        const struct swarm_task *task = &emission->swarm->tasks.items[emission->tasks[i]];
        if (task->is_placed && task->has_spec)
            take_larger(arena, &amounts, &task->spec.reservations);
    }
    return amounts;
}

static void emit_amounts(const struct emission *emission)
{
    struct builder *builder = emission->swarm->builder;
    const struct swarm_amounts *limits = &emission->service->spec.limits;
    struct swarm_amounts amounts = reserved(emission);
    int32_t handle = emission->handle;
    if (amounts.nano_cpus > 0)
        builder_workload_reservation(builder, handle, RESOURCE_CPU, milli_of(amounts.nano_cpus));
    if (amounts.memory_bytes > 0)
        builder_workload_reservation(builder, handle, RESOURCE_MEMORY, amounts.memory_bytes);
    if (limits->nano_cpus > 0)
        builder_workload_limit(builder, handle, RESOURCE_CPU, milli_of(limits->nano_cpus));
    if (limits->memory_bytes > 0)
        builder_workload_limit(builder, handle, RESOURCE_MEMORY, limits->memory_bytes);
    for (int32_t i = 0; i < amounts.generics.count; i++) {
        const char *kind = amounts.generics.items[i].kind;
        int32_t resource =
            builder_resource(builder, swarm_generic_resource(emission->swarm->arena, kind),
                             &emission->service->origin);
        builder_workload_reservation(builder, handle, resource,
                                     swarm_generic_amount(&amounts.generics, kind));
    }
}

/* ---- where its tasks may run */

static const char *upper(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    for (char *c = copy; *c; c++)
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    return copy;
}

/* Ports published on the node itself: no two tasks share them. */
static void emit_ports(const struct emission *emission)
{
    const struct swarm_spec *spec = &emission->service->spec;
    struct arena *arena = emission->swarm->arena;
    struct host_port *ports = ARENA_NEW(arena, spec->host_port_count, struct host_port);
    struct pod_rule rule = {.ports = ports, .port_count = spec->host_port_count};
    for (int32_t i = 0; i < spec->host_port_count; i++)
        ports[i] = (struct host_port){"", (int32_t)spec->host_ports[i].number,
                                      upper(arena, spec->host_ports[i].protocol)};
    builder_workload_pod_rule(emission->swarm->builder, emission->handle, &rule);
}

static void emit_rule(const struct emission *emission)
{
    const struct swarm_spec *spec = &emission->service->spec;
    struct builder *builder = emission->swarm->builder;
    int64_t most = spec->placement.max_replicas;
    struct rule rule;
    struct error error;
    swarm_rule_make(emission->swarm->arena, &spec->placement, &rule, &error);
    if (error.code != ERROR_NONE)
        builder_finding(builder, SEVERITY_WARNING, "invalid-constraint", emission->swarm->cluster,
                        emission->stack, -1,
                        "service %.150s: %.500s; Swarm heeds none of its constraints",
                        emission->service->name, error.text);
    builder_workload_rule(builder, emission->handle, &rule);
    if (spec->host_port_count > 0)
        most = 1;
    emit_ports(emission);
    if (most > 0)
        builder_workload_max_per_node(builder, emission->handle, most);
}

/* ---- findings on one service */

static void tell_service(const struct emission *emission)
{
    struct builder *builder = emission->swarm->builder;
    const char *name = emission->service->name;
    int32_t cluster = emission->swarm->cluster, stack = emission->stack;
    if (emission->pending > 0)
        builder_finding(builder, SEVERITY_INFO, "pending", cluster, stack, -1,
                        "service %.150s: tasks that are on no node and hold nothing: %lld", name,
                        (long long)emission->pending);
    if (emission->evicted > 0)
        builder_finding(builder, SEVERITY_WARNING, "tasks-leave-node", cluster, stack, -1,
                        "service %.150s: tasks on nodes that are down or drained, which Swarm "
                        "starts anew elsewhere; they hold nothing: %lld",
                        name, (long long)emission->evicted);
    if (emission->is_mixed)
        builder_finding(builder, SEVERITY_INFO, "mixed-requests", cluster, stack, -1,
                        "service %.150s: its tasks and its definition do not all reserve the "
                        "same; the largest of each resource counts for every replica",
                        name);
    if (emission->service->is_unknown)
        builder_finding(builder, SEVERITY_WARNING, "service-not-listed", cluster, stack, -1,
                        "service %.150s is not in the service list, but tasks of it run: the "
                        "snapshot is partial",
                        name);
    if (emission->service->spec.has_cluster_volume)
        builder_finding(builder, SEVERITY_WARNING, "not-modelled", cluster, stack, -1,
                        "service %.150s: rules that are not modelled: cluster volumes (CSI)", name);
}

/* ---- all */

/* Plugins are no containers; a job that is done asks for nothing more. */
static bool is_over(const struct emission *emission)
{
    const struct swarm_service *service = emission->service;
    bool is_done = false, runs = false;
    if (!is_job(service))
        return false;
    int64_t done = 0;
    for (int32_t i = 0; i < emission->task_count; i++) {
        const struct swarm_task *task = &emission->swarm->tasks.items[emission->tasks[i]];
        done += task->state == STATE_COMPLETE && task->iteration == service->iteration;
        runs |= task->state < STATE_COMPLETE && task->desired <= STATE_COMPLETE;
    }
    is_done = service->mode == MODE_GLOBAL_JOB ? done > 0 : done >= service->completions;
    return is_done && !runs;
}

static void emit_service(struct emission *emission)
{
    static const char *const kinds[] = {[MODE_REPLICATED] = "service",
                                        [MODE_GLOBAL] = "global",
                                        [MODE_REPLICATED_JOB] = "job",
                                        [MODE_GLOBAL_JOB] = "global-job"};
    const struct swarm_service *service = emission->service;
    if (service->spec.is_plugin || service->spec.is_attachment) {
        swarm_count_other(emission->swarm, "services without containers");
        return;
    }
    if (is_over(emission)) {
        swarm_count_other(emission->swarm, "finished jobs");
        return;
    }
    emit_stack(emission);
    if (emission->stack < 0)
        return;
    emission->handle = builder_workload(emission->swarm->builder, emission->stack,
                                        kinds[service->mode], service->name, &service->origin);
    if (emission->handle < 0)
        return;
    emit_replicas(emission);
    emit_amounts(emission);
    emit_labels(emission);
    emit_rule(emission);
    tell_service(emission);
}

void swarm_emit_services(struct swarm *swarm)
{
    for (size_t s = 0; s < swarm->services.count; s++) {
        struct emission emission = {
            .swarm = swarm,
            .service = &swarm->services.items[s],
            .tasks = swarm->by_service + swarm->first_task[s],
            .task_count = swarm->first_task[s + 1] - swarm->first_task[s],
        };
        emit_service(&emission);
    }
}
