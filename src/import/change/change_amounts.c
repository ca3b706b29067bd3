/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/change/change_amounts.h"

#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "base/quantity.h"
#include "document/document.h"
#include "import/estate_keys.h"

static bool read_amount(struct keys_reader *reader, const struct value *value, bool is_capacity,
                        int64_t *ret)
{
    struct error error;
    if (!is_capacity)
        return keys_quantity(reader, value, value->key, ret);
    if (value->kind != VALUE_STRING && value->kind != VALUE_NUMBER)
        return keys_refuse(reader, value, "%s: found %s; expected a quantity such as 500m or 2Gi",
                           value->key, value_kind_name(value->kind));
    if (quantity_parse(value->text, value->length,
                       resource_unit_of(value->key) == UNIT_MILLI ? 3 : 0, QUANTITY_DOWN, ret,
                       &error))
        return true;
    return keys_refuse(reader, value, "%s: %s", value->key, error.text);
}

void change_amounts_read(struct keys_reader *reader, const struct value *value, bool is_capacity,
                         struct change_amounts *ret)
{
    if (value->kind != VALUE_MAP || value->count == 0) {
        keys_refuse(reader, value, "%s: found %s; expected a map such as {cpu: 500m, memory: 2Gi}",
                    keys_name(value),
                    value->kind == VALUE_MAP ? "an empty map" : value_kind_name(value->kind));
        return;
    }
    struct edit_amount *items = ARENA_NEW(reader->arena, value->count, struct edit_amount);
    int32_t count = 0;
    for (const struct value *child = value->first; child; child = child->next) {
        int64_t amount;
        if (!read_amount(reader, child, is_capacity, &amount))
            continue;
        if (amount < 0 || amount > CAP_QUANTITY) {
            keys_refuse(reader, child, "%s: found %.40s; expected 0 or more", child->key,
                        child->text);
            continue;
        }
        if (!is_capacity && strcmp(child->key, "pods") == 0) {
            keys_refuse(reader, child, "pods: found it in %s; every replica is one pod",
                        keys_name(value));
            continue;
        }
        int32_t resource = keys_resource(reader, child);
        if (resource >= 0)
            items[count++] = (struct edit_amount){resource, amount};
    }
    *ret = (struct change_amounts){items, count};
}
