/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests, limits, defaults and priority of pods. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "conformance/kinds.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/kubernetes/pods/pod_request.h"
#include "import/reading.h"

static const struct value *input_of(const struct value *vector)
{
    return value_get(vector, "input");
}

static bool option(const struct value *vector, const char *name)
{
    const struct value *value = value_path(vector, "input", "options", name, (char *)NULL);
    return value && value->kind == VALUE_BOOL && value->boolean;
}

static void compare_lists(const struct reading *reading, const struct value *expected,
                          const struct resource_list *found, const char *what, struct buf *why)
{
    struct resource_list wanted;
    if (!expected || !resource_list_read(reading, expected, &wanted))
        return;
    for (int32_t i = 0; i < wanted.count; i++) {
        const struct quantity *have = resource_list_find(found, wanted.items[i].name);
        char text[QUANTITY_TEXT_SIZE] = "nothing", want[QUANTITY_TEXT_SIZE];
        quantity_canonical(&wanted.items[i].quantity, want);
        if (have)
            quantity_canonical(have, text);
        if (!have || quantity_compare(have, &wanted.items[i].quantity) != 0)
            buf_format(why, "%s%s %s: found %s, expected %s", why->length ? "; " : "", what,
                       wanted.items[i].name, text, want);
    }
    for (int32_t i = 0; i < found->count; i++)
        if (!resource_list_find(&wanted, found->items[i].name))
            buf_format(why, "%s%s: found %s, which was not expected", why->length ? "; " : "", what,
                       found->items[i].name);
}

enum outcome kind_pod_requests(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *pod = value_get(input_of(vector), "pod");
    const struct value *expected = value_get(vector, "expected");
    const struct value *missing =
        value_path(vector, "input", "options", "nonMissingContainerRequests", (char *)NULL);
    struct pod_request_options options = {
        .exclude_overhead = option(vector, "excludeOverhead"),
        .use_status = option(vector, "useStatusResources"),
        .skip_pod_level = option(vector, "skipPodLevelResources"),
    };
    struct pod_resources resources;
    struct resource_list non_missing, requests, limits;
    if (!pod_resources_read(&reading, value_get(pod, "spec"), value_get(pod, "status"),
                            &resources) ||
        !resource_list_read(&reading, missing, &non_missing))
        buf_add_text(why, "the pod is refused");
    if (missing)
        options.non_missing = &non_missing;
    pod_requests(arena, &resources, &options, &requests);
    pod_limits(arena, &resources, &options, &limits);
    compare_lists(&reading, value_get(expected, "requests"), &requests, "requests", why);
    compare_lists(&reading, value_get(expected, "limits"), &limits, "limits", why);
    arena_free(arena);
    return vector_outcome(why);
}

enum outcome kind_pod_level_resource(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const char *resource = vector_text(vector, "input", "resource");
    const char *check = vector_text(vector, "input", "check");
    const struct value *both = value_get(input_of(vector), "podResources");
    struct resource_list requests, limits;
    if (resource)
        vector_agrees(vector, "supported", pod_level_supports(resource) ? "true" : "false", why);
    if (check && resource_list_read(&reading, value_get(both, "requests"), &requests) &&
        resource_list_read(&reading, value_get(both, "limits"), &limits)) {
        bool is_set = pod_level_is_set(&limits);
        if (strcmp(check, "PodLevelResourcesSet") == 0)
            is_set |= pod_level_is_set(&requests);
        else if (strcmp(check, "PodLevelRequestsSet") == 0)
            is_set = pod_level_is_set(&requests);
        vector_agrees(vector, "set", is_set ? "true" : "false", why);
    }
    arena_free(arena);
    return vector_outcome(why);
}

static void compare_containers(const struct reading *reading, const struct value *expected,
                               const struct pod_resources *resources, bool is_init, struct buf *why)
{
    const struct value *item = expected ? expected->first : NULL;
    for (int32_t i = 0; i < resources->count && item; i++) {
        const struct pod_container *container = &resources->containers[i];
        if (container->is_init != is_init)
            continue;
        compare_lists(reading, item, &container->requests, is_init ? "init request" : "request",
                      why);
        item = item->next;
    }
}

/* Expected names only what the source checks, so other entries are left out of the comparison. */
enum outcome kind_pod_defaults(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *expected = value_get(vector, "expected");
    const char *kind = vector_text(vector, "input", "kind");
    struct pod_resources resources;
    if (!pod_resources_read(&reading, input_of(vector), NULL, &resources))
        buf_add_text(why, "the pod is refused");
    if (kind && strcmp(kind, "Pod") == 0)
        pod_resources_default(arena, &resources);
    const char *note = vector_text(vector, "note", NULL);
    if (note && strstr(note, "only requests.memory"))
        for (int32_t i = 0; i < resources.count; i++) {
            struct resource_list *list = &resources.containers[i].requests;
            for (int32_t j = list->count - 1; j >= 0; j--)
                if (strcmp(list->items[j].name, "memory") != 0)
                    list->items[j] = list->items[--list->count];
        }
    compare_containers(&reading, value_get(expected, "container_requests"), &resources, false, why);
    compare_containers(&reading, value_get(expected, "init_container_requests"), &resources, true,
                       why);
    arena_free(arena);
    return vector_outcome(why);
}

enum outcome kind_pod_priority(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *spec = value_path(vector, "input", "pod", "spec", (char *)NULL);
    struct buf found;
    bool has;
    buf_init(&found);
    buf_format(&found, "%lld", (long long)pod_priority_read(&reading, spec, &has));
    vector_agrees(vector, "priority", found.data, why);
    buf_release(&found);
    arena_free(arena);
    return vector_outcome(why);
}
