/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/kubernetes/pods/pod_request.h"

#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/reading.h"

bool pod_level_supports(const char *name)
{
    return strcmp(name, "cpu") == 0 || strcmp(name, "memory") == 0 ||
           strncmp(name, "hugepages-", strlen("hugepages-")) == 0;
}

bool pod_level_is_set(const struct resource_list *list)
{
    for (int32_t i = 0; i < list->count; i++)
        if (pod_level_supports(list->items[i].name))
            return true;
    return false;
}

/* ---- reading */

static const struct value *status_of(const struct value *status, const char *name)
{
    static const char *const lists[] = {"containerStatuses", "initContainerStatuses"};

    for (int i = 0; i < 2; i++) {
        const struct value *list = value_get(status, lists[i]);

        for (const struct value *item = list == NULL ? NULL : list->first; item != NULL;
             item = item->next)
            if (strcmp(value_text(value_get(item, "name"), ""), name) == 0)
                return item;
    }
    return NULL;
}

static bool read_container(const struct reading *reading, const struct value *pod_status,
                           const struct value *value, bool is_init, struct pod_container *ret)
{
    const struct value *resources, *status, *actual;
    const char *policy;
    bool is_valid;

    if (value->kind != VALUE_MAP)
        return reading_error(reading, value, "container: found %s; expected a map",
                             value_kind_name(value->kind));
    ret->is_init = is_init;
    ret->name = reading_text(reading, value, "name", "");
    policy = value_text(value_get(value, "restartPolicy"), "");
    ret->is_restartable = is_init && strcmp(policy, "Always") == 0;
    resources = reading_map(reading, value, "resources");
    is_valid = resource_list_read(reading, value_get(resources, "requests"), &ret->requests);
    is_valid &= resource_list_read(reading, value_get(resources, "limits"), &ret->limits);
    status = status_of(pod_status, ret->name);
    actual = value_get(status, "resources");
    is_valid &=
        resource_list_read(reading, value_get(status, "allocatedResources"), &ret->allocated);
    is_valid &= resource_list_read(reading, value_get(actual, "requests"), &ret->actual_requests);
    is_valid &= resource_list_read(reading, value_get(actual, "limits"), &ret->actual_limits);
    return is_valid;
}

static bool resize_is_infeasible(const struct value *status)
{
    const struct value *list = value_get(status, "conditions");

    for (const struct value *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next)
        if (strcmp(value_text(value_get(item, "type"), ""), "PodResizePending") == 0)
            return strcmp(value_text(value_get(item, "reason"), ""), "Infeasible") == 0;
    return false;
}

bool pod_resources_read(const struct reading *reading, const struct value *spec,
                        const struct value *status, struct pod_resources *ret)
{
    const struct value *whole = reading_map(reading, spec, "resources");
    const struct value *lists[2];
    size_t count = 0;
    bool is_valid;

    *ret = (struct pod_resources){.is_resize_infeasible = resize_is_infeasible(status)};
    lists[0] = reading_list(reading, spec, "containers");
    lists[1] = reading_list(reading, spec, "initContainers");
    for (int i = 0; i < 2; i++)
        count += lists[i] == NULL ? 0 : lists[i]->count;
    ret->containers = ARENA_NEW(reading->arena, count, struct pod_container);
    is_valid = resource_list_read(reading, value_get(whole, "requests"), &ret->requests);
    is_valid &= resource_list_read(reading, value_get(whole, "limits"), &ret->limits);
    is_valid &= resource_list_read(reading, value_get(spec, "overhead"), &ret->overhead);
    for (int i = 0; i < 2; i++)
        for (const struct value *item = lists[i] == NULL ? NULL : lists[i]->first; item != NULL;
             item = item->next)
            is_valid &=
                read_container(reading, status, item, i == 1, &ret->containers[ret->count++]);
    return is_valid;
}

/* ---- defaults */

static void round_up_to_milli(struct resource_list *list)
{
    for (int32_t i = 0; i < list->count; i++) {
        struct quantity *quantity = &list->items[i].quantity;
        bool is_exact;

        (void)quantity_round_up(quantity, -3, quantity, &is_exact);
    }
}

/* Pod-level requests, where pod-level limits are given (SetDefaults of pod-level resources): of
 * what its containers request, else the limit. Huge pages are not overcommitted: always the limit.
 */
static void default_pod_level(struct arena *arena, struct pod_resources *resources)
{
    static const struct pod_request_options options = {.exclude_overhead = true,
                                                       .skip_pod_level = true};
    struct resource_list sum;

    if (resources->limits.count == 0)
        return;
    pod_requests(arena, resources, &options, &sum);
    for (int32_t i = 0; i < sum.count; i++) {
        const char *name = sum.items[i].name;

        if ((strcmp(name, "cpu") == 0 || strcmp(name, "memory") == 0) &&
            resource_list_find(&resources->requests, name) == NULL)
            resource_list_set(arena, &resources->requests, name, &sum.items[i].quantity);
    }
    for (int32_t i = 0; i < resources->limits.count; i++) {
        const struct resource_amount *limit = &resources->limits.items[i];

        if (pod_level_supports(limit->name) &&
            resource_list_find(&resources->requests, limit->name) == NULL)
            resource_list_set(arena, &resources->requests, limit->name, &limit->quantity);
    }
}

void pod_resources_default(struct arena *arena, struct pod_resources *resources)
{
    for (int32_t i = 0; i < resources->count; i++) {
        struct pod_container *container = &resources->containers[i];

        round_up_to_milli(&container->requests);
        round_up_to_milli(&container->limits);
        resource_list_fill(arena, &container->requests, &container->limits);
    }
    round_up_to_milli(&resources->requests);
    round_up_to_milli(&resources->limits);
    round_up_to_milli(&resources->overhead);
    default_pod_level(arena, resources);
}
