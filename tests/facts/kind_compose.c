/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How compose reads deploy sections, merges files, and takes modes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/docker_units.h"
#include "base/error.h"
#include "facts/kinds.h"
#include "import/compose/compose.h"

/* ---- differences */

static void differ(struct buf *why, const char *what, const char *found, const char *expected)
{
    buf_format(why, "%s%s: found %s, expected %s", why->length ? "; " : "", what, found, expected);
}

/* Scalars are compared as text; NULL = not given. */
static void agree_text(const struct value *expected, const char *what, const char *found,
                       struct buf *why)
{
    if (expected && strcmp(expected->text, found ? found : "(none)") != 0)
        differ(why, what, found ? found : "(none)", expected->text);
}

static void agree_number(const struct value *expected, const char *what, bool is_given,
                         int64_t found, struct buf *why)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, found);
    agree_text(expected, what, is_given ? text : NULL, why);
}

static void agree(const struct value *map, const char *key, struct compose_number found,
                  struct buf *why)
{
    agree_number(value_get(map, key), key, found.is_given, found.value, why);
}

static void agree_count(const struct value *list, const char *what, int32_t found, struct buf *why)
{
    if (list && (size_t)found != list->count)
        buf_format(why, "%s%s: found %d, expected %zu", why->length ? "; " : "", what, (int)found,
                   list->count);
}

static void agree_list(const struct value *list, const char *what, const char *const *texts,
                       int32_t count, struct buf *why)
{
    agree_count(list, what, count, why);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next)
        agree_text(item, what, item->index < (size_t)count ? texts[item->index] : NULL, why);
}

/* ---- parts of a service */

static void agree_devices(const struct value *list, const struct compose_devices *found,
                          struct buf *why)
{
    agree_count(list, "devices", found->count, why);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        if (item->index >= (size_t)found->count)
            return;
        const struct compose_device *device = &found->items[item->index];
        agree_text(value_get(item, "driver"), "driver", device->driver, why);
        agree_number(value_get(item, "count"), "count", device->has_count, device->count, why);
        agree_list(value_get(item, "device_ids"), "device_ids", device->ids, device->id_count, why);
        agree_list(value_get(item, "capabilities"), "capabilities", device->capabilities,
                   device->capability_count, why);
    }
}

static void agree_amounts(const struct value *map, const struct compose_amounts *found,
                          struct buf *why)
{
    const struct value *generic = value_get(map, "generic");
    agree_text(value_get(map, "cpus"), "cpus", found->cpus, why);
    agree(map, "nanocpus", found->nano_cpus, why);
    agree(map, "memory", found->memory_bytes, why);
    agree(map, "pids", found->pids, why);
    agree_devices(value_get(map, "devices"), &found->devices, why);
    agree_count(generic, "generic", found->generics.count, why);
    for (const struct value *item = generic ? generic->first : NULL; item; item = item->next) {
        if (item->index >= (size_t)found->generics.count)
            return;
        const struct swarm_generic *resource = &found->generics.items[item->index];
        agree_text(value_get(item, "kind"), "kind", resource->kind, why);
        agree_number(value_get(item, "value"), "value", true, resource->amount, why);
    }
}

static void agree_conduct(const struct value *map, const struct compose_conduct *found,
                          struct buf *why)
{
    agree(map, "parallelism", found->parallelism, why);
    agree(map, "delay_ns", found->delay_ns, why);
    agree(map, "monitor_ns", found->monitor_ns, why);
    agree(map, "max_attempts", found->max_attempts, why);
    agree(map, "window_ns", found->window_ns, why);
    agree_text(value_get(map, "failure_action"), "failure_action", found->failure_action, why);
    agree_text(value_get(map, "order"), "order", found->order, why);
    agree_text(value_get(map, "condition"), "condition", found->condition, why);
    agree_text(value_get(map, "max_failure_ratio"), "max_failure_ratio", found->max_failure_ratio,
               why);
}

static void agree_placement(const struct value *map, const struct compose_deploy *found,
                            struct buf *why)
{
    const struct value *preferences = value_get(map, "preferences");
    agree_list(value_get(map, "constraints"), "constraints", found->placement.constraints,
               found->placement.constraint_count, why);
    agree_number(value_get(map, "max_replicas_per_node"), "max_replicas_per_node", true,
                 found->placement.max_replicas, why);
    agree_count(preferences, "preferences", found->spread_count, why);
    for (const struct value *item = preferences ? preferences->first : NULL; item;
         item = item->next)
        agree_text(value_get(item, "spread"), "spread",
                   item->index < (size_t)found->spread_count ? found->spreads[item->index] : NULL,
                   why);
}

static void agree_labels(const struct value *map, const struct label *labels, int32_t count,
                         struct buf *why)
{
    agree_count(map, "labels", count, why);
    for (const struct value *item = map ? map->first : NULL; item; item = item->next) {
        const char *found = NULL;
        for (int32_t i = 0; i < count; i++)
            if (strcmp(labels[i].key, item->key) == 0)
                found = labels[i].value;
        agree_text(item, item->key, found, why);
    }
}

