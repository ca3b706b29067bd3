/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks: docker inspect, rows of docker service ps. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "document/document.h"
#include "import/swarm/swarm_objects.h"

bool swarm_state_of(const char *name, enum swarm_state *ret)
{
    static const char *const names[STATE_COUNT] = {"new",      "allocated", "pending",  "assigned",
                                                   "accepted", "preparing", "ready",    "starting",
                                                   "running",  "complete",  "shutdown", "failed",
                                                   "rejected", "remove",    "orphaned"};
    for (int i = 0; i < STATE_COUNT; i++)
        if (text_equal_fold(name, names[i])) {
            *ret = (enum swarm_state)i;
            return true;
        }
    *ret = STATE_COMPLETE;
    return text_equal_fold(name, "completed");
}

bool swarm_state_holds(enum swarm_state state)
{
    return state >= STATE_ASSIGNED && state <= STATE_RUNNING;
}

static enum swarm_state read_state(const struct swarm_object *object, const struct value *map,
                                   const char *key)
{
    const char *text = reading_text(&object->reading, map, key, "new");
    const char *space = strchr(text, ' '); /* docker service ps: "Running 2 hours ago" */
    enum swarm_state state = STATE_NEW;
    char name[32] = "";
    size_t n = space ? (size_t)(space - text) : strlen(text);
    if (n < sizeof name) {
        memcpy(name, text, n);
        name[n] = '\0';
    }
    if (!swarm_state_of(name, &state))
        reading_error(&object->reading, value_get(map, key),
                      "%s: found \"%.60s\"; expected a state of a task such as running", key, text);
    return state;
}

void swarm_task_object(struct swarm_object *object)
{
    const struct reading *reading = &object->reading;
    struct swarm *swarm = object->swarm;
    const struct value *iteration = reading_map(reading, object->value, "JobIteration");
    long long index_of_job = 0;
    struct swarm_task task = {.service_name = "", .node_name = "", .has_spec = true};
    task.id = reading_text(reading, object->value, "ID", "");
    task.service_id = reading_text(reading, object->value, "ServiceID", "");
    task.node_id = reading_text(reading, object->value, "NodeID", "");
    task.desired = read_state(object, object->value, "DesiredState");
    task.state = read_state(object, reading_map(reading, object->value, "Status"), "State");
    task.origin = swarm_origin(object, object->value);
    if (reading_integer(reading, iteration, "Index", &index_of_job))
        task.iteration = index_of_job;
    swarm_spec_read(reading, reading_map(reading, object->value, "Spec"), NULL, &task.spec);
    (void)swarm_generics_read(reading, value_get(object->value, "AssignedGenericResources"),
                              &task.assigned);
    if (!task.id[0]) {
        reading_error(reading, object->value, "task: found no ID; expected one");
        return;
    }
    swarm->has_task_source = true;
    int32_t index = intern_add(swarm->task_ids, task.id, strlen(task.id));
    if ((size_t)index < swarm->tasks.count) {
        swarm->tasks.items[index] = task;
        swarm->twice++;
    } else {
        SWARM_ADD(swarm->tasks, task);
    }
}

/* The name is that of the service, a dot, and a slot or a node's ID. */
void swarm_task_row(struct swarm_object *object)
{
    const struct reading *reading = &object->reading;
    const char *name = reading_text(reading, object->value, "Name", "");
    const char *dot = strrchr(name, '.');
    struct swarm_task task = {.service_id = "", .node_id = ""};
    const char *mark = "\\_ ";
    task.origin = swarm_origin(object, object->value);
    if (!dot) {
        reading_error(reading, object->value,
                      "docker service ps: found the task \"%.150s\"; expected SERVICE.SLOT", name);
        return;
    }
    name += strspn(name, " ");
    name += strncmp(name, mark, strlen(mark)) == 0 ? strlen(mark) : 0;
    task.service_name = arena_strndup(reading->arena, name, dot > name ? (size_t)(dot - name) : 0);
    task.id = reading_text(reading, object->value, "ID", "");
    task.node_name = reading_text(reading, object->value, "Node", "");
    task.desired = read_state(object, object->value, "DesiredState");
    task.state = read_state(object, object->value, "CurrentState");
    object->swarm->has_task_source = true;
    SWARM_ADD(object->swarm->listed_tasks, task);
}
