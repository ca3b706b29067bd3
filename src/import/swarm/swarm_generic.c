/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/swarm/swarm_generic.h"

#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/checked.h"
#include "document/document.h"
#include "import/reading.h"

void swarm_generics_add(struct arena *arena, struct swarm_generics *list, struct swarm_generic item)
{
    if (list->count == list->room) {
        int32_t room = list->room * 2 + 4;
        struct swarm_generic *items = ARENA_NEW(arena, room, struct swarm_generic);
        if (list->count > 0)
            memcpy(items, list->items, (size_t)list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = item;
}

static bool read_item(const struct reading *reading, const struct value *value,
                      struct swarm_generics *ret)
{
    const struct value *discrete = reading_map(reading, value, "DiscreteResourceSpec");
    const struct value *named = reading_map(reading, value, "NamedResourceSpec");
    struct swarm_generic item = {
        .kind = reading_text(reading, discrete ? discrete : named, "Kind", ""), .amount = 1};
    long long amount;
    if ((!discrete && !named) || item.kind[0] == '\0')
        return reading_error(reading, value,
                             "GenericResources: found no kind of resource; expected "
                             "DiscreteResourceSpec or NamedResourceSpec with Kind and Value");
    if (!discrete) {
        item.name = reading_text(reading, named, "Value", "");
    } else {
        if (!reading_integer(reading, discrete, "Value", &amount))
            amount = 0;
        if (amount < 0)
            return reading_error(reading, discrete,
                                 "GenericResources: found %lld of %.100s; expected 0 or more",
                                 amount, item.kind);
        item.amount = amount;
    }
    swarm_generics_add(reading->arena, ret, item);
    return true;
}

bool swarm_generics_read(const struct reading *reading, const struct value *value,
                         struct swarm_generics *ret)
{
    bool is_good = true;
    if (value && value->kind != VALUE_LIST)
        return reading_error(reading, value, "GenericResources: found %s; expected a list",
                             value_kind_name(value->kind));
    for (const struct value *item = value ? value->first : NULL; item; item = item->next)
        is_good = read_item(reading, item, ret) && is_good;
    return is_good;
}

static bool same_kind(const struct swarm_generic *a, const struct swarm_generic *b)
{
    return strcmp(a->kind, b->kind) == 0;
}

static const struct swarm_generic *first_of_kind(const struct swarm_generics *list,
                                                 const char *kind)
{
    for (int32_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].kind, kind) == 0)
            return &list->items[i];
    return NULL;
}

static int32_t count_of_kind(const struct swarm_generics *list, const char *kind)
{
    int32_t count = 0;
    for (int32_t i = 0; i < list->count; i++)
        count += strcmp(list->items[i].kind, kind) == 0;
    return count;
}

int64_t swarm_generic_amount(const struct swarm_generics *list, const char *kind)
{
    int64_t amount = 0;
    for (int32_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].kind, kind) == 0)
            amount = amount > CAP_QUANTITY ? amount : checked_add(amount, list->items[i].amount);
    return amount;
}

const char *swarm_generic_resource(struct arena *arena, const char *kind)
{
    static const char *const taken[] = {"cpu", "memory", "pods", "ephemeral-storage"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(kind, taken[i]) == 0)
            return arena_format(arena, "swarm/%s", kind);
    return kind;
}

bool swarm_generic_enough(const struct swarm_generics *available, struct swarm_generic wanted)
{
    const struct swarm_generic *first = first_of_kind(available, wanted.kind);
    if (wanted.name || !first)
        return false;
    return wanted.amount <= (first->name ? count_of_kind(available, wanted.kind) : first->amount);
}

bool swarm_generic_has(const struct swarm_generics *available, struct swarm_generic given)
{
    for (int32_t i = 0; i < available->count; i++) {
        const struct swarm_generic *item = &available->items[i];
        if (!same_kind(item, &given))
            continue;
        if (!item->name)
            return !given.name && given.amount <= item->amount;
        if (!given.name)
            return false;
        if (strcmp(item->name, given.name) == 0)
            return true;
    }
    return false;
}

/* Append what of available would satisfy wanted; false when there is nothing of its kind. */
static bool select_pieces(struct arena *arena, const struct swarm_generics *available,
                          const struct swarm_generic *wanted, struct swarm_generics *selected)
{
    int64_t pieces = 0;
    for (int32_t i = 0; i < available->count; i++) {
        const struct swarm_generic *item = &available->items[i];
        if (!same_kind(item, wanted))
            continue;
        if (!item->name) {
            if (item->amount >= wanted->amount && wanted->amount != 0)
                swarm_generics_add(arena, selected, *wanted);
            return true;
        }
        swarm_generics_add(arena, selected, *item);
        if (++pieces == wanted->amount)
            return true;
    }
    return pieces > 0;
}

bool swarm_generics_claim(struct arena *arena, struct swarm_generics *available,
                          const struct swarm_generics *wanted, struct swarm_generics *assigned)
{
    struct swarm_generics selected = {NULL, 0, 0};
    for (int32_t i = 0; i < wanted->count; i++)
        if (wanted->items[i].name || !select_pieces(arena, available, &wanted->items[i], &selected))
            return false;
    for (int32_t i = 0; i < selected.count; i++)
        swarm_generics_add(arena, assigned, selected.items[i]);
    swarm_generics_consume(available, &selected);
    return true;
}

/* Take one thing off an item; true when nothing of the item is left. */
static bool take(struct swarm_generic *item, const struct swarm_generic *taken)
{
    if (!item->name != !taken->name)
        return false;
    if (item->name)
        return strcmp(item->name, taken->name) == 0;
    item->amount = checked_sub(item->amount, taken->amount);
    return item->amount <= 0;
}

void swarm_generics_consume(struct swarm_generics *available, const struct swarm_generics *taken)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < available->count; i++) {
        struct swarm_generic item = available->items[i];
        bool is_gone = false;
        for (int32_t j = 0; j < taken->count && !is_gone; j++)
            is_gone = same_kind(&item, &taken->items[j]) && take(&item, &taken->items[j]);
        if (!is_gone)
            available->items[kept++] = item;
    }
    available->count = kept;
}

void swarm_generics_reclaim(struct arena *arena, struct swarm_generics *available,
                            const struct swarm_generics *assigned)
{
    for (int32_t i = 0; i < assigned->count; i++) {
        const struct swarm_generic *item = &assigned->items[i];
        int32_t have = count_of_kind(available, item->kind);
        if (item->name || have == 0) {
            swarm_generics_add(arena, available, *item);
            continue;
        }
        for (int32_t j = 0; have == 1 && j < available->count; j++)
            if (same_kind(&available->items[j], item) && !available->items[j].name)
                available->items[j].amount = checked_add(available->items[j].amount, item->amount);
    }
}
