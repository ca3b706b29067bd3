/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pod_request: the sums over the containers of a pod. */
#include <string.h>

#include "base/arena.h"
#include "import/kubernetes/pods/pod_request.h"

/* Which state of a container counts: as specified, as allocated by the kubelet, as in effect. */
enum state {
    STATE_REQUESTS,
    STATE_ALLOCATED_REQUESTS,
    STATE_ACTUAL_REQUESTS,
    STATE_LIMITS,
    STATE_ACTUAL_LIMITS,
};

static const struct resource_list *container_state(const struct pod_resources *resources,
                                                   const struct pod_container *container,
                                                   enum state state)
{
    static const struct resource_list nothing;
    const struct resource_list *spec =
        resources->is_resize_infeasible ? &nothing : &container->requests;

    switch (state) {
    case STATE_REQUESTS: return &container->requests;
    case STATE_LIMITS: return &container->limits;
    case STATE_ALLOCATED_REQUESTS:
        return container->allocated.is_given ? &container->allocated : spec;
    case STATE_ACTUAL_REQUESTS:
        if (container->actual_requests.is_given)
            return &container->actual_requests;
        return container->allocated.is_given ? &container->allocated : spec;
    case STATE_ACTUAL_LIMITS: break;
    }
    if (container->actual_limits.is_given)
        return &container->actual_limits;
    return resources->is_resize_infeasible ? &nothing : &container->limits;
}

/*
 * Containers run at once, so they add up. Init containers run one after the other before them, so
 * the largest counts, on top of the sidecars started before it; sidecars stay and add up as well.
 */
static struct resource_list sum_state(struct arena *arena, const struct pod_resources *resources,
                                      enum state state, const struct resource_list *non_missing)
{
    struct resource_list running = {0}, sidecars = {0}, starting = {0};

    for (int32_t i = 0; i < resources->count; i++) {
        const struct pod_container *container = &resources->containers[i];
        struct resource_list own = {0};

        resource_list_add(arena, &own, container_state(resources, container, state));
        if (non_missing != NULL)
            resource_list_fill(arena, &own, non_missing);
        if (!container->is_init || container->is_restartable)
            resource_list_add(arena, &running, &own);
        if (!container->is_init)
            continue;
        if (container->is_restartable) {
            resource_list_add(arena, &sidecars, &own);
            resource_list_max(arena, &starting, &sidecars);
        } else {
            resource_list_add(arena, &own, &sidecars);
            resource_list_max(arena, &starting, &own);
        }
    }
    resource_list_max(arena, &running, &starting);
    return running;
}

static void set_pod_level(struct arena *arena, struct resource_list *list,
                          const struct resource_list *pod_level)
{
    for (int32_t i = 0; i < pod_level->count; i++)
        if (pod_level_supports(pod_level->items[i].name))
            resource_list_set(arena, list, pod_level->items[i].name, &pod_level->items[i].quantity);
}

void pod_requests(struct arena *arena, const struct pod_resources *resources,
                  const struct pod_request_options *options, struct resource_list *ret)
{
    struct resource_list sum = {0};

    if (!options->use_status || !resources->is_resize_infeasible)
        sum = sum_state(arena, resources, STATE_REQUESTS, options->non_missing);
    if (options->use_status) {
        struct resource_list actual =
            sum_state(arena, resources, STATE_ACTUAL_REQUESTS, options->non_missing);
        struct resource_list allocated =
            sum_state(arena, resources, STATE_ALLOCATED_REQUESTS, options->non_missing);

        resource_list_max(arena, &sum, &actual);
        resource_list_max(arena, &sum, &allocated);
    }
    if (!options->skip_pod_level)
        set_pod_level(arena, &sum, &resources->requests);
    if (!options->exclude_overhead)
        resource_list_add(arena, &sum, &resources->overhead);
    *ret = sum;
}

void pod_limits(struct arena *arena, const struct pod_resources *resources,
                const struct pod_request_options *options, struct resource_list *ret)
{
    struct resource_list sum = {0};

    if (!options->use_status || !resources->is_resize_infeasible)
        sum = sum_state(arena, resources, STATE_LIMITS, NULL);
    if (options->use_status) {
        struct resource_list actual = sum_state(arena, resources, STATE_ACTUAL_LIMITS, NULL);

        resource_list_max(arena, &sum, &actual);
    }
    if (!options->skip_pod_level)
        set_pod_level(arena, &sum, &resources->limits);
    /* Overhead counts only against what is limited. */
    for (int32_t i = 0; !options->exclude_overhead && i < resources->overhead.count; i++) {
        const struct resource_amount *overhead = &resources->overhead.items[i];
        const struct quantity *limit = resource_list_find(&sum, overhead->name);
        struct quantity total;

        if (limit != NULL && limit->nano != 0 && quantity_add(limit, &overhead->quantity, &total))
            resource_list_set(arena, &sum, overhead->name, &total);
    }
    *ret = sum;
}

bool pod_request_lacks(const struct pod_resources *resources, const char *name)
{
    if (resource_list_find(&resources->requests, name) != NULL)
        return false;
    for (int32_t i = 0; i < resources->count; i++) {
        const struct pod_container *container = &resources->containers[i];

        if ((!container->is_init || container->is_restartable) &&
            resource_list_find(&container->requests, name) == NULL)
            return true;
    }
    return false;
}
