/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "facts/evaluator.h"
#include "estate/builder.h"
#include "pods_of_scene.h"
#include "verify/verify.h"
#include "verify/verify_rule.h"

static bool tolerates(const struct toleration *tolerations, int32_t count,
                      const struct taint *taint)
{
    for (int32_t i = 0; i < count; i++)
        if (rule_tolerates(&tolerations[i], taint))
            return true;
    return false;
}

/* ---- room: an estate in which the new pod comes from a lost cluster, and a plan that takes it */

static const struct origin here = {"vector", 1, 1, NULL};

static void add_pod(struct builder *builder, const struct room *room, int32_t stack,
                    const char *name, const int64_t *amounts, int32_t node)
{
    int32_t workload = builder_workload(builder, stack, "Pod", name, &here);
    builder_workload_replicas(builder, workload, 1);
    for (int32_t r = 0; r < room->resource_count; r++)
        if (strcmp(room->names[r], "pods") != 0)
            builder_workload_reservation(
                builder, workload, builder_resource(builder, room->names[r], &here), amounts[r]);
    if (node >= 0)
        builder_placement(builder, workload, node, 1, &here);
}

static struct estate *make_estate(const struct room *room, struct arena *arena)
{
    static struct error_list errors;
    struct builder *builder = builder_new(&errors);
    int32_t lost = builder_cluster(builder, "lost", ORCHESTRATOR_CSV, &here);
    int32_t there = builder_cluster(builder, "there", ORCHESTRATOR_CSV, &here);
    int32_t node = builder_node(builder, there, "node", &here);
    int32_t old = builder_stack(builder, there, "", "old", ORCHESTRATOR_CSV, &here);
    int32_t new = builder_stack(builder, lost, "", "new", ORCHESTRATOR_CSV, &here);
    for (int32_t r = 0; r < room->resource_count; r++)
        builder_node_allocatable(builder, node, builder_resource(builder, room->names[r], &here),
                                 room->capacity[r]);
    for (int32_t p = 0; p < room->pod_count; p++)
        add_pod(builder, room, old, arena_format(arena, "p%d", p),
                &room->used[p * room->resource_count], node);
    add_pod(builder, room, new, "pod", room->added, -1);
    struct estate *estate = builder_seal(builder);
    builder_free(builder);
    assert(estate != NULL);
    return estate;
}

static void weigh(struct room *room)
{
    struct arena *arena = arena_new();
    struct estate *estate = make_estate(room, arena);
    struct scenario scenario;
    struct error error;
    struct question_options options = {.residents = RESIDENTS_PINNED};
    struct verify_report report = {.refuted = 0};
    struct plan_stack stack = {estate_find_stack(estate, 0, "", "new"), 1, true};
    struct plan_entry entry = {estate->stacks[stack.stack_ix].first_workload, 0, 1};
    struct plan plan = {.stacks = &stack, .stack_count = 1, .entries = &entry, .entry_count = 1};
    bool is_read = scenario_parse(estate, "lost", NULL, arena, &scenario, &error);
    assert(is_read);
    (void)is_read;
    verify_plan(estate, &scenario, &options, &plan, arena, &report);
    for (int32_t r = 0; r < room->resource_count; r++) {
        const char *part = arena_format(arena, "there/node: %s: the plan adds ", room->names[r]);
        for (int32_t i = 0; i < report.refuted && i < REFUTATION_MAX; i++)
            room->is_short[r] |= strstr(report.texts[i], part) != NULL;
    }
    estate_free(estate);
    arena_free(arena);
}

const struct evaluator evaluator_verify = {"verify",
                                           rule_takes_node,
                                           rule_expression_holds,
                                           tolerates,
                                           rule_selects,
                                           verify_affinity_fit,
                                           verify_spread_fit,
                                           verify_spread_count,
                                           verify_ports_fit,
                                           weigh};
