/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What refers to what: rows to inspected objects, tasks to services and nodes. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "import/swarm/swarm_objects.h"

/* Docker shows IDs whole or cut. */
static bool same_id(const char *whole, const char *shown)
{
    return shown[0] && strncmp(whole, shown, strlen(shown)) == 0;
}

/* The index of an ID among the first `count` of ids, whole or cut. */
static int32_t find_id(const struct intern *ids, size_t count, const char *id)
{
    enum { WHOLE_LENGTH = 25 };
    int32_t index = intern_find(ids, id, strlen(id));
    bool may_be_cut = index < 0 && strlen(id) < WHOLE_LENGTH;
    for (size_t i = 0; may_be_cut && i < count; i++)
        if (same_id(intern_name(ids, (int32_t)i), id))
            return (int32_t)i;
    return index;
}

/* ---- nodes */

/* docker node inspect knows more than docker info. */
static void take_infos(struct swarm *swarm)
{
    for (size_t i = 0; i < swarm->infos.count; i++) {
        const struct swarm_node *info = &swarm->infos.items[i];
        if (intern_find(swarm->node_ids, info->id, strlen(info->id)) >= 0)
            continue;
        (void)intern_add(swarm->node_ids, info->id, strlen(info->id));
        SWARM_ADD(swarm->nodes, *info);
    }
}

static void take_node_rows(struct swarm *swarm)
{
    for (size_t i = 0; i < swarm->node_rows.count; i++) {
        const struct swarm_row *row = &swarm->node_rows.items[i];
        int32_t index = find_id(swarm->node_ids, swarm->nodes.count, row->id);
        if (index < 0) {
            builder_error(swarm->builder, &row->origin,
                          "docker node ls does not say what a node has: found node %.150s (%.60s) "
                          "that no other source describes; expected what `docker node inspect "
                          "$(docker node ls -q)` writes",
                          row->name, row->id);
            return;
        }
        struct swarm_node *node = &swarm->nodes.items[index];
        if (intern_find(swarm->info_ids, node->id, strlen(node->id)) < 0)
            continue;
        if (row->availability[0])
            node->availability = row->availability;
        if (row->state[0])
            node->state = row->state;
        node->role = row->role;
    }
}

static void check_service_rows(struct swarm *swarm)
{
    for (size_t i = 0; i < swarm->service_rows.count; i++) {
        const struct swarm_row *row = &swarm->service_rows.items[i];
        if (find_id(swarm->service_ids, swarm->services.count, row->id) >= 0)
            continue;
        builder_error(swarm->builder, &row->origin,
                      "docker service ls does not say what a service reserves: found service "
                      "%.150s (%.60s) that no other source describes; expected what `docker "
                      "service inspect $(docker service ls -q)` writes",
                      row->name, row->id);
        return;
    }
}

static const char *hostname_of(const struct swarm_node *node)
{
    if (node->hostname[0])
        return node->hostname;
    return node->name[0] ? node->name : node->id;
}

/* A machine that left and joined again has two IDs and one hostname: the first that is ready has
 * the name (else the first), the others add their ID. */
static void name_nodes(struct swarm *swarm)
{
    struct intern *names = intern_new();
    SWARM_VEC(size_t) owners = {NULL, 0, 0};
    for (size_t i = 0; i < swarm->nodes.count; i++) {
        struct swarm_node *node = &swarm->nodes.items[i];
        const char *name = hostname_of(node);
        int32_t index = intern_add(names, name, strlen(name));
        if ((size_t)index == owners.count)
            SWARM_ADD(owners, i);
        else if (swarm_node_is_ready(node) &&
                 !swarm_node_is_ready(&swarm->nodes.items[owners.items[index]]))
            owners.items[index] = i;
    }
    for (size_t i = 0; i < swarm->nodes.count; i++) {
        struct swarm_node *node = &swarm->nodes.items[i];
        const char *name = hostname_of(node);
        bool is_owner = owners.items[intern_find(names, name, strlen(name))] == i;
        node->title = is_owner ? name : arena_format(swarm->arena, "%s-%s", name, node->id);
    }
    free(owners.items);
    intern_free(names);
}

/* ---- tasks */

/* Rows of docker service ps count where the task was not inspected. */
static void take_listed_tasks(struct swarm *swarm)
{
    size_t inspected = swarm->tasks.count;
    for (size_t i = 0; i < swarm->listed_tasks.count; i++) {
        const struct swarm_task *task = &swarm->listed_tasks.items[i];
        if (find_id(swarm->task_ids, inspected, task->id) >= 0)
            continue;
        (void)intern_add(swarm->task_ids, task->id, strlen(task->id));
        SWARM_ADD(swarm->tasks, *task);
    }
}

