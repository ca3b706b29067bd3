/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "document/document.h"
#include "document/json_writer.h"
#include "result/overload/overload.h"
#include "result/reader.h"
#include "result/result_certificate.h"

/* ---- write */

static void write_tier(struct json_writer *json, const struct result_spare_tier *tier)
{
    json_object(json, true);
    json_member_integer(json, "tier", tier->tier);
    json_member_integer(json, "displaced", tier->displaced);
    json_member_integer(json, "displaced_weight", tier->displaced_weight);
    json_member_integer(json, "recovered", tier->recovered);
    json_member_integer(json, "bound", tier->bound);
    json_member_bool(json, "certified", tier->is_certified);
    json_end(json);
}

static void write_move(struct json_writer *json, const struct result_move *move)
{
    json_object(json, true);
    json_member_string(json, "stack", move->stack);
    json_member_string(json, "workload", move->workload);
    json_member_string_if(json, "kind", move->kind);
    json_member_string(json, "node", move->node);
    json_member_integer(json, "replicas", move->replicas);
    json_end(json);
}

static void write_evidence(struct json_writer *json, const struct result_spare *spare)
{
    if (spare->evidence_count == 0)
        return;
    json_key(json, "evidence");
    json_list(json, false);
    for (int32_t i = 0; i < spare->evidence_count; i++) {
        const struct result_spare_node *node = &spare->evidence[i];
        json_object(json, false);
        json_member_string(json, "node", node->node);
        json_member_string(json, "verdict", spare_verdict_name(node->verdict));
        json_key(json, "tiers");
        json_list(json, false);
        for (int32_t k = 0; k < node->tier_count; k++)
            write_tier(json, &node->tiers[k]);
        json_end(json);
        json_key(json, "moves");
        json_list(json, false);
        for (int32_t k = 0; k < node->move_count; k++)
            write_move(json, &node->moves[k]);
        json_end(json);
        if (node->verdict == SPARE_NO) {
            json_key(json, "certificate");
            result_certificate_write(json, &node->certificate);
        }
        json_end(json);
    }
    json_end(json);
}

void spares_write(struct json_writer *json, const struct result_spare *spares, int32_t count)
{
    json_key(json, "then_lose_node");
    json_list(json, false);
    for (int32_t i = 0; i < count; i++) {
        const struct result_spare *spare = &spares[i];
        json_object(json, spare->evidence_count == 0);
        json_member_string(json, "cluster", spare->cluster);
        json_member_string(json, "verdict", spare_verdict_name(spare->verdict));
        json_member_integer(json, "nodes", spare->nodes);
        json_member_integer(json, "no", spare->no);
        json_member_integer(json, "unknown", spare->unknown);
        if (spare->verdict != SPARE_YES)
            json_member_string(json, "node", spare->node);
        if (spare->verdict == SPARE_NO) {
            json_member_bool(json, "certified", spare->is_certified);
            json_member_texts(json, "stacks", spare->stacks, spare->stack_count);
        }
        write_evidence(json, spare);
        json_end(json);
    }
    json_end(json);
}

/* ---- read */

static const char *name_of_spare(int i)
{
    return spare_verdict_name((enum spare_verdict)i);
}

static void read_tiers(struct reader *reader, const struct value *map,
                       struct result_spare_node *ret)
{
    const struct value *item = reader_list(reader, map, "tiers", true, &ret->tier_count);
    struct result_spare_tier *tier =
        ARENA_NEW(reader->arena, ret->tier_count, struct result_spare_tier);
    ret->tiers = tier;
    for (; item; item = item->next, tier++) {
        tier->tier = reader_integer(reader, item, "tier");
        tier->displaced = reader_integer(reader, item, "displaced");
        tier->displaced_weight = reader_integer(reader, item, "displaced_weight");
        tier->recovered = reader_integer(reader, item, "recovered");
        tier->bound = reader_integer(reader, item, "bound");
        tier->is_certified = reader_bool(reader, item, "certified");
    }
}

static void read_moves(struct reader *reader, const struct value *map,
                       struct result_spare_node *ret)
{
    const struct value *item = reader_list(reader, map, "moves", true, &ret->move_count);
    struct result_move *move = ARENA_NEW(reader->arena, ret->move_count, struct result_move);
    ret->moves = move;
    for (; item; item = item->next, move++) {
        move->stack = reader_text(reader, item, "stack");
        move->workload = reader_text(reader, item, "workload");
        move->kind = reader_text_or_none(reader, item, "kind");
        move->node = reader_text(reader, item, "node");
        move->replicas = reader_integer(reader, item, "replicas");
    }
}

static void read_evidence(struct reader *reader, const struct value *map, struct result_spare *ret)
{
    const struct value *item = reader_list(reader, map, "evidence", false, &ret->evidence_count);
    struct result_spare_node *node =
        ARENA_NEW(reader->arena, ret->evidence_count, struct result_spare_node);
    ret->evidence = node;
    for (; item; item = item->next, node++) {
        node->node = reader_text(reader, item, "node");
        node->verdict = (enum spare_verdict)reader_word(reader, item, "verdict", name_of_spare,
                                                        SPARE_VERDICT_COUNT);
        read_tiers(reader, item, node);
        read_moves(reader, item, node);
        if (node->verdict == SPARE_NO)
            result_certificate_read(reader, reader_map(reader, item, "certificate"),
                                    &node->certificate);
    }
}

const struct result_spare *spares_read(struct reader *reader, const struct value *scenario,
                                       int32_t *ret_count)
{
    const struct value *item = reader_list(reader, scenario, "then_lose_node", false, ret_count);
    struct result_spare *spares = ARENA_NEW(reader->arena, *ret_count, struct result_spare);
    const struct result_spare *first = spares;
    for (; item; item = item->next, spares++) {
        spares->cluster = reader_text(reader, item, "cluster");
        spares->verdict = (enum spare_verdict)reader_word(reader, item, "verdict", name_of_spare,
                                                          SPARE_VERDICT_COUNT);
        spares->nodes = reader_integer(reader, item, "nodes");
        spares->no = reader_integer(reader, item, "no");
        spares->unknown = reader_integer(reader, item, "unknown");
        spares->node = reader_text_or_none(reader, item, "node");
        spares->is_certified = reader_flag(reader, item, "certified");
        spares->stacks = reader_texts(reader, item, "stacks", false, &spares->stack_count);
        read_evidence(reader, item, spares);
    }
    return first;
}
