/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "base/arena.h"
#include "document/document.h"
#include "document/json_writer.h"
#include "result/overload/overload.h"
#include "result/reader.h"

const char *burst_kind_name(enum burst_kind kind)
{
    static const char *const names[BURST_KIND_COUNT] = {"over", "part", "all", "no_limit_above"};
    assert((unsigned)kind < BURST_KIND_COUNT);
    return names[kind];
}

const char *spare_verdict_name(enum spare_verdict verdict)
{
    static const char *const names[SPARE_VERDICT_COUNT] = {"no", "unknown", "yes"};
    assert((unsigned)verdict < SPARE_VERDICT_COUNT);
    return names[verdict];
}

bool burst_holds(const struct result_burst *burst, int64_t num, int64_t den)
{
    if (burst->kind != BURST_PART)
        return burst->kind != BURST_OVER;
    return (__int128)burst->num * den >= (__int128)num * burst->den;
}

bool burst_is_less(const struct result_burst *a, const struct result_burst *b)
{
    if (a->kind != BURST_PART || b->kind != BURST_PART)
        return a->kind < b->kind;
    return (__int128)a->num * b->den < (__int128)b->num * a->den;
}

/* ---- write */

static void write_burst_members(struct json_writer *json, const struct result_burst *burst)
{
    json_member_string(json, "holds", burst_kind_name(burst->kind));
    json_member_integer(json, "num", burst->num);
    json_member_integer(json, "den", burst->den);
    if (burst->kind >= BURST_ALL)
        return;
    json_member_string(json, "node", burst->node);
    json_member_string(json, "resource", burst->resource);
}

static void write_burst(struct json_writer *json, const char *key, const struct result_burst *burst)
{
    json_key(json, key);
    json_object(json, true);
    write_burst_members(json, burst);
    json_end(json);
}

static void write_nodes(struct json_writer *json, const struct result_overload *overload)
{
    json_key(json, "nodes");
    json_list(json, false);
    for (int32_t i = 0; i < overload->node_count; i++) {
        const struct result_overload_node *node = &overload->nodes[i];
        json_object(json, true);
        write_burst_members(json, &node->burst);
        json_member_integer(json, "allocatable", node->allocatable);
        json_member_integer(json, "reserved", node->reserved);
        json_member_integer(json, "limits", node->limits);
        json_end(json);
    }
    json_end(json);
}

static void write_no_limit(struct json_writer *json, const struct result_overload *overload)
{
    json_key(json, "no_limit");
    json_list(json, false);
    for (int32_t i = 0; i < overload->no_limit_count; i++) {
        const struct result_no_limit *none = &overload->no_limit[i];
        json_object(json, true);
        json_member_string(json, "resource", none->resource);
        json_member_integer(json, "workloads", none->workloads);
        json_member_integer(json, "replicas", none->replicas);
        if (none->workloads > 0) {
            json_key(json, "largest");
            json_object(json, true);
            json_member_string(json, "stack", none->stack);
            json_member_string(json, "workload", none->workload);
            json_member_integer(json, "replicas", none->largest_replicas);
            json_member_integer(json, "reserved", none->largest_reserved);
            json_end(json);
        }
        json_end(json);
    }
    json_end(json);
}

void overload_write(struct json_writer *json, const struct result_overload *overload)
{
    json_key(json, "overload");
    json_object(json, false);
    write_burst(json, "burst", &overload->burst);
    write_burst(json, "burst_before", &overload->before);
    if (overload->node_count > 0)
        write_nodes(json, overload);
    write_no_limit(json, overload);
    json_end(json);
}

void cascade_write(struct json_writer *json, const struct result_cascade *cascade)
{
    json_key(json, "cascade");
    json_object(json, false);
    json_member_integer(json, "num", cascade->num);
    json_member_integer(json, "den", cascade->den);
    if (cascade->is_open)
        json_member_bool(json, "open", true);
    json_key(json, "falls");
    json_list(json, false);
    for (int32_t i = 0; i < cascade->fall_count; i++) {
        const struct result_fall *fall = &cascade->falls[i];
        json_object(json, true);
        json_member_integer(json, "step", fall->step);
        json_member_string(json, "cluster", fall->cluster);
        write_burst(json, "burst", &fall->burst);
        write_burst(json, "burst_before", &fall->before);
        json_end(json);
    }
    json_end(json);
    json_end(json);
}

