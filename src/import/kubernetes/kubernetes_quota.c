/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ResourceQuota: a bound on all pods of a namespace. */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/kubernetes_objects.h"

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The resource that a key of spec.hard bounds; NULL when it counts something else (objects, storage
 * of claims). */
static const char *resource_of(const char *key, bool *ret_is_limit)
{
    const char *name = key;
    bool is_request = starts_with(key, "requests.");

    *ret_is_limit = starts_with(key, "limits.");
    if (is_request || *ret_is_limit)
        name = strchr(key, '.') + 1;
    if (strcmp(name, "cpu") == 0 || strcmp(name, "memory") == 0 ||
        strcmp(name, "ephemeral-storage") == 0 || starts_with(name, "hugepages-"))
        return name;
    if (strcmp(key, "pods") == 0)
        return name;
    /* Extended resources cannot be overcommitted, so only their requests have quotas. */
    return is_request && strchr(name, '/') != NULL && strstr(name, ".storageclass.") == NULL ? name
                                                                                             : NULL;
}

static bool is_scoped(const struct reading *reading, const struct value *spec)
{
    const struct value *scopes = reading_list(reading, spec, "scopes");

    return (scopes != NULL && scopes->count > 0) ||
           reading_map(reading, spec, "scopeSelector") != NULL;
}

static void take_bounds(struct kube_object *object, const struct resource_list *hard)
{
    struct kube *kube = object->kube;
    struct origin origin = kubernetes_origin(object, object->value);

    for (int32_t i = 0; i < hard->count; i++) {
        struct resource_amount item = hard->items[i];
        const struct resource_list one = {.items = &item, .count = 1};
        struct quota quota = {
            .cluster_ix = kube->cluster, .name_space = object->name_space, .name = object->name};
        struct kube_amounts amounts;

        item.name = resource_of(item.name, &quota.is_limit);
        if (item.name == NULL)
            continue;
        amounts = kubernetes_amounts(kube, &one, QUANTITY_DOWN, &origin);
        if (amounts.count == 0)
            continue;
        quota.hard = amounts.items[0].value;
        quota.resource = builder_resource(kube->builder, item.name, &origin);
        builder_quota(kube->builder, &quota, &origin);
    }
}

void kubernetes_quota(struct kube_object *object)
{
    const struct reading *reading = &object->reading;
    const struct value *spec = reading_map(reading, object->value, "spec");
    struct resource_list hard;

    if (!resource_list_read(reading, value_get(spec, "hard"), &hard))
        return;
    if (is_scoped(reading, spec)) {
        builder_finding(object->kube->builder, SEVERITY_WARNING, "not-modelled",
                        object->kube->cluster, -1, -1,
                        "ResourceQuota %.100s/%.150s: it has scopes, so it bounds some pods of its "
                        "namespace only; it is left out",
                        object->name_space, object->name);
        return;
    }
    take_bounds(object, &hard);
}
