/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Services: docker service inspect, rows of docker service ls. */
#include <string.h>

#include "document/document.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/swarm/swarm_objects.h"

/* A count that is absent is the one given; a negative one is an error. */
static int64_t read_count(const struct swarm_object *object, const struct value *map,
                          const char *key, int64_t absent)
{
    long long number = absent;
    if (!reading_integer(&object->reading, map, key, &number))
        return absent;
    if (number >= 0)
        return number;
    reading_error(&object->reading, value_get(map, key), "%s: found %lld; expected 0 or more", key,
                  number);
    return absent;
}

/* Without a mode, or with one that says no more, a service has one replica. */
static void read_mode(const struct swarm_object *object, const struct value *mode,
                      struct swarm_service *service)
{
    static const char *const names[] = {"Replicated", "Global", "ReplicatedJob", "GlobalJob"};
    static const enum swarm_mode modes[] = {MODE_REPLICATED, MODE_GLOBAL, MODE_REPLICATED_JOB,
                                            MODE_GLOBAL_JOB};
    const struct value *details = NULL;
    service->mode = MODE_REPLICATED;
    for (const struct value *item = mode ? mode->first : NULL; item; item = item->next) {
        size_t i = 0;
        while (i < sizeof modes / sizeof *modes && strcmp(names[i], item->key) != 0)
            i++;
        if (i == sizeof modes / sizeof *modes) {
            reading_error(&object->reading, item,
                          "Mode: found \"%.60s\"; expected Replicated, Global, ReplicatedJob or "
                          "GlobalJob",
                          item->key);
        } else if (item->kind == VALUE_MAP) {
            service->mode = modes[i];
            details = item;
        }
    }
    service->replicas = read_count(object, details, "Replicas", 1);
    service->completions = read_count(object, details, "TotalCompletions", 1);
    service->concurrent = read_count(object, details, "MaxConcurrent", service->completions);
}

void swarm_service_object(struct swarm_object *object)
{
    const struct reading *reading = &object->reading;
    struct swarm *swarm = object->swarm;
    const struct value *spec = reading_map(reading, object->value, "Spec");
    const struct value *endpoint = reading_map(reading, spec, "EndpointSpec");
    const struct value *job = reading_map(reading, object->value, "JobStatus");
    struct swarm_service service = {.id = reading_text(reading, object->value, "ID", ""),
                                    .name = reading_text(reading, spec, "Name", "")};
    service.origin = swarm_origin(object, object->value);
    if (!service.id[0] || !service.name[0]) {
        reading_error(reading, object->value, "service: found no %s; expected ID and Spec.Name",
                      service.id[0] ? "Spec.Name" : "ID");
        return;
    }
    (void)labels_read(reading, reading_map(reading, spec, "Labels"), &service.labels,
                      &service.label_count);
    read_mode(object, reading_map(reading, spec, "Mode"), &service);
    service.iteration = read_count(object, reading_map(reading, job, "JobIteration"), "Index", 0);
    swarm_spec_read(reading, reading_map(reading, spec, "TaskTemplate"),
                    endpoint ? endpoint : reading_map(reading, object->value, "Endpoint"),
                    &service.spec);
    int32_t index = intern_add(swarm->service_ids, service.id, strlen(service.id));
    if ((size_t)index < swarm->services.count) {
        swarm->services.items[index] = service;
        swarm->twice++;
    } else {
        SWARM_ADD(swarm->services, service);
    }
}

void swarm_service_row(struct swarm_object *object)
{
    const struct reading *reading = &object->reading;
    struct swarm_row row = {.id = reading_text(reading, object->value, "ID", ""),
                            .name = reading_text(reading, object->value, "Name", ""),
                            .file = object->file};
    row.origin = swarm_origin(object, object->value);
    SWARM_ADD(object->swarm->service_rows, row);
}
