/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/evaluator.h"
#include "model/eligible.h"

static bool takes_node(const struct rule *rule, const struct node *node)
{
    return eligible_node(rule, node) == ELIGIBLE;
}

static bool expression_holds(const struct expression *expression, const struct node *node)
{
    return eligible_expression(expression, node->name, node->labels, node->label_count);
}

static bool ports_fit(const struct pod_scene *scene, const struct pod_view *pod, int32_t node_ix)
{
    for (int32_t i = 0; i < scene->pod_count; i++)
        if (scene->pods[i].node_ix == node_ix &&
            host_ports_conflict(pod->rule->ports, pod->rule->port_count, scene->pods[i].rule->ports,
                                scene->pods[i].rule->port_count))
            return false;
    return true;
}

/* What is not requested does not matter, even where there is too little already. */
static void weigh(struct room *room)
{
    for (int32_t r = 0; r < room->resource_count; r++) {
        int64_t used = 0;
        for (int32_t p = 0; p < room->pod_count; p++)
            used += room->used[p * room->resource_count + r];
        room->is_short[r] = room->added[r] > 0 && room->added[r] > room->capacity[r] - used;
    }
}

const struct evaluator evaluator_model = {
    "model",          takes_node,     expression_holds, eligible_tolerates, pod_selector_holds,
    pod_affinity_fit, pod_spread_fit, pod_spread_count, ports_fit,          weigh};

const struct evaluator *evaluator = &evaluator_model;
