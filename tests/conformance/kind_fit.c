/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a pod fit beside others: requests as import adds them up, room as the evaluator has it. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "conformance/evaluator.h"
#include "conformance/fit.h"
#include "conformance/kinds.h"

bool fit_add_pod(const struct fit *fit, const struct value *pod, struct resource_list *sum)
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

void fit_fill_room(struct fit *fit, struct room *room)
{
    struct arena *arena = fit->reading.arena;
    int32_t count = 0, most = fit->requests.count + 1;
    const char **names = ARENA_NEW(arena, most, const char *);
    int64_t *capacity = ARENA_NEW(arena, most, int64_t), *added = ARENA_NEW(arena, most, int64_t);
    for (int32_t i = 0; i < fit->requests.count; i++) {
        const char *name = fit->requests.items[i].name;
        if (strcmp(name, "pods") == 0 || is_ignored(fit, name))
            continue;
        names[count] = name;
        added[count++] = units(&fit->requests.items[i].quantity, name, QUANTITY_UP);
    }
    added[count] = 1;
    names[count++] = "pods";
    int64_t *used = ARENA_NEW(arena, (int64_t)fit->pod_count * count, int64_t);
    for (int32_t i = 0; i < count; i++) {
        capacity[i] = units(resource_list_find(&fit->capacity, names[i]), names[i], QUANTITY_DOWN);
        for (int32_t p = 0; p < fit->pod_count; p++)
            used[p * count + i] =
                i == count - 1
                    ? 1
                    : units(resource_list_find(&fit->used[p], names[i]), names[i], QUANTITY_UP);
    }
    *room = (struct room){
        count, names, capacity, fit->pod_count, used, added, ARENA_NEW(arena, count, bool)};
}

static void weigh(struct fit *fit, const struct value *vector, struct buf *why)
{
    struct room room;
    fit_fill_room(fit, &room);
    evaluator->weigh(&room);
    for (int32_t r = 0; r < room.resource_count; r++) {
        bool is_pods = strcmp(room.names[r], "pods") == 0;
        int64_t used = 0;
        for (int32_t p = 0; p < room.pod_count; p++)
            used += room.used[p * room.resource_count + r];
        if (!room.is_short[r])
            continue;
        buf_format(&fit->reasons, is_pods ? "|Too many %s|" : "|Insufficient %s|", room.names[r]);
        expect_figures(vector, room.names[r], room.added[r], used, room.capacity[r], why);
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
    buf_init(&fit.reasons);
    fit.used = ARENA_NEW(arena, pods ? pods->count : 0, struct resource_list);
    is_read &= fit_add_pod(&fit, value_get(fit.input, "pod"), &fit.requests);
    for (const struct value *item = pods ? pods->first : NULL; item; item = item->next)
        is_read &= fit_add_pod(&fit, item, &fit.used[fit.pod_count++]);
    if (!is_read)
        buf_add_text(why, "a pod or the node is refused");
    weigh(&fit, vector, why);
    vector_agrees(vector, "fits", fit.reasons.length ? "false" : "true", why);
    expect_reasons(&fit, vector, why);
    buf_release(&fit.reasons);
    arena_free(arena);
    return vector_outcome(why);
}
