/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/member_json.h"

#include "base/arena.h"
#include "base/date.h"
#include "document/document.h"
#include "document/json_writer.h"
#include "result/reader.h"

void result_amounts_write(struct json_writer *json, const char *key,
                          const struct result_amount *amounts, int32_t count)
{
    json_key(json, key);
    json_object(json, true);
    for (int32_t i = 0; i < count; i++)
        json_member_integer(json, amounts[i].resource, amounts[i].amount);
    json_end(json);
}

const struct result_amount *result_amounts_read(struct reader *reader, const struct value *map,
                                                const char *key, int32_t *ret_count)
{
    const struct value *object = value_get(map, key) ? reader_map(reader, map, key) : NULL;
    struct result_amount *amounts =
        ARENA_NEW(reader->arena, object ? object->count : 0, struct result_amount);
    *ret_count = 0;
    for (const struct value *item = object ? object->first : NULL; item; item = item->next) {
        amounts[*ret_count].resource = arena_strdup(reader->arena, item->key);
        if (!reader_is_integer(item, &amounts[(*ret_count)++].amount))
            reader_wrong(reader, object, item->key, "a whole number");
    }
    return amounts;
}

static void write_member(struct json_writer *json, const struct result_member *member)
{
    json_object(json, true);
    json_member_string(json, "cluster", member->cluster);
    json_member_string(json, "orchestrator", member->orchestrator);
    json_member_string(json, "role", member->role);
    json_member_integer(json, "nodes", member->nodes);
    if (member->captured[0])
        json_member_string(json, "captured", member->captured);
    if (member->is_partial)
        json_member_bool(json, "partial", true);
    json_member_integer(json, "platform_stacks", member->platform_stacks);
    json_key(json, "tiers");
    json_list(json, true);
    for (int32_t i = 0; i < member->tier_count; i++) {
        json_object(json, true);
        json_member_integer(json, "tier", member->tiers[i].tier);
        json_member_integer(json, "stacks", member->tiers[i].stacks);
        json_end(json);
    }
    json_end(json);
    result_amounts_write(json, "allocatable", member->allocatable, member->allocatable_count);
    json_end(json);
}

void result_members_write(struct json_writer *json, const struct result *result)
{
    if (result->member_count == 0)
        return;
    json_key(json, "clusters");
    json_list(json, false);
    for (int32_t i = 0; i < result->member_count; i++)
        write_member(json, &result->members[i]);
    json_end(json);
}

static void read_member(struct reader *reader, const struct value *map, struct result_member *ret)
{
    ret->cluster = reader_text(reader, map, "cluster");
    ret->orchestrator = reader_text(reader, map, "orchestrator");
    ret->role = reader_text(reader, map, "role");
    ret->nodes = reader_integer(reader, map, "nodes");
    ret->captured = reader_text_or_none(reader, map, "captured");
    int64_t captured_s;
    if (ret->captured[0] && !date_parse(ret->captured, &captured_s))
        reader_wrong(reader, map, "captured", "a time such as 2026-11-20T09:00:00Z");
    ret->is_partial = reader_flag(reader, map, "partial");
    ret->platform_stacks = reader_integer_or(reader, map, "platform_stacks", 0);
    const struct value *item = reader_list(reader, map, "tiers", true, &ret->tier_count);
    struct result_member_tier *tiers =
        ARENA_NEW(reader->arena, ret->tier_count, struct result_member_tier);
    ret->tiers = tiers;
    for (; item; item = item->next, tiers++) {
        tiers->tier = reader_integer(reader, item, "tier");
        tiers->stacks = reader_integer(reader, item, "stacks");
    }
    ret->allocatable = result_amounts_read(reader, map, "allocatable", &ret->allocatable_count);
}

void result_members_read(struct reader *reader, const struct value *top, struct result *ret)
{
    const struct value *item = reader_list(reader, top, "clusters", false, &ret->member_count);
    struct result_member *members =
        ARENA_NEW(reader->arena, ret->member_count, struct result_member);
    ret->members = members;
    for (; item; item = item->next)
        read_member(reader, item, members++);
}
