/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Docker Swarm: generic resources, and what a node has left. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "facts/kinds_swarm.h"

static struct swarm_generics read_list(struct swarm_case *at, const struct value *map,
                                       const char *key)
{
    struct swarm_generics list = {NULL, 0, 0};
    (void)swarm_generics_read(&at->reading, value_get(map, key), &list);
    return list;
}

/* One text an item, to compare lists as sets. */
static const char *item_text(struct arena *arena, const struct swarm_generic *item)
{
    return item->name ? arena_format(arena, "%s=%s", item->kind, item->name)
                      : arena_format(arena, "%s=#%" PRId64, item->kind, item->amount);
}

static bool has_text(struct arena *arena, const struct swarm_generics *list, const char *text)
{
    for (int32_t i = 0; i < list->count; i++)
        if (strcmp(item_text(arena, &list->items[i]), text) == 0)
            return true;
    return false;
}

static void compare_list(struct swarm_case *at, const char *key, const struct swarm_generics *found)
{
    if (!value_get(at->expected, key))
        return;
    struct swarm_generics expected = read_list(at, at->expected, key);
    bool is_same = expected.count == found->count;
    for (int32_t i = 0; i < expected.count; i++)
        is_same = is_same && has_text(at->arena, found, item_text(at->arena, &expected.items[i]));
    if (is_same)
        return;
    buf_format(at->why, "; %s: found", key);
    for (int32_t i = 0; i < found->count; i++)
        buf_format(at->why, " %s", item_text(at->arena, &found->items[i]));
}

static void compare_number(struct swarm_case *at, const char *key, int64_t found)
{
    const struct value *expected = value_get(at->expected, key);
    int64_t number;
    if (expected && value_integer(expected, &number) && number != found)
        buf_format(at->why, "; %s: found %" PRId64, key, found);
}

static void compare_ok(struct swarm_case *at, bool ok)
{
    const struct value *expected = value_get(at->expected, "ok");
    if (expected && (strcmp(expected->text, "true") == 0) != ok)
        buf_format(at->why, "; ok: found %s", ok ? "true" : "false");
}

static void run_text(struct swarm_case *at, const char *op)
{
    struct swarm_generics list = {NULL, 0, 0};
    struct error error;
    bool ok;
    if (strcmp(op, "parse") == 0) {
        ok = swarm_generics_parse(at->arena, value_text(value_get(at->input, "text"), ""), &list,
                                  &error);
    } else {
        const struct value *values = value_get(at->input, "values");
        const char **terms = ARENA_NEW(at->arena, values ? values->count : 0, const char *);
        size_t count = 0;
        for (const struct value *item = values ? values->first : NULL; item; item = item->next)
            terms[count++] = item->text;
        ok = swarm_generics_parse_wanted(at->arena, terms, count, &list, &error);
    }
    compare_ok(at, ok);
    if (!ok)
        return;
    compare_list(at, "resources", &list);
    compare_number(at, "count", list.count);
}

enum outcome kind_swarm_generic(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    const char *op = value_text(value_get(at.input, "op"), "");
    struct swarm_generics node = read_list(&at, at.input, "node");
    struct swarm_generics wanted = read_list(&at, at.input, "reservations");
    struct swarm_generics assigned = read_list(&at, at.input, "assigned");
    if (strcmp(op, "parse") == 0 || strcmp(op, "service_flag") == 0) {
        run_text(&at, op);
        return swarm_case_end(&at);
    }
    if (strcmp(op, "has") == 0) {
        bool ok = true;
        for (int32_t i = 0; i < wanted.count; i++)
            ok = ok && swarm_generic_enough(&node, wanted.items[i]);
        compare_ok(&at, ok);
    } else if (strcmp(op, "claim") == 0) {
        compare_ok(&at, swarm_generics_claim(at.arena, &node, &wanted, &assigned));
        compare_list(&at, "assigned", &assigned);
        compare_number(&at, "assigned_count", assigned.count);
    } else if (strcmp(op, "reclaim") == 0) {
        swarm_generics_reclaim(at.arena, &node, &assigned);
    } else {
        buf_format(why, "; unknown op %s", op);
    }
    compare_list(&at, "remaining", &node);
    compare_number(&at, "remaining_count", node.count);
    return swarm_case_end(&at);
}

/* expected: NanoCPUs, MemoryBytes; KIND or KIND_...: how much there is, or in a list the names. */
static void compare_available(struct swarm_case *at, const struct swarm_generics *left)
{
    for (const struct value *item = at->expected->first; item; item = item->next) {
        const char *kind = arena_strndup(at->arena, item->key, strcspn(item->key, "_"));
        const char **found = ARENA_NEW(at->arena, left->count, const char *);
        size_t found_count = 0;
        for (int32_t i = 0; i < left->count; i++)
            if (strcmp(left->items[i].kind, kind) == 0 && left->items[i].name)
                found[found_count++] = left->items[i].name;
        if (item->kind == VALUE_LIST)
            swarm_case_compare_set(at, item->key, found, found_count);
        else if (strcmp(item->key, "NanoCPUs") != 0 && strcmp(item->key, "MemoryBytes") != 0)
            compare_number(at, item->key, swarm_generic_amount(left, kind));
    }
}

enum outcome kind_swarm_node_account(const struct value *vector, struct buf *why)
{
    struct swarm_case at = swarm_case_begin(vector, why);
    const struct value *available = value_get(at.input, "available");
    const char *op = value_text(value_get(at.input, "op"), "");
    struct swarm_amounts left = {.nano_cpus = 0};
    struct swarm_task task = swarm_case_task(&at, value_get(at.input, "task"));
    const struct swarm_amounts *wanted = &task.spec.reservations;
    (void)swarm_amounts_read(&at.reading, available, &left);
    bool is_add = strcmp(op, "add") == 0;
    int64_t sign = is_add ? -1 : 1;
    left.nano_cpus += sign * wanted->nano_cpus;
    left.memory_bytes += sign * wanted->memory_bytes;
    if (is_add)
        (void)swarm_generics_claim(at.arena, &left.generics, &wanted->generics, &task.assigned);
    else
        swarm_generics_reclaim(at.arena, &left.generics, &task.assigned);
    compare_number(&at, "NanoCPUs", left.nano_cpus);
    compare_number(&at, "MemoryBytes", left.memory_bytes);
    compare_available(&at, &left.generics);
    return swarm_case_end(&at);
}