/* A key of the service; cpus as the number it is. */
static void agree_field(const struct value *expected, const struct compose_service *service,
                        struct buf *why)
{
    const struct compose_field *field = compose_field_of(service, expected->key);
    int64_t nano = 0;
    if (strcmp(expected->key, "gpus") == 0)
        agree_devices(expected, &service->gpus, why);
    else if (!field)
        differ(why, expected->key, "(none)", expected->text);
    else if (strcmp(expected->key, "cpus") != 0)
        field->is_number ? agree_number(expected, expected->key, true, field->value, why)
                         : agree_text(expected, expected->key, field->text, why);
    else if (!docker_cpus_parse(expected->text, expected->length, &nano, NULL) ||
             nano != field->value)
        differ(why, expected->key, field->text, expected->text);
}

/* Where the keys of what is merged are found: among those of the service, of its deploy section, of
 * either part of its resources. */
static void agree_service(const struct value *expected, const struct compose_service *service,
                          struct buf *why)
{
    const struct compose_deploy *deploy = &service->deploy;
    const struct value *fields = value_get(expected, "service");
    agree_text(value_get(expected, "mode"), "mode", deploy->mode_text, why);
    agree(expected, "replicas", deploy->replicas, why);
    agree_text(value_get(expected, "endpoint_mode"), "endpoint_mode", deploy->endpoint_mode, why);
    agree_labels(value_get(expected, "labels"), deploy->labels, deploy->label_count, why);
    agree_amounts(value_get(expected, "limits"), &deploy->limits, why);
    agree_amounts(value_get(expected, "reservations"), &deploy->reservations, why);
    agree_placement(value_get(expected, "placement"), deploy, why);
    agree_conduct(value_get(expected, "update_config"), &deploy->update, why);
    agree_conduct(value_get(expected, "rollback_config"), &deploy->rollback, why);
    agree_conduct(value_get(expected, "restart_policy"), &deploy->restart, why);
    for (const struct value *item = fields ? fields->first : NULL; item; item = item->next)
        agree_field(item, service, why);
    for (const struct value *item = expected->first; item; item = item->next)
        if (compose_field_of(service, item->key))
            agree_field(item, service, why);
}

/* ---- kinds */

static const struct compose_service *service_of(const struct compose_project *project,
                                                const char *name)
{
    for (int32_t i = 0; i < project->service_count; i++)
        if (name && strcmp(project->services[i].name, name) == 0)
            return &project->services[i];
    return NULL;
}

static void agree_errors(const struct value *vector, const struct error_list *errors,
                         struct buf *why)
{
    const char *expected = vector_text(vector, "expected", "error_contains");
    char text[1024] = "";
    for (size_t i = 0; i < errors->count; i++) {
        error_format(&errors->items[i], text, sizeof text);
        if (!expected || strstr(text, expected))
            return;
    }
    if (expected)
        differ(why, "error", text, expected);
}

static bool expects_good(const struct value *vector)
{
    const char *ok = vector_text(vector, "expected", "ok");
    return !ok || strcmp(ok, "true") == 0;
}

/* One text, or a list of them. */
static bool read_yaml(struct arena *arena, const struct value *yaml, struct error_list *errors,
                      struct compose_project *ret)
{
    enum { MOST = 16 };
    const char *names[MOST], *texts[MOST];
    const struct value *item = yaml && yaml->kind == VALUE_LIST ? yaml->first : yaml;
    struct compose_variables variables;
    int32_t count = 0;
    for (; item && count < MOST; item = yaml->kind == VALUE_LIST ? item->next : NULL) {
        names[count] = "compose.yaml";
        texts[count++] = item->text;
    }
    compose_variables_init(&variables);
    bool is_good = compose_read_texts(arena, names, texts, count, &variables, errors, ret);
    compose_variables_release(&variables);
    return is_good;
}

static enum outcome run(const struct value *vector, struct buf *why)
{
    struct arena *arena = arena_new();
    struct error_list *errors = calloc(1, sizeof *errors);
    const struct value *input = value_get(vector, "input");
    struct compose_project project;
    bool is_good = errors && read_yaml(arena, value_get(input, "yaml"), errors, &project);
    const struct compose_service *service =
        is_good ? service_of(&project, vector_text(vector, "input", "service")) : NULL;
    char text[1024] = "not read";
    if (errors && errors->count > 0)
        error_format(&errors->items[0], text, sizeof text);
    if (is_good != expects_good(vector))
        differ(why, "ok", is_good ? "true" : text, is_good ? "false" : "true");
    else if (!is_good)
        agree_errors(vector, errors, why);
    else if (!service)
        differ(why, "service", "(none)", vector_text(vector, "input", "service"));
    else
        agree_service(value_get(vector, "expected"), service, why);
    free(errors);
    arena_free(arena);
    return vector_outcome(why);
}

enum outcome kind_compose_deploy(const struct value *vector, struct buf *why)
{
    return run(vector, why);
}

enum outcome kind_compose_merge(const struct value *vector, struct buf *why)
{
    return run(vector, why);
}

enum outcome kind_compose_mode(const struct value *vector, struct buf *why)
{
    const struct value *input = value_get(vector, "input");
    struct compose_number replicas = {.value = 0};
    int64_t most = 0;
    enum compose_mode mode;
    struct error error = {.code = ERROR_NONE};
    replicas.is_given = value_integer(value_get(input, "replicas"), &replicas.value);
    (void)value_integer(value_get(input, "max_replicas_per_node"), &most);
    bool ok =
        compose_mode_parse(vector_text(vector, "input", "mode"), &replicas, most, &mode, &error);
    const char *expected = vector_text(vector, "expected", "error");
    vector_agrees_ok(vector, ok, why);
    if (!ok && expected && !strstr(error.text, expected))
        differ(why, "error", error.text, expected);
    return vector_outcome(why);
}
