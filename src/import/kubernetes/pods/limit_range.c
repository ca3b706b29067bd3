/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LimitRange: defaults for containers, and what admission refuses (plugin/pkg/admission/limitranger
 * of Kubernetes: minConstraint, maxConstraint, limitRequestRatioConstraint).
 */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "import/kubernetes/pods/pod_request.h"
#include "import/reading.h"

/* ---- reading */

static bool read_entry(const struct reading *reading, const struct value *item,
                       struct limit_range *ret)
{
    struct limit_check *check = &ret->checks[ret->check_count];
    const char *type = value_text(value_get(item, "type"), "");
    struct resource_list limits, requests;
    bool is_valid;

    check->is_pod = strcmp(type, "Pod") == 0;
    if (!check->is_pod && strcmp(type, "Container") != 0)
        return true; /* claims and images */
    ret->check_count++;
    is_valid = resource_list_read(reading, value_get(item, "max"), &check->max);
    is_valid &= resource_list_read(reading, value_get(item, "min"), &check->min);
    is_valid &= resource_list_read(reading, value_get(item, "maxLimitRequestRatio"), &check->ratio);
    if (check->is_pod)
        return is_valid;
    is_valid &= resource_list_read(reading, value_get(item, "default"), &limits);
    is_valid &= resource_list_read(reading, value_get(item, "defaultRequest"), &requests);
    resource_list_fill(reading->arena, &limits, &check->max);
    resource_list_fill(reading->arena, &requests, &limits);
    resource_list_fill(reading->arena, &requests, &check->min);
    resource_list_fill(reading->arena, &ret->limits, &limits);
    resource_list_fill(reading->arena, &ret->requests, &requests);
    return is_valid;
}

bool limit_range_read(const struct reading *reading, const struct value *object,
                      struct limit_range *ret)
{
    const struct value *list =
        reading_list(reading, reading_map(reading, object, "spec"), "limits");
    bool is_valid = true;

    *ret = (struct limit_range){.limits = {.is_given = true}, .requests = {.is_given = true}};
    ret->checks = ARENA_NEW(reading->arena, list == NULL ? 0 : list->count, struct limit_check);
    for (const struct value *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next)
        is_valid &= read_entry(reading, item, ret);
    return is_valid;
}

/* ---- admission */

void pod_resources_limit_range(struct arena *arena, struct pod_resources *resources,
                               const struct limit_range *range)
{
    for (int32_t i = 0; i < resources->count; i++) {
        resource_list_fill(arena, &resources->containers[i].limits, &range->limits);
        resource_list_fill(arena, &resources->containers[i].requests, &range->requests);
    }
}

/* A container, or the whole pod. */
struct subject {
    struct arena *arena;
    const char *what; /* "container web", "the pod" */
    const struct resource_list *requests, *limits;
};

static const char *text_of(struct arena *arena, const struct quantity *quantity)
{
    char text[QUANTITY_TEXT_SIZE];

    quantity_canonical(quantity, text);
    return arena_strdup(arena, text);
}

static const char *differs(const struct subject *subject, const char *name, const char *figure,
                           const struct quantity *found, const char *bound_name,
                           const struct quantity *bound)
{
    return arena_format(subject->arena, "%.100s: %.60s %s %s, %s %s", subject->what, name, figure,
                        found == NULL ? "not given" : text_of(subject->arena, found), bound_name,
                        text_of(subject->arena, bound));
}

static const char *check_min(const struct subject *subject, const struct resource_list *min)
{
    for (int32_t i = 0; i < min->count; i++) {
        const struct quantity *bound = &min->items[i].quantity;
        const char *name = min->items[i].name;
        const struct quantity *request = resource_list_find(subject->requests, name);
        const struct quantity *limit = resource_list_find(subject->limits, name);

        if (request == NULL || quantity_compare(request, bound) < 0)
            return differs(subject, name, "request", request, "min", bound);
        if (limit != NULL && quantity_compare(limit, bound) < 0)
            return differs(subject, name, "limit", limit, "min", bound);
    }
    return NULL;
}

static const char *check_max(const struct subject *subject, const struct resource_list *max)
{
    for (int32_t i = 0; i < max->count; i++) {
        const struct quantity *bound = &max->items[i].quantity;
        const char *name = max->items[i].name;
        const struct quantity *request = resource_list_find(subject->requests, name);
        const struct quantity *limit = resource_list_find(subject->limits, name);

        if (limit == NULL || quantity_compare(limit, bound) > 0)
            return differs(subject, name, "limit", limit, "max", bound);
        if (request != NULL && quantity_compare(request, bound) > 0)
            return differs(subject, name, "request", request, "max", bound);
    }
    return NULL;
}

/* limit / request > ratio, with the ratio in milli: 1000 limit > ratio_milli request. A product too
 * large for 128 bits is larger than every limit. */
static bool is_over(const struct quantity *limit, const struct quantity *request,
                    const struct quantity *ratio)
{
    struct quantity scaled_limit, scaled_request;
    int64_t ratio_milli;

    return quantity_scaled(ratio, -3, QUANTITY_DOWN, &ratio_milli) &&
           quantity_mul(limit, 1000, &scaled_limit) &&
           quantity_mul(request, ratio_milli, &scaled_request) &&
           quantity_compare(&scaled_limit, &scaled_request) > 0;
}

static const char *check_ratio(const struct subject *subject, const struct resource_list *ratio)
{
    for (int32_t i = 0; i < ratio->count; i++) {
        const struct quantity *bound = &ratio->items[i].quantity;
        const char *name = ratio->items[i].name;
        const struct quantity *request = resource_list_find(subject->requests, name);
        const struct quantity *limit = resource_list_find(subject->limits, name);

        if (request == NULL || request->nano == 0)
            return differs(subject, name, "request", request, "maxLimitRequestRatio", bound);
        if (limit == NULL || limit->nano == 0 || is_over(limit, request, bound))
            return differs(subject, name, "limit", limit, "maxLimitRequestRatio", bound);
    }
    return NULL;
}

static const char *check_all(const struct subject *subject, const struct limit_check *check)
{
    const char *refusal = check_min(subject, &check->min);

    if (refusal == NULL)
        refusal = check_max(subject, &check->max);
    return refusal == NULL ? check_ratio(subject, &check->ratio) : refusal;
}

const char *pod_resources_refusal(struct arena *arena, const struct pod_resources *resources,
                                  const struct limit_range *range)
{
    static const struct pod_request_options options = {.exclude_overhead = true};
    struct resource_list requests, limits;
    const char *refusal = NULL;

    pod_requests(arena, resources, &options, &requests);
    pod_limits(arena, resources, &options, &limits);
    for (int32_t c = 0; refusal == NULL && c < range->check_count; c++) {
        const struct subject pod = {arena, "the pod", &requests, &limits};

        if (range->checks[c].is_pod)
            refusal = check_all(&pod, &range->checks[c]);
        for (int32_t i = 0; refusal == NULL && !range->checks[c].is_pod && i < resources->count;
             i++) {
            const struct pod_container *one = &resources->containers[i];
            const struct subject container = {arena,
                                              arena_format(arena, "container %.100s", one->name),
                                              &one->requests, &one->limits};

            refusal = check_all(&container, &range->checks[c]);
        }
    }
    return refusal;
}
