/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/document.h"
#include "import/kubernetes/pods/pod_request.h"
#include "import/reading.h"

const struct quantity *resource_list_find(const struct resource_list *list, const char *name)
{
    for (int32_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].name, name) == 0)
            return &list->items[i].quantity;
    return NULL;
}

static struct quantity *find_or_add(struct arena *arena, struct resource_list *list,
                                    const char *name, bool *ret_is_new)
{
    *ret_is_new = false;
    for (int32_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].name, name) == 0)
            return &list->items[i].quantity;
    if (list->count == list->room) {
        int32_t room = list->room == 0 ? 2 : 2 * list->room;
        struct resource_amount *items = ARENA_NEW(arena, room, struct resource_amount);

        if (list->count > 0)
            memcpy(items, list->items, (size_t)list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    *ret_is_new = true;
    list->items[list->count].name = name;
    return &list->items[list->count++].quantity;
}

void resource_list_set(struct arena *arena, struct resource_list *list, const char *name,
                       const struct quantity *quantity)
{
    bool is_new;

    *find_or_add(arena, list, name, &is_new) = *quantity;
}

void resource_list_add(struct arena *arena, struct resource_list *list,
                       const struct resource_list *other)
{
    for (int32_t i = 0; i < other->count; i++) {
        const struct resource_amount *item = &other->items[i];
        bool is_new;
        struct quantity *sum = find_or_add(arena, list, item->name, &is_new);
        bool fits = is_new || quantity_add(sum, &item->quantity, sum);

        if (is_new)
            *sum = item->quantity;
        /* Entries are at most CAP_QUANTITY and containers are fewer than bytes of a file. */
        assert(fits);
    }
}

void resource_list_max(struct arena *arena, struct resource_list *list,
                       const struct resource_list *other)
{
    for (int32_t i = 0; i < other->count; i++) {
        const struct resource_amount *item = &other->items[i];
        bool is_new;
        struct quantity *largest = find_or_add(arena, list, item->name, &is_new);

        if (is_new || quantity_compare(&item->quantity, largest) > 0)
            *largest = item->quantity;
    }
}

void resource_list_fill(struct arena *arena, struct resource_list *list,
                        const struct resource_list *other)
{
    for (int32_t i = 0; i < other->count; i++) {
        bool is_new;
        struct quantity *entry = find_or_add(arena, list, other->items[i].name, &is_new);

        if (is_new)
            *entry = other->items[i].quantity;
    }
}

static bool read_quantity(const struct reading *reading, const struct value *value,
                          struct quantity *ret)
{
    struct error error;
    int64_t whole;

    if (value->kind != VALUE_STRING && value->kind != VALUE_NUMBER)
        return reading_error(reading, value, "quantity of %s: found %s; expected a quantity",
                             value->key, value_kind_name(value->kind));
    if (!quantity_read(value->text, value->length, ret, &error))
        return reading_error(reading, value, "%s: %s", value->key, error.text);
    if (ret->nano < 0)
        return reading_error(reading, value, "%s: found %.60s; expected a quantity of 0 or more",
                             value->key, value->text);
    if (!quantity_scaled(ret, 0, QUANTITY_UP, &whole) || whole > CAP_QUANTITY)
        return reading_error(reading, value, "%s: found %.60s; at most 2^53 is read", value->key,
                             value->text);
    return true;
}

bool resource_list_read(const struct reading *reading, const struct value *value,
                        struct resource_list *ret)
{
    bool is_valid = true;

    *ret = (struct resource_list){.is_given = false};
    if (value == NULL || value->kind == VALUE_NULL)
        return true;
    if (value->kind != VALUE_MAP)
        return reading_error(reading, value, "%s: found %s; expected a map of quantities",
                             value->key == NULL ? "resources" : value->key,
                             value_kind_name(value->kind));
    ret->is_given = true;
    for (const struct value *item = value->first; item != NULL; item = item->next) {
        struct quantity quantity;

        if (item->kind == VALUE_NULL)
            continue;
        if (read_quantity(reading, item, &quantity))
            resource_list_set(reading->arena, ret,
                              arena_text(reading->arena, item->key, strlen(item->key)), &quantity);
        else
            is_valid = false;
    }
    return is_valid;
}
