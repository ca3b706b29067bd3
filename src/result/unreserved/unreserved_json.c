/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/caps.h"
#include "document/document.h"
#include "document/json_writer.h"
#include "result/reader.h"
#include "result/unreserved/unreserved.h"

/* ---- write */

static void write_bearing(struct json_writer *json, const struct result_bearing *bearing)
{
    json_object(json, true);
    if (bearing->binds) {
        json_member_integer(json, "bears", bearing->bears);
        json_member_string(json, "cluster", bearing->cluster);
        json_member_string(json, "node", bearing->node);
        json_member_integer(json, "free", bearing->free);
        json_member_integer(json, "replicas", bearing->replicas);
    }
    if (bearing->has_bound)
        json_member_integer(json, "no_plan_above", bearing->no_plan_above);
    json_end(json);
}

static void write_beside(struct json_writer *json, const struct result_zero *zero)
{
    if (zero->beside_count == 0)
        return;
    json_key(json, "beside");
    json_list(json, false);
    for (int32_t i = 0; i < zero->beside_count; i++) {
        json_object(json, true);
        json_member_string(json, "stack", zero->beside[i].stack);
        json_member_string(json, "workload", zero->beside[i].workload);
        json_member_integer(json, "replicas", zero->beside[i].replicas);
        json_end(json);
    }
    json_end(json);
    if (zero->beside_more > 0)
        json_member_integer(json, "beside_more", zero->beside_more);
}

static void write_zero(struct json_writer *json, const struct result_zero *zero)
{
    json_object(json, false);
    json_member_string(json, "resource", zero->resource);
    json_member_integer(json, "stacks", zero->stacks);
    json_member_integer(json, "workloads", zero->workloads);
    json_member_integer(json, "replicas", zero->replicas);
    json_key(json, "plan");
    write_bearing(json, &zero->plan);
    json_key(json, "critical");
    write_bearing(json, &zero->critical);
    write_beside(json, zero);
    json_key(json, "clusters");
    json_list(json, false);
    for (int32_t i = 0; i < zero->cluster_count; i++)
        write_bearing(json, &zero->clusters[i]);
    json_end(json);
    json_end(json);
}

void unreserved_write(struct json_writer *json, const struct result_unreserved *unreserved)
{
    json_key(json, "unreserved");
    json_object(json, false);
    json_member_texts(json, "critical_stacks", unreserved->critical, unreserved->critical_count);
    json_key(json, "resources");
    json_list(json, false);
    for (int32_t i = 0; i < unreserved->resource_count; i++)
        write_zero(json, &unreserved->resources[i]);
    json_end(json);
    json_end(json);
}

/* ---- read */

/* Amounts and counts are at least 0; what the reports make of them relies on it. */
static int64_t read_count(struct reader *reader, const struct value *map, const char *key)
{
    int64_t value = reader_integer(reader, map, key);
    if (value >= 0 && value <= CAP_QUANTITY)
        return value;
    reader_wrong(reader, map, key, "a number of 0 to 2^53");
    return 0;
}

static void read_bearing(struct reader *reader, const struct value *map, struct result_bearing *ret)
{
    *ret = (struct result_bearing){.cluster = "", .node = ""};
    ret->binds = value_get(map, "bears") != NULL;
    ret->has_bound = value_get(map, "no_plan_above") != NULL;
    if (ret->binds) {
        ret->bears = read_count(reader, map, "bears");
        ret->cluster = reader_text(reader, map, "cluster");
        ret->node = reader_text(reader, map, "node");
        ret->free = read_count(reader, map, "free");
        ret->replicas = read_count(reader, map, "replicas");
    }
    if (ret->has_bound)
        ret->no_plan_above = read_count(reader, map, "no_plan_above");
}

static void read_beside(struct reader *reader, const struct value *map, struct result_zero *ret)
{
    const struct value *item = reader_list(reader, map, "beside", false, &ret->beside_count);
    struct result_beside *list = ARENA_NEW(reader->arena, ret->beside_count, struct result_beside);
    ret->beside = list;
    for (; item; item = item->next, list++) {
        list->stack = reader_text(reader, item, "stack");
        list->workload = reader_text(reader, item, "workload");
        list->replicas = read_count(reader, item, "replicas");
    }
    if (value_get(map, "beside_more"))
        ret->beside_more = read_count(reader, map, "beside_more");
}

static void read_zero(struct reader *reader, const struct value *map, struct result_zero *ret)
{
    *ret = (struct result_zero){.resource = reader_text(reader, map, "resource")};
    ret->stacks = read_count(reader, map, "stacks");
    ret->workloads = read_count(reader, map, "workloads");
    ret->replicas = read_count(reader, map, "replicas");
    read_bearing(reader, reader_map(reader, map, "plan"), &ret->plan);
    read_bearing(reader, reader_map(reader, map, "critical"), &ret->critical);
    read_beside(reader, map, ret);
    const struct value *item = reader_list(reader, map, "clusters", true, &ret->cluster_count);
    struct result_bearing *list =
        ARENA_NEW(reader->arena, ret->cluster_count, struct result_bearing);
    ret->clusters = list;
    for (; item; item = item->next)
        read_bearing(reader, item, list++);
}

const struct result_unreserved *unreserved_read(struct reader *reader, const struct value *answer)
{
    if (!value_get(answer, "unreserved"))
        return NULL;
    const struct value *map = reader_map(reader, answer, "unreserved");
    struct result_unreserved *ret = ARENA_NEW(reader->arena, 1, struct result_unreserved);
    ret->critical = reader_texts(reader, map, "critical_stacks", true, &ret->critical_count);
    const struct value *item = reader_list(reader, map, "resources", true, &ret->resource_count);
    struct result_zero *list = ARENA_NEW(reader->arena, ret->resource_count, struct result_zero);
    ret->resources = list;
    for (; item; item = item->next)
        read_zero(reader, item, list++);
    return ret;
}
