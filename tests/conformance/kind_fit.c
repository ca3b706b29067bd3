/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a pod fit beside others: requests as import adds them up, against allocatable. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "conformance/kinds.h"
#include "import/kubernetes/pod_request.h"
#include "import/reading.h"

struct fit {
    struct reading reading;
    struct resource_list capacity, used, requests;
    const struct value *input;
    struct buf reasons; /* "|Insufficient cpu|..." */
};

static bool add_pod(const struct fit *fit, const struct value *pod, struct resource_list *sum)
{
    static const struct pod_request_options options = {.use_status = true};
    struct pod_resources resources;
    struct resource_list requests;
    if (!pod_resources_read(&fit->reading, value_get(pod, "spec"), value_get(pod, "status"),
                            &resources))
        return false;
    pod_requests(fit->reading.arena, &resources, &options, &requests);
    resource_list_add(fit->reading.arena, sum, &requests);
    return true;
}

static bool lists(const struct value *list, const char *name)
{
    for (const struct value *item = list ? list->first : NULL; item; item = item->next)
        if (strcmp(value_text(item, ""), name) == 0)
            return true;
    return false;
}

/* Resources that the scheduler is told to leave to others; cpu, memory and storage never are. */
static bool is_ignored(const struct fit *fit, const char *name)
{
    const struct value *args = value_get(fit->input, "args");
    const char *slash = strchr(name, '/');
    if (!slash)
        return false;
    if (lists(value_get(args, "ignoredResources"), name))
        return true;
    const char *group = arena_strndup(fit->reading.arena, name, (size_t)(slash - name));
    return lists(value_get(args, "ignoredResourceGroups"), group);
}

static int64_t units(const struct quantity *quantity, const char *name, enum quantity_round round)
{
    int64_t value = 0;
    if (quantity)
        (void)quantity_scaled(quantity, strcmp(name, "cpu") == 0 ? -3 : 0, round, &value);
    return value;
}

static void expect_figures(const struct value *vector, const char *name, int64_t requested,
                           int64_t used, int64_t capacity, struct buf *why)
{
    const struct value *list = value_path(vector, "expected", "insufficient", (char *)NULL);
    for (const struct value *item = list ? list->first : NULL; item; item = item->next) {
        int64_t want[3] = {0, 0, 0};
        if (strcmp(value_text(value_get(item, "resource"), ""), name) != 0)
            continue;
        (void)value_integer(value_get(item, "requested"), &want[0]);
        (void)value_integer(value_get(item, "used"), &want[1]);
        (void)value_integer(value_get(item, "capacity"), &want[2]);
        if (want[0] != requested || want[1] != used || want[2] != capacity)
            buf_format(why, "%s%s: found %lld beside %lld of %lld", why->length ? "; " : "", name,
                       (long long)requested, (long long)used, (long long)capacity);
    }
}

static void weigh(struct fit *fit, const struct value *vector, struct buf *why)
{
    for (int32_t i = 0; i < fit->requests.count; i++) {
        const char *name = fit->requests.items[i].name;
        int64_t requested = units(&fit->requests.items[i].quantity, name, QUANTITY_UP);
        int64_t used = units(resource_list_find(&fit->used, name), name, QUANTITY_UP);
        int64_t capacity = units(resource_list_find(&fit->capacity, name), name, QUANTITY_DOWN);
        /* What is not requested does not matter, even where there is too little already. */
        if (requested == 0 || strcmp(name, "pods") == 0 || is_ignored(fit, name) ||
            requested <= capacity - used)
            continue;
        buf_format(&fit->reasons, "|Insufficient %s|", name);
        expect_figures(vector, name, requested, used, capacity, why);
    }
}

static void expect_reasons(const struct fit *fit, const struct value *vector, struct buf *why)
{
    const struct value *list = value_path(vector, "expected", "reasons", (char *)NULL);
    size_t length = 0;
    if (!list)
        return;
    for (const struct value *item = list->first; item; item = item->next) {
        const char *text = arena_format(fit->reading.arena, "|%s|", value_text(item, ""));
        length += strlen(text);
        if (!strstr(fit->reasons.data, text))
            buf_format(why, "%snot found: %s", why->length ? "; " : "", value_text(item, ""));
    }
    if (length != fit->reasons.length)
        buf_format(why, "%sreasons: found %s", why->length ? "; " : "", fit->reasons.data);
}

enum outcome kind_node_fit(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    struct fit fit = {.reading = {arena, NULL, &errors}, .input = value_get(vector, "input")};
    const struct value *pods = value_get(fit.input, "pods_on_node");
    const struct value *status = value_path(fit.input, "node", "status", (char *)NULL);
    bool is_read =
        resource_list_read(&fit.reading, value_get(status, "allocatable"), &fit.capacity);
    int64_t count = 0;
    buf_init(&fit.reasons);
    is_read &= add_pod(&fit, value_get(fit.input, "pod"), &fit.requests);
    for (const struct value *item = pods ? pods->first : NULL; item; item = item->next, count++)
        is_read &= add_pod(&fit, item, &fit.used);
    if (!is_read)
        buf_add_text(why, "a pod or the node is refused");
    if (count + 1 > units(resource_list_find(&fit.capacity, "pods"), "pods", QUANTITY_DOWN))
        buf_add_text(&fit.reasons, "|Too many pods|");
    weigh(&fit, vector, why);
    vector_agrees(vector, "fits", fit.reasons.length ? "false" : "true", why);
    expect_reasons(&fit, vector, why);
    buf_release(&fit.reasons);
    arena_free(arena);
    return vector_outcome(why);
}