/* ---- read */

static const char *name_of_kind(int i)
{
    return burst_kind_name((enum burst_kind)i);
}

static void read_burst(struct reader *reader, const struct value *map, struct result_burst *ret)
{
    ret->kind = (enum burst_kind)reader_word(reader, map, "holds", name_of_kind, BURST_KIND_COUNT);
    ret->num = reader_integer(reader, map, "num");
    ret->den = reader_integer(reader, map, "den");
    if (ret->num < 0 || ret->den < 1 || ret->num > ret->den) {
        reader_wrong(reader, map, "den", "a share of 0 to 1");
        ret->num = 0;
        ret->den = 1;
    }
    ret->node = reader_text_or_none(reader, map, "node");
    ret->resource = reader_text_or_none(reader, map, "resource");
}

static void read_nodes(struct reader *reader, const struct value *map, struct result_overload *ret)
{
    const struct value *item = reader_list(reader, map, "nodes", false, &ret->node_count);
    struct result_overload_node *nodes =
        ARENA_NEW(reader->arena, ret->node_count, struct result_overload_node);
    ret->nodes = nodes;
    for (; item; item = item->next, nodes++) {
        read_burst(reader, item, &nodes->burst);
        nodes->allocatable = reader_integer(reader, item, "allocatable");
        nodes->reserved = reader_integer(reader, item, "reserved");
        nodes->limits = reader_integer(reader, item, "limits");
    }
}

static void read_no_limit(struct reader *reader, const struct value *map,
                          struct result_overload *ret)
{
    const struct value *item = reader_list(reader, map, "no_limit", true, &ret->no_limit_count);
    struct result_no_limit *list =
        ARENA_NEW(reader->arena, ret->no_limit_count, struct result_no_limit);
    ret->no_limit = list;
    for (; item; item = item->next, list++) {
        list->resource = reader_text(reader, item, "resource");
        list->workloads = reader_integer(reader, item, "workloads");
        list->replicas = reader_integer(reader, item, "replicas");
        list->stack = list->workload = "";
        if (!value_get(item, "largest"))
            continue;
        const struct value *largest = reader_map(reader, item, "largest");
        list->stack = reader_text(reader, largest, "stack");
        list->workload = reader_text(reader, largest, "workload");
        list->largest_replicas = reader_integer(reader, largest, "replicas");
        list->largest_reserved = reader_integer(reader, largest, "reserved");
    }
}

const struct result_overload *overload_read(struct reader *reader, const struct value *cluster)
{
    if (!value_get(cluster, "overload"))
        return NULL;
    const struct value *map = reader_map(reader, cluster, "overload");
    struct result_overload *ret = ARENA_NEW(reader->arena, 1, struct result_overload);
    read_burst(reader, reader_map(reader, map, "burst"), &ret->burst);
    read_burst(reader, reader_map(reader, map, "burst_before"), &ret->before);
    read_nodes(reader, map, ret);
    read_no_limit(reader, map, ret);
    return ret;
}

const struct result_cascade *cascade_read(struct reader *reader, const struct value *scenario)
{
    if (!value_get(scenario, "cascade"))
        return NULL;
    const struct value *map = reader_map(reader, scenario, "cascade");
    struct result_cascade *ret = ARENA_NEW(reader->arena, 1, struct result_cascade);
    ret->num = reader_integer(reader, map, "num");
    ret->den = reader_integer(reader, map, "den");
    if (ret->num < 0 || ret->den < 1 || ret->num > ret->den) {
        reader_wrong(reader, map, "den", "a share of 0 to 1");
        ret->num = 0;
        ret->den = 1;
    }
    ret->is_open = reader_flag(reader, map, "open");
    const struct value *item = reader_list(reader, map, "falls", true, &ret->fall_count);
    struct result_fall *falls = ARENA_NEW(reader->arena, ret->fall_count, struct result_fall);
    ret->falls = falls;
    for (; item; item = item->next, falls++) {
        falls->step = reader_integer(reader, item, "step");
        falls->cluster = reader_text(reader, item, "cluster");
        read_burst(reader, reader_map(reader, item, "burst"), &falls->burst);
        read_burst(reader, reader_map(reader, item, "burst_before"), &falls->before);
    }
    return ret;
}
