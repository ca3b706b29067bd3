/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/why/why_json.h"

#include "base/arena.h"
#include "base/caps.h"
#include "document/document.h"
#include "document/json_writer.h"

static void write_text_if(struct json_writer *json, const char *key, const char *text)
{
    if (text[0])
        json_member_string(json, key, text);
}

/* What stands behind a reason in numbers. */
static void write_room(struct json_writer *json, const struct result_reason *reason)
{
    if (reason->has_demand)
        json_member_integer(json, "demand", reason->demand);
    if (reason->has_room || reason->has_demand)
        json_member_integer(json, "free", reason->free);
    if (reason->has_room)
        json_member_integer(json, "largest_hole", reason->hole);
    if (reason->has_slots)
        json_member_integer(json, "room_for", reason->slots);
    if (reason->has_room || reason->has_slots)
        json_member_integer(json, "replicas", reason->wanted);
}

static void write_excluded(struct json_writer *json, const struct result_reason *reason)
{
    if (reason->rule)
        json_member_string(json, "rule", reason->rule);
    if (reason->excluded_count == 0)
        return;
    json_member_integer(json, "nodes", reason->nodes);
    json_key(json, "excluded");
    json_object(json, true);
    for (int32_t i = 0; i < reason->excluded_count; i++)
        json_member_integer(json, reason->excluded[i].rule, reason->excluded[i].nodes);
    json_end(json);
}

static void write_takers(struct json_writer *json, const struct result_reason *reason)
{
    if (reason->by_count == 0)
        return;
    json_key(json, "crowded_by");
    json_list(json, false);
    for (int32_t i = 0; i < reason->by_count; i++) {
        json_object(json, true);
        json_member_string(json, "stack", reason->by[i].stack);
        json_member_integer(json, "tier", reason->by[i].tier);
        json_member_integer(json, "replicas", reason->by[i].replicas);
        if (reason->resource[0])
            json_member_integer(json, "amount", reason->by[i].amount);
        json_end(json);
    }
    json_end(json);
}

void why_write_reasons(struct json_writer *json, const struct result_stack *stack)
{
    if (stack->reason_count == 0)
        return;
    json_key(json, "why");
    json_list(json, false);
    for (int32_t i = 0; i < stack->reason_count; i++) {
        const struct result_reason *reason = &stack->reasons[i];
        json_object(json, true);
        write_text_if(json, "cluster", reason->cluster);
        json_member_string(json, "reason", reason->reason);
        write_text_if(json, "resource", reason->resource);
        if (reason->has_short)
            json_member_integer(json, "short", reason->short_by);
        if (reason->workload)
            json_member_string(json, "workload", reason->workload);
        if (reason->needs > 0)
            json_member_integer(json, "needs", reason->needs);
        write_room(json, reason);
        write_excluded(json, reason);
        write_takers(json, reason);
        json_member_string(json, "text", reason->text);
        json_end(json);
    }
    json_end(json);
}

void why_write_growth(struct json_writer *json, const struct result_growth *growth)
{
    if (growth->of == 0)
        return;
    json_key(json, "growth");
    json_object(json, true);
    json_member_integer(json, "percent", result_growth_percent(growth));
    json_member_integer(json, "spare", growth->spare);
    json_member_integer(json, "of", growth->of);
    json_member_string(json, "resource", growth->resource);
    json_member_string(json, "cluster", growth->cluster);
    json_member_string(json, "node", growth->node);
    json_end(json);
}

void why_write_margin(struct json_writer *json, const struct result_answer *answer,
                      const struct result_stack *stack)
{
    struct result_margin margin;
    const struct result_growth *growth = result_stack_growth(answer, stack);
    if (stack->verdict != VERDICT_FITS || !result_margin(answer, stack, &margin))
        return;
    json_key(json, "margin");
    json_object(json, true);
    json_member_string(json, "cluster", margin.cluster);
    json_member_string(json, "resource", margin.resource);
    json_member_integer(json, "left", margin.left);
    json_member_integer(json, "of", margin.of);
    if (growth)
        json_member_integer(json, "growth_percent", result_growth_percent(growth));
    json_end(json);
}