/* A task whose service was not read is a service of its own: it holds something all the same. */
static int32_t add_unknown_service(struct swarm *swarm, const struct swarm_task *task)
{
    int32_t index = intern_add(swarm->service_ids, task->service_id, strlen(task->service_id));
    struct swarm_service service = {.id = task->service_id,
                                    .name = task->service_id,
                                    .labels = task->spec.labels,
                                    .label_count = task->spec.label_count,
                                    .mode = MODE_REPLICATED,
                                    .spec = task->spec,
                                    .is_unknown = true,
                                    .origin = task->origin};
    SWARM_ADD(swarm->services, service);
    return index;
}

static int32_t service_of(struct swarm *swarm, const struct intern *names,
                          const struct swarm_task *task)
{
    int32_t index;
    if (task->service_id[0]) {
        index = intern_find(swarm->service_ids, task->service_id, strlen(task->service_id));
        return index < 0 && task->is_placed ? add_unknown_service(swarm, task) : index;
    }
    if (!task->service_name[0])
        return -1;
    index = intern_find(names, task->service_name, strlen(task->service_name));
    if (index < 0)
        builder_error(swarm->builder, &task->origin,
                      "docker service ps does not say what a task reserves: found a task of "
                      "service %.150s, which no other source describes; expected what `docker "
                      "service inspect %.150s` writes",
                      task->service_name, task->service_name);
    return index;
}

static int32_t node_of(const struct swarm *swarm, const struct intern *names,
                       const struct swarm_task *task)
{
    if (task->node_id[0])
        return intern_find(swarm->node_ids, task->node_id, strlen(task->node_id));
    return task->node_name[0] ? intern_find(names, task->node_name, strlen(task->node_name)) : -1;
}

/* Names to indices: names[i] is that of index i; of equal ones the first counts. */
static struct intern *service_names(const struct swarm *swarm)
{
    struct intern *names = intern_new();
    for (size_t i = 0; i < swarm->services.count; i++) {
        const char *name = swarm->services.items[i].name;
        const char *own = arena_format(swarm->arena, "%s", name);
        if (intern_find(names, own, strlen(own)) >= 0)
            own = arena_format(swarm->arena, "%s\n%zu", name, i); /* no service has such a name */
        (void)intern_add(names, own, strlen(own));
    }
    return names;
}

static struct intern *node_titles(const struct swarm *swarm)
{
    struct intern *names = intern_new();
    for (size_t i = 0; i < swarm->nodes.count; i++) {
        const char *name = swarm->nodes.items[i].title;
        if (intern_find(names, name, strlen(name)) >= 0)
            name = arena_format(swarm->arena, "%s\n%zu", name, i);
        (void)intern_add(names, name, strlen(name));
    }
    return names;
}

/* Tasks that Swarm is ending (desired beyond complete) hold what they have for seconds more: they
 * are not what has to run. */
static bool is_placed(const struct swarm_task *task)
{
    return swarm_state_holds(task->state) && task->desired <= STATE_COMPLETE &&
           (task->node_id[0] || task->node_name[0]) && !task->spec.is_plugin &&
           !task->spec.is_attachment;
}

static void link_tasks(struct swarm *swarm)
{
    struct intern *services = service_names(swarm);
    struct intern *nodes = node_titles(swarm);
    for (size_t i = 0; i < swarm->tasks.count; i++) {
        struct swarm_task *task = &swarm->tasks.items[i];
        task->is_placed = is_placed(task);
        task->service_ix = service_of(swarm, services, task);
        task->node_ix = node_of(swarm, nodes, task);
    }
    intern_free(services);
    intern_free(nodes);
}

static void group_tasks(struct swarm *swarm)
{
    size_t services = swarm->services.count;
    int32_t *first = ARENA_NEW(swarm->arena, services + 2, int32_t);
    swarm->by_service = ARENA_NEW(swarm->arena, swarm->tasks.count, int32_t);
    for (size_t i = 0; i < swarm->tasks.count; i++)
        first[swarm->tasks.items[i].service_ix + 2]++;
    first[1] = 0; /* tasks of no service are in no group */
    for (size_t s = 1; s <= services; s++)
        first[s + 1] += first[s];
    for (size_t i = 0; i < swarm->tasks.count; i++) {
        int32_t service = swarm->tasks.items[i].service_ix;
        if (service >= 0)
            swarm->by_service[first[service + 1]++] = (int32_t)i;
    }
    swarm->first_task = first;
}

void swarm_resolve(struct swarm *swarm)
{
    take_infos(swarm);
    take_node_rows(swarm);
    check_service_rows(swarm);
    name_nodes(swarm);
    take_listed_tasks(swarm);
    link_tasks(swarm);
    group_tasks(swarm);
}