static void read_excluded(struct reader *reader, const struct value *map, struct result_reason *ret)
{
    const struct value *excluded =
        value_get(map, "excluded") ? reader_map(reader, map, "excluded") : NULL;
    struct result_excluded *list =
        ARENA_NEW(reader->arena, excluded ? excluded->count : 0, struct result_excluded);
    ret->nodes = reader_integer_or(reader, map, "nodes", 0);
    ret->excluded = list;
    for (const struct value *item = excluded ? excluded->first : NULL; item; item = item->next) {
        int64_t nodes = reader_integer(reader, excluded, item->key);
        if (nodes < 0 || nodes > CAP_NODES)
            reader_wrong(reader, excluded, item->key, "a number of nodes");
        else
            list[ret->excluded_count++] =
                (struct result_excluded){arena_strdup(reader->arena, item->key), (int32_t)nodes};
    }
}

static void read_takers(struct reader *reader, const struct value *map, struct result_reason *ret)
{
    const struct value *item = reader_list(reader, map, "crowded_by", false, &ret->by_count);
    struct result_taker *by = ARENA_NEW(reader->arena, ret->by_count, struct result_taker);
    ret->by = by;
    for (; item; item = item->next, by++) {
        by->stack = reader_text(reader, item, "stack");
        by->tier = reader_integer(reader, item, "tier");
        by->replicas = reader_integer(reader, item, "replicas");
        by->amount = reader_integer_or(reader, item, "amount", 0);
    }
}

static void read_room(struct reader *reader, const struct value *map, struct result_reason *ret)
{
    ret->has_room = value_get(map, "largest_hole") != NULL;
    ret->hole = reader_integer_or(reader, map, "largest_hole", 0);
    ret->free = reader_integer_or(reader, map, "free", 0);
    ret->has_slots = value_get(map, "room_for") != NULL;
    ret->slots = reader_integer_or(reader, map, "room_for", 0);
    ret->wanted = reader_integer_or(reader, map, "replicas", 0);
    ret->has_demand = value_get(map, "demand") != NULL;
    ret->demand = reader_integer_or(reader, map, "demand", 0);
    ret->rule = value_get(map, "rule") ? reader_text(reader, map, "rule") : NULL;
}

void why_read_reasons(struct reader *reader, const struct value *map, struct result_stack *ret)
{
    const struct value *item = reader_list(reader, map, "why", false, &ret->reason_count);
    struct result_reason *reasons =
        ARENA_NEW(reader->arena, ret->reason_count, struct result_reason);
    ret->reasons = reasons;
    for (; item; item = item->next, reasons++) {
        reasons->cluster = reader_text_or_none(reader, item, "cluster");
        reasons->reason = reader_text(reader, item, "reason");
        reasons->resource = reader_text_or_none(reader, item, "resource");
        reasons->has_short = value_get(item, "short") != NULL;
        reasons->short_by = reader_integer_or(reader, item, "short", 0);
        reasons->workload =
            value_get(item, "workload") ? reader_text(reader, item, "workload") : NULL;
        reasons->needs = reader_integer_or(reader, item, "needs", 0);
        reasons->text = reader_text(reader, item, "text");
        read_room(reader, item, reasons);
        read_excluded(reader, item, reasons);
        read_takers(reader, item, reasons);
    }
}

void why_read_growth(struct reader *reader, const struct value *tier, struct result_growth *ret)
{
    const struct value *map = value_get(tier, "growth") ? reader_map(reader, tier, "growth") : NULL;
    *ret = (struct result_growth){.cluster = "", .node = "", .resource = ""};
    if (!map)
        return;
    ret->spare = reader_integer(reader, map, "spare");
    ret->of = reader_integer(reader, map, "of");
    if (ret->spare < 0 || ret->of < 1)
        reader_wrong(reader, tier, "growth", "spare of 0 or more, of 1 or more");
    ret->resource = reader_text(reader, map, "resource");
    ret->cluster = reader_text(reader, map, "cluster");
    ret->node = reader_text(reader, map, "node");
}
